"""A stage over many batches in processes of its own, which a file may hang, exhaust or bring down: that costs one of them.

A batch whose process is lost is done again row by row, so that the row which did it is found, and told with its reason.
Within a process `timed` bounds each row: where Python runs it raises; where a library holds the interpreter, a watchdog
ends the process.
"""

import faulthandler
import multiprocessing
import os
import resource
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any

import pyarrow as pa
from pebble import ProcessExpired, ProcessPool

Stage = Callable[[pa.RecordBatch], pa.RecordBatch]
Lost = Callable[[pa.RecordBatch, str], pa.RecordBatch]  # the answer for one row whose process was lost, with the reason
# What runs a stage over batches, as `guarded` does on this machine. The answers may come in any order.
Run = Callable[[Stage, Iterable[pa.RecordBatch], Lost, "Limits"], Iterator[pa.RecordBatch]]

AT_ONCE = 64  # files that a process is given at once ...
BYTES_AT_ONCE = 16 * 1024 * 1024  # ... or so many bytes of them
CRASHED = "Its reader came down on it: the file is damaged, or made to do harm."


class TooLong(Exception):
    """A row took longer than it may."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one row, and one process, may cost."""

    seconds: float = 20.0  # of one row
    memory: int = 2 * 1024**3  # bytes, of one process, beyond what the readers take before they read anything
    processes: int = max(1, os.cpu_count() or 1)

    @property
    def too_long(self) -> str:
        return f"Reading it took longer than {self.seconds:g} seconds."


def guarded(
    stage: Stage, batches: Iterable[pa.RecordBatch], lost: Lost, limits: Limits, pool: ProcessPool | None = None
) -> Iterator[pa.RecordBatch]:
    """The stage's answer to each batch, in their order as far as it can be had without waiting long for one of them.

    `stage` must be picklable and is given whole batches, then rows alone where a batch was lost. Nothing it raises gets out:
    what is lost alone is answered by `lost`. A `pool` of `begun` is left open, unless this ends before its time.
    """
    waiting: deque[tuple[pa.RecordBatch, Future[Any]]] = deque()
    alone: deque[pa.RecordBatch] = deque()
    with _pool(limits) if pool is None else nullcontext(pool) as used:
        try:
            source = iter(batches)
            while True:
                while len(waiting) < 2 * limits.processes + 1:
                    batch = alone.popleft() if alone else next(source, None)
                    if batch is None:
                        break
                    waiting.append((batch, _ask(used, stage, batch, limits)))
                if not waiting:
                    return
                batch, future = waiting.popleft()
                answer, why = _answer(future, limits)
                if answer is not None:
                    yield answer
                elif batch.num_rows == 1:
                    yield lost(batch, why)
                else:
                    alone.extend(batch.slice(row, 1) for row in range(batch.num_rows))
        except BaseException:
            used.stop()
            raise


def _ask(pool: ProcessPool, stage: Stage, batch: pa.RecordBatch, limits: Limits) -> "Future[Any]":
    # The watchdog of each row comes first; this holds where even that was not reached.
    return pool.schedule(
        partial(_apart, stage, limits.memory), args=[sent(batch)], timeout=(limits.seconds + 5) * max(1, batch.num_rows)
    )  # type: ignore[no-any-return]


def _answer(future: "Future[Any]", limits: Limits) -> tuple[pa.RecordBatch | None, str]:
    try:
        return received(future.result()), ""
    except TimeoutError:
        return None, limits.too_long
    except ProcessExpired as expired:
        return None, limits.too_long if expired.exitcode == _WATCHDOG else CRASHED
    except MemoryError:
        return None, f"Reading it takes more than {limits.memory // 1024**2} MB of memory."
    except Exception as error:  # noqa: BLE001 - a stage read what a stranger wrote, and is not to end the scan
        return None, f"Reading it failed: {type(error).__name__}."


def begun(limits: Limits) -> ProcessPool:
    """Processes that `guarded` can be given, again and again, for stages of one kind."""
    context = multiprocessing.get_context("spawn")  # threads of this process must not be copied half
    return ProcessPool(
        max_workers=limits.processes, max_tasks=200, initializer=_begin, initargs=(os.getpid(),), context=context
    )  # fmt: skip


@contextmanager
def _pool(limits: Limits) -> Iterator[ProcessPool]:
    pool = begun(limits)
    try:
        yield pool
        pool.close()
    finally:
        pool.stop()
        pool.join()


def _begin(parent: int) -> None:
    """In a process, first of all."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses it means the scan, which ends us
    _die_with(parent)


def _die_with(parent: int) -> None:
    """Ends this process when the one that began it is killed, where the system can."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only where it is of use

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


_WATCHDOG = 1  # the exit code of faulthandler


@contextmanager
def timed(seconds: float) -> Iterator[None]:
    """Bounds what is done within, in the main thread of a process of a pool. Raises TooLong."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    faulthandler.dump_traceback_later(seconds + 2, exit=True, file=_nowhere())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
        signal.signal(signal.SIGALRM, before)


_NOWHERE: list[int] = []


def _nowhere() -> int:
    if not _NOWHERE:
        _NOWHERE.append(os.open(os.devnull, os.O_WRONLY))
    return _NOWHERE[0]


def _bound(memory: int) -> None:
    """Bounds the memory of this process from now on: all that its stage needs has been loaded."""
    if resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY:
        with open("/proc/self/statm", encoding="ascii") as told:
            most = int(told.read().split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _apart(stage: Stage, memory: int, given: bytes) -> bytes:
    _bound(memory)
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
