"""Incidents and breaches as people meet them: reported by anybody, triaged, the 72 hours, advice, decisions, who was told, closed.

Seen red when who reported something saw what others had reported, when the information governance manager decided against the
advice, when who advised could decide, and when a breach was closed without a decision on the people.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.clock import LONDON
from muniment.incidents import handling, patterns
from muniment.incidents.causes import IncidentCause, enter_usual
from muniment.incidents.models import Incident, IncidentAction, IncidentActionExtension, IncidentNotice, StaffMatter
from muniment.incidents.registers import LOG
from muniment.incidents.tasks import ACTS
from muniment.people.models import Holding, Person, RoleGiven
from muniment.registers import duties, links
from muniment.registers.access import Actor, may
from muniment.registers.audience import audience
from muniment.registers.errors import Invalid, Refused
from muniment.registers.listing import Listing
from muniment.registers.models import Duty, History
from muniment.registers.record import register_of
from muniment.registers.register import Moment
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast
from tests.contracts import fresh, holder_of, text_of
from tests.test_retention_lines import make_asset

# The Friday before summer time ends: the 72 hours from 10:00 are over on Monday at 9:00.
NOW = datetime(2026, 10, 23, 10, 30, tzinfo=LONDON)
AWARE = datetime(2026, 10, 23, 10, tzinfo=LONDON)
State = Incident.State


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


@pytest.fixture
def dpo(cast: Cast) -> Person:
    return holder_of("dpo", cast.council)


def actor(person: Person) -> Actor:
    return Actor.at_page(fresh(person))


def again(incident: Any) -> Any:
    return Incident.objects.select_related("unit", "owner", "cause").get(pk=incident.pk)


def reported(cast: Cast, by: Person | None = None, **values: Any) -> Any:
    given = {"title": "Rent letter to the wrong flat", "noticed_at": AWARE - timedelta(hours=1), "unit": cast.housing}
    made = Incident(**{**given, **values})
    write(actor(by) if by else HOUSE, [Change(made, verb="create")])
    return again(made)


def triaged(cast: Cast, **values: Any) -> Any:
    incident = reported(cast)
    told = {"kinds": ["confidentiality"], "personal": "yes", "near_miss": False, "owner": cast.posts["tom"], **values}
    handling.triage(actor(cast.priya), incident, told)
    return again(incident)


def aware(cast: Cast, at: datetime = AWARE, **values: Any) -> Any:
    incident = triaged(cast, **values)
    handling.become_aware(actor(cast.priya), incident, {"aware_at": at, "why": "The neighbour rang and read it out."})
    return again(incident)


def advised(cast: Cast, dpo: Person, regulator: str = "tell", individuals: str = "do_not_tell") -> Any:
    incident = aware(cast)
    told = {"advised_regulator": regulator, "advised_individuals": individuals, "advice": "A risk is likely."}
    handling.advise(actor(dpo), incident, told)
    return again(incident)


def decide(person: Person, incident: Any, about: str, decision: str, departing: str = "") -> Any:
    handling.decide(about)(
        actor(person), incident, {"decision": decision, "reason": "As it stands.", "departing": departing}
    )
    return again(incident)


def tell(person: Person, incident: Any, body: str, **more: Any) -> Any:
    handling.tell(actor(person), incident, {"body": body, "told_at": clock.now(), "text": "What we know.", **more})
    return again(incident)


def duties_of(incident: Any) -> dict[str, date | None]:
    return {row.rule: row.due for row in Duty.objects.filter(register="incidents", record=incident.pk)}


def flagged(cast: Cast, flag: str) -> set[int]:
    return {each.pk for each in Listing(register_of(Incident), fresh(cast.priya), {flag: "yes"}).found}


def test_anybody_reports_and_sees_their_own_only(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.nobody)
    page = browser.get("/incidents/new/").content.decode()
    assert page.count('class="field') <= 8, "seven questions"
    sent = {
        "title": "Lost a notebook on the bus", "noticed_at_0": "2026-10-23", "noticed_at_1": "9:15", "unit": cast.housing.pk,
        "data_categories": "Names of tenants", "contained": "no", "contact": "Noah, extension 12", "narrative": "",
    }  # fmt: skip
    answer = browser.post("/incidents/new/", sent, follow=True)
    assert "Reported as INC-" in answer.content.decode()
    mine = Incident.objects.get()
    assert mine.noticed_at == datetime(2026, 10, 23, 8, 15, tzinfo=UTC)
    assert mine.reported_at == clock.now()
    other = reported(cast, by=cast.ruth, title="Somebody else's")
    listed = browser.get("/incidents/").content.decode()
    assert mine.title in listed
    assert other.title not in listed
    assert browser.get(f"/incidents/{other.pk}/").status_code == 404
    assert browser.get(f"/incidents/{mine.pk}/history/").status_code == 200
    # They may add to it, and not handle it.
    assert may(actor(cast.nobody), "attach", register_of(Incident), mine)
    for verb in ("edit", "triage", "decide_breach"):
        assert not may(actor(cast.nobody), verb, register_of(Incident), mine), verb
    assert (cast.nobody.name, "", "Entered it") in audience(register_of(Incident), mine)
    assert "Incidents and breaches" in browser.get("/").content.decode()
    with pytest.raises(Refused, match="reported already"):
        write(actor(cast.nobody), [Change(mine, {"title": "Another"}, "create")])


def test_a_report_that_is_wrong_loses_nothing(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.nobody)
    sent = {"title": "Typed with care", "noticed_at_0": "2026-10-24", "noticed_at_1": "9:15", "contained": "no"}
    answer = browser.post("/incidents/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Typed with care", "still to come", "Choose the service", 'value="9:15"', 'href="#id_noticed_at_0"'):
        assert words in page
    assert not Incident.objects.exists()


def test_what_waits_after_a_report(cast: Cast) -> None:
    incident = reported(cast)
    assert duties_of(incident) == {"triage": date(2026, 10, 24), "no_owner": None}
    handling.triage(actor(cast.priya), incident, {"kinds": ["integrity"], "personal": "unknown", "near_miss": False})
    incident = again(incident)
    assert (incident.state, incident.integrity, incident.confidentiality) == (State.IN_HAND, True, False)
    assert duties_of(incident) == {"aware": date(2026, 10, 24), "no_owner": None}
    with pytest.raises(Invalid, match="past this step"):
        handling.triage(actor(cast.priya), incident, {"kinds": ["integrity"], "personal": "yes"})


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (NOW + timedelta(minutes=1), "still to come"),
        (AWARE - timedelta(hours=2), "not been noticed"),
        ("words", "with a day and a time"),
        (None, "with a day"),
    ],
)
def test_awareness_has_its_order(cast: Cast, at: Any, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        aware(cast, at=at)


def test_the_clock_runs_from_awareness_over_the_end_of_summer_time(cast: Cast, signed_in: Any) -> None:
    incident = aware(cast)
    assert incident.notify_by == datetime(2026, 10, 26, 9, tzinfo=UTC)
    monday = date(2026, 10, 26)
    assert duties_of(incident) == {"advice": monday, "regulator": monday, "individuals": monday}
    page = signed_in(cast.priya).get(f"/incidents/{incident.pk}/").content.decode()
    assert "Monday 26 October 2026, 9:00" in page
    assert "2 days 23 hours left" in page
    assert flagged(cast, "clock_running") == {incident.pk}
    with clock.at(datetime(2026, 10, 26, 9, 1, tzinfo=UTC)):
        assert flagged(cast, "clock_running") == set()
        assert flagged(cast, "clock_past") == {incident.pk}
        assert "0 hours 1 minute ago" in signed_in(cast.priya).get(f"/incidents/{incident.pk}/").content.decode()
    # As it stood at the end of the Sunday before, it ran.
    listing = Listing(register_of(Incident), fresh(cast.priya), {"clock_running": "yes", "late_on": "2026-10-25"})
    assert [each.pk for each in listing.found] == [incident.pk]


def test_awareness_is_corrected_with_a_reason_or_taken_back(cast: Cast, dpo: Person) -> None:
    incident = aware(cast)
    earlier = AWARE - timedelta(minutes=30)
    handling.become_aware(actor(cast.priya), incident, {"aware_at": earlier, "why": "The first call said it already."})
    incident = again(incident)
    assert (incident.aware_at, incident.notify_by) == (earlier, datetime(2026, 10, 26, 8, 30, tzinfo=UTC))
    handling.no_breach(actor(cast.priya), incident, {"why": "The envelope came back unopened."})
    incident = again(incident)
    assert (incident.notify_by, incident.personal, duties_of(incident)) == (None, "no", {})
    with pytest.raises(Invalid, match="since when we are aware"):
        handling.advise(
            actor(dpo), incident, {"advised_regulator": "tell", "advised_individuals": "tell", "advice": "x"}
        )


def test_a_change_by_hand_does_not_undo_awareness(cast: Cast) -> None:
    incident = aware(cast)
    for values, told in (
        ({"personal": "no"}, "say first that it was none"),
        ({"near_miss": True}, "no near miss"),
        ({"noticed_at": AWARE + timedelta(minutes=5)}, "before that"),
    ):
        with pytest.raises(Invalid, match=told):
            write(actor(cast.priya), [Change(again(incident), values, "edit")])


def test_who_advised_does_not_decide_after_a_breach_was_none_and_is_one_again(cast: Cast, dpo: Person) -> None:
    incident = advised(cast, dpo)
    handling.no_breach(actor(cast.priya), incident, {"why": "It came back unopened."})
    handling.become_aware(actor(cast.priya), again(incident), {"aware_at": AWARE, "why": "It was opened after all."})
    incident = again(incident)
    assert {"advice", "regulator", "individuals"} == duties_of(incident).keys(), "all is asked for anew"
    RoleGiven.objects.create(post=Holding.objects.get(person=dpo).post, role="siro", unit=cast.council)
    assert not may(actor(dpo), "approve_breach", register_of(Incident), incident)


def test_the_grid_suggests_and_a_person_decides(cast: Cast, signed_in: Any) -> None:
    incident = triaged(cast)
    told = {"likelihood": 3, "severity": 2, "impact": "Embarrassment"}
    handling.assess(actor(cast.priya), incident, {**told, "level": ""})
    incident = again(incident)
    assert incident.level == ""
    page = signed_in(cast.priya).get(f"/incidents/{incident.pk}/").content.decode()
    assert "the ICO is told unless there is a reason not to" in page
    with pytest.raises(Invalid, match="suggests S3"):
        handling.assess(actor(cast.priya), incident, {**told, "level": "S2"})
    handling.assess(actor(cast.priya), incident, {**told, "level": "S2", "level_reason": "One address only."})
    assert (again(incident).level, again(incident).level_reason) == ("S2", "One address only.")


def test_advice_stands_apart_from_the_decision(cast: Cast, dpo: Person) -> None:
    incident = advised(cast, dpo)
    assert (incident.advised_by, incident.advised_at, incident.regulator) == (dpo, clock.now(), "")
    for person, message in ((cast.priya, "approved by the SIRO"), (cast.daniel, "")):
        if message:
            with pytest.raises(Invalid, match=message):
                decide(person, incident, "regulator", "tell")
        else:
            incident = decide(person, incident, "regulator", "tell")
    assert History.objects.filter(register="incidents", record=incident.pk, verb="approve_breach").count() == 1
    incident = decide(cast.priya, incident, "individuals", "do_not_tell")
    assert incident.individuals_decided_by == cast.priya
    # Neither the DPO decides nor the deciders advise.
    with pytest.raises(Refused):
        decide(dpo, incident, "individuals", "do_not_tell")
    for verb in ("advise_breach",):
        assert not may(actor(cast.daniel), verb, register_of(Incident), incident)


def test_who_advised_does_not_decide_by_another_post_either(cast: Cast, dpo: Person) -> None:
    incident = advised(cast, dpo)
    RoleGiven.objects.create(post=Holding.objects.get(person=dpo).post, role="ig_manager", unit=cast.council)
    verdict = may(actor(dpo), "decide_breach", register_of(Incident), incident)
    assert (bool(verdict), verdict.reason) == (False, "Who advised on it does not decide on it.")


def test_against_the_advice_only_the_siro_with_a_reason(cast: Cast, dpo: Person) -> None:
    incident = advised(cast, dpo)
    with pytest.raises(Invalid, match="Only the SIRO"):
        decide(cast.priya, incident, "regulator", "do_not_tell", "We think otherwise.")
    with pytest.raises(Invalid, match="against the data protection officer"):
        decide(cast.daniel, incident, "regulator", "do_not_tell")
    incident = decide(cast.daniel, incident, "regulator", "do_not_tell", "It was encrypted.")
    assert (incident.regulator_departing, incident.departed()) == ("It was encrypted.", False)
    assert flagged(cast, "departed_from") == {incident.pk}
    assert flagged(cast, "ico_not_told") == {incident.pk}
    assert flagged(cast, "clock_running") == set()


def test_advice_that_comes_later_and_otherwise_asks_the_siro_again(cast: Cast, dpo: Person) -> None:
    incident = advised(cast, dpo, regulator="do_not_tell")
    incident = decide(cast.priya, incident, "regulator", "do_not_tell")
    told = {"advised_regulator": "tell", "advised_individuals": "do_not_tell", "advice": "There were more."}
    handling.advise(actor(dpo), incident, told)
    incident = again(incident)
    assert incident.departed()
    assert "overruled" in duties_of(incident)
    incident = decide(cast.daniel, incident, "regulator", "tell")
    assert "overruled" not in duties_of(incident)


def test_the_siro_need_not_wait_and_says_why(cast: Cast) -> None:
    incident = aware(cast)
    with pytest.raises(Invalid, match="has not advised yet"):
        decide(cast.priya, incident, "regulator", "do_not_tell")
    with pytest.raises(Invalid, match="could not wait"):
        decide(cast.daniel, incident, "regulator", "tell")
    incident = decide(cast.daniel, incident, "regulator", "tell", "It is Saturday night.")
    assert "advice" in duties_of(incident), "the advice is wanted all the same"
    assert duties_of(incident)["tell_ico"] == date(2026, 10, 26)


def test_the_ico_is_told_in_parts_and_late_only_with_reasons(cast: Cast, dpo: Person) -> None:
    incident = advised(cast, dpo)
    with pytest.raises(Invalid, match="decide that first"):
        tell(cast.priya, incident, "ico")
    incident = decide(cast.daniel, incident, "regulator", "tell")
    with clock.at(datetime(2026, 10, 26, 9, 1, tzinfo=UTC)):
        with pytest.raises(Invalid, match="72 hours after"):
            tell(cast.priya, incident, "ico")
        incident = tell(cast.priya, incident, "ico", late_reason="Nobody was on call.", reference="IC-1")
    assert (incident.late_reason, incident.ico_reference) == ("Nobody was on call.", "IC-1")
    assert flagged(cast, "ico_told_late") == {incident.pk}
    first = incident.ico_notified_at
    with clock.at(datetime(2026, 10, 30, 9, tzinfo=UTC)):
        incident = tell(cast.priya, incident, "ico", text="It was 40 people.")
    assert incident.ico_notified_at == first
    assert list(IncidentNotice.objects.order_by("part").values_list("part", "text")) == [
        (1, "What we know."),
        (2, "It was 40 people."),
    ]
    with pytest.raises(Invalid, match="told already"):
        decide(cast.daniel, incident, "regulator", "tell")
    # The police may be told of any incident.
    assert tell(cast.priya, incident, "police").pk
    assert [each for each in verify_all().faults if each.where.startswith("incident")] == []


def test_exactly_72_hours_are_in_time(cast: Cast, dpo: Person) -> None:
    incident = decide(cast.daniel, advised(cast, dpo), "regulator", "tell")
    with clock.at(datetime(2026, 10, 26, 9, tzinfo=UTC)):
        incident = tell(cast.priya, incident, "ico")
    assert (incident.late_reason, flagged(cast, "ico_told_late")) == ("", set())


def test_it_is_not_closed_while_something_is_missing(cast: Cast, dpo: Person) -> None:
    enter_usual(HOUSE)
    incident = advised(cast, dpo)
    with pytest.raises(Invalid, match=r"Decide on the ICO.*Decide on the people"):
        handling.close(actor(cast.priya), incident, {"why": "Over."})
    incident = decide(cast.daniel, incident, "regulator", "tell")
    incident = decide(cast.priya, incident, "individuals", "do_not_tell")
    incident = tell(cast.priya, incident, "ico")
    said = {"why": "Over.", "root_cause": "Two windows open", "lessons": "One letter at a time"}
    with pytest.raises(Invalid, match="what the cause was"):
        handling.close(actor(cast.priya), incident, said)
    write(actor(cast.priya), [Change(incident, {"cause": IncidentCause.objects.first()}, "edit")])
    incident = again(incident)
    with pytest.raises(Refused):
        handling.close(actor(holder_of("ig_officer", cast.council)), incident, said)
    incident = again(incident)
    handling.close(actor(cast.priya), incident, said)
    incident = again(incident)
    assert (incident.state, incident.closed_at, incident.lessons) == (State.CLOSED, clock.now(), "One letter at a time")
    assert duties_of(incident) == {}
    assert flagged(cast, "no_action") == {incident.pk}
    with pytest.raises(Refused, match="open it again"):
        write(actor(cast.priya), [Change(incident, {"title": "Otherwise"}, "edit")])
    handling.reopen(actor(cast.priya), again(incident), {"why": "More came up."})
    assert again(incident).state == State.IN_HAND
    assert not [*duties.faults()]


def test_a_near_miss_asks_little(cast: Cast) -> None:
    incident = triaged(cast, near_miss=True)
    assert duties_of(incident) == {}
    assert incident.suggestion().level == "S0"
    handling.close(actor(cast.priya), incident, {"why": "Caught in the post room."})
    with pytest.raises(Invalid, match="past this step"):
        handling.become_aware(actor(cast.priya), again(incident), {"aware_at": AWARE, "why": "x"})


def test_an_action_after_an_incident_has_two_keys_and_a_slip_ledger(cast: Cast) -> None:
    incident = triaged(cast)
    task = IncidentAction(
        incident=incident, agreed_action="Window envelopes only", owner=cast.posts["tom"], due=date(2026, 11, 30)
    )
    write(actor(cast.priya), [Change(task, verb="create")])
    task = IncidentAction.objects.get(pk=task.pk)
    assert (task.unit, task.first_due) == (cast.housing, date(2026, 11, 30))
    assert [(row.rule, row.due) for row in Duty.objects.filter(register="incident-actions")] == [
        ("due", date(2026, 11, 30))
    ]
    ACTS.ask_extension(actor(cast.tom), task, {"to_date": date(2026, 12, 31), "reason": "The printer is slow."})
    asked = IncidentActionExtension.objects.select_related("action").get()
    with pytest.raises(Refused):
        ACTS.decide_extension(actor(cast.tom), asked, {"decision": "approve", "why": "I may."})
    ACTS.decide_extension(
        actor(cast.daniel), IncidentActionExtension.objects.get(), {"decision": "approve", "why": "Once."}
    )
    task = IncidentAction.objects.get(pk=task.pk)
    assert (task.due, task.first_due, task.slips) == (date(2026, 12, 31), date(2026, 11, 30), 1)
    ACTS.say_done(actor(cast.tom), task, {"progress": "They are ordered and used."})
    task = IncidentAction.objects.get(pk=task.pk)
    with pytest.raises(Refused):
        ACTS.verify(actor(cast.tom), task, {"note": "I saw it."})
    ACTS.verify(actor(cast.amina), IncidentAction.objects.get(pk=task.pk), {"note": "Looked at ten letters."})
    assert IncidentAction.objects.get(pk=task.pk).state == "verified"
    assert not [*duties.faults()]


def test_a_matter_of_discipline_leaves_no_trace_where_it_is_not_theirs(cast: Cast, signed_in: Any) -> None:
    incident = triaged(cast)
    matter = StaffMatter(incident=incident, with_whom="Hilda of human resources")
    write(actor(cast.priya), [Change(matter, verb="create")])
    for person, sees in (
        (cast.priya, True),
        (cast.daniel, True),
        (cast.tom, False),
        (cast.amina, False),
        (holder_of("dpo", cast.council), False),
    ):
        browser = signed_in(person)
        assert (browser.get(f"/staff-matters/{matter.pk}/").status_code == 200) is sees, person
        for address in (
            f"/incidents/{incident.pk}/",
            f"/incidents/{incident.pk}/history/",
            f"/incidents/{incident.pk}/thread/",
            "/search/?q=Hilda",
            "/incidents/export.csv",
        ):
            told = text_of(browser.get(address)).replace('value="Hilda"', "")
            assert sees or not {"discipline", "Hilda of", "staff-matters"} & {
                word for word in ("discipline", "Hilda of", "staff-matters") if word in told
            }, (person, address)


def test_the_log_of_article_33_says_all_that_it_must(cast: Cast, dpo: Person, signed_in: Any) -> None:
    incident = decide(cast.daniel, advised(cast, dpo), "regulator", "tell")
    values = {
        "narrative": "It was opened.",
        "containment": "Fetched back.",
        "data_categories": "Rent accounts",
        "subjects_known": "about",
        "subjects": 1200,
        "records": 3,
    }
    write(actor(cast.priya), [Change(incident, values, "edit")])
    told = text_of(signed_in(cast.amina).get(f"/incidents/export.csv?breach=yes&columns={LOG}"))
    for words in (
        "Cause",
        "It was opened.",
        "Rent accounts; people: about 1,200; records: 3",
        "Impact",
        "Fetched back.",
        "ICO: Tell them. As it stands.",
    ):
        assert words in told


def test_the_page_of_a_breach_asks_little(cast: Cast, dpo: Person, signed_in: Any) -> None:
    incident = decide(cast.daniel, advised(cast, dpo), "regulator", "tell")
    incident = tell(cast.priya, incident, "ico")
    browser = signed_in(cast.priya)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"/incidents/{incident.pk}/").status_code == 200
        return len(captured)

    before = asked()
    for number in range(5):
        tell(cast.priya, again(incident), "ico", text=f"More {number}")
        write(
            actor(cast.priya), [Change(IncidentAction(incident=incident, agreed_action=f"Do {number}"), verb="create")]
        )
    assert asked() == before
    assert before <= 20


def test_patterns_are_lists_counted(cast: Cast, signed_in: Any) -> None:
    enter_usual(HOUSE)
    cause = IncidentCause.objects.first()
    asset = make_asset(cast, "Rent accounts")
    first = aware(cast, cause=cause)
    triaged(cast, near_miss=True)
    reported(
        cast, noticed_at=datetime(2026, 7, 1, 0, 30, tzinfo=LONDON), unit=cast.finance, title="At the end of a month"
    )
    dismissed = reported(cast, title="Nothing at all")
    handling.dismiss(actor(cast.priya), dismissed, {"why": "A rumour."})
    way = next(
        each for each in links.ways_of(register_of(Incident)) if each.relation.name == "affects" and each.forward
    )
    links.add(actor(cast.priya), first, way, asset)
    for by in ("month", "quarter"):
        found = patterns.found(fresh(cast.priya), Moment(clock.today()), {"by": by})
        assert [cell.number for cell in found.periods[-1].cells] == [2, 1, 1, 0]
        every = [cell for lines in (found.periods, found.causes, found.units) for line in lines for cell in line.cells]
        browser = signed_in(cast.priya)
        for cell in every:
            listing = Listing(
                register_of(Incident),
                fresh(cast.priya),
                dict(part.split("=") for part in cell.address.partition("?")[2].split("&")),
            )
            assert listing.found.count() == cell.number, cell
        assert {line.title for line in found.units} == {"Housing", "Finance"}
        assert [(line.title, line.cells[0].number) for line in found.touched] == [
            ("Information asset: Rent accounts", 1)
        ]
        page = browser.get(f"/incidents/patterns/?by={by}").content.decode()
        assert found.touched[0].cells[0].address in page
        assert first.title in browser.get(found.touched[0].cells[0].address).content.decode()
    july = next(
        line
        for line in patterns.found(fresh(cast.priya), Moment(clock.today()), {}).periods
        if line.title == "July 2026"
    )
    assert july.cells[0].number == 1, "half past midnight in London is the next month's"
    # Who sees nothing counts nothing.
    nothing = patterns.found(fresh(cast.nobody), Moment(clock.today()), {})
    assert (nothing.chart, [cell.number for cell in nothing.periods[-1].cells]) == (None, [0, 0, 0, 0])
    assert signed_in(cast.nobody).get(f"/incidents/affecting/assets/{asset.pk}/").status_code == 404
    assert signed_in(cast.priya).get("/incidents/affecting/posts/1/").status_code == 404
