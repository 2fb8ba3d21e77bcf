"""What a person stands as today: the posts they hold, and the units that each of their roles reaches."""

from collections import defaultdict
from dataclasses import dataclass

from muniment import clock
from muniment.people.models import Holding, Person, RoleGiven, Unit


@dataclass(frozen=True, slots=True)
class Standing:
    """`posts` are ids; `roles` maps a role's code to the ids of all units it reaches, those below included."""

    posts: frozenset[int]
    roles: dict[str, frozenset[int]]

    def units_of(self, roles: frozenset[str]) -> frozenset[int]:
        """Where any of these roles is held."""
        return frozenset().union(*(self.roles.get(role, frozenset()) for role in roles))


def standing_of(person: Person) -> Standing:
    """At most three queries, and once for each person object: a request asks many times."""
    kept: Standing | None = getattr(person, "_standing", None)
    if kept is not None:
        return kept
    posts = frozenset(Holding.objects.held_on(clock.today()).filter(person=person).values_list("post_id", flat=True))
    given: dict[str, set[int]] = defaultdict(set)
    for role, unit in RoleGiven.objects.filter(post__in=posts).values_list("role", "unit_id"):
        given[role].add(unit)
    # One look at the tree serves all roles: most people hold theirs for one and the same unit.
    trees = {units: Unit.objects.subtree(units) for units in {frozenset(units) for units in given.values()}}
    standing = Standing(posts, {role: trees[frozenset(units)] for role, units in given.items()})
    person._standing = standing  # type: ignore[attr-defined]  # noqa: SLF001
    return standing
