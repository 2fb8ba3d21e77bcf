"""Run every rule over a paper and put what they find in order."""

from datetime import date

from muniment.documents.findings import rulebook
from muniment.documents.findings.finding import Finding, Severity
from muniment.documents.findings.subject import Subject
from muniment.documents.paper import Paper, Paragraph, Place
from muniment.documents.plan.reading import PlanReading

_WEIGHT: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}


def check(paper: Paper, reading: PlanReading | None = None, position: date | None = None) -> tuple[Finding, ...]:
    """All contradictions and gaps of a paper, the gravest first, then as they stand in it. Nothing is corrected.

    `reading` is the plan understood in the paper, if it holds one; `position` the day at which the paper is looked at.
    """
    subject = Subject(paper, reading or PlanReading((), ()), position)
    order = _places(paper)
    found = dict.fromkeys(finding for rule in rulebook.every_rule() for finding in rule(subject))
    return tuple(sorted(found, key=lambda finding: (_WEIGHT[finding.severity], *_place(finding.place, order))))


def _places(paper: Paper) -> dict[Place, int]:
    """In which order the paragraphs and tables of a paper stand, by their places."""
    order: dict[Place, int] = {}
    for at, block in enumerate(paper.blocks):
        key = block.place if isinstance(block, Paragraph) else _table(block.place)
        order.setdefault(key, at)
        order.setdefault(Place(sheet=block.place.sheet), at)
    return order


def _table(place: Place) -> Place:
    return Place(sheet=place.sheet, table=place.table)


def _place(place: Place, order: dict[Place, int]) -> tuple[int, ...]:
    block = order.get(_table(place) if place.table else Place(sheet=place.sheet) if place.sheet else place, -1)
    return block, place.line or 0, place.row or 0, place.column or 0
