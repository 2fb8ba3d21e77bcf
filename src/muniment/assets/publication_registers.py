"""The registers of what of the assets is published, and what is not to be, declared."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.assets import publishing
from muniment.assets.information_assets import InformationAsset
from muniment.assets.publishing import AssetPublication, WithheldAsset
from muniment.people.models import Person
from muniment.registers.access import Access, Actor
from muniment.registers.forms import Prose, WhyForm
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Step, registry
from muniment.registers.services import Change, write
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("approve_publication", _("Published"), key=True), Verb("release", _("May be published again"), seldom=True)
)
MOST_RESTRICTED = 200  # that whoever approves reads through
State, Mark = AssetPublication.State, WithheldAsset.State


class ApproveForm(forms.Form):
    """What whoever approves has looked at."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(
        label=_("What have you looked at?"), max_length=2000, error_messages={"required": _("Say what you have looked at.")},
        help_text=_("That no text names a person or tells what should stay in, above all what is new or changed."),
    )  # fmt: skip


def _approve(actor: Actor, edition: Any, data: Mapping[str, Any]) -> None:
    publishing.approve(actor, edition, data["why"], data.get("seen_version"))


def _call_off(actor: Actor, edition: Any, data: Mapping[str, Any]) -> None:
    publishing.call_off(actor, edition, data["why"], data.get("seen_version"))


def _release(actor: Actor, mark: Any, data: Mapping[str, Any]) -> None:
    write(actor, [Change(mark, {"state": Mark.RELEASED}, "release", data["why"], data.get("seen_version"))])


def _refuse(actor: Actor, verb: str, edition: Any) -> str:
    return publishing.why_not_approved_by(edition, actor.person) if verb == "approve_publication" else ""


def _page(person: Person, edition: Any, moment: Moment) -> Mapping[str, Any]:
    """Its content, as it is kept; before it is approved also what of it is restricted."""
    if moment.as_at is not None:
        return {}
    content = publishing.content_of(edition)
    if not content or edition.state != State.PROPOSED:
        return {"content": content}
    told = {each["id"] for each in content["assets"]}
    rows = InformationAsset.objects.visible_to(person).exclude(restrictions="", licence="").order_by("name")
    return {"content": content, "restricted": [each for each in rows if each.pk in told][:MOST_RESTRICTED]}


publications = registry.add(
    Register(
        slug=publishing.SLUG, model=AssetPublication, title="Editions of the asset register", one="edition of the asset register", section="What we hold",
        access=Access.of(
            ig_manager="read create approve_publication call_off comment", ig_officer="read create call_off comment",
            records_manager="read create call_off comment", siro="read approve_publication call_off comment",
            dpo="read approve_publication comment", auditor="read comment",
        ),
        about="What the public is told of the assets: no place, no access, no person. Each edition is approved by a second person.",
        columns=(
            Column("number", "Edition", "number", numeric=True), Column("made_on", "Made", "made_on"), Column("state", "State", "state,number", template="registers/cells/state.html"),
            Column("assets", "Assets", "assets", numeric=True), Column("left_out", "Left out", numeric=True, shown=False),
            Column("changes", "Since the one before"), Column("contact", "Team to ask"), Column("approved_on", "Published", "approved_on"),
        ),
        sort="-number", key=("number",), search=("contact", "mailbox"), related=("maker", "approved_by", "follows", "unit"), creatable=False,
        files=("content", "csv", "jsonld"), refuse=_refuse, page=_page, comments=True,
        flags=(Flag("waiting", "Waiting for approval", lambda _m: Q(state=State.PROPOSED), "Made, and not approved by a second person."),),
        steps=(
            Step("approve", "approve_publication", _("Approve and publish it"), frozenset({State.PROPOSED}), ApproveForm, _approve, main=True,
                 explain=_("From then on anybody can read it, without signing in. Who made it does not approve it.")),
            Step("call-off", "call_off", _("Call it off"), frozenset({State.PROPOSED}), WhyForm, _call_off),
        ),
        duties=(
            DutyRule("approve", _("Approve"), "approve_publication", step="approve",
                     of=lambda records: [Asked(each, since=each.made_on) for each in records if each.state == State.PROPOSED]),
        ),
        colour=lambda each: {State.PROPOSED: "amber", State.PUBLISHED: "green"}.get(each.state, ""),
    )
)  # fmt: skip

withheld = registry.add(
    Register(
        slug="withheld-assets", model=WithheldAsset, title="Assets not published", one="asset not to be published", section="What we hold",
        access=Access.of(
            own="read create edit release", ig_manager="read create edit release", ig_officer="read create edit release",
            records_manager="read create edit release", siro="read create release", dpo="read create release", auditor="read",
        ),
        about="Assets that are left out of what the public is told, and why. What is OFFICIAL-SENSITIVE is left out in any case.",
        columns=(
            Column("asset", "Asset", "asset__name"), Column("reason", "Why"), Column("unit", "Service", "unit__name"), Column("state", "State", "state", template="registers/cells/state.html"),
        ),
        sort="asset__name", key=("asset",), search=("asset__name", "reason"), related=("asset", "unit"), fields=("asset", "reason", "unit"),
        flags=(Flag("released", "Released", lambda _m: Q(state=Mark.RELEASED), "Assets that were marked and may be published again."),),
        steps=(Step("release", "release", _("May be published again"), frozenset({Mark.WITHHELD}), WhyForm, _release,
                    explain=_("The next edition has it; nothing is published before that is approved.")),),
        seen_with="asset", colour=lambda each: {Mark.WITHHELD: "amber"}.get(each.state, ""),
    )
)  # fmt: skip
