"""The result of a scan for somebody who may see it: the one place at which pages open it, and what they ask more than once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from muniment.discovery import given_for
from muniment.discovery.engine import questions
from muniment.discovery.scanned_places import ScannedPlace
from muniment.people.models import Person
from muniment.registers.access import Actor, may
from muniment.registers.record import register_of
from muniment.registers.views import record_or_404
from muniment.retention.lines import RetentionLine

MEMORY = "512MB"  # of DuckDB for one page


class NothingYet(Exception):
    """No scan of this place was finished."""

    def __init__(self, place: ScannedPlace) -> None:
        super().__init__(str(place))
        self.place = place


@dataclass(frozen=True, slots=True)
class Result:
    """What the last scan of a place found. `figures` is its summary, of which each number can be asked again."""

    place: ScannedPlace
    person: Person
    figures: Mapping[str, Any]
    finished: datetime | None
    connection: duckdb.DuckDBPyConnection = field(repr=False)

    @property
    def address(self) -> str:
        """Where its pages begin."""
        return address_of(self.place)

    @property
    def may_see_masks(self) -> bool:
        """Whether this person is shown what a value looks like, masked."""
        return bool(may(Actor.at_page(self.person), "see_masks", register_of(ScannedPlace), self.place))


def address_of(place: ScannedPlace) -> str:
    return f"/scanned-places/{place.pk}/found/"


@contextmanager
def result_for(person: Person, pk: int) -> Iterator[Result]:
    """Opens the result of a place that this person may see. 404 where they may not; NothingYet where nothing was found yet.

    What lies in its folder counts only if it is of the address that the place has today.
    """
    place = record_or_404(register_of(ScannedPlace), person, pk)
    told = given_for.told_of(place)
    if told.get("root") != place.address or "told" not in told.get("summary", {}):
        raise NothingYet(place)
    try:
        with questions.opened(place.result, MEMORY) as connection:
            finished = datetime.fromisoformat(told["finished"]) if told.get("finished") else None
            yield Result(place, person, told["summary"], finished, connection)
    except questions.Unanswerable as error:
        raise NothingYet(place) from error


def lines_named(person: Person, codes: Sequence[str | None]) -> dict[str, RetentionLine]:
    """The lines of the schedule that these codes name, as far as this person may see them."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    return {each.code: each for each in RetentionLine.objects.visible_to(person).filter(code__in=wanted)}
