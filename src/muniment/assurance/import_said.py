"""What a paper says, in the fields of our own records: references told apart, states, owners, dates, texts that fit. No Django."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from muniment.actions.rules import State
from muniment.assurance.differences import Said
from muniment.documents.plan.reading import ActionReading, Due, PartReading, Status

STATES: Mapping[Status, State] = {
    "not begun": State.NOT_BEGUN,
    "in progress": State.IN_PROGRESS,
    "completed": State.SAID_DONE,
    "superseded": State.SUPERSEDED,
}
# The room that the records have for what a paper may write at any length; the reading keeps the whole of it.
ROOM = {"theme": 200, "priority": 60, "owners_text": 500, "due_text": 500, "approval_pending": 500}
REFERENCE, LABEL, PLACE = 60, 20, 200

FindPost = Callable[[str], int | None]
"""The post that an owner's name means, if it surely means one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One action of the paper under the reference it has in the plan.

    `chosen` is the status that a person chose for it; `open_choice` says that one must and nobody did.
    """

    reference: str
    action: ActionReading
    said: Said
    chosen: str
    open_choice: bool

    @property
    def status(self) -> str:
        return self.chosen or self.action.status


def references(actions: Iterable[ActionReading]) -> list[str]:
    """A reference for each action, as the paper gives it; the second `A02` becomes `A02 (2)`, a missing one `Row 7`."""
    used: set[str] = set()
    last: dict[str, int] = {}
    found = []
    for number, action in enumerate(actions, start=1):
        found.append(_unused(clip(action.ref, REFERENCE - 8) or f"Row {number}", used, last))
    return found


def labels(parts: Iterable[PartReading]) -> list[str]:
    """A label for each part, told apart in the same way."""
    used: set[str] = set()
    last: dict[str, int] = {}
    return [_unused(clip(part.label, LABEL - 6) or str(at), used, last) for at, part in enumerate(parts, start=1)]


def _unused(wanted: str, used: set[str], last: dict[str, int]) -> str:
    name, number = wanted, last.get(wanted, 1)
    while name in used:
        number += 1
        name = f"{wanted} ({number})"
    last[wanted] = number
    used.add(name)
    return name


def clip(text: str, room: int) -> str:
    """The text as a field of so many characters can hold it; what is cut ends in an ellipsis."""
    text = text.replace("\x00", "").strip()
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def line(reference: str, action: ActionReading, chosen: str, find: FindPost, paper: str) -> Line:
    """What the paper says of one action. `chosen` is a person's choice of its status, "" for none."""
    status = chosen or action.status
    state, ended = _state(status, action, paper)
    whole_due = _due_of_whole(action)
    values = {
        "theme": clip(action.theme, ROOM["theme"]),
        "recommendation": _text(action.recommendation),
        # A row may hold the auditor's words alone: then they are what is agreed to, until somebody says otherwise.
        "agreed_action": _text(action.action) or _text(action.recommendation) or "The paper says nothing here.",
        "priority": clip(action.priority, ROOM["priority"]),
        "acceptance": action.acceptance or "accepted",
        "acceptance_reason": _text(action.acceptance_reason),
        **_owners(action.owners, action.owners_raw, find),
        **_due(whole_due),
        "state": str(state),
        "ended_reason": ended,
        "progress": _text(action.progress),
        "approval_pending": clip(action.approval_pending, ROOM["approval_pending"]),
    }
    parts = {
        label: Said(_part(part, action, paper, find), {})
        for label, part in zip(labels(action.parts), action.parts, strict=True)
    }
    return Line(reference, action, Said(values, parts), chosen, action.needs_choice and not chosen)


def _part(part: PartReading, action: ActionReading, paper: str, find: FindPost) -> dict[str, Any]:
    state, ended = _state(part.status, action, paper)
    return {
        "agreed_action": _text(part.action) or "The paper says nothing here.",
        **_owners(part.owners, ", ".join(part.owners), find),
        **_due(part.due),
        "state": str(state),
        "ended_reason": ended,
    }


def _state(status: str, action: ActionReading, paper: str) -> tuple[State, str]:
    """The state and, for an end other than done, its reason."""
    if action.acceptance == "rejected":
        return State.NOT_ACCEPTED, _text(action.acceptance_reason) or f"Not accepted, per the paper {paper}"
    state = STATES[status]  # type: ignore[index]
    if state == State.SUPERSEDED:
        return state, _text(action.status_reason) or _text(action.status_raw) or f"Superseded, per the paper {paper}"
    return state, ""


def _text(text: str) -> str:
    return text.replace("\x00", "").strip()


def _owners(names: Sequence[str], raw: str, find: FindPost) -> dict[str, Any]:
    posts = list(dict.fromkeys(post for name in names if (post := find(name)) is not None))
    text = clip(raw or ", ".join(names), ROOM["owners_text"])
    return {"owner_id": posts[0] if posts else None, "joint_owners": posts[1:], "owners_text": text}


def _due_of_whole(action: ActionReading) -> Due:
    """A row whose date could only be read part by part is due when its last part is, provided that all have a date."""
    dates = [part.due for part in action.parts]
    if action.due.day is not None or not dates or any(each.day is None for each in dates):
        return action.due
    last = max(dates, key=lambda each: each.day or date.min)
    return Due(action.due.raw, last.day, last.precision, all(each.done for each in dates))


def _due(due: Due) -> dict[str, Any]:
    return {
        "due": due.day.isoformat() if due.day else None,
        "due_precision": (due.precision or "day") if due.day else "",
        "due_text": clip(due.raw, ROOM["due_text"]),
    }


def keep_owner(said: Said, before: Said | None) -> Said:
    """What was once matched stays so while the paper writes the same: a second post of that name takes nothing away."""
    if before is None:
        return said
    values, earlier = dict(said.values), before.values
    if values["owner_id"] is None and values["owners_text"] == earlier["owners_text"]:
        values |= {name: earlier[name] for name in ("owner_id", "joint_owners")}
    parts = {label: keep_owner(part, before.parts.get(label)) for label, part in said.parts.items()}
    return Said(values, parts)


def cut(line: Line) -> Iterator[str]:
    """The names of the fields that could not hold all that the paper writes."""
    for name, room in ROOM.items():
        if len(line.said.values[name]) == room and line.said.values[name].endswith("…"):
            yield name
