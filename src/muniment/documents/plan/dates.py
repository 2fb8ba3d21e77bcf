"""Dates as people write them: every date in a text with the place where it stands. Days come before months."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from muniment.documents.plan.reading import Precision

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WELSH = ("ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin",
          "gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr")  # fmt: skip
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    # The months of Wales, whose councils write in both languages.
    r"|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr)(?![a-z])\.?"
)
_YEAR = r"(?:(?:19|20)\d\d|['’]?\d\d)(?![\d/]|[.:]\d|st|nd|rd|th)"
_YEARS = r"(?:(?:19|20)\d\d|\d\d)\s?[/\-–]\s?(?:20\d\d|\d\d)(?!\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4, "1st": 1, "2nd": 2, "3rd": 3}
_QUARTER = r"(?:q(?:uarter|tr)?\.?\s?[1-4]|(?:first|second|third|fourth|final|last|1st|2nd|3rd|4th)\s+quarter)"

# The order matters where two ways of writing begin at the same place: the longer and surer reading stands first.
_WRITINGS = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("iso", r"(?<![\d/])(?:19|20)\d\d-\d{1,2}-\d{1,2}(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?!\d)"),
            ("year_quarter", rf"(?<!\d)(?:fy\s?)?{_YEARS}[\s,:\-–(]*{_QUARTER}(?!\d)"),
            ("quarter_years", rf"(?<![a-z]){_QUARTER}[\s,:\-–(]*(?:of\s+)?(?:the\s+)?(?:fy\s?)?{_YEARS}"),
            ("quarter_only", rf"(?<![a-z]){_QUARTER}[\s,:\-–(]*(?:of\s+)?(?:(?:19|20)\d\d|\d\d)?(?!\d)"),
            ("day", rf"(?<!\d)\d{{1,2}}{_ORDINAL}(?:\s+of)?[\s\-/.]*(?<![a-z])(?=[a-z]){_MONTH}[\s,\-/]*{_YEAR}"),
            ("month_day", rf"(?<![a-z]){_MONTH}\s*\d{{1,2}}{_ORDINAL}(?:\s*,\s*|\s+)(?:19|20)\d\d(?!\d)"),
            ("numbers", (r"(?<![\d/.])\d{1,2}\s?(?P<sep>[/.\-])\s?\d{1,2}\s?(?P=sep)\s?(?:(?:19|20)\d\d|\d\d)(?![\d/]|\.\d)"
                        r"|(?<![\d/.])\d{1,2} \d{1,2} (?:19|20)\d\d(?![\d/]|\.\d)")),
            ("month", rf"(?<![a-z]){_MONTH}[\s,\-–/]*(?:of\s+)?{_YEAR}"),
            ("season", (r"(?<![a-z])(?:spring|summer|autumn|winter|easter|christmas|early|mid|late|term|half|h[12])"
                       r"(?:\s+(?:term|half))?[\s,\-]*(?:of\s+)?(?:(?:19|20)\d\d)(?:\s?[/\-–]\s?\d\d(?:\d\d)?)?(?!\d)")),
            ("month_number", r"(?<![\d/.\-])\d{1,2}[/.\-](?:19|20)\d\d(?!\d)"),
            ("years", (r"(?<![\d/])(?:fy\s?)?(?:19|20)\d\d\s?[/\-–]\s?(?:20\d\d|\d\d)(?![\d/])"
                      r"|(?<![a-z])fy\s?\d\d\s?[/\-–]\s?\d\d(?!\d)")),
            ("year", r"(?<![\d/.\-£])(?:19|20)\d\d(?![\d/]|[.,]\d)"),
        )
    )
)  # fmt: skip
_NAMES = tuple(name for name in _WRITINGS.groupindex if name != "sep")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Written:
    """A date that stands in a text from `start` to `end`; `day` None when what is written is no date that can be known."""

    start: int
    end: int
    day: date | None
    precision: Precision | None


@lru_cache(maxsize=20_000)
def dates_in(text: str) -> tuple[Written, ...]:
    """All dates of a text in their order, also those that cannot be (31 February) or cannot be known (summer 2016)."""
    lower = text.lower()
    found = []
    for match in _WRITINGS.finditer(lower):
        day, precision = _read(next(name for name in _NAMES if match[name]), match[0])
        found.append(Written(match.start(), match.end(), day, precision if day else None))
    return tuple(found)


def _read(writing: str, text: str) -> tuple[date | None, Precision]:
    numbers = [int(digits) for digits in _DIGITS.findall(text)]
    match writing:
        case "iso":
            return _day(*numbers[:3]), "day"
        case "day":
            return _day(_full(numbers[1]), _month(text), numbers[0]), "day"
        case "month_day":
            return _day(numbers[1], _month(text), numbers[0]), "day"
        case "numbers":
            return _day(_full(numbers[2]), numbers[1], numbers[0]), "day"
        case "month":
            return month_end(_full(numbers[-1]), _month(text)), "month"
        case "month_number":
            return month_end(numbers[1], numbers[0]), "month"
        case "quarter_years" | "year_quarter":
            return _quarter(text, numbers), "quarter"
        case "years":
            return _years(text, numbers)
        case "year":
            return date(numbers[0], 12, 31), "year"
        case _:  # a season, or a quarter of a year that may be the calendar's or the council's
            return None, "quarter"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date | None:
    """The last day of a month; None when there is no such month."""
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None


def _full(year: int) -> int:
    """A year of two digits is one of this century."""
    return year if year >= 100 else 2000 + year


def _month(text: str) -> int:
    letters = re.findall(rf"(?<![a-z]){_MONTH}", text)
    name = letters[0]
    return (_WELSH if name in _WELSH else _MONTHS).index(name if name in _WELSH else name[:3]) + 1


def _quarter(text: str, numbers: list[int]) -> date | None:
    """The last day of a quarter of a council's year, which runs from April to March; a year is written `2016/17`."""
    word = re.search(r"(first|second|third|fourth|final|last|1st|2nd|3rd|4th)\s+quarter", text)
    if word:
        quarter = _ORDINALS.get(word[1], 4)
        numbers = [number for number in numbers if not (word[1][0].isdigit() and number == quarter)]
    else:
        stated = re.search(r"q[a-z.]*\s?([1-4])", text)
        assert stated
        quarter = int(stated[1])
        numbers.remove(quarter)
    start, end = _full(numbers[0]), numbers[1]
    if (start + 1) % 100 != end % 100:
        return None
    return month_end(start, 3 + 3 * quarter) if quarter < 4 else month_end(start + 1, 3)


def _years(text: str, numbers: list[int]) -> tuple[date | None, Precision]:
    """`2016/17` is a council's year and ends on 31 March 2017; `2016-09` is a month; `2008-09` could be either."""
    start, end = _full(numbers[0]), numbers[1]
    is_year = (start + 1) % 100 == end % 100 and (end < 100 or end == start + 1)
    is_month = (
        "-" in text and "fy" not in text and 1 <= end <= 12 and len(text.rsplit("-", maxsplit=1)[-1].strip()) == 2
    )
    if is_year and not is_month:
        return month_end(start + 1, 3), "year"
    if is_month and not is_year:
        return month_end(start, end), "month"
    return None, "year"
