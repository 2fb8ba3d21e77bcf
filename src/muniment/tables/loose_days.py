"""Days as registers have them: a month, a quarter, a year, a day among words. Each comes with the words that tell how it was read. Pure.

What is no single day is taken as the last one that it may be, so that a period counted from it ends never too early.
"""

import re
from calendar import monthrange
from datetime import date

from django.utils.translation import gettext as _

from muniment.registers.cells import Wrong, day, month_of, short, year_of

_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?[-/., '’]+(\d{4}|\d{2})")
_MONTH_NUMBER = re.compile(r"(\d{1,2})[-/.](\d{4})|(\d{4})[-/.](\d{1,2})")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FINANCIAL = re.compile(r"(?:FY ?)?((?:19|20)\d\d)[-/–](\d{2}|\d{4})", re.IGNORECASE)
_QUARTER = re.compile(r"(?:Q(?:uarter|tr)? ?([1-4]))[-/., ]*((?:19|20)\d\d)(?:[-/–](\d{2}|\d{4}))?", re.IGNORECASE)
_AMONG = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?(?: of)?[-/. ]+[A-Za-z]{3,9}\.?,?[-/. ]+\d{2,4})\b"
)


def loosely(text: str) -> tuple[date, str]:
    """The day that a text means and how it was read. Raises Wrong where it means none, or may mean two."""
    text = " ".join(text.split())
    if found := _QUARTER.fullmatch(text):
        return _quarter(text, int(found[1]), int(found[2]), found[3])
    if (found := _MONTH_FIRST.fullmatch(text)) and (month := month_of(found[1])):
        return _last(year_of(found[2]), month), _("only a month is said: read as its last day")
    if _YEAR.fullmatch(text):
        return date(int(text), 12, 31), _("only a year is said: read as its last day")
    if (found := _FINANCIAL.fullmatch(text)) and _follows(found[1], found[2]):
        if "-" in text and 1 <= int(found[2]) <= 12:
            raise Wrong(_("“%(text)s” may be a month or a financial year: write which day.") % {"text": short(text)})
        return date(int(found[1]) + 1, 3, 31), _("a financial year: read as its last day, 31 March")
    if found := _MONTH_NUMBER.fullmatch(text):
        month, year = int(found[1] or found[4]), int(found[2] or found[3])
        if 1 <= month <= 12 and year:
            return _last(year, month), _("only a month is said: read as its last day")
    days = {each for said in _AMONG.findall(text) if (each := _day(said))}
    if len(days) == 1:
        return days.pop(), _("the one day that stands among the words")
    return day(text), ""


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _follows(year: str, next_year: str) -> bool:
    return (int(year) + 1) % 100 == int(next_year) % 100


def _quarter(text: str, number: int, year: int, next_year: str | None) -> tuple[date, str]:
    ends = _last(year, number * 3)
    financial = _last(year, number * 3 + 3) if number < 4 else date(year + 1, 3, 31)
    if next_year and _follows(str(year), next_year):
        return financial, _("a quarter of a financial year: read as its last day")
    raise Wrong(
        _("“%(text)s” may end on %(one)s, or on %(other)s where the year is a financial one: write which day.")
        % {"text": short(text), "one": ends.isoformat(), "other": financial.isoformat()}
    )


def _day(text: str) -> date | None:
    try:
        return day(text.replace(" of ", " "))
    except Wrong:
        return None
