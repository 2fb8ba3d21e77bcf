"""Small forms inside a cell (label and value beside each other) belong to the cell: they become its lines."""

import re
from collections.abc import Sequence

_MOST_ROWS = 8
_FIGURE = re.compile(r"[£\d.,% ]+")


def form_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """`Owner: Head of ICT` for each row; empty where the inner table is no form but a table of its own."""
    filled = [[text.strip() for text in row] for row in rows if any(text.strip() for text in row)]
    if not 2 <= len(filled) <= _MOST_ROWS or any(len(row) != 2 or not row[0] for row in filled):
        return []
    if any(_FIGURE.fullmatch(value) for _, value in filled) or any(len(name) > 40 for name, _ in filled):
        return []
    return [f"{name.rstrip(' :')}: {value}" for name, value in filled]
