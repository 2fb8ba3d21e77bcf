"""From an entry to an action: its texts, owners, date, parts, acceptance and status."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from muniment.documents.plan.acceptance import acceptance_of, says_only_acceptance
from muniment.documents.plan.contents import is_blank, is_state
from muniment.documents.plan.due import Dated, read_due
from muniment.documents.plan.entries import Entry, as_one
from muniment.documents.plan.owners import split_owners
from muniment.documents.plan.parts import Parted, bulleted, is_worth_parting, part_of, parted
from muniment.documents.plan.reading import ActionReading, Due, PartReading, Status
from muniment.documents.plan.states import judged, state_word
from muniment.documents.plan.status import Verdict, from_progress
from muniment.documents.plan.words import plain

_NOTHING = re.compile(
    r"(?:not (?:yet )?(?:implemented|complete[d]?|met|achieved|done|actioned)|no|n|[x✗✘☒×])(?:\W*$|\.\s)"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole paper tells.

    The owners that stand alone, what its colours mean, the headings of the tables that report progress, and whether its
    states have a step between nothing and all (*partially implemented*), so that *not implemented* means nothing.
    """

    known_posts: frozenset[str]
    legend: Mapping[str, str]
    colours: Mapping[str, tuple[Status, bool]]
    reporting: frozenset[tuple[str, ...]]
    graded: bool


def action_of(entry: Entry, ref: str, theme: str, context: Context) -> ActionReading:
    """One action of the register; nothing of its texts is corrected."""
    whole = as_one(entry)
    action, recommendation = _texts(whole)
    parts = _parts_of_rows(entry, context) if entry.rows else _parts_of_cells(entry, action, context)
    dated = _date_of_parts(read_due(whole.text("due")), parts)
    verdict = _of_rows(parts) if entry.rows or parted(entry.text("progress")).parts else None
    verdict = verdict or _verdict(whole, action, dated.due, context)
    acceptance, said = acceptance_of(entry.text("acceptance"), entry.text("action"), entry.text("recommendation"))
    if acceptance == "rejected":
        verdict = _refused(verdict, whole)
    elif (
        verdict.needs_choice
        and context.graded
        and _NOTHING.match(plain(whole.text("status") or whole.text("progress")))
    ):
        verdict = replace(verdict, status="not begun", needs_choice=False)
    owners_raw = whole.text("owners")
    return ActionReading(
        ref=ref,
        theme=theme,
        action=action,
        recommendation=recommendation,
        owners=_owners_of_parts(parts) or split_owners(owners_raw, context.known_posts),
        owners_raw=owners_raw,
        due=dated.due,
        progress=whole.text("progress"),
        status=verdict.status,
        status_reason=verdict.reason,
        needs_choice=verdict.needs_choice,
        parts=tuple(
            replace(part, status=_part_status(part, verdict)[0], status_reason=_part_status(part, verdict)[1])
            for part in parts
        ),
        place=entry.place,
        acceptance=acceptance,
        acceptance_reason=said,
        approval_pending=verdict.approval_pending,
        priority=entry.text("priority"),
        status_raw=entry.text("status"),
        evidence=entry.text("evidence"),
        first_due=read_due(entry.first_due).due if entry.first_due else dated.first,
    )


def _texts(entry: Entry) -> tuple[str, str]:
    """The action and the recommendation; where the plan has only one text, or the response only agrees, it is both."""
    action, recommendation = entry.text("action"), entry.text("recommendation")
    if not action or (recommendation and says_only_acceptance(action)):
        return recommendation, recommendation
    return action, recommendation


def _verdict(entry: Entry, action: str, due: Due, context: Context) -> Verdict:
    """The status column first, then the progress; without either, what the date says."""
    cell, progress = entry.text("status"), entry.latest or entry.text("progress")
    state = state_word(cell, context.legend, context.colours)
    if is_blank(progress):
        prose = None
    elif is_state(progress):
        prose = state_word(progress, context.legend, context.colours) or from_progress(progress, action, due)
        prose = replace(prose, reason=prose.reason.replace("the status column", "the progress"))
    else:
        prose = from_progress(progress, action, due)
    if state is None and not is_blank(cell) and prose is None:
        prose = from_progress(cell, action, due)
    if state is None and prose is None:
        if due.done:
            return Verdict("completed", f"the date says “{due.raw}”", sure=True)
        if entry.piece.header in context.reporting:
            return Verdict("not begun", "the row tells no progress, though others do", needs_choice=True)
    if state is None and prose is not None and not prose.sure and is_state(progress):
        prose = replace(prose, needs_choice=True)
    return judged(state, prose)


def _refused(verdict: Verdict, entry: Entry) -> Verdict:
    """Of what was not accepted nothing is to be done: it has not begun, and when it is closed it was not completed."""
    state = plain(entry.text("status") or entry.text("progress"))
    if verdict.status == "completed" and state.startswith("closed"):
        return Verdict("superseded", f"{verdict.reason}; the recommendation was not accepted", sure=True)
    if verdict.needs_choice or verdict.status == "not begun":
        return Verdict("not begun", f"the recommendation was not accepted; {verdict.reason}")
    return verdict


def _parts_of_cells(entry: Entry, action: str, context: Context) -> tuple[PartReading, ...]:
    owners, due, progress = (parted(entry.text(name)) for name in ("owners", "due", "progress"))
    actions = parted(action)
    if not actions.parts and (owners.parts or due.parts):
        actions = bulleted(action)
    if not is_worth_parting(actions, owners, due, progress):
        return ()
    return tuple(
        _part(
            part.label,
            part.text,
            _shared(owners, part.label),
            _shared(due, part.label),
            part_of(progress, part.label),
            context,
        )
        for part in actions.parts
    )


def _shared(cell: Parted, label: str) -> str:
    """The text of a part's own label; where the cell has no parts, its whole text holds for all."""
    return part_of(cell, label) if cell.parts else cell.lead


def _parts_of_rows(entry: Entry, context: Context) -> tuple[PartReading, ...]:
    """Rows under one reference are its parts, numbered as they stand; a cell left empty is merged with the one above."""
    parts: list[PartReading] = []
    owners = due = ""
    for number, row in enumerate((entry, *entry.rows), 1):
        owners, due = row.text("owners") or owners, row.text("due") or due
        progress = row.latest or row.text("progress")
        part = _part(str(number), row.text("action") or row.text("recommendation"), owners, due, progress, context)
        state = state_word(row.text("status"), context.legend, context.colours)
        if state and state.sure:
            part = replace(part, status=state.status, status_reason=state.reason)
        parts.append(part)
    return tuple(parts)


def _of_rows(parts: tuple[PartReading, ...]) -> Verdict | None:
    """The status of an action whose parts have rows of their own: theirs, or in progress where they differ."""
    told = [part for part in parts if part.status_reason]
    if len({part.status for part in told}) < 2:
        return None
    each = ", ".join(f"{part.label} {part.status}" for part in told)
    return Verdict("in progress", f"its parts stand differently: {each}", sure=True)


def _part(label: str, text: str, owners: str, due_text: str, progress: str, context: Context) -> PartReading:
    """A part with the status that its own words tell; an empty reason where they tell none."""
    due = read_due(due_text).due
    status: Status = "not begun"
    reason = ""
    if not is_blank(progress):
        verdict = from_progress(progress, text, due)
        status, reason = verdict.status, verdict.reason
    elif due.done:
        status, reason = "completed", f"its date says “{due.raw}”"
    return PartReading(label, text, split_owners(owners, context.known_posts), due, status, reason)


def _part_status(part: PartReading, whole: Verdict) -> tuple[Status, str]:
    if part.status_reason:
        return part.status, part.status_reason
    return whole.status, f"as the whole action: {whole.reason}"


def _date_of_parts(dated: Dated, parts: tuple[PartReading, ...]) -> Dated:
    """An action is due when its last part is; it is done when all are. A part without a date leaves it without one."""
    dates = {part.due.raw: part.due for part in parts}
    if len(dates) < 2:
        return dated
    latest = max(dates.values(), key=lambda due: (due.day is None, due.day))
    done = all(due.done for due in dates.values())
    return Dated(replace(dated.due, day=latest.day, precision=latest.precision, done=done), None)


def _owners_of_parts(parts: tuple[PartReading, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(owner for part in parts for owner in part.owners))
