"""For staff: how often what is published answers, month by month; and what is published on a request that came in."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment.publication import deflection, offering
from muniment.registers.record import register_of
from muniment.registers.views import person_of, record_or_404
from muniment.requests.requests import InformationRequest


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The figures, with what they count beside them; for everybody who is signed in, since they tell of nobody."""
    found = deflection.months()
    context = {"months": found, "all": deflection.together(found)}
    return render(request, "publication/deflection.html", context)


@require_safe
def file(_request: HttpRequest) -> HttpResponse:
    """The rows that are counted."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([_("Day"), *(str(each.label) for each in offering.PROVIDERS), _("What came of it")])
    rows.writerows(deflection.rows())
    headers = {"Content-Disposition": 'attachment; filename="offers.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def of_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What is published on what a request asks: the officer may point to it, and section 21 may apply. Nothing of it is counted."""
    found = record_or_404(register_of(InformationRequest), person_of(request), pk)
    context = {"found": found, "offers": offering.offers(f"{found.subject}\n{found.text}")}
    return render(request, "publication/already.html", context)
