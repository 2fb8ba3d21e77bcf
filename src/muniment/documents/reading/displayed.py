"""A cell's value as a person sees it or would write it: dates in words, percentages, leading zeros."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

# strftime would follow the machine's language.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_BRACKETED = re.compile(r"\[\$([^\]\-]*)[^\]]*\]|\[[^\]]*\]")
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([#0?]+))?,*")
_MAX_FORMAT = 255
_MAX_DECIMALS = 30


def displayed(value: object, number_format: str | None) -> str:
    """The text of a cell of a workbook from its value and its number format."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, (number_format or "General")[:_MAX_FORMAT])
    if isinstance(value, date | time | timedelta):
        return _moment(value, (number_format or "")[:_MAX_FORMAT])
    return str(value)


def _moment(value: date | time | timedelta, number_format: str) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}" if not value.second else f"{value:%H:%M:%S}"
    if isinstance(value, timedelta):
        hours, seconds = divmod(round(value.total_seconds()), 3600)
        return f"{hours}:{seconds // 60:02}"
    parts = _date_parts(number_format)
    month = _MONTHS[value.month - 1]
    if not parts.day and parts.month:
        # "Sep-16" stands for a month: as a whole date it would claim a day that nobody set.
        return _month_and_year(value, parts.template) if parts.year else month
    if not parts.day and parts.year:
        return str(value.year)
    text = f"{value.day} {month[:3]} {value.year}"
    clock = isinstance(value, datetime) and (value.hour or value.minute)
    return f"{text} {value:%H:%M}" if clock and parts.hour else text


class _DateParts(NamedTuple):
    day: bool
    month: bool
    year: bool
    hour: bool
    template: str


@lru_cache(maxsize=1000)
def _date_parts(number_format: str) -> _DateParts:
    plain = _BRACKETED.sub("", number_format.split(";", maxsplit=1)[0])
    codes = _QUOTED.sub("", plain).lower()
    hour = "h" in codes or "s" in codes
    month = "m" in (re.sub(r"h+[^a-z]*m+|m+[^a-z]*s+", "", codes) if hour else codes)
    known = any(letter in codes for letter in "dmy")
    return _DateParts(
        "d" in codes or not known, month, "y" in codes, hour, _QUOTED.sub(lambda m: m[1] or m[2] or "", plain)
    )


def _month_and_year(value: date, template: str) -> str:
    def part(match: re.Match[str]) -> str:
        letters = match[0].lower()
        if letters.startswith("y"):
            return f"{value.year:04}" if len(letters) > 2 else f"{value.year % 100:02}"
        name = _MONTHS[value.month - 1]
        return {1: str(value.month), 2: f"{value.month:02}", 3: name[:3], 5: name[0]}.get(len(letters), name)

    return re.sub(r"m+|y+", part, template.replace("@", ""), flags=re.IGNORECASE).strip()


class _NumberFormat(NamedTuple):
    before: str
    after: str
    decimals: int
    fixed: int  # decimals always shown
    zeros: int  # digits before the point always shown
    thousands: bool
    percent: bool


@lru_cache(maxsize=1000)
def _number_format(number_format: str) -> _NumberFormat | None:
    """The format of positive numbers taken apart; None where it is General or not a plain one."""
    section = number_format.split(";", maxsplit=1)[0]
    section = _BRACKETED.sub(lambda match: match[1] or "", section)
    # Letters inside quotation marks are text, outside codes; they are hidden from the search for codes.
    literal: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literal.append(match[1] or match[2] or "")
        return chr(0xE000 + len(literal) - 1)

    coded = _QUOTED.sub(keep, section)
    digits = _DIGITS.search(coded)
    if "general" in coded.lower() or "@" in coded or "/" in coded or "e" in coded.lower() or not digits:
        return None
    restore = {0xE000 + index: text for index, text in enumerate(literal)}
    whole = digits[0].split(".")[0]
    places = digits[1] or ""
    return _NumberFormat(
        before=coded[: digits.start()].translate(restore).lstrip(),
        after=coded[digits.end() :].translate(restore).rstrip(),
        decimals=min(len(places), _MAX_DECIMALS),
        fixed=min(places.count("0"), _MAX_DECIMALS),
        zeros=whole.count("0"),
        thousands="," in whole,
        percent="%" in coded,
    )


def _number(value: float, number_format: str) -> str:
    form = _number_format(number_format)
    if form is None or value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - only NaN differs
        return _general(value)
    exact = Decimal(str(value)) * (100 if form.percent else 1)
    if abs(exact.adjusted()) > _MAX_DECIMALS:
        return _general(value)
    rounded = exact.quantize(Decimal(1).scaleb(-form.decimals), ROUND_HALF_UP)
    whole, _, places = f"{abs(rounded):f}".partition(".")
    places = places[: form.fixed] + places[form.fixed :].rstrip("0")
    whole = whole.zfill(form.zeros)
    if form.thousands:
        whole = f"{int(whole):,}"
    sign = "-" if rounded < 0 else ""
    return f"{sign}{form.before}{whole}{'.' + places if places else ''}{form.after}"


def _general(value: float) -> str:
    """A number without a format, as a workbook shows it: whole numbers whole, no noise of binary fractions."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.10g}"
