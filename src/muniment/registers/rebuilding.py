"""What is derived from the records can be written again from nothing: the tables by name, each with what does it."""

from collections.abc import Callable, Mapping

from muniment.registers import duties, history, searching_index
from muniment.registers.models import Duty, SearchDocument

# Each writes its table again from the records and returns how many rows it has.
REBUILDERS: Mapping[str, Callable[[], int]] = {
    "duties": duties.rebuild,
    "search": searching_index.rebuild,
}


def fill() -> None:
    """What an older Muniment did not derive yet, once its tables or its backup have become ours."""
    if not history.head().number:
        return
    if not Duty.objects.exists():
        duties.rebuild()
    if not SearchDocument.objects.exists():
        searching_index.rebuild()
