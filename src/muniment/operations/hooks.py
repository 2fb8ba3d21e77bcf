"""What higher floors have done when a backup is made or restored; each app enters its own at its start."""

from collections.abc import Callable, Sequence
from typing import Any

# Facts that a backup states of the whole, by name: the head of the history.
TOLD: dict[str, Callable[[], Any]] = {}
# Whether nobody has entered anything yet into an installation that is already there.
UNTOUCHED: list[Callable[[], bool]] = []
# What is no row of a table, or derived from rows, and is made again after a restore: an index of a search.
REBUILT: list[Callable[[], None]] = []
# What is looked at after a restore; each returns the faults that it found, one a line.
CHECKED: list[Callable[[], Sequence[str]]] = []
