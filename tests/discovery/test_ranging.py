"""Queries range by range of the paths: the same answers, in the same order, as all at once."""

import random
from pathlib import Path

import duckdb
import pytest

from muniment.discovery.engine.ranging import ranged

SIDES = {
    "named": "SELECT path, size FROM entries WHERE kind = 'file'",
    "noted": "SELECT path, note FROM notes",
}
QUERY = "SELECT n.path, n.size, o.note, $mark AS mark FROM named n LEFT JOIN noted o ON o.path = n.path ORDER BY n.path"


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    chance = random.Random(5)
    paths = [f"{chance.choice('aÄz“🙂')}/{chance.randrange(60)}/it's {number}.txt" for number in range(900)]
    paths += ["", "\U0010ffff/last", "~", "'", "a"]
    connection = duckdb.connect()
    connection.execute("CREATE TABLE entries (path VARCHAR, size INTEGER, kind VARCHAR)")
    connection.executemany("INSERT INTO entries VALUES (?, ?, ?)", [(path, number, "file" if number % 9 else "folder") for number, path in enumerate(paths)])  # fmt: skip
    connection.execute("CREATE TABLE notes AS SELECT path, 'of ' || path AS note FROM entries WHERE size % 3 = 0")
    return connection


@pytest.mark.parametrize("at_once", [1, 50, 333])
def test_in_ranges_it_says_what_it_says_at_once(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, at_once: int
) -> None:
    whole = [row for batch in ranged(connection, SIDES, QUERY, {"mark": 7}, tmp_path) for row in batch.to_pylist()]
    batches = list(ranged(connection, SIDES, QUERY, {"mark": 7}, tmp_path, at_once))
    assert [row for batch in batches for row in batch.to_pylist()] == whole
    assert len(whole) == 804
    assert len(batches) > 804 / at_once / 3
    assert list(tmp_path.iterdir()) == []  # nothing is left behind


def test_of_nothing_there_is_nothing(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    connection.execute("DELETE FROM entries")
    assert [batch.num_rows for batch in ranged(connection, SIDES, QUERY, {"mark": 7}, tmp_path) if batch.num_rows] == []
