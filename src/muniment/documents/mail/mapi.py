"""Properties as Outlook keeps them, shared by .msg and winmail.dat: which ones are read, and what they mean."""

import struct
from datetime import UTC, datetime, timedelta
from typing import Any

from muniment.documents.mail.characters import clean_line, clean_text, header_text, text_of, text_of_html
from muniment.documents.mail.message import Address, Budget, Message

SUBJECT, CLASS, HEADERS, MESSAGE_ID = 0x0037, 0x001A, 0x007D, 0x1035
SENDER_NAME, SENDER_KIND, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1E, 0x0C1F, 0x5D01
FOR_NAME, FOR_ADDRESS, FOR_SMTP = 0x0042, 0x0065, 0x5D02
SENT, DELIVERED = 0x0039, 0x0E06
BODY, HTML, RTF, CODEPAGE, MESSAGE_CODEPAGE = 0x1000, 0x1013, 0x1009, 0x3FDE, 0x3FFD
DATA, NAME_SHORT, NAME_LONG, MIME, CONTENT_ID, HIDDEN, DISPLAY_NAME = (
    0x3701,
    0x3704,
    0x3707,
    0x370E,
    0x3712,
    0x7FFE,
    0x3001,
)
EMAIL, SMTP, RECIPIENT_KIND, BLIND = 0x3003, 0x39FE, 0x0C15, 3
FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
TEXT, UNICODE, BINARY, OBJECT, TIME = 0x1E, 0x1F, 0x102, 0x0D, 0x40
Properties = dict[int, Any]
# What every rich text of Outlook begins its packing with: it refers back into these words ([MS-OXRTFCP]).
_KNOWN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)


def value_of(kind: int, content: bytes, codepage: str) -> Any:
    """A value by its type; None for the types that nothing here needs."""
    if kind == UNICODE:
        return content.decode("utf-16-le", errors="replace").rstrip("\x00")
    if kind == TEXT:
        return text_of(content.rstrip(b"\x00"), codepage, Message())
    if kind in {BINARY, OBJECT}:
        return content
    if kind in {0x02, 0x03, 0x0B} and len(content) >= 4:
        number = struct.unpack_from("<i", content)[0]
        return number & 0xFFFF if kind == 0x02 else number
    return _instant(content) if kind == TIME else None


def _instant(content: bytes) -> datetime | None:
    """Tenths of microseconds since 1601, in UTC."""
    try:
        found = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=struct.unpack_from("<Q", content)[0] // 10)
    except (struct.error, OverflowError):
        return None
    return found if 1980 <= found.year <= 9000 else None


def codepage_of(found: Properties) -> str:
    number = found.get(CODEPAGE) or found.get(MESSAGE_CODEPAGE)
    return (
        {65001: "utf-8", 20127: "ascii", 28591: "latin-1"}.get(number, f"cp{number}")
        if isinstance(number, int)
        else "cp1252"
    )


def words(found: Properties, *names: int) -> str:
    """The first of these properties that says something, in one line."""
    return next((line for name in names if isinstance(found.get(name), str) and (line := clean_line(found[name]))), "")


def sender_of(found: Properties) -> Address:
    """Who sent it, else for whom. An address of Exchange is a path within one firm, and none to answer to."""
    addresses = [words(found, name) for name in (SENDER_SMTP, FOR_SMTP, SENDER_ADDRESS, FOR_ADDRESS)]
    return Address(
        header_text(words(found, SENDER_NAME, FOR_NAME)), next((each for each in addresses if "@" in each), "")[:320]
    )


def body_of(found: Properties, message: Message, budget: Budget) -> tuple[str, bytes]:
    """The text, and the rich text where there is nothing else."""
    if isinstance(body := found.get(BODY), bytes | str) and body:
        plain = body if isinstance(body, str) else text_of(body, codepage_of(found), message)
        if text := clean_text(plain, message):
            return text, b""
    if page := found.get(HTML):
        page = page if isinstance(page, str) else text_of(page, codepage_of(found), message)
        if text := clean_text(text_of_html(page, message), message):
            return text, b""
    rich = unpacked(found[RTF], budget) if isinstance(found.get(RTF), bytes) else b""
    if rich:
        message.notice(
            "rich-text",
            "Its text is rich text of Outlook only: it is attached as body.rtf. Copy from it what is asked.",
        )
    return "", rich


def unpacked(content: bytes, budget: Budget) -> bytes:
    """Rich text out of Outlook's packing; b"" where it does not hold together."""
    if len(content) < 16:
        return b""
    _size, full, kind = struct.unpack_from("<IIi", content)
    if kind == 0x414C454D:  # "MELA": not packed
        return content[16 : 16 + full]
    if kind != 0x75465A4C or full > len(content) * 20:  # "LZFu"; two bytes stand for seventeen at most
        return b""
    budget.take(full)
    return _from_ring(content, full)


def _from_ring(content: bytes, full: int) -> bytes:
    """Eight signs or references after each control byte; a reference to where one stands is the end."""
    ring = bytearray(_KNOWN.ljust(4096, b"\x00"))
    at, place, out = len(_KNOWN), 16, bytearray()
    control = bits = 0
    while place < len(content) and len(out) < full:
        if not bits:
            control, bits, place = content[place], 8, place + 1
            continue
        if control & 1:
            token = int.from_bytes(content[place : place + 2], "big")
            start, length, place = token >> 4, (token & 15) + 2, place + 2
            if start == at:
                break
        else:
            start, length = at, 1
            ring[at] = content[place]
            place += 1
        for source in range(start, start + length):
            sign = ring[source % 4096]
            ring[at] = sign
            out.append(sign)
            at = (at + 1) % 4096
        control, bits = control >> 1, bits - 1
    return bytes(out[:full])
