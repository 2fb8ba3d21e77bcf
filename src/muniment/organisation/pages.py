"""What the pages of people, posts and units show besides their fields: who holds what, with which roles, since when."""

from collections.abc import Mapping
from typing import Any

from muniment import clock
from muniment.people.models import Holding, Person, Post, RoleGiven, Unit
from muniment.registers import my_duties
from muniment.registers.access import Actor, may
from muniment.registers.record import register_of
from muniment.registers.register import Moment


def person_page(person: Person, shown: Person, _moment: Moment) -> Mapping[str, Any]:
    """The posts that they hold and held, and the roles that come with those of today."""
    holdings = Holding.objects.filter(person=shown).select_related("post", "post__unit").order_by("-start", "pk")
    held = [each.post_id for each in holdings if _today(each)]
    actor = Actor.at_page(person)
    return {
        "holdings": [(each, _today(each)) for each in holdings],
        "roles": RoleGiven.objects.filter(post__in=held).select_related("post", "unit").order_by("role", "unit__name"),
        "has_password": bool(shown.password) and shown.has_usable_password(),
        "may_change": bool(may(actor, "edit", register_of(Person), shown)),
    }


def post_page(person: Person, post: Post, _moment: Moment) -> Mapping[str, Any]:
    """Who holds it and held it, its roles, what is asked of it, and the posts that report to it."""
    holdings = Holding.objects.filter(post=post).select_related("person").order_by("-start", "pk")
    actor = Actor.at_page(person)
    return {
        "holdings": [(each, _today(each)) for each in holdings],
        "vacant": not any(_today(each) for each in holdings),
        "roles": RoleGiven.objects.filter(post=post).select_related("unit").order_by("role", "unit__name"),
        "duties": my_duties.of_post(person, post),
        "reports": Post.objects.filter(reports_to=post).select_related("unit"),
        "may_change": bool(may(actor, "edit", register_of(Post), post)),
    }


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


def _today(holding: Holding) -> bool:
    return holding.start <= clock.today() and (holding.end is None or holding.end >= clock.today())
