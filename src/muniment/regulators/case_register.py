"""The register of cases of regulators and ombudsmen, declared, and the figures that are asked of it."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.registers.access import Access
from muniment.registers.duty_rules import no_owner
from muniment.registers.figures import Figure
from muniment.registers.filters import by_choice, by_post, by_record, by_span, by_unit, gone_by
from muniment.registers.register import Asked, Column, Deadline, DutyRule, Flag, Register, Relation, Step, registry
from muniment.registers.unlinked import Bond, unlinked
from muniment.registers.verbs import Verb, verbs
from muniment.regulators import answering
from muniment.regulators.cases import FAULT, RegulatorCase, RegulatorCaseVersion, State
from muniment.retention import dates
from muniment.retention.due_duty import when_due
from muniment.retention.shown import kept

verbs.add(
    Verb("answer_case", _("Answered")),
    Verb("record_outcome", _("Their decision recorded")),
    Verb("put_right", _("Put right")),
)
SLUG = "regulator-cases"
OPEN = frozenset({State.ASKED, State.WAITING, State.DECIDED})
DECIDED = Q(decided_on__isnull=False)
LED_TO = Bond(SLUG, "led_to", SLUG)
FIGURES = (
    Figure("decisions", "decisions received", {"has_decision": "yes"}, "Cases that they decided, whatever the outcome, those not taken up among them."),
    Figure("investigated", "investigated", {"has_decision": "yes", "looked_into": "yes"}, "Of the decided cases those that they investigated."),
    Figure("upheld", "upheld", {"has_decision": "yes", "fault_found": "yes"}, "Of the decided cases those upheld, in full or in part."),
)  # fmt: skip


def _answer(cases: Any) -> list[Asked]:
    return [
        Asked(each, each.owner_id, each.answer_due, each.received_on) for each in cases if each.state == State.ASKED
    ]


def _put_right(cases: Any) -> list[Asked]:
    return [
        Asked(each, each.owner_id, each.remedy_due, each.decided_on) for each in cases if each.state == State.DECIDED
    ]


RUNS = "read create edit answer_case record_outcome put_right attach comment link dispose"
cases = registry.add(
    Register(
        slug=SLUG, model=RegulatorCase, title="Regulator and ombudsman cases", one="case", section="Regulators",
        access=Access.of(
            own="read edit answer_case record_outcome put_right attach comment link", monitoring_officer=RUNS,
            ig_manager=f"{RUNS} import undo", ig_officer="read create edit answer_case record_outcome put_right attach comment link",
            siro="read comment", dpo="read comment", auditor="read",
        ),
        about="What regulators, ombudsmen and tribunals asked of the council, what they decided, and what it changed.",
        columns=(
            Column("their_reference", "Their reference", "their_reference"), Column("subject", "What it is about", "subject"),
            Column("regulator", "Whose case", "regulator__name"), Column("received_on", "Received", "received_on"),
            Column("get_outcome_display", "Outcome", "outcome,their_reference", reads=("outcome",)), Column("decided_on", "Decided", "decided_on"),
            Column("get_state_display", "State", "state,their_reference", reads=("state",)),
            Column("answer_due", "Answer due", "answer_due", shown=False), Column("answered_on", "Answered", "answered_on", shown=False),
            Column("get_investigated_display", "Investigated", "investigated,their_reference", reads=("investigated",), shown=False),
            Column("notice", "Decision notice", "notice,their_reference", shown=False), Column("remedy_due", "To be done by", "remedy_due", shown=False),
            Column("owner", "Who answers it", "owner__title", shown=False), Column("unit", "Service", "unit__name", shown=False),
        ),
        sort="-received_on", key=("their_reference", "regulator"),
        search=("their_reference", "subject", "asked", "notice", "remedy", "changed", "regulator__name"), related=("regulator", "owner", "unit", "retention_line"),
        filters=(
            by_record("regulator", "Whose case"), by_span("decided_in", "Decided in the year", "decided_on", months=12),
            by_span("received_in", "Received in", "received_on"), by_choice(RegulatorCase, "outcome"), by_choice(RegulatorCase, "state"),
            by_post("owner", "Who answers it"), *by_unit(),
        ),
        flags=(
            Flag("open_now", "Open", lambda _m: Q(state__in=OPEN), "Cases that are not over."),
            gone_by("answer_late", "Answer late", "answer_due", "Not answered by the day that they set.", among=Q(state=State.ASKED)),
            Flag("has_decision", "Decided", lambda _m: DECIDED, FIGURES[0].explain),
            Flag("looked_into", "Investigated", lambda _m: DECIDED & Q(investigated="yes"), FIGURES[1].explain),
            Flag("fault_found", "Upheld", lambda _m: DECIDED & Q(outcome__in=FAULT), FIGURES[2].explain),
            gone_by("not_put_right", "Remedy late", "remedy_due", "What was asked of us is not done by its day.", among=Q(state=State.DECIDED)),
            Flag("no_change", "Nothing changed", lambda moment: DECIDED & Q(outcome__in=FAULT, changed="") & unlinked(LED_TO)(moment), "Upheld, and no change is written and no recommendation linked."),
            Flag("no_owner", "No owner", lambda _m: Q(owner=None, state__in=OPEN), "Open cases that nobody answers."),
        ),
        fields=(
            "regulator", "their_reference", "subject", "owner", "received_on", "asked", "answer_due", "answered_on", "investigated", "decided_on",
            "outcome", "notice", "remedy", "remedy_due", "remedied_on", "changed", "published", "retention_line", "unit",
        ),
        aliases={
            "their_reference": ("reference", "case reference", "ico reference", "ombudsman reference", "case number"), "regulator": ("ombudsman", "body"),
            "subject": ("complaint", "description", "summary"), "decided_on": ("decision date", "date of decision"), "outcome": ("decision", "result"),
            "received_on": ("date received", "received"), "remedy": ("recommendation", "action required"), "changed": ("learning", "lessons", "service improvement"),
        },
        meanings={
            "outcome": {
                "upheld": ("upheld maladministration", "fault found", "fault causing injustice"), "partly": ("partially upheld", "part upheld", "partly upheld"),
                "not_upheld": ("no fault", "no maladministration", "not maladministration"),
                "not_taken_up": ("closed after initial enquiries", "out of jurisdiction", "premature", "referred back for local resolution"), "given_up": ("withdrawn", "resolved", "settled"),
            },
        },
        steps=(
            Step("answer", "answer_case", _("Say that we answered"), frozenset({State.ASKED}), answering.AnswerForm, answering.answer, main=True),
            Step("outcome", "record_outcome", _("Record their decision"), frozenset({State.ASKED, State.WAITING}), answering.OutcomeForm, answering.record_outcome),
            Step("put-right", "put_right", _("Say what was put right"), frozenset({State.DECIDED}), answering.RightForm, answering.put_right, main=True),
        ),
        duties=(
            no_owner(OPEN),
            DutyRule("answer", _("Answer"), "answer_case", _answer, "answer"),
            DutyRule("put_right", _("Do what was asked"), "put_right", _put_right, "put-right"),
            when_due(_("Rehearse its disposal"), {State.OVER}),
        ),
        deadlines=(
            Deadline("answer_day", _("Answer to the regulator due"), "answer_due", Q(state=State.ASKED)),
            Deadline("remedy_day", _("To be put right"), "remedy_due", Q(state=State.DECIDED)),
        ),
        page=kept,
        past=RegulatorCaseVersion, evidence=True, comments=True, derives=(dates.derive,), open_states=OPEN,
        colour=lambda case: {State.ASKED: "amber", State.WAITING: "blue", State.DECIDED: "red", State.OVER: "green"}.get(case.state, ""),
        relations=(
            Relation("case_about", _("Is about"), _("Is what a case is about"), ("disclosures", "assets")),
            Relation("led_to", _("Led to"), _("Came of the case"), ("recommendations",)),
        ),
    )
)  # fmt: skip
