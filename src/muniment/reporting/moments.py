"""The moment that a report speaks of: a day, an instant of it, or a paper as its import left it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from muniment import clock
from muniment.assurance import figures
from muniment.assurance.importing import position_moment
from muniment.assurance.models import Plan
from muniment.registers.register import Moment, registry
from muniment.reporting.models import Edition


@dataclass(frozen=True)
class AsKnown(Moment):
    """What was known at an instant. `as_at` is its day, since addresses know days only."""

    instant: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """What happened at the instant itself was known."""
        return self.instant + timedelta(microseconds=1) if self.instant else super().until

    def rows(self, model: type[models.Model]) -> models.QuerySet[Any, Any]:
        past = registry.of(model).past_of(model).objects
        rows: models.QuerySet[Any, Any] = past.filter(
            Q(valid_to=None) | Q(valid_to__gt=self.instant), valid_from__lte=self.instant, withdrawn=False
        )
        return rows


@dataclass(frozen=True)
class AsImported(AsKnown):
    """The rows of a plan as an import left them, whatever was changed since; lateness is judged by the paper's own day."""

    paper: str = ""


def moment_for(plan: Plan, as_at: date, late_on: date | None = None) -> Moment:
    """The moment of a report. Invalid, with the reason, for a day to come and for one before the plan was known.

    A day of which a report was frozen before the day was over means that instant: made again, it says the same.
    """
    return as_frozen(figures.moment_for(plan, as_at, late_on), {"plan": plan.pk})


def as_frozen(moment: Moment, about: Mapping[str, Any]) -> Moment:
    """The moment, or the instant of its day at which a report about the same was first frozen."""
    assert moment.as_at is not None
    that_day = Edition.objects.everything().filter(
        **about, as_at=moment.as_at, frozen_at__lt=clock.end_of(moment.as_at)
    )
    frozen_at = that_day.order_by("frozen_at").values_list("frozen_at", flat=True).first()
    return AsKnown(moment.late_on, moment.as_at, instant=frozen_at) if frozen_at else moment


def as_imported(plan: Plan, position: date) -> AsImported:
    """The plan as the paper that speaks for that day had it. Invalid, with the reason, where there is none."""
    found = position_moment(plan, position)
    day = found.known_at.astimezone(clock.LONDON).date()
    return AsImported(position, day, instant=found.known_at, paper=found.paper.name)


def last_report_before(about: Mapping[str, Any], moment: Moment) -> Edition | None:
    """The last edition about the same that speaks of an earlier day and that was known by then: one frozen later changes nothing."""
    day = moment.as_at or clock.today()
    until = getattr(moment, "instant", None) or clock.end_of(day)
    earlier = Edition.objects.everything().filter(**about, as_at__lt=day, frozen_at__lt=until)
    edition: Edition | None = earlier.order_by("-as_at", "-frozen_at").first()
    return edition


def since_of(plan: Plan, moment: Moment) -> tuple[date, bool]:
    """From which day changes are told, and whether that is the day of a report (else it is the plan's first day)."""
    if edition := last_report_before({"plan": plan.pk}, moment):
        return edition.as_at, True
    return figures.known_since(plan) or moment.as_at or clock.today(), False
