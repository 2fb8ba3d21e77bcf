"""Lines of words as they stand on a page of a PDF, made once from its characters."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from pdfplumber.utils.text import extract_words

Char = dict[str, Any]
# Between letters of a word there is less free than this share of the size of the type, between words more.
_WORD_GAP = 0.15
_SAME_LINE = 0.5  # of the height of a word


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands, in points from the left and the top of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand beside one another, from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)


def words_of(chars: list[Char]) -> list[Word]:
    """The words that characters make. Characters printed twice to look bold are taken once."""
    found = extract_words(
        _once(chars),
        x_tolerance_ratio=_WORD_GAP,
        y_tolerance=2,
        keep_blank_chars=False,
        return_chars=True,
        expand_ligatures=True,
    )
    return [_word(one) for one in found]


def _word(found: dict[str, Any]) -> Word:
    first = found["chars"][0]
    name = str(first.get("fontname", "")).lower()
    bold = "bold" in name or "black" in name or "heavy" in name
    height = found["bottom"] - found["top"]
    return Word(found["text"], found["x0"], found["x1"], found["top"], found["bottom"], first.get("size", height), bold)


def _once(chars: Iterable[Char]) -> list[Char]:
    seen: set[tuple[str, int, int]] = set()
    kept: list[Char] = []
    for char in chars:
        key = (char["text"], round(char["x0"]), round(char["top"]))
        if key not in seen or char["text"] == " ":
            seen.add(key)
            kept.append(char)
    return kept


def lines_of(words: Iterable[Word]) -> list[Line]:
    """The words gathered into lines from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.middle, one.x0)):
        if rows and abs(word.middle - rows[-1][0].middle) < _SAME_LINE * min(
            word.bottom - word.top, rows[-1][0].bottom - rows[-1][0].top
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(tuple(sorted(row, key=lambda one: one.x0))) for row in rows]


def segments(line: Line, gap: float) -> Iterator[Line]:
    """The pieces of a line between free spaces wider than `gap` times the size of the type."""
    piece: list[Word] = []
    for word in line.words:
        if piece and word.x0 - piece[-1].x1 > gap * max(word.size, piece[-1].size):
            yield Line(tuple(piece))
            piece = []
        piece.append(word)
    if piece:
        yield Line(tuple(piece))


def common_size(lines: Iterable[Line]) -> float:
    """The size of type that most letters have."""
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


@dataclass(frozen=True, slots=True)
class Gaps:
    """What counts as free space between columns on a page, as shares of the size of type."""

    strip: float = 0.5  # running down through all lines
    wide: float = 0.8  # in one line alone


def gaps_of(lines: Iterable[Line]) -> Gaps:
    """The gaps by the space between words of the page: in type of fixed width it is twice that of others."""
    spaces = [
        (right.x0 - left.x1) / left.size
        for line in lines
        for left, right in pairwise(line.words)
        if 0 < right.x0 - left.x1 < left.size
    ]
    usual = median(spaces) if spaces else 0.0
    return Gaps(max(Gaps().strip, 1.3 * usual), max(Gaps().wide, 1.4 * usual))
