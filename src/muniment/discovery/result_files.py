"""Lists of what was found as files: CSV with all rows, and a workbook with the first hundred thousand; no cell is a formula."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment import clock
from muniment.discovery.engine import looking, selecting
from muniment.discovery.engine.schema import CHANGES
from muniment.discovery.result_lists import MOST_IN_WORKBOOK, Asked
from muniment.discovery.result_words import path_given
from muniment.discovery.results import NothingYet, Result, result_for
from muniment.people.models import Person
from muniment.registers.cells import harmless
from muniment.registers.views import person_of

BLOCK = 2000
FILE = """path, folder, name, coalesce(format, kind) AS format, size, modified, decision, decision_why, line, line_why, due, hold, likely_owner, owner_sure, owner_why,
  copies, copy_of, copy_why, version_latest, version_why, near_group, personal_score, list_transform(personal, f -> f.kind || ' ' || f.count) AS personal, personal_inside,
  mismatch, risk, status, status_why, title, author, owner"""
COLUMNS: tuple[str, ...] = (
    "path", "folder", "name", "format", "size", "modified", "decision", "decision_why", "line", "line_why", "due", "hold", "likely_owner", "owner_sure", "owner_why",
    "copies", "copy_of", "copy_why", "version_latest", "version_why", "near_group", "personal_score", "personal", "personal_inside", "mismatch", "risk", "status", "status_why", "title", "author", "owner",
)  # fmt: skip
GROUP = ("kept", "files", "bytes", "wasted", "least_alike", "paths", "key")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as a file: its name, what its columns are called, and its rows out of a result, as many as are wanted or all."""

    name: str
    heading: tuple[str, ...]
    rows: Callable[[Result, int | None], Iterator[dict[str, Any]]]


@require_safe
def export(request: HttpRequest, pk: int, view: str, ending: str) -> HttpResponse | StreamingHttpResponse:
    """What a list shows, all pages of it. 404 where there is none, as on the page of the list."""
    listed = _changes(request) if view == "changes" else _list(Asked.of(view, request.GET.dict()))
    person = person_of(request)
    if ending not in {"csv", "xlsx"}:
        raise Http404
    try:
        with result_for(person, pk) as result:  # whoever may not see it is told before the first byte
            name = f"{view}-{result.place.pk}"
    except NothingYet as none:
        raise Http404 from none
    written = _csv if ending == "csv" else _xlsx
    kind = (
        "text/csv; charset=utf-8"
        if ending == "csv"
        else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response = StreamingHttpResponse(written(person, pk, listed), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _changes(request: HttpRequest) -> Listed:
    """As the page of changes is narrowed."""
    change, folder = request.GET.get("change", ""), path_given(request, "folder").strip("/")
    return Listed(
        "changes",
        tuple(CHANGES.names),
        lambda result, most: looking.every_change(result.connection, change, folder, most),
    )


def _list(asked: Asked) -> Listed:
    name = asked.chosen.view
    if name in selecting.GROUPS:
        return Listed(name, GROUP, lambda result, most: _groups(result, asked, most))
    return Listed(
        name,
        COLUMNS,
        lambda result, most: selecting.every(result.connection, asked.chosen, asked.order, FILE, most),
    )


def _groups(result: Result, asked: Asked, most: int | None) -> Iterator[dict[str, Any]]:
    after, left = "", most if most is not None else float("inf")
    while left > 0:
        page = selecting.groups(result.connection, asked.chosen, after, int(min(BLOCK, left)))
        yield from page.rows
        left -= len(page.rows)
        if not (after := page.after):
            return


def _rows(person: Person, pk: int, listed: Listed, most: int | None = None) -> Iterator[list[Any]]:
    """The rows; the result stays open while they are read."""
    with result_for(person, pk) as result:
        for row in listed.rows(result, most):
            yield [_plain(row[name]) for name in listed.heading]


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(clock.LONDON).replace(tzinfo=None, microsecond=0)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return round(value, 4) if isinstance(value, float) else value


def _csv(person: Person, pk: int, listed: Listed) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    buffer.write("\ufeff")
    writer.writerow(listed.heading)
    for number, row in enumerate(_rows(person, pk, listed), 1):
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
        if number % BLOCK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _xlsx(person: Person, pk: int, listed: Listed) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet(listed.name[:31])
            bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "d mmm yyyy"})
            for number, name in enumerate(listed.heading):
                sheet.write_string(0, number, name, bold)
            sheet.set_column(0, 0, 60)
            sheet.freeze_panes(1, 0)
            line = 0
            for line, row in enumerate(_rows(person, pk, listed, MOST_IN_WORKBOOK), 1):
                for number, value in enumerate(row):
                    if isinstance(value, str | bool):
                        sheet.write_string(line, number, str(value)[:32767])
                    elif isinstance(value, date):
                        sheet.write_datetime(line, number, value, day)
                    else:
                        sheet.write_number(line, number, value)
            if line >= MOST_IN_WORKBOOK:
                sheet.write_string(line + 1, 0, _("There may be more: the CSV has all rows."))
        file.seek(0)
        while block := file.read(1 << 16):
            yield block
