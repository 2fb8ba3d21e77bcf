"""The registers of reports, declared."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.actions.forms import Why
from muniment.registers.access import Access, Actor
from muniment.registers.filters import by_choice, by_record
from muniment.registers.register import Asked, Column, DutyRule, Filter, Register, Relation, Step, by_key, registry
from muniment.registers.verbs import Verb, verbs
from muniment.reporting import forms, plan_report, services  # noqa: F401 - which declares its kind
from muniment.reporting.authors import why_not_clearing
from muniment.reporting.held import report as held_report  # noqa: F401 - which declares its kind
from muniment.reporting.models import Clearance, Edition, Report
from muniment.reporting.quarter import report as quarter_report  # noqa: F401 - which declares its kind
from muniment.reporting.shares import report as shares_report  # noqa: F401 - which declares its kind

verbs.add(
    Verb("send", _("Sent for clearance")),
    Verb("clear", _("Cleared")),
    Verb("receive", _("What came back is entered")),
    Verb("withdraw", _("Taken back")),
    Verb("freeze", _("Frozen")),
)

# The row "Committee report" of the matrix in section D of the domain. Members see what is frozen, never a draft.
WRITE = "read create edit freeze"
REPORTS = Access.of(own="read", ig_manager=WRITE, ig_officer=WRITE, siro="read", dpo="read", auditor="read",
                    monitoring_officer="read", s151="read", democratic_services="read")  # fmt: skip
CLEARANCES = Access.of(own="read clear", ig_manager="read send receive withdraw", ig_officer="read send receive withdraw",
                       siro="read", dpo="read", auditor="read", monitoring_officer="read", s151="read",
                       democratic_services="read")  # fmt: skip
EDITIONS = Access.of(own="read", ig_manager="read freeze", ig_officer="read freeze", siro="read", dpo="read", caldicott="read",
                     auditor="read", monitoring_officer="read", s151="read", member="read", democratic_services="read")  # fmt: skip


def _refuse_report(actor: Actor, verb: str, report: Any) -> str:
    """A frozen report stands; a report is made only by who sees all that it counts."""
    rows: Any = Report.objects
    if verb != "read" and report.pk and rows.filter(pk=report.pk, state=Report.State.FROZEN).exists():
        return "This report is frozen: it stands as it was. Make another for a later date."
    if verb in {"create", "freeze"}:
        why: str = report.how.why_partial(actor, report)
        return why
    return ""


def _refuse_clearance(actor: Actor, verb: str, clearance: Any) -> str:
    """The author never clears their own report, and a frozen report is cleared no more."""
    if verb == "read":
        return ""
    if clearance.report.state == Report.State.FROZEN:
        return "The report is frozen: its clearances stand as they were."
    if verb == "clear" and actor.person is not None:
        return why_not_clearing(actor.person, clearance.report)
    return ""


def _to_clear(clearances: Sequence[Any]) -> list[Asked]:
    """The post that was sent a draft, until it answers or the report is frozen."""
    waiting = [each for each in clearances if each.received_on is None]
    drafts = set(
        Report.objects.everything()
        .filter(pk__in={each.report_id for each in waiting}, state=Report.State.DRAFT)
        .values_list("pk", flat=True)
    )
    return [Asked(each, each.post_id, since=each.sent_on) for each in waiting if each.report_id in drafts]


def _about(model: type[Any]) -> tuple[Filter, ...]:
    """By kind, and by what a report is about; bodies and units are chosen by links only."""
    return (
        by_choice(model, "kind"), by_record("plan", "Plan", "title"),
        *(Filter(name, label, by_key(name), lambda _rows: ()) for name, label in (("of_body", "Body"), ("of_unit", "Unit"))),
    )  # fmt: skip


reports = registry.add(
    Register(
        slug="reports", model=Report, title="Reports", one="report", section="Committees", access=REPORTS,
        about="Committee reports as they are written. Figures are counted as at a day; nothing is typed.",
        columns=(
            Column("title", "Report", "title"),
            Column("get_kind_display", "Kind", "kind,title", reads=("kind",)),
            Column("subject_label", "About"),
            Column("committee", "Committee", "committee"),
            Column("meeting_on", "Meeting", "meeting_on"),
            Column("as_at", "Figures as at", "as_at"),
            Column("state_label", "State", "state"),
            Column("plan", "Plan", "plan__title", shown=False),
        ),
        sort="-as_at", key=("title", "as_at"), search=("title", "committee", "plan__title", "of_body__name", "of_unit__name"), related=("plan", "of_body", "of_unit", "unit", "author_post", "director"),
        filters=(
            *_about(Report),
            Filter("state", "State", lambda value, _m: Q(state=value), lambda _rows: Report.State.choices),
        ),
        fields=("title", "committee", "meeting_on", "as_at", "late_on", "portfolio_member", "director", "wards", "key_decision",
                "urgent", "exempt", "exempt_reason", "background_papers", "author_post", "contact"),
        creatable=False, refuse=_refuse_report, comments=True, asks_with=lambda reports: [Clearance.objects.filter(report__in=reports)],
        relations=(Relation("reports_on", _("Reports on"), _("Is reported in"), ("recommendations", "audits", "plans")),),
    )
)  # fmt: skip

clearances = registry.add(
    Register(
        slug="clearances", model=Clearance, title="Clearances", one="clearance", section="Committees", access=CLEARANCES,
        about="Who was asked to clear a report, and what came back.",
        columns=(
            Column("report", "Report", "report__title"),
            Column("get_role_display", "For", "role"),
            Column("post", "Post", "post__title"),
            Column("sent_on", "Sent", "sent_on"),
            Column("received_on", "Received", "received_on"),
            Column("state_label", "State"),
        ),
        sort="-sent_on", key=("report", "role", "post"), search=("comments", "report__title", "post__title"), related=("report", "post", "unit"),
        steps=(
            Step("clear", "clear", "Clear this report", frozenset({"sent"}), forms.Clear, services.clear, main=True,
                 explain="Your post was asked. What you write here goes into the report."),
            Step("receive", "receive", "Enter what came back", frozenset({"sent"}), forms.Receive, services.receive,
                 explain="For a clearance that came by another way: say how. The post gave it, not you."),
            Step("withdraw", "withdraw", "Take back", frozenset({"sent", "received"}), Why, services.withdraw),
        ),
        duties=(DutyRule("clear", _("Clear"), "clear", _to_clear, "clear", about=lambda clearance: str(clearance.report)),),
        creatable=False, in_menu=False, refuse=_refuse_clearance,
    )
)  # fmt: skip

editions = registry.add(
    Register(
        slug="editions", model=Edition, title="Frozen reports", one="edition", section="Committees", access=EDITIONS,
        about="Reports as they went to a committee. They never change.",
        columns=(
            Column("title", "Report", "title"),
            Column("get_kind_display", "Kind", "kind,title", reads=("kind",)),
            Column("subject_label", "About"),
            Column("committee", "Committee", "committee"),
            Column("meeting_on", "Meeting", "meeting_on"),
            Column("as_at", "Figures as at", "as_at"),
            Column("frozen_at", "Frozen", "frozen_at"),
            Column("plan", "Plan", "plan__title", shown=False),
        ),
        sort="-as_at", key=("title", "as_at"), search=("title", "committee", "plan__title", "of_body__name", "of_unit__name"), related=("plan", "of_body", "of_unit", "unit", "report"),
        files=("html", "docx", "pdf"),
        filters=_about(Edition), creatable=False,
    )
)  # fmt: skip
