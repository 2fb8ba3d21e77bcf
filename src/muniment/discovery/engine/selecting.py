"""What people choose from the result of a scan, as questions to DuckDB: lists of files and of groups, narrowed, in an order, by the page.

A page of a list begins after the last row of the one before it, so that the thousandth costs what the first does; where a
scan ends between two pages, they are pages of two results. Values stand
in parameters of a question and never in its text.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from muniment.discovery.engine import misplaced

NOBODY = "-"  # chooses those that have no owner, or no line
IN_PART = "status = 'scanned' AND status_why IS NOT NULL"
HAS_PERSONAL = "(coalesce(personal_values, 0) > 0 OR coalesce(personal_inside, 0) > 0)"

# What the first page of a result tells of all files.
KINDS = """
WITH named AS (
  SELECT coalesce(format, kind) AS format, coalesce(puid_name, format, kind) AS said, count(*) AS files, sum(size) AS bytes,
         count(*) FILTER (status = 'failed') AS failed FROM files GROUP BY ALL)
SELECT format, CASE WHEN format = 'unknown' THEN format ELSE arg_max(said, (files, said)) || CASE WHEN count(*) > 1 THEN ', and others' ELSE '' END END AS said,
  sum(files)::BIGINT AS files, sum(bytes)::BIGINT AS bytes, sum(failed)::BIGINT AS failed FROM named GROUP BY format ORDER BY bytes DESC, format"""
FIRST: Mapping[str, str] = {
    "largest_kinds": f"{KINDS} LIMIT 8",
    "owners": "SELECT likely_owner AS owner, count(*) AS files, sum(size)::BIGINT AS bytes FROM files GROUP BY 1 ORDER BY bytes DESC, owner LIMIT 8",
    "overdue_lines": "SELECT line, count(*) AS files, sum(size)::BIGINT AS bytes, min(due)::VARCHAR AS first_due FROM files WHERE decision = 'overdue' GROUP BY 1 ORDER BY bytes DESC, line LIMIT 8",
}


@dataclass(frozen=True, slots=True)
class Order:
    """In which order a list stands; what is alike in it stands by its path."""

    said: str
    by: str = ""  # an expression without nulls; "" is the path alone
    type: str = ""
    falling: bool = False


ORDERS: Mapping[str, Order] = {
    "path": Order("by path"),
    "largest": Order("largest first", "coalesce(size, 0)", "BIGINT", falling=True),
    "oldest": Order("changed longest ago first", "coalesce(modified, TIMESTAMPTZ '9999-01-01')", "TIMESTAMPTZ"),
    "newest": Order("changed last first", "coalesce(modified, TIMESTAMPTZ '1900-01-01')", "TIMESTAMPTZ", falling=True),
    "due": Order("due longest first", "coalesce(due, DATE '9999-12-31')", "DATE"),
    "surest": Order("most personal data first", "coalesce(personal_score, 0)", "FLOAT", falling=True),
}


@dataclass(frozen=True, slots=True)
class View:
    """A list of files that is asked for again and again: which, in what order first, and what of each is shown."""

    name: str
    title: str
    about: str
    where: str
    order: str
    columns: Sequence[str]


VIEWS: Mapping[str, View] = {
    each.name: each
    for each in (
        View("files", "All files", "Every name that is no folder.", "", "path", ("size", "modified", "format", "decision", "likely_owner")),
        View("overdue", "Overdue", "What its line of the schedule would have had disposed of by now. Where a line counts from a closing, the last change stands for it.",
             "decision = 'overdue'", "due", ("line", "due", "size", "likely_owner")),
        View("personal", "Personal data", "Files in which personal data was found, in them or in what is inside them. Values are never kept: only what they look like, masked.",
             HAS_PERSONAL, "surest", ("found", "score", "decision", "likely_owner")),
        View("failed", "Not read", "Files that were found and could not be read, each with its reason. They may hold anything.", "status = 'failed'", "path", ("status_why", "size", "modified")),
        View("in-part", "Read in part", "Files of which something is missing from what was read, in them or in what is inside them: each says what. They may hold more than was found.", IN_PART, "path", ("status_why", "found", "size", "modified")),
        View("mismatches", "Not what their name says", "Files whose extension says another kind than their content is.", "mismatch IS NOT NULL", "path", ("format", "mismatch", "size")),
        View("at-risk", "Formats at risk", "Files in formats that may soon be unreadable.", "risk IS NOT NULL", "path", ("format_name", "risk", "size", "modified")),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of group of files that are alike."""

    name: str
    title: str
    about: str
    key: str  # the column of FILES that tells the group


GROUPS: Mapping[str, Group] = {
    each.name: each
    for each in (
        Group("copies", "Copies", "Files with exactly the same content. One of each looks like the one to keep; the room that the others take could be spared.", "blake3"),
        Group("versions", "Versions", "Files that look like versions of one document, by their names and by their texts.", "version_group"),
        Group("near", "Nearly the same", "Texts that differ in a few words only.", "near_group"),
    )
}  # fmt: skip
_IN_GROUP = {
    "copies": "copies > 1",
    "versions": "version_group IS NOT NULL",
    "near": "near_group IS NOT NULL",
}


def _one(column: str) -> Callable[[str], str]:
    return lambda value: f"{column} IS NULL" if value == NOBODY else f"{column} = $"


# What narrows a list: by the value, a condition in which `$` stands for the parameter.
FILTERS: Mapping[str, Callable[[str], str]] = {
    "decision": _one("decision"),
    "owner": _one("likely_owner"),
    "line": _one("line"),
    "format": lambda _value: "coalesce(format, kind) = $",
    "reason": lambda _value: "status_why = $ AND status = 'failed'",
    "risk": lambda _value: "risk = $",
    "year": lambda value: "modified IS NULL" if value == NOBODY else "year(modified) = TRY_CAST($ AS INTEGER)",
    "found": lambda _value: "path IN (SELECT path FROM findings WHERE kind = $)",
    "here": lambda _value: "folder = $",
    "copies": lambda _value: "blake3 = $ AND copies > 1",
    "versions": lambda _value: "version_group = $",
    "near": lambda _value: "near_group = $",
    "misplaced": lambda _value: misplaced.WRONG,
    "words": lambda _value: "contains(lower(folder), lower($)) OR contains(lower(name), lower($))",
}

OWN = frozenset({"here", "misplaced"})  # filters that no address asks for


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list is narrowed to: values of FILTERS by their names, all below a folder, and which list."""

    view: str = ""
    folder: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def narrowed(self) -> bool:
        """Whether it is less than all of the list."""
        return bool(self.folder) or any(self.given.values())

    def where(self) -> tuple[str, dict[str, Any]]:
        """The condition, and its parameters."""
        conditions: list[str] = []
        values: dict[str, Any] = {}
        if self.view in VIEWS and VIEWS[self.view].where:
            conditions.append(VIEWS[self.view].where)
        if self.view in _IN_GROUP:
            conditions.append(_IN_GROUP[self.view])
        if self.folder:
            # Files stand in the order of their paths, so that most of them need not be looked at. “0” comes right after “/”.
            conditions.append("path >= $above AND path < $beyond")
            values |= {"above": f"{self.folder}/", "beyond": f"{self.folder}0"}
        for name, value in self.given.items():
            if value == "" and name != "here":
                continue
            condition = FILTERS[name](value)
            if "$" in condition:
                condition = condition.replace("$", f"$f_{name}")
                values[f"f_{name}"] = value
            conditions.append(f"({condition})")
        return " AND ".join(conditions) or "true", values


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, and the mark after which the next page begins; "" where this is the last."""

    rows: list[dict[str, Any]]
    after: str


class BadMark(ValueError):
    """What stands in an address for where a page begins is no such mark."""


_SHOWN = """path, folder, name, kind, size, modified, status, status_why, coalesce(format, kind) AS format, coalesce(puid_name, format, kind) AS format_name, mismatch, risk, copies, copy_of,
  line, due, decision, decision_why, likely_owner, personal_score AS score, personal_inside, list_transform(personal, f -> f.kind || ' ' || f.count) AS found"""


def files(
    connection: duckdb.DuckDBPyConnection, chosen: Chosen, order: str = "path", after: str = "", most: int = 50
) -> Page:
    """A page of files. Raises BadMark."""
    by = ORDERS[order]
    where, values = chosen.where()
    if after:
        condition, more = _from(after, by)
        where, values = f"{where} AND {condition}", values | more
    mark = f"({by.by})::VARCHAR" if by.by else "''"
    orders = f"{by.by}{' DESC' if by.falling else ''}, n" if by.by else "n"
    # The few rows are found by narrow columns first: a page shows many, and the order needs one or two. Files stand in the
    # order of their paths, so that their numbers tell that order too, and are quicker compared.
    keys = rows(connection, f"SELECT file_row_number AS n, {mark} AS mark FROM numbered WHERE {where} ORDER BY {orders} LIMIT {most + 1}", values)  # fmt: skip
    more_there, keys = len(keys) > most, keys[:most]
    found = by_number(connection, [each["n"] for each in keys], _SHOWN)
    last = json.dumps([keys[-1]["mark"], keys[-1]["n"]], separators=(",", ":")) if keys else ""
    return Page([found[each["n"]] for each in keys if each["n"] in found], last if more_there else "")


def by_number(connection: duckdb.DuckDBPyConnection, numbers: Sequence[int], columns: str) -> dict[int, dict[str, Any]]:
    """Of a few files what is asked, by their numbers."""
    if not numbers:
        return {}
    listed = ", ".join(str(int(each)) for each in numbers)
    return {each["n"]: each for each in rows(connection, f"SELECT file_row_number AS n, {columns} FROM numbered WHERE file_row_number IN ({listed})")}  # fmt: skip


def _from(after: str, by: Order) -> tuple[str, dict[str, Any]]:
    try:
        mark, number = json.loads(after)
        number = int(number)
    except (ValueError, TypeError) as error:
        raise BadMark(after) from error
    if not isinstance(mark, str) or not 0 <= number < 2**62:
        raise BadMark(after)
    if not by.by:
        return "file_row_number > $after", {"after": number}
    sign = "<" if by.falling else ">"
    value = f"TRY_CAST($mark AS {by.type})"
    return f"({by.by} {sign} {value} OR ({by.by} = {value} AND file_row_number > $after))", {"after": number, "mark": mark}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """How much a list holds, and what its filters offer: values with how many files have them, the most first."""

    files: int
    bytes: int
    decisions: list[tuple[str, int]]
    owners: list[tuple[str, int]]
    lines: list[tuple[str, int]]


def counted(connection: duckdb.DuckDBPyConnection, chosen: Chosen, most: int = 100) -> Counted:
    """In one question, over all that the list holds."""
    where, values = chosen.where()
    found = rows(connection, f"""
        SELECT grouping(decision, likely_owner, line) AS which, decision, likely_owner, line, count(*) AS files, coalesce(sum(size), 0)::BIGINT AS bytes
        FROM files WHERE {where} GROUP BY GROUPING SETS ((), (decision), (likely_owner), (line)) ORDER BY files DESC, 2, 3, 4""", values)  # fmt: skip
    total = next(each for each in found if each["which"] == 7)

    def of(which: int, name: str) -> list[tuple[str, int]]:
        return [(each[name] if each[name] is not None else NOBODY, each["files"]) for each in found if each["which"] == which][:most]  # fmt: skip

    return Counted(total["files"], total["bytes"], of(3, "decision"), of(5, "likely_owner"), of(6, "line"))


def told_of_all(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What pages tell of all files, counted once at the end of a scan: of ten million it takes seconds. It can be kept as JSON."""
    lists = {name: asdict(counted(connection, Chosen(name))) for name in (*VIEWS, *GROUPS)}
    return {"lists": lists, **{name: rows(connection, sql) for name, sql in FIRST.items()}}


def as_counted(told: Mapping[str, Any]) -> Counted:
    """What was kept of a list."""
    pairs = {name: [(value, number) for value, number in told[name]] for name in ("decisions", "owners", "lines")}
    return Counted(told["files"], told["bytes"], **pairs)


def groups(connection: duckdb.DuckDBPyConnection, chosen: Chosen, after: str = "", most: int = 50) -> Page:
    """A page of groups of files that are alike, those first whose others take most room: those of which a file is chosen. Raises BadMark."""
    where, values = _of_groups(chosen)
    if after:
        try:
            wasted, key = json.loads(after)
            values |= {"wasted": int(wasted), "after": str(key)}
        except (ValueError, TypeError) as error:
            raise BadMark(after) from error
        where += " AND (wasted < $wasted OR (wasted = $wasted AND key > $after))"
    found = rows(connection, f"SELECT g.* FROM groups g WHERE {where} ORDER BY wasted DESC, key LIMIT {most + 1}", values)  # fmt: skip
    shown = found[:most]
    last = json.dumps([shown[-1]["wasted"], shown[-1]["key"]], ensure_ascii=False) if len(found) > most else ""
    return Page(shown, last)


def _of_groups(chosen: Chosen) -> tuple[str, dict[str, Any]]:
    """The condition on a group: it is of the kind, and one of its files is chosen."""
    kind = GROUPS[chosen.view]
    values: dict[str, Any] = {"kind": kind.name}
    if not chosen.narrowed:
        return "g.kind = $kind", values
    narrowed, more = chosen.where()
    return f"g.kind = $kind AND g.key IN (SELECT {kind.key} FROM files WHERE {narrowed})", values | more


def groups_counted(connection: duckdb.DuckDBPyConnection, chosen: Chosen) -> dict[str, Any]:
    """How many groups the list holds, of how many files, and the room that could be spared."""
    where, values = _of_groups(chosen)
    return rows(connection, f"SELECT count(*) AS groups, coalesce(sum(files), 0)::BIGINT AS files, coalesce(sum(wasted), 0)::BIGINT AS wasted FROM groups g WHERE {where}", values)[0]  # fmt: skip


def every(
    connection: duckdb.DuckDBPyConnection, chosen: Chosen, order: str, columns: str, most: int | None = None
) -> Iterator[dict[str, Any]]:
    """All rows of a list for a file, some at a time."""
    by = ORDERS[order]
    where, values = chosen.where()
    orders = f"{by.by}{' DESC' if by.falling else ''}, path" if by.by else "path"
    limit = f" LIMIT {most}" if most is not None else ""
    reader = connection.execute(f"SELECT {columns} FROM files WHERE {where} ORDER BY {orders}{limit}", values).to_arrow_reader(10_000)  # fmt: skip
    for batch in reader:
        yield from batch.to_pylist()


def rows(connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:  # fmt: skip
    """The answer to a question, small enough to be held."""
    table: pa.Table = connection.execute(sql, dict(values) if values else None).to_arrow_table()
    found: list[dict[str, Any]] = table.to_pylist()
    return found
