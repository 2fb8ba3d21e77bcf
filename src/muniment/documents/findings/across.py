"""CROSS_DOC: the same quantity said in two places of one paper with different figures."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.grid import Grid, is_total
from muniment.documents.findings.numbers import Number, show
from muniment.documents.findings.registry import rule
from muniment.documents.findings.statuses import Tally, prose_tallies, table_tallies
from muniment.documents.findings.subject import Subject
from muniment.documents.findings.words import listing, normal, quote
from muniment.documents.paper import Cell

NAME = "CROSS_DOC"
_MOST_TALLIES = 40
_MOST_GRIDS_PER_LABEL = 12
_FEWEST_SHARED = 3


@rule(NAME)
def counts_by_status(subject: Subject) -> Iterator[Finding]:
    """Counts by status of one whole, in the text and in the total row of a table."""
    said = [tally for tally in prose_tallies(subject) if tally.total][:_MOST_TALLIES]
    rows = [tally for grid in subject.grids for tally in table_tallies(grid) if tally.total and is_total(tally.label)]
    pairs = [(tally, row) for tally in said for row in rows[:_MOST_TALLIES]]
    pairs += list(combinations(said, 2)) + list(combinations(rows[:_MOST_TALLIES], 2))
    for first, second in pairs:
        if first.total == second.total and first.place != second.place:
            yield from _compare(first, second)


def _compare(first: Tally, second: Tally) -> Iterator[Finding]:
    different = [
        (kind, one, other)
        for kind, one, _ in first.counts
        if (other := second.count(kind)) is not None and other != one
    ]
    if not different:
        return
    what = listing(f"{kind} {one} here, {other} there" for kind, one, other in different)
    yield Finding(
        NAME,
        "error",
        first.place,
        f"Of the same {first.total}, {second.place} counts otherwise: {what}.",
        first.quote,
        listing(f"{one} {kind}" for kind, one, _ in different),
        listing(f"{other} {kind}" for kind, _, other in different),
    )


@rule(NAME)
def cells_of_twin_tables(subject: Subject) -> Iterator[Finding]:
    """Two tables of which most figures agree by row and column are meant to be the same: the rest contradict."""
    by_label: dict[str, list[int]] = defaultdict(list)
    facts = [_facts(grid) for grid in subject.grids]
    for at, known in enumerate(facts):
        for label in {label for label, _ in known}:
            by_label[label].append(at)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for tables in by_label.values():
        if len(tables) <= _MOST_GRIDS_PER_LABEL:
            for pair in combinations(tables, 2):
                shared[pair] += 1
    for (one, other), count in shared.items():
        if count >= _FEWEST_SHARED:
            yield from _disagreements(facts[one], facts[other])


Facts = dict[tuple[str, str], tuple[Number, Cell]]


def _facts(grid: Grid) -> Facts:
    """Figures by the words of their row and of their column; none where rows or columns have one name twice."""
    if len(grid.rows) > 500:
        return {}
    names = [normal(name) for name in grid.header]
    labels = [normal(row.label) for row in grid.rows]
    return {
        (labels[line], names[at]): (number, cell)
        for line, row in enumerate(grid.rows)
        for at, number in enumerate(row.numbers)
        if number and (cell := row.cells[at]) and labels.count(labels[line]) == 1 and names.count(names[at]) == 1
        if labels[line] and names[at]
    }


def _disagreements(first: Facts, second: Facts) -> Iterator[Finding]:
    common = [key for key in first if key in second]
    different = [key for key in common if first[key][0].value != second[key][0].value]
    if len(common) < _FEWEST_SHARED or len(different) * 3 > len(common):
        return
    for key in different:
        (here, cell), (there, other) = first[key], second[key]
        yield Finding(
            NAME,
            "error",
            cell.place,
            f"“{key[0]}”, {key[1]}: {show(here.value)} here, {show(there.value)} in {other.place}; "
            f"the other {len(common) - len(different)} figures of both tables agree.",
            quote(cell.text),
            show(here.value),
            show(there.value),
        )
