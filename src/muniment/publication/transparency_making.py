"""Makes the rows of the periods that are running, so that the duty to publish stands with its owner before it is due.

Done every night and when an item is new. Done twice it makes nothing twice; days on which nothing ran are caught up with, for as
long as a person would still want to know.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as said
from django_tasks import task

from muniment import clock
from muniment.jobs.work import whole
from muniment.publication import transparency_periods as periods
from muniment.publication.transparency_items import State, TransparencyItem
from muniment.publication.transparency_publications import TransparencyPublication
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.services import Change, write

BACK = 400  # days: a year that ended while nothing ran is still asked for
HOUSE = Actor.operator("the publication calendar")


def wanted(items: Sequence[Any]) -> list[TransparencyPublication]:
    """The rows that are missing of items that are published, up to the period of today. One query for all items."""
    today = clock.today()
    live = [each for each in items if each.state == State.LIVE and not each.withdrawn]
    there: dict[int, list[periods.Period]] = defaultdict(list)
    # Those of an undone import too: it took them away, and they are not to come back by themselves.
    rows = TransparencyPublication.objects.filter(item__in=[each.pk for each in live])
    for item, first, last in rows.values_list("item", "period_first", "period_last"):
        there[item].append(periods.Period(first, last))
    # A period that touches one that is there is not asked for again: how often the item is published may have changed.
    return [
        TransparencyPublication(item=item, period_first=each.first, period_last=each.last, licence=item.licence)
        for item in live
        for each in periods.periods(item.how_often, item.begins, today, BACK, item.year_ends)
        if not any(each.touches(other) for other in there[item.pk])
    ]


def make() -> int:
    """Makes them, and returns how many were missing."""
    with transaction.atomic():
        history.take_turn()  # whoever makes rows at the same moment waits, and then finds these
        rows = wanted(list(TransparencyItem.objects.everything().filter(state=State.LIVE).order_by("pk")))
        why = said("The period began")
        write(HOUSE, [Change(row, verb="create", why=why) for row in rows])
    return len(rows)


@task()
@whole
def make_rows() -> None:
    """The night's work."""
    make()


def ask(items: Sequence[Any]) -> None:
    """Has the rows of new items, and of those taken up again, made once these are written; the night would make them too."""
    if wanted(items):
        transaction.on_commit(make_rows.enqueue)
