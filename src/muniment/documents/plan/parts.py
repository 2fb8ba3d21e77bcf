"""Cells of several numbered parts: `a) … b) …`, `(1) … (2) …`, `i. … ii. …`, taken apart by their own labels."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_MARK = re.compile(
    r"(?:(?<=^)|(?<=[\s/;:,.>]))"
    r"(?:\((?P<both>[a-z]|\d{1,2}|[ivx]{1,5})\)|(?P<close>[a-z]|\d{1,2}|[ivx]{1,5})\)|(?P<stop>[a-z]|\d{1,2}|[ivx]{1,5})\.(?=\s))"
    r"(?=\s|[A-Z]|$)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?:^|\n)\s*[•▪●◦*–-]\s+")
Series = Callable[[int], str]
_EDGE = " \t\n/;,"
_MOST = 26


class Part(NamedTuple):
    """One part: its label as the paper writes it without brackets, and its text."""

    label: str
    text: str


class Parted(NamedTuple):
    """A text taken apart: what stands before the first label, and the parts (none if it has no parts)."""

    lead: str
    parts: tuple[Part, ...]


@lru_cache(maxsize=10_000)
def parted(text: str) -> Parted:
    """Takes a text apart at labels that count on from a, 1 or i in one style. Two labels at least; else no parts."""
    if ")" not in text and "." not in text:
        return Parted(text.strip(), ())
    for style in ("both", "close", "stop"):
        marks = [mark for mark in _MARK.finditer(text) if mark[style]]
        if style == "stop":
            marks = [mark for mark in marks if _begins_line(text, mark.start())]
        for series in (_letters, _numbers, _romans):
            run = _run(marks, style, series)
            if len(run) >= 2:
                return _cut(text, run, style)
    return Parted(text.strip(), ())


def bulleted(text: str) -> Parted:
    """The bullets of a text as parts labelled 1, 2, 3: they have no labels of their own."""
    pieces = [piece.strip() for piece in _BULLET.split(text)]
    bullets = [piece for piece in pieces[1:] if piece]
    if len(bullets) < 2:
        return Parted(text.strip(), ())
    return Parted(pieces[0], tuple(Part(str(at), piece) for at, piece in enumerate(bullets, 1)))


def is_worth_parting(action: Parted, *others: Parted) -> bool:
    """Whether labelled pieces of an action are actions of their own.

    They are when owners, dates or progress carry the same labels, or when each is a sentence of its own: a capital
    letter and three words. `covers (a) scope and (b) roles` is one action.
    """
    if not action.parts:
        return False
    labels = {part.label.lower() for part in action.parts}
    if any(len(labels & {part.label.lower() for part in other.parts}) >= 2 for other in others):
        return True
    return all(len(part.text.split()) >= 3 and part.text[:1].isupper() for part in action.parts)


def part_of(parts: Parted, label: str) -> str:
    """The text of the part with a label, empty where there is none."""
    return next((part.text for part in parts.parts if part.label.lower() == label.lower()), "")


def _letters(at: int) -> str:
    return chr(ord("a") + at)


def _numbers(at: int) -> str:
    return str(at + 1)


def _romans(at: int) -> str:
    return _ROMAN[at] if at < len(_ROMAN) else "\0"


def _run(marks: list["re.Match[str]"], style: str, series: Series) -> list["re.Match[str]"]:
    """The marks that count on from the first of a series; others between them belong to the text."""
    run: list[re.Match[str]] = []
    for mark in marks:
        if len(run) < _MOST and mark[style].lower() == series(len(run)):
            run.append(mark)
    return run


def _begins_line(text: str, start: int) -> bool:
    """`1.` and `a.` are labels only at the beginning of a line or after a sentence's end, else they end a sentence."""
    before = text[:start].rstrip(" \t")
    return not before or before[-1] in "\n.;:"


def _cut(text: str, run: list["re.Match[str]"], style: str) -> Parted:
    ends = [mark.start() for mark in run[1:]] + [len(text)]
    parts = tuple(Part(mark[style], text[mark.end() : end].strip(_EDGE)) for mark, end in zip(run, ends, strict=True))
    return Parted(text[: run[0].start()].strip(), parts)
