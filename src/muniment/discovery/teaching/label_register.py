"""The registers of what people have confirmed and of the versions of the model, declared."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muniment.discovery.teaching import answering, rule_register, training  # noqa: F401 - rules stand before labels
from muniment.discovery.teaching.label_records import FileLabel, FileLabelVersion
from muniment.discovery.teaching.model_records import ClassModel, ClassModelVersion
from muniment.discovery.teaching.model_words import of_version
from muniment.people.models import Person
from muniment.registers.access import Access
from muniment.registers.filters import by_choice, by_record, by_unit
from muniment.registers.forms import Labelled, Prose, WhyForm
from muniment.registers.register import Column, Flag, Moment, Register, Step, registry
from muniment.registers.verbs import Verb, verbs
from muniment.retention.lines import RetentionLine

verbs.add(
    Verb("class_file", _("Line confirmed")),
    Verb("train", _("A model learns")),
    Verb("use_model", _("Model put in use")),
)
State, Version = FileLabel.State, ClassModel.State


class CorrectForm(forms.Form):
    """The right line, and how that is known."""

    needs_person = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    line = Labelled(
        label=_("Under which line does it fall?"), queryset=RetentionLine.objects.none(), required=False,
        empty_label=str(_("It cannot be told")),
    )  # fmt: skip
    why = Prose(label=_("How do you know?"), max_length=2_000, error_messages={"required": _("Say how you know.")})

    def __init__(self, *given: Any, person: Person, **named: Any) -> None:
        super().__init__(*given, **named)
        chosen: Any = self.fields["line"]
        chosen.queryset = (
            RetentionLine.objects.visible_to(person).filter(state=RetentionLine.State.IN_FORCE).order_by("code")
        )


labels = registry.add(
    Register(
        slug="confirmed-labels", model=FileLabel, title="Confirmed labels", one="confirmed label", section="Shares",
        access=Access.of(
            own="read class_file comment", records_manager="read class_file comment", ig_manager="read class_file comment",
            ig_officer="read class_file comment", dpo="read", siro="read", auditor="read",
        ),
        about="Of which files and folders somebody has said under which line they fall. Models learn from these and from nothing else.",
        columns=(
            Column("path", "File or folder"), Column("line", "Line", "line__code"), Column("told_by", "Who", "told_by__name"), Column("told_at", "When", "told_at"),
            Column("get_proposed_by_display", "Proposed by", "proposed_by,told_at", reads=("proposed_by",)), Column("proposed", "Proposed", "proposed,told_at"),
            Column("get_state_display", "State", "state,told_at", reads=("state",), template="registers/cells/state.html"),
            Column("place", "Scanned place", "place__name", shown=False), Column("stands_for", "Files", "stands_for", numeric=True, shown=False),
            Column("note", "What told them", shown=False), Column("asked_model", "Version of the model", "asked_model__number", shown=False), Column("unit", "Service", "unit__name", shown=False),
        ),
        sort="-told_at", search=("path", "note", "line__code", "line__series"), related=("place", "line", "told_by", "asked_model", "unit"), creatable=False, seen_with="place",
        filters=(by_record("place", "Scanned place"), by_record("line", "Line", "code"), by_choice(FileLabel, "proposed_by"), by_choice(FileLabel, "state"), *by_unit()),
        flags=(
            Flag("corrected", "Another line than proposed", lambda _m: Q(state=State.TOLD) & ~Q(proposed="") & ~Q(line__code=F("proposed")), "Labels by which somebody put right what a rule or a model had said."),
            Flag("of_folders", "Whole folders", lambda _m: Q(whole_folder=True), "Labels of all that lies in a folder."),
        ),
        steps=(
            Step("correct_it", "class_file", _("Put it right"), frozenset({State.TOLD, State.UNSURE}), CorrectForm, answering.correct, main=True),
            Step("take_it_back", "class_file", _("Take it back"), frozenset({State.TOLD, State.UNSURE}), WhyForm, answering.take_back,
                 explain=_("Nothing is learnt from it any more, and the file may be asked about again.")),
        ),
        past=FileLabelVersion, comments=True,
        colour=lambda label: {State.TOLD: "green", State.UNSURE: "amber"}.get(label.state, ""),
    )
)  # fmt: skip


def _page(_person: Person, version: ClassModel, moment: Moment) -> Mapping[str, Any]:
    """Its figures, each as it was measured, beside those of the version in use; and what people have said since."""
    told: dict[str, Any] = dict(of_version(version))
    if moment.as_at is None:
        before = (
            ClassModel.objects.everything()
            .filter(unit=version.unit_id, state=Version.IN_USE)
            .exclude(pk=version.pk)
            .first()
        )
        told |= {"before": before, "since": training.since(version)}
    return told


models = registry.add(
    Register(
        slug="class-models", model=ClassModel, title="Models", one="version of the model", many="versions of the model", section="Shares",
        access=Access.of(
            records_manager="read train use_model comment attach", ig_manager="read train use_model comment attach", ig_officer="read comment",
            dpo="read comment", siro="read", auditor="read",
        ),
        about="What has learnt from confirmed labels, how often it was right on labels that it had not seen, and which version scans take.",
        columns=(
            Column("number", "Version", "number", numeric=True), Column("asked_at", "Asked for", "asked_at"), Column("trouble", "What was wrong"),
            Column("label_count", "Documents", "label_count", numeric=True), Column("precise", "Right, of what it answered", "precision", numeric=True, reads=("precision",)),
            Column("covers", "Answered", "coverage", numeric=True, reads=("coverage",)),
            Column("get_state_display", "State", "state,number", reads=("state",), template="registers/cells/state.html"),
            Column("line_count", "Lines", "line_count", numeric=True, shown=False), Column("asked_by", "By", "asked_by__name", shown=False), Column("unit", "Service", "unit__name", shown=False),
        ),
        sort="-number", search=("trouble",), related=("asked_by", "unit"), creatable=False, files=("model_file",),
        filters=(by_choice(ClassModel, "state"), *by_unit()),
        steps=(
            Step("put_in_use", "use_model", _("Put it in use"), frozenset({Version.MEASURED, Version.STOOD_DOWN}), WhyForm, training.put_in_use, main=True,
                 explain=_("Scans take it from then on, where no rule fits and nobody has confirmed a line. The version in use now stands down.")),
            Step("stand_it_down", "use_model", _("Stand it down"), frozenset({Version.IN_USE}), WhyForm, training.stand_down,
                 explain=_("What no rule fits is then left open.")),
        ),
        past=ClassModelVersion, evidence=True, comments=True, page=_page,
        colour=lambda version: {Version.IN_USE: "green", Version.MEASURED: "blue", Version.NOTHING: "amber"}.get(version.state, ""),
    )
)  # fmt: skip
