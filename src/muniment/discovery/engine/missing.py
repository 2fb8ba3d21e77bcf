"""Which files a stage is still to be asked about: found range by range, and laid down, so that memory is free for the asking."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from muniment.discovery.engine.ranging import each_range, ranged
from muniment.discovery.engine.schema import ENTRIES
from muniment.discovery.engine.store import write

# Of the files with a content that can be read those that are not read, since another of the content is, or was before.
_ALIKE = """
SELECT h.path, h.blake3, c.path IS NULL AS unread FROM hashed h
JOIN identified i ON i.path = h.path AND i.stamp = h.stamp
LEFT JOIN contents c ON c.path = h.path AND c.stamp = h.stamp AND c.inside = ''
WHERE h.blake3 IS NOT NULL AND list_contains(getvariable('kinds'), i.format)
"""
_SPARED = "INSERT INTO spared SELECT path FROM alike QUALIFY row_number() OVER (PARTITION BY blake3 ORDER BY unread, path) > 1"

FILES = "SELECT {columns} FROM entries e WHERE kind = 'file' AND why IS NULL"
READABLE = """
SELECT {columns} FROM entries e JOIN identified i ON i.path = e.path AND i.stamp = e.stamp
ANTI JOIN spared s ON s.path = e.path
WHERE e.kind = 'file' AND e.size > 0 AND list_contains(getvariable('kinds'), i.format)
"""


def missing(
    connection: duckdb.DuckDBPyConnection, stage: str, wanted: str, columns: Sequence[str], scratch: Path
) -> pq.ParquetFile:
    """Those of the files `wanted` that the view of the stage does not have with the same stamp, in order of their paths.

    wanted   a query with room for `columns`, which are of ENTRIES, with path and stamp among them
    scratch  a folder, in which the answer stays until the next is asked there
    """
    sides = {
        "wanted": wanted.format(columns=", ".join(f"e.{each}" for each in columns)),
        "answered": f"SELECT path, stamp FROM {stage}",
    }
    schema = pa.schema([ENTRIES.field(each) for each in columns])
    query = "SELECT w.* FROM wanted w ANTI JOIN answered a ON a.path = w.path AND a.stamp = w.stamp ORDER BY w.path"
    place = scratch / "missing.parquet"
    write(
        pa.RecordBatchReader.from_batches(schema, _cast(ranged(connection, sides, query, {}, scratch), schema)), place
    )
    return pq.ParquetFile(place)


def _cast(rows: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in rows:
        yield batch.cast(schema)


def spare_copies(connection: duckdb.DuckDBPyConnection, kinds: Sequence[str], scratch: Path) -> None:
    """Makes a temporary table `spared`: files not to be read, since another with their content is. Of formats `kinds`."""
    connection.execute("SET VARIABLE kinds = $1::VARCHAR[]", [list(kinds)])
    connection.execute("CREATE OR REPLACE TEMP TABLE spared (path VARCHAR)")
    for _range in each_range(connection, {"alike": _ALIKE}, scratch, key="blake3"):
        connection.execute(_SPARED)
