"""The pages of incidents besides those of every register: the report in two minutes, patterns over time, what befell an asset."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment.incidents import patterns
from muniment.incidents.cases import Incident
from muniment.incidents.questions import Report
from muniment.incidents.registers import AFFECTS, incidents
from muniment.registers import links
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.form_views import add_errors
from muniment.registers.listing import moment_of
from muniment.registers.services import Change, write
from muniment.registers.views import address_of, person_of, record_or_404, register_or_404


def report(request: HttpRequest) -> HttpResponse:
    """Anybody says what happened; what they may not judge they are not asked. They see afterwards what becomes of it."""
    person = person_of(request)
    posted = request.method == "POST"
    form = Report(person, data=request.POST if posted else None, initial=request.GET.dict())
    if posted and form.is_valid():
        made = Incident()
        try:
            write(Actor.at_page(person), [Change(made, dict(form.cleaned_data), verb="create")])
        except Invalid as error:
            add_errors(form, error)
        else:
            told = _(
                "Reported as %(ref)s. Thank you. Those who look into it have it before them now; what becomes of it stands here."
            )
            messages.success(request, told % {"ref": made.reference()})
            return HttpResponseRedirect(address_of(incidents, made.pk))
    context = {"register": incidents, "form": form, "heading": _("Report an incident")}
    return render(request, "incidents/report.html", context, status=422 if posted else 200)


@require_safe
def patterns_page(request: HttpRequest) -> HttpResponse:
    """How many incidents there were, by month, cause, service and what they touched, near misses apart."""
    found = patterns.found(person_of(request), moment_of(request.GET.dict()), request.GET)
    # Drawing elements and attributes only: `charts` keeps no others, and the words in it are the numbers' own.
    picture = mark_safe(found.picture)  # noqa: S308
    return render(request, "incidents/patterns.html", {"found": found, "moment": found.moment, "picture": picture})


@require_safe
def affecting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The incidents that a record is affected by; one that a person may not see is as one that is not there."""
    register = register_or_404(slug)
    if not any(relation.name == AFFECTS.relation and slug in relation.ends for relation in incidents.relations):
        raise Http404
    person = person_of(request)
    touched = record_or_404(register, person, pk)
    linked = [
        each.record
        for each in links.of_record(person, slug, pk)
        if isinstance(each.record, Incident) and each.link.removed_at is None
    ]
    rows = sorted(linked, key=lambda each: each.noticed_at, reverse=True)
    return render(request, "incidents/affecting.html", {"touched": touched, "rows": rows, "register": incidents})
