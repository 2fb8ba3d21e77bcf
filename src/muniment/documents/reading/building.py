"""Puts a paper together while a reader goes through its file: blocks in order, tables counted, losses noted once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from muniment.documents.paper import Cell, Paper, Paragraph, Place, Row, Table, Unreadable
from muniment.documents.reading.limits import MAX_CELLS
from muniment.documents.reading.text import tidy

Locate = Callable[[int, int], Place]


@dataclass(slots=True)
class PaperBuilder:
    """Collects what a reader finds. Texts are tidied here, so that no reader need do it."""

    name: str
    kind: str
    sha256: str = ""
    _blocks: list[Table | Paragraph] = field(default_factory=list)
    _lost: dict[str, None] = field(default_factory=dict)
    _tables: int = 0
    _cells: int = 0

    @property
    def next_table(self) -> int:
        """The number that the next table will have."""
        return self._tables + 1

    def paragraph(self, text: str, place: Place, level: int = 0) -> None:
        """Adds a paragraph unless it is empty."""
        if words := tidy(text):
            self._blocks.append(Paragraph(words, place, min(max(level, 0), 6)))

    def table(self, texts: Iterable[Sequence[str]], place: Place, locate: Locate | None = None) -> None:
        """Adds a table; `locate` gives a cell's place from its row and column (from 1), where counting does not.

        Rows without any text are left out, and empty cells at the end of a row too: they say nothing, and in a sheet
        there may be thousands of them.
        """
        number = self.next_table
        rows: list[Row] = []
        for index, given in enumerate(texts, 1):
            self.count_cells(len(given))
            row = [tidy(text) if text else "" for text in given]
            while row and not row[-1]:
                row.pop()
            if row:
                rows.append(_row(row, index, place, number, locate))
        if rows:
            self._tables = number
            self._blocks.append(Table(tuple(rows), place.at(table=number)))

    def count_cells(self, more: int) -> None:
        """Counts cells over the whole paper. Raises Unreadable beyond what is sensible."""
        self._cells += more
        if self._cells > MAX_CELLS:
            raise Unreadable(
                f"The file has more than {MAX_CELLS:,} cells, more than can be read at once. "
                "Save the part that matters as a file of its own and try again."
            )

    def lose(self, sentence: str) -> None:
        """Notes what could not be read; the same sentence is noted once."""
        self._lost[sentence] = None

    def paper(self) -> Paper:
        """The paper so far. Raises Unreadable when nothing was found in the file."""
        if not self._blocks:
            reasons = " ".join(self._lost)
            raise Unreadable(f"No text was found in the file. {reasons}".strip())
        return Paper(self.name, self.kind, tuple(self._blocks), self.sha256, tuple(self._lost))


def _row(texts: list[str], index: int, place: Place, number: int, locate: Locate | None) -> Row:
    if locate:
        cells = tuple(Cell(text, locate(index, column)) for column, text in enumerate(texts, 1))
        where = cells[0].place
        return Row(cells, Place(where.page, where.sheet, where.table, where.row, None, where.line))
    page, sheet, line = place.page, place.sheet, place.line
    cells = tuple(Cell(text, Place(page, sheet, number, index, column, line)) for column, text in enumerate(texts, 1))
    return Row(cells, Place(page, sheet, number, index, None, line))
