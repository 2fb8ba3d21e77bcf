"""A row of a schedule as the fields of a retention line, and which of these belong together when two sides have changed them."""

from collections.abc import Iterable
from typing import Any

from muniment.retention.lines import RetentionLine
from muniment.retention.rules import Action, Keep, Line, Period
from muniment.retention.schedule_columns import LAW, NEED, PRACTICE, Role
from muniment.retention.schedule_rows import ScheduleRow

RULE = ("keep", "trigger", "event", "year_end", "years", "months", "or_trigger", "or_event", "or_year_end", "or_years", "or_months",
        "action")  # fmt: skip
SOURCE = ("source_text", "confidence")
# Fields that are one thing: half a rule from here and half from the file would be a rule that nobody made.
GROUPS: tuple[tuple[str, ...], ...] = (RULE, SOURCE, ("ground", "authority"), ("series",), ("function",), ("activity",), ("about",), ("rationale",))  # fmt: skip
_COLUMN_OF = {
    "ground": Role.AUTHORITY, "authority": Role.AUTHORITY, "function": Role.FUNCTION, "activity": Role.ACTIVITY,
    "about": Role.ABOUT, "rationale": Role.RATIONALE,
}  # fmt: skip
# What a line that nobody can rule by becomes, where a person wants to have it all the same.
TO_REVIEW = Line(Keep.REVIEW, Action.REVIEW)


def values_of(row: ScheduleRow, line: Line, roles: Iterable[Role]) -> dict[str, Any]:
    """What the row says of every field for which its file has a column; `line` is what it is to rule."""
    cells = row.cells
    authority = cells.get(Role.AUTHORITY, "")
    told = {
        **rule_values(line), "source_text": row.source, "confidence": row.understood.confidence, "series": row.series,
        "function": cells.get(Role.FUNCTION, ""), "activity": cells.get(Role.ACTIVITY, ""), "about": cells.get(Role.ABOUT, ""),
        "ground": ground_of(authority), "authority": authority, "rationale": cells.get(Role.RATIONALE, ""),
    }  # fmt: skip
    there = set(roles) | set(cells)
    return {name: value for name, value in told.items() if _COLUMN_OF.get(name) is None or _COLUMN_OF[name] in there}


def rule_values(line: Line) -> dict[str, Any]:
    """A line as fields: its first period, then the other."""
    found: dict[str, Any] = {"keep": line.keep.value, "action": line.action.value}
    for which, period in zip(("", "or_"), (*line.periods, None, None), strict=False):
        found |= {f"{which}{name}": value for name, value in _period(period).items()}
    return found


def _period(period: Period | None) -> dict[str, Any]:
    if period is None:
        return {"trigger": "", "event": "", "year_end": "", "years": 0, "months": 0}
    return {"trigger": period.trigger.value, "event": period.event, "year_end": period.year_end.value,
            "years": period.years, "months": period.months}  # fmt: skip


def ground_of(authority: str) -> str:
    """Statute, common practice or need, as the words of an authority have it; "" where they leave it open."""
    for pattern, ground in (
        (LAW, RetentionLine.Ground.STATUTE),
        (PRACTICE, RetentionLine.Ground.PRACTICE),
        (NEED, RetentionLine.Ground.NEED),
    ):
        if pattern.search(authority):
            return str(ground.value)
    return ""
