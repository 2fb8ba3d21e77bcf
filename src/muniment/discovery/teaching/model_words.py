"""The figures of a version of the model, as tables: they are what the engine measured, worked out from its counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from muniment.discovery.teaching.model_records import ClassModel

MOST = 12  # lines of a table of confusion that a page can hold; of more only those that were confused


@dataclass(frozen=True, slots=True)
class OfLine:
    """How a line did on the documents held out."""

    line: str
    held_out: int
    answered: int
    right: int
    missed: int  # of its own documents those for which nothing was said
    precision: str  # of what it answered with this line the part that was right; "" where it never did
    found: str  # of the documents of this line the part that it found


def share(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else ""


def between(right: int, of: int) -> str:
    """Between which shares the true one lies, 19 times of 20, where so many of so many were right (Wilson's interval)."""
    if not of:
        return ""
    z, share_ = 1.96, right / of
    middle = (share_ + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * sqrt(share_ * (1 - share_) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{max(0, middle - reach):.0%}–{min(1, middle + reach):.0%}"


def of_version(version: ClassModel) -> Mapping[str, Any]:
    """Lines, confusion and what was left out, for the page of a version."""
    figures: Mapping[str, Any] = version.figures or {}
    confusion: Mapping[str, Mapping[str, int]] = figures.get("confusion") or {}
    lines = [
        OfLine(
            line, int(told["held_out"]), int(told["answered"]), int(told["right"]), confusion.get(line, {}).get("", 0),
            share(told["right"], told["answered"]), share(told["right"], told["held_out"]),
        )
        for line, told in sorted((figures.get("per_line") or {}).items())
    ]  # fmt: skip
    answered, right = sum(each.answered for each in lines), sum(each.right for each in lines)
    held_out = int(figures.get("held_out", 0))
    return {
        "lines": lines, "held_out": held_out, "answered": answered, "right": right, "silent": held_out - answered,
        "target": f"{figures['target']:.0%}" if "target" in figures else "", "left_out": sorted((figures.get("left_out") or {}).items()),
        "words": figures.get("words", 0), "between": between(right, answered), "of_folders": figures.get("of_folders", 0),
        "as_they_come": figures.get("as_they_come") or {}, "confused": _table(confusion), "learnt_in": version.learnt_in,
    }  # fmt: skip


def _table(confusion: Mapping[str, Mapping[str, int]]) -> Mapping[str, Any]:
    """Rows are what documents are, columns what was said of them; the last says nothing."""
    lines = sorted(confusion.keys() | {said for told in confusion.values() for said in told if said})
    if len(lines) > MOST:
        mixed = {
            name
            for line, told in confusion.items()
            for said, times in told.items()
            if said not in {line, ""} and times
            for name in (line, said)
        }
        lines = sorted(mixed)[:MOST]
    rows = [
        (
            line,
            [(said, confusion.get(line, {}).get(said, 0), said == line) for said in lines],
            confusion.get(line, {}).get("", 0),
        )
        for line in lines
    ]
    return {"lines": lines, "rows": rows} if rows else {}
