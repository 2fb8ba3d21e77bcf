"""The pages of what a scan found: who sees them, what they show of hostile names, what they count; scans asked for, stopped, gone on with."""

import csv
import io
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assets.information_assets import InformationAsset
from muniment.assets.places import Place
from muniment.discovery import finding_acts, running, schedules
from muniment.discovery.engine import scanning, selecting
from muniment.discovery.given_for import told_of
from muniment.discovery.held_folders import HeldFolder
from muniment.discovery.rulings_for import rulings
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan, ScanProgress
from muniment.discovery.share_findings import ShareFinding
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.retention.models import Hold
from tests.cast import HOUSE, Cast, make
from tests.contracts import holder_of
from tests.scanned_tree import FORMULA, HOSTILE, OLD, TURNED, grow, scanned, scanned_tree

__all__ = ["scanned", "scanned_tree"]


def addresses(place: ScannedPlace) -> list[str]:
    base = f"/scanned-places/{place.pk}/found/"
    lists = [*selecting.VIEWS, *selecting.GROUPS]
    pages = [base, *(f"{base}{name}/" for name in (*lists, "map", "folder", "kinds", "changes"))]
    pages += [f"{base}folder/?{urlencode({'path': path})}" for path in ("finance", "names", "names/<i>folder<i>")]
    pages += [
        f"{base}map/?{urlencode({'path': 'finance', 'colour': colour})}"
        for colour in ("age", "decision", "line", "owner", "x")
    ]
    pages += [f"{base}file/?{urlencode({'path': path})}" for path in ("housing/list.csv", f"names/{HOSTILE}", "housing/broken.pdf", "finance/rota.txt")]  # fmt: skip
    return [*pages, f"{base}files/?order=largest&folder=finance", f"{base}changes/?change=new"]


def files(place: ScannedPlace) -> list[str]:
    return [
        f"/scanned-places/{place.pk}/found/{name}.{ending}"
        for name in (*selecting.VIEWS, *selecting.GROUPS, "changes")
        for ending in ("csv", "xlsx")
    ]


def text(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode(errors="replace"))


def test_every_page_shows_names_as_words_and_asks_little(cast: Cast, signed_in: Any, scanned: ScannedPlace) -> None:
    """Seen red when a name was put into a page with |safe, and when a name could turn the letters of the page round."""
    browser = signed_in(cast.priya)
    for address in addresses(scanned):
        with CaptureQueriesContext(connection) as asked:
            response = browser.get(address)
        html = text(response)
        assert response.status_code == 200, address
        assert len(asked) <= 12, (address, len(asked))
        assert "<script>alert" not in html
        assert "<i>folder" not in html
        assert "\u202e" not in html
    names = text(browser.get(f"/scanned-places/{scanned.pk}/found/folder/?path=names"))
    assert "&lt;script&gt;alert(1)&lt;script&gt; &amp; &quot;&#x27;.txt" in names
    assert "&lt;i&gt;folder&lt;i&gt;" in names
    assert TURNED.replace("\u202e", "\ufffd") in names


@pytest.mark.parametrize("colour", ["age", "decision", "line", "owner"])
def test_the_key_of_the_map_says_every_colour_on_it(
    cast: Cast, signed_in: Any, scanned: ScannedPlace, colour: str
) -> None:
    """Seen red when the key told only of the folders at the top: what is old lies in folders within newer ones."""
    html = text(signed_in(cast.priya).get(f"/scanned-places/{scanned.pk}/found/map/?colour={colour}"))
    areas, key = re.search(r'<figure class="treemap">(.*)<figcaption>(.*)</figcaption>', html, re.DOTALL).groups()  # type: ignore[union-attr]
    own = re.search(r"<title>Files in it[^<]*</title><rect [^>]* class=\"t-(\d+)\"", areas)
    on_map = set(re.findall(r'class="t-(\d+)', areas)) - ({own[1]} if own else set())
    in_key = re.findall(r'class="t-(\d+)"', key)
    assert on_map <= set(in_key)
    assert len(in_key) == len(set(in_key))
    if colour == "age":
        assert "within" in areas
        assert len(in_key) > 1


def test_a_hold_that_finds_nothing_is_told_of(cast: Cast, signed_in: Any, scanned: ScannedPlace) -> None:
    html = text(signed_in(cast.priya).get(f"/scanned-places/{scanned.pk}/found/"))
    assert "Hold Inquiry names the folder “housing/enquiry”, which was not found" in html
    assert "Housing\\Inquiry" not in html


def test_what_somebody_may_not_see_is_not_there(cast: Cast, signed_in: Any, scanned: ScannedPlace) -> None:
    for person in (cast.nobody, cast.ruth, cast.company_ig):
        browser = signed_in(person)
        for address in [*addresses(scanned), *files(scanned)]:
            assert browser.get(address).status_code == 404, (person, address)
    owner = signed_in(cast.tom)
    for address in [*addresses(scanned), *files(scanned)]:
        assert owner.get(address).status_code == 200, address


def test_masked_values_are_shown_to_who_may(cast: Cast, signed_in: Any, scanned: ScannedPlace) -> None:
    address = f"/scanned-places/{scanned.pk}/found/file/?path=housing/list.csv"
    for person, may in (
        (cast.priya, True),
        (cast.tom, True),
        (holder_of("ig_officer", cast.council), False),
        (cast.daniel, False),
    ):
        html = text(signed_in(person).get(address))
        assert "NHS number" in html
        assert ("One of them, masked" in html) is may, person
        assert "943 476 5919" not in html
        assert "943" not in html or may


def test_an_address_that_no_link_has_is_not_there(cast: Cast, signed_in: Any, scanned: ScannedPlace) -> None:
    browser, base = signed_in(cast.priya), f"/scanned-places/{scanned.pk}/found/"
    for address in (
        "nothing/",
        "files.pdf",
        "changes.pdf",
        "changes.csv?folder=a%00",
        f"changes.csv?folder={'a' * 6000}",
        "nothing.csv",
        "file/?path=none",
        "file/?path=a%00b",
        "folder/?path=../..",
        "files/?after=x",
        "copies/?after=x",
        "files/?words=a%00",
        f"file/?path={'a' * 6000}",
    ):
        assert browser.get(base + address).status_code == 404, address
    assert browser.get(f"{base}files/?order=nonsense&nonsense=1").status_code == 200
    assert "No files" in text(browser.get(f"{base}files/?decision=nonsense&owner='&line=%25"))
    assert browser.post(base).status_code == 405


def test_a_number_opens_the_list_that_it_counts(cast: Cast, signed_in: Any, scanned: ScannedPlace) -> None:
    browser, base = signed_in(cast.priya), f"/scanned-places/{scanned.pk}/found/"
    figures = told_of(scanned)["summary"]
    for name, told in figures["decisions"].items():
        html = text(browser.get(f"{base}files/?{urlencode({'decision': name})}"))
        assert f"{told['files']} file" in html, name
    assert "1 file," in text(browser.get(f"{base}failed/"))
    assert "1 groups of 2 files" in text(browser.get(f"{base}copies/"))
    overview = text(browser.get(base))
    for part in ("<b>21</b>", "/found/overdue/", "/found/personal/", "/found/failed/", "/found/changes/"):
        assert part in overview


def test_files_hold_every_row_and_no_formula(cast: Cast, signed_in: Any, scanned: ScannedPlace) -> None:
    """Seen red when cells were written as they stand."""
    browser, base = signed_in(cast.priya), f"/scanned-places/{scanned.pk}/found/"
    rows = list(csv.DictReader(io.StringIO(text(browser.get(f"{base}files.csv")).lstrip("\ufeff"))))
    assert len(rows) == 21
    named = next(row for row in rows if row["name"].endswith(FORMULA))
    assert named["name"] == f"'{FORMULA}"
    assert named["path"] == f"names/{FORMULA}"
    narrowed = list(
        csv.DictReader(io.StringIO(text(browser.get(f"{base}overdue.csv?folder=finance")).lstrip("\ufeff")))
    )
    assert len(narrowed) == 9
    assert {row["line"] for row in narrowed} == {"FIN-03"}
    content = b"".join(browser.get(f"{base}files.xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells[FORMULA] == "s"
    assert "f" not in cells.values()
    assert sheet.max_row == 22
    groups = list(csv.DictReader(io.StringIO(text(browser.get(f"{base}copies.csv")).lstrip("\ufeff"))))
    assert [row["kept"] for row in groups] == ["finance/rota.txt"]


def test_what_has_changed_can_be_had_as_a_file(cast: Cast, signed_in: Any, scanned: ScannedPlace) -> None:
    browser, base = signed_in(cast.priya), f"/scanned-places/{scanned.pk}/found/"

    def rows(query: str = "") -> list[dict[str, str]]:
        told = text(browser.get(f"{base}changes.csv{query}"))
        return list(csv.DictReader(io.StringIO(told.lstrip("\ufeff"))))

    both = {row["path"]: row for row in rows()}
    assert {path: row["change"] for path, row in both.items()} == {"finance/new.txt": "new", "minutes.txt": "gone"}
    assert (both["minutes.txt"]["size_before"], both["minutes.txt"]["size"]) == ("23", "")
    assert both["finance/new.txt"]["modified"].startswith("20")
    assert [row["path"] for row in rows("?change=gone")] == ["minutes.txt"]
    assert [row["path"] for row in rows("?folder=finance&change=nonsense")] == ["finance/new.txt"]
    content = b"".join(browser.get(f"{base}changes.xlsx?folder=finance").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"]] == ["path", "finance/new.txt"]
    html = text(browser.get(f"{base}changes/?change=gone"))
    for ending in ("csv", "xlsx"):
        assert f"{base}changes.{ending}?change=gone" in html


def test_a_place_without_a_result_says_how_to_begin(
    cast: Cast, signed_in: Any, settings: Any, scanned: ScannedPlace
) -> None:
    browser = signed_in(cast.priya)
    settings.SHARES = (*settings.SHARES, "/srv/shares")
    other = make(ScannedPlace, name="Never", address="/srv/shares/never", unit=cast.housing)
    for page in ("", "files/", "map/"):
        assert "It was never scanned" in text(browser.get(f"/scanned-places/{other.pk}/found/{page}"))
    assert browser.get(f"/scanned-places/{other.pk}/found/files.csv").status_code == 404
    # What lies in its folder is of another address, as after a restore into another installation.
    write(HOUSE, [Change(scanned, {"address": "/srv/shares/moved"}, "edit")])
    assert "Nothing was found here yet" in text(browser.get(f"/scanned-places/{scanned.pk}/found/"))


def test_a_scan_is_asked_for_and_done(cast: Cast, signed_in: Any, settings: Any, tmp_path: Path) -> None:
    grow(tmp_path / "drive")
    settings.SHARES = (str(tmp_path),)
    place = make(ScannedPlace, name="Drive", address=f"{tmp_path}/drive/", unit=cast.housing, depth="names")
    assert place.address == str(tmp_path / "drive")
    browser = signed_in(cast.priya)
    response = browser.post(f"/scanned-places/{place.pk}/do/scan_now/", {"seen_version": place.version})
    assert response.status_code == 302
    scan = Scan.objects.get()
    assert (scan.state, scan.files, scan.asked_by, scan.trouble) == ("scanned", 21, cast.priya, "")
    assert scan.figures["found"] == 21
    assert "See what was found" in text(browser.get(f"/scanned-places/{place.pk}/"))
    assert "See what was found" in text(browser.get(f"/scans/{scan.pk}/"))
    assert "Done" in text(browser.get(f"/scans/{scan.pk}/progress/"))
    assert signed_in(cast.ruth).get(f"/scans/{scan.pk}/progress/").status_code == 404
    assert verify_all().faults == []
    # Another address is another result, in the same folder.
    grow(tmp_path / "other")
    write(HOUSE, [Change(ScannedPlace.objects.get(pk=place.pk), {"address": str(tmp_path / "other")}, "edit")])
    place = ScannedPlace.objects.get(pk=place.pk)
    running.scan_now(Actor.at_page(cast.priya), place)
    assert told_of(place)["root"] == str(tmp_path / "other")


def test_a_scan_from_a_page_knows_the_folders_of_the_file_plan(cast: Cast, settings: Any, tmp_path: Path) -> None:
    """Of copies the one in a planned folder is kept, and who answers for that place likely owns what lies there.

    Seen red when a scan was given no places: the older copies were kept, and nobody owned the folders.
    """
    places = {"rota": "Boxes/Rotas", "count": "Boxes/Counts", "list": "Boxes/Lists"}
    for name, folder in places.items():
        for number, where in enumerate(("a", folder)):
            file = tmp_path / "drive" / where / f"{name}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"The same {name}.")
            os.utime(file, (OLD + number, OLD + number))
    settings.SHARES = (str(tmp_path),)
    at = rf"\\FS01\{tmp_path.name}\Drive"
    plan = make(Place, name="Drive of old", kind="share", path=at, unit=cast.council)
    make(Place, name="Who is on duty", kind="share", path=rf"{at}\Boxes\ROTAS", unit=cast.housing)
    make(Place, name="Gone", kind="share", path=rf"{at}\a", unit=cast.housing, state="disposed")
    make(
        InformationAsset,
        name="Stock",
        location=f"{tmp_path}/drive/boxes/counts",
        unit=cast.council,
        owner=cast.posts["tom"],
    )
    place = make(ScannedPlace, name="Drive", address=f"{tmp_path}/drive", unit=cast.council, place=plan)
    running.scan_now(HOUSE, place)

    def found() -> dict[str, tuple[Any, ...]]:
        rows = pq.read_table(place.result / "files.parquet").to_pylist()
        return {row["path"]: (row["copy_of"], row["copy_why"], row["likely_owner"]) for row in rows}

    why = "It is kept because it stands in a place of the file plan."
    first = found()
    for name in ("rota", "count"):
        assert first[f"a/{name}.txt"][:2] == (f"{places[name]}/{name}.txt", why)
    assert first["a/list.txt"][:2] == ("a/list.txt", "It is kept because it is the oldest.")
    assert [first[f"{folder}/{name}.txt"][2] for name, folder in places.items()] == [
        cast.housing.name,
        cast.posts["tom"].unit.name,
        None,
    ]
    # What somebody says at a finding holds from then on, without another look at the share.
    scan = Scan.objects.get()
    finding = make(
        ShareFinding,
        place=place,
        scan=scan,
        kind="unplanned",
        folder=places["list"],
        mark="x",
        reason="",
        found_first=clock.today(),
        found_last=clock.today(),
        unit=place.unit,
    )
    other = make(Place, name="Lists", kind="share", unit=cast.council)
    finding_acts.match(HOUSE, finding, {"plan_place": other})
    running.class_again(HOUSE, place)
    assert found()["a/list.txt"][:2] == (f"{places['list']}/list.txt", why)


def test_a_scan_that_cannot_be_says_why(cast: Cast, signed_in: Any, settings: Any, tmp_path: Path) -> None:
    settings.SHARES = (str(tmp_path),)
    place = make(ScannedPlace, name="Gone", address=str(tmp_path / "gone"), unit=cast.housing)
    scan = running.scan_now(HOUSE, place)
    scan.refresh_from_db()
    assert scan.state == "not_done"
    assert "There is no folder" in scan.trouble
    assert "There is no folder" in text(signed_in(cast.priya).get(f"/scans/{scan.pk}/"))
    settings.SHARES = ()
    with pytest.raises(Invalid, match="MUNIMENT_SHARES"):
        running.scan_now(HOUSE, place)
    with pytest.raises(Invalid, match="MUNIMENT_SHARES"):
        running.go_on(HOUSE, scan, {})
    assert "MUNIMENT_SHARES" in text(signed_in(cast.priya).get(f"/scanned-places/{place.pk}/"))


class Queue:
    """Instead of the backend of the tests, which does the work at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(running.work, "ask", lambda *_arguments, **_named: str(uuid4()))


def test_a_scan_is_stopped_and_goes_on(
    cast: Cast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(tmp_path)
    settings.SHARES = (str(tmp_path),)
    Queue(monkeypatch)
    place = make(ScannedPlace, name="Drive", address=str(tmp_path), unit=cast.housing, depth="names")
    by = Actor.at_page(cast.priya)
    scan = running.scan_now(by, place)
    with pytest.raises(Invalid, match="already"):
        running.scan_now(by, place)
    monkeypatch.setattr(running, "EVERY", 0.0)
    told: list[str] = []
    tell = running.Teller.__call__

    def stopping(self: running.Teller, what: Any) -> None:
        told.append(what.stage)
        if len(told) == 1:
            running.halt(by, Scan.objects.get(pk=scan.pk), {})
        tell(self, what)

    monkeypatch.setattr(running.Teller, "__call__", stopping)
    running.run.call(scan.pk)
    scan.refresh_from_db()
    assert scan.state == "halted"
    assert told == ["Finding files"]
    assert not (place.result / "files.parquet").exists()
    running.run.call(scan.pk)  # the task of a scan that was stopped does nothing
    assert Scan.objects.get(pk=scan.pk).state == "halted"
    running.go_on(by, scan, {})
    running.run.call(scan.pk)
    scan.refresh_from_db()
    assert (scan.state, scan.files) == ("scanned", 21)
    assert ScanProgress.objects.get(scan=scan).stage == "Putting together"
    assert verify_all().faults == []


def test_an_error_that_nobody_has_foreseen_ends_the_scan_and_is_told(
    cast: Cast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SHARES = (str(tmp_path),)
    place = make(ScannedPlace, name="Odd", address=str(tmp_path), unit=cast.housing)

    def broken(*_arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(scanning, "scan", broken)
    scan = running.scan_now(HOUSE, place)
    scan.refresh_from_db()
    assert scan.state == "not_done"
    assert "nobody has foreseen ended it (ZeroDivisionError)" in scan.trouble
    assert running.scan_now(HOUSE, place).pk != scan.pk  # another may be begun


def test_what_is_due_is_scanned_and_what_was_lost_is_told(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Queue(monkeypatch)
    settings.SHARES = ("/srv/shares",)
    weekly = make(ScannedPlace, name="Weekly", address="/srv/shares/w", unit=cast.housing, repeats="weekly")
    make(ScannedPlace, name="By hand", address="/srv/shares/h", unit=cast.housing)
    schedules.scan_what_is_due.call()
    schedules.scan_what_is_due.call()
    (scan,) = Scan.objects.all()
    assert (scan.place, scan.asked_by, scan.state) == (weekly, None, "to_begin")
    with clock.at(clock.now() + timedelta(minutes=11)):
        schedules.look_after.call()
    scan.refresh_from_db()
    assert scan.state == "not_done"
    assert "work was lost" in scan.trouble
    with clock.at(clock.now() + timedelta(days=6)):
        schedules.scan_what_is_due.call()
    assert Scan.objects.count() == 1
    with clock.at(clock.now() + timedelta(days=8)):
        schedules.scan_what_is_due.call()
    assert Scan.objects.count() == 2


def test_what_is_on_hold_reaches_the_scan(cast: Cast, settings: Any) -> None:
    settings.SHARES = ("/srv/shares",)
    place = make(ScannedPlace, name="Drive", address="/srv/shares/d", unit=cast.housing)
    other = make(ScannedPlace, name="Other", address="/srv/shares/o", unit=cast.finance)
    named = make(Hold, name="Inquiry", reason="An inquiry.", unit=cast.council)
    wide = make(Hold, name="All of Housing", reason="A claim.", unit=cast.council, held_unit=cast.housing)
    make(HeldFolder, place=place, hold=named, folder="\\legal\\\\inquiry\\", unit=cast.housing)
    make(HeldFolder, place=place, hold=named, words="smith", unit=cast.housing)
    told = {each.reference: each for each in rulings(place).holds}
    assert told["Inquiry"].folders == ("legal/inquiry",)
    assert told["Inquiry"].words == ("smith",)
    assert told["All of Housing"].folders == ("",)
    assert rulings(other).holds == ()
    write(HOUSE, [Change(wide, {"state": "lifted"}, "edit")])
    assert [each.reference for each in rulings(place).holds] == ["Inquiry"]
    with pytest.raises(Invalid, match="folder or words"):
        make(HeldFolder, place=place, hold=named, folder="a", words="b", unit=cast.housing)
