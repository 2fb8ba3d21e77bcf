"""What hangs on an e-mail, and the messages of a mailbox."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from muniment.documents.extract.extracted import Budget
from muniment.documents.extract.member import Member, made, refused, too_large
from muniment.documents.mail.opening import read

_LINE = 1024 * 1024  # longest line that is read at once


def members_of_mail(name: str) -> Callable[[BinaryIO, Budget], Iterator[Member]]:
    """The attachments of a message (.eml, .msg, winmail.dat), messages within it among them."""

    def found(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
        content = stream.read(budget.largest + 1)
        for each in read(name, content).attachments:
            if why := too_large(len(each.content), budget):
                yield refused(each.name, len(each.content), why)
            else:
                budget.unpack(len(each.content))
                yield made(each.name, each.content)

    return found


def members_of_mailbox(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The messages of a mailbox (mbox), each as a file of its own by its number."""
    for number, (size, content) in enumerate(_messages(stream, budget.largest), 1):
        path = f"message {number}.eml"
        if why := too_large(size, budget):
            yield refused(path, size, why)
        else:
            budget.unpack(size)
            yield made(path, content)


def _messages(stream: BinaryIO, largest: int) -> Iterator[tuple[int, bytes]]:
    """Each message with its size. Of one that is too large no more than its beginning is kept."""
    pieces: list[bytes] = []
    size, blank, begun = 0, True, False
    while line := stream.readline(_LINE):
        if blank and line.startswith(b"From "):
            if begun:
                yield size, b"".join(pieces)
            pieces, size, begun, blank = [], 0, True, False
            continue
        blank = not line.strip()
        size += len(line)
        if size <= largest:
            pieces.append(line[1:] if line.startswith(b">From ") else line)
    if begun:
        yield size, b"".join(pieces)
