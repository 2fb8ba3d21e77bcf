"""Every file, folder, link and device of a tree, once: listed in several processes, never opened, no link followed."""

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator

from muniment.discovery.engine import listing
from muniment.discovery.engine.crew import Crew
from muniment.discovery.engine.entries import Rows, batch_of
from muniment.discovery.engine.listing import Errand, Walked
from muniment.discovery.engine.names import bytes_of, written

PROCESSES = max(2, os.cpu_count() or 1)
_ALONE = 4_000  # entries that this process lists by itself at a time before others are begun ...
_BESIDE = 12_000  # ... and while they are all busy
_ERRAND = 20_000  # entries of one errand of another process
_TOGETHER = 64  # folders of one errand
LOST = "The process that listed it came down twice: it is not listed."


def walk(root: str, *, processes: int = PROCESSES, pending: Iterable[str] = ("",)) -> Iterator[Walked]:
    """What stands below a folder. Goes on from the folders that are `pending`: those found so far without those listed.

    A folder that cannot be listed, and a file that cannot be looked at, is a row that says why. Nothing is opened but
    folders. Raises nothing for what it meets on the way.
    """
    waiting = deque(os.fsdecode(bytes_of(each)) for each in pending)
    root = os.path.abspath(root)
    while waiting and processes < 2:
        yield from _alone(root, waiting, _ERRAND)
    for _turn in range(4):  # what is small needs nobody else
        if waiting:
            yield from _alone(root, waiting, _ALONE)
    if waiting:
        with Crew[Errand, Walked](listing.run, processes - 1) as crew:
            yield from _together(root, waiting, crew, processes - 1)


def _alone(root: str, waiting: deque[str], entries: int) -> Iterator[Walked]:
    looked = gc.isenabled()
    gc.disable()  # looking for rings among a hundred thousand small things costs a tenth of the time
    try:
        found = list(listing.run(Errand(root, _some(waiting, 1), entries)))
    finally:
        if looked:
            gc.enable()
    for walked in found:
        waiting.extend(_paths(walked.found))
        yield walked


def _together(root: str, waiting: deque[str], crew: Crew[Errand, Walked], processes: int) -> Iterator[Walked]:
    tried: set[str] = set()  # folders of which a process came down
    left: dict[Errand, set[str]] = {}  # folders of errands that are under way
    while waiting or left:
        while waiting and crew.idle:
            single = any(each in tried for each in waiting) if tried else False
            errand = Errand(root, _some(waiting, 1 if single else 2 * processes + 1), _ERRAND)
            left[errand] = set(errand.folders)
            crew.give(errand)
        if waiting:
            yield from _alone(root, waiting, _BESIDE)
        for errand, walked, lost in crew.answers(0 if waiting else None):
            if walked is not None:
                found = _paths(walked.found)
                left[errand].difference_update(_paths(walked.listed), found)
                waiting.extend(found)
                yield walked
            else:
                rest = left.pop(errand)
                if lost:
                    again = rest - tried
                    waiting.extend(again)
                    tried |= again
                    yield from (_failed(each) for each in rest - again)


def _some(waiting: deque[str], parts: int) -> tuple[str, ...]:
    number = min(_TOGETHER, max(1, len(waiting) // parts)) if parts > 1 else 1
    return tuple(waiting.pop() for _each in range(number))


def _paths(told: list[str]) -> list[str]:
    return [os.fsdecode(bytes_of(each)) for each in told]


def _failed(path: str) -> Walked:
    above, _, name = path.rpartition("/")
    rows = Rows(folders=[above], counts=[1])
    rows.fail(name, "folder", LOST)
    return Walked(batch_of(rows), [written(os.fsencode(path))], [])
