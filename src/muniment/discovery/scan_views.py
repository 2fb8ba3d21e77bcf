"""How far a scan is, as a part of its page that asks again by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muniment.discovery.scans import OPEN, Scan, ScanProgress
from muniment.registers.record import register_of
from muniment.registers.views import person_of, record_or_404


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; where it is over, its state."""
    scan = record_or_404(register_of(Scan), person_of(request), pk)
    told = ScanProgress.objects.filter(scan=scan.pk).first()
    return render(request, "discovery/_progress.html", {"scan": scan, "told": told, "is_open": scan.state in OPEN})
