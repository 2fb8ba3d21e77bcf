"""A worker killed in the middle of a scan: the next one goes on, and finds what an undisturbed one finds."""

from pathlib import Path
from typing import Any

import pytest

from muniment.discovery import running as scans
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan, ScanProgress
from muniment.operations.environment import DataFolder
from muniment.registers.verifying import verify_all
from tests.apart import apart, in_thread
from tests.cast import HOUSE, make, make_cast
from tests.test_jobs_killed import PATIENCE, place, running, until

__all__ = ["apart", "place"]
FILES, DIFFERENT = 400, 300


def letter(number: int) -> str:
    return f"Dear reader, this is letter {number % DIFFERENT}. " * 5


def test_killed_in_the_middle_a_scan_goes_on(
    place: dict[str, str], settings: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    drive_of = tmp_path_factory.mktemp("drive")
    settings.DATA = DataFolder(Path(place["MUNIMENT_DATA"]))
    for number in range(FILES):
        file = drive_of / f"folder {number % 20}" / f"letter {number}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(letter(number))
    settings.SHARES = (str(drive_of),)
    place["MUNIMENT_SHARES"] = str(drive_of)

    def asked() -> int:
        cast = make_cast()
        drive = make(ScannedPlace, name="Drive", address=str(drive_of), unit=cast.housing)
        return int(scans.scan_now(HOUSE, drive).pk)

    pk = in_thread(asked)

    def outcome() -> tuple[Any, ...]:
        scan = Scan.objects.get(pk=pk)
        return scan.state, scan.files, scan.files_unread, scan.trouble

    with running(place, "work") as first:
        until(
            lambda: ScanProgress.objects.filter(
                scan=pk, stage__in=["Telling kinds", "Comparing contents", "Reading"]
            ).exists()
        )
        first.kill()
        first.wait()
    assert in_thread(outcome)[0] == "under_way"
    with running(place, "work", "--until-empty") as second:
        assert second.wait(PATIENCE) == 0
    assert in_thread(outcome) == ("scanned", FILES, 0, "")
    wasted = sum(len(letter(number)) for number in range(FILES - DIFFERENT))
    assert in_thread(lambda: Scan.objects.get(pk=pk).figures["copies"]) == {
        "groups": 100,
        "files": 100,
        "wasted": wasted,
    }
    assert in_thread(lambda: verify_all().faults) == []
