"""What is done with an exemption: its questions answered, checked by somebody else, relied on, given up; and the gate of the answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.people.standing import people_of
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Prose
from muniment.registers.record import register_of
from muniment.registers.register import Asked
from muniment.registers.services import Change, write
from muniment.requests.exemption_law import ANSWERS, of_law, questions, stands_in_the_way
from muniment.requests.exemptions import OF_CASES, RIGHTS, State, UsedExemption
from muniment.requests.requests import InformationRequest
from muniment.requests.rights import RightsRequest

PARTS = ("create", "edit", "import", "run_exemption")
CHOICES = [("", _("Not answered yet")), ("yes", _("Yes")), ("no", _("No"))]
WEIGHS = {"harm": "harms", "likelihood": "how_likely", "interest_for": "weighed", "interest_against": "weighed", "balance": "weighed"}  # fmt: skip
WITHHOLDS = frozenset(
    told for kind in (InformationRequest.Outcome, RightsRequest.Outcome) for told in (kind.REFUSED, kind.PART)
)
GIVES_ALL = frozenset({InformationRequest.Outcome.GRANTED, RightsRequest.Outcome.DONE})


class Later:
    """Needed in the end, and not today: a form with gaps is kept. So it is not called optional, either."""

    def validate(self, value: Any) -> None:
        if value not in {None, ""}:
            super().validate(value)  # type: ignore[misc]


class LaterChoice(Later, forms.ChoiceField):
    """A choice that may be made later."""


class LaterWords(Later, Prose):
    """Words that may be found later."""


def _fields(*laws: str) -> dict[str, forms.Field]:
    """A choice and words for every question of every exemption of these laws: the form of one keeps only its own."""
    found: dict[str, forms.Field] = {}
    for name, each in questions(each for law in laws for each in of_law(law)).items():
        found[name] = LaterChoice(label=each.text, choices=[*CHOICES, ("not applicable", _("Does not apply"))])
        found[f"{name}_said"] = LaterWords(label=_("What shows it"), max_length=5000, rows=2)
    for name in WEIGHS:
        column: Any = UsedExemption._meta.get_field(name)
        told = {"label": column.verbose_name, "help_text": column.help_text}
        choices = [("", _("Not said yet")), *(column.choices or ())]
        found[name] = LaterChoice(choices=choices, **told) if column.choices else LaterWords(max_length=20_000, **told)
    return found


class Answering(forms.Form):
    """The questions of one exemption, as far as they are answered. It may be left and taken up again."""

    needs_record = True
    use_required_attribute = False
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        exemption, kept = record.exemption, record.answers_now()
        wanted = [name for name, needs in WEIGHS.items() if getattr(exemption, needs)]
        order = [f"{each.name}{end}" for each in exemption.questions for end in ("", "_said")]
        for name in {*self.fields} - {*order, *wanted, "seen_version"}:
            del self.fields[name]
        for number, each in enumerate(exemption.questions, start=1):
            field, words = self.fields[each.name], self.fields[f"{each.name}_said"]
            # Numbered, so that the words for one question are told from those for another by their label alone.
            field.label, words.label = f"{number}. {each.text}", said("%(n)s. What shows it") % {"n": number}
            field.required, words.required = each.must, each.must and each.words
            if not each.may_not_apply:
                field.choices = CHOICES  # type: ignore[attr-defined]
            given = kept.get(each.name, {})
            field.initial, words.initial = given.get("answer", ""), given.get("said", "")
        for name in wanted:
            self.fields[name].initial = getattr(record, name)
        self.order_fields([*order, *wanted])


AnsweringForm = type("AnsweringForm", (Answering,), _fields("foi", "eir"))
RightsAnsweringForm = type("RightsAnsweringForm", (Answering,), _fields(RIGHTS))


class NoteForm(forms.Form):
    """A word about it, if one is needed."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(label=_("A word about it"), required=False, max_length=2000)


def answer_questions(actor: Actor, used: Any, data: Mapping[str, Any]) -> None:
    """Keeps what was answered; what the data does not speak of stays as it is."""
    with transaction.atomic():
        history.take_turn()
        used = type(used).objects.everything().get(pk=used.pk)
        if used.state != State.PROPOSED:
            raise Invalid(said("It was checked as it stands: take it back to work on it."))
        answers, kept = dict(used.answers), used.answers_now()
        for each in used.exemption.questions:
            if data.get(each.name) is None and data.get(f"{each.name}_said") is None:
                continue
            before = kept.get(each.name, {})
            answer = data.get(each.name)
            words = data.get(f"{each.name}_said")
            new = {
                "answer": before.get("answer", "") if answer is None else answer,
                "said": before.get("said", "") if words is None else words.strip(),
                "under": used.code,
            }
            if new["answer"] not in {"", *ANSWERS}:
                raise Invalid(said("Answer yes, no, or that it does not apply."), {each.name: [said("Choose one of these.")]})  # fmt: skip
            if new["answer"] or new["said"] or before:
                answers[each.name] = new
        values = {name: data[name] for name in WEIGHS if data.get(name) is not None}
        change = Change(used, {**values, "answers": answers}, "run_exemption", "", data.get("seen_version"))
        write(actor, [change])


def check(actor: Actor, used: Any, data: Mapping[str, Any]) -> None:
    """It holds, says somebody who did not put it forward. Invalid while something stands in the way."""
    with transaction.atomic():
        history.take_turn()
        used = type(used).objects.everything().get(pk=used.pk)
        if used.exemption.law != used.law_of_case():
            raise Invalid(said("The request is handled under another law by now: put forward one of that law."))
        if left := stands_in_the_way(used.gaps()):
            told = " ".join(f"{each.about} {each.reason}" for each in left[:5])
            raise Invalid(said("%(n)s things are still to be shown. %(told)s") % {"n": len(left), "told": told})
        _move(actor, used, State.CHECKED, "check_exemption", data, checked_by=actor.person)


def rely(actor: Actor, used: Any, data: Mapping[str, Any]) -> None:
    """The answer will rely on it."""
    _move(actor, used, State.RELIED, "settle_exemption", data)


def give_up(actor: Actor, used: Any, data: Mapping[str, Any]) -> None:
    """It is not relied on: what it was to cover is given, or another covers it."""
    _move(actor, used, State.GIVEN_UP, "settle_exemption", data)


def send_back(actor: Actor, used: Any, data: Mapping[str, Any]) -> None:
    """It is worked on again: the check that was no longer holds."""
    _move(actor, used, State.PROPOSED, "settle_exemption", data, checked_by=None)


def _move(actor: Actor, used: Any, state: str, verb: str, data: Mapping[str, Any], **more: Any) -> None:
    write(actor, [Change(used, {"state": state, **more}, verb, data.get("why") or "", data.get("seen_version"))])


def refuse(actor: Actor, verb: str, used: Any) -> str:
    """What was checked is not changed underneath; nothing moves once the request is over; who had a part does not check."""
    if used.pk is None or verb not in {*PARTS, "check_exemption", "settle_exemption"}:
        return ""
    if not used.request.is_open:
        return said("The request is over: open it again first.")
    if verb in {"edit", "import"} and used.state != State.PROPOSED:
        return said("It was checked as it stands: take it back to work on it.")
    if verb == "check_exemption" and actor.person is not None:
        engaged = people_of([used.engaged_by_id]) if used.engaged_by_id else set()
        if actor.person.pk in engaged or history.had_part(actor.person, register_of(type(used)).slug, used.pk, PARTS):
            return said("You put it forward, or worked on it: somebody else checks it.")
    return ""


def before_answer(case: Any, data: Mapping[str, Any]) -> None:
    """Nothing is refused, whole or in part, but under an exemption that was checked. Invalid with what is missing."""
    model = OF_CASES.get(type(case))
    if model is None or not of_law(model(request=case).law_of_case()):
        return
    used = list(model.objects.everything().filter(request=case).exclude(state=State.GIVEN_UP))
    if data.get("outcome") not in WITHHOLDS:
        if used and data.get("outcome") in GIVES_ALL:
            raise Invalid(said("All is given, and yet %(used)s is put forward: give it up first.") % {"used": used[0]})
        return
    if loose := [each for each in used if each.state != State.RELIED]:
        raise Invalid(
            said("%(used)s is neither relied on nor given up: have it checked, or give it up.") % {"used": loose[0]}
        )
    if strange := [each for each in used if each.exemption.law != each.law_of_case()]:
        raise Invalid(said("%(used)s is of another law than the request: give it up.") % {"used": strange[0]})
    if not used:
        raise Invalid(said("No exemption is relied on: put one forward for what is withheld, and have it checked."))


def _open(records: Sequence[Any], *states: str) -> list[Any]:
    prefetch_related_objects(list(records), "request")
    return [each for each in records if each.state in states and each.request.is_open]


def to_show(records: Sequence[Any]) -> list[Asked]:
    """Whoever says that it applies shows it, in time for the answer; where that is nobody, whoever runs requests."""
    return [
        Asked(each, None, each.request.safe_on)
        for each in _open(records, State.PROPOSED)
        if stands_in_the_way(each.gaps())
    ]


def to_check(records: Sequence[Any]) -> list[Asked]:
    return [
        Asked(each, None, each.request.safe_on)
        for each in _open(records, State.PROPOSED)
        if not stands_in_the_way(each.gaps())
    ]


def to_rely(records: Sequence[Any]) -> list[Asked]:
    return [Asked(each, None, each.request.safe_on) for each in _open(records, State.CHECKED)]
