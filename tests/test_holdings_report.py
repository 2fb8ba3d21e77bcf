"""The report on holdings: written, cleared, frozen, made again, compared; who may make it; its pages and its command.

Seen red when links were looked up at the end of the day on which a report was frozen and not at that instant, and when whoever could
not see a record that has moved could make the report of a day on which it was counted.
"""

import json
from argparse import ArgumentParser
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pytest

from muniment import clock
from muniment.assets.models import InformationAsset
from muniment.people.models import Body, Unit
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.reporting import commands, comparing, drafting, freezing, making, services
from muniment.reporting.held import numbers
from muniment.reporting.models import Clearance, Edition, Report
from muniment.retention import certificate, disposing
from tests.cast import HOUSE, Cast, make
from tests.contracts import holder_of, text_of
from tests.held_councils import Council, fresh
from tests.reporting_plans import lively_plan
from tests.test_retention_lines import make_asset, make_line

TODAY = date(2026, 11, 25)
NEXT = TODAY + timedelta(days=40)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def council(cast: Cast) -> Council:
    made = Council(cast, Random(2), TODAY)
    made.grow(3)
    return made


def finished(cast: Cast, subject: Unit | Body, **values: Any) -> Report:
    """A draft by Priya in which nothing is wanting."""
    priya = Actor.at_page(fresh(cast.priya))
    words = {
        "committee": "Information Governance Group", "director": cast.posts["daniel"],
        "texts": {"executive_summary": "{{assets}} assets.", "recommendations": "Note it."},
        "implications": dict.fromkeys(("financial", "legal", "risk", "data_protection"), "No specific impact."),
    }  # fmt: skip
    report = services.create(priya, subject, **{**words, **values})
    for role, post in (("director", "daniel"), ("data_protection", "amina")):
        asked = {"role": role, "post": cast.posts[post], "sent_on": clock.today()}
        made = services.send(priya, Report.objects.get(pk=report.pk), asked)
        given = Clearance.objects.select_related("report").get(pk=made.pk)
        services.clear(Actor.at_page(fresh(getattr(cast, post))), given, {"comments": "Agreed."})
    return Report.objects.get(pk=report.pk)


def frozen(cast: Cast, subject: Unit | Body, **values: Any) -> Edition:
    return freezing.freeze(Actor.at_page(fresh(cast.priya)), finished(cast, subject, **values))


def by_name(report: Report) -> dict[str, Any]:
    return {each.name: each.value for each in drafting.draft_of(report).values.figures}


def test_a_draft_asks_for_what_its_kind_asks_for(cast: Cast, council: Council) -> None:
    draft = drafting.draft_of(services.draft_for(cast.council))
    wanting = " ".join(each.message for each in draft.blocking)
    assert "“Risk” is not answered" in wanting
    assert "“Director”" in wanting
    assert "Climate" not in wanting
    assert "“Financial”" not in wanting, "the finance clearance is not one of this kind"
    assert drafting.draft_of(finished(cast, cast.council)).blocking == []
    assert council.number


def test_every_share_has_its_definition_beside_it(cast: Cast, council: Council) -> None:
    draft = drafting.draft_of(services.draft_for(cast.council))
    shares = [each for each in draft.values.figures if each.name.endswith("_percent")]
    assert len(shares) == len(numbers.SHARES)
    for each in shares:
        assert each.note.endswith("Rounded down.")
        assert "Without it:" in each.note
    for table in draft.values.tables:
        if table.name.startswith("measures_"):
            assert all(
                row[-1].text.startswith(f"{int(row[1].text) - int(row[2].text):,} of {row[1].text} ")
                for row in table.rows
            )
    assert council.number


def test_an_edition_keeps_its_numbers_and_made_again_says_the_same(cast: Cast, council: Council) -> None:
    edition = frozen(cast, cast.council)
    assert (edition.kind, edition.of_unit_id, edition.plan_id) == ("holdings", cast.council.pk, None)
    kept = {each["name"]: each["value"] for each in edition.figures}
    assert kept["assets"]
    assert "all units that belong to it today" in edition.scope["words"]
    # The same day, after more was entered and changed: what was known at the instant of freezing.
    with clock.at(edition.frozen_at + timedelta(minutes=5)):
        council.grow(1)
        council.change()
        again = by_name(services.draft_for(cast.council))
    derived = set(numbers.ONLY_NOW) | {"last_report"}
    assert {name: value for name, value in again.items() if name not in derived} == {
        name: value for name, value in kept.items() if name not in derived
    }
    assert again["posts_vacant"] == "not known"
    with clock.at(NEXT):
        council.grow(1)
        later = by_name(services.draft_for(cast.council, TODAY))
        assert {name for name in kept if later[name] != kept[name]} <= derived
    with pytest.raises(Refused, match="frozen"):
        services.write_words(
            Actor.at_page(fresh(cast.priya)), Report.objects.get(pk=edition.report_id), "background", "No."
        )
    # The links of this council were made behind the write path; all else is as it is told.
    assert not [fault for fault in verify_all().faults if fault.where.startswith(("reports", "editions", "history"))]


def test_the_next_report_tells_what_changed_and_two_are_compared(cast: Cast, council: Council, signed_in: Any) -> None:
    body = cast.council.body
    before = frozen(cast, body)
    with clock.at(NEXT):
        council.today = NEXT
        council.grow(2)
        report = finished(cast, body)
        draft = drafting.draft_of(report)
        assert draft.facts.since == TODAY
        changes = {row[0].text: row[1:] for row in draft.values.by_placeholder["table:changes"].rows}
        row = changes["Assets held"]
        values = by_name(report)
        kept = {each["name"]: each["value"] for each in before.figures}
        assert (row[0].text, row[1].text, row[2].text) == (
            f"{kept['assets']:,}",
            f"{values['assets']:,}",
            f"+{values['assets'] - kept['assets']}",
        )
        after = freezing.freeze(Actor.at_page(fresh(cast.priya)), report)
        found = {each.name: each for each in comparing.compare(before, after).figures}
        assert found["assets"].difference == values["assets"] - kept["assets"]
        share = found["assets_owner_percent"]
        assert share.difference == int(str(share.after).split()[0]) - int(str(share.before).split()[0])
        page = text_of(signed_in(cast.priya).get(f"/editions/{after.pk}/compare/?other={before.pk}"))
        assert "Assets held" in page
        assert "No recommendation changed" not in page
        # Another subject's edition is not offered.
        other = frozen(cast, cast.housing)
        assert "nothing to compare with" in text_of(signed_in(cast.priya).get(f"/editions/{other.pk}/compare/"))


def test_only_who_sees_all_makes_it(cast: Cast, council: Council, signed_in: Any) -> None:
    asset = make(InformationAsset, name="Waiting list", unit=cast.housing)
    officer = holder_of("ig_officer", cast.housing)
    assert services.create(Actor.at_page(officer), cast.housing).of_unit == cast.housing
    with pytest.raises(Refused, match="None of the posts"):
        services.create(Actor.at_page(fresh(officer)), cast.council)
    with pytest.raises(Refused, match="None of the posts"):
        services.create(Actor.at_page(fresh(cast.tom)), cast.housing)
    with clock.at(NEXT):
        # It goes to the company: whoever is of the council sees it no more, and it was counted on the first day.
        write(HOUSE, [Change(asset, {"unit": cast.company}, "edit")])
        priya = Actor.at_page(fresh(cast.priya))
        with pytest.raises(Refused, match="you may not see all of it"):
            services.create(priya, cast.council, as_at=TODAY)
        with pytest.raises(Refused, match="Information assets"):
            drafting.values_of(priya, services.draft_for(cast.council, TODAY))
        assert services.create(priya, cast.council, as_at=NEXT).pk
        assert drafting.values_of(Actor.operator("root"), services.draft_for(cast.council, TODAY)).title
    assert signed_in(cast.tom).get(f"/units/{cast.housing.pk}/report/").status_code == 403
    assert council.number


def test_days_that_are_refused_say_why(cast: Cast) -> None:
    empty = drafting.draft_of(services.draft_for(cast.council))
    assert {each.name: each.value for each in empty.values.figures}["assets"] == 0
    make(InformationAsset, name="The first", unit=cast.housing)
    for day, reason in (
        (TODAY + timedelta(days=1), "still to come"),
        (TODAY - timedelta(days=1), "first record is of 25 November 2026"),
    ):
        with pytest.raises(Invalid, match=reason):
            drafting.draft_of(services.draft_for(cast.council, day))
    homeless = make(Body, name="A body without units")
    with pytest.raises(Invalid, match="has no units"):
        services.draft_for(homeless)


def test_what_was_disposed_of_is_told_with_its_certificates(cast: Cast, signed_in: Any) -> None:
    line = make_line(cast)
    old = [make_asset(cast, f"Old files {n}", line, closed_on=date(2010, 5, 4)) for n in range(3)]
    manager = holder_of("records_manager", cast.council)
    batch = disposing.propose(
        Actor.at_page(manager), cast.posts["tom"], "destroy", [("assets", old[0].pk), ("assets", old[1].pk)], "Read"
    )
    assert by_name(services.draft_for(cast.council))["disposals_waiting"] == 1
    disposing.approve(Actor.at_page(fresh(cast.tom)), batch, "Read the list")
    disposing.approve(Actor.at_page(holder_of("records_manager", cast.council)), batch, "Right")
    batch.refresh_from_db()
    with clock.at(NEXT):
        told = {"method": "shredded", "day": NEXT, "quantity": "3 boxes", "why": "By the contractor"}
        disposing.carry_out(Actor.at_page(fresh(manager)), batch, told)
        certificate.make(Actor.at_page(fresh(manager)), batch)
        draft = drafting.draft_of(services.draft_for(cast.council))
        figures = {each.name: each for each in draft.values.figures}
        names = ("gone_since", "disposals_since", "certificates_since", "due", "assets")
        assert [figures[name].value for name in names] == [2, 1, 1, 1, 1]
        for name in names[:3]:
            assert signed_in(cast.priya).get(figures[name].address).context["listing"].found.count() == (
                2 if name == "gone_since" else 1
            )
    with clock.at(TODAY + timedelta(days=1)):
        assert by_name(services.draft_for(cast.council, TODAY))["gone_since"] == 0


def test_a_report_is_begun_from_a_unit_and_read(cast: Cast, council: Council, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    assert f"/units/{cast.housing.pk}/report/" in text_of(browser.get(f"/units/{cast.housing.pk}/"))
    assert browser.get("/reports/").content.decode().count("/reports/holdings/") == 1
    assert browser.get("/reports/holdings/?about=").status_code == 422
    chosen = browser.get("/reports/holdings/", {"about": f"units/{cast.housing.pk}"})
    assert chosen.headers["Location"] == f"/units/{cast.housing.pk}/report/"
    assert browser.get("/reports/holdings/", {"about": f"units/{cast.company.pk}"}).status_code == 422
    assert signed_in(cast.tom).get("/reports/holdings/").status_code == 403
    browser = signed_in(cast.priya)
    page = text_of(browser.get(f"/units/{cast.housing.pk}/report/"))
    assert "State of what is held" in page
    answer = browser.post(f"/units/{cast.housing.pk}/report/")
    report = Report.objects.get()
    assert answer.headers["Location"] == f"/reports/{report.pk}/"
    page = text_of(browser.get(f"/reports/{report.pk}/"))
    assert "All that Housing holds" in page
    assert "Who owns the most" in page
    assert browser.get(f"/reports/{report.pk}/words/risk/").status_code == 200
    assert browser.get(f"/reports/{report.pk}/words/climate/").status_code == 404
    assert "assets_complete_percent" in text_of(browser.get(f"/reports/{report.pk}/template/"))
    shown = text_of(browser.get(f"/reports/?kind=holdings&of_unit={cast.housing.pk}"))
    assert "Housing: the state of what is held" in shown
    assert council.number


def test_both_kinds_stand_in_one_list(cast: Cast, council: Council, signed_in: Any) -> None:
    plan = lively_plan(cast)
    priya = Actor.at_page(fresh(cast.priya))
    with clock.at(date(2026, 12, 20)):
        services.create(priya, plan)
        services.create(priya, cast.council.body)
        browser = signed_in(cast.priya)
        assert browser.get("/reports/").context["listing"].found.count() == 2
        assert browser.get("/reports/?kind=progress").context["listing"].found.count() == 1
    assert council.number


def run(*words: str) -> int:
    parser = ArgumentParser()
    commands.add_parsers(parser.add_subparsers())
    arguments = parser.parse_args(["report", *words])
    return int(arguments.do(arguments))


def test_the_command_writes_three_formats_and_prints_figures(
    cast: Cast, council: Council, tmp_path: Path, capsys: Any
) -> None:
    for kind, begins in (("html", b"<!DOCTYPE html>"), ("docx", b"PK"), ("pdf", b"%PDF")):
        place = tmp_path / f"held.{kind}"
        assert run("holdings", "--unit", "Housing", "--output", str(place)) == 0
        assert place.read_bytes().startswith(begins)
    with pikepdf.open(BytesIO((tmp_path / "held.pdf").read_bytes())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    capsys.readouterr()
    assert run("holdings", "--body", cast.council.body.name, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kind"] == "holdings"
    assert {each["name"]: each["value"] for each in told["figures"]} == by_name(services.draft_for(cast.council.body))
    assert {each["service"] for each in told["services"]} == {"Ambleworth City Council", "Finance", "Housing"}
    # Two bodies here, of which one is no company of the other's: that one is meant.
    assert run("holdings", "--json") == 0
    assert json.loads(capsys.readouterr().out)["unit"]["name"] == cast.council.body.name
    for words, reason in (
        (("--unit", "Nowhere"), "No unit is called"),
        (("--unit", "Housing", "--body", "x"), "not both"),
    ):
        with pytest.raises(Invalid, match=reason):
            run("holdings", *words)
    assert making.TYPES
    assert council.number
