"""A finished scan put together again: with other rules, another model, other lines. No file is read, and none of the share is looked at."""

import time
from pathlib import Path
from typing import Any

from muniment import clock
from muniment.discovery.engine import assembling, holding
from muniment.discovery.engine.database import connected
from muniment.discovery.engine.duplicates import DIGESTS
from muniment.discovery.engine.owning import OWNED
from muniment.discovery.engine.progress import Progress, Tell
from muniment.discovery.engine.scanning import LAST, Settings
from muniment.discovery.engine.schema import CONTENTS, ENTRIES, HASHED, IDENTIFIED, RELATED
from muniment.discovery.engine.store import Store, Unusable, view


def class_again(out: Path, settings: Settings, tell: Tell) -> dict[str, Any]:
    """Classes and decides anew what the last scan has found; the summary is that of a scan.

    What has changed since the scan before stays as that scan told it. A phrase that rules ask for and that no reading has looked
    for fits nowhere until the files are scanned. Raises Unusable where no scan has come to its end, or one has begun since.
    """
    begun = time.monotonic()
    with Store.opened(out) as store:
        state = store.state
        if "summary" not in state:
            raise Unusable("Nothing was scanned there yet: scan it first.")
        if state.get("ended_walk") != state.get("walk"):
            raise Unusable(
                "A scan of it has begun and has not come to its end: go on with that one, which classes its files too."
            )
        with connected(store.scratch, settings.memory, settings.limits.processes) as connection:
            for name, schema in (
                ("entries", ENTRIES),
                ("identified", IDENTIFIED),
                ("contents", CONTENTS),
                ("digests", DIGESTS),
            ):
                parts = [
                    each for each in sorted(store.out.glob(f"stages/{name}-*/*.parquet")) if not each.parent.suffix
                ]
                view(connection, name, parts, schema)
            for name, schema in (("hashed", HASHED), ("related", RELATED), ("owned", OWNED)):
                view(connection, name, [store.out / "stages" / f"{name}.parquet"], schema)
            (total,) = connection.execute("SELECT count(*) FROM entries WHERE kind <> 'folder'").fetchone() or (0,)
            progress = Progress(LAST, tell, total=total)
            given = settings.given
            summary = assembling.assemble(
                store, connection, given.stages(), progress, given.planned_folders, earlier=state["summary"]
            )
            summary["holds_of_nothing"] = holding.of_nothing(connection, given.rulings, store.out)
            progress.end()
        summary |= {"classed_by": settings.given.told(), "seconds": round(time.monotonic() - begun, 2)}
        store.save(finished=clock.now().isoformat(timespec="seconds"), summary=summary)
    return summary
