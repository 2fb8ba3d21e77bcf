"""Lays cells that cover several rows or columns out on a grid."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.limits import MAX_SPAN


class SpanCell(NamedTuple):
    """A cell and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def laid_out(rows: Iterable[Iterable[SpanCell]], builder: PaperBuilder) -> Iterator[list[str]]:
    """The texts by column: a cell over several rows is repeated in each, one over several columns stands in its first."""
    pending: dict[int, tuple[int, str]] = {}  # column → rows still to come, text
    for row in rows:
        texts: dict[int, str] = {column: text for column, (_, text) in pending.items()}
        taken = set(pending)
        pending = {column: (more - 1, text) for column, (more, text) in pending.items() if more > 1}
        column = 0
        for cell in row:
            while column in taken:
                column += 1
            width, height = min(max(cell.columns, 1), MAX_SPAN), min(max(cell.rows, 1), MAX_SPAN)
            builder.count_cells(width)
            for offset in range(width):
                text = cell.text if offset == 0 else ""
                texts[column + offset] = text
                if height > 1:
                    pending[column + offset] = (height - 1, text)
            column += width
        yield [texts.get(index, "") for index in range(max(texts, default=-1) + 1)]
