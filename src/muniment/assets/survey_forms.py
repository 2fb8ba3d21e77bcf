"""The forms of a survey: for whoever runs it, and for the service that answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muniment.assets.surveys import SurveyCampaign, SurveyLine, SurveyReturn, services_below
from muniment.people.models import Post, Unit
from muniment.registers.forms import Labelled, Prose

AT_ONCE = 20  # assets that a service is asked about on one page
Answer, Line = SurveyLine.Answer, SurveyLine.State


class ServicesForm(forms.Form):
    """Which services are asked: at first all below the campaign's unit that were not asked yet."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    services = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("Which services are asked?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one service at least.")},
    )  # fmt: skip

    def __init__(self, *args: Any, record: SurveyCampaign, **options: Any) -> None:
        asked = set(SurveyReturn.objects.everything().filter(campaign=record.pk).values_list("unit", flat=True))
        units = [unit.pk for unit in services_below(record.unit) if unit.pk not in asked]
        options["initial"] = {"services": units}
        super().__init__(*args, **options)
        field: Any = self.fields["services"]
        field.queryset = Unit.objects.filter(pk__in=units).order_by("name")


class ListForm(forms.Form):
    """One asset, in the few words that its service has for it."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("What do you call it?"), max_length=200, help_text=_("Tenancy files, say, or the trees survey."),
        error_messages={"required": _("Give it a name.")},
    )  # fmt: skip
    about = Prose(label=_("What is it?"), required=False, rows=3)
    purpose = Prose(label=_("What do you need it for?"), required=False, rows=2)
    personal_data = forms.BooleanField(label=_("It says something of people who can be told apart"), required=False)
    special_category = forms.BooleanField(
        label=_("It tells of health, ethnic origin, belief, politics, trade union, sex life, genes or biometrics"), required=False
    )  # fmt: skip
    criminal_data = forms.BooleanField(label=_("It tells of crimes"), required=False)
    children = forms.BooleanField(label=_("It is about children"), required=False)
    location = forms.CharField(
        label=_("Where is it?"), required=False, max_length=300,
        help_text=_("The system, the share or site, the room and cabinet. If it is in several, name all."),
    )  # fmt: skip
    form = forms.CharField(
        label=_("In what form?"), required=False, max_length=120, help_text=_("A database, Word files, paper.")
    )
    volume = forms.CharField(
        label=_("How much is it?"), required=False, max_length=120, help_text=_("40 boxes, 2 TB, 3,000 files.")
    )
    data_owner = Labelled(
        Post.objects.none(), label=_("Who looks after it from day to day?"), required=False, empty_label=_("Whoever is asked here")
    )  # fmt: skip
    remark = Prose(
        label=_("What else should we know?"), required=False, rows=2, max_length=2000,
        help_text=_("How long you keep it, who else gets it, what worries you."),
    )  # fmt: skip

    def __init__(self, *args: Any, record: SurveyReturn, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["data_owner"]
        field.queryset = Post.objects.filter(unit__in=Unit.objects.subtree([record.unit_id])).select_related("unit")

    def clean(self) -> dict[str, Any]:
        """What is about health, crimes or children is about people."""
        data = super().clean() or {}
        if any(data.get(name) for name in ("special_category", "criminal_data", "children")):
            data["personal_data"] = True
        return data


class KnownForm(forms.Form):
    """The assets that the register knows: of each how it stands. As many at once as one reads in one go."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: SurveyReturn, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = SurveyLine.objects.everything().filter(survey_return=record.pk, state=Line.UNANSWERED)
        self.lines = list(rows.select_related("asset", "asset__owner").order_by("asset__name", "pk")[:AT_ONCE])
        answers = [(value, label) for value, label in Answer.choices if value != Answer.LISTED]
        for line in self.lines:
            owner = line.asset.owner or _("nobody")
            told = _("Owner: %(owner)s. Kept: %(place)s.") % {
                "owner": owner,
                "place": line.asset.location or _("not said"),
            }
            self.fields[f"answer-{line.pk}"] = forms.ChoiceField(
                label=line.asset.name, choices=answers, required=False, widget=forms.RadioSelect, help_text=told
            )
            self.fields[f"remark-{line.pk}"] = forms.CharField(
                label=_("What is otherwise with “%(name)s”?") % {"name": line.asset.name},
                required=False,
                max_length=2000,
            )
        self.fields["rest"] = forms.BooleanField(
            label=_("I have looked at the others on this page too: they are as the register says"), required=False
        )

    def clean(self) -> dict[str, Any]:
        """By the key of each line what was said of it. What is not as the register says wants a word."""
        data = super().clean() or {}
        unsaid = Answer.STILL if data.get("rest") else ""
        answers = {line.pk: given for line in self.lines if (given := data.get(f"answer-{line.pk}") or unsaid)}
        remarks = {pk: data.get(f"remark-{pk}", "") for pk in answers}
        for pk, given in answers.items():
            if given in {Answer.CHANGED, Answer.NOT_OURS} and not remarks[pk]:
                self.add_error(f"remark-{pk}", _("Say what is otherwise, or whose it is."))
        return {**data, "answers": answers, "remarks": remarks}


class PostForm(forms.Form):
    """Who answers for a service."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    post = Labelled(
        Post.objects.none(), label=_("Which post answers for the service?"), empty_label=_("Choose one"),
        error_messages={"required": _("Choose a post.")},
    )  # fmt: skip

    def __init__(self, *args: Any, record: SurveyReturn, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["post"]
        field.queryset = Post.objects.filter(unit__body=record.unit.body_id).select_related("unit").order_by("title")


class HandInForm(forms.Form):
    """The last word of a service."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    remark = Prose(
        label=_("Is there something that you could not list?"), required=False, max_length=4000, rows=3,
        help_text=_("Leave it empty if that is all."),
    )  # fmt: skip


class TakeForm(forms.Form):
    """What the register then says."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    belongs_to = Labelled(
        Unit.objects.none(), label=_("Which service does it belong to?"), required=False, empty_label=_("Choose one")
    )
    why = Prose(label=_("What did you look at?"), required=False, max_length=2000, rows=2)

    def __init__(self, *args: Any, record: SurveyLine, **options: Any) -> None:
        super().__init__(*args, **options)
        if record.answer == Answer.NOT_OURS:
            field: Any = self.fields["belongs_to"]
            field.queryset = Unit.objects.filter(body=record.unit.body_id).exclude(pk=record.unit_id).order_by("name")
        else:
            del self.fields["belongs_to"]
