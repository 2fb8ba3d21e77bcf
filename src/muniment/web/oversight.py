"""What whoever decides on the plans wants to know first: what got worse since last week, each with the list behind it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from muniment import clock
from muniment.assurance import figures
from muniment.assurance.models import Recommendation
from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers.figures import Counted
from muniment.registers.record import register_of
from muniment.registers.register import Moment

WEEK = timedelta(days=7)
NAMES = ("late", "slipped_twice", "blocked", "extension_asked", "no_owner")
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Change:
    """A figure now and a week ago; `change` is None where nothing was known a week ago."""

    now: Counted
    before: Counted
    change: int | None


@dataclass(frozen=True, slots=True)
class Oversight:
    """The figures of all that a person oversees, and the actions that became late within the week."""

    since: date
    changes: list[Change]
    newly_late: list[Any]
    more: int


def oversight_of(person: Person) -> Oversight | None:
    """None for whoever decides on no later dates: their own duties are enough. The number of queries is fixed."""
    roles = register_of(Recommendation).access.roles_for("decide")
    if not roles & standing_of(person).roles.keys():
        return None
    today = clock.today()
    since = today - WEEK
    now, then = Moment(today), Moment(since, since)
    names = ("all", *NAMES)
    after, before = figures.of_all(now, person, names), figures.of_all(then, person, names)
    if not after["all"].value:
        return None
    known = before["all"].value > 0
    changes = [
        Change(after[name], before[name], after[name].value - before[name].value if known else None) for name in NAMES
    ]
    late = list(figures.newly_late(since, now, person)[: SHOWN + 1]) if known else []
    return Oversight(since, changes, late[:SHOWN], max(len(late) - SHOWN, 0))
