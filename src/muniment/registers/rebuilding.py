"""What is derived from the records can be written again from nothing: the tables of all floors, each with what does it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from muniment.registers import duties, history, restricted, searching_index
from muniment.registers.history import Fault
from muniment.registers.models import Duty, Named, SearchDocument


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived table. `rebuild` writes it again from the records and returns how many rows it has; `faults` compares it with them."""

    name: str
    model: type[Any]
    rebuild: Callable[[], int]
    faults: Callable[[], Iterable[Fault]]


DERIVED: dict[str, Derived] = {}


def declare(table: Derived) -> None:
    """Called once for each table, at the start."""
    DERIVED[table.name] = table


declare(Derived("duties", Duty, duties.rebuild, duties.faults))
declare(Derived("named", Named, restricted.rebuild, restricted.faults))
declare(Derived("search", SearchDocument, searching_index.rebuild, searching_index.verify))


def fill() -> None:
    """What an older Muniment did not derive yet, once its tables or its backup have become ours."""
    if not history.head().number:
        return
    for table in DERIVED.values():
        if not table.model.objects.exists():
            table.rebuild()
