"""The list of a disposal of files: on a page with what became of each, as CSV, and as the very file whose digest the record keeps."""

import csv
import io
from collections.abc import Iterator

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muniment.discovery.file_disposals import FileDisposal
from muniment.discovery.file_lists import shown
from muniment.registers import evidence
from muniment.registers.cells import harmless
from muniment.registers.record import register_of
from muniment.registers.views import person_of, record_or_404

SHOWN, BLOCK = 100, 2000
COLUMNS = ("number", "path", "size", "blake3", "became", "at", "reason")


def _disposal(request: HttpRequest, pk: int) -> FileDisposal:
    found: FileDisposal = record_or_404(register_of(FileDisposal), person_of(request), pk)
    if not found.frozen:
        raise Http404
    return found


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The files, by the page."""
    disposal = _disposal(request, pk)
    given = request.GET.get("from", "0")
    start = int(given) if given.isdecimal() and len(given) < 9 else 0
    rows = list(shown(disposal, start, SHOWN + 1))
    return render(request, "discovery/disposal_files.html", {
        "disposal": disposal, "rows": rows[:SHOWN], "later": start + SHOWN if len(rows) > SHOWN else None, "first": start == 0,
    })  # fmt: skip


@require_safe
def as_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """All of them, for whoever takes them away where this installation may not."""
    disposal = _disposal(request, pk)
    response = StreamingHttpResponse(_lines(disposal), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="files-{disposal.pk}.csv"'
    return response


def _lines(disposal: FileDisposal) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    buffer.write("\ufeff")
    writer.writerow(COLUMNS)
    for number, row in enumerate(shown(disposal), 1):
        cells = ["" if row.get(name) is None else row[name] for name in COLUMNS]
        writer.writerow([harmless(each) if isinstance(each, str) else each for each in cells])
        if number % BLOCK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


@require_safe
def as_parquet(request: HttpRequest, pk: int, which: str) -> FileResponse:
    """The kept list itself: the one that was approved (`approved`), or of what became of each (`became`)."""
    disposal = _disposal(request, pk)
    digest = {"approved": disposal.frozen, "became": disposal.outcome}.get(which)
    if not digest:
        raise Http404
    name = f"files-{disposal.pk}-{which}.parquet"
    return FileResponse(
        evidence.path_of(digest).open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/vnd.apache.parquet",
    )
