"""The cells of a report of use: days in either way of writing them, sizes, yes and no, and names that the tenant conceals. Pure: no Django."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

LARGEST = 2**63 - 1
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")
_HASH = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}")
_NO_KEY = re.compile(r"[0-]*")
_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0", ""})


class Wrong(Exception):
    """A cell that cannot be read. The message says why."""


def is_concealed(text: str) -> bool:
    """Whether a text is a hash, as the reports write in place of a name."""
    return bool(_HASH.fullmatch(text))


def is_no_key(text: str) -> bool:
    """Whether it names nothing: empty, or the identifier of nothing but noughts that stands where one is concealed."""
    return bool(_NO_KEY.fullmatch(text))


def month_first(texts: Iterable[str], latest: date) -> tuple[bool, bool]:
    """Whether days with strokes begin with the month, as Microsoft writes them, or with the day, as a British spreadsheet saves
    them again; and whether that is sure. `latest` is a day after which none of them can lie.

    Told by all of them together, since one day shows what no other can. ValueError where they contradict one another.
    """
    pairs = {(int(found[1]), int(found[2]), int(found[3])) for text in texts if (found := _SLASHED.fullmatch(text))}
    # What is a day in neither way is told of its row, and so is what lies ahead in both: they say nothing of the way of writing.
    pairs = {pair for pair in pairs if any(_ways([pair], date.max).values())}
    possible = _ways(pairs, latest)
    if not any(possible.values()):
        possible = _ways(pairs, date.max)
    if not any(possible.values()):
        raise ValueError(
            "Some of its days can only be read with the month first and others only with the day first: it was put together from two files, or changed by hand."
        )
    same = all(first == second for first, second, _year in pairs)
    return possible[True], same or not all(possible.values())


def _ways(pairs: Iterable[tuple[int, int, int]], latest: date) -> dict[bool, bool]:
    return {
        us: all(_is_past(year, *((first, second) if us else (second, first)), latest) for first, second, year in pairs)
        for us in (True, False)
    }


def _is_past(year: int, month: int, day: int, latest: date) -> bool:
    try:
        return date(year, month, day) <= latest
    except ValueError:
        return False


def day(text: str, *, us: bool) -> date | None:
    """A day, None for an empty cell. `us` says that the month comes first where there are strokes. Raises Wrong."""
    if not text:
        return None
    try:
        if found := _ISO.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _SLASHED.fullmatch(text):
            first, second, year = map(int, found.groups())
            return date(year, first, second) if us else date(year, second, first)
    except ValueError:
        pass
    raise Wrong(f"“{text[:40]}” is no day.")


def number(text: str) -> int | None:
    """A whole number, None for an empty cell. Raises Wrong."""
    if not text:
        return None
    try:
        found = Decimal(text.replace(",", "").replace(" ", ""))
        whole = int(found) if found.is_finite() and abs(found.adjusted()) < 30 else -1
    except (InvalidOperation, ValueError):
        whole = -1
    if not 0 <= whole <= LARGEST:
        raise Wrong(f"“{text[:40]}” is no number of anything.")
    return whole


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet has saved it with fewer digits than it had."""
    return bool(re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", text, re.IGNORECASE))


def truth(text: str) -> bool:
    """Yes or no; an empty cell is no. Raises Wrong."""
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise Wrong(f"“{text[:40]}” is neither true nor false.")
