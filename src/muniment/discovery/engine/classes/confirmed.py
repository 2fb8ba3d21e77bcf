"""What people have confirmed of files and folders: it stands before every rule and every model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine.classes.columns import Rows, flat
from muniment.discovery.engine.schema import CLASSED


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The line of a file, or of all files at and below a folder, as somebody confirmed it."""

    path: str
    folder: bool
    line: str
    why: str  # a sentence
    digest: str = ""  # BLAKE3 of the content of a file, where it was known: of other content nothing was confirmed


def confirmed_first(
    batch: pa.RecordBatch, classed: Callable[[pa.RecordBatch], pa.RecordBatch], confirmed: Sequence[Confirmed]
) -> pa.RecordBatch:
    """CLASSED: as people have confirmed it, else as `classed` has it."""
    return put_first(batch, classed(batch), confirmed)


def put_first(batch: Rows, classed: pa.RecordBatch, confirmed: Sequence[Confirmed]) -> pa.RecordBatch:
    """CLASSED, with what was confirmed in place of what was found. A file stands before its folder, a deeper folder before a higher one."""
    if not confirmed:
        return classed
    which = _of_folders(flat(batch.column("folder")), [n for n, each in enumerate(confirmed) if each.folder], confirmed)
    files = [n for n, each in enumerate(confirmed) if not each.folder]
    if files:
        found = pc.index_in(flat(batch.column("path")), pa.array([confirmed[n].path for n in files], pa.string()))
        own = pa.array(files, pa.int32()).take(found)
        digests = pa.array([each.digest or None for each in confirmed], pa.string()).take(own)
        if "blake3" in batch.schema.names:
            same = pc.fill_null(pc.equal(digests, flat(batch.column("blake3"))), fill_value=True)
            own = pc.if_else(same, own, None)
        which = pc.coalesce(own, which)
    if which.null_count == len(which):
        return classed
    there = pc.is_valid(which)
    lines, reasons = (
        pa.array([getattr(each, name) for each in confirmed], pa.string()).take(which) for name in ("line", "why")
    )
    told = {
        "line": lines,
        "line_by": pa.scalar("person"),
        "line_sure": pa.scalar(1.0, pa.float32()),
        "line_why": reasons,
    }
    return pa.RecordBatch.from_arrays(
        [classed.column("path"), *(pc.if_else(there, told[name], classed.column(name)) for name in CLASSED.names[1:])],
        schema=CLASSED,
    )


def _of_folders(folders: pa.Array, places: Sequence[int], confirmed: Sequence[Confirmed]) -> pa.Array:
    """For each row the place of the deepest confirmed folder that it lies in."""
    if not places:
        return pa.nulls(len(folders), pa.int32())
    known = {confirmed[n].path: n for n in places}
    coded = folders.dictionary_encode()
    return pa.array([_deepest(each or "", known) for each in coded.dictionary.to_pylist()], pa.int32()).take(
        coded.indices
    )


def _deepest(folder: str, known: dict[str, int]) -> int | None:
    while folder not in known:
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
    return known[folder]
