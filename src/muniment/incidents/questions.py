"""The questions that the report and the steps of an incident ask."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.incidents import rules
from muniment.incidents.cases import Incident
from muniment.incidents.causes import IncidentCause
from muniment.incidents.notices import Body
from muniment.incidents.words import DECISIONS, KINDS, Counted, Known
from muniment.people.models import Person, Post, Unit
from muniment.people.standing import standing_of
from muniment.registers.forms import Labelled, Prose
from muniment.registers.instants import Instant

WHOLE = {"invalid": _("Write a whole number.")}


def radio(label: Any, choices: Any, hint: Any = "", *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, help_text=hint, required=required, widget=forms.RadioSelect, error_messages={"required": _("Choose one.")}
    )  # fmt: skip


def this_minute() -> datetime:
    """Now, as exactly as people say it."""
    return clock.now().replace(second=0, microsecond=0)


class Report(forms.Form):
    """What anybody can say in two minutes. All else is asked when it is triaged."""

    title = forms.CharField(
        label=_("What happened, in one line?"), max_length=150, error_messages={"required": _("Say what happened.")},
        help_text=_("For example: letter about rent arrears sent to the wrong flat. Leave out the names of the people concerned."),
    )  # fmt: skip
    narrative = Prose(
        label=_("What else do you know?"), required=False, max_length=20_000, rows=4, help_text=_("Leave it empty rather than wait.")
    )  # fmt: skip
    noticed_at = Instant(label=_("When was it noticed?"), help_text=_("A day, and a time as 14:05."))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Whose service does it concern?"), empty_label=_("Choose one"),
        error_messages={"required": _("Choose the service.")},
    )  # fmt: skip
    data_categories = forms.CharField(
        label=_("What kind of information?"), max_length=300, help_text=_("Rent accounts, case notes, photographs. Say if you do not know."),
        error_messages={"required": _("Say what kind of information it is, or that you do not know.")},
    )  # fmt: skip
    contained = radio(
        _("Is it contained?"),
        Incident.Contained.choices,
        _("It has stopped, and what went astray is back or destroyed."),
    )
    contact = forms.CharField(
        label=_("Who can be rung about it?"), max_length=200, help_text=_("A name and a number."), error_messages={"required": _("Say who can be rung.")}
    )  # fmt: skip

    def __init__(self, person: Person, **options: Any) -> None:
        home = (
            Post.objects.filter(pk__in=standing_of(person).own.posts)
            .order_by("pk")
            .values_list("unit", flat=True)
            .first()
        )
        initial = {"noticed_at": this_minute(), "unit": home, "contact": person.name, **options.pop("initial", {})}
        super().__init__(initial=initial, **options)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.order_by("name")

    def clean_noticed_at(self) -> Any:
        """What was noticed is past."""
        given = self.cleaned_data["noticed_at"]
        if given > clock.now():
            raise forms.ValidationError(_("That is still to come."))
        return given


class OfStep(forms.Form):
    """A step of an incident; `names` are the fields that begin with what the record says."""

    needs_record = True
    names: tuple[str, ...] = ()
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, record: Any = None, **options: Any) -> None:
        super().__init__(**options)
        self.record = record
        for name in self.names:
            value = getattr(record, f"{name}_id", getattr(record, name, None))
            if value not in (None, ""):
                self.initial.setdefault(name, value)


class Triage(OfStep):
    """What kind of incident it is, and who looks into it."""

    names = (
        "near_miss", "cause", "owner", "personal", "special_category", "vulnerable", "subjects_known", "subjects", "occurred_from", "occurred_to",
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("What was broken?"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose at least one.")},
        choices=[
            ("confidentiality", _("Confidentiality: somebody saw or got what was not for them")),
            ("integrity", _("Integrity: something was changed that should not have been")),
            ("availability", _("Availability: something was lost, destroyed or out of reach")),
        ],
    )  # fmt: skip
    near_miss = forms.BooleanField(
        label=_("It was a near miss"),
        required=False,
        help_text=_("It was stopped before it reached anybody or harmed anything."),
    )
    personal = radio(
        _("Is personal data affected?"),
        Known.choices,
        _("If it is, say next since when we are aware: the 72 hours run from then."),
    )
    cause = forms.ModelChoiceField(
        IncidentCause.objects.none(), label=_("Which kind of cause?"), required=False, empty_label=_("Not known yet")
    )
    owner = Labelled(Post.objects.none(), label=_("Who looks into it?"), required=False, empty_label=_("Nobody yet"))
    special_category = radio(
        _("Special categories of data?"),
        Known.choices,
        _("Health, beliefs, sexuality, race, biometrics; or crimes."),
        required=False,
    )
    vulnerable = radio(
        _("Are children or other vulnerable people among those affected?"), Known.choices, required=False
    )
    subjects_known = radio(_("Is the number of people affected known?"), Counted.choices, required=False)
    subjects = forms.IntegerField(
        label=_("How many people?"), required=False, min_value=0, max_value=2_000_000_000, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}), error_messages=WHOLE
    )  # fmt: skip
    occurred_from = Instant(label=_("When did it begin?"), required=False, help_text=_("Leave empty if nobody knows."))
    occurred_to = Instant(
        label=_("When did it end?"), required=False, help_text=_("Leave empty if it goes on, or nobody knows.")
    )

    def __init__(self, record: Any = None, **options: Any) -> None:
        super().__init__(record, **options)
        self.initial.setdefault("kinds", [name for name in KINDS if getattr(record, name, False)])
        cause: Any = self.fields["cause"]
        cause.queryset = IncidentCause.objects.filter(in_use=True)
        owner: Any = self.fields["owner"]
        owner.queryset = Post.objects.order_by("title")


class Aware(OfStep):
    """Since when the council is aware: the start of the 72 hours."""

    names = ("aware_at",)
    aware_at = Instant(
        label=_("Since when are we aware of it?"),
        help_text=_("The moment from which it was reasonably certain that personal data was compromised, not that of the report."),
    )  # fmt: skip
    why = Prose(
        label=_("How was it certain from then on?"), max_length=4000, error_messages={"required": _("Say how it was certain.")},
        help_text=_("What was found, and by whom."),
    )  # fmt: skip


class Assess(OfStep):
    """The grid of likelihood and severity, and the level that a person gives."""

    names = ("likelihood", "severity", "level", "level_reason", "impact")
    impact = Prose(
        label=_("What does it do, or could it do, to the people concerned?"), max_length=8000, error_messages={"required": _("Say what it does to people.")}
    )  # fmt: skip
    likelihood = forms.TypedChoiceField(
        label=_("How likely is harm to them?"), choices=list(rules.LIKELIHOOD.items()), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose one.")}
    )  # fmt: skip
    severity = forms.TypedChoiceField(
        label=_("How severe would it be?"), choices=list(rules.SEVERITY.items()), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose one.")}
    )  # fmt: skip
    level = radio(
        _("Which level do you give it?"), [("", _("None yet: show what the grid suggests first")), *rules.LEVELS.items()],
        _("The grid suggests; you decide."), required=False,
    )  # fmt: skip
    level_reason = Prose(
        label=_("Why another level than the grid suggests?"), required=False, max_length=4000, rows=2, help_text=_("Only where you give another.")
    )  # fmt: skip


class Advise(OfStep):
    """What the data protection officer advises, apart from what is decided."""

    names = ("advised_regulator", "advised_individuals", "advice")
    advised_regulator = radio(
        _("Should the ICO be told?"),
        DECISIONS,
        _("Unless the breach is unlikely to result in a risk to people: article 33."),
    )
    advised_individuals = radio(
        _("Should the people concerned be told?"), DECISIONS, _("Where the risk to them is high: article 34.")
    )
    advice = Prose(
        label=_("What do you advise, and why?"), max_length=8000, error_messages={"required": _("Write your advice.")}
    )


class DecideRegulator(OfStep):
    """Whether the ICO is told."""

    about = "regulator"
    decision = radio(_("Is the ICO told?"), DECISIONS)
    reason = Prose(
        label=_("Why?"), max_length=8000, error_messages={"required": _("Give the reason: it is kept, also where nobody is told.")},
        help_text=_("The reason is kept for the ICO, also where it is not told: article 33(5)."),
    )  # fmt: skip
    departing = Prose(
        label=_("Where you depart from the data protection officer's advice, or do not wait for it: why?"), required=False, max_length=4000, rows=3,
        help_text=_("Only the SIRO does either. Leave empty where you follow the advice."),
    )  # fmt: skip

    def told(self) -> tuple[str, str]:
        """The advice on this question, for the page above it: what, and why."""
        advised = getattr(self.record, f"get_advised_{self.about}_display", str)()
        return (
            (str(advised), self.record.advice)
            if advised
            else (said("The data protection officer has not advised yet."), "")
        )


class DecideIndividuals(DecideRegulator):
    """Whether the people concerned are told."""

    about = "individuals"
    decision = radio(
        _("Are the people concerned told?"),
        DECISIONS,
        _("Without undue delay, where the risk to them is high: article 34."),
    )


class Tell(OfStep):
    """That somebody outside was told."""

    body = radio(_("Who was told?"), Body.choices)
    told_at = Instant(label=_("When?"), initial=this_minute)
    text = Prose(
        label=_("What were they told?"), max_length=20_000, rows=5, error_messages={"required": _("Say what they were told.")},
        help_text=_("What is not known yet may follow in another part: article 33(4). Attach what was sent to the notice."),
    )  # fmt: skip
    reference = forms.CharField(label=_("Their reference"), required=False, max_length=60)
    late_reason = Prose(
        label=_("If the ICO is told after the 72 hours: why so late?"), required=False, max_length=4000, rows=2, help_text=_("The reasons go to the ICO with it: article 33(1).")
    )  # fmt: skip


class Close(OfStep):
    """What remains of it."""

    names = ("root_cause", "lessons")
    root_cause = Prose(
        label=_("What was the root of the cause?"), required=False, max_length=8000, help_text=_("Not who, but what made it possible. Required where the ICO was told.")
    )  # fmt: skip
    lessons = Prose(
        label=_("What was learnt?"),
        required=False,
        max_length=8000,
        help_text=_("Required where the ICO was told. What is to be done about it is an action of its own."),
    )
    why = Prose(label=_("Why is it closed?"), max_length=4000, error_messages={"required": _("Say why it is closed.")})
