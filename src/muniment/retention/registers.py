"""The register of the retention schedule, declared."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Person
from muniment.registers.access import Access, Actor, may
from muniment.registers.duty_rules import review
from muniment.registers.filters import by_choice
from muniment.registers.forms import Day, Prose
from muniment.registers.register import Column, Flag, Moment, Register, Step, registry
from muniment.registers.reviews import review_step
from muniment.registers.verbs import Verb, verbs
from muniment.retention import changing, dates, disposal_registers, due_duty  # noqa: F401 - which declares its own
from muniment.retention.lines import RULING, RetentionLine, RetentionLineVersion

verbs.add(
    Verb("approve", _("Brought into force")),
    Verb("change_line", _("Ruled otherwise")),
    Verb("end_line", _("Ended"), seldom=True),
)
State = RetentionLine.State


class ApproveForm(forms.Form):
    """Since when a line is in force, and who decided it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    start = Day(label=_("In force from"), initial=clock.today)
    why = Prose(
        label=_("Who decided it, and when?"), max_length=2000, help_text=_("The group and its meeting, for example."),
        error_messages={"required": _("Say who decided it.")},
    )  # fmt: skip


class EndForm(forms.Form):
    """Why a line ends."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(
        label=_("Why does this line end?"), max_length=2000, help_text=_("Name the line that takes its place, if one does."),
        error_messages={"required": _("Say why.")},
    )  # fmt: skip


def _approve(actor: Actor, line: Any, data: Mapping[str, Any]) -> None:
    changing.approve(actor, line, data["start"], data["why"], data.get("seen_version"))


def _end(actor: Actor, line: Any, data: Mapping[str, Any]) -> None:
    changing.end(actor, line, data["why"], data.get("seen_version"))


def _page(person: Person, line: RetentionLine, moment: Moment) -> Mapping[str, Any]:
    """How many records are under it, of each register and kind; one query."""
    if moment.as_at is not None:
        return {}
    planned = changing.with_values(line, line.planned).in_words() if line.planned else ""
    return {"under": dates.counts_under(line, person), "planned": planned,
            "may_change_line": bool(may(Actor.at_page(person), "change_line", lines, line)) and line.state != State.ENDED}  # fmt: skip


lines = registry.add(
    Register(
        slug="retention-lines", model=RetentionLine, title="Retention schedule", one="retention line", many="retention lines", section="What we hold",
        access=Access.of(
            own="review attach comment", everyone="read",
            records_manager="create edit approve change_line end_line review attach link comment",
            ig_manager="create edit review attach link comment", ig_officer="edit attach comment",
            asset_owner="comment", dpo="comment",
        ),
        about="How long each series of records is kept, counted from what, what is done then, and on whose authority.",
        columns=(
            Column("code", "Code", "code"),
            Column("series", "Record series", "series"),
            Column("in_words", "How long, and what then", reads=("keep", "action", "medium", *RULING)),
            Column("band", "Band", "band,code", template="retention/cells/band.html"),
            Column("authority", "Authority", "authority"),
            Column("function", "Function", "function,code"),
            Column("in_force_from", "In force from", "in_force_from", shown=False),
            Column("owner", "Owner", "owner__title", shown=False),
            Column("next_review", "Next review", "next_review", shown=False),
        ),
        sort="code", key=("code",), search=("code", "series", "about", "function", "activity", "authority", "source_text"),
        related=("owner", "unit"),
        filters=(by_choice(RetentionLine, "band"), by_choice(RetentionLine, "action"), by_choice(RetentionLine, "state")),
        flags=(
            Flag("planned", "A change is planned", lambda _moment: Q(planned_from__isnull=False), "Lines that will rule something else from a later day."),
            Flag("no_authority", "No authority", lambda _moment: Q(authority=""), "Lines that name no authority."),
        ),
        fields=("code", "series", "function", "activity", "about", "lgcs_code", "source_text", "owner", "review_every", "next_review", "unit"),
        create_fields=("code", "series", "function", "activity", "about", *RULING, "lgcs_code", "source_text", "owner",
                       "review_every", "next_review", "unit"),
        aliases={
            "code": ("ref", "reference", "class", "class code"), "series": ("record type", "record class", "title", "description of records"),
            "function": ("business function", "department"), "about": ("examples", "scope notes"),
        },
        steps=(
            Step("approve", "approve", _("Bring it into force"), frozenset({State.DRAFT}), ApproveForm, _approve, main=True,
                 explain=_("From then on the dates of all records under it follow from it.")),
            review_step((State.IN_FORCE,)),
            Step("end", "end_line", _("End it"), frozenset({State.DRAFT, State.IN_FORCE}), EndForm, _end,
                 explain=_("Nothing is disposed of under an ended line: its records will want another.")),
        ),
        duties=(review("owner"),), past=RetentionLineVersion, evidence=True, comments=True, derives=(dates.derive_lines,), asks_with=due_duty.under,
        colour=lambda line: {State.IN_FORCE: "green", State.DRAFT: "amber"}.get(line.state, ""),
        untold=frozenset({"withdrawn", "planned"}), page=_page,
    )
)  # fmt: skip
