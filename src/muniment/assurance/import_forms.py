"""The questions of an import: the file with its plan and day, and what a preview asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, get_args

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from muniment.assurance.import_preview import Choices, Preview
from muniment.assurance.import_said import STATES
from muniment.assurance.models import Plan
from muniment.documents.plan.reading import Field
from muniment.people.models import Person, Post, Unit
from muniment.people.standing import standing_of
from muniment.registers.forms import Day
from muniment.registers.register import Register

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
FIELDS: Mapping[str, Any] = {
    "ref": _("Reference"),
    "theme": _("Theme"),
    "recommendation": _("Recommendation"),
    "action": _("Agreed action"),
    "owners": _("Owners"),
    "due": _("Due date"),
    "progress": _("Progress"),
    "status": _("Status"),
    "priority": _("Priority"),
    "acceptance": _("Acceptance"),
    "evidence": _("Evidence"),
}


class Upload(forms.Form):
    """A paper, and what it is to become."""

    file = forms.FileField(
        label=_("The file, as it came to you"),
        help_text=_(
            "Word, Excel, PDF with text in it, HTML, Markdown, CSV or plain text; up to 20 MB. It is read, never run."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    plan = forms.ModelChoiceField(
        Plan.objects.none(), label=_("Which plan is it for?"), required=False, empty_label=_("A new plan"),
        help_text=_("For a plan that is here already you see first, row by row, what the paper would change."),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Title of the new plan"), required=False, max_length=200,
        help_text=_("Leave it empty to take the title that the paper gives."),
    )  # fmt: skip
    position = Day(
        label=_("What day does the paper speak for?"), required=False,
        help_text=_("The day on which what it says was so. Figures can then be asked as at that day."),
    )  # fmt: skip
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Which unit does the plan belong to?"), required=False)

    def __init__(self, person: Person, register: Register, **options: Any) -> None:
        super().__init__(**options)
        units = standing_of(person).units_of(register.access.roles_for("import"))
        self.plans = Plan.objects.visible_to(person).filter(unit__in=units).order_by("title", "pk")
        plan, unit = self.fields["plan"], self.fields["unit"]
        assert isinstance(plan, forms.ModelChoiceField)
        assert isinstance(unit, forms.ModelChoiceField)
        plan.queryset = self.plans
        self.units = Unit.objects.filter(pk__in=units).select_related("body").order_by("name")
        # The highest unit that the person's role reaches stands first: there most plans belong.
        self.home = next((each for each in self.units if each.parent_id not in units), None)
        if len(units) > 1:
            unit.queryset, unit.empty_label = self.units, None
            unit.initial = self.home
        else:
            del self.fields["unit"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Send the part with the plan in it."))
        return file

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        title = " ".join(found.get("title", "").split())
        if not found.get("plan") and title and self.plans.filter(title=title).exists():
            self.add_error("title", _("There is a plan of this title already. Choose it above, or give another title."))
        return found


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back from a preview: the choices with what was changed, and whether columns are read otherwise now."""

    choices: Choices
    columns_changed: bool


def name_for(raw: str) -> str:
    """The name of the question about an owner: what the paper writes need not fit into an address."""
    return "owner-" + sha256(raw.encode()).hexdigest()[:16]


def answers(posted: QueryDict, shown: Preview) -> Answers:
    """Reads a preview's form. What the page did not show stays as it was chosen before."""
    before = shown.choices
    statuses, owners = dict(before.statuses), dict(before.owners)
    columns: dict[tuple[int, int], Any] = {column[:2]: column[2] for column in before.columns}
    for line in shown.lines:
        status = posted.get(f"status-{line.reference}")
        if status is not None and status in STATES:
            statuses[line.reference] = status
    posts = set(Post.objects.values_list("pk", flat=True))
    for name in {*owners, *(owner.name for owner in shown.unknown)}:
        chosen = posted.get(name_for(name))
        if chosen == "":
            owners.pop(name, None)
        elif chosen and chosen.isdecimal() and int(chosen) in posts:
            owners[name] = int(chosen)
    changed = False
    for reading in shown.reading.mapping:
        at = reading.table, reading.column
        given = posted.get(f"column-{at[0]}-{at[1]}")
        if given is None or given == posted.get(f"column-{at[0]}-{at[1]}-was"):
            continue
        columns[at] = given if given in get_args(Field) else None
        changed = True
    asked = set(posted.getlist("asked"))
    take = (before.take - asked) | (asked & set(posted.getlist("take")))
    kept = tuple((table, column, name) for (table, column), name in columns.items())
    return Answers(Choices(statuses, owners, frozenset(take), kept), changed)
