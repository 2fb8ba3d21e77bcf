"""The page of who answers for how much."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muniment.organisation import ownership
from muniment.registers.views import person_of


@require_safe
def owners(request: HttpRequest) -> HttpResponse:
    """Every post that answers for something, the vacant ones and the one with too much told apart."""
    loads = ownership.loads(person_of(request))
    vacant = [load for load in loads if not load.holders]
    context = {
        "loads": loads, "vacant": vacant, "waiting": sum(load.number for load in vacant),
        "too_much": [load for load in loads if load.too_much], "all": sum(load.number for load in loads),
    }  # fmt: skip
    return render(request, "organisation/owners.html", context)
