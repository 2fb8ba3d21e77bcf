"""The page of the Purview file plan: what goes out and what does not, the file itself, and a file that comes in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment.documents.paper import Unreadable
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import TableImport
from muniment.registers.record import register_of
from muniment.registers.views import person_of
from muniment.retention import purview_plan
from muniment.retention.lines import RetentionLine
from muniment.tables.applying import may_import
from muniment.tables.views import Upload

SHOWN = 20


def _lines(person: Person) -> Any:
    return RetentionLine.objects.visible_to(person).filter(state=RetentionLine.State.IN_FORCE).order_by("code")


def page(request: HttpRequest) -> HttpResponse:
    """What the file has and has not; a file that is sent here becomes an import, which is looked at next."""
    person = person_of(request)
    offered = may_import(register_of(RetentionLine), person)
    posted = request.method == "POST"
    form = Upload(request.POST, request.FILES) if posted else Upload()
    wrong: list[str] = []
    if posted and not offered:
        raise Refused(_("None of the posts you hold may create lines, so none may read them in."))
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept, proposal = purview_plan.take_in(Actor.at_page(person), file.name, file.read())
        except Unreadable as error:
            form.add_error("file", str(error))
        except Invalid as error:
            form.add_error("file", str(error))
            wrong = [message for told in error.errors.values() for message in told if message != str(error)]
        else:
            tells = proposal.left_out or proposal.ruled or proposal.notes or proposal.unread
            return HttpResponseRedirect(f"/retention-lines/purview/{kept.pk}/" if tells else _import(kept))
    plan = purview_plan.plan_of(_lines(person))
    context = {"plan": plan, "form": form, "offered": offered, "wrong": wrong}
    return render(request, "retention/purview.html", context, status=422 if posted else 200)


@require_safe
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be known of a file that came in, before its preview."""
    kept = TableImport.objects.filter(pk=pk, register="retention-lines", person=person_of(request)).first()
    if kept is None or not purview_plan.told_of(kept):
        raise Http404
    return render(
        request,
        "retention/purview_told.html",
        {"kept": kept, "told": purview_plan.told_of(kept), "next": _import(kept)},
    )


def _import(kept: TableImport) -> str:
    return f"/retention-lines/import/table/{kept.pk}/"


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The file that Purview reads; with what stands against it where it would be refused."""
    try:
        text = purview_plan.as_csv(purview_plan.plan_of(_lines(person_of(request))))
    except Invalid as error:
        for message in [str(error), *error.errors.get("", ())][:SHOWN]:
            messages.error(request, message)
        return HttpResponseRedirect("/retention-lines/purview/")
    headers = {"Content-Disposition": 'attachment; filename="file-plan.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
