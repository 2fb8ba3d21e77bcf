"""Which roles a person has, or would have with a post more; what may not go together is refused wherever it is written."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q

from muniment import clock
from muniment.people import separation
from muniment.people.models import Delegation, Holding, RoleGiven


def lasts(day: date) -> Q:
    """What has not ended by a day."""
    return Q(end=None) | Q(end__gte=day)


def roles_of(person: int | None, posts: Iterable[int]) -> dict[int, set[str]]:
    """The roles that a person has, will have, or would have with these posts, by the body they are for."""
    today = clock.today()
    mine = set(posts)
    if person is not None:
        mine |= set(Holding.objects.filter(lasts(today), person=person).values_list("post_id", flat=True))
        mine |= set(Delegation.objects.filter(lasts(today), to=person).values_list("post_id", flat=True))
    return by_body(RoleGiven.objects.filter(post__in=mine).select_related("unit"))


def by_body(given: Iterable[RoleGiven]) -> dict[int, set[str]]:
    """The roles that are given, by the body they are for."""
    found: dict[int, set[str]] = {}
    for each in given:
        found.setdefault(each.unit.body_id, set()).add(each.role)
    return found


def kept_apart(people: Iterable[int | None], posts: Iterable[int], more: tuple[int, str] | None = None) -> None:
    """Raises where one person would have two roles of one body that nobody may have together, and names neither person nor post."""
    given = list(posts)
    for person in people:
        found = roles_of(person, given)
        if more is not None:
            found.setdefault(more[0], set()).add(more[1])
        for roles in found.values():
            if reasons := separation.why_never(roles):
                raise ValidationError([str(reason) for reason in reasons])
