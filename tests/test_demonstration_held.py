"""What the demonstration council holds: every name leads somewhere, and there is something to find in each register."""

from datetime import date
from typing import Any

import pytest

from muniment import clock
from muniment.assets.models import InformationAsset, PermissionGroup, Place, System
from muniment.demonstration import content, governed, held
from muniment.demonstration.building import Builder
from muniment.incidents.models import Incident
from muniment.paper import trends
from muniment.paper.counting import counted
from muniment.paper.models import PaperAudit, PaperDeposit
from muniment.paper.reckoning import reckoned
from muniment.people.models import Person
from muniment.privacy.models import ProcessingActivity
from muniment.registers.listing import Listing
from muniment.registers.models import Link
from muniment.registers.record import register_of
from muniment.registers.register import Moment
from muniment.registers.verifying import verify_all
from muniment.reporting import drafting
from muniment.reporting.models import Edition, Report
from muniment.retention.due_list import DueList
from muniment.retention.models import RetentionLine

TODAY = date(2026, 11, 22)
CONTENT = content.load()
SCHEDULE, HELD = held.told("schedule"), held.told("held")


def test_every_code_is_of_its_own_and_leads_somewhere() -> None:
    posts, units = {post.code for post in CONTENT.posts}, {unit.code for unit in CONTENT.units}
    lines = {row["code"] for row in SCHEDULE["line"]}
    codes = {kind: [row["code"] for row in HELD[kind]] for kind in held.KINDS}
    for kind, rows in codes.items():
        assert len(rows) == len(set(rows)), kind
        for row in HELD[kind]:
            assert row["unit"] in units
            assert {row[name] for name in row if name.endswith("owner") or name == "approver"} <= posts
            assert row.get("line", "AMB-01") in lines
            for name, (_kind, to) in held.RELATIONS.items():
                for code in row.get(name, ()):
                    there, at = (to, code) if to else code.split()
                    assert at in codes[there], code
    assert "day" in SCHEDULE
    assert governed.posts_named() <= posts


def test_whoever_accepts_and_reviews_holds_the_post_then() -> None:
    for incident in held.told("incidents")["incident"]:
        for post in (
            incident["by"],
            *(incident[what]["by"] for what in ("regulator", "individuals") if what in incident),
        ):
            assert CONTENT.holder(post, incident["day"]), incident["code"]
    for kind in held.KINDS:
        for row in HELD[kind]:
            for what in ("accepted", "reviewed"):
                if what in row:
                    assert HELD["day"] < row[what] <= 0
                    assert CONTENT.holder(row["owner"], row[what]), row["name"]


@pytest.mark.django_db
def test_there_is_something_to_find() -> None:
    with clock.at(TODAY):
        Builder(TODAY, CONTENT).build()
        person = Person.objects.get(email="priya.raman@ambleworth.example")

        def flagged(model: type[Any], flag: str) -> set[str]:
            return {str(each) for each in Listing(register_of(model), person, {flag: "yes"}).found}

        numbers = {model: model.objects.count() for model in held.KINDS.values()}
        assert numbers == {InformationAsset: 51, System: 14, Place: 25, PermissionGroup: 10, ProcessingActivity: 8}
        assert RetentionLine.objects.filter(state="in_force").count() == 14
        assert Link.objects.count() > 100
        # The company's assets are not the council's manager's to see, and its customer is another entity.
        assert flagged(InformationAsset, "two_masters") == {
            "Gazetteer of addresses",
            "Land and property list of the planners",
        }
        # Of the incidents one has its 72 hours running, one was told late, and one lesson after another waits for an action.
        told = {
            flag: {title.partition(" ")[2] for title in flagged(Incident, flag)}
            for flag in ("clock_running", "ico_told_late", "to_triage", "departed_from", "was_near_miss")
        }
        assert told["clock_running"] == {"Spreadsheet with a hidden column sent to all parents of a school"}
        assert told["ico_told_late"] == {"Letters about arrears printed one address out of step"}
        assert told["to_triage"] == {"Door of the file room found open in the evening"}
        assert told["departed_from"] == {"Sickness record of a colleague looked at without need"}
        assert len(told["was_near_miss"]) == 2
        assert flagged(Incident, "no_action")
        assert flagged(InformationAsset, "restricted") == {"Aerial photographs", "Safeguarding concerns"}
        assert flagged(InformationAsset, "no_place") == {
            "Accounts and rights in the directory", "Condition surveys of buildings",
        }  # fmt: skip
        assert flagged(InformationAsset, "no_owner") == {
            "Licences of taxis and premises",
            "Condition surveys of buildings",
        }
        assert len(flagged(InformationAsset, "no_line")) >= 2
        assert len(flagged(InformationAsset, "no_activity")) >= 5
        assert flagged(Place, "no_asset") == {"Recruitment inbox", "All at Ambleworth", "Civic Centre moves"}
        assert flagged(Place, "no_owner") == {"U:\\Admissions archive"}
        assert flagged(System, "out_of_support") == {"Placefinder"}
        assert flagged(System, "support_ends") == {"Homeseek", "Sightline"}
        assert flagged(PermissionGroup, "no_owner") == flagged(PermissionGroup, "opens_nothing") == {"GIS editors"}
        assert len(flagged(PermissionGroup, "not_attested")) == 2
        assert flagged(ProcessingActivity, "incomplete") == {"Watching public places", "Answering customers"}
        deposits = PaperDeposit.objects.count()
        assert (deposits, PaperAudit.objects.count()) == (25, 3)
        assert flagged(PaperDeposit, "to_scrutinise") == {
            "Surveys of the Civic Centre",
            "Papers of school appeals, 2023 to 2025",
        }
        assert flagged(PaperDeposit, "scrutiny_late") == {"Surveys of the Civic Centre"}
        assert flagged(PaperDeposit, "could_be_digital") == {"Notebooks of care visits, 2019 to 2022"}
        assert flagged(PaperDeposit, "not_counted") == {"Adoption files, strong room"}
        assert PaperDeposit.objects.filter(state=PaperDeposit.State.DISPOSED).count() == 3
        found = reckoned(person, Moment(TODAY))
        assert sum(each.verdict.scan for each in found.deposits) == 1
        assert [each.name for each in found.deposits if each.yearly.wanting] == ["Adoption files, strong room"]
        counted_boxes = counted(person, Moment(TODAY))
        overdue = [
            trends.row(counted_boxes, year, TODAY)["overdue"].boxes for year in trends.years(counted_boxes, TODAY, 6)
        ]
        assert len(overdue) == 6
        assert overdue[-1] < overdue[-2], "the backlog falls"
        counts = DueList(person).counts()
        assert counts["due"] >= 8
        assert min(counts[which] for which in ("waiting", "unknown", "lasting", "no_line")) >= 1
        assert verify_all().faults == []
        # What the governance group set going: one report frozen as it stood then, one that tells what changed since.
        edition = Edition.objects.get(kind="holdings")
        draft = drafting.draft_of(Report.objects.get(kind="holdings", state="draft"))
        then = {each["name"]: each["value"] for each in edition.figures}
        now = {each.name: each.value for each in draft.values.figures}
        assert (then["gone_since"], then["certificates_since"]) == (3, 3)
        assert (now["gone_since"], now["disposals_waiting"], now["waivers_expired"], now["due_held"]) == (1, 1, 1, 1)
        assert now["handovers_open"] == 1
        assert draft.facts.since == edition.as_at
        assert draft.values.by_placeholder["table:changes"].rows
