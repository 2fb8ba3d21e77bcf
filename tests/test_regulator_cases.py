"""Cases of regulators and ombudsmen: a decision has its outcome, and the year's figures are counted from the records.

Seen red when what was not taken up was left out of the decisions, and when an upheld case could say that nobody investigated.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.registers import choosing, figures
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.listing import Listing
from muniment.registers.models import Duty
from muniment.registers.register import Moment, registry
from muniment.registers.services import Change, write
from muniment.regulators import answering
from muniment.regulators.case_register import FIGURES
from muniment.regulators.models import Regulator, RegulatorCase
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh

DAY = date(2026, 4, 20)
REGISTER = registry.of(RegulatorCase)
State = RegulatorCase.State


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with clock.at(DAY):
        yield


@pytest.fixture
def ombudsman(cast: Cast) -> Regulator:
    return make(
        Regulator, name="Local Government and Social Care Ombudsman", short="LGSCO", kind="ombudsman", unit=cast.council
    )


def case(ombudsman: Regulator, cast: Cast, number: int, **values: Any) -> RegulatorCase:
    given = {
        "regulator": ombudsman,
        "their_reference": f"25 {number:03}",
        "subject": "A complaint",
        "unit": cast.council,
        "received_on": date(2025, 5, 1),
    }
    return RegulatorCase(**{**given, **values})


def test_107_decisions_27_investigated_9_upheld(cast: Cast, ombudsman: Regulator) -> None:
    outcomes = ["upheld"] * 7 + ["partly"] * 2 + ["not_upheld"] * 18 + ["not_taken_up"] * 74 + ["given_up"] * 6
    rows = [
        case(ombudsman, cast, number, decided_on=date(2025, 6, 1) + timedelta(days=number), outcome=outcome, changed="Letters say more." if outcome == "upheld" else "")
        for number, outcome in enumerate(outcomes)
    ]  # fmt: skip
    rows += [case(ombudsman, cast, 900 + number) for number in range(5)]  # not decided yet
    rows += [
        case(ombudsman, cast, 950, received_on=date(2024, 5, 1), decided_on=date(2024, 9, 1), outcome="upheld")
    ]  # the year before
    write(HOUSE, [Change(row, verb="create") for row in rows])
    scope = {"decided_in": "2025-04..2026-03"}
    moment = Moment(DAY)
    year = next(each for each in REGISTER.filters if each.name == "decided_in").where("2025-04..2026-03", moment)
    told = figures.count(REGISTER, moment.rows(RegulatorCase).filter(year), FIGURES, moment, scope)
    assert [told[name].value for name in ("decisions", "investigated", "upheld")] == [107, 27, 9]
    # Each opens the list that it counts, and the chips of the list say the same.
    for each in told.values():
        assert Listing(REGISTER, fresh(cast.priya), {**scope, **each.figure.parameters}).rows.count() == each.value
    chips = {chip.name: chip.count for chip in choosing.chips(Listing(REGISTER, fresh(cast.priya), scope))}
    assert (chips["has_decision"], chips["looked_into"], chips["fault_found"], chips["no_change"]) == (107, 27, 9, 2)


def test_a_case_goes_from_answer_to_decision_to_what_changed(cast: Cast, ombudsman: Regulator) -> None:
    made = case(ombudsman, cast, 1, owner=cast.posts["tom"], answer_due=DAY + timedelta(days=5))
    write(Actor.at_page(fresh(cast.priya)), [Change(made, verb="create")])
    actor = Actor.at_page(fresh(cast.tom))

    def now() -> Any:
        return RegulatorCase.objects.get(pk=made.pk)

    def asked() -> dict[str, Any]:
        return {row.rule: row.due for row in Duty.objects.filter(register="regulator-cases", record=made.pk)}

    assert (now().state, asked()) == (State.ASKED, {"answer": DAY + timedelta(days=5)})
    answering.answer(actor, now(), {"answered_on": DAY})
    assert (now().state, asked()) == (State.WAITING, {})
    decided = {"decided_on": DAY, "outcome": "partly", "remedy": "Apologise.", "remedy_due": DAY + timedelta(days=30)}
    answering.record_outcome(actor, now(), decided)
    assert (now().state, now().investigated, asked()) == (State.DECIDED, "yes", {"put_right": DAY + timedelta(days=30)})
    answering.put_right(actor, now(), {"remedied_on": DAY, "changed": "Letters are looked over by two."})
    assert (now().state, now().closed_on, asked()) == (State.OVER, DAY, {})


@pytest.mark.parametrize(
    "values",
    [
        {"decided_on": DAY}, {"outcome": "upheld"}, {"decided_on": DAY, "outcome": "upheld", "investigated": "no"},
        {"decided_on": DAY, "outcome": "not_taken_up", "investigated": "yes"}, {"remedied_on": DAY},
        {"answered_on": DAY + timedelta(days=1)}, {"answered_on": date(2020, 1, 1)},
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(cast: Cast, ombudsman: Regulator, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        write(HOUSE, [Change(case(ombudsman, cast, 1, **values), verb="create")])


@pytest.mark.parametrize("step", REGISTER.steps, ids=lambda step: step.name)
def test_a_step_bears_an_empty_answer(cast: Cast, ombudsman: Regulator, step: Any) -> None:
    made = case(ombudsman, cast, 1)
    write(HOUSE, [Change(made, verb="create")])
    for data in ({}, dict.fromkeys(step.form.base_fields)):
        with pytest.raises(Invalid):
            step.do(Actor.at_page(fresh(cast.priya)), RegulatorCase.objects.get(pk=made.pk), data)
