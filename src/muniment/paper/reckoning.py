"""The deposits that a person may see, reckoned by the cost model with the assumptions that hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from muniment.assets.places import Place
from muniment.paper import costs
from muniment.paper.assumptions import holding, rates_of
from muniment.paper.costs import Cost, Stored, Verdict
from muniment.paper.counting import condition, due_days, rows_of
from muniment.paper.trends import words
from muniment.people.models import Person
from muniment.registers.register import Moment


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One deposit with all that the model says of it."""

    name: str
    stored: Stored
    yearly: Cost
    overdue: Cost
    until_due: Cost
    scanned: Cost
    verdict: Verdict

    @property
    def address(self) -> str:
        return f"/paper-deposits/{self.stored.key}/"

    @property
    def wanting(self) -> tuple[str, ...]:
        """What is wanting for one or the other of its sums."""
        every = (*self.yearly.wanting, *self.overdue.wanting, *self.until_due.wanting, *self.scanned.wanting)
        return tuple(dict.fromkeys(every))


@dataclass(frozen=True, slots=True)
class Reckoning:
    """All that stood in the stores on a day; `assumptions` are those that it was reckoned with."""

    day: date
    deposits: list[Reckoned]
    assumptions: list[Any]

    def lot(self, what: str) -> list[tuple[Stored, Cost]]:
        """One sum of every deposit."""
        return [(each.stored, getattr(each, what)) for each in self.deposits]

    def late(self) -> list[Reckoned]:
        """Those that should have gone."""
        return [each for each in self.deposits if each.stored.due is not None and each.stored.due <= self.day]


def reckoned(person: Person, moment: Moment) -> Reckoning:
    """What stood in the stores at a moment, as far as a person may see it, reckoned; four queries."""
    day = moment.late_on
    known, due = holding(moment), due_days(moment)
    rates = {body: rates_of(found) for body, found in known.items()}
    rows = rows_of(person, moment).filter(condition(words("standing", day), moment)).select_related("unit", "store")
    deposits = []
    for row in rows:
        ours = rates.get(row.unit.body_id, costs.Rates())
        stored = stored_of(row, due.get(row.record_id))
        deposits.append(
            Reckoned(
                row.name, stored, costs.yearly(stored, ours, day), costs.overdue(stored, ours, day), costs.kept_until_due(stored, ours, day),
                costs.scanned(stored, ours, day), costs.break_even(stored, ours, day),
            )
        )  # fmt: skip
    deposits.sort(key=lambda each: (-each.yearly.pence, each.name, each.stored.key))
    bodies = {row.unit.body_id for row in rows} or set(known)
    return Reckoning(day, deposits, [each for body in sorted(bodies) for each in _listed(known.get(body, {}))])


def _listed(found: Mapping[str, Any]) -> list[Any]:
    return [found[what] for what in sorted(found, key=_ORDER.index)]


_ORDER = ["on_site", "off_site", "fetch", "scan_box", "scan_page", "box_pages", "disk", "box_size", "shred"]


def stored_of(row: Any, due: date | None) -> Stored:
    """A deposit, live or past, as the model knows it."""
    store = (row.store.name, row.store_id) if row.store_id else ("", 0)
    off_site = bool(row.store_id) and row.store.kind == Place.Kind.BOXES
    return Stored(
        row.record_id, (row.unit.name, row.unit_id), store, row.boxes, off_site, row.deposited_on, due, row.fetched_boxes, _bar(row)
    )  # fmt: skip


def _bar(row: Any) -> str:
    """Why a deposit may not be scanned and destroyed: what the scrutiny found, or where there was none what was said of it."""
    if row.law_requires == "yes" or (not row.law_requires and row.why_paper == "law"):
        return "A law requires the paper: it is not scanned and destroyed."
    if row.could_scan == "no" or (not row.could_scan and row.why_paper == "format"):
        return "It cannot be digital: it is kept until it is due."
    return ""
