"""Who leaves, or has left: their open handovers, the access that they have, and the groups and places that still name their post."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from muniment import clock
from muniment.assets import access_requests, permission_groups, places
from muniment.assets.access_requests import AccessRequest
from muniment.assets.permission_groups import PermissionGroup
from muniment.assets.places import Place
from muniment.organisation.handovers import Handover, HandoverItem
from muniment.organisation.leaving import wanting
from muniment.people.models import Holding, Person, Post
from muniment.people.standing import standing_of
from muniment.registers.record import register_of

LOOKS_BACK = 365  # days in which whoever left without a handover is still asked about
State = Handover.State


@dataclass(slots=True)
class Leaver:
    """One person leaving one post. `handover` is None where nobody has opened one, and `holding` is then where it is opened."""

    person: Person
    post: Post
    last_day: date | None
    handover: Handover | None = None
    holding: Holding | None = None
    still: bool = False
    undecided: int = 0
    holders: list[str] = field(default_factory=list)
    groups: list[PermissionGroup] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    access: list[AccessRequest] = field(default_factory=list)


def leavers(reader: Person) -> list[Leaver]:
    """All that this reader may know of: open handovers that they may read, and in the units whose handovers their roles read whoever
    may not sign in any more or left a post vacant without one. As many queries for many as for one.
    """
    today = clock.today()
    opened = Handover.objects.visible_to(reader).filter(state=State.OPEN).select_related("person", "post", "post__unit")
    found = [Leaver(each.person, each.post, each.last_day, each) for each in opened.order_by("last_day", "pk")]
    found += _without(reader, today)
    posts = {each.post.pk for each in found}
    held: dict[int, list[Holding]] = defaultdict(list)
    for holding in Holding.objects.held_on(today).filter(post__in=posts).select_related("person"):
        held[holding.post_id].append(holding)
    rows = HandoverItem.objects.everything().filter(
        handover__in=[each.handover for each in found if each.handover], outcome=""
    )
    undecided = dict(rows.order_by().values_list("handover").annotate(Count("pk")))
    groups = PermissionGroup.objects.visible_to(reader).filter(
        Q(owner__in=posts) | Q(approver__in=posts), state__in=permission_groups.OPEN
    )
    named = Place.objects.visible_to(reader).filter(owner__in=posts, state__in=places.OPEN)
    groups_of = _by_post(groups.order_by("name"), lambda group: {group.owner_id, group.approver_id})
    places_of = _by_post(named.order_by("name"), lambda place: {place.owner_id})
    people = {each.person.pk for each in found}
    having = AccessRequest.objects.visible_to(reader).filter(person__in=people, state__in=access_requests.HELD)
    access: dict[int, list[AccessRequest]] = defaultdict(list)
    for request in having.select_related("group", "person").order_by("group__name"):
        access[request.person_id].append(request)
    for each in found:
        each.access = access[each.person.pk]
        now = held[each.post.pk]
        each.still = any(holding.person_id == each.person.pk for holding in now)
        each.holders = [holding.person.name for holding in now if holding.person_id != each.person.pk]
        each.undecided = undecided.get(each.handover.pk, 0) if each.handover else 0
        each.groups, each.places = groups_of[each.post.pk], places_of[each.post.pk]
    return found


def _without(reader: Person, today: date) -> list[Leaver]:
    """Those without a handover: they may not sign in and hold a post all the same, or their post is vacant; and it answers for something."""
    units = standing_of(reader).units_of(register_of(Handover).access.roles_for("read"))
    holdings = Holding.objects.filter(post__unit__in=units).select_related("person", "post", "post__unit")
    gone = holdings.filter(Q(end=None) | Q(end__gte=today), start__lte=today, person__is_active=False)
    ended = holdings.filter(end__lt=today, end__gte=today - timedelta(days=LOOKS_BACK))
    ended = ended.exclude(post__in=Holding.objects.held_on(today).values("post"))
    rows = [*gone, *ended.order_by("-end", "pk")]
    wanted = wanting(rows)
    found: dict[tuple[int, int], Leaver] = {}
    for each in rows:
        if each.pk in wanted:
            found.setdefault((each.person_id, each.post_id), Leaver(each.person, each.post, each.end, holding=each))
    return list(found.values())


def _by_post(rows: Iterable[Any], posts: Callable[[Any], set[int | None]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        for post in posts(row) - {None}:
            found[post or 0].append(row)
    return found
