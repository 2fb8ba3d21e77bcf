"""The form in which a line is told to rule something else."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.registers.forms import Day, Prose, named_blank
from muniment.retention.lines import RULING, RetentionLine

GROUPS = (
    (_("How long"), ("keep", "trigger", "event", "year_end", "years", "months")),
    (
        _("The other period, where the line gives two"),
        ("or_trigger", "or_event", "or_year_end", "or_years", "or_months"),
    ),
    (_("For what, and what then"), ("action", "medium", "sub_class", "band")),
    (_("On whose authority"), ("ground", "authority", "rationale")),
    (_("The change"), ("start", "why")),
)


class ChangeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a line rules, from when, and who decided it."""

    start = Day(label=_("From when"), help_text=_("Today, or the day from which it was decided to hold."))
    why = Prose(
        label=_("Who decided it, and why?"),
        max_length=2000,
        error_messages={"required": _("Say who decided it, and why.")},
    )

    class Meta:
        model = RetentionLine
        fields = RULING

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("start", clock.today())
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                field.choices = named_blank(field)

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The fields under their headings, for a form that is too long to be one."""
        return [(label, [self[name] for name in names]) for label, names in GROUPS]

    def _post_clean(self) -> None:
        """The rule is judged where it is written, and as a whole."""
