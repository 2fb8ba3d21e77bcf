"""What marks a version in a file's name: “Budget FINAL v2 (1)_ab.docx” is of the family “budget”."""

import re
import unicodedata
from dataclasses import dataclass

_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_END = r"(?=[\s._\-()\[\],]|$)"
_START = r"(?:^|(?<=[\s._\-()\[\],]))"
# In the order in which they are looked for: a date first, lest its numbers be taken for a version.
_MARKS = [(kind, re.compile(f"{_START}(?:{pattern}){_END}")) for kind, pattern in (
    ("date", r"(?P<y>(?:19|20)\d\d)[-._ ]?(?P<m>0[1-9]|1[0-2])[-._ ]?(?P<d>0[1-9]|[12]\d|3[01])(?:[t_ -]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?![-._ ]?\d))?"),
    ("date", r"(?P<d>0?[1-9]|[12]\d|3[01])[-._ ](?P<m>0?[1-9]|1[0-2])[-._ ](?P<y>(?:19|20)?\d\d)"),
    ("date", r"(?P<d>0[1-9]|[12]\d|3[01])(?P<m>0[1-9]|1[0-2])(?P<y>(?:19|20)\d\d)"),
    ("date", rf"(?P<d>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?[-._ ]?(?P<word>{_MONTHS})[-._ ]?(?P<y>(?:19|20)\d\d|\d\d)"),
    ("copy", r"copy (?:\(\d+\) )?of|copy(?: ?\(\d+\)| \d+)?|duplicate"),
    ("number", r"(?:version|ver|v|rev|revision)[-._ ]?(?P<n>\d+(?:[._]\d+){0,3})"),
    ("copy", r"\((?P<again>\d{1,2})\)"),
    ("draft", r"(?:(?P<n>\d+)(?:st|nd|rd|th) |first |second |third )?(?:rough )?(?:draft|dft)(?:[-._ ]?(?P<n2>\d{1,2}))?|wip"),
    ("final", r"(?:very |really )?finali[sz]ed|(?:very |really )?final(?:[-._ ]?(?P<n>\d{1,2}))?|approved|agreed|published|as sent"),
    ("signed", r"signed|executed|sealed"),
    ("old", r"old|superseded|obsolete|archived?|do not use|previous|replaced|backup|bak|orig(?:inal)?"),
    ("revised", r"revised|updated?|amended|edited|edits|changes|tracked(?: changes)?|clean|with comments|comments|new|latest|current"),
)]  # fmt: skip
_INITIALS = re.compile(r"(?<=[^\W_])\s*_([A-Za-z]{2,3})[\s._\-()]*$")
_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")
_GAPS = re.compile(r"[\s._\-,]+")
_RANK = {"old": -2, "copy": -1, "draft": 0, "": 1, "revised": 2, "final": 3, "signed": 4}
_MONTH = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


@dataclass(frozen=True, slots=True)
class VersionName:
    """A name taken apart. Names of one family have the same `family` and extension."""

    family: str  # lower case, without marks; all of the name where marks are all there is
    marks: tuple[str, ...] = ()  # as they stand in the name: "FINAL", "v2"
    state: str = ""  # old, copy, draft, revised, final, signed; "" where nothing says so
    number: tuple[int, ...] = ()  # (2, 1) of "v2.1"
    date: str = ""  # "2019-03-31"
    finals: int = 0  # how often it says so: “final FINAL”
    initials: str = ""  # "AB" of “budget_ab”: whose copy it is, or a part of the name


def taken_apart(name: str) -> VersionName:
    """A file's name without its extension, with what marks it as a version told apart."""
    stem = unicodedata.normalize("NFC", name).strip()
    rest, state, date, finals, initials = stem, "", "", 0, ""
    marks: list[str] = []
    number: tuple[int, ...] = ()
    for kind, pattern in _MARKS:
        while found := pattern.search(lowered := rest.lower()):
            if len(lowered) != len(rest):
                rest = lowered  # a letter whose lower case is longer: its places would not fit
                continue
            said = found.groupdict()
            if kind == "date":
                date = max(date, _date(said))
            else:
                number = max(number, _number(said))
                finals += kind == "final"
                if kind != "number" and (not state or abs(_RANK[kind] - 1) > abs(_RANK[state] - 1)):
                    state = kind
            marks.append(rest[found.start() : found.end()])
            rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    if found := _INITIALS.search(rest):
        initials = found[1].upper()
        rest = rest[: found.start()]
    family = _GAPS.sub(" ", _BRACKETS.sub(" ", rest)).strip().lower()
    if not family:
        return VersionName(stem.lower())
    return VersionName(family, tuple(marks), state, number, date, finals, initials)


def _number(said: dict[str, str | None]) -> tuple[int, ...]:
    text = said.get("n") or said.get("n2") or ""
    return tuple(int(part[:9]) for part in re.split(r"[._]", text)) if text else ()


def _date(said: dict[str, str | None]) -> str:
    month = said.get("m") or str(_MONTH[str(said["word"])[:3]])
    year = str(said["y"])
    return f"{year if len(year) == 4 else '20' + year}-{int(month):02}-{int(said['d'] or 1):02}"
