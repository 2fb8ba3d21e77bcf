"""Presentations of before 2007 ([MS-PPT]): the texts of slides and notes, comments, headers and footers; not those of masters."""

import struct
from collections.abc import Iterator

from muniment.documents.extract import about
from muniment.documents.extract.extracted import Locked
from muniment.documents.extract.gathering import Gathered
from muniment.documents.extract.old_office import opened
from muniment.documents.paper import Unreadable

_CHARACTERS, _BYTES, _STRING = 0x0FA0, 0x0FA8, 0x0FBA
_NOTES, _MASTER, _HANDOUT, _LIST, _HEADERS, _COMMENT = 0x03F0, 0x03F8, 0x0FC9, 0x0FF0, 0x0FD9, 0x2EE0
_PLACES = {_NOTES: "notes", _COMMENT: "comments", _HEADERS: "headers and footers"}
_LOCKED_USER = b"\xdf\xc4\xd1\xf3"
_NOTES_ATOM = b"\xf1\x03"
_MOST = 2_000_000  # records
_DEEP = 60
_MARKS = str.maketrans({"\x0b": "\n", "\r": "\n"})


def read_old_slides(content: bytes, gathered: Gathered) -> None:
    """Fills in the texts. Raises Locked, and Unreadable where it does not hold together."""
    file = opened(content, gathered.budget)
    gathered.about = about.of_compound(file)
    if file.has("EncryptedSummary") or file.read("Current User")[12:16] == _LOCKED_USER:
        raise Locked("It is protected with a password.")
    # One that PowerPoint 95 can open too holds the presentation twice: this is the newer.
    stream = file.read("PP97_DUALSTORAGE", "PowerPoint Document") or file.read("PowerPoint Document")
    if not stream:
        raise Unreadable("The presentation is of a kind that is no longer read: it has no slides that are known here.")
    pieces: dict[str, list[str]] = {}
    for place, text in _texts(stream):
        if text != "*":  # where a number or a day is filled in
            pieces.setdefault(place, []).append(text.translate(_MARKS))
    for place, texts in pieces.items():
        gathered.prose(place, "\n".join(texts))


def _is_master(stream: bytes, at: int, kind: int, version: int) -> bool:
    """Whether a container is a pattern of slides, notes or handouts, or the list of those."""
    if kind == _NOTES:  # notes that belong to no slide
        return stream[at + 2 : at + 4] == _NOTES_ATOM and stream[at + 8 : at + 12] == bytes(4)
    return kind in {_MASTER, _HANDOUT} or (kind == _LIST and version >> 4 == 1)


def _texts(stream: bytes) -> Iterator[tuple[str, str]]:
    """Each text with the place that it belongs to. A record that reaches beyond what holds it is read as far as it goes."""
    waiting = [(0, len(stream), "", 0)]
    count = 0
    while waiting:
        at, end, place, depth = waiting.pop()
        while at + 8 <= end:
            count += 1
            if count > _MOST:
                raise Unreadable("The presentation has too many parts: it was not read.")
            version, kind, size = struct.unpack_from("<HHI", stream, at)
            at += 8
            stop = min(at + size, end)
            if version & 0xF == 0xF and depth < _DEEP:
                if not _is_master(stream, at, kind, version):
                    waiting.append((stop, end, place, depth))
                    end, depth, place = stop, depth + 1, _PLACES.get(kind, place)
                    continue
            elif kind == _CHARACTERS or (kind == _STRING and place in {"comments", "headers and footers"}):
                yield place, stream[at:stop].decode("utf-16-le", "replace")
            elif kind == _BYTES:
                yield place, stream[at:stop].decode("latin-1")
            at = stop
