"""Near-duplicates and versions: which texts are nearly the same, and which files are versions of one document."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.dataset

from muniment.discovery.engine.database import give_back
from muniment.discovery.engine.near import THRESHOLD, groups
from muniment.discovery.engine.ranging import each_range
from muniment.discovery.engine.schema import CONTENTS, ENTRIES, HASHED, RELATED
from muniment.discovery.engine.signing import LENGTH, PLACES, VERSION, signature
from muniment.discovery.engine.versions import versions

__all__ = ["THRESHOLD", "related", "related_batches", "signature"]

Source: TypeAlias = (
    "pa.Table | pa.RecordBatchReader | pyarrow.dataset.Dataset | duckdb.DuckDBPyRelation | Iterable[pa.RecordBatch]"
)
MEMORY = "128MB"  # of DuckDB, before it goes to the disk
_AT_ONCE = 50_000  # rows
_FILES = ("path", "stamp", "folder", "name", "extension", "modified", "kind", "size")
_TEXTS = ("path", "stamp", "inside", "blake3", "signature", "state", "characters")
_SIGNED = f"octet_length(signature) = {LENGTH} and signature[1:{len(VERSION)}] = '\\x{VERSION.hex()}'::blob"
_AGED = "select path, coalesce(nullif(blake3, ''), path) as content, modified from texts join files using (path)"


def related(
    entries: Source,
    contents: Source,
    *,
    hashed: "Source | None" = None,
    threshold: float = THRESHOLD,
    scratch: str | None = None,
) -> pa.Table:
    """RELATED, in order of the paths: a row for each file that has near-duplicates or other versions, none for the rest.

    entries    ENTRIES, of which the files are taken
    contents   CONTENTS, of which the rows of files are taken, not those of what is inside them
    hashed     HASHED, where it is known which files have the same content
    threshold  how alike texts are that make a group, 0 to 1
    scratch    a folder for what does not fit in memory; a temporary one by default

    Files with the same content are exact copies, and the oldest stands for them all; the others have no near group. The
    order of the rows that are given makes no difference. Texts are compared by their signatures, so that a pair within
    0.04 of the threshold may fall on either side.
    """
    found = related_batches(entries, contents, hashed=hashed, threshold=threshold, scratch=scratch)
    return pa.Table.from_batches(found, RELATED)


def related_batches(
    entries: Source,
    contents: Source,
    *,
    hashed: "Source | None" = None,
    threshold: float = THRESHOLD,
    scratch: str | None = None,
    memory: str = MEMORY,
) -> Iterator[pa.RecordBatch]:
    """The same batch by batch, for tens of millions of files."""
    with (
        tempfile.TemporaryDirectory(dir=scratch, prefix="related-") as folder,
        duckdb.connect(str(Path(folder) / "related.duckdb")) as store,
    ):
        store.execute(
            f"set memory_limit = '{memory}'; set temp_directory = '{folder}'; set preserve_insertion_order = false; set threads = 1; set timezone = 'UTC'"
        )
        _take(store, "files", entries, _FILES, "kind = 'file'")
        _take(
            store,
            "read",
            contents,
            _TEXTS,
            "inside = ''",
        )
        _take(
            store, "same", HASHED.empty_table() if hashed is None else hashed, ("path", "blake3"), "blake3 is not null"
        )
        give_back()
        # What was read of a file before it changed may still be there.
        store.execute(f"""
            create table texts as select path, blake3, signature from read semi join files using (path, stamp) where {_SIGNED};
            create table looked as select path, state, characters from read semi join files using (path, stamp); drop table read""")
        _near(store, Path(folder) / "signatures", threshold)
        store.execute(
            "create table family (path varchar, version_group varchar, version_latest varchar, version_why varchar)"
        )
        for batch in versions(store):
            store.cursor().from_arrow(pa.table(batch)).insert_into("family")
        found = store.sql("""
            select path, near_group, near, version_group, version_latest, version_why
            from near full join family using (path) order by path""")
        for batch in found.to_arrow_reader(_AT_ONCE):
            yield from pa.table(batch).cast(RELATED).to_batches()


def _take(store: duckdb.DuckDBPyConnection, table: str, source: Source, columns: tuple[str, ...], where: str) -> None:
    names = ", ".join(columns)
    reader = _reader(source, columns)
    store.register("taken", reader)
    store.execute(f"create table {table} as select {names} from taken where {where}")
    store.unregister("taken")


def _reader(source: Source, columns: tuple[str, ...]) -> pa.RecordBatchReader:
    if isinstance(source, duckdb.DuckDBPyRelation):
        return source.select(*columns).to_arrow_reader(_AT_ONCE)
    if isinstance(source, pyarrow.dataset.Dataset):
        return source.scanner(columns=list(columns)).to_reader()
    if isinstance(source, pa.Table):
        return source.select(list(columns)).to_reader()
    if isinstance(source, pa.RecordBatchReader):
        return source
    batches = iter(source)
    first = next(batches, None)
    if first is None:
        known = {field.name: field for field in (*ENTRIES, *CONTENTS)}
        return pa.schema([known[name] for name in columns]).empty_table().to_reader()
    return pa.RecordBatchReader.from_batches(first.schema, (batch for part in ([first], batches) for batch in part))


def _near(store: duckdb.DuckDBPyConnection, place: Path, threshold: float) -> None:
    """The table `near` (path, near_group, near). Signatures lie in a file, oldest first, of which memory holds what is looked at."""
    store.execute("create table oldest (path varchar, modified timestamptz)")
    for _range in each_range(store, {"aged": _AGED}, place.parent, key="content"):
        store.execute(
            "insert into oldest select arg_min(path, (modified, path)), min(modified) from aged group by content"
        )
    store.execute("""
        create table kept as select path, row_number() over () - 1 as place
        from (select path from oldest order by modified nulls last, path)""")
    signed = store.sql("select signature from kept join texts using (path) order by place").to_arrow_reader(_AT_ONCE)
    with place.open("wb") as file:
        for batch in signed:
            file.write(b"".join(each[len(VERSION) :] for each in batch.column(0).to_pylist()))
    rows = place.stat().st_size // (2 * PLACES)
    signatures = np.memmap(place, "<u2", "r", shape=(rows, PLACES)) if rows else np.empty((0, PLACES), np.uint16)
    give_back()
    leaders, likeness = groups(signatures, threshold)
    members = np.flatnonzero(np.bincount(leaders, minlength=1)[leaders] > 1) if rows else np.empty(0, np.int64)
    found = pa.table({"place": members, "first": leaders[members], "near": likeness[members]})
    store.register("found", found)
    store.execute("""
        create table near as select one.path, first.path as near_group, near from found
        join kept as one using (place) join kept as first on found.first = first.place""")
    store.unregister("found")
