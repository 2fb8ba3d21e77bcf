"""Who holds which task: claimed by one, finished only by who still holds it, given back when its worker fell silent.

Locks are taken in one order, the task and then its lease. On SQLite every transaction here takes its turn at its beginning.
"""

from dataclasses import dataclass
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult, get_date_max

from muniment import clock
from muniment.jobs.models import Lease, Worker
from muniment.jobs.processes import is_gone, machine

SILENT = timedelta(seconds=30)
TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
DIED = "The worker died in the middle of this, {tries} times."


class GiveUp(Exception):
    """Raised by a task that would fail again however often it were tried: its message is kept, and it is not."""


class Later(Exception):
    """Raised by a long task that has had its turn: it goes back to the queue behind what waits, and this was no try."""


class LeaseLost(Exception):
    """Somebody else holds the task by now: what was done for it under the old claim must not count."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A task in hand: its row, the number of this claim and how often it was tried, this time included."""

    task: DBTaskResult[Any, Any]
    fence: int
    tries: int


def _locked(rows: Any) -> Any:
    """Rows that no other worker is at: it is passed by, not waited for. SQLite has no such lock and needs none."""
    return rows.select_for_update(skip_locked=True, of=("self",)) if connection.vendor != "sqlite" else rows


def _ready() -> Any:
    due = Q(run_after=get_date_max()) | Q(run_after__lte=clock.now())
    return DBTaskResult.objects.filter(due, status=Status.READY)


def claim(worker: Worker) -> Claim | None:
    """Takes the most urgent task that is due, if there is one."""
    if not _ready().exists():  # a look takes no lock, and most looks find nothing
        return None
    with transaction.atomic():
        task = _locked(_ready()).first()
        if task is None:
            return None
        lease, _made = Lease.objects.select_for_update().get_or_create(task=task)
        lease.worker, lease.fence, lease.tries = worker, lease.fence + 1, lease.tries + 1
        lease.save()
        task.status, task.started_at, task.worker_ids = Status.RUNNING, clock.now(), [*task.worker_ids, worker.name]
        task.save(update_fields=["status", "started_at", "worker_ids"])
    return Claim(task, lease.fence, lease.tries)


def still_held(held: Claim) -> None:
    """LeaseLost unless the claim still stands. Locks it until the end of the transaction around it."""
    DBTaskResult.objects.select_for_update().filter(pk=held.task.pk).first()
    if not Lease.objects.select_for_update().filter(task=held.task.pk, fence=held.fence, worker__isnull=False).exists():
        raise LeaseLost(str(held.task.pk))


def _release(held: Claim, **values: Any) -> None:
    with transaction.atomic():
        still_held(held)
        Lease.objects.filter(task=held.task.pk).update(worker=None)
        DBTaskResult.objects.filter(pk=held.task.pk).update(**values)


def finish(held: Claim, value: Any) -> None:
    """The task is done."""
    _release(
        held, status=Status.SUCCESSFUL, finished_at=clock.now(), return_value=value, exception_class_path="", traceback=""
    )  # fmt: skip


def fail(held: Claim, error: BaseException) -> bool:
    """The task raised: it is tried again after a while that grows fourfold, and after the last time it has failed.

    The error is kept either way. True where it has failed for good.
    """
    kind = type(error)
    told = {
        "exception_class_path": f"{kind.__module__}.{kind.__qualname__}",
        "traceback": "".join(format_exception(error))[-20_000:].replace("\0", ""),
    }
    last = held.tries >= TRIES or isinstance(error, GiveUp)
    if last:
        _release(held, status=Status.FAILED, finished_at=clock.now(), **told)
    else:
        _release(held, status=Status.READY, run_after=clock.now() + wait_after(held.tries), **told)
    return last


def wait_after(tries: int) -> timedelta:
    """How long a task waits after it failed for the n-th time: half a minute, two, eight, thirty-two."""
    wait: timedelta = FIRST_WAIT * 4 ** (tries - 1)
    return wait


def hand_back(held: Claim) -> None:
    """The worker stops before the task is done: somebody else does it, and this does not count as a try."""
    with transaction.atomic():
        _release(held, status=Status.READY, run_after=clock.now())
        Lease.objects.filter(task=held.task.pk).update(tries=F("tries") - 1)


def retry(pk: Any) -> bool:
    """A failed task is tried again, from the first; False where it has not failed."""
    with transaction.atomic():
        task = DBTaskResult.objects.select_for_update().filter(pk=pk, status=Status.FAILED).first()
        if task is None:
            return False
        Lease.objects.filter(task=task).update(tries=0)
        task.status, task.run_after, task.finished_at = Status.READY, clock.now(), None
        task.save(update_fields=["status", "run_after", "finished_at"])
    return True


def take_from_the_silent() -> int:
    """Gives back what workers hold who fell silent, or who were on this machine and are gone; returns how many tasks.

    One that died at every try has failed: it may be what kills them.
    """
    silent = [worker.name for worker in Worker.objects.filter(beat_at__lt=clock.now() - SILENT)]
    gone = [worker.name for worker in Worker.objects.filter(machine=machine()) if is_gone(worker.process)]
    dead = [*silent, *gone] if machine() else silent
    unheld = Q(lease__isnull=True) | Q(lease__worker__isnull=True) | Q(lease__worker__in=dead)
    running = DBTaskResult.objects.filter(unheld, status=Status.RUNNING)
    if not dead and not running.exists():
        return 0
    with transaction.atomic():
        pks = list(running.values_list("pk", flat=True))
        tasks = list(_locked(DBTaskResult.objects.filter(pk__in=pks, status=Status.RUNNING)))
        taken = 0
        for task in tasks:
            lease, _made = Lease.objects.select_for_update().get_or_create(task=task)
            if lease.worker_id and lease.worker_id not in dead:
                continue  # somebody claimed it since we looked
            if lease.tries >= TRIES:
                task.status, task.finished_at = Status.FAILED, clock.now()
                task.exception_class_path, task.traceback = "", task.traceback or DIED.format(tries=lease.tries)
            else:
                task.status, task.run_after = Status.READY, clock.now()
            lease.worker = None
            lease.save()
            task.save(update_fields=["status", "finished_at", "run_after", "exception_class_path", "traceback"])
            taken += 1
        Worker.objects.filter(name__in=dead, leases__isnull=True).delete()
    return taken
