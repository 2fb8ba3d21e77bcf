"""That no file goes because of another which goes itself.

A file is decided on by what is known of it alone, and is redundant for the sake of another: the copy that is kept, or the
newest version. Whether that other stays is only known when it has been decided on too. So all are looked at once before any
is settled; what leans on one that does not stay is decided on again, as if there were no such other.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from muniment.discovery.engine.schema import FILES

Decide = Callable[[pa.RecordBatch], pa.RecordBatch]  # rows of FILES → DECIDED
_STAYS = pa.array(["on hold", "keep", "unknown"])
_DECIDED = ["decision", "decision_why", "due", "hold"]


def settled(files: Iterator[pa.RecordBatch], decide: Decide, scratch: Path) -> Iterator[pa.RecordBatch]:
    """The rows of FILES in their order, as they were decided on one by one, settled. They wait in a file in `scratch`.

    No group of copies is without one whose decision is to stay, unless none of them has a reason to stay by itself; no
    version is older than one that goes.
    """
    place = scratch / "unsettled.arrow"
    leaned = _Leaned(decide)
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.OSFile(str(place), "wb") as file, pa.ipc.new_file(file, FILES, options=options) as writer:
        for batch in files:
            leaned.look_at(batch)
            writer.write_batch(batch)
    fallen_copies, fallen_versions = leaned.fallen()
    try:
        with pa.memory_map(str(place)) as file, pa.ipc.open_file(file) as reader:
            for number in range(reader.num_record_batches):
                yield _again(reader.get_batch(number), decide, fallen_copies, fallen_versions)
    finally:
        place.unlink()


class _Leaned:
    """The files for whose sake others are redundant, and which of them do not stay."""

    def __init__(self, decide: Decide) -> None:
        self._decide = decide
        self._copies: list[str] = []  # that are kept, and do not stay
        self._versions: list[str] = []  # that are newest, and do not stay
        self._by_version: list[tuple[str, str]] = []  # copies that are kept and would stay, but for a newer version

    def look_at(self, batch: pa.RecordBatch) -> None:
        kept = pc.fill_null(
            pc.and_(pc.equal(batch["copy_of"], batch["path"]), pc.greater(batch["copies"], 1)), fill_value=False
        )
        newest = pc.fill_null(pc.equal(batch["version_latest"], batch["path"]), fill_value=False)
        mask = pc.or_(kept, newest)
        if not pc.any(mask).as_py():
            return
        leaned, kept, newest = batch.filter(mask), kept.filter(mask), newest.filter(mask)
        alone = self._decide(_without(_without(leaned.drop_columns(_DECIDED), "copy_of"), "version_latest"))
        stays = pc.is_in(alone["decision"], _STAYS)
        self._copies += leaned["path"].filter(pc.and_not(kept, stays)).to_pylist()
        self._versions += leaned["path"].filter(pc.and_not(newest, stays)).to_pylist()
        older = pc.and_(pc.equal(alone["decision"], "unknown"), pc.not_equal(leaned["version_latest"], leaned["path"]))
        waits = pc.fill_null(pc.and_(kept, older), fill_value=False)
        pairs = zip(
            leaned["path"].filter(waits).to_pylist(), leaned["version_latest"].filter(waits).to_pylist(), strict=True
        )
        self._by_version += pairs

    def fallen(self) -> tuple[pa.Array, pa.Array]:
        """Of the copies that are kept, and of the newest versions, those that do not stay."""
        versions = set(self._versions)
        older = (path for path, newest in self._by_version if newest not in versions)
        return pa.array([*self._copies, *older], pa.string()), pa.array(self._versions, pa.string())


def _without(batch: pa.RecordBatch, column: str, mask: pa.Array | None = None) -> pa.RecordBatch:
    """The rows without what stands in a column; with a mask, only where that is true."""
    place = batch.schema.get_field_index(column)
    none = pa.nulls(batch.num_rows, batch.schema.field(place).type)
    values = none if mask is None else pc.if_else(mask, none, batch.column(place))
    return batch.set_column(place, batch.schema.field(place), values)


def _again(batch: pa.RecordBatch, decide: Decide, copies: pa.Array, versions: pa.Array) -> pa.RecordBatch:
    """Rows that lean on what does not stay, decided on without it."""
    by_copy = _leans(batch, "copy_of", copies)
    by_version = _leans(batch, "version_latest", versions)
    mask = pc.and_(pc.or_(by_copy, by_version), pc.equal(batch["decision"], "redundant"))
    if not pc.any(mask).as_py():
        return batch
    rows = batch.filter(mask).drop_columns(_DECIDED)
    by_copy, by_version = by_copy.filter(mask), by_version.filter(mask)
    told = decide(_without(_without(rows, "copy_of", by_copy), "version_latest", by_version))
    other = pc.if_else(by_copy, rows["copy_of"], rows["version_latest"])
    said = pc.if_else(by_copy, " It has the same content as ", " It looks like an older version of ")
    note = pc.binary_join_element_wise(said, other, ", which is not to stay itself.", "")
    whole = pc.binary_join_element_wise(pc.fill_null(told["decision_why"], ""), note, "")
    for name in _DECIDED:
        place = batch.schema.get_field_index(name)
        values = whole if name == "decision_why" else told[name]
        batch = batch.set_column(
            place,
            batch.schema.field(place),
            pc.replace_with_mask(batch.column(place), mask, values.cast(batch.schema.field(place).type)),
        )
    return batch


def _leans(batch: pa.RecordBatch, column: str, fallen: pa.Array) -> pa.Array:
    """Which rows name in a column another file that has fallen."""
    other = pc.and_(pc.not_equal(batch[column], batch["path"]), pc.is_in(batch[column], fallen))
    return pc.fill_null(other, fill_value=False)
