"""Families of versions among the files of a scan, and which of each looks newest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from muniment.discovery.engine.signing import VERSION, alike
from muniment.discovery.engine.version_names import VersionName, taken_apart

# Kinds in which one document is saved while it is written: a final PDF of a Word document is a version of it.
_KEPT_AS = {
    **dict.fromkeys(
        ["doc", "docx", "docm", "dot", "dotx", "odt", "rtf", "pdf", "txt", "md", "pages", "wpd"], "document"
    ),
    **dict.fromkeys(["xls", "xlsx", "xlsm", "xlsb", "ods", "csv", "tsv", "numbers"], "sheet"),
    **dict.fromkeys(["ppt", "pptx", "pptm", "pps", "ppsx", "odp", "key"], "slides"),
}
_STANDING = {"old": 0, "final": 2, "signed": 2}
_ALIKE = 0.1  # of two texts: what is less alike is another document, whatever it is called
_HARDLY = 0.1  # of the longest text of a family: what has less of one is not the newest, but a page that was begun
_UNREAD = frozenset({"locked", "too large", "failed"})
_NAMES = pa.schema([(field, pa.string()) for field in ("path", "folder", "family", "kept_as", "date")])
VERSIONS = pa.schema([(name, pa.string()) for name in ("path", "version_group", "version_latest", "version_why")])
_OF_A_FILE = ("path", "modified", "size", "state", "characters", "signature", "near_group", "same")
_AT_ONCE = 50_000
_IN_BRACKETS = re.compile(r"\(\d+\)")
_UNKNOWN = datetime(1, 1, 1, tzinfo=UTC)  # when a file was saved whose time could not be read


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    folder: str
    name: str
    modified: datetime
    said: VersionName
    size: int | None = None
    state: str | None = None  # of reading it
    characters: int | None = None
    signature: bytes | None = None
    near: str | None = None  # its group of texts that are nearly the same
    same: str | None = None  # the digest that others have too

    @property
    def holds(self) -> bool:
        """Whether there is anything in it, as far as could be seen."""
        return self.size != 0 and self.state not in _UNREAD


def versions(store: DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    """VERSIONS: one row for each file of a family, in order of the families.

    store  with tables `files` (path, folder, name, extension, modified, size), `near` (path, near_group), `texts` (path,
           signature), `looked` (path, state, characters) and `same` (path, blake3, of copies); takes one more, `named`
    Files are of one family where folder, name without marks, and date in the name agree; and, whatever the folder and the
    date, where their texts are nearly the same too. A date alone makes no version: minutes have one each. Nor does a name
    where the texts are another; nor a number in brackets where there is no text to compare.
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
        select path, modified, size, state, characters, signature, near_group, same.blake3 as same,
            dense_rank() over (order by folder, family, kept_as, date) - 1 as place,
            case when alike > 1 then dense_rank() over (order by near_group, family, kept_as) - 1 else -1 end as text
        from keyed join (select path, modified, size from files) using (path) left join looked using (path) left join texts using (path)
            left join same using (path)
        where keyed.here > 1 or keyed.alike > 1 order by path""").to_arrow_table()
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
    columns = [rows.column(name).take(order).to_pylist() for name in _OF_A_FILE]
    for _, members in groupby(zip(number[order].tolist(), *columns, strict=True), key=lambda row: row[0]):
        yield [_file(*row[1:]) for row in members]


def _file(path: str, modified: datetime | None, *seen: Any) -> _File:
    folder, _, name = path.rpartition("/")
    return _File(path, folder, name, modified or _UNKNOWN, taken_apart(_stem(name)), *seen)


def _told(family: list[_File]) -> list[dict[str, str]]:
    """What is said of each of a family; nothing where its names do not speak of versions. Of copies one stands for all."""
    family = _one_of_each(family)
    if not any(each.said.state or each.said.number or each.said.date for each in family):
        plain = any(not each.said.initials for each in family)
        if not (plain and any(each.said.initials for each in family)):
            return []
    if all("(" in "".join(each.said.marks) and each.said.state == "copy" for each in family):
        return []  # “photo (1)”, “photo (2)” without a “photo”: numbered, not copied
    longest = max((each.characters or 0 for each in family), default=0)
    whole = [
        each for each in family if each.holds and (each.characters is None or each.characters >= _HARDLY * longest)
    ]
    if not whole:
        return []
    latest = newest(whole)
    others = [each for each in whole if each is not latest and _may_be_one(each, latest)]
    if not others:
        return []
    group = f"{latest.folder}/{latest.said.family}".lstrip("/")
    why = _why(latest, [latest, *others])
    return [
        {"path": each.path, "version_group": group, "version_latest": latest.path, "version_why": why}
        for each in (latest, *others)
    ]


def _one_of_each(family: list[_File]) -> list[_File]:
    """Of files with the same content the one that is not named as a copy, and is the oldest."""
    ordered = sorted(family, key=lambda each: (each.said.state in {"copy", "old"}, each.modified, each.path))
    first = {each.same: each for each in reversed(ordered) if each.same is not None}
    return [each for each in family if each.same is None or first[each.same] is each]


def _may_be_one(one: _File, other: _File) -> bool:
    """Whether two files of one name may be one document at two times, by their texts; without those, by what marks the names."""
    if one.near is not None and one.near == other.near:
        return True
    if one.signature and other.signature:
        ones, others = (
            np.frombuffer(each.signature or b"", np.uint16, offset=len(VERSION)).reshape(1, -1) for each in (one, other)
        )
        return bool(alike(ones, others[0])[0] >= _ALIKE)
    return not (_numbered(one) or _numbered(other))


def _numbered(file: _File) -> bool:
    """Whether nothing but a number in brackets marks it, as programs give one to whatever has a name that is taken."""
    return bool(file.said.marks) and all(_IN_BRACKETS.fullmatch(mark) for mark in file.said.marks)


def newest(family: list[_File]) -> _File:
    """The one that its name puts highest: not old, final or signed; then number and date where named; then the time; no copy."""
    standing = max(_STANDING.get(each.said.state, 1) for each in family)
    left = [each for each in family if _STANDING.get(each.said.state, 1) == standing]
    number, date = max(each.said.number for each in left), max(each.said.date for each in left)
    left = [each for each in left if each.said.number in {(), number}]
    left = [each for each in left if each.said.date in {"", date}] or left
    return max(
        left,
        key=lambda each: (
            each.modified,
            each.said.number,
            each.said.state == "signed",
            each.said.finals,
            each.said.state != "copy",
            each.path,
        ),
    )


def _why(latest: _File, family: list[_File]) -> str:
    others = len(family) - 1
    marks = latest.said.marks if latest.said.state not in {"old", "copy"} else ()
    named = (
        f"It is named {' '.join(f'“{mark}”' for mark in marks)}"
        if marks
        else "Its name marks it as no draft, copy or old version"
    )
    if latest.said.state == "copy":
        named = "It is a copy that was worked on"
    later = [each for each in family if each.modified > latest.modified]
    those = "the other" if others == 1 else f"the {others} others"
    if not later:
        return f"{named}, and it was saved no earlier than {those} of that name."
    last = max(later, key=lambda each: (each.modified, each.path))
    return f"{named}, though “{last.name}” was saved later, on {last.modified.day} {last.modified:%B %Y}."
