"""The reading of a plan: what was understood, how surely, and what could not be placed."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from muniment.documents.paper import Place

Status = Literal["not begun", "in progress", "completed", "superseded"]
Precision = Literal["day", "month", "quarter", "year"]
Acceptance = Literal["accepted", "partly", "rejected"]
Field = Literal[
    "ref",
    "theme",
    "recommendation",
    "action",
    "owners",
    "due",
    "progress",
    "status",
    "priority",
    "acceptance",
    "evidence",
]


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """What one column of one table was taken for. `table` counts as in the paper; `column` from 1; `field` None: not used.

    `confidence` is from 0 to 1; `why` says in words what spoke for it (its heading, its contents).
    """

    table: int
    column: int
    header: str
    field: Field | None
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Due:
    """A date as the paper writes it. A month is stored as its last day with precision `month`; None where no date is readable.

    `done` is true where the text itself says that the thing was carried out then ("Implemented November 2015").
    """

    raw: str
    day: date | None = None
    precision: Precision | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class PartReading:
    """One part of an action of several parts: `a`, `b` or `1`, `2` as the paper names it."""

    label: str
    action: str
    owners: tuple[str, ...]
    due: Due
    status: Status
    status_reason: str


@dataclass(frozen=True, slots=True)
class ActionReading:
    """One row of the plan. Texts are as the paper has them; nothing is corrected.

    `needs_choice` says that a person must choose the status (`status` is then the proposal, `status_reason` why in doubt).
    `approval_pending` quotes what is still to be approved, if the progress says so. `depends_on` are the words that name
    what must come first ("completion of information risk policy"), `depends_on_refs` the references of this plan they
    could be matched to. `first_due` is the date that stood first where the paper shows that it was changed.
    """

    ref: str
    theme: str
    action: str
    recommendation: str
    owners: tuple[str, ...]
    owners_raw: str
    due: Due
    progress: str
    status: Status
    status_reason: str
    needs_choice: bool
    parts: tuple[PartReading, ...]
    place: Place
    acceptance: Acceptance | None = None
    acceptance_reason: str = ""
    approval_pending: str = ""
    priority: str = ""
    status_raw: str = ""
    depends_on: tuple[str, ...] = ()
    depends_on_refs: tuple[str, ...] = ()
    evidence: str = ""
    first_due: Due | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A piece of the paper that looked like part of the plan and could not be placed, with the reason."""

    place: Place
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanReading:
    """All that was understood of one paper. `actions` is empty when the paper holds no plan."""

    actions: tuple[ActionReading, ...]
    mapping: tuple[ColumnReading, ...]
    unplaced: tuple[Unplaced, ...] = ()
    title: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape that `muniment plan import --json` prints, without the findings."""
        return {
            "actions": [action_json(action) for action in self.actions],
            "mapping": [asdict(column) for column in self.mapping],
            "unplaced": [{**asdict(piece), "place": str(piece.place)} for piece in self.unplaced],
        }


def action_json(action: ActionReading) -> dict[str, Any]:
    """One action with flat dates, as scripts want it."""
    plain = asdict(action)
    plain |= {"place": str(action.place), **_due_json(action.due)}
    plain["first_due"] = action.first_due.day.isoformat() if action.first_due and action.first_due.day else None
    plain["parts"] = [{**asdict(part), **_due_json(part.due)} for part in action.parts]
    return plain


def _due_json(due: Due) -> dict[str, str | None]:
    return {"due": due.day.isoformat() if due.day else None, "due_raw": due.raw, "due_precision": due.precision}
