"""Run every rule over a paper and put what they find in order."""

from datetime import date

from muniment.documents.findings import rulebook
from muniment.documents.findings.finding import Finding, Severity
from muniment.documents.findings.subject import Subject
from muniment.documents.paper import Paper, Place
from muniment.documents.plan.reading import PlanReading

_WEIGHT: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}


def check(paper: Paper, reading: PlanReading | None = None, position: date | None = None) -> tuple[Finding, ...]:
    """All contradictions and gaps of a paper, the gravest first, then as they stand in it. Nothing is corrected.

    `reading` is the plan understood in the paper, if it holds one; `position` the day at which the paper is looked at.
    """
    subject = Subject(paper, reading or PlanReading((), ()), position)
    sheets = {sheet: at for at, sheet in enumerate(dict.fromkeys(table.place.sheet for table in paper.tables))}
    found = dict.fromkeys(finding for rule in rulebook.every_rule() for finding in rule(subject))
    return tuple(sorted(found, key=lambda finding: (_WEIGHT[finding.severity], *_order(finding.place, sheets))))


def _order(place: Place, sheets: dict[str | None, int]) -> tuple[int, ...]:
    sheet = sheets.get(place.sheet, 0) if place.sheet is not None else 0
    return sheet, place.page or 0, place.line or 0, place.table or 0, place.row or 0, place.column or 0
