"""Tables that stand in running text: an export that was pasted into an e-mail, columns set with spaces, records in one cell."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from muniment.discovery.engine.personal import headings

_LEAST_ROWS, _LEAST_CELLS = 3, 3
_MOST_CELLS, _LONGEST_LINE, _LONGEST_CELL = 60, 2_000, 60
_MEAN_CELL = 35  # characters, at most: between the commas of sentences stand more
_SPACES = re.compile(r"\t+| {2,}")
_VALUE = re.compile(r"(?=\D*\d)\S+(?: \S+)?")
_RULER = re.compile(r"[\s\-=_+|.]{4,}")
_Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, and the lines that they are: from the first to before the end, counted from 0."""

    first: int
    end: int
    rows: tuple[_Cells, ...]


def _by(sign: str) -> Callable[[str], _Cells]:
    def cells(line: str) -> _Cells:
        try:
            return tuple(next(csv.reader([line], delimiter=sign, skipinitialspace=True)))
        except (csv.Error, StopIteration):
            return ()

    return cells


def _by_spaces(line: str) -> _Cells:
    return tuple(_SPACES.split(line.strip()))


# What stands between cells, how often at least, and what divides a line there.
_WAYS = (*tuple((sign, _LEAST_CELLS - 1, _by(sign)) for sign in "\t|;,"), ("  ", 1, _by_spaces))


def tables_in(lines: list[str]) -> Iterator[Table]:
    """The tables among the lines of a text, in their order; none overlaps another.

    Lines that follow each other and fall into as many cells are one, where they have headings that are known, or are cells
    throughout: a sentence with commas is none. Rulers between are left out.
    """
    at = 0
    while at + _LEAST_ROWS <= len(lines):
        end = at + 1
        for way in _ways(lines[at], lines[at + _LEAST_ROWS - 1]):
            rows, after = _rows(lines, at, way)
            if len(rows) >= _LEAST_ROWS:
                end = max(end, after)  # what is no table as a whole is none in its parts either
                if sum(map(headings.known, rows[0])) > 1 or _of_values(rows[1:]):
                    yield Table(at, end := after, tuple(rows))
                    break
        at = end


def _ways(first: str, third: str) -> Iterator[Callable[[str], _Cells]]:
    """How the first line of a table, and the third, may fall into cells. Most lines cannot, which is soon seen."""
    if len(first) <= _LONGEST_LINE:
        for sign, least, way in _WAYS:
            many = first.count(sign)
            if many >= least and len(first) <= _MEAN_CELL * (many + 1) and third.count(sign) >= least:
                yield way


def _rows(lines: list[str], at: int, way: Callable[[str], _Cells]) -> tuple[list[_Cells], int]:
    """The lines from one on that fall into as many cells as it does, and where they end."""
    first = way(lines[at])
    if not _LEAST_CELLS <= len(first) <= _MOST_CELLS:
        return [], at
    rows, end = [first], at + 1
    for place in range(at + 1, len(lines)):
        if _RULER.fullmatch(lines[place]):
            continue
        cells = way(lines[place]) if len(lines[place]) <= _LONGEST_LINE else ()
        if len(cells) != len(first):
            break
        rows.append(cells)
        end = place + 1
    return rows, end


def _of_values(rows: list[_Cells]) -> bool:
    """Whether all cells are short, and those of some column figures or codes: a sentence that has as many commas as the next has none."""
    short = all(len(cell) <= _LONGEST_CELL for row in rows for cell in row)
    return short and any(all(map(_VALUE.fullmatch, column)) for column in zip(*rows, strict=True))
