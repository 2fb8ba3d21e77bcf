"""A stage over many batches in processes of its own, which a file may hang, exhaust or bring down: that costs one of them.

A batch whose process is lost is done again row by row, so that the row which did it is found, and told with its reason.
Within a process `timed` bounds each row: where Python runs it raises; where a library holds the interpreter and computes,
a second alarm ends the process; and what only waits, the pool ends in the end.
"""

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import FrameType, TracebackType
from typing import Any, Protocol, Self, runtime_checkable

import pyarrow as pa
from pebble import ProcessExpired, ProcessPool

from muniment.discovery.engine.crew import CannotBegin

Stage = Callable[[pa.RecordBatch], pa.RecordBatch]
Lost = Callable[[pa.RecordBatch, str], pa.RecordBatch]  # the answer for one row whose process was lost, with the reason
Run = Callable[[Stage, Iterable[pa.RecordBatch], Lost], Iterator[pa.RecordBatch]]  # as `Guard.run`, here or elsewhere


@runtime_checkable
class Loading(Protocol):
    """A stage that loads libraries, which take memory of their own, before it is given anything."""

    def load(self) -> None:
        """Called once in each process."""


@runtime_checkable
class Patient(Protocol):
    """A stage of which a row may take longer than the limits say, since it bounds each by its size."""

    @property
    def longest(self) -> float:
        """Seconds of one row."""


AT_ONCE = 64  # files that a process is given at once ...
BYTES_AT_ONCE = 16 * 1024 * 1024  # ... or so many bytes of them
_TASKS = (
    1_000  # of one process: what its libraries have leaked goes with it, and to begin costs as much as some dozen tasks
)
CRASHED = "Its reader came down on it: the file is damaged, or made to do harm."


class TooLong(BaseException):
    """A row took longer than it may. No Exception: readers make reasons of those, and would say that a file is damaged."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one row, and one process, may cost."""

    seconds: float = 20.0  # of one row
    memory: int = 2 * 1024**3  # bytes, of one process, beyond what the readers take before they read anything
    processes: int = max(1, os.cpu_count() or 1)

    @property
    def too_long(self) -> str:
        return f"Reading it took longer than {self.seconds:g} seconds."


class Guard:
    """The processes, begun when they are first needed."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Ends the processes. Others are begun when they are needed."""
        if self._pool:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
        self._pool = None

    @property
    def pool(self) -> ProcessPool:
        if not self._pool:
            _can_begin()
            context = multiprocessing.get_context("spawn")  # threads of this process must not be copied half
            self._pool = ProcessPool(
                max_workers=self.limits.processes, max_tasks=_TASKS, initializer=_begin, initargs=(os.getpid(),), context=context
            )  # fmt: skip
        return self._pool

    def run(self, stage: Stage, batches: Iterable[pa.RecordBatch], lost: Lost) -> Iterator[pa.RecordBatch]:
        """The stage's answers to the batches, in any order.

        `stage` must be picklable and is given whole batches, then rows alone where a batch was lost. Nothing it raises gets
        out: what is lost alone is answered by `lost`.
        """
        waiting: dict[Future[Any], pa.RecordBatch] = {}
        alone: deque[pa.RecordBatch] = deque()
        source = iter(batches)
        try:
            while True:
                while len(waiting) < 2 * self.limits.processes + 1:
                    batch = alone.popleft() if alone else next(source, None)
                    if batch is None:
                        break
                    waiting[_ask(self.pool, stage, batch, self.limits)] = batch
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    batch = waiting.pop(future)
                    answer, why = _answer(future, self.limits)
                    if answer is not None:
                        yield answer
                    elif batch.num_rows == 1:
                        yield lost(batch, why)
                    else:
                        alone.extend(batch.slice(row, 1) for row in range(batch.num_rows))
        finally:
            for future in waiting:
                future.cancel()


def _can_begin() -> None:
    """Raises CannotBegin where this machine lets us begin no process: the pool would wait for one for ever."""
    try:
        subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotBegin(f"No process can be begun with {sys.executable}: {error}") from error


def _ask(pool: ProcessPool, stage: Stage, batch: pa.RecordBatch, limits: Limits) -> "Future[Any]":
    # The alarms of each row come first; this holds where even those were not heard.
    seconds = stage.longest if isinstance(stage, Patient) else limits.seconds
    return pool.schedule(
        partial(_apart, stage, limits.memory), args=[sent(batch)], timeout=(seconds + 5) * max(1, batch.num_rows)
    )


def _answer(future: "Future[Any]", limits: Limits) -> tuple[pa.RecordBatch | None, str]:
    try:
        return received(future.result()), ""
    except TimeoutError:
        return None, limits.too_long
    except ProcessExpired as expired:
        return None, limits.too_long if expired.exitcode == -signal.SIGPROF else CRASHED
    except MemoryError:
        return None, f"Reading it takes more than {limits.memory // 1024**2} MB of memory."
    except Exception as error:  # noqa: BLE001 - a stage read what a stranger wrote, and is not to end the scan
        return None, f"Reading it failed: {type(error).__name__}."


def _begin(parent: int) -> None:
    """In a process, first of all."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries write there what a hostile file makes of them
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses it means the scan, which ends us
    _die_with(parent)


def _die_with(parent: int) -> None:
    """Ends this process when the one that began it is killed, where the system can."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only where it is of use

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


@contextmanager
def timed(seconds: float) -> Iterator[None]:
    """Bounds what is done within, in the main thread of a process of a pool. Raises TooLong."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_PROF, seconds + 2)  # SIGPROF, which nobody handles, ends the process
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGALRM, before)


_READY: set[type] = set()


def _ready(stage: Stage, memory: int) -> None:
    """Has a stage load what it needs, when this process first meets it, and bounds what it may take from then on."""
    if type(stage) in _READY or sys.platform != "linux":
        return
    _READY.add(type(stage))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    if isinstance(stage, Loading):
        stage.load()
    with open("/proc/self/statm", encoding="ascii") as told:
        most = int(told.read().split()[0]) * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _apart(stage: Stage, memory: int, given: bytes) -> bytes:
    _ready(stage, memory)
    return sent(stage(received(given)))


def sent(batch: pa.RecordBatch) -> bytes:
    """A batch on its way to another process."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def received(given: bytes) -> pa.RecordBatch:
    """What was `sent`."""
    with pa.ipc.open_stream(given) as reader:
        schema = reader.schema
        return next(iter(reader), pa.RecordBatch.from_pylist([], schema=schema))


def bundles(reader: Iterable[pa.RecordBatch], many: int, most: int = BYTES_AT_ONCE) -> Iterator[pa.RecordBatch]:
    """The rows in bundles of so many, or of so many bytes of files."""
    for batch in reader:
        begin, weight = 0, 0
        for row, size in enumerate(batch.column("size").to_pylist()):
            if row > begin and (row - begin >= many or weight + size > most):
                yield batch.slice(begin, row - begin)
                begin, weight = row, 0
            weight += size
        if begin < batch.num_rows:
            yield batch.slice(begin)
