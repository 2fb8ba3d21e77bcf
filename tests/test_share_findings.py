"""Findings of scans: made of a result, brought up to date by the next, answered by owners, disposed of by way of two people and a quarantine."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pypdfium2 as pdfium
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assets.places import Place
from muniment.discovery import file_certificate, file_disposing, finding_acts, schedules, writable
from muniment.discovery.engine.scanning import scan as run
from muniment.discovery.file_disposals import FileDisposal
from muniment.discovery.finding_making import make as make_findings
from muniment.discovery.finding_making import make_of
from muniment.discovery.held_folders import HeldFolder
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan
from muniment.discovery.share_findings import Kind, ShareFinding, State
from muniment.people.models import Person
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Duty, Evidence, History
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.retention import certificate, disposing
from muniment.retention.lines import RetentionLine
from muniment.retention.models import Disposal, Hold
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, holder_of
from tests.scanned_tree import grow, laid, settings_of

File = FileDisposal.State
NAMES = replace(settings_of(clock.today()), texts=False)  # which is quicker, and finds the same copies and lines


@pytest.fixture
def line(cast: Cast) -> RetentionLine:
    found: RetentionLine = make(
        RetentionLine,
        code="FIN-03",
        series="Invoices",
        trigger="modified",
        years=6,
        action="destroy",
        state="in_force",
        unit=cast.council,
    )
    return found


@pytest.fixture
def share(cast: Cast, line: RetentionLine, settings: Any, tmp_path: Path) -> Iterator[ScannedPlace]:
    """A share of its own, scanned, on which files may be moved."""
    root = tmp_path / "share"
    grow(root)
    run(str(root), tmp_path / "found", NAMES, lambda _told: None)
    settings.SHARES_WRITABLE = (f"{root}={tmp_path / 'quarantine'}",)
    yield laid(cast, (root, tmp_path / "found"), settings)
    shutil.rmtree(settings.DATA.discovery, ignore_errors=True)


def scanned_again(place: ScannedPlace, *, found: bool = True) -> Scan:
    """Another scan of the place as it is now, and the findings of it."""
    if found:
        run(place.address, place.result, NAMES, lambda _told: None)
    scan: Scan = make(Scan, place=place, unit=place.unit, state=Scan.State.DONE, ended_at=clock.now())
    make_of(scan)
    return scan


def of(place: ScannedPlace, kind: str, folder: str) -> ShareFinding:
    found: ShareFinding = ShareFinding.objects.select_related("place", "line", "owner").get(
        place=place, kind=kind, folder=folder
    )
    return found


def at_page(person: Person) -> Actor:
    return Actor.at_page(fresh(person))


def agreed(cast: Cast, finding: ShareFinding) -> ShareFinding:
    finding_acts.assign(
        at_page(holder_of("records_manager", cast.council)), finding, {"owner": cast.posts["tom"], "due": None}
    )
    finding_acts.agree(at_page(cast.tom), finding, {})
    return of(finding.place, finding.kind, finding.folder)


def listed(cast: Cast, finding: ShareFinding, manager: Person) -> FileDisposal:
    made = file_disposing.list_files(
        at_page(manager), agreed(cast, finding), {"retention_line": RetentionLine.objects.get(code="FIN-03")}
    )
    return FileDisposal.objects.select_related("place", "owner", "finding").get(pk=made.pk)


def approved(cast: Cast, found: FileDisposal, manager: Person) -> Disposal:
    disposal = file_disposing.propose(at_page(manager), found, {"why": "All read"})
    disposing.approve(at_page(cast.tom), disposal, "Read the list")
    disposing.approve(at_page(holder_of("records_manager", cast.council)), disposal, "Lines are right")
    disposal.refresh_from_db()
    return disposal


def words_of(paper: Evidence) -> str:
    """The words of a PDF file, without the white between them."""
    document = pdfium.PdfDocument(evidence.path_of(paper.sha256))
    return "".join("".join(page.get_textpage().get_text_range() for page in document).split())


def now(found: FileDisposal) -> FileDisposal:
    return FileDisposal.objects.select_related("place", "owner", "finding").get(pk=found.pk)


def test_rows_are_folders_and_tell_what_is_to_be_done(cast: Cast, share: ScannedPlace) -> None:
    scan = scanned_again(share, found=False)
    found = {(each.kind, each.folder): each for each in ShareFinding.objects.filter(place=share)}
    overdue = found[Kind.OVERDUE, "finance/invoices"]
    assert (overdue.files_found, overdue.line.code, overdue.owner) == (9, "FIN-03", cast.posts["tom"])
    assert "due since" in overdue.reason
    copies = found[Kind.COPIES, "finance/backup"]
    assert (copies.files_found, copies.size_bytes, copies.scan) == (1, 580, scan)
    assert {folder for kind, folder in found if kind == Kind.UNPLANNED} == {"finance", "housing", "names"}
    assert not [folder for kind, folder in found if kind == Kind.OVERDUE and folder.startswith("housing/inquiry")]
    assert len(found) < 20
    assert not verify_all().faults


def test_a_second_scan_updates_closes_and_opens_again(cast: Cast, share: ScannedPlace) -> None:
    scanned_again(share, found=False)
    first = of(share, Kind.OVERDUE, "finance/invoices")
    finding_acts.refuse(at_page(cast.tom), of(share, Kind.UNPLANNED, "names"), {"answer": "It is a test drive."})
    before = ShareFinding.objects.filter(place=share).count()
    root = Path(share.address)
    for n in range(3):
        (root / f"finance/invoices/INV-{n:03}.txt").unlink()
    (root / "finance/backup/rota.txt").rename(root / "rota.txt")
    scanned_again(share)
    assert of(share, Kind.OVERDUE, "finance/invoices").files_found == 6
    assert of(share, Kind.OVERDUE, "finance/invoices").pk == first.pk
    gone = of(share, Kind.COPIES, "finance/backup")
    assert (gone.state, gone.files_found) == (State.GONE, 0)
    assert "did not find it" in History.objects.filter(register="share-findings", record=gone.pk).latest("number").why
    assert of(share, Kind.UNPLANNED, "names").state == State.REFUSED
    (root / "finance/backup").mkdir(exist_ok=True)
    shutil.copy2(root / "rota.txt", root / "finance/backup/rota.txt")
    scanned_again(share)
    assert of(share, Kind.COPIES, "finance/backup").state != State.GONE
    assert ShareFinding.objects.filter(place=share).count() in {before, before + 1}
    first_scan = Scan.objects.filter(place=share).earliest("pk")
    with pytest.raises(Invalid, match="later scan"):
        make_of(first_scan)
    make_findings.call(first_scan.pk)  # a task that comes late has nothing to do, and does not fail


def test_its_owner_is_asked_and_answers(cast: Cast, share: ScannedPlace) -> None:
    scanned_again(share, found=False)
    finding, manager = of(share, Kind.OVERDUE, "finance/invoices"), holder_of("records_manager", cast.council)
    due = clock.today() + timedelta(days=30)
    finding_acts.assign(at_page(manager), finding, {"owner": cast.posts["ruth"], "due": due})
    duty = Duty.objects.get(register="share-findings", record=finding.pk)
    assert (duty.rule, duty.post, duty.due) == ("answer", cast.posts["ruth"], due)
    with pytest.raises(Refused):
        finding_acts.agree(at_page(cast.nobody), of(share, Kind.OVERDUE, "finance/invoices"), {})
    finding_acts.agree(at_page(cast.ruth), of(share, Kind.OVERDUE, "finance/invoices"), {"answer": "By summer"})
    assert Duty.objects.get(register="share-findings", record=finding.pk).rule == "do"
    finding_acts.finish(at_page(cast.ruth), of(share, Kind.OVERDUE, "finance/invoices"), {"answer": "Done"})
    assert not Duty.objects.filter(register="share-findings", record=finding.pk).exists()
    scanned_again(share, found=False)
    assert of(share, Kind.OVERDUE, "finance/invoices").state == State.ASKED
    for empty in (None, {}):
        for step in (
            finding_acts.assign,
            finding_acts.refuse,
            finding_acts.finish,
            finding_acts.match,
            finding_acts.make_place,
        ):
            with pytest.raises(Invalid):
                step(at_page(manager), of(share, Kind.OVERDUE, "finance/invoices"), empty)


def test_pages_ask_little_and_strangers_find_nothing(cast: Cast, share: ScannedPlace, signed_in: Any) -> None:
    scanned_again(share, found=False)
    finding, manager = of(share, Kind.OVERDUE, "finance/invoices"), holder_of("records_manager", cast.council)
    found = listed(cast, finding, manager)
    hostile = of(share, Kind.UNPLANNED, "names")
    pages = [f"/share-findings/{finding.pk}/", f"/share-findings/{finding.pk}/files/", f"/share-findings/{finding.pk}/files.csv", f"/share-findings/{hostile.pk}/files/",
             f"/file-disposals/{found.pk}/", f"/file-disposals/{found.pk}/files/", f"/file-disposals/{found.pk}/files.csv", f"/file-disposals/{found.pk}/approved.parquet",
             f"/scanned-places/{share.pk}/matched/"]  # fmt: skip
    browser = signed_in(manager)
    for address in pages:
        with CaptureQueriesContext(connection) as asked:
            response = browser.get(address)
        assert response.status_code == 200, address
        assert len(asked) <= 12, [address, *(each["sql"][:300] for each in asked)]
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"<script>alert" not in content
        assert "\u202e".encode() not in content or address.endswith(".csv")
    for stranger in (cast.nobody, cast.company_ig):
        browser = signed_in(stranger)
        for address in pages:
            assert browser.get(address).status_code == 404, (stranger, address)
    finding_acts.assign(at_page(manager), of(share, Kind.UNPLANNED, "names"), {"owner": cast.posts["ruth"]})
    owner = signed_in(cast.ruth)
    assert owner.get(f"/share-findings/{hostile.pk}/files/").status_code == 200
    assert owner.get(f"/scanned-places/{share.pk}/matched/").status_code == 404
    assert owner.get(f"/share-findings/{finding.pk}/files/").status_code == 404


def test_a_folder_becomes_a_place_or_is_one(cast: Cast, share: ScannedPlace) -> None:
    scanned_again(share, found=False)
    manager = at_page(holder_of("records_manager", cast.council))
    place = finding_acts.make_place(
        manager, of(share, Kind.UNPLANNED, "finance"), {"name": "Finance drive", "owner": None}
    )
    assert (place.path, place.kind) == (f"{share.address}/finance", Place.Kind.SHARE)
    other = make(Place, name="Homes and tenancies", kind="share", path="", unit=cast.housing)
    finding_acts.match(manager, of(share, Kind.UNPLANNED, "housing"), {"plan_place": other})
    gone = make(Place, name="Lettings", kind="share", path=f"{share.address}/Lettings/2019", unit=cast.housing)
    scanned_again(share, found=False)
    assert of(share, Kind.UNPLANNED, "finance").state == State.DONE
    assert of(share, Kind.UNPLANNED, "housing").state == State.DONE
    missing = ShareFinding.objects.get(place=share, kind=Kind.MISSING)
    assert (missing.plan_place, missing.folder) == (gone, "lettings/2019")
    write(HOUSE, [Change(gone, {"path": f"{share.address}/names"}, "edit")])
    scanned_again(share, found=False)
    assert of(share, Kind.UNPLANNED, "names").state == State.GONE
    assert ShareFinding.objects.get(place=share, kind=Kind.MISSING).state == State.GONE


def test_files_go_by_two_people_a_quarantine_and_a_certificate(cast: Cast, share: ScannedPlace, signed_in: Any) -> None:
    scanned_again(share, found=False)
    manager, root = holder_of("records_manager", cast.council), Path(share.address)
    (root / "finance/invoices/INV-008.txt").write_text("Somebody went on working.")
    found = listed(cast, of(share, Kind.OVERDUE, "finance/invoices"), manager)
    assert (found.state, found.files_listed, found.files_not_listed) == (File.READY, 8, 1)
    assert "INV-008" in found.trouble
    with pytest.raises(Invalid, match="approved"):
        file_disposing.move(at_page(manager), found, {"why": "x"})
    disposal = approved(cast, found, manager)
    with pytest.raises(Invalid, match="still there"):
        disposing.carry_out(
            at_page(manager), disposal, {"method": "deleted", "day": clock.today(), "quantity": "", "why": "x"}
        )
    (root / "finance/invoices/INV-000.txt").write_text("Changed after the approval.")
    file_disposing.move(at_page(manager), now(found), {"why": "Read"})
    found = now(found)
    assert (found.state, found.files_moved, found.files_stayed) == (File.QUARANTINED, 7, 1)
    assert found.delete_after == clock.today() + timedelta(days=30)
    assert sorted(each.name for each in (root / "finance/invoices").iterdir()) == ["INV-000.txt", "INV-008.txt"]
    with pytest.raises(Invalid, match="quarantine"):
        disposing.carry_out(
            at_page(manager), disposal, {"method": "deleted", "day": clock.today(), "quantity": "", "why": "x"}
        )
    (root / "finance/invoices/INV-002.txt").write_text("A new one.")
    file_disposing.bring_back(
        at_page(manager),
        found,
        {"paths": "finance/invoices/INV-001.txt\nfinance/invoices/INV-002.txt", "why": "Needed"},
    )
    found = now(found)
    assert (found.state, found.files_moved, found.files_returned) == (File.QUARANTINED, 6, 1)
    assert "stands there now" in found.trouble
    assert (root / "finance/invoices/INV-001.txt").read_text() == "Invoice 1 for paper, 7 pounds."
    schedules.empty_quarantine.call()
    assert now(found).files_deleted == 0
    later = clock.now() + timedelta(days=31)
    with clock.at(later):
        schedules.empty_quarantine.call()
        found = now(found)
        assert (found.state, found.files_deleted, found.files_moved) == (File.DELETED, 6, 0)
        paper = file_certificate.of(found)
        assert paper is not None
        told = words_of(paper)
        assert "6filesweredeleted" in told
        assert found.outcome[:16] in told
        assert "INV-" not in told
        rows = pq.read_table(evidence.path_of(found.outcome)).to_pylist()
        assert sorted(row["became"] for row in rows) == ["deleted"] * 6 + ["left", "restored"]
        signed_in(manager)
        disposing.carry_out(
            at_page(manager),
            disposal,
            {"method": "deleted", "day": clock.today(), "quantity": "", "why": "By the installation"},
        )
        disposal.refresh_from_db()
        assert disposal.quantity == "6 files"
        assert now(found).state == File.DISPOSED
        made = certificate.make(at_page(manager), disposal)
        assert found.frozen[:16] in words_of(made)
    ours = ("share-findings", "file-disposals", "disposal")
    assert not [each for each in verify_all().faults if each.where.startswith(ours)]


@pytest.mark.parametrize("how", ["the list", "its folder", "its line", "left out"])
def test_what_is_held_after_the_approval_stays(cast: Cast, share: ScannedPlace, how: str, line: RetentionLine) -> None:
    scanned_again(share, found=False)
    manager = holder_of("records_manager", cast.council)
    found = listed(cast, of(share, Kind.OVERDUE, "finance/invoices"), manager)
    disposal = approved(cast, found, manager)
    if how == "left out":
        disposing.leave_out(at_page(manager), disposal.items.get(), "Needed")
        with pytest.raises(Invalid, match="approved"):
            file_disposing.move(at_page(manager), now(found), {"why": "x"})
        return
    hold = Hold(name="Inquiry", reason="It may be needed", unit=cast.council, line=line if how == "its line" else None)
    write(HOUSE, [Change(hold, verb="create")])
    if how == "its folder":
        make(HeldFolder, place=share, hold=hold, folder="finance/invoices", unit=share.unit)
    if how == "the list":
        write(HOUSE, [Change(hold, {"held_unit": share.unit}, "edit")])
    file_disposing.move(at_page(manager), now(found), {"why": "x"})
    found = now(found)
    assert (found.state, found.files_moved, found.files_stayed) == (File.BACK, 0, 9)
    assert "Held: Inquiry" in found.trouble
    assert len(list((Path(share.address) / "finance/invoices").iterdir())) == 9


def test_a_file_whose_day_cannot_be_true_keeps_its_list(cast: Cast, share: ScannedPlace) -> None:
    os.utime(Path(share.address) / "finance/backup/rota.txt", (0, 0))
    scanned_again(share)
    copies = of(share, Kind.COPIES, "finance/backup")
    found = listed(cast, copies, holder_of("records_manager", cast.council))
    assert (found.files_listed, found.modified_on) == (1, clock.today())


def test_a_hold_stops_what_is_in_the_quarantine(cast: Cast, share: ScannedPlace) -> None:
    scanned_again(share, found=False)
    manager = holder_of("records_manager", cast.council)
    found = listed(cast, of(share, Kind.COPIES, "finance/backup"), manager)
    assert found.files_listed == 1
    with pytest.raises(Invalid, match="not due"):
        file_disposing.propose(at_page(manager), found, {})
    write(
        HOUSE,
        [
            Change(
                now(found),
                {"closed_on": date(2012, 1, 1), "modified_on": date(2012, 1, 1), "created_on": date(2012, 1, 1)},
                "edit",
            )
        ],
    )
    approved(cast, now(found), manager)
    file_disposing.move(at_page(manager), now(found), {"why": "x"})
    assert not (Path(share.address) / "finance/backup/rota.txt").exists()
    hold = make(Hold, name="Inquiry", reason="It may be needed", unit=cast.council)
    make(HeldFolder, place=share, hold=hold, words="rota", unit=share.unit)
    with clock.at(clock.now() + timedelta(days=31)):
        schedules.empty_quarantine.call()
        assert (now(found).state, "Held: Inquiry" in now(found).trouble) == (File.QUARANTINED, True)
    file_disposing.bring_back(at_page(manager), now(found), {"paths": "", "why": "Held"})
    assert (now(found).state, (Path(share.address) / "finance/backup/rota.txt").exists()) == (File.BACK, True)


def test_only_what_is_set_writable_is_touched(
    cast: Cast, share: ScannedPlace, settings: Any, signed_in: Any, tmp_path: Path
) -> None:
    scanned_again(share, found=False)
    manager = holder_of("records_manager", cast.council)
    found = listed(cast, of(share, Kind.OVERDUE, "finance/invoices"), manager)
    approved(cast, found, manager)
    (tmp_path / "elsewhere").mkdir()
    for rules in ((), (str(tmp_path / "elsewhere"),), (f"{share.address}={share.address}/quarantine",)):
        settings.SHARES_WRITABLE = rules
        assert writable.fault(share.address)
        with pytest.raises(Invalid):
            file_disposing.move(at_page(manager), now(found), {"why": "x"})
    settings.SHARES_WRITABLE = ()
    html = signed_in(manager).get(f"/file-disposals/{found.pk}/").content.decode()
    assert "files.csv" in html
    assert "MUNIMENT_SHARES_WRITABLE" in html
    assert "Move them into the quarantine" not in html
    settings.SHARES_WRITABLE = (str(share.address),)
    assert writable.quarantine_of(share.address) == tmp_path / ".share-quarantine"
