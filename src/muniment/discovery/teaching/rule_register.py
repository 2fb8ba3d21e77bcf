"""The register of classification rules, declared."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from muniment.discovery.teaching import rule_steps, trying
from muniment.discovery.teaching.rule_records import ClassRule, ClassRuleVersion
from muniment.people.models import Person
from muniment.registers.access import Access, Actor, may
from muniment.registers.duty_rules import review
from muniment.registers.filters import by_choice, by_post, by_record, by_unit
from muniment.registers.forms import WhyForm
from muniment.registers.register import Column, Flag, Moment, Register, Step, registry
from muniment.registers.reviews import EVERY, review_step
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("enforce", _("Brought into force")),
    Verb("lay_aside", _("Laid aside")),
    Verb("reorder", _("Moved in the order")),
)
State = ClassRule.State
OPEN = frozenset({State.TRIED, State.HOLDS})


class AtOnceForm(forms.Form):
    """Nothing needs to be asked."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _page(person: Person, rule: ClassRule, moment: Moment) -> Mapping[str, Any]:
    """The rule said back, and what is to be known before it is brought into force."""
    told: dict[str, Any] = {"in_words": "", "may_try": False}
    notes: list[tuple[Any, str]] = []
    try:
        told["in_words"] = rule.in_words()
    except ValidationError as error:  # a version of an older form, or what an older programme took
        notes.append((_now("It cannot be read:"), " ".join(error.messages)))
    if moment.as_at is None:
        told["may_try"] = bool(may(Actor.at_page(person), "edit", rules, rule)) or rule.pk is not None
        if rule.line.state != rule.line.State.IN_FORCE:
            notes.append((_now("Its line is not in force."), _now("Nothing is decided by this rule until it is.")))
        if told["in_words"] and (unknown := trying.unknown_phrases(person, [rule.rule()])):
            notes.append((_now("Texts will be read again."), trying.phrases_told(unknown)))
    return told | {"notes": notes}


rules = registry.add(
    Register(
        slug="classification-rules", model=ClassRule, title="Classification rules", one="classification rule", section="Shares",
        access=Access.of(
            own="read review comment", records_manager="read create edit enforce lay_aside reorder review comment attach link import undo",
            ig_manager="read create edit enforce lay_aside reorder review comment attach link import undo",
            ig_officer="read comment", dpo="read comment", siro="read", auditor="read", asset_owner="read comment",
        ),
        about="Which files fall under which line of the retention schedule, in rules that people can read. Each file says which rule decided.",
        columns=(
            Column("precedence", "Order", "precedence", numeric=True), Column("name", "Rule", "name"), Column("line", "Line", "line__code"),
            Column("conditions", "When a file belongs there"), Column("unit", "Service", "unit__name"),
            Column("get_state_display", "State", "state,name", reads=("state",), template="registers/cells/state.html"),
            Column("owner", "Owner", "owner__title", shown=False), Column("next_review", "Next review", "next_review", shown=False),
        ),
        sort="precedence", key=("name",), search=("name", "conditions", "purpose", "line__code", "line__series"), related=("line", "owner", "unit"),
        filters=(by_choice(ClassRule, "state"), by_record("line", "Line", "code"), by_post("owner", "Owner"), *by_unit()),
        flags=(
            Flag("text_asked", "Asks texts", lambda _m: Q(conditions__icontains="text contains"), "Rules that ask what a text contains: a new phrase has the texts read again."),
            Flag("no_purpose", "No reason given", lambda _m: Q(purpose=""), "Rules of which nobody said why they are there."),
        ),
        fields=("name", "line", "conditions", "precedence", "purpose", "owner", "review_every", "next_review", "unit"),
        aliases={"line": ("retention line", "code", "class"), "conditions": ("rule", "condition", "when"), "precedence": ("order", "priority"), "purpose": ("reason", "notes", "rationale")},
        meanings=EVERY,
        steps=(
            Step("bring_in", "enforce", _("Bring it into force"), frozenset({State.TRIED, State.LAID_ASIDE}), WhyForm, rule_steps.enforce, main=True,
                 explain=_("Scans take it from then on. Try it first: its page shows which files it fits and what that would change.")),
            Step("put_away", "lay_aside", _("Lay it aside"), OPEN, WhyForm, rule_steps.lay_aside,
                 explain=_("What it has decided stands until a place is classed again.")),
            Step("ask_sooner", "reorder", _("Ask it earlier"), OPEN, AtOnceForm, rule_steps.sooner, explain=_("It changes places with the rule before it.")),
            Step("ask_later", "reorder", _("Ask it later"), OPEN, AtOnceForm, rule_steps.later, explain=_("It changes places with the rule after it.")),
            review_step((State.HOLDS,)),
        ),
        duties=(review("owner", OPEN),), past=ClassRuleVersion, evidence=True, comments=True, open_states=OPEN, page=_page,
        colour=lambda rule: {State.HOLDS: "green", State.TRIED: "amber"}.get(rule.state, ""),
    )
)  # fmt: skip
