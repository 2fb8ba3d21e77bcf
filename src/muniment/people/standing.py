"""What a person stands as today: the posts they hold or act for, and the units that each of their roles reaches."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from muniment import clock
from muniment.people.models import Delegation, Holding, Person, Post, RoleGiven, Unit


@dataclass(frozen=True, slots=True)
class Standing:
    """`posts` are ids; `roles` maps a role's code to the ids of all units it reaches, those below included."""

    posts: frozenset[int]
    roles: dict[str, frozenset[int]]

    def units_of(self, roles: frozenset[str]) -> frozenset[int]:
        """Where any of these roles is held."""
        return frozenset().union(*(self.roles.get(role, frozenset()) for role in roles))


@dataclass(frozen=True, slots=True)
class Acting:
    """A post that a person acts for until a day, and what that post alone lets them do."""

    post: Post
    until: date
    standing: Standing


@dataclass(frozen=True, slots=True)
class Whole(Standing):
    """All that a person stands as; `own` is what they stand as by the posts they hold themselves."""

    own: Standing = field(default_factory=lambda: Standing(frozenset(), {}))
    acting: tuple[Acting, ...] = ()


def standing_of(person: Person) -> Whole:
    """At most four queries, and once for each person object: a request asks many times."""
    kept: Whole | None = getattr(person, "_standing", None)
    if kept is not None:
        return kept
    today = clock.today()
    held = frozenset(Holding.objects.held_on(today).filter(person=person).values_list("post_id", flat=True))
    rows = Delegation.objects.held_on(today).filter(to=person).exclude(post__in=held)
    until = {row.post: row.end for row in rows.select_related("post").order_by("end", "pk")}
    given: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    wanted = held | {post.pk for post in until}
    for post, role, unit in RoleGiven.objects.filter(post__in=wanted).values_list("post_id", "role", "unit_id"):
        given[post][role].add(unit)

    def roots(posts: Iterable[int]) -> dict[str, frozenset[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for post in posts:
            for role, units in given[post].items():
                found[role] |= units
        return {role: frozenset(units) for role, units in found.items()}

    # One look at the tree serves all roles, of their own posts and of those they act for.
    sets = [held, wanted, *({post.pk} for post in until)]
    found = [roots(posts) for posts in sets]
    needed = {units for each in found for units in each.values()}
    trees = Unit.objects.subtrees(needed) if needed else {}
    own, everything, *alone = (
        Standing(frozenset(posts), {role: trees[units] for role, units in each.items()})
        for posts, each in zip(sets, found, strict=True)
    )
    acting = tuple(Acting(post, end, each) for (post, end), each in zip(until.items(), alone, strict=True))
    whole = Whole(everything.posts, everything.roles, own, acting)
    person._standing = whole  # type: ignore[attr-defined]  # noqa: SLF001
    return whole


def look_again(person: Person | None) -> None:
    """Forgets what was kept of a person's standing: units or posts were made meanwhile, which their roles reach."""
    if person is not None:
        person._standing = person._stood_for = None  # type: ignore[attr-defined]  # noqa: SLF001


def holders_of(posts: Iterable[int], day: date | None = None) -> set[int]:
    """The ids of the people who hold any of these posts on a day, by default today."""
    held = Holding.objects.held_on(day or clock.today()).filter(post__in=list(posts))
    return set(held.values_list("person_id", flat=True))


def people_of(posts: Iterable[int], day: date | None = None) -> set[int]:
    """The same, with those who act for one."""
    posts = list(posts)
    acted = Delegation.objects.held_on(day or clock.today()).filter(post__in=posts)
    return holders_of(posts, day) | set(acted.values_list("to_id", flat=True))


def stood_for(person: Person) -> set[int]:
    """The ids of the people in whose place this person acts today: what one of them may not do, neither may this person.

    Else somebody could have a deputy turn with their key what they may not turn themselves.
    """
    kept: set[int] | None = getattr(person, "_stood_for", None)
    if kept is None:
        posts = [acting.post.pk for acting in standing_of(person).acting]
        kept = holders_of(posts) - {person.pk} if posts else set()
        person._stood_for = kept  # type: ignore[attr-defined]  # noqa: SLF001
    return kept
