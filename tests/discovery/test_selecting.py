"""Lists of what a scan found: narrowed, in every order, by the page; each number is the list that it counts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from muniment.discovery.engine import selecting
from muniment.discovery.engine.questions import opened
from muniment.discovery.engine.selecting import Chosen
from muniment.discovery.engine.treemap import Box, boxes
from tests.scanned_tree import scanned_tree

__all__ = ["scanned_tree"]


@pytest.fixture
def found(scanned_tree: tuple[Path, Path]) -> Iterator[Any]:
    with opened(scanned_tree[1]) as connection:
        yield connection


@pytest.mark.parametrize("order", selecting.ORDERS)
def test_the_pages_of_a_list_hold_every_file_once_and_in_order(found: Any, order: str) -> None:
    """Seen red when the mark of a page was compared with > where the order falls."""
    whole = selecting.files(found, Chosen("files"), order, most=1000).rows
    after, seen = "", []
    while True:
        page = selecting.files(found, Chosen("files"), order, after, most=3)
        assert 0 < len(page.rows) <= 3
        seen += page.rows
        if not (after := page.after):
            break
    assert [row["path"] for row in seen] == [row["path"] for row in whole]
    assert len({row["path"] for row in seen}) == len(seen) == 21
    values = {"largest": "size", "oldest": "modified", "newest": "modified", "due": "due"}.get(order)
    if values:
        told = [row[values] for row in seen if row[values] is not None]
        assert told == sorted(told, reverse=order in {"largest", "newest"})


def test_each_list_holds_what_the_summary_counts(found: Any, scanned_tree: tuple[Path, Path]) -> None:
    figures = json.loads((scanned_tree[1] / "scan.json").read_text())["summary"]
    assert selecting.counted(found, Chosen("files")).files == figures["found"] == 21
    assert selecting.counted(found, Chosen("failed")).files == figures["failed"] == 1
    assert selecting.counted(found, Chosen("personal")).files == figures["personal"]["files"] == 1
    assert {name: told["files"] for name, told in figures["decisions"].items()} == dict(selecting.counted(found, Chosen("files")).decisions)  # fmt: skip
    for name, told in figures["decisions"].items():
        counted = selecting.counted(found, Chosen("files", "", {"decision": name}))
        assert (counted.files, counted.bytes) == (told["files"], told["bytes"])
    copies = selecting.groups_counted(found, Chosen("copies"))
    assert copies == {"groups": 1, "files": 2, "wasted": figures["copies"]["wasted"]}


def test_filters_narrow_together(found: Any) -> None:
    def paths(folder: str = "", view: str = "files", **given: str) -> set[str]:
        page = selecting.files(found, Chosen(view, folder, given), most=100)
        assert selecting.counted(found, Chosen(view, folder, given)).files == len(page.rows)
        return {row["path"] for row in page.rows}

    assert paths("finance/invoices") == {f"finance/invoices/INV-{n:03}.txt" for n in range(9)}
    assert paths("finance/inv") == set()  # a folder, not the beginning of a name
    assert paths(here="finance") == {"finance/rota.txt", "finance/new.txt"}
    assert paths(words="ROTA") == {"finance/rota.txt", "finance/backup/rota.txt"}
    assert paths(words="ROTA", folder="finance/backup") == {"finance/backup/rota.txt"}
    assert paths(decision="on hold") == {"housing/inquiry/letter.txt"}
    assert paths(found="nhs_number") == {"housing/list.csv"}
    assert paths("finance", "overdue", line="FIN-03") == paths("finance/invoices")
    assert paths(line=selecting.NOBODY) == set()
    assert paths(year="2012") >= paths("finance/invoices")
    assert paths(year="x") == paths(year="99999999999999999999") == set()
    assert paths(words="' OR true --") == set()
    assert len(paths(owner=selecting.NOBODY)) == 21


def test_groups_are_narrowed_by_their_files(found: Any) -> None:
    (group,) = selecting.groups(found, Chosen("copies")).rows
    assert group["kept"] == "finance/rota.txt"
    assert group["paths"] == ["finance/backup/rota.txt", "finance/rota.txt"]
    assert len(selecting.groups(found, Chosen("copies", "finance/backup")).rows) == 1
    assert selecting.groups(found, Chosen("copies", "housing")).rows == []
    assert {row["path"] for row in selecting.files(found, Chosen("files", "", {"copies": group["key"]})).rows} == set(group["paths"])  # fmt: skip


@pytest.mark.parametrize("after", ["x", "[]", '["a"]', "[1, 2]", '["a", "b"]', '["a", -1]', "{}", "null", "1"])
def test_a_mark_that_is_none_is_told(found: Any, after: str) -> None:
    with pytest.raises(selecting.BadMark):
        selecting.files(found, Chosen("files"), "largest", after)


def test_boxes_fill_the_room_by_their_sizes() -> None:
    sizes = [50, 30, 10, 5, 3, 1, 1, 0]
    room = Box(0, 0, 1000, 560)
    laid = boxes(sizes, room)
    for size, box in zip(sizes, laid, strict=True):
        assert box.width * box.height == pytest.approx(room.width * room.height * size / 100, rel=1e-6)
        assert box.x >= -1e-6
        assert box.x + box.width <= 1000 + 1e-6
        assert box.y + box.height <= 560 + 1e-6
    for one in range(len(laid)):
        for other in laid[one + 1 :]:
            across = min(laid[one].x + laid[one].width, other.x + other.width) - max(laid[one].x, other.x)
            down = min(laid[one].y + laid[one].height, other.y + other.height) - max(laid[one].y, other.y)
            assert min(across, down) <= 1e-6
    assert max(max(box.width, box.height) / min(box.width, box.height) for box in laid[:4]) < 4
    assert boxes([], room) == []
    assert [box.width for box in boxes([0, 0], room)] == [0, 0]


def test_a_kind_has_the_name_that_most_of_its_files_have() -> None:
    files = [("doc", "Word 97", "scanned")] * 3 + [("doc", "Word 2.0", "failed"), ("pdf", "PDF 1.4", "scanned")]
    files += [("unknown", "A disk", "scanned"), ("unknown", None, "scanned")]
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE files (format VARCHAR, puid_name VARCHAR, status VARCHAR, kind VARCHAR, size BIGINT)"
        )
        connection.executemany("INSERT INTO files VALUES (?, ?, ?, 'file', 10)", files)
        told = connection.execute(selecting.KINDS).fetchall()
    assert told == [
        ("doc", "Word 97, and others", 4, 40, 1), ("unknown", "unknown", 2, 20, 0), ("pdf", "PDF 1.4", 1, 10, 0),
    ]  # fmt: skip
