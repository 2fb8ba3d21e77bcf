"""Files of an answer: looked into before they go out, and decided on by a person who signed in."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from muniment import clock
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.requests import released
from muniment.requests.models import InformationRequest, ResponseFile
from tests.cast import HOUSE
from tests.contracts import fresh
from tests.test_requests import do, received

pytestmark = pytest.mark.django_db


def workbook(*, hidden):
    book = Workbook()
    book.active.append(["Ward", "Homes"])
    book.properties.creator = ""
    if hidden:
        names = book.create_sheet("Names")
        names.append(["A. Person", "1 Weir Street"])
        names.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def priya(cast):
    with clock.at(date(2026, 12, 20)):
        yield Actor.at_page(fresh(cast.priya))


@pytest.fixture
def request_(cast, priya):
    return do(priya, received(cast, "2026-11-02"), "acknowledge", "2026-11-03")


def answer(priya, request, cast):
    return do(priya, request, "answer", "2026-11-20", outcome="granted", decided_by=cast.posts["ruth"], note="Sent")


def test_a_file_with_a_hidden_sheet_waits_for_a_decision(cast, priya, request_):
    file = released.add(priya, request_, "homes.xlsx", workbook(hidden=True))
    file.refresh_from_db()
    assert (file.state, file.stops) == ("decision_wanted", 1)
    assert file.looked["findings"][0]["severity"] == "stops"
    with pytest.raises(Invalid, match=r"homes\.xlsx"):
        answer(priya, request_, cast)
    with pytest.raises(Refused):
        do(HOUSE, file, "let-it-out", why="A command does not decide")
    file = do(priya, file, "let-it-out", why="The names are those of the councillors, and public")
    assert (file.state, answer(priya, request_, cast).state) == ("cleared", "has_answer")
    with pytest.raises(Invalid, match="open it again"):
        released.add(priya, InformationRequest.objects.get(pk=request_.pk), "more.xlsx", workbook(hidden=False))


def test_a_file_that_is_left_out_holds_nothing_up(cast, priya, request_):
    file = released.add(priya, request_, "homes.xlsx", workbook(hidden=True))
    do(priya, file, "leave-it-out", why="Another takes its place")
    clean = released.add(priya, request_, "homes without names.xlsx", workbook(hidden=False))
    clean.refresh_from_db()
    assert clean.state in {"nothing_hidden", "decision_wanted"}
    assert clean.stops == 0, clean.looked
    assert answer(priya, request_, cast).state == "has_answer"


def test_what_cannot_be_looked_into_is_never_clean(cast, priya, request_):
    file = released.add(priya, request_, "homes.xlsx", workbook(hidden=False)[:900])
    file.refresh_from_db()
    assert (file.state, bool(file.looked["why"])) == ("decision_wanted", True)


def test_the_page_takes_a_file_and_shows_what_was_found(cast, priya, request_, client):
    client.force_login(cast.priya)
    address = f"/requests/{request_.pk}/files/"
    hostile = SimpleUploadedFile("../../<b>homes</b>.xlsx", workbook(hidden=True))
    assert client.post(address, {"file": hostile}).status_code == 302
    file = ResponseFile.objects.get()
    assert "/" not in file.name
    told = client.get(f"/requests/{request_.pk}/").content.decode()
    assert "Somebody has to decide" in told
    assert "<b>homes" not in told
    told = client.get(f"/response-files/{file.pk}/").content.decode()
    assert "sheet" in told.lower()
    sent = client.get(f"/response-files/{file.pk}/file/")
    assert sent["Content-Disposition"].startswith("attachment")
    assert b"".join(sent.streaming_content) == workbook_of(file)
    for wrong in ({}, {"file": SimpleUploadedFile("a.txt", b"")}):
        told = client.post(address, wrong, follow=True).content.decode()
        assert "Choose a file that holds something." in told
    assert ResponseFile.objects.count() == 1


def workbook_of(file):
    from muniment.registers import evidence

    return evidence.path_of(file.digest).read_bytes()


def test_who_may_not_see_the_request_has_none_of_its_files(cast, priya, request_, client):
    file = released.add(priya, request_, "homes.xlsx", workbook(hidden=True))
    client.force_login(cast.ruth)
    assert client.get(f"/response-files/{file.pk}/file/").status_code == 404
    assert (
        client.post(f"/requests/{request_.pk}/files/", {"file": SimpleUploadedFile("a.txt", b"x")}).status_code == 404
    )
    with pytest.raises(Refused):
        released.add(Actor.at_page(fresh(cast.ruth)), request_, "a.txt", b"x")


def test_a_file_decided_on_meanwhile_is_left_as_it_is(cast, priya, request_):
    file = released.add(priya, request_, "homes.xlsx", workbook(hidden=True))
    do(priya, file, "leave-it-out", why="Not sent")
    released.look_into.func(file.pk)
    assert ResponseFile.objects.get(pk=file.pk).state == "left_out"


def test_a_file_too_large_is_refused_before_it_is_kept(cast, priya, request_, monkeypatch):
    monkeypatch.setattr(released, "LARGEST", 10)
    with pytest.raises(Invalid, match="60 MB"):
        released.add(priya, request_, "a.txt", b"x" * 11)
    assert not ResponseFile.objects.exists()
