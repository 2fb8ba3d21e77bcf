"""The text of a file, for searching in it: read in a process of its own, which a hostile file may exhaust and nobody else is hurt."""

import json
import sys
from pathlib import Path

from muniment.documents.apart import BrokeOff, in_a_process, limit
from muniment.documents.extract import Budget, Grid, extract
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MAX_FILE_BYTES

LONGEST = 250_000  # characters; about a hundred pages
SECONDS = 60
TOO_MUCH = "The file could not be read: it took too long, or it is damaged."
CUT = f"Only the first {LONGEST:,} characters are searched."
NO_TEXT = "There is no text in the file that can be searched."


def text_of_file(path: Path, name: str) -> tuple[str, str]:
    """The text and a note that says what is missing from it, "" where nothing is. Never an error, whatever the file is."""
    try:
        text, note = json.loads(in_a_process("muniment.documents.searchable", str(path), name, seconds=SECONDS))
    except (BrokeOff, ValueError):
        return "", TOO_MUCH
    return text, note


def text_of(content: bytes, name: str) -> tuple[str, str]:
    """The same of the bytes of a file. Raises Unreadable for one of which nothing can be read."""
    if len(content) > MAX_FILE_BYTES:
        raise Unreadable("The file is too large to be read.")
    found = extract(content, name, Budget(characters=LONGEST))
    pieces: list[str] = []
    for block in found.blocks:
        if isinstance(block, Grid):
            pieces += (" | ".join(filter(None, row)) for row in block.rows)
        else:
            pieces.append(block.text)
    text = "\n".join(pieces)
    if not text.strip():
        raise Unreadable(found.note or NO_TEXT)
    return text[:LONGEST], CUT if found.cut or len(text) > LONGEST else found.note


def main(place: str, name: str) -> None:
    """The process: the text and its note as JSON on the standard output."""
    limit(SECONDS)
    try:
        told = text_of(Path(place).read_bytes(), name)
    except Unreadable as error:
        told = ("", str(error))
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:3])
