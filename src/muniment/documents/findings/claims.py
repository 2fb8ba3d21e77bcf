"""Which sums a table claims: total columns and total rows, by their names and by the arithmetic that speaks for them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from muniment.documents.findings.grid import Grid, GridRow, is_total, is_total_column
from muniment.documents.findings.numbers import Number

Key = tuple[int, int]  # row and column in the grid

_NOT_ADDITIVE = re.compile(
    r"%|per ?cent|\brate|\baverage|\bavg|\bmean\b|\bmedian|\bscore|\blevel|\brating|\brank|\bratio|\byear|\bdate|\bmonth$|"
    r"\bref\b|\breference|^id$|^#$|^no\.?$|^nos?\.?$|\bpriority\b|\blikelihood|\bimpact|\bindex|\bpage|\bversion|\btarget\b",
    re.IGNORECASE,
)
_ROUNDED = re.compile(r"000s?\b|£ ?k\b|£ ?m\b|thousand|million|\bfte\b|rounded", re.IGNORECASE)
_STRONG = re.compile(r"\btotals?\b|^sum\b", re.IGNORECASE)
_WITHIN = re.compile(r"\W*(?:of which|including|included above|memo(?:randum)?\b|average|mean\b|%)", re.IGNORECASE)
_WEAK_SHARE = Decimal("0.5")
_UNNAMED_SHARE = Decimal("0.66")


@dataclass(frozen=True, slots=True)
class Equation:
    """One claimed sum: the cell of the total, the cells of its parts, and by how much the total exceeds them."""

    kind: Literal["row", "column"]
    line: int
    total: Key
    parts: tuple[Key, ...]
    excess: Decimal
    broken: bool
    sure: bool

    @property
    def cells(self) -> tuple[Key, ...]:
        return (self.total, *self.parts)

    @property
    def line_of_total(self) -> int:
        return self.total[0]

    def sign(self, cell: Key) -> int:
        """How the excess moves when the cell grows by one."""
        return 1 if cell == self.total else -1


def equations(grid: Grid) -> tuple[Equation, ...]:
    """All sums that the table claims, kept or broken."""
    additive = tuple(_additive_columns(grid))
    if not additive or len(grid.rows) > 5000:
        return ()
    sums_by_row = _total_columns(grid, additive)
    total_rows = _total_rows(grid, additive)
    return (*sums_by_row, *total_rows)


def _additive_columns(grid: Grid) -> Iterator[int]:
    """Columns of figures that may be added up: no shares, scores, years, references or running numbers."""
    counted = sum(row.count > 0 for row in grid.rows)
    for at in range(grid.width):
        numbers = [number for number in grid.column(at) if number]
        if not numbers or len(numbers) * 2 < counted or _NOT_ADDITIVE.search(grid.header[at]):
            continue
        if sum(number.unit == "%" for number in numbers) * 2 > len(numbers) or _is_years(numbers):
            continue
        if at == 0 and _is_running(numbers):
            continue
        yield at


def _is_years(numbers: list[Number]) -> bool:
    return len(numbers) > 1 and all(1900 <= number.value <= 2100 and not number.unit for number in numbers)


def _is_running(numbers: list[Number]) -> bool:
    return len(numbers) > 1 and all(after.value - before.value == 1 for before, after in pairwise(numbers))


# --- total columns -----------------------------------------------------------------------------------------------------


def _total_columns(grid: Grid, additive: tuple[int, ...]) -> tuple[Equation, ...]:
    best: tuple[Equation, ...] = ()
    named = [at for at in additive if is_total_column(grid.header[at])]
    for total in dict.fromkeys((*named, *additive)):
        if best and total not in named:
            break
        for parts in _part_columns(grid, additive, total):
            found = tuple(_row_equations(grid, total, parts, sure=total in named))
            if _believed(grid, found, grid.header[total], named=total in named) and _better(found, best):
                best = found
    return best


def _part_columns(grid: Grid, additive: tuple[int, ...], total: int) -> Iterator[tuple[int, ...]]:
    others = tuple(at for at in additive if at != total)
    left, right = tuple(at for at in others if at < total), tuple(at for at in others if at > total)
    for parts in dict.fromkeys((others, left, right, _since_total(grid, left))):
        if len(parts) > 1:
            yield parts


def _since_total(grid: Grid, columns: tuple[int, ...]) -> tuple[int, ...]:
    totals = [at for at in columns if is_total(grid.header[at])]
    return tuple(at for at in columns if not totals or at > totals[-1])


def _row_equations(grid: Grid, total: int, parts: tuple[int, ...], *, sure: bool) -> Iterator[Equation]:
    for line, row in enumerate(grid.rows):
        stated = row.numbers[total]
        if not stated or stated.unit == "%" or _NOT_ADDITIVE.match(row.label):
            continue
        if sum(row.numbers[at] is not None for at in parts) > 1:
            yield _equation(grid, "row", line, (line, total), [(line, at) for at in parts], sure=sure)


def _believed(grid: Grid, found: tuple[Equation, ...], name: str, *, named: bool) -> bool:
    telling = [each for each in found if sum(bool(_value(grid, part)) for part in each.parts) > 1]
    kept = sum(not each.broken for each in telling)
    if named and _STRONG.search(name):
        return kept >= 1 and kept * 3 >= len(telling)
    if named:
        return kept >= 2 and kept >= len(telling) * _WEAK_SHARE
    held = sum(not each.broken for each in found)  # rows with one part only speak for a sum, but not by themselves
    return kept >= 2 and held >= 3 and held > len(found) * _UNNAMED_SHARE


def _better(found: Iterable[Equation], best: tuple[Equation, ...]) -> bool:
    return sum(not each.broken for each in found) > sum(not each.broken for each in best)


# --- total rows --------------------------------------------------------------------------------------------------------


def _total_rows(grid: Grid, additive: tuple[int, ...]) -> tuple[Equation, ...]:
    found: list[Equation] = []
    totals = [line for line, row in enumerate(grid.rows) if _names_total(row)]
    for line in totals:
        choices = [
            tuple(_column_equations(grid, additive, line, parts, sure=True))
            for parts in _part_rows(grid, totals, line)
            if len(parts) > 1
        ]
        if choices:
            best = max(choices, key=lambda choice: sum(not each.broken for each in choice))
            kept = sum(not each.broken for each in best)
            if kept or (len(best) == 1 and _plain_claim(grid, best[0])):
                found += best
    if not totals and len(grid.rows) > 3:
        found += _unnamed_last_row(grid, additive)
    return tuple(found)


def _plain_claim(grid: Grid, only: Equation) -> bool:
    """The one column of a table does not add up: believed when its row says no more than Total, and is not far off."""
    stated = _value(grid, only.total)
    plain = re.fullmatch(
        r"(?:grand |overall |sub-?)?totals?\W*|sum\W*", grid.rows[only.line_of_total].label, re.IGNORECASE
    )
    return plain is not None and abs(only.excess) * 2 <= max(abs(stated), abs(stated - only.excess))


def _names_total(row: GridRow) -> bool:
    return row.count > 0 and is_total(row.label) and not re.match(r"(number|no\.?) of\b", row.label, re.IGNORECASE)


def _part_rows(grid: Grid, totals: list[int], line: int) -> Iterator[tuple[int, ...]]:
    """Which rows a total row may add up: those since the last total, all details above, the totals above, those below."""
    above = [at for at in totals if at < line]
    start = above[-1] + 1 if above else 0
    details = [at for at in range(line) if not _WITHIN.match(grid.rows[at].label)]
    yield tuple(at for at in details if at >= start)
    yield tuple(at for at in details if at not in above)
    yield tuple(above)
    if line == 0:
        yield tuple(at for at in range(1, len(grid.rows)) if at not in totals)


def _unnamed_last_row(grid: Grid, additive: tuple[int, ...]) -> tuple[Equation, ...]:
    last = len(grid.rows) - 1
    found = tuple(_column_equations(grid, additive, last, tuple(range(last)), sure=False))
    telling = [each for each in found if sum(bool(_value(grid, part)) for part in each.parts) > 1]
    kept = sum(not each.broken for each in telling)
    return found if kept >= 2 and kept > len(telling) * _UNNAMED_SHARE else ()


def _column_equations(
    grid: Grid, additive: tuple[int, ...], line: int, parts: tuple[int, ...], *, sure: bool
) -> Iterator[Equation]:
    for at in additive:
        if grid.rows[line].numbers[at] is not None and any(grid.rows[part].numbers[at] is not None for part in parts):
            yield _equation(grid, "column", at, (line, at), [(part, at) for part in parts], sure=sure)


# --- arithmetic --------------------------------------------------------------------------------------------------------


def _number(grid: Grid, key: Key) -> Number | None:
    return grid.rows[key[0]].numbers[key[1]]


def _value(grid: Grid, key: Key) -> Decimal:
    number = _number(grid, key)
    return number.value if number else Decimal(0)


def _equation(
    grid: Grid, kind: Literal["row", "column"], line: int, total: Key, parts: list[Key], *, sure: bool
) -> Equation:
    excess = _value(grid, total) - sum((_value(grid, part) for part in parts), Decimal(0))
    steps = sum((number.step for key in (total, *parts) if (number := _number(grid, key))), Decimal(0))
    tolerance = steps / 2
    if _ROUNDED.search(grid.header[total[1]]):
        tolerance = max(tolerance, Decimal(len(parts) + 1) / 2)
    counted = [_number(grid, part) is not None or not _text(grid, part) for part in parts]
    return Equation(kind, line, total, tuple(parts), excess, abs(excess) > tolerance, sure and all(counted))


def _text(grid: Grid, key: Key) -> str:
    cell = grid.rows[key[0]].cells[key[1]]
    return cell.text.strip() if cell else ""
