"""How far an action is, from the words of its progress, with the reason; and when a person must choose.

The rule (agreed on a real council's published plan, domain F1): explicitly not begun, only to be considered, or only to follow
something else → not begun; complete without reservation, or a report that it is in operation → completed; else in
progress. A person chooses where the words say something of the action, but not whether it is done or begun.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from muniment.documents.plan import prose
from muniment.documents.plan.diary import entries_of
from muniment.documents.plan.outcomes import is_what_was_agreed
from muniment.documents.plan.reading import Due, Status
from muniment.documents.plan.shares import in_part
from muniment.documents.plan.words import plain, squash, stem, word_set

_QUOTED = 12  # words
_LONGEST = 5000  # characters of a cell that are read
# What was agreed is itself a draft or a review: an approval still to come may lie outside it.
_BEFORE_APPROVAL = frozenset(
    map(stem, ["draft", "review", "undertake", "conduct", "prepare", "carry", "perform", "assess", "write"])
)
_PREPARING = frozenset(map(stem, word_set("identified scoped drafted started scheduled arranged planned met held discussed contacted requested prepared commenced "
        "tendered procured gathered researched consulted explored investigated proposed raised invited booked shortlisted "
        "advertised analysed collected mapped")))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status with its reason. `sure` is true where explicit words say it, so that a contradiction with it counts.

    `begun` is true where the words tell of work, whatever the status.
    """

    status: Status
    reason: str
    needs_choice: bool = False
    sure: bool = False
    approval_pending: str = ""
    begun: bool = False


def from_progress(progress: str, action: str, due: Due) -> Verdict:
    """The status that the prose of a progress cell tells. Blank progress is the caller's to judge."""
    progress, action = progress[:_LONGEST], action[:_LONGEST]
    diary = entries_of(progress)
    if diary:
        return _of_diary([from_progress(entry.text, action, due) for entry in diary])
    verdict = _judge(progress, action, due)
    pending = _approval(progress)
    begun = (
        verdict.status == "completed" or bool(prose.UNDER_WAY.search(plain(progress))) or _more_than_prepared(progress)
    )
    return replace(verdict, approval_pending=pending, begun=begun)


def _of_diary(entries: Sequence[Verdict]) -> Verdict:
    """The latest entry; what was begun before it stays begun, though the entry tells only what is to follow."""
    latest = entries[-1]
    if latest.status == "not begun" and not latest.sure and any(entry.begun for entry in entries[:-1]):
        reason = f"{latest.reason}; earlier entries tell that it has begun"
        return replace(latest, status="in progress", reason=reason, needs_choice=False, begun=True)
    return latest


def _more_than_prepared(progress: str) -> bool:
    """Whether something is said to be done that is more than a meeting or an enquiry."""
    return any(stem(one.verb.split()[0]) not in _PREPARING for one in prose.done_things(progress))


def _judge(progress: str, action: str, due: Due) -> Verdict:
    text = plain(progress)
    quote = f"“{_short(progress)}”"
    if prose.SUPERSEDED.search(text):
        return Verdict("superseded", f"{quote} says so", sure=True)
    overtaken = prose.OVERTAKEN.search(text)
    # "Withdrawn: 41 of 120 forms" is progress where withdrawing them was agreed.
    if overtaken and stem(overtaken[0].split()[0]) != prose.lead_verb(action) and not in_part(text):
        explicit = bool(prose.OVERTAKEN.match(text)) and not prose.REMAINING.search(text)
        return Verdict(
            "superseded", f"{quote}: the action seems to have lapsed", needs_choice=not explicit, sure=explicit
        )
    return (
        _begun_or_not(progress, text, quote)
        or _to_come(progress, text, quote, action)
        or _complete(progress, text, quote, action)
        or _something_done(progress, text, quote, action, due)
        or _going_on(text, quote, due)
    )


def _begun_or_not(progress: str, text: str, quote: str) -> Verdict | None:
    """Words that say outright whether work has begun, or that it is not complete."""
    clauses = prose.clauses(progress)
    done = prose.done_things(progress)
    begun = bool(done) or bool(prose.UNDER_WAY.search(text))
    not_begun = [clause for clause in clauses if prose.NOT_BEGUN.search(clause)]
    if not_begun:
        if begun and not prose.NOT_BEGUN.search(clauses[0]):
            return Verdict("in progress", f"{quote}: some of it is done, some has not begun")
        return Verdict("not begun", f"{quote} says that it has not begun", sure=True)
    if in_part(text) and not prose.VERDICT.match(clauses[0]) and not not_begun:
        return Verdict("in progress", f"{quote}: done for some of them")
    partly = prose.PARTLY.search(text)
    percent = prose.PERCENT.search(text)
    if partly or (percent and 0 < int(percent[1]) < 100 and not prose.VERDICT.match(text)):
        return Verdict("in progress", f"{quote}: complete only in part", sure=True)
    if prose.NOT_COMPLETE.search(text):
        if begun:
            return Verdict("in progress", f"{quote}: not complete, but begun", sure=True)
        waits = prose.APPROVAL.search(text) or "waiting" in text
        nothing = re.search(r"\bnot (?:yet )?(?:been )?(?:implemented|done|actioned|met|in place)\b", text)
        status: Status = "not begun" if waits or nothing else "in progress"
        return Verdict(status, f"{quote} says that it is not complete, but not whether it has begun", needs_choice=True)
    if prose.SETBACK.search(text) and not prose.UNDER_WAY.search(text):
        reason = f"{quote} tells of a setback, but not whether the action has begun"
        return Verdict("in progress", reason, needs_choice=True)
    if begun and prose.STILL_OPEN.match(text):
        return Verdict("in progress", f"{quote}: open, and something is done")
    if clauses and prose.UNDER_WAY.match(clauses[0]):
        return Verdict("in progress", f"{quote} says that it is under way", sure=True)
    return None


def _to_come(progress: str, text: str, quote: str, action: str) -> Verdict | None:
    """Only what is to come is told: to be considered, after something else, planned."""
    if prose.ONLY_AFTER.match(text) and not prose.UNDER_WAY.search(text):
        return Verdict("not begun", f"{quote}: only to follow something else")
    if prose.done_things(progress) and not text.startswith("yet to"):
        return None
    if prose.CONSIDER.match(text):
        return Verdict("not begun", f"{quote}: it is still to be considered")
    if text.startswith(("yet to ", "still to ")):
        verb = stem(text.split()[2] if text.split()[2] != "be" or len(text.split()) < 4 else text.split()[3])
        if verb == prose.lead_verb(action):
            return Verdict("not begun", f"{quote} says that what was agreed is yet to come")
        reason = f"{quote}: one step is yet to come; it does not say whether the action has begun"
        return Verdict("not begun", reason, needs_choice=True)
    return _planned(text, quote)


def _planned(text: str, quote: str) -> Verdict | None:
    """A future told in words of plans, with nothing said to be going on."""
    if prose.UNDER_WAY.search(text) or prose.BEING.search(text) or prose.APPROVAL.search(text):
        return None
    if prose.STARTED_LATER.search(text):
        return Verdict("not begun", f"{quote}: it is to start later")
    if prose.FUTURE.search(text) and not prose.VERDICT.match(text):
        if "requires" in text or "needs" in text:
            return Verdict("in progress", f"{quote}: something is still needed")
        if prose.ENDING_LATER.search(text):
            reason = f"{quote} tells when it is to be complete, but not whether it has begun"
            return Verdict("in progress", reason, needs_choice=True)
        conditional = any(word in text.split() for word in ("after", "once", "when", "following"))
        reason = f"{quote} tells what is to follow"
        if conditional:
            return Verdict(
                "not begun", f"{reason} something else, but not whether the action has begun", needs_choice=True
            )
        return Verdict("not begun", reason)
    return None


def _complete(progress: str, text: str, quote: str, action: str) -> Verdict | None:
    """A verdict of completion at the head of a clause, and what takes it back."""
    clauses = prose.clauses(progress)
    verdict = next((clause for clause in clauses if prose.VERDICT.match(clause)), "")
    if not verdict:
        return None
    if prose.APPROVAL.search(text):
        if prose.lead_verb(action) in _BEFORE_APPROVAL:
            reason = f"{quote}: complete, but not approved; what was agreed may be complete without the approval"
            return Verdict("in progress", reason, needs_choice=True, sure=True)
        return Verdict("in progress", f"{quote}: complete, but not approved", sure=True)
    # "Complete. It will be reviewed each year" takes nothing back.
    rest = prose.NO_MORE.sub("", text)
    rest = prose.RECURRING.sub("", prose.VERDICT.sub("", rest.replace(verdict, prose.VERDICT.sub("", verdict), 1)))
    if prose.REMAINING.search(rest) or prose.FUTURE.search(rest):
        ongoing = verdict == clauses[0]
        return Verdict("in progress", f"{quote} says complete, and then that more is to be done", needs_choice=ongoing)
    if prose.UNDER_WAY.search(rest):
        return Verdict("completed", f"{quote} says complete, and that it goes on", needs_choice=True)
    return Verdict("completed", f"{quote} says so", sure=True)


def _something_done(progress: str, text: str, quote: str, action: str, due: Due) -> Verdict | None:
    """Things are said to be done; whether they are the action is another question."""
    if prose.APPROVAL.search(text):
        return Verdict("in progress", f"{quote}: an approval is still to come", sure=True)
    return _in_operation(text, quote, action, due) or _done_or_begun(progress, text, quote, action, due)


def _in_operation(text: str, quote: str, action: str, due: Due) -> Verdict | None:
    """`Being reported`: what is always being done is done, where just that was agreed."""
    being = prose.BEING.search(text)
    if being:
        operates = stem(being[1]) == prose.lead_verb(action)
        if operates and (text.startswith("being") or due.done):
            return Verdict("completed", f"{quote} reports that what was agreed is in operation")
        if not due.done:
            return Verdict("in progress", f"{quote}: work is going on")
    return None


def _done_or_begun(progress: str, text: str, quote: str, action: str, due: Due) -> Verdict | None:
    done = prose.done_things(progress)
    if done and due.done and is_what_was_agreed(done, action):
        return Verdict("completed", f"{quote} reports that what was agreed was done")
    more = any(said.search(text) for said in (prose.REMAINING, prose.FUTURE, prose.STARTED_LATER))
    in_post = prose.IN_POST.search(text) and prose.lead_verb(action) in {"appoint", "recruit", "fill"}
    if (in_post or prose.IN_USE.search(text)) and not more and not due.done:
        return Verdict("completed", f"{quote} reports that what was agreed is in use")
    if not done or due.done:
        return None
    if more:
        return Verdict("in progress", f"{quote}: some of it is done, more is to come")
    if prose.UNDER_WAY.search(text):
        return Verdict("in progress", f"{quote}: begun, not said to be complete")
    verbs = {stem(one.verb.split()[0]) for one in done}
    if prose.FIRST_STEP.search(text) and not is_what_was_agreed(done, action):
        return Verdict("in progress", f"{quote}: a first step is done")
    if verbs <= _PREPARING and prose.lead_verb(action) not in verbs:
        return Verdict("in progress", f"{quote}: a first step is done")
    if is_what_was_agreed(done, action):
        return Verdict("completed", f"{quote} reports that what was agreed was done")
    reason = f"{quote} says that something was done, but not whether that completes the action"
    return Verdict("in progress", reason, needs_choice=True)


def _going_on(text: str, quote: str, due: Due) -> Verdict:
    """Nothing is said to be done: work in hand, or words that do not say how far it is."""
    if due.done:
        reason = f"the date says “{_short(due.raw)}”; {quote} does not say that it is complete"
        return Verdict("completed", reason, needs_choice=True)
    halted = prose.HALTED.search(text)
    if halted:
        return Verdict("in progress", f"{quote}: “{halted[0]}” does not say whether it has begun", needs_choice=True)
    if prose.UNDER_WAY.search(text) or prose.DOING.match(text) or prose.BEING.search(text):
        return Verdict("in progress", f"{quote}: work is going on")
    if prose.REMAINING.search(text):
        return Verdict("in progress", f"{quote}: something is still awaited")
    return Verdict("in progress", f"{quote} does not say how far it is", needs_choice=True)


def _approval(progress: str) -> str:
    """The words that say that an approval is still to come, as the paper has them; '' if none do."""
    line = squash(progress)
    found = prose.APPROVAL.search(line.lower().translate({0x2019: "'"}))
    return line[found.start() : found.end()].strip(" .,;") if found else ""


def _short(text: str) -> str:
    words = squash(text).split(" ")
    return " ".join(words[:_QUOTED]) + (" …" if len(words) > _QUOTED else "")
