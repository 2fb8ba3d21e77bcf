"""A small tree with hostile names, scanned once, and its result laid into a place of the tests' council."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from muniment import clock
from muniment.discovery.engine.given import Given
from muniment.discovery.engine.guarded import Limits
from muniment.discovery.engine.rulings import Hold, Rulings, ScheduleLine
from muniment.discovery.engine.scanning import Settings, scan
from muniment.discovery.scanned_places import ScannedPlace
from muniment.retention.rules import Action, Keep, Line, Period, Trigger
from tests.cast import Cast, make

HOSTILE = "<script>alert(1)<script> & \"'.txt"
FORMULA = "=HYPERLINK(1).txt"
TURNED = "invoice\u202efdp.txt"
OLD, NEW = datetime(2012, 3, 1, tzinfo=UTC).timestamp(), datetime(2026, 3, 1, tzinfo=UTC).timestamp()
VALUE = "943 476 5919"  # an NHS number with the right check digit, as textbooks use it


def grow(root: Path) -> None:
    """Two dozen files: copies, versions, what programs leave, personal data, names that mean harm."""
    files: dict[str, tuple[bytes, float]] = {
        **{f"finance/invoices/INV-{n:03}.txt": (f"Invoice {n} for paper, {n * 7} pounds.".encode(), OLD + n) for n in range(9)},
        "finance/rota.txt": (b"Monday Ada, Tuesday Bertram. " * 20, NEW),
        "finance/backup/rota.txt": (b"Monday Ada, Tuesday Bertram. " * 20, NEW + 60),
        "housing/list.csv": (f"name,nhs number\nAda,{VALUE}\nBertram,987 654 4321\n".encode(), OLD),
        "housing/inquiry/letter.txt": (b"Dear Sir, about the inquiry.", OLD),
        "housing/Thumbs.db": (b"x" * 100, OLD),
        "housing/empty.txt": (b"", OLD),
        "housing/broken.pdf": (b"%PDF-1.4\n1 0 obj\n<<", NEW),
        "minutes.txt": (b"Minutes of the meeting.", NEW),
        f"names/{HOSTILE}": (b"A name that a page must not take for its own.", NEW),
        f"names/{FORMULA}": (b"A name that a sheet must not take for a formula.", NEW),
        f"names/{TURNED}": (b"A name that turns its letters round.", NEW),
        "names/<i>folder<i>/inside.txt": (b"In a folder with a hostile name.", NEW),
    }  # fmt: skip
    for path, (content, moment) in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        os.utime(place, (moment, moment))


def settings_of(today: date) -> Settings:
    """A line for everything, and a hold of a folder that is there and of one that is not."""
    line = ScheduleLine("FIN-03", "Invoices", Line(Keep.PERIOD, Action.DESTROY, (Period(Trigger.MODIFIED, 6),)))
    given = Given(
        Rulings((line,), (Hold("Inquiry", "", ("Housing\\Inquiry", "housing/enquiry")),)),
        today=today,
        otherwise="FIN-03",
    )
    return Settings(Limits(processes=1), given)


@pytest.fixture(scope="session")
def scanned_tree(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The tree and what two scans of it have left; between them one file came and one went."""
    root, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("found")
    grow(root)
    scan(str(root), out, settings_of(clock.today()), lambda _told: None)
    (root / "finance" / "new.txt").write_text("Something new.")
    (root / "minutes.txt").unlink()
    scan(str(root), out, settings_of(clock.today()), lambda _told: None)
    return root, out


@pytest.fixture
def scanned(cast: Cast, scanned_tree: tuple[Path, Path], settings: Any) -> Iterator[ScannedPlace]:
    """A place of Housing, for which its head answers, with that result."""
    yield laid(cast, scanned_tree, settings)
    shutil.rmtree(settings.DATA.discovery, ignore_errors=True)


def laid(cast: Cast, tree: tuple[Path, Path], settings: Any) -> ScannedPlace:
    root, out = tree
    settings.SHARES = (str(root),)
    place: ScannedPlace = make(
        ScannedPlace, name="Old drive", address=str(root), unit=cast.housing, owner=cast.posts["tom"]
    )
    shutil.rmtree(place.result, ignore_errors=True)  # the place of another test had the same number
    shutil.copytree(out, place.result)
    return place
