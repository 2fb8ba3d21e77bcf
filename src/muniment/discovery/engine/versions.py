"""Families of versions among the files of a scan, and which of each looks newest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from muniment.discovery.engine.version_names import VersionName, taken_apart

# Kinds in which one document is saved while it is written: a final PDF of a Word document is a version of it.
_KEPT_AS = {
    **dict.fromkeys(
        ["doc", "docx", "docm", "dot", "dotx", "odt", "rtf", "pdf", "txt", "md", "pages", "wpd"], "document"
    ),
    **dict.fromkeys(["xls", "xlsx", "xlsm", "xlsb", "ods", "csv", "tsv", "numbers"], "sheet"),
    **dict.fromkeys(["ppt", "pptx", "pptm", "pps", "ppsx", "odp", "key"], "slides"),
}
_STANDING = {"old": 0, "copy": 0, "final": 2, "signed": 2}
_NAMES = pa.schema([(field, pa.string()) for field in ("path", "folder", "family", "kept_as", "date")])
VERSIONS = pa.schema([(name, pa.string()) for name in ("path", "version_group", "version_latest", "version_why")])
_AT_ONCE = 50_000
_UNKNOWN = datetime(1, 1, 1, tzinfo=UTC)  # when a file was saved whose time could not be read


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    folder: str
    name: str
    modified: datetime
    said: VersionName


def versions(store: DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    """VERSIONS: one row for each file of a family, in order of the families.

    store  with tables `files` (path, folder, name, extension, modified) and `near` (path, near_group); takes one more, `named`
    Files are of one family where folder, name without marks, and date in the name agree; and, whatever the folder and the
    date, where their texts are nearly the same too. A date alone makes no version: minutes have one each.
    """
    store.execute(
        "create or replace table named (path varchar, folder varchar, family varchar, kept_as varchar, date varchar)"
    )
    reader = store.sql("select path, folder, name, extension from files").to_arrow_reader(_AT_ONCE)
    for batch in reader:
        store.cursor().from_arrow(_taken_apart(batch)).insert_into("named")
    rows = store.execute("""
        with keyed as (
            select *, count(*) over (partition by folder, family, kept_as, date) as here,
                case when near_group is null then 1 else count(*) over (partition by near_group, family, kept_as) end as alike
            from named left join near using (path))
        select path, modified,
            dense_rank() over (order by folder, family, kept_as, date) - 1 as place,
            case when alike > 1 then dense_rank() over (order by near_group, family, kept_as) - 1 else -1 end as text
        from keyed join (select path, modified from files) using (path) where keyed.here > 1 or keyed.alike > 1 order by path""").to_arrow_table()
    said: list[dict[str, str]] = []
    for family in _families(rows):
        said += _told(family)
        if len(said) >= _AT_ONCE:
            yield pa.RecordBatch.from_pylist(said, schema=VERSIONS)
            said = []
    if said:
        yield pa.RecordBatch.from_pylist(said, schema=VERSIONS)


def _taken_apart(batch: pa.RecordBatch) -> pa.Table:
    rows = []
    columns = (batch.column(name).to_pylist() for name in ("path", "folder", "name", "extension"))
    for path, folder, name, extension in zip(*columns, strict=True):
        said = taken_apart(_stem(name))
        rows.append((path, folder, said.family, _KEPT_AS.get(extension, extension), said.date))
    return pa.table(
        [pa.array(column, pa.string()) for column in zip(*rows, strict=True)] if rows else _NAMES.empty_table().columns,
        schema=_NAMES,
    )


def _stem(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return stem if dot and stem and len(extension) <= 5 else name


def _families(rows: pa.Table) -> Iterator[list[_File]]:
    """Files joined by folder and name, or by likeness and name, together."""
    if not rows.num_rows:
        return
    here, alike = (rows.column(name).to_numpy() for name in ("place", "text"))
    files = np.arange(rows.num_rows)
    by_text = alike >= 0
    after = len(files) + here.max() + 1
    ones = np.concatenate([files, files[by_text]])
    others = np.concatenate([here + len(files), alike[by_text] + after])
    size = int(others.max()) + 1
    number = connected_components(
        coo_matrix((np.ones(len(ones), np.int8), (ones, others)), (size, size)), directed=False
    )[1][: len(files)]
    order = np.argsort(number, kind="stable")
    sizes = np.bincount(number)
    order = order[sizes[number[order]] > 1]
    paths, times = rows.column("path").take(order), rows.column("modified").take(order)
    triples = zip(number[order].tolist(), paths.to_pylist(), times.to_pylist(), strict=True)
    for _, members in groupby(triples, key=lambda triple: triple[0]):
        yield [_file(path, modified) for _, path, modified in members]


def _file(path: str, modified: datetime | None) -> _File:
    folder, _, name = path.rpartition("/")
    return _File(path, folder, name, modified or _UNKNOWN, taken_apart(_stem(name)))


def _told(family: list[_File]) -> list[dict[str, str]]:
    """What is said of each of a family; nothing where its names do not speak of versions."""
    if not any(each.said.state or each.said.number or each.said.date for each in family):
        plain = any(not each.said.initials for each in family)
        if not (plain and any(each.said.initials for each in family)):
            return []
    if all("(" in "".join(each.said.marks) and each.said.state == "copy" for each in family):
        return []  # “photo (1)”, “photo (2)” without a “photo”: numbered, not copied
    latest = newest(family)
    group = f"{latest.folder}/{latest.said.family}".lstrip("/")
    why = _why(latest, family)
    return [
        {"path": each.path, "version_group": group, "version_latest": latest.path, "version_why": why}
        for each in family
    ]


def newest(family: list[_File]) -> _File:
    """The one that its name puts highest: no copy and not old, final or signed; then number and date where named; then the time."""
    standing = max(_STANDING.get(each.said.state, 1) for each in family)
    left = [each for each in family if _STANDING.get(each.said.state, 1) == standing]
    number, date = max(each.said.number for each in left), max(each.said.date for each in left)
    left = [each for each in left if each.said.number in {(), number}]
    left = [each for each in left if each.said.date in {"", date}] or left
    return max(
        left,
        key=lambda each: (each.modified, each.said.number, each.said.state == "signed", each.said.finals, each.path),
    )


def _why(latest: _File, family: list[_File]) -> str:
    others = len(family) - 1
    marks = latest.said.marks if latest.said.state not in {"old", "copy"} else ()
    named = (
        f"It is named {' '.join(f'“{mark}”' for mark in marks)}"
        if marks
        else "Its name marks it as no draft, copy or old version"
    )
    later = [each for each in family if each.modified > latest.modified]
    those = "the other" if others == 1 else f"the {others} others"
    if not later:
        return f"{named}, and it was saved no earlier than {those} of that name."
    last = max(later, key=lambda each: (each.modified, each.path))
    return f"{named}, though “{last.name}” was saved later, on {last.modified.day} {last.modified:%B %Y}."
