"""The command line of the import says what the pages say, in words and in JSON, with exit codes that mean something."""

import json
from pathlib import Path
from typing import Any

import pytest

from muniment import cli
from muniment.assurance import importing
from muniment.assurance.models import Plan, PlanImport, Recommendation
from muniment.registers.models import History
from tests.test_importing_pages import PAPER

pytestmark = pytest.mark.django_db
CASE = Path(__file__).resolve().parents[2] / "shared" / "cases" / "coventry-2016"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    place = tmp_path / "plan.csv"
    place.write_text(PAPER)
    return place


def run(capsys: Any, *words: Any) -> tuple[int, Any]:
    capsys.readouterr()
    code = cli.main([str(word) for word in words])
    out = capsys.readouterr().out
    return code, json.loads(out) if "--json" in words else out


def test_a_dry_run_tells_all_and_changes_nothing(db: None, paper: Path, capsys: Any) -> None:
    code, told = run(capsys, "plan", "import", paper, "--title", "T", "--dry-run", "--json", "--position", "2026-07-25")
    first = told["actions"][0]
    assert (code, len(told["actions"]), told["plan"], told["position"]) == (0, 3, None, "2026-07-25")
    assert (first["ref"], first["status"], first["due"], first["due_precision"]) == (
        "A02",
        "completed",
        "2026-09-30",
        "month",
    )
    assert {each["rule"] for each in told["findings"]} >= {"OWNER_UNKNOWN"}
    assert {each["field"] for each in told["mapping"]} >= {"ref", "theme", "action", "owners", "due", "progress"}
    assert not Plan.objects.exists()
    assert not History.objects.exists()


def test_an_import_and_the_same_again(db: None, paper: Path, capsys: Any) -> None:
    code, told = run(capsys, "--as", "Olu", "plan", "import", paper, "--title", "T", "--json")
    plan = Plan.objects.get()
    assert (code, told["plan"], told["counts"]["new"], plan.title) == (0, plan.pk, 3, "T")
    assert set(History.objects.values_list("actor", "via")) == {("Olu", "command")}
    before = History.objects.exclude(register="imports").count()
    code, words = run(capsys, "plan", "import", paper, "--title", "T", "--as", "Olu")
    assert (code, History.objects.exclude(register="imports").count()) == (0, before)
    assert "Nothing in the plan changed" in words
    assert "3  unchanged" in words


def test_rows_in_doubt_stay_marked_or_are_accepted(db: None, paper: Path, capsys: Any) -> None:
    paper.write_text(PAPER.replace("Not started", "Complete. To be rolled out"))
    run(capsys, "plan", "import", paper, "--title", "T")
    assert PlanImport.objects.get().findings.filter(rule="NEEDS_CHOICE", refs=["A04"]).exists()
    run(capsys, "plan", "import", paper, "--title", "Accepted", "--accept-proposals")
    assert not PlanImport.objects.latest("pk").findings.filter(rule="NEEDS_CHOICE").exists()


def test_two_plans_of_one_title_are_asked_about(db: None, paper: Path, capsys: Any) -> None:
    run(capsys, "plan", "import", paper, "--title", "T")
    first = Plan.objects.get()
    Plan(title="T", unit=first.unit).save()
    assert run(capsys, "plan", "import", paper, "--title", "T")[0] == 2
    assert run(capsys, "plan", "import", paper, "--plan", first.pk)[0] == 0
    assert run(capsys, "plan", "import", paper, "--plan", 10**6)[0] == 2


@pytest.mark.parametrize("command", [("plan", "import"), ("paper", "check")])
def test_what_cannot_be_read_is_two(db: None, tmp_path: Path, capsys: Any, command: tuple[str, str]) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    for place in (broken, tmp_path / "not-there.docx", tmp_path):
        code, told = run(capsys, *command, place, "--json")
        assert (code, bool(told["error"])) == (2, True)


def test_a_paper_without_a_plan(db: None, tmp_path: Path, capsys: Any) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all,\n\nthe meeting is on Tuesday.\n")
    assert run(capsys, "plan", "import", letter, "--title", "T")[0] == 2
    assert run(capsys, "paper", "check", letter)[0] == 0


def test_a_paper_against_itself_is_one(db: None, tmp_path: Path, capsys: Any) -> None:
    table = tmp_path / "sums.csv"
    table.write_text("Area,Total,Begun,Done\nHousing,5,2,3\nFinance,9,1,3\nTotal,14,3,6\n")
    code, told = run(capsys, "paper", "check", table, "--json")
    assert (code, told["findings"][0]["severity"]) == (1, "error")


@pytest.mark.skipif(not CASE.is_dir(), reason="the case papers are not beside this checkout")
@pytest.mark.parametrize("name", ["action-plan.docx", "action-plan.xlsx", "action-plan.pdf"])
def test_a_published_plan(db: None, capsys: Any, name: str) -> None:
    code, told = run(capsys, "plan", "import", CASE / name, "--title", "T", "--position", "2016-07-25", "--json")
    assert (code, len(told["actions"]), Recommendation.objects.count()) == (0, 77, 77)
    position = importing.position_moment(Plan.objects.get(), PlanImport.objects.get().position)
    assert sum(1 for row in position.rows() if row.days_late(position.late_on)) == 23
