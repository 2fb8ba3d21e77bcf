"""Plain texts of every kind: as they stand, as a table, as a page."""

import contextlib
import csv
import html
import io
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser
from striprtf.striprtf import rtf_to_text

from muniment.documents.extract.about import line
from muniment.documents.extract.extracted import About, Prose, TooLarge
from muniment.documents.extract.gathering import PIECE, Gathered, fit, held, tables
from muniment.documents.extract.package import local, parsed
from muniment.documents.paper import Unreadable
from muniment.documents.reading.delimited import separator_of
from muniment.documents.reading.text import decode

_UNSEEN = ["script", "style", "template", "noscript"]
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,40})|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]{2,40})""", re.IGNORECASE)  # fmt: skip
_BLANK = re.compile(r"[ \t\xa0]*\n\s*\n+")
# The library passes over headers, footers and notes: without the word that says what they are, they are text as any other.
_ASIDE = re.compile(rb"(?:\\\*)?\\(?:header|footer)[lrf]?(?![a-z])|\\footnote(?![a-z])|\\\*\\annotation(?![a-z])")
_OPENED = re.compile(rb"<(?!(?:p|li|br|img|input|meta|link|hr|td|tr|th|option|area|col|dt|dd|base|param|wbr|source)\b)[a-zA-Z][^>]*[^/>]>|<[a-zA-Z]>", re.IGNORECASE)  # fmt: skip
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_MOST_OPEN = 5_000
_LONGEST_CELL = 1_000_000
NO_TEXT = "It begins or is named as a text, and holds none that can be told: it is something else, or is damaged."
_OVERLAP = 500  # characters


def _text_of(content: bytes) -> str:
    """The characters of a text; its reason for a refusal is one for a file that lies on a share, which nobody hands in."""
    try:
        return decode(content)
    except Unreadable as why:
        raise Unreadable(NO_TEXT) from why


def read_plain(content: bytes, gathered: Gathered) -> None:
    """The text as it stands."""
    text = fit(_text_of(content)).strip()
    gathered.prose("", text)
    if gathered.full:
        gathered.follow(_after(text, gathered.budget.characters))


def read_delimited(content: bytes, gathered: Gathered, *, tabs: bool = False) -> None:
    """A table as text, whatever parts its cells."""
    text = _text_of(content).replace("\0", "")
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        rows = _rows(rest, first.strip()[-1])
    else:
        rows = _rows(text, "\t" if tabs else separator_of(text))
    gathered.grid("", rows)
    if gathered.full:
        gathered.follow(tables("", rows, gathered.blocks[0]))


def _after(text: str, cut: int) -> Iterator[Prose]:
    """What stands in a text from the line in which it was cut, some lines at a time."""
    at = text.rfind("\n", 0, cut) + 1 or cut
    line = text.count("\n", 0, at)
    while at < len(text):
        end = text.rfind("\n", at, at + PIECE) + 1 if at + PIECE < len(text) else len(text)
        piece = text[at : end or at + PIECE]
        yield Prose(f"after line {line:,}", piece)
        line += piece.count("\n")
        # Where no line ends, a word that is cut in two stands whole in the next piece.
        at = end or at + PIECE - _OVERLAP


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """The rows; from where a quotation mark is not closed, the lines as they stand."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator)
    with contextlib.suppress(csv.Error):
        yield from reader
        return
    for each in text.splitlines()[max(0, reader.line_num - 1) :]:
        yield each.split(separator)


def read_page(content: bytes, gathered: Gathered) -> None:
    """A web page: its title and what it shows."""
    if _deep(content):
        gathered.prose("", _BLANK.sub("\n", _without_tags(content)))
        return
    try:
        with held():
            page = LexborHTMLParser(_decoded(content))
            page.strip_tags(_UNSEEN)
            title = page.css_first("title")
            gathered.about = About(title=line(title.text()) if title else "")
            root = page.root
            text = root.text(separator="\n", strip=False) if root else ""
    except TooLarge:
        raise
    except Unreadable:  # the library has limits of its own, and a page is what stands between its tags
        text = _without_tags(content)
    gathered.prose("", _BLANK.sub("\n", text))


def _without_tags(content: bytes) -> str:
    return html.unescape(_TAGS.sub("\n", _decoded(content)))


def _deep(content: bytes) -> bool:
    """Whether so many elements are never closed that the library would take the square of their number."""
    return len(_OPENED.findall(content)) - content.count(b"</") > _MOST_OPEN


def _decoded(content: bytes) -> str:
    found = _CHARSET.search(content[:2_000])
    if found and content[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        with contextlib.suppress(LookupError, UnicodeError):
            name = (found[1] or found[2]).decode("ascii")
            if "16" not in name and "32" not in name:
                return content.decode(name)
    return _text_of(content)


def read_xml(content: bytes, gathered: Gathered) -> None:
    """The texts of XML, each in a line."""
    pieces: list[str] = []
    for each in parsed(content).iter():
        for text in (each.text if local(each) else "", each.tail):
            if text and text.strip():
                pieces.append(text.strip())
    gathered.prose("", "\n".join(pieces))


def read_rtf(content: bytes, gathered: Gathered) -> None:
    """Rich text."""
    with held():
        read: Any = rtf_to_text
        content = _ASIDE.sub(b"", content)
        gathered.prose("", read(content.decode("latin-1"), errors="ignore"))
