"""Puts rows together again that a page break cut in two; only here is it known where the pages end."""

from collections.abc import Sequence

from muniment.documents.reading.pdf_joining import Block
from muniment.documents.reading.pdf_ruled import PageTable

_SAME_COLUMN = 4.0  # points
_KEY_FILLED = 0.8  # of the rows: a column so often filled is never empty in a row of its own


def join_over_break(above: PageTable, below: PageTable) -> None:
    """Moves a piece at the top of `below` to the row of `above` that it belongs to.

    `above` must be the last thing on its page and `below` the first on the next. The header that many programs repeat
    on each page stays where it is, and is looked past.
    """
    if below.page != above.page + 1 or not _same_columns(above.edges, below.edges) or not above.rows or not below.rows:
        return
    first = 1 if _same_row(above.rows[0], below.rows[0]) and len(below.rows) > 1 else 0
    piece, last = below.rows[first], above.rows[-1]
    key = _key_column(above.rows if len(above.rows) < 3 else above.rows[:-1])
    if not _is_piece(last, piece, key) or (first and len(above.rows) == 1):
        return
    above.rows[-1] = [
        Block(one.lines + more.lines, max(one.right, more.right), one.top)
        for one, more in zip(last, piece, strict=True)
    ]
    del below.rows[first]


def _same_columns(some: Sequence[float], more: Sequence[float]) -> bool:
    # Without rules the last column ends with its longest line, on each page another.
    lefts = zip(some[:-1], more[:-1], strict=False)
    return len(some) == len(more) and all(abs(a - b) <= _SAME_COLUMN for a, b in lefts)


def _same_row(some: Sequence[Block], more: Sequence[Block]) -> bool:
    return [_text(block) for block in some] == [_text(block) for block in more]


def _text(block: Block) -> str:
    return " ".join(line.text for line in block.lines)


def _key_column(rows: Sequence[Sequence[Block]]) -> int:
    """The first column that nearly every row fills: a reference, or what stands for one."""
    for column in range(len(rows[0])):
        if sum(bool(row[column].lines) for row in rows) >= _KEY_FILLED * len(rows):
            return column
    return 0


def _is_piece(last: Sequence[Block], piece: Sequence[Block], key: int) -> bool:
    """Whether two rows can be one: only one of them has a key."""
    if not piece[key].lines:
        return any(block.lines for block in piece)
    # A reference in the middle of the height of its cell may come only after the break.
    return not last[key].lines and sum(bool(block.lines) for block in last) > 1
