"""Exceptions: approved by somebody else, not changed afterwards, told when they expire; and formats at risk."""

from datetime import date, timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.assets.models import FileFormat
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Duty
from muniment.registers.services import Change, write
from muniment.retention import waivers
from muniment.retention.models import Waiver
from tests.cast import HOUSE, Cast
from tests.contracts import fresh, holder_of, text_of
from tests.test_retention_lines import TODAY


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


def ask(cast: Cast, by: Person, **values: Any) -> Waiver:
    given = {
        "name": "CCTV of the town hall", "reason": "The police ask for a year", "instead": "Kept for 12 months", "risk_words": "A claim",
        "owner": cast.posts["tom"], "expires_on": TODAY + timedelta(days=100), "unit": cast.council, **values,
    }  # fmt: skip
    waiver = Waiver(**given)
    write(Actor.at_page(by), [Change(waiver, verb="create")])
    return waiver


def test_who_asks_does_not_approve(cast: Cast) -> None:
    asks, other = (holder_of("records_manager", cast.council) for _ in range(2))
    waiver = ask(cast, asks)
    with pytest.raises(Refused, match="does not approve"):
        waivers.approve(Actor.at_page(asks), waiver, {"why": "Fine"})
    waivers.approve(Actor.at_page(other), waiver, {"why": "The risk is borne"})
    waiver.refresh_from_db()
    assert (waiver.state, waiver.approved_by, waiver.approved_on) == ("approved", other, TODAY)
    with pytest.raises(Refused, match="approved as it stands"):
        write(Actor.at_page(asks), [Change(waiver, {"instead": "Kept for ever"}, "edit")])


def test_who_changed_its_words_does_not_approve_it_either(cast: Cast) -> None:
    asks, other = (holder_of("records_manager", cast.council) for _ in range(2))
    waiver = ask(cast, asks)
    write(Actor.at_page(other), [Change(waiver, {"instead": "Kept for 13 months"}, "edit")])
    with pytest.raises(Refused, match="does not approve"):
        waivers.approve(Actor.at_page(other), waiver, {"why": "Fine"})


def test_it_expires_and_says_so(cast: Cast, signed_in: Any) -> None:
    manager = holder_of("records_manager", cast.council)
    waiver = ask(cast, fresh(cast.tom), unit=cast.housing)
    waivers.approve(Actor.at_page(manager), waiver, {"why": "Fine"})
    duty = Duty.objects.get(register="waivers", record=waiver.pk)
    assert (duty.post, duty.due) == (cast.posts["tom"], waiver.expires_on)
    assert waiver.name not in text_of(signed_in(manager).get("/waivers/?expired=yes")).split("<main")[1]
    with clock.at(waiver.expires_on):
        assert waiver.name in text_of(signed_in(manager).get("/waivers/?expired=yes")).split("<main")[1]
    late = ask(cast, fresh(cast.tom), name="Too late", expires_on=TODAY, unit=cast.housing)
    with pytest.raises(Invalid, match="expired"):
        waivers.approve(Actor.at_page(manager), late, {"why": "Fine"})


def test_a_format_at_risk_wants_a_plan(cast: Cast, signed_in: Any) -> None:
    for name, values in {
        "WordStar": {"risk": "lost"}, "AutoCAD 9": {"risk": "high", "state": "planned", "due": date(2026, 6, 1), "owner": cast.posts["tom"]},
        "PDF/A": {"risk": "low"},
    }.items():  # fmt: skip
        write(HOUSE, [Change(FileFormat(name=name, unit=cast.council, **values), verb="create")])
    page = text_of(signed_in(cast.priya).get("/formats/?at_risk=yes")).split("<main")[1]
    assert "WordStar" in page
    assert "AutoCAD 9" in page
    assert "PDF/A" not in page
    page = text_of(signed_in(cast.priya).get("/formats/?no_plan=yes")).split("<main")[1]
    assert "WordStar" in page
    assert "AutoCAD 9" not in page
    assert Duty.objects.get(register="formats", rule="carry_over").due == date(2026, 6, 1)
