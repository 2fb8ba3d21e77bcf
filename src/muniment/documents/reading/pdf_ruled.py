"""Tables of a PDF page whose cells are ruled or shaded: each cell with the characters inside it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from muniment.documents.reading.pdf_joining import Block, reach
from muniment.documents.reading.pdf_lines import Char, lines_of, words_of

Box = tuple[float, float, float, float]  # left, top, right, bottom
_SAME_EDGE = 3.0  # points: a double rule is one edge


@dataclass(slots=True)
class PageTable:
    """A table on one page: rows of blocks, empty where a cell is covered by one beside it."""

    page: int
    box: Box
    edges: list[float]  # where the columns begin, and the right end of the last
    rows: list[list[Block]]


def ruled_tables(page: Any, chars: list[Char], number: int) -> tuple[list[PageTable], list[Char]]:
    """The ruled tables of at least two columns, and the characters outside them."""
    tables: list[PageTable] = []
    free = chars
    for found in page.find_tables():
        cells: list[Box] = [cell for cell in found.cells if cell]
        lefts, tops = _edges(cells, 0, 2), _edges(cells, 1, 3)
        if len(lefts) < 3:
            continue  # a frame around text, or rules without columns: the words themselves say more
        inside, free = _parted(free, found.bbox)
        rows = _rows(cells, inside, lefts, tops)
        if any(block.lines for row in rows for block in row):
            tables.append(PageTable(number, found.bbox, lefts, rows))
        else:
            free = free + inside
    return tables, free


def _edges(cells: Sequence[Box], low: int, high: int) -> list[float]:
    edges: list[float] = []
    for edge in sorted({cell[side] for cell in cells for side in (low, high)}):
        if not edges or edge - edges[-1] > _SAME_EDGE:
            edges.append(edge)
    return edges


def _parted(chars: list[Char], box: Box) -> tuple[list[Char], list[Char]]:
    inside: list[Char] = []
    outside: list[Char] = []
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        (inside if box[0] <= x <= box[2] and box[1] <= y <= box[3] else outside).append(char)
    return inside, outside


def _rows(cells: Sequence[Box], chars: list[Char], lefts: list[float], tops: list[float]) -> list[list[Block]]:
    rows = [[Block(top=top) for _ in lefts[:-1]] for top in tops[:-1]]
    chars = sorted(chars, key=_middle)
    middles = [_middle(char) for char in chars]
    for left, top, right, bottom in cells:
        band = chars[bisect_left(middles, top) : bisect_right(middles, bottom)]
        own = [char for char in band if left <= (char["x0"] + char["x1"]) / 2 < right]
        block = _block(own, left, right, top)
        column = _index(lefts, left)
        # A cell merged over several rows is said in each of them, one merged over columns only in its first.
        for row in range(_index(tops, top), max(_index(tops, bottom), _index(tops, top) + 1)):
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = block
    return rows


def _block(chars: list[Char], left: float, right: float, top: float) -> Block:
    lines = lines_of(words_of(chars)) if chars else []
    return Block(lines, reach(lines, left, right), top)


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _index(edges: list[float], edge: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - edge))
