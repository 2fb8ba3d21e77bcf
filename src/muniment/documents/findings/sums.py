"""ROW_SUM and COL_SUM: totals of a table that are not the sum of their parts, with the cell that repairs them."""

from collections.abc import Iterator

from muniment.documents.findings.claims import Equation, Key, equations
from muniment.documents.findings.finding import Finding
from muniment.documents.findings.grid import Grid
from muniment.documents.findings.localise import Diagnosis, Repair, diagnose
from muniment.documents.findings.numbers import show
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject
from muniment.documents.findings.witness import choose
from muniment.documents.findings.words import listing, quote
from muniment.documents.paper import Place

_MOST_NAMED = 6


@rule("ROW_SUM", "COL_SUM")
def table_sums(subject: Subject) -> Iterator[Finding]:
    """One finding for each total that differs from the sum of its parts."""
    for grid in subject.grids:
        for diagnosis in diagnose(equations(grid)):
            proposal = _proposal(subject, grid, diagnosis)
            for broken in diagnosis.broken:
                yield _finding(grid, broken, proposal, diagnosis)


def _finding(grid: Grid, broken: Equation, proposal: str, diagnosis: Diagnosis) -> Finding:
    parts = [number for key in broken.parts if (number := grid.rows[key[0]].numbers[key[1]]) is not None]
    stated = grid.rows[broken.total[0]].numbers[broken.total[1]]
    assert stated is not None
    computed = stated.value - broken.excess
    if broken.kind == "row":
        name = (
            f"The row “{_row_name(grid, broken.line)}” states {show(stated.value)} under “{grid.name(broken.total[1])}”"
        )
    else:
        name = f"“{_row_name(grid, broken.total[0])}” states {show(stated.value)} under “{grid.name(broken.line)}”"
    sum_of = " + ".join(show(part.value) for part in parts) if len(parts) <= 8 else f"its {len(parts)} parts"
    message = f"{name}, but {sum_of} = {show(computed)}: {show(abs(broken.excess))} too {_sense(broken)}."
    if len(diagnosis.broken) > 1 and not diagnosis.repairs:
        message += " No change of a single figure repairs the table."
    return Finding(
        rule="ROW_SUM" if broken.kind == "row" else "COL_SUM",
        severity="error" if broken.sure else "warning",
        place=_place(grid, broken.total),
        message=message,
        quote=_quote(grid, broken),
        stated=show(stated.value),
        computed=show(computed),
        proposal=proposal,
    )


def _sense(broken: Equation) -> str:
    return "many" if broken.excess > 0 else "few"


def _quote(grid: Grid, broken: Equation) -> str:
    line = broken.line if broken.kind == "row" else broken.total[0]
    return quote(" | ".join(cell.text for cell in grid.rows[line].cells if cell and cell.text.strip()))


def _proposal(subject: Subject, grid: Grid, diagnosis: Diagnosis) -> str:
    """The one repair, or the honest list of those the table allows and what speaks for one of them."""
    repairs = diagnosis.repairs
    if not repairs:
        return ""
    if len(repairs) == 1:
        return f"{_words(grid, repairs[0])} repairs {_what(diagnosis)}."
    choice = choose(subject, grid, repairs)
    others = [repair for repair in repairs if not choice or repair != choice.repair]
    if choice:
        named = f", also ({listing([_briefly(grid, each) for each in others])})" if len(others) < _MOST_NAMED else ""
        best = f"{_words(grid, choice.repair)} repairs {_what(diagnosis)} and {choice.why}"
        return f"{best}. The table alone allows {len(repairs)} such repairs{named}."
    named = f": {listing([_briefly(grid, each) for each in others])}" if len(others) <= _MOST_NAMED else ""
    return f"The table alone allows {len(repairs)} repairs, each of {_size(repairs[0])}{named}. Only a person can know which."


def _briefly(grid: Grid, repair: Repair) -> str:
    moves = []
    for key, change in repair:
        number = grid.rows[key[0]].numbers[key[1]]
        before = number.value if number else None
        moves.append(f"{show(before) if before is not None else 'blank'} → {show((before or 0) + change)}")
    (row, column), _ = repair[0]
    return f"“{grid.name(column)}” of “{_row_name(grid, row)}” {' with '.join(moves)}"


def _what(diagnosis: Diagnosis) -> str:
    count = len(diagnosis.broken)
    return "the sum" if count == 1 else "both sums" if count == 2 else f"all {count} broken sums"


def _size(repair: Repair) -> str:
    return "one figure" if len(repair) == 1 else "one figure and the total it was carried into"


def _words(grid: Grid, repair: Repair) -> str:
    """`“In progress” of “Homes” (page 2, table 1, row 3, column 4): 17 → 27`, and the total that follows from it."""
    pieces = []
    for key, change in repair:
        number = grid.rows[key[0]].numbers[key[1]]
        before = number.value if number else None
        cell = f"“{grid.name(key[1])}” of “{_row_name(grid, key[0])}” ({_place(grid, key)})"
        pieces.append(f"{cell}: {show(before) if before is not None else 'blank'} → {show((before or 0) + change)}")
    return " with ".join(pieces)


def _row_name(grid: Grid, line: int) -> str:
    return grid.rows[line].label or f"row {line + 1}"


def _place(grid: Grid, key: Key) -> Place:
    cell = grid.rows[key[0]].cells[key[1]]
    return cell.place if cell else grid.table.place
