"""The disclosure log: what may be in it, two keys, what is public and what is not any more, and nobody who asked named in it.

Seen red when the proposer could approve, when a surname with a title passed, when a file that was taken back was given out, and when
the public's search looked at all rows.
"""

import csv
import io
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.test import Client

from muniment import clock
from muniment.people.models import RoleGiven
from muniment.publication import disclosure_log, disclosure_log_index, disclosure_log_public
from muniment.publication.disclosure_log_names import found_in
from muniment.publication.published_answers import PublishedAnswer, State
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import Duty
from muniment.registers.services import Change, write
from muniment.requests import released
from muniment.requests.models import Complaint, InformationRequest, RightsRequest
from tests.cast import HOUSE, make
from tests.contracts import fresh, holder_of, text_of
from tests.test_request_files import workbook
from tests.test_requests import do, received

TODAY = date(2026, 12, 20)
TOLD = {"title": "Empty homes by ward", "question": "How many homes are empty?", "answer": "Forty.", "topic": "homes", "keywords": "vacant dwellings"}  # fmt: skip
LIST = "/published/answers/"


@pytest.fixture(autouse=True)
def _no_index(monkeypatch):
    """Two tests publish at one instant, which no installation does."""
    monkeypatch.setattr(disclosure_log_index, "_kept", disclosure_log_index.NOTHING)
    disclosure_log_public._table.cache_clear()


@pytest.fixture
def priya(cast):
    with clock.at(TODAY):
        yield Actor.at_page(fresh(cast.priya))


@pytest.fixture
def second(cast, priya):
    return Actor.at_page(holder_of(RoleGiven.Role.IG_OFFICER, cast.council))


def answered(cast, priya, *files, **values):
    request = received(cast, "2026-11-02", **values)
    request = do(priya, request, "acknowledge", "2026-11-03")
    made = [released.add(priya, request, name, content) for name, content in files]
    request = do(priya, request, "answer", "2026-11-20", outcome="granted", decided_by=cast.posts["ruth"], note="Forty.")  # fmt: skip
    return (request, *made) if files else request


def proposed(priya, request, files=(), **told):
    return disclosure_log.propose(priya, request, {**TOLD, **told}, [each.pk for each in files])


def published(priya, second, request, files=(), **told):
    made = proposed(priya, request, files, **told)
    disclosure_log.approve(second, made, {"why": "Read it"})
    made.refresh_from_db()
    return made


@pytest.mark.django_db
def test_from_an_answer_to_the_public(cast, priya, second):
    request = answered(cast, priya)
    made = proposed(priya, request)
    address = f"{LIST}R-{request.pk}/"
    assert (made.reference(), made.unit_id, made.state) == (f"R-{request.pk}", cast.housing.pk, State.PROPOSED)
    assert (made.outcome, made.received_on, made.answered_on, made.service) == ("granted", date(2026, 11, 2), date(2026, 11, 20), "Housing")  # fmt: skip
    assert Duty.objects.filter(register="published-answers", record=made.pk, rule="approve-log").exists()
    assert Client().get(address).status_code == 404, "what waits is as nothing"
    assert "Empty homes" not in text_of(Client().get(LIST))
    disclosure_log.approve(second, made, {"why": "Read it"})
    page = Client().get(address)
    assert page.status_code == 200
    assert "How many homes are empty?" in text_of(page)
    assert "A. Person" not in text_of(page)
    assert not page.cookies
    assert "Cookie" not in page.get("Vary", ""), "no session is looked at"
    assert page["Cache-Control"] == "public, no-cache"
    assert Client().get(address, headers={"If-None-Match": page["ETag"]}).status_code == 304
    assert "Answers to requests for information" in text_of(Client().get("/published/"))
    assert not Duty.objects.filter(register="published-answers").exists()


@pytest.mark.django_db
def test_a_second_person_approves(cast, priya, second):
    made = proposed(priya, answered(cast, priya))
    with pytest.raises(Refused, match="second person"):
        disclosure_log.approve(priya, made, {"why": "x"})
    with pytest.raises(Refused):
        disclosure_log.approve(HOUSE, made, {"why": "x"})
    write(second, [Change(PublishedAnswer.objects.get(pk=made.pk), {"title": "Empty homes"}, "edit")])
    with pytest.raises(Refused, match="worked on it"):
        disclosure_log.approve(second, made, {"why": "x"})
    third = Actor.at_page(holder_of(RoleGiven.Role.MONITORING_OFFICER, cast.council))
    with pytest.raises(Conflict):
        disclosure_log.approve(third, made, {"why": "x", "seen_version": 1})
    disclosure_log.approve(third, made, {"why": "x", "seen_version": 2})
    with pytest.raises(Invalid, match="first"):
        disclosure_log.approve(third, made, {"why": "x", "seen_version": 2})
    assert PublishedAnswer.objects.get().approved_by == third.person
    with pytest.raises(Refused, match="no proposal any more"):
        write(priya, [Change(PublishedAnswer.objects.get(), {"title": "Something else"}, "edit")])
    outside = Actor.at_page(fresh(cast.tom))
    with pytest.raises(Refused):
        disclosure_log.take_down(outside, made, {"why": "x"})


@pytest.mark.django_db
def test_never_of_rights_or_complaints_or_what_is_not_answered(cast, priya, signed_in):
    right = make(RightsRequest, unit=cast.housing, subject="File", text="x", data_subject="A. Person")
    complaint = make(Complaint, unit=cast.housing, subject="Letter", text="x")
    for case in (right, complaint):
        with pytest.raises(Invalid, match="own data"):
            disclosure_log.propose(priya, case, TOLD)
        with pytest.raises(Invalid, match="own data"):
            disclosure_log.keep_out(priya, case, "x")
    request = received(cast, "2026-11-02")
    with pytest.raises(Invalid, match="once it is answered"):
        disclosure_log.propose(priya, request, TOLD)
    assert signed_in(cast.priya).get(f"/disclosure-log/{request.pk}/propose/").status_code == 422
    assert signed_in(cast.tom).get(f"/disclosure-log/{request.pk}/propose/").status_code == 403
    assert signed_in(cast.nobody).get(f"/disclosure-log/{request.pk}/propose/").status_code == 404
    assert not PublishedAnswer.objects.exists()


@pytest.mark.django_db
def test_the_form_warns_and_publication_is_refused_while_the_requester_is_named(cast, priya, second, signed_in):
    request = answered(cast, priya, requester_contact="a.person@post.example")
    client = signed_in(cast.priya)
    form = client.get(f"/disclosure-log/{request.pk}/propose/")
    assert "What still tells who asked" not in text_of(form)
    told = {**TOLD, "question": "I, Mr Person of AB1 2CD (a.person@post.example), ask how many."}
    made = client.post(f"/disclosure-log/{request.pk}/propose/", told)
    assert made.status_code == 302, "it may be worked on"
    page = text_of(client.get(made["Location"]))
    assert "the requester’s name" in page
    assert "a postcode" in page
    row = PublishedAnswer.objects.get()
    for question in (told["question"], "a.person@POST.example asked", "Asked by A. Per\u200bson", "Person, A. asked"):
        PublishedAnswer.objects.filter(pk=row.pk).update(question=question)
        with pytest.raises(Invalid, match="take that out first"):
            disclosure_log.approve(second, row, {"why": "x"})
    PublishedAnswer.objects.filter(pk=row.pk).update(question="How many?")
    disclosure_log.approve(second, row, {"why": "x"})


NAMED = [
    ("Imelda Quarrington", "", "I. Quarrington", "Asked by I. Quarrington"),
    ("Imelda Quarrington", "", "title", "Mrs QUARRINGTON asked"),
    ("Councillor Petra Ollerenshaw", "", "plain", "for petra  ollerenshaw"),
    ("Dr Zoë Brånkin", "", "accents", "Zoe Brankin wants to know"),
    ("Rufus Ambrey, Ambleworth Argus", "", "the paper", "The Ambleworth Argus asked"),
    ("Greenleaf Mapping Limited", "", "the firm", "We at Greenleaf Mapping"),
    ("", "07700 900123", "number", "Ring me on +44 7700 900 123"),
    ("", "Mill Cottage, Brook Lane, AB1 2CD", "place", "at Mill Cottage"),
    ("", "Mill Cottage, Brook Lane, AB1 2CD", "postcode", "in ab12cd"),
]
CHANCE = [
    ("John Green", "", "How many trees in Green Lane?"),
    ("Friends of Amble Brook", "", "Is the brook clean?"),
    ("", "somebody@post.example", "Write to parking@ambleworth.example"),
]


@pytest.mark.parametrize(("requester", "contact", "about", "text"), NAMED)
def test_a_requester_is_found(requester, contact, about, text):
    assert [each for each in found_in({"question": text}, requester, contact) if each.stops], about


@pytest.mark.parametrize(("requester", "contact", "text"), CHANCE)
def test_what_may_be_chance_is_a_warning_only(requester, contact, text):
    assert not [each for each in found_in({"question": text}, requester, contact) if each.stops]


def test_plain_words_are_not_warned_of():
    text = "How many of the 1,250 homes stood empty between 2021 and 2025, and what did it cost (£1 000 000)?"
    assert found_in({"question": text}, "Imelda Quarrington", "i.quarrington@post.example") == []


@pytest.mark.django_db
def test_only_files_that_went_out_are_given_out_and_only_while_they_may(cast, priya, second):
    sent, left = ("homes.xlsx", workbook(hidden=False)), ("secret.xlsx", workbook(hidden=True))
    request, file, out = answered_with_one_left_out(cast, priya, sent, left)
    with pytest.raises(Invalid, match="did not go out"):
        proposed(priya, request, [file, out])
    made = published(priya, second, request, [file])
    address = f"{LIST}R-{request.pk}/files/{file.pk}/"
    assert address in text_of(Client().get(made.address()))
    answer = Client().get(address)
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "public, no-cache")
    assert answer["Content-Disposition"] == 'attachment; filename="homes.xlsx"'
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert not answer.cookies
    cached = {"If-None-Match": answer["ETag"]}
    assert Client().get(address, headers=cached).status_code == 304
    assert Client().get(f"{LIST}R-{request.pk}/files/{out.pk}/").status_code == 404
    do(priya, file, "leave-it-out", why="A name was found in it")
    assert Client().get(address, headers=cached).status_code == 404, "taken back, whatever a cache has"
    assert "homes.xlsx" not in text_of(Client().get(made.address()))


def answered_with_one_left_out(cast, priya, sent, left):
    request = do(priya, received(cast, "2026-11-02"), "acknowledge", "2026-11-03")
    file, out = (released.add(priya, request, *each) for each in (sent, left))
    do(priya, out, "leave-it-out", why="Another takes its place")
    request = do(priya, request, "answer", "2026-11-20", outcome="granted", decided_by=cast.posts["ruth"], note="x")
    return request, file, out


@pytest.mark.django_db
def test_a_file_that_was_taken_back_stops_the_approval(cast, priya, second):
    request, file = answered(cast, priya, ("homes.xlsx", workbook(hidden=False)))
    made = proposed(priya, request, [file])
    do(priya, file, "leave-it-out", why="A name was found in it")
    with pytest.raises(Invalid, match="taken back"):
        disclosure_log.approve(second, made, {"why": "x"})
    disclosure_log.choose_files(priya, made, {"chosen": [], "why": ""})
    disclosure_log.approve(second, made, {"why": "x"})


@pytest.mark.django_db
def test_a_request_that_was_opened_again_is_not_approved(cast, priya, second):
    request = answered(cast, priya)
    made = proposed(priya, request)
    do(priya, request, "open-again", why="Something was left out")
    with pytest.raises(Invalid, match="once it is answered"):
        disclosure_log.approve(second, made, {"why": "x"})


@pytest.mark.django_db
def test_taken_down_it_is_gone_at_once_though_it_was_cached(cast, priya, second):
    request, file = answered(cast, priya, ("homes.xlsx", workbook(hidden=False)))
    made = published(priya, second, request, [file])
    before = Client().get(made.address())
    with pytest.raises(Invalid, match="Say why"):
        disclosure_log.take_down(priya, made, {})
    disclosure_log.take_down(priya, made, {"why": "Somebody can be told from it"})
    for address in (made.address(), f"{made.address()}files/{file.pk}/"):
        gone = Client().get(address, headers={"If-None-Match": before["ETag"]})
        assert gone.status_code == 410
        assert "Somebody can be told" not in text_of(gone)
        assert "Empty homes" not in text_of(gone)
    for address in (LIST, f"{LIST}?q=empty", "/published/answers.atom", "/published/answers.csv", "/published/"):
        assert "Empty homes" not in text_of(Client().get(address)), address
    assert Client().get(f"{LIST}R-99999999/").status_code == 404
    assert Client().get(f"{LIST}R-{'9' * 18}/").status_code == 404


@pytest.mark.django_db
def test_a_correction_takes_the_place_of_what_was(cast, priya, second):
    request = answered(cast, priya)
    first = published(priya, second, request)
    before = Client().get("/published/answers.atom")
    newer = proposed(priya, request, answer="Forty-one.")
    assert "Forty." in text_of(Client().get(first.address()))
    with clock.at(date(2026, 12, 21)):
        disclosure_log.approve(second, newer, {"why": "The count was wrong"})
    assert "Forty-one." in text_of(Client().get(first.address()))
    first.refresh_from_db()
    assert first.state == State.REPLACED
    after = Client().get("/published/answers.atom")
    old, new = (ET.fromstring(each.content) for each in (before, after))
    atom = "{http://www.w3.org/2005/Atom}"
    ids = [[each.findtext(f"{atom}id") for each in feed.findall(f"{atom}entry")] for feed in (old, new)]
    assert ids[0] == ids[1]
    assert old.find(f"{atom}entry").findtext(f"{atom}updated") < new.find(f"{atom}entry").findtext(f"{atom}updated")


@pytest.mark.django_db
def test_two_proposals_of_one_request_do_not_wait_at_once(cast, priya, second, signed_in):
    request = answered(cast, priya)
    made = proposed(priya, request)
    led = signed_in(cast.priya).get(f"/disclosure-log/{request.pk}/propose/")
    assert led["Location"] == f"/published-answers/{made.pk}/"
    with pytest.raises(Invalid, match="waits for approval already"):
        proposed(second, request)
    disclosure_log.turn_down(second, made, {"why": "Too long"})
    assert request in disclosure_log.to_consider(priya.person)
    published(second, priya, request)
    assert request not in disclosure_log.to_consider(priya.person)


@pytest.mark.django_db
def test_what_is_not_for_the_log_has_its_reason(cast, priya, signed_in):
    request = answered(cast, priya)
    client = signed_in(cast.priya)
    assert "Propose for the disclosure log" in text_of(client.get(f"/requests/{request.pk}/"))
    assert "Empty homes" in text_of(client.get("/disclosure-log/"))
    assert client.post(f"/disclosure-log/{request.pk}/keep-out/", {"reason": ""}).status_code == 422
    assert client.post(f"/disclosure-log/{request.pk}/keep-out/", {"reason": "Of no interest"}).status_code == 302
    kept = PublishedAnswer.objects.get()
    assert (kept.state, kept.reason) == (State.NOT_LOGGED, "Of no interest")
    assert "Empty homes" not in text_of(client.get("/disclosure-log/"))
    assert Client().get(f"{LIST}R-{request.pk}/").status_code == 404
    with pytest.raises(Invalid, match="decided on this already"):
        disclosure_log.keep_out(priya, request, "Again")
    assert signed_in(cast.amina).get("/disclosure-log/").status_code == 404


@pytest.mark.django_db
def test_hostile_words_are_words(cast, priya, second):
    hostile = '<script>alert(1)</script> "=cmd|x" ]]> &amp; \x0b\x00'.replace("\x00", "")
    made = published(priya, second, answered(cast, priya), title="=1+1", question=hostile, answer="]]>" + hostile, keywords="<b>")  # fmt: skip
    for address in (LIST, made.address(), f"{LIST}?q=<script>", f"{LIST}?topic=<script>&year=<script>&page=<script>"):
        assert "<script>" not in text_of(Client().get(address)), address
    feed = ET.fromstring(Client().get("/published/answers.atom").content)
    (summary,) = feed.iter("{http://www.w3.org/2005/Atom}summary")
    assert summary.text.startswith("]]&gt;&lt;script&gt;"), "readers take it for HTML"
    (row,) = csv.DictReader(io.StringIO(text_of(Client().get("/published/answers.csv")).removeprefix("\ufeff")))
    assert row["Title"] == "'=1+1"


@pytest.mark.django_db
def test_a_long_question_is_told_and_kept_out_of_the_way(cast, priya, second, signed_in):
    request = answered(cast, priya)
    long = {**TOLD, "question": "word " * 20_000}
    answer = signed_in(cast.priya).post(f"/disclosure-log/{request.pk}/propose/", long)
    assert answer.status_code == 422
    assert "word word" in text_of(answer), "nothing that was typed is lost"


@pytest.mark.django_db
def test_the_public_search_knows_only_what_is_published(cast, priya, second, django_assert_max_num_queries):
    published(priya, second, answered(cast, priya))
    hidden = proposed(priya, answered(cast, priya), title="Zeppelin contract")
    taken = published(priya, second, answered(cast, priya), title="Xylophone hire", question="x", keywords="")
    disclosure_log.take_down(priya, taken, {"why": "x"})
    assert hidden.state == State.PROPOSED
    for word, n in (("vacant dwell", 1), ("homes empty", 1), ("zeppelin", 0), ("xylophone", 0), ("person", 0), ("%", 1), ("'; drop", 0)):  # fmt: skip
        found = text_of(Client().get(LIST, {"q": word}))
        assert (f"{n} answer" in found) or (n == 0 and "0 answers" in found), word
        assert "Zeppelin" not in found
    assert "1 answer" in text_of(Client().get(LIST, {"topic": "homes", "year": "2026"}))
    assert "0 answers" in text_of(Client().get(LIST, {"topic": "care"}))
    for at in range(30):
        published(priya, second, answered(cast, priya), title=f"Homes {at}")
    Client().get(LIST)
    with django_assert_max_num_queries(4):
        text = text_of(Client().get(LIST))
    assert "Page 1 of 2" in text
    assert "page=2" in text
    assert "Page 2 of 2" in text_of(Client().get(f"{LIST}?page=2"))


@pytest.mark.django_db
def test_what_is_lost_is_not_published(cast, priya, second):
    request, file = answered(cast, priya, ("homes.xlsx", workbook(hidden=False)))
    made = proposed(priya, request, [file])
    evidence.path_of(file.digest).unlink()
    with pytest.raises(Invalid, match="not there any more"):
        disclosure_log.approve(second, made, {"why": "x"})
    assert InformationRequest.objects.get(pk=request.pk).state == "has_answer"
