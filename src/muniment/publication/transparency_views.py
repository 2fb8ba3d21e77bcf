"""Open data: item by period for those who publish it, the fifteen items entered, and the pages of the public."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from muniment.organisation import public
from muniment.publication import public_data, public_files, transparency_code, transparency_grid
from muniment.publication.transparency_register import items
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.listing import moment_of
from muniment.registers.views import may_create_in, person_of
from muniment.tables.judging import home_of


@require_safe
def grid(request: HttpRequest) -> HttpResponse:
    """What was published on time, late, and not at all; as far as the reader may see it."""
    moment = moment_of(request.GET.dict())
    rows = transparency_grid.rows_of(person_of(request), moment)
    context = {
        "moment": moment, "grids": transparency_grid.grids(rows, moment), "totals": transparency_grid.totals(rows, moment),
        "share": transparency_grid.on_time(rows, moment),
    }  # fmt: skip
    return render(request, "publication/transparency.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Shows which of the fifteen are not there, and enters them when it is sent."""
    person = person_of(request)
    actor = Actor.at_page(person)
    unit = home_of(actor, items) if may_create_in(items, person) else None
    if unit is None:
        raise Refused(_("None of the posts you hold may enter items of open data."))
    wrong = ""
    if request.method == "POST":
        try:
            number = transparency_code.enter(actor, unit)
        except Invalid as error:
            wrong = str(error)
        else:
            told = ngettext(
                "%(n)s item was entered. Name its owner.", "%(n)s items were entered. Name their owners.", number
            )
            messages.success(request, told % {"n": number})
            return HttpResponseRedirect(f"/{items.slug}/?of_the_code=yes")
    context = {"register": items, "left": transparency_code.left(unit), "unit": unit, "wrong": wrong}
    return render(request, "publication/enter_code.html", context, status=422 if wrong else 200)


@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """The data sets with what was published of each; before anything was, there is no such page."""
    found = public_data.page(public_files.page_asked(request))
    if found is None or not found.whole:
        raise Http404
    return public.page(request, "publication/data.html", {"found": found})


@require_safe
def as_csv(request: HttpRequest) -> HttpResponseBase:
    rows = list(public_data.rows())
    if not rows:
        raise Http404
    return public_files.as_csv(request, "open-data.csv", public_data.HEADINGS, rows)
