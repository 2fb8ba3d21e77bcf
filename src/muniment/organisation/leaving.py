"""Whoever leaves: which of their posts want a handover, opened where none was. Asked wherever a file says that somebody has gone."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from muniment import clock
from muniment.organisation import preferences
from muniment.organisation.handing_over import OWN, open_handover
from muniment.organisation.handovers import Handover
from muniment.people.models import Delegation, Holding
from muniment.registers.access import Actor
from muniment.registers.models import Answerable

State, Kind = Handover.State, Handover.Kind
AHEAD = timedelta(days=30)  # how long before a last day its handover is opened


def wanting(holdings: Iterable[Holding]) -> dict[int, int]:
    """Of these holdings those that want a handover, with the number of records their post answers for. Two queries.

    None is wanted where the post answers for nothing, nor where one is open, or was made since the holding began: whoever was
    only away for long, and came back, leaves again.
    """
    held = list(holdings)
    rows = Answerable.objects.filter(post__in={each.post_id for each in held}).exclude(register__in=OWN)
    numbers = dict(rows.order_by().values_list("post").annotate(Count("pk")))
    held = [each for each in held if each.post_id in numbers]
    made: dict[tuple[int, int], date] = {}
    for each in Handover.objects.everything().filter(person__in={each.person_id for each in held}):
        if each.state == State.OPEN or each.kind != Kind.AWAY:
            day = date.max if each.state == State.OPEN else each.last_day
            key = (each.person_id, each.post_id)
            made[key] = max(day, made.get(key, day))
    return {
        each.pk: numbers[each.post_id]
        for each in held
        if made.get((each.person_id, each.post_id), date.min) < each.start
    }


def open_all(actor: Actor, leaving: Iterable[tuple[Holding, str, date]], *, batch: str = "", why: str = "") -> int:
    """Opens a handover for each holding that wants one, with what happens and the last day; returns how many."""
    every = list(leaving)
    wanted = wanting(holding for holding, _kind, _day in every)
    opened = 0
    for holding, kind, last_day in every:
        if holding.pk in wanted:
            data: dict[str, Any] = {"kind": kind, "last_day": last_day, "batch": batch, "why": why}
            open_handover(actor, holding, data)
            opened += 1
    return opened


def open_due(actor: Actor) -> int:
    """Opens the handovers of whoever is to leave a post within a month, and of whoever is away for long; returns how many.

    It looks at what the directory says, however that came there; asked again, it opens none twice.
    """
    today = clock.today()
    here = list(Holding.objects.held_on(today).select_related("person", "post", "post__unit"))
    stays = {each.person_id for each in here if each.end is None or each.end > today + AHEAD}
    ending = [
        (each, Kind.MOVES if each.person_id in stays else Kind.LEAVES, each.end)
        for each in here
        if each.end is not None and each.end <= today + AHEAD
    ]
    return open_all(actor, [*ending, *_away(here, today)], why="The directory says so.")


def _away(here: list[Holding], today: date) -> list[tuple[Holding, str, date]]:
    """Whoever somebody else acts for, for as long as the council calls long; once for each such time."""
    longest = timedelta(days=preferences.value_of("long_leave_days"))
    acting = Delegation.objects.filter(end__gte=today, start__lte=today + AHEAD)
    since = {each.post_id: each.start for each in acting.order_by("-start") if each.end - each.start >= longest}
    known = {
        (each.person_id, each.post_id): each.last_day
        for each in Handover.objects.everything().filter(kind=Kind.AWAY, post__in=since).order_by("last_day")
    }
    found = []
    for each in here:
        start = since.get(each.post_id)
        if start is not None and known.get((each.person_id, each.post_id), date.min) < start - timedelta(days=1):
            found.append((each, str(Kind.AWAY), start - timedelta(days=1)))
    return found
