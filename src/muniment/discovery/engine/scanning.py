"""A scan from its beginning to its end. The same function begins one, goes on with one that was killed, and repeats one."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from muniment import clock
from muniment.discovery.engine.database import connected
from muniment.discovery.engine.droid import Inventory
from muniment.discovery.engine.guarded import Guard
from muniment.discovery.engine.progress import Tell
from muniment.discovery.engine.sources import LocalSource, Source, source_of
from muniment.discovery.engine.stages import LAST, Settings, Stages
from muniment.discovery.engine.store import Store, Unusable

__all__ = ["LAST", "Settings", "scan", "take_over"]


def scan(root: str, out: Path, settings: Settings, tell: Tell) -> dict[str, Any]:
    """Scans what is at and below `root` and leaves the result in `out`. The summary is what `scan.json` holds too.

    Raises Unreachable where the root cannot be read, Unusable where the folder cannot be used. Nothing at `root` is ever
    written.
    """
    source = source_of(root)
    if isinstance(source, LocalSource) and out.resolve().is_relative_to(Path(source.root).resolve()):
        raise Unusable(f"{out} lies within {root}, to which nothing is written. Name a folder elsewhere.")
    return _scanned(source, source.address, out, settings, tell, Stages.look)


def take_over(export: Path, out: Path, settings: Settings, tell: Tell) -> dict[str, Any]:
    """The same result out of a CSV export of DROID, without the files: what only reading tells is left open.

    Raises NotDroid where it is none, and Unusable.
    """

    def take(stages: Stages) -> None:
        stages.take(Inventory(export, stages.connection))

    return _scanned(None, f"droid:{export.resolve()}", out, settings, tell, take)


def _scanned(
    source: Source | None, address: str, out: Path, settings: Settings, tell: Tell, look: Callable[[Stages], None]
) -> dict[str, Any]:  # fmt: skip
    with Store.opened(out) as store:
        known = store.state.get("root", address)
        if known != address:
            raise Unusable(f"{out} holds a scan of {known}. Name another folder for this one.")
        begun = time.monotonic()
        with (
            connected(store.scratch, settings.memory, settings.limits.processes) as connection,
            Guard(settings.limits) as guard,
        ):
            stages = Stages(source, address, store, settings, tell, connection, guard)
            look(stages)
            summary = stages.assemble()
            stages.tidy()
        summary |= {"classed_by": settings.given.told(), "seconds": round(time.monotonic() - begun, 2)}
        finished = clock.now().isoformat(timespec="seconds")
        store.save(root=address, finished=finished, ended_walk=store.state["walk"], summary=summary)
    return summary
