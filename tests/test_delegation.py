"""Somebody acts for a post while its holder is away: with all that the holder may do, and nothing that the holder may not.

Seen red, each once: without `people_of` in the two keys (the delegate of an owner verified), without `stood_for` (a deputy
verified what the one they stood for had updated), without the post in the history (the holder verified what their deputy had
updated), without the rule against oneself, and with a day gone by.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.actions import rules
from muniment.assurance import services
from muniment.assurance.models import Recommendation, RecommendationExtension
from muniment.people import separation
from muniment.people.models import Delegation, Holding, Person, RoleGiven
from muniment.people.standing import standing_of
from muniment.registers import history
from muniment.registers.access import Actor, may
from muniment.registers.audience import audience
from muniment.registers.errors import Invalid, Refused
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.reporting import services as reporting
from muniment.reporting.front import facts_of
from muniment.reporting.models import Clearance, Report
from tests.cast import Cast, make, make_plan, make_recommendation, person
from tests.contracts import fresh, holder_of

DAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.at(DAY):
        yield


@pytest.fixture
def action(cast: Cast) -> Recommendation:
    return make_recommendation(make_plan(cast), "A02", owner=cast.posts["tom"])


def delegate(cast: Cast, post: str, to: Person, days: int = 7) -> Delegation:
    return make(Delegation, post=cast.posts[post], to=to, start=clock.today(), end=clock.today() + timedelta(days=days))


def at(somebody: Person) -> Actor:
    return Actor.at_page(fresh(somebody))


def verify(somebody: Person, action: Recommendation) -> None:
    services.verify(at(somebody), Recommendation.objects.get(pk=action.pk), {"note": "Seen."})


def test_a_delegate_does_what_the_holder_may_and_the_history_says_for_whom(cast: Cast, action: Recommendation) -> None:
    sam = person("Sam Deputy")
    assert not Recommendation.objects.visible_to(sam).exists()
    delegate(cast, "tom", sam)
    assert Recommendation.objects.visible_to(fresh(sam)).count() == 1
    services.update(at(sam), action, {"progress": "It goes well."})
    line = history.of_record("recommendations", action.pk).first()
    assert line is not None
    assert (line.actor, line.person, line.post) == ("Sam Deputy, acting for Head of Housing", sam, cast.posts["tom"])
    with clock.at(DAY + timedelta(days=8)):
        assert not Recommendation.objects.visible_to(fresh(sam)).exists()
    assert not verify_all().faults


def test_what_one_may_oneself_is_done_in_ones_own_name(cast: Cast, action: Recommendation) -> None:
    delegate(cast, "tom", cast.priya)
    services.update(at(cast.priya), action, {"progress": "I ran it myself."})
    line = history.of_record("recommendations", action.pk).first()
    assert line is not None
    assert (line.actor, line.post) == ("Priya Raman", None)


def test_the_readers_of_a_record_name_the_delegate(cast: Cast, action: Recommendation) -> None:
    sam = person("Sam Deputy")
    delegate(cast, "tom", sam)
    reasons = [why for who, _post, why in audience(register_of(Recommendation), action) if who == "Sam Deputy"]
    assert reasons == ["Acts for Head of Housing until 2 December 2026: Answers for it"]
    assert (
        "Acts for Head of Housing until 2 December 2026"
        in may(at(sam), "update", register_of(Recommendation), action).reason
    )


# The ways round the two keys, each closed.


def test_the_delegate_of_the_owner_does_not_verify(cast: Cast, action: Recommendation) -> None:
    delegate(cast, "tom", cast.amina)
    services.say_done(at(cast.tom), action, {"progress": "Done."})
    with pytest.raises(Refused, match="hold a post"):
        verify(cast.amina, action)


def test_who_said_done_as_a_delegate_does_not_verify_afterwards(cast: Cast, action: Recommendation) -> None:
    delegate(cast, "tom", cast.amina, days=0)
    services.say_done(at(cast.amina), action, {"progress": "Done."})
    with clock.at(DAY + timedelta(days=2)), pytest.raises(Refused, match="have updated"):
        verify(cast.amina, action)


def test_the_holder_does_not_verify_what_their_deputy_said_done(cast: Cast, action: Recommendation) -> None:
    sam = person("Sam Deputy")
    delegate(cast, "priya", sam, days=0)
    services.update(at(sam), action, {"progress": "Ready."})
    services.say_done(at(cast.tom), action, {"progress": "Done."})
    with clock.at(DAY + timedelta(days=2)), pytest.raises(Refused, match="acted for you"):
        verify(cast.priya, action)


def test_a_deputy_does_not_verify_what_the_holder_updated(cast: Cast, action: Recommendation) -> None:
    sam = person("Sam Deputy")
    services.update(at(cast.priya), action, {"progress": "Ready."})
    services.say_done(at(cast.tom), action, {"progress": "Done."})
    delegate(cast, "priya", sam)
    with pytest.raises(Refused, match="a third person"):
        verify(sam, action)


def test_a_deputy_for_the_auditors_post_does_not_verify_what_the_auditor_owns(cast: Cast) -> None:
    sam = person("Sam Deputy")
    owned = make_recommendation(make_plan(cast), "A09", owner=cast.posts["amina"])
    make(Holding, person=cast.amina, post=cast.posts["tom"], start=date(2026, 1, 1))
    other = make_recommendation(owned.plan, "A10", owner=cast.posts["tom"])
    delegate(cast, "amina", sam)
    for each in (owned, other):
        services.say_done(at(cast.amina), each, {"progress": "Done."})
        with pytest.raises(Refused):
            verify(sam, each)


def test_a_deputy_turns_the_second_key_where_the_holder_could(cast: Cast, action: Recommendation) -> None:
    sam = person("Sam Deputy")
    services.say_done(at(cast.tom), action, {"progress": "Done."})
    delegate(cast, "amina", sam)
    verify(sam, action)
    found = Recommendation.objects.get(pk=action.pk)
    assert (found.state, found.verified_by) == ("verified", sam)


def test_who_asked_and_who_decides_are_not_the_two_sides_of_one_delegation(cast: Cast, action: Recommendation) -> None:
    sam, kim = person("Sam Deputy"), person("Kim Other")
    delegate(cast, "priya", sam)
    asked = services.ask_extension(at(sam), action, {"to_date": date(2027, 1, 31), "reason": "Late."})
    extension = RecommendationExtension.objects.get(pk=asked.pk)
    delegate(cast, "tom", kim)
    make(RoleGiven, post=cast.posts["amina"], role="siro", unit=cast.council)
    for somebody in (cast.priya, sam, kim):
        if may(at(somebody), "read", register_of(RecommendationExtension), extension):
            assert services.why_not_deciding(at(somebody), extension)
    assert services.why_not_deciding(at(cast.daniel), extension) == ""
    delegate(cast, "priya", cast.daniel)
    assert "third person" in services.why_not_deciding(at(cast.daniel), extension)


def test_an_author_clears_nothing_by_a_delegate(cast: Cast) -> None:
    plan = make_plan(cast)
    sam = person("Sam Deputy")
    delegate(cast, "priya", sam)
    report = reporting.create(at(cast.priya), plan)
    data = {"role": "legal", "post": cast.posts["daniel"], "sent_on": DAY}
    reporting.send(at(cast.priya), report, data)
    delegate(cast, "daniel", sam)
    clearance = Clearance.objects.get(report=report)
    with pytest.raises(Refused, match="wrote"):
        reporting.clear(at(sam), clearance, {})
    assert not facts_of(report, [clearance])[0].by_author


def test_the_holder_does_not_clear_what_their_deputy_wrote_for_them(cast: Cast) -> None:
    plan = make_plan(cast)
    sam = person("Sam Deputy")
    delegate(cast, "priya", sam)
    report = reporting.create(at(sam), plan)
    make(Holding, person=cast.priya, post=cast.posts["tom"], start=date(2026, 1, 1))
    reporting.send(at(sam), report, {"role": "legal", "post": cast.posts["tom"], "sent_on": DAY})
    with pytest.raises(Refused, match="acted for you"):
        reporting.clear(at(cast.priya), Clearance.objects.get(report=report), {})
    assert Report.objects.get().author == sam


# Who may make one.


def write_one(somebody: Person, **values: Any) -> Delegation:
    made = Delegation(**{"start": DAY, "end": DAY, **values})
    write(at(somebody), [Change(made, verb="create")])
    return made


def test_the_holder_and_who_runs_it_delegate_and_nobody_else(cast: Cast) -> None:
    sam = person("Sam Deputy")
    write_one(cast.tom, post=cast.posts["tom"], to=sam)
    write_one(cast.priya, post=cast.posts["ruth"], to=sam)
    for somebody, post in [(cast.tom, "ruth"), (cast.nobody, "tom"), (cast.company_ig, "tom"), (cast.amina, "tom")]:
        with pytest.raises(Refused):
            write_one(somebody, post=cast.posts[post], to=sam)


def test_nobody_delegates_to_themselves_passes_on_or_back_in_time(cast: Cast) -> None:
    sam, kim = person("Sam Deputy"), person("Kim Other")
    with pytest.raises(Refused, match="themselves"):
        write_one(cast.priya, post=cast.posts["amina"], to=cast.priya)
    write_one(cast.tom, post=cast.posts["tom"], to=sam)
    with pytest.raises(Refused, match="act for this post yourself"):
        write_one(sam, post=cast.posts["tom"], to=kim)
    with pytest.raises(Refused, match="gone by"):
        write_one(cast.tom, post=cast.posts["tom"], to=kim, start=DAY - timedelta(days=1))
    with pytest.raises(Invalid, match="hold this post"):
        write_one(cast.priya, post=cast.posts["tom"], to=cast.tom)


def test_a_delegate_does_not_lengthen_it_and_the_past_stays(cast: Cast) -> None:
    sam, kim = person("Sam Deputy"), person("Kim Other")
    made = write_one(cast.priya, post=cast.posts["priya"], to=sam)
    with pytest.raises(Refused):
        write(at(sam), [Change(Delegation.objects.get(), {"end": date(2027, 1, 1)}, "edit")])
    with clock.at(DAY + timedelta(days=3)):
        for values in ({"end": DAY + timedelta(days=1)}, {"to": kim}, {"start": DAY + timedelta(days=3)}):
            with pytest.raises(Invalid):
                write(at(cast.priya), [Change(Delegation.objects.get(pk=made.pk), values, "edit")])


def test_a_holder_has_a_deputy_from_the_page(cast: Cast, signed_in: Any) -> None:
    sam = person("Sam Deputy")
    browser = signed_in(cast.tom)
    assert "Have somebody act for it" in browser.get(f"/posts/{cast.posts['tom'].pk}/").content.decode()
    assert "Have somebody act for it" not in browser.get(f"/posts/{cast.posts['ruth'].pk}/").content.decode()
    form = {
        "post": cast.posts["tom"].pk,
        "to": sam.pk,
        "start": "2026-11-25",
        "end": "2026-12-04",
        "reason": "Annual leave",
    }
    assert browser.post("/delegations/new/", form).status_code == 302
    assert standing_of(fresh(sam)).acting[0].until == date(2026, 12, 4)
    shown = signed_in(sam).get("/").content.decode()
    assert "Head of Housing" in shown
    assert signed_in(cast.nobody).get("/delegations/new/").status_code == 403


def test_standing_costs_the_same_for_one_post_and_for_many(cast: Cast, django_assert_num_queries: Any) -> None:
    sam = person("Sam Deputy")
    delegate(cast, "tom", sam)
    one = fresh(sam)
    with django_assert_num_queries(2):
        standing_of(one)
    for post in ("daniel", "ruth", "amina"):
        delegate(cast, post, sam)
    many = fresh(sam)
    with django_assert_num_queries(2):
        standing_of(many)


# Roles that one person may not have together.


def test_the_rules_of_separation_are_those_of_the_domain() -> None:
    assert separation.why_never({"siro", "dpo"})
    assert separation.why_never({"dpo", "asset_owner"})
    assert not separation.why_never({"siro", "caldicott", "asset_owner"})
    assert separation.why_better_not({"siro", "caldicott"})
    assert separation.why_better_not({"dpo", "ig_manager"})
    assert not separation.why_better_not({"siro", "asset_owner"})
    assert rules.why_not_verified_by(1, {2}, (), (), {2})
    assert not rules.why_not_verified_by(1, {2}, (), (), {3})


def test_no_way_leads_to_a_siro_who_is_data_protection_officer(cast: Cast) -> None:
    officer = holder_of("dpo", cast.council)
    post = Holding.objects.get(person=officer).post
    with pytest.raises(Invalid, match="may not be the SIRO"):
        make(RoleGiven, post=cast.posts["daniel"], role="dpo", unit=cast.housing)
    with pytest.raises(Invalid, match="may not be the SIRO"):
        make(Holding, post=post, person=cast.daniel, start=DAY)
    with pytest.raises(Invalid, match="may not be the SIRO"):
        delegate(cast, "daniel", officer)
    make(RoleGiven, post=cast.posts["daniel"], role="dpo", unit=cast.company)  # another body


def test_advice_is_shown_and_refuses_nothing(cast: Cast, signed_in: Any) -> None:
    given = make(RoleGiven, post=cast.posts["daniel"], role="caldicott", unit=cast.council)
    for address in (f"/roles/{given.pk}/", f"/posts/{cast.posts['daniel'].pk}/", f"/people/{cast.daniel.pk}/"):
        assert "National Data Guardian" in signed_in(cast.priya).get(address).content.decode()
