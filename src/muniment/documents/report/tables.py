"""Tables as nodes of the tree, with the width of each column worked out from what stands in it."""

from collections.abc import Sequence
from math import ceil

from muniment.documents.report import nodes
from muniment.documents.report.pandoc import Node
from muniment.documents.report.values import CellData, TableData

LINE = 108  # letters on a line of a table: A4 upright, 170 mm of text, 9 point
PADDING = 3
LONGEST_WORD = 26  # longer ones are broken
SHORT_TEXT = 18  # a date, a name: not broken over lines where there is room
SMALL_ROWS, SMALL_LETTERS = 16, 1200


def table(data: TableData, caption: list[Node], *, links: bool) -> Node:
    """The node of a table that has rows. `links` makes cells with an address links."""
    widths = column_widths(data)
    columns = [
        [{"t": "AlignRight" if column.numeric else "AlignLeft"}, {"t": "ColWidth", "c": width}]
        for column, width in zip(data.columns, widths, strict=True)
    ]
    head = [_row([CellData(column.title) for column in data.columns], links=False)]
    body = [_row(row, links=links) for row in data.rows]
    return {
        "t": "Table",
        "c": [
            [f"table-{data.name.replace('_', '-')}", [], []],
            [None, [nodes.plain(caption)]],
            columns,
            [_plain(), head],
            [[_plain(), 0, [], body]],
            [_plain(), []],
        ],
    }


def column_widths(data: TableData) -> list[float]:
    """Shares of the width, adding up to 1.

    Each column gets room for its longest word; then dates and names get what keeps them on one line, while that takes
    no more than half of the rest; what is left goes where the text is longest.
    """
    texts = [[column.title, *(row[n].text for row in data.rows)] for n, column in enumerate(data.columns)]
    widths = [float(min(_longest(column), LONGEST_WORD) + PADDING) for column in texts]
    whole = [max(low, _usual(column) + PADDING) for low, column in zip(widths, texts, strict=True)]
    room = max(LINE - sum(widths), 0.0)
    spare = room / 2
    for column in sorted(range(len(widths)), key=lambda n: whole[n] - widths[n]):
        more = whole[column] - widths[column]
        if whole[column] <= SHORT_TEXT + PADDING and more <= spare:
            widths[column] += more
            spare -= more
            room -= more
    # Less than in proportion: a column of sentences wins over one of names, but does not take everything.
    need = [(want - low) ** 0.7 for want, low in zip(whole, widths, strict=True)]
    if sum(need):
        widths = [low + room * wish / sum(need) for low, wish in zip(widths, need, strict=True)]
    return [round(width / sum(widths), 4) for width in widths]


def _longest(texts: list[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=1)


def _usual(texts: list[str]) -> int:
    """The length of line of a column: of its longest one, or where that is long, what nine cells in ten keep to."""
    lengths = sorted(max(map(len, text.split("\n"))) for text in texts)
    return lengths[-1] if lengths[-1] <= SHORT_TEXT else lengths[ceil((len(lengths) - 1) * 0.9)]


def tallest_row(node: Node) -> int:
    """About how many lines the highest row of a table node takes."""
    _, _, columns, _, bodies, _ = node["c"]
    letters = [max(int(width.get("c", 1 / len(columns)) * LINE) - PADDING, 4) for _, width in columns]
    return max(
        (
            sum(1 + len(line) // room for line in nodes.text_of(cell[4]).split("\n"))
            for body in bodies
            for _, row in body[3]
            for cell, room in zip(row, letters, strict=False)
        ),
        default=1,
    )


def is_small(rows: int, letters: int) -> bool:
    """A table that a reader wants whole on one page: better a gap before it than a break in it."""
    return rows <= SMALL_ROWS and letters <= SMALL_LETTERS


def _row(row: Sequence[CellData], *, links: bool) -> Node:
    return [_plain(), [_cell(cell, links=links) for cell in row]]


def _cell(cell: CellData, *, links: bool) -> Node:
    inlines = nodes.words(cell.text)
    if links and cell.address and inlines:
        inlines = [nodes.link(inlines, cell.address)]
    elif not links:
        # On paper only what reads as an address is a link, so that it can be opened from the file.
        inlines = [nodes.link([one], one["c"]) if _is_address(one) else one for one in inlines]
    return [_plain(), {"t": "AlignDefault"}, 1, 1, [nodes.plain(inlines)] if inlines else []]


def _is_address(inline: Node) -> bool:
    return bool(inline["t"] == "Str" and inline["c"].startswith(("https://", "http://")))


def _plain() -> Node:
    return ["", [], []]
