"""Home, the accessibility statement, errors."""

from typing import Any

from allauth.account import views as door
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from muniment import clock
from muniment.administration import rights, setting_up
from muniment.registers.views import person_of
from muniment.reporting.models import Edition
from muniment.web.duties import home_of
from muniment.web.oversight import oversight_of


def home(request: HttpRequest) -> HttpResponse:
    """My duties: what is late, what is due this week, what comes later, what waits for me or for others; to a stranger the door."""
    if not request.user.is_authenticated:
        return door.login(request)  # type: ignore[no-any-return]
    person = person_of(request)
    duties = home_of(person)
    # Whoever has no duties, a councillor say, comes for what was reported.
    editions = Edition.objects.visible_to(person).order_by("-frozen_at")[:3] if duties.none else []
    new = duties.none and rights.administers(person)
    step = next((each for each in setting_up.steps() if each.next), None) if new else None
    context = {
        "next_step": step,
        "duties": duties,
        "oversight": oversight_of(person),
        "editions": editions,
        "today": clock.today(),
    }
    return render(request, "web/home.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "web/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a page that must need nothing
    return HttpResponse(
        "<!doctype html><html lang='en-GB'><title>Something broke - Muniment</title><h1>Something broke</h1>"
        "<p>Nothing of what was saved before is lost. Go back and try again; if it happens again, tell whoever runs "
        "Muniment at your council when it happened.</p></html>",
        status=500,
    )
