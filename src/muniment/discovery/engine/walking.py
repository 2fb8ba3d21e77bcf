"""Every file, folder, link and device of a tree, once: listed in several processes, never opened, no link followed."""

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from muniment.discovery.engine import listing
from muniment.discovery.engine.crew import Crew
from muniment.discovery.engine.entries import batch_of
from muniment.discovery.engine.listing import Errand, Listed, Rows
from muniment.discovery.engine.names import bytes_of, written

PROCESSES = max(2, os.cpu_count() or 1)
_WAITING = 4 * PROCESSES  # processes, where they wait for the disk
_ALONE = 2_000  # entries that this process lists by itself at a time before others are begun ...
_BESIDE = 12_000  # ... and while they are all busy
_SECONDS = 0.05  # for which it lists at most, where the disk is slow: others wait for it to hear them
_ERRAND = 20_000  # entries of one errand of another process
_PARTS = 4  # of what waits, this process takes one at a time
_TOGETHER = 64  # folders of one errand
LOST = "The process that listed it came down twice: it is not listed."


@dataclass(frozen=True, slots=True)
class Walked:
    """A batch of ENTRIES, the folders that are listed whole with it, and those found that are still to be listed.

    Of a folder with very many entries come several batches, of which only the last says that it, and what was listed
    before it, is `listed`: whoever kept the others, and goes on later, finds the same paths again and keeps one of each.
    The row of a folder itself comes when it is listed. Paths are as in ENTRIES; the root is "".
    """

    batch: pa.RecordBatch
    listed: list[str]
    found: list[str]


def walk(root: str, *, processes: int = PROCESSES, pending: Iterable[str] = ("",)) -> Iterator[Walked]:
    """What stands below a folder. Goes on from the folders that are `pending`: those found so far without those listed.

    A folder that cannot be listed, and a file that cannot be looked at, is a row that says why. Nothing is opened but
    folders. Raises nothing for what it meets on the way.
    """
    waiting = deque(os.fsdecode(bytes_of(each)) for each in pending)
    for each in _listed(os.path.abspath(root), waiting, processes):
        yield Walked(batch_of(each), each.listed, each.found)


def _listed(root: str, waiting: deque[str], processes: int) -> Iterator[Listed]:
    while waiting and processes < 2:
        yield from _alone(root, waiting, _ERRAND)
    for _turn in range(4):  # what is small needs nobody else
        if waiting:
            yield from _alone(root, waiting, _ALONE)
    if waiting:
        with Crew[Errand, Listed](listing.run, processes - 1, _WAITING) as crew:
            yield from _together(root, waiting, crew)


def _alone(root: str, waiting: deque[str], entries: int) -> Iterator[Listed]:
    looked = gc.isenabled()
    gc.disable()  # looking for rings among a hundred thousand small things costs a tenth of the time
    try:
        found = list(listing.run(Errand(root, _some(waiting, _PARTS), entries, _SECONDS)))
    finally:
        if looked:
            gc.enable()
    for listed in found:
        waiting.extend(_paths(listed.found))
        yield listed


def _together(root: str, waiting: deque[str], crew: Crew[Errand, Listed]) -> Iterator[Listed]:
    tried: set[str] = set()  # folders of which a process came down
    left: dict[Errand, list[list[str]]] = {}  # of errands that are under way: folders that are listed, or given back
    while waiting or left:
        while waiting and crew.idle:
            single = any(each in tried for each in waiting) if tried else False
            errand = Errand(root, _some(waiting, 1 if single else 2 * crew.size + 1), _ERRAND)
            left[errand] = []
            crew.give(errand)
        if waiting:
            yield from _alone(root, waiting, _BESIDE)
        for errand, listed, lost in crew.answers(0 if waiting else None):
            if listed is not None:
                left[errand] += listed.listed, listed.found
                waiting.extend(_paths(listed.found))
                yield listed
            else:
                done = left.pop(errand)
                if lost:
                    rest = set(errand.folders).difference(*map(_paths, done))
                    again = rest - tried
                    waiting.extend(again)
                    tried |= again
                    yield from (_failed(each) for each in rest - again)


def _some(waiting: deque[str], parts: int) -> tuple[str, ...]:
    number = min(_TOGETHER, max(1, len(waiting) // parts)) if parts > 1 else 1
    return tuple(waiting.pop() for _each in range(number))


def _paths(told: list[str]) -> list[str]:
    return [os.fsdecode(bytes_of(each)) for each in told]


def _failed(path: str) -> Listed:
    above, _, name = path.rpartition("/")
    rows = Rows(folders=[above], counts=[1])
    rows.fail(name, "folder", LOST)
    return rows.told([written(os.fsencode(path))], [])
