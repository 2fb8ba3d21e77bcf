"""What a person stands as today: the posts they hold or act for, and the units that each of their roles reaches."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, Value

from muniment import clock
from muniment.people.models import Delegation, Holding, Person, Post, Unit, below


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
    """One query, and one more for who acts for somebody; once for each person object: a request asks many times."""
    kept: Whole | None = getattr(person, "_standing", None)
    if kept is not None:
        return kept
    children: dict[int | None, list[int]] = {}
    held: set[int] = set()
    until: dict[int, date] = {}
    given: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for kind, pk, end, role, unit in _looked_up(person):
        if kind == UNIT:
            children.setdefault(unit, []).append(pk)
            continue
        if kind == HELD:
            held.add(pk)
        else:
            until[pk] = max(end, until.get(pk, end))
        if role is not None:
            given[pk][role].add(unit)
    acted = sorted(until.keys() - held, key=lambda pk: (until[pk], pk))
    posts = Post.objects.in_bulk(acted) if acted else {}

    def by_posts(posts: Iterable[int]) -> Standing:
        roots: dict[str, set[int]] = defaultdict(set)
        for post in posts:
            for role, units in given[post].items():
                roots[role] |= units
        return Standing(frozenset(posts), {role: below(units, children) for role, units in roots.items()})

    everything = by_posts([*held, *acted])
    acting = tuple(Acting(posts[pk], until[pk], by_posts([pk])) for pk in acted)
    whole = Whole(everything.posts, everything.roles, by_posts(held), acting)
    person._standing = whole  # type: ignore[attr-defined]  # noqa: SLF001
    return whole


HELD, ACTED, UNIT = "held", "acted", "unit"


def _looked_up(person: Person) -> Any:
    """The posts that a person holds and acts for with each of their roles, and the tree of units: lines of one form, in one query."""
    today = clock.today()
    roles = ("post_id", "end", "post__roles_given__role", "post__roles_given__unit_id")
    held = Holding.objects.held_on(today).filter(person=person).annotate(kind=Value(HELD))
    acted = Delegation.objects.held_on(today).filter(to=person).annotate(kind=Value(ACTED))
    none = {"end": Value(None, DateField()), "role": Value(None, CharField())}
    units = Unit.objects.annotate(kind=Value(UNIT), **none).values_list("kind", "pk", "end", "role", "parent_id")
    first, *others = (rows.order_by().values_list("kind", *roles) for rows in (held, acted))
    return first.union(*others, units.order_by(), all=True)


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
