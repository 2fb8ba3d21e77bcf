"""Freezing: figures, words and files of a report are kept for good, with the head of the history at that moment."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muniment import clock
from muniment.assurance.models import Plan
from muniment.operations.site import site
from muniment.registers import evidence, history
from muniment.registers.access import Actor, may
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import HistoryHead
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.reporting import making, progress
from muniment.reporting.facts import Facts
from muniment.reporting.models import Edition, Report
from muniment.reporting.scope import scope_of


def freeze(actor: Actor, report: Report, seen: int | None = None) -> Edition:
    """Keeps the report as it is now. Invalid while something is still to be put right; Refused to who sees not all of it."""
    verdict = may(actor, "freeze", register_of(Report), report)
    if not verdict:
        raise Refused(verdict.reason)
    if seen is not None and seen != report.version:
        raise Conflict(_("Somebody else changed this report while you read it. Read it again, then freeze it."), report)
    at, head = clock.now(), history.head()
    moment = progress.moment_of(report)
    scope = {**scope_of(report.plan, moment), "site": site()}
    draft = progress.draft_of(report, moment, frozen=about(actor, scope, at, head))
    if blocking := draft.blocking:
        raise Invalid(
            _("This cannot be frozen yet: %(number)s things are to be put right.") % {"number": len(blocking)},
            {"": [problem.message for problem in blocking]},
        )
    # The files are there before the row that names them: a process that is killed leaves an orphan, never a gap.
    files = {kind: evidence.keep(content) for kind, content in making.three_files(draft.document).items()}
    edition = Edition(
        unit_id=report.unit_id, report=report, plan_id=report.plan_id, title=report.title, committee=report.committee,
        meeting_on=report.meeting_on, scope=scope, as_at=report.as_at,
        late_on=moment.late_on, figures=making.figures_json(draft.values), rows=rows_json(draft.facts),
        template=report.template, texts=report.texts, implications=report.implications, frozen_by=actor.name, frozen_at=at,
        history_number=head.number, history_digest=head.digest, **files,
    )  # fmt: skip
    with transaction.atomic():
        write(actor, [Change(edition, verb="freeze")])
        write(actor, [Change(report, {"state": Report.State.FROZEN}, "freeze", seen_version=report.version)])
        _tell_plan(actor, report)
    return edition


def about(actor: Actor, scope: dict[str, Any], at: datetime, head: HistoryHead) -> list[str]:
    """What an edition says of itself. It names no person: the register does.

    The head of the history is printed, so that whoever holds an edition can tell whether what came before was changed.
    """
    local = at.astimezone(clock.LONDON)
    by = _("by a command") if actor.person is None else _("by a person whom the register of editions names")
    found = [
        f"{scope['words']}.",
        _("Frozen on %(when)s %(by)s.") % {"when": f"{local:%-d %B %Y at %H:%M}", "by": by},
        _("The history then ended with row %(number)s, digest %(digest)s.")
        % {"number": f"{head.number:,}", "digest": head.digest},
        progress.links_note(),
    ]
    if scope["as_at"] == local.date().isoformat():
        found.insert(
            2,
            _(
                "It was frozen on the day it speaks of: what was entered later that day is in the lists, not in its figures."
            ),
        )
    return found


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


def _tell_plan(actor: Actor, report: Report) -> None:
    """The plan says what has changed since its latest report."""
    plan = Plan.objects.get(pk=report.plan_id)
    if plan.reported_as_at is None or plan.reported_as_at < report.as_at:
        write(actor, [Change(plan, {"reported_as_at": report.as_at}, "edit", _("a report of it was frozen"))])
