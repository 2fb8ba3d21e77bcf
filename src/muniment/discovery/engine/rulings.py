"""What the council says of its files: the lines of its schedule and what is on hold, as data that a scan is given."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from muniment.retention.rules import Action, Facts, Keep, Line, Outcome, Period, Trigger, YearEnd, disposal, faults


class Faulty(Exception):
    """A file of rulings that cannot be used, with the place and the reason."""


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A line of the retention schedule."""

    reference: str
    title: str
    line: Line

    def outcome(self, modified: date | None, made: date | None = None) -> Outcome:
        """When a file is due, by the days that can be believed. Where the line counts from its closing, its last change stands for that, and the working says so."""
        assumed = any(period.trigger is Trigger.CLOSED for period in self.line.periods)
        facts = Facts(created=made or modified, modified=modified, closed=modified, medium=self.line.medium)
        outcome = disposal(self.line, facts)
        if not assumed or outcome.due is None:
            return outcome
        said = "Taken as closed when it was last modified."
        return Outcome(
            outcome.due, outcome.why, (said, *outcome.working), outcome.lasting, outcome.waiting, outcome.trigger
        )


@dataclass(frozen=True, slots=True)
class Hold:
    """What may not be disposed of: everything at or below these folders, whose path holds one of these words, or of these lines."""

    reference: str
    title: str
    folders: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rulings:
    """All of it. `obsolete_after` is in years since a file was last modified."""

    lines: tuple[ScheduleLine, ...] = ()
    holds: tuple[Hold, ...] = ()
    obsolete_after: int = 7

    def line(self, reference: str) -> ScheduleLine | None:
        return next((each for each in self.lines if each.reference == reference), None)


def read(path: Path) -> Rulings:
    """The rulings in a JSON file. Raises Faulty.

    {"lines": [{"reference": "FIN-03", "title": "Invoices", "keep": "period", "action": "destroy",
                "periods": [{"trigger": "modified", "years": 6, "months": 0, "year_end": "financial"}]}],
     "holds": [{"reference": "HOLD-2", "title": "Inquiry", "folders": ["legal/inquiry"], "words": ["inquiry"]}],
     "obsolete_after": 7}
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Faulty(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(told, dict):
        raise Faulty(f"{path}: expected an object with “lines” and “holds”.")
    lines = tuple(
        _line(each, f"{path}, line {n} of “lines”") for n, each in enumerate(_list(told, "lines", str(path)), 1)
    )
    holds = tuple(_hold(each, f"{path}, {n} of “holds”") for n, each in enumerate(_list(told, "holds", str(path)), 1))
    if twice := _twice([each.reference for each in lines]):
        raise Faulty(f"{path}: the line {twice} stands there twice.")
    years = told.get("obsolete_after", 7)
    if not isinstance(years, int) or not 0 < years < 200:
        raise Faulty(f"{path}: “obsolete_after” is a number of years, from 1 to 199.")
    return Rulings(lines, holds, years)


def _line(told: Any, where: str) -> ScheduleLine:
    try:
        periods = tuple(
            Period(
                Trigger(each["trigger"]), int(each.get("years", 0)), int(each.get("months", 0)),
                YearEnd(each.get("year_end", "")), str(each.get("event", "")),
            )
            for each in told.get("periods", [])
        )  # fmt: skip
        line = Line(Keep(told["keep"]), Action(told["action"]), periods)
        reference = str(told["reference"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Faulty(f"{where}: {error}") from error
    if wrong := faults(line):
        raise Faulty(f"{where} ({reference}): {wrong[0]}")
    return ScheduleLine(reference, str(told.get("title", "")), line)


def _hold(told: Any, where: str) -> Hold:
    try:
        hold = Hold(
            str(told["reference"]), str(told.get("title", "")),
            tuple(str(each).strip("/") for each in told.get("folders", [])), tuple(map(str, told.get("words", []))),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise Faulty(f"{where}: {error}") from error
    if not hold.folders and not any(word.strip() for word in hold.words):
        raise Faulty(f"{where} ({hold.reference}): name folders or words; a hold of nothing holds nothing.")
    return hold


def _list(told: dict[str, Any], name: str, where: str) -> Sequence[Any]:
    found = told.get(name, [])
    if not isinstance(found, list):
        raise Faulty(f"{where}: “{name}” is a list.")
    return found


def _twice(references: Iterable[str]) -> str:
    seen: set[str] = set()
    return next((each for each in references if each in seen or seen.add(each)), "")  # type: ignore[func-returns-value]
