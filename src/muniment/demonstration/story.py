"""The demonstration's history told again: where each action stands at the end of a day, and the figures that makes.

It knows no database. The tests hold the data to it, and whoever writes the data into one can compare.
"""

from dataclasses import dataclass, field
from datetime import date

from muniment.demonstration.shapes import Event, Figures, Plan, Precision, Recommendation, Status, on_day

OPEN = ("not begun", "in progress")
ENDS: dict[str, Status] = {
    "evidence": "in progress",
    "awaiting_approval": "in progress",
    "verification_refused": "in progress",
    "done": "done",
    "verified": "verified",
    "superseded": "superseded",
}


@dataclass(slots=True)
class State:
    """An action, or a part of one, at the end of a day. `due` counts in days from today."""

    status: Status
    owners: tuple[str, ...]
    due: int
    precision: Precision
    depends_on: tuple[str, ...] = ()
    asked: int | None = None
    slips: int = 0
    awaiting: bool = False
    files: set[str] = field(default_factory=set)
    parts: dict[str, "State"] = field(default_factory=dict)


def begin(rec: Recommendation) -> State:
    """The action as it was agreed."""
    rejected = rec.acceptance == "rejected"
    return State(
        "not accepted" if rejected else "not begun",
        rec.owners,
        rec.due,
        rec.precision,
        depends_on=rec.depends_on,
        parts={part.label: State("not begun", part.owners, part.due, part.precision) for part in rec.parts},
    )


def apply(state: State, event: Event) -> None:
    """Change the state by one event. An event of a part begins the whole."""
    if event.part:
        apply(state.parts[event.part], _of_whole(event))
        if state.status == "not begun":
            state.status = "in progress"
        return
    if event.kind.startswith("extension"):
        _move_date(state, event)
    elif event.kind == "owner_changed":
        state.owners = event.owners
    elif event.kind in ("update", "said_back"):
        state.status = event.status or "in progress"
    else:
        state.status = ENDS[event.kind]
    if event.kind in ("update", "done", "said_back", "awaiting_approval"):
        state.awaiting = event.kind == "awaiting_approval"
    if event.file:
        state.files.add(event.file)


def _move_date(state: State, event: Event) -> None:
    state.asked = event.to if event.kind == "extension_asked" else None
    if event.kind == "extension_approved" and event.to is not None:
        state.due, state.precision = event.to, event.precision
        state.slips += 1


def _of_whole(event: Event) -> Event:
    return Event(**{name: getattr(event, name) for name in Event.__slots__ if name != "part"})


def at(plan: Plan, day: int) -> dict[str, State]:
    """Every action of the plan at the end of that day, by reference."""
    states = {rec.ref: begin(rec) for rec in plan.recommendations}
    for event in plan.script():
        if event.ref and event.day <= day:
            apply(states[event.ref], event)
    return states


def late(state: State, day: int, today: date) -> bool:
    return state.status in OPEN and on_day(today, state.due, state.precision) < on_day(today, day)


def blocked(state: State, states: dict[str, State]) -> bool:
    """Open, and something that must come first is open too."""
    return state.status in OPEN and any(states[ref].status in OPEN for ref in state.depends_on)


def figures(plan: Plan, day: int, today: date) -> Figures:
    """What a report with the figures of that day says."""
    states = at(plan, day)
    every = list(states.values())
    count = [state.status for state in every].count
    return Figures(
        day=day,
        total=len(every),
        verified=count("verified"),
        done=count("done"),
        in_progress=count("in progress"),
        not_begun=count("not begun"),
        superseded=count("superseded"),
        not_accepted=count("not accepted"),
        awaiting_approval=sum(state.awaiting for state in every),
        late=sum(late(state, day, today) for state in every),
        slipped_twice=sum(state.slips >= 2 for state in every),
        blocked=sum(blocked(state, states) for state in every),
        extensions_waiting=sum(state.asked is not None for state in every),
    )
