"""Which cell is wrong: the smallest changes of cells that make every broken sum of a table hold again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from muniment.documents.findings.claims import Equation, Key

Change = tuple[Key, Decimal]  # a cell, and what is to be added to it
Repair = tuple[Change, ...]
_MOST_BROKEN = 60


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The sums that break together and every equally small repair of them.

    A repair of one change is a wrong cell; one of two changes is a wrong cell whose figure was carried into its total.
    """

    broken: tuple[Equation, ...]
    repairs: tuple[Repair, ...]


def diagnose(equations: Sequence[Equation]) -> tuple[Diagnosis, ...]:
    """Explain all broken sums of one table: by one cell if that can be, else by several that are independent."""
    broken = [each for each in equations if each.broken][:_MOST_BROKEN]
    if not broken:
        return ()
    sums_of: dict[Key, list[Equation]] = defaultdict(list)
    for each in equations:
        for cell in each.cells:
            sums_of[cell].append(each)
    if repairs := _repairs(broken, equations, sums_of):
        return (Diagnosis(tuple(broken), repairs),)
    return tuple(_one_by_one(broken, equations, sums_of))


def _repairs(
    broken: Sequence[Equation], equations: Sequence[Equation], sums_of: dict[Key, list[Equation]]
) -> tuple[Repair, ...]:
    return tuple(_single(broken, sums_of)) or tuple(_carried(broken, equations, sums_of))


def _single(broken: Sequence[Equation], sums_of: dict[Key, list[Equation]]) -> Iterator[Repair]:
    """Cells that stand in every broken sum and in no sum that holds, and need the same change in each."""
    shared = set(broken[0].cells).intersection(*(each.cells for each in broken[1:]))
    for cell in sorted(shared):
        if len(sums_of[cell]) == len(broken):
            changes = {-each.excess * each.sign(cell) for each in broken}
            if len(changes) == 1:
                yield ((cell, changes.pop()),)


def _carried(
    broken: Sequence[Equation], equations: Sequence[Equation], sums_of: dict[Key, list[Equation]]
) -> Iterator[Repair]:
    """Two sums break by the same amount in one direction: a part and the total it was carried into, in a sum that holds."""
    if len(broken) != 2:
        return
    first, second = broken
    if first.kind != second.kind or first.excess != second.excess:
        return
    for across in equations:
        if across.broken or across.kind == first.kind:
            continue
        mine, theirs = set(across.cells) & set(first.cells), set(across.cells) & set(second.cells)
        if len(mine) != 1 or len(theirs) != 1:
            continue
        (one,), (other,) = mine, theirs
        if across.total not in {one, other} or len(sums_of[one]) != 2 or len(sums_of[other]) != 2:
            continue
        change = -first.excess * first.sign(one)
        if change == -second.excess * second.sign(other):
            part, total = (other, one) if across.total == one else (one, other)
            yield ((part, change), (total, change))


def _one_by_one(
    broken: Sequence[Equation], equations: Sequence[Equation], sums_of: dict[Key, list[Equation]]
) -> Iterator[Diagnosis]:
    """Several errors at once: pair each broken row with the one broken column that needs the same change."""
    left = list(broken)
    for row in [each for each in broken if each.kind == "row"]:
        matches = [
            (column, repairs[0])
            for column in left
            if column.kind == "column" and len(repairs := tuple(_single((row, column), sums_of))) == 1
        ]
        if len(matches) == 1 and row in left:
            column, repair = matches[0]
            left.remove(row)
            left.remove(column)
            yield Diagnosis((row, column), (repair,))
    if len(left) < len(broken) and left and (repairs := _repairs(left, equations, sums_of)):
        yield Diagnosis(tuple(left), repairs)
        return
    for each in left:
        yield Diagnosis((each,), tuple(_single((each,), sums_of)))
