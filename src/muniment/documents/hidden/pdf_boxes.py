"""Filled boxes drawn over the picture of a scanned page: the words below them are in the picture still."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MAX_PAGE_OBJECTS

_SCAN = 0.7  # of the page: a picture this large is the page
_SMALLEST = (12.0, 5.0)  # points: a short word
_OPAQUE = 240  # of 255
Box = tuple[float, float, float, float]


def boxes_over_scan(page: Any) -> int:
    """How many filled shapes were drawn after the picture of the page, within it and smaller than it."""
    wide, high = page.get_size()
    count = pdfium.FPDFPage_CountObjects(page)
    if count > MAX_PAGE_OBJECTS:
        raise Unreadable("it holds more strokes than a page of a paper does.")
    scan: Box | None = None
    boxes = 0
    for number in range(count):
        each = pdfium.FPDFPage_GetObject(page, number)
        kind = pdfium.FPDFPageObj_GetType(each)
        if kind not in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH}:
            continue
        box = _bounds(each)
        if box is None:
            continue
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            if _area(box) >= _SCAN * wide * high:
                # What was drawn before lies below it.
                scan, boxes = box, 0
        elif scan is not None and _covers(each, box) and _within(box, scan) and _area(box) < _SCAN * wide * high:
            boxes += 1
    return boxes


def _bounds(each: Any) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(each, left, bottom, right, top):
        return None
    return left.value, bottom.value, right.value, top.value


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
