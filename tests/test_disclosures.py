"""One-off disclosures: who asks is verified before anything is decided, who logged it does not decide, who had a part does not check.

Seen red when a decision needed no identity, when the clerk who logged it could decide, and when a quarter began in January.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.assets.models import InformationAsset
from muniment.people.models import Person
from muniment.registers import figures, links
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Duty
from muniment.registers.register import Moment, registry
from muniment.registers.services import Change, write
from muniment.sharing import disclosing
from muniment.sharing.grounds import GROUNDS, missing
from muniment.sharing.keepers import keepers_of
from muniment.sharing.models import Disclosure, LogKeeper
from tests.cast import HOUSE, Cast, make
from tests.contracts import build, fresh, holder_of, text_of

DAY = date(2026, 4, 1)
REGISTER = registry.of(Disclosure)
State = Disclosure.State
DECIDED = {
    "decision": "in_part", "decision_reason": "The address is needed, the notes are not.", "gateway": "Police and Criminal Evidence Act 1984",
    "ground": "crime", "necessity": "They cannot arrest without it.", "countersigned_by": "Inspector Vale",
}  # fmt: skip


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with clock.at(DAY):
        yield


def log(by: Person, cast: Cast, **values: Any) -> Any:
    given = {
        "how": "form", "requester_org": "Vale Police", "requester_name": "P. Constable", "subjects": "A tenant", "asked_for": "Their address",
        "purpose": "To arrest them", "unit": cast.housing, "owner": cast.posts["tom"], "received_on": DAY,
    }  # fmt: skip
    record = Disclosure(**{**given, **values})
    write(Actor.at_page(fresh(by)), [Change(record, verb="create")])
    return again(record)


def again(record: Any) -> Any:
    return Disclosure.objects.get(pk=record.pk)


def identify(record: Any, by: Person) -> Any:
    data = {"identity_method": "call_back", "identity_detail": "The switchboard put us through.", "identified_on": DAY}
    disclosing.verify_identity(Actor.at_page(fresh(by)), record, data)
    return again(record)


def asked(record: Any) -> dict[str, Any]:
    return {row.rule: row.due for row in Duty.objects.filter(register="disclosures", record=record.pk)}


def test_it_goes_from_identity_to_decision_to_release_to_a_check(cast: Cast) -> None:
    officer, checker = holder_of("ig_officer", cast.council), holder_of("ig_officer", cast.council)
    record = log(cast.tom, cast, needed_by=DAY + timedelta(days=2))
    assert asked(record) == {"identify": DAY + timedelta(days=2)}
    manager = Actor.at_page(fresh(cast.priya))
    with pytest.raises(Invalid, match="verified who asks"):
        disclosing.decide(manager, record, DECIDED)
    with pytest.raises(Invalid, match="not open"):
        disclosing.release(manager, record, {"released": "All", "channel": "portal", "released_on": DAY})
    record = identify(record, officer)
    assert (record.state, record.identified_by, asked(record)) == (
        State.IDENTIFIED,
        officer,
        {"decide": DAY + timedelta(days=2)},
    )
    disclosing.decide(manager, record, DECIDED)
    record = again(record)
    assert (record.state, record.decided_by, record.ground) == (State.TO_RELEASE, cast.priya, "crime")
    assert asked(record) == {"give": DAY + timedelta(days=2)}
    disclosing.release(
        Actor.at_page(fresh(officer)), record, {"released": "The address", "channel": "secure_mail", "released_on": DAY}
    )
    record = again(record)
    assert (record.state, record.closed_on, asked(record)) == (State.RELEASED, DAY, {})
    disclosing.sample(manager, record, {"why": "One in ten."})
    record = again(record)
    assert asked(record) == {"check": DAY + timedelta(days=28)}
    found = {"quality": "gaps", "quality_note": "No word on what else was tried."}
    for one in (officer, cast.priya):
        with pytest.raises(Refused, match="had a part"):
            disclosing.check(Actor.at_page(fresh(one)), record, found)
    disclosing.check(Actor.at_page(fresh(checker)), record, found)
    assert (again(record).quality, asked(record)) == ("gaps", {})


def test_who_logged_it_does_not_decide_it(cast: Cast) -> None:
    record = identify(log(cast.priya, cast), cast.priya)
    with pytest.raises(Refused, match="Who logged it"):
        disclosing.decide(Actor.at_page(fresh(cast.priya)), record, DECIDED)
    with pytest.raises(Refused):  # a programme and the command line turn no key
        disclosing.decide(Actor.by_token(fresh(cast.tom)), record, DECIDED)
    disclosing.decide(Actor.at_page(fresh(cast.tom)), record, DECIDED)
    assert again(record).decided_by == cast.tom


@pytest.mark.parametrize("name", ["gateway", "necessity", "ground", "countersigned_by", "decision_reason"])
def test_what_a_decision_rests_on_is_said(cast: Cast, name: str) -> None:
    record = identify(log(cast.tom, cast), cast.tom)
    with pytest.raises(Invalid) as error:
        disclosing.decide(Actor.at_page(fresh(cast.priya)), record, {**DECIDED, name: ""})
    assert name in error.value.errors
    assert again(record).state == State.IDENTIFIED


def test_a_refusal_needs_no_ground(cast: Cast) -> None:
    record = identify(log(cast.tom, cast), cast.tom)
    data = {
        "decision": "refusal",
        "decision_reason": "It is a fishing trip.",
        "gateway": "There is none.",
        "necessity": "It is not.",
    }
    disclosing.decide(Actor.at_page(fresh(cast.priya)), record, data)
    assert (again(record).state, again(record).closed_on, again(record).ground) == (State.DECLINED, DAY, "")


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_ground_says_what_it_asks(ground: str) -> None:
    said = {"gateway": "An Act", "necessity": "Needed", "ground": ground}
    wanted = {name for name, _words in missing(said, gives=True)}
    assert wanted == set(GROUNDS[ground].asks) - {"necessity"}
    assert not list(missing({**said, **dict.fromkeys(wanted, "said")}, gives=True))
    assert GROUNDS[ground].plain.endswith(".")


def test_only_an_emergency_is_spoken_and_the_writing_follows(cast: Cast) -> None:
    with pytest.raises(Invalid, match="emergency"):
        log(cast.tom, cast, how="oral")
    record = log(cast.tom, cast, how="oral", emergency="A child is missing.")
    assert asked(record)["writing"] == DAY + timedelta(days=3)
    with pytest.raises(Invalid):
        disclosing.written(Actor.at_page(fresh(cast.tom)), record, {"written_on": DAY + timedelta(days=1)})
    disclosing.written(Actor.at_page(fresh(cast.tom)), record, {"written_on": DAY})
    assert "writing" not in asked(record)


@pytest.mark.parametrize("step", REGISTER.steps, ids=lambda step: step.name)
def test_a_step_bears_an_empty_answer(cast: Cast, step: Any) -> None:
    for data in ({}, dict.fromkeys(getattr(step.form, "base_fields", ()))):
        with pytest.raises((Invalid, Refused)):
            step.do(Actor.at_page(fresh(cast.priya)), log(cast.tom, cast), data)


def test_what_restricts_an_asset_is_read_before_it_is_shared(cast: Cast, signed_in: Any) -> None:
    record = log(cast.tom, cast)
    asset = build(InformationAsset, cast, restrictions="Not to be given to insurers.")
    way = next(each for each in links.ways_of(REGISTER) if each.relation.name == "discloses")
    browser = signed_in(cast.priya)
    assert "insurers" not in text_of(browser.get(f"/disclosures/{record.pk}/"))
    links.add(HOUSE, record, way, asset)
    assert "Before it is shared" in text_of(browser.get(f"/disclosures/{record.pk}/"))
    assert "insurers" in text_of(browser.get(f"/disclosures/{record.pk}/"))
    assert "insurers" in text_of(browser.get(f"/disclosures/{record.pk}/links/?way={way.name}&q=Zanzibar"))


def test_who_keeps_the_log_is_named_on_what_is_closed(cast: Cast) -> None:
    make(LogKeeper, person=cast.priya, unit=cast.council, since=DAY, decided_by="The board")
    make(
        LogKeeper,
        person=cast.amina,
        unit=cast.council,
        since=DAY - timedelta(days=9),
        until=DAY - timedelta(days=1),
        decided_by="The board",
    )
    assert keepers_of(cast.housing.pk) == {cast.priya.pk}
    make(LogKeeper, person=cast.daniel, unit=cast.housing, since=DAY, decided_by="The board")
    assert keepers_of(cast.housing.pk) == {cast.daniel.pk}
    record = log(cast.tom, cast, restricted=True)
    assert record.only_for == sorted([cast.tom.pk, cast.daniel.pk])
    # A list stays as it was made until it is changed itself.
    make(LogKeeper, person=cast.ruth, unit=cast.housing, since=DAY, decided_by="The board")
    assert again(record).only_for == sorted([cast.tom.pk, cast.daniel.pk])


def test_a_quarter_is_counted_from_the_records(cast: Cast) -> None:
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), DAY):
        log(cast.tom, cast, received_on=day)
    given = identify(log(cast.tom, cast, received_on=date(2026, 2, 1)), cast.tom)
    disclosing.decide(Actor.at_page(fresh(cast.priya)), given, DECIDED)
    disclosing.release(
        Actor.at_page(fresh(cast.tom)), again(given), {"released": "It", "channel": "by_hand", "released_on": DAY}
    )
    moment = Moment(DAY)
    asked_for = [figures.Figure("all", "received"), figures.Figure("given", "given", {"anything_given": "yes"})]
    for first, counts in {
        "2025-10..2025-12": (1, 0),
        "2026-01..2026-03": (3, 1),
        "2026-04..2026-06": (1, 0),
        "nonsense": (0, 0),
    }.items():
        rows = moment.rows(Disclosure).filter(
            next(each for each in REGISTER.filters if each.name == "received").where(first, moment)
        )
        told = figures.count(REGISTER, rows, asked_for, moment, {"received": first})
        assert (told["all"].value, told["given"].value) == counts, first
    offered = next(each for each in REGISTER.filters if each.name == "received").choices(Disclosure.objects.all())
    assert [value for value, _label in offered] == ["2026-04..2026-06", "2026-01..2026-03", "2025-10..2025-12"]
    assert dict(offered)["2026-01..2026-03"] == "January to March 2026"
