"""What Purview would refuse in a file plan, by row and column, found before it is sent there. Pure: no Django."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from muniment.retention.purview import COLUMNS, MOST_DAYS, NAME, PROSE, UNLIMITED, Row

ACTIONS = ("Delete", "Keep", "KeepAndDelete")
TYPES = ("CreationAgeInDays", "EventAgeInDays", "TaggedAgeInDays", "ModificationAgeInDays")
YES_NO = ("IsRecordLabel", "Regulatory", "IsRecordUnlockedAsDefault")
_NAME = re.compile(r"[A-Za-z0-9 -]{1,64}")
_ADDRESS = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What Purview would refuse: the row of the file (its headings are row 1), the column ("" for the row), and why."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"Row {self.row}{', ' * bool(self.column)}{self.column}: {self.message}"


def faults(rows: Sequence[Mapping[str, str]], numbers: Sequence[int] = ()) -> list[Fault]:
    """What Purview would refuse in these rows. `numbers` are their rows in the file, by default from 2 on."""
    at = list(numbers) or list(range(2, len(rows) + 2))
    order = {row.get("LabelName", "").casefold(): number for row, number in zip(rows, at, strict=True)}
    found: list[Fault] = []
    names: dict[str, int] = {}
    for number, given in zip(at, rows, strict=True):
        row = {column: given.get(column, "").strip() for column in COLUMNS}
        found += [Fault(number, column, message) for column, message in _of_row(row)]
        if row["LabelName"] and names.setdefault(row["LabelName"].casefold(), number) != number:
            message = f"Row {names[row['LabelName'].casefold()]} has this name already."
            found.append(Fault(number, "LabelName", message))
        following = row["ComplianceTagForNextStage"].casefold()
        if following and (after := order.get(following, 0)) >= number:
            message = f"The label that takes its place must come before it: it is row {after}."
            found.append(Fault(number, "ComplianceTagForNextStage", message))
    return found


def _of_row(row: Row) -> Iterator[tuple[str, str]]:
    yield from _name(row["LabelName"])
    for column in ("Comment", "Notes"):
        if len(row[column]) > PROSE:
            yield column, f"At most {PROSE:,} letters."
    for column in YES_NO:
        if row[column].casefold() not in {"", "true", "false"}:
            yield column, "TRUE or FALSE."
    yield from _kept(row)
    if row["ReviewerEmail"] and row["RetentionAction"].casefold() != "keepanddelete":
        yield "ReviewerEmail", "Reviewers belong to KeepAndDelete only."
    if not all(_ADDRESS.fullmatch(each.strip()) for each in row["ReviewerEmail"].split(";") if row["ReviewerEmail"]):
        yield "ReviewerEmail", "E-mail addresses, with semicolons between them."


def _name(name: str) -> Iterator[tuple[str, str]]:
    if not name:
        yield "LabelName", "A label needs a name."
    elif not _NAME.fullmatch(name):
        yield "LabelName", f"A name has at most {NAME} letters, digits, hyphens and spaces."


def _kept(row: Row) -> Iterator[tuple[str, str]]:
    """The three that travel together, and the event that one of them wants."""
    kept = [row[each] for each in ("RetentionAction", "RetentionDuration", "RetentionType")]
    if any(kept) and not all(kept):
        yield "", "RetentionAction, RetentionDuration and RetentionType are given together, or none of them."
    for column, offered in (("RetentionAction", ACTIONS), ("RetentionType", TYPES)):
        if row[column] and row[column].casefold() not in {each.casefold() for each in offered}:
            yield column, f"One of {', '.join(offered)}."
    if kept[1] and not is_duration(kept[1]):
        yield "RetentionDuration", f"A number of days from 1 to {MOST_DAYS:,}, or {UNLIMITED}."
    if row["RetentionType"].casefold() == "eventageindays" and not row["EventType"]:
        yield "EventType", "EventAgeInDays needs the type of the event."


def is_duration(text: str) -> bool:
    """Whether Purview takes this for a duration."""
    number = text.replace(",", "")
    return text.casefold() == UNLIMITED.casefold() or (
        number.isascii() and number.isdecimal() and len(number) < 9 and 1 <= int(number) <= MOST_DAYS
    )
