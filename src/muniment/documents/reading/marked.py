"""Markdown (.md): headings, paragraphs, lists and pipe tables, each with its line."""

import re
from itertools import pairwise, zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

from muniment.documents.paper import Paper, Place
from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.plain import without_markup
from muniment.documents.reading.text import decode

_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
# `Owner: …` on a line of its own was meant to stay there, though Markdown would run the lines together.
_LABEL = re.compile(r"[A-Z][A-Za-z /&]{1,30}:\s*\S")


def read_markdown(content: bytes, name: str) -> Paper:
    """A Markdown file. HTML in it is not run, only its text is kept."""
    builder = PaperBuilder(name, "markdown")
    # Quotation marks and dashes stay as the author typed them; tables are not part of the plain language.
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(decode(content).replace("\x00", ""))
    table: list[tuple[int | None, list[str]]] | None = None
    for before, token in pairwise([Token("", "", 0), *tokens]):
        if token.type == "table_open":
            table = []
        elif token.type == "tr_open" and table is not None:
            table.append((_line(token), []))
        elif token.type == "table_close" and table is not None:
            _add_table(builder, table)
            table = None
        elif token.type == "inline":
            text = _text(token, builder)
            if table is not None:
                table[-1][1].append(text)
            else:
                level = int(before.tag[1]) if before.type == "heading_open" else 0
                builder.paragraph(text, Place(line=_line(token)), level)
        elif token.type in {"code_block", "fence", "html_block"}:
            builder.paragraph(without_markup(token.content), Place(line=_line(token)))
    return builder.paper()


def _line(token: Token) -> int | None:
    return token.map[0] + 1 if token.map else None


def _text(token: Token, builder: PaperBuilder) -> str:
    pieces: list[str] = []
    children = token.children or []
    for child, after in zip_longest(children, children[1:]):
        if child.type == "image":
            builder.lose("Pictures were not read.")
        labelled = child.type == "softbreak" and after and _LABEL.match(after.content)
        pieces.append("\n" if labelled else _BREAKS.get(child.type) or child.content)
    return without_markup("".join(pieces))


def _add_table(builder: PaperBuilder, rows: list[tuple[int | None, list[str]]]) -> None:
    number = builder.next_table

    def locate(row: int, column: int) -> Place:
        return Place(table=number, row=row, column=column, line=rows[row - 1][0])

    builder.table((texts for _, texts in rows), Place(line=rows[0][0] if rows else None), locate)
