"""The calendar of what is due, and its private links."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from muniment.operations.site import site
from muniment.registers.views import person_of
from muniment.web import calendars

NAME = 100


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """A month of one's own duties, or of all clocks that one may see."""
    person = person_of(request)
    clocks = request.GET.get("show") == calendars.CLOCKS
    shown = calendars.month_of(person, request.GET.get("month", ""), clocks=clocks)
    feeds = [(each, calendars.shows_clocks(each)) for each in calendars.feeds_of(person)]
    context = {"month": shown, "feeds": feeds, "clocks": clocks, "kept": f"&show={calendars.CLOCKS}" if clocks else ""}
    return render(request, "web/calendar.html", context)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new private link, shown this once."""
    person = person_of(request)
    name = "".join(letter for letter in request.POST.get("name", "") if letter.isprintable()).strip()[:NAME]
    clocks = request.POST.get("show") == calendars.CLOCKS
    secret = calendars.make_feed(person, name or _("My calendar"), clocks=clocks)
    context = {"address": f"{site()}/calendar/feed/{secret}.ics"}
    return render(request, "web/calendar_link.html", context)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a link: from then on a calendar that has it reads nothing."""
    if not calendars.revoke_feed(person_of(request), pk):
        raise Http404
    messages.success(request, _("That link no longer works."))
    return HttpResponseRedirect("/calendar/#links")


@require_safe
@never_cache
def feed(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001 - the secret says who asks
    """What a calendar reads; without a link that works, as if there were nothing."""
    link = calendars.read_link(secret)
    if link is None:
        raise Http404
    headers = {"Content-Disposition": 'inline; filename="duties.ics"'}
    made = calendars.feed(link.person, site(), clocks=calendars.shows_clocks(link))
    return HttpResponse(made, content_type="text/calendar; charset=utf-8", headers=headers)
