"""Lines of the schedule as the labels of a Microsoft Purview file plan: the rows of its import file, and what it cannot say. Pure.

A label counts in days, from one of four beginnings, and cannot be renamed later. What does not fit is told with its reason and
left out; nothing is made to fit in silence.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from muniment.retention import rules
from muniment.retention.rules import Action, Keep, Trigger, YearEnd

COLUMNS = (
    "LabelName", "Comment", "Notes", "IsRecordLabel", "RetentionAction", "RetentionDuration", "RetentionType", "ReviewerEmail",
    "ReferenceId", "DepartmentName", "Category", "SubCategory", "AuthorityType", "CitationName", "CitationUrl",
    "CitationJurisdiction", "Regulatory", "EventType", "IsRecordUnlockedAsDefault", "ComplianceTagForNextStage",
)  # fmt: skip
MOST_DAYS = 36_525
NAME, PROSE = 64, 1024  # letters
UNLIMITED = "Unlimited"
JURISDICTION = "United Kingdom"
TYPE_OF: Mapping[Trigger, str] = {Trigger.CREATED: "CreationAgeInDays", Trigger.MODIFIED: "ModificationAgeInDays"}
# What to a label is an event too. Each must be made in Purview before the file is read there.
EVENT_OF: Mapping[Trigger, str] = {
    Trigger.CLOSED: "Record closed", Trigger.BORN: "Person born", Trigger.CONTRACT_END: "Contract ended",
}  # fmt: skip
_ROUND = date(
    1904, 1, 1
)  # four years from here have every day of a calendar, and a hundred after each have all leap days

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A line as a label needs it. `reviewers` are the addresses of who reviews; `ground` is its kind of authority in words."""

    code: str
    series: str
    rule: rules.Line
    function: str = ""
    activity: str = ""
    about: str = ""
    sub_class: str = ""
    authority: str = ""
    ground: str = ""
    reviewers: tuple[str, ...] = ()


@dataclass(slots=True)
class FilePlan:
    """The rows of a file, by column; what was left out, and what is to be known of a row that is in it: each a code and a sentence."""

    rows: list[Row] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def event_types(self) -> list[str]:
        """The event types that must be there in Purview before the file is read."""
        return sorted({row["EventType"] for row in self.rows if row["EventType"]})


def label_name(code: str) -> str:
    """The name of a label, from the code alone: letters, digits, hyphens and spaces; "" where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9 -]+", "-", plain).strip(" -")[:NAME].strip(" -")


def label_names(codes: Iterable[str]) -> dict[str, str]:
    """The name of each code, "" where an earlier one has it. `codes` are all there ever were, the oldest first.

    A label keeps its name for ever, so a later code must never come to stand for the label of an earlier one.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for code in codes:
        name = label_name(code)
        found[code] = "" if name.casefold() in taken else name
        taken.add(name.casefold())
    return found


@lru_cache(maxsize=4096)
def longest_days(months: int) -> int:
    """The most days that so many months can last, from whatever day: kept for these, nothing ends early."""
    starts = (_ROUND + timedelta(days=number) for number in range(4 * 365 + 1))
    period = rules.Period(Trigger.CREATED, months=months)
    return max((rules.after(day, period) - day).days for day in starts)


def file_plan(lines: Sequence[ScheduleLine], names: Mapping[str, str]) -> FilePlan:
    """The file plan of these lines, in their order; `names` are those of `label_names`."""
    found = FilePlan()
    for line in lines:
        if reasons := list(_cannot_say(line, names.get(line.code, ""))):
            found.left_out.append((line.code, " ".join(reasons)))
            continue
        found.rows.append(row_of(line, names[line.code]))
        found.notes += [(line.code, note) for note in _notes(line)]
    return found


def _cannot_say(line: ScheduleLine, name: str) -> Iterator[str]:
    """Why a line is no label."""
    rule = line.rule
    if not name:
        yield (
            "The name that its code gives belongs to the label of an earlier line: give it another code."
            if label_name(line.code)
            else "Its code has no letter or digit to name a label by."
        )
    if rule.medium:
        yield f"It is only for what is kept as {rule.medium}: a label does not tell media apart."
    if rule.keep is Keep.REVIEW:
        yield "It keeps until somebody has reviewed it: a label wants a number of days."
    if len(rule.periods) > 1:
        yield "It gives two periods, of which the later end holds: a label has one."
    for period in rule.periods:
        yield from _no_days(period)
    if rule.action is Action.REVIEW and rule.keep is Keep.PERIOD and not line.reviewers:
        yield "A review at the end wants the address of a reviewer: the line has no owner, or nobody holds that post."


def _no_days(period: rules.Period) -> Iterator[str]:
    """Why a period is no number of days from a day."""
    if period.year_end is not YearEnd.NONE:
        yield f"It counts from the end of a {rules.YEAR_WORDS[period.year_end]}: a label counts from a day."
    if not period.length:
        yield "It keeps for no time after its event: a label keeps for a day at least."
    elif period.length > 1200 or longest_days(period.length) > MOST_DAYS:
        yield f"It keeps for more than {MOST_DAYS:,} days, the most that a label counts."


def row_of(line: ScheduleLine, name: str) -> Row:
    """The row of a line that a label can say."""
    row = dict.fromkeys(COLUMNS, "") | {
        "LabelName": name, "ReferenceId": line.code, "Comment": shortened(line.about), "Notes": shortened(_in_full(line)),
        "IsRecordLabel": "FALSE", "Regulatory": "FALSE", "DepartmentName": line.function, "Category": line.activity,
        "SubCategory": line.series, "CitationName": line.authority, "AuthorityType": line.ground if line.authority else "",
        "CitationJurisdiction": JURISDICTION if line.authority else "",
    }  # fmt: skip
    if line.rule.keep is Keep.PERMANENT:
        return row | {"RetentionAction": "Keep", "RetentionDuration": UNLIMITED, "RetentionType": "CreationAgeInDays"}
    period = line.rule.periods[0]
    deletes = line.rule.action in {Action.DESTROY, Action.REVIEW}
    return row | {
        "RetentionAction": "KeepAndDelete" if deletes else "Keep",
        "RetentionDuration": str(longest_days(period.length)),
        "RetentionType": TYPE_OF.get(period.trigger, "EventAgeInDays"),
        "EventType": "" if period.trigger in TYPE_OF else EVENT_OF.get(period.trigger, period.event),
        "ReviewerEmail": ";".join(line.reviewers) if line.rule.action is Action.REVIEW else "",
    }


def _in_full(line: ScheduleLine) -> str:
    """What the line rules, in its own words: the days beside it are a rounding of this."""
    only = f" Only {line.sub_class}." if line.sub_class else ""
    return f"{rules.in_words(line.rule)}.{only}"


def _notes(line: ScheduleLine) -> Iterator[str]:
    rule = line.rule
    if rule.keep is Keep.PERIOD:
        period = rule.periods[0]
        days = longest_days(period.length)
        yield f"{rules.period_words(period)} become {days:,} days, rounded up so that it never ends early."
    if rule.action in {Action.TRANSFER, Action.OFFER}:
        yield "The label keeps; that it goes to the archives then is done here, by a disposal."
    if len(line.about) > PROSE:
        yield f"What belongs to it is longer than {PROSE:,} letters: the rest is left away."


def shortened(text: str) -> str:
    return text if len(text) <= PROSE else text[: PROSE - 1].rstrip() + "…"
