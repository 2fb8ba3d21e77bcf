"""What a task may use: to be done whole, to tell how far it is, and to be asked for on behalf of somebody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django_tasks_db.backend import DatabaseBackend

from muniment.jobs.leases import Claim, GiveUp, Later, LeaseLost, still_held
from muniment.jobs.models import Progress, Step

__all__ = ["GiveUp", "Later", "LeaseLost", "ask", "current", "step", "tell", "whole"]

P = ParamSpec("P")
R = TypeVar("R")

# The claim under which this thread works; None outside a worker, as in a test that runs tasks at once.
current: ContextVar[Claim | None] = ContextVar("current", default=None)


def whole(function: Callable[P, R]) -> Callable[P, R]:
    """Below `@task()`: what the task writes and that it is done are one transaction, so that a kill leaves both or neither.

    For short work on the database: on SQLite nobody else writes meanwhile.
    """

    @wraps(function)
    def run(*arguments: P.args, **named: P.kwargs) -> R:
        with transaction.atomic():
            return function(*arguments, **named)

    run.whole = True  # type: ignore[attr-defined]
    return run


@contextmanager
def step(name: str = "") -> Iterator[bool]:
    """Does one part of a long task, in one transaction with the note that it is done.

    As in `with step("rows 1 to 500") as to_do:`. False where it was done before the worker was killed: then the task passes it
    by. Nothing is written by a worker that was thought dead. Without a name it is not noted: for a part that sees itself
    whether it was done.
    """
    with transaction.atomic():
        held = current.get()
        if held is None:
            yield True
            return
        to_do = not name or not Step.objects.filter(task=held.task.pk, name=name).exists()
        yield to_do
        still_held(held)
        if name and to_do:
            Step.objects.create(task_id=held.task.pk, name=name)


def ask(task: Any, *arguments: Any, asked_by: int | None = None, title: str, address: str = "", **named: Any) -> str:
    """Enqueues a task under a title that people read, for a person (their id) who sees how far it is; returns its id.

    `address` is the page to go to when it is done. In a transaction, both stand or fall with it.
    """
    with transaction.atomic():
        result = task.enqueue(*arguments, **named)
        # A backend of the tests does the work at once and keeps no row of it.
        if isinstance(task.get_backend(), DatabaseBackend):
            Progress.objects.create(task_id=result.id, asked_by=asked_by, title=title[:200], address=address[:200])
    return str(result.id)


def tell(done: int, total: int = 0, words: str = "") -> None:
    """How far the task is that calls this. Seen by others at the end of the transaction around it, if there is one."""
    held = current.get()
    if held is not None:
        kept = {"done": done, "total": total, "words": words[:300].replace("\0", "")}
        title = held.task.task_name
        Progress.objects.update_or_create(task_id=held.task.pk, defaults=kept, create_defaults={**kept, "title": title})
