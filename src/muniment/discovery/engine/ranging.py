"""What the stages have said, brought together range by range of the paths, or of another key: in memory that does not grow.

To join all at once holds every side of every join at the same time. Each side is sorted by path instead, one after the
other, which goes to the disk where memory ends; then a range of paths is a few groups of rows in each of them.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from muniment.discovery.engine.database import frugally, give_back

AT_ONCE = 50_000  # files of a range
_GROUP = 10_000  # rows of which a Parquet file says between which paths they are
_AFTER_ALL = "\U0010ffff" * 8_192  # more bytes than a path can have, each the highest
_SAMPLE = 100  # paths for each range, from which it is told where ranges begin


def ranged(
    connection: duckdb.DuckDBPyConnection, sides: dict[str, str], query: str, values: dict[str, Any], scratch: Path, at_once: int = AT_ONCE,
    key: str = "path",
) -> Iterator[pa.RecordBatch]:  # fmt: skip
    """The answers to `query` for each range, one after the other, ascending. See `each_range`."""
    for _range in each_range(connection, sides, scratch, at_once, key):
        yield from connection.execute(query, values).to_arrow_reader(at_once)


def each_range(
    connection: duckdb.DuckDBPyConnection, sides: dict[str, str], scratch: Path | None, at_once: int = AT_ONCE, key: str = "path"
) -> Iterator[None]:  # fmt: skip
    """Makes a view of each side, which shows one range after the other: whoever goes through them asks it for each.

    sides  queries by name; each has the key among its columns. The first says which there are
    key    a column of texts, of which none is null. All rows of one are in the same range
    """
    first = next(iter(sides))
    (count,) = connection.execute(f"SELECT count(*) FROM ({sides[first]})").fetchone() or (0,)
    if count <= at_once:
        for name, sql in sides.items():
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")
        yield
        return
    with tempfile.TemporaryDirectory(dir=scratch, prefix="sorted-") as folder:
        for name, sql in sides.items():
            place = str(Path(folder) / f"{name}.parquet").replace("'", "''")
            give_back()
            frugally(connection, f"COPY ({sql} ORDER BY {key}) TO '{place}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})")  # fmt: skip
            connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet('{place}') "
                f"WHERE {key} >= getvariable('low') AND {key} < getvariable('high')"
            )
        for low, high in _ranges(connection, f"{folder}/{first}.parquet", key, -(-count // at_once)):
            connection.execute("SET VARIABLE low = $1", [low])
            connection.execute("SET VARIABLE high = $1", [high])
            yield


def _ranges(connection: duckdb.DuckDBPyConnection, place: str, key: str, number: int) -> list[tuple[str, str]]:
    """Between which keys about as many rows stand, from before the first to behind the last."""
    asked = f"SELECT {key} FROM read_parquet($1) USING SAMPLE reservoir({_SAMPLE * number} ROWS)"
    some = sorted(each for (each,) in connection.execute(asked, [place]).fetchall())
    begins = ["", *dict.fromkeys(some[len(some) * each // number] for each in range(1, number))]
    return list(zip(begins, [*begins[1:], _AFTER_ALL], strict=True))
