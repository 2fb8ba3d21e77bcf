"""The tables of a progress report, from the facts of a plan. Each row opens its record as at the day of the report."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from muniment.actions.rules import State
from muniment.assurance.models import Acceptance, RecommendationExtension, shortened
from muniment.documents.report.values import CellData, ColumnData, TableData, cells
from muniment.reporting.facts import Facts

Cell = str | int | CellData
LedgerState = RecommendationExtension.State
LONGEST_REASON = 300
LONGEST_PROPOSAL = 160  # its record has all of it


def table(name: str, caption: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], empty: str) -> TableData:
    """A table; the heading of a column of numbers begins with #."""
    shaped = tuple(ColumnData(title.removeprefix("#"), numeric=title.startswith("#")) for title in columns)
    return TableData(name, caption, shaped, tuple(cells(*row) for row in rows), empty)


def day(when: date | None) -> str:
    return f"{when:%-d %B %Y}" if when else ""


def due(row: Any) -> str:
    """The date that holds now; in the paper's own words where it gave no date."""
    return day(row.due) or row.due_text or _("No date")


def opened(facts: Facts, row: Any, text: str = "") -> CellData:
    """A reference, or a text, that opens the record as it stood."""
    as_at = f"?as_at={facts.moment.as_at.isoformat()}" if facts.moment.as_at else ""
    return CellData(text or row.reference, f"/recommendations/{row.record_id}/{as_at}")


def what(row: Any) -> str:
    return shortened(row.agreed_action, 220)


def done_since(facts: Facts) -> TableData:
    """What became done, and whether somebody else has verified it."""

    def verified(row: Any) -> str:
        if row.state != State.VERIFIED:
            return _("Not yet")
        return f"{facts.post_of(row.verified_by_id, row.verified_on)},\n{day(row.verified_on)}"

    return table(
        "done_since", _("Done since %(day)s") % {"day": day(facts.since)},
        (_("Ref."), _("Action"), _("Owner"), _("Said done on"), _("Verified")),
        [
            (opened(facts, row), what(row), facts.owners(row), day(row.said_done_on) or _("As the paper has it"), verified(row))
            for row in facts.done_since
        ],
        _("Nothing was done since %(day)s.") % {"day": day(facts.since)},
    )  # fmt: skip


def late(facts: Facts) -> TableData:
    """What has passed its date, the longest first, with the owner's latest words."""
    on = facts.moment.late_on
    rows = sorted((row for row in facts.rows if row.days_late(on)), key=lambda row: -row.days_late(on))
    new = {row.record_id for row in facts.late_since}
    return table(
        "late", _("Late actions"),
        (_("Ref."), _("Action"), _("Owner"), _("Due"), _("#Days late"), _("Latest progress")),
        [
            (
                opened(facts, row), what(row), facts.owners(row), day(row.due), row.days_late(on),
                "\n".join(part for part in (_("Late since the last report.") if row.record_id in new and facts.reported else "",
                                            shortened(row.progress, LONGEST_REASON) or _("Nothing was reported.")) if part),
            )
            for row in rows
        ],
        _("No action is late."),
    )  # fmt: skip


def slipped(facts: Facts) -> TableData:
    """Actions whose date has moved: the first date stands beside the one that holds, with each reason and who approved it."""
    moves: dict[int, list[Any]] = {}
    for line in facts.ledger:
        if line.state in (LedgerState.APPROVED, LedgerState.PER_PAPER):
            moves.setdefault(line.recommendation_id, []).append(line)
    rows = []
    for row in facts.rows:
        if not row.slips:
            continue
        lines = moves.get(row.record_id, [])
        reasons = [_reason(line) for line in lines] or [_("It follows the date of a part.")]
        approvers = [_decider(facts, line) for line in lines] or [""]
        days = (row.due - row.first_due).days if row.due and row.first_due else 0
        rows.append(
            (
                opened(facts, row),
                day(row.first_due),
                due(row),
                days,
                "\n".join(reasons),
                "\n".join(dict.fromkeys(approvers)),
            )
        )
    return table(
        "slipped", _("Dates that have slipped"),
        (_("Ref."), _("First date"), _("Date now"), _("#Days"), _("Reason"), _("Approved by")), rows,
        _("No date has slipped."),
    )  # fmt: skip


def _reason(line: Any) -> str:
    part = f"{_('Part')} {line.part.label}: " if line.part_id else ""
    again = f" {_('It slips again because:')} {line.explanation}" if line.explanation else ""
    return f"{part}{shortened(line.reason, LONGEST_REASON)}{again}"


def _decider(facts: Facts, line: Any) -> str:
    if line.state == LedgerState.PER_PAPER:
        return _("Not named in the paper")
    return f"{facts.post_of(line.decided_by_id, line.decided_on)}, {day(line.decided_on)}"


def extensions(facts: Facts) -> TableData:
    """Later dates that wait for a decision, then those decided since the last report."""
    by_pk = facts.by_pk
    asked = [line for line in facts.ledger if line.state == LedgerState.ASKED]
    decided = [line for line in facts.ledger if line.decided_on and line.decided_on > facts.since]
    rows = []
    for line in [*asked, *decided]:
        row = by_pk.get(line.recommendation_id)
        if row is None:
            continue
        if line.state == LedgerState.ASKED:
            decision = _("Waits for a decision")
        else:
            label = str(LedgerState(line.state).label)
            decision = f"{label}: {_decider(facts, line)}\n{shortened(line.decision_reason, LONGEST_REASON)}".strip()
        reference = f"{row.reference} {line.part.label}" if line.part_id else row.reference
        rows.append((opened(facts, row, reference), day(line.from_date), day(line.to_date), _reason(line), decision))
    return table(
        "extensions", _("Later dates asked for, and decided since %(day)s") % {"day": day(facts.since)},
        (_("Ref."), _("From"), _("To"), _("Reason"), _("Decision")), rows,
        _("No later date waits for a decision, and none was decided since %(day)s.") % {"day": day(facts.since)},
    )  # fmt: skip


def blockers(facts: Facts) -> TableData:
    """What holds others up, the most awaited first."""
    return table(
        "blockers", _("Actions that others wait for"),
        (_("Ref."), _("Action"), _("Owner"), _("Due"), _("Waiting for it"), _("#In all")),
        [
            (opened(facts, each.row), what(each.row), facts.owners(each.row), due(each.row), ", ".join(each.directly), each.in_all)
            for each in facts.holders
        ],
        _("No open action holds up another."),
    )  # fmt: skip


def ended_otherwise(facts: Facts) -> TableData:
    """What ended without being done, or was not accepted in full, with the reason."""
    rows = []
    for row in facts.rows:
        if row.state in (State.SUPERSEDED, State.NOT_ACCEPTED):
            reason = row.ended_reason or row.acceptance_reason or row.status_reason
            rows.append((opened(facts, row), what(row), row.state_label(), reason or _("No reason is recorded.")))
        elif row.acceptance == Acceptance.PARTLY:
            label = str(Acceptance.PARTLY.label)
            rows.append((opened(facts, row), what(row), label, row.acceptance_reason or _("No reason is recorded.")))
    return table(
        "ended_otherwise", _("Superseded, not accepted, or accepted in part"),
        (_("Ref."), _("Action"), _("How"), _("Reason")), rows,
        _("Every recommendation was accepted in full, and none was superseded."),
    )  # fmt: skip


def contradictions(facts: Facts) -> TableData:
    """What the papers say against themselves and nobody has decided."""
    return table(
        "contradictions", _("Contradictions still open"),
        (_("Place"), _("Finding"), _("The paper says"), _("Its own rows make"), _("What would repair it")),
        [
            (
                CellData(each.place, f"/findings/{each.pk}/"),
                shortened(each.message, LONGEST_REASON),
                each.stated,
                each.computed,
                shortened(each.proposal, LONGEST_PROPOSAL),
            )
            for each in facts.findings
        ],
        _("No contradiction is open."),
    )  # fmt: skip


def every(facts: Facts) -> TableData:
    """All recommendations, in the order of the plan."""
    return table(
        "all", _("All recommendations"),
        (_("Ref."), _("Action"), _("Owner"), _("First date"), _("Date now"), _("State")),
        [
            (opened(facts, row), what(row), facts.owners(row), day(row.first_due), due(row), row.state_label())
            for row in facts.rows
        ],
        _("The plan has no recommendation."),
    )  # fmt: skip


def of_plan(facts: Facts) -> tuple[TableData, ...]:
    return (
        done_since(facts), late(facts), slipped(facts), extensions(facts), blockers(facts), ended_otherwise(facts),
        contradictions(facts), every(facts),
    )  # fmt: skip
