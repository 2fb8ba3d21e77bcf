"""Tables of which only some rows are shaded or ruled: the rows between, above and below belong to them."""

from collections.abc import Sequence
from itertools import pairwise

from muniment.documents.reading.pdf_joining import Block, reach
from muniment.documents.reading.pdf_lines import Gaps, Line, Word
from muniment.documents.reading.pdf_rows import row_starts
from muniment.documents.reading.pdf_ruled import PageTable

_NEAR = 2.5  # of the size of type: the free space above a row that still belongs to the table
_SAME_EDGE = 3.0  # points


def with_open_rows(
    tables: Sequence[PageTable], lines: Sequence[Line], gaps: Gaps
) -> tuple[list[PageTable], list[Line]]:
    """The tables with the rows among the lines that keep to their columns, and the lines left over."""
    free = list(lines)
    whole: list[PageTable] = []
    for table in sorted(tables, key=lambda one: one.box[1]):
        above = whole[-1] if whole else None
        between = [line for line in free if above and above.box[3] <= line.top < table.box[1]]
        if above and _same_edges(above, table) and _are_row(between, table, gaps):
            above.rows.append(_row(between, table))
            free = [line for line in free if line not in between]
            above.rows += table.rows
            above.box = (above.box[0], above.box[1], table.box[2], table.box[3])
        else:
            whole.append(table)
    for table in whole:
        head = _touching([line for line in reversed(free) if line.bottom <= table.box[1] + 1], table, gaps)
        foot = _touching([line for line in free if line.top >= table.box[3] - 1], table, gaps)
        if head:
            table.rows[:0] = _rows(head[::-1], table)
            table.box = (table.box[0], head[-1].top, table.box[2], table.box[3])
        if foot:
            table.rows += _rows(foot, table)
            table.box = (table.box[0], table.box[1], table.box[2], foot[-1].bottom)
        free = [line for line in free if line not in head and line not in foot]
    return whole, free


def _touching(lines: Sequence[Line], table: PageTable, gaps: Gaps) -> list[Line]:
    """The lines next to the table, nearest first, up to one that stands apart; none unless they are a row."""
    found: list[Line] = []
    edge = table.box[1] if lines and lines[0].top < table.box[1] else table.box[3]
    for line in lines:
        distance = max(line.top - edge, edge - line.bottom)
        if distance > _NEAR * line.size or not _fits(line, table, gaps):
            break
        found.append(line)
        edge = line.top if line.top < table.box[1] else line.bottom
    return found if _are_row(found, table, gaps) else []


def _same_edges(above: PageTable, below: PageTable) -> bool:
    pairs = zip(above.edges, below.edges, strict=False)
    return len(above.edges) == len(below.edges) and all(abs(a - b) <= _SAME_EDGE for a, b in pairs)


def _column(word: Word, table: PageTable) -> int | None:
    """The column in which a word stands; None if it crosses an edge."""
    for column, (left, right) in enumerate(pairwise(table.edges)):
        if left - 1 <= word.x0 and word.x1 <= right + 1:
            return column
    return None


def _fits(line: Line, table: PageTable, gaps: Gaps) -> bool:
    """Whether every word stands inside a column, and those of two columns further apart than words of a sentence."""
    columns = [_column(word, table) for word in line.words]
    return None not in columns and all(
        one == more or right.x0 - left.x1 > gaps.strip * line.size
        for (one, left), (more, right) in pairwise(zip(columns, line.words, strict=True))
    )


def _are_row(lines: Sequence[Line], table: PageTable, gaps: Gaps) -> bool:
    return all(_fits(line, table, gaps) for line in lines) and any(_is_row(line, table) for line in lines)


def _is_row(line: Line, table: PageTable) -> bool:
    return len({_column(word, table) for word in line.words}) >= max(2, (len(table.edges) - 1) / 2)


def _rows(lines: Sequence[Line], table: PageTable) -> list[list[Block]]:
    starts = sorted(row_starts(lines, [_cells(line, table) for line in lines], ()))
    return [_row(lines[start:end], table) for start, end in pairwise([*starts, len(lines)])]


def _row(lines: Sequence[Line], table: PageTable) -> list[Block]:
    row = [Block(top=lines[0].top) for _ in table.edges[1:]]
    for line in lines:
        for column, words in enumerate(_cells(line, table)):
            if words:
                row[column].lines.append(Line(tuple(words)))
    for block, (left, right) in zip(row, pairwise(table.edges), strict=True):
        block.right = reach(block.lines, left, right)
    return row


def _cells(line: Line, table: PageTable) -> list[list[Word]]:
    cells: list[list[Word]] = [[] for _ in table.edges[1:]]
    for word in line.words:
        cells[_column(word, table) or 0].append(word)
    return cells
