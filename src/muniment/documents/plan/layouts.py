"""Plans that are not laid out as rows under a heading are turned so that they are: label beside value, and columns as rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from muniment.documents.paper import Cell, Place, Row, Table
from muniment.documents.plan.headings import covered, meanings
from muniment.documents.plan.words import label

_NUMBERED = re.compile(
    r"(?P<name>(?:recommendation|rec|action|agreed action|finding|issue|management action|item))\s*(?:no\s*)?(?P<ref>[a-z]{0,3}\d{1,3})"
)


def straightened(table: Table) -> Iterator[Table]:
    """The table itself; or its records, each as a heading row and a row; or the table turned by a quarter."""
    pairs = _pairs(table)
    if pairs:
        for record in _records(pairs):
            yield _as_table(record, table)
    elif _runs_across(table):
        yield _turned(table)
    else:
        yield table


def records_of(pairs: Sequence[tuple[Cell, Cell]], place: Place) -> Iterator[Table]:
    """Label and value beside each other, wherever they stand, as tables of a heading row and a row."""
    for record in _records(pairs):
        yield _as_table(record, Table((), place))


def _known(text: str) -> bool:
    found = meanings(text)
    return bool(found) and found[0].score >= 0.6


def _is_label(text: str) -> bool:
    """Names a column and says nothing else; `Information Governance Manager` is a value, though it ends in a label."""
    return _known(text) and covered(text) >= 0.7


def _pairs(table: Table) -> list[tuple[Cell, Cell]]:
    """The label and value cells of a table that has only such, in two columns or in four; empty if it is another kind."""
    widths = {len(_trimmed(row)) for row in table.rows}
    if not widths or max(widths) > 4 or max(widths) < 2 or len(table.rows) < 2:
        return []
    pairs: list[tuple[Cell, Cell]] = []
    strange = 0
    for row in table.rows:
        cells = _trimmed(row)
        if len(cells) == 3 and not cells[1].text.strip():
            cells = (cells[0], cells[2])  # a value that spans the rest of its row
        if len(cells) == 4 and _known(cells[0].text) and (_known(cells[2].text) or not cells[2].text.strip()):
            pairs += [(cells[0], cells[1]), (cells[2], cells[3])]
        elif len(cells) in {1, 2} and cells and (_known(cells[0].text) or len(cells) == 2):
            pairs.append((cells[0], cells[1] if len(cells) == 2 else Cell("", cells[0].place)))
            strange += not _known(cells[0].text)
        elif len(cells) == 1:
            pairs.append((cells[0], Cell("", cells[0].place)))
            strange += 1
        else:
            return []
    fields = {meanings(one.text)[0].field for one, _ in pairs if _known(one.text)}
    values = [value.text for _, value in pairs if value.text.strip()]
    if len(fields) < 3 or strange > len(pairs) / 3 or sum(map(_is_label, values)) > 0.5 * len(values):
        return []
    return pairs


def _trimmed(row: Row) -> tuple[Cell, ...]:
    """The cells of a row without empty ones at its end and without repeats of a cell that spans several columns."""
    cells = list(row.cells)
    while cells and not cells[-1].text.strip():
        cells.pop()
    kept: list[Cell] = []
    for cell in cells:
        if kept and cell.text.strip() and cell.text == kept[-1].text:
            continue
        kept.append(cell)
    return tuple(kept)


def _records(pairs: Sequence[tuple[Cell, Cell]]) -> Iterator[list[tuple[Cell, Cell]]]:
    """A record ends where the label with which the first began comes again, or at the title of the next."""
    first = next((_kind(one.text) for one, value in pairs if _known(one.text) and not _is_title(one, value)), "")
    record: list[tuple[Cell, Cell]] = []
    for pair in pairs:
        if (_is_title(*pair) and any(not _is_title(*other) for other in record)) or (
            _kind(pair[0].text) == first and any(_kind(one.text) == first for one, _ in record)
        ):
            yield record
            record = []
        record.append(pair)
    if record:
        yield record


def _kind(text: str) -> str:
    """A label without its number: `Recommendation 2` is the label that `Recommendation 1` was."""
    return _NUMBERED.sub(r"\g<name>", label(text))


def _is_title(one: Cell, value: Cell) -> bool:
    """A line that names the record that follows: without a value, and unknown as a label or numbered."""
    return not value.text.strip() and (not _known(one.text) or bool(_NUMBERED.fullmatch(label(one.text))))


def _as_table(record: list[tuple[Cell, Cell]], table: Table) -> Table:
    """A heading row of the labels and one row of the values. A line with neither label nor value names the record."""
    titles = [one for one, value in record if _is_title(one, value)]
    named = [(one, value) for one, value in record if not _is_title(one, value)]
    numbered = next((match for one, _ in named if (match := _NUMBERED.fullmatch(label(one.text)))), None)
    if numbered and not any(meanings(one.text) and meanings(one.text)[0].field == "ref" for one, _ in named):
        where = named[0][0].place
        named.insert(0, (Cell("Ref", where), Cell(numbered["ref"].upper(), where)))
    place = named[0][1].place if named else table.place
    row_place = place.at(column=None)
    heading = Row(tuple(one for one, _ in named), row_place)
    values = Row(tuple(value for _, value in named), row_place)
    above = tuple(Row((title,), title.place) for title in titles)
    return replace(table, rows=(heading, *above, values))


def _runs_across(table: Table) -> bool:
    """Whether the first column holds the headings and each further column is an action."""
    width = max((len(row.cells) for row in table.rows), default=0)
    if width < 3 or len(table.rows) < 3:
        return False
    column = [row.cells[0].text for row in table.rows if row.cells and row.cells[0].text.strip()]
    down = [meanings(text)[0].field for text in column if _known(text)]
    across = [text for text in table.rows[0].texts[1:] if _known(text)]
    return len(set(down)) >= 3 and len(down) >= 0.7 * len(column) and not across


def _turned(table: Table) -> Table:
    width = max(len(row.cells) for row in table.rows)
    rows = []
    for column in range(width):
        cells = tuple(
            row.cells[column] if column < len(row.cells) else Cell("", row.place.at(column=column + 1))
            for row in table.rows
        )
        rows.append(Row(cells, cells[0].place.at(row=cells[0].place.row, column=cells[0].place.column)))
    return replace(table, rows=tuple(rows))
