"""Dates in running text, day first as in the United Kingdom; the day of a paper and of the report it answers."""

import calendar
import re
from collections.abc import Iterator
from datetime import date

from muniment.documents.findings.subject import Subject
from muniment.documents.findings.words import clean
from muniment.documents.paper import Paragraph, Place

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WRITTEN = re.compile(
    rf"(?:\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?\b(?P<month>{_MONTH})\b\.?,?[\s-]*(?:(?P<year>(?:19|20)\d\d)\b|"
    rf"['’-](?P<short>\d\d)\b)",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>(?:20)?\d\d)\b")
_ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_YEAR = re.compile(r"\b20\d\d\b")


def dates_in(text: str) -> Iterator[tuple[date, str]]:
    """The dates of a text and their words. A month without a day is its first day."""
    for pattern in (_WRITTEN, _FIGURES, _ISO):
        for found in pattern.finditer(text):
            parts = found.groupdict()
            short = parts.get("short") or (parts["year"] if len(parts["year"]) == 2 else None)
            year = 2000 + int(short) if short else int(parts["year"])
            name = parts["month"].casefold()
            month = int(name) if name.isdecimal() else _MONTHS[name]
            day = int(parts["day"]) if parts["day"] else 1
            if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
                yield date(year, month, day), found[0]


_LATER = re.compile(r"review|next|due|expir|valid|until|follow[- ]up|born|resolved|minutes of", re.IGNORECASE)
_HEAD_PARAGRAPHS = 80
_SHORT = 14


def day_of(subject: Subject) -> date | None:
    """The day of the paper: the position date, else the latest date among the short lines at its head, else a year there."""
    if subject.position:
        return subject.position
    heads = [clean(paragraph.text) for _, paragraph in subject.paragraphs[:_HEAD_PARAGRAPHS]]
    heads += [cell.text for table in subject.tables[:1] for row in table.rows[:3] for cell in row.cells]
    short = [text for text in heads if len(text.split()) <= _SHORT and not _LATER.search(text)]
    if days := [day for text in short for day, _ in dates_in(text)]:
        return max(days)
    if years := [int(year) for text in short[:15] for year in _YEAR.findall(text)]:
        return date(years[0], 1, 1)
    return None


_SOURCE = re.compile(
    r"\b(?:audit|inspection|assessment|review|peer challenge)\b.*\breport\b|\breport\b.*\baudit\b", re.IGNORECASE
)
_ISSUED = re.compile(
    r"\breport\b(?: was| is)?(?: \w+)? (?:issued|published|dated|received|delivered)\b(?: \w+){0,4}", re.IGNORECASE
)


def source_of_plan(subject: Subject) -> tuple[date, Place, str] | None:
    """The date of the audit report before which nothing of the plan can fall due, the last one told before the plan."""
    end = subject.plan_order
    if end is None:
        return None
    found: tuple[date, Place, str] | None = None
    recent: list[str] = []
    for order, paragraph in subject.paragraphs:
        if order >= end:
            break
        found = _dated_title(paragraph, recent) or _issued(paragraph, recent) or found
        recent = [*recent[-4:], clean(paragraph.text)]
    return found


def _dated_title(paragraph: Paragraph, recent: list[str]) -> tuple[date, Place, str] | None:
    """A line that is hardly more than a date, under a title that names an audit report."""
    text = clean(paragraph.text)
    days = list(dates_in(text))
    if len(days) != 1 or len(text.split()) > 6 or _LATER.search(text):
        return None
    titles = [title for title in [*recent, text] if len(title.split()) <= 8]
    return (days[0][0], paragraph.place, text) if any(_SOURCE.search(title) for title in titles) else None


def _issued(paragraph: Paragraph, recent: list[str]) -> tuple[date, Place, str] | None:
    for found in _ISSUED.finditer(paragraph.text):
        if any("audit" in text.casefold() for text in (paragraph.text, *recent)):
            after = paragraph.text[found.start() : found.end() + 25]
            for day, words in dates_in(after):
                return day, paragraph.place, words
    return None
