"""Processes that work for this one: each takes a task, answers with any number of things, and takes the next.

Unlike `guarded` it keeps no order, lets one task answer often, and costs so little that thousands of tasks a second pass.
"""

import gc
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_AHEAD = 2  # tasks that a process is given at once: it has the next at hand
_BUSY = 0.8  # of the time of a task, so much was work: else it waited for a disk, and more at once wait no longer


@dataclass(frozen=True, slots=True)
class Done:
    """What a process says when it can take its first task, or its next: whether it waited more than it worked."""

    waited: bool


class CannotBegin(Exception):
    """No process can be begun on this machine."""


class Crew(Generic[Task, Answer]):
    """`work` must be picklable, and is called in each process with each task; what it yields is sent back.

    It begins with so many `processes`; while they wait more than they work, as for a cold disk or a share, others are begun,
    until there are `most`. Nothing that `work` raises is caught: it ends its process, and the task is told as lost.
    """

    def __init__(self, work: Callable[[Task], Iterator[Answer]], processes: int, most: int = 0) -> None:
        self._work, self._most = work, most
        self._begun: dict[Connection, BaseProcess] = {}
        self._tasks: dict[Connection, deque[Task]] = {}
        self._back: list[Task] = []  # given to a process that was lost before it began with them
        self._ready: set[Connection] = set()
        self._waiting: set[Connection] = set()  # of those, the ones whose last task had them wait
        self.idle: list[Connection] = []
        for _each in range(processes):
            self._begin()

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")  # threads of this process must not be copied half
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._work, os.getpid()), daemon=True)
        process.start()
        theirs.close()
        self._begun[ours], self._tasks[ours] = process, deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection, process in self._begun.items():
            connection.close()
            process.kill()
        for process in self._begun.values():
            process.join()

    @property
    def size(self) -> int:
        """How many processes there are."""
        return len(self._begun)

    def give(self, task: Task) -> None:
        """Hands a task to one that is idle, or will be soon."""
        connection = self.idle.pop()
        self._tasks[connection].append(task)
        if len(self._tasks[connection]) < _AHEAD:
            self.idle.insert(0, connection)
        try:
            connection.send(task)
        except OSError:  # it is dead: `answers` tells so
            return

    def answers(self, seconds: float | None) -> Iterator[tuple[Task, Answer | None, bool]]:
        """What has come, waiting so long for the first: the task, an answer or None, and whether its process was lost.

        An answer of None without loss says that the task is done. Another process takes the place of one that was lost.
        Raises CannotBegin where none comes so far as to take a task.
        """
        if not self._begun:
            raise CannotBegin("The processes that do the work come down before they have begun.")
        for connection in wait(list(self._begun), seconds):
            assert isinstance(connection, Connection)
            tasks = self._tasks[connection]
            try:
                said = connection.recv()
            except (EOFError, OSError):
                self._bury(connection)
                if tasks:
                    self._back.extend(list(tasks)[1:])
                    yield tasks[0], None, True
                continue
            if not isinstance(said, Done):
                yield tasks[0], said, False
                continue
            (self._waiting.add if said.waited else self._waiting.discard)(connection)
            # One at a time: each costs something, and shows whether another is worth it.
            if len(self._waiting) == len(self._begun) < self._most:
                self._waiting.clear()
                self._begin()
            task = tasks.popleft() if connection in self._ready else None
            self._ready.add(connection)
            if connection not in self.idle:
                self.idle.append(connection)
            if task is not None:
                yield task, None, False
        while self._back and self.idle:
            self.give(self._back.pop())

    def _bury(self, connection: Connection) -> None:
        process = self._begun.pop(connection)
        del self._tasks[connection]
        self._waiting.discard(connection)
        self.idle = [each for each in self.idle if each is not connection]
        connection.close()
        process.kill()
        process.join()
        if connection in self._ready:
            self._ready.discard(connection)
            self._begin()


def _serve(connection: Connection, work: Callable[[Any], Iterator[Any]], parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses it means the whole scan, which ends us
    gc.disable()  # what a task makes is gone with it, and looking for rings costs a tenth of the time
    try:
        connection.send(Done(waited=False))
        while os.getppid() == parent:
            task = connection.recv()
            began, worked, sending = time.perf_counter(), _worked(), 0.0
            for answer in work(task):
                sent = time.perf_counter()
                connection.send(answer)  # which waits for whoever takes it
                sending += time.perf_counter() - sent
            gc.collect(1)
            waited = _worked() - worked < _BUSY * (time.perf_counter() - began - sending)
            connection.send(Done(waited))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # whoever gave us tasks is gone


def _worked() -> float:
    """Seconds that this process has worked, or would have, had a processor been free."""
    try:
        with open("/proc/self/schedstat", "rb", buffering=0) as told:
            running, ready, _turns = told.read().split()
    except (OSError, ValueError):  # only Linux tells it
        return time.process_time()
    return (int(running) + int(ready)) / 1e9
