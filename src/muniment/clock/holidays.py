"""The bank holidays of the United Kingdom as a table with a version. A year that it does not hold whole is not loaded: no date is counted in it."""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from typing import Any


class Nation(StrEnum):
    """The parts of the United Kingdom that have bank holidays of their own, by the names of the GOV.UK file."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


UNITED_KINGDOM = frozenset(Nation)
IN_WORDS = {
    Nation.ENGLAND_AND_WALES: "England and Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
}
# What every year has, by the Banking and Financial Dealings Act 1971 and common law, told by a word of its title: a year that lacks
# one is not whole, however many others were proclaimed in it.
_EVERYWHERE = ("new year", "good friday", "early may", "spring", "summer", "christmas", "boxing")
STANDING = {
    Nation.ENGLAND_AND_WALES: (*_EVERYWHERE, "easter monday"),
    Nation.SCOTLAND: (*_EVERYWHERE, "january", "andrew"),
    Nation.NORTHERN_IRELAND: (*_EVERYWHERE, "easter monday", "patrick", "boyne"),
}
SATURDAY = 5


class NotLoaded(Exception):
    """A day that the table of holidays does not reach: whether it counts is not known."""

    def __init__(self, day: date, last: int | None) -> None:
        self.day = day
        loaded = f"it is loaded to the end of {last}" if last else "no whole year of it is loaded"
        super().__init__(f"Calendar not loaded: the holidays of {day.year} are not known ({loaded}).")


class BadHolidays(ValueError):
    """A file of holidays that cannot be read, with the reason."""


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    """A bank holiday in one nation. `known` is the day on which it was proclaimed or entered; None where it always stood."""

    day: date
    nation: Nation
    title: str
    known: date | None = None


class Calendar:
    """Which days are bank holidays where, and for which years that is known. Never changed: a new table is a new calendar."""

    def __init__(self, holidays: Iterable[Holiday], years: Mapping[Nation, frozenset[int]] | None = None) -> None:
        self.holidays = tuple(sorted(set(holidays), key=lambda each: (each.day, each.nation, each.title)))
        self._titles: dict[date, dict[Nation, str]] = {}
        for each in self.holidays:
            self._titles.setdefault(each.day, {})[each.nation] = each.title
        self.years = years if years is not None else self._whole_years()

    def _whole_years(self) -> dict[Nation, frozenset[int]]:
        titles: dict[tuple[Nation, int], str] = {}
        for each in self.holidays:
            titles[each.nation, each.day.year] = f"{titles.get((each.nation, each.day.year), '')} {each.title.lower()}"
        return {
            nation: frozenset(
                year
                for (where, year), told in titles.items()
                if where == nation and all(word in told for word in standing)
            )
            for nation, standing in STANDING.items()
        }

    @cached_property
    def version(self) -> str:
        """Names the content of the table: the same holidays have the same version anywhere."""
        told = [f"{each.day} {each.nation} {each.title}" for each in self.holidays]
        return sha256("\n".join(told).encode()).hexdigest()[:12]

    @cached_property
    def last_year(self) -> int | None:
        """The last year that is whole for all nations, None where there is none."""
        whole = frozenset.intersection(*self.years.values())
        return max(whole, default=None)

    def why_closed(self, day: date, nations: frozenset[Nation] = UNITED_KINGDOM) -> str:
        """Why `day` is no working day in any of `nations`: "Saturday", "St Andrew’s Day (Scotland)"; "" where it is one.

        NotLoaded where the year is not known for each of them: even a Saturday of it is not spoken of.
        """
        for nation in nations:
            if day.year not in self.years[nation]:
                raise NotLoaded(day, max(self.years[nation], default=None))
        if day.weekday() >= SATURDAY:
            return f"{day:%A}"
        here = {nation: title for nation, title in self._titles.get(day, {}).items() if nation in nations}
        if not here:
            return ""
        titles = ", ".join(dict.fromkeys(here.values()))
        if len(here) == len(Nation) or len(nations) == 1:
            return titles
        return f"{titles} ({', '.join(IN_WORDS[nation] for nation in Nation if nation in here)})"

    def known_on(self, day: date) -> "Calendar":
        """The same table without the holidays that became known after `day`; the same years are known."""
        if not any(each.known and each.known > day for each in self.holidays):
            return self
        return Calendar((each for each in self.holidays if not each.known or each.known <= day), self.years)

    def added_after(self, day: date, until: date, nations: frozenset[Nation]) -> list[Holiday]:
        """The holidays from `day` to `until` that became known only after `day`."""
        return [
            each
            for each in self.holidays
            if each.known and each.known > day and day < each.day <= until and each.nation in nations
        ]


def packaged() -> list[Holiday]:
    """The table that comes with Muniment: the data set of GOV.UK for the years that it held when this was released."""
    text = (files("muniment.clock") / "data" / "bank_holidays.csv").read_text("utf-8")
    return [
        Holiday(
            date.fromisoformat(row["day"]), Nation(row["nation"]), row["title"],
            date.fromisoformat(row["proclaimed"]) if row["proclaimed"] else None,
        )
        for row in csv.DictReader(text.splitlines())
    ]  # fmt: skip


def from_gov_uk(content: bytes) -> list[Holiday]:
    """The holidays of the file that GOV.UK publishes as bank-holidays.json: for each nation a division with its events.

    BadHolidays where it is not that file, with what is wrong.
    """
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadHolidays("This is not a JSON file.") from error
    if not isinstance(told, dict) or not all(isinstance(told.get(nation), dict) for nation in Nation):
        missing = [nation.value for nation in Nation if not isinstance(told, dict) or nation.value not in told]
        raise BadHolidays(
            f"This is not the bank holidays file of GOV.UK: it has no {', '.join(missing) or 'divisions'}."
        )
    return [_event(nation, number, event) for nation in Nation for number, event in enumerate(_events(told, nation), 1)]


def _events(told: Mapping[str, Any], nation: Nation) -> list[Any]:
    events = told[nation].get("events")
    if not isinstance(events, list) or not events:
        raise BadHolidays(f"There are no events of {nation.value} in it.")
    return events


def _event(nation: Nation, number: int, event: Any) -> Holiday:
    try:
        title, notes = str(event["title"]).strip(), str(event.get("notes") or "").strip()
        day = date.fromisoformat(event["date"])
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise BadHolidays(f"Event {number} of {nation.value} has no date or no title.") from error
    if not title:
        raise BadHolidays(f"Event {number} of {nation.value} has no title.")
    return Holiday(day, nation, f"{title} ({notes.lower()})" if notes else title)
