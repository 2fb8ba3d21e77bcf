"""What incidents ask of people, and by when. The day of the 72nd hour stands in the duty; the hour stands on the page."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.incidents.cases import OPEN, State
from muniment.incidents.words import ABOUT, TELL, Known
from muniment.registers.duty_rules import no_owner
from muniment.registers.register import Asked, DutyRule

LOOK_WITHIN = timedelta(days=1)  # in which a report is triaged, and it is said whether it is a breach


def _reported(incident: Any) -> date:
    day: date = incident.reported_at.astimezone(clock.LONDON).date()
    return day


def _in_hand(incidents: Sequence[Any]) -> Iterable[Any]:
    return (each for each in incidents if each.state == State.IN_HAND)


def _triage(incidents: Sequence[Any]) -> Iterable[Asked]:
    return [
        Asked(each, None, _reported(each) + LOOK_WITHIN, _reported(each))
        for each in incidents
        if each.state == State.REPORTED
    ]


def maybe_breach(incident: Any) -> bool:
    """Whether it is open if personal data was compromised, and since when the council is aware of it."""
    return incident.aware_at is None and not incident.near_miss and incident.personal != Known.NO


def _aware(incidents: Sequence[Any]) -> Iterable[Asked]:
    return [
        Asked(each, None, _reported(each) + LOOK_WITHIN, _reported(each))
        for each in _in_hand(incidents)
        if maybe_breach(each)
    ]


def _by_the_hour(wanted: Callable[[Any], bool]) -> Callable[[Sequence[Any]], Iterable[Asked]]:
    """Of breaches for which something is wanting, by the day on which their 72 hours end."""
    return lambda incidents: [
        Asked(each, None, each.day_of_deadline(), each.aware_at.astimezone(clock.LONDON).date())
        for each in _in_hand(incidents) if each.aware_at and wanted(each)
    ]  # fmt: skip


def _undecided(about: str) -> Callable[[Any], bool]:
    return lambda incident: not getattr(incident, about)


def _to_tell(incidents: Sequence[Any]) -> Iterable[Asked]:
    """The people, without undue delay: by the end of the 72 hours, or on the day of a decision that came later."""
    waiting = [
        each for each in _in_hand(incidents) if each.individuals == TELL and each.individuals_notified_at is None
    ]
    for each in waiting:
        decided = each.individuals_decided_at.astimezone(clock.LONDON).date()
        yield Asked(each, None, max(decided, each.day_of_deadline()), decided)


def _overruled(incidents: Sequence[Any]) -> Iterable[Asked]:
    return [Asked(each) for each in _in_hand(incidents) if each.departed()]


DUTIES = (
    DutyRule("triage", _("Triage"), "triage", _triage, "triage", others=_("To be triaged")),
    DutyRule("aware", _("Say since when we are aware, or that it is no breach"), "decide_aware", _aware),
    DutyRule("advice", _("Advise on the breach"), "advise_breach", _by_the_hour(lambda each: not each.advice), "advise",
             others=_("Advice of the data protection officer")),
    *(
        DutyRule(about, label, "decide_breach", _by_the_hour(_undecided(about)), f"decide-{about}")
        for about, label in zip(ABOUT, (_("Decide on the ICO, by the 72nd hour"), _("Decide on the people concerned")), strict=True)
    ),
    DutyRule("overruled", _("Decide again: the data protection officer advises otherwise"), "approve_breach", _overruled),
    DutyRule("tell_ico", _("Tell the ICO, by the 72nd hour"), "tell_others",
             _by_the_hour(lambda each: each.regulator == TELL and each.ico_notified_at is None), "tell"),
    DutyRule("tell_people", _("Tell the people concerned"), "tell_others", _to_tell, "tell"),
    no_owner(OPEN),
)  # fmt: skip
