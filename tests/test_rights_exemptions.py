"""Requests about own data: no refusal without a ground that somebody else has checked, and none of the law of information."""

from datetime import date

import pytest

from muniment import clock
from muniment.people.models import RoleGiven
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Duty
from muniment.registers.services import Change, write
from muniment.requests.exempting import AnsweringForm, RightsAnsweringForm
from muniment.requests.exemption_law import of_law
from muniment.requests.exemptions import RightsExemption
from muniment.requests.rights import RightsRequest
from tests.cast import HOUSE
from tests.contracts import fresh, holder_of
from tests.test_requests import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya(cast):
    with clock.at(date(2026, 11, 20)):
        yield Actor.at_page(fresh(cast.priya))


@pytest.fixture
def second(cast, priya):
    return Actor.at_page(holder_of(RoleGiven.Role.IG_OFFICER, cast.council))


@pytest.fixture
def request_(cast, priya):
    made = RightsRequest(
        unit=cast.housing, subject="Housing file", text="All of mine", received_on=date(2026, 11, 2), data_subject="A. Person",
        requester="A. Person", owner=cast.posts["tom"],
    )  # fmt: skip
    write(HOUSE, [Change(made, verb="create")])
    return do(priya, made, "acknowledge", "2026-11-03")


def put_forward(actor, request, code="dpa-sch-2-para-16", **values):
    made = RightsExemption(request=request, code=code, applies_to="Letters of a neighbour", **values)
    write(actor, [Change(made, verb="create")])
    return made


def all_answers(used):
    answers = {each.name: "yes" for each in used.exemption.questions}
    words = {f"{name}_said": "It is shown" for name in answers}
    return {**answers, **words, "harm": "They would be found", "likelihood": "likely"}


def outcome(cast, actor, request, told):
    return do(actor, request, "answer", "2026-11-19", outcome=told, decided_by=cast.posts["ruth"], note="x")


def test_no_refusal_without_a_ground_that_was_checked(cast, priya, second, request_):
    for told in ("refused", "part"):
        with pytest.raises(Invalid, match="No exemption is relied on"):
            outcome(cast, priya, request_, told)
    used = put_forward(priya, request_)
    assert (str(used), used.unit_id) == (f"DPA Sch 2 para 16 for S-{request_.pk}", request_.unit_id)
    duty = Duty.objects.get(register="rights-exemptions", record=used.pk)
    assert (duty.rule, duty.due) == ("show", request_.safe_on)
    with pytest.raises(Invalid, match="neither relied on nor given up"):
        outcome(cast, priya, request_, "part")
    with pytest.raises(Invalid, match="All is given"):
        outcome(cast, priya, request_, "done")
    with pytest.raises(Invalid, match="still to be shown"):
        do(second, used, "check")
    used = do(priya, used, "go-through", **all_answers(used))
    with pytest.raises(Refused, match="somebody else checks it"):
        do(priya, used, "check")
    used = do(second, used, "check")
    do(priya, used, "rely")
    assert outcome(cast, priya, request_, "part").outcome == "part"
    assert not Duty.objects.filter(register="rights-exemptions").exists(), "over with its request"


def test_nothing_held_or_all_done_needs_no_ground(cast, priya, request_):
    assert outcome(cast, priya, request_, "no_data").outcome == "no_data"


@pytest.mark.parametrize("exemption", of_law("sar"), ids=lambda each: each.code)
def test_every_ground_can_be_shown(priya, second, request_, exemption):
    used = put_forward(priya, request_, exemption.code)
    do(priya, used, "go-through", **all_answers(used))
    assert do(second, used, "check").state == "exemption_checked"


def test_the_law_of_information_stays_apart(priya, request_):
    with pytest.raises(Invalid):
        put_forward(priya, request_, "foi-40-2")
    foreign = AnsweringForm.base_fields.keys() & RightsAnsweringForm.base_fields.keys()
    assert "interest_for" in foreign, "the fields in words are one"
    assert {
        "health_professional",
        "other_consents",
    } <= RightsAnsweringForm.base_fields.keys() - AnsweringForm.base_fields.keys()


def test_a_right_whose_conditions_are_not_met(cast, priya, second, request_):
    """Rectification of what is right is refused, and no exemption is what it is refused under."""
    used = put_forward(priya, request_, "gdpr-not-met")
    do(priya, used, "go-through", **all_answers(used))
    used = do(second, used, "check")
    do(priya, used, "rely")
    assert outcome(cast, priya, request_, "refused").outcome == "refused"


def test_the_pages(cast, priya, second, request_, client):
    used = put_forward(priya, request_)
    client.force_login(fresh(cast.priya))
    page = client.get(f"/rights-requests/{request_.pk}/").content.decode()
    assert "Letters of a neighbour" in page
    assert f"/rights-exemptions/{used.pk}/" in page
    assert f"/rights-exemptions/new/?request={request_.pk}" in page
    assert "/redactions/new/" not in page
    form = client.get(f"/rights-exemptions/{used.pk}/do/go-through/").content.decode()
    assert "Was the other asked" in form
    assert "public interest" not in form
    choices = client.get(f"/rights-exemptions/new/?request={request_.pk}").content.decode()
    assert "Sch 3 para 5" in choices
    assert "s.43(2)" not in choices
    client.force_login(fresh(cast.daniel))
    assert client.get(f"/rights-exemptions/{used.pk}/").status_code == 404, "who does not read the requests"
