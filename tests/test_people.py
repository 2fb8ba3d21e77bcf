"""Posts and roles are given by who has the right to; signing in, and the door for those who may not."""

from datetime import date

import pytest

from muniment.people.models import Body, Holding, Person, Post, Unit
from muniment.people.standing import standing_of
from muniment.registers.access import Actor
from muniment.registers.errors import Refused
from muniment.registers.services import Change, write
from tests.cast import Cast, person
from tests.contracts import fresh


@pytest.fixture
def carys(cast: Cast) -> Actor:
    """She manages information governance of the company, and of nothing else."""
    return Actor.at_page(fresh(cast.company_ig))


def test_nobody_gives_themselves_a_post_of_another_body(cast: Cast, carys: Actor) -> None:
    taken = Holding(person=cast.company_ig, post=cast.posts["daniel"], start=date(2026, 1, 1))
    with pytest.raises(Refused):
        write(carys, [Change(taken, verb="create")])
    own = Holding.objects.get(person=cast.company_ig)
    with pytest.raises(Refused):
        write(carys, [Change(own, {"post": cast.posts["daniel"]}, "edit")])
    assert standing_of(fresh(cast.company_ig)).roles.keys() == {"ig_manager"}


def test_nobody_takes_a_unit_under_their_own(cast: Cast, carys: Actor) -> None:
    for unit, values in [
        (cast.housing, {"parent": cast.company}),
        (cast.council, {"parent": cast.company}),
        (cast.company, {"parent": cast.housing}),
    ]:
        with pytest.raises(Refused):
            write(carys, [Change(Unit.objects.get(pk=unit.pk), values, "edit")])


def test_the_directory_of_one_body_is_not_changed_by_another(cast: Cast, carys: Actor) -> None:
    with pytest.raises(Refused):
        write(carys, [Change(Body.objects.get(pk=cast.council.body_id), {"name": "Ours"}, "edit")])
    with pytest.raises(Refused):
        write(carys, [Change(fresh(cast.daniel), {"is_active": False}, "edit")])
    with pytest.raises(Refused):
        write(carys, [Change(Post.objects.get(pk=cast.posts["tom"].pk), {"title": "Ours"}, "edit")])


def test_one_fills_the_posts_of_ones_own_body(cast: Cast, carys: Actor) -> None:
    somebody = person("Sam Newcomer")
    post = Post(unit=cast.company, title="Clerk")
    write(carys, [Change(post, verb="create")])
    write(carys, [Change(Holding(person=somebody, post=post, start=date(2026, 1, 1)), verb="create")])
    write(carys, [Change(fresh(somebody), {"name": "Sam Settled"}, "edit")])
    assert Person.objects.get(pk=somebody.pk).name == "Sam Settled"
