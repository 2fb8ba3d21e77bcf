"""Editions: frozen by who sees everything, the same when made again, compared, and read by those who may."""

import hashlib
from datetime import date, datetime, timedelta

import pytest

from muniment import clock
from muniment.assurance.models import Plan, Recommendation
from muniment.people.models import Holding, Person, Post, RoleGiven
from muniment.registers import evidence, history
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.register import registry
from muniment.reporting import comparing, drafting, freezing, making, plan_report, scope
from muniment.reporting import services as reporting
from muniment.reporting.models import Clearance, Edition, Report
from tests.cast import Cast, make, make_recommendation, person
from tests.reporting_plans import (
    FIRST_REPORT,
    SECOND_REPORT,
    extend,
    finished_report,
    fresh,
    frozen,
    lively_plan,
    say_done,
    verify,
)

LATER = date(2026, 10, 20)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return lively_plan(cast)


def with_role(cast: Cast, name: str, role: str) -> Person:
    made = person(name)
    post = make(Post, unit=cast.council, title=f"Post of {name}")
    make(Holding, person=made, post=post, start=date(2020, 1, 1))
    make(RoleGiven, post=post, role=role, unit=cast.council)
    return made


def test_freezing_keeps_figures_words_files_and_the_head_of_the_history(cast: Cast, plan: Plan) -> None:
    report = finished_report(cast, plan, SECOND_REPORT)
    with clock.at(SECOND_REPORT):
        head = history.head()
        edition = freezing.freeze(Actor.at_page(cast.priya), report)
    assert Report.objects.get(pk=report.pk).state == "frozen"
    assert (edition.history_number, edition.history_digest) == (head.number, head.digest)
    assert edition.frozen_by == "Priya Raman"
    page = making.kept(edition, "html").decode()
    assert head.digest in page
    assert "Priya" not in page
    assert "Draft" not in page
    for kind in ("html", "docx", "pdf"):
        content = making.kept(edition, kind)
        assert hashlib.sha256(content).hexdigest() == getattr(edition, kind)
    assert Plan.objects.get(pk=plan.pk).reported_as_at == SECOND_REPORT
    assert not list(history.verify((each.slug, each.model) for each in registry))


def test_made_again_for_its_date_it_says_the_same_whatever_came_later(cast: Cast, plan: Plan) -> None:
    edition = frozen(cast, plan, SECOND_REPORT)
    say_done(cast, "A02", LATER)
    verify(cast, "A04", LATER)
    extend(cast, "A03", LATER, date(2027, 3, 31))
    with clock.at(LATER):
        # A fact of long ago that is entered only now: what is recorded late never changes an earlier edition.
        make_recommendation(plan, "A99", due=date(2026, 4, 30), said_done_on=date(2026, 5, 1), state="said_done")
        again = reporting.create(Actor.at_page(fresh(cast.priya)), plan, as_at=SECOND_REPORT)
        made = drafting.draft_of(Report.objects.get(pk=again.pk))
    assert making.figures_json(made.values.figures) == edition.figures
    assert plan_report.rows_json(made.facts) == edition.rows


def test_made_again_on_the_day_it_was_frozen_it_says_the_same(cast: Cast, plan: Plan) -> None:
    edition = frozen(cast, plan, SECOND_REPORT)
    afternoon = datetime(2026, 9, 30, 16, 30, tzinfo=clock.LONDON)
    say_done(cast, "A02", afternoon)
    for later in (afternoon + timedelta(minutes=5), LATER):
        with clock.at(later):
            made = drafting.draft_of(reporting.draft_for(plan, SECOND_REPORT))
        assert making.figures_json(made.values.figures) == edition.figures
        assert "A report of this day was frozen at 12:00" in making.preview(made.document)
    with clock.at(LATER):
        tomorrow = drafting.draft_of(reporting.draft_for(plan, date(2026, 10, 1)))
    assert tomorrow.values.by_placeholder["figure:said_done"].value == 3


def test_what_is_wanting_blocks_freezing(cast: Cast, plan: Plan) -> None:
    with clock.at(SECOND_REPORT):
        report = reporting.create(Actor.at_page(cast.priya), plan)
        with pytest.raises(Invalid, match="things are to be put right") as refused:
            freezing.freeze(Actor.at_page(cast.priya), report)
    assert any("Legal" in each for each in refused.value.errors[""])
    assert not Edition.objects.exists()


def test_a_clearance_sent_and_not_received_blocks(cast: Cast, plan: Plan) -> None:
    report = finished_report(cast, plan, SECOND_REPORT)
    with clock.at(SECOND_REPORT):
        asked = {"role": "human_resources", "post": cast.posts["ruth"], "sent_on": SECOND_REPORT}
        reporting.send(Actor.at_page(fresh(cast.priya)), report, asked)
        report = Report.objects.get(pk=report.pk)
        with pytest.raises(Invalid) as refused:
            freezing.freeze(Actor.at_page(fresh(cast.priya)), report)
    assert "sent to Head of Finance on 30 September 2026 and has not come back" in refused.value.errors[""][0]


def test_the_author_never_clears_their_own_report(cast: Cast, plan: Plan) -> None:
    with clock.at(SECOND_REPORT):
        priya = Actor.at_page(cast.priya)
        report = reporting.create(priya, plan)
        asked = {"role": "legal", "post": cast.posts["priya"], "sent_on": SECOND_REPORT}
        clearance = reporting.send(priya, report, asked)
        with pytest.raises(Refused, match="somebody else clears it"):
            reporting.clear(priya, clearance, {"comments": "Fine."})
        reporting.receive(priya, clearance, {"received_on": SECOND_REPORT, "why": "By e-mail.", "comments": "Fine."})
        made = drafting.draft_of(Report.objects.get(pk=report.pk))
    assert any("is the author's own" in problem.message for problem in made.blocking)


def test_a_clearance_taken_back_counts_no_more(cast: Cast, plan: Plan) -> None:
    report = finished_report(cast, plan, SECOND_REPORT)
    with clock.at(SECOND_REPORT):
        legal = Clearance.objects.select_related("report").get(report=report, role="legal")
        reporting.withdraw(Actor.at_page(fresh(cast.priya)), legal, {"why": "Sent to the wrong post."})
        made = drafting.draft_of(Report.objects.get(pk=report.pk))
    assert [problem.message for problem in made.blocking] == ["Nobody has been asked for the clearance “Legal”."]


def test_a_frozen_report_is_written_and_cleared_no_more(cast: Cast, plan: Plan) -> None:
    edition = frozen(cast, plan, SECOND_REPORT)
    priya = Actor.at_page(fresh(cast.priya))
    with pytest.raises(Refused, match="frozen"):
        reporting.write_words(priya, edition.report, "background", "Otherwise.")
    with pytest.raises(Refused, match="frozen"):
        freezing.freeze(priya, Report.objects.get(pk=edition.report_id))
    clearance = Clearance.objects.select_related("report").first()
    with pytest.raises(Refused, match="frozen"):
        reporting.withdraw(priya, clearance, {"why": "Now."})


def test_only_who_sees_all_of_the_plan_makes_its_report(cast: Cast, plan: Plan) -> None:
    with clock.at(LATER):
        # A recommendation that belongs to the company: Priya, of the council, may not see it.
        hidden = make_recommendation(plan, "X01", unit=cast.company)
        assert scope.why_partial(Actor.at_page(fresh(cast.priya)), plan)
        with pytest.raises(Refused, match="you may not see all of it"):
            reporting.create(Actor.at_page(fresh(cast.priya)), plan)
        with pytest.raises(Refused, match="you may not see all of it"):
            drafting.values_of(Actor.at_page(fresh(cast.priya)), reporting.draft_for(plan))
        assert drafting.values_of(Actor.operator("root"), reporting.draft_for(plan)).title
    assert hidden.pk


def test_what_became_hidden_since_blocks_freezing(cast: Cast, plan: Plan) -> None:
    report = finished_report(cast, plan, SECOND_REPORT)
    make_recommendation(plan, "X01", unit=cast.company)
    with clock.at(LATER), pytest.raises(Refused, match="may not see all of it"):
        freezing.freeze(Actor.at_page(fresh(cast.priya)), report)


def test_two_who_write_at_once(cast: Cast, plan: Plan) -> None:
    report = finished_report(cast, plan, SECOND_REPORT)
    priya = Actor.at_page(fresh(cast.priya))
    with clock.at(LATER):
        reporting.write_words(priya, Report.objects.get(pk=report.pk), "background", "Another word.")
        with pytest.raises(Conflict):
            reporting.write_words(priya, report, "background", "Mine.", report.version)
        with pytest.raises(Conflict):
            freezing.freeze(priya, Report.objects.get(pk=report.pk), report.version - 1)


def test_two_editions_compared(cast: Cast, plan: Plan) -> None:
    before = frozen(cast, plan, FIRST_REPORT)
    with clock.at(date(2026, 7, 10)):
        make_recommendation(plan, "A13", due=date(2026, 12, 31))
    after = frozen(cast, plan, SECOND_REPORT)
    found = comparing.compare(before, after)
    by_name = {each.name: each for each in found.figures}
    assert (by_name["verified"].before, by_name["verified"].after, by_name["verified"].difference) == (0, 2, 2)
    assert by_name["all"].difference == 1
    assert "late_before" not in by_name
    assert [each.reference for each in found.new] == ["A13"]
    assert found.gone == ()
    verified = {each.reference for each in found.states if each.after and each.after["state"] == "verified"}
    assert verified == {"A01", "A07"}
    assert {each.reference for each in found.dates} == {"A05"}


def test_a_file_that_was_changed_on_disk_is_not_handed_out(cast: Cast, plan: Plan) -> None:
    edition = frozen(cast, plan, SECOND_REPORT)
    evidence.path_of(edition.pdf).write_bytes(b"%PDF forged")
    with pytest.raises(Invalid, match="was changed since"):
        making.kept(edition, "pdf")


def test_who_may_read_drafts_and_editions(cast: Cast, plan: Plan, signed_in) -> None:
    draft = finished_report(cast, plan, LATER)
    edition = frozen(cast, plan, SECOND_REPORT, on=LATER)
    member = with_role(cast, "Margaret Hale", "member")
    clerk = with_role(cast, "Colin Snow", "democratic_services")
    officer = with_role(cast, "Dora Penn", "dpo")
    expected = {
        cast.nobody: (404, 404), cast.tom: (404, 404), cast.company_ig: (404, 404), member: (404, 200), clerk: (200, 200),
        officer: (200, 200), cast.amina: (200, 200), cast.ruth: (200, 200), cast.priya: (200, 200),
    }  # fmt: skip
    with clock.at(LATER):
        for reader, (of_draft, of_edition) in expected.items():
            browser = signed_in(reader)
            codes = [
                browser.get(f"/reports/{draft.pk}/").status_code,
                browser.get(f"/editions/{edition.pk}/").status_code,
            ]
            assert codes == [of_draft, of_edition], reader
            for kind in ("html", "docx", "pdf"):
                assert browser.get(f"/reports/{draft.pk}/report.{kind}").status_code == of_draft
                assert browser.get(f"/editions/{edition.pk}/report.{kind}").status_code == of_edition
            assert browser.get(f"/editions/{edition.pk}/compare/").status_code == of_edition
            listed = browser.get("/editions/").content.decode()
            assert (f"/editions/{edition.pk}/" in listed) == (of_edition == 200)


def test_the_very_bytes_frozen_are_downloaded(cast: Cast, plan: Plan, signed_in) -> None:
    edition = frozen(cast, plan, SECOND_REPORT)
    with clock.at(LATER):
        say_done(cast, "A02", LATER)
        for kind in ("html", "docx", "pdf"):
            answer = signed_in(cast.priya).get(f"/editions/{edition.pk}/report.{kind}")
            assert hashlib.sha256(answer.content).hexdigest() == getattr(edition, kind)
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_edition_says_the_same_to_every_reader(cast: Cast, plan: Plan, signed_in) -> None:
    edition = frozen(cast, plan, SECOND_REPORT)
    member = with_role(cast, "Margaret Hale", "member")
    with clock.at(LATER):
        pages = [
            signed_in(reader).get(f"/editions/{edition.pk}/").context["content"] for reader in (member, cast.priya)
        ]
        assert pages[0] == pages[1]
        assert 'href="/recommendations/' in pages[0]
        # The member may follow the links, and sees no row behind them.
        listed = signed_in(member).get(f"/recommendations/?plan={plan.pk}&as_at=2026-09-30")
        assert listed.context["listing"].found.count() == 0
    assert Recommendation.objects.filter(plan=plan).count() == 12


def test_a_clearing_post_reads_the_draft_and_clears_it(cast: Cast, plan: Plan, signed_in) -> None:
    with clock.at(LATER):
        report = reporting.create(Actor.at_page(cast.priya), plan)
        assert signed_in(cast.ruth).get(f"/reports/{report.pk}/").status_code == 404
        asked = {"role": "financial", "post": cast.posts["ruth"], "sent_on": LATER}
        clearance = reporting.send(Actor.at_page(fresh(cast.priya)), report, asked)
        browser = signed_in(cast.ruth)
        assert browser.get(f"/reports/{report.pk}/").status_code == 200
        answer = browser.post(f"/clearances/{clearance.pk}/do/clear/", {"comments": "Within budgets."})
        assert answer.status_code == 302
    clearance.refresh_from_db()
    assert (clearance.received_on, clearance.person, clearance.comments) == (LATER, cast.ruth, "Within budgets.")
