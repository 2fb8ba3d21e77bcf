"""What a report keeps of a scan: the same as its rows counted in plain Python, small, and without a name of a file.

Seen red when a content with a name outside of the tree was said to be freed by its other name, and when an unreadable copy was counted as read.
"""

import json
import os
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from muniment.demonstration import share_story
from muniment.discovery.engine import scanning
from muniment.discovery.engine.classes.rule_text import parse
from muniment.discovery.engine.given import Given
from muniment.discovery.engine.questions import Unanswerable
from muniment.discovery.engine.rulings import Rulings, ScheduleLine
from muniment.discovery.engine.tallying import added, tally
from muniment.retention.rules import Action, Keep, Line, Period, Trigger, YearEnd
from tests import shares_recount
from tests.discovery.test_scanning import LIMITS, build

TODAY = date(2026, 11, 25)
LINES = tuple(
    ScheduleLine(reference, "", Line(Keep.PERIOD, Action.DESTROY, (Period(Trigger.MODIFIED, years, 0, YearEnd.FINANCIAL),)))
    for reference, years in (("FIN-1", 6), ("FIN-2", 10))
)  # fmt: skip


def scanned(root: Path, out: Path) -> dict[str, Any]:
    rules, faults = parse('FIN-1: path contains "invoices"\nFIN-2: path contains "budget"\n')
    assert not faults
    given = Given(rules=tuple(rules), rulings=Rulings(LINES), today=TODAY)
    return scanning.scan(str(root), out, scanning.Settings(limits=LIMITS, given=given), lambda _told: None)


def test_it_is_what_the_rows_say(tmp_path: Path) -> None:
    root, out = tmp_path / "drive", tmp_path / "out"
    build(root)
    share_story.fill(root / "drive", TODAY)
    (root / "empty again").mkdir()
    # A temporary file of two names goes whole; one that has a name elsewhere frees nothing.
    (root / "a.tmp").write_bytes(b"x" * 9000)
    os.link(root / "a.tmp", root / "b.tmp")
    (root / "c.tmp").write_bytes(b"y" * 7000)
    os.link(root / "c.tmp", tmp_path / "elsewhere")
    with (root / "sparse.bin").open("wb") as sparse:
        sparse.write(b"the rest of it is a hole")
        sparse.truncate(10**9)
    scanned(root, out)
    first = tally(out, TODAY, first=True)
    assert first == shares_recount.counted(out, TODAY)
    assert first["room"]["bytes"] < first["bytes"] - 10**9 + 10**6, "a sparse file takes no room"
    assert all(
        first[name]
        for name in ("alike", "kinds", "unread", "risks", "years", "lines", "decisions", "failed", "mismatches")
    )
    assert {"copies", "versions", "near"} == set(first["alike"])
    assert any(each["soon"] for each in first["lines"].values())
    assert any(each["files"] for each in first["lines"].values())
    share_story.change(root / "drive", TODAY)
    scanned(root, out)
    again = tally(out, TODAY + timedelta(days=7), first=False)
    assert again.pop("changes") == shares_recount.changed(out)
    assert again == shares_recount.counted(out, TODAY + timedelta(days=7))
    kept = json.dumps(again)
    assert len(kept) < 8000
    assert not [name for name in ("Waiting", "Regeneration", ".docx", "letters", "drive") if name in kept]
    shutil.rmtree(out)
    with pytest.raises(Unanswerable):
        tally(out, TODAY, first=True)


def test_several_are_added_up() -> None:
    one = {
        "files": 1,
        "lines": {"A": {"files": 2, "since": "2019-01-01"}},
        "risks": {"WordStar": {"risk": "old", "files": 1}},
    }
    two = {
        "files": 4,
        "lines": {"A": {"files": 1, "since": "2015-01-01"}, "B": {"files": 5}},
        "changes": {"new": {"files": 1}},
    }
    assert added([one, two]) == {
        "files": 5, "lines": {"A": {"files": 3, "since": "2015-01-01"}, "B": {"files": 5}}, "risks": {"WordStar": {"risk": "old", "files": 1}},
        "changes": {"new": {"files": 1}},
    }  # fmt: skip
    assert added([]) == {}
    assert one["lines"]["A"]["files"] == 2, "what is added up is left as it was"
