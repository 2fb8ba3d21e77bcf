"""Where the rows of a table begin that has no rules between them, or only some."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from muniment.documents.reading.pdf_lines import Line, Word

Columns = list[tuple[float, float]]
_RULED_ROWS = 4  # so many pieces between rules are the rows; fewer are a head, a body and a foot
_APART = 0.3  # of the size of type: so much more free space than between lines of a cell
_MOSTLY = 0.8


def row_starts(lines: Sequence[Line], cells: Sequence[Sequence[list[Word]]], rules: Sequence[float]) -> frozenset[int]:
    """The indices of the lines that begin a row. `rules` are the heights of horizontal rules, sorted."""
    parted = {
        index
        for index in range(1, len(lines))
        if bisect_left(rules, _middle(lines[index])) > bisect_left(rules, _middle(lines[index - 1]))
    }
    if len(parted) + 1 >= _RULED_ROWS:
        return frozenset(parted | {0})
    filled = [[bool(words) for words in row] for row in cells]
    apart = _far_apart(lines)
    by_space = bool(apart) and _one_key_each(apart | parted | {0}, filled)
    starts = parted | {0}
    for index in range(1, len(lines)):
        if by_space:
            if index in apart or _is_full(filled, index, starts):
                starts.add(index)
        elif _has_key(filled[index], filled[index - 1]):
            starts.add(index)
    return frozenset(starts)


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2


def _far_apart(lines: Sequence[Line]) -> set[int]:
    """The lines with more free space above them than lines of one cell have; none where all stand alike.

    Where cells are centred the lines of one row interleave, so the space counts from the lowest line so far.
    """
    free: list[float] = []
    bottom = lines[0].bottom
    for line in lines[1:]:
        free.append(line.top - bottom)
        bottom = max(bottom, line.bottom)
    if not free:
        return set()
    usual = max(sorted(free)[len(free) // 10], 0.0)
    return {index for index, space in enumerate(free, 1) if space > usual + _APART * lines[index].size}


def _one_key_each(starts: set[int], filled: list[list[bool]]) -> bool:
    """Whether the space says where rows begin: nearly every piece between has one filled line in its first column."""
    ends = [*sorted(starts), len(filled)]
    keys = [sum(line[0] for line in filled[start:end]) for start, end in pairwise(ends)]
    return sum(count == 1 for count in keys) >= _MOSTLY * len(keys)


def _is_full(filled: list[list[bool]], index: int, starts: set[int]) -> bool:
    """Whether a line fills every column that the first line of its row fills, as only a row of one line would."""
    first = filled[max(start for start in starts if start < index)]
    columns = [column for column, is_filled in enumerate(first) if is_filled]
    return filled[index][0] and len(columns) > 2 and all(filled[index][column] for column in columns)


def _has_key(line: list[bool], above: list[bool]) -> bool:
    """Whether a line begins a row by its first column alone; the wrapped end of a key has little beside it."""
    if not line[0]:
        return False
    beside = sum(line[1:])
    if beside == 0:
        return not above[0]
    return not above[0] or beside >= 0.5 * sum(above[1:])
