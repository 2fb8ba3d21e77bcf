"""What the stages have said of each file, brought together range by range of the paths: in memory that does not grow with them.

To join all at once holds every side of every join at the same time. Each side is sorted by path instead, one after the
other, which goes to the disk where memory ends; then a range of paths is a few groups of rows in each of them.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

AT_ONCE = 50_000  # files of a range
_GROUP = 10_000  # rows of which a Parquet file says between which paths they are
_AFTER_ALL = "\U0010ffff" * 8_192  # more bytes than a path can have, each the highest
_SAMPLE = 100  # paths for each range, from which it is told where ranges begin


def ranged(
    connection: duckdb.DuckDBPyConnection, sides: dict[str, str], query: str, values: dict[str, Any], scratch: Path, at_once: int = AT_ONCE
) -> Iterator[pa.RecordBatch]:  # fmt: skip
    """The answers to `query` for each range, one after the other, ascending.

    sides  queries by name; each has a column `path`. The first says which paths there are
    query  asks views of those names, joins them by `path`, and is in order of `path`
    """
    first = next(iter(sides))
    (count,) = connection.execute(f"SELECT count(*) FROM ({sides[first]})").fetchone() or (0,)
    if count <= at_once:
        for name, sql in sides.items():
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")
        yield from connection.execute(query, values).to_arrow_reader(at_once)
        return
    with tempfile.TemporaryDirectory(dir=scratch, prefix="sorted-") as folder:
        for name, sql in sides.items():
            place = str(Path(folder) / f"{name}.parquet").replace("'", "''")
            connection.execute(f"COPY ({sql} ORDER BY path) TO '{place}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})")  # fmt: skip
            connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet('{place}') "
                "WHERE path >= getvariable('low') AND path < getvariable('high')"
            )
        for low, high in _ranges(connection, f"{folder}/{first}.parquet", -(-count // at_once)):
            connection.execute("SET VARIABLE low = $1", [low])
            connection.execute("SET VARIABLE high = $1", [high])
            yield from connection.execute(query, values).to_arrow_reader(at_once)


def _ranges(connection: duckdb.DuckDBPyConnection, place: str, number: int) -> list[tuple[str, str]]:
    """Between which paths about as many stand, from before the first to behind the last."""
    asked = f"SELECT path FROM read_parquet($1) USING SAMPLE reservoir({_SAMPLE * number} ROWS)"
    some = sorted(path for (path,) in connection.execute(asked, [place]).fetchall())
    begins = ["", *dict.fromkeys(some[len(some) * each // number] for each in range(1, number))]
    return list(zip(begins, [*begins[1:], _AFTER_ALL], strict=True))
