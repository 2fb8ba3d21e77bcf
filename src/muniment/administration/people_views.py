"""People read in at a page: a file comes in, what it would change is looked at, then all of it is applied or nothing."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment import clock
from muniment.administration import rights
from muniment.administration.models import PeopleImport
from muniment.organisation import people_file
from muniment.organisation.people_apply import apply
from muniment.organisation.people_difference import Difference
from muniment.organisation.people_file import Problem, Row
from muniment.organisation.people_plan import compare
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid
from muniment.registers.evidence import clean_name
from muniment.registers.views import person_of


class Upload(forms.Form):
    """A file of people."""

    file = forms.FileField(
        label=gettext_lazy("File"), error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("The file is empty.")},
        help_text=gettext_lazy("An export of Entra's users as CSV, or a CSV with the columns name, e-mail, post, unit, role, role for, reports to, "
                               "from. Of Entra's columns only eight are read; the file itself is not kept."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )  # fmt: skip
    full = forms.BooleanField(
        required=False, label=gettext_lazy("This is everybody: whoever is not in it has left"),
        help_text=gettext_lazy("Nobody is ended by this alone: each is proposed to you first."),
    )  # fmt: skip


def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file in; of it only the rows that are needed are kept, until they are applied."""
    person = person_of(request)
    rights.permit(person)
    form = Upload(request.POST, request.FILES) if request.method == "POST" else Upload()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            # What says itself that it is too large is not read; one byte more than may be says the same.
            table = people_file.read(file.read(people_file.LARGEST + 1))
        except Invalid as error:
            form.add_error("file", str(error))
        else:
            kept = {
                "rows": [row.kept() for row in table.rows], "dropped": list(table.dropped), "guests": table.guests,
                "problems": [[each.line, each.message] for each in table.problems],
            }  # fmt: skip
            made = PeopleImport.objects.create(
                person=person, file_name=clean_name(file.name), kind=table.kind, full=form.cleaned_data["full"], rows=kept,
                made_at=clock.now(), batch=secrets.token_hex(16),
            )  # fmt: skip
            return HttpResponseRedirect(f"/administration/people/{made.pk}/")
    mine = PeopleImport.objects.filter(person=person).defer("rows").order_by("-pk")[:10]
    context = {"form": form, "mine": mine}
    return render(
        request, "administration/people_upload.html", context, status=422 if request.method == "POST" else 200
    )


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change, against today; applied where that is what its maker looked at."""
    person = person_of(request)
    rights.permit(person)
    kept = PeopleImport.objects.filter(pk=pk, person=person).first()
    if kept is None:
        raise Http404
    if kept.state == PeopleImport.State.APPLIED:
        return render(request, "administration/people_applied.html", {"kept": kept})
    found = difference_of(kept, person)
    status = 200
    ends: set[int] = set()
    error = ""
    if request.method == "POST":
        ends = {int(each) for each in request.POST.getlist("end") if each.isdecimal() and len(each) < 18}
        if request.POST.get("seen") != found.digest():
            error, status = _("What is here has changed since you looked. This is the difference now; look again."), 409
        else:
            try:
                _apply(person, kept, found, ends)
            except Invalid as refused:
                error, status = str(refused), 422
            else:
                messages.success(request, _("Applied."))
                return HttpResponseRedirect(request.path)
    context: dict[str, Any] = {
        "kept": kept, "found": found, "ends": ends, "error": error, "dropped": kept.rows["dropped"],
        "guests": kept.rows["guests"], "total": len(kept.rows["rows"]),
    }  # fmt: skip
    return render(request, "administration/people_preview.html", context, status=status)


def difference_of(kept: PeopleImport, person: Person) -> Difference:
    """The difference between what was kept of a file and today."""
    rows = [Row(**row) for row in kept.rows["rows"]]
    return compare(rows, [Problem(*each) for each in kept.rows["problems"]], full=kept.full, by=person)


def _apply(person: Person, kept: PeopleImport, found: Difference, ends: set[int]) -> None:
    """Once, whoever presses twice; afterwards the rows are dropped, since the history has what was written."""
    left = [f"{each.person}, {each.post}" for each in found.endings if each.holding not in ends]
    with transaction.atomic():
        again = PeopleImport.objects.select_for_update().get(pk=kept.pk)
        if again.state != PeopleImport.State.PREVIEWED:
            raise Conflict(_("This was applied already."))
        done = apply(Actor.at_page(person), found, ends, batch=kept.batch, why=_("Read from %s") % kept.file_name)
        again.state, again.rows = PeopleImport.State.APPLIED, {}
        again.result = {"done": done, "not_done": found.not_done, "left": left, "vacant": found.vacant if ends else []}
        again.save()
