"""The worker: a process of its own that takes tasks from the database, one at a time, and fires what is scheduled.

A second thread beats. It also sees to it that the process ends: with the server it was started beside, when a task that was
being done at a stop takes too long, and when one has run for so long that it must be stuck.
"""

import logging
import os
import secrets
import signal
import socket
import threading
import time
from types import FrameType
from typing import Any

from django.db import DatabaseError, DataError, close_old_connections, connection, transaction
from django_tasks.base import TaskContext

from muniment import clock
from muniment.jobs import leases, schedules
from muniment.jobs.models import Worker as Row
from muniment.jobs.processes import machine
from muniment.jobs.work import current

log = logging.getLogger(__name__)

BEAT = 5.0  # seconds, as all below
LOOK = 1.0
# What a stop waits for the task in hand, before it is handed back.
PATIENCE = 20.0
# A task that runs longer is taken to hang: the process ends, and the task is tried again.
LONGEST = 3600.0


def new_name() -> str:
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(6)}"


class Worker:
    """One process's work. `parent` is the process that it must not outlive, if any."""

    def __init__(self, parent: int | None = None) -> None:
        self.parent = parent
        self.name = new_name()
        self.stopping = threading.Event()
        self.stopping_since = 0.0
        self.held: leases.Claim | None = None
        self.held_since = 0.0

    def run(self, *, until_empty: bool = False) -> None:
        """Works until it is stopped, or until nothing is due."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        threading.Thread(target=self._keep_beating, daemon=True).start()
        known, looked = False, float("-inf")
        while not self.stopping.is_set():
            try:
                if not known:
                    self._beat()
                    known = True
                if time.monotonic() - looked >= BEAT:
                    schedules.fire()
                    looked = time.monotonic()
                worked = self.work_once()
            except DatabaseError:
                log.exception("The database did not answer; trying again.")
                close_old_connections()
                # Under a new name: what the old one may still hold, without knowing it, is taken from it when it falls silent.
                self.name, known, worked = new_name(), False, False
                self.stopping.wait(BEAT)
            if not worked:
                if until_empty:
                    break
                self.stopping.wait(LOOK)
        Row.objects.filter(name=self.name, leases=None).delete()

    def work_once(self) -> bool:
        """Does one task, if one is due."""
        held = leases.claim(self._row())
        if held is None:
            return False
        self.held_since, self.held = time.monotonic(), held
        token = current.set(held)
        try:
            self._do(held)
        except leases.LeaseLost:
            log.warning("Task %s was taken from this worker, which was silent for too long.", held.task.pk)
        finally:
            current.reset(token)
            self.held = None
        return True

    def _do(self, held: leases.Claim) -> None:
        try:
            task = held.task.task
            if getattr(task.func, "whole", False):
                with transaction.atomic():
                    leases.finish(held, self._call(task, held))
                return
            value = self._call(task, held)
        except leases.LeaseLost:
            raise
        except leases.Later:
            leases.hand_back(held)
            return
        except Exception as error:  # noqa: BLE001 - whatever a task raises is kept with it
            self._failed(held, error)
            return
        try:
            leases.finish(held, value)
        except (TypeError, ValueError, DataError) as error:  # what it returned cannot be kept as JSON
            self._failed(held, error)

    @staticmethod
    def _call(task: Any, held: leases.Claim) -> Any:
        given = held.task.args_kwargs
        result: Any = held.task.task_result
        context: list[Any] = [TaskContext(task_result=result)] if task.takes_context else []
        return task.call(*context, *given["args"], **given["kwargs"])

    @staticmethod
    def _failed(held: leases.Claim, error: Exception) -> None:
        # Code that is not there, or is no task, will not be there at the next try either.
        if isinstance(error, ImportError):
            error = leases.GiveUp(f"{held.task.task_path} is not there: {error}")
        if leases.fail(held, error):
            log.error("Task %s (%s) has failed: %s", held.task.pk, held.task.task_path, error)

    def _row(self) -> Row:
        return Row(name=self.name)

    def _beat(self) -> None:
        now = clock.now()
        kept = {"machine": machine(), "process": os.getpid(), "beat_at": now}
        Row.objects.update_or_create(name=self.name, defaults=kept, create_defaults={**kept, "started_at": now})
        leases.take_from_the_silent()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping_since = self.stopping_since or time.monotonic()
        self.stopping.set()

    def _keep_beating(self) -> None:
        beaten = time.monotonic()
        while True:
            time.sleep(0.5)
            now = time.monotonic()
            if self.parent is not None and os.getppid() != self.parent and not self.stopping.is_set():
                self._stop(signal.SIGTERM, None)
            held = self.held
            if self.stopping.is_set() and held is not None and now - self.stopping_since > PATIENCE:
                self._end(held, hand_back=True)
            if held is not None and now - self.held_since > LONGEST:
                self._end(held, hand_back=False)
            if now - beaten >= BEAT:
                try:
                    self._beat()
                except DatabaseError:
                    log.exception("Could not beat; trying again.")
                    connection.close()
                beaten = now

    def _end(self, held: leases.Claim, *, hand_back: bool) -> None:
        """Ends the process in the middle of a task, which somebody else does again."""
        log.warning("Task %s (%s) was still running: this worker ends.", held.task.pk, held.task.task_path)
        try:
            if hand_back:
                leases.hand_back(held)
        except (DatabaseError, leases.LeaseLost):
            log.exception("The task could not be handed back; it is taken back later.")
        os._exit(1)
