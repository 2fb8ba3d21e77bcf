"""DATE_BEFORE_SOURCE and DUE_BEFORE_PREREQUISITE: dates that cannot be meant."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from muniment.documents.findings.dates import source_of_plan
from muniment.documents.findings.finding import Finding, Severity
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject
from muniment.documents.findings.words import key_words, quote
from muniment.documents.plan.reading import ActionReading


def open_dates(action: ActionReading) -> Iterator[tuple[date, str]]:
    """The dates still to be kept: of the action, and of its parts, without what is reported as done."""
    dues = [part.due for part in action.parts if part.status != "completed"] if action.parts else [action.due]
    for due in dues:
        if due.day and not due.done:
            yield due.day, due.raw


@rule("DATE_BEFORE_SOURCE")
def due_before_the_report(subject: Subject) -> Iterator[Finding]:
    """Due before the report that the plan answers was written. What was completed meanwhile is in order."""
    source = source_of_plan(subject)
    if not source:
        return
    reported, place, words = source
    usual = {day for action in subject.actions for day, _ in open_dates(action) if day >= reported}
    for action in subject.actions:
        early = [(day, raw) for day, raw in open_dates(action) if day < reported]
        if not early or action.status in {"completed", "superseded"}:
            continue
        day, raw = early[0]
        severity: Severity = "warning" if action.status == "not begun" else "note"
        yield Finding(
            "DATE_BEFORE_SOURCE",
            severity,
            action.place,
            f"{action.ref} is due {raw}, before the report it answers ({words}, {place}), and is {action.status}.",
            quote(raw),
            raw,
            f"not before {reported:%B %Y}",
            _next_year(day, usual),
            (action.ref,),
        )


def _next_year(day: date, usual: set[date]) -> str:
    later = next((other for other in sorted(usual) if other.year == day.year + 1 and other.month == day.month), None)
    return f"The year may have slipped: {later:%b %Y} is a date of this plan." if later else ""


@rule("DUE_BEFORE_PREREQUISITE")
def due_before_what_it_waits_for(subject: Subject) -> Iterator[Finding]:
    """Due before the action it names as coming first, or before the action that makes what it works with."""
    by_ref: dict[str, ActionReading] = {}
    for action in subject.actions:
        by_ref.setdefault(action.ref, action)  # of a reference that stands twice the first is meant
    makers = _makers(subject)
    for action in subject.actions:
        named = dict.fromkeys((*action.depends_on_refs, *_waited_for(action)))
        told = [by_ref[ref] for ref in named if ref in by_ref and ref != action.ref]
        for first in told:
            if _too_early(action, first):
                yield _finding(action, first, f"waits for {first.ref} by its own words", action.progress)
        for first, topic in makers.get(action.ref, ()):
            if first not in told and _too_early(action, first):
                yield _finding(action, first, f"works with what {first.ref} is to create ({topic})", action.action)


_WAITS = re.compile(
    r"\b(?:after|following|to follow|follows|once|until|depend\w* (?:up)?on|subject to)\b(?P<what>[^;]{1,80})",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?<![\w.])[A-Za-z]{0,4}[ -]?\d{1,3}(?:\.\d{1,3}){0,3}(?![\w%]|\.\d)")


def _waited_for(action: ActionReading) -> Iterator[str]:
    """References that stand behind *after*, *once*, *to follow*; whether they exist is for the caller to see."""
    for text in (action.action, action.progress):
        for found in _WAITS.finditer(text):
            yield from _REFERENCE.findall(found["what"])


def _too_early(action: ActionReading, first: ActionReading) -> bool:
    if "completed" in {action.status, first.status} or "superseded" in {action.status, first.status}:
        return False
    mine, theirs = action.due, first.due
    return bool(mine.day and theirs.day and not mine.done and not theirs.done and mine.day < theirs.day)


def _finding(action: ActionReading, first: ActionReading, why: str, text: str) -> Finding:
    return Finding(
        "DUE_BEFORE_PREREQUISITE",
        "warning",
        action.place,
        f"{action.ref} is due {action.due.raw} and {why}; {first.ref} is due {first.due.raw}.",
        quote(text),
        action.due.raw,
        f"not before {first.due.raw}",
        f"{first.due.raw} or later for {action.ref}, or an earlier date for {first.ref}.",
        (action.ref, first.ref),
    )


_MAKES = re.compile(
    r"^\W*(?:\d\W+)?(?:to )?(?:draft|create|develop|produce|establish|introduce|write|define|set up|design|prepare)\b[^.,;]*?\b"
    r"(?:procedures?|polic(?:y|ies)|process|templates?|framework|guidance|registers?|protocols?|standards?|forms?|logs?)\b"
    r"(?P<topic>[^.,;]*)",
    re.IGNORECASE,
)
_TOPIC_WORDS = 3
_MOST_USERS = 8


def _makers(subject: Subject) -> dict[str, list[tuple[ActionReading, str]]]:
    """For each action those that create a procedure or policy on the very thing it speaks of (three words in a row)."""
    runs: dict[tuple[str, ...], list[ActionReading]] = defaultdict(list)
    for action in subject.actions:
        for run in set(_runs(key_words(action.action))):
            runs[run].append(action)
    found: dict[str, list[tuple[ActionReading, str]]] = defaultdict(list)
    for maker in subject.actions:
        made = _MAKES.match(maker.action)
        for run in dict.fromkeys(_runs(key_words(made["topic"]))) if made else ():
            users = [user for user in runs[run] if user.ref != maker.ref]
            if len(users) > _MOST_USERS:
                continue
            for user in users:
                if all(maker is not known for known, _ in found[user.ref]):
                    found[user.ref].append((maker, " ".join(run)))
    return found


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - _TOPIC_WORDS + 1):
        yield words[start : start + _TOPIC_WORDS]
