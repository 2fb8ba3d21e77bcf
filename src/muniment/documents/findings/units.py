"""UNIT: a column of quantities in which a few cells are in another unit than the rest."""

from collections import Counter
from collections.abc import Iterator

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.grid import Grid
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject
from muniment.documents.findings.words import quote

_FEWEST = 4


@rule("UNIT")
def mixed_units(subject: Subject) -> Iterator[Finding]:
    """`5 days` among days, and one `2 weeks`; pounds among shares."""
    for grid in subject.grids:
        for at in range(grid.width):
            yield from _odd_cells(grid, at)


def _odd_cells(grid: Grid, at: int) -> Iterator[Finding]:
    units = [
        (line, number.unit) for line, number in enumerate(grid.column(at)) if number and number.value and number.unit
    ]
    if len(units) < _FEWEST:
        return
    (usual, count), *others = Counter(unit for _, unit in units).most_common()
    if not others or count * 4 < len(units) * 3:
        return
    for line, unit in units:
        if unit != usual:
            cell = grid.rows[line].cells[at]
            assert cell is not None
            yield Finding(
                "UNIT",
                "note",
                cell.place,
                f"“{grid.name(at)}” is in {usual} in {count} cells, here in {unit}.",
                quote(cell.text),
                unit,
                usual,
            )
