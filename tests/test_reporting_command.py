"""`muniment report progress`: three formats, figures as JSON, a paper's own position, and days that are refused."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from muniment import clock
from muniment.assurance.models import Plan, PlanImport
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write
from muniment.reporting import commands
from tests.cast import HOUSE, Cast, make, make_plan
from tests.reporting_plans import FIRST_REPORT, SECOND_REPORT, action, lively_plan, say_done

TODAY = date(2026, 10, 20)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return lively_plan(cast)


def run(*words: str) -> int:
    top = argparse.ArgumentParser()
    commands.add_parsers(top.add_subparsers())
    chosen = top.parse_args(["report", "progress", *words])
    with clock.at(TODAY):
        return int(chosen.do(chosen))


def figures(capsys: Any, *words: str) -> dict[str, Any]:
    assert run(*words, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    return {each["name"]: each["value"] for each in told["figures"]} | {"told": told}


def test_three_formats(plan: Plan, tmp_path: Path, capsys: Any) -> None:
    for kind, start in (("html", b"<!DOCTYPE html>"), ("docx", b"PK"), ("pdf", b"%PDF")):
        place = tmp_path / f"report.{kind}"
        assert run("--plan", plan.title, "--as-at", "2026-09-30", "--format", kind, "--output", str(place)) == 0
        assert place.read_bytes().startswith(start)
    said = capsys.readouterr()
    assert str(tmp_path / "report.pdf") in said.out
    assert "to be put right before it can be frozen" in said.err


def test_the_format_is_that_of_the_file(plan: Plan, tmp_path: Path) -> None:
    place = tmp_path / "deep" / "report.docx"
    assert run("--plan", str(plan.pk), "--output", str(place)) == 0
    assert place.read_bytes().startswith(b"PK")


def test_figures_as_json_have_addresses(plan: Plan, capsys: Any) -> None:
    found = figures(capsys, "--plan", str(plan.pk), "--as-at", SECOND_REPORT.isoformat())
    assert (found["all"], found["verified"], found["said_done"]) == (12, 2, 2)
    late = next(each for each in found["told"]["figures"] if each["name"] == "late")
    assert late["address"] == f"/recommendations/?plan={plan.pk}&late=yes&as_at=2026-09-30"
    assert found["told"]["output"] is None
    earlier = figures(capsys, "--plan", str(plan.pk), "--as-at", FIRST_REPORT.isoformat(), "--late-on", "2026-12-31")
    assert earlier["verified"] == 0
    assert earlier["told"]["late_on"] == "2026-12-31"


def test_days_that_are_refused_say_why(plan: Plan) -> None:
    with pytest.raises(Invalid, match="still to come"):
        run("--plan", plan.title, "--as-at", "2026-10-21", "--json")
    with pytest.raises(Invalid, match=r"first record is of 2 March 2026.*--position"):
        run("--plan", plan.title, "--as-at", "2026-01-01", "--json")
    with pytest.raises(SystemExit) as stopped:
        run("--plan", plan.title, "--as-at", "soon")
    assert stopped.value.code == 2


def test_a_plan_is_named_by_number_or_title_and_never_guessed(cast: Cast, plan: Plan) -> None:
    assert commands.plan_named(plan.title.upper()) == plan
    with pytest.raises(Invalid, match=r"No plan is called “other”. There are: .*Data protection audit"):
        commands.plan_named("other")
    make_plan(cast)
    with pytest.raises(Invalid, match="More than one plan"):
        commands.plan_named(plan.title)


def test_a_paper_s_position_is_what_the_paper_said(cast: Cast, capsys: Any) -> None:
    with clock.at(date(2026, 10, 1)):
        plan = make_plan(cast, "A plan from a paper")
        from muniment.assurance.models import Recommendation

        rows = [
            Recommendation(plan=plan, unit=plan.unit, reference=f"A0{n}", agreed_action="Do it", position=n,
                           owner=cast.posts["tom"], due=date(2016, 6, 1 + n), first_due=date(2016, 6, 1 + n))
            for n in range(4)
        ]  # fmt: skip
        write(HOUSE, [Change(row, verb="import") for row in rows], batch="paper-1")
        make(PlanImport, unit=plan.unit, plan=plan, title=plan.title, name="plan.docx", sha256="0" * 64, batch="paper-1",
             position=date(2016, 7, 25), state="applied", made_by="test", made_at=clock.now())  # fmt: skip
    say_done(cast, "A01", date(2026, 10, 2))
    now = figures(capsys, "--plan", plan.title)
    assert (now["late"], now["said_done"]) == (3, 1)
    then = figures(capsys, "--plan", plan.title, "--position", "2016-07-25")
    assert (then["late"], then["said_done"], then["all"]) == (4, 0, 4)
    assert then["as_at"] == "25 July 2016 (as the paper plan.docx has it)"
    assert (then["told"]["position"], then["told"]["late_on"]) == ("2016-07-25", "2016-07-25")
    with pytest.raises(Invalid, match="the earliest paper of this plan speaks for 25 July 2016"):
        run("--plan", plan.title, "--position", "2016-07-24", "--json")
    assert action("A01").state == "said_done"
