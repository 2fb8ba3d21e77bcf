"""What of a result people have to act on, by the folder: never a row a file. Each row has its numbers and why.

Work is handed out by folders that are DEPTH deep, each with all below it; what lies further up is told of the folder it lies in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from muniment.discovery.engine.misplaced import KINDS, LIST, OF_KINDS, OPEN, SAID, WRONG, Declared, declare

DEPTH = 2
MOST = 300  # rows of one kind: those that weigh most
NOTHING_SAID = "No place of the file plan covers it, and no asset that is said to hold personal data."


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to act on. `line` is the reference of a line, of what is overdue; the keys of its owners are the scan's."""

    kind: str
    folder: str
    files: int
    size: int
    reason: str
    line: str = ""
    owner_unit: str = ""
    owner_person: str = ""
    owner_reason: str = ""


_PART = "array_to_string(string_split(files.folder, '/')[1:$depth], '/')"


def copies(connection: duckdb.DuckDBPyConnection) -> list[Found]:
    """Copies whose kept one is another file, by the folder in which they could be released."""
    rows = _by_folder(connection, f"""
        SELECT {_PART} AS folder, '' AS line, count(*) AS files, sum(files.size)::BIGINT AS size, count(DISTINCT files.blake3) AS others, NULL::DATE AS due, NULL AS said
        FROM files JOIN files kept ON kept.path = files.copy_of
        WHERE files.decision = 'redundant' AND files.copy_of <> files.path AND files.kind = 'file' AND files.size > 0 AND files.status = 'scanned'
          AND (files.device, files.inode) IS DISTINCT FROM (kept.device, kept.inode)
        GROUP BY ALL""")  # fmt: skip
    return [_told("copies", row, f"Each has exactly the content of another file that looks like the one to keep; there are {row['others']:,} different contents.") for row in rows]  # fmt: skip


def overdue(connection: duckdb.DuckDBPyConnection) -> list[Found]:
    """What a line of the schedule would have had disposed of by now, by the folder and the line."""
    rows = _by_folder(connection, f"""
        SELECT {_PART} AS folder, coalesce(line, '') AS line, count(*) AS files, sum(size)::BIGINT AS size, 0 AS others, min(due) AS due, NULL AS said
        FROM files WHERE decision = 'overdue' AND kind = 'file' GROUP BY ALL""")  # fmt: skip
    return [
        _told(
            "overdue",
            row,
            f"Their time under line {row['line']} is over; the first has been due since {row['due']:%-d %B %Y}.",
        )
        for row in rows
    ]


def personal(connection: duckdb.DuckDBPyConnection, declared: Iterable[Declared]) -> list[Found]:
    """Personal data in the wrong place, by the folder: what `misplaced` says of it."""
    declare(connection, declared)
    wrong = f"""
        SELECT path, {_PART} AS folder, size, {LIST} AS list, CASE WHEN {OPEN} THEN folder END AS many_read, coalesce({SAID}.reason, $nothing) AS reason FROM files WHERE {WRONG}"""
    rows = _by_folder(connection, f"""
        SELECT folder, '' AS line, count(*) AS files, sum(size)::BIGINT AS size, count(*) FILTER (list) AS lists, min(many_read) AS many_read, list_sort(list(DISTINCT reason)) AS reasons
        FROM ({wrong}) GROUP BY folder""", nothing=NOTHING_SAID)  # fmt: skip
    counted = _rows(connection, f"""
        SELECT folder, kind, count(DISTINCT path) AS files FROM ({wrong}) JOIN findings USING (path) WHERE {OF_KINDS} AND folder IN (SELECT unnest($folders))
        GROUP BY ALL ORDER BY files DESC, kind LIMIT $most""", depth=DEPTH, nothing=NOTHING_SAID, folders=[row["folder"] for row in rows], most=MOST * len(KINDS))  # fmt: skip
    kinds: dict[str, list[str]] = defaultdict(list)
    for each in counted:
        kinds[each["folder"]].append(f"{KINDS[each['kind']]} in {_files(each['files'])}")
    found = []
    for row in rows:
        lists = [f"lists of people in {_files(row['lists'])}"] if row["lists"] else []
        said = ", ".join([*kinds[row["folder"]], *lists])
        whys = [f"The name of a folder says that many read it: {row['many_read']}."] if row["many_read"] else row["reasons"]  # fmt: skip
        found.append(_told("personal", row, " ".join([f"{said[0].upper()}{said[1:]}.", *whys])))
    return found


def _files(number: int) -> str:
    return f"{number:,} file" if number == 1 else f"{number:,} files"


def orphans(connection: duckdb.DuckDBPyConnection) -> list[Found]:
    """Folders of which nobody is left who would know them, each once for all below it."""
    rows = _rows(connection, """
        SELECT f.path AS folder, '' AS line, f.files, f.bytes AS size, f.orphan_why, f.owner_unit, f.owner_person, f.owner_why
        FROM folders f LEFT JOIN folders above ON above.path = f.parent
        WHERE f.orphan_why IS NOT NULL AND above.orphan_why IS NULL AND f.files > 0 AND f.depth <= 4
        ORDER BY f.bytes DESC, f.path LIMIT $most""")  # fmt: skip
    return [_told("orphan", row, row["orphan_why"]) for row in rows]


def at_risk(connection: duckdb.DuckDBPyConnection) -> list[Found]:
    """Files in formats that may soon be unreadable, by the folder."""
    rows = _by_folder(connection, f"""
        SELECT {_PART} AS folder, '' AS line, count(*) AS files, sum(size)::BIGINT AS size, 0 AS others, NULL::DATE AS due,
               array_to_string(list_sort(list(DISTINCT coalesce(puid_name, format)))[1:4], ', ') AS said
        FROM files WHERE risk IS NOT NULL GROUP BY ALL""")  # fmt: skip
    return [_told("at_risk", row, f"Formats that may soon be unreadable: {row['said']}.") for row in rows]


def unread(connection: duckdb.DuckDBPyConnection) -> list[Found]:
    """Folders that could not be opened, each alone: what lies in them nobody knows."""
    rows = _rows(connection, """
        SELECT path AS folder, '' AS line, files, bytes AS size, why, owner_unit, owner_person, owner_why
        FROM folders WHERE why IS NOT NULL ORDER BY depth, path LIMIT $most""")  # fmt: skip
    return [_told("unread", row, f"What lies in it is not counted. {row['why']}") for row in rows]


def tops(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The folders at the top, the largest first, each with who likely answers for it."""
    return _rows(connection, """
        SELECT path AS folder, name, '' AS line, files, bytes AS size, newest, likely_owner, owner_unit, owner_person, owner_why
        FROM folders WHERE depth = 1 ORDER BY bytes DESC, path LIMIT $most""")  # fmt: skip


def without_counterpart(row: Mapping[str, Any], reason: str) -> Found:
    """A folder of `tops` that matches nothing."""
    return _told("unplanned", row, reason)


def are_there(connection: duckdb.DuckDBPyConnection, folders: Iterable[str]) -> set[str]:
    """Of these folders, in small letters, those that the scan found."""
    wanted = sorted(set(folders))
    rows = _rows(connection, "SELECT DISTINCT lower(path) AS path FROM folders WHERE lower(path) IN (SELECT unnest($paths)) LIMIT $most", paths=wanted, most=len(wanted) + 1) if wanted else []  # fmt: skip
    return {row["path"] for row in rows}


FILES_OF: Mapping[str, str] = {
    "copies": "decision = 'redundant' AND copy_of <> path AND kind = 'file' AND size > 0 AND status = 'scanned'",
    "overdue": "decision = 'overdue' AND kind = 'file' AND coalesce(line, '') = $line",
}


def files_of(connection: duckdb.DuckDBPyConnection, kind: str, folder: str, line: str, most: int) -> list[dict[str, Any]]:  # fmt: skip
    """The files of a row of `copies` or `overdue`, at most so many: what a list of files to dispose of is made of.

    Those whose kept one is another name of the same file are none.
    """
    condition, values = FILES_OF[kind], {"line": line} if kind == "overdue" else {}
    return _rows(connection, f"""
        WITH chosen AS (SELECT * FROM files WHERE {condition} AND CASE WHEN $whole THEN starts_with(folder, $folder || '/') OR folder = $folder ELSE folder = $folder END)
        SELECT chosen.path, chosen.size, chosen.modified, chosen.stamp, chosen.blake3, chosen.line, CASE WHEN $kind = 'copies' THEN chosen.copy_of END AS kept
        FROM chosen LEFT JOIN files kept ON kept.path = chosen.copy_of AND $kind = 'copies'
        WHERE kept.path IS NULL OR (chosen.device, chosen.inode) IS DISTINCT FROM (kept.device, kept.inode)
        ORDER BY chosen.path LIMIT $most""", folder=folder, whole=is_whole(folder), kind=kind, most=most, **values)  # fmt: skip


def is_whole(folder: str) -> bool:
    """Whether a row of that folder tells of all below it; of one further up it tells only what lies in it itself."""
    return len(folder.split("/")) >= DEPTH if folder else False


def _by_folder(connection: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> list[dict[str, Any]]:
    """Rows by folder, the heaviest first, each with who likely answers for the folder."""
    return _rows(connection, f"""
        SELECT told.*, f.owner_unit, f.owner_person, f.owner_why FROM ({sql}) told LEFT JOIN folders f ON f.path = told.folder
        ORDER BY size DESC, told.folder, line LIMIT $most""", depth=DEPTH, **values)  # fmt: skip


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = connection.execute(sql, {"most": MOST, **values}).to_arrow_table().to_pylist()
    return found


def _told(kind: str, row: Mapping[str, Any], reason: str) -> Found:
    return Found(
        kind, row["folder"], row["files"] or 0, row["size"] or 0, reason, row["line"] or "", row["owner_unit"] or "", row["owner_person"] or "", row["owner_why"] or "",
    )  # fmt: skip
