"""What is derived from the records can be written again from nothing: the tables by name, each with what does it."""

from collections.abc import Callable, Mapping

from muniment.registers import duties, searching_index

# Each writes its table again from the records and returns how many rows it has.
REBUILDERS: Mapping[str, Callable[[], int]] = {
    "duties": duties.rebuild,
    "search": searching_index.rebuild,
}
