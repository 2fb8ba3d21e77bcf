"""The pages of a PDF as they are drawn: text that leaves no trace where it stands is text that nobody sees.

What covers it (a box, a picture, a note), or why it is not drawn (its colour, a layer, its mode), need not be known: the
page is drawn, and where letters stand their ground is looked at. A letter that is seen has its own colour and that of
its ground around it; where there is one colour only, nothing is seen. White letters on a black heading are seen so.
"""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from muniment.documents.hidden.gathering import Gathering, counted
from muniment.documents.hidden.pdf_boxes import boxes_over_scan
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MAX_PAGE_OBJECTS, MAX_PAGES

_SCALE = 2.0  # pixels for each point: small print has strokes of more than one
_MOST_PIXELS = 12_000_000  # of one page; larger ones are drawn smaller
_COARSEST = 0.8  # of which two sheets of A0 are drawn
_SAME = 12  # of 255: colours that are not told apart
_WHITE = 250
_SHORTEST = 2  # letters and figures of a run
_SHORTEST_UNDRAWN = (
    6  # where it was never to be drawn: the text of a scan does not always stand exactly where the picture has it
)
_UNDRAWN = 3  # how PDF calls letters that are neither filled nor stroked
_SMALL = 1.0  # points: letters of this height nobody reads


@dataclass(slots=True)
class Run:
    """Letters that follow one another and are not seen."""

    text: str = ""
    letters: int = 0
    white: int = 0
    undrawn: bool = False

    @property
    def rule(self) -> str:
        return "invisible-text" if self.white * 2 > self.letters else "text-under-box"

    @property
    def counts(self) -> bool:
        long_enough = _SHORTEST_UNDRAWN if self.undrawn and self.rule == "invisible-text" else _SHORTEST
        return self.letters >= long_enough


@dataclass(slots=True)
class PageSeen:
    runs: list[Run] = field(default_factory=list)
    outside: str = ""
    letters_outside: int = 0
    undrawn: str = ""
    letters_undrawn: int = 0


def look_at_pages(content: bytes, gathering: Gathering) -> None:
    """Draws each page and looks where its letters stand."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as broken:
        raise Unreadable("it cannot be drawn: it is damaged or protected with a password.") from broken
    try:
        if len(document) > MAX_PAGES:
            gathering.missed(
                f"It has {len(document):,} pages; only the first {MAX_PAGES} were looked at. Release it in parts."
            )
        if not len(document):
            gathering.missed("It has no pages: it is damaged.")
        for number in range(min(len(document), MAX_PAGES)):
            with gathering.part(f"Page {number + 1}"):
                gathering.budget.see()
                page = document[number]
                try:
                    _tell(_look(page, gathering), gathering, f"page {number + 1}")
                    if boxes := boxes_over_scan(page):
                        what = "Boxes were drawn over the picture of the page, which is whole below them."
                        gathering.found("box-over-scan", what, f"page {number + 1}", boxes)
                finally:
                    page.close()
    finally:
        document.close()


def _tell(seen: PageSeen, gathering: Gathering, where: str) -> None:
    for rule, what in (
        ("text-under-box", "Text stands under a box, or in its colour: it can be copied out"),
        (
            "invisible-text",
            "Text is there and is not seen: white, under white, too small, on a hidden layer, or not drawn",
        ),
    ):
        runs = [run for run in seen.runs if run.counts and run.rule == rule]
        if runs:
            letters = sum(run.letters for run in runs)
            gathering.found(rule, f"{what} ({counted(letters, 'letter')}).", where, len(runs), runs[0].text)
    if seen.letters_outside:
        gathering.found(
            "outside-page",
            f"Text stands outside the page ({counted(seen.letters_outside, 'letter')}).",
            where,
            1,
            seen.outside,
        )
    if seen.letters_undrawn:
        what = f"Behind the picture of the page stands its text ({counted(seen.letters_undrawn, 'letter')})."
        gathering.found("scanned-text", what, where, 1, seen.undrawn)


def _look(page: Any, gathering: Gathering) -> PageSeen:
    seen = PageSeen()
    text = page.get_textpage()
    try:
        count = pdfium.FPDFText_CountChars(text)
        if count > MAX_PAGE_OBJECTS:
            raise Unreadable("it holds more letters than a page of a paper does.")
        if count <= 0:
            return seen
        gathering.budget.see(count)
        wide, high = page.get_size()
        scale = min(_SCALE, math.sqrt(_MOST_PIXELS / max(wide * high, 1.0)))
        if scale < _COARSEST:
            raise Unreadable("it is too large to be drawn so that its letters are seen.")
        bitmap = page.render(scale=scale, may_draw_forms=False)
        try:
            picture = bitmap.to_pil().convert("RGB")
        finally:
            bitmap.close()
        _follow(_Letters(page, text, picture, scale), count, seen)
    finally:
        text.close()
    return seen


def _follow(letters: "_Letters", count: int, seen: PageSeen) -> None:
    run = Run()
    for index in range(count):
        sign = chr(pdfium.FPDFText_GetUnicode(letters.text, index) or 32)
        if not sign.isalnum():
            run.text += sign if run.letters else ""
            continue
        box = letters.box(index)
        ground = None if box is None else letters.ground(index, box)
        undrawn = letters.undrawn(index)
        if box is not None and letters.outside(box):
            seen.letters_outside += 1
            seen.outside += sign if len(seen.outside) < 100 else ""
        elif box is not None and ground is not None:
            run.text += sign if len(run.text) < 200 else ""
            run.letters += 1
            run.white += min(ground) >= _WHITE or letters.tiny(box)
            run.undrawn |= undrawn
            continue
        elif undrawn:
            seen.letters_undrawn += 1
            seen.undrawn += sign if len(seen.undrawn) < 100 else ""
        if run.letters:
            seen.runs.append(run)
            run = Run()
    if run.letters:
        seen.runs.append(run)


class _Letters:
    """The letters of a page with the picture of it."""

    def __init__(self, page: Any, text: Any, picture: Any, scale: float) -> None:
        self.text = text
        self._picture = picture
        self._across, self._down = _pixels(page, picture.width, picture.height)
        self._scale = scale
        self._left, self._right, self._bottom, self._top = (ctypes.c_double() for _ in range(4))
        self._loose = pdfium.FS_RECTF()

    def box(self, index: int) -> tuple[float, float, float, float] | None:
        """Where a letter stands in the picture, from its left to its right as the type sets it; None for one without a place."""
        if not pdfium.FPDFText_GetCharBox(self.text, index, self._left, self._right, self._bottom, self._top):
            return None
        left, right, bottom, top = self._left.value, self._right.value, self._bottom.value, self._top.value
        if right <= left or top <= bottom:
            return None
        if pdfium.FPDFText_GetLooseCharBox(self.text, index, self._loose):
            # The stroke of an l alone is of one colour; with what the type leaves beside it, it is not.
            left, right = min(left, self._loose.left), max(right, self._loose.right)
        return self._place(left, bottom, right, top)

    def _place(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        (a, c, e), (b, d, f) = self._across, self._down
        across = sorted((a * left + c * bottom + e, a * right + c * top + e))
        down = sorted((b * left + d * bottom + f, b * right + d * top + f))
        return across[0], down[0], across[1], down[1]

    def tiny(self, box: tuple[float, float, float, float]) -> bool:
        return min(box[2] - box[0], box[3] - box[1]) < _SMALL * self._scale

    def outside(self, box: tuple[float, float, float, float]) -> bool:
        return box[2] <= 0 or box[3] <= 0 or box[0] >= self._picture.width or box[1] >= self._picture.height

    def ground(self, index: int, box: tuple[float, float, float, float]) -> tuple[int, int, int] | None:
        """The one colour of the place where a letter stands; None where there are two, so that it is seen."""
        colour = self._one_colour(box)
        if colour is None or pdfium.FPDFText_GetCharAngle(self.text, index) in {0.0, -1.0}:
            return colour
        # What the type leaves beside a letter that is turned lies above and below it.
        loose = self._loose
        if not pdfium.FPDFText_GetLooseCharBox(self.text, index, loose):
            return None
        return self._one_colour(self._place(loose.left, loose.bottom, loose.right, loose.top))

    def _one_colour(self, box: tuple[float, float, float, float]) -> tuple[int, int, int] | None:
        # A box that somebody drew over a word does not always cover it to its edges.
        slack = 0.12 * (box[3] - box[1])
        left, right = math.floor(box[0]), math.ceil(box[2])
        top, bottom = math.floor(box[1] + slack), math.ceil(box[3] - slack)
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(max(right, left + 1), self._picture.width), min(max(bottom, top + 1), self._picture.height)
        if left >= right or top >= bottom:
            return None
        bands = self._picture.crop((left, top, right, bottom)).getextrema()
        if any(high - low > _SAME for low, high in bands):
            return None
        return tuple((low + high) // 2 for low, high in bands)

    def undrawn(self, index: int) -> bool:
        one = pdfium.FPDFText_GetTextObject(self.text, index)
        return bool(one) and pdfium.FPDFTextObj_GetTextRenderMode(one) == _UNDRAWN


def _pixels(page: Any, wide: int, high: int) -> Iterator[tuple[float, float, float]]:
    """How a point of the page becomes one of the picture, turned and cut as the page is."""
    fine = 1_000  # the library answers in whole pixels
    x, y = ctypes.c_int(), ctypes.c_int()

    def at(across: float, down: float) -> tuple[float, float]:
        pdfium.FPDF_PageToDevice(page, 0, 0, wide * fine, high * fine, 0, across, down, x, y)
        return x.value / fine, y.value / fine

    origin, one, other = at(0, 0), at(100, 0), at(0, 100)
    for axis in (0, 1):
        yield (one[axis] - origin[axis]) / 100, (other[axis] - origin[axis]) / 100, origin[axis]
