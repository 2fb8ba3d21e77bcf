"""The steps of a deposit: looked at, sent back or accepted, put into store, fetched from, given back. Each is one write."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.assets.places import Place
from muniment.paper.deposits import STORES, Answer, PaperDeposit
from muniment.paper.scrutiny import SOON, Answers, Outcome, advice, forbidden
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Day, Labelled, Lines, Prose
from muniment.registers.services import Change, write
from muniment.retention import changing

State = PaperDeposit.State
SCRUTINISE_WITHIN, DEPOSIT_WITHIN = timedelta(days=14), timedelta(days=28)
AFTERWARDS: Mapping[Outcome, tuple[str, str]] = {
    Outcome.ACCEPT: (State.ACCEPTED, "accepted_on"), Outcome.SEND_BACK: (State.SENT_BACK, "refused_on"),
    Outcome.DESTROY: (State.TO_GO, "refused_on"),
}  # fmt: skip
NEED = {"required": _("Answer yes or no.")}


def due_of(deposit: Any) -> date | None:
    """The day on which its line lets it go; None where there is none."""
    found = changing.working(deposit, deposit.retention_line)
    return found.due if found else None


def answers_of(deposit: Any, data: Mapping[str, Any]) -> Answers:
    """What was answered, with what follows from the record."""
    told = {name: data.get(name) == Answer.YES for name in ("law_requires", "could_scan", "is_copy", "is_closed")}
    line = deposit.retention_line
    in_force = line is not None and line.state == line.State.IN_FORCE
    return Answers(**told, has_line=in_force, due=due_of(deposit))


def against(deposit: Any, data: Mapping[str, Any]) -> list[str]:
    """Why this may not come of a scrutiny with these answers; none where it may."""
    answers, outcome = answers_of(deposit, data), Outcome(data["outcome"])
    reasons = list(forbidden(answers, outcome, clock.today()))
    if outcome is Outcome.ACCEPT and answers.is_closed and deposit.closed_on is None:
        reasons.append(said("Its record does not say on which day it was closed: have that said first."))
    return reasons


def against_advice(deposit: Any) -> str:
    """What the answers of the scrutiny speak for where they speak against storing it; "" where they do not, or it was never asked."""
    if not deposit.law_requires or deposit.accepted_on is None:
        return ""
    told = {name: getattr(deposit, name) for name in ("law_requires", "could_scan", "is_copy")}
    outcome, why = advice(answers_of(deposit, {**told, "is_closed": Answer.YES}), deposit.accepted_on)
    return "" if outcome is Outcome.ACCEPT else why


def _asked(label: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=hint, choices=Answer.choices, widget=forms.RadioSelect, error_messages=NEED
    )


class ScrutinyForm(forms.Form):
    """The questions that are asked of every request for space in the store."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    law_requires = _asked(
        _("Does a law require the paper?"), _("Not that the record is kept: that it is kept on paper.")
    )
    could_scan = _asked(
        _("Could it be digital?"), _("Scanned by the team, by a contractor, or not printed in the first place.")
    )
    digital_answer = Prose(
        label=_("How could it be digital, or why not?"), max_length=2000, rows=3, error_messages={"required": _("Say how, or why not.")}
    )  # fmt: skip
    is_copy = _asked(_("Is it a copy of what a system holds?"))
    is_closed = _asked(_("Is it closed?"), _("Nobody adds to it any more."))
    outcome = forms.ChoiceField(
        label=_("What comes of it?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what comes of it.")},
        choices=[
            (Outcome.ACCEPT.value, _("Accept it: the boxes may be brought")),
            (Outcome.SEND_BACK.value, _("Send it back to the team")),
            (Outcome.DESTROY.value, _("Destroy it rather than store it: it is due within a year")),
        ],
    )  # fmt: skip
    why = Prose(label=_("Why?"), max_length=2000, error_messages={"required": _("Say why: the team reads it.")})

    def __init__(self, *args: Any, record: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.record = record

    def told(self) -> str:
        """When its line lets it go, for the page above the questions."""
        due = due_of(self.record)
        if due is None:
            return said("No day can be given.")
        soon = due <= clock.add_months(clock.today(), SOON)
        day = f"{due:%-d %B %Y}"
        return said("%(day)s: within a year, so destroy it rather than store it.") % {"day": day} if soon else day

    def clean(self) -> dict[str, Any]:
        """What the answers forbid is told beside the outcome."""
        data = super().clean() or {}
        if data.get("outcome"):
            for reason in against(self.record, data):
                self.add_error("outcome", reason)
        return data


class DepositForm(forms.Form):
    """Which boxes came, when, and where they stand."""

    needs_record = needs_person = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = Day(label=_("On which day were they put into the store?"), initial=clock.today)
    store = Labelled(
        Place.objects.none(),
        label=_("Which store?"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose the store.")},
    )
    boxes = forms.IntegerField(
        label=_("How many boxes?"), min_value=1, max_value=100_000, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages={"required": _("Count the boxes."), "invalid": _("Write a whole number.")},
    )  # fmt: skip
    box_numbers = Lines(
        label=_("Their numbers"),
        help_text=_("One on each line."),
        error_messages={"required": _("Write the numbers of the boxes.")},
    )
    why = Prose(
        label=_("Who brought them?"), max_length=2000, rows=2, error_messages={"required": _("Say who brought them.")}
    )

    def __init__(self, *args: Any, record: Any, person: Person, **options: Any) -> None:
        options["initial"] = {
            "store": record.store_id,
            "boxes": record.boxes,
            "box_numbers": record.box_numbers,
            **options.get("initial", {}),
        }
        super().__init__(*args, **options)
        field: Any = self.fields["store"]
        field.queryset = Place.objects.visible_to(person).filter(kind__in=STORES).order_by("name")

    def clean(self) -> dict[str, Any]:
        """Each box has its number."""
        data = super().clean() or {}
        numbers, boxes = data.get("box_numbers"), data.get("boxes")
        if numbers and boxes and len(numbers) != boxes:
            told = {"boxes": boxes, "numbers": len(numbers)}
            self.add_error("box_numbers", _("There are %(boxes)s boxes and %(numbers)s numbers.") % told)
        return data


class FetchForm(forms.Form):
    """How many boxes somebody had brought to them."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    boxes = forms.IntegerField(
        label=_("How many boxes were fetched?"), min_value=1, max_value=100_000, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages={"required": _("Say how many."), "invalid": _("Write a whole number.")},
    )  # fmt: skip
    why = Prose(
        label=_("For whom, and are they back?"),
        max_length=2000,
        rows=2,
        error_messages={"required": _("Say for whom.")},
    )


class TakeBackForm(forms.Form):
    """Why boxes leave the store for good without being due."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = Day(label=_("On which day did the team take them back?"), initial=clock.today)
    why = Prose(label=_("Why?"), max_length=2000, error_messages={"required": _("Say why.")})


def scrutinise(actor: Actor, deposit: Any, data: Mapping[str, Any]) -> None:
    """What came of the scrutiny, with its answers. Invalid where they forbid it."""
    outcome = Outcome(data["outcome"])
    if reasons := against(deposit, data):
        raise Invalid(" ".join(reasons), {"outcome": reasons})
    state, day = AFTERWARDS[outcome]
    values = {
        "state": state, day: clock.today(), "scrutinised_by": actor.person, "scrutiny_reason": data["why"],
        **{name: data[name] for name in ("law_requires", "could_scan", "is_copy", "digital_answer")},
    }  # fmt: skip
    write(actor, [Change(deposit, values, "scrutinise", data["why"], data.get("seen_version"))])


def ask_again(actor: Actor, deposit: Any, data: Mapping[str, Any]) -> None:
    """Asks once more for what was sent back; its answers are asked anew."""
    values = {"state": State.ASKED, "asked_again_on": clock.today()}
    write(actor, [Change(deposit, values, "ask_again", data["why"], data.get("seen_version"))])


def deposit_boxes(actor: Actor, deposit: Any, data: Mapping[str, Any]) -> None:
    """The boxes stand in the store. Invalid before they were accepted, and for numbers that stand there already."""
    day: date = data["day"]
    _not_to_come(day)
    if deposit.accepted_on and day < deposit.accepted_on:
        _wrong("day", said("They were not accepted yet on that day."))
    if taken := _taken(data["store"], data["box_numbers"], deposit.pk):
        _wrong("box_numbers", said("The store has these numbers already: %(numbers)s.") % {"numbers": ", ".join(taken)})
    values = {
        "state": State.DEPOSITED,
        "deposited_on": day,
        **{name: data[name] for name in ("store", "boxes", "box_numbers")},
    }
    write(actor, [Change(deposit, values, "deposit", data["why"], data.get("seen_version"))])


def _taken(store: Place, numbers: list[str], but: int) -> list[str]:
    """Those of these numbers that boxes in the store have already."""
    rows = PaperDeposit.objects.everything().filter(store=store, state=State.DEPOSITED).exclude(pk=but)
    there = {number for each in rows.values_list("box_numbers", flat=True) for number in each}
    return sorted(there.intersection(numbers))


def fetch(actor: Actor, deposit: Any, data: Mapping[str, Any]) -> None:
    """Boxes were fetched for somebody: what that costs is counted. Invalid for more than there are."""
    boxes = data["boxes"] or 0
    if deposit.boxes and boxes > deposit.boxes:
        _wrong("boxes", said("It has %(boxes)s boxes only.") % {"boxes": deposit.boxes})
    values = {"fetched_boxes": deposit.fetched_boxes + boxes}
    write(actor, [Change(deposit, values, "fetch", data["why"], data.get("seen_version"))])


def take_back(actor: Actor, deposit: Any, data: Mapping[str, Any]) -> None:
    """The team has its boxes again: the store keeps nothing of them under a line."""
    day: date = data["day"]
    _not_to_come(day)
    if deposit.deposited_on and day < deposit.deposited_on:
        _wrong("day", said("They were not in the store yet on that day."))
    values = {"state": State.RETURNED, "returned_on": day}
    write(actor, [Change(deposit, values, "take_back", data["why"], data.get("seen_version"))])


def drop(actor: Actor, deposit: Any, data: Mapping[str, Any]) -> None:
    """The team does not want it stored any more."""
    write(actor, [Change(deposit, {"state": State.DROPPED}, "drop", data["why"], data.get("seen_version"))])


def _not_to_come(day: date) -> None:
    if day > clock.today():
        _wrong("day", said("That day is still to come."))


def _wrong(field: str, reason: str) -> None:
    raise Invalid(reason, {field: [reason]})
