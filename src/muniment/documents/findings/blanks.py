"""BLANK_MANDATORY and AMBIGUOUS_TOKEN: what a row must say and does not, or says in a word without a meaning."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject, Utterance
from muniment.documents.findings.words import listing, quote
from muniment.documents.paper import Place
from muniment.documents.plan.reading import ActionReading

_MANDATORY: tuple[tuple[str, Callable[[ActionReading], bool]], ...] = (
    (
        "owner",
        lambda action: bool(action.owners_raw.strip() or action.owners or any(part.owners for part in action.parts)),
    ),
    ("due date", lambda action: bool(action.due.raw.strip() or any(part.due.raw.strip() for part in action.parts))),
    ("action", lambda action: bool(action.action.strip() or action.recommendation.strip())),
    ("progress", lambda action: bool(action.progress.strip() or action.status_raw.strip())),
)
_MOSTLY = 0.8


@rule("BLANK_MANDATORY")
def blank_fields(subject: Subject) -> Iterator[Finding]:
    """An owner, a date, an action or a progress that is blank; a wholly blank column is one finding."""
    actions = subject.actions
    for name, filled in _MANDATORY:
        blank = [action for action in actions if not filled(action)]
        if len(blank) > 3 and len(blank) >= _MOSTLY * len(actions):
            yield Finding(
                "BLANK_MANDATORY",
                "note" if name == "progress" else "warning",
                blank[0].place,
                f"{len(blank)} of {len(actions)} rows have no {name}.",
                proposal=f"Look whether the {name} stands in a column that was not recognised.",
            )
            continue
        for action in blank:
            yield Finding(
                "BLANK_MANDATORY",
                "note" if name == "progress" and action.status == "not begun" else "warning",
                action.place,
                f"{action.ref or 'A row'} has no {name}.",
                quote(action.action),
                "blank",
                "",
                "",
                (action.ref,) if action.ref else (),
            )


_OPEN = re.compile(
    r"\b(?:t\.?b\.?[cadn]\b\.?|to be (?:confirmed|advised|agreed|determined)\b|asap\b|as soon as possible)|\?{1,3}$",
    re.IGNORECASE,
)
_ENDLESS = re.compile(
    r"^\W*(?:on[- ]?going|continuous|continual|rolling|as required|when required|n/?a|various|all|everyone|all staff)\W*$",
    re.IGNORECASE,
)
_TWO_MEANINGS = re.compile(r"\bbi-? ?(?:annual(?:ly)?|monthly|weekly|yearly)\b", re.IGNORECASE)
_MEANINGS = {"annual": "twice a year or every two years", "yearly": "twice a year or every two years"}
_MEANINGS |= {"monthly": "twice a month or every two months", "weekly": "twice a week or every two weeks"}


@rule("AMBIGUOUS_TOKEN")
def words_of_no_meaning(subject: Subject) -> Iterator[Finding]:
    """*TBC*, *ASAP*, *ongoing* as owner or date: one finding for each word, with the rows that use it."""
    rows: dict[tuple[str, str], list[ActionReading]] = defaultdict(list)
    for action in subject.actions:
        for name, raw in (("date", action.due.raw), ("owner", action.owners_raw)):
            found = _OPEN.search(raw) or _ENDLESS.match(raw)
            if found and not (name == "date" and action.due.day):
                rows[name, found[0].strip(" .").casefold()].append(action)
    for (name, word), actions in rows.items():
        yield Finding(
            "AMBIGUOUS_TOKEN",
            "warning",
            actions[0].place,
            f"“{word}” stands for the {name} of {listing(action.ref for action in actions)}: no one can be late by it.",
            quote(actions[0].due.raw if name == "date" else actions[0].owners_raw),
            word,
            "",
            f"A {name} that can be held to account.",
            tuple(action.ref for action in actions),
        )


_FIGURES = re.compile(r"(?<![\d/.])(?P<first>\d{1,2})[/.-](?P<second>\d{1,2})[/.-](?P<year>(?:20)?\d\d)(?![\d/])")


@rule("AMBIGUOUS_TOKEN")
def dates_that_are_none(subject: Subject) -> Iterator[Finding]:
    """`03/25/2024`: there is no such month; perhaps it was written month first."""
    for action in subject.actions:
        found = _FIGURES.search(action.due.raw)
        if not found or action.due.day:
            continue
        day, month = int(found["first"]), int(found["second"])
        turned = 1 <= day <= 12 < month <= 31
        yield Finding(
            "AMBIGUOUS_TOKEN",
            "warning",
            action.place,
            f"“{found[0]}”, the date of {action.ref or 'a row'}, is no day of the calendar when the day is written first.",
            quote(action.due.raw),
            found[0],
            "",
            f"{month:02}/{day:02}/{found['year']}, if the month was written first." if turned else "",
            (action.ref,) if action.ref else (),
        )


@rule("AMBIGUOUS_TOKEN")
def words_of_two_meanings(subject: Subject) -> Iterator[Finding]:
    """*Bi-annually* is twice a year to one reader and every two years to another."""
    places: dict[str, list[tuple[Utterance, str]]] = defaultdict(list)
    for said in subject.utterances:
        for found in _TWO_MEANINGS.finditer(said.text):
            places[re.sub(r"[^a-z]", "", found[0].casefold())].append((said, found[0]))
    for uses in places.values():
        said, word = uses[0]
        meaning = next(meaning for key, meaning in _MEANINGS.items() if key in word.casefold())
        yield Finding(
            "AMBIGUOUS_TOKEN",
            "warning",
            said.place,
            f"“{word}” ({len(uses)} {'time' if len(uses) == 1 else 'times'}) can mean {meaning}.",
            quote(said.text, word),
            word,
            "",
            f"Write {meaning}.",
            tuple(dict.fromkeys(each.ref for each, _ in uses if each.ref)),
        )


@rule("BLANK_MANDATORY")
def clearances_without_answer(subject: Subject) -> Iterator[Finding]:
    """A table of approvers in which a paper was sent and no answer is recorded."""
    for table in subject.tables:
        head = [text.casefold() for text in table.rows[0].texts]
        sent = next((at for at, text in enumerate(head) if "sent" in text), None)
        back = next(
            (at for at, text in enumerate(head) if re.search(r"received|approved|response", text) and at != sent), None
        )
        if sent is None or back is None:
            continue
        waiting: list[tuple[str, Place]] = []
        for row in table.rows[1:]:
            texts = row.texts
            if len(texts) > max(sent, back) and texts[sent].strip() and not texts[back].strip() and texts[0].strip():
                waiting.append((texts[0].strip(), row.place))
        if waiting:
            yield Finding(
                "BLANK_MANDATORY",
                "warning",
                waiting[0][1],
                f"Sent for approval, no answer recorded: {listing(name for name, _ in waiting)}.",
                quote(waiting[0][0]),
                "blank",
                "",
                "Record the answers before the report is published.",
            )
