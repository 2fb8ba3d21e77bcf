"""One sheet of an old workbook, but for its cells: which rows and columns are not shown, comments, objects, scenarios."""

import struct
from dataclasses import dataclass, field

from muniment.documents.hidden import biff, old_drawings
from muniment.documents.hidden.gathering import Gathering, names_of
from muniment.documents.hidden.sheet import SheetSeen, typed
from muniment.documents.hidden.workbook import Sheet

_LOW = 20  # twentieths of a point: nothing can be read in a row so low
_NARROW = 64  # of 256 parts of a figure
_ROW_HIDDEN, _ALL_HIDDEN = 0x20, 0x02
_COMMENT_BOX, _DROP_DOWN = 0x19, 0x14  # objects that Excel hides by itself


@dataclass(slots=True)
class OldSheet:
    """`rows` are those with a record of their own: whether each is shown; others are as `rows_hidden` says."""

    title: str
    state: str
    found: bool = False
    start: int = 0
    seen: SheetSeen = field(default_factory=SheetSeen)
    rows: dict[int, bool] = field(default_factory=dict)
    rows_hidden: bool = False
    columns: list[range] = field(default_factory=list)
    _notes: list[tuple[int, str]] = field(default_factory=list)
    _texts: dict[int, str] = field(default_factory=dict)
    _object: int = 0
    _drawn: old_drawings.Drawn = field(default_factory=old_drawings.Drawn)
    _hidden_objects: int = 0
    _printer: bool = False

    def shows(self, row: int) -> bool:
        return self.rows.get(row, not self.rows_hidden)

    def read(self, record: biff.Record) -> None:  # noqa: C901 - one branch for each kind
        if record.kind in biff.CELLS:
            self.start = self.start or record.at
            return
        data, kind = record.data, record.kind
        if kind == biff.ROW:
            self.start = self.start or record.at
            row, _first, _last, height = struct.unpack_from("<HHHH", data)
            self.rows[row] = not struct.unpack_from("<I", data, 12)[0] & _ROW_HIDDEN and (height & 0x7FFF) >= _LOW
        elif kind == biff.ROW_DEFAULTS:
            self.rows_hidden = bool(struct.unpack_from("<H", data)[0] & _ALL_HIDDEN)
        elif kind == biff.COLUMNS:
            first, last, width, _format, flags = struct.unpack_from("<HHHHH", data)
            if flags & 1 or width < _NARROW:
                self.columns.append(range(first, last + 1))
        elif kind == biff.FILTERED:
            self.seen.filtered = True
        elif kind == biff.SCENARIO:
            self.seen.scenarios.append(biff.letters_at(data, 7, data[4]))
        elif kind in {biff.HEADER, biff.FOOTER}:
            if typed(text := biff.text_at(data, 0)):
                self.seen.printed.append(text)
        elif kind == biff.PRINTER:
            self._printer = True
        else:
            self._read_object(record)

    def _read_object(self, record: biff.Record) -> None:
        if record.kind == biff.DRAWING:
            self._drawn.read(record.data)
        elif record.kind == biff.OBJECT:
            kind, self._object = struct.unpack_from("<HH", record.data, 4)
            self._hidden_objects += self._drawn.take_hidden() and kind not in {_COMMENT_BOX, _DROP_DOWN}
        elif record.kind == biff.TEXT_OF_OBJECT and len(record.pieces) > 1:
            self._texts[self._object] = biff.letters_at(record.pieces[1], 0, 200)
        elif record.kind == biff.NOTE:
            _row, _column, _flags, number = struct.unpack_from("<HHHH", record.data)
            self._notes.append((number, biff.text_at(record.data, 8)))

    def as_told(self) -> Sheet:
        return Sheet(self.title, self.state, seen=self.seen)

    def examples(self) -> list[int]:
        """The numbers of shared texts that its examples name."""
        kinds = (self.seen.rows, self.seen.columns, self.seen.cells, self.seen.content)
        return [kind.example for kind in kinds if isinstance(kind.example, int)]

    def tell_objects(self, gathering: Gathering) -> None:
        """Its comments, and what is drawn on it."""
        where = f"sheet {self.title}"
        if self._notes:
            by = names_of(author for _number, author in self._notes)
            example = next((text for number, _author in self._notes if (text := self._texts.get(number, ""))), "")
            gathering.found(
                "comment",
                f"There are comments by {by}." if by else "There are comments.",
                where,
                len(self._notes),
                example,
            )
        if self._hidden_objects:
            gathering.found("hidden-object", "Objects are there but switched off.", where, self._hidden_objects)
        self._drawn.tell(gathering, where)
        if self._printer:
            gathering.found("printer-settings", "The settings of a printer are kept, with its name.", where)
