"""A report of use, read: one workspace a row, with what is wrong with it, and what the tenant conceals. Pure: no Django."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from muniment.assets.activity_cells import Wrong, day, is_concealed, is_no_key, is_rounded, month_first, number, truth
from muniment.assets.activity_columns import TITLES, WANTED, Headings, Report, headings_of
from muniment.documents.paper import Unreadable
from muniment.documents.reading.text import one_line

Read = TypeVar("Read")
NAMES = ("key", "name", "address", "owner", "owner_name")  # the columns that may be concealed
DAYS = ("refreshed", "last_active")
SMALL = ("members", "guests", "outside", "mail")
MOST_PEOPLE = 2**31 - 1  # what a database's smaller numbers hold
COUNTS = ("files", "size", "members", "guests", "outside", "mail")
PERIODS = range(1, 367)
PERSONAL = "-my.sharepoint.com"
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_KEY = 200, 500, 200
# What is said in the words of the admin centre, for whoever has to find it there.
TO_REVEAL = (
    "The reports conceal the names of users, groups and sites unless somebody has changed that. A global administrator does it in the "
    "Microsoft 365 admin centre: Settings → Org settings → Services → Reports, where “Display concealed user, group, and site names in "
    "all reports” is unticked. Then export the report again."
)


@dataclass(slots=True)
class Workspace:
    """One row: a site, a team or a group. A text that is concealed is empty here, and its column is in `concealed`."""

    row: int
    key: str = ""
    name: str = ""
    address: str = ""
    owner: str = ""
    owner_name: str = ""
    deleted: bool = False
    refreshed: date | None = None
    period: int | None = None
    last_active: date | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    concealed: frozenset[str] = frozenset()
    wrong: list[str] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether nothing happened in the window of the report; never where the report does not say its window."""
        if self.period is None or self.refreshed is None:
            return False
        return self.last_active is None or self.last_active < self.refreshed - timedelta(days=self.period)

    @property
    def called(self) -> str:
        """What a person knows it by: its name, else the last part of its address, else its identifier."""
        return self.name or self.address or self.key

    def says(self) -> tuple[object, ...]:
        """All that the row says, to be compared with another row of the same workspace."""
        return (
            self.name, self.address, self.owner, self.deleted, self.refreshed, self.period, self.last_active,
            tuple(sorted(self.counts.items())),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A whole file: which report, its rows, its columns; `concealed` are columns with the number of their hashes and of all their cells."""

    headings: Headings
    rows: tuple[Workspace, ...]
    concealed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def report(self) -> Report:
        return self.headings.report

    @property
    def title(self) -> str:
        return TITLES[self.report]

    @property
    def refreshed(self) -> date | None:
        """The newest day of which it tells."""
        return max((row.refreshed for row in self.rows if row.refreshed), default=None)

    @property
    def period(self) -> int | None:
        """Its window in days; None where it has none, or more than one."""
        found = {row.period for row in self.rows}
        return found.pop() if len(found) == 1 else None

    @property
    def names_all(self) -> bool:
        """Whether every row can be told from the others by what it says, so that what is not in the file can be called gone."""
        return not any(row.wrong or not (row.key or row.name or row.address) for row in self.rows)


def read_report(rows: Sequence[tuple[int, Sequence[str]]], today: date) -> ReportFile:
    """Reads the rows of a table. Unreadable, with the reason, where they are none of the reports, or say nothing."""
    headings = headings_of(rows)
    notes: list[str] = []
    below = list(_below(headings, [each for each in rows if each[0] > headings.row], notes))
    if not below:
        raise Unreadable(f"This is the report “{headings.report}” by its headings, and no row stands below them.")
    cells = {
        at: {name: one_line(texts[place]) if place < len(texts) else "" for name, place in headings.places.items()}
        for at, texts in below
    }
    us, sure = _way_of_days(cells, today)
    if not sure:
        notes.append(
            "Its days could be read with the month or the day first. They were read with the month first, as Microsoft writes them."
        )
    if any(is_rounded(said.get(name, "")) for said in cells.values() for name in COUNTS):
        notes.append("A spreadsheet has saved some of its figures rounded: export it again and send it as it comes.")
    found = tuple(_workspace(at, said, us=us, today=today) for at, said in cells.items())
    personal = sum(PERSONAL in row.address for row in found)
    known = sum(bool(row.address) for row in found)
    if headings.report is Report.SITES and not headings.surely and personal * 2 >= known:
        raise Unreadable(
            f"This looks like the report of OneDrive: the folders of persons are no places of the file plan. {WANTED}"
        )
    if "period" not in headings.places:
        notes.append("It does not say its window (“Report Period”), so nobody can say what had no activity in it.")
    concealed = {
        name: (sum(name in row.concealed for row in found), sum(bool(said.get(name)) for said in cells.values()))
        for name in NAMES
    }
    return ReportFile(headings, found, {name: told for name, told in concealed.items() if told[0]}, tuple(notes))


def _below(
    headings: Headings, rows: Sequence[tuple[int, Sequence[str]]], notes: list[str]
) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows below the headings; headings said once more are passed over, those of another report end it."""
    day_at = headings.places["refreshed"]
    for at, texts in rows:
        if day_at < len(texts) and texts[day_at][:1].isdigit():
            yield at, texts  # it begins with a day, and no heading does
        elif headings.repeated_by(texts):
            notes.append(f"Row {at} says the headings once more and was passed over.")
        elif headings.is_another(texts):
            raise Unreadable(
                f"Row {at} has the headings of another report, or of the same with other columns: send each report as a file of its own."
            )
        else:
            yield at, texts


def _way_of_days(cells: Mapping[int, Mapping[str, str]], today: date) -> tuple[bool, bool]:
    texts = {said[name] for said in cells.values() for name in DAYS if said.get(name)}
    try:
        return month_first(texts, today + timedelta(days=1))
    except ValueError as error:
        raise Unreadable(str(error)) from error


def _workspace(row: int, said: Mapping[str, str], *, us: bool, today: date) -> Workspace:
    wrong: list[str] = []

    def told(name: str, reading: Callable[[str], Read]) -> Read | None:
        try:
            return reading(said.get(name, ""))
        except Wrong as error:
            wrong.append(f"{name.replace('_', ' ').capitalize()}: {error}")
            return None

    a_day = partial(day, us=us)
    hidden = frozenset(name for name in NAMES if is_concealed(said.get(name, "")))
    texts = {name: "" if name in hidden else said.get(name, "") for name in NAMES}
    if is_no_key(texts["key"]):
        texts["key"] = ""
    counts = {name: count for name in COUNTS if (count := told(name, number)) is not None}
    period = told("period", number)
    found = Workspace(
        row, **texts, deleted=bool(told("deleted", truth)), refreshed=told("refreshed", a_day),
        period=period if period in PERIODS else None, last_active=told("last_active", a_day), counts=counts, concealed=hidden, wrong=wrong,
    )  # fmt: skip
    found.name = found.name or _name_of(found.address)
    wrong += _against(found, today, period)
    return found


def _against(found: Workspace, today: date, period: int | None) -> Iterator[str]:
    tomorrow = today + timedelta(days=1)  # the report's days are those of Greenwich or of America
    if found.refreshed is None:
        yield "It does not say of which day it is."
    elif found.refreshed > tomorrow:
        yield "The day of which it tells lies ahead."
    elif found.last_active and found.last_active > tomorrow:
        yield "Its last activity lies ahead."
    for name in SMALL:
        if found.counts.get(name, 0) > MOST_PEOPLE:
            yield f"{found.counts[name]} is more than there can be."
    if period is not None and period not in PERIODS:
        yield f"{period} days are no window of a report."
    for label, text, most in (
        ("name", found.name, LONGEST_NAME), ("address", found.address, LONGEST_ADDRESS), ("identifier", found.key, LONGEST_KEY)
    ):  # fmt: skip
        if len(text) > most:
            yield f"Its {label} is longer than {most} letters."


def _name_of(address: str) -> str:
    """What a site is called where only its address is told: the last part of it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address[:LONGEST_NAME]
    last = [unquote(part) for part in parts.path.split("/") if part]
    return one_line(last[-1] if last else parts.netloc or address)[:LONGEST_NAME]


def plain_address(address: str) -> str:
    """An address as it is compared: without its scheme, its last stroke and its capitals."""
    return unquote(address.strip()).casefold().removeprefix("https://").removeprefix("http://").rstrip("/")
