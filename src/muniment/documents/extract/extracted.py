"""What the readers answer with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MEGABYTE


class Locked(Unreadable):
    """It is encrypted, or needs a password."""


class TooLarge(Unreadable):
    """It is, or unpacks to, more than the budget allows."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text: a document, a page, a slide, the body of an e-mail."""

    place: str  # "page 3", "slide 2", "" where there is only one
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells as text: a sheet, a CSV file, a table. The headings are among the first rows, where there are any."""

    place: str  # "Sheet1"
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself; "" and None where it says nothing."""

    title: str = ""
    author: str = ""
    last_author: str = ""
    made: datetime | None = None  # aware
    saved: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of one document, in the order in which it is read."""

    kind: str  # docx, pdf, eml, zip, jpeg, unknown: the same words as `format` of a scan
    blocks: tuple[Prose | Grid, ...] = ()
    about: About = About()
    has_text: bool = True  # whether files of this kind hold text: a picture and an archive do not
    cut: bool = False  # whether there was more than the budget allowed
    note: str = ""  # what the reader should know: "3 of 12 pages are pictures"
    # Of plain texts and tables what follows where they were cut, in blocks that are made as they are asked for, once.
    rest: Iterable[Prose | Grid] = field(default=(), repr=False, compare=False)

    def lines(self) -> Iterator[str]:
        """Its text piece by piece; the cells of a row stand apart by tabs."""
        for block in self.blocks:
            if isinstance(block, Prose):
                yield block.text
            else:
                yield from ("\t".join(row) for row in block.rows)

    @property
    def text(self) -> str:
        return "\n".join(self.lines())


@dataclass(slots=True)
class Budget:
    """What reading one file may cost, with all that is inside it. Whoever spends more raises TooLarge."""

    unpacked: int = 400 * MEGABYTE  # bytes, of all members together
    members: int = 10_000
    depth: int = 6  # archives within archives
    characters: int = 5_000_000  # of text, of one document; more is cut
    largest: int = 100 * MEGABYTE  # bytes, of one document that is read whole
    spent: int = field(default=0, repr=False)

    def unpack(self, size: int) -> None:
        """Counts so many unpacked bytes."""
        self.spent += size
        if self.spent > self.unpacked:
            raise TooLarge(f"It unpacks to more than {self.unpacked // MEGABYTE} MB: the rest is not read.")
