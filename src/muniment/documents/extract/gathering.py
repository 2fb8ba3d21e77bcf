"""What the readers fill: blocks up to the budget, in text that every format can hold; and their faults as reasons."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

from muniment.documents.extract.extracted import About, Budget, Extracted, Grid, Prose, TooLarge
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MEGABYTE

DAMAGED = "The file is damaged or was not copied whole: it could not be read."
PIECE = 1_000_000  # characters of a block of what follows
_TOP = 5  # rows
# Control marks, halves of letters, and what is no letter at all; Arrow and JSON take none of them.
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def fit(text: str) -> str:
    """The text without marks that are no letters; line breaks as newlines."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub(" ", text) if _UNFIT.search(text) else text


def cells_of(row: Sequence[str]) -> tuple[str, ...]:
    """The cells of a row, without empty ones at its end."""
    cells = [fit(cell).strip() if cell else "" for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def tables(place: str, rows: Iterable[Sequence[str]], kept: Prose | Grid | None = None) -> Iterator[Grid]:
    """The rows some at a time, each time below the first few of the table, among which the headings are. Those are in `kept`, else in `rows`."""
    top = kept.rows[:_TOP] if isinstance(kept, Grid) else ()
    some: list[tuple[str, ...]] = []
    size = 0
    for row in rows:
        if cells := cells_of(row):
            some.append(cells)
            size += sum(map(len, cells)) + len(cells)
        if size > PIECE:
            yield Grid(place, (*top, *some))
            top = top or tuple(some[:_TOP])
            some, size = [], 0
    if some:
        yield Grid(place, (*top, *some))


class Gathered:
    """Blocks in their order. Once `full`, a reader may stop: nothing more is kept."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.blocks: list[Prose | Grid] = []
        self.about = About()
        self.notes: list[str] = []
        self._left = budget.characters
        self.full = False
        self._rest: Iterable[Prose | Grid] = ()

    def prose(self, place: str, text: str) -> None:
        """Running text; what is empty is left out."""
        text = fit(text).strip()
        if text and not self.full:
            self.blocks.append(Prose(place, self._room(text)))
        elif text and self.follows:
            self.follow((Prose(place, text),))

    @property
    def empty(self) -> bool:
        """Whether nothing was found yet."""
        return self._left == self.budget.characters

    @property
    def follows(self) -> bool:
        """Whether what was cut is not left out."""
        return self._rest != ()

    def grid(self, place: str, rows: Iterable[Sequence[str]], *, named: bool = False) -> None:
        """Rows of cells; rows without any text are left out, and empty cells at the end of a row.

        A grid without rows is kept only where it is `named`, as a sheet is.
        """
        kept: list[tuple[str, ...]] = []
        for row in () if self.full else rows:
            cells = cells_of(row)
            if cells:
                self._left -= sum(map(len, cells)) + len(cells)
                self.full = self._left < 0
                kept.append(cells)
                if self.full:
                    break
        if kept or named:
            self.blocks.append(Grid(place, tuple(kept)))

    def follow(self, blocks: Iterable[Prose | Grid]) -> None:
        """What follows where the text was cut: see `Extracted.rest`."""
        self._rest = chain(self._rest, blocks)

    def note(self, what: str) -> None:
        """A sentence that the reader should know, once."""
        if what not in self.notes:
            self.notes.append(what)

    def _room(self, text: str) -> str:
        text = text[: self._left + 1]
        self._left -= len(text) + 1
        self.full = self._left < 0
        return text

    def extracted(self, kind: str) -> Extracted:
        if self._left < 0 and not self.follows:
            self.note(f"Its text is longer than {self.budget.characters:,} characters: what follows was not read.")
        note = " ".join(self.notes)
        return Extracted(kind, tuple(self.blocks), self.about, cut=self.full, note=note, rest=self._rest)


@contextmanager
def held(why: str = DAMAGED) -> Iterator[None]:
    """Whatever a library raises on a stranger's file becomes Unreadable, with this reason."""
    try:
        yield
    except (Unreadable, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except MemoryError as exhausted:
        raise TooLarge("Reading it takes more memory than it may: it was not read.") from exhausted
    except RecursionError as deep:
        raise Unreadable("Its parts stand too deep inside one another: it was not read.") from deep
    except BaseException as broken:
        # Libraries in Rust panic with an exception of their own, which is none of the ordinary ones.
        if not isinstance(broken, Exception) and type(broken).__name__ != "PanicException":
            raise
        raise Unreadable(why) from broken


def whole(content: bytes, budget: Budget) -> None:
    """Raises TooLarge for a document that is more than one may be to be read at once."""
    if len(content) > budget.largest:
        raise TooLarge(f"It is larger than {budget.largest // MEGABYTE} MB: its text was not read.")
