"""Exemptions of requests: shown question by question, checked by somebody else, and no refusal without; the log of redactions."""

from datetime import date

import pytest

from muniment import clock
from muniment.interface.answers import cleaned
from muniment.people.models import RoleGiven
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import Duty
from muniment.registers.register import registry
from muniment.registers.services import Change, write
from muniment.requests.exempting import AnsweringForm
from muniment.requests.exemptions import RequestExemption
from muniment.requests.redactions import Redaction
from tests.contracts import fresh, holder_of
from tests.test_requests import do, received

pytestmark = pytest.mark.django_db
WORDS = {"harm": "Its prices are known", "likelihood": "likely", "interest_for": "Money", "interest_against": "Bids", "balance": "withhold"}  # fmt: skip


@pytest.fixture
def priya(cast):
    with clock.at(date(2026, 11, 20)):
        yield Actor.at_page(fresh(cast.priya))


@pytest.fixture
def second(cast, priya):
    return Actor.at_page(holder_of(RoleGiven.Role.IG_OFFICER, cast.council))


@pytest.fixture
def request_(cast, priya):
    return do(priya, received(cast, "2026-11-02"), "acknowledge", "2026-11-03")


def put_forward(actor, request, code="foi-43-2", **values):
    made = RequestExemption(request=request, code=code, applies_to="The price schedule", **values)
    write(actor, [Change(made, verb="create")])
    return made


def all_answers(used):
    answers = {each.name: "yes" for each in used.exemption.questions}
    return {**answers, **{f"{name}_said": "It is shown" for name in answers}, **WORDS}


def checked(actor, second, request, **values):
    used = put_forward(actor, request, **values)
    do(actor, used, "go-through", **all_answers(used))
    return do(second, used, "check")


def outcome(cast, actor, request, told):
    return do(actor, request, "answer", "2026-11-19", outcome=told, decided_by=cast.posts["ruth"], note="x")


def test_from_put_forward_to_relied_on(cast, priya, second, request_):
    used = put_forward(priya, request_)
    assert (used.unit_id, used.state, str(used)) == (request_.unit_id, "put_forward", f"s.43(2) for R-{request_.pk}")
    duty = Duty.objects.get(register="request-exemptions", record=used.pk)
    assert (duty.rule, duty.due) == ("show", request_.safe_on)
    with pytest.raises(Invalid, match="still to be shown"):
        do(second, used, "check")
    used = do(priya, used, "go-through", caught="yes", caught_said="Schedule 3")
    used = do(priya, used, "go-through", **(all_answers(used) | {"caught": None, "caught_said": None}))
    assert used.answers["caught"]["said"] == "Schedule 3", "what is not spoken of stays"
    assert Duty.objects.get(register="request-exemptions", record=used.pk).rule == "check"
    with pytest.raises(Refused, match="somebody else checks it"):
        do(priya, used, "check")
    used = do(second, used, "check")
    assert (used.state, used.checked_by) == ("exemption_checked", second.person)
    with pytest.raises(Refused, match="take it back"):
        write(priya, [Change(used, {"harm": "Another"}, "edit")])
    with pytest.raises(Invalid, match="take it back"):
        do(priya, used, "go-through", caught="no")
    used = do(priya, used, "rely")
    used = do(second, used, "take-back", why="The supplier wrote again")
    assert (used.state, used.checked_by) == ("put_forward", None)
    assert do(second, used, "check").state == "exemption_checked", "to take it back is no part in it"


def test_no_refusal_without_an_exemption_that_was_checked(cast, priya, second, request_):
    for told in ("refused", "part"):
        with pytest.raises(Invalid, match="No exemption is relied on"):
            outcome(cast, priya, request_, told)
    used = put_forward(priya, request_)
    with pytest.raises(Invalid, match="neither relied on nor given up"):
        outcome(cast, priya, request_, "part")
    with pytest.raises(Invalid, match="All is given"):
        outcome(cast, priya, request_, "granted")
    do(priya, used, "go-through", **all_answers(used))
    do(second, used, "check")
    with pytest.raises(Invalid, match="neither relied on nor given up"):
        outcome(cast, priya, request_, "part")
    do(priya, used, "rely")
    other = put_forward(priya, request_, "foi-42")
    with pytest.raises(Invalid, match="42 for"):
        outcome(cast, priya, request_, "part")
    do(priya, other, "give-up", why="No advice was asked")
    assert outcome(cast, priya, request_, "part").outcome == "part"
    with pytest.raises(Refused, match="open it again"):
        do(priya, used, "take-back", why="x")
    request_.refresh_from_db()
    with pytest.raises(Invalid, match="open it again"):
        put_forward(priya, request_, "foi-41")
    assert not Duty.objects.filter(register="request-exemptions").exists()


def test_all_given_and_nothing_put_forward(cast, priya, request_):
    used = put_forward(priya, request_)
    do(priya, used, "give-up", why="It is old")
    assert outcome(cast, priya, request_, "granted").outcome == "granted"


def test_re_use_has_no_exemptions_here(cast, priya):
    request = do(priya, received(cast, "2026-11-02", law="rpsi"), "acknowledge", "2026-11-03")
    assert outcome(cast, priya, request, "refused").outcome == "refused"


def test_an_exemption_is_of_the_law_of_the_request(cast, priya, second, request_):
    with pytest.raises(Invalid, match="choose one of that law"):
        put_forward(priya, request_, "eir-12-5-e")
    used = checked(priya, second, request_)
    do(priya, used, "rely")
    do(priya, request_, "another-law", law="eir", why="It is about land")
    with pytest.raises(Invalid, match="of another law"):
        outcome(cast, priya, request_, "part")
    do(priya, used, "take-back", why="x")
    with pytest.raises(Invalid, match="another law by now"):
        do(second, used, "check")
    do(priya, used, "give-up", why="x")
    request_.refresh_from_db()
    put_forward(priya, request_, "eir-12-5-e")


def test_who_says_so_and_who_works_on_it_do_not_check(cast, priya, second, request_):
    manager = Actor.at_page(holder_of(RoleGiven.Role.IG_MANAGER, cast.council))
    post = second.person.holdings.get().post
    used = put_forward(priya, request_, engaged_by=post)
    do(manager, used, "go-through", **all_answers(used))
    for actor in (priya, second, manager):
        with pytest.raises(Refused, match="somebody else checks it"):
            do(actor, used, "check")
    token = Actor.by_token(holder_of(RoleGiven.Role.DPO, cast.council))
    with pytest.raises(Refused, match="own word"):
        do(token, used, "check")
    dpo = Actor.at_page(token.person)
    assert do(dpo, used, "check").checked_by == dpo.person


def test_two_at_once(cast, priya, second, request_):
    used = put_forward(priya, request_)
    seen = used.version
    do(priya, used, "go-through", seen_version=seen, **all_answers(used))
    with pytest.raises(Conflict):
        do(second, used, "check", seen_version=seen)
    with pytest.raises(Conflict):
        do(priya, used, "go-through", seen_version=seen, caught="no")


def test_services_bear_what_is_empty_or_nonsense(cast, priya, request_):
    used = put_forward(priya, request_)
    assert do(priya, used, "go-through").version == used.version
    with pytest.raises(Invalid, match="yes, no"):
        do(priya, used, "go-through", caught="maybe")
    with pytest.raises(Invalid):
        do(priya, used, "go-through", likelihood="perhaps")
    with pytest.raises(Invalid):
        write(priya, [Change(RequestExemption(applies_to="x"), verb="create")])


def test_the_form_asks_what_this_exemption_asks(cast, priya, request_):
    weighed, cost = put_forward(priya, request_), put_forward(priya, request_, "foi-12")
    assert {"harm", "balance", "market", "market_said"} <= set(AnsweringForm(record=weighed).fields)
    fields = set(AnsweringForm(record=cost).fields)
    assert {"hours", "advice"} <= fields
    assert not {"harm", "balance", "market"} & fields
    do(priya, cost, "go-through", hours="yes", hours_said="23 hours")
    cost.refresh_from_db()
    assert AnsweringForm(record=cost)["hours_said"].initial == "23 hours"


def test_a_programme_that_says_little_loses_nothing(cast, priya, request_):
    used = put_forward(priya, request_)
    used = do(priya, used, "go-through", **all_answers(used))
    values = cleaned(AnsweringForm, {"caught": "no"}, whole=True, record=used)
    after = do(priya, used, "go-through", **values)
    changed = {name for name, each in after.answers.items() if each != used.answers[name]}
    assert (changed, after.harm, after.balance) == ({"caught"}, used.harm, "withhold")


def test_answers_for_one_exemption_are_none_for_another(cast, priya, request_):
    used = put_forward(priya, request_)
    used = do(priya, used, "go-through", **all_answers(used))
    assert used.gaps() == []
    write(priya, [Change(used, {"code": "foi-43-1"}, "edit")])
    assert "caught" in {each.name for each in used.gaps()}


def test_the_pages(cast, priya, second, request_, client):
    used = put_forward(priya, request_)
    client.force_login(cast.priya)
    page = client.get(f"/request-exemptions/{used.pk}/").content.decode()
    assert "things are still to be shown" in page
    assert "Commercial interests" in page
    form = client.get(f"/request-exemptions/{used.pk}/do/go-through/").content.decode()
    assert "Is the market told" in form
    blank = dict.fromkeys(AnsweringForm(record=used).fields, "") | {"real": "yes", "seen_version": used.version}
    assert client.post(f"/request-exemptions/{used.pk}/do/go-through/", blank).status_code == 302, "gaps are kept"
    used.refresh_from_db()
    assert {name: each["answer"] for name, each in used.answers.items()} == {"real": "yes"}
    sent = all_answers(used) | {"seen_version": used.version}
    assert client.post(f"/request-exemptions/{used.pk}/do/go-through/", sent).status_code == 302
    assert "All that has to be shown is shown" in client.get(f"/request-exemptions/{used.pk}/").content.decode()
    write(priya, [Change(redaction(request_, used, times=14), verb="create")])
    told = client.get(f"/requests/{request_.pk}/").content.decode()
    assert "s.43(2): Commercial interests" in told
    assert f'<a href="/redactions/?exemption={used.pk}">14</a>' in told
    past = client.get(f"/requests/{request_.pk}/?as_at=2026-11-20").content.decode()
    assert f'<a href="/redactions/?exemption={used.pk}">14</a>' in past
    assert "Log a redaction" not in past
    client.force_login(cast.ruth)
    for address in (f"/requests/{request_.pk}/", f"/request-exemptions/{used.pk}/"):
        assert client.get(address).status_code == 404


def redaction(request, exemption=None, **values):
    return Redaction(request=request, exemption=exemption, **({"document": "Contract.pdf", "what": "prices", "how_removed": "redaction_software"} | values))  # fmt: skip


def test_a_redaction_is_looked_at_by_somebody_else(cast, priya, second, request_):
    used = put_forward(priya, request_)
    made = redaction(request_, place="page 4")
    write(priya, [Change(made, verb="create")])
    assert Duty.objects.get(register="redactions", record=made.pk).rule == "look"
    with pytest.raises(Invalid, match="under which exemption"):
        do(second, made, "look-again")
    write(priya, [Change(made, {"exemption": used}, "edit")])
    with pytest.raises(Refused, match="somebody else looks"):
        do(priya, made, "look-again")
    made = do(second, made, "look-again")
    assert (made.state, made.checked_by) == ("looked_at_again", second.person)
    with pytest.raises(Refused, match="put it back"):
        write(priya, [Change(made, {"document": "Other.pdf"}, "edit")])
    assert do(priya, made, "put-back", why="It is known").state == "put_back"


def test_a_redaction_stands_under_an_exemption_of_its_request(cast, priya, second, request_):
    other = put_forward(priya, do(priya, received(cast, "2026-11-02"), "acknowledge", "2026-11-03"))
    with pytest.raises(Invalid, match="another request"):
        write(priya, [Change(redaction(request_, other), verb="create")])
    used = put_forward(priya, request_)
    made = redaction(request_, used)
    write(priya, [Change(made, verb="create")])
    do(priya, used, "give-up", why="x")
    with pytest.raises(Invalid, match="given up"):
        do(second, made, "look-again")
    outside = redaction(request_, what="not_asked_for")
    write(priya, [Change(outside, verb="create")])
    assert do(second, outside, "look-again").state == "looked_at_again"


def test_flags_count_what_they_say(cast, priya, second, request_):
    used = do(priya, checked(priya, second, request_), "rely")
    put_forward(priya, request_, "foi-42", balance="give")
    register = registry.named("request-exemptions")
    rows = RequestExemption.objects.everything()
    found = {each.name: rows.filter(each.where(None)).count() for each in register.flags}
    assert found == {"unchecked": 1, "used": 1, "unweighed": 1}
    assert used.exemption.code == "foi-43-2"
