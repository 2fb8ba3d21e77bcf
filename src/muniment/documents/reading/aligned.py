"""Tables whose columns stand under one another, two or more spaces apart."""

import re
from typing import NamedTuple

from muniment.documents.reading.ruled_text import Found, TextRow

_GAP = re.compile(r"(?<=\S)\s{2,}(?=\S)")
_WORDS = re.compile(r"\S+(?:\s\S+)*")
_RULED = re.compile(r"(?:[-=_]{2,}\s*)+")
_WIDTH_LIMIT = 2_000  # a longer line is running text


class _Column(NamedTuple):
    start: int
    end: int


def aligned_table(lines: list[str], at: int, _end: int) -> Found | None:
    """The table that begins at line `at`, if the lines below keep to its columns.

    A single blank line may stand between two rows; a line whose first column is empty continues the row above it.
    """
    if not _GAP.search(lines[at].strip()) or len(lines[at]) > _WIDTH_LIMIT:
        return None
    taken, columns = _lines_in_step(lines, at)
    full = sum(sum(map(bool, _texts(lines[number], columns))) > 1 for number in taken)
    # Two lines of justified prose may by chance have a gap at one place; a table of two lines has more columns.
    if full < 2 or (len(columns) == 2 and full < 3):
        return None
    return Found(_rows(lines, taken, columns), taken[-1] + 1)


def _lines_in_step(lines: list[str], at: int) -> tuple[list[int], list[_Column]]:
    """The lines from `at` on that leave the same columns free, and those columns."""
    taken, columns = [at], _columns(lines[at])
    wanted = len(columns)
    number = at + 1
    while number < len(lines):
        line = lines[number]
        if not line.strip() and "\f" not in line and number + 1 < len(lines) and lines[number + 1].strip():
            number += 1
            continue
        if not line.strip() or "\t" in line or "\f" in line or len(line) > _WIDTH_LIMIT:
            break
        together = _merged(columns, _columns(line))
        if len(together) < wanted:
            break
        taken.append(number)
        columns = together
        number += 1
    return taken, columns


def _columns(line: str) -> list[_Column]:
    return [_Column(*match.span()) for match in _WORDS.finditer(line)]


def _merged(some: list[_Column], more: list[_Column]) -> list[_Column]:
    """The places taken by either; fewer than two free places part nothing."""
    merged: list[_Column] = []
    for column in sorted(some + more):
        if merged and column.start - merged[-1].end < 2:
            merged[-1] = _Column(merged[-1].start, max(merged[-1].end, column.end))
        else:
            merged.append(column)
    return merged


def _texts(line: str, columns: list[_Column]) -> list[str]:
    starts = [0, *(column.start for column in columns[1:]), len(line)]
    return [line[starts[index] : starts[index + 1]].strip() for index in range(len(columns))]


def _rows(lines: list[str], taken: list[int], columns: list[_Column]) -> list[TextRow]:
    rows: list[TextRow] = []
    for number in taken:
        if _RULED.fullmatch(lines[number].strip()):
            continue  # a line drawn under the headings
        texts = _texts(lines[number], columns)
        if rows and not texts[0] and lines[number - 1].strip():
            above = rows[-1].texts
            for column, text in enumerate(texts):
                above[column] = f"{above[column]} {text}".strip()
        else:
            rows.append(TextRow(number + 1, texts))
    return rows
