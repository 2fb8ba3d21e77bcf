"""What is inside archives, e-mails and Office documents, and all that was found of personal data, under the path of each copy.

Of copies one was read, the reader: what it told is told of each. Every step leaves its rows on the disk, since to bring
together and to put in order in one go takes more memory than either.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from muniment.discovery.engine.database import give_back
from muniment.discovery.engine.ranging import ranged
from muniment.discovery.engine.schema import FINDINGS, MEMBERS
from muniment.discovery.engine.store import view, write

_READERS = {
    "themselves_read": "SELECT path FROM read_now WHERE inside = ''",
    "first_read": "SELECT c.blake3, min(t.path) AS path FROM copies c JOIN themselves_read t ON t.path = c.path GROUP BY c.blake3",
    "readers": "SELECT c.path, f.path AS reader FROM copies c JOIN first_read f ON f.blake3 = c.blake3",
    "read_in_vain": "SELECT path FROM themselves_read SEMI JOIN (SELECT path FROM readers WHERE path <> reader) USING (path)",
}
# What was found is a list in a row: as rows of its own it is put in order with less memory.
_INSIDES = {
    "members_read": """
      SELECT path, inside, format, size, state, why, characters, title, author, made, saved, blake3, personal_score FROM read_now WHERE inside <> ''""",
    "found_inside": "SELECT path, inside, unnest(personal, recursive := true) FROM read_now WHERE inside <> '' AND len(personal) > 0",
}
_FINDINGS = """
SELECT path, '' AS inside, unnest(personal, recursive := true) FROM files WHERE len(personal) > 0
UNION ALL BY NAME SELECT * FROM found_inside_of_each
"""
_ORDERED = {
    "members": (MEMBERS, "members_read_of_each", "path, inside"),
    "findings": (FINDINGS, "found", 'path, inside, score DESC, kind, "where"'),
}
_COPIES = "SELECT reader AS path, path AS copy FROM readers UNION ALL SELECT path, NULL FROM read_in_vain"
_OF_EACH = """
SELECT i.* REPLACE (coalesce(c.copy, i.path) AS path) FROM insides i LEFT JOIN led c ON c.path = i.path WHERE c.path IS NULL OR c.copy IS NOT NULL
"""


def readers(connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Makes a view `readers` of the view `read_now` and the table `copies`: the path of each copy, and of the one that was read."""
    _on_disk(connection, _READERS, scratch)


def insides(connection: duckdb.DuckDBPyConnection, fresh: Path, scratch: Path) -> None:
    """Writes members.parquet and findings.parquet into `fresh`, of the views `read_now`, `readers` and `files`, and makes them views."""
    _on_disk(connection, _INSIDES, scratch)
    for name in _INSIDES:
        schema = connection.execute(f"SELECT * FROM {name} LIMIT 0").to_arrow_table().schema
        _write(connection, f"{name}_of_each", schema, ranged(connection, {"insides": f"SELECT * FROM {name}", "led": _COPIES}, _OF_EACH, {}, scratch), scratch)  # fmt: skip
    _on_disk(connection, {"found": _FINDINGS}, scratch)
    for name, (schema, rows, order) in _ORDERED.items():
        in_order = ranged(connection, {"unordered": f"SELECT * FROM {rows}"}, f"SELECT * FROM unordered ORDER BY {order}", {}, scratch)  # fmt: skip
        _write(connection, name, schema, in_order, fresh)


def _write(connection: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, rows: Iterator[pa.RecordBatch], folder: Path) -> None:  # fmt: skip
    place = folder / f"{name}.parquet"
    write(pa.RecordBatchReader.from_batches(schema, (each.select(schema.names).cast(schema) for each in rows)), place)
    view(connection, name, [place], schema)


def _on_disk(connection: duckdb.DuckDBPyConnection, steps: Mapping[str, str], scratch: Path) -> None:
    for name, sql in steps.items():
        place = str(scratch / f"{name}.parquet").replace("'", "''")
        give_back()
        connection.execute(f"COPY ({sql}) TO '{place}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 10_000)")
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet('{place}')")
