"""Has a file read by the reader for its kind."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from muniment.documents.paper import Paper, Unreadable
from muniment.documents.reading.delimited import read_delimited
from muniment.documents.reading.kinds import Kind, kind_of
from muniment.documents.reading.limits import MAX_FILE_BYTES, MEGABYTE
from muniment.documents.reading.marked import read_markdown
from muniment.documents.reading.opendocument import read_opendocument
from muniment.documents.reading.pdf import read_pdf
from muniment.documents.reading.plain import read_plain
from muniment.documents.reading.web import read_web
from muniment.documents.reading.word import read_word
from muniment.documents.reading.workbook import read_workbook

_READERS: dict[Kind, Callable[[bytes, str], Paper]] = {
    "workbook": read_workbook,
    "opendocument": read_opendocument,
    "word": read_word,
    "pdf": read_pdf,
    "web": read_web,
    "markdown": read_markdown,
    "delimited": read_delimited,
    "plain": read_plain,
}


def read_file(path: Path | str) -> Paper:
    """The paper in a file. Raises Unreadable, and OSError when the file cannot be opened."""
    path = Path(path)
    if path.stat().st_size > MAX_FILE_BYTES:
        _refuse_size()
    return read_paper(path.read_bytes(), path.name)


def read_paper(content: bytes, name: str) -> Paper:
    """The paper in the bytes of a file; `name` helps only where the content does not say what it is.

    Raises Unreadable, whose message tells a council officer what is wrong and what to do.
    """
    if len(content) > MAX_FILE_BYTES:
        _refuse_size()
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("The file is empty.")
    paper = _READERS[kind_of(content, name)](content, name)
    return replace(paper, sha256=hashlib.sha256(content).hexdigest())


def _refuse_size() -> None:
    raise Unreadable(f"The file is larger than {MAX_FILE_BYTES // MEGABYTE} MB, more than can be read.")
