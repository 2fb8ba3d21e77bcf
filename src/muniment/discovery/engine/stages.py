"""The stages of one scan: which of them is given which rows, and what is kept of what it answers.

What a stage has done for a file holds as long as the file's stamp does: each is asked for what is missing, and no more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from blake3 import blake3

from muniment import clock
from muniment.discovery.engine import assembling, contents, duplicates, holding, identifying
from muniment.discovery.engine.contents import Reading
from muniment.discovery.engine.database import half, lent
from muniment.discovery.engine.droid import Inventory
from muniment.discovery.engine.given import Given
from muniment.discovery.engine.guarded import AT_ONCE, Guard, Limits, Run, bundles
from muniment.discovery.engine.missing import FILES, READABLE, missing, spare_copies
from muniment.discovery.engine.owning import OWNED
from muniment.discovery.engine.progress import Progress, Tell
from muniment.discovery.engine.schema import CONTENTS, ENTRIES, HASHED, IDENTIFIED, RELATED
from muniment.discovery.engine.similar import related_batches
from muniment.discovery.engine.sources import Source
from muniment.discovery.engine.store import Keeping, Store, view, write
from muniment.documents.extract.kinds import HAS_TEXT, OPENED

# What a change of the rules of a stage makes anew: raise it, and every file is asked again.
IDENTIFIED_BY, HASHED_BY, READ_BY, RELATED_BY = "3", "1", "3", "2"
LAST = "Putting together"  # the stage that is not begun again: it is let come to its end


@dataclass(frozen=True, slots=True)
class Settings:
    """How to scan. `texts` off: only names, kinds and copies, without looking into files.

    `cluster` runs the stages that open files on other machines; without one processes of this machine do.
    """

    limits: Limits = field(default_factory=Limits)
    given: Given = field(default_factory=Given)
    texts: bool = True
    memory: str = "256MB"  # of DuckDB, before it goes to the disk
    cluster: Run | None = None


class Stages:
    """What is asked of each, one after the other."""

    def __init__(
        self, source: Source | None, address: str, store: Store, settings: Settings, tell: Tell,
        connection: duckdb.DuckDBPyConnection, guard: Guard,
    ) -> None:  # fmt: skip
        self.address, self.store, self.settings, self.tell = address, store, settings, tell
        self.connection, self.guard = connection, guard
        self._source = source
        self._lasting = store.out / "stages"
        self.stages = {
            "identified": store.only("identified", IDENTIFIED_BY),
            "digests": store.only("digests", HASHED_BY),
            "contents": store.only("contents", f"{READ_BY}-{self._phrases()}"),
        }

    def _phrases(self) -> str:
        """A mark of the phrases that were looked for. A new one means to read again: the text was not kept."""
        known = self.store.state.get("phrases", [])
        wanted = sorted({*known, *self.settings.given.phrases})
        if wanted != known:
            self.store.save(phrases=wanted)
        self.wanted = tuple(wanted)
        return blake3("\n".join(wanted).encode()).hexdigest()[:12]

    @property
    def source(self) -> Source:
        assert self._source, "an export has no files to read"
        return self._source

    def look(self) -> None:
        """Looks at the files themselves."""
        self.walk()
        self.identify()
        self.find_copies()
        if self.settings.texts:
            self.read()

    def take(self, inventory: Inventory) -> None:
        """Takes over what another program found."""
        number = self._begin_walk()
        stages = (("entries", f"{number:04}"), ("identified", IDENTIFIED_BY), ("contents", "taken"))
        for (name, version), told in zip(
            stages, (inventory.entries(), inventory.identified(), inventory.members()), strict=True
        ):
            self.store.only(name, "none")
            self.stages[name] = self.store.only(name, version)
            self.store.append(self.stages[name], told)
            self.store.view(self.connection, name, self.stages[name], told.schema)
        place = self._lasting / "hashed.parquet"
        write(inventory.hashed(), place)
        view(self.connection, "hashed", [place], HASHED)
        self.store.view(self.connection, "digests", self.stages["digests"], duplicates.DIGESTS)
        self.store.save(walked=True)

    def _begin_walk(self) -> int:
        """The number of the walk: that of one that was killed, or the next."""
        state = self.store.state
        number = int(state.get("walk", 0))
        if not number or state.get("walked"):
            number += 1
            began = clock.now().isoformat(timespec="seconds")
            self.store.save(root=self.address, walk=number, walked=False, began=began)
        return number

    def walk(self) -> None:
        """Finds every name. A walk that was killed goes on with the folders that it had not listed."""
        number = self._begin_walk()
        stage = f"entries-{number:04}"
        found, listed = {""}, set()
        for about in self.store.about(stage):
            found.update(about["found"])
            listed.update(about["listed"])
        progress = Progress("Finding files", self.tell)
        keeping = Keeping(self.store, stage, ENTRIES)
        for walked in self.source.walk(processes=self.settings.limits.processes, pending=sorted(found - listed)):
            keeping.add(walked.batch, walked.listed, walked.found)
            progress.add(walked.batch.num_rows)
        keeping.flush()
        progress.total = progress.done
        progress.end()
        self.store.view(self.connection, "entries", stage, ENTRIES)
        self.store.save(walked=True)
        if listed:  # a folder that was half listed when the scan was killed has been listed again
            once = "SELECT * FROM entries QUALIFY row_number() OVER (PARTITION BY path ORDER BY stamp) = 1"
            self.store.keep(stage, ENTRIES, once, self.connection, always=True)
            self.store.view(self.connection, "entries", stage, ENTRIES)
        self.stages["entries"] = self.store.only("entries", f"{number:04}")

    def identify(self) -> None:
        """Looks at the beginning of each file."""
        stage = identifying.Identifying(self.source, self.settings.limits.seconds)
        columns = ("path", "stamp", "name", "extension", "size", "allocated")
        self._stage("Telling kinds", "identified", IDENTIFIED, stage, identifying.lost, FILES, columns, many=1_000)

    def find_copies(self) -> None:
        """Finds the files of which another has the same content; what was read of each is kept for the next time."""
        self.guard.end()  # others read meanwhile: the memory of its processes is free
        digests, place = self.stages["digests"], self._lasting / "hashed.parquet"
        progress = Progress("Comparing contents", self.tell)
        mark = self._mark(digests)
        if self.store.state.get("hashed_of") != mark or not self._without_why(place):
            self._compare(digests, place, progress)
            self.store.save(hashed_of=mark)
        progress.total = progress.done
        progress.end()
        view(self.connection, "hashed", [place], HASHED)
        self.store.view(self.connection, "digests", digests, duplicates.DIGESTS)

    def _compare(self, digests: str, place: Path, progress: Progress) -> None:
        keeping = Keeping(self.store, digests, duplicates.DIGESTS)

        def keep(batch: pa.RecordBatch) -> None:
            keeping.add(batch)
            progress.add(batch.num_rows, batch.num_rows - batch.column("why").null_count)

        with lent(self.connection, self.settings.memory):
            found = duplicates.duplicates(
                self.source, self.store.places(self.stages["entries"]), processes=self.settings.limits.processes,
                earlier=self.store.places(digests), keep=keep, memory=self.settings.memory, scratch=str(self.store.scratch),
                run=self.settings.cluster, seconds=self.settings.limits.seconds,
            )  # fmt: skip
            write(pa.RecordBatchReader.from_batches(HASHED, found), place)
        keeping.flush()

    def _without_why(self, place: Path) -> bool:
        """Whether every file could be read, so that to try again would say nothing new."""
        found = (
            self.connection.execute("SELECT count(why) = 0 FROM read_parquet($1)", [str(place)])
            if place.exists()
            else None
        )
        return bool(found and (found.fetchone() or (False,))[0])

    def _mark(self, *more: Any) -> str:
        """What tells whether the files are those of the scan before, each as it was: what follows from them alone stands."""
        seen = self.connection.execute("SELECT count(*), bit_xor(hash(path, stamp, kind, why)) FROM entries").fetchone()
        return " ".join(str(each) for each in (*(seen or ()), *more))

    def read(self) -> None:
        """Reads each content once: of files with the same content the one that was read before, else the first by its name."""
        self.store.view(self.connection, "contents", self.stages["contents"], CONTENTS)
        spare_copies(self.connection, sorted(HAS_TEXT | OPENED), self.store.scratch)
        stage = Reading(self.source, self.settings.limits.seconds, self.wanted)
        self._stage("Reading", "contents", CONTENTS, stage, contents.lost, READABLE, ("path", "stamp", "name", "size"))

    def _stage(
        self, said: str, name: str, schema: pa.Schema, stage: Callable[[pa.RecordBatch], pa.RecordBatch],
        lost: Callable[[pa.RecordBatch, str], pa.RecordBatch], wanted: str, columns: Sequence[str], many: int = AT_ONCE,
    ) -> None:  # fmt: skip
        """Gives a stage the rows that it has not answered, and keeps what it answers."""
        kept = self.stages[name]
        self.store.view(self.connection, name, kept, schema)
        asked = missing(self.connection, name, wanted, columns, self.store.scratch)
        progress = Progress(said, self.tell, total=asked.metadata.num_rows)
        keeping = Keeping(self.store, kept, schema)
        run = self.settings.cluster or self.guard.run
        with lent(self.connection, self.settings.memory):
            for batch in run(stage, bundles(asked.iter_batches(10_000), many), lost):
                keeping.add(batch)
                progress.add(len(set(batch.column("path").to_pylist())))
        keeping.flush()
        progress.end()
        self.store.view(self.connection, name, kept, schema)

    def assemble(self) -> dict[str, Any]:
        """Puts the result together."""
        self.guard.end()  # nothing is read any more: the memory of its processes is free
        for name, schema in (("identified", IDENTIFIED), ("contents", CONTENTS)):
            self.store.view(self.connection, name, self.stages[name], schema)
        (total,) = self.connection.execute("SELECT count(*) FROM entries WHERE kind <> 'folder'").fetchone() or (0,)
        progress = Progress(LAST, self.tell, total=total)
        self._relate()
        self._own()
        summary = assembling.assemble(
            self.store, self.connection, self.settings.given.stages(), progress, self.settings.given.planned_folders
        )
        summary["holds_of_nothing"] = holding.of_nothing(self.connection, self.settings.given.rulings, self.store.out)
        progress.end()
        return summary

    def _relate(self) -> None:
        """Finds near-duplicates and versions."""
        place = self._lasting / "related.parquet"
        read = self.connection.execute("SELECT count(*) FROM contents").fetchone()
        mark = self._mark(self.stages["contents"], read, RELATED_BY)
        if self.store.state.get("related_of") != mark or not place.exists():
            with lent(self.connection, self.settings.memory):
                batches = related_batches(
                    self.connection.table("entries"), self.connection.table("contents"), hashed=self.connection.table("hashed"),
                    scratch=str(self.store.scratch), memory=half(self.settings.memory),
                )  # fmt: skip
                write(pa.RecordBatchReader.from_batches(RELATED, batches), place)
            self.store.save(related_of=mark)
        view(self.connection, "related", [place], RELATED)

    def _own(self) -> None:
        """Finds whose each folder most likely is."""
        place = self._lasting / "owned.parquet"
        counted = self.connection.execute(_WHO_STANDS_ON_THEM).to_arrow_table()
        write(self.settings.given.owned(counted), place, OWNED)
        view(self.connection, "owned", [place], OWNED)

    def tidy(self) -> None:
        """Makes few parts of many, without the rows of files that are gone or have changed."""
        for name, schema in (("identified", IDENTIFIED), ("digests", duplicates.DIGESTS), ("contents", CONTENTS)):
            rows = f"SELECT s.* FROM {name} s SEMI JOIN entries e ON e.path = s.path AND e.stamp = s.stamp"
            self.store.keep(self.stages[name], schema, rows, self.connection)


# How many files of each folder belong to whom and were written by whom.
_WHO_STANDS_ON_THEM = """
SELECT folder, e.owner, c.author, c.last_author, count(*) AS files
FROM entries e LEFT JOIN contents c ON c.path = e.path AND c.stamp = e.stamp AND c.inside = ''
WHERE e.kind <> 'folder' GROUP BY ALL
"""
