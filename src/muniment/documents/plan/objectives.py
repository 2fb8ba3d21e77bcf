"""Rows that only name what the rows below them are for: `2 Keep what we need`, and then 2.1, 2.2 with owners and dates."""

from collections.abc import Sequence

from muniment.documents.plan.entries import Entry
from muniment.documents.plan.reading import Field
from muniment.documents.plan.words import squash

_TOLD: tuple[Field, ...] = ("owners", "due", "progress", "status")


def without_objectives(entries: Sequence[Entry]) -> list[Entry]:
    """The entries without such rows; their text is the theme of those below, where these have none of their own."""
    kept: list[Entry] = []
    objective: Entry | None = None
    for at, entry in enumerate(entries):
        after = entries[at + 1] if at + 1 < len(entries) else None
        if after and _is_over(entry, after) and not any(entry.text(name) for name in _TOLD):
            objective = entry
            continue
        if objective and _is_over(objective, entry):
            entry.band = entry.band or squash(objective.text("action") or objective.text("recommendation"))
        else:
            objective = None
        kept.append(entry)
    return kept


def _is_over(entry: Entry, other: Entry) -> bool:
    ref = squash(entry.text("ref")).rstrip(".")
    return bool(ref) and squash(other.text("ref")).startswith(f"{ref}.")
