"""What the pages of people, posts and units show besides their fields: who holds what, with which roles, since when."""

from collections.abc import Mapping
from typing import Any

from muniment import clock
from muniment.people import separation
from muniment.people.having import by_body, lasts, roles_of
from muniment.people.models import Delegation, Holding, Person, Post, RoleGiven, Unit
from muniment.registers import my_duties
from muniment.registers.access import Actor, may
from muniment.registers.record import register_of
from muniment.registers.register import Moment


def person_page(person: Person, shown: Person, _moment: Moment) -> Mapping[str, Any]:
    """The posts that they hold and held, and the roles that come with those of today."""
    holdings = list(Holding.objects.filter(person=shown).select_related("post", "post__unit").order_by("-start", "pk"))
    delegations = list(Delegation.objects.filter(lasts(clock.today()), to=shown).select_related("post"))
    # At hand already, so that no line asks for them again.
    for holding in holdings:
        holding.person = shown
    for delegation in delegations:
        delegation.to = shown
    held = {each.post_id for each in holdings if _today(each)}
    coming = {each.post_id for each in holdings if each.end is None or each.end >= clock.today()}
    given = RoleGiven.objects.filter(post__in=coming | {each.post_id for each in delegations})
    roles = list(given.select_related("post", "unit").order_by("role", "unit__name"))
    actor = Actor.at_page(person)
    return {
        "holdings": [(each, _today(each)) for each in holdings],
        "roles": [each for each in roles if each.post_id in held],
        "separation": _advice(by_body(roles)),
        "acts_for": [each for each in delegations if _today(each)],
        "has_password": bool(shown.password) and shown.has_usable_password(),
        "may_change": bool(may(actor, "edit", register_of(Person), shown)),
    }


def post_page(person: Person, post: Post, _moment: Moment) -> Mapping[str, Any]:
    """Who holds it and held it, its roles, what is asked of it, and the posts that report to it."""
    holdings = list(Holding.objects.filter(post=post).select_related("person").order_by("-start", "pk"))
    delegations = list(
        Delegation.objects.filter(post=post, end__gte=clock.today()).select_related("to").order_by("start")
    )
    roles = list(RoleGiven.objects.filter(post=post).select_related("unit").order_by("role", "unit__name"))
    for each in (*holdings, *delegations, *roles):
        each.post = post  # at hand already, so that no line asks for it again
    actor = Actor.at_page(person)
    return {
        "holdings": [(each, _today(each)) for each in holdings],
        "vacant": not any(_today(each) for each in holdings),
        "roles": roles,
        "separation": _advice(by_body(roles)),
        "delegations": delegations,
        "may_delegate": bool(may(actor, "create", register_of(Delegation), Delegation(post=post))),
        "duties": my_duties.of_post(person, post),
        "reports": Post.objects.filter(reports_to=post).select_related("unit"),
        "may_change": bool(may(actor, "edit", register_of(Post), post)),
    }


def role_page(_person: Person, given: RoleGiven, _moment: Moment) -> Mapping[str, Any]:
    """What speaks against its going together with another role of the post, or of whoever holds it."""
    holders = Holding.objects.held_on(clock.today()).filter(post=given.post_id).values_list("person_id", flat=True)
    found = [reason for person in [*holders, None] for reason in _advice(roles_of(person, [given.post_id]))]
    return {"separation": list(dict.fromkeys(found))}


def _advice(found: Mapping[int, set[str]]) -> list[Any]:
    return [why for roles in found.values() for why in separation.why_better_not(roles)]


def unit_page(person: Person, unit: Unit, _moment: Moment) -> Mapping[str, Any]:
    """Its posts with their holders, and the units below it."""
    posts = list(Post.objects.filter(unit=unit))
    held: dict[int, list[str]] = {}
    for each in Holding.objects.held_on(clock.today()).filter(post__in=posts).select_related("person"):
        held.setdefault(each.post_id, []).append(each.person.name)
    return {
        "posts": [(post, held.get(post.pk, [])) for post in posts],
        "below": Unit.objects.filter(parent=unit),
        "may_change": bool(may(Actor.at_page(person), "create", register_of(Post), Post(unit=unit))),
    }


def _today(holding: Holding | Delegation) -> bool:
    return holding.start <= clock.today() and (holding.end is None or holding.end >= clock.today())
