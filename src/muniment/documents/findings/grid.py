"""A table as a grid of figures: its header, its labelled rows, and the parts of a table that runs over pages joined."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from muniment.documents.findings.numbers import Number, read_number
from muniment.documents.findings.words import clean, normal
from muniment.documents.paper import Cell, Paper, Row, Table

_YEAR = re.compile(r"(19|20)\d\d([/–-]\d{2,4})?")
_MOST_HEADER_ROWS = 4
_MOST_COLUMNS = 60


@dataclass(frozen=True)
class GridRow:
    """A row of the body; `cells` by column, None where the row has none."""

    cells: tuple[Cell | None, ...]
    numbers: tuple[Number | None, ...]

    @cached_property
    def label(self) -> str:
        """The first words of the row: those of its first cell that is neither blank nor a number."""
        texts = (clean(cell.text) for cell, number in zip(self.cells, self.numbers, strict=True) if cell and not number)
        return next((text for text in texts if text), "")

    @property
    def count(self) -> int:
        return sum(number is not None for number in self.numbers)


@dataclass(frozen=True)
class Grid:
    """`header` has the words above each column; `table` is the first of the tables that were joined."""

    header: tuple[str, ...]
    rows: tuple[GridRow, ...]
    table: Table
    order: int

    @property
    def width(self) -> int:
        return len(self.header)

    def column(self, at: int) -> tuple[Number | None, ...]:
        return tuple(row.numbers[at] for row in self.rows)

    def texts(self, at: int) -> tuple[str, ...]:
        return tuple(clean(cell.text) if (cell := row.cells[at]) else "" for row in self.rows)

    def name(self, at: int) -> str:
        """The heading of a column, or its number where it has none."""
        return self.header[at] or f"column {at + 1}"


def read_grids(paper: Paper) -> tuple[Grid, ...]:
    """All tables of a paper as grids. Neighbouring tables with one header, or of which the second has none, are one."""
    grids: list[Grid] = []
    for pieces, order in _joined(paper):
        for rows in _split_at_repeated_headers(pieces):
            if grid := _grid(rows, pieces[0], order):
                grids.append(grid)
    return tuple(grids)


def _joined(paper: Paper) -> Iterator[tuple[list[Table], int]]:
    run: list[Table] = []
    first = last = -2
    for order, block in enumerate(paper.blocks):
        if not isinstance(block, Table) or not block.rows:
            continue
        if run and order - last <= 2 and _continues(run[-1], run[0], block):
            run.append(block)
        else:
            if run:
                yield run, first
            run, first = [block], order
        last = order
    if run:
        yield run, first


def _continues(before: Table, beginning: Table, table: Table) -> bool:
    width = len(before.rows[-1].cells)
    if len(table.rows[0].cells) != width or before.place.sheet != table.place.sheet:
        return False
    head = [normal(text) for text in beginning.rows[0].texts]
    here = [normal(text) for text in table.rows[0].texts]
    if head == here:
        return not any(_totals(row) for row in before.rows[-1:])
    # Without a header of its own: its first row already holds figures, as the last row before it does.
    return _figures(table.rows[0]) > 0 and _figures(before.rows[-1]) > 0 and not _totals(before.rows[-1])


def _figures(row: Row) -> int:
    return sum(read_number(text) is not None and not _YEAR.fullmatch(text.strip()) for text in row.texts)


def _totals(row: Row) -> bool:
    return any(is_total(text) for text in row.texts)


def _split_at_repeated_headers(pieces: list[Table]) -> Iterator[list[Row]]:
    """The rows of joined tables without the header repeated at the head of each page."""
    rows: list[Row] = list(pieces[0].rows)
    head = [normal(text) for text in rows[0].texts]
    for piece in pieces[1:]:
        start = 1 if [normal(text) for text in piece.rows[0].texts] == head else 0
        rows += piece.rows[start:]
    yield from _split_at_blank_rows(rows)


def _split_at_blank_rows(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """A sheet may hold several tables: a wholly blank row followed by a row without figures begins another."""
    part: list[Row] = []
    blank = False
    for row in rows:
        if not any(text.strip() for text in row.texts):
            blank = True
            continue
        filled = sum(bool(text.strip()) for text in row.texts)
        if blank and part and _figures(row) == 0 and filled > 1 and any(_totals(known) for known in part[-1:]):
            yield part
            part = []
        part.append(row)
        blank = False
    if part:
        yield part


def _grid(rows: Sequence[Row], table: Table, order: int) -> Grid | None:
    width = max(max((_column_of(cell, at) for at, cell in enumerate(row.cells)), default=0) for row in rows)
    if width > _MOST_COLUMNS or width == 0:
        return None
    head = _header_rows(rows)
    header = [""] * width
    for row in rows[:head]:
        for at, cell in enumerate(row.cells):
            if text := clean(cell.text):
                header[_column_of(cell, at) - 1] = text
    return Grid(tuple(header), tuple(_grid_row(row, width) for row in rows[head:]), table, order)


def _header_rows(rows: Sequence[Row]) -> int:
    """How many rows stand above the first figures; a table of words has one header row."""
    first = next((at for at, row in enumerate(rows[: _MOST_HEADER_ROWS + 1]) if _figures(row)), None)
    return min(1, len(rows) - 1) if first is None else first


def _column_of(cell: Cell, at: int) -> int:
    return cell.place.column or at + 1


def _grid_row(row: Row, width: int) -> GridRow:
    cells: list[Cell | None] = [None] * width
    for at, cell in enumerate(row.cells):
        cells[_column_of(cell, at) - 1] = cell
    return GridRow(tuple(cells), tuple(read_number(cell.text) if cell else None for cell in cells))


_TOTAL = re.compile(
    r"(?:(?:grand|overall|sub|net|gross|running)[ -]?)?totals?\b|sum\b|all$|all (?:actions|recommendations|services|areas|"
    r"directorates|themes|series|priorities)$|number of\b|no\.? of\b|overall$",
    re.IGNORECASE,
)


def is_total(text: str) -> bool:
    """Whether words name a sum: Total, Grand total, Sum, All, Number of …"""
    words = clean(text)
    return len(words) <= 60 and bool(_TOTAL.match(words) or re.search(r"\btotals?:?$", words, re.IGNORECASE))


_ITEMS = re.compile(
    r"(?:agreed |all |audit )?(?:actions|recommendations|commitments|items|measures|tasks|findings|requests|cases)$",
    re.IGNORECASE,
)


def is_total_column(heading: str) -> bool:
    """A column of figures headed Total, Number of …, or by what it counts (*Recommendations*)."""
    return is_total(heading) or bool(_ITEMS.match(clean(heading)))
