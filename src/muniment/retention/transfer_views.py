"""What is handed over to the archives, as files to download at the page of a disposal."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from muniment.registers.record import register_of
from muniment.registers.views import person_of, record_or_404
from muniment.retention import transfers
from muniment.retention.disposal_records import Disposal


def _disposal(request: HttpRequest, pk: int) -> Disposal:
    found: Disposal = record_or_404(register_of(Disposal), person_of(request), pk)
    return found


@require_safe
def bag(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The bag, streamed."""
    disposal = _disposal(request, pk)
    headers = {"Content-Disposition": f'attachment; filename="{transfers.name_of(disposal)}.zip"'}
    content = transfers.bag(person_of(request), disposal)
    return StreamingHttpResponse(content, content_type="application/zip", headers=headers)


@require_safe
def accession(request: HttpRequest, pk: int) -> HttpResponse:
    """The accession, as AtoM reads it."""
    disposal = _disposal(request, pk)
    headers = {"Content-Disposition": f'attachment; filename="accession-{transfers.name_of(disposal)}.csv"'}
    content = transfers.accession_of(person_of(request), disposal)
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
