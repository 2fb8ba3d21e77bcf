"""What is long done is forgotten: results of tasks, slots of schedules."""

from datetime import timedelta

from django.db.models import Max
from django_tasks import task
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from muniment import clock
from muniment.jobs.models import Slot
from muniment.jobs.schedules import Daily, Schedule, declare

DONE = timedelta(days=14)
FAILED = timedelta(days=90)
SLOTS = timedelta(days=60)


@task()
def prune() -> int:
    """Removes tasks done two weeks ago, tasks failed three months ago, and old slots; returns how many tasks.

    The last slot of each schedule stays: without it the schedule would seem new.
    """
    now = clock.now()
    removed = 0
    for status, age in ((Status.SUCCESSFUL, DONE), (Status.FAILED, FAILED)):
        old = DBTaskResult.objects.filter(status=status, finished_at__lt=now - age)
        removed += old.delete()[1].get(DBTaskResult._meta.label, 0)
    last = Slot.objects.values("schedule").annotate(last=Max("pk")).values_list("last", flat=True)
    Slot.objects.filter(slot__lt=now - SLOTS).exclude(pk__in=list(last)).delete()
    return removed


declare(Schedule("prune-finished-work", prune, Daily(3, 30)))
