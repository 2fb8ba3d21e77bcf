"""Two editions side by side: each figure with its difference, and the rows that changed between them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from muniment.discovery.templatetags.shares import amount
from muniment.paper.costs import pounds
from muniment.reporting.models import Edition

_PERCENT = re.compile(r"(\d+)\s%")
_SUM = re.compile(r"£([\d,]+\.\d\d)")
_SIZE = re.compile(r"([\d.]+) (bytes|KB|MB|GB|TB|PB)")
_UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB")


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure in both editions; `difference` is None where either has no number of it, and text where it is one of money or of room."""

    name: str
    title: str
    before: int | str | None
    after: int | str | None
    before_address: str = ""
    after_address: str = ""

    @property
    def difference(self) -> int | str | None:
        for measure, said in _MEASURES:
            before, after = measure(self.before), measure(self.after)
            if before is not None and after is not None:
                return said(after - before) if after != before else 0
        return None


def _number(value: int | str | None) -> int | None:
    """A count, or the points of a percentage."""
    if isinstance(value, str) and (found := _PERCENT.fullmatch(value)):
        return int(found[1])
    return value if isinstance(value, int) else None


def _pence(value: int | str | None) -> int | None:
    found = _SUM.fullmatch(value) if isinstance(value, str) else None
    return int(found[1].replace(",", "").replace(".", "")) if found else None


def _bytes(value: int | str | None) -> int | None:
    """A size as it was printed, so that the difference is no finer than what is compared."""
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    return int(Decimal(found[1]) * 1000 ** _UNITS.index(found[2])) if found else None


def _with_sign(words: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: f"{'+' if number > 0 else MINUS}{words(abs(number))}"


MINUS = "\N{MINUS SIGN}"
_MEASURES: tuple[tuple[Callable[[Any], int | None], Callable[[int], int | str]], ...] = (
    (_number, int), (_pence, _with_sign(lambda number: pounds(Fraction(number)))), (_bytes, _with_sign(amount)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """A recommendation that is not where it was; `before` or `after` is None where it was not there."""

    id: int
    reference: str
    heading: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two editions of one plan."""

    figures: tuple[Pair, ...]
    states: tuple[Moved, ...]
    dates: tuple[Moved, ...]
    new: tuple[Moved, ...]
    gone: tuple[Moved, ...]


def compare(before: Edition, after: Edition) -> Comparison:
    """From the frozen facts alone: nothing is counted again."""
    rows = _moved(before.rows, after.rows)
    stayed = [each for each in rows if each.before and each.after]
    return Comparison(
        figures=figures_of(before.figures, after.figures),
        states=tuple(each for each in stayed if _of(each, "label") or _of(each, "late")),
        dates=tuple(each for each in stayed if _of(each, "due")),
        new=tuple(each for each in rows if each.before is None),
        gone=tuple(each for each in rows if each.after is None),
    )


def _of(moved: Moved, name: str) -> bool:
    assert moved.before is not None
    assert moved.after is not None
    return bool(moved.before[name] != moved.after[name])


def figures_of(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> tuple[Pair, ...]:
    """The figures that count at a moment; those that compare with an earlier report have other ends in each edition."""
    olds = {each["name"]: each for each in before}
    news = {each["name"]: each for each in after}
    names = [name for name in dict.fromkeys([*olds, *news]) if not name.endswith(("_before", "_since"))]
    return tuple(_pair(name, olds.get(name, {}), news.get(name, {})) for name in names)


def _pair(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Pair:
    title = new.get("title") or old.get("title") or name
    return Pair(name, title, old.get("value"), new.get("value"), old.get("address", ""), new.get("address", ""))


def _moved(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Moved]:
    olds = {each["id"]: each for each in before}
    news = {each["id"]: each for each in after}
    found = []
    for pk in dict.fromkeys([*news, *olds]):
        old, new = olds.get(pk), news.get(pk)
        if old != new:
            either: Any = new or old
            found.append(Moved(pk, either["reference"], either["heading"], old, new))
    return found
