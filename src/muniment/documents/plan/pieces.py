"""Cuts a paper's tables into pieces: rows that stand under one heading row, with what stands above them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from muniment.documents.paper import Cell, Paper, Paragraph, Place, Row, Table
from muniment.documents.plan.contents import is_datelike, is_period, is_reference
from muniment.documents.plan.headings import covered, meanings
from muniment.documents.plan.layouts import records_of, straightened
from muniment.documents.plan.words import plain, squash

_NEEDED = frozenset({"action", "recommendation", "owners", "due", "ref"})
_PAGE_FURNITURE = re.compile(
    r"(?:page )?\d+(?: of \d+)?|page\b.*|table \d+.*|appendix\s+\w+|(?:key|note|legend)\b.*", re.IGNORECASE
)
_LINE = re.compile(
    r"[-*•\s]*(?P<label>[A-Za-z][A-Za-z /&]{1,40}?)(?:\s*\([^()\n]{1,30}\))?\s*\**\s*:\**\s*(?P<value>\S.*)", re.DOTALL
)
_SHORT = 45
_COVERED = 0.4
_BREAK_HYPHEN = re.compile(r"-\n(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of one table under one heading row; `header` is empty where the rows have none of their own.

    `above` are the headings above the table, outermost first; `title` a short line directly above it; `starts_page`
    is true where a row may be the rest of the last row of the page before.
    """

    table: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    place: Place
    above: tuple[str, ...] = ()
    title: str = ""
    starts_page: bool = False


def pieces_of(paper: Paper) -> list[Piece]:
    """All pieces of all tables of a paper, in their order, whether plan or not."""
    found: list[Piece] = []
    headings: dict[int, str] = {}
    title = ""
    sheet: str | None = None
    number = 0
    wrapped = paper.kind == "pdf"
    for block in paper.blocks:
        if block.place.sheet != sheet:
            sheet, title = block.place.sheet, ""
            headings.clear()
        if isinstance(block, Paragraph):
            title = _follow(block, headings) or title
            continue
        number += 1
        table = block.place.table or number
        context = Piece(
            table, (), (), block.place, tuple(headings[level] for level in sorted(headings)), title, wrapped
        )
        for straight in straightened(_unwrapped(block) if wrapped else block):
            found += _cut(straight, context)
        title = ""
    return found


def labelled_paragraphs(paper: Paper) -> list[Piece]:
    """Plans written as lines `Owner: …`, `Target date: …` under headings, without any table; their table is number 0."""
    found: list[Piece] = []
    headings: dict[int, str] = {}
    run: list[tuple[Cell, Cell]] = []
    for block in [*paper.blocks, None]:
        pairs = _pairs(block) if isinstance(block, Paragraph) else []
        if pairs:
            run += pairs
            continue
        if len({meanings(one.text)[0].field for one, _ in run}) >= 3:
            above = tuple(headings[level] for level in sorted(headings))
            for straight in records_of(run, run[0][0].place):
                found += _cut(straight, Piece(0, (), (), run[0][0].place, above))
        run = []
        if isinstance(block, Paragraph):
            _follow(block, headings)
    return found


def _pairs(paragraph: Paragraph) -> list[tuple[Cell, Cell]]:
    """The labels and values of a paragraph whose every line begins with a label; a line without one goes on."""
    found: list[tuple[Cell, Cell]] = []
    for line in paragraph.text.strip().split("\n") if not paragraph.level else ():
        match = _LINE.match(line)
        known = meanings(match["label"]) if match else ()
        if match and known and known[0].score >= 0.8:
            found.append((Cell(match["label"], paragraph.place), Cell(match["value"].strip("* "), paragraph.place)))
        elif found:
            label, value = found[-1]
            found[-1] = label, Cell(f"{value.text}\n{line}", value.place)
        else:
            return []
    return found


def _follow(paragraph: Paragraph, headings: dict[int, str]) -> str:
    """Keeps the headings above what follows; gives back a short line that may be the title of a table."""
    text = squash(paragraph.text)
    if not text or _PAGE_FURNITURE.fullmatch(text):
        return ""
    if paragraph.level:
        for deeper in [level for level in headings if level >= paragraph.level]:
            del headings[deeper]
        headings[paragraph.level] = text
        return ""
    return text if len(text) <= 90 and not text.endswith((".", ",", ";")) else "\0"


def _unwrapped(table: Table) -> Table:
    """In a page the lines of a cell break where the column ends, not where its writer began a new line."""
    rows = tuple(
        replace(row, cells=tuple(Cell(_join_lines(cell.text), cell.place) for cell in row.cells)) for row in table.rows
    )
    return replace(table, rows=rows)


def _join_lines(text: str) -> str:
    lines = _BREAK_HYPHEN.sub("-", text).split("\n")
    out = lines[0].rstrip()
    for line in lines[1:]:
        fresh = re.match(r"\s*(?:\(?(?:[a-z]|\d{1,2}|[ivx]+)[).]\s|[•▪●◦*-]\s)", line)
        out += ("\n" if fresh else " ") + line.strip()
    return out


def _cut(table: Table, context: Piece) -> Iterator[Piece]:
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    first = True
    index = 0
    context, table = _without_titles(table, context)
    header, index = _unknown_header(table.rows)
    while index < len(table.rows):
        row = table.rows[index]
        if not is_heading_row(row.texts):
            rows.append(row)
            index += 1
            continue
        if len(rows) == 1 and not header and _first_line(rows[0].texts, row.texts):
            rows = []  # the names of groups of columns, not a row
        if rows:
            yield _piece(context, header, rows, first=first)
            first = False
        header, index = _whole_header(table.rows, index, wrapped=context.starts_page)
        rows = []
        first = first and index >= len(table.rows)
    if rows or header:
        yield _piece(context, header, rows, first=first)


def _unknown_header(rows: Sequence[Row]) -> tuple[tuple[str, ...], int]:
    """A first row of short words above a column of dates or references names columns, even in words nobody knows."""
    start = next((at for at, row in enumerate(rows) if not _is_lone(row)), 0)
    if len(rows) < start + 3 or any(is_heading_row(row.texts) for row in rows[: start + 3]):
        return (), 0
    rows = rows[start:]
    texts = rows[0].texts
    filled = [text for text in texts if text.strip()]
    if len(filled) < max(2, 0.6 * len(texts)) or any(len(text) > _SHORT or _is_data(text) for text in filled):
        return (), 0
    for at, text in enumerate(texts):
        below = [row.texts[at] for row in rows[1:30] if len(row.cells) > at and row.texts[at].strip()]
        fits = sum(_is_data(other) for other in below)
        if text.strip() and len(below) >= 2 and fits >= 0.8 * len(below):
            return tuple(squash(text) for text in texts), start + 1
    return (), 0


def _without_titles(table: Table, context: Piece) -> tuple[Piece, Table]:
    """Lines above the first heading row are the table's title, unless such lines also part its rows: then they are bands."""
    at = next((at for at, row in enumerate(table.rows) if is_heading_row(row.texts)), 0)
    above = [row for row in table.rows[:at] if any(text.strip() for text in row.texts)]
    if not above or not all(_is_lone(row) for row in above):
        return context, table
    rest = table.rows[at:]
    if sum(_is_lone(row) for row in rest) and len(rest[0].cells) > 2:
        rest = (rest[0], above[-1], *rest[1:])
    title = squash(next(text for text in above[0].texts if text.strip()))
    return replace(context, title=title), replace(table, rows=rest)


def _is_lone(row: Row) -> bool:
    return len({text.strip() for text in row.texts if text.strip()}) == 1


def _piece(context: Piece, header: tuple[str, ...], rows: list[Row], *, first: bool) -> Piece:
    place = rows[0].place if rows else context.place
    return replace(context, header=header, rows=tuple(rows), place=place, starts_page=context.starts_page and first)


def is_heading_row(texts: Sequence[str]) -> bool:
    """Whether a row names columns: short cells, at least two known as different fields, none a date or a reference."""
    filled = [text for text in texts if text.strip()]
    if len(filled) < 2 or any(len(text) > 90 for text in filled):
        return False
    known = [found[0] for text in filled if (found := meanings(text))]
    fields = {one.field for one in known if one.score >= 0.45}
    if len(fields) < 2 or not any(one.field in _NEEDED and one.score >= 0.7 for one in known):
        return False
    if len(known) < 0.5 * len(filled) and len(fields) < 3:
        return False
    if sum(covered(text) for text in filled) < _COVERED * len(filled) or len({plain(text) for text in filled}) < 2:
        return False
    data = [text for text in filled if _is_data(text)]
    # Columns of progress may be headed by the months they speak of.
    return not data or (len(fields) > 2 and all(map(is_period, data)))


def _is_data(text: str) -> bool:
    return not meanings(text) and (is_datelike(text) or (is_reference(text) and any(map(str.isdigit, text))))


def _whole_header(rows: Sequence[Row], index: int, *, wrapped: bool) -> tuple[tuple[str, ...], int]:
    """The heading that begins at a row, of one row or two, and the index of the first row below it."""
    header = [squash(text) for text in rows[index].texts]
    if index and (above := _first_line(rows[index - 1].texts, header)):
        header = above
    index += 1
    while index < len(rows) and (below := _second_line(header, rows[index].texts, wrapped=wrapped)):
        header = below
        index += 1
    return tuple(header), index


def _first_line(texts: Sequence[str], below: Sequence[str]) -> list[str]:
    """The heading with the names of groups of columns from the row above it worked in; empty if that row names none."""
    filled = [text for text in texts if text.strip()]
    if len(filled) < 2 or any(len(text) > _SHORT or _is_data(text) or text.endswith(".") for text in filled):
        return []
    if len(filled) >= len([text for text in below if text]):
        return []
    header: list[str] = []
    group = ""
    for at in range(max(len(texts), len(below))):
        upper = squash(texts[at]) if at < len(texts) else ""
        lower = below[at] if at < len(below) else ""
        group = upper or group
        header.append(lower if not group or meanings(lower) else f"{group if lower else upper} {lower}".strip())
    return header


def _second_line(header: list[str], texts: Sequence[str], *, wrapped: bool) -> list[str]:
    """The heading with the row below it worked in, if that row belongs to it; else an empty list."""
    filled = [text for text in texts if text.strip()]
    if not filled or len(texts) > len(header) + 3 or any(len(text) > _SHORT or _is_data(text) for text in filled):
        return []
    width = max(len(header), len(texts))
    above = header + [""] * (width - len(header))
    below = [squash(text) for text in texts] + [""] * (width - len(texts))
    if is_heading_row(texts) or (not below[0] and all(meanings(text) for text in filled)):
        return [lower or upper for upper, lower in zip(above, below, strict=True)]
    is_rest = wrapped and not below[0] and len(filled) <= 2 and all(above[at] for at, text in enumerate(below) if text)
    return [f"{upper} {lower}".strip() for upper, lower in zip(above, below, strict=True)] if is_rest else []
