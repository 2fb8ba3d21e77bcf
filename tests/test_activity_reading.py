"""Reports of use as they come: which report, in what letters, with which columns, concealed or half concealed, and what is no report.

Seen red when OneDrive's report was read as that of the sites, when a hash was taken for a name, when a day was read with the day
first because one of them could be, and when a row of nothing but noughts was an identifier.
"""

from datetime import date
from typing import Any

import pytest

from muniment.assets.activity_cells import Wrong, day, is_concealed, month_first, number
from muniment.assets.activity_columns import Report
from muniment.assets.activity_reading import ReportFile, Workspace, plain_address, read_report
from muniment.documents.paper import Unreadable
from muniment.documents.reading.exact import read_tables
from tests.report_files import GROUPS, HASH, SITES, TEAMS, group, groups, key, site, sites, team, teams

TODAY = date(2026, 11, 25)


def read(content: bytes, name: str = "report.csv") -> ReportFile:
    return read_report(read_tables(content, name).tables[0].rows, TODAY)


def one(content: bytes) -> Workspace:
    (row,) = read(content).rows
    return row


def test_each_report_is_told_by_its_headings() -> None:
    found = read(sites(site(1, "HousingRepairs")))
    assert (found.report, found.refreshed, found.period) == (Report.SITES, date(2026, 11, 20), 180)
    (row,) = found.rows
    assert (row.key, row.name, row.owner) == (key(1), "HousingRepairs", "tom@ambleworth.example")
    assert dict(row.counts) == {"files": 120, "size": 5_000_000_000}
    assert row.last_active == date(2026, 11, 2)
    assert not row.wrong
    found = read(teams(team(2, "Housing board", Guests=3)))
    assert (found.report, found.rows[0].counts["guests"]) == (Report.TEAMS, 3)
    found = read(groups(group("All of Housing", **{"Exchange Mailbox Total Item Count": 7})))
    assert (found.report, dict(found.rows[0].counts)) == (Report.GROUPS, {"members": 9, "guests": 0, "mail": 7})


@pytest.mark.parametrize(
    "letters",
    [
        lambda text: text.encode("cp1252"),
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: text.replace("\n", "\r\n").upper().replace("É", "é").encode(),
    ],
)
def test_in_whatever_letters_it_comes(letters: Any) -> None:
    text = f"Report Refresh Date,Team name,Team Id,Team type,Last Activity Date,Report Period\n2026-11-20,Café,{key(1)},Private,2026-11-02,180\n"
    row = one(letters(text))
    assert (row.name.casefold(), row.key.casefold(), row.period) == ("café", key(1), 180)


def test_columns_may_be_fewer_more_renamed_or_said_twice() -> None:
    found = read(sites(site(1, "A"), headings=SITES[:13]))
    assert found.period is None
    assert "does not say its window" in " ".join(found.notes)
    assert not found.rows[0].quiet
    found = read(teams(team(1, "A", Colour="red"), headings=[*TEAMS, "Colour", "GUESTS"]))
    assert found.headings.unknown == ("Colour", "GUESTS")
    renamed = ["Guest Count" if each == "External Member Count" else each.upper() for each in GROUPS]
    assert read(groups({"GROUP DISPLAY NAME": "A", "REPORT REFRESH DATE": "2026-11-20", "Guest Count": 4}, headings=renamed)).rows[0].counts == {"guests": 4}  # fmt: skip
    without = [each for each in SITES if each != "Report Refresh Date"]
    with pytest.raises(Unreadable, match="Report Refresh Date"):
        read(sites(site(1, "A"), headings=without))


def test_titles_above_the_headings_and_headings_said_again() -> None:
    content = (
        b"Usage of Ambleworth\n\n"
        + sites(site(1, "A")).lstrip(b"\xef\xbb\xbf")
        + sites(site(2, "B")).lstrip(b"\xef\xbb\xbf")
    )
    found = read(content)
    assert [row.name for row in found.rows] == ["A", "B"]
    assert "once more" in " ".join(found.notes)
    with pytest.raises(Unreadable, match="headings of another report"):
        read(sites(site(1, "A")) + teams(team(1, "B")).lstrip(b"\xef\xbb\xbf"))


@pytest.mark.parametrize(
    ("texts", "us", "sure"),
    [
        (["11/20/2026"], True, True),
        (["20/11/2026"], False, True),
        (["5/5/2026"], True, True),
        (["11/2/2026"], True, False),
        (["12/11/2026"], False, True),  # the twelfth of November, for December lies ahead
        ([], True, True),
        (["31/31/2026", "20/11/2026"], False, True),
        (["11/20/2027"], True, True),
    ],
)
def test_the_way_of_writing_days_is_told_by_all_of_them(texts: list[str], us: bool, sure: bool) -> None:  # noqa: FBT001
    assert month_first(texts, TODAY) == (us, sure)


def test_days_that_contradict_one_another_are_refused() -> None:
    with pytest.raises(Unreadable, match="put together from two files"):
        read(sites(site(1, "A", **{"Last Activity Date": "2/13/2026"}), site(2, "B", **{"Last Activity Date": "13/2/2026"})))  # fmt: skip
    assert one(sites(site(1, "A", **{"Last Activity Date": "11/2/2026"}), **{"Report Refresh Date": "11/20/2026"})).last_active == date(2026, 11, 2)  # fmt: skip
    assert "month first" in " ".join(read(sites(site(1, "A", **{"Last Activity Date": "3/2/2026"}))).notes)


def test_cells_that_nobody_can_read_are_told_and_the_others_stay() -> None:
    odd = [
        {"Last Activity Date": "yesterday"}, {"File Count": "-4"}, {"Is Deleted": "perhaps"}, {"Report Refresh Date": "2027-01-01"},
        {"Report Refresh Date": ""}, {"Report Period": "4000"}, {"Storage Used (Byte)": "=1+1"}, {"Last Activity Date": "2027-01-01"},
    ]  # fmt: skip
    found = read(sites(*(site(number, f"S{number}", **more) for number, more in enumerate(odd, 1)), site(99, "Well")))
    assert [bool(row.wrong) for row in found.rows] == [True] * len(odd) + [False]
    assert all(len(row.wrong) == 1 for row in found.rows[:-1])


def test_figures_that_a_spreadsheet_has_rounded_are_said_to_be() -> None:
    found = read(sites(site(1, "A", **{"Storage Used (Byte)": "5.12E+11", "File Count": "1,234"})))
    assert dict(found.rows[0].counts) == {"files": 1234, "size": 512_000_000_000}
    assert "rounded" in " ".join(found.notes)
    with pytest.raises(Wrong):
        number("9" * 40)
    with pytest.raises(Wrong):
        day("31/31/2026", us=True)


def test_what_is_concealed_is_nobodys_name() -> None:
    hidden = {
        "Site Id": "00000000-0000-0000-0000-000000000000",
        "Site URL": "",
        "Owner Display Name": HASH,
        "Owner Principal Name": HASH,
    }
    found = read(sites(site(1, "A", **hidden), site(2, "B")))
    first, second = found.rows
    assert (first.key, first.name, first.address, first.owner, first.owner_name) == ("", "", "", "", "")
    assert second.name == "B"
    assert found.concealed == {"owner": (1, 2), "owner_name": (1, 2)}
    assert not found.names_all
    half = read(teams(team(1, HASH), team(2, "Housing board")))
    assert [row.name for row in half.rows] == ["", "Housing board"]
    assert half.rows[0].key == key(1)
    assert is_concealed(HASH.lower())
    assert not is_concealed(key(1))
    assert not is_concealed("deadbeef")


def test_without_activity_holds_for_the_window_only() -> None:
    assert one(sites(site(1, "A", **{"Last Activity Date": ""}))).quiet
    assert one(sites(site(1, "A", **{"Last Activity Date": "2026-05-23"}))).quiet
    assert not one(sites(site(1, "A", **{"Last Activity Date": "2026-05-24"}))).quiet
    assert one(sites(site(1, "A"), **{"Report Period": 7})).quiet
    assert not one(sites(site(1, "A", **{"Last Activity Date": ""}), **{"Report Period": ""})).quiet


ONEDRIVE = [each for each in SITES if each not in {"Page View Count", "Visited Page Count", "Root Web Template"}]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (sites(), "no row stands below"),
        (b"Name,E-mail\nTom,tom@ambleworth.example\n", "no report of Microsoft 365"),
        (b"userPrincipalName,displayName,accountEnabled\ntom@ambleworth.example,Tom,True\n", "Read people in"),
        (b"Report Refresh Date,User Principal Name,Last Activity Date\n2026-11-20,tom@ambleworth.example,\n", "what each person does"),
        (b"Report Refresh Date,Storage Used (Byte),Report Date,Report Period\n2026-11-20,5,2026-11-01,180\n", "none that says anything"),
        (sites({"Site URL": "https://ambleworth-my.sharepoint.com/personal/tom_birch"}, headings=ONEDRIVE), "OneDrive"),
        (sites({"Site Id": key(1), "Site URL": ""}, headings=ONEDRIVE), "OneDrive"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07\x08" * 50, "not a document"),
        (b'Report Refresh Date,Site Id,Site URL\n"2026-11-20,1,2\n', "."),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(content)


def test_a_report_without_its_last_columns_is_that_of_the_sites_by_what_stands_in_it() -> None:
    assert read(sites(site(1, "A"), headings=SITES[:8])).report is Report.SITES


def test_addresses_are_compared_without_capitals_and_last_strokes() -> None:
    assert (
        plain_address("HTTPS://Ambleworth.sharepoint.com/sites/Rent%20Book/")
        == "ambleworth.sharepoint.com/sites/rent book"
    )
