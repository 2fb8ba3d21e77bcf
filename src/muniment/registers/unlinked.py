"""Records that want a link and have none: as a condition of lists and figures, and as a duty."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
    def end(self) -> str:
        """The side of a link on which the records of `here` stand."""
        return "from" if self.start == self.here else "to"

    def links(self) -> Q:
        """All links of this kind."""
        asked = Q(relation=self.relation, from_register=self.start)
        return asked if self.end == "from" else asked & Q(to_register=self.here)


def linked(*bonds: Bond) -> Callable[[Moment], Q]:
    """The rows, live or past, that have a link by one of these bonds at the moment that is asked about."""

    def where(moment: Moment) -> Q:
        found = Q()
        for bond in bonds:
            there = {f"{bond.end}_record": OuterRef("record_id")}
            found |= Q(Exists(Link.objects.filter(bond.links(), known_on(moment.as_at), **there)))
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
    """Those of these records that have a link by one of the bonds; a query for each bond."""
    found: set[int] = set()
    for bond in bonds:
        side = f"{bond.end}_record"
        rows = Link.objects.filter(bond.links(), known_on(None), **{f"{side}__in": ids})
        found |= set(rows.values_list(side, flat=True))
    return found
