"""Tables that anybody's programme may fetch: CSV that no spreadsheet takes for a formula, from any origin, kept by caches."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from muniment.organisation import public
from muniment.people.models import Body
from muniment.registers.cells import harmless


def as_csv(request: HttpRequest, name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A table under a name of a file."""
    return answer(request, name, table(headings, rows))


def table(headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """Lines under headings. Numbers stay numbers; all else is text."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([str(each) for each in headings])
    writer.writerows([each if isinstance(each, int) else harmless(str(each)) for each in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def answer(request: HttpRequest, name: str, content: bytes) -> HttpResponseBase:
    """A table that is made, under a name of a file."""
    found = public.answer(request, content, "text/csv; charset=utf-8")
    found["Access-Control-Allow-Origin"] = "*"  # anybody's programme may read what anybody may read
    found["Content-Disposition"] = f'attachment; filename="{name}"'
    return found


def council() -> int | None:
    """The body whose pages these are: bodies that it owns publish for themselves."""
    found: int | None = Body.objects.filter(owned_by=None).order_by("pk").values_list("pk", flat=True).first()
    return found


def page_asked(request: HttpRequest) -> int:
    """The number of the page that an address asks for; what is none is 0, which no list has."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else 0
