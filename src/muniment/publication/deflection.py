"""How often what is published answers before somebody asks: counted over all to whom something was offered, month by month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncMonth

from muniment import clock
from muniment.publication.offering import PROVIDERS
from muniment.publication.offerings import Offering, Outcome

MONTHS = 24


@dataclass(frozen=True, slots=True)
class Month:
    """The visits of a month in which something was offered, by what came of them; `kinds` are the offers by their kind."""

    first: date | None
    answered: int
    sent: int
    nothing: int
    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def shown(self) -> int:
        return self.answered + self.sent + self.nothing

    @property
    def offered(self) -> list[tuple[Any, int]]:
        """How many of each kind were offered, in words."""
        return [(each.label, self.kinds[each.name]) for each in PROVIDERS if self.kinds.get(each.name)]

    @property
    def rate(self) -> str:
        """Who said that it answers, of all to whom something was offered: who left without a word is among those whom it did not answer."""
        return f"{100 * self.answered / self.shown:.0f} %" if self.shown else "–"


def since() -> date:
    """The first day that is counted."""
    return clock.add_months(clock.today().replace(day=1), 1 - MONTHS)


def months() -> list[Month]:
    """Each month in which something was offered, the latest first. One query, whatever there is."""
    kinds: dict[str, Any] = {f"kind_{each.name}": Sum(Cast(KT(f"offered__{each.name}"), IntegerField())) for each in PROVIDERS}  # fmt: skip
    rows = Offering.objects.filter(day__gte=since()).annotate(month=TruncMonth("day")).values("month", "outcome")
    by_month: dict[date, list[Any]] = {}
    for row in rows.annotate(n=Count("pk"), **kinds).order_by("-month"):
        by_month.setdefault(row["month"], []).append(row)
    return [_month(first, found) for first, found in by_month.items()]


def _month(first: date, rows: Sequence[Any]) -> Month:
    n = {row["outcome"]: row["n"] for row in rows}
    kinds = {each.name: sum(row[f"kind_{each.name}"] or 0 for row in rows) for each in PROVIDERS}
    return Month(first, n.get(Outcome.ANSWERED, 0), n.get(Outcome.SENT, 0), n.get(Outcome.NOTHING, 0), kinds)


def together(found: Sequence[Month]) -> Month:
    """All of them as one."""
    kinds = {each.name: sum(month.kinds.get(each.name, 0) for month in found) for each in PROVIDERS}
    return Month(None, sum(m.answered for m in found), sum(m.sent for m in found), sum(m.nothing for m in found), kinds)


def rows() -> Iterator[list[str]]:
    """What is counted, one line for each visit: the day, the offers by kind, what came of it."""
    for each in Offering.objects.filter(day__gte=since()).order_by("day", "pk").iterator():
        kinds = [str(each.offered.get(kind.name, 0)) for kind in PROVIDERS]
        yield [each.day.isoformat(), *kinds, str(each.get_outcome_display())]
