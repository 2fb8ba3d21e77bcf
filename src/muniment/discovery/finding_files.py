"""The files of a finding, for whoever may read the finding: who answers for a folder sees what lies there, and no more of the share."""

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from muniment.discovery import given_for, personal_said
from muniment.discovery.engine import questions, selecting
from muniment.discovery.engine.misplaced import declare
from muniment.discovery.engine.worklists import is_whole
from muniment.discovery.result_files import COLUMNS, FILE, _plain
from muniment.discovery.result_lists import HEADINGS
from muniment.discovery.results import MEMORY, address_of, lines_named
from muniment.discovery.share_findings import Kind, ShareFinding, State
from muniment.people.models import Person
from muniment.registers.access import sees
from muniment.registers.cells import harmless
from muniment.registers.record import register_of
from muniment.registers.views import person_of, record_or_404

SHOWN, BLOCK = 50, 2000
# Of each kind the list of the result that its files are, and what narrows that.
LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    Kind.COPIES: ("files", {"decision": "redundant"}),
    Kind.OVERDUE: ("overdue", {}),
    Kind.PERSONAL: ("personal", {"misplaced": "yes"}),
    Kind.ORPHAN: ("files", {}),
    Kind.UNPLANNED: ("files", {}),
    Kind.AT_RISK: ("at-risk", {}),
}
PERSONAL_RULE = gettext_lazy(
    "files with a number by which somebody can be looked up or robbed (NHS, National Insurance, tax, pupil, passport, driving licence, bank account, payment card), and lists of people: twenty values and more, twenty in 1,000 words. "
    "They are in the wrong place where no place of the file plan covers the folder and no asset that is said to hold personal data, where each asset that is kept there is said to hold none, and wherever the name of a folder says that many read it. "
    "Move them or let them go; or, if they belong there, say so of the folder in the file plan, or of the asset."
)
WHOLE = frozenset({Kind.ORPHAN, Kind.UNPLANNED})


def chosen_for(finding: ShareFinding) -> selecting.Chosen | None:
    """The files of a finding as a list of the result; None where it has none."""
    if finding.kind not in LISTS or finding.state == State.GONE:
        return None
    view, given = LISTS[finding.kind]
    if finding.kind == Kind.OVERDUE:
        given = {"line": finding.line.code if finding.line else selecting.NOBODY}
    if finding.kind in WHOLE or is_whole(finding.folder):
        return selecting.Chosen(view, finding.folder, given)
    return selecting.Chosen(view, "", {**given, "here": finding.folder})


def shown_with(person: Person, finding: ShareFinding) -> Mapping[str, Any]:
    """What the page of a finding shows besides."""
    notes = [(_("What counts here:"), PERSONAL_RULE)] if finding.kind == Kind.PERSONAL else []
    return {"notes": notes, "sees_place": sees(person, finding.place), "has_files": chosen_for(finding) is not None, "found": address_of(finding.place)}  # fmt: skip


@contextmanager
def opened(finding: ShareFinding) -> Iterator[tuple[duckdb.DuckDBPyConnection, selecting.Chosen]]:
    """The result in which a finding's files are. 404 where there are none to show."""
    chosen = chosen_for(finding)
    if chosen is None or given_for.told_of(finding.place).get("root") != finding.place.address:
        raise Http404
    try:
        with questions.opened(finding.place.result, MEMORY) as connection:
            if finding.kind == Kind.PERSONAL:
                declare(connection, personal_said.declared(finding.place, connection))
            yield connection, chosen
    except questions.Unanswerable as error:
        raise Http404 from error


def _finding(request: HttpRequest, pk: int) -> ShareFinding:
    found: ShareFinding = record_or_404(register_of(ShareFinding), person_of(request), pk)
    return found


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of its files."""
    finding = _finding(request, pk)
    with opened(finding) as (connection, chosen):
        view = selecting.VIEWS[chosen.view]
        try:
            rows = selecting.files(connection, chosen, view.order, request.GET.get("after", ""), SHOWN)
        except selecting.BadMark as error:
            raise Http404 from error
        counted = selecting.counted(connection, chosen)
    return render(request, "discovery/finding_files.html", {
        "finding": finding, "rows": rows.rows, "after": rows.after, "first": not request.GET.get("after"), "counted": counted, "headings": [(name, *HEADINGS[name]) for name in view.columns],
        "lines": lines_named(person_of(request), [each["line"] for each in rows.rows]), "base": address_of(finding.place), "sees_place": sees(person_of(request), finding.place),
        "rule": PERSONAL_RULE if finding.kind == Kind.PERSONAL else "",
    })  # fmt: skip


@require_safe
def as_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """All of its files as CSV."""
    finding = _finding(request, pk)
    with opened(finding):  # whoever may not see it is told before the first byte
        pass
    response = StreamingHttpResponse(_lines(finding), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="files-of-finding-{finding.pk}.csv"'
    return response


def _lines(finding: ShareFinding) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    buffer.write("\ufeff")
    writer.writerow(COLUMNS)
    with opened(finding) as (connection, chosen):
        for number, row in enumerate(selecting.every(connection, chosen, "path", FILE), 1):
            cells = [_plain(row[name]) for name in COLUMNS]
            writer.writerow([harmless(each) if isinstance(each, str) else each for each in cells])
            if number % BLOCK == 0:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue()
