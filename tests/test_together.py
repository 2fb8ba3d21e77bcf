"""Two people at once, and a process that dies: nothing is lost, nothing is half written, the chain has no gaps.

Seen red when the version seen was not compared, when writes did not take their turn (PostgreSQL), when a circle was looked for
before the turn, and when a write was not one transaction.
"""

import subprocess
import sys
from typing import Any

import pytest

from muniment.assurance import services
from muniment.assurance.models import Dependency, Part, Recommendation
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid
from muniment.registers.models import History
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.apart import apart, in_thread, together
from tests.cast import Cast, make, make_cast, make_plan, make_recommendation

__all__ = ["apart"]


def story() -> int:
    """A plan with two recommendations of Tom's, the first with a part."""
    cast = make_cast()
    plan = make_plan(cast)
    whole = make_recommendation(plan, "A1", owner=cast.posts["tom"])
    make_recommendation(plan, "A2", owner=cast.posts["tom"])
    make(Part, recommendation=whole, unit=plan.unit, label="a", agreed_action="A part", owner=cast.posts["tom"])
    return History.objects.count()


def whole_chain() -> None:
    assert verify_all().faults == []
    numbers = list(History.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def tom() -> Actor:
    return Actor.at_page(Person.objects.get(name="Tom Birch"))


def again_until_saved(model: type[Any], word: str) -> None:
    """What a person does who meets a conflict: looks again, and saves again."""
    while True:
        action = model.objects.order_by("pk").first()
        try:
            services.update(tom(), action, {"progress": f"{action.progress} {word}"})
        except Conflict:
            continue
        return


def test_many_at_one_record_lose_nothing(apart: dict[str, str]) -> None:
    before = in_thread(story)
    words = [f"w{number}" for number in range(12)]
    acts = [lambda mine=words[n::4]: [again_until_saved(Recommendation, word) for word in mine] for n in range(4)]
    together(acts)

    def told() -> None:
        action = Recommendation.objects.get(reference="A1")
        assert sorted(action.progress.split()) == sorted(words)
        assert action.version == 1 + len(words)
        assert History.objects.count() == before + len(words)
        whole_chain()

    in_thread(told)


def test_a_whole_and_its_part_at_once_do_not_cross(apart: dict[str, str]) -> None:
    """On PostgreSQL two writes that lock in opposite order end one of them as a deadlock."""
    in_thread(story)

    def at(model: type[Any], words: range) -> Any:
        return lambda: [again_until_saved(model, f"w{word}") for word in words]

    together(
        [at(Recommendation, range(5)), at(Part, range(5)), at(Recommendation, range(5, 10)), at(Part, range(5, 10))]
    )
    in_thread(whole_chain)


def test_two_who_close_a_circle_from_both_ends(apart: dict[str, str]) -> None:
    in_thread(story)

    def depend(one: str, other: str) -> str:
        priya = Actor.at_page(Person.objects.get(name="Priya Raman"))
        waiting, needed = (Recommendation.objects.get(reference=reference) for reference in (one, other))
        try:
            services.depend(priya, waiting, {"needs": needed})
        except Invalid as error:
            return str(error)
        return ""

    said = together([lambda: depend("A1", "A2"), lambda: depend("A2", "A1")])
    assert sorted(bool(each) for each in said) == [False, True]
    assert in_thread(Dependency.objects.count) == 1


DYING = """
import os, sys, django
django.setup()
from muniment.assurance.models import Part, Recommendation
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.services import Change, write

append = history.append

def die(*arguments, **options):
    append(*arguments, **options)
    os._exit(9)

if sys.argv[1] == "die":
    history.append = die
whole = Recommendation.objects.get(reference="A1")
part = Part(recommendation=whole, unit=whole.unit, label="b", agreed_action="Half a write")
write(Actor.operator("test"), [Change(part, verb="create"), Change(whole, {"title": "Half a write"}, "edit")])
"""


def test_a_process_that_dies_in_a_write_leaves_nothing(apart: dict[str, str]) -> None:
    before = in_thread(story)

    def told() -> tuple[int, int, str]:
        whole_chain()
        return History.objects.count(), Part.objects.count(), Recommendation.objects.get(reference="A1").title

    for how, code, expected in [("die", 9, (before, 1, "")), ("live", 0, (before + 2, 2, "Half a write"))]:
        command = [sys.executable, "-c", DYING, how]
        assert subprocess.run(command, env=apart, check=False, timeout=60).returncode == code
        assert in_thread(told) == expected


# One after the other, as two people with the same page before them.


@pytest.fixture
def action(cast: Cast) -> Recommendation:
    return make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])


def test_the_second_to_save_meets_the_first_at_the_service(cast: Cast, action: Recommendation) -> None:
    seen = action.version
    services.update(Actor.at_page(cast.priya), Recommendation.objects.get(), {"progress": "Hers."})
    with pytest.raises(Conflict) as met:
        services.update(
            Actor.at_page(cast.tom), Recommendation.objects.get(), {"progress": "His.", "seen_version": seen}
        )
    assert met.value.record.progress == "Hers."
    with pytest.raises(Conflict):
        services.update(Actor.at_page(cast.tom), action, {"progress": "His."})
    assert Recommendation.objects.get().progress == "Hers."


def test_the_second_to_save_sees_both_versions_at_the_page(cast: Cast, action: Recommendation, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    first = {
        "agreed_action": "Hers, first",
        "reference": "A1",
        "plan": action.plan_id,
        "unit": action.unit_id,
        "acceptance": "accepted",
    }
    page = f"/recommendations/{action.pk}/edit/"
    assert browser.post(page, {**first, "seen_version": 1}).status_code == 302
    answer = browser.post(page, {**first, "agreed_action": "His, second", "seen_version": 1})
    assert answer.status_code == 409
    assert "Hers, first" in answer.content.decode()
    assert "His, second" in answer.content.decode()
    assert Recommendation.objects.get().agreed_action == "Hers, first"
    # The form carries the version that was shown, so that saving again is a choice and not an accident.
    assert browser.post(page, {**first, "agreed_action": "His, second", "seen_version": 2}).status_code == 302
    assert Recommendation.objects.get().agreed_action == "His, second"


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_form_without_its_version_saves_nothing(
    cast: Cast, action: Recommendation, signed_in: Any, seen: str
) -> None:
    data = {"agreed_action": "Blind", "reference": "A1", "acceptance": "accepted", "seen_version": seen}
    assert signed_in(cast.priya).post(f"/recommendations/{action.pk}/edit/", data).status_code == 422
    assert Recommendation.objects.get().agreed_action != "Blind"


def test_a_step_taken_on_an_old_page_keeps_what_was_typed(cast: Cast, action: Recommendation, signed_in: Any) -> None:
    services.update(Actor.at_page(cast.priya), Recommendation.objects.get(), {"progress": "Hers."})
    page = f"/recommendations/{action.pk}/do/update/"
    data = {"progress": "His own words.", "begun": "yes", "seen_version": 1}
    answer = signed_in(cast.tom).post(page, data)
    assert answer.status_code in {409, 422}
    assert "His own words." in answer.content.decode()
    assert 'name="seen_version" value="2"' in answer.content.decode()
    assert Recommendation.objects.get().progress == "Hers."


def test_one_write_changes_a_record_once(cast: Cast, action: Recommendation) -> None:
    other = Recommendation.objects.get()
    with pytest.raises(ValueError, match="once"):
        write(Actor.at_page(cast.priya), [Change(action, {"title": "One"}), Change(other, {"priority": "Two"})])
    assert Recommendation.objects.get().title == ""


def test_a_record_changed_in_hand_is_not_written(cast: Cast, action: Recommendation) -> None:
    action.unit = cast.company
    with pytest.raises(ValueError, match="in hand"):
        write(Actor.at_page(cast.company_ig), [Change(action, {"title": "Ours"}, "edit")])
    assert Recommendation.objects.get().unit == cast.council
