"""Collects what is found in one file and in those inside it, within limits that hold for all of them together."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from muniment.documents.hidden.finding import Finding, Looked
from muniment.documents.hidden.rulebook import RULES
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MAX_UNPACKED_BYTES, MEGABYTE
from muniment.documents.reading.text import one_line

EXAMPLE = 48  # characters: enough to recognise a cell, too few to repeat a record
MOST_PLACES = 100  # of one rule; the rest are one finding with their number
MOST_REASONS = 20
MOST_EVENTS = 5_000_000  # rows, elements and letters: some ten seconds
MOST_FILES = 1_000  # inside one another, all together
MOST_DEPTH = 4
SECONDS = 120.0


class TooMuch(Unreadable):
    """The limits are reached: nothing more of this file is looked into."""


@dataclass(slots=True)
class Budget:
    """What is left to be spent on a file with all that is inside it."""

    bytes: int = MAX_UNPACKED_BYTES
    events: int = MOST_EVENTS
    files: int = MOST_FILES
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def unpack(self, size: int) -> None:
        self.bytes -= size
        if self.bytes < 0:
            raise TooMuch(
                f"It unpacks to more than {MAX_UNPACKED_BYTES // MEGABYTE} MB, more than is looked into. Release it in parts."
            )

    def see(self, events: int = 1) -> None:
        self.events -= events
        if self.events < 0 or time.monotonic() > self.until:
            raise TooMuch("It is too large to be looked into whole. Release it in parts.")

    def open(self) -> None:
        self.files -= 1
        if self.files < 0:
            raise TooMuch(f"It holds more than {MOST_FILES:,} files. Unpack it and look into each.")


def shortened(text: str, most: int) -> str:
    """A text on one line, cut where it is too long. Names in a file may be of any length and hold any sign."""
    # What is only cut away is not tidied first: a cell may hold megabytes.
    short = one_line(text[: 4 * most].encode(errors="replace").decode())
    return short if len(short) <= most else short[: most - 1].rstrip() + "…"


def example_of(text: str) -> str:
    """A few words of a text."""
    return shortened(text, EXAMPLE)


def counted(number: int, what: str) -> str:
    """`1 row`, `1,200 rows`."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def names_of(names: Iterable[str], most: int = 3) -> str:
    """The first few names, each once: `Amal Okafor, Jo Reed and 4 more`."""
    each = list(dict.fromkeys(shortened(name, 40) for name in names if name.strip()))
    rest = f" and {len(each) - most} more" if len(each) > most else ""
    return ", ".join(each[:most]) + rest


class Gathering:
    """The findings of one file. Those of a file inside it are gathered by `inside` into the same limits."""

    def __init__(self, name: str, budget: Budget | None = None, depth: int = 0) -> None:
        self.name = name
        self.budget = budget or Budget()
        self.depth = depth
        self.cells = 0  # of all sheets, for a workbook that is inside another file
        self._findings: list[Finding] = []
        self._places = Counter[str]()
        self._more: dict[str, tuple[int, int]] = {}
        self._why: list[str] = []

    def found(self, rule: str, what: str, where: str, count: int = 1, example: str = "") -> None:
        """Adds a finding; `rule` must be one of the rulebook, which says how grave it is."""
        self._add(Finding(rule, RULES[rule].severity, shortened(what, 400), shortened(where, 120), count, example_of(example)))  # fmt: skip

    def _add(self, finding: Finding) -> None:
        self._places[finding.rule] += 1
        if self._places[finding.rule] <= MOST_PLACES:
            self._findings.append(finding)
        else:
            places, count = self._more.get(finding.rule, (0, 0))
            self._more[finding.rule] = places + 1, count + finding.count

    def missed(self, why: str) -> None:
        """Says what could not be looked into: the file is not understood."""
        if why not in self._why:
            self._why.append(why)

    @contextmanager
    def part(self, what: str) -> Iterator[None]:
        """Looks into one part: what a broken or hostile one raises is told, and the other parts are looked into all the same."""
        try:
            yield
        except TooMuch:
            raise
        except Unreadable as refused:
            self.missed(f"{what}: {refused}")
        except Exception:  # noqa: BLE001 - whatever a broken part makes a reader raise, it was not looked into
            self.missed(f"{what} cannot be read: it is damaged.")

    def inside(self, name: str, content: bytes, look: Callable[["Gathering", bytes], str]) -> "Inside":
        """Looks into a file inside this one and takes its findings over."""
        self.budget.open()
        if self.depth >= MOST_DEPTH:
            return Inside(
                Looked(name, "unknown", (), ("it stands too deep in other files. Look into it by itself.",)), 0
            )
        below = Gathering(name, self.budget, self.depth + 1)
        kind = look(below, content)
        looked = below.looked(kind)
        for finding in looked.findings:
            self._add(replace(finding, file=" › ".join(filter(None, (name, finding.file)))[:200]))
        return Inside(looked, below.cells)

    def looked(self, kind: str) -> Looked:
        """All of it: what stops first, and the true numbers of what was left out."""
        rest = [
            Finding(rule, RULES[rule].severity, f"{RULES[rule].title}, and more of the same", counted(places, "more place"), count)
            for rule, (places, count) in self._more.items()
        ]  # fmt: skip
        findings = sorted([*self._findings, *rest], key=lambda finding: finding.severity != "stops")
        why = self._why[:MOST_REASONS]
        if len(self._why) > MOST_REASONS:
            why.append(f"{counted(len(self._why) - MOST_REASONS, 'more part')} could not be looked into.")
        return Looked(self.name, kind, tuple(findings), tuple(why))


@dataclass(frozen=True, slots=True)
class Inside:
    """What was found in a file inside another, and how many cells it has if it is a workbook."""

    looked: Looked
    cells: int

    @property
    def doubt(self) -> str:
        """What is said of a file of which not all was looked into, after what is said of it."""
        return "" if self.looked.understood else " It could not be looked into whole."
