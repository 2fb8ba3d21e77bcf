"""Digests of files as a stage, for `guarded` and for a cluster: what a crew of this machine does in `duplicates`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from muniment.discovery.engine import hashing
from muniment.discovery.engine.guarded import TooLong, timed
from muniment.discovery.engine.hashing import Digest, Reading
from muniment.discovery.engine.sources import LocalSource, Source

SLOWEST = 1024 * 1024  # bytes a second, of a disk or a share that still works

# What is known of each file that was read, for the next scan: `earlier` of `duplicates`.
DIGESTS = pa.schema([
    ("path", pa.string()),
    ("stamp", pa.uint64()),
    ("ends", pa.uint64()),  # xxh3 of both ends; null where the whole was read at once
    ("blake3", pa.string()),  # of the whole; null where the ends told it from all others
    ("why", pa.string()),
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Digesting:
    """Both ends of each file, or the whole. A file may take `seconds`, and as long as its bytes need from a slow disk."""

    source: Source
    largest: int  # bytes, of any of the files
    seconds: float = 20.0
    whole: bool = False

    @property
    def longest(self) -> float:
        return self.most(self.largest)

    def most(self, size: int) -> float:
        """How many seconds a file of so many bytes may take."""
        return self.seconds + (size / SLOWEST if self.whole else 0.0)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """DIGESTS of a batch that has `path`, `stamp`, `size` and `ends`."""
        read, rows = work(self.source), []
        for path, stamp, size, known in zip(*(batch.column(name).to_pylist() for name in ("path", "stamp", "size", "ends")), strict=True):  # fmt: skip
            try:
                with timed(self.most(size)):
                    (((ends, whole, why),),) = read(Reading(((path, size),), self.whole))
            except TooLong:
                ends, whole, why = None, None, f"Reading it took longer than {self.most(size):,.0f} seconds."
            rows.append({"path": path, "stamp": stamp, "ends": ends or known, "blake3": whole, "why": why})
        return pa.RecordBatch.from_pylist(rows, schema=DIGESTS)


def work(source: Source) -> Callable[[Reading], Iterator[list[Digest]]]:
    """What reads files of a source."""
    if isinstance(source, LocalSource):
        return partial(hashing.local, source.root)
    return partial(hashing.remote, source)


def lost(batch: pa.RecordBatch, why: str) -> pa.RecordBatch:
    """The answer for one file that brought its reader down."""
    (row,) = batch.select(["path", "stamp", "ends"]).to_pylist()
    return pa.RecordBatch.from_pylist([{**row, "why": why}], schema=DIGESTS)
