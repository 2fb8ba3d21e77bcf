"""Progress written as a diary (`Mar 23: …  June 23: …`): the latest entry tells how far a thing is."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from muniment.documents.plan.dates import dates_in

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|q[1-4])"
)
_MONTH_ALONE = re.compile(rf"(?:(?<=\n)|^)[ \t]*{_MONTH}\.?[ \t]*(?:update)?[ \t]*(?::|[-–](?=\s))", re.IGNORECASE)
_INTRODUCES = re.compile(r"\s*(?:update|position)?\s*(?::|[)\]]\s*:?|[-–](?=\s))", re.IGNORECASE)
_BEGINS = re.compile(
    r"(?:^|\n|[.;!?)]\s|\s[-–|]\s)\s*[\[(]?\s*(?:update|position|progress|as)?\s*(?:at|on|of|as at)?\s*$",
    re.IGNORECASE,
)


class Entry(NamedTuple):
    """What was written at a time; `day` None where only a month without a year is told."""

    day: date | None
    text: str


@lru_cache(maxsize=10_000)
def entries_of(text: str) -> tuple[Entry, ...]:
    """The entries of a diary in the order of time; empty unless there are two."""
    if not any(sign in text for sign in ":-–)]"):
        return ()
    marks = [
        (written.start, written.end + introduced.end(), written.day)
        for written in dates_in(text)
        if (introduced := _INTRODUCES.match(text[written.end :])) and _BEGINS.search(text[: written.start])
    ]
    taken = {start for start, _, _ in marks}
    for found in _MONTH_ALONE.finditer(text):
        if not any(found.start() <= start <= found.end() for start in taken):
            marks.append((found.start(), found.end(), None))
    marks.sort(key=lambda mark: mark[0])
    if len(marks) < 2:
        return ()
    ends = [start for start, _, _ in marks[1:]] + [len(text)]
    entries = [
        Entry(day, re.sub(r"\s*[\[(]\s*$", "", text[after:end]).strip())
        for (_, after, day), end in zip(marks, ends, strict=True)
    ]
    entries = [entry for entry in entries if entry.text]
    days = [entry.day for entry in entries]
    if all(days):
        entries.sort(key=lambda entry: entry.day or date.min)  # stable: two of one day stay in their order
    return tuple(entries) if len(entries) > 1 else ()
