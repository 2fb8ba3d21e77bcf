"""What the stages of a scan have done, as Parquet parts in its folder: a scan that is killed loses the last seconds, no more.

A part is written aside and then given its name, so it is there whole or not at all. A stage that has changed its rules has
another version, and its old parts are put away.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

STATE = "scan.json"
# Above so many parts they are made one at the end of a scan, without the rows that no file stands behind any more.
MANY = 16
KEPT_EVERY = 5.0  # seconds: what a kill loses at most
KEPT_ROWS = 20_000
ROWS = 100_000  # of one group of rows in a part: what is in memory at once


class Unusable(Exception):
    """The folder cannot be used for this scan, with the reason."""


class Busy(Unusable):
    """Another scan is at it at this moment."""


class Store:
    """The folder of one scan."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._parts = out / "stages"
        # What is needed for a moment only; a kill may leave it behind, and the next scan takes it away.
        self.scratch = self._parts / "scratch"
        self._next: dict[str, int] = {}

    @classmethod
    @contextmanager
    def opened(cls, out: Path) -> Iterator["Store"]:
        """The store, for one scan at a time. Raises Unusable."""
        try:
            out.mkdir(parents=True, exist_ok=True)
            handle = os.open(out / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unusable(f"{out} cannot be written to: {error.strerror}.") from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy(f"Another scan is writing to {out} at this moment.") from error
            store = cls(out)
            store._recover()
            yield store
        finally:
            os.close(handle)

    @property
    def state(self) -> dict[str, Any]:
        """What was written with `save`, {} before the first time."""
        try:
            read = json.loads((self.out / STATE).read_text())
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise Unusable(f"{self.out / STATE} is damaged. Take the folder away and scan again.") from error
        return read if isinstance(read, dict) else {}

    def save(self, **values: Any) -> None:
        """Changes some values of the state."""
        aside = self.out / f"{STATE}.new"
        aside.write_text(json.dumps({**self.state, **values}, indent=2, ensure_ascii=False) + "\n")
        aside.replace(self.out / STATE)

    def append(self, stage: str, table: pa.Table, **about: Any) -> None:
        """Adds rows to a stage, with what is to be known `about` them."""
        folder = self._parts / stage
        if stage not in self._next:
            folder.mkdir(parents=True, exist_ok=True)
            self._next[stage] = max((int(each.stem) for each in folder.glob("*.parquet")), default=0)
        self._next[stage] += 1
        write(table.replace_schema_metadata({"about": json.dumps(about)}), folder / f"{self._next[stage]:08}.parquet")

    def parts(self, stage: str) -> list[Path]:
        return sorted((self._parts / stage).glob("*.parquet"))

    def places(self, stage: str) -> list[str]:
        """Where the parts of a stage lie, for whoever reads Parquet."""
        return [str(each) for each in self.parts(stage)]

    def about(self, stage: str) -> Iterator[dict[str, Any]]:
        """What is known about each part of a stage."""
        for part in self.parts(stage):
            metadata = pq.read_schema(part).metadata or {}
            yield json.loads(metadata.get(b"about", b"{}"))

    def only(self, stage: str, version: str) -> str:
        """The name of this version of a stage; what other versions have done is put away."""
        name = f"{stage}-{version}"
        for each in self._parts.glob(f"{stage}-*"):
            if each.name not in {name, f"{name}.new", f"{name}.old"}:
                shutil.rmtree(each)
        return name

    def view(self, connection: duckdb.DuckDBPyConnection, name: str, stage: str, schema: pa.Schema) -> None:
        """Makes the rows of a stage a view of this name."""
        view(connection, name, self.parts(stage), schema)

    def keep(
        self, stage: str, schema: pa.Schema, rows: str, connection: duckdb.DuckDBPyConnection, *, always: bool = False
    ) -> None:
        """Makes the many parts of a stage one, of the rows that this query gives; few are left, unless it is to be done always."""
        if len(self.parts(stage)) < MANY and not always:
            return
        fresh, old = self._parts / f"{stage}.new", self._parts / f"{stage}.old"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        write(connection.execute(rows).to_arrow_reader(ROWS), fresh / "00000001.parquet", schema)
        (self._parts / stage).rename(old)
        fresh.rename(self._parts / stage)
        shutil.rmtree(old)
        self._next.pop(stage, None)

    def _recover(self) -> None:
        """Finishes or takes back a `keep` that was killed, and takes away what a killed scan had aside."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True)
        for old in self._parts.glob("*.old"):
            stage = old.with_suffix("")
            if not stage.exists():
                old.rename(stage)
            else:
                shutil.rmtree(old)
        for left in [*self._parts.glob("*.new"), *self._parts.glob("*.aside"), *self._parts.glob("*/*.aside")]:
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


class Keeping:
    """Gathers the answers of a stage, and keeps them every few seconds."""

    def __init__(self, store: Store, stage: str, schema: pa.Schema) -> None:
        self._store, self._stage, self._schema = store, stage, schema
        self._batches: list[pa.RecordBatch] = []
        self._about: dict[str, list[str]] = {"listed": [], "found": []}
        self._rows = 0
        self._last = time.monotonic()

    def add(self, batch: pa.RecordBatch, listed: Iterable[str] = (), found: Iterable[str] = ()) -> None:
        self._batches.append(batch)
        self._about["listed"] += listed
        self._about["found"] += found
        self._rows += batch.num_rows
        if self._rows >= KEPT_ROWS or time.monotonic() - self._last >= KEPT_EVERY:
            self.flush()

    def flush(self) -> None:
        if self._batches:
            self._store.append(self._stage, pa.Table.from_batches(self._batches, self._schema), **self._about)
        self._batches, self._about, self._rows = [], {"listed": [], "found": []}, 0
        self._last = time.monotonic()


def view(connection: duckdb.DuckDBPyConnection, name: str, parts: list[Path], schema: pa.Schema) -> None:
    """Makes Parquet files a view; one without rows where there is none yet."""
    if parts:
        connection.read_parquet([str(each) for each in parts]).create_view(name, replace=True)
    else:
        # Not the empty table of Arrow itself: a filter that DuckDB hands on to it may be a number that Arrow cannot take.
        told = connection.from_arrow(schema.empty_table())
        columns = ", ".join(
            f'NULL::{kind} AS "{column}"' for column, kind in zip(told.columns, told.types, strict=True)
        )
        connection.sql(f"SELECT {columns} WHERE false").create_view(name, replace=True)


def write(rows: pa.Table | pa.RecordBatchReader, place: Path, schema: pa.Schema | None = None) -> None:
    """Writes a Parquet file, which is there whole or not at all."""
    aside = place.with_suffix(".aside")
    with pq.ParquetWriter(aside, schema or rows.schema, compression="zstd") as writer:
        if isinstance(rows, pa.Table):
            writer.write_table(rows, row_group_size=ROWS)
        else:
            for batch in rows:
                writer.write_batch(batch.cast(schema) if schema else batch)
    with aside.open("rb") as written:
        os.fsync(written.fileno())
    aside.replace(place)
