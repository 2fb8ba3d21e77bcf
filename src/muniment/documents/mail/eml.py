"""Messages as they are sent (.eml), read by the standard library.

Its older policy is used: the newer one parses structured headers when they are asked for, and raises on hostile ones.
"""

import re
from email import policy
from email.message import Message as Parsed
from email.parser import BytesParser
from typing import Any

from muniment.documents.mail import tnef
from muniment.documents.mail.characters import clean_text, header_text, text_of, text_of_html
from muniment.documents.mail.headers import addresses, headers_of, moment, received
from muniment.documents.mail.judging import judged
from muniment.documents.mail.message import MAX_DEPTH, MAX_HEADER, Address, Attachment, Budget, Message
from muniment.documents.mail.names import named
from muniment.documents.paper import Unreadable

_PARAMETERS = re.compile(rb"^content-[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_KNOWN = frozenset("from to subject date received message-id return-path mime-version sender".split())  # noqa: SIM905
_BOUNDARIES = 500  # parts that hold parts; each makes the parser look at every line once more
_TRUNCATED = frozenset({"StartBoundaryNotFoundDefect", "CloseBoundaryNotFoundDefect", "MultipartInvariantViolationDefect", "InvalidBase64LengthDefect", "InvalidBase64PaddingDefect"})  # fmt: skip
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_SECURED = {
    "application/pkcs7-mime": ("smime", "It is encrypted or signed by S/MIME: what it says is in the attachment, and can be opened in a mail programme only."),
    "application/x-pkcs7-mime": ("smime", "It is encrypted or signed by S/MIME: what it says is in the attachment, and can be opened in a mail programme only."),
    "multipart/encrypted": ("encrypted", "It is encrypted (PGP): what it says is in the attachment, and can be opened in a mail programme only."),
    "multipart/signed": ("signed", "It is signed. The signature was not checked."),
}  # fmt: skip
Piece = tuple[str, str]  # plain or html, and the text


def read_eml(content: bytes, budget: Budget) -> Message:
    """The message. Raises Unreadable where it is none, or too much of one."""
    if len(re.findall(rb"boundary\s*=", content, re.IGNORECASE)) > _BOUNDARIES:
        raise Unreadable(f"The message has more than {_BOUNDARIES} parts that hold others: it is not read.")
    # The library takes quadratic time for the parameters of these, and asks for them while it reads.
    if any(len(each[0]) > MAX_HEADER for each in _PARAMETERS.finditer(content)):
        raise Unreadable("A line that says what a part of the message is, is too long: it is not read.")
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    parsed = BytesParser(policy=policy.compat32).parsebytes(content)
    return of_parsed(parsed, budget)


def of_parsed(parsed: Any, budget: Budget) -> Message:
    headers = headers_of(parsed)
    if not _KNOWN & headers.keys():
        raise Unreadable("The file is no e-mail: none of the lines that begin one are there.")
    message = Message(**told_by(headers))
    message.kind, message.kind_reason = judged(headers, message.sender.address, message.subject, _report(parsed))
    pieces = _Parts(message, budget).walk(parsed, 0)
    message.text = clean_text("\n\n".join(_text(piece, message) for piece in pieces), message) or message.text
    if "-----BEGIN PGP MESSAGE-----" in message.text:
        message.notice("encrypted", "Its text is encrypted (PGP).")
    return message


def told_by(headers: dict[str, list[str]]) -> dict[str, Any]:
    """The fields of a message that its headers tell."""

    def first(name: str) -> str:
        return header_text(next(iter(headers.get(name, ())), ""))

    senders = addresses(headers.get("from", []) or headers.get("sender", []))
    answer_to = [each for each in addresses(headers.get("reply-to", [])) if "@" in each.address] or senders
    return {
        "sender": senders[0] if senders else Address("", ""),
        "answer_to": answer_to[0] if answer_to else Address("", ""),
        "recipients": addresses([*headers.get("to", []), *headers.get("cc", [])]),
        "subject": first("subject"),
        "sent": moment(first("date")),
        "received": received(headers),
        "message_id": first("message-id").strip("<> ")[:500],
    }


def _report(parsed: Any) -> str:
    """The type of report, "" for what is none."""
    if _type(parsed) != "multipart/report":
        return ""
    return str(safely(lambda: parsed.get_param("report-type"), "") or "delivery-status").lower()


def safely(asked: Any, otherwise: Any) -> Any:
    """What the library says; `otherwise` where a hostile header makes it raise."""
    try:
        return asked()
    except Exception:  # noqa: BLE001 - it raises what it likes, of any kind
        return otherwise


def _type(part: Any) -> str:
    return str(safely(part.get_content_type, "application/octet-stream")).lower()


def _text(piece: Piece, message: Message) -> str:
    kind, text = piece
    return text_of_html(text, message) if kind == "html" else text


class _Parts:
    """Goes through the parts of a message: text in its order, and what hangs on it."""

    def __init__(self, message: Message, budget: Budget) -> None:
        self._message, self._budget = message, budget

    def walk(self, part: "Parsed[str, str]", depth: int) -> list[Piece]:
        self._budget.part(depth)
        kind = _type(part)
        if kind in _SECURED:
            self._message.notice(*_SECURED[kind])
        if {type(each).__name__ for each in part.defects} & _TRUNCATED:
            self._message.notice(
                "truncated", "The file breaks off, or its parts are not as it says: something may be missing."
            )
        if kind == "message/rfc822" or (kind.startswith("message/") and part.is_multipart()):
            return self._nested(part, depth)
        if not part.is_multipart():
            return self._leaf(part, kind)
        inside: list[Any] = part.get_payload()  # type: ignore[assignment]
        found = [self.walk(each, depth + 1) for each in inside]
        if kind == "multipart/alternative":
            return _best(found)
        return [piece for pieces in found for piece in pieces]

    def _leaf(self, part: "Parsed[str, str]", kind: str) -> list[Piece]:
        content = safely(lambda: part.get_payload(decode=True), None)
        if not isinstance(content, bytes):
            content = str(safely(part.get_payload, "") or "").encode("utf-8", "surrogateescape")
        if {type(each).__name__ for each in part.defects} & _TRUNCATED:
            self._message.notice(
                "truncated", "The file breaks off, or its parts are not as it says: something may be missing."
            )
        self._budget.take(len(content))
        name = str(safely(part.get_filename, "") or "")
        disposition = str(safely(part.get_content_disposition, "") or "").lower()
        if kind in {"text/plain", "text/html"} and not name and disposition != "attachment":
            charset = str(safely(part.get_content_charset, "") or "")
            text = text_of(content, charset, self._message)
            return [("html" if kind == "text/html" else "plain", text)]
        if kind in _TNEF or content.startswith(tnef.SIGNATURE):
            self._unpack(name, content)
        else:
            shown = (
                disposition != "attachment"
                and kind.startswith("image/")
                and bool(safely(lambda: part["content-id"], ""))
            )
            self._attach(name, content, kind, inline=shown or (disposition == "inline" and kind.startswith("image/")))
        return []

    def _attach(self, name: str, content: bytes, kind: str, *, inline: bool = False) -> None:
        number = len(self._message.attachments) + 1
        if not content:
            self._message.notice("empty", f"The attachment {named(header_text(name), kind, number)} is empty.")
        self._message.attachments.append(Attachment(named(header_text(name), kind, number), content, kind, inline))

    def _unpack(self, name: str, content: bytes) -> None:
        """The container of Outlook (winmail.dat): its files take its place; where it cannot be read, it stays as it is."""
        try:
            inside = tnef.read_tnef(content, self._budget)
        except tnef.Broken:
            self._message.notice(
                "tnef", "What Outlook packed (winmail.dat) could not be unpacked: it is attached as it came."
            )
            self._attach(name or "winmail.dat", content, "application/ms-tnef")
            return
        self._message.notice(
            "tnef", "Outlook had packed attachments in a file of its own (winmail.dat): they were unpacked."
        )
        self._message.attachments += inside.attachments
        self._message.noticed += [each for each in inside.noticed if each not in self._message.noticed]
        self._message.text = self._message.text or inside.text

    def _nested(self, part: "Parsed[str, str]", depth: int) -> list[Piece]:
        """A message inside: kept whole as a file, and counted with all that is in it."""
        for each in part.walk():
            self._budget.part(depth if each is part else depth + 1)
        deep = _depth(part)
        if depth + deep > MAX_DEPTH:
            self._budget.part(depth + deep)
        inside = part.get_payload()
        inner: Any = inside[0] if isinstance(inside, list) and inside else None
        if inner is None:
            content = str(inside or "").encode("utf-8", "surrogateescape")
            subject = ""
        else:
            content = safely(inner.as_bytes, b"") or str(safely(inner.as_string, "")).encode("utf-8", "replace")
            subject = header_text(next(iter(headers_of(inner).get("subject", ())), ""))
        self._budget.take(len(content))
        kind = _type(part)
        ending = ".eml" if kind == "message/rfc822" else ".txt"
        name = str(safely(part.get_filename, "") or "") or f"{subject[:80] or 'message'}{ending}"
        self._attach(name, content, kind)
        return []


def _depth(part: Any) -> int:
    """How deep the parts stand inside one another, found without calling oneself."""
    deepest, rows = 0, [part]
    while rows:
        rows = [inner for each in rows if each.is_multipart() for inner in each.get_payload()]
        deepest += 1
        if deepest > MAX_DEPTH:
            return deepest
    return deepest


def _best(found: list[list[Piece]]) -> list[Piece]:
    """Of several ways to say the same, the one in plain words; what says nothing is none."""
    said = [pieces for pieces in found if any(text.strip() for _kind, text in pieces)]
    plain = [pieces for pieces in said if all(kind == "plain" for kind, _text in pieces)]
    return next(iter(plain or said), [])
