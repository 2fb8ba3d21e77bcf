"""Tables as nodes of the tree, with the width of each column worked out from what stands in it."""

from collections.abc import Sequence

from muniment.documents.report import nodes
from muniment.documents.report.pandoc import Node
from muniment.documents.report.values import CellData, TableData

LINE = 104  # letters on a line of a table: A4 upright, 170 mm of text, 9 point
PADDING = 3
LONGEST_WORD = 26  # longer ones are broken


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

    Each column gets room for its longest word; what is left goes where the text is longest, and a column that needs
    no more than its one line gets no more.
    """
    least, wanted = [], []
    for number, column in enumerate(data.columns):
        texts = [column.title, *(row[number].text for row in data.rows)]
        longest_word = max((len(word) for text in texts for word in text.split()), default=1)
        lengths = sorted(max(map(len, text.split("\n"))) for text in texts)
        usual = lengths[int((len(lengths) - 1) * 0.9)]
        least.append(min(longest_word, LONGEST_WORD) + PADDING)
        wanted.append(max(usual, min(longest_word, LONGEST_WORD)) + PADDING)
    room = max(LINE - sum(least), 0)
    need = [want - low for want, low in zip(wanted, least, strict=True)]
    if sum(need) <= room:
        shares = [float(want) for want in wanted]
    else:
        # The square root lets a column of sentences win over one of names, but not take everything.
        weights = [value**0.6 for value in need]
        shares = [low + room * weight / sum(weights) for low, weight in zip(least, weights, strict=True)]
    return [round(share / sum(shares), 4) for share in shares]


def tallest_row(node: Node) -> int:
    """About how many lines the highest row of a table node takes."""
    _, _, columns, _, bodies, _ = node["c"]
    letters = [max(width.get("c", 1 / len(columns)) * LINE - PADDING, 4) for _, width in columns]
    return max(
        (
            sum(1 + len(line) // room for line in nodes.text_of(cell[4]).split("\n"))
            for body in bodies
            for _, row in body[3]
            for cell, room in zip(row, letters, strict=False)
        ),
        default=1,
    ).__ceil__()


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
    return inline["t"] == "Str" and inline["c"].startswith(("https://", "http://"))


def _plain() -> Node:
    return ["", [], []]
