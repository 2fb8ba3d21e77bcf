"""The page of a quarter, and its figures as a file."""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment import clock
from muniment.registers.cells import harmless
from muniment.registers.spans import Span, around, recent
from muniment.registers.views import person_of
from muniment.reporting.quarter.figures import Table, tables


def _asked(request: HttpRequest) -> Span:
    text = request.GET.get("of", "")
    span = Span.read(text) if text else around(clock.today(), 3)
    if span is None:
        raise Http404
    return span


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A quarter in tables: each number opens the list that it counts."""
    person, span = person_of(request), _asked(request)
    found = tables(person, span)
    quarters = list(reversed(recent(clock.today(), quarters=True)))
    context = {"span": span, "quarters": quarters, "tables": found, "over": span.days[1] <= clock.today()}
    return render(request, "reporting/quarter.html", context)


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same as CSV, each figure with its definition."""
    person, span = person_of(request), _asked(request)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([_("Table"), _("Line"), _("Figure"), _("Number"), _("What it counts")])
    for table in tables(person, span):
        for row in _rows(table):
            rows.writerow([harmless(cell) for cell in row])
    headers = {"Content-Disposition": f'attachment; filename="quarter-{span.first:%Y-%m}.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _rows(table: Table) -> list[list[str]]:
    found = []
    for line, cells in table.rows():
        found += [[table.title, line.title, each.title, str(one.value), each.explain] for each, one in cells if one]
        if table.share:
            found.append([table.title, line.title, _("Share in time"), line.share or "–", table.share])
    return found
