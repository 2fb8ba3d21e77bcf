"""A share with documents of several lines, scanned, for the tests of teaching."""

from pathlib import Path
from typing import Any

from muniment.discovery import running
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import OPEN, Scan
from muniment.retention.lines import RetentionLine
from tests.cast import HOUSE, Cast, make
from tests.discovery.labelled import document
from tests.test_retention_lines import make_line

LINES = ("FIN-03", "HSG-01", "LEG-07")


def fill(root: Path, each: int = 8) -> None:
    """So many documents of each line, in folders that do not say which it is."""
    for number in range(each):
        for line in LINES:
            place = root / f"box {number % 3}" / f"{line[0].lower()}{number}.txt"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(document(line, number, 0.4))
    (root / "invoices").mkdir()
    (root / "invoices" / "INV-1.csv").write_text("supplier,amount\nAcme,12\n")


def make_lines(cast: Cast) -> dict[str, RetentionLine]:
    return {code: make_line(cast, code) for code in LINES}


def scanned(cast: Cast, root: Path, settings: Any, **values: Any) -> ScannedPlace:
    """The share as a scanned place of the council, looked through once."""
    settings.SHARES = (str(root.parent), str(root))
    place = make(
        ScannedPlace,
        **{"name": "Drive U", "address": str(root), "unit": cast.council, "owner": cast.posts["tom"], **values},
    )
    scan(place)
    return place


def scan(place: ScannedPlace) -> Scan:
    return _ended(running.scan_now(HOUSE, place))


def class_again(place: ScannedPlace) -> Scan:
    return _ended(running.class_again(HOUSE, place))


def _ended(asked: Scan) -> Scan:
    asked.refresh_from_db()
    if (
        asked.state in OPEN
    ):  # the queue of the tests keeps what was raised to itself: begun again it goes on, or says so
        running.run.call(asked.pk)
        asked.refresh_from_db()
    assert asked.state == Scan.State.DONE, asked.trouble
    return asked


def files(place: ScannedPlace) -> dict[str, dict[str, Any]]:
    """What the last scan says of each file."""
    from muniment.discovery.engine import questions

    return {each["path"]: each for each in questions.ask_sql(place.result, "SELECT * FROM files").to_pylist()}
