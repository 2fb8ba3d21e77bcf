"""Folders with all that is below them, counted again here in another way."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from muniment.discovery.engine.owning import OWNED
from muniment.discovery.engine.schema import ENTRIES, FILES, MEMBERS
from muniment.discovery.engine.totalling import totals

Row = dict[str, Any]


def folder(path: str) -> Row:
    return {"path": path, "folder": path.rpartition("/")[0], "name": path.rpartition("/")[2], "kind": "folder"}


def file(path: str, size: int, decision: str = "keep", year: int = 2020) -> Row:
    told = {"path": path, "folder": path.rpartition("/")[0], "name": path.rpartition("/")[2], "size": size, "decision": decision}  # fmt: skip
    return told | {"modified": datetime(year, 5, 1, tzinfo=UTC), "status": "scanned", "line": "A" if size % 2 else "B"}


def told(folders: Sequence[str], files: list[Row], at_once: int, **config: Any) -> dict[str, Row]:
    with duckdb.connect(config=config) as connection:
        connection.execute("SET TimeZone='UTC'")
        for name, rows, schema in (("entries", [folder(each) for each in folders], ENTRIES), ("files", files, FILES), ("owned", [], OWNED), ("members", [], MEMBERS)):  # fmt: skip
            connection.register(name, pa.Table.from_pylist(rows, schema=schema))
        rows = [row for batch in totals(connection, at_once) for row in batch.to_pylist()]
    assert [row["path"] for row in rows] == sorted(folders)
    return {row["path"]: row for row in rows}


def above(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path


@pytest.mark.parametrize("at_once", [1, 3, 1_000])
def test_the_sums_are_those_of_another_way_to_count(at_once: int) -> None:
    chance = random.Random(at_once)
    folders = [""]
    for number in range(60):
        parent = chance.choice(folders)
        folders.append(f"{parent}/{number}" if parent else str(number))
    files = [
        file(f"{where}/{number}.txt".lstrip("/"), chance.randrange(9_000), chance.choice(("keep", "overdue")), chance.randrange(2010, 2014))
        for number, where in enumerate(chance.choices(folders, k=300))
    ]  # fmt: skip
    count, size, own, years, decisions, lines = (Counter[Any]() for _each in range(6))
    for row in files:
        own[row["folder"]] += 1
        for each in above(row["path"]):
            count[each] += 1
            size[each] += row["size"]
            years[each, row["modified"].year] += row["size"]
            decisions[each, row["decision"]] += 1
            lines[each, row["line"]] += row["size"]
    for path, row in told(folders, files, at_once).items():
        assert (row["files"], row["bytes"], row["own_files"]) == (count[path], size[path], own[path])
        assert dict(row["bytes_by_year"] or ()) == {year: years[where, year] for where, year in years if where == path}
        assert dict(row["files_by_decision"] or ()) == {
            word: decisions[where, word] for where, word in decisions if where == path
        }
        assert row["line"] == max(((lines[path, line], line) for line in "AB" if (path, line) in lines), default=(0, None))[1]  # fmt: skip
        assert (row["parent"], row["depth"]) == (path.rpartition("/")[0] if path else None, len(list(above(path))))


def test_a_folder_whose_own_is_not_told_counts_further_up() -> None:
    rows = told(["", "a", "a/b/c", "x/y"], [file("a/b/c/1.txt", 5), file("x/y/2.txt", 7)], 100)
    assert {path: row["bytes"] for path, row in rows.items()} == {"": 12, "a": 5, "a/b/c": 5, "x/y": 7}


def test_very_long_paths_take_little_memory(tmp_path: Path) -> None:
    folders = [""]
    for level in range(140):
        folders.append(f"{folders[-1]}/{level:03}{'l' * 227}".lstrip("/"))
    rows = told(
        folders, [file(f"{folders[-1]}/far.txt", 5)], 20_000, memory_limit="128MB", temp_directory=str(tmp_path)
    )
    assert {row["bytes"] for row in rows.values()} == {5}
