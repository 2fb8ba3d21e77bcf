"""The rows of a Purview file plan, read back: what a label rules in our words, or why that cannot be said. Pure: no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from muniment.retention import rules
from muniment.retention.purview import COLUMNS, EVENT_OF, TYPE_OF, UNLIMITED, Row, longest_days
from muniment.retention.rules import Action, Keep, Trigger

RULING_COLUMNS = ("RetentionAction", "RetentionDuration", "RetentionType", "EventType")
_TRIGGERS = {name.casefold(): trigger for trigger, name in TYPE_OF.items()}
_EVENTS = {name.casefold(): trigger for trigger, name in EVENT_OF.items()}
_BEGIN = date(2001, 1, 1)  # the next leap day is as far away as it can be


class NotOurs(Exception):
    """What a label rules cannot be said by a line. The message says why."""


@dataclass(frozen=True, slots=True)
class Label:
    """A row of the file: its number, and the texts of its columns; a column that the file has not is not there."""

    row: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def code(self) -> str:
        """What we tell it by: the reference, else the name."""
        return self.get("ReferenceId") or self.get("LabelName")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a label rules, as a line; `note` says where it was read otherwise than it stands."""

    line: rules.Line
    note: str = ""


def headings(texts: Sequence[str]) -> dict[str, int]:
    """The columns of the format among these headings, whatever their capitals, with their places."""
    known = {column.casefold(): column for column in COLUMNS}
    found: dict[str, int] = {}
    for place, text in enumerate(texts):
        if (column := known.get(text.strip().casefold())) is not None:
            found.setdefault(column, place)
    return found


def labels(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[list[Label], list[str]]:
    """The labels below the headings of a table, and the headings that are none of the format's. ValueError where no heading is."""
    for at, (_number, texts) in enumerate(rows[:20]):
        places = headings(texts)
        if "LabelName" in places:
            others = [text for place, text in enumerate(texts) if place not in places.values() and text.strip()]
            found = [
                Label(number, {column: row[place] if place < len(row) else "" for column, place in places.items()})
                for number, row in rows[at + 1 :]
            ]
            return found, others
    raise ValueError("No column is headed LabelName: this is no file plan for import.")


def ruling_of(label: Label) -> Ruling:
    """What a label rules. Raises NotOurs."""
    action, duration, kind = (label.get(column).casefold() for column in RULING_COLUMNS[:3])
    if not action:
        raise NotOurs("It keeps for no period: a line says how long.")
    if duration == UNLIMITED.casefold():
        if action != "keep":
            raise NotOurs("It keeps without limit and deletes then: one of the two is wrong.")
        return Ruling(rules.Line(Keep.PERMANENT, Action.KEEP))
    trigger, event = _trigger(kind, label.get("EventType"))
    length, note = months_of(int(duration.replace(",", "")))
    period = rules.Period(trigger, *divmod(length, 12), event=event)
    then, told = _action(action, reviewed=bool(label.get("ReviewerEmail")))
    return Ruling(rules.Line(Keep.PERIOD, then, (period,)), " ".join(filter(None, (note, told))))


def _trigger(kind: str, event: str) -> tuple[Trigger, str]:
    if kind == "taggedageindays":
        raise NotOurs(
            "It counts from the day on which the label was put on: a line counts from what happened to the record."
        )
    if kind in _TRIGGERS:
        return _TRIGGERS[kind], ""
    if event.casefold() in _EVENTS:
        return _EVENTS[event.casefold()], ""
    if len(event) > 80:
        raise NotOurs("The type of its event is longer than 80 letters.")
    return Trigger.EVENT, event


def _action(action: str, *, reviewed: bool) -> tuple[Action, str]:
    if action == "keep":
        return Action.REVIEW, "Nothing is done at its end in Purview: read as a review."
    if action == "delete":
        return Action.DESTROY, "It deletes without keeping till then: here it is kept till then."
    return (Action.REVIEW if reviewed else Action.DESTROY), ""


@lru_cache(maxsize=4096)
def _shortest_days(months: int) -> int:
    starts = (_BEGIN + timedelta(days=number) for number in range(4 * 365 + 1))
    period = rules.Period(Trigger.CREATED, months=months)
    return min((rules.after(day, period) - day).days for day in starts)


def months_of(days: int) -> tuple[int, str]:
    """So many days as months, never ending earlier, and a note where it is a rounding. Whole years are found first."""
    years = days // 365
    if years and days <= longest_days(12 * years):
        return 12 * years, _rounded(days, 12 * years)
    at_least = next(months for months in range(max(1, days // 31), days // 27 + 3) if longest_days(months) >= days)
    if longest_days(at_least) == days:
        return at_least, ""
    found = next(months for months in range(at_least, at_least + 4) if _shortest_days(months) >= days)
    return found, _rounded(days, found)


def _rounded(days: int, months: int) -> str:
    if longest_days(months) == days:
        return ""
    period = rules.Period(Trigger.CREATED, *divmod(months, 12))
    told = "1 day is" if days == 1 else f"{days:,} days are"
    return f"{told} read as {rules.period_words(period)}."


def rules_the_same(label: Label, exported: Row) -> bool:
    """Whether a label rules what the row that we would write rules; a column that the file has not says nothing."""
    same = all(
        label.get(column).replace(",", "").casefold() == exported[column].casefold()
        for column in RULING_COLUMNS
        if column in label.cells
    )
    return same and (
        "ReviewerEmail" not in label.cells or bool(label.get("ReviewerEmail")) == bool(exported["ReviewerEmail"])
    )
