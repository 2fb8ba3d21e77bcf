"""What each file is by its content, whether its name says so, and whether its format is at risk."""

import os
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa

from muniment.discovery.engine import pronom
from muniment.discovery.engine.guarded import TooLong, timed
from muniment.discovery.engine.pronom import puid_of
from muniment.discovery.engine.reaching import NotAFile, told
from muniment.discovery.engine.risks import risk_of
from muniment.discovery.engine.schema import IDENTIFIED
from muniment.discovery.engine.sources import Source
from muniment.documents.compound import SIGNATURE
from muniment.documents.extract.kind_table import COMPOUND
from muniment.documents.extract.kinds import MIME, fits, kind_of_stream, kinds_of_ending

_END = 2_048  # bytes of a file's end in which it may say that it is locked
# Kinds whose content always bears their mark: a file so named without it is damaged, or encrypted by somebody.
_MARKED = frozenset({
    "docx", "xlsx", "pptx", "xlsb", "odt", "ods", "odp", "doc", "xls", "ppt", "pdf", "msg", "zip", "7z", "rar", "gz", "jpeg",
    "png", "gif", "tiff", "mp4", "accdb", "sqlite", "vsdx",
})  # fmt: skip
# Extensions under which programmes keep what they like.
_ANYTHING = frozenset(
    ["bin", "dat", "data", "db", "dump", "img", "key", "lib", "old", "bak", "tmp", "ts", "ole", "o", "a"]
)
# Before the name of a document: what Office keeps beside one that is open, and the Mac beside each, is none itself.
_BESIDE = ("~$", "._")
NOT_MARKED = "Its name ends in .{ending}, but its content is not of that kind: it is damaged, or was encrypted."


@dataclass(frozen=True, slots=True)
class Identifying:
    """The stage: from `path`, `stamp`, `name`, `extension` and `size` of files to IDENTIFIED."""

    source: Source
    seconds: float = 20.0  # of one file

    def load(self) -> None:
        pronom.load()

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = (batch.column(each).to_pylist() for each in ("path", "stamp", "name", "extension", "size"))
        rows = [
            {"path": path, "stamp": stamp, **self._one(path, name, extension, size)}
            for path, stamp, name, extension, size in zip(*columns, strict=True)
        ]
        return pa.RecordBatch.from_pylist(rows, schema=IDENTIFIED)

    def _one(self, path: str, name: str, extension: str, size: int | None) -> dict[str, Any]:
        if size == 0:
            return {"format": "empty", "mime": MIME["empty"]}
        try:
            with timed(self.seconds), self.source.open(path) as stream:
                return self._told(name, extension, stream)
        except TooLong:
            why = f"To tell what it is took longer than {self.seconds:g} seconds."
        except NotAFile:
            why = "No file stands there any more."
        except OSError as error:
            why = told(error)
        except Exception as error:  # noqa: BLE001 - a stranger wrote it, and libraries raise what they like
            why = f"It could not be told what it is: {type(error).__name__}."
        return {"format": "unknown", "mime": MIME["unknown"], "why": why}

    def _told(self, name: str, extension: str, stream: BinaryIO) -> dict[str, Any]:
        kind = kind_of_stream(stream, name)
        stream.seek(max(0, stream.seek(0, os.SEEK_END) - _END))
        tail = stream.read(_END)
        stream.seek(0)
        head = stream.read(65_536)
        # A package that is encrypted is kept in a compound file, which is a format of its own.
        packed = COMPOUND if head.startswith(SIGNATURE) else kind
        puid, puid_name = puid_of(self.source, stream, packed, extension)
        return {
            "format": kind, "mime": MIME.get(kind), "puid": puid, "puid_name": puid_name,
            "mismatch": mismatch_of(kind, name, extension), "risk": risk_of(kind, extension, puid, head, tail),
        }  # fmt: skip


def mismatch_of(kind: str, name: str, extension: str) -> str | None:
    """Why the extension says another kind; None where it fits, or says nothing. Texts go by many names."""
    if extension in _ANYTHING or name.startswith(_BESIDE):
        return None
    said = kinds_of_ending(extension)
    if kind == "unknown" and said and all(each in _MARKED for each in said):
        return NOT_MARKED.format(ending=extension)
    if fits(kind, name):
        return None
    return f"Its name ends in .{extension}, but by its content it is {kind}."


def lost(batch: pa.RecordBatch, why: str) -> pa.RecordBatch:
    """The answer for files whose process was lost."""
    rows = [
        {"path": path, "stamp": stamp, "format": "unknown", "mime": MIME["unknown"], "why": why}
        for path, stamp in zip(batch.column("path").to_pylist(), batch.column("stamp").to_pylist(), strict=True)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=IDENTIFIED)


def identify(source: Source, batch: pa.RecordBatch) -> pa.RecordBatch:
    """IDENTIFIED of a batch, in this process."""
    return Identifying(source)(batch)
