"""The files of a finished scan as whoever classes them looks at them: with the hashed words and the phrases that reading left."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from muniment.discovery.engine.questions import Unanswerable
from muniment.discovery.engine.schema import CONTENTS
from muniment.discovery.engine.store import view


@contextmanager
def classed_files(out: Path, memory: str = "384MB") -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with `files` and `told`: of each file what reading it told, or reading a copy of it. Raises Unanswerable."""
    if not (out / "files.parquet").exists():
        raise Unanswerable("No scan of it has been finished.")
    with duckdb.connect(config={"memory_limit": memory, "threads": 1, "temp_directory": ""}) as connection:
        connection.execute("SET TimeZone='UTC'")
        try:
            connection.read_parquet(str(out / "files.parquet")).create_view("files")
            parts = sorted(each for each in (out / "stages").glob("contents-*/*.parquet") if each.parent.suffix == "")
            view(connection, "contents", parts, CONTENTS)
            connection.execute(_TOLD)
            yield connection
        except duckdb.IOException as error:
            raise Unanswerable(
                "It is being scanned at this moment, and its result is about to be another: try again in a while."
            ) from error


_TOLD = """
CREATE TEMP VIEW told AS
WITH own AS (SELECT path, stamp, blake3, terms, counts, phrases FROM contents WHERE inside = '' AND state = 'read'),
     same AS (SELECT blake3, arg_min(own, own.path) AS one FROM own WHERE blake3 IS NOT NULL GROUP BY blake3)
SELECT f.path, coalesce(o.terms, s.one.terms) AS terms, coalesce(o.counts, s.one.counts) AS counts, coalesce(o.phrases, s.one.phrases) AS phrases
FROM files f LEFT JOIN own o ON o.path = f.path AND o.stamp = f.stamp
LEFT JOIN same s ON o.path IS NULL AND f.copies > 1 AND s.blake3 = f.blake3
WHERE o.path IS NOT NULL OR s.blake3 IS NOT NULL
"""
_ONE = """f.path, f.folder, f.name, f.format, f.puid_name, f.size, f.modified, f.owner, f.author, f.likely_owner, f.blake3, f.near_group, f.copies, f.text, f.personal, f.line, f.line_by, f.line_sure,
  f.line_why, f.decision, f.decision_why, t.terms, t.counts"""


def of_file(connection: duckdb.DuckDBPyConnection, path: str) -> dict[str, Any] | None:
    """What is known of one file; None where there is none."""
    found = (
        connection.execute(
            f"SELECT {_ONE} FROM files f LEFT JOIN told t ON t.path = f.path WHERE f.path = $path LIMIT 1",
            {"path": path},
        )
        .to_arrow_table()
        .to_pylist()
    )
    return found[0] if found else None


def of_folder(connection: duckdb.DuckDBPyConnection, folder: str, most: int) -> tuple[int, list[dict[str, Any]]]:
    """How many files lie at and below a folder, and of so many that were read, one of those that are alike, what a model learns from."""
    below = "starts_with(f.path, $below)"
    values = {"below": f"{folder}/" if folder else ""}
    counted = connection.execute(f"SELECT count(*) FROM files f WHERE f.kind = 'file' AND {below}", values).fetchone()
    rows = connection.execute(f"""
        SELECT f.path, f.near_group, f.blake3, t.terms, t.counts FROM files f JOIN told t ON t.path = f.path WHERE {below}
        QUALIFY row_number() OVER (PARTITION BY coalesce(f.near_group, f.path) ORDER BY f.path) = 1
        ORDER BY hash(f.path), f.path LIMIT {int(most)}""", values)  # fmt: skip
    return (counted or (0,))[0], rows.to_arrow_table().to_pylist()


def neighbours(connection: duckdb.DuckDBPyConnection, folder: str, most: int = 6) -> tuple[int, list[str]]:
    """How many files lie at and below a folder, and the names of the first few in it."""
    counted = connection.execute(
        "SELECT count(*) FROM files WHERE kind = 'file' AND starts_with(path, $below)",
        {"below": f"{folder}/" if folder else ""},
    ).fetchone()
    names = connection.execute(
        f"SELECT name FROM files WHERE folder = $folder ORDER BY name LIMIT {int(most)}", {"folder": folder}
    ).fetchall()
    return (counted or (0,))[0], [name for (name,) in names]


def population(connection: duckdb.DuckDBPyConnection, most: int, *, unsettled: bool = False) -> pa.Table:
    """Files that were read, at most so many, always the same: path, terms, counts, near_group. Those that no rule and no person settles, where asked."""
    which = "AND f.line_by IS DISTINCT FROM 'rule' AND f.line_by IS DISTINCT FROM 'person'" if unsettled else ""
    return connection.execute(f"""
        SELECT f.path, t.terms, t.counts, f.near_group FROM files f JOIN told t ON t.path = f.path
        WHERE len(t.terms) > 0 {which} ORDER BY hash(f.path), f.path LIMIT {int(most)}""").to_arrow_table()  # fmt: skip
