"""The lists of a disposal of files: which files were agreed on, and what became of each. Kept by their digests, as evidence is."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.discovery.engine.freezing import FROZEN, Frozen, parquet_of, read
from muniment.discovery.engine.quarantine import Quarantine
from muniment.discovery.engine.recovering import BACK, GONE, IN_QUARANTINE, LEFT, STRAY
from muniment.discovery.engine.schema import _of
from muniment.discovery.file_disposals import FileDisposal
from muniment.registers import evidence

BECAME = _of(
    *(FROZEN.field(name) for name in ("number", "path", "size", "blake3")),
    ("became", pa.string(), "deleted, in quarantine, brought back, left, or stray where something else took its place"),
    ("at", pa.string(), "when"),
    ("reason", pa.string(), "why it stayed"),
)
WORDS: Mapping[str, Any] = {
    "": gettext_lazy("Where it was"), IN_QUARANTINE: gettext_lazy("In the quarantine"), BACK: gettext_lazy("Brought back"), GONE: gettext_lazy("Deleted"),
    LEFT: gettext_lazy("Left where it was"), STRAY: gettext_lazy("Something else took its place"),
}  # fmt: skip


def keep_frozen(frozen: list[Frozen], table: pa.Table) -> str:
    """Keeps the list, and returns its digest."""
    return evidence.keep(parquet_of(table)) if frozen else ""


def frozen_of(disposal: FileDisposal) -> list[Frozen]:
    """The files that were agreed on. The list is read by its digest, so that it is the one that was approved."""
    content = evidence.path_of(disposal.frozen).read_bytes()
    return read(content)


def keep_outcome(quarantine: Quarantine, notes: Mapping[int, str]) -> str:
    """Keeps what became of each file, and returns the digest of that. `notes` are reasons that the journal does not know."""
    rows = []
    for one in quarantine.files.values():
        last = quarantine.journal.last.get(one.number, {})
        reason = notes.get(one.number) or last.get("why") or None
        rows.append({"number": one.number, "path": one.path, "size": one.size, "blake3": one.blake3, "became": last.get("did", ""), "at": last.get("at"), "reason": reason})  # fmt: skip
    return evidence.keep(parquet_of(pa.Table.from_pylist(rows, schema=BECAME)))


def shown(disposal: FileDisposal, start: int = 0, most: int | None = None) -> Iterator[dict[str, Any]]:
    """The files with what became of each, from a number on."""
    digest = disposal.outcome or disposal.frozen
    if not digest:
        return
    table = pq.read_table(evidence.path_of(digest)).slice(start, most)
    for row in table.to_pylist():
        became = row.get("became") or ""
        yield {"became": became, "reason": None, **row, "said": WORDS.get(became, _("On its way"))}
