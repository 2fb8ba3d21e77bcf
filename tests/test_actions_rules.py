"""The rules of an action: pure ones against brute force, and any order of steps by any people against what may never be.

Seen red when the second key forgot who had updated, when a state was not asked by the service, and when a slip moved the first date.
"""

from datetime import date, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from muniment import clock
from muniment.actions import rules
from muniment.actions.rules import OPEN, State
from muniment.assurance import services
from muniment.assurance.models import Dependency, Part, Recommendation, RecommendationExtension
from muniment.assurance.registers import STEPS
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import History
from muniment.registers.verifying import verify_all
from tests.cast import Cast, make, make_plan, make_recommendation
from tests.contracts import fresh

NODES = range(5)
GRAPHS = st.dictionaries(st.sampled_from(NODES), st.frozensets(st.sampled_from(NODES)), max_size=5)
DAY = date(2026, 9, 30)
# A play that fails is short enough to read; making it shorter would take a minute.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


def reaches(needs: dict[int, frozenset[int]], start: int) -> bool:
    """Whether some walk of different nodes leads from `start` back to it, by trying them all."""
    for length in range(len(NODES)):
        for middle in permutations([node for node in NODES if node != start], length):
            walk = (start, *middle, start)
            if all(after in needs.get(before, ()) for before, after in pairwise(walk)):
                return True
    return False


@given(GRAPHS, st.sampled_from(NODES))
def test_a_circle_is_found_exactly_where_there_is_one(needs: dict[int, frozenset[int]], start: int) -> None:
    circle = rules.cycle(needs, start)
    assert bool(circle) == reaches(needs, start)
    if circle:
        assert circle[0] == circle[-1] == start
        assert all(after in needs[before] for before, after in pairwise(circle))


@given(GRAPHS, st.frozensets(st.sampled_from(NODES)))
def test_what_waits_is_what_can_be_walked_to(needs: dict[int, frozenset[int]], is_open: frozenset[int]) -> None:
    found = rules.waiting_on(needs, is_open)
    closed = {node: {one for one in needs.get(node, ()) if one in is_open} for node in is_open}
    for _again in NODES:
        closed = {node: wanted | {far for near in wanted for far in closed[near]} for node, wanted in closed.items()}
    expected = {node: {other for other in is_open if node in closed[other] and other != node} for node in is_open}
    assert {node: set(waiting) for node, waiting in found.items() if waiting} == {
        node: waiting for node, waiting in expected.items() if waiting
    }


@given(st.sampled_from(State), st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.dates())
def test_only_what_is_open_and_dated_is_late(state: State, due: date | None, on: date) -> None:
    expected = (on - due).days if state in OPEN and due is not None and due < on else 0
    assert rules.days_late(state, due, on) == expected


def test_pages_offer_what_services_allow() -> None:
    assert {step.verb: step.states for step in STEPS} == {
        verb: states for verb, states in rules.ALLOWED_IN.items() if verb not in {"depend", "edit"}
    }


# Any order of steps, by anybody.

MOVES = ("update", "pend", "say_done", "verify", "return", "supersede", "reopen", "ask", "approve", "refuse")
PEOPLE = ("tom", "priya", "amina", "daniel", "ruth", "link")
Play = tuple[str, str, bool]
WHO = st.sampled_from((*PEOPLE, "priya", "priya"))


def closing(updater: str, sayer: str, verifier: str, *, on_part: bool) -> list[Play]:
    return [("update", updater, on_part), ("say_done", sayer, on_part), ("verify", verifier, on_part)]


def slipping(asker: str, decider: str, *, on_part: bool) -> list[Play]:
    return [("ask", asker, on_part), ("approve", decider, on_part)]


# Moves alone are mostly refused: these are runs of moves as they happen, by whomever, and single moves between them.
PLAYS = st.lists(
    st.builds(closing, WHO, WHO, WHO, on_part=st.sampled_from((True, True, False)))
    | st.builds(slipping, WHO, WHO, on_part=st.booleans())
    | st.tuples(st.sampled_from(MOVES), WHO, st.booleans()).map(lambda play: [play]),
    min_size=2, max_size=6,
).map(lambda runs: [play for run in runs for play in run])  # fmt: skip


def play(cast: Cast, whole: int, part: int, move: str, who: str, *, on_part: bool) -> None:
    """One move, as a request would make it: everything read anew."""
    actor = Actor.by_link(cast.posts["tom"]) if who == "link" else Actor.at_page(fresh(getattr(cast, who)))
    action: services.Action = Part.objects.get(pk=part) if on_part else Recommendation.objects.get(pk=whole)
    words = {"progress": "Words.", "note": "Seen.", "why": "So."}
    if move in {"approve", "refuse"}:
        asked = RecommendationExtension.objects.filter(state="asked").order_by("pk").first()
        if asked:
            services.decide_extension(actor, asked, {"decision": move, "why": "So."})
    elif move == "ask":
        to = (action.due or DAY) + timedelta(days=10)
        services.ask_extension(
            actor, action, {"to_date": to, "reason": "So.", "explanation": "Again." if on_part else ""}
        )
    elif move == "pend":
        services.update(actor, action, {**words, "approval_pending": "the board"})
    else:
        step = {"say_done": services.say_done, "return": services.give_back}.get(move) or getattr(services, move)
        step(actor, action, words)


def hands(slug: str, pk: int) -> set[int]:
    """Who had a hand in it, read from the history without the code that decides by it; Tom alone holds the post of the link."""
    rows = History.objects.filter(register=slug, record=pk, verb__in=["update", "say_done"])
    tom = Person.objects.get(name="Tom Birch").pk
    return {row.person_id or tom for row in rows}


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, phases=UNSHRUNK, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plays=PLAYS)
def test_whatever_is_done_in_whatever_order(cast: Cast, plays: list[Play]) -> None:
    with transaction.atomic(), clock.at(DAY):
        plan = make_plan(cast, f"Plan {History.objects.count()}")
        whole = make_recommendation(plan, "A1", owner=cast.posts["tom"])
        part = make(
            Part, recommendation=whole, unit=plan.unit, label="a", agreed_action="A part", owner=cast.posts["tom"],
            due=DAY, first_due=DAY,
        )  # fmt: skip
        for move, who, on_part in plays:
            before = {type(each): (each.slips, each.due) for each in both(whole.pk, part.pk)}
            try:
                with transaction.atomic():
                    play(cast, whole.pk, part.pk, move, who, on_part=on_part)
            except (Refused, Invalid, Conflict):
                pass
            for each in both(whole.pk, part.pk):
                holds(each, before[type(each)])
        assert verify_all().faults == []
        transaction.set_rollback(True)


def both(whole: int, part: int) -> tuple[Any, Any]:
    return Recommendation.objects.get(pk=whole), Part.objects.get(pk=part)


def holds(action: Any, before: tuple[int, date]) -> None:
    """What may never be otherwise, whatever was done."""
    slug = "parts" if isinstance(action, Part) else "recommendations"
    assert action.first_due == DAY
    assert action.slips - before[0] == (action.due > before[1])
    if action.state == State.VERIFIED:
        assert action.verified_by_id not in hands(slug, action.pk)
        assert action.verified_by.name in {"Priya Raman", "Amina Yusuf", "Daniel Osei"}
        assert action.said_done_on is not None
    if action.state in {State.VERIFIED, State.SAID_DONE} and slug == "recommendations":
        assert not Part.objects.filter(recommendation=action, state__in=OPEN).exists()
    if action.state in {State.VERIFIED, State.SAID_DONE}:
        assert action.approval_pending == ""
    if action.state == State.SUPERSEDED:
        assert action.ended_reason
    for line in RecommendationExtension.objects.exclude(decided_by=None):
        assert line.decided_by_id != line.asked_by_id
        assert line.decided_by.name != "Tom Birch"


# One rule at a time, where a page would not even offer the step.


@pytest.fixture
def action(cast: Cast) -> Recommendation:
    return make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])


def test_nothing_is_verified_with_one_key(cast: Cast, action: Recommendation) -> None:
    with pytest.raises(Invalid, match="not begun cannot be verified"):
        services.verify(Actor.at_page(cast.amina), action, {"note": "Seen."})


@pytest.mark.parametrize("state", ["superseded", "said_done", "not_accepted"])
def test_what_has_ended_is_not_moved_on(cast: Cast, state: str) -> None:
    action = make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"], state=state, ended_reason="So.")
    tom = Actor.at_page(cast.tom)
    with pytest.raises(Invalid):
        services.update(tom, action, {"progress": "More."})
    with pytest.raises(Invalid):
        services.ask_extension(tom, action, {"to_date": date(2027, 1, 1), "reason": "Late."})
    with pytest.raises(Invalid):
        services.set_first_date(Actor.at_page(cast.priya), action, {"due": date(2027, 1, 1)})


def test_a_first_date_is_set_once(cast: Cast, action: Recommendation) -> None:
    with pytest.raises(Invalid, match="first date"):
        services.set_first_date(Actor.at_page(cast.priya), action, {"due": date(2027, 1, 1)})


def test_a_whole_does_not_stay_done_over_an_open_part(cast: Cast, action: Recommendation) -> None:
    values = {"recommendation": action, "unit": action.unit, "agreed_action": "A part", "owner": cast.posts["tom"]}
    part = make(Part, label="a", **values)
    tom, amina, priya = (Actor.at_page(each) for each in (cast.tom, cast.amina, cast.priya))
    with pytest.raises(Invalid, match="part a first"):
        services.say_done(tom, action, {"progress": "Done."})
    services.say_done(tom, part, {"progress": "Done."})
    services.say_done(tom, Recommendation.objects.get(), {"progress": "Done."})
    services.give_back(amina, Part.objects.get(), {"why": "Not yet."})
    assert (Recommendation.objects.get().state, Recommendation.objects.get().said_done_by) == ("in_progress", None)
    services.say_done(tom, Part.objects.get(), {"progress": "Done."})
    services.say_done(tom, Recommendation.objects.get(), {"progress": "Done."})
    services.verify(amina, Recommendation.objects.get(), {"note": "Seen."})
    assert Part.objects.get().state == "verified"
    with pytest.raises(Invalid, match="open that again first"):
        services.reopen(priya, Part.objects.get(), {"why": "Not so."})
    assert Part.objects.get().state == "verified"


def test_an_approved_date_comes_too_late_for_what_has_ended(cast: Cast, action: Recommendation) -> None:
    asked = services.ask_extension(Actor.at_page(cast.tom), action, {"to_date": date(2027, 1, 1), "reason": "Late."})
    services.supersede(Actor.at_page(cast.priya), Recommendation.objects.get(), {"why": "Another."})
    line = RecommendationExtension.objects.get(pk=asked.pk)
    with pytest.raises(Invalid, match="not open"):
        services.decide_extension(Actor.at_page(cast.daniel), line, {"decision": "approve", "why": "Fair."})


def test_a_dependency_is_of_one_plan_and_once(cast: Cast, action: Recommendation) -> None:
    priya = Actor.at_page(cast.priya)
    other = make_recommendation(action.plan, "A2")
    elsewhere = make_recommendation(make_plan(cast, "Another"), "B1")
    with pytest.raises(Invalid, match="own plan"):
        services.depend(priya, action, {"needs": elsewhere})
    services.depend(priya, action, {"needs": other})
    with pytest.raises(Invalid, match="already"):
        services.depend(priya, action, {"needs": other})


def test_who_answers_for_an_action_answers_for_its_later_dates(cast: Cast, action: Recommendation) -> None:
    asked = services.ask_extension(Actor.at_page(cast.tom), action, {"to_date": date(2027, 1, 1), "reason": "Late."})
    from muniment.registers.services import Change, write

    write(Actor.at_page(cast.priya), [Change(Recommendation.objects.get(), {"owner": cast.posts["ruth"]}, "edit")])
    rows = RecommendationExtension.objects
    assert [rows.visible_to(fresh(each)).filter(pk=asked.pk).exists() for each in (cast.tom, cast.ruth)] == [
        False,
        True,
    ]


REFUSED_BY_THE_DATABASE: list[tuple[type[Any], dict[str, Any]]] = [
    (Recommendation, {"state": "verified"}),
    (Recommendation, {"state": "superseded"}),
    (Recommendation, {"first_due": None}),
    (RecommendationExtension, {"to_date": date(2020, 1, 1)}),
    (RecommendationExtension, {"state": "approved"}),
    (RecommendationExtension, {"state": "refused"}),
]


@pytest.mark.parametrize(("model", "values"), REFUSED_BY_THE_DATABASE)
def test_the_database_refuses_what_the_services_do(
    cast: Cast, action: Recommendation, model: type[Any], values: dict[str, Any]
) -> None:
    services.ask_extension(Actor.at_page(cast.tom), action, {"to_date": date(2027, 1, 1), "reason": "Late."})
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**values)


def test_the_database_refuses_one_person_for_two(cast: Cast, action: Recommendation) -> None:
    services.ask_extension(Actor.at_page(cast.tom), action, {"to_date": date(2027, 1, 1), "reason": "Late."})
    for model, values in [
        (Recommendation, {"said_done_by": cast.tom, "verified_by": cast.tom}),
        (RecommendationExtension, {"decided_by": cast.tom}),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**values)


def test_the_database_refuses_what_waits_for_itself(action: Recommendation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Dependency.objects.create(recommendation=action, needs=action, unit=action.unit)
