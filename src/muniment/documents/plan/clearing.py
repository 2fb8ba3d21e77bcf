"""Makes cells plain before columns are judged: `100` under *% done* is 100%, `3 / High` under *No.* is a reference and more."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from muniment.documents.paper import Cell, Row
from muniment.documents.plan.contents import is_blank, is_reference
from muniment.documents.plan.headings import meanings
from muniment.documents.plan.pieces import Piece

_PERCENT_HEADING = re.compile(r"%|\bper ?cent")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")
_HEAD = re.compile(
    r"(?P<ref>[A-Za-z]{0,6}[./-]?\d[\w./-]*)(?:\s*[/|:(]\s*|\s+[-–]\s+|\s+)(?P<rest>[A-Za-z][^\n]{2,})", re.DOTALL
)
_MOST = 0.8

Clear = Callable[[str], str]


def cleared(piece: Piece) -> Piece:
    """The piece with the cells of such columns made plain."""
    ways: dict[int, Clear] = {}
    for at, heading in enumerate(piece.header):
        column = [row.cells[at].text.strip() for row in piece.rows if len(row.cells) > at]
        filled = [text for text in column if not is_blank(text)]
        if _PERCENT_HEADING.search(heading.lower()) and filled and all(map(_NUMBER.fullmatch, filled)):
            ways[at] = _percent
        elif _names_references(heading) and _mostly_heads(filled):
            ways[at] = _head_apart
    if not ways:
        return piece
    return replace(piece, rows=tuple(_cleared_row(row, ways) for row in piece.rows))


def _cleared_row(row: Row, ways: dict[int, Clear]) -> Row:
    cells = (
        Cell(ways[at](cell.text), cell.place) if at in ways and not is_blank(cell.text) else cell
        for at, cell in enumerate(row.cells)
    )
    return Row(tuple(cells), row.place)


def _names_references(heading: str) -> bool:
    return any(one.field == "ref" and one.score >= 0.6 for one in meanings(heading))


def _mostly_heads(filled: Sequence[str]) -> bool:
    heads = [match for text in filled if not is_reference(text) and (match := _HEAD.fullmatch(text))]
    return bool(filled) and len(heads) >= _MOST * len(filled) and all(is_reference(match["ref"]) for match in heads)


def _percent(text: str) -> str:
    return f"{text.strip()}%"


def _head_apart(text: str) -> str:
    match = _HEAD.fullmatch(text.strip())
    return f"{match['ref']}\n{match['rest'].strip(' )')}" if match else text
