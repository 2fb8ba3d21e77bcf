"""What the pages of one folder and of one file ask of the result of a scan, and what has changed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb

from muniment.discovery.engine.selecting import GROUPS, rows

_BELOW = "path >= $above AND path < $beyond"
_FOLDER = "path, parent, name, files, bytes, own_files, own_bytes, newest, failed, personal_files, bytes_by_decision, line, likely_owner, why"
CHANGES = ("new", "changed", "moved", "gone")
Connection = duckdb.DuckDBPyConnection
Row = dict[str, Any]


def below(path: str) -> dict[str, str]:
    """The ends between which all paths below a folder stand. “0” comes right after “/”."""
    return {"above": f"{path}/", "beyond": f"{path}0"}


def folder(connection: Connection, path: str) -> Row | None:
    """A folder, None where there is none."""
    return next(iter(rows(connection, "SELECT * FROM folders WHERE path = $path", {"path": path})), None)


def file(connection: Connection, path: str) -> Row | None:
    """A file, None where there is none."""
    return next(iter(rows(connection, "SELECT * FROM files WHERE path = $path LIMIT 1", {"path": path})), None)


def folders_in(connection: Connection, path: str, most: int) -> list[Row]:
    """The folders in a folder, the largest first."""
    return rows(connection, f"SELECT {_FOLDER} FROM folders WHERE parent = $path ORDER BY bytes DESC, path LIMIT {most:d}", {"path": path})  # fmt: skip


def folders_within(connection: Connection, paths: Sequence[str], most: int) -> list[Row]:
    """Of each of these folders the largest in it."""
    if not paths:
        return []
    return rows(connection, f"""
        SELECT {_FOLDER} FROM folders WHERE parent IN (SELECT unnest($paths)) AND bytes > 0
        QUALIFY row_number() OVER (PARTITION BY parent ORDER BY bytes DESC, path) <= {most:d} ORDER BY bytes DESC, path""", {"paths": list(paths)})  # fmt: skip


def unlisted(connection: Connection, most: int) -> list[Row]:
    """Folders that could not be opened, each with its reason."""
    return rows(connection, f"SELECT path, why FROM folders WHERE why IS NOT NULL ORDER BY path LIMIT {most:d}")


def lines_below(connection: Connection, path: str, most: int = 10) -> list[Row]:
    """Under which lines what lies below a folder falls, and what of it is overdue."""
    return _below(connection, f"""
        SELECT line, count(*) AS files, sum(size)::BIGINT AS bytes, min(due) AS first_due, count(*) FILTER (decision = 'overdue') AS overdue
        FROM files WHERE line IS NOT NULL AND {_BELOW} GROUP BY 1 ORDER BY bytes DESC, line LIMIT {most:d}""", path)  # fmt: skip


def personal_below(connection: Connection, path: str = "") -> list[Row]:
    """Which kinds of personal data lie below a folder, in how many files."""
    return _below(connection, f"SELECT kind, count(DISTINCT path) AS files FROM findings WHERE {_BELOW} GROUP BY 1 ORDER BY files DESC, kind", path)  # fmt: skip


def _below(connection: Connection, sql: str, path: str) -> list[Row]:
    """Of the root no path needs to be compared."""
    return rows(connection, sql, below(path)) if path else rows(connection, sql.replace(_BELOW, "true"))


def findings(connection: Connection, path: str, most: int) -> list[Row]:
    """What was found in a file and in what is inside it."""
    return rows(connection, f"""
        SELECT inside, kind, "count", score, masked, "where", why FROM findings WHERE path = $path
        ORDER BY inside, score DESC, kind LIMIT {most:d}""", {"path": path})  # fmt: skip


def members(connection: Connection, path: str, most: int) -> list[Row]:
    """What is inside an archive, an e-mail or an Office document."""
    return rows(connection, f"SELECT inside, format, size, state, why, title, author, personal_score FROM members WHERE path = $path ORDER BY inside LIMIT {most:d}", {"path": path})  # fmt: skip


def alike(connection: Connection, file: Mapping[str, Any], most: int = 20) -> list[tuple[Any, list[Row]]]:
    """The groups that a file is in, each with the first of its files."""
    found = []
    for name, group in GROUPS.items():
        key = file[group.key]
        if key and (name != "copies" or (file["copies"] or 0) > 1):
            some = rows(connection, f"SELECT path, size, modified FROM files WHERE {group.key} = $key ORDER BY path LIMIT {most:d}", {"key": key})  # fmt: skip
            if len(some) > 1:
                found.append((group, some))
    return found


def changes(connection: Connection, change: str, path: str, after: str, most: int) -> list[Row]:
    """What has changed since the scan before, by path; of one kind, and below a folder, where these are not ""."""
    where, values = _of_changes(change, path)
    return rows(connection, f"SELECT * FROM changes WHERE {where} AND path > $after ORDER BY path LIMIT {most:d}", {**values, "after": after})  # fmt: skip


def every_change(connection: Connection, change: str, path: str, most: int | None = None) -> Iterator[Row]:
    """The same for a file, some at a time: all of it, or as many as are wanted."""
    where, values = _of_changes(change, path)
    limit = f" LIMIT {most:d}" if most is not None else ""
    for batch in connection.execute(f"SELECT * FROM changes WHERE {where} ORDER BY path{limit}", values or None).to_arrow_reader(10_000):  # fmt: skip
        yield from batch.to_pylist()


def _of_changes(change: str, path: str) -> tuple[str, dict[str, Any]]:
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if change in CHANGES:
        conditions.append("change = $change")
        values["change"] = change
    if path:
        conditions.append(_BELOW)
        values |= below(path)
    return " AND ".join(conditions) or "true", values
