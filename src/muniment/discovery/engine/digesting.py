"""Digests of files as a stage, for `guarded` and for a cluster: what a crew of this machine does in `duplicates`."""

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
        source = self.source
        read = (
            partial(hashing.local, source.root) if isinstance(source, LocalSource) else partial(hashing.remote, source)
        )
        rows = []
        for row in batch.select(["path", "stamp", "size", "ends"]).to_pylist():
            size = row.pop("size")
            try:
                with timed(self.most(size)):
                    ((digest,),) = read(Reading(((row["path"], size),), self.whole))
            except TooLong:
                digest = Digest(why=f"Reading it took longer than {self.most(size):,.0f} seconds.")
            rows.append({**row, "ends": digest.ends or row["ends"], "blake3": digest.whole, "why": digest.why})
        return pa.RecordBatch.from_pylist(rows, schema=DIGESTS)


def lost(batch: pa.RecordBatch, why: str) -> pa.RecordBatch:
    """The answer for one file that brought its reader down."""
    (row,) = batch.select(["path", "stamp", "ends"]).to_pylist()
    return pa.RecordBatch.from_pylist([{**row, "why": why}], schema=DIGESTS)
