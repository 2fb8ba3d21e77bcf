"""The reports of use of Microsoft 365 that are read, told by their headings. Pure: no Django."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from muniment.documents.paper import Unreadable

DEEP = 20  # rows in which the headings are looked for


class Report(StrEnum):
    """Which of the reports a file is."""

    SITES = "sites"
    TEAMS = "teams"
    GROUPS = "groups"


TITLES: Mapping[Report, str] = {
    Report.SITES: "SharePoint site usage", Report.TEAMS: "Teams team activity", Report.GROUPS: "Microsoft 365 groups activity",
}  # fmt: skip
# Our name of a column, then the headings that it has or had. Capitals, spaces and signs do not count.
_EVERY: Mapping[str, Sequence[str]] = {
    "refreshed": ("Report Refresh Date",), "period": ("Report Period",), "last_active": ("Last Activity Date", "Last Activity Date (UTC)"),
    "deleted": ("Is Deleted", "Deleted"), "owner": ("Owner Principal Name", "Owner UPN"), "owner_name": ("Owner Display Name",),
}  # fmt: skip
_OF: Mapping[Report, Mapping[str, Sequence[str]]] = {
    Report.SITES: {
        "key": ("Site Id",), "address": ("Site URL",), "files": ("File Count", "Files"),
        "size": ("Storage Used (Byte)", "Storage Used (Bytes)", "Storage Used"), "template": ("Root Web Template",),
    },
    Report.TEAMS: {
        "key": ("Team Id",), "name": ("Team Name",), "guests": ("Guests", "Guest Count"), "outside": ("Active External Users",),
    },
    Report.GROUPS: {
        "key": ("Group Id",), "name": ("Group Display Name",), "members": ("Member Count", "Members"),
        "guests": ("External Member Count", "Guest Count"), "mail": ("Exchange Mailbox Total Item Count",),
    },
}  # fmt: skip
# What the reports count of people's work: of no use to an asset register, so never read.
_PASSED_OVER: Mapping[Report, Sequence[str]] = {
    Report.SITES: ("Active File Count", "Page View Count", "Visited Page Count", "Storage Allocated (Byte)"),
    Report.TEAMS: (
        "Team Type", "Active Users", "Active Channels", "Reactions", "Meetings Organized", "Post Messages", "Reply Messages", "Channel Messages",
        "Urgent Messages", "Mentions", "Active Shared Channels",
    ),
    Report.GROUPS: (
        "Group Type", "Exchange Received Email Count", "SharePoint Active File Count", "Yammer Posted Message Count", "Yammer Read Message Count",
        "Yammer Liked Message Count", "Exchange Mailbox Storage Used (Byte)", "SharePoint Total File Count", "SharePoint Site Storage Used (Byte)",
    ),
}  # fmt: skip
# Without one of these a row names nothing.
_NAMING: Mapping[Report, frozenset[str]] = {
    Report.SITES: frozenset({"key", "address"}), Report.TEAMS: frozenset({"key", "name"}), Report.GROUPS: frozenset({"name"}),
}  # fmt: skip
# OneDrive's report has the columns of SharePoint's but for these.
_SHAREPOINT_ONLY = ("Page View Count", "Visited Page Count", "Root Web Template")
WANTED = "Read are the CSV exports “SharePoint site usage”, “Teams team activity” and “Microsoft 365 groups activity” of the admin centre's reports."


def squashed(text: str) -> str:
    """A heading without capitals, spaces and signs."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _named(columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {squashed(heading): name for name, headings in columns.items() for heading in headings}


_COLUMNS = {report: _named({**_EVERY, **columns}) for report, columns in _OF.items()}
_KNOWN_ELSE = {report: frozenset(map(squashed, headings)) for report, headings in _PASSED_OVER.items()}


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a report: in which row they stand, the place of each column, those that are known and passed over, and
    those that are not known, or say again what another says.
    """

    report: Report
    row: int
    places: Mapping[str, int]
    texts: tuple[str, ...]
    passed_over: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    surely: bool = True

    def repeated_by(self, texts: Sequence[str]) -> bool:
        """Whether a row says the headings once more, as files that were put together do."""
        return [squashed(each) for each in texts if each.strip()] == [
            squashed(each) for each in self.texts if each.strip()
        ]

    def is_another(self, texts: Sequence[str]) -> bool:
        """Whether a row is the headings of a report, of whichever columns."""
        found = {squashed(each) for each in texts}
        return squashed("Report Refresh Date") in found and any(
            len(found & _COLUMNS[each].keys()) > 3 for each in Report
        )


def headings_of(rows: Sequence[tuple[int, Sequence[str]]]) -> Headings:
    """Which report a table is, by the first of its rows that has the headings of one. Unreadable, with the reason, where none has."""
    for number, texts in rows[:DEEP]:
        found = [squashed(each) for each in texts]
        for report in (Report.GROUPS, Report.TEAMS, Report.SITES):
            known = _COLUMNS[report]
            named = {known[each] for each in found if each in known}
            if named & _NAMING[report] and len(named) > 2:
                return _read(report, number, texts, known)
    raise Unreadable(_why_not([squashed(each) for _number, texts in rows[:DEEP] for each in texts]))


def _read(report: Report, number: int, texts: Sequence[str], known: Mapping[str, str]) -> Headings:
    places: dict[str, int] = {}
    passed, unknown = [], []
    for place, text in enumerate(texts):
        name = known.get(squashed(text))
        if name is not None and name not in places:
            places[name] = place
        elif squashed(text) in _KNOWN_ELSE[report]:
            passed.append(text.strip())
        elif text.strip():
            unknown.append(text.strip())
    if "refreshed" not in places:
        raise Unreadable(
            "The column “Report Refresh Date” is missing: without it nobody can tell whether this report is newer than the last."
        )
    surely = report is not Report.SITES or bool(
        {squashed(each) for each in texts} & set(map(squashed, _SHAREPOINT_ONLY))
    )
    return Headings(report, number, places, tuple(texts), tuple(passed), tuple(unknown), surely)


def _why_not(found: Sequence[str]) -> str:
    there = set(found)
    if {"userprincipalname", "displayname"} <= there and {"accountenabled", "objectid", "usertype"} & there:
        told = "This is a list of people from Entra, not a report of use. Read it at Administration, “Read people in”."
    elif {"userprincipalname", "reportrefreshdate"} <= there:
        told = "This report tells what each person does. Muniment keeps no such thing."
    elif "reportrefreshdate" in there:
        told = "This is a report of Microsoft 365, but none that says anything of places or groups."
    else:
        told = "This is no report of Microsoft 365: no row has its headings."
    return f"{told} {WANTED}"
