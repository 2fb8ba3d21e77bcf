"""Formats at risk: what can soon be read by nobody, who sees to it, and when it is carried over."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Post
from muniment.registers.access import Access
from muniment.registers.duty_rules import no_owner, review
from muniment.registers.filters import by_unit
from muniment.registers.record import Record, Reviewed, versions_of
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Relation, registry
from muniment.registers.reviews import review_step


class FileFormat(Reviewed, Record):
    """A format in which the council holds something, with its risk and what is done about it."""

    class Risk(models.TextChoices):
        LOW = "low", _("Low: widely read, openly described")
        MEDIUM = "medium", _("Medium: read by one maker's programs")
        HIGH = "high", _("High: read by what is no longer made")
        LOST = "lost", _("Lost: nobody here can open it")

    class State(models.TextChoices):
        WATCHED = "watched", _("Watched")
        PLANNED = "planned", _("To be carried over")
        DONE = "carried_over", _("Carried over")

    name = models.CharField(_("format"), max_length=120, unique=True)
    puid = models.CharField(_("PRONOM identifier"), max_length=20, blank=True, help_text=_("fmt/40, say."))
    risk = models.CharField(_("risk"), max_length=10, choices=Risk.choices, default=Risk.MEDIUM)
    cause = models.TextField(_("why it is at risk"), blank=True)
    held_as = models.CharField(_("what is held in it"), max_length=300, blank=True)
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, verbose_name=_("owner"), related_name="+")
    carried_to = models.CharField(_("carried over to"), max_length=120, blank=True)
    plan = models.TextField(_("how it is carried over"), blank=True)
    due = models.DateField(_("by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WATCHED)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


FileFormatVersion = versions_of(FileFormat)
State, Risk = FileFormat.State, FileFormat.Risk
AT_RISK = [Risk.HIGH, Risk.LOST]
OPEN = frozenset({State.WATCHED, State.PLANNED})


def _without_plan(_moment: Moment) -> Q:
    return Q(risk__in=AT_RISK, state=State.WATCHED)


registry.add(
    Register(
        slug="formats", model=FileFormat, title="Formats at risk", one="format", section="What we hold",
        access=Access.of(own="edit review comment attach", everyone="read", records_manager="create edit review comment attach link",
                         ig_manager="create edit review comment attach link", ig_officer="create edit comment"),
        about="In which formats the council holds what it must keep, which of them soon nobody can read, and what is done about it.",
        columns=(
            Column("name", "Format", "name"), Column("puid", "PRONOM", "puid", shown=False), Column("risk", "Risk", "risk,name"),
            Column("held_as", "What is held in it"), Column("owner", "Owner", "owner__title"), Column("state", "State", "state,name"),
            Column("due", "By", "due"),
        ),
        sort="name", key=("name",), search=("name", "puid", "held_as", "cause", "plan"), related=("owner", "unit"),
        filters=by_unit(),
        flags=(
            Flag("at_risk", "At risk", lambda _m: Q(risk__in=AT_RISK, state__in=OPEN), "High or lost, and not carried over."),
            Flag("no_plan", "At risk without a plan", _without_plan, "High or lost, and nobody plans to carry it over."),
        ),
        fields=("name", "puid", "risk", "cause", "held_as", "owner", "state", "carried_to", "plan", "due", "review_every", "next_review", "unit"),
        aliases={"name": ("file format", "format name"), "puid": ("pronom", "pronom id"), "due": ("migration date", "by")},
        steps=(review_step((State.WATCHED, State.PLANNED)),),
        duties=(
            no_owner(OPEN), review(),
            DutyRule("carry_over", _("Carry over"), "edit", of=lambda records: [
                Asked(each, each.owner_id, each.due) for each in records if each.state == State.PLANNED]),
        ),
        past=FileFormatVersion, evidence=True, comments=True, open_states=OPEN,
        colour=lambda each: {State.PLANNED: "amber", State.DONE: "green"}.get(each.state, ""),
        relations=(Relation("format_of", _("Is the format of"), _("Is held in the format"), ("assets",)),),
    )
)  # fmt: skip
