"""The rules of the contradiction finder in plain words, and findings grouped by them: many of one kind never bury the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from muniment.assurance.models import PlanFinding

RULES: Mapping[str, Any] = {
    "ROW_SUM": _("Rows that do not add up"),
    "COL_SUM": _("Columns that do not add up"),
    "PARTS_SUM": _("Parts that do not make the whole"),
    "CROSS_DOC": _("Figures that differ from place to place"),
    "STATED_COUNT_V_ITEMS": _("Counts that the rows do not bear out"),
    "PERCENT": _("Percentages that do not fit"),
    "UNIT": _("Shares of different wholes"),
    "DATE_BEFORE_SOURCE": _("Dates before their cause"),
    "DUE_BEFORE_PREREQUISITE": _("Due before what they wait for"),
    "STATUS_V_TEXT": _("Statuses against their own words"),
    "APPROVAL_PENDING": _("Complete, but approval is outstanding"),
    "SELF_APPROVAL": _("Approved by whoever owns it"),
    "DUPLICATE_CONFLICT": _("Said twice, and not the same"),
    "FREQUENCY_CONFLICT": _("How often: said in two ways"),
    "DANGLING_REF": _("References to what is not there"),
    "BLANK_MANDATORY": _("Owners, dates or words that are missing"),
    "AMBIGUOUS_TOKEN": _("Words that can be read in two ways"),
    "ALIAS": _("One name in several spellings"),
    "UNDEFINED_ACRONYM": _("Letters that nobody explains"),
    "OBSOLETE_TERM": _("Names that are out of date"),
    "FOREIGN_ENTITY": _("Names of another organisation"),
    "LOST_GRAPHIC": _("Pictures and colours that were not read"),
    "OWNER_UNKNOWN": _("Owners that match no post"),
    "NEEDS_CHOICE": _("Statuses that a person chooses"),
    "DEPENDENCY_CIRCLE": _("Actions that wait for each other"),
    "TEXT_SHORTENED": _("Texts that were cut"),
}
SEVERITIES = tuple(value for value, _label in PlanFinding.Severity.choices)


def in_words(rule: str) -> str:
    """A rule as a heading; one without words of its own is told by its name."""
    return str(RULES.get(rule, rule.replace("_", " ").capitalize()))


def rules_of(rows: Any) -> list[tuple[str, str]]:
    """The choices of a filter by rule: those that occur, by their words."""
    found = rows.order_by().values_list("rule", flat=True).distinct()
    return sorted(((rule, in_words(rule)) for rule in found), key=lambda each: each[1])


@dataclass(frozen=True, slots=True)
class Kind:
    """So many findings of one rule and one severity, of which so many are open."""

    severity: str
    rule: str
    title: str
    number: int
    open: int


def kinds_of(rows: Any) -> list[Kind]:
    """What there is of each kind, the worst first; one query."""
    counted = (
        rows.order_by()
        .values("severity", "rule")
        .annotate(_number=Count("pk"), _open=Count("pk", filter=Q(state=PlanFinding.Decision.OPEN)))
    )
    found = [Kind(row["severity"], row["rule"], in_words(row["rule"]), row["_number"], row["_open"]) for row in counted]
    return sorted(found, key=lambda each: (SEVERITIES.index(each.severity), -each.number, each.title))


def grouped(findings: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Findings under the words of their rules, each rule where its first finding stands."""
    found: dict[str, list[Any]] = {}
    for each in findings:
        found.setdefault(each.rule, []).append(each)
    return [(in_words(rule), some) for rule, some in found.items()]


def varied(findings: Iterable[Any], most: int, of_each: int = 2) -> list[Any]:
    """The first so many, and of one rule no more than a few: the rest is one link away."""
    taken: dict[str, int] = {}
    chosen = []
    for each in findings:
        taken[each.rule] = taken.get(each.rule, 0) + 1
        if taken[each.rule] <= of_each:
            chosen.append(each)
    return chosen[:most]
