"""Personal data in the wrong place: what is told, what is not, and that its list holds the files that were counted."""

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assets.information_assets import InformationAsset
from muniment.assets.places import Place
from muniment.discovery.engine.scanning import scan as run
from muniment.discovery.finding_making import make_of
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan
from muniment.discovery.share_findings import Kind, ShareFinding, State
from muniment.registers import links
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from tests.cast import HOUSE, Cast, make
from tests.contracts import holder_of
from tests.scanned_tree import VALUE, laid, settings_of

NUMBER = f"The NHS number of the patient is {VALUE}."
MEMBERS = "name,e-mail\n" + "\n".join(f"Member {n},member{n}@example.org" for n in range(25))
FILES = {
    "post/letter.txt": NUMBER,
    "post/2019/deeper.txt": NUMBER,
    "post/chat.txt": "Dear Mrs Smith, please ring me on 01632 960 123 about the meeting. Yours, Ada Green",
    "post/policy.txt": "Our policy on sickness absence. Depression, anxiety and asthma are reasons. Ask Mrs Green, 01632 960 123. " * 3,
    "clubs/members.csv": MEMBERS,
    "clubs/streets.csv": "street,postcode\n" + "\n".join(f"Road {n},LS{n % 9 + 1} {n % 9}AB" for n in range(40)),
    "clubs/long.txt": MEMBERS + " and many words that say nothing of anybody at all" * 800,
    "planned/letter.txt": NUMBER,
    "planned/public/letter.txt": NUMBER,
    "drawings/letter.txt": NUMBER,
    "patients/letter.txt": NUMBER,
    "patients/old/letter.txt": NUMBER,
}  # fmt: skip


@pytest.fixture
def share(cast: Cast, settings: Any, tmp_path: Path) -> Iterator[ScannedPlace]:
    """A share with a place of the file plan, one whose asset is said to hold none, and a folder in which an asset is kept."""
    root = tmp_path / "share"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    texts = replace(settings_of(clock.today()), texts=True)
    run(str(root), tmp_path / "found", texts, lambda _told: None)
    make(Place, name="In the plan", kind="share", path=f"{root}/Planned", unit=cast.housing)
    drawings = make(Place, name="Plan chest", kind="share", path=r"S:\share\drawings", unit=cast.housing)
    links.add(
        HOUSE,
        drawings,
        links.way_named(register_of(Place), "places.keeps.to"),
        make(InformationAsset, name="Drawings", unit=cast.housing),
    )
    make(InformationAsset, name="Patients", location=f"{root}/patients", personal_data=True, unit=cast.housing)
    yield laid(cast, (root, tmp_path / "found"), settings)
    shutil.rmtree(settings.DATA.discovery, ignore_errors=True)


def found(place: ScannedPlace) -> dict[str, ShareFinding]:
    """The findings of the kind by their folders, as a scan that is done makes them."""
    make_of(make(Scan, place=place, unit=place.unit, state=Scan.State.DONE, ended_at=clock.now()))
    return {each.folder: each for each in ShareFinding.objects.filter(place=place, kind=Kind.PERSONAL)}


def test_what_weighs_and_what_covers(cast: Cast, share: ScannedPlace) -> None:
    """Seen red when one value of any kind was enough, and when a folder of the file plan did not cover what lies in it."""
    told = {folder: (each.files_found, each.reason) for folder, each in found(share).items()}
    nothing = "No place of the file plan covers it, and no asset that is said to hold personal data."
    assert told == {
        "post": (1, f"NHS numbers in 1 file. {nothing}"),
        "post/2019": (1, f"NHS numbers in 1 file. {nothing}"),
        "clubs": (1, f"Lists of people in 1 file. {nothing}"),
        "drawings": (1, "NHS numbers in 1 file. None of the assets kept in Plan chest is said to hold any."),
        "planned/public": (1, "NHS numbers in 1 file. The name of a folder says that many read it: planned/public."),
    }


def test_what_is_said_closes_it(cast: Cast, share: ScannedPlace) -> None:
    """An asset that is said to hold personal data, a folder that is entered into the plan; and the other way round."""
    found(share)
    drawings, patients = (InformationAsset.objects.get(name=name) for name in ("Drawings", "Patients"))
    write(
        HOUSE, [Change(drawings, {"personal_data": True}, "edit"), Change(patients, {"personal_data": False}, "edit")]
    )
    make(Place, name="Post", kind="share", path=f"{share.address}/post/2019", unit=cast.housing)
    told = found(share)
    assert (told["drawings"].state, told["post/2019"].state) == (State.GONE, State.GONE)
    assert told["post"].state == State.FOUND
    assert (
        told["patients"].reason
        == "NHS numbers in 1 file. The asset Patients is said to be kept there, and to hold none."
    )
    assert "patients/old" in told


def test_a_place_for_all_of_the_share_covers_it(cast: Cast, share: ScannedPlace) -> None:
    """But not what lies in a folder of which more is said."""
    whole = make(Place, name="All of it", kind="share", path=share.address, unit=cast.housing)
    write(HOUSE, [Change(share, {"place": whole}, "edit")])
    assert set(found(share)) == {"drawings", "planned/public"}


def test_its_list_holds_the_files_that_were_counted(cast: Cast, signed_in: Any, share: ScannedPlace) -> None:
    browser = signed_in(holder_of("records_manager", cast.council))
    for folder, path in (
        ("post", "post/letter.txt"),
        ("clubs", "clubs/members.csv"),
        ("planned/public", "planned/public/letter.txt"),
    ):
        finding = found(share)[folder]
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(f"/share-findings/{finding.pk}/files/").content.decode()
        assert len(asked) <= 12
        assert "1 file," in page
        assert "twenty values and more" in page
        lines = b"".join(browser.get(f"/share-findings/{finding.pk}/files.csv").streaming_content).decode("utf-8-sig")
        assert [row["path"] for row in csv.DictReader(io.StringIO(lines))] == [path]
        assert "twenty values and more" in browser.get(f"/share-findings/{finding.pk}/").content.decode()
    assert browser.get(f"/scanned-places/{share.pk}/found/files/?misplaced=yes").status_code == 200
