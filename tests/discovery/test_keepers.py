from datetime import UTC, datetime

import duckdb
import pyarrow as pa
import pytest

from muniment.discovery.engine.keepers import keepers
from muniment.discovery.engine.schema import ENTRIES, HASHED


def kept(*files: tuple[str, int], places: tuple[str, ...] = (), inodes: tuple[int, ...] = ()) -> tuple[str, str]:
    """Which of files with the same content is kept, and why; each is given with the year of its last change."""
    rows = [
        {"path": path, "stamp": 1, "modified": datetime(year, 5, 1, tzinfo=UTC), "device": 1, "inode": inode}
        for (path, year), inode in zip(files, inodes or range(len(files)), strict=True)
    ]
    entries = pa.Table.from_pylist(rows, ENTRIES)
    hashed = pa.Table.from_pylist([{"path": path, "stamp": 1, "blake3": "a" * 64} for path, _year in files], HASHED)
    with duckdb.connect() as connection:
        connection.register("entries", entries)
        connection.register("hashed", hashed)
        keepers(connection, places)
        told = connection.execute("SELECT copies, copy_of, copy_why FROM copies").fetchall()
    assert len(told) == len(files)
    assert len(set(told)) == 1
    assert told[0][0] == len(files)
    return told[0][1:]


@pytest.mark.parametrize(
    ("files", "places", "path", "why"),
    [
        ([("old/a.doc", 2001), ("Finance/Budget/a.doc", 2010)], ("Finance",), "Finance/Budget/a.doc", "file plan"),
        (
            [("old/a.doc", 2001), ("Finance/Budget/a.doc", 2010)],
            ("/finance/budget/",),
            "Finance/Budget/a.doc",
            "file plan",
        ),
        ([("old/a.doc", 2001), ("Cafe\u0301/a.doc", 2010)], ("CAF\u00c9",), "Cafe\u0301/a.doc", "file plan"),
        ([("finance/a.doc", 2011), ("finances/a.doc", 2001)], ("finance",), "finance/a.doc", "file plan"),
        ([("temp/a.doc", 2001), ("housing/a.doc", 2010)], (), "housing/a.doc", "folder of copies"),
        ([("Users/clerk/a.doc", 2001), ("housing/a.doc", 2010)], (), "housing/a.doc", "own folder"),
        ([("Users/clerk/a.doc", 2001), ("tmp/a.doc", 1999)], (), "Users/clerk/a.doc", "folder of copies"),
        ([("x/Copy of a.doc", 2001), ("x/a.doc", 2010)], (), "x/a.doc", "say that they are copies"),
        ([("x/a (2).doc", 2001), ("x/a.doc", 2010)], (), "x/a.doc", "say that they are copies"),
        ([("x/a.doc", 2012), ("y/deeper/a.doc", 2010)], (), "y/deeper/a.doc", "the oldest"),
        ([("x/a.doc", 2010), ("y/deeper/a.doc", 2010)], (), "x/a.doc", "shortest"),
        ([("~WRL0005.tmp", 2001), ("Board report.doc", 2010)], (), "Board report.doc", "programs leave"),
        ([("Finance/~WRL0005.tmp", 2001), ("x/report.doc", 2010)], ("finance",), "x/report.doc", "programs leave"),
        ([("#recycle/a.doc", 2001), ("work/a.doc", 2010)], (), "work/a.doc", "a bin"),
        ([("zz TO DELETE/a.doc", 2001), ("work/a.doc", 2010)], (), "work/a.doc", "folder of copies"),
        ([("Backup 2012/a.doc", 2001), ("work/a.doc", 2010)], (), "work/a.doc", "folder of copies"),
        ([("DfsrPrivate/ConflictAndDeleted/a.doc", 2001), ("work/a.doc", 2010)], (), "work/a.doc", "folder of copies"),
        ([("templates/a.doc", 2010), ("threshold/a.doc", 2011)], (), "templates/a.doc", "the oldest"),
    ],
)
def test_the_one_to_keep(files: list[tuple[str, int]], places: tuple[str, ...], path: str, why: str) -> None:
    for order in (files, files[::-1]):
        told = kept(*order, places=places)
        assert told[0] == path
        assert why in told[1]


def test_names_of_one_file_waste_nothing() -> None:
    assert kept(("a", 2001), ("b", 2001), inodes=(5, 5))[1].endswith("no room is wasted.")
