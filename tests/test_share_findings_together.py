"""Two at once: findings are made once, a list is made once, and what is agreed to by two is answered once."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from muniment import clock
from muniment.discovery import file_disposing, finding_acts
from muniment.discovery.engine.scanning import scan as run
from muniment.discovery.file_disposals import FileDisposal
from muniment.discovery.finding_making import make_of
from muniment.discovery.scans import Scan
from muniment.discovery.share_findings import Kind, ShareFinding
from muniment.registers.errors import Conflict, Invalid
from muniment.retention.lines import RetentionLine
from tests.apart import apart, in_thread, together
from tests.cast import HOUSE, make, make_cast
from tests.scanned_tree import grow, laid, settings_of

__all__ = ["apart"]


def tried(act: Any) -> Any:
    def whole() -> str:
        try:
            act()
        except (Invalid, Conflict) as error:
            return type(error).__name__
        return ""

    return whole


def test_two_at_once(apart: dict[str, str], settings: Any, tmp_path: Path) -> None:
    root = tmp_path / "share"
    grow(root)
    run(str(root), tmp_path / "found", replace(settings_of(clock.today()), texts=False), lambda _told: None)

    def council() -> int:
        cast = make_cast()
        place = laid(cast, (root, tmp_path / "found"), settings)
        make(RetentionLine, code="FIN-03", series="Invoices", trigger="modified", years=6, action="destroy", state="in_force", unit=cast.council)  # fmt: skip
        return int(make(Scan, place=place, unit=place.unit, state=Scan.State.DONE, ended_at=clock.now()).pk)

    scan = in_thread(council)

    def overdue() -> ShareFinding:
        found: ShareFinding = ShareFinding.objects.select_related("place", "owner", "line", "unit").get(kind=Kind.OVERDUE, folder="finance/invoices")  # fmt: skip
        return found

    made = tried(lambda: make_of(Scan.objects.select_related("place__place", "place__owner", "place__unit").get(pk=scan)))  # fmt: skip
    assert together([made, made]) == ["", ""]
    rows = in_thread(lambda: list(ShareFinding.objects.values_list("mark", flat=True)))
    assert len(rows) == len(set(rows)) > 5
    finding = in_thread(overdue)
    answered = [tried(lambda: finding_acts.agree(HOUSE, overdue(), {"seen_version": finding.version})), tried(lambda: finding_acts.refuse(HOUSE, overdue(), {"answer": "No", "seen_version": finding.version}))]  # fmt: skip
    assert sorted(together(answered)) == ["", "Conflict"]
    if in_thread(overdue).state != "agreed_to":
        in_thread(lambda: finding_acts.reopen(HOUSE, overdue(), {"answer": "Yes"}))
        in_thread(lambda: finding_acts.agree(HOUSE, overdue(), {}))
    listed = tried(lambda: file_disposing.list_files(HOUSE, overdue(), {}))
    assert sorted(together([listed, listed])) == ["", "Invalid"]
    assert in_thread(lambda: list(FileDisposal.objects.values_list("files_listed", flat=True))) == [9]
    shutil.rmtree(settings.DATA.discovery, ignore_errors=True)
