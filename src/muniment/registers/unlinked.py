"""Records that want a link and have none: as a condition of lists and figures, and as a duty."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from muniment.registers.links import known_on
from muniment.registers.models import Link
from muniment.registers.register import Asked, DutyRule, Moment, Words


@dataclass(frozen=True, slots=True)
class Bond:
    """One end of a relation: the records of `here` are linked by `relation`, which the register `start` declares.

    Where `start` is `here` itself the links run from its records, to whatever they lead to; else they run to them.
    """

    here: str
    relation: str
    start: str

    @property
    def side(self) -> str:
        """The end of a link at which the records of `here` stand."""
        return "from" if self.start == self.here else "to"


def _links(bonds: Iterable[Bond], until: datetime | None) -> Iterator[tuple[str, Any]]:
    """The links of these bonds that stand at a moment, by the side on which their records stand; each side is looked up once."""
    by_side: dict[tuple[str, str], Q] = {}
    for bond in bonds:
        kind = Q(relation=bond.relation, from_register=bond.start)
        by_side[bond.side, bond.here] = by_side.get((bond.side, bond.here), Q()) | kind
    for (side, here), kinds in by_side.items():
        yield side, Link.objects.filter(kinds, known_on(until), **{f"{side}_register": here})


def linked(*bonds: Bond) -> Callable[[Moment], Q]:
    """The rows, live or past, that have a link by one of these bonds at the moment that is asked about."""

    def where(moment: Moment) -> Q:
        found = Q()
        # The row's own field: PostgreSQL knows no name that is given in the same query.
        key = "pk" if moment.as_at is None else "record_id"
        for side, rows in _links(bonds, moment.until):
            found |= Q(Exists(rows.filter(**{f"{side}_record": OuterRef(key)})))
        return found

    return where


def unlinked(*bonds: Bond) -> Callable[[Moment], Q]:
    """The rows that have none."""
    having = linked(*bonds)
    return lambda moment: ~having(moment)


def wants_link(
    name: str, label: Words, verb: str, bonds: Sequence[Bond], *, when: Callable[[Any], bool], owner: str = ""
) -> DutyRule:
    """A duty of the records for which `when` holds and that have no link by any of the bonds: asked of the post in the field
    `owner`, or where there is none of whoever may do the verb. Adding and taking away a link derives it again.
    """

    def asked(records: Sequence[Any]) -> Iterable[Asked]:
        wanting = [each for each in records if when(each)]
        having = _having([each.pk for each in wanting], bonds) if wanting else set()
        return [
            Asked(each, getattr(each, f"{owner}_id") if owner else None) for each in wanting if each.pk not in having
        ]

    return DutyRule(name, label, verb, asked)


def _having(ids: Sequence[int], bonds: Iterable[Bond]) -> set[int]:
    """Those of these records that have a link by one of the bonds; a query for each side of a link."""
    found: set[int] = set()
    for side, rows in _links(bonds, None):
        found |= set(rows.filter(**{f"{side}_record__in": ids}).values_list(f"{side}_record", flat=True))
    return found
