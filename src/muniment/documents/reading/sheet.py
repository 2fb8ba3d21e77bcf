"""Finds the tables of a sheet: titles above them become paragraphs, tables beside or under one another come apart."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from muniment.documents.paper import Place, Unreadable
from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.colours import Spot, colour_words, told_by_colour
from muniment.documents.reading.limits import MAX_CELLS

SheetRow = tuple[int, dict[int, str]]
Bounds = tuple[int, int, int, int]
_BLANK_ROWS_BETWEEN_TABLES = 2  # one blank row is a spacer inside a table


@dataclass(frozen=True, slots=True)
class Grid:
    """What a sheet holds: rows with text as (number, {column: text}), and merged areas as openpyxl bounds them."""

    title: str
    rows: Iterable[SheetRow]
    merged: list[Bounds]
    colours: dict[Spot, str] = field(default_factory=dict)  # of cells without text, filled while the rows are read


def add_sheet(builder: PaperBuilder, grid: Grid) -> None:
    """Adds the paragraphs and tables of a sheet to the paper, the text of cells merged downwards in each row."""
    rows = list(grid.rows)
    if grid.colours:
        rows = _with_colours(rows, grid, builder)
    rows = _filled_down(rows, grid.merged)
    for stacked in _pieces(rows):
        for piece in _side_by_side(stacked):
            _add_piece(builder, grid.title, piece)


def _with_colours(rows: list[SheetRow], grid: Grid, builder: PaperBuilder) -> list[SheetRow]:
    texts = {(number, column): text for number, row in rows for column, text in row.items()}
    words = colour_words(texts, grid.colours)
    if words:
        builder.lose(told_by_colour(f"The sheet “{grid.title}”", words))
    by_number = dict(rows)
    for (number, column), word in words.items():
        by_number.setdefault(number, {})[column] = word
    return sorted(by_number.items())


def _filled_down(rows: list[SheetRow], merged: list[Bounds]) -> list[SheetRow]:
    """Repeats the text of a cell merged over several rows in each of them, so that each row says it.

    A cell merged across stays one cell with empty ones beside it: a section's title, not five equal values.
    """
    downwards = [bounds for bounds in merged if bounds[3] > bounds[1]]
    if not downwards:
        return rows
    by_number = dict(rows)
    added = 0
    for column, top, _, bottom in downwards:
        text = by_number.get(top, {}).get(column)
        if not text:
            continue
        # Only rows that hold something: a merged area may reach to the end of the sheet.
        below = range(top + 1, bottom + 1)
        numbers = below if len(below) < len(by_number) else [number for number in by_number if number in below]
        for number in numbers:
            if number in by_number:
                by_number[number].setdefault(column, text)
                added += 1
        if added > MAX_CELLS:
            raise Unreadable("The merged cells of a sheet overlap. Take the merging out and try again.")
    return rows


def _pieces(rows: list[SheetRow]) -> Iterator[list[SheetRow]]:
    piece: list[SheetRow] = []
    for row in rows:
        if piece and row[0] - piece[-1][0] > _BLANK_ROWS_BETWEEN_TABLES:
            yield piece
            piece = []
        piece.append(row)
    if piece:
        yield piece


def _side_by_side(piece: list[SheetRow]) -> list[list[SheetRow]]:
    """Parts tables that stand beside one another with an empty column between.

    An empty column alone may be a spacer inside one table. The parts are tables of their own when their rows are not
    the same ones: one ends well before the other, or both repeat the same headings.
    """
    used = sorted({column for _, texts in piece for column in texts})
    groups: list[list[int]] = []
    for column in used:
        if groups and column == groups[-1][-1] + 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    body = [row for row in piece if len(row[1]) > 1]
    if len(groups) < 2 or any(len(group) < 2 for group in groups) or len(body) < 2:
        return [piece]
    parts = [_only(piece, set(group)) for group in groups]
    sizes = [sum(len(texts) > 1 for _, texts in part) for part in parts]
    headings = [tuple(body[0][1].get(column, "") for column in group) for group in groups]
    if min(sizes) < 2 or (max(sizes) < 1.5 * min(sizes) and len(set(headings)) == len(headings)):
        return [piece]
    return parts


def _only(piece: list[SheetRow], columns: set[int]) -> list[SheetRow]:
    kept = ((number, {column: text for column, text in texts.items() if column in columns}) for number, texts in piece)
    return [row for row in kept if row[1]]


def _add_piece(builder: PaperBuilder, title: str, piece: list[SheetRow]) -> None:
    """Rows of one cell above the first of several are titles; the rest is the table."""
    first = next((index for index, (_, texts) in enumerate(piece) if len(texts) > 1), None)
    if first is None and len(piece) > 2:
        first = 0  # a list in one column
    for number, texts in piece[:first]:
        column, text = next(iter(texts.items()))
        builder.paragraph(text, Place(sheet=title, row=number, column=column))
    if first is None:
        return
    body = piece[first:]
    columns = sorted({column for _, texts in body for column in texts})
    table = builder.next_table

    def locate(row: int, column: int) -> Place:
        return Place(None, title, table, body[row - 1][0], columns[column - 1])

    builder.table(_dense(body, columns), Place(sheet=title), locate)


def _dense(body: list[SheetRow], columns: list[int]) -> Iterator[list[str]]:
    for _, texts in body:
        last = max(texts)
        yield [texts.get(column, "") for column in columns if column <= last]
