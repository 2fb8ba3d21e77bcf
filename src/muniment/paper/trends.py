"""How many boxes were asked for, accepted, refused, deposited and gone in a period, and how many stood at its end. Pure.

A period is a council's financial year, from 1 April, or a quarter of one. Boxes that nobody has counted are told apart and
never guessed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from muniment.clock import add_months

# What happened to a deposit, each with the day on which it did; in the order in which it happens.
HAPPENED = ("asked", "accepted", "refused", "deposited", "returned", "disposed")
STOOD = ("standing", "overdue")
MEASURES = (*HAPPENED, *STOOD)
# How long what is overdue has been so, in whole years: from so many to fewer than so many.
AGES: Mapping[str, tuple[int, int | None]] = {
    "less than 1 year": (0, 1), "1 to 2 years": (1, 3), "3 to 5 years": (3, 6), "6 years or more": (6, None),
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A financial year, named by the year in which it begins; `quarter` 1 to 4 is a part of it, 0 the whole."""

    year: int
    quarter: int = 0

    @classmethod
    def of(cls, day: date, *, quarter: bool = False) -> Self:
        """The period in which a day falls."""
        year = day.year if day.month >= 4 else day.year - 1
        return cls(year, (day.month - 4) % 12 // 3 + 1 if quarter else 0)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """A period as it is written; None for what is none."""
        found = re.fullmatch(r"((?:19|20|21)\d\d)/(\d\d)(?: Q([1-4]))?", text)
        if found is None or int(found[2]) != (int(found[1]) + 1) % 100:
            return None
        return cls(int(found[1]), int(found[3] or 0))

    def __str__(self) -> str:
        return f"{self.year}/{(self.year + 1) % 100:02}{f' Q{self.quarter}' if self.quarter else ''}"

    @property
    def first(self) -> date:
        return add_months(date(self.year, 4, 1), 3 * max(self.quarter - 1, 0))

    @property
    def last(self) -> date:
        return add_months(self.first, 3 if self.quarter else 12) - timedelta(days=1)

    def quarters(self) -> list["Period"]:
        """The four quarters of a year."""
        return [Period(self.year, each) for each in (1, 2, 3, 4)]


Team = tuple[str, int]  # its name and its key, in the order of names


@dataclass(frozen=True, slots=True)
class Deposit:
    """What is counted of a deposit. `days` are those on which something happened to it, by its name; `boxes` None is not counted."""

    pk: int
    team: Team
    boxes: int | None
    days: Mapping[str, date]
    due: date | None = None

    def stood(self, day: date) -> bool:
        """Whether it stood in the store at the end of a day."""
        came = self.days.get("deposited")
        left = (self.days[name] for name in ("returned", "disposed") if name in self.days)
        return came is not None and came <= day and all(day < each for each in left)

    def overdue(self, day: date, age: str = "") -> bool:
        """Whether it stood there though it was due; for so long, if an age is named."""
        if self.due is None or self.due > day or not self.stood(day):
            return False
        return not age or age == age_of(self.due, day)


def age_of(due: date, day: date) -> str:
    """For how long something that is due has been so."""
    return next(name for name, (_least, most) in AGES.items() if most is None or due > add_months(day, -12 * most))


@dataclass(frozen=True, slots=True)
class Tally:
    """So many boxes in so many deposits; of `uncounted` of these nobody knows how many boxes."""

    boxes: int = 0
    deposits: int = 0
    uncounted: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.boxes + other.boxes, self.deposits + other.deposits, self.uncounted + other.uncounted)


def tally(deposits: Iterable[Deposit]) -> Tally:
    """What these deposits are together."""
    lot = list(deposits)
    return Tally(sum(each.boxes or 0 for each in lot), len(lot), sum(each.boxes is None for each in lot))


def counted(deposits: Sequence[Deposit], measure: str, period: Period, day: date, age: str = "") -> Tally:
    """One measure in a period, as it is known on `day`: what stood is told of the end of the period, or of that day if it is not over."""
    if measure in STOOD:
        end = min(period.last, day)
        if end < period.first:
            return Tally()
        return tally(each for each in deposits if (each.overdue(end, age) if measure == "overdue" else each.stood(end)))
    return tally(
        each for each in deposits if (on := each.days.get(measure)) and period.first <= on <= min(period.last, day)
    )


def row(deposits: Sequence[Deposit], period: Period, day: date) -> dict[str, Tally]:
    """All measures of a period."""
    return {measure: counted(deposits, measure, period, day) for measure in MEASURES}


def by_team(deposits: Iterable[Deposit]) -> dict[Team, list[Deposit]]:
    """The deposits of each team, the teams by name."""
    found: dict[Team, list[Deposit]] = {}
    for each in sorted(deposits, key=lambda each: (each.team, each.pk)):
        found.setdefault(each.team, []).append(each)
    return found


def years(deposits: Iterable[Deposit], day: date, most: int) -> list[Period]:
    """The financial years from the first in which something happened to that of `day`; the last of them, if they are many."""
    first = min((on for each in deposits for on in each.days.values()), default=day)
    now = Period.of(day)
    begun = min(Period.of(first).year, now.year)
    return [Period(year) for year in range(max(begun, now.year - most + 1), now.year + 1)]


def words(measure: str, when: Period | date, age: str = "") -> str:
    """How the list behind a figure is asked for: "deposited in 2024/25 Q2", "overdue on 2026-03-31, 1 to 2 years"."""
    if isinstance(when, Period):
        return f"{measure} in {when}"
    return f"{measure} on {when.isoformat()}{f', {age}' if age else ''}"


def understood(text: str) -> tuple[str, Period | date, str] | None:
    """The same read back; None for what is none of it."""
    measure, _space, rest = text.partition(" ")
    if measure in HAPPENED and rest.startswith("in ") and (period := Period.read(rest[3:])):
        return measure, period, ""
    day, _comma, age = rest.removeprefix("on ").partition(", ")
    if measure in STOOD and rest.startswith("on ") and (not age or (age in AGES and measure == "overdue")):
        try:
            return measure, date.fromisoformat(day), age
        except ValueError:
            return None
    return None
