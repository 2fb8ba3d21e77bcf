"""Reads a message in a process of its own. What it found comes back as plain words, and the attachments behind them as they are."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from muniment.documents.apart import BrokeOff, in_a_process, limit
from muniment.documents.mail.message import Address, Attachment, Kind, Message, Noticed
from muniment.documents.mail.opening import read
from muniment.documents.paper import Unreadable

SECONDS = 30
TOO_MUCH = "The e-mail could not be read: it took too long or too much memory. Save it again from the mail programme, or enter the request by hand and attach the file."


def read_apart(name: str, content: bytes) -> Message:
    """As `read`. Raises Unreadable, and nothing else whatever the file is; it costs at most its limit of time and memory."""
    try:
        told = in_a_process("muniment.documents.mail.apart", name, seconds=SECONDS, given=content)
        return _unpacked(told)
    except (BrokeOff, ValueError, KeyError, TypeError) as error:
        raise Unreadable(TOO_MUCH) from error


def _packed(message: Message) -> Iterator[bytes]:
    """The message in one line, then its attachments one behind the other."""
    told = asdict(message) | {
        "kind": message.kind.value,
        "sent": message.sent and message.sent.isoformat(),
        "received": message.received and message.received.isoformat(),
        "attachments": [
            {"name": each.name, "kind": each.kind, "inline": each.inline, "size": len(each.content)}
            for each in message.attachments
        ],
    }
    yield json.dumps(told).encode() + b"\n"
    yield from (each.content for each in message.attachments)


def _unpacked(packed: bytes) -> Message:
    end = packed.index(b"\n") + 1
    told: dict[str, Any] = json.loads(packed[:end])
    if reason := told.get("unreadable"):
        raise Unreadable(reason)
    attachments = []
    for each in told["attachments"]:
        size = each.pop("size")
        attachments.append(Attachment(content=packed[end : end + size], **each))
        end += size
    return Message(**told | {
        "sender": Address(**told["sender"]),
        "answer_to": Address(**told["answer_to"]),
        "recipients": tuple(Address(**each) for each in told["recipients"]),
        "blind": tuple(Address(**each) for each in told["blind"]),
        "sent": told["sent"] and datetime.fromisoformat(told["sent"]),
        "received": told["received"] and datetime.fromisoformat(told["received"]),
        "kind": Kind(told["kind"]),
        "attachments": attachments,
        "noticed": [Noticed(**each) for each in told["noticed"]],
    })  # fmt: skip


def main(name: str) -> None:
    """The process of its own: the file comes by the standard input."""
    limit(SECONDS)
    try:
        packed = list(_packed(read(name, sys.stdin.buffer.read())))
    except Unreadable as error:
        packed = [json.dumps({"unreadable": str(error)}).encode() + b"\n"]
    except MemoryError:
        packed = [json.dumps({"unreadable": TOO_MUCH}).encode() + b"\n"]
    for part in packed:
        sys.stdout.buffer.write(part)


if __name__ == "__main__":
    main(sys.argv[1])
