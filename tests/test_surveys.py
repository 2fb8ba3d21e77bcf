"""Surveys: each service says by link what it holds; who has not answered is written to; what was said is decided line by line."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from muniment import clock
from muniment.assets import survey_letters, surveying
from muniment.assets.models import InformationAsset, SurveyCampaign, SurveyLine, SurveyReturn
from muniment.people.models import Holding, Post, Unit
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Duty, History
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh
from tests.test_retention_lines import make_asset

TODAY = date(2026, 11, 30)
Answer, Line, Return = SurveyLine.Answer, SurveyLine.State, SurveyReturn.State
ADDRESS = re.compile(r"/link/\S+")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def campaign(cast: Cast) -> SurveyCampaign:
    return make(
        SurveyCampaign, name="What do we hold?", asks="List all that you hold.", owner=cast.posts["priya"], unit=cast.council,
        closes_on=TODAY + timedelta(days=30),
    )  # fmt: skip


@pytest.fixture
def running(
    cast: Cast, campaign: SurveyCampaign, django_capture_on_commit_callbacks: Any, signed_in: Any
) -> SurveyCampaign:
    """Opened at its page: Housing has two assets in the register, Finance none."""
    make_asset(cast, "Tenancy files", location="Share H")
    make_asset(cast, "Repairs")
    make_asset(cast, "Old rent cards", state="closed", disposed_on=TODAY)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(cast.priya).post(
            f"/survey-campaigns/{campaign.pk}/do/open/",
            {"services": [cast.housing.pk, cast.finance.pk], "seen_version": campaign.version},
        )
    assert answer.status_code == 302, answer.content.decode()
    return SurveyCampaign.objects.get(pk=campaign.pk)


def of(unit: Unit) -> SurveyReturn:
    found: SurveyReturn = SurveyReturn.objects.select_related("campaign", "unit", "post").get(unit=unit)
    return found


def address_to(name: str) -> str:
    """The address in the last letter to somebody."""
    letter = [each for each in mail.outbox if each.to == [f"{name}@ambleworth.example"]][-1]
    return ADDRESS.findall(str(letter.body))[0]


def test_opening_asks_every_service_of_what_it_has(cast: Cast, running: SurveyCampaign) -> None:
    assert (running.state, running.opened_on) == (SurveyCampaign.State.RUNNING, TODAY)
    assert of(cast.housing).post == cast.posts["tom"]
    assert [str(each) for each in of(cast.housing).said()] == ["Repairs", "Tenancy files"]
    assert not of(cast.finance).said()
    assert sorted(each.to[0] for each in mail.outbox) == ["ruth@ambleworth.example", "tom@ambleworth.example"]
    assert {each.reply_to[0] for each in mail.outbox} == {"priya@ambleworth.example"}
    duty = Duty.objects.get(register="survey-returns", record=of(cast.housing).pk)
    assert (duty.post, duty.due, duty.rule) == (cast.posts["tom"], running.closes_on, "answer")


def test_a_service_answers_by_link_without_signing_in(cast: Cast, running: SurveyCampaign) -> None:
    browser, address = Client(), address_to("tom")
    page = browser.get(address).content.decode()
    assert "List all that you hold." in page
    assert "Tenancy files" in page
    listed = {
        "step": "list-asset",
        "name": "Allotment register",
        "children": "on",
        "location": "Cabinet 4",
        "seen_version": "",
    }
    assert browser.post(address, listed).status_code == 302
    draft = InformationAsset.objects.get(name="Allotment register")
    assert (draft.state, draft.owner, draft.unit, draft.personal_data) == (
        "draft",
        cast.posts["tom"],
        cast.housing,
        True,
    )
    assert of(cast.housing).state == Return.ANSWERING
    early = browser.post(address, {"step": "hand-in"})
    assert early.status_code == 422
    assert "2 of the assets" in early.content.decode()
    repairs, tenancy = of(cast.housing).said()[:2]
    without_word = browser.post(address, {"step": "known", f"answer-{repairs.pk}": "altered"})
    assert without_word.status_code == 422
    both = {
        "step": "known", f"answer-{repairs.pk}": "gone_now", f"answer-{tenancy.pk}": "still",
    }  # fmt: skip
    assert browser.post(address, both).status_code == 302
    assert browser.post(address, {"step": "hand-in", "remark": "The cellar is locked"}).status_code == 302
    done = of(cast.housing)
    assert (done.state, done.handed_in_on, done.remark) == (Return.HANDED_IN, TODAY, "The cellar is locked")
    assert History.objects.filter(via="link", register="assets").count() == 1
    assert not Duty.objects.filter(register="survey-returns", record=done.pk, post=cast.posts["tom"]).exists()
    waiting = Duty.objects.get(register="survey-returns", record=done.pk)
    assert (waiting.rule, waiting.post) == ("decide", None)
    after = browser.get(address).content.decode()
    assert "List an asset" not in after
    assert verify_all().faults == []


def test_all_others_are_said_to_be_as_the_register_says_at_once(cast: Cast, running: SurveyCampaign) -> None:
    address = address_to("tom")
    gone = of(cast.housing).said()[0]
    told = {"step": "known", f"answer-{gone.pk}": "gone_now", "rest": "on"}
    assert Client().post(address, told).status_code == 302
    assert [each.answer for each in of(cast.housing).said()] == ["gone_now", "still"]


def test_a_link_lists_nothing_for_another_service(cast: Cast, running: SurveyCampaign) -> None:
    with pytest.raises(Refused):
        surveying.list_asset(Actor.by_link(cast.posts["ruth"]), of(cast.housing), {"name": "Theirs"})
    with pytest.raises(Refused):
        surveying.list_asset(Actor.at_page(fresh(cast.nobody)), of(cast.housing), {"name": "Theirs"})
    line = of(cast.housing).said()[0]
    surveying.answer_known(
        Actor.by_link(cast.posts["ruth"]), of(cast.finance), {"answers": {line.pk: Answer.GONE}, "remarks": {}}
    )
    line.refresh_from_db()
    assert line.state == Line.UNANSWERED


def test_what_was_said_is_decided_line_by_line(cast: Cast, running: SurveyCampaign) -> None:
    service, decides = Actor.by_link(cast.posts["tom"]), Actor.at_page(fresh(cast.priya))
    surveying.list_asset(service, of(cast.housing), {"name": "Allotments"})
    surveying.list_asset(service, of(cast.housing), {"name": "Repairs again"})
    repairs, tenancy = (SurveyLine.objects.get(asset__name=name) for name in ("Repairs", "Tenancy files"))
    said = {
        "answers": {repairs.pk: Answer.GONE, tenancy.pk: Answer.NOT_OURS},
        "remarks": {tenancy.pk: "Finance has it"},
    }
    surveying.answer_known(service, of(cast.housing), said)
    surveying.hand_in(service, of(cast.housing), {})
    lines = {str(each): each for each in SurveyLine.objects.select_related("asset", "survey_return__campaign", "unit")}
    surveying.take(decides, lines["Allotments"], {})
    surveying.turn_down(decides, lines["Repairs again"], {"why": "It is there already"})
    surveying.take(decides, lines["Repairs"], {})
    with pytest.raises(Invalid, match="Choose the service"):
        surveying.take(decides, lines["Tenancy files"], {})
    assert Duty.objects.filter(register="survey-returns", rule="decide").count() == 1
    surveying.take(decides, lines["Tenancy files"], {"belongs_to": cast.finance})
    assert not Duty.objects.filter(register="survey-returns", rule="decide").exists()
    held = {
        each.name: (each.state, each.unit)
        for each in InformationAsset.objects.everything().exclude(name="Old rent cards")
    }
    assert held == {
        "Allotments": ("in_use", cast.housing), "Repairs": ("closed", cast.housing), "Tenancy files": ("in_use", cast.finance),
    }  # fmt: skip
    assert verify_all().faults == []


def test_reminders_come_as_often_as_the_campaign_says_and_no_more(cast: Cast, running: SurveyCampaign) -> None:
    surveying.hand_in(Actor.by_link(cast.posts["ruth"]), of(cast.finance), {})
    sent = {}
    for day in range(40):
        mail.outbox.clear()
        with clock.at(TODAY + timedelta(days=day)):
            survey_letters.chase.enqueue()
            survey_letters.chase.enqueue()
        if mail.outbox:
            sent[day] = [each.to[0] for each in mail.outbox]
    assert sent == {day: ["tom@ambleworth.example"] for day in (7, 14, 21, 28, 35)}
    assert mail.outbox == []
    assert of(cast.housing).letters == 6


def test_after_its_day_the_letter_says_late_and_a_closed_campaign_writes_no_more(
    cast: Cast, running: SurveyCampaign
) -> None:
    mail.outbox.clear()
    with clock.at(running.closes_on + timedelta(days=1)):
        survey_letters.chase.enqueue()
        assert {each.subject.split(":")[0] for each in mail.outbox} == {"Late"}
        mail.outbox.clear()
        surveying.close(Actor.at_page(fresh(cast.priya)), running, {"why": "Enough"})
    with clock.at(running.closes_on + timedelta(days=60)):
        survey_letters.chase.enqueue()
    assert mail.outbox == []
    assert not Duty.objects.filter(register="survey-returns", rule="answer").exists()
    with pytest.raises(Invalid, match="over"):
        surveying.list_asset(Actor.by_link(cast.posts["tom"]), of(cast.housing), {"name": "Too late"})


def test_a_service_without_anybody_is_told_and_can_be_given_a_post(cast: Cast, running: SurveyCampaign) -> None:
    empty = make(Unit, body=cast.council.body, parent=cast.council, name="Parks")
    surveying.ask_more(Actor.at_page(fresh(cast.priya)), running, {"services": [empty]})
    assert of(empty).post is None
    assert Duty.objects.get(register="survey-returns", record=of(empty).pk).rule == "find_post"
    post = make(Post, unit=empty, title="Head of Parks")
    surveying.ask_post(Actor.at_page(fresh(cast.priya)), of(empty), {"post": post})
    assert not survey_letters.send_letter(of(empty).pk)  # nobody holds it
    make(Holding, person=cast.nobody, post=post, start=date(2026, 1, 1))
    assert survey_letters.send_letter(of(empty).pk)
    assert "Parks" in mail.outbox[-1].subject


def test_another_post_answers_for_the_drafts_and_the_old_link_opens_nothing(
    cast: Cast, running: SurveyCampaign
) -> None:
    old = address_to("tom")
    surveying.list_asset(Actor.by_link(cast.posts["tom"]), of(cast.housing), {"name": "Allotments"})
    surveying.ask_post(Actor.at_page(fresh(cast.priya)), of(cast.housing), {"post": cast.posts["ruth"]})
    assert Client().get(old).status_code == 403
    assert InformationAsset.objects.get(name="Allotments").owner == cast.posts["ruth"]
    assert verify_all().faults == []


def test_a_page_opened_before_it_was_handed_in_adds_nothing(cast: Cast, running: SurveyCampaign) -> None:
    service, opened = Actor.by_link(cast.posts["ruth"]), of(cast.finance)
    surveying.hand_in(service, of(cast.finance), {})
    for late in (
        lambda: surveying.list_asset(service, opened, {"name": "Too late"}),
        lambda: surveying.hand_in(service, opened, {"remark": "Again"}),
    ):
        with pytest.raises(Invalid, match="handed in"):
            late()
    assert not InformationAsset.objects.filter(name="Too late").exists()
    assert of(cast.finance).remark == ""


def test_a_return_can_be_given_back_with_what_is_wanted(cast: Cast, running: SurveyCampaign) -> None:
    surveying.hand_in(Actor.by_link(cast.posts["ruth"]), of(cast.finance), {})
    surveying.give_back(Actor.at_page(fresh(cast.priya)), of(cast.finance), {"why": "And the invoices?"})
    assert "And the invoices?" in Client().get(address_to("ruth")).content.decode()
    survey_letters.send_letter(of(cast.finance).pk)
    assert "Still wanted: And the invoices?" in mail.outbox[-1].body


def test_the_page_of_a_campaign_tells_each_service_with_as_many_queries_for_many(
    cast: Cast, running: SurveyCampaign, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    surveying.hand_in(Actor.by_link(cast.posts["ruth"]), of(cast.finance), {})
    for number in range(12):
        make(Unit, body=cast.council.body, parent=cast.council, name=f"Team {number}")
    surveying.ask_more(HOUSE, running, {"services": list(Unit.objects.filter(name__startswith="Team"))})
    browser = signed_in(cast.priya)
    with django_assert_max_num_queries(16):
        page = browser.get(f"/survey-campaigns/{running.pk}/").content.decode()
    assert "1 of 14 services" in page
    assert f'<a href="/assets/?unit={cast.housing.pk}&amp;incomplete=yes">0/2</a>' in page
    assert browser.get(f"/assets/?unit={cast.housing.pk}&incomplete=yes").content.decode().count('role="row"') == 3
    assert "(7%)" in page
    counted = browser.get(f"/survey-returns/?campaign={running.pk}&state=handed_in").content.decode()
    assert counted.count('role="row"') == 2  # the heading, and Finance
    assert browser.get(f"/survey-campaigns/{running.pk}/?as_at={TODAY}").status_code == 200


def test_a_hostile_word_in_a_name_stays_one_line_of_the_letter(cast: Cast, running: SurveyCampaign) -> None:
    unit = make(Unit, body=cast.council.body, parent=cast.council, name="Parks\r\nBcc: all@example.org")
    post = make(Post, unit=unit, title="Head of Parks")
    make(Holding, person=cast.nobody, post=post, start=date(2026, 1, 1))
    surveying.ask_more(HOUSE, running, {"services": [unit]})
    survey_letters.send_letter(of(unit).pk)
    assert "\n" not in mail.outbox[-1].subject
    assert mail.outbox[-1].recipients() == [cast.nobody.email]
