"""Documents of Word before 2007 ([MS-DOC] and what came before it): their text by the list of its pieces, in the order of the document.

What was deleted under track changes stands in it, since it is told apart only by its formatting.
"""

import re
import struct
from collections.abc import Callable

from muniment.documents.compound import SIGNATURE
from muniment.documents.extract import about
from muniment.documents.extract.extracted import Locked
from muniment.documents.extract.gathering import DAMAGED, Gathered
from muniment.documents.extract.old_office import opened
from muniment.documents.paper import Unreadable

_WORD_97, _BEFORE = 0xA5EC, frozenset({0xA5DC, 0xA5DB, 0xA59B, 0xA59C, 0xA697, 0xA698, 0xA699})
_WRITE = frozenset({0xBE31, 0xBE32})  # Write of Windows, and Word of DOS: the text as it stands, then how it looks
_WRITE_TEXT = 0x80  # where it begins
_COMPLEX, _ENCRYPTED, _SECOND_TABLE = 0x0004, 0x0100, 0x0200
_PIECES_97, _PIECES_95 = 0x01A2, 0x0160  # where it says where the list of pieces is
_LENGTHS = 0x4C  # of the body, footnotes, headers, macros, comments, endnotes, text boxes, text boxes in headers
_PLACES = ("", "footnotes", "headers and footers", "", "comments", "endnotes", "text boxes", "text boxes in headers")
_COMPRESSED = 0x4000_0000
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_MARKS = {
    "\x07": "\t",
    "\x0b": "\n",
    "\x0c": "\n",
    "\x0d": "\n",
    "\x1e": "-",
    "\x1f": "",
    "\x13": " ",
    "\x14": " ",
    "\x15": " ",
}
_TABLE = str.maketrans({**_MARKS, **dict.fromkeys(map(chr, (1, 2, 3, 4, 5, 8)), "")})
_NESTED = 10  # fields within fields
# Before 1997 letters were those of the language's own page of Windows.
_PAGES = {0x419: "cp1251", 0x422: "cp1251", 0x402: "cp1251", 0x405: "cp1250", 0x415: "cp1250", 0x40E: "cp1250", 0x408: "cp1253", 0x41F: "cp1254", 0x40D: "cp1255", 0x401: "cp1256", 0x411: "cp932", 0x412: "cp949", 0x804: "cp936", 0x404: "cp950"}  # fmt: skip


def read_old_word(content: bytes, gathered: Gathered) -> None:
    """Fills in body, notes, headers, comments, text boxes. Raises Locked, and Unreadable where it does not hold together."""
    main, table = content, content
    if content.startswith(SIGNATURE):
        file = opened(content, gathered.budget)
        gathered.about = about.of_compound(file)
        main = file.read("WordDocument")
        if len(main) < 0x20:
            raise Unreadable(DAMAGED)
        (flags,) = struct.unpack_from("<H", main, 10)
        table = file.read("1Table" if flags & _SECOND_TABLE else "0Table")
    try:
        _fill(main, table, gathered)
    except (struct.error, IndexError) as broken:
        raise Unreadable(DAMAGED) from broken


def _fill(main: bytes, table: bytes, gathered: Gathered) -> None:
    mark, _version, _product, language, _next, flags = struct.unpack_from("<6H", main)
    if flags & _ENCRYPTED:
        raise Locked("It is protected with a password.")
    if mark == _WORD_97:
        text = _by_pieces(main, table, _PIECES_97, lambda at, length: _piece_97(main, at, length, gathered))
        _parts(text, struct.unpack_from("<8i", main, _LENGTHS), gathered)
    elif mark in _BEFORE:
        page = _PAGES.get(language, "cp1252")
        start, end = struct.unpack_from("<II", main, 0x18)
        text = _piece_95(main, start, end - start, page) if end > start else ""
        if flags & _COMPLEX:
            text = _by_pieces(main, main, _PIECES_95, lambda at, length: _piece_95(main, at, length, page)) or text
        gathered.prose("", shown(text))
    elif mark in _WRITE:
        (end,) = struct.unpack_from("<I", main, 14)
        (windows,) = struct.unpack_from("<H", main, 0x60)
        if not _WRITE_TEXT <= end <= len(main):
            raise Unreadable(DAMAGED)
        gathered.prose("", shown(main[_WRITE_TEXT:end].decode("cp1252" if windows else "cp850", "replace")))
    else:
        raise Unreadable(DAMAGED)


def _parts(text: str, lengths: tuple[int, ...], gathered: Gathered) -> None:
    """The text of the document by its parts, which follow one another."""
    at = 0
    for place, length in zip(_PLACES, lengths, strict=True):
        if length > 0:
            gathered.prose(place, shown(text[at : at + length]))
            at += length
    gathered.prose("", shown(text[at:]))


def _by_pieces(main: bytes, table: bytes, where: int, read: Callable[[int, int], str]) -> str:
    start, size = struct.unpack_from("<II", main, where)
    pieces = table[start : start + size]
    at = 0
    while at < len(pieces) and pieces[at] == 1:  # formatting of pieces
        at += 3 + int(struct.unpack_from("<H", pieces, at + 1)[0])
    if at >= len(pieces) or pieces[at] != 2:
        return ""
    (length,) = struct.unpack_from("<I", pieces, at + 1)
    count = (min(length, len(pieces) - at - 5) - 4) // 12
    if count < 1:
        return ""
    ends = struct.unpack_from(f"<{count + 1}I", pieces, at + 5)
    found: list[str] = []
    for number in range(count):
        (place,) = struct.unpack_from("<I", pieces, at + 5 + 4 * (count + 1) + 8 * number + 2)
        found.append(read(place, max(0, ends[number + 1] - ends[number])))
    return "".join(found)


def _piece_95(main: bytes, place: int, length: int, page: str) -> str:
    wide = main[place : place + 2 * length]
    if len(wide) > 3 and wide[1::2].count(0) * 10 > 9 * len(wide[1::2]):  # of the last before 1997, some are wide
        return wide.decode("utf-16-le", "replace")
    return main[place : place + length].decode(page, "replace")


def _piece_97(main: bytes, place: int, length: int, gathered: Gathered) -> str:
    # Pieces may share their bytes: what they unpack to is counted.
    if place & _COMPRESSED:
        start = (place & (_COMPRESSED - 1)) // 2
        piece = main[start : start + length].decode("cp1252", "replace")
    else:
        piece = main[place : place + 2 * length].decode("utf-16-le", "replace")
    gathered.budget.unpack(len(piece))
    return piece


def shown(text: str) -> str:
    """What is shown of it: of fields their results, cells apart by tabs, rows as lines."""
    text = text.replace("\x07\x07", "\n")
    for _each in range(_NESTED):
        text, changed = _FIELD.subn(lambda found: found[1] or "", text)
        if not changed:
            break
    return text.translate(_TABLE)
