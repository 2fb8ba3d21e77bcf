"""Tables of a PDF page without rules between their columns: found by the free strips that run down between words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import mean, median

from muniment.documents.reading.pdf_joining import Block
from muniment.documents.reading.pdf_lines import Gaps, Line, Word, segments
from muniment.documents.reading.pdf_rows import Columns, row_starts
from muniment.documents.reading.pdf_ruled import PageTable

_FAR = 4.5  # of the size of type: lines further apart do not belong together
_PROSE_LETTERS = 25  # a column whose lines are on average longer, and all filled, is running text


@dataclass(slots=True)
class _Region:
    """Lines that keep to the same columns, and those that stand across them."""

    gaps: Gaps
    columns: Columns = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    in_step: int = 0

    def takes(self, line: Line) -> bool:
        """Whether the line can be added; if so it is."""
        if self.lines and line.top - self.lines[-1].bottom > _FAR * line.size:
            return False
        parts = len(list(segments(line, self.gaps.wide)))
        strip = self.gaps.strip * line.size
        if parts == 1 and _crossed(line, self.columns) < 2:
            wider = _merged(self.columns, [(line.x0, line.x1)], strip)
            self.columns = wider if len(wider) == len(self.columns) else self.columns
        else:
            # The words of a sentence fill the free strips; those of a row leave them free, however narrow.
            together = _merged(self.columns, _taken(line), strip)
            if len(together) < max(len(self.columns), 2):
                return False
            self.columns = together
            self.in_step += 1
        self.lines.append(line)
        return True


def aligned_tables(
    lines: Sequence[Line], page: int, rules: Sequence[float], gaps: Gaps
) -> list[PageTable | list[Line]]:
    """The tables among the lines, and the columns of lines that belong to none, in the order of reading."""
    found: list[PageTable | list[Line]] = []
    column: list[Line] = []
    at = 0
    while at < len(lines):
        region = _region(lines, at, gaps)
        if region is None:
            column.append(lines[at])
            at += 1
            continue
        at += len(region.lines)
        if _is_prose(region):
            found += [column, *_one_column_after_another(region)]
        else:
            _take_lines_above(region, column)
            found += [column, _table(region, page, rules)]
        column = []
    return [*found, column]


def _region(lines: Sequence[Line], at: int, gaps: Gaps) -> _Region | None:
    if len(list(segments(lines[at], gaps.wide))) < 2:
        return None
    region = _Region(gaps)
    for line in lines[at:]:
        if not region.takes(line):
            break
    _drop_what_stands_apart(region)
    enough = 2 if len(region.columns) > 2 else 3
    return region if region.in_step >= enough and len(region.columns) > 1 else None


def _drop_what_stands_apart(region: _Region) -> None:
    """A last line in one column, further down than any row, is text after the table."""
    while len(region.lines) > 2 and len(list(segments(region.lines[-1], region.gaps.wide))) == 1:
        *before, last = _pitches(region.lines)
        if last <= 1.15 * max(before):
            break
        region.lines.pop()


def _take_lines_above(region: _Region, above: list[Line]) -> None:
    """The first lines of a tall header, or of a row that a page break cut, may stand in one column alone."""
    while above:
        line, first = above[-1], region.lines[0]
        columns = [at for at, column in enumerate(region.columns) if _crossed(line, [column])]
        if first.top - line.top > 1.6 * line.size or len(columns) != 1 or columns == [0]:
            break
        left, right = region.columns[columns[0]]
        if line.x0 < left - 1 or line.x1 > right + 1:
            break
        above.pop()
        region.lines.insert(0, line)


def _taken(line: Line) -> Columns:
    return [(word.x0, word.x1) for word in line.words]


def _merged(some: Columns, more: Columns, strip: float) -> Columns:
    merged: Columns = []
    for left, right in sorted(some + more):
        if merged and left - merged[-1][1] < strip:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _crossed(line: Line, columns: Columns) -> int:
    """How many columns a line of one piece covers, beyond touching them."""
    return sum(min(line.x1, right) - max(line.x0, left) > 1 for left, right in columns)


def _is_prose(region: _Region) -> bool:
    """Whether the columns are those of a newspaper: every line of each filled with running text."""
    if len(region.columns) > 3:
        return False
    for left, right in region.columns:
        lengths = [
            sum(len(word.text) + 1 for word in line.words if left <= (word.x0 + word.x1) / 2 <= right)
            for line in region.lines
        ]
        # The last column may end before the others do.
        while lengths and not lengths[-1]:
            lengths.pop()
        filled = [length for length in lengths if length]
        if len(filled) < 0.7 * len(lengths) or mean(filled) < _PROSE_LETTERS:
            return False
    pitches = _pitches(region.lines)
    # Rows of a table of text stand further apart than the lines inside them.
    return not pitches or max(pitches) < 1.5 * median(pitches)


def _pitches(lines: Sequence[Line]) -> list[float]:
    return [below.top - above.top for above, below in pairwise(lines)]


def _one_column_after_another(region: _Region) -> list[list[Line]]:
    columns: list[list[Line]] = []
    for left, right in region.columns:
        words = ([word for word in line.words if left <= (word.x0 + word.x1) / 2 <= right] for line in region.lines)
        columns.append([Line(tuple(some)) for some in words if some])
    return columns


def _table(region: _Region, page: int, rules: Sequence[float]) -> PageTable:
    columns, lines = region.columns, region.lines
    # A column reaches to where the next begins; the last as far as its longest line.
    edges = [columns[0][0], *(left for left, _ in columns[1:]), columns[-1][1]]
    cells = [_cells(line, region) for line in lines]
    rows: list[list[Block]] = []
    starts = row_starts(lines, cells, rules)
    for index in range(len(lines)):
        if index in starts:
            rows.append([_empty(columns, column, lines[index].top) for column in range(len(columns))])
        for column, words in enumerate(cells[index]):
            if words:
                rows[-1][column].lines.append(Line(tuple(words)))
    box = (edges[0], lines[0].top, edges[-1], lines[-1].bottom)
    return PageTable(page, box, edges, rows)


def _empty(columns: Columns, column: int, top: float) -> Block:
    return Block([], columns[column][1], top)


def _cells(line: Line, region: _Region) -> list[list[Word]]:
    """The words of a line by column; a line of one piece belongs whole to the column where it begins."""
    cells: list[list[Word]] = [[] for _ in region.columns]
    whole = len(list(segments(line, region.gaps.wide))) == 1 and _crossed(line, region.columns) < 2
    for word in line.words:
        centre = line.x0 if whole else (word.x0 + word.x1) / 2
        distances = [max(left - centre, centre - right, 0) for left, right in region.columns]
        cells[distances.index(min(distances))].append(word)
    return cells
