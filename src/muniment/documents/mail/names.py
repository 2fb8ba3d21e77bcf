"""Names of attachments: safe, and no two the same."""

import mimetypes

from muniment.documents.mail.characters import clean_line
from muniment.documents.mail.message import Attachment, Message

_LONGEST = 150


def named(name: str, kind: str, number: int) -> str:
    """The last part of a name that a stranger wrote; one of our own where it has none."""
    last = clean_line(name).replace("\\", "/").rsplit("/", 1)[-1]
    last = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>|:*?').strip(". ")
    if len(last) > _LONGEST:
        stem, dot, ending = last.rpartition(".")
        last = f"{stem[: _LONGEST - 12]}{dot}{ending[:10]}" if dot else last[:_LONGEST]
    return last or f"attachment-{number}{mimetypes.guess_extension(kind) or ''}"


def told_apart(message: Message) -> None:
    """Gives each attachment a name of its own: the second `plan.pdf` becomes `plan (2).pdf`."""
    taken: set[str] = set()
    for place, each in enumerate(message.attachments):
        name, count = each.name, 1
        while name.casefold() in taken:
            count += 1
            stem, dot, ending = each.name.rpartition(".")
            name = f"{stem} ({count}){dot}{ending}" if dot and stem else f"{each.name} ({count})"
        if count > 1:
            message.notice("same-name", f"Several attachments are named {each.name}: they are told apart by a number.")
        taken.add(name.casefold())
        message.attachments[place] = Attachment(name, each.content, each.kind, each.inline)
