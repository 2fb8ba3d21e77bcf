"""A message as it was understood, and how much of one is read at most."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from muniment.clock import LONDON
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MEGABYTE

MAX_BYTES = 50 * MEGABYTE
MAX_UNPACKED_BYTES = 100 * MEGABYTE  # of all that a message holds: parts of a compound file may share their bytes
MAX_PARTS = 1_000
MAX_DEPTH = 20  # of parts and messages inside one another
MAX_TEXT = 200_000  # characters of the body; about eighty pages
MAX_HEADER = 20_000  # characters of one header that are looked at


class Kind(Enum):
    """What a message is. Only a person's asks for anything."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody as a header names them; either part may be empty."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name and self.address else self.name or self.address


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a message. `inline` is a picture shown within its text, which is mostly the sign of a firm."""

    name: str
    content: bytes
    kind: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a reader should know of the file before they rely on what was read."""

    name: str
    what: str


@dataclass(slots=True)
class Message:
    """A message. `kind_reason` says why it is taken for what it is; `sent` is what the sender's programme says, `received` what our own server says."""

    sender: Address = Address("", "")
    answer_to: Address = Address("", "")  # whom an answer reaches: a web form sends in its own name
    recipients: tuple[Address, ...] = ()
    blind: tuple[Address, ...] = ()  # who got a copy that the others were not told of, where the file says so
    subject: str = ""
    sent: datetime | None = None
    received: datetime | None = None
    text: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    kind: Kind = Kind.PERSON
    kind_reason: str = ""
    message_id: str = ""
    noticed: list[Noticed] = field(default_factory=list)

    @property
    def received_on(self) -> date | None:
        """The civil day in London on which it came; where no server says it, on which it was sent."""
        moment = self.received or self.sent
        return moment.astimezone(LONDON).date() if moment else None

    def notice(self, name: str, what: str) -> None:
        """Adds what was noticed, once."""
        if (found := Noticed(name, what)) not in self.noticed:
            self.noticed.append(found)

    def compare_days(self) -> None:
        """Says so where the two instants lie far apart: the day that it came rules the clock."""
        if self.sent and self.received and abs(self.received - self.sent) > timedelta(days=1):
            sent = self.sent.astimezone(LONDON)
            self.notice(
                "dates-differ",
                f"It says that it was sent on {sent.day} {sent:%B %Y}, and our server had it on another day. The day it came counts.",
            )


class Budget:
    """Counts the parts and bytes of one file with all that is inside it, and refuses what is too much."""

    def __init__(self) -> None:
        self.parts = self.bytes = 0

    def part(self, depth: int = 0) -> None:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise Unreadable(f"The message has more than {MAX_PARTS:,} parts: it is not read.")
        if depth > MAX_DEPTH:
            raise Unreadable(f"The message has parts more than {MAX_DEPTH} deep inside one another: it is not read.")

    def take(self, size: int) -> None:
        self.bytes += size
        if self.bytes > MAX_UNPACKED_BYTES:
            raise Unreadable(
                f"What the message holds is more than {MAX_UNPACKED_BYTES // MEGABYTE} MB: it is not read."
            )
