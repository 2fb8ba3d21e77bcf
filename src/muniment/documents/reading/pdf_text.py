"""Running text of a PDF: lines become paragraphs and headings again; what repeats on every page is left out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muniment.documents.reading.pdf_joining import Block
from muniment.documents.reading.pdf_lines import Line

_LARGER = 1.12  # times the common size of type: a heading
_NEW_PARAGRAPH = 1.6  # times the size of type from line to line... and more than the lines before
_HEADING_WORDS = 14
_MARGIN = 0.12  # of the height of a page, above and below, where running heads stand
_LIST_START = re.compile(r"(?:[•●▪–*o-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\d+(?:\.\d+)+\.?)\s", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+|\b[ivxl]+\b", re.IGNORECASE)


@dataclass(slots=True)
class PageText:
    """A paragraph as it stands on a page."""

    block: Block
    size: float
    bold: bool


def paragraphs_of(lines: Sequence[Line]) -> list[PageText]:
    """Lines that follow one another gathered into paragraphs."""
    found: list[PageText] = []
    pitch = 0.0
    right = max((line.x1 for line in lines), default=0.0)
    for line in lines:
        if found and _goes_on(found[-1], line, pitch):
            pitch = line.top - found[-1].block.lines[-1].top
            found[-1].block.lines.append(line)
        else:
            pitch = 0.0
            found.append(PageText(Block([line], right, line.top), line.size, line.bold))
    return found


def _goes_on(paragraph: PageText, line: Line, pitch: float) -> bool:
    above = paragraph.block.lines[-1]
    distance = line.top - above.top
    if abs(line.size - above.size) > 0.1 * above.size or line.bold != above.bold or distance <= 0:
        return False
    if distance > (1.2 * pitch if pitch else _NEW_PARAGRAPH * line.size) or _LIST_START.match(line.text + " "):
        return False
    # The author ended a line early if the next word would have fitted.
    first = line.words[0]
    return above.x1 + (first.x1 - first.x0) + 0.25 * line.size > paragraph.block.right - 2 * line.size


def heading_level(paragraph: PageText, sizes: Sequence[float], common: float) -> int:
    """The level by the size of type among the larger sizes of the paper; bold short lines come after them."""
    words = sum(len(line.words) for line in paragraph.block.lines)
    if words > _HEADING_WORDS or not common:
        return 0
    if paragraph.size > _LARGER * common:
        return min(1 + sum(size > paragraph.size + 0.2 for size in sizes), 6)
    ends = paragraph.block.lines[-1].text[-1]
    return min(len(sizes) + 1, 6) if paragraph.bold and ends not in ".;," else 0


def heading_sizes(lines: Iterable[Line], common: float) -> list[float]:
    """The sizes of type that stand out, largest first."""
    return sorted({round(line.size, 1) for line in lines if line.size > _LARGER * common}, reverse=True)


class RunningHeads:
    """Finds the lines that stand at the head or foot of page after page."""

    def __init__(self) -> None:
        self._seen = Counter[str]()
        self._pages = 0

    def see(self, lines: Sequence[Line], height: float) -> None:
        """Looks at the lines of one page outside its tables."""
        self._pages += 1
        self._seen.update({_without_numbers(line) for line in lines if _in_margin(line, height)})

    def is_one(self, line: Line, height: float) -> bool:
        """Whether a line repeats, but for its numbers, on at least three pages and a third of all."""
        if not _in_margin(line, height):
            return False
        return self._seen[_without_numbers(line)] >= max(3, self._pages / 3)


def _in_margin(line: Line, height: float) -> bool:
    return line.bottom < _MARGIN * height or line.top > (1 - _MARGIN) * height


def _without_numbers(line: Line) -> str:
    return _NUMBERS.sub("#", line.text).lower()
