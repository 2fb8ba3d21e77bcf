"""Messages as Outlook saves them (.msg): a compound file whose streams are properties."""

import struct
from email import message_from_bytes, policy
from email.parser import Parser
from typing import Any

from muniment.documents.compound import Compound, Place
from muniment.documents.mail import mapi
from muniment.documents.mail.characters import clean_line
from muniment.documents.mail.eml import of_parsed, safely, told_by
from muniment.documents.mail.headers import headers_of
from muniment.documents.mail.judging import judged
from muniment.documents.mail.message import MAX_DEPTH, Address, Attachment, Budget, Message
from muniment.documents.mail.names import named
from muniment.documents.mail.tnef import as_text
from muniment.documents.paper import Unreadable

_TABLE = "__properties_version1.0"
_CLASSES = {"report.ipm.note.ndr": "delivery-status", "report.ipm.note.ipnrn": "read receipt", "report.ipm.note.dr": "delivery receipt"}  # fmt: skip


def read_msg(content: bytes, budget: Budget) -> Message:
    """The message. Raises Unreadable, and whatever a broken file makes the library raise."""
    tree = _Tree(Compound(content, budget.take))
    if (_TABLE,) not in tree.streams:
        raise Unreadable("The file is no e-mail: it was saved by an Office programme, and not as a message of Outlook.")
    return _message(tree, (), budget, 0)


class _Tree:
    """The streams of a compound file, each read once at most and within the budget."""

    def __init__(self, file: Compound) -> None:
        self._file = file
        self.streams = set(file.places)
        self.folders = {place[:depth] for place in self.streams for depth in range(1, len(place))}
        self._inside: dict[Place, list[Place]] = {}  # a message may have thousands of recipients, each a folder
        for place in (*self.streams, *self.folders):
            self._inside.setdefault(place[:-1], []).append(place)

    def content(self, place: Place) -> bytes:
        return self._file.read(*place)

    def inside(self, place: Place, beginning: str) -> list[Place]:
        """The folders in a folder whose names begin so."""
        here = self._inside.get(place, ())
        return sorted(each for each in here if each in self.folders and each[-1].startswith(beginning))

    def properties(self, place: Place, header: int) -> mapi.Properties:
        """All properties of a folder that are read here: fixed ones in its table, the others in streams of their own."""
        found: mapi.Properties = {}
        table = self.content((*place, _TABLE)) if (*place, _TABLE) in self.streams else b""
        for at in range(header, len(table) - 15, 16):
            kind, name = struct.unpack_from("<HH", table, at)
            if kind in mapi.FIXED:
                found[name] = mapi.value_of(kind, table[at + 8 : at + 16], "")
        codepage = mapi.codepage_of(found)
        for stream in self._inside.get(place, ()):
            if stream in self.streams and stream[-1].lower().startswith("__substg1.0_") and len(stream[-1]) == 20:
                number = int(stream[-1][12:], 16)
                if number & 0xFFFF in {mapi.TEXT, mapi.UNICODE, mapi.BINARY}:
                    found[number >> 16] = mapi.value_of(number & 0xFFFF, self.content(stream), codepage)
        return found


def _message(tree: _Tree, place: Place, budget: Budget, depth: int) -> Message:
    budget.part(depth)
    found = tree.properties(place, 24 if place else 32)
    told, report, headers = _by_headers(found)
    message = Message(**told)
    message.subject = mapi.words(found, mapi.SUBJECT) or message.subject
    sender = mapi.sender_of(found)
    if sender.address or not message.sender.address:
        message.sender = Address(sender.name or message.sender.name, sender.address)
    message.answer_to = message.answer_to if message.answer_to.address else message.sender
    message.sent = message.sent or found.get(mapi.SENT)
    message.received = message.received or found.get(mapi.DELIVERED)
    message.message_id = message.message_id or mapi.words(found, mapi.MESSAGE_ID).strip("<> ")[:500]
    people = [tree.properties(each, 8) for each in tree.inside(place, "__recip_version1.0_")[:500]]
    message.recipients = message.recipients or tuple(_recipient(each) for each in people)
    message.blind = tuple(_recipient(each) for each in people if each.get(mapi.RECIPIENT_KIND) == mapi.BLIND)
    kind = mapi.words(found, mapi.CLASS).lower()
    report = report or next((said for name, said in _CLASSES.items() if kind.startswith(name)), "")
    message.kind, message.kind_reason = judged(headers, message.sender.address, message.subject, report)
    if kind.startswith("ipm.note.smime"):
        message.notice(
            "smime",
            "It is encrypted or signed by S/MIME: what it says is in the attachment, and can be opened in a mail programme only.",
        )
    message.text, rich = mapi.body_of(found, message, budget)
    if rich:
        message.attachments.append(Attachment("body.rtf", rich, "application/rtf"))
    for each in tree.inside(place, "__attach_version1.0_"):
        _attach(message, tree, each, budget, depth)
    return message


def _by_headers(found: mapi.Properties) -> tuple[dict[str, Any], str, dict[str, list[str]]]:
    """What the headers say that Outlook kept of a message which came from outside; none of one that was never sent."""
    text = found.get(mapi.HEADERS)
    if not isinstance(text, str) or not text.strip():
        return {}, "", {}
    parsed = Parser(policy=policy.compat32).parsestr(text.lstrip(), headersonly=True)
    headers = headers_of(parsed)
    is_report = safely(parsed.get_content_type, "") == "multipart/report"
    report = str(safely(lambda: parsed.get_param("report-type"), "") or "delivery-status").lower() if is_report else ""
    return told_by(headers), report, headers


def _recipient(found: mapi.Properties) -> Address:
    addresses = [mapi.words(found, name) for name in (mapi.SMTP, mapi.EMAIL)]
    return Address(mapi.words(found, mapi.DISPLAY_NAME), next((each for each in addresses if "@" in each), ""))


def _attach(message: Message, tree: _Tree, place: Place, budget: Budget, depth: int) -> None:
    budget.part(depth)
    found = tree.properties(place, 8)
    for folder in tree.inside(place, "__substg1.0_3701000D"):
        if (*folder, _TABLE) not in tree.streams or depth >= MAX_DEPTH:
            message.notice(
                "object",
                "An object of another programme is in the message: it was not taken out, and stands in the file.",
            )
            return
        inside = _message(tree, folder, budget, depth + 1)
        name = f"{clean_line(inside.subject)[:80] or 'message'}.txt"
        message.notice(
            "inside", "A message inside this one was written out as text; it stands whole in the file itself."
        )
        message.attachments += [Attachment(named(name, "", 1), as_text(inside), "text/plain"), *inside.attachments]
        return
    content = found.get(mapi.DATA)
    if not isinstance(content, bytes):
        message.notice("elsewhere", "An attachment is a link to a file elsewhere: only its name is in the message.")
        return
    kind = mapi.words(found, mapi.MIME) or "application/octet-stream"
    if kind == "multipart/signed":  # a signed message whole, as Outlook keeps one
        message.notice("signed", "It is signed. The signature was not checked.")
        _signed(message, content, budget)
        return
    name = mapi.words(found, mapi.NAME_LONG, mapi.NAME_SHORT, mapi.DISPLAY_NAME)
    inline = bool(found.get(mapi.HIDDEN)) or (kind.startswith("image/") and bool(mapi.words(found, mapi.CONTENT_ID)))
    message.attachments.append(Attachment(named(name, kind, len(message.attachments) + 1), content, kind, inline))


def _signed(message: Message, content: bytes, budget: Budget) -> None:
    """The signed part of a message holds what it says and its attachments."""
    inside = of_parsed(message_from_bytes(b"Subject: signed\r\n" + content, policy=policy.compat32), budget)
    message.text = message.text or inside.text
    message.attachments += inside.attachments
