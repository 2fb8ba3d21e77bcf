"""The public's form: offers first, nothing kept before it is sent, one act however often it is pressed, and the rate that is made of it.

Seen red when a reload counted twice, when who left was not in the denominator, when a lapsed token was taken, and when the hour had no
end.
"""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from muniment import clock
from muniment.organisation import preferences
from muniment.organisation.holidays import enter_packaged
from muniment.publication import (
    asking,
    deflection,
    disclosure_log,
    disclosure_log_index,
    disclosure_log_public,
    offering,
    offerings,
)
from muniment.publication.offerings import AskedHour, AskedOnce, Offering, Outcome
from muniment.registers.access import Actor
from muniment.registers.models import History
from muniment.requests.requests import InformationRequest
from tests.cast import HOUSE
from tests.contracts import fresh, holder_of, text_of
from tests.test_disclosure_log import answered, published
from tests.test_published_assets import published as edition
from tests.test_retention_lines import make_asset

ASK, SEND, ANSWERED = "/published/ask/", "/published/ask/send/", "/published/ask/answered/"
NOW = datetime(2026, 12, 22, 10, 0, tzinfo=UTC)
QUESTION = "How many homes are empty in each ward?"
WHO = {"name": "Imelda Quarrington", "contact": "i.quarrington@post.example"}
TOKEN = re.compile(r'name="token" value="([^"]+)"')


@pytest.fixture
def open_form(cast, monkeypatch):
    monkeypatch.setattr(disclosure_log_index, "_kept", disclosure_log_index.NOTHING)
    disclosure_log_public._table.cache_clear()
    with clock.at(NOW):
        enter_packaged(HOUSE)
        preferences.change(HOUSE, {"public_form": "on"})
        yield cast


@pytest.fixture
def house(open_form):
    """The form is open, and one answer is published."""
    priya, daniel = Actor.at_page(fresh(open_form.priya)), Actor.at_page(holder(open_form))
    published(priya, daniel, answered(open_form, priya))
    return open_form


def holder(cast):
    return holder_of("ig_officer", cast.council)


def begun(client):
    page = client.get(ASK)
    assert page.status_code == 200
    return TOKEN.search(text_of(page))[1]


def looked(client, token, text=QUESTION):
    return client.post(ASK, {"text": text, "token": token})


@pytest.mark.django_db
def test_it_is_not_there_before_the_council_switches_it_on(cast):
    for address in (ASK, ANSWERED, "/published/ask/sent/x/"):
        assert Client().get(address).status_code == 404
    for address in (ASK, SEND, ANSWERED):
        assert Client().post(address, {"text": QUESTION}).status_code == 404
    assert "Ask for information" not in text_of(Client().get("/published/"))


@pytest.mark.django_db
def test_what_is_published_is_offered_with_why_and_nothing_is_kept_of_the_text(house):
    client = Client(enforce_csrf_checks=True)
    before = History.objects.count(), InformationRequest.objects.count()
    page = looked(client, begun(client))
    text = text_of(page)
    assert "Empty homes by ward" in text
    assert "Offered because of your words: homes, empty" in text
    assert QUESTION in text, "it stands in the page, to be sent"
    assert not page.cookies
    assert "Cookie" not in page.get("Vary", ""), "no session is looked at"
    assert page["Cache-Control"] == "private, no-cache"
    (row,) = Offering.objects.all()
    assert (row.day, row.offered, row.outcome) == (date(2026, 12, 22), {"answers": 1}, Outcome.NOTHING)
    assert {each.name for each in Offering._meta.fields} == {"id", "visit", "day", "offered", "outcome"}
    assert (History.objects.count(), InformationRequest.objects.count()) == before
    assert "How many homes" not in str(list(AskedHour.objects.values()))


@pytest.mark.django_db
def test_sent_all_the_same_it_is_a_request_with_its_date(house):
    client = Client(enforce_csrf_checks=True)
    token = begun(client)
    looked(client, token)
    answer = client.post(SEND, {"text": QUESTION, "token": token, **WHO})
    assert answer.status_code == 302
    made = InformationRequest.objects.latest("pk")
    assert (made.text, made.requester, made.requester_contact, made.channel) == (QUESTION, *WHO.values(), "web_form")
    assert (made.received_on, made.unit, made.subject, made.state) == (date(2026, 12, 22), house.council, QUESTION, "new_in")  # fmt: skip
    assert made.due_on == date(2027, 1, 25)
    line = History.objects.filter(register="requests", record=made.pk).get()
    assert (line.actor, line.verb, line.person) == ("the public’s form", "create", None)
    page = text_of(client.get(answer["Location"]))
    assert f"R-{made.pk}" in page
    assert "by Monday 25 January 2027" in page
    assert "Quarrington" not in page
    assert Offering.objects.get().outcome == Outcome.SENT
    with clock.at(NOW):
        assert client.get("/published/ask/sent/forged/").status_code == 404


@pytest.mark.django_db
def test_pressed_twice_reloaded_and_gone_back_it_is_one(house):
    client = Client()
    token = begun(client)
    for _again in range(3):
        looked(client, token)
    assert Offering.objects.count() == 1
    client.post(ANSWERED, {"token": token})
    client.post(ANSWERED, {"token": token})
    looked(client, token)
    assert [each.outcome for each in Offering.objects.all()] == [Outcome.ANSWERED]
    n = InformationRequest.objects.count()
    places = {client.post(SEND, {"text": QUESTION, "token": token, **WHO})["Location"].split(":")[0] for _again in range(3)}  # fmt: skip
    assert len(places) == 1
    assert InformationRequest.objects.count() == n + 1
    client.post(ANSWERED, {"token": token})
    assert [each.outcome for each in Offering.objects.all()] == [Outcome.SENT], "a request was sent: it was not enough"
    client.post(SEND, {"text": "Something else entirely", "token": token, **WHO})
    assert InformationRequest.objects.count() == n + 2, "another question is another request"
    assert AskedOnce.objects.count() == 2


@pytest.mark.django_db
def test_a_token_that_lapsed_or_was_made_up_sends_nothing_and_loses_nothing(house, monkeypatch):
    client = Client()
    token = begun(client)
    looked(client, token)
    n = InformationRequest.objects.count()
    monkeypatch.setattr(asking, "HOURS", -1)
    for address, more in ((ASK, {}), (SEND, WHO)):
        for given in (token, "", "made:up:token", "x" * 100_000):
            answer = client.post(address, {"text": QUESTION, "token": given, **more})
            assert answer.status_code == 422
            assert QUESTION in text_of(answer)
            assert "lay open for too long" in text_of(answer)
    assert InformationRequest.objects.count() == n
    renewed = TOKEN.search(text_of(client.post(SEND, {"text": QUESTION, "token": token, **WHO})))[1]
    monkeypatch.setattr(asking, "HOURS", 4)
    assert client.post(SEND, {"text": QUESTION, "token": renewed, **WHO}).status_code == 302
    assert Offering.objects.get().outcome == Outcome.SENT, "the visit is the same"


@pytest.mark.django_db
def test_errors_lose_nothing_and_the_trap_is_told(house):
    client = Client()
    token = begun(client)
    assert client.post(ASK, {"text": "", "token": token}).status_code == 422
    trapped = client.post(ASK, {"text": QUESTION, "token": token, "website": "http://x.example"})
    assert trapped.status_code == 422
    assert QUESTION in text_of(trapped)
    short = client.post(SEND, {"text": QUESTION, "token": token, "name": "", "contact": ""})
    assert short.status_code == 422
    assert "Enter your name." in text_of(short)
    assert QUESTION in text_of(short)
    long = client.post(ASK, {"text": "word " * 20_000, "token": token})
    assert long.status_code == 422
    assert "word word" in text_of(long)
    assert client.post(ASK, {"text": "x" * 1_100_000, "token": token}).status_code == 413
    assert not Offering.objects.exists()


@pytest.mark.django_db
def test_an_hour_takes_only_so_much_from_all_together(house):
    preferences.change(HOUSE, {"public_form_hourly": 2})
    n = InformationRequest.objects.count()
    answers = [Client().post(SEND, {"text": f"Question {at}", "token": asking.token(), **WHO}) for at in range(4)]
    assert [each.status_code for each in answers] == [302, 302, 429, 429]
    assert "Question 3" in text_of(answers[3])
    assert answers[3]["Retry-After"] == "3600"
    assert InformationRequest.objects.count() == n + 2
    looks = [looked(Client(), asking.token()).status_code for _at in range(22)]
    assert looks == [200] * 20 + [429] * 2
    assert Offering.objects.count() == 20
    with clock.at(NOW + timedelta(hours=1)):
        assert looked(Client(), asking.token()).status_code == 200


@pytest.mark.django_db
def test_hostile_words_are_words(house):
    client = Client()
    hostile = "<script>alert(1)</script> {{ made }} empty homes by ward"
    page = text_of(looked(client, begun(client), hostile))
    assert "<script>" not in page
    client.post(SEND, {"text": hostile, "token": asking.token(), "name": "<b>x</b>", "contact": "<i>y</i>"})
    made = InformationRequest.objects.latest("pk")
    assert made.text == hostile
    assert client.post(SEND, {"text": "a\x00b", "token": asking.token(), **WHO}).status_code == 422


@pytest.mark.django_db
def test_the_subject_does_not_say_who_asks(house):
    assert asking.subject_of("I am Imelda Quarrington and ask about dogs", **WHO) == "A question by the web form"
    assert asking.subject_of("Dogs " * 100, **WHO).endswith("Dogs…")


@pytest.mark.django_db
def test_where_nothing_fits_nothing_is_offered_or_counted(house):
    page = looked(Client(), asking.token(), "How many dogs were found in the park?")
    assert "Nothing that is published fits your words well" in text_of(page)
    assert not Offering.objects.exists()


@pytest.mark.django_db
def test_an_asset_of_the_edition_is_offered_and_one_that_is_not_public_never(open_form):
    make_asset(open_form, "Bus stops", about="Where each bus stops", published="Open data")
    make_asset(open_form, "Bus depots", classification="sensitive")
    assert offering.offers("bus stops") == []
    edition(open_form)
    (found,) = offering.offers("A list of all bus stops and bus depots")
    assert (found.kind, found.title, found.address.partition("#")[0]) == ("assets", "Bus stops", "/published/assets/")


@pytest.mark.django_db
def test_an_answer_that_was_taken_down_is_offered_no_more(house):
    (found,) = offering.offers(QUESTION)
    row = disclosure_log_index.rows().get()
    disclosure_log.take_down(Actor.at_page(fresh(house.priya)), row, {"why": "x"})
    assert found.address == row.address()
    assert offering.offers(QUESTION) == []


@pytest.mark.django_db
def test_the_rate_counts_those_who_said_nothing(house, signed_in, django_assert_max_num_queries):
    for month, outcomes in ((11, "aaasnnnnnn"), (12, "as")):
        with clock.at(date(2026, month, 3)):
            for at, outcome in enumerate(outcomes):
                offerings.shown(f"{month}-{at}", {"answers": 2, "assets": 1})
                {"a": offerings.said_answered, "s": offerings.sent_anyway, "n": lambda _visit: None}[outcome](f"{month}-{at}")  # fmt: skip
    december, november = deflection.months()
    assert (november.shown, november.answered, november.sent, november.nothing, november.rate) == (10, 3, 1, 6, "30 %")
    assert (december.rate, december.kinds) == ("50 %", {"answers": 4, "assets": 2, "scheme": 0, "data": 0})
    assert deflection.together([december, november]).rate == "33 %"
    assert deflection.Month(None, 0, 0, 0).rate == "–"
    client = signed_in(house.priya)
    client.get("/deflection/")
    with django_assert_max_num_queries(12):
        text = text_of(client.get("/deflection/"))
    assert "30 %" in text
    assert "November 2026" in text
    lines = text_of(client.get("/deflection/offers.csv")).splitlines()
    assert len(lines) == 13
    assert lines[1] == "2026-11-03,2,1,0,0,Said that it answers"
    assert Client().get("/deflection/").status_code == 302


@pytest.mark.django_db
def test_staff_see_the_same_offers_beside_a_request_and_nothing_is_counted(house, signed_in):
    client = signed_in(house.priya)
    client.post(SEND, {"text": QUESTION, "token": asking.token(), **WHO})
    made = InformationRequest.objects.latest("pk")
    page = text_of(client.get(f"/requests/{made.pk}/"))
    assert f"/requests/{made.pk}/published/" in page
    shown = text_of(client.get(f"/requests/{made.pk}/published/"))
    assert "Empty homes by ward" in shown
    assert "section 21" in shown
    assert not Offering.objects.exists()
    assert signed_in(house.nobody).get(f"/requests/{made.pk}/published/").status_code == 404
