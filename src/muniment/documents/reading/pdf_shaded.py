"""Tables of which only some rows are shaded or ruled: the rows between, above and below belong to them."""

from collections.abc import Sequence
from itertools import pairwise

from muniment.documents.reading.pdf_joining import Block
from muniment.documents.reading.pdf_lines import Line, Word, segments
from muniment.documents.reading.pdf_ruled import PageTable

_GAP = 0.9  # of the size of type, between the texts of two columns
_NEAR = 1.6  # of the size of type: the free space above a row that still belongs to the table
_SAME_EDGE = 3.0  # points


def with_open_rows(tables: Sequence[PageTable], lines: Sequence[Line]) -> tuple[list[PageTable], list[Line]]:
    """The tables with the rows among the lines that keep to their columns, and the lines left over."""
    free = list(lines)
    whole: list[PageTable] = []
    for table in sorted(tables, key=lambda one: one.box[1]):
        above = whole[-1] if whole else None
        between = [line for line in free if above and above.box[3] <= line.top < table.box[1]]
        if above and _same_edges(above, table) and _are_row(between, table):
            _append(above, between)
            free = [line for line in free if line not in between]
            above.rows += table.rows
            above.box = (above.box[0], above.box[1], table.box[2], table.box[3])
        else:
            whole.append(table)
    for table in whole:
        head = _touching([line for line in reversed(free) if line.bottom <= table.box[1] + 1], table)
        foot = _touching([line for line in free if line.top >= table.box[3] - 1], table)
        if head:
            table.rows.insert(0, _row(head[::-1], table))
            table.box = (table.box[0], head[-1].top, table.box[2], table.box[3])
        if foot:
            _append(table, foot)
            table.box = (table.box[0], table.box[1], table.box[2], foot[-1].bottom)
        free = [line for line in free if line not in head and line not in foot]
    return whole, free


def _touching(lines: Sequence[Line], table: PageTable) -> list[Line]:
    """The lines next to the table, nearest first, up to one that stands apart; none unless they are a row."""
    found: list[Line] = []
    edge = table.box[1] if lines and lines[0].top < table.box[1] else table.box[3]
    for line in lines:
        distance = max(line.top - edge, edge - line.bottom)
        if distance > _NEAR * line.size or not _fits(line, table):
            break
        found.append(line)
        edge = line.top if line.top < table.box[1] else line.bottom
    return found if _are_row(found, table) else []


def _same_edges(above: PageTable, below: PageTable) -> bool:
    pairs = zip(above.edges, below.edges, strict=False)
    return len(above.edges) == len(below.edges) and all(abs(a - b) <= _SAME_EDGE for a, b in pairs)


def _column(segment: Line, table: PageTable) -> int | None:
    """The column in which a piece of a line stands; None if it crosses an edge."""
    for column, (left, right) in enumerate(pairwise(table.edges)):
        if left - 1 <= segment.x0 and segment.x1 <= right + 1:
            return column
    return None


def _fits(line: Line, table: PageTable) -> bool:
    return all(_column(piece, table) is not None for piece in segments(line, _GAP))


def _are_row(lines: Sequence[Line], table: PageTable) -> bool:
    return all(_fits(line, table) for line in lines) and any(_is_row(line, table) for line in lines)


def _is_row(line: Line, table: PageTable) -> bool:
    columns = {_column(piece, table) for piece in segments(line, _GAP)}
    return len(columns) >= max(2, (len(table.edges) - 1) / 2)


def _append(table: PageTable, lines: Sequence[Line]) -> None:
    table.rows.append(_row(lines, table))


def _row(lines: Sequence[Line], table: PageTable) -> list[Block]:
    row = [Block([], right, lines[0].top) for right in table.edges[1:]]
    for line in lines:
        words: dict[int, list[Word]] = {}
        for piece in segments(line, _GAP):
            words.setdefault(_column(piece, table) or 0, []).extend(piece.words)
        for column, some in words.items():
            row[column].lines.append(Line(tuple(some)))
    return row
