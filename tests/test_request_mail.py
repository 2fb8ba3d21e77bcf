"""An e-mail becomes a request: what is offered, what is kept, and what is not taken in twice."""

import hashlib
import re
from datetime import date
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.people.models import RoleGiven
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Evidence
from muniment.registers.record import register_of
from muniment.requests.complaints import Complaint
from muniment.requests.mail_guess import guessed
from muniment.requests.mail_intake import Mail, keep, kept, registers_for, take_in, taken_before
from muniment.requests.mails import MailTaken
from muniment.requests.requests import InformationRequest
from muniment.requests.rights import RightsRequest
from tests.cast import make
from tests.contracts import fresh

pytestmark = pytest.mark.django_db
PAGE = "/requests/from-mail/"


@pytest.fixture
def priya(cast, client):
    with clock.at(date(2026, 12, 20)):
        client.force_login(cast.priya)
        yield fresh(cast.priya)


def letter(
    text="Under the Freedom of Information Act, how many homes stand empty?", attachments=("plan.pdf",), **headers
):
    made = EmailMessage()
    told = {
        "From": "Ann Archer <ann@example.org>", "To": "foi@ambleworth.example", "Subject": "Empty homes", "Message-ID": "<1@example.org>",
        "Received": "from a by mx.ambleworth.example; Sat, 28 Mar 2026 23:59:30 +0000", "Date": "Sat, 28 Mar 2026 23:58:00 +0000",
    }  # fmt: skip
    for name, value in {**told, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        if value is not None:
            made[name] = value
    made.set_content(text)
    for number, name in enumerate(attachments):
        made.add_attachment(b"%%PDF-1.7 %d" % number, maintype="application", subtype="pdf", filename=name)
    made.add_attachment(
        b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", disposition="inline", cid="<a>", filename="logo.png"
    )
    return made.as_bytes()


def send(client, content, name="request.eml", query=""):
    return client.post(PAGE + query, {"file": SimpleUploadedFile(name, content)})


def filled(shown, **more):
    """What a browser would send of the form as it was shown."""
    form = shown.context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    told = {name: value for name, value in values.items() if value not in (None, "", False)}
    return {**told, "kept": shown.context["kept"], "do": "take", **more}


def take(client, shown, **more):
    return client.post(PAGE, filled(shown, **more))


def test_an_e_mail_becomes_a_request(cast, client, priya):
    content = letter(attachments=("plan.pdf", "plan.pdf"))
    shown = send(client, content)
    assert shown.status_code == 200
    assert "freedom of information" in shown.content.decode()
    assert not InformationRequest.objects.exists()
    done = take(client, shown, owner=cast.posts["tom"].pk, unit=cast.housing.pk)
    made = InformationRequest.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/requests/{made.pk}/")
    assert (made.subject, made.law, made.channel, made.received_on) == (
        "Empty homes",
        "foi",
        "email",
        date(2026, 3, 28),
    )
    assert (made.requester, made.requester_contact) == ("Ann Archer", "ann@example.org")
    assert made.text.startswith("Under the Freedom")
    assert made.due_on == date(2026, 4, 28)
    rows = evidence.of_record("requests", made.pk)
    assert sorted(each.name for each in rows) == ["plan (2).pdf", "plan.pdf", "request.eml"]
    kept_mail = next(each for each in rows if each.name == "request.eml")
    assert evidence.path_of(kept_mail.sha256).read_bytes() == content


def test_what_was_changed_in_the_form_is_what_is_written(cast, client, priya):
    shown = send(client, letter())
    take(client, shown, law="eir", subject="Homes", received_on="2026-03-30", attachments=[], unit=cast.housing.pk)
    made = InformationRequest.objects.get()
    assert (made.law, made.subject, made.received_on) == ("eir", "Homes", date(2026, 3, 30))
    assert [each.name for each in evidence.of_record("requests", made.pk)] == ["request.eml"]


@pytest.mark.parametrize(
    ("what", "model", "more"),
    [("rights-requests", RightsRequest, {"right": "erasure", "data_subject": "Ann Archer, of Mill Lane"}), ("complaints", Complaint, {})],
)  # fmt: skip
def test_it_may_be_about_own_data(cast, client, priya, what, model, more):
    shown = send(client, letter(), query=f"?what={what}")
    done = take(client, shown, what=what, unit=cast.housing.pk, **more)
    made = model.objects.get()
    assert done["Location"] == f"/{what}/{made.pk}/"
    assert all(getattr(made, name) == value for name, value in more.items())
    assert Evidence.objects.filter(register=what, record=made.pk).count() == 2


def test_the_list_that_one_comes_from_decides_where_no_word_does(client, priya):
    assert send(client, letter("Hello"), query="?what=complaints").context["form"].initial["what"] == "complaints"
    assert send(client, letter("Hello")).context["form"].initial["what"] == "requests"
    sure = send(client, letter("This is a subject access request."), query="?what=complaints")
    assert sure.context["form"].initial["what"] == "rights-requests"


@pytest.mark.parametrize(
    ("headers", "said"),
    [({"Auto-Submitted": "auto-replied"}, "A machine sent this"), ({"Return-Path": "<>"}, "A message came back")],
)
def test_what_a_machine_sent_is_offered_only_when_asked_for(cast, client, priya, headers, said):
    shown = send(client, letter(**headers))
    assert said in shown.content.decode()
    assert shown.context["form"] is None
    opened = client.post(PAGE, {"kept": shown.context["kept"], "do": "open"})
    without = filled(opened, unit=cast.housing.pk)
    without.pop("anyway")
    assert client.post(PAGE, without).status_code == 422
    assert not InformationRequest.objects.exists()
    assert take(client, opened, unit=cast.housing.pk).status_code == 302
    assert InformationRequest.objects.count() == 1


@pytest.mark.parametrize("again", [letter(), letter(text="Saved anew, by another programme.")])
def test_the_same_message_twice_is_told(cast, client, priya, again):
    take(client, send(client, letter()), unit=cast.housing.pk)
    made = InformationRequest.objects.get()
    shown = send(client, again, name="other.eml")
    assert shown.context["form"] is None
    assert f'href="/requests/{made.pk}/"' in shown.content.decode()
    opened = client.post(PAGE, {"kept": shown.context["kept"], "do": "open"})
    assert take(client, opened, what="complaints", unit=cast.housing.pk).status_code == 302
    assert (Complaint.objects.count(), MailTaken.objects.count()) == (1, 2)


def test_two_officers_with_the_same_message(cast, client, priya):
    first, second = send(client, letter()), send(client, letter())
    take(client, first, unit=cast.housing.pk)
    late = take(client, second, subject="Typed by the second", unit=cast.housing.pk)
    assert late.status_code == 422
    assert "taken in before" in late.content.decode()
    assert "Typed by the second" in late.content.decode()
    assert "anyway" in late.context["form"].fields
    assert InformationRequest.objects.count() == 1


def test_another_message_without_an_id_is_another(cast, client, priya):
    content = letter(**{"Message-ID": None})
    take(client, send(client, content), unit=cast.housing.pk)
    assert send(client, content).context["form"] is None
    other = send(client, letter(text="Another question", **{"Message-ID": None}))
    assert other.context["form"] is not None


def test_what_was_taken_in_where_one_may_not_see_it_is_not_told(cast, priya):
    token, mail = keep(priya, "a.eml", letter())
    take_in(Actor.at_page(priya), register_of(Complaint), mail, {"subject": "x", "text": "x", "received_on": date(2026, 3, 28), "requester": "", "requester_contact": "", "owner": None, "unit": cast.housing}, [])  # fmt: skip
    assert kept(priya, token).sha256 == mail.sha256
    assert [str(case.pk) for _register, case in taken_before(priya, mail)] == [str(Complaint.objects.get().pk)]
    assert taken_before(fresh(cast.nobody), mail) == []


def test_who_may_not_is_refused(cast, client, priya):
    token = send(client, letter()).context["kept"]
    for person in (cast.nobody, cast.tom, cast.amina):
        client.force_login(person)
        assert client.get(PAGE).status_code == 403
        assert send(client, letter()).status_code == 403
        assert client.post(PAGE, {"kept": token, "do": "take"}).status_code == 403
    client.logout()
    assert client.get(PAGE).status_code == 302
    assert not InformationRequest.objects.exists()


def test_one_may_not_take_in_where_one_may_not_create(cast, client, priya):
    client.force_login(cast.company_ig)
    shown = send(client, letter())
    done = take(client, shown, unit=cast.housing.pk)
    assert done.status_code in {403, 422}
    assert not InformationRequest.objects.exists()
    assert not Evidence.objects.exists()


def test_the_button_is_for_who_may(cast, client, priya):
    make(RoleGiven, post=cast.posts["ruth"], role="staff", unit=cast.council)
    for slug in ("requests", "rights-requests", "complaints"):
        client.force_login(cast.priya)
        assert f"{PAGE}?what={slug}" in client.get(f"/{slug}/").content.decode()
        client.force_login(cast.ruth)
        assert PAGE not in client.get(f"/{slug}/").content.decode()
    assert registers_for(fresh(cast.ruth)) == []


def test_the_file_of_another_is_not_given(cast, client, priya):
    token = send(client, letter()).context["kept"]
    client.force_login(cast.company_ig)
    assert client.post(PAGE, {"kept": token, "do": "open"}).status_code == 422


@pytest.mark.parametrize("token", ["", "x", "eyJzaGEyNTYiOiIuLi8uLi9ldGMvcGFzc3dkIn0:1:abc"])
def test_a_browser_is_not_believed(client, priya, token):
    shown = client.post(PAGE, {"kept": token, "do": "take", "subject": "x"})
    assert shown.status_code == 422
    assert "choose it again" in shown.content.decode()


def test_after_a_day_the_file_is_asked_for_again(client, priya):
    token = send(client, letter()).context["kept"]
    evidence.path_of(kept(priya, token).sha256).unlink()
    with pytest.raises(Invalid, match="choose it again"):
        kept(priya, token)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.eml", b"", "empty"), ("a.eml", b"Just a note.", "no e-mail"), ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged")],
)  # fmt: skip
def test_a_file_that_is_no_message(client, priya, name, content, said):
    shown = send(client, content, name)
    assert shown.status_code == 422
    assert said in shown.content.decode()


def test_a_large_file_is_refused_before_it_is_read(client, priya, monkeypatch):
    monkeypatch.setattr(evidence, "LARGEST", 100)
    assert send(client, letter()).status_code == 422


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.eml", 'a"; x=".eml', "<img src=x onerror=alert(1)>.eml", "\u202elme.eml"]
)
def test_a_hostile_name_does_nothing(cast, client, priya, name):
    shown = send(client, letter(Subject=None, attachments=(name,)), name=name)
    page = shown.content.decode()
    assert "<img src=x" not in page
    take(client, shown, subject="x", unit=cast.housing.pk)
    made = InformationRequest.objects.get()
    for each in evidence.of_record("requests", made.pk):
        assert not set(each.name) & set('/\\"<>\u202e')


def test_a_hostile_text_is_shown_as_text(client, priya):
    page = send(
        client, letter("<script>alert(1)</script> </textarea><b>", Subject="<b>x</b>", From='"<i>A</i>" <a@b.example>')
    ).content.decode()
    assert not re.search(r"<script>alert|</textarea><b>|<b>x|<i>A", page)


def test_a_scanner_that_refuses_keeps_nothing(client, priya, settings):
    settings.SCANNER = "false"
    content = letter()
    assert send(client, content).status_code == 422
    assert not evidence.path_of(hashlib.sha256(content).hexdigest()).exists()


def test_a_day_that_lies_ahead_is_not_offered(cast, client, priya):
    shown = send(client, letter(Received="by x; Sun, 1 Mar 2037 10:00:00 +0000"))
    assert shown.context["form"].initial["received_on"] == date(2026, 12, 20)
    assert take(client, shown, received_on="2037-03-01", unit=cast.housing.pk).status_code == 422


def test_what_is_missing_is_asked_for_and_nothing_is_lost(cast, client, priya):
    shown = send(client, letter())
    answer = take(client, shown, what="rights-requests", data_subject="", text="typed", unit=cast.housing.pk)
    assert answer.status_code == 422
    assert "Say whose data" in answer.content.decode()
    assert "typed" in answer.content.decode()
    assert take(client, answer, **filled(shown, what="rights-requests", unit=cast.housing.pk)).status_code == 302


def test_what_an_attachment_says_is_all_or_nothing(cast, priya, monkeypatch):
    _token, mail = keep(priya, "a.eml", letter())
    real = evidence.attach

    def broken(actor, record, name, content):
        if name == "a.eml":
            raise Invalid("The disk is full.")
        return real(actor, record, name, content)

    monkeypatch.setattr(evidence, "attach", broken)
    values = {
        "subject": "x",
        "text": "x",
        "received_on": date(2026, 3, 28),
        "law": "foi",
        "owner": None,
        "unit": cast.housing,
    }
    with pytest.raises(Invalid, match="disk"):
        take_in(Actor.at_page(priya), register_of(InformationRequest), mail, values, [0])
    assert not InformationRequest.objects.exists()
    assert not Evidence.objects.exists()
    with pytest.raises(Refused):
        take_in(Actor.at_page(fresh(cast.tom)), register_of(InformationRequest), Mail("a.eml", mail.sha256, mail.content, mail.message), values, [])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what", "law", "word"),
    [
        ("Under the Environmental Information Regulations 2004", "requests", "eir", "environmental information regulations"),
        ("FOI request about flooding", "requests", "foi", "foi"),
        ("When was Mill Lane last flooded?", "requests", "eir", "flooded"),
        ("I want to re-use your list of trees", "requests", "rpsi", "want to re-use"),
        ("Please send all the data you hold about me", "rights-requests", "foi", "data you hold about me"),
        ("A data protection complaint", "complaints", "foi", "data protection complaint"),
        ("I complain that you shared my data", "complaints", "foi", "complain that you shared my data"),
        ("How many staff have you?", "requests", "foi", None),
        ("the reusable cups", "requests", "foi", None),
    ],
)  # fmt: skip
def test_what_it_is_is_guessed_by_words(text, what, law, word):
    found = guessed("", text)
    assert (found.what, found.law) == (what, law)
    assert found.words == ((word,) if word else ()) or word in found.words


def test_the_page_asks_few_questions(cast, client, priya):
    token = send(client, letter()).context["kept"]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.post(PAGE, {"kept": token, "do": "open"})
    assert len(asked) <= 16, [each["sql"][:90] for each in asked]
