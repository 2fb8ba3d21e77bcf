"""A value of a record as the text of a cell of a file, and back again: `written` is what an export says, `read` its reverse."""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext as _

from muniment import clock
from muniment.clock.counting import BadTime, local_instant
from muniment.registers.register import registry

# A cell that begins so, spaces or not, is taken for a formula by one spreadsheet or another (East Asian ones read the wide
# signs too); an apostrophe before it keeps it a text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BETWEEN = " | "  # the parts of a key; the last may be left out where the others tell enough
YES = frozenset({"yes", "y", "true", "t", "1", "x", "✓"})
NO = frozenset({"no", "n", "false", "f", "0", "-"})
SHOWN = 6
CHUNK = 400
_EXCEL_BEGINS = date(1899, 12, 30)
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.0+)?")  # 1954 to 2119
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_MONTH_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})\.?,?[-/. ]+(\d{4}|\d{2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
Field = Any


class Finds(Protocol):
    """Finds the record that a cell names."""

    def find(self, field: Field, text: str) -> Any: ...


class Wrong(Exception):
    """What a cell says is no value of its field. The message tells its owner what to do."""


def harmless(text: str) -> str:
    # A text that begins with an apostrophe of its own gets one more, so that taking one off gives it back.
    bare = text.lstrip("'")
    return f"'{text}" if bare.startswith(FORMULA) or bare.lstrip().startswith(FORMULA) else text


def clean(text: str) -> str:
    """The text of a cell as a form would keep it: trimmed, its line breaks of one kind, without what nobody sees."""
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n"))
    return text.strip()


def plain(text: str) -> str:
    """The same, without the apostrophe that our own export puts before what a spreadsheet would take for a formula."""
    bare = clean(text)
    return clean(bare[1:]) if bare.startswith("'") and harmless(bare) != bare else bare


def is_list(field: Field) -> bool:
    return isinstance(field, models.JSONField)


def written(field: Field, value: Any) -> str:
    """A field's value as text that `read` gives back: ISO days, labels of choices, relations by their key.

    Plain text: an export makes it harmless for spreadsheets itself.
    """
    if value is None:
        return ""
    if field.is_relation:
        return key_text(value)
    if field.choices:
        return _choice_written(field, value)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if is_list(field):
        return _list_written(value)
    if isinstance(value, datetime):
        return value.astimezone(clock.LONDON).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def key_of(record: Any) -> tuple[str, ...]:
    """The texts by which people tell a record apart, the keys of what it points to after its own."""
    told = registry.about(type(record))
    if told is None or not told.key:
        return (str(record),)
    parts: list[str] = []
    for name in told.key:
        field, value = told.model._meta.get_field(name), getattr(record, name)
        parts += key_of(value) if field.is_relation and value is not None else [written(field, value)]
    return tuple(parts)


def key_text(record: Any) -> str:
    """A record as the relations of others name it."""
    return BETWEEN.join(key_of(record)).rstrip(" |")


def key_paths(model: type[models.Model]) -> list[str]:
    """What a query joins so that the key of each row comes with it."""
    told = registry.about(model)
    paths: list[str] = []
    for name in told.key if told else ():
        field: Any = model._meta.get_field(name)
        if field.is_relation:
            deeper = [] if field.related_model is model else key_paths(field.related_model)
            paths += [name, *(f"{name}__{path}" for path in deeper)]
    return paths


def read(field: Field, text: str, named: "Finds | None" = None) -> Any:
    """The value that a cell's text means in a field; "" is its empty value. Raises Wrong."""
    text = plain(text)
    if field.is_relation:
        return named.find(field, text) if text and named is not None else None
    if text == "":
        return _empty(field)
    if field.choices:
        return _choice(field, text)
    if isinstance(field, models.BooleanField):
        return _boolean(text)
    if isinstance(field, models.DateTimeField):
        return _instant(text)
    if isinstance(field, models.DateField):
        return day(text)
    if isinstance(field, models.IntegerField | models.DecimalField | models.FloatField):
        return _number(field, text)
    return _list(text) if is_list(field) else text


def _empty(field: Field) -> Any:
    if is_list(field):
        return []
    return "" if isinstance(field, models.CharField | models.TextField) else None


def _choice_written(field: Field, value: Any) -> str:
    label = str(dict(field.flatchoices).get(value, value))
    try:
        return label if _choice(field, label) == value else str(value)
    except Wrong:
        return str(value)


def _choice(field: Field, text: str) -> Any:
    """By code, else by label, whatever the case."""
    asked = text.casefold()
    for wanted in (
        [value for value, _label in field.flatchoices if str(value) == text],
        [value for value, _label in field.flatchoices if str(value).casefold() == asked],
        [value for value, label in field.flatchoices if str(label).casefold() == asked],
    ):
        if len(wanted) == 1:
            return wanted[0]
    offered = ", ".join(str(label) for _value, label in field.flatchoices)
    raise Wrong(_("“%(text)s” is none of: %(offered)s.") % {"text": short(text), "offered": offered})


def _boolean(text: str) -> bool:
    asked = text.casefold()
    if asked in YES or asked == str(_("Yes")).casefold():
        return True
    if asked in NO or asked == str(_("No")).casefold():
        return False
    raise Wrong(_("“%(text)s” is neither yes nor no.") % {"text": short(text)})


def day(text: str) -> date:
    """A day as people and spreadsheets write it; a number alone is a day of Excel's. Day before month, as in Britain."""
    text = _MIDNIGHT.sub("", " ".join(text.split()))
    try:
        if _SERIAL.fullmatch(text):
            return _EXCEL_BEGINS + timedelta(days=int(float(text)))
        if found := _YEAR_FIRST.fullmatch(text):
            return date(*(int(part) for part in found.groups()))
        if found := _DAY_FIRST.fullmatch(text):
            return date(year_of(found[3]), int(found[2]), int(found[1]))
        if (found := _MONTH_IN_WORDS.fullmatch(text)) and (month := month_of(found[2])):
            return date(year_of(found[3]), month, int(found[1]))
    except ValueError:
        pass
    raise Wrong(_("“%(text)s” is no date: write it as 2026-11-30 or 30/11/2026.") % {"text": short(text)})


def month_of(name: str) -> int:
    lower = name.lower()
    if lower in _FULL:
        return _FULL.index(lower) + 1
    return _MONTHS.index(lower[:3]) + 1 if lower in {*_MONTHS, "sept"} else 0


def year_of(text: str) -> int:
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 69 else 1900)
    return year


def _instant(text: str) -> datetime:
    try:
        return local_instant(datetime.fromisoformat(text))
    except BadTime as error:
        raise Wrong(str(error)) from error
    except ValueError as error:
        raise Wrong(
            _("“%(text)s” is no date with a time: write it as 2026-11-30 14:05.") % {"text": short(text)}
        ) from error


def _number(field: Field, text: str) -> Any:
    try:
        found = Decimal(re.sub(r"[,\s£]", "", text))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found.adjusted()) > 30:
        raise Wrong(_("“%(text)s” is no number.") % {"text": short(text)})
    if isinstance(field, models.IntegerField):
        if found != found.to_integral_value():
            raise Wrong(_("“%(text)s” is no whole number.") % {"text": short(text)})
        return int(found)
    return float(found) if isinstance(field, models.FloatField) else found


def _list(text: str) -> Any:
    """One thing on each line, or parted by semicolons on one line."""
    if text[0] in "[{":
        try:
            return json.loads(text)
        except ValueError:
            pass
    parts = text.split("\n") if "\n" in text else text.split(";")
    return [part for each in parts if (part := each.strip())]


def _list_written(value: Any) -> str:
    """Line by line where that reads back as the same, else as JSON."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        text = "\n".join(value)
        if (plain(text) == "" and not value) or (plain(text) == text != "" and _list(text) == value):
            return text
    return json.dumps(value)


def short(text: str) -> str:
    """So much of a text as a message bears."""
    return text if len(text) <= 60 else text[:59] + "…"
