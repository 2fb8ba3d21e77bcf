"""Each file read once: its text, and from that what the scan wants to know. The text itself is not kept, nor any value found."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from time import monotonic
from typing import Any

import pyarrow as pa
from blake3 import blake3

from muniment.discovery.engine.classes.rules import phrases_in
from muniment.discovery.engine.classes.terms import terms
from muniment.discovery.engine.guarded import TooLong, timed
from muniment.discovery.engine.personal import find
from muniment.discovery.engine.schema import CONTENTS
from muniment.discovery.engine.signing import signature
from muniment.discovery.engine.sources import Source
from muniment.documents.extract import Budget, Extracted, Grid, Locked, Prose, TooLarge, everything
from muniment.documents.extract.gathering import held
from muniment.documents.paper import Unreadable

_SHARE = 0.5  # of the time that a file has, after which no more is begun of a text that was cut
GONE = "It was there when the folder was listed, and gone when it was to be read."


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read. Which of the `phrases` stand in a text is told."""

    source: Source
    seconds: float = 20.0  # of one file with all that is inside it
    phrases: tuple[str, ...] = ()
    depth: int = 6

    def load(self) -> None:
        find([Prose("", "a")])  # compiles its expressions

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """CONTENTS of a batch that has `path`, `stamp`, `name` and `size`."""
        rows = []
        for path, stamp, name, size in zip(*(batch.column(each).to_pylist() for each in ("path", "stamp", "name", "size")), strict=True):  # fmt: skip
            rows += [{"path": path, "stamp": stamp, **row} for row in self.one(path, name, size)]
        return pa.RecordBatch.from_pylist(rows, schema=CONTENTS)

    def one(self, path: str, name: str, size: int) -> list[dict[str, Any]]:
        """The rows of one file: what was read before it took too long is kept."""
        rows: list[dict[str, Any]] = []
        try:
            with timed(self.seconds):
                for row in self._rows(path, name):
                    rows.append(row)  # noqa: PERF402 - what came before an error counts
        except TooLong:
            _broke_off(rows, f"Reading it took longer than {self.seconds:g} seconds.", size)
        except FileNotFoundError:
            _broke_off(rows, GONE, size)
        except OSError as error:
            _broke_off(rows, f"It could not be read: {error.strerror or type(error).__name__}.", size)
        except MemoryError:
            rows = []
            _broke_off(rows, "Reading it takes more memory than it may.", size)
        except Exception as error:  # noqa: BLE001 - a stranger wrote it, and the parsers of others raise what they like
            _broke_off(rows, f"Its reader failed on it: {type(error).__name__}.", size)
        return rows

    def _rows(self, path: str, name: str) -> Iterator[dict[str, Any]]:
        until = monotonic() + self.seconds * _SHARE
        with self.source.open(path) as stream:
            for inside, told, content in everything(stream, name, Budget(depth=self.depth)):
                yield self.told(inside, told, content, f"{path}!/{inside}" if inside else path, until)

    def told(
        self, inside: str, told: Extracted | Unreadable, content: bytes, place: str, until: float = math.inf
    ) -> dict[str, Any]:
        """What one document says, as a row of CONTENTS without its path.

        What follows where a text was cut is searched for personal data until that moment (of `monotonic`).
        """
        row: dict[str, Any] = {
            "inside": inside,
            "size": len(content),
            "blake3": blake3(content).hexdigest() if content else None,
        }
        if isinstance(told, Unreadable):
            state = "locked" if isinstance(told, Locked) else "too large" if isinstance(told, TooLarge) else "failed"
            return {**row, "format": None, "state": state, "why": str(told)}
        about = told.about
        row |= {
            "format": told.kind, "title": about.title or None, "author": about.author or None,
            "last_author": about.last_author or None, "made": about.made, "saved": about.saved, "why": told.note or None,
        }  # fmt: skip
        text = told.text
        if not text.strip():
            return {**row, "state": "empty" if told.has_text else "none", "characters": 0}
        rest = _Rest(told.rest, until)
        personal = find(chain(told.blocks, rest))
        if told.cut and (follows := rest.said(len(text))):
            row["why"] = " ".join(filter(None, (told.note, follows)))
        ids, counts = terms(text, place)
        return row | {
            "state": "read", "characters": len(text), "signature": signature(text), "terms": ids, "counts": counts,
            "personal": [each.as_json() for each in personal.findings], "personal_score": personal.score,
            "personal_density": personal.density, "phrases": phrases_in(text, self.phrases),
        }  # fmt: skip


class _Rest:
    """What follows where a text was cut, as long as there is time; a text is not kept, only how much of it was looked at."""

    def __init__(self, blocks: Iterable[Prose | Grid], until: float) -> None:
        self._blocks, self._until = blocks, until
        self._some = self._broke_off = False
        self._characters = 0

    def __iter__(self) -> Iterator[Prose | Grid]:
        for block in self._whole():
            self._some = True
            if monotonic() > self._until:
                self._broke_off = True
                return
            yield block
            self._characters += len(block.text) if isinstance(block, Prose) else sum(len(cell) + 1 for row in block.rows for cell in row)  # fmt: skip

    def _whole(self) -> Iterator[Prose | Grid]:
        try:
            with held():
                yield from self._blocks
        except Unreadable:
            self._some = self._broke_off = True

    def said(self, kept: int) -> str:
        """What became of it; "" where nothing followed."""
        if not self._some:
            return ""
        which = f"Its text is longer than {kept:,} characters: what follows was searched for personal data only"
        return (
            f"{which}, and from letter {kept + self._characters:,} on it was not read."
            if self._broke_off
            else f"{which}."
        )


def _broke_off(rows: list[dict[str, Any]], why: str, size: int) -> None:
    """Says of the file itself that it was not read whole."""
    if rows:
        rows[0] = {**rows[0], "state": "failed", "why": why}
    else:
        rows.append({"inside": "", "size": size, "state": "failed", "why": why})


def lost(batch: pa.RecordBatch, why: str) -> pa.RecordBatch:
    """The answer for one file that brought its reader down."""
    row = batch.to_pylist()[0]
    told = {
        "path": row["path"],
        "stamp": row["stamp"],
        "inside": "",
        "size": row["size"],
        "state": "failed",
        "why": why,
    }
    return pa.RecordBatch.from_pylist([told], schema=CONTENTS)
