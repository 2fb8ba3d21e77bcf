"""The figures of an imported paper: the plan as that import left it, late or not on the day the paper speaks for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from muniment.assurance.models import Plan, PlanImport, Recommendation
from muniment.people.models import Person
from muniment.registers.errors import Invalid
from muniment.registers.models import History
from muniment.registers.record import register_of
from muniment.registers.register import Moment

Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Position:
    """A paper's own moment: `known_at` is when its import was complete, lateness is judged on `late_on`."""

    paper: PlanImport
    known_at: datetime
    late_on: date

    @property
    def moment(self) -> Moment:
        """For conditions of lists and figures over these rows, which ask only for the day that lateness is judged by."""
        return Moment(self.late_on)

    def rows(self, model: type[Any] = Recommendation, person: Person | None = None) -> Rows:
        """The versions of a register's rows of the plan as the import left them; each carries `record_id`."""
        past: Any = register_of(model).past_of(model)
        plan = "plan" if model is Recommendation else "recommendation__plan"
        rows: Any = past.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=self.known_at), valid_from__lte=self.known_at, withdrawn=False,
            **{plan: self.paper.plan_id},
        )  # fmt: skip
        shown: Rows = rows if person is None else rows.visible_to(person)
        return shown


def position_of(paper: PlanImport, late_on: date | None = None) -> Position:
    """The position of one imported paper; by default late is what was late on the day that it speaks for."""
    day = late_on or paper.position
    if day is None:
        raise Invalid(f"Nobody said what day {paper.name} speaks for, so nothing can be judged late by it.")
    written = History.objects.filter(batch=paper.batch).aggregate(last=Max("at"))["last"] if paper.batch else None
    if written is None:
        raise Invalid(f"{paper.name} was not imported: it changed nothing yet.")
    return Position(paper, written, day)


def position_moment(plan: Plan, day: date) -> Position:
    """The figures that papers give for a day: of the last paper that speaks for it or for a day before it.

    Invalid, with the reason, when no paper of the plan speaks for a day so early.
    """
    papers = PlanImport.objects.everything().filter(plan=plan, state=PlanImport.State.APPLIED).exclude(position=None)
    paper = papers.filter(position__lte=day).order_by("-position", "-made_at", "-pk").first()
    if paper is not None:
        return position_of(paper, day)
    first = papers.aggregate(first=Min("position"))["first"]
    if first is None:
        raise Invalid(
            "No imported paper of this plan says what day it speaks for (give it with --position when importing)."
        )
    raise Invalid(f"Nothing is known of {day:%-d %B %Y}: the earliest paper of this plan speaks for {first:%-d %B %Y}.")


def as_imported(paper: PlanImport, model: type[Any] = Recommendation) -> Rows:
    """The versions of the plan's recommendations as this import left them."""
    return position_of(paper, paper.position or paper.made_at.date()).rows(model)
