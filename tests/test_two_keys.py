"""Two keys by two people, and the slip ledger."""

from datetime import date

import pytest

from muniment.assurance import services
from muniment.assurance.models import Part, Recommendation, RecommendationExtension
from muniment.registers import owner_links
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from tests.cast import Cast, make_plan, make_recommendation


@pytest.fixture
def action(cast: Cast) -> Recommendation:
    return make_recommendation(make_plan(cast), "A02", owner=cast.posts["tom"])


def test_owner_says_done_and_another_verifies(cast: Cast, action: Recommendation) -> None:
    services.say_done(Actor.at_page(cast.tom), action, {"progress": "The policy is on the intranet."})
    assert action.state == "said_done"
    services.verify(Actor.at_page(cast.amina), action, {"note": "Read the page."})
    assert (action.state, action.verified_by) == ("verified", cast.amina)


def test_the_owner_cannot_verify(cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "A03", owner=cast.posts["priya"])
    services.say_done(Actor.at_page(cast.priya), action, {"progress": "Done."})
    with pytest.raises(Refused, match="hold a post"):
        services.verify(Actor.at_page(cast.priya), action, {"note": "Mine."})


def test_who_updated_it_cannot_verify(cast: Cast, action: Recommendation) -> None:
    services.update(Actor.at_page(cast.priya), action, {"progress": "Tom tells me it goes well."})
    services.say_done(Actor.at_page(cast.tom), action, {"progress": "Done."})
    with pytest.raises(Refused, match="have updated"):
        services.verify(Actor.at_page(cast.priya), action, {"note": "Seen."})


def test_a_command_is_neither_key(action: Recommendation) -> None:
    with pytest.raises(Refused, match="own word"):
        services.say_done(Actor.operator("root"), action, {"progress": "Done."})


def test_complete_awaiting_approval_is_not_complete(cast: Cast, action: Recommendation) -> None:
    tom = Actor.at_page(cast.tom)
    services.update(tom, action, {"progress": "Written.", "approval_pending": "governance group"})
    assert action.state_label() == "In progress, awaiting approval"
    with pytest.raises(Invalid, match="governance group"):
        services.say_done(tom, action, {"progress": "Written."})


def test_slip_ledger_keeps_the_first_date(cast: Cast, action: Recommendation) -> None:
    tom, daniel = Actor.at_page(cast.tom), Actor.at_page(cast.daniel)
    for number, day in enumerate([date(2026, 10, 31), date(2026, 12, 31)], start=1):
        data = {"to_date": day, "reason": "The supplier is late.", "explanation": "Again." if number > 1 else ""}
        extension = services.ask_extension(tom, action, data)
        services.decide_extension(
            daniel, RecommendationExtension.objects.get(pk=extension.pk), {"decision": "approve", "why": "Fair."}
        )
        action = Recommendation.objects.get(pk=action.pk)
        assert (action.due, action.first_due, action.slips) == (day, date(2026, 9, 30), number)


def test_second_slip_needs_an_explanation(cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "A05", owner=cast.posts["tom"], slips=1)
    with pytest.raises(Invalid, match="Explain"):
        services.ask_extension(Actor.at_page(cast.tom), action, {"to_date": date(2027, 1, 31), "reason": "Late."})


def test_who_asks_does_not_decide(cast: Cast, action: Recommendation) -> None:
    data = {"to_date": date(2027, 1, 31), "reason": "The supplier is late."}
    extension = services.ask_extension(Actor.at_page(cast.priya), action, data)
    with pytest.raises(Refused, match="You asked"):
        services.decide_extension(Actor.at_page(cast.priya), extension, {"decision": "approve", "why": "Fair."})


def test_dependencies_make_no_circle(cast: Cast) -> None:
    plan = make_plan(cast)
    first, second, third = (make_recommendation(plan, ref) for ref in ("A1", "A2", "A3"))
    priya = Actor.at_page(cast.priya)
    services.depend(priya, first, {"needs": second})
    services.depend(priya, second, {"needs": third})
    with pytest.raises(Invalid, match="A3 waits for A1 waits for A2 waits for A3"):
        services.depend(priya, third, {"needs": first})


def test_a_part_has_an_owner_of_its_own_who_answers_for_the_whole(cast: Cast, action: Recommendation) -> None:
    priya, ruth = Actor.at_page(cast.priya), Actor.at_page(cast.ruth)
    data = {"label": "b)", "agreed_action": "Pay for it", "owner": cast.posts["ruth"], "due": date(2026, 12, 31)}
    part = services.add_part(priya, action, data)
    action.refresh_from_db()
    assert (part.label, action.due, action.slips) == ("b", date(2026, 12, 31), 1)
    assert list(Recommendation.objects.visible_to(cast.ruth)) == [action]
    services.update(ruth, part, {"progress": "Budget found."})
    services.change_part(priya, Part.objects.get(), {"agreed_action": "Pay for it", "owner": cast.posts["tom"]})
    assert not Recommendation.objects.visible_to(cast.ruth).exists()


def test_the_whole_is_not_done_before_its_parts(cast: Cast, action: Recommendation) -> None:
    data = {"label": "a", "agreed_action": "First", "owner": cast.posts["tom"], "due": None}
    part = services.add_part(Actor.at_page(cast.priya), action, data)
    tom = Actor.at_page(cast.tom)
    with pytest.raises(Invalid, match="part a first"):
        services.say_done(tom, Recommendation.objects.get(), {"progress": "Done."})
    services.say_done(tom, part, {"progress": "Done."})
    services.say_done(tom, Recommendation.objects.get(), {"progress": "Done."})
    services.verify(Actor.at_page(cast.amina), Recommendation.objects.get(), {"note": "Seen both."})
    assert (Part.objects.get().state, Recommendation.objects.get().state) == ("verified", "verified")


def test_who_made_the_link_that_turned_the_first_key_does_not_turn_the_second(cast: Cast) -> None:
    """Its maker alone sees its address, and so could have used it. Seen red without the makers in `history.changed_by`."""
    action = make_recommendation(make_plan(cast), "L1", owner=cast.posts["tom"])
    owner_links.make(Actor.at_page(cast.priya), action, cast.posts["tom"])
    services.say_done(Actor.by_link(cast.posts["tom"]), action, {"progress": "The policy is published."})
    with pytest.raises(Refused, match="made a link"):
        services.verify(Actor.at_page(cast.priya), action, {"note": "Seen"})
    services.verify(Actor.at_page(cast.amina), action, {"note": "Seen"})
    assert action.state == "verified"


def test_a_link_that_nobody_used_keeps_its_maker_from_nothing(cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "L2", owner=cast.posts["tom"])
    owner_links.make(Actor.at_page(cast.priya), action, cast.posts["tom"])
    services.say_done(Actor.at_page(cast.tom), action, {"progress": "The policy is published."})
    services.verify(Actor.at_page(cast.priya), action, {"note": "Seen"})
    assert action.state == "verified"
