"""The result of a scan out of what its stages have said."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from muniment.discovery.engine import assembling, worklists
from muniment.discovery.engine.given import Given
from muniment.discovery.engine.misplaced import Declared
from muniment.discovery.engine.owning import OWNED
from muniment.discovery.engine.progress import Progress
from muniment.discovery.engine.questions import ask, opened
from muniment.discovery.engine.schema import (
    CHANGES,
    CONTENTS,
    ENTRIES,
    FILES,
    FINDINGS,
    FOLDERS,
    HASHED,
    IDENTIFIED,
    MEMBERS,
    RELATED,
)
from muniment.discovery.engine.store import Store
from muniment.documents.extract.archives import NOT_READ
from muniment.documents.extract.member import LINK

OLD, NEW = datetime(2015, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
SCHEMAS = {"files": FILES, "folders": FOLDERS, "members": MEMBERS, "findings": FINDINGS, "changes": CHANGES}


def entry(
    path: str, kind: str = "file", size: int = 10, modified: datetime = NEW, inode: int = 0, **values: Any
) -> dict[str, Any]:
    folder, _, name = path.rpartition("/")
    return {
        "path": path, "folder": folder, "name": name, "extension": name.rpartition(".")[2], "kind": kind, "size": size, "allocated": size, "modified": modified,
        "stamp": hash((path, size, modified)) % 2**63, "device": 1, "inode": inode or hash(path) % 2**40, "links": 1, **values,
    }  # fmt: skip


class Scan:
    """The views that stages leave, and what is made of them."""

    def __init__(
        self,
        out: Path,
        entries: list[dict[str, Any]],
        hashed: dict[str, str] | None = None,
        contents: list[dict[str, Any]] | None = None,
    ) -> None:
        stamps = {each["path"]: each["stamp"] for each in entries}
        files = [each for each in entries if each["kind"] == "file"]
        tables = {
            "entries": (entries, ENTRIES),
            "identified": (
                [{"path": each["path"], "stamp": each["stamp"], "format": each["extension"]} for each in files],
                IDENTIFIED,
            ),
            "hashed": (
                [{"path": path, "stamp": stamps[path], "blake3": digest} for path, digest in (hashed or {}).items()],
                HASHED,
            ),
            "contents": (
                [{"stamp": stamps[each["path"]], "inside": "", "state": "read", **each} for each in contents or []],
                CONTENTS,
            ),
            "related": ([], RELATED),
            "owned": (
                [
                    {
                        "path": "a",
                        "unit": "HOU-1",
                        "unit_name": "Housing",
                        "person": "17",
                        "person_name": "B. Owner",
                        "sure": 0.8,
                        "why": "Its path.",
                    }
                ],
                OWNED,
            ),
        }
        self.out = out
        with Store.opened(out) as store, duckdb.connect() as connection:
            (out / "stages").mkdir(exist_ok=True)
            connection.execute("SET TimeZone='UTC'")
            for name, (rows, schema) in tables.items():
                connection.register(name, pa.Table.from_pylist(rows, schema=schema))
            self.summary = assembling.assemble(
                store, connection, Given(today=date(2026, 11, 30)).stages(), Progress("", lambda _: None)
            )
        for name, schema in SCHEMAS.items():
            assert pq.read_schema(out / f"{name}.parquet").equals(schema), name
        self.files = {row["path"]: row for row in self.rows("files")}
        self.folders = {row["path"]: row for row in self.rows("folders")}

    def rows(self, name: str) -> list[dict[str, Any]]:
        return pq.read_table(self.out / f"{name}.parquet").to_pylist()  # type: ignore[no-any-return]


FOLDERS_OF = [entry("", "folder", 0), entry("a", "folder", 0), entry("a/b", "folder", 0)]


def test_a_row_for_every_file_and_every_one_accounted_for(tmp_path: Path) -> None:
    scan = Scan(
        tmp_path,
        [
            *FOLDERS_OF,
            entry("a/1.txt"),
            entry("a/b/2.txt", why="It was gone."),
            entry("3.pdf"),
            entry("4", "pipe", 0),
            entry("5", "link", 3),
            entry("e.txt", size=0),
        ],
        contents=[
            {"path": "a/1.txt", "characters": 5},
            {"path": "3.pdf", "state": "locked", "why": "It needs a password."},
        ],
    )
    told = {path: (row["status"], row["status_why"], row["text"]) for path, row in scan.files.items()}
    assert told == {
        "a/1.txt": ("scanned", None, "read"), "a/b/2.txt": ("failed", "It was gone.", None), "3.pdf": ("failed", "It needs a password.", "locked"),
        "4": ("scanned", None, None), "5": ("scanned", None, None), "e.txt": ("scanned", None, "empty"),
    }  # fmt: skip
    assert list(scan.files) == sorted(scan.files)
    assert (scan.summary["found"], scan.summary["scanned"], scan.summary["failed"], scan.summary["folders"]) == (
        6,
        4,
        2,
        3,
    )
    assert scan.summary["kinds"] == {"file": 4, "link": 1, "pipe": 1}
    assert scan.summary["changes"] is None
    assert scan.rows("changes") == []
    assert (
        scan.files["a/1.txt"]["likely_owner"],
        scan.files["a/1.txt"]["owner_person"],
        scan.files["3.pdf"]["likely_owner"],
    ) == ("Housing", "17", None)


def test_copies_are_told_with_the_one_to_keep_and_what_they_waste(tmp_path: Path) -> None:
    scan = Scan(
        tmp_path,
        [*FOLDERS_OF, entry("a/plan - Copy.doc", modified=OLD), entry("a/plan.doc"), entry("a/b/plan.doc", modified=OLD), entry("x.doc"),
         entry("h1", inode=7, links=2, modified=OLD), entry("h2", inode=7, links=2, modified=OLD)],
        {"a/plan - Copy.doc": "p", "a/plan.doc": "p", "a/b/plan.doc": "p", "x.doc": "x", "h1": "h", "h2": "h"},
        [{"path": "a/plan.doc", "characters": 99, "title": "Plan", "blake3": "p"}],
    )  # fmt: skip
    kept = scan.files["a/b/plan.doc"]
    assert {scan.files[path]["copy_of"] for path in ("a/plan - Copy.doc", "a/plan.doc", "a/b/plan.doc")} == {
        "a/b/plan.doc"
    }
    assert (kept["copies"], kept["title"], kept["characters"]) == (3, "Plan", 99)  # read once, told of each
    assert "the names of others say that they are copies" in kept["copy_why"]
    # It may go: so the one that somebody had in hand last is no copy of what stays.
    assert (kept["decision"], scan.files["a/plan.doc"]["decision"]) == ("obsolete", "unknown")
    assert (scan.files["x.doc"]["copies"], scan.files["x.doc"]["copy_of"]) == (1, None)
    assert "names of one file" in scan.files["h2"]["copy_why"]
    assert scan.summary["copies"] == {"groups": 2, "files": 3, "wasted": 20}


def nhs_number() -> dict[str, Any]:
    return {
        "kind": "nhs_number",
        "count": 2,
        "score": 0.9,
        "masked": "943 *** ****",
        "where": "line 1",
        "why": "Its check digit is right.",
    }


def test_what_is_inside_is_told_and_counted(tmp_path: Path) -> None:
    found = nhs_number()
    scan = Scan(tmp_path, [*FOLDERS_OF, entry("a/z.zip"), entry("t.txt")], contents=[
        {"path": "a/z.zip", "state": "none"},
        {"path": "a/z.zip", "inside": "in/1.txt", "format": "txt", "size": 5, "personal": [found], "personal_score": 0.9},
        {"path": "a/z.zip", "inside": "in/2.bin", "state": "failed", "why": "It is damaged."},
        {"path": "t.txt", "personal": [found, {**found, "kind": "postcode", "score": 0.2}], "personal_score": 0.9},
    ])  # fmt: skip
    archive = scan.files["a/z.zip"]
    assert (archive["members"], archive["personal_inside"], archive["status"]) == (2, 1, "scanned")
    assert scan.files["t.txt"]["members"] is None
    assert [(row["path"], row["inside"], row["kind"]) for row in scan.rows("findings")] == [
        ("a/z.zip", "in/1.txt", "nhs_number"), ("t.txt", "", "nhs_number"), ("t.txt", "", "postcode"),
    ]  # fmt: skip
    assert scan.rows("findings")[0]["where"] == "line 1"
    assert [row["inside"] for row in scan.rows("members")] == ["in/1.txt", "in/2.bin"]
    assert (scan.summary["members"], scan.summary["personal"]["files"]) == (2, 2)


def test_what_was_not_read_whole_says_so(tmp_path: Path) -> None:
    locked, cut, rest = (
        "It is protected with a password: it was not read.",
        "The rest was not read.",
        "It has too many members.",
    )
    scan = Scan(tmp_path, [*FOLDERS_OF, *(entry(path) for path in ("1.zip", "2.zip", "3.txt", "4.tar", "5.zip", "6.zip", "7.eml"))], {"5.zip": "same", "6.zip": "same"}, [
        {"path": "1.zip", "state": "none"},
        *({"path": "1.zip", "inside": f"{n}", "state": "locked", "why": locked} for n in range(2)),
        {"path": "1.zip", "inside": "cut.txt", "why": cut}, {"path": "1.zip", "inside": "whole.txt"}, {"path": "1.zip", "inside": "in.zip!/", "state": "too large", "why": rest},
        {"path": "2.zip", "state": "none"}, {"path": "2.zip", "inside": "whole.txt"},
        {"path": "3.txt", "why": cut},
        {"path": "4.tar", "state": "none"}, {"path": "4.tar", "inside": "link", "state": "failed", "why": LINK},
        {"path": "5.zip", "state": "none", "blake3": "same"}, {"path": "5.zip", "inside": "a", "state": "locked", "why": locked},
        {"path": "7.eml", "why": cut}, {"path": "7.eml", "inside": "a.zip", "state": "locked", "why": locked},
    ])  # fmt: skip
    one = f"1 of 1 file inside was not read, or not whole: {locked}"
    assert {path: row["status_why"] for path, row in scan.files.items()} == {
        "1.zip": f"{rest} 3 of 4 files inside were not read, or not whole: {locked} {cut}",
        "2.zip": None, "3.txt": cut, "4.tar": None, "5.zip": one, "6.zip": one, "7.eml": f"{cut} {one}",
    }  # fmt: skip
    assert (
        Scan(
            tmp_path / "b",
            [entry("", "folder", 0), entry("a.pst"), entry("b.png"), entry("c.txt")],
            contents=[{"path": "c.txt"}],
        ).files["a.pst"]["status_why"]
        == NOT_READ
    )
    assert (
        Scan(tmp_path / "c", [entry("", "folder", 0), entry("a.pst")]).files["a.pst"]["status_why"] is None
    )  # nothing was to be read
    assert {row["status"] for row in scan.files.values()} == {"scanned"}
    assert scan.files["1.zip"]["members"] == 4  # the row that says why the rest was not read is none
    assert (scan.summary["in_part"], scan.summary["failed"]) == (5, 0)
    assert ask(tmp_path, "in-part").column("path").to_pylist() == ["1.zip", "3.txt", "5.zip", "6.zip", "7.eml"]
    assert scan.summary["told"]["lists"]["in-part"]["files"] == 5


def test_what_is_inside_is_told_of_each_copy_of_an_archive(tmp_path: Path) -> None:
    """Read once: whoever looks for personal data in the wrong place looks in all places. Two that were read are told once each."""
    copies = ("a/leavers.zip", "a/b/leavers.zip", "leavers.zip")
    scan = Scan(tmp_path, [*FOLDERS_OF, *(entry(path) for path in copies), entry("alone.zip")], dict.fromkeys(copies, "z"), contents=[
        {"path": path, **row} for path in ("a/leavers.zip", "leavers.zip", "alone.zip") for row in (
            {"state": "none"}, {"inside": "1.txt", "personal": [nhs_number()], "personal_score": 0.9}, {"inside": "2.bin", "state": "failed"})
    ])  # fmt: skip
    everywhere = sorted([*copies, "alone.zip"])
    assert [(row["path"], row["inside"]) for row in scan.rows("members")] == [(path, inside) for path in everywhere for inside in ("1.txt", "2.bin")]  # fmt: skip
    assert [(row["path"], row["inside"]) for row in scan.rows("findings")] == [(path, "1.txt") for path in everywhere]
    assert {(row["members"], row["personal_inside"]) for row in scan.files.values()} == {(2, 1)}
    with opened(tmp_path) as connection:
        wrong = worklists.personal(connection, [Declared("a", holds=True), Declared("a/b", holds=False)])
        assert {(row.folder, row.files) for row in wrong} == {("", 2), ("a/b", 1)}


def test_archives_and_mailboxes_are_in_the_lists_of_personal_data(tmp_path: Path) -> None:
    """They were counted in the summary, and stood in no list of the command line and in no folder."""
    people = {**nhs_number(), "kind": "person", "count": 40, "score": 0.7}
    scan = Scan(tmp_path, [*FOLDERS_OF, entry("a/b/z.mbox"), entry("a/t.txt"), entry("a/b/few.zip")], contents=[
        {"path": "a/t.txt", "personal": [nhs_number()], "personal_score": 0.8},
        {"path": "a/b/z.mbox", "state": "none"},
        {"path": "a/b/z.mbox", "inside": "1", "personal": [nhs_number()], "personal_score": 0.9},
        {"path": "a/b/z.mbox", "inside": "2", "personal": [people], "personal_score": 0.7},
        {"path": "a/b/few.zip", "state": "none"},
        {"path": "a/b/few.zip", "inside": "1", "personal": [{**people, "score": 0.2}], "personal_score": 0.2},
    ])  # fmt: skip
    assert [(row["path"], row["found"]) for row in ask(tmp_path, "personal").to_pylist()] == [
        ("a/b/z.mbox", ["person 40 inside", "nhs_number 2 inside"]), ("a/t.txt", ["nhs_number 2"]),
    ]  # fmt: skip
    lying = [(row["folder"], row["files"], row["with_personal_data"], round(row["highest"], 2)) for row in ask(tmp_path, "personal-folders").to_pylist()]  # fmt: skip
    assert lying == [("a", 1, 1, 0.8), ("a/b", 2, 1, 0.9)]
    assert [(scan.folders[path]["personal_files"], round(scan.folders[path]["personal_most"], 2)) for path in ("", "a", "a/b")] == [(2, 0.9), (2, 0.9), (1, 0.9)]  # fmt: skip


def test_folders_tell_of_all_that_is_below_them(tmp_path: Path) -> None:
    scan = Scan(tmp_path, [*FOLDERS_OF, entry("c", "folder", 0, why="It may not be opened."), entry("a/1.doc", size=1), entry("a/b/2.doc", size=2, modified=OLD), entry("a/b/3.tmp", size=4)])  # fmt: skip
    root, below, deepest, shut = (scan.folders[path] for path in ("", "a", "a/b", "c"))
    assert (root["files"], root["bytes"], root["own_files"], root["parent"], root["depth"]) == (3, 7, 0, None, 0)
    assert (below["files"], below["bytes"], below["own_files"], below["own_bytes"], below["parent"]) == (3, 7, 1, 1, "")
    assert (deepest["files"], deepest["parent"], deepest["depth"], deepest["name"]) == (2, "a", 2, "b")
    assert dict(deepest["bytes_by_year"]) == {2015: 2, 2026: 4}
    assert dict(below["bytes_by_decision"]) == {"obsolete": 2, "trivial": 4, "unknown": 1}
    assert (shut["files"], shut["why"]) == (0, "It may not be opened.")
    assert (below["oldest"], below["newest"]) == (OLD, NEW)


def test_what_changed_since_the_scan_before(tmp_path: Path) -> None:
    Scan(
        tmp_path,
        [
            *FOLDERS_OF,
            entry("stays"),
            entry("changes"),
            entry("goes"),
            entry("a/moves", inode=5),
            entry("a/twin", size=9),
        ],
        {"a/twin": "t"},
    )
    scan = Scan(tmp_path, [*FOLDERS_OF, entry("stays"), entry("changes", size=11), entry("comes"), entry("b/moved", inode=5), entry("a/b/twin", size=9)], {"a/b/twin": "t"})  # fmt: skip
    told = {row["path"]: (row["change"], row["from_path"]) for row in scan.rows("changes")}
    assert told == {"changes": ("changed", None), "goes": ("gone", None), "comes": ("new", None), "b/moved": ("moved", "a/moves"), "a/b/twin": ("moved", "a/twin")}  # fmt: skip
    assert scan.summary["changes"] == {"new": 1, "changed": 1, "moved": 2, "gone": 1}


def test_an_empty_place_is_a_result_too(tmp_path: Path) -> None:
    scan = Scan(tmp_path, [entry("", "folder", 0)])
    assert (scan.summary["found"], scan.summary["scanned"] + scan.summary["failed"], scan.summary["folders"]) == (
        0,
        0,
        1,
    )


@pytest.mark.parametrize("name", ['it\'s "so".txt', "a;b.txt", "％.txt", "\ufffdff.txt", "-x=1.txt"])
def test_names_are_only_names(tmp_path: Path, name: str) -> None:
    assert Scan(tmp_path, [entry("", "folder", 0), entry(name)]).files[name]["status"] == "scanned"
