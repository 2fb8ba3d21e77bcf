"""The text of a file, for searching in it: read in a process of its own, which a hostile file may exhaust and nobody else is hurt."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from muniment.documents.apart import BrokeOff, in_a_process, limit
from muniment.documents.paper import Paper, Table, Unreadable
from muniment.documents.reading import read_paper
from muniment.documents.reading.kinds import kind_of
from muniment.documents.reading.limits import MAX_FILE_BYTES
from muniment.documents.reading.pdf_safety import inspect_pdf

LONGEST = 250_000  # characters; about a hundred pages
SECONDS = 60
TOO_MUCH = "The file could not be read: it took too long, or it is damaged."
CUT = f"Only the first {LONGEST:,} characters are searched."


def text_of_file(path: Path, name: str) -> tuple[str, str]:
    """The text and a note that says what is missing from it, "" where nothing is. Never an error, whatever the file is."""
    try:
        text, note = json.loads(in_a_process("muniment.documents.searchable", str(path), name, seconds=SECONDS))
    except (BrokeOff, ValueError):
        return "", TOO_MUCH
    return text, note


def text_of(content: bytes, name: str) -> str:
    """The text of the bytes of a file, its first 250,000 characters. Raises Unreadable, and whatever a broken file raises."""
    pieces: list[str] = []
    length = 0
    for piece in _pieces(content, name):
        pieces.append(piece)
        length += len(piece) + 1
        if length > LONGEST:
            break
    text = "\n".join(pieces).encode(errors="ignore").decode()
    return "".join(sign if sign >= " " or sign in "\n\t" else " " for sign in text[: LONGEST + 1])


def _pieces(content: bytes, name: str) -> Iterator[str]:
    if len(content) > MAX_FILE_BYTES:
        raise Unreadable("The file is too large to be read.")
    if content.strip(b"\x00 \t\r\n\xef\xbb\xbf") and kind_of(content, name) == "pdf":
        yield from _pages(content)
    else:
        yield from _blocks(read_paper(content, name))


def _pages(content: bytes) -> Iterator[str]:
    """A PDF's text as it stands: its tables, which a plan needs and a search does not, take a hundred times as long."""
    inspect_pdf(content)
    document = pypdfium2.PdfDocument(content)
    found = False
    for page in document:
        text = page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\ufffe", "-")
        found = found or bool(text.strip())
        yield text
    if not found:
        raise Unreadable("The PDF has no text: its pages are pictures, as a scanner makes them.")


def _blocks(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                yield " | ".join(text for text in row.texts if text)
        else:
            yield block.text


def main(place: str, name: str) -> None:
    """The process: the text and its note as JSON on the standard output."""
    limit(SECONDS)
    try:
        text = text_of(Path(place).read_bytes(), name)
        told = (text[:LONGEST], CUT if len(text) > LONGEST else "")
    except Unreadable as error:
        told = ("", str(error))
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:3])
