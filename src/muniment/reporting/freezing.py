"""Freezing: figures, words and files of a report are kept for good, with the head of the history at that moment."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muniment import clock
from muniment.operations.site import site
from muniment.registers import evidence, history
from muniment.registers.access import Actor, may
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import HistoryHead
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.reporting import drafting, making
from muniment.reporting.models import Edition, Report


def freeze(actor: Actor, report: Report, seen: int | None = None) -> Edition:
    """Keeps the report as it is now. Invalid while something is still to be put right; Refused to who sees not all of it."""
    verdict = may(actor, "freeze", register_of(Report), report)
    if not verdict:
        raise Refused(verdict.reason)
    if seen is not None and seen != report.version:
        raise Conflict(_("Somebody else changed this report while you read it. Read it again, then freeze it."), report)
    at, head = clock.now(), history.head()
    moment = drafting.moment_of(report)
    scope = {**drafting.scope_of(report, moment), "site": site()}
    draft = drafting.draft_of(report, moment, frozen=about(actor, report, scope, at, head))
    if blocking := draft.blocking:
        raise Invalid(
            _("This cannot be frozen yet: %(number)s things are to be put right.") % {"number": len(blocking)},
            {"": [problem.message for problem in blocking]},
        )
    # The files are there before the row that names them: a process that is killed leaves an orphan, never a gap.
    files = {kind: evidence.keep(content) for kind, content in making.three_files(draft.document).items()}
    edition = Edition(
        unit_id=report.unit_id, report=report, title=report.title, committee=report.committee,
        meeting_on=report.meeting_on, scope=scope, as_at=report.as_at,
        late_on=moment.late_on, figures=making.figures_json(draft.values.figures), rows=report.how.rows(draft.facts),
        kind=report.kind, plan_id=report.plan_id, of_body_id=report.of_body_id, of_unit_id=report.of_unit_id, template=report.template, texts=report.texts, implications=report.implications, frozen_by=actor.name, frozen_at=at,
        history_number=head.number, history_digest=head.digest, **files,
    )  # fmt: skip
    with transaction.atomic():
        write(actor, [Change(edition, verb="freeze")])
        write(actor, [Change(report, {"state": Report.State.FROZEN}, "freeze", seen_version=report.version)])
        report.how.frozen(actor, report)
    return edition


def about(actor: Actor, report: Report, scope: dict[str, Any], at: datetime, head: HistoryHead) -> list[str]:
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
        report.how.links_note(),
    ]
    if scope["as_at"] == local.date().isoformat():
        found.insert(
            2,
            _(
                "It was frozen on the day it speaks of: what was entered later that day is in the lists, not in its figures."
            ),
        )
    return found
