"""STATUS_V_TEXT and APPROVAL_PENDING: what the progress says against the status, and *complete* that still wants approval."""

import re
from collections.abc import Iterator
from datetime import date

from muniment.documents.findings.dates import dates_in
from muniment.documents.findings.finding import Finding
from muniment.documents.findings.registry import rule
from muniment.documents.findings.statuses import status_in
from muniment.documents.findings.subject import Subject
from muniment.documents.findings.words import quote
from muniment.documents.plan.diary import entries_of
from muniment.documents.plan.reading import ActionReading
from muniment.documents.plan.status import from_progress

_WANTING = re.compile(
    r"\bnot (?:yet )?(?:been )?(?:complete|begun|began|started|commenced|approved|implemented|done)|\boutstanding\b|"
    r"\bremain(?:s|ing)? to\b|\byet to\b|\bstill to\b|\bawait|\bpending\b|\bto follow\b|\bdelayed\b|\bwill be completed\b",
    re.IGNORECASE,
)
_PLAINLY_DONE = re.compile(
    r"\W*(?:now |fully |all )*(?:completed?|implemented|done|closed|delivered)\b[\W]*(?:$|[-–.(])", re.IGNORECASE
)
_DONE_ON = re.compile(
    r"\b(?:completed?|implemented|delivered|approved|published|closed)\b(?: \w+){0,2}\W{1,3}$", re.IGNORECASE
)


@rule("STATUS_V_TEXT")
def status_against_progress(subject: Subject) -> Iterator[Finding]:
    """The status column says one thing and the progress column another."""
    for action in subject.actions:
        stated = status_in(action.status_raw) if action.status_raw else None
        if not stated or not action.progress.strip() or action.status_raw.strip() == action.progress.strip():
            continue
        latest = _latest(action)
        if stated == "completed" and (found := _WANTING.search(latest)):
            yield _contrary(action, f"the progress says “{found[0]}”")
        elif stated in {"not begun", "in progress"} and _PLAINLY_DONE.match(latest) and not _WANTING.search(latest):
            yield _contrary(action, "the progress says it is done")
        elif stated == "not begun" and (status_in(latest) == "in progress" or _tells_of_work(action)):
            yield _contrary(action, "the progress tells of work under way")
        elif stated == "in progress" and status_in(latest) == "not begun":
            yield _contrary(action, "the progress says it has not begun")


def _latest(action: ActionReading) -> str:
    """Of a diary the latest entry: what was delayed in March may be done in June."""
    diary = entries_of(action.progress)
    return diary[-1].text if diary else action.progress


def _tells_of_work(action: ActionReading) -> bool:
    verdict = from_progress(action.progress, action.action, action.due)
    return verdict.begun and not verdict.needs_choice and verdict.status != "not begun"


def _contrary(action: ActionReading, why: str) -> Finding:
    return Finding(
        "STATUS_V_TEXT",
        "warning",
        action.place,
        f"{action.ref}: the status is “{action.status_raw.strip()}”, but {why}.",
        quote(action.progress),
        action.status_raw.strip(),
        action.status,
        "",
        (action.ref,),
    )


@rule("STATUS_V_TEXT")
def done_in_the_future(subject: Subject) -> Iterator[Finding]:
    """Reported as carried out on a day after the position date."""
    if not subject.position:
        return
    for action in subject.actions:
        ahead = [
            due.raw
            for due in (action.due, *(part.due for part in action.parts))
            if due.done and due.day and _begins_after(due.day, subject)
        ]
        for day, words in dates_in(action.progress):
            before = action.progress[: action.progress.find(words)]
            if day > subject.position and _DONE_ON.search(before):
                ahead.append(words)
        if ahead:
            yield Finding(
                "STATUS_V_TEXT",
                "warning",
                action.place,
                f"{action.ref} is reported as done ({ahead[0]}), which is after the position of {subject.position:%d %B %Y}.",
                quote(ahead[0]),
                ahead[0],
                f"not after {subject.position.isoformat()}",
                "",
                (action.ref,),
            )


def _begins_after(day: date, subject: Subject) -> bool:
    """A month is kept as its last day: it lies ahead only when its first day does."""
    assert subject.position
    return day.replace(day=1) > subject.position


_APPROVAL = re.compile(
    r"\b(?:await\w*|wait\w*|pending|subject to|outstanding|requires?|required|needs?)\b[^.;]{0,40}\b(?:approval|sign[- ]?off|ratification|agreement)|"
    r"\bnot (?:yet )?(?:been )?(?:approved|signed off|ratified)|\b(?:approval|sign[- ]?off)\b[^.;]{0,20}\b(?:outstanding|awaited|pending|required)|"
    r"\bto be (?:approved|signed off|ratified)",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"(?<!not )(?<!to be )(?<!in)\b(?:completed?s?|finished|finali[sz]ed|done|implemented)\b", re.IGNORECASE
)


@rule("APPROVAL_PENDING")
def complete_but_not_approved(subject: Subject) -> Iterator[Finding]:
    """*Completed, awaiting approval* is not complete; an approval that is merely outstanding is a note."""
    for action in subject.actions:
        latest = _latest(action)
        found = _APPROVAL.search(latest) or _APPROVAL.search(action.status_raw)
        pending = action.approval_pending or (found[0] if found else "")
        if not pending:
            continue
        claimed = _CLAIMED.search(latest[: found.start()] if found and found.string == latest else latest)
        claimed = claimed or _CLAIMED.search(action.status_raw)
        yield Finding(
            "APPROVAL_PENDING",
            "warning" if claimed else "note",
            action.place,
            f"{action.ref} is called “{claimed[0].casefold()}” while approval is outstanding."
            if claimed
            else f"{action.ref} waits for approval.",
            quote(action.progress or action.status_raw, pending),
            claimed[0] if claimed else "",
            "approval pending",
            "Complete only once it is approved." if claimed else "",
            (action.ref,),
        )
