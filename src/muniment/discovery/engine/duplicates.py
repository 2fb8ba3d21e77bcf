"""Files whose content another has too, exactly: by size, then by both ends, then by a digest of the whole.

Names of one file on its disk (hard links, mounts of the same folder) are read once, and are no copies of each other.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine import digesting, schema
from muniment.discovery.engine.crew import Crew
from muniment.discovery.engine.digesting import DIGESTS, Digesting
from muniment.discovery.engine.guarded import Run, bundles
from muniment.discovery.engine.hashing import Digest, Reading
from muniment.discovery.engine.sources import Source

__all__ = ["DIGESTS", "PROCESSES", "duplicates"]

PROCESSES = max(2, os.cpu_count() or 1)
_GIVEN = 1_000  # files that a process is given at once
_BATCHES = 50  # that DuckDB is given at once
_WAITING = 4 * PROCESSES  # where they wait for the disk
LOST = "The process that read it came down twice: it is not compared with others."

_CANDIDATES = """
create table candidates as
with files as (select path, stamp, size, device, inode from read_parquet($entries)
               where kind = 'file' and size > 0 and why is null),
sizes as (select size from files group by size
          having count(*) > 1 and (min(inode) is distinct from max(inode) or min(device) is distinct from max(device)
                                   or count(inode) < count(*) and count(*) > 1)),
shared as (select device, inode, min(path) as first from files where inode is not null
           group by device, inode having count(*) > 1)
select path, stamp, size, device, inode, coalesce(first, path) as first
from files semi join sizes using (size) left join shared using (device, inode)
"""
_KNOWN = """
insert into digests select path, max(ends), max(blake3), null
from read_parquet($earlier) semi join candidates using (path, stamp) where why is null group by path
"""
_BOTH_ENDS = """
select path, stamp, size, null::ubigint as ends from candidates anti join digests using (path)
where path = first order by device, inode
"""
_THE_WHOLE = """
with alike as (select size, ends from candidates join digests using (path) where ends is not null and path = first
               group by size, ends having count(*) > 1)
select path, candidates.stamp, size, ends from candidates join digests using (path) semi join alike using (size, ends)
where blake3 is null and path = first
order by size < 67108864, case when size < 67108864 then 0 else -size end, device, inode
"""
_ALIKE = """
with contents as (select path, size, coalesce(wholes.blake3, digests.blake3) as blake3,
                         coalesce(wholes.why, digests.why) as why
                  from candidates join digests using (path) left join wholes using (path) where path = first),
twice as (select size, blake3 from contents where blake3 is not null group by size, blake3 having count(*) > 1)
select candidates.path, candidates.stamp, contents.blake3, null as why
from contents semi join twice using (size, blake3) join candidates on candidates.first = contents.path
union all
select candidates.path, candidates.stamp, null, contents.why
from contents join candidates on candidates.first = contents.path where contents.why is not null
"""


def duplicates(
    source: Source,
    entries: Sequence[str],
    *,
    processes: int = PROCESSES,
    earlier: Sequence[str] = (),
    keep: Callable[[pa.RecordBatch], None] | None = None,
    memory: str = "400MB",
    scratch: str | None = None,
    run: Run | None = None,
    seconds: float = 20.0,
) -> Iterator[pa.RecordBatch]:
    """HASHED, from the Parquet files of the ENTRIES of a whole scan.

    `keep` is given what becomes known of each file, as DIGESTS; the Parquet files of those, given as `earlier` to the
    next scan or to one that goes on, spare it reading the same again. Empty files are left out. A file that could not be
    read, or changed meanwhile, is a row with its reason. DuckDB takes so much memory
    and for the rest the disk, in the folder `scratch`, by default a temporary one. With `run` the files are read by that,
    each within so many seconds and what its bytes need, instead of by processes of this machine.
    """
    if not entries:
        return
    with tempfile.TemporaryDirectory(prefix="copies-", dir=scratch) as folder:
        database = duckdb.connect(
            os.path.join(folder, "contents"), config={"memory_limit": memory, "temp_directory": folder}
        )
        with database, ExitStack() as stack:
            crew = None
            if run is None:  # its processes begin while the candidates are found
                useful = _useful(database, entries)
                crew = stack.enter_context(
                    Crew[Reading, list[Digest]](digesting.work(source), min(processes, useful), min(_WAITING, useful))
                )
            database.execute(_CANDIDATES, {"entries": list(entries)})
            for table in ("digests", "wholes"):
                database.execute(f"create table {table} (path text, ends ubigint, blake3 text, why text)")
            if earlier:
                database.execute(_KNOWN, {"earlier": list(earlier)})
            if crew:
                read: Callable[..., Iterator[pa.RecordBatch]] = partial(_read, crew)
            elif run:
                read = partial(_run, run, Digesting(source, _largest(database), seconds))
            _learn(database, read, keep or (lambda _batch: None))
            answer = database.execute(_ALIKE).to_arrow_reader(65_536)
            for batch in answer:
                if batch.num_rows:
                    yield batch.cast(schema.HASHED)


def _learn(
    database: duckdb.DuckDBPyConnection,
    read: Callable[..., Iterator[pa.RecordBatch]],
    keep: Callable[[pa.RecordBatch], None],
) -> None:
    """Reads what is not known yet: both ends of all, then the whole of those whose ends are alike."""
    for files, table in ((_BOTH_ENDS, "digests"), (_THE_WHOLE, "wholes")):
        for learnt in _together(read(database.cursor(), files, whole=table == "wholes"), keep):
            database.register("learnt", learnt)
            database.execute(f"insert into {table} select path, ends, blake3, why from learnt")


def _together(found: Iterator[pa.RecordBatch], keep: Callable[[pa.RecordBatch], None]) -> Iterator[pa.Table]:
    """Small batches as larger ones, since DuckDB takes one as fast as the other; each is kept as it comes."""
    batches: list[pa.RecordBatch] = []
    for batch in found:
        keep(batch)
        batches.append(batch)
        if len(batches) == _BATCHES:
            yield pa.Table.from_batches(batches)
            batches = []
    if batches:
        yield pa.Table.from_batches(batches)


def _useful(database: duckdb.DuckDBPyConnection, entries: Sequence[str]) -> int:
    """No more processes than there may be work for."""
    found = database.execute("select count(*) from read_parquet($1)", [list(entries)]).fetchone()
    return max(1, (found[0] if found else 0) // 400)


def _largest(database: duckdb.DuckDBPyConnection) -> int:
    found = database.execute("select max(size) from candidates").fetchone()
    return int(found[0] or 0) if found else 0


def _run(
    run: Run, stage: Digesting, cursor: duckdb.DuckDBPyConnection, files: str, *, whole: bool
) -> Iterator[pa.RecordBatch]:
    """By whatever runs stages: DIGESTS of the files."""
    return run(replace(stage, whole=whole), _given(cursor, files, whole=whole), digesting.lost)


def _read(
    crew: Crew[Reading, list[Digest]], cursor: duckdb.DuckDBPyConnection, files: str, *, whole: bool
) -> Iterator[pa.RecordBatch]:
    """By processes of this machine: DIGESTS of the files. Where a process comes down, its files are read again one by one."""
    waiting = _given(cursor, files, whole=whole)
    again: list[pa.RecordBatch] = []
    under_way: dict[Reading, pa.RecordBatch] = {}
    while True:
        while crew.idle and (rows := again.pop() if again else next(waiting, None)):
            paths, sizes = rows["path"].to_pylist(), rows["size"].to_pylist()
            reading = Reading(tuple(zip(paths, sizes, strict=True)), whole)
            under_way[reading] = rows
            crew.give(reading)
        if crew.idle and not under_way:
            return
        for reading, found, lost in crew.answers(None):
            if found is not None:
                yield _digests(under_way[reading], found)
                continue
            rows = under_way.pop(reading)
            if lost and rows.num_rows > 1:
                again.extend(rows.slice(row, 1) for row in range(rows.num_rows))
            elif lost:
                yield _digests(rows, [(None, None, LOST)])


def _given(cursor: duckdb.DuckDBPyConnection, files: str, *, whole: bool) -> Iterator[pa.RecordBatch]:
    """The files in portions that take about as long as each other."""
    return bundles(cursor.execute(files).to_arrow_reader(100_000), _GIVEN, 64 * 1024**2 if whole else sys.maxsize)


def _digests(rows: pa.RecordBatch, found: list[Digest]) -> pa.RecordBatch:
    ends, wholes, whys = (
        pa.array(each, kind) for each, kind in zip(zip(*found, strict=True), DIGESTS.types[2:], strict=True)
    )
    columns = [rows["path"], rows["stamp"], pc.coalesce(ends, rows["ends"]), wholes, whys]
    return pa.record_batch(columns, schema=DIGESTS)
