"""An agreed set of files as a list that is not changed any more: which they are, how they were, and the digest of each content."""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from muniment.discovery.engine.entries import stamps
from muniment.discovery.engine.names import bytes_of
from muniment.discovery.engine.reaching import told
from muniment.discovery.engine.schema import FILES, _of
from muniment.discovery.engine.shifting import digest_of, file_in, folder_of

FROZEN = _of(
    ("number", pa.int64(), "by which the journal and the quarantine name it"),
    *(FILES.field(name) for name in ("path", "size", "modified", "stamp", "blake3")),
    ("line", pa.string(), "the line of the schedule that it falls under, as the scan has it; null"),
    ("kept", pa.string(), "the path of the copy that stays; null where it goes for another reason than that it is one"),
)  # fmt: skip
CHANGED = "It has changed since it was scanned."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that somebody wants to be rid of, as the scan knows it. `blake3` is None where the scan made none."""

    path: str
    size: int
    modified: datetime | None
    stamp: int
    blake3: str | None
    line: str | None = None
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class Frozen:
    """A file of the list."""

    number: int
    path: str
    size: int
    modified: datetime | None
    stamp: int
    blake3: str
    line: str | None = None
    kept: str | None = None

    @property
    def real_path(self) -> str:
        """Its path as the system takes it."""
        return os.fsdecode(bytes_of(self.path))


def stamp_of(facts: os.stat_result) -> int:
    """What the walk would write of a file as its stamp (`entries.stamps`)."""
    numbers = (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)
    return int(stamps(*(np.array([(each + 2**63) % 2**64 - 2**63], np.int64) for each in numbers))[0])


def freeze(
    root: str, files: Iterable[Wanted], notes: Path, tell: Callable[[int], None] = lambda _done: None
) -> tuple[list[Frozen], list[tuple[str, str]]]:
    """Those of the files that are still as the scan found them, by their paths, and of the others why they are left out.

    Digests that the scan did not make are made now and noted, so that whoever is killed at it does not begin anew.
    """
    known = _noted(notes)
    frozen: list[Frozen] = []
    left: list[tuple[str, str]] = []
    with notes.open("a", encoding="utf-8") as noting:
        for done, one in enumerate(sorted(files, key=lambda each: each.path)):
            digest, why = _looked_at(root, one, known.get((one.path, one.stamp)))
            if why:
                left.append((one.path, why))
            else:
                if digest != one.blake3:
                    noting.write(json.dumps([one.path, one.stamp, digest]) + "\n")
                    noting.flush()
                frozen.append(
                    Frozen(len(frozen) + 1, one.path, one.size, one.modified, one.stamp, digest, one.line, one.kept)
                )
            tell(done)
    return frozen, left


def _noted(notes: Path) -> dict[tuple[str, int], str]:
    if not notes.exists():
        return {}
    found = {}
    for line in notes.read_text(encoding="utf-8").splitlines():
        try:
            path, stamp, digest = json.loads(line)
        except ValueError:  # the last line of one who was killed
            continue
        found[path, stamp] = digest
    return found


def _looked_at(root: str, one: Wanted, noted: str | None) -> tuple[str, str]:
    """The digest of a file that is as it was, or why it is left out."""
    try:
        with folder_of(root, os.fsdecode(bytes_of(one.path))) as (above, name), file_in(above, name) as file:
            if stamp_of(os.fstat(file)) != one.stamp:
                return "", CHANGED
            return (known, "") if (known := one.blake3 or noted) else digest_of(file)
    except OSError as error:
        return "", told(error)


def table_of(frozen: Sequence[Frozen]) -> pa.Table:
    return pa.table(
        {name: pa.array([getattr(each, name) for each in frozen], FROZEN.field(name).type) for name in FROZEN.names},
        schema=FROZEN,
    )


def parquet_of(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def read(content: bytes) -> list[Frozen]:
    """The list that was kept as Parquet."""
    rows = pq.read_table(pa.BufferReader(content), schema=FROZEN).to_pylist()
    return [Frozen(**row) for row in rows]
