"""A case under a statutory clock: its events, which nobody edits, and the dates that follow from them."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Subquery
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.clock import answers
from muniment.clock.answers import Clock, plain
from muniment.clock.clocks import read
from muniment.clock.counting import BadTime
from muniment.clock.events import BadEvents, Event
from muniment.clock.holidays import Calendar, Nation
from muniment.clock.regimes import REGIMES, Regime
from muniment.organisation import preferences
from muniment.organisation.holidays import calendar
from muniment.organisation.models import Preference
from muniment.registers import history
from muniment.registers.access import Actor, may
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import HistoryHead
from muniment.registers.record import register_of
from muniment.registers.services import Change, write

Entry = dict[str, Any]
AHEAD = frozenset({"extended-until"})  # a day that was promised, and lies ahead
NEEDED = "needed"  # in the entry of a question: why it could not do without


class ClockState(models.TextChoices):
    """How the clock of a case stands. Whether the case is late is judged by a day, and is another thing."""

    RUNNING = answers.State.RUNNING.value, _("Running")
    WAITING = answers.State.WAITING.value, _("Waits for the requester")
    OPEN_ENDED = answers.State.OPEN_ENDED.value, _("Extended without a day")
    NOT_LOADED = answers.State.NOT_LOADED.value, _("Calendar not loaded")
    NOT_IN_FORCE = answers.State.NOT_IN_FORCE.value, _("No clock by this law")
    ENDED = answers.State.ENDED.value, _("Ended")


class CaseReadings:
    """What a case and its past say of themselves."""

    def clock_name(self) -> str:
        """Which regime's clock runs."""
        raise NotImplementedError

    @property
    def regime(self) -> Regime:
        return REGIMES[self.clock_name()]

    @property
    def due(self) -> date | None:
        """The day that presses: none once the clock has ended."""
        told: Any = self
        return None if told.clock_state == ClockState.ENDED else told.due_on


class Case(CaseReadings, models.Model):
    """What every case has. Events are appended and never changed: one that was wrong is struck out by another, with its reason.

    Each entry has `name`, `on` (a day, or an instant in UTC where the clock counts hours), `entered` (when), `by` (who) and `note`;
    a question may have `needed`, why it was asked: what came from elsewhere, or before it was demanded, has none;
    one that strikes out another has `strikes`, its place in the list. Dates and state of the clock follow from the events and the
    holidays alone; when the clock has ended, `worked_out` keeps its working as it was.
    """

    open_case_states: ClassVar[frozenset[str]] = frozenset()

    received_on = models.DateField(_("received on"), default=clock.today)
    events = models.JSONField(_("events"), default=list, editable=False)
    due_on = models.DateField(_("due"), null=True, blank=True, editable=False)
    safe_on = models.DateField(_("work to"), null=True, blank=True, editable=False)
    clock_state = models.CharField(
        _("clock"), max_length=20, choices=ClockState.choices, default=ClockState.RUNNING, editable=False
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    in_time = models.BooleanField(_("in time"), null=True, blank=True, editable=False)
    worked_out = models.JSONField(_("working"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.state in self.open_case_states  # type: ignore[attr-defined]

    def clean_fields(self, exclude: Any = None) -> None:
        """A new case begins its list with its receipt, and has its date from the start."""
        if self.received_on and not self.events:
            self.events = [{**entry(self.regime.counted_from, self.received_on), "under": self.regime.slug}]
            for name, value in dates_of(self, self.events).items():
                setattr(self, name, value)
        super().clean_fields(exclude)

    def clean(self) -> None:
        """What the clock follows from is changed by what happened, and by nothing else: not in a form, a file or a programme."""
        super().clean()
        if not self.events or self.received_on is None:
            return
        start = self.regime.counted_from
        if all(day_of(each) != self.received_on for _at, each in standing(self.events) if each["name"] == start):
            raise ValidationError(
                {"received_on": _("A day of receipt is corrected by its own step, which keeps the old one.")}
            )
        if self.events[-1].get("under", self.regime.slug) != self.regime.slug:
            raise ValidationError(_("It is handled under another law by its own step, which works the date out anew."))


def entry(name: str, on: date | datetime, note: str = "", by: str = "") -> Entry:
    """An event as a case keeps it."""
    return {"name": name, "on": plain(on), "note": note, "by": by, "entered": clock.now().isoformat()}


def standing(events: Sequence[Entry]) -> list[tuple[int, Entry]]:
    """The events that were not struck out, each with its place; those that strike are none."""
    struck = {each["strikes"] for each in events if each.get("strikes") is not None}
    return [(at, each) for at, each in enumerate(events) if at not in struck and each.get("strikes") is None]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the clocks of this authority count by: its table of holidays, and its own nation."""

    table: Calendar
    nation: Nation


_kept: tuple[str, Rules] | None = None


def by_now() -> Rules:
    """The rules as they stand; kept until something is written, since ten thousand cases are worked out by the same. One query, or two."""
    global _kept  # noqa: PLW0603 - one value for the process, named by the end of the history
    nation = Preference.objects.filter(name="nation").values("value")[:1]
    digest, told = HistoryHead.objects.filter(pk=1).values_list("digest", Subquery(nation)).first() or ("", None)
    if _kept is None or not digest or _kept[0] != digest:
        _kept = digest, Rules(calendar(), Nation(told or preferences.DECLARED["nation"].default))
    return _kept[1]


def clock_of(case: Case, events: Sequence[Entry], rules: Rules) -> Clock:
    """What the law makes of these events of a case. Invalid where they cannot have happened so.

    An event that the regime does not know is none of its clock, and more time that was given under another regime does not hold here.
    """
    regime = case.regime
    known = {regime.counted_from, *regime.events}
    told = [
        Event(each["name"], moment_of(each))
        for _at, each in standing(events)
        if each["name"] in known
        and not (each["name"].startswith("extended") and each.get("under") not in {None, regime.slug})
    ]
    try:
        return read(regime, told, rules.table, rules.nation)
    except (BadEvents, BadTime) as error:
        raise Invalid(str(error)) from error


def moment_of(told: Entry) -> date:
    """The day of an event, or its instant."""
    return datetime.fromisoformat(told["on"]) if "T" in told["on"] else date.fromisoformat(told["on"])


def day_of(told: Entry) -> date:
    """The day of an event in London."""
    return Event(told["name"], moment_of(told)).day


def dates_of(case: Case, events: Sequence[Entry], rules: Rules | None = None) -> dict[str, Any]:
    """The fields that follow from the events."""
    found = clock_of(case, events, rules or by_now())
    ended = found.state == answers.State.ENDED
    return {
        "due_on": _day(found.due),
        "safe_on": _day(found.safe),
        "clock_state": found.state.value,
        "ended_on": _day(found.ended),
        "in_time": found.on_time,
        "worked_out": found.as_json() if ended else None,
    }


def _day(moment: date | datetime | None) -> date | None:
    return moment.astimezone(clock.LONDON).date() if isinstance(moment, datetime) else moment


def happened(
    actor: Actor, case: Any, told: Iterable[Entry], verb: str, values: Mapping[str, Any] | None = None, *,
    why: str = "", seen_version: int | None = None, among: frozenset[str] | None = None,
) -> None:  # fmt: skip
    """Enters events of a case, with what else changes, as one change. Invalid where they cannot have happened so.

    Two who do it at once take turns. The second is told of the first where it says which version it saw, and in any case where
    the first moved the case on: `among` are the states in which this can be done, by default those of an open case.
    """
    with transaction.atomic():
        history.take_turn()
        case = type(case).objects.everything().get(pk=case.pk)
        if case.state not in (case.open_case_states if among is None else among):
            if not (verdict := may(actor, verb, register_of(type(case)), case)):
                raise Refused(verdict.reason)  # where a case stands is told to nobody who may not do this
            raise Conflict(said("It has moved on meanwhile: it is “%(state)s” by now.") % {"state": case.get_state_display()}, case)  # fmt: skip
        as_it_will_be = copy(case)
        for name, value in (values or {}).items():
            setattr(as_it_will_be, name, value)
        slug = as_it_will_be.regime.slug
        events = [*case.events, *({**each, "by": each["by"] or actor.name, "under": slug} for each in told)]
        if any(day_of(each) > clock.today() for each in events if each["name"] not in AHEAD):
            raise Invalid(said("What happened cannot lie in the future."))
        write(
            actor,
            [
                Change(
                    case,
                    {**dates_of(as_it_will_be, events), **(values or {}), "events": events},
                    verb,
                    why,
                    seen_version,
                )
            ],
        )


def strike_out(actor: Actor, case: Any, at: int, reason: str, verb: str, seen_version: int | None = None) -> None:
    """Strikes out an event that was entered wrongly; it stays to be read, with the reason. A receipt is corrected instead."""
    there = dict(standing(case.events))
    if at not in there:
        raise Invalid(said("There is no such event, or it was struck out already."))
    if there[at]["name"] == case.regime.counted_from:
        raise Invalid(said("A receipt is not struck out: correct its day."))
    happened(actor, case, [struck(there[at], at, reason)], verb, why=reason, seen_version=seen_version)


def struck(told: Entry, at: int, reason: str) -> Entry:
    """The entry that strikes out another, which stands at `at`."""
    return {**entry(told["name"], clock.today(), reason), "on": told["on"], "strikes": at}


def receive_anew(actor: Actor, case: Any, day: date, reason: str, verb: str, seen_version: int | None = None) -> None:
    """Corrects the day of receipt: the old one is struck out with its reason, and all dates are worked out from the new one."""
    name = case.regime.counted_from
    at, old = next((at, each) for at, each in standing(case.events) if each["name"] == name)
    told = [struck(old, at, reason), entry(name, day, reason)]
    happened(actor, case, told, verb, {"received_on": day}, why=reason, seen_version=seen_version)
