"""The steps of a disclosure: who asks is verified, it is decided, given, and a sample is checked. Each is one write."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.forms import Day, Prose
from muniment.registers.services import Change, write
from muniment.sharing.disclosures import Disclosure, State
from muniment.sharing.grounds import GROUNDS, missing

Decision, Method, Quality = Disclosure.Decision, Disclosure.Method, Disclosure.Quality
FACTS = ("gateway", "necessity", "ground", "ground_detail", "countersigned_by")


def _radio(label: Any, choices: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, help_text=hint, error_messages={"required": _("Choose one.")})  # fmt: skip


class OfRecord(forms.Form):
    """A form that knows the record and the version that was seen."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.record = record


class IdentityForm(OfRecord):
    """How it was found out that who asks is who they say."""

    identity_method = _radio(
        _("How was it verified who asks?"), Method.choices, _("Not by the number or address that they gave themselves.")
    )
    identity_detail = Prose(
        label=_("What was seen or heard?"), max_length=2000, help_text=_("The number called and who answered, the address, the warrant or collar number."),
        error_messages={"required": _("Say what was seen or heard.")},
    )  # fmt: skip
    identified_on = Day(label=_("When?"), initial=clock.today)


class WrittenForm(OfRecord):
    """The writing that an emergency had no time for."""

    written_on = Day(label=_("When did the writing come?"), initial=clock.today)


class DecisionForm(OfRecord):
    """The decision, with what it rests on, which may be said here too."""

    decision = _radio(
        _("What is decided?"),
        Decision.choices,
        _("No exemption obliges the council: it permits. Only an order obliges."),
    )
    gateway = Prose(
        label=_("Which law lets the council give it?"),
        error_messages={"required": _("This has to be said.")},
        max_length=4000,
        rows=2,
    )
    ground = forms.ChoiceField(
        label=_("On which exemption or ground?"),
        required=False,
        choices=[
            ("", _("None: it is refused")),
            *((name, f"{each.source}: {each.plain}") for name, each in GROUNDS.items()),
        ],
    )
    ground_detail = Prose(label=_("What does the ground rest on?"), required=False, max_length=4000, rows=2)
    countersigned_by = forms.CharField(label=_("Who countersigned the police form?"), required=False, max_length=200)
    necessity = Prose(
        label=_("Is it necessary and proportionate, and why?"),
        error_messages={"required": _("This has to be said.")},
        max_length=4000,
    )
    agreement = forms.ChoiceField(
        label=_("Does a sharing agreement cover it?"),
        required=False,
        choices=[("", _("Not looked at")), *Disclosure.Agreement.choices],
    )
    decision_reason = Prose(
        label=_("Why is it decided so?"), max_length=4000, error_messages={"required": _("Say why.")}
    )

    def __init__(self, *args: Any, record: Any = None, **options: Any) -> None:
        if record is not None:
            options.setdefault("initial", {name: getattr(record, name) for name in (*FACTS, "agreement")})
        super().__init__(*args, record=record, **options)

    def clean(self) -> dict[str, Any]:
        """What is missing is told at its question."""
        data = super().clean() or {}
        if data.get("decision"):
            for name, words in missing(data, gives=data["decision"] != Decision.REFUSE):
                self.add_error(name, words)
        return data


class ReleaseForm(OfRecord):
    """What went out."""

    released = Prose(label=_("What was given?"), max_length=4000, error_messages={"required": _("Say what was given.")})
    channel = _radio(_("By which channel?"), Disclosure.Channel.choices)
    tracking = forms.CharField(label=_("Tracking number or receipt"), required=False, max_length=200)
    released_on = Day(label=_("When?"), initial=clock.today)


class QualityForm(OfRecord):
    """What somebody else found who looked at it afterwards."""

    quality = _radio(_("What did the check find?"), Quality.choices)
    quality_note = Prose(
        label=_("What in particular?"), max_length=4000, error_messages={"required": _("Say what was found.")}
    )


def _write(
    actor: Actor, record: Any, values: dict[str, Any], verb: str, data: Mapping[str, Any], why: str = ""
) -> None:
    write(actor, [Change(record, values, verb, why, data.get("seen_version"))])


def _in_state(record: Any, *states: str) -> None:
    if record.state not in states:
        raise Invalid(said("This step is not open: it stands at “%(state)s”.") % {"state": record.get_state_display()})


def _day(data: Mapping[str, Any], name: str, record: Any, since: str = "received_on") -> Any:
    """A day that is given and is neither to come nor before the day of another field."""
    day = data.get(name)
    first = getattr(record, since)
    wrong = ""
    if day is None:
        wrong = said("Say when.")
    elif day > clock.today():
        wrong = said("That day is still to come.")
    elif first and day < first:
        wrong = said("That is before %(day)s, when the step before it was taken.") % {"day": f"{first:%-d %B %Y}"}
    if wrong:
        raise Invalid(wrong, {name: [wrong]})
    return day


def _required(data: Mapping[str, Any], *names: str) -> None:
    """Invalid where one of them is not said."""
    empty = {name: [said("This is not said.")] for name in names if not str(data.get(name) or "").strip()}
    if empty:
        raise Invalid(said("Something is not said yet."), empty)


def verify_identity(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """Keeps how it was verified who asks, by whom and when."""
    _in_state(record, State.LOGGED)
    _required(data, "identity_method", "identity_detail")
    values = {
        "identity_method": data["identity_method"], "identity_detail": data["identity_detail"], "identified_by": actor.person,
        "identified_on": _day(data, "identified_on", record), "state": State.IDENTIFIED,
    }  # fmt: skip
    _write(actor, record, values, "verify_identity", data)


def written(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """Keeps that the writing after an emergency came."""
    if record.how != Disclosure.How.ORAL or record.written_on:
        raise Invalid(said("No writing is waited for."))
    _write(actor, record, {"written_on": _day(data, "written_on", record)}, "record_written", data)


def decide(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """Decides. Invalid where who asks was not verified, or the gateway, the necessity or what the ground asks is not said."""
    if not record.identified_on:
        raise Invalid(said("Nobody has verified who asks: that comes first."))
    _in_state(record, State.IDENTIFIED)
    _required(data, "decision", "decision_reason")
    facts = {name: data.get(name) or getattr(record, name) for name in FACTS}
    gives = data["decision"] != Decision.REFUSE
    if wrong := list(missing(facts, gives=gives)):
        raise Invalid(said("Something is not said yet."), {name: [words] for name, words in wrong})
    values = {
        **facts, "ground": facts["ground"] if gives else "", "agreement": data.get("agreement") or record.agreement,
        "decision": data["decision"], "decision_reason": data["decision_reason"], "decided_by": actor.person, "decided_on": clock.today(),
        "state": State.TO_RELEASE if gives else State.DECLINED,
    }  # fmt: skip
    if not gives:
        values["closed_on"] = clock.today()
    _write(actor, record, values, "decide_disclosure", data, data["decision_reason"])


def release(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """Keeps what was given, how and when. Invalid without a decision to give it."""
    _in_state(record, State.TO_RELEASE)
    _required(data, "released", "channel")
    day = _day(data, "released_on", record, "decided_on")
    values = {
        "released": data["released"], "channel": data["channel"], "tracking": data.get("tracking") or "", "released_on": day,
        "closed_on": day, "state": State.RELEASED,
    }  # fmt: skip
    _write(actor, record, values, "give_out", data)


def call_off(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """Ends a request that was taken back before anything was given."""
    _in_state(record, State.LOGGED, State.IDENTIFIED, State.TO_RELEASE)
    _required(data, "why")
    _write(actor, record, {"state": State.CALLED_OFF, "closed_on": clock.today()}, "take_off", data, data["why"])


def sample(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """Takes a decided one as a sample: somebody who had no part in it is asked to check it."""
    _in_state(record, State.RELEASED, State.DECLINED)
    if record.sampled_on:
        raise Invalid(said("It is a sample already."))
    _write(actor, record, {"sampled_on": clock.today()}, "pick_sample", data, data.get("why") or "")


def check(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """Keeps what a check of quality found. Refused to whoever had a part in it."""
    if not record.sampled_on or record.quality:
        raise Invalid(said("It is no sample that waits for its check."))
    if actor.person is None:
        raise Refused(said("A check is somebody's own word."))
    _required(data, "quality", "quality_note")
    values = {"quality": data["quality"], "quality_note": data["quality_note"], "checked_on": clock.today()}
    _write(actor, record, values, "check_disclosure", data)
