"""What a hold keeps, however its folder or words are written, and what is said of one that keeps nothing."""

import json
from pathlib import Path

import pytest

from muniment.discovery.engine.commands import do_scan, parser
from muniment.discovery.engine.holding import folder_named, keeps
from muniment.discovery.engine.rulings import Hold
from tests.discovery.test_deciding import RULINGS, Rulings, file, told

COMPOSED, DECOMPOSED = "Caf\N{LATIN SMALL LETTER E WITH ACUTE} fire", "Cafe\N{COMBINING ACUTE ACCENT} fire"


@pytest.mark.parametrize(
    ("hold", "path"),
    [
        (Hold("H", "", ("legal/claims",)), "Legal/Claims/x.txt"),
        (Hold("H", "", ("LEGAL/CLAIMS",)), "legal/claims/x.txt"),
        (Hold("H", "", ("Legal\\Claims\\",)), "Legal/Claims/x.txt"),
        (Hold("H", "", ("./Legal//Claims/",)), "Legal/Claims/deep/x.txt"),
        (Hold("H", "", (COMPOSED,)), f"{DECOMPOSED}/x.txt"),
        (Hold("H", "", (DECOMPOSED.upper(),)), f"{COMPOSED}/x.txt"),
        (Hold("H", "", (), (f" {COMPOSED} ",)), f"a/{DECOMPOSED.upper()}.txt"),
        (Hold("H", "", (), ("claims\\smith",)), "Legal/Claims/Smith.txt"),
        (Hold("H", "", ("",)), "x.txt"),
    ],
)
def test_a_hold_keeps_what_people_mean(hold: Hold, path: str) -> None:
    """When the scan decides, and at the moment of disposal."""
    (answer,) = told(file(path), rulings=Rulings(RULINGS.lines, (hold,)))
    assert (answer["decision"], answer["hold"]) == ("on hold", "H")
    assert keeps(hold, path, None)


@pytest.mark.parametrize(
    "hold", [Hold("H", "", ("legal/claim",)), Hold("H", "", (), (" ",)), Hold("H", "", ("laims",))]
)
def test_a_hold_keeps_nothing_else(hold: Hold) -> None:
    (answer,) = told(file("Legal/Claims/x.txt"), rulings=Rulings(RULINGS.lines, (hold,)))
    assert answer["hold"] is None
    assert not keeps(hold, "Legal/Claims/x.txt", None)


def test_a_hold_of_a_line_keeps_its_files() -> None:
    hold = Hold("H", "", (), (), ("FIN-03",))
    mine, other = told(file("a", line="FIN-03"), file("b", line="SOC-01"), rulings=Rulings(RULINGS.lines, (hold,)))
    assert (mine["hold"], other["hold"]) == ("H", None)
    assert (keeps(hold, "a", "FIN-03"), keeps(hold, "b", None)) == (True, False)


def test_a_folder_is_written_as_a_scan_writes_it() -> None:
    assert folder_named(f" \\Legal\\.\\{DECOMPOSED}\\ ") == f"Legal/{COMPOSED}"


def test_a_hold_that_finds_nothing_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "share/Legal/Claims").mkdir(parents=True)
    (tmp_path / "share" / DECOMPOSED).mkdir()
    (tmp_path / "share" / DECOMPOSED / "y.txt").write_text("y")
    holds = [
        {"reference": "H1", "folders": ["legal\\claims", "No/Such\\Folder"], "words": [COMPOSED]},
        {"reference": "H2", "words": ["Grenville"]},
    ]
    (tmp_path / "r.json").write_text(json.dumps({"holds": holds}))
    given = ["scan", str(tmp_path / "share"), "--out", str(tmp_path / "out"), "--rulings", str(tmp_path / "r.json")]
    assert do_scan(parser().parse_args([*given, "--processes", "1", "--no-text"])) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Hold ")]
    assert said == [
        "Hold H1 names the folder “No/Such\\Folder”, which was not found: it keeps nothing by that.",
        "Hold H2 names the words “Grenville”, which no path has: it keeps nothing by them.",
    ]
    summary = json.loads((tmp_path / "out/scan.json").read_text())["summary"]
    assert [each["hold"] for each in summary["holds_of_nothing"]] == ["H1", "H2"]
