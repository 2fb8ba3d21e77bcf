"""What else in the paper speaks for one repair of a table rather than another: the rows of the plan, and the prose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from muniment.documents.findings.claims import Key
from muniment.documents.findings.grid import Grid, is_total, is_total_column
from muniment.documents.findings.groups import match_rows, statuses
from muniment.documents.findings.localise import Repair
from muniment.documents.findings.statuses import prose_tallies, status_columns
from muniment.documents.findings.subject import Subject


@dataclass(frozen=True, slots=True)
class Choice:
    """The repair that fits best with what else the paper says, and the words that tell why."""

    repair: Repair
    why: str


def choose(subject: Subject, grid: Grid, repairs: Sequence[Repair]) -> Choice | None:
    """The one repair that brings the table nearest to its witnesses; None where they do not tell."""
    for witness, name in (
        (_plan(subject, grid), "the rows of the plan"),
        (_prose(subject, grid), "what the text says"),
    ):
        cells = {cell for repair in repairs for cell, _ in repair}
        heard = {cell: value for cell, value in witness.items() if cell in cells}
        if not heard:
            continue
        misfits = sorted((_misfit(grid, repair, heard), at) for at, repair in enumerate(repairs))
        before = _misfit(grid, (), heard)
        if misfits[0][0] < before and (len(misfits) == 1 or misfits[0][0] < misfits[1][0]):
            exact = "agrees with" if misfits[0][0] == 0 else "comes nearest to"
            return Choice(repairs[misfits[0][1]], f"{exact} {name}")
    return None


def _misfit(grid: Grid, repair: Repair, heard: Mapping[Key, int]) -> Decimal:
    changes = dict(repair)
    total = Decimal(0)
    for cell, expected in heard.items():
        number = grid.rows[cell[0]].numbers[cell[1]]
        total += abs((number.value if number else 0) + changes.get(cell, Decimal(0)) - expected)
    return total


def _plan(subject: Subject, grid: Grid) -> dict[Key, int]:
    """How many actions, by status too, the plan has in the group of each row."""
    columns = status_columns(grid)
    whole = [at for at in range(grid.width) if is_total_column(grid.header[at]) and at not in columns]
    if not subject.actions or not (columns or whole):
        return {}
    sizes = [
        int(number.value) if whole and (number := row.numbers[whole[0]]) is not None else None for row in grid.rows
    ]
    found: dict[Key, int] = {}
    groups = match_rows(subject.actions, [row.label for row in grid.rows], sizes)
    for line, group in enumerate(groups):
        if group:
            counts = statuses(group)
            found |= {(line, at): counts[kind] for at, kind in columns.items()}
            found |= {(line, at): len(group) for at in whole}
    return found


def _prose(subject: Subject, grid: Grid) -> dict[Key, int]:
    """Counts by status of the whole, as a sentence states them, at the total row."""
    columns = status_columns(grid)
    lines = [line for line, row in enumerate(grid.rows) if is_total(row.label)]
    whole = [at for at in range(grid.width) if is_total_column(grid.header[at]) and at not in columns]
    if not columns or not lines:
        return {}
    for tally in prose_tallies(subject):
        found = {(lines[-1], at): count for at, kind in columns.items() if (count := tally.count(kind)) is not None}
        number = grid.rows[lines[-1]].numbers[whole[0]] if whole else None
        if len(found) > 1 and tally.total and (number is None or number.value == tally.total):
            return found | {(lines[-1], at): tally.total for at in whole}
    return {}
