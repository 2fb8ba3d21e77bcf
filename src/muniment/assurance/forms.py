"""The questions that the steps of an action ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muniment.actions.forms import StepForm
from muniment.assurance.models import Part, PlanFinding, Recommendation
from muniment.people.models import Person, Post
from muniment.registers.forms import Day, Labelled, Prose


class Depend(StepForm):
    """What a recommendation waits for, among those that the person may see."""

    needs_record = True
    needs_person = True
    needs = forms.ModelChoiceField(
        Recommendation.objects.none(), label=_("Which recommendation must come first?"),
        error_messages={"required": _("Choose one.")},
    )  # fmt: skip
    words = forms.CharField(label=_("Why must it?"), required=False, max_length=300)

    def __init__(self, record: Recommendation, person: Person, **options: Any) -> None:
        super().__init__(**options)
        others = Recommendation.objects.visible_to(person).filter(plan=record.plan_id).exclude(pk=record.pk)
        field = self.fields["needs"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = others.order_by("position", "pk")


class ChangePart(StepForm):
    """The words of a part, and who owns it."""

    needs_record = True
    agreed_action = Prose(label=_("What was agreed?"), error_messages={"required": _("Say what was agreed.")})
    owner = Labelled(
        Post.objects.select_related("unit"), label=_("Who owns it?"), required=False, empty_label=_("No owner yet")
    )

    def __init__(self, record: Any, **options: Any) -> None:
        super().__init__(**options)
        if isinstance(record, Part):
            self.initial.update(agreed_action=record.agreed_action, owner=record.owner_id)


class AddPart(ChangePart):
    """One more part."""

    label = forms.CharField(
        label=_("How is it called?"), help_text=_("A letter or a number, for example b."), max_length=20,
        error_messages={"required": _("Give it a letter or a number.")},
    )  # fmt: skip
    due = Day(label=_("When is it due?"), required=False)
    field_order = ("label", "agreed_action", "owner", "due", "seen_version")


class DecideFinding(StepForm):
    """What a person makes of a finding."""

    decision = forms.ChoiceField(
        label=_("What do you make of it?"), choices=PlanFinding.Decision.choices[1:], widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )  # fmt: skip
    why = Prose(label=_("Why?"), error_messages={"required": _("Give the reason.")})


class Undo(StepForm):
    """An import, taken back."""

    why = Prose(label=_("Why is it undone?"), error_messages={"required": _("Give the reason.")})
