"""Holds: what is kept whatever its line says, since a court, an inquiry or somebody's request may need it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Post, Unit, below
from muniment.registers.access import Access, Actor
from muniment.registers.duty_rules import review
from muniment.registers.filters import by_unit
from muniment.registers.forms import Prose
from muniment.registers.models import Link
from muniment.registers.record import Record, Reviewed, versions_of
from muniment.registers.register import Column, Flag, Register, Relation, Step, registry
from muniment.registers.reviews import review_step
from muniment.registers.services import Change, write
from muniment.registers.verbs import Verb, verbs
from muniment.retention.lines import RetentionLine

verbs.add(Verb("lift", _("Hold lifted"), key=True))
HOLDS = "holds"  # the relation, and the slug of the register
BATCH = 2000
KEPT = (
    "assets",
    "places",
    "paper-deposits",
    "file-disposals",
    "disclosures",
    "regulator-cases",
)  # the registers of what is kept under lines, which stand on floors above


class Hold(Reviewed, Record):
    """What is under it is not disposed of while it stands: the records it is linked to, and all of a line, a unit or of both.

    A unit means all below it too. Where both a line and a unit are named it holds what is of both.
    """

    class Kind(models.TextChoices):
        LEGAL = "legal", _("Legal proceedings")
        INQUIRY = "inquiry", _("Inquiry")
        REQUEST = "request", _("Open request")
        AUDIT = "audit", _("Audit")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        STANDING = "standing", _("Standing")
        LIFTED = "lifted", _("Lifted")

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.LEGAL)
    reason = models.TextField(_("reason"))
    authority = models.CharField(_("who ordered it"), max_length=300, blank=True)
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("owner"), related_name="+",
        help_text=_("The post that says when it may be lifted; it is asked for its review."),
    )  # fmt: skip
    line = models.ForeignKey(
        RetentionLine, models.PROTECT, null=True, blank=True, verbose_name=_("all under the line"), related_name="+"
    )
    held_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name=_("all of the unit"), related_name="+"
    )
    set_on = models.DateField(_("set on"), default=clock.today)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.STANDING, editable=False)
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


HoldVersion = versions_of(Hold)
State = Hold.State


class LiftForm(forms.Form):
    """Why a hold is lifted."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(
        label=_("Why may it be lifted?"), max_length=2000, help_text=_("Who said so, and when. What it held falls back to its line."),
        error_messages={"required": _("Say why it may be lifted.")},
    )  # fmt: skip


def lift(actor: Actor, hold: Any, data: Mapping[str, Any]) -> None:
    """Ends a hold: what it held is due by its line again."""
    values = {"state": State.LIFTED, "lifted_on": clock.today(), "next_review": None, "review_every": 0}
    write(actor, [Change(hold, values, "lift", data["why"], data.get("seen_version"))])


def held(register: Register, ids: Iterable[int]) -> dict[int, list[Hold]]:
    """Of these records those that a standing hold keeps, with their holds: by a link, or by the line and unit of the record.

    Four queries, however many records; for whoever disposes, so it asks nobody's rights.
    """
    wanted = list(ids)
    standing = {hold.pk: hold for hold in Hold.objects.everything().filter(state=State.STANDING)}
    if not standing or not wanted:
        return {}
    found: dict[int, dict[int, Hold]] = defaultdict(dict)
    links = Link.objects.filter(relation=HOLDS, from_register=HOLDS, to_register=register.slug, removed_at=None)
    wide = [hold for hold in standing.values() if hold.line_id or hold.held_unit_id]
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Unit.objects.values_list("pk", "parent_id") if wide else ():
        children[parent].append(pk)
    reach = {hold.pk: below([hold.held_unit_id], children) for hold in wide if hold.held_unit_id}
    rows = register.model._default_manager
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        for hold, record in links.filter(to_record__in=some).values_list("from_record", "to_record"):
            if hold in standing:
                found[record][hold] = standing[hold]
        for pk, line, unit in (
            rows.filter(pk__in=some).values_list("pk", "retention_line_id", "unit_id") if wide else ()
        ):
            for each in wide:
                if each.line_id in {None, line} and (not each.held_unit_id or unit in reach[each.pk]):
                    found[pk][each.pk] = each
    return {record: list(by.values()) for record, by in found.items()}


holds = registry.add(
    Register(
        slug=HOLDS, model=Hold, title="Holds", one="hold", section="What we hold",
        access=Access.of(
            own="read comment review attach", records_manager="read create edit lift review link attach comment",
            ig_manager="read create edit lift review link attach comment", ig_officer="read comment",
            monitoring_officer="read create edit lift review link attach comment", dpo="read comment", siro="read comment", auditor="read",
        ),
        about="What must be kept although its line says otherwise: for proceedings, an inquiry, a request.",
        columns=(
            Column("name", "Hold", "name"), Column("kind", "Kind", "kind,name"), Column("owner", "Owner", "owner__title"),
            Column("line", "Line", "line__code"), Column("held_unit", "Unit", "held_unit__name"),
            Column("set_on", "Set on", "set_on"), Column("state", "State", "state,name"),
            Column("next_review", "Next review", "next_review", shown=False),
        ),
        sort="name", key=("name",), search=("name", "reason", "authority"), related=("owner", "line", "held_unit", "unit"),
        filters=by_unit(),
        flags=(Flag("standing", "Standing", lambda _m: Q(state=State.STANDING), "Holds that block disposal today."),),
        fields=("name", "kind", "reason", "authority", "owner", "line", "held_unit", "set_on", "review_every", "next_review", "unit"),
        steps=(
            review_step((State.STANDING,)),
            Step("lift", "lift", _("Lift it"), frozenset({State.STANDING}), LiftForm, lift),
        ),
        duties=(review(),), past=HoldVersion, evidence=True, comments=True,
        colour=lambda hold: "red" if hold.state == State.STANDING else "",
        relations=(Relation(HOLDS, _("Holds"), _("Held by"), KEPT),),
    )
)  # fmt: skip
