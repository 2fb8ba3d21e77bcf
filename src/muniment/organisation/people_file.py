"""A file of people, read: an export of Entra's users or a plain table. Only the columns that are needed are looked at."""

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from muniment.documents.paper import Unreadable
from muniment.documents.reading.text import decode, tidy
from muniment.people.models import RoleGiven
from muniment.registers.errors import Invalid

LARGEST = 20 * 1024 * 1024
MOST = 20_000
LONGEST = 200
# Of the twenty-five columns of the export these eight are needed; telephone numbers, streets and ages are never read.
ENTRA: Mapping[str, str] = {
    "userprincipalname": "sign_in", "displayname": "name", "mail": "email", "jobtitle": "post", "department": "unit",
    "accountenabled": "enabled", "usertype": "kind", "objectid": "key",
}  # fmt: skip
PLAIN: Mapping[str, str] = {
    "name": "name", "full name": "name", "e-mail": "email", "email": "email", "e-mail address": "email", "email address": "email",
    "post": "post", "job title": "post", "unit": "unit", "department": "unit", "service": "unit", "role": "role",
    "role for": "role_for",
    "reports to": "reports_to", "manager's post": "reports_to", "from": "start", "start": "start",
}  # fmt: skip
NO = frozenset({"false", "no", "0", "disabled"})
YES = frozenset({"true", "yes", "1", "enabled", ""})
DAYS = (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"))


@dataclass(slots=True)
class Row:
    """One line of the file, as far as it is needed; `line` as a person counts them, the heading being 1."""

    line: int
    name: str
    email: str
    post: str = ""
    unit: str = ""
    role: str = ""
    role_for: str = ""
    reports_to: str = ""
    start: str = ""
    enabled: bool = True

    def kept(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line, in words."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says: its kind, its rows, what is wrong with some, and what was passed over."""

    kind: str
    rows: list[Row]
    problems: list[Problem]
    dropped: tuple[str, ...] = ()
    guests: int = 0


def read(content: bytes) -> Table:
    """Reads a file. Invalid where it is no table of people; what is wrong with single lines is told in `problems`."""
    if len(content) > LARGEST:
        raise Invalid(_("The file is larger than 20 MB."))
    try:
        text = decode(content)
    except Unreadable as error:
        raise Invalid(str(error)) from error
    head = text.lstrip("\ufeff\r\n").partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Invalid(_("The table breaks off: a quotation mark is opened and not closed as it should be.")) from error
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if not lines:
        raise Invalid(_("The file is empty."))
    if len(lines) - 1 > MOST:
        raise Invalid(_("The file has more than %(most)s lines: send it in parts.") % {"most": MOST})
    headings = [tidy(cell).casefold() for cell in lines[0]]
    entra = {"userprincipalname", "displayname"} <= set(headings)
    known = ENTRA if entra else PLAIN
    places: dict[str, int] = {}
    for number, heading in enumerate(headings):
        if heading in known:
            places.setdefault(known[heading], number)
    if not {"name", "email" if not entra else "sign_in"} <= places.keys():
        raise Invalid(
            _("This is no table of people: its first line must name at least the columns “name” and “e-mail”, or be that of an "
              "export of Entra's users.")
        )  # fmt: skip
    dropped = tuple(
        tidy(cell)[:40]
        for cell, heading in zip(lines[0], headings, strict=True)
        if heading not in known and cell.strip()
    )
    return _table("entra" if entra else "plain", lines[1:], places, dropped)


def _table(kind: str, lines: Sequence[Sequence[str]], places: Mapping[str, int], dropped: tuple[str, ...]) -> Table:
    rows: list[Row] = []
    problems: list[Problem] = []
    guests = 0
    for number, cells in enumerate(lines, start=2):
        value = {
            name: tidy(cells[place]).replace("\n", " ") if place < len(cells) else "" for name, place in places.items()
        }
        if value.get("kind", "").casefold() == "guest":
            guests += 1
            continue
        row, wrong = _row(number, value)
        problems += [Problem(number, message) for message in wrong]
        rows.append(row)
    problems += _twice(rows, kind)
    return Table(kind, rows, sorted(problems, key=lambda each: each.line), dropped, guests)


def _row(number: int, value: Mapping[str, str]) -> tuple[Row, list[str]]:
    email = (value.get("email") or value.get("sign_in", "")).lower()
    row = Row(
        number, value.get("name", ""), email, value.get("post", ""), value.get("unit", ""),
        role_for=value.get("role_for", ""), reports_to=value.get("reports_to", ""),
    )  # fmt: skip
    wrong = [] if row.name else [_("It has no name.")]
    for label, text in (
        (_("name"), row.name), (_("post"), row.post), (_("unit"), row.unit), (_("reports to"), row.reports_to),
        (_("role for"), row.role_for),
    ):  # fmt: skip
        if len(text) > LONGEST:
            wrong.append(_("Its %(column)s is longer than %(most)s letters.") % {"column": label, "most": LONGEST})
    if not _is_address(email):
        wrong.append(_("“%(email)s” is no e-mail address.") % {"email": email[:60]})
    return row, [
        *wrong,
        *_role(row, value.get("role", "")),
        *_start(row, value.get("start", "")),
        *_enabled(row, value),
    ]


def _is_address(email: str) -> bool:
    try:
        EmailValidator()(email)
    except ValidationError:
        return False
    return len(email) <= 254


def _role(row: Row, said: str) -> list[str]:
    roles = {word.casefold(): role.value for role in RoleGiven.Role for word in (role.value, str(role.label))}
    row.role = roles.get(said.casefold(), "")
    if said and not row.role:
        return [_("“%(role)s” is no role that Muniment knows.") % {"role": said[:60]}]
    return [_("A role is given to a post, and it names none.")] if row.role and not row.post else []


def _start(row: Row, said: str) -> list[str]:
    day = _day(said)
    row.start = day.isoformat() if day else ""
    return [_("“%(day)s” is no date; write it as 2026-11-30.") % {"day": said[:40]}] if said and day is None else []


def _enabled(row: Row, value: Mapping[str, str]) -> list[str]:
    said = value.get("enabled", "").casefold()
    row.enabled = said not in NO
    return (
        [] if said in NO | YES else [_("“%(said)s” does not say whether the account is enabled.") % {"said": said[:40]}]
    )


def _day(text: str) -> date | None:
    for number, pattern in enumerate(DAYS):
        if found := pattern.fullmatch(text):
            parts = [int(part) for part in found.groups()]
            try:
                day = date(*(parts if number == 0 else parts[::-1]))
            except ValueError:
                return None
            return day if 1900 <= day.year <= 2100 else None
    return None


def _twice(rows: Sequence[Row], kind: str) -> list[Problem]:
    """One address on two lines: in a directory always wrong; in a plain table only where it has two names, or one post twice."""
    found = []
    counts = Counter(row.email for row in rows)
    first: dict[str, Row] = {}
    posts: set[tuple[str, str, str]] = set()
    for row in rows:
        if counts[row.email] < 2 or not row.email:
            continue
        other = first.setdefault(row.email, row)
        said = {"email": row.email, "line": other.line}
        key = (row.email, row.post.casefold(), row.unit.casefold())
        if other is not row and (kind == "entra" or other.name != row.name):
            found.append(
                Problem(row.line, _("%(email)s stands on line %(line)s already, whatever its capitals.") % said)
            )
        elif key in posts:
            found.append(Problem(row.line, _("%(email)s has the same post twice (line %(line)s).") % said))
        posts.add(key)
    return found
