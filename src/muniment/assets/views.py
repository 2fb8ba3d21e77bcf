"""The pages that say where something is kept, and who leaves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muniment.assets.leavers import leavers
from muniment.assets.where import answers, whom_to_ask
from muniment.registers.views import person_of

LONGEST = 200


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """What somebody has, in a few words, and where it may be kept."""
    asked = request.GET.get("what", "").replace("\0", "").strip()[:LONGEST]
    found = answers(person_of(request), asked) if asked else []
    context = {"asked": asked, "found": found, "posts": whom_to_ask(), "most": LONGEST}
    return render(request, "assets/where.html", context)


@require_safe
def leaving(request: HttpRequest) -> HttpResponse:
    """Who leaves, what is handed over, and what still names their post."""
    found = leavers(person_of(request))
    context = {"leavers": found, "without": sum(each.handover is None for each in found)}
    return render(request, "assets/leavers.html", context)
