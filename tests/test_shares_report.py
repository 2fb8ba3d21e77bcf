"""The report on the shares: its figures recounted from scans, as at a day, small numbers, frozen, compared, who may make it, pages, command.

Seen red when a place within another one was counted twice, and when the one small number of a kind could be worked out from the sum.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from muniment import clock
from muniment.demonstration import share_story
from muniment.discovery import running
from muniment.discovery.engine.tallying import tally
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan
from muniment.discovery.templatetags.shares import amount
from muniment.paper.models import CostAssumption
from muniment.people.models import Unit
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.services import Change, write
from muniment.reporting import comparing, drafting, freezing, kinds, making, services
from muniment.reporting.models import Edition, Report
from muniment.reporting.shares import small
from tests import shares_recount
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, holder_of, text_of
from tests.discovery.test_scanning import build
from tests.discovery.test_tallying import TODAY, scanned
from tests.test_holdings_report import finished, run

KIND = "shares"
GOES = ("redundant", "obsolete", "trivial", "overdue")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two trees, scanned."""
    found = []
    for name in ("drive", "share"):
        root, out = (tmp_path_factory.mktemp(f"{name}-{part}") for part in ("tree", "result"))
        if name == "drive":
            share_story.fill(root, TODAY)
        else:
            build(root)
        scanned(root, out)
        found.append(out)
    return found


@pytest.fixture(scope="module")
def tallies(results: list[Path]) -> list[dict[str, Any]]:
    return [tally(each, TODAY, first=True) for each in results]


def place(
    unit: Unit, name: str, told: Mapping[str, Any] | None = None, at: datetime | None = None, folder: str = ""
) -> ScannedPlace:
    made: ScannedPlace = make(ScannedPlace, name=name, address=f"/srv/shares/{folder or name.lower()}", unit=unit)
    if told is not None:
        scan_of(made, told, at)
    return made


def scan_of(place: ScannedPlace, told: Mapping[str, Any], at: datetime | None = None) -> Scan:
    """A scan of the place that found this."""
    scan: Scan = make(
        Scan, place=place, unit=place.unit, state=Scan.State.DONE, ended_at=at or clock.now(), figures={"tally": {"root": place.address, **told}}
    )  # fmt: skip
    return scan


def found(files: int = 100, personal: int = 0, **told: Any) -> dict[str, Any]:
    """A tally with little in it."""
    decided = {"redundant": {"files": 10, "bytes": 4 * 10**11}, "keep": {"files": 90, "bytes": 6 * 10**11}}
    return {
        "files": files, "bytes": 10**12, "failed": 0, "mismatches": 0, "personal": personal, "folders": 3, "unlisted": 0, "room": {"bytes": 10**12, "freed": 4 * 10**11},
        "years": {"2012": {"files": 40, "bytes": 4 * 10**11}, "2026": {"files": 60, "bytes": 6 * 10**11}}, "decisions": decided, "alike": {}, "kinds": {}, "unread": {},
        "risks": {}, "lines": {}, "orphans": {"folders": 0, "files": 0, "bytes": 0}, **told,
    }  # fmt: skip


def prices(unit: Unit, disk: int = 22000, box: int = 5000) -> None:
    for what, pence in (("disk", disk), ("scan_box", box)):
        make(
            CostAssumption,
            what=what,
            amount=pence,
            holds_from=TODAY - timedelta(days=30),
            source="An estimate of the Records Manager",
            unit=unit,
        )


def draft(cast: Cast, subject: Any = None, **values: Any) -> drafting.Draft:
    report = services.draft_for(subject or cast.council, values.pop("as_at", TODAY), None, KIND)
    for name, value in values.items():
        setattr(report, name, value)
    return drafting.draft_of(report)


def by_name(made: drafting.Draft) -> dict[str, Any]:
    return {each.name: each.value for each in made.values.figures}


def rows(made: drafting.Draft, name: str) -> list[list[str]]:
    tables = {each.name: each for each in (*made.values.tables, *(chart.table for chart in made.values.charts))}
    return [[cell.text for cell in row] for row in tables[name].rows]


def test_its_figures_are_the_rows_of_the_scans(cast: Cast, results: list[Path], tallies: list[dict[str, Any]]) -> None:
    prices(cast.council, 100_000_000, 7)
    for unit, name, told in zip((cast.housing, cast.finance), ("Drive", "Share"), tallies, strict=True):
        place(unit, name, told)
    made = draft(cast, exempt=True)
    figures = by_name(made)
    files = [shares_recount.read(out, "files") for out in results]
    every = [each for some_ in files for each in some_]
    disks = [shares_recount.on_disk([each for each in some_ if each["kind"] == "file"]) for some_ in files]

    freed = sum(each["freed"] for each in disks)

    def of(decisions: tuple[str, ...]) -> tuple[int, str]:
        chosen = [each for each in every if each["decision"] in decisions]
        return len(chosen), amount(sum(each["size"] for each in chosen))

    said = {
        "places": 2, "places_left_out": 0, "files": len(every), "size": amount(sum(each["size"] for each in every)), "failed": sum(each["status"] == "failed" for each in every),
        "room": amount(sum(each["bytes"] for each in disks)), "freed": amount(sum(each["freed"] for each in disks)),
        "mismatches": sum(each["mismatch"] is not None for each in every), "risks": sum(each["risk"] is not None for each in every),
        "personal": len(shares_recount.personal(every)), "proposed": of(GOES)[0], "proposed_size": of(GOES)[1],
        "old": sum(each["kind"] == "file" and each["modified"].year <= TODAY.year - 7 for each in every),
        "saving": f"£{freed / 10**6:,.2f}", "boxes": int(freed * 100 / 10**6 / 7),
        **{name: sum(shares_recount.alike([each for each in some_ if each["kind"] == "file"], by, kept)["files"] for some_ in files)
           for name, by, kept in (("copies", "blake3", "copy_of"), ("versions", "version_group", "version_latest"), ("near", "near_group", "near_group"))},
    }  # fmt: skip
    for name in ("on_hold", "trivial", "redundant", "overdue", "keep", "obsolete", "unknown"):
        said[name], said[f"{name}_size"] = of((name.replace("_", " "),))
    assert {name: figures[name] for name in said} == said
    assert all(
        said[name]
        for name in ("failed", "copies", "versions", "near", "personal", "overdue", "obsolete", "trivial", "risks")
    )
    assert sum(int(row[1]) for row in rows(made, "unread")) == sum(each["status"] == "failed" for each in every)
    assert [int(row[1].replace(",", "")) for row in rows(made, "ages")] == [
        sum(each["kind"] == "file" and each["modified"].year == year for each in every)
        for year in sorted({each["modified"].year for each in every if each["kind"] == "file"}, reverse=True)
    ]
    lines = {row[0]: (int(row[1].replace(",", "")), int(row[4].replace(",", ""))) for row in rows(made, "lines")}
    recounted = [shares_recount.counted(out, TODAY)["lines"] for out in results]
    assert lines == {
        code: tuple(sum(each[code][name] for each in recounted if code in each) for name in ("files", "soon"))
        for each in recounted
        for code in each
    }
    # Of a part of the council, its own place.
    assert by_name(draft(cast, cast.housing))["files"] == len(files[0])
    whole = making.three_files(made.document)["html"].decode()
    assert not [each["name"] for each in every if len(each["name"]) > 8 and each["name"] in whole], "no file is named"


def test_it_tells_of_the_last_scan_by_a_day(cast: Cast) -> None:
    with clock.at(TODAY - timedelta(days=20)):
        one = place(cast.housing, "Drive", found(100))
        with pytest.raises(Invalid, match="first record"):
            draft(cast, as_at=clock.today() - timedelta(days=1))
    with clock.at(TODAY - timedelta(days=5)):
        scan_of(one, found(120, changes={"new": {"files": 25}, "gone": {"files": 5}}))
        make(Scan, place=one, unit=one.unit, state=Scan.State.FAILED, ended_at=clock.now() + timedelta(hours=1))
    now, then = draft(cast), draft(cast, as_at=TODAY - timedelta(days=10))
    assert (by_name(now)["files"], by_name(now)["new_since"], by_name(then)["files"]) == (120, 25, 100)
    assert rows(now, "since_scan")[0][2:] == ["25", "0", "0", "5"]
    assert rows(then, "since_scan")[0][2:] == ["–"] * 4
    opened = {
        name: next(each for each in made.values.charts if each.name == "where").table.rows[0][3].address
        for name, made in (("now", now), ("then", then))
    }
    assert opened["now"] == f"/scanned-places/{one.pk}/found/files/"
    assert opened["then"].startswith("/scans/"), "the list of what was found is that of the last scan only"
    # Its address is another one now: what was found at the old one is not what lies there.
    write(HOUSE, [Change(ScannedPlace.objects.get(pk=one.pk), {"address": "/srv/shares/other"})])
    assert by_name(draft(cast))["places"] == 0
    assert rows(draft(cast), "left_out")[0][2].startswith("No scan of its address")
    assert draft(cast).document


def test_a_place_within_another_is_counted_once(cast: Cast) -> None:
    place(cast.council, "Drive", found(100))
    place(cast.housing, "Team", found(30), folder="drive/team")
    place(cast.finance, "Drive 2", found(7), folder="drive 2")
    place(cast.finance, "New")
    made = draft(cast)
    assert (by_name(made)["files"], by_name(made)["places"], by_name(made)["places_left_out"]) == (107, 2, 2)
    assert [row[0] for row in rows(made, "left_out")] == ["New", "Team"]
    assert "within “Drive”" in rows(made, "left_out")[1][2]
    # Of the team's own unit nothing else is counted that holds it.
    assert by_name(draft(cast, cast.housing))["files"] == 30


def test_small_numbers_about_people_are_kept_back_from_the_public(cast: Cast) -> None:
    one = place(cast.housing, "Drive", found(100, 40, kinds={"nhs_number": {"files": 3}, "nino": {"files": 20}}))
    place(cast.finance, "Share", found(50, 12, kinds={"nhs_number": {"files": 9}, "nino": {"files": 8}}))
    place(cast.council, "Third", found(50, 2, kinds={"nhs_number": {"files": 30}, "utr": {"files": 2}}))
    public, closed = draft(cast), draft(cast, exempt=True)
    assert by_name(closed)["personal"] == 54
    assert [row[1] for row in rows(closed, "personal_places")] == ["40", "12", "2"]
    # Two is small, and alone it could be worked out of the sum, so that the next smallest goes with it.
    assert by_name(public)["personal"] == 54
    assert [row[1] for row in rows(public, "personal_places")] == ["40", "not shown", "not shown"]
    told = {row[0]: row[2] for row in rows(public, "personal_places")}
    assert told == {
        "Drive": "National Insurance number: 20\nNot shown: NHS number", "Share": "National Insurance number: 8\nNot shown: NHS number",
        "Third": "NHS number: 30\nNot shown: tax reference (UTR)",
    }  # fmt: skip
    assert {row[0]: row[1] for row in rows(public, "personal_kinds")} == {
        "NHS number": "42",
        "National Insurance number": "28",
        "Tax reference (UTR)": "not shown",
    }
    people = {each["name"]: each["personal_files"] for each in kinds.of(KIND).as_json(public.facts)["places"]}
    assert people == {"Drive": 40, "Share": None, "Third": None}
    assert by_name(draft(cast, cast.council))["personal"] == 54
    alone = draft(cast, cast.housing)
    assert by_name(alone)["personal"] == 40
    write(HOUSE, [Change(ScannedPlace.objects.get(pk=one.pk), {"name": "Drive U"})])
    for made, small_number in ((public, False), (closed, True)):
        page = making.one_file(made.document, "html").decode()
        assert ("from one to four is not shown" in page) is not small_number


@given(some.dictionaries(some.integers(0, 8), some.integers(0, 40), max_size=8))
def test_what_is_kept_back_cannot_be_worked_out(cells: dict[int, int]) -> None:
    kept, whole = small.kept_back(cells), small.sum_kept_back(cells)
    assert {key for key, number in cells.items() if 0 < number < small.FEW} <= kept
    assert kept <= {key for key, number in cells.items() if number}
    if kept and not whole:
        assert len(kept) > 1
        assert sum(cells[each] for each in kept) >= small.FEW
    if not any(0 < number < small.FEW for number in cells.values()):
        assert not kept
        assert not whole


def test_what_it_costs_says_how_and_what_is_wanting(cast: Cast) -> None:
    place(cast.housing, "Drive", found(alike={"copies": {"groups": 1, "files": 9, "bytes": 2 * 10**11}}))
    bare = draft(cast)
    assert [row[1] for row in rows(bare, "costs")] == ["not known"] * 4
    assert "the price of digital storage" in rows(bare, "costs")[0][2]
    assert rows(bare, "assumptions") == []
    prices(cast.council)
    told = draft(cast)
    assert [row[1:] for row in rows(told, "costs")] == [
        ["£220.00", "1.0 TB × £220.00 a terabyte and year: £220.00"], ["£44.00", "200 GB × £220.00 a terabyte and year: £44.00"],
        ["£88.00", "400 GB × £220.00 a terabyte and year: £88.00"], ["1", "£88.00 ÷ £50.00 to scan a box: 1"],
    ]  # fmt: skip
    assert [row[3] for row in rows(told, "assumptions")] == ["An estimate of the Records Manager"] * 2
    assert "£220.00" in making.one_file(told.document, "html").decode()
    # Prices of another body are not ours.
    assert by_name(draft(cast, cast.company))["cost"] == "not known"


def frozen(cast: Cast, **values: Any) -> Edition:
    words = {"executive_summary": "{{files}} files.", "recommendations": "Note it."}
    report = finished(cast, cast.council, kind_name=KIND, **{"texts": words, **values})
    return freezing.freeze(Actor.at_page(fresh(cast.priya)), report)


def test_an_edition_stays_and_is_compared(cast: Cast, signed_in: Any) -> None:
    prices(cast.council)
    one = place(cast.housing, "Drive", found(100, 9))
    edition = frozen(cast, as_at=TODAY)
    kept = {each["name"]: each["value"] for each in edition.figures}
    assert (edition.kind, kept["files"], kept["size"], kept["cost"]) == (KIND, 100, "1.0 TB", "£220.00")
    assert len(json.dumps(edition.figures)) < 20_000
    with clock.at(edition.frozen_at + timedelta(minutes=9)):
        scan_of(one, {**found(130, 9), "bytes": 3 * 10**12, "room": {"bytes": 2 * 10**12, "freed": 0}})
        assert by_name(draft(cast)) == kept, "the instant of freezing stands for that day"
    with clock.at(TODAY + timedelta(days=40)):
        now = draft(cast, as_at=clock.today())
        changed = {row[0]: row[1:] for row in rows(now, "changes")}
        assert changed["Files"] == ["100", "130", "+30"]
        assert changed["Size of all files"] == ["1.0 TB", "3.0 TB", "+2.0 TB"]
        assert changed["Cost of keeping it all for a year"] == ["£220.00", "£440.00", "+£220.00"]
        assert changed["Saved each year if the proposals are carried out"] == ["£88.00", "£0.00", "−£88.00"]
        assert by_name(now)["last_report"] == "25 November 2026"
        again = frozen(cast, as_at=clock.today())
        pairs = {each.name: each.difference for each in comparing.compare(edition, again).figures}
        assert (pairs["files"], pairs["size"], pairs["personal"], pairs["price"]) == (30, "+2.0 TB", 0, 0)
        browser = signed_in(cast.priya)
        shown = text_of(browser.get(f"/editions/{again.pk}/compare/?other={edition.pk}"))
        assert "+2.0 TB" in shown
        assert "+£220.00" in shown
        assert "Drive" in text_of(browser.get(f"/editions/{edition.pk}/"))


def test_every_name_that_is_offered_is_there(cast: Cast) -> None:
    place(cast.housing, "Drive", found())
    offered = [name for name, _title in kinds.of(KIND).offered()]
    assert sorted(offered) == sorted(by_name(draft(cast)))
    assert set(kinds.of(KIND).shown) <= set(offered)
    for chart in draft(cast).values.charts:
        assert "Bars, one for each" in chart.alt
    assert (
        next(chart for chart in draft(cast).values.charts if chart.name == "where").title
        == "400 GB of 1.0 TB are proposed to go"
    )


def test_more_places_ask_no_more_queries(cast: Cast) -> None:
    place(cast.housing, "Drive", found())
    report = services.draft_for(cast.council, TODAY, None, KIND)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            report.how.gather(report, drafting.moment_of(report))
        counts.append(len(asked))
        for other in range(5):
            place(cast.housing, f"Other {number} {other}", found())
    assert counts[0] == counts[1]


def test_only_who_sees_all_makes_it_and_it_is_begun_from_a_page(cast: Cast, signed_in: Any) -> None:
    place(cast.housing, "Drive", found())
    officer = holder_of("ig_officer", cast.housing)
    assert services.create(Actor.at_page(officer), cast.housing, KIND, as_at=TODAY).of_unit == cast.housing
    with pytest.raises(Refused, match="None of the posts"):
        services.create(Actor.at_page(fresh(officer)), cast.council, KIND)
    unit = cast.housing.pk
    assert signed_in(cast.tom).get(f"/units/{unit}/report/shares/").status_code == 403
    browser = signed_in(cast.priya)
    assert f"/units/{unit}/report/shares/" in text_of(browser.get(f"/units/{unit}/"))
    assert browser.get("/reports/").content.decode().count("/reports/shares/") == 1
    assert "Report on the shares" in text_of(browser.get("/reports/shares/"))
    assert browser.get("/reports/shares/?about=").status_code == 422
    assert (
        browser.get("/reports/shares/", {"about": f"units/{unit}"}).headers["Location"]
        == f"/units/{unit}/report/shares/"
    )
    browser.post(f"/units/{unit}/report/shares/")
    report = Report.objects.latest("pk")
    assert report.kind == KIND
    page = text_of(browser.get(f"/reports/{report.pk}/"))
    assert "All that was scanned of Housing" in page
    assert "400 GB of 1.0 TB are proposed to go" in page
    assert "copies_size" in text_of(browser.get(f"/reports/{report.pk}/template/"))
    assert browser.get(f"/reports/?kind={KIND}").context["listing"].found.count() == 2


def test_the_command_writes_three_formats_and_prints_figures(cast: Cast, tmp_path: Path, capsys: Any) -> None:
    place(cast.housing, "Drive", found(100, 3))
    for kind, begins in (("html", b"<!DOCTYPE html>"), ("docx", b"PK"), ("pdf", b"%PDF")):
        written = tmp_path / f"shares.{kind}"
        assert run("shares", "--output", str(written)) == 0
        assert written.read_bytes().startswith(begins)
    with pikepdf.open(BytesIO((tmp_path / "shares.pdf").read_bytes())) as pdf:
        assert pdf.Root.MarkInfo.Marked
    capsys.readouterr()
    assert run("shares", "--unit", "Housing", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["as_at"]) == (KIND, TODAY.isoformat())
    assert {each["name"]: each["value"] for each in told["figures"]} == by_name(draft(cast, cast.housing))
    (only,) = told["places"]
    assert (only["files"], only["bytes"], only["proposed_bytes"], only["personal_files"]) == (
        100,
        10**12,
        4 * 10**11,
        None,
    )


def test_a_scan_that_ends_keeps_what_its_report_needs(cast: Cast, settings: Any, tmp_path: Path) -> None:
    root = tmp_path / "drive"
    (root / "below").mkdir(parents=True)
    for name in ("a.txt", "below/b.txt"):
        (root / name).write_text("The plan of the year. " * 40)
    settings.SHARES = (str(tmp_path),)
    made: ScannedPlace = make(ScannedPlace, name="Drive", address=str(root), unit=cast.housing)
    for seen in ("changes" not in x for x in ({}, {"changes": 1})):
        scan = running.scan_now(Actor.at_page(fresh(cast.priya)), made)
        running.run.call(scan.pk)
        scan = Scan.objects.get(pk=scan.pk)
        assert scan.state == Scan.State.DONE, scan.trouble
        assert scan.figures["tally"]["root"] == str(root)
        assert ("changes" not in scan.figures["tally"]) is seen
        assert by_name(draft(cast))["copies"] == 1
