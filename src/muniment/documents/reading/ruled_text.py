"""What the finders of tables in plain text hand back."""

from typing import NamedTuple


class TextRow(NamedTuple):
    """The cells of one row and the line, from 1, where it begins."""

    line: int
    texts: list[str]


class Found(NamedTuple):
    """The rows of a table, and the index of the first line after it."""

    rows: list[TextRow]
    end: int
