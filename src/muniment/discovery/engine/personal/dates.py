"""Dates as people write them, read from a text that speaks of a birth."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rb"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_GAP = rb"(?: ?[./\-, ] ?|\s{1,3})"
DATE = re.compile(
    rb"(?<![A-Za-z0-9])(?:"
    rb"(?P<y>[12]\d{3})[./\- ](?P<m>\d{1,2})[./\- ](?P<d>\d{1,2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+\-]\d{2}:?\d{2})?)?"
    rb"|(?P<d2>\d{1,2})(?:st|nd|rd|th)?" + _GAP + rb"(?:of )?(?:(?P<m2>\d{1,2})|(?P<n2>" + _MONTH + rb"))" + _GAP + rb"'?(?P<y2>\d{4}|\d{2})"
    rb"|(?P<n3>" + _MONTH + rb") (?P<d3>\d{1,2})(?:st|nd|rd|th)?,? (?P<y3>\d{4})"
    rb"|(?P<all>\d{8}|\d{6})"
    rb")(?![A-Za-z0-9])",
    re.IGNORECASE,
)  # fmt: skip
_OLDEST = 115  # years


def _day(year: int, month: int, day: int, today: date) -> date | None:
    if year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    try:
        day_of_birth = date(year, month, day)
    except ValueError:
        return None
    return day_of_birth if day_of_birth <= today and today.year - year <= _OLDEST else None


def birth(found: re.Match[bytes], today: date) -> date | None:
    """The day of birth that a match of DATE says, if somebody who lives can be born on it."""
    part = {name: value.decode().lower() for name, value in found.groupdict().items() if value}
    if "all" in part:
        digits = part["all"]
        orders = [(digits[4:], digits[2:4], digits[:2])]
        if len(digits) == 8:
            orders.append((digits[:4], digits[4:6], digits[6:]))
        days = (_day(int(year), int(month), int(day), today) for year, month, day in orders)
        return next(filter(None, days), None)
    if "y" in part:
        return _day(int(part["y"]), int(part["m"]), int(part["d"]), today)
    if "n3" in part:
        return _day(int(part["y3"]), _MONTHS.index(part["n3"][:3]) + 1, int(part["d3"]), today)
    month = int(part["m2"]) if "m2" in part else _MONTHS.index(part["n2"][:3]) + 1
    return _day(int(part["y2"]), month, int(part["d2"]), today)
