"""E-mails: what stands above a message and in it. What hangs on it is a member of it (`archives`)."""

from muniment.documents.extract.about import line
from muniment.documents.extract.extracted import About
from muniment.documents.extract.gathering import Gathered
from muniment.documents.mail.message import Message
from muniment.documents.mail.opening import read


def read_letter(content: bytes, _name: str, gathered: Gathered) -> None:
    """Fills in the headers that a reader is shown, and the text. Raises Unreadable."""
    fill(read("The file", content), gathered)


def fill(message: Message, gathered: Gathered) -> None:
    """What a message that was read says."""
    said = (
        ("Subject", message.subject), ("From", str(message.sender)), ("To", ", ".join(map(str, message.recipients))),
        ("Bcc", ", ".join(map(str, message.blind))),
        ("Date", message.sent.isoformat(sep=" ", timespec="minutes") if message.sent else ""),
        ("Attachments", ", ".join(each.name for each in message.attachments)),
    )  # fmt: skip
    gathered.about = About(title=line(message.subject), author=line(str(message.sender)), made=message.sent, saved=message.received)  # fmt: skip
    gathered.prose("headers", "\n".join(f"{name}: {text}" for name, text in said if text))
    gathered.prose("", message.text)
    for noticed in message.noticed:
        if noticed.name in {"smime", "encrypted", "truncated", "html", "long", "elsewhere", "object"}:
            gathered.note(noticed.what)
