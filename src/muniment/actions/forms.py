"""The questions that the steps of an agreed action ask, whatever it comes from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muniment.actions.rules import State
from muniment.registers.forms import Day, Prose


class StepForm(forms.Form):
    """A step of a record; `seen_version` is the version that the person had before them."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class Update(StepForm):
    """How it goes."""

    needs_record = True
    progress = Prose(
        label=_("What has happened since the last update?"),
        help_text=_("Two or three sentences. This is what the committee reads."),
        error_messages={"required": _("Say what has happened.")},
    )
    begun = forms.TypedChoiceField(
        label=_("Has the work begun?"), choices=[("yes", _("Yes")), ("no", _("Not yet"))], initial="yes",
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    approval_pending = forms.CharField(
        label=_("Is an approval still outstanding?"), required=False, max_length=500,
        help_text=_("Name it, for example: information governance group, next meeting. Leave empty if none is."),
    )  # fmt: skip

    def __init__(self, record: Any, **options: Any) -> None:
        super().__init__(**options)
        self.initial.setdefault("approval_pending", record.approval_pending)
        if record.state == State.IN_PROGRESS:
            del self.fields["begun"]  # work that goes on has begun: one question less


class SayDone(StepForm):
    """The first key."""

    progress = Prose(
        label=_("What was done, and what shows it?"),
        help_text=_("Somebody else will verify it. Attach what they need to see."),
        error_messages={"required": _("Say what was done and what shows it.")},
    )


class Verify(StepForm):
    """The second key."""

    note = Prose(
        label=_("What did you look at?"),
        help_text=_("Name what you have seen: the document, the setting, the sample."),
        error_messages={"required": _("Say what you looked at.")},
    )


class Why(StepForm):
    """A step that needs nothing but its reason."""

    why = Prose(label=_("Why?"), error_messages={"required": _("Give the reason.")})


class FirstDate(StepForm):
    """A first date."""

    due = Day(label=_("When is it due?"), help_text=_("This first date is kept for good; later ones stand beside it."))


class AskExtension(StepForm):
    """A later date, asked for."""

    needs_record = True
    to_date = Day(label=_("Until when?"))
    reason = Prose(label=_("Why is more time needed?"), error_messages={"required": _("Give the reason.")})
    explanation = Prose(
        label=_("This date has moved before. Why does it slip again?"),
        help_text=_("The explanation goes to the committee."),
        required=False,
    )

    def __init__(self, record: Any, **options: Any) -> None:
        super().__init__(**options)
        if not record.slips:
            del self.fields["explanation"]


class Decide(StepForm):
    """A later date, decided."""

    decision = forms.ChoiceField(
        label=_("Your decision"), choices=[("approve", _("Approve the later date")), ("refuse", _("Refuse it"))],
        widget=forms.RadioSelect, error_messages={"required": _("Choose one.")},
    )  # fmt: skip
    why = Prose(label=_("Why?"), error_messages={"required": _("Give the reason: it is kept with your name.")})
