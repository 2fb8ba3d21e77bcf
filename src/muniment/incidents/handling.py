"""What may be done to an incident, each step as one write. What the rules say against it is Invalid, and nothing was written."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muniment import clock
from muniment.incidents import rules
from muniment.incidents.cases import Incident, State
from muniment.incidents.notices import Body, IncidentNotice
from muniment.incidents.words import KINDS, NOT_TELL, TELL, Known
from muniment.registers import history
from muniment.registers.access import Actor, may
from muniment.registers.errors import Invalid
from muniment.registers.record import register_of
from muniment.registers.services import Change, write

Data = Mapping[str, Any]
PARTS = 100  # in which one body is told
TRIAGED = (
    "near_miss", "cause", "owner", "personal", "special_category", "vulnerable", "subjects_known", "subjects", "occurred_from", "occurred_to",
)  # fmt: skip


def _wrong(field: str, message: str) -> None:
    raise Invalid(message, {field: [message]})


def _given(data: Data, name: str, message: str) -> str:
    text = str(data.get(name) or "").strip()
    if not text:
        _wrong(name, message)
    return text


def _instant(data: Data, name: str) -> datetime:
    """An instant that is past. Invalid for what is none."""
    given = data.get(name)
    if not isinstance(given, datetime) or given.tzinfo is None:
        raise Invalid(_("Say when, with a day and a time."), {name: [_("Say when, with a day and a time.")]})
    if given > clock.now():
        _wrong(name, _("That is still to come."))
    return given


def _one_of(data: Data, name: str, allowed: Any) -> Any:
    if (given := data.get(name)) not in allowed:
        _wrong(name, _("Choose one."))
    return given


def _in(incident: Any, *states: str) -> None:
    if incident.state not in states:
        raise Invalid(
            _("An incident that is %(state)s is past this step.") % {"state": incident.get_state_display().lower()}
        )


def _write(actor: Actor, incident: Any, values: dict[str, Any], verb: str, data: Data, why: str = "") -> None:
    write(actor, [Change(incident, values, verb, why or str(data.get("why") or ""), data.get("seen_version"))])


def triage(actor: Actor, incident: Any, data: Data) -> None:
    """Says what kind of incident it is; from then on somebody looks into it."""
    _in(incident, State.REPORTED)
    chosen = data.get("kinds") or ()
    values = {name: name in chosen for name in KINDS}
    values |= {name: data[name] for name in TRIAGED if name in data}
    if not any(values[name] for name in KINDS):
        _wrong("kinds", _("Choose at least one."))
    _one_of(data, "personal", Known.values)
    _write(actor, incident, {**values, "state": State.IN_HAND}, "triage", data)


def dismiss(actor: Actor, incident: Any, data: Data) -> None:
    """It was no incident: no information was touched or could have been."""
    _in(incident, State.REPORTED, State.IN_HAND)
    if incident.aware_at is not None:
        raise Invalid(_("We are aware of a breach: say first that it was none."))
    _given(data, "why", _("Say why."))
    _write(actor, incident, {"state": State.NONE}, "dismiss_incident", data)


def become_aware(actor: Actor, incident: Any, data: Data) -> None:
    """Starts the 72 hours, or corrects when they started: a person decides since when it was reasonably certain, and says how."""
    _in(incident, State.IN_HAND)
    why = _given(data, "why", _("Say how it was certain."))
    at = _instant(data, "aware_at")
    if incident.ico_notified_at is not None:
        raise Invalid(_("The ICO was told: when we became aware stays as it was told."))
    if at < incident.noticed_at:
        _wrong("aware_at", _("It had not been noticed then: correct first when it was noticed."))
    values = {"aware_at": at, "aware_reason": why, "aware_by": actor.person, "personal": Known.YES, "near_miss": False}
    _write(actor, incident, values, "decide_aware" if incident.aware_at is None else "correct_aware", data)


def no_breach(actor: Actor, incident: Any, data: Data) -> None:
    """It turned out that no personal data was compromised: the clock is taken away; what was advised and decided stays in the history."""
    _in(incident, State.IN_HAND)
    _given(data, "why", _("Say why."))
    if incident.aware_at is None:
        raise Invalid(_("Nobody has said that we are aware of a breach."))
    if incident.ico_notified_at is not None:
        raise Invalid(_("The ICO was told: tell it, as a further part, that it was no breach."))
    # Who advised stays, so that they do not decide should it be a breach after all; their advice is asked for anew.
    cleared = ("aware_reason", "regulator", "individuals", "advice", "advised_regulator", "advised_individuals")
    nothing = {**dict.fromkeys(cleared, ""), "aware_at": None, "aware_by": None, "personal": Known.NO}
    _write(actor, incident, nothing, "correct_aware", data)


def assess(actor: Actor, incident: Any, data: Data) -> None:
    """Says how likely and how severe harm is, and perhaps the level. Another level than the grid suggests wants a reason."""
    _in(incident, State.IN_HAND)
    values = {name: _one_of(data, name, range(1, 6)) for name in ("likelihood", "severity")}
    level, reason = data.get("level") or "", str(data.get("level_reason") or "").strip()
    if level and level not in rules.LEVELS:
        _wrong("level", _("Choose one."))
    vulnerable = Known.YES in {incident.vulnerable, incident.special_category}
    suggested = rules.suggest(**values, near_miss=incident.near_miss, vulnerable=vulnerable)
    if level and level != suggested.level and not reason:
        told = {"level": rules.LEVELS[suggested.level], "working": " ".join(suggested.working)}
        _wrong("level_reason", _("The grid suggests %(level)s. %(working)s Say why you give another.") % told)
    kept = reason if level and level != suggested.level else ""
    values |= {"level": level, "level_reason": kept, "impact": data.get("impact") or ""}
    _write(actor, incident, values, "assess", data)


def advise(actor: Actor, incident: Any, data: Data) -> None:
    """The DPO's advice: recorded with its date, apart from what is decided. Later advice takes its place; the earlier is history."""
    _in(incident, State.IN_HAND)
    _breach(incident)
    values = {
        f"advised_{name}": _one_of(data, f"advised_{name}", (TELL, NOT_TELL)) for name in ("regulator", "individuals")
    }
    advice = _given(data, "advice", _("Write your advice."))
    values |= {"advice": advice, "advised_at": clock.now(), "advised_by": actor.person}
    _write(actor, incident, values, "advise_breach", data)


def _breach(incident: Any) -> None:
    if incident.aware_at is None:
        raise Invalid(_("Say first since when we are aware of a breach."))


def decide(about: str) -> Callable[[Actor, Any, Data], None]:
    """The service of a decision on the regulator or on the individuals. The right that it takes depends on what is decided."""

    def decided(actor: Actor, incident: Any, data: Data) -> None:
        _in(incident, State.IN_HAND)
        _breach(incident)
        choice = _one_of(data, "decision", (TELL, NOT_TELL))
        reason = _given(data, "reason", _("Give the reason."))
        departing = str(data.get("departing") or "").strip()
        told_at = incident.ico_notified_at if about == "regulator" else incident.individuals_notified_at
        if told_at is not None:
            raise Invalid(_("They were told already: that cannot be decided again."))
        advised = {TELL: True, NOT_TELL: False}.get(getattr(incident, f"advised_{about}"))
        siro = bool(may(actor, "approve_breach", register_of(Incident), incident))
        tell = choice == TELL
        if against := rules.why_not_decided(tell=tell, advised=advised, siro=siro, departing=departing):
            _wrong("departing" if against.startswith("Say why") else "decision", against)
        values = {
            about: choice, f"{about}_reason": reason, f"{about}_departing": departing if advised is not tell else "",
            f"{about}_decided_at": clock.now(), f"{about}_decided_by": actor.person,
        }  # fmt: skip
        verb = "approve_breach" if rules.needs_siro(tell=tell, advised=advised) else "decide_breach"
        _write(actor, incident, values, verb, data, reason)

    return decided


def tell(actor: Actor, incident: Any, data: Data) -> IncidentNotice:
    """Somebody outside was told. The first time of the ICO and of the people ends what they wait for; more is a further part."""
    _in(incident, State.IN_HAND, State.CLOSED)
    body, at = _one_of(data, "body", Body.values), _instant(data, "told_at")
    text = _given(data, "text", _("Say what they were told."))
    values = _first_told(incident, body, at, str(data.get("late_reason") or "").strip())
    if body == Body.ICO and data.get("reference") and not incident.ico_reference:
        values["ico_reference"] = data["reference"]
    with transaction.atomic():
        history.take_turn()
        part = IncidentNotice.objects.filter(incident=incident, body=body).count() + 1
        if part > PARTS:
            raise Invalid(_("They were told so often already: attach the rest to the last notice."))
        notice = IncidentNotice(
            incident=incident, unit_id=incident.unit_id, body=body, told_at=at, text=text, part=part, reference=data.get("reference") or "", told_by=actor.name,
        )  # fmt: skip
        if values:
            _write(actor, incident, values, "tell_others", data)
        write(actor, [Change(notice, verb="tell_others")])
    return notice


def _first_told(incident: Any, body: str, at: datetime, late_reason: str) -> dict[str, Any]:
    if body == Body.ICO and incident.ico_notified_at is None:
        _breach(incident)
        if incident.regulator != TELL:
            _wrong("body", _("It is not decided that the ICO is told: decide that first."))
        if at < incident.aware_at:
            _wrong("told_at", _("We were not aware of it then."))
        late = at > incident.notify_by
        if late and not late_reason:
            passed = rules.hours_between(incident.aware_at, at)
            _wrong(
                "late_reason", _("That is %(hours)s hours after we became aware: say why so late.") % {"hours": passed}
            )
        return {"ico_notified_at": at, "late_reason": late_reason if late else ""}
    if body == Body.PEOPLE and incident.individuals_notified_at is None:
        if incident.individuals != TELL:
            _wrong("body", _("It is not decided that the people are told: decide that first."))
        return {"individuals_notified_at": at}
    return {}


def close(actor: Actor, incident: Any, data: Data) -> None:
    """Nothing is left to decide. Refused with all that is missing."""
    _in(incident, State.IN_HAND)
    why = _given(data, "why", _("Say why it is closed."))
    values = {name: str(data.get(name) or "").strip() for name in ("root_cause", "lessons")}
    asked = type(incident)(**{each.attname: getattr(incident, each.attname) for each in incident._meta.concrete_fields})
    for name, value in values.items():
        setattr(asked, name, value)
    if missing := rules.why_not_closed(asked.standing()):
        raise Invalid(" ".join(missing), {"": missing})
    _write(actor, incident, {**values, "state": State.CLOSED, "closed_at": clock.now()}, "close_incident", data, why)


def reopen(actor: Actor, incident: Any, data: Data) -> None:
    """It goes on, with the reason."""
    _in(incident, State.CLOSED, State.NONE)
    _given(data, "why", _("Say why."))
    back = State.IN_HAND if incident.state == State.CLOSED else State.REPORTED
    _write(actor, incident, {"state": back, "closed_at": None}, "reopen_incident", data)
