"""An instant as people in London give it: a day and a time. A time that the clocks skip or show twice is asked for again."""

import re
from datetime import datetime, time, tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment import clock
from muniment.clock.counting import BadTime, local_instant

TIME = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.(\d{1,6}))?)?\s*(am|pm)?\s*(BST|GMT|UTC|Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
YEARS = (1900, 2999)
OFFSETS = {"BST": "+01:00", "GMT": "+00:00", "UTC": "+00:00", "Z": "+00:00"}


def clock_time(instant: datetime) -> str:
    """The time in London, with its zone where the clocks show that time twice: "14:05", "01:30 GMT"."""
    there = instant.astimezone(clock.LONDON)
    try:
        local_instant(there.replace(tzinfo=None, fold=0))
    except BadTime:
        return f"{there:%H:%M %Z}"
    return f"{there:%H:%M}"


def in_words(instant: datetime) -> str:
    """An instant as people read it: "Monday 26 October 2026, 9:00"."""
    there = instant.astimezone(clock.LONDON)
    return f"{there:%A} {there.day} {there:%B %Y}, {clock_time(instant).removeprefix('0')}"


class DayAndTime(forms.MultiWidget):
    """A day, chosen or typed, and a time. A programme gives both in one text."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        day = forms.DateInput({"type": "date", "aria-label": _("Day"), "class": "day"}, format="%Y-%m-%d")
        hour = forms.TextInput({"aria-label": _("Time, as 14:05"), "size": 10, "placeholder": "14:05", "class": "time"})
        super().__init__([day, hour], attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str) and value:
            day, _gap, rest = value.strip().replace("T", " ", 1).partition(" ")
            return [day, rest]
        if not isinstance(value, datetime):
            return [None, None]
        there = value.astimezone(clock.LONDON)
        # What a programme or the house itself gave to the second stays so.
        exact = there.second or there.microsecond
        return [there.date(), f"{there.time().isoformat()}{there:%z}" if exact else clock_time(value)]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return self.decompress(data[name]) if name in data else super().value_from_datadict(data, files, name)

    def subwidgets(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Each with its own id, so that what is wrong leads to the day."""
        return iter(self.get_context(name, value, attrs)["widget"]["subwidgets"])


class Instant(forms.MultiValueField):
    """An instant, given in London's time."""

    def __init__(self, **options: Any) -> None:
        missing = gettext_lazy("Enter a day and a time, for example 30 November 2026 and 14:05.")
        options.setdefault("error_messages", {"required": missing, "incomplete": missing, "invalid": missing})
        fields = (forms.DateField(error_messages={"invalid": missing}), forms.CharField(max_length=40))
        super().__init__(fields, widget=DayAndTime, require_all_fields=True, **options)

    def compress(self, values: list[Any]) -> datetime | None:
        if not values:
            return None
        day, written = values
        if day in self.empty_values:
            raise forms.ValidationError(self.error_messages["invalid"])
        if not YEARS[0] <= day.year <= YEARS[1]:
            raise forms.ValidationError(
                _("Choose a year from %(first)s to %(last)s.") % {"first": YEARS[0], "last": YEARS[1]}
            )
        if (found := TIME.fullmatch(written.strip())) is None:
            raise forms.ValidationError(_("Write the time as 14:05."))
        try:
            return local_instant(datetime.combine(day, _time(found), _zone(found[6] or "")))
        except BadTime as error:
            told = {"reason": str(error), "time": f"{_time(found):%H:%M}"}
            raise forms.ValidationError(_("%(reason)s Here: %(time)s BST or %(time)s GMT.") % told) from error
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(_("There is no such time: write it as 14:05.")) from error


def _time(told: re.Match[str]) -> time:
    hour, minute, second = (int(each or 0) for each in told.group(1, 2, 3))
    if half := (told[5] or "").lower():
        if not 1 <= hour <= 12:
            raise ValueError(told[0])
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute, second, int((told[4] or "").ljust(6, "0")))


def _zone(text: str) -> tzinfo | None:
    """The offset that was given, None where none was."""
    if not text:
        return None
    return datetime.fromisoformat(f"2026-01-01T00:00{OFFSETS.get(text.upper(), text)}").tzinfo
