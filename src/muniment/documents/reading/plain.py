"""Plain text with tables in it: tab-separated runs, pipe and grid tables, columns aligned by spaces."""

import re
from collections.abc import Callable
from html import unescape

from muniment.documents.paper import Paper, Place
from muniment.documents.reading.aligned import aligned_table
from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.piped import piped_table
from muniment.documents.reading.ruled_text import Found, TextRow
from muniment.documents.reading.text import decode

# Converters leave such fragments in cells of text files; anything else in angle brackets is the author's.
_BREAKING_TAG = re.compile(r"</?(?:p|br|ul|ol|li|div|tr)\b[^<>]{0,200}>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|sup|sub|font|a)\b[^<>]{0,200}>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_HASH_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"(={3,}|-{3,})\s*$")
_LIST_ITEM = re.compile(r"\s*(?:[-*•–●▪]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s|\d+(?:\.\d+)+\s)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;]['\"”’)]?\s*$")
_WRAPPED_FROM = 50  # a shorter line was ended by its author, not by the width of the page


def read_plain(content: bytes, name: str) -> Paper:
    """A .txt file. A form feed begins a new page, as programs that take text out of a PDF write it."""
    builder = PaperBuilder(name, "text")
    text = decode(content).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    lines = text.split("\n")
    paged = "\f" in text
    page, at, end = 1, 0, 0
    while at < len(lines):
        page += lines[at].count("\f")
        lines[at] = lines[at].replace("\f", "")
        where = Place(page=page if paged else None, line=at + 1)
        if not lines[at].strip():
            at += 1
            continue
        end = end if at < end else _run_end(lines, at)
        if (found := _table_at(lines, at, end)) is not None:
            _add_table(builder, found.rows, where)
            at = found.end
        else:
            at = _add_paragraph(builder, lines, at, end, where)
    return builder.paper()


def without_markup(text: str) -> str:
    """The text without the tags and stars a converter left in it; a paragraph mark becomes a line break."""
    if "<" in text:
        text = _INLINE_TAG.sub("", _BREAKING_TAG.sub("\n", text))
    if "&" in text:
        text = unescape(text)
    return _EMPHASIS.sub(r"\1", text) if "**" in text else text


def _run_end(lines: list[str], start: int) -> int:
    """The first blank line, or new page, after `start`."""
    end = start + 1
    while end < len(lines) and lines[end].strip() and "\f" not in lines[end]:
        end += 1
    return end


def _table_at(lines: list[str], at: int, end: int) -> Found | None:
    finders: tuple[Callable[[list[str], int, int], Found | None], ...] = (_tabbed_table, piped_table, aligned_table)
    return next((found for find in finders if (found := find(lines, at, end))), None)


def _tabbed_table(lines: list[str], at: int, end: int) -> Found | None:
    stop = at
    while stop < end and "\t" in lines[stop]:
        stop += 1
    rows = [TextRow(number + 1, lines[number].split("\t")) for number in range(at, stop)]
    # A tab that only indents a line makes no table.
    if any(sum(bool(text.strip()) for text in row.texts) > 1 for row in rows):
        return Found(rows, stop)
    return None


def _add_table(builder: PaperBuilder, rows: list[TextRow], where: Place) -> None:
    number = builder.next_table

    def locate(row: int, column: int) -> Place:
        return Place(page=where.page, table=number, row=row, column=column, line=rows[row - 1].line)

    builder.table(([without_markup(text) for text in row.texts] for row in rows), where, locate)


def _add_paragraph(builder: PaperBuilder, lines: list[str], at: int, end: int, where: Place) -> int:
    """Adds the paragraph that begins at a line; gives the line after it."""
    first = lines[at].strip()
    if heading := _HASH_HEADING.match(first):
        builder.paragraph(without_markup(heading[2]), where, len(heading[1]))
        return at + 1
    if at + 1 < end and (rule := _UNDERLINE.match(lines[at + 1])):
        builder.paragraph(without_markup(first), where, 1 if rule[1].startswith("=") else 2)
        return at + 2
    words = [first]
    after = at + 1
    while after < end and _goes_on(lines, after, end):
        words.append(lines[after].strip())
        after += 1
    builder.paragraph(without_markup(" ".join(words)), where)
    return after


def _goes_on(lines: list[str], at: int, end: int) -> bool:
    """Whether the line only continues the sentence of the one above it."""
    above, line = lines[at - 1], lines[at]
    if len(above.strip()) < _WRAPPED_FROM or _SENTENCE_END.search(above):
        return False
    return not (_LIST_ITEM.match(line) or _HASH_HEADING.match(line) or _table_at(lines, at, end))
