"""Background work as people see it: in words, without what a worker needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from muniment import clock
from muniment.jobs.models import Progress


@dataclass(frozen=True, slots=True)
class Shown:
    """One task. `trouble` is the last line of what went wrong, `tries` how often it was begun."""

    pk: str
    title: str
    state: str
    colour: str
    is_open: bool
    failed: bool
    asked_at: datetime
    at: datetime | None
    done: int
    total: int
    words: str
    address: str
    trouble: str
    tries: int


def rows(asked_by: int | None = None) -> "QuerySet[DBTaskResult[Any, Any]]":
    """Tasks with their progress, the newest first: all, or those that one person (an id) asked for."""
    found = DBTaskResult.objects.select_related("progress", "lease").order_by("-enqueued_at", "pk")
    return found if asked_by is None else found.filter(progress__asked_by=asked_by)


def shown(task: "DBTaskResult[Any, Any]") -> Shown:
    """One task as a row of a page."""
    told: Progress = getattr(task, "progress", None) or Progress()
    lease = getattr(task, "lease", None)
    waits = task.status == Status.READY
    later = waits and bool(task.traceback) and task.run_after > clock.now()
    states = {
        Status.READY: (_("Tried again later") if later else _("Waiting"), "amber" if later else "grey"),
        Status.RUNNING: (_("Running"), "blue"),
        Status.SUCCESSFUL: (_("Done"), "green"),
        Status.FAILED: (_("Failed"), "red"),
    }
    state, colour = states[Status(task.status)]
    name = task.task_path.rsplit(".", 1)[-1].replace("_", " ").capitalize()
    lines = [line for line in task.traceback.strip().splitlines() if line.strip()]
    return Shown(
        pk=str(task.pk), title=told.title or name, state=state, colour=colour, is_open=waits or task.status == Status.RUNNING,
        failed=task.status == Status.FAILED, asked_at=task.enqueued_at, at=task.finished_at or task.started_at, done=told.done,
        total=told.total, words=told.words, address=told.address, trouble=lines[-1][:500] if lines else "",
        tries=lease.tries if lease else 0,
    )  # fmt: skip
