"""What a due-date cell says: the date that holds, the one it replaced, and whether the thing is said to be done."""

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from muniment.documents.plan.dates import Written, dates_in
from muniment.documents.plan.reading import Due
from muniment.documents.plan.words import plain

_SAID_DONE = re.compile(
    r"(?<![a-z-])(?:implemented|completed?|done|actioned|achieved|closed|delivered|amended|introduced|carried out|undertaken|"
    r"adopted|launched|(?:amendments?|changes?|updates?) made|in place(?: since)?)(?![a-z-])(?!\s+by\b)(?!\s*[:?])"
)
_NOT_DONE = re.compile(
    r"(?:\bnot|\bto be|\bwill be|\bshould be|\bmust be|\bbeing|\bwhen|\bonce|\bafter|\buntil|\bpart|\bpartially|\bpartly"
    r"|\bto|\byet|\bnearly|\balmost|\bif)(?:\s+(?:be|yet|been|fully|it is|this is))*[\s-]*$"
)
_OLD_BEFORE = re.compile(
    r"(?:\bfrom|\bwas|\borig(?:inal\w*)?\.?|\bprev(?:ious\w*)?\.?|\bformer\w*|\binitial\w*|\bfirst)"
    r"(?:\s+(?:target|due|deadline|completion|implementation|agreed|set|for|date|the|end|of|by|mid))*[\s:(\-–]*$"
)
_NEW_BEFORE = re.compile(
    r"(?:\brevis\w*|\bnow|\bextend\w*|\bextension|\bmoved|\bchanged|\bdeferred|\bpostponed|\bnew|\bslipped|\bresched\w*"
    r"|\bupdated|\bamended|\bcurrent|\blatest|\bput back|->|→|=>)"
    r"(?:\s+(?:target|due|deadline|completion|implementation|date|to|until|is|agreed|for|the|end|of|by|mid))*[\s:(\-–]*$"
)
_OLD_AFTER = re.compile(r"\s*[(\[\-–,]*\s*(?:original|previous|initial|superseded|was\b(?! \d))")
_NEW_AFTER = re.compile(
    r"\s*[(\[\-–,]*\s*(?:revised|extended|new|updated)(?!\s*(?:from|to|date|target|deadline|until|:))"
)
_RANGE = re.compile(r"\s*(?:to|-|–|until|till|through|up to|/)\s*(?:the\s+)?(?:end\s+(?:of\s+)?)?$")
_BETWEEN = re.compile(r"\bbetween\b")


_LONGEST = 1000  # characters of a date cell that are read; what is longer is no date cell


class Dated(NamedTuple):
    """The date that holds, and the one that stood first if the text says that it was changed."""

    due: Due
    first: Due | None


@lru_cache(maxsize=20_000)
def read_due(text: str) -> Dated:
    """Reads one cell, or one part of it. The raw text is always kept; a date that cannot be known without a guess is None.

    Of two dates of which none is said to be the revised one, the later holds when they stand in their order (stages,
    or a date and its successor): both readings end then. Otherwise none does.
    """
    raw = text.strip()
    found = dates_in(raw[:_LONGEST])
    due = Due(raw, done=says_done(raw))
    if not found:
        return Dated(due, None)
    kinds = [_kind(raw.lower(), found, at) for at in range(len(found))]
    new = [one for one, kind in zip(found, kinds, strict=True) if kind == "new"]
    old = [one for one, kind in zip(found, kinds, strict=True) if kind == "old"]
    rest = [one for one, kind in zip(found, kinds, strict=True) if kind == ""]
    if new:
        first = old[0] if old else next((one for one in rest if one.start < new[0].start), None)
        return Dated(_with(due, new[-1]), _first(raw, first))
    if not rest:
        return Dated(_with(due, old[-1]), None)
    return Dated(_with(due, _holding(raw.lower(), rest)), _first(raw, old[0]) if old else None)


def says_done(text: str) -> bool:
    """Whether a date cell says that the thing has been carried out: `Implemented November 2015`, not `to be completed`."""
    lower = plain(text[:_LONGEST])
    return any(
        not _NOT_DONE.search(lower[max(0, said.start() - 40) : said.start()]) for said in _SAID_DONE.finditer(lower)
    )


def _kind(lower: str, found: tuple[Written, ...], at: int) -> str:
    before = lower[found[at - 1].end if at else 0 : found[at].start]
    after = lower[found[at].end : found[at + 1].start if at + 1 < len(found) else None]
    if _OLD_BEFORE.search(before) or _OLD_AFTER.match(after):
        return "old"
    return "new" if _NEW_BEFORE.search(before) or _NEW_AFTER.match(after) else ""


def _holding(lower: str, dates: list[Written]) -> Written | None:
    days = [one.day for one in dates]
    if len(dates) == 1:
        return dates[0]
    if any(day is None for day in days):
        return None
    in_order = days == sorted(days, key=lambda day: (day is None, day))
    gaps = [lower[one.end : other.start] for one, other in pairwise(dates)]
    if in_order or all(map(_RANGE.fullmatch, gaps)) or _BETWEEN.search(lower[: dates[0].start]):
        return dates[-1] if in_order else None
    return None


def _with(due: Due, written: Written | None) -> Due:
    return replace(due, day=written.day, precision=written.precision) if written else due


def _first(raw: str, written: Written | None) -> Due | None:
    if written is None or written.day is None:
        return None
    return Due(raw[written.start : written.end], written.day, written.precision)
