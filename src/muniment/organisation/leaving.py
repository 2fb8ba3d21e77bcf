"""Whoever leaves: which of their posts want a handover, opened where none was. Asked wherever a file says that somebody has gone."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count

from muniment.organisation.handing_over import OWN, open_handover
from muniment.organisation.handovers import Handover
from muniment.people.models import Holding
from muniment.registers.access import Actor
from muniment.registers.models import Answerable

State, Kind = Handover.State, Handover.Kind


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
