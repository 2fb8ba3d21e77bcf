"""The container of Outlook (winmail.dat, TNEF): its text and its attachments."""

import struct
from collections.abc import Iterator

from muniment.documents.mail import mapi
from muniment.documents.mail.characters import clean_line, text_of
from muniment.documents.mail.message import MAX_DEPTH, Attachment, Budget, Message
from muniment.documents.mail.names import named
from muniment.documents.paper import Unreadable

SIGNATURE = b"\x78\x9f\x3e\x22"
_CODEPAGE, _SUBJECT, _BODY, _PROPERTIES = 0x9007, 0x8004, 0x800C, 0x9003
_BEGINS, _TITLE, _DATA, _ATTACHED = 0x9002, 0x8010, 0x800F, 0x9005
_MOST = 100_000  # properties and attributes of one container
_EMBEDDED = 16  # bytes before a message within an attachment that say what it is


class Broken(Unreadable):
    """A container that does not hold together."""


def read_tnef(content: bytes, budget: Budget, depth: int = 0) -> Message:
    """The message in a container. Raises Broken; Unreadable where it is too much."""
    budget.part(depth)
    message = Message(kind_reason="Nothing in the container says who or what sent it.")
    try:
        found, parts = _gathered(content, message)
    except (struct.error, IndexError, ValueError) as broken:
        raise Broken("What Outlook packed (winmail.dat) is damaged.") from broken
    message.subject, message.sender = mapi.words(found, mapi.SUBJECT), mapi.sender_of(found)
    message.answer_to = message.sender
    message.sent, message.received = found.get(mapi.SENT), found.get(mapi.DELIVERED)
    message.text, rich = mapi.body_of(found, message, budget)
    if rich:
        message.attachments.append(Attachment("body.rtf", rich, "application/rtf"))
    for part in parts:
        _attach(message, part, budget, depth)
    return message


_OF_MESSAGE = {_SUBJECT: mapi.SUBJECT, _BODY: mapi.BODY}


def _gathered(content: bytes, message: Message) -> tuple[mapi.Properties, list[mapi.Properties]]:
    """The properties of the message, and those of each attachment."""
    found: mapi.Properties = {}
    parts: list[mapi.Properties] = []
    codepage = "cp1252"
    for name, data in _attributes(content):
        if name == _CODEPAGE and len(data) >= 4:
            codepage = f"cp{struct.unpack_from('<I', data)[0]}"
        elif name in _OF_MESSAGE:
            found.setdefault(_OF_MESSAGE[name], text_of(data.rstrip(b"\x00"), codepage, message))
        elif name == _PROPERTIES:
            found |= _properties(data, codepage)
        elif name == _BEGINS:
            parts.append({})
        elif parts:
            _into(parts[-1], name, data, codepage)
    return found, parts


def _into(part: mapi.Properties, name: int, data: bytes, codepage: str) -> None:
    if name == _TITLE:
        part.setdefault(mapi.NAME_SHORT, text_of(data.rstrip(b"\x00"), codepage, Message()))
    elif name == _DATA:
        part[mapi.DATA] = data
    elif name == _ATTACHED:
        for key, value in _properties(data, codepage).items():
            part.setdefault(key, value)


def _attach(message: Message, part: mapi.Properties, budget: Budget, depth: int) -> None:
    budget.part(depth)
    content = part.get(mapi.DATA) or b""
    budget.take(len(content))
    kind = mapi.words(part, mapi.MIME) or "application/octet-stream"
    if content[_EMBEDDED:].startswith(SIGNATURE) and depth < MAX_DEPTH:
        inside = read_tnef(content[_EMBEDDED:], budget, depth + 1)
        name = f"{clean_line(inside.subject)[:80] or 'message'}.txt"
        message.attachments.append(Attachment(named(name, "", 1), as_text(inside), "text/plain"))
        message.attachments += inside.attachments
        return
    name = mapi.words(part, mapi.NAME_LONG, mapi.NAME_SHORT, mapi.DISPLAY_NAME)
    inline = kind.startswith("image/") and bool(mapi.words(part, mapi.CONTENT_ID))
    message.attachments.append(Attachment(named(name, kind, len(message.attachments) + 1), content, kind, inline))


def as_text(message: Message) -> bytes:
    """A message inside another that has no file of its own, written out."""
    lines = [f"From: {message.sender}", f"To: {', '.join(map(str, message.recipients))}", f"Subject: {message.subject}"]
    if message.sent:
        lines.append(f"Sent: {message.sent.isoformat()}")
    return "\n".join([*lines, "", message.text]).encode("utf-8", "replace")


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    place, count = 6, 0
    while place + 9 <= len(content):
        name, size = struct.unpack_from("<xII", content, place)
        place += 9
        if place + size > len(content):
            raise ValueError("An attribute reaches beyond the end.")
        yield name & 0xFFFF, content[place : place + size]
        place, count = place + size + 2, count + 1
        if count > _MOST:
            raise Unreadable("What Outlook packed has too many parts: it is not read.")
    if not count:
        raise ValueError("There is nothing inside.")


def _properties(data: bytes, codepage: str) -> mapi.Properties:
    """The properties of a message or of an attachment. Those of several values, and those that have names, are passed over."""
    found: mapi.Properties = {}
    (count,) = struct.unpack_from("<I", data)
    place = 4
    for _each in range(min(count, _MOST)):
        kind, name = struct.unpack_from("<HH", data, place)
        place += 4
        if name >= 0x8000:
            (how,) = struct.unpack_from("<I", data, place + 16)
            place += 20
            (length,) = struct.unpack_from("<I", data, place)
            place += 4 + (_padded(length) if how else 0)
        several, kind = kind & 0x1000, kind & 0xEFFF
        values = 1
        if several or kind in {mapi.TEXT, mapi.UNICODE, mapi.BINARY, mapi.OBJECT}:
            (values,) = struct.unpack_from("<I", data, place)
            place += 4
        if kind not in mapi.FIXED and kind not in {mapi.TEXT, mapi.UNICODE, mapi.BINARY, mapi.OBJECT}:
            raise ValueError("A property of no known type.")
        for _value in range(values):
            size = mapi.FIXED.get(kind)
            if size is None:
                (size,) = struct.unpack_from("<I", data, place)
                place += 4
            if place + size > len(data):
                raise ValueError("A property reaches beyond the end.")
            if not several and name < 0x8000:
                found[name] = mapi.value_of(kind, data[place : place + size], codepage)
            place += _padded(size)
    return found


def _padded(size: int) -> int:
    return size + -size % 4
