"""The kind of report that tells how a plan gets on: its figures, tables and charts, and what becomes of the plan when it is frozen."""

from typing import Any

from django.utils.translation import gettext as _

from muniment.actions.rules import OPEN
from muniment.assurance.models import Plan
from muniment.documents.report.values import TableData, TextValue
from muniment.registers.access import Actor
from muniment.registers.services import Change, write
from muniment.reporting import kinds, numbers, pictures, scope, tables
from muniment.reporting.facts import Facts, gather
from muniment.reporting.models import Report
from muniment.reporting.moments import moment_for
from muniment.reporting.rules import IMPLICATIONS, REQUIRED_CLEARANCES
from muniment.reporting.tables import day, table


def next_steps(report: Report, facts: Facts) -> TableData:
    """What is to come: the meeting, the follow-up of the audit, the last date that now stands."""
    assert report.plan is not None
    audit = report.plan.audit
    open_dates = [row.due for row in facts.rows if row.due and row.state in OPEN]
    steps = [(report.meeting_on, _("This committee meets"))]
    if audit and audit.follow_up_on:
        steps.append((audit.follow_up_on, _("The auditor's follow-up is expected")))
    if open_dates:
        steps.append((max(open_dates), _("The last date that now stands for an open action")))
    known = sorted((when, words) for when, words in steps if when)
    return table(
        "timetable", _("Next steps"), (_("When"), _("What")), [(day(when), words) for when, words in known], _("No date is set.")
    )  # fmt: skip


def rows_json(facts: Facts) -> list[dict[str, Any]]:
    """Where each recommendation stood, so that two editions can be compared row by row."""
    on = facts.moment.late_on
    return [
        {
            "id": row.record_id, "reference": row.reference, "heading": row.heading(), "state": row.state,
            "label": row.state_label(), "due": row.due.isoformat() if row.due else None, "late": bool(row.days_late(on)),
        }
        for row in facts.rows
    ]  # fmt: skip


def _tell(actor: Actor, report: Report) -> None:
    """The plan says what has changed since its latest report."""
    assert report.plan_id is not None
    plan = Plan.objects.get(pk=report.plan_id)
    if plan.reported_as_at is None or plan.reported_as_at < report.as_at:
        write(actor, [Change(plan, {"reported_as_at": report.as_at}, "edit", _("a report of it was frozen"))])


def _lede(report: Report) -> str:
    return _("The plan %(plan)s") % {"plan": report.plan}


def as_json(facts: Facts) -> dict[str, Any]:
    """What a programme gets besides the figures."""
    return {
        "plan": {"id": facts.plan.pk, "title": facts.plan.title},
        "themes": [
            {"theme": theme, **{name: each.value for name, each in counted.items()}}
            for theme, counted in facts.themes.items()
        ],
    }


kinds.add(
    kinds.Kind(
        name=Report.Kind.PROGRESS, template_file="progress.md", subjects=("plans",),
        title=lambda plan: _("%(plan)s: progress") % {"plan": plan.title}, unit_of=lambda plan: plan.unit_id,
        lede=_lede, moment_for=moment_for,
        gather=lambda report, moment: gather(report.plan, moment), figures=numbers.of_plan, offered=numbers.known_names,
        shown=("verified", "said_done", "in_progress", "not_begun", "late", "slipped_twice"),
        tables=lambda report, facts: (next_steps(report, facts), *tables.of_plan(facts)),
        charts=lambda facts: (pictures.themes(facts), pictures.burn_up(facts)),
        texts=lambda report: (TextValue("plan_title", (f"“{report.plan.title}”",)),),
        implications=tuple(IMPLICATIONS), clearances=REQUIRED_CLEARANCES,
        scope=lambda plan, _moment: scope.words(plan), links_note=scope.links_note,
        why_partial=lambda actor, report: scope.why_partial(actor, report.plan),
        as_json=as_json, rows=rows_json, frozen=_tell,
    )
)  # fmt: skip
