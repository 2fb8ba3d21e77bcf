"""The questions that a report asks of whoever writes or clears it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.actions.forms import StepForm
from muniment.people.models import Body, Post, Unit
from muniment.registers.forms import Day, Labelled, Prose
from muniment.registers.spans import recent
from muniment.reporting.models import Clearance, Edition


class Begin(forms.Form):
    """A new report; all else is asked on its own page."""

    title = forms.CharField(label=_("Title"), max_length=200, error_messages={"required": _("Give it a title.")})
    committee = forms.CharField(label=_("For which committee?"), max_length=200, required=False)
    meeting_on = Day(label=_("When does it meet?"), required=False)
    as_at = Day(
        label=_("Figures as at which day?"),
        help_text=_("What was known at the end of that day is counted. For today that is what is known now."),
    )


class BeginQuarter(Begin):
    """A new report on a quarter."""

    late_on = forms.TypedChoiceField(
        label=_("Which quarter?"), coerce=date.fromisoformat, error_messages={"required": _("Choose a quarter.")}
    )
    field_order = ("title", "late_on", "as_at", "committee", "meeting_on")

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        field = self.fields["late_on"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = quarters_offered(clock.today())


def quarters_offered(today: date) -> list[tuple[str, Any]]:
    """The quarter that runs and those that ended last, each by the day on which it is over, or today."""
    running, *ended = reversed(recent(today, quarters=True))
    offered = [
        (str(each.days[1] - timedelta(days=1)), each.words if at else _("%(quarter)s, which ended last") % {"quarter": each.words})
        for at, each in enumerate(ended)
    ]  # fmt: skip
    return [*offered, (str(today), _("%(quarter)s, as far as it has gone") % {"quarter": running.words})]


class About(forms.Form):
    """Of what a report on a body or a unit speaks."""

    about = forms.ChoiceField(
        label=_("Of what?"), help_text=_("A unit means all below it too."),
        error_messages={"required": _("Choose a body or a unit.")},
    )  # fmt: skip

    def __init__(self, units: frozenset[int], **options: Any) -> None:
        super().__init__(**options)
        bodies = Body.objects.filter(units__in=units, units__parent=None).distinct().order_by("pk")
        whole = [(f"bodies/{body.pk}", body.name) for body in bodies]
        parts = [(f"units/{unit.pk}", unit.name) for unit in Unit.objects.filter(pk__in=units).order_by("name")]
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose one")), (_("A whole body"), whole), (_("A unit and all below it"), parts)]


class Clear(StepForm):
    """A clearance, given by the post that was asked."""

    comments = Prose(
        label=_("Your comments for the report"),
        help_text=_("For example: costs are met from existing budgets."),
        required=False,
    )


class Receive(StepForm):
    """A clearance that came by another way."""

    received_on = Day(label=_("When did it come back?"))
    comments = Prose(label=_("What does it say?"), required=False)
    why = forms.CharField(
        label=_("How did it come?"), max_length=300, help_text=_("For example: by e-mail, attached to the report."),
        error_messages={"required": _("Say how it came.")},
    )  # fmt: skip


class Send(StepForm):
    """A report sent to a post for clearance."""

    role = forms.ChoiceField(label=_("Which clearance?"), choices=Clearance.Role.choices)
    post = Labelled(
        Post.objects.select_related("unit"), label=_("From which post?"), empty_label=_("Choose a post"),
        error_messages={"required": _("Choose the post that is asked.")},
    )  # fmt: skip
    sent_on = Day(label=_("When was it sent?"))


class Required(StepForm):
    """Which clearances a report needs before it is frozen."""

    roles = forms.MultipleChoiceField(
        label=_("Which clearances does this report need?"), choices=Clearance.Role.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It cannot be frozen before each of them has been asked for and has come back."),
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why these?"), max_length=300,
        help_text=_("For example: no cost, so the finance clearance is not needed. It is kept in the history."),
        error_messages={"required": _("Say why these are the ones it needs.")},
    )  # fmt: skip


class Words(StepForm):
    """One text of a report."""

    text = Prose(rows=12, label=_("Text"), required=False)


class Template(StepForm):
    """The template of a report."""

    text = Prose(rows=30, label=_("Template"), error_messages={"required": _("A report needs a template.")})


class EditionLabel(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An edition, told from the others about the same by its day."""

    def label_from_instance(self, obj: Edition) -> str:
        return _("as at %(day)s: %(title)s") % {"day": f"{obj.as_at:%-d %B %Y}", "title": obj.title}


class Compare(forms.Form):
    """Two editions."""

    other = EditionLabel(
        Edition.objects.none(), label=_("Compare with"), empty_label=None, error_messages={"required": _("Choose an edition.")}
    )  # fmt: skip

    def __init__(self, editions: Any, **options: Any) -> None:
        super().__init__(**options)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = editions
