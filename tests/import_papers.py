"""Readings made by hand, for the tests of the import."""

from datetime import date
from typing import Any

from muniment.assurance import importing
from muniment.assurance.importing import Choices, Preview
from muniment.assurance.models import PlanImport, Recommendation
from muniment.documents.paper import Paper, Place
from muniment.documents.plan.reading import ActionReading, Due, PartReading, PlanReading
from muniment.registers.models import History
from tests.cast import HOUSE

SEPTEMBER = date(2016, 9, 30)

# What the last paper said, what stands here, what this paper says, what becomes of it.
TRANSITIONS = [
    ("not begun", "not_begun", "in progress", "in_progress"),
    ("in progress", "in_progress", "completed", "said_done"),
    ("in progress", "in_progress", "not begun", "in_progress"),
    ("completed", "verified", "completed", "verified"),
    ("in progress", "verified", "completed", "verified"),
    ("completed", "verified", "in progress", "verified"),
    ("in progress", "said_done", "not begun", "said_done"),
    ("in progress", "verified", "superseded", "verified"),
    ("in progress", "in_progress", "superseded", "superseded"),
    ("superseded", "superseded", "in progress", "superseded"),
]


def due_of(day: date | None) -> Due:
    return Due(f"{day:%b-%y}" if day else "", day, "month" if day else None)


def action(ref: str, *, text: str = "", due: date | None = SEPTEMBER, **values: Any) -> ActionReading:
    owners = values.setdefault("owners", ("Records Manager",))
    defaults: dict[str, Any] = {
        "ref": ref, "theme": "Governance", "action": text or f"Put {ref} right", "recommendation": "",
        "owners_raw": ", ".join(owners), "due": due_of(due), "progress": "Under way", "status": "in progress",
        "status_reason": "the progress tells of work", "needs_choice": False, "parts": (), "place": Place(page=1, table=1, row=2),
    }  # fmt: skip
    return ActionReading(**{**defaults, **values})


def part(label: str, *, due: date | None = SEPTEMBER, **values: Any) -> PartReading:
    defaults: dict[str, Any] = {
        "label": label, "action": f"Part {label}", "owners": (), "due": due_of(due), "status": "in progress", "status_reason": "",
    }  # fmt: skip
    return PartReading(**{**defaults, **values})


def shown(*rows: ActionReading, choices: Choices | None = None, **options: Any) -> Preview:
    """The preview of a paper with these rows."""
    defaults: dict[str, Any] = {
        "name": "plan.docx", "sha256": "0" * 64, "plan": None, "title": "Data protection audit", "unit": None, "position": None,
    }  # fmt: skip
    options = {**defaults, **options}
    return importing.compare(
        Paper(options["name"], "docx", ()), PlanReading(tuple(rows), ()), (), choices=choices or Choices(), **options
    )


def first(*rows: Any, **options: Any) -> PlanImport:
    rows = rows or (
        action("A02"),
        action("A03", status="completed", progress="Complete"),
        action("C01", theme="Sharing"),
    )
    return importing.apply(HOUSE, shown(*rows, **options), open_choices="mark")


def again(paper: PlanImport, *rows: Any, take: tuple[str, ...] = (), **options: Any) -> PlanImport:
    return importing.apply(
        HOUSE, shown(*rows, plan=paper.plan, name="newer.docx", choices=Choices(take=frozenset(take)), **options)
    )


def row(reference: str) -> Recommendation:
    return Recommendation.objects.everything().get(reference=reference)


def lines() -> int:
    return History.objects.exclude(register="imports").count()
