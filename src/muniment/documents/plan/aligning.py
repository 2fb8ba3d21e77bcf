"""Puts the cells of rows under the headings they belong to when the rows are longer or shorter than their heading row."""

from collections import Counter
from collections.abc import Callable, Sequence

from muniment.documents.paper import Cell, Row
from muniment.documents.plan.contents import fitness
from muniment.documents.plan.headings import meanings
from muniment.documents.plan.reading import Field

Score = Callable[[int, int], float]

_BETTER_BY = 0.5  # a shift must explain the cells clearly better than their order does


def aligned(header: Sequence[str], rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with their cells moved under the heading they fit; rows without their last cells stay as they are.

    Only the contents decide: rows of one length are moved together, in order, and only where that fits clearly better.
    """
    if not header:
        return tuple(rows)
    moves: dict[int, list[int] | None] = {}
    for length, count in Counter(len(row.cells) for row in rows).items():
        same = [row for row in rows if len(row.cells) == length]
        moves[length] = _move(header, same) if length != len(header) and length > 1 and count else None
    return tuple(_moved(row, moves.get(len(row.cells))) for row in rows)


def _move(header: Sequence[str], rows: Sequence[Row]) -> list[int] | None:
    """For each cell the column it goes to, or None when the order of the cells is right as it is."""
    length = len(rows[0].cells)
    fits = [fitness([row.cells[at].text for row in rows]) for at in range(length)]
    fields = [{one.field: one.score for one in meanings(heading)} for heading in header]

    def score(column: int, cell: int) -> float:
        return max((fits[cell].get(field, 0.0) * said for field, said in fields[column].items()), default=0.0)

    stay = sum(score(at, at) for at in range(min(length, len(header))))
    best, path = _best_path(len(header), length, score)
    if best < stay + _BETTER_BY:
        return None
    return _with_neighbours(path, length, len(header), fits)


def _best_path(columns: int, cells: int, score: Score) -> tuple[float, dict[int, int]]:
    """The best monotone matching of cells with columns, as its sum and {cell: column}."""
    table = [[0.0] * (cells + 1) for _ in range(columns + 1)]
    for column in range(columns - 1, -1, -1):
        for cell in range(cells - 1, -1, -1):
            both = table[column + 1][cell + 1] + score(column, cell)
            table[column][cell] = max(both, table[column + 1][cell], table[column][cell + 1])
    path: dict[int, int] = {}
    column = cell = 0
    while column < columns and cell < cells:
        gain = score(column, cell)
        if gain > 0 and table[column][cell] == table[column + 1][cell + 1] + gain:
            path[cell] = column
            column, cell = column + 1, cell + 1
        elif table[column][cell] == table[column + 1][cell]:
            column += 1
        else:
            cell += 1
    return table[0][0], path


def _with_neighbours(path: dict[int, int], length: int, columns: int, fits: list[dict[Field, float]]) -> list[int]:
    """Cells that match no heading go to a free column between those of their neighbours, else behind the last."""
    targets = [-1] * length
    for cell, column in path.items():
        targets[cell] = column
    extra = columns
    taken = set(path.values())
    for cell in range(length):
        if targets[cell] >= 0:
            continue
        low = max((targets[before] for before in range(cell) if 0 <= targets[before] < columns), default=-1)
        high = min((path[after] for after in range(cell + 1, length) if after in path), default=columns)
        free = [column for column in range(low + 1, high) if column not in taken]
        if free and fits[cell]:
            targets[cell] = free[0]
            taken.add(free[0])
        else:
            targets[cell] = extra
            extra += 1
    return targets


def _moved(row: Row, move: list[int] | None) -> Row:
    if move is None:
        return row
    width = max(move) + 1
    cells = [Cell("", row.place)] * width
    for cell, column in zip(row.cells, move, strict=True):
        cells[column] = cell
    return Row(tuple(cells), row.place)
