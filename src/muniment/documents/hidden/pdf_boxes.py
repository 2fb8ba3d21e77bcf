"""Filled boxes drawn over the picture of a scanned page: the words below them are in the picture still."""

import ctypes
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdfium2.raw as pdfium

from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MAX_PAGE_OBJECTS

_SCAN = 0.7  # of the page: a picture this large is the page
_SMALLEST = (12.0, 5.0)  # points: a short word
_OPAQUE = 240  # of 255
_DEEPEST = 4  # forms inside one another
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
_AS_IT_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def boxes_over_scan(page: Any) -> int:
    """How many filled shapes were drawn after the picture of the page, within it and smaller than it."""
    wide, high = page.get_size()
    if pdfium.FPDFPage_CountObjects(page) > MAX_PAGE_OBJECTS:
        raise Unreadable("it holds more strokes than a page of a paper does.")
    scan: Box | None = None
    boxes = 0
    for each, box in islice(_drawn(page), MAX_PAGE_OBJECTS):
        large = _area(box) >= _SCAN * wide * high
        if pdfium.FPDFPageObj_GetType(each) == pdfium.FPDF_PAGEOBJ_IMAGE:
            if large:
                # What was drawn before lies below it.
                scan, boxes = box, 0
        elif scan is not None and not large and _within(box, scan) and _covers(each, box):
            boxes += 1
    return boxes


def _drawn(page: Any) -> Iterator[tuple[Any, Box]]:
    """Pictures and paths in the order they are drawn, also those that a program wrapped into a form, with their places."""
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _unwrapped(pdfium.FPDFPage_GetObject(page, number), _AS_IT_IS, _DEEPEST)


def _unwrapped(each: Any, place: Matrix, deep: int) -> Iterator[tuple[Any, Box]]:
    kind = pdfium.FPDFPageObj_GetType(each)
    if kind in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH}:
        box = _bounds(each, place)
        if box is not None:
            yield each, box
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and deep:
        own = pdfium.FS_MATRIX()
        if pdfium.FPDFPageObj_GetMatrix(each, own):
            inner = _joined((own.a, own.b, own.c, own.d, own.e, own.f), place)
            for number in range(pdfium.FPDFFormObj_CountObjects(each)):
                yield from _unwrapped(pdfium.FPDFFormObj_GetObject(each, number), inner, deep - 1)


def _joined(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _bounds(each: Any, place: Matrix) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(each, left, bottom, right, top):
        return None
    a, b, c, d, e, f = place
    corners = [(x.value, y.value) for x in (left, right) for y in (bottom, top)]
    across = [a * x + c * y + e for x, y in corners]
    down = [b * x + d * y + f for x, y in corners]
    return min(across), min(down), max(across), max(down)


def _covers(path: Any, box: Box) -> bool:
    """Whether a path is filled, not seen through, and large enough to cover a word."""
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    red, green, blue, opaque = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPath_GetDrawMode(path, filled, stroked) or not filled.value:
        return False
    if not pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, opaque) or opaque.value < _OPAQUE:
        return False
    return box[2] - box[0] >= _SMALLEST[0] and box[3] - box[1] >= _SMALLEST[1]


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _within(box: Box, other: Box) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= across <= other[2] and other[1] <= down <= other[3]
