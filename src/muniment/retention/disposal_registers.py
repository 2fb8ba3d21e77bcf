"""The registers of disposals and their items, declared."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Person
from muniment.registers.access import Access, Actor
from muniment.registers.filters import by_unit
from muniment.registers.forms import Day, Prose, WhyForm
from muniment.registers.register import (
    Asked,
    Column,
    DutyRule,
    Filter,
    Flag,
    Moment,
    Register,
    Relation,
    Step,
    registry,
)
from muniment.registers.verbs import Verb, verbs
from muniment.retention import certificate, disposing, transfers
from muniment.retention.disposal_records import Disposal, DisposalItem

verbs.add(
    Verb("approve_disposal", _("Disposal approved"), key=True),
    Verb("leave_out", _("Left out of the disposal"), seldom=True),
    Verb("call_off", _("Called off"), seldom=True),
    Verb("carry_out", _("Carried out"), key=True),
    Verb("dispose", _("Disposed of")),
)
State, Item = Disposal.State, DisposalItem.State
OPEN = frozenset({State.PROPOSED, State.APPROVED})


class ApproveForm(forms.Form):
    """What whoever approves has looked at."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(
        label=_("What have you looked at?"), max_length=2000, error_messages={"required": _("Say what you have looked at.")},
        help_text=_("The list of records, their dates and lines, and whether anybody still needs them."),
    )  # fmt: skip


class CarryOutForm(forms.Form):
    """How, when and how much."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    method = forms.ChoiceField(
        label=_("How was it done?"), choices=[("", _("Choose one")), *Disposal.Method.choices],
        error_messages={"required": _("Choose how it was done.")},
    )  # fmt: skip
    day = Day(label=_("On which day?"), initial=clock.today)
    quantity = forms.CharField(
        label=_("How much?"),
        required=False,
        max_length=120,
        help_text=_("40 boxes, 12 GB. What the register has counted, as the boxes of deposits, is added of itself."),
    )
    why = Prose(
        label=_("Who did it, and how do you know?"), max_length=2000, help_text=_("The contractor's receipt can be attached as evidence."),
        error_messages={"required": _("Say who did it.")},
    )  # fmt: skip


def gone_since(field: str) -> Filter:
    """What went after a day and not after the day that the list is judged by: a filter for links from figures, which offers no days."""

    def where(value: str, moment: Moment) -> Q:
        try:
            after = date.fromisoformat(value)
        except ValueError:
            return Q(pk__in=[])
        return Q(**{f"{field}__gt": after, f"{field}__lte": moment.late_on})

    return Filter("gone_since", "Gone after", where, lambda _rows: ())


def _approve(actor: Actor, disposal: Any, data: Mapping[str, Any]) -> None:
    disposing.approve(actor, disposal, data["why"], data.get("seen_version"))


def _call_off(actor: Actor, disposal: Any, data: Mapping[str, Any]) -> None:
    disposing.call_off(actor, disposal, data["why"], data.get("seen_version"))


def _carry_out(actor: Actor, disposal: Any, data: Mapping[str, Any]) -> None:
    disposing.carry_out(actor, disposal, data)
    certificate.make(actor, disposal)


def _leave_out(actor: Actor, item: Any, data: Mapping[str, Any]) -> None:
    disposing.leave_out(actor, item, data["why"])


def _refuse(actor: Actor, verb: str, disposal: Any) -> str:
    return disposing.approval_refusal(disposal, actor.person) if verb == "approve_disposal" else ""


def _refuse_item(_actor: Actor, verb: str, item: Any) -> str:
    if verb == "leave_out" and item.disposal.state not in OPEN:
        return str(_("The disposal is over: what went, went."))
    return ""


def _page(person: Person, disposal: Any, moment: Moment) -> Mapping[str, Any]:
    """Its items, each with its record as far as the person may see it: two queries and one for each register among them."""
    if moment.as_at is not None:
        return {}
    return {"items": disposing.items_of(person, disposal), "certificate": certificate.of(disposal) if disposal.state == State.CARRIED_OUT else None,
            "hands_over": transfers.may_hand_over(person, disposal)}  # fmt: skip


ACCESS = Access.of(
    own="read approve_disposal leave_out comment attach", records_manager="read create approve_disposal leave_out call_off carry_out comment attach",
    asset_owner="read approve_disposal", data_owner="read approve_disposal", ig_manager="read comment", ig_officer="read", siro="read", auditor="read",
)  # fmt: skip

disposals = registry.add(
    Register(
        slug="disposals", model=Disposal, title="Disposals", one="disposal", section="What we hold", access=ACCESS,
        about="What was proposed to go, who approved it, how it went, and the certificate of it, kept for ever.",
        columns=(
            Column("name", "Disposal", "name"), Column("owner", "Owner", "owner__title"), Column("disposition", "What is done", "disposition,name"),
            Column("state", "State", "state,name"), Column("proposed_on", "Proposed", "proposed_on"),
            Column("carried_out_on", "Carried out", "carried_out_on"),
        ),
        sort="-proposed_on", key=("name", "proposed_on"), search=("name", "owner__title"), creatable=False,
        related=("owner", "maker", "first_by", "second_by", "carried_out_by", "unit"),
        filters=(*by_unit(), gone_since("carried_out_on")),
        flags=(
            Flag("waiting", "Waiting for approval", lambda _m: Q(state=State.PROPOSED), "Proposed, and not approved by two people."),
            Flag("to_carry_out", "To be carried out", lambda _m: Q(state=State.APPROVED), "Approved by two people, and not carried out."),
        ),
        steps=(
            Step("approve", "approve_disposal", _("Approve it"), frozenset({State.PROPOSED}), ApproveForm, _approve, main=True,
                 explain=_("Two people approve a disposal, neither of them who proposed it; one holds the post that owns the records.")),
            Step("carry-out", "carry_out", _("Say that it was carried out"), frozenset({State.APPROVED}), CarryOutForm, _carry_out, main=True,
                 explain=_("The certificate is made from this, and kept for ever.")),
            Step("call-off", "call_off", _("Call it off"), OPEN, WhyForm, _call_off),
        ),
        duties=(
            DutyRule("approve", _("Approve"), "approve_disposal", step="approve",
                     of=lambda records: [Asked(each, each.owner_id, since=each.proposed_on) for each in records if each.state == State.PROPOSED]),
            DutyRule("carry_out", _("Carry out"), "carry_out", step="carry-out",
                     of=lambda records: [Asked(each, since=each.second_on) for each in records if each.state == State.APPROVED]),
        ),
        refuse=_refuse, page=_page, evidence=True, comments=True,
        colour=lambda each: {State.PROPOSED: "amber", State.APPROVED: "blue", State.CARRIED_OUT: "green"}.get(each.state, ""),
        relations=(Relation("follows", _("Follows"), _("Followed by"), ("disposals",)),),
    )
)  # fmt: skip

items = registry.add(
    Register(
        slug="disposal-items", model=DisposalItem, title="Items of disposals", one="item of a disposal", section="What we hold",
        access=ACCESS, about="Each record of each disposal: under which line it went, when, how, and the digest that proves it.",
        columns=(
            Column("in_register", "Register", "in_register,number"), Column("number", "Number", numeric=True), Column("line", "Line", "line__code"),
            Column("due", "Due", "due"), Column("state", "State", "state,in_register"), Column("gone_on", "Gone on", "gone_on"),
            Column("method", "How", shown=False), Column("quantity", "How much", shown=False), Column("digest", "Digest", shown=False),
        ),
        sort="in_register,number", key=("in_register", "number", "disposal"), search=("in_register", "line__code", "left_out_why"), related=("disposal", "line", "unit"),
        filters=(*by_unit(), gone_since("gone_on")), creatable=False, in_menu=False, seen_with="disposal", refuse=_refuse_item,
        steps=(Step("leave-out", "leave_out", _("Leave it out"), frozenset({Item.PLANNED}), WhyForm, _leave_out),),
        colour=lambda each: {Item.PLANNED: "amber", Item.GONE: "green"}.get(each.state, ""),
    )
)  # fmt: skip
