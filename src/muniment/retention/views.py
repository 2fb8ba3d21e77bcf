"""Where a line is told to rule something else, and what is due."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment import clock
from muniment.people.models import Post
from muniment.registers.access import Actor, may
from muniment.registers.cells import harmless
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.form_views import add_errors, seen_version
from muniment.registers.record import register_of
from muniment.registers.views import may_create_in, person_of, record_or_404
from muniment.retention import changing, disposing
from muniment.retention.disposal_records import Disposal
from muniment.retention.due_list import AGES, SHOWN, WHICH, DueList, years_late
from muniment.retention.forms import ChangeForm
from muniment.retention.lines import RULING, RetentionLine

TABS = {
    "due": _("Due"), "soon": _("Due within a year"), "unknown": _("Cannot be computed"), "no_line": _("No line"),
    "waiting": _("Period not begun"), "lasting": _("Kept for ever"),
}  # fmt: skip
AGE_WORDS = {
    "under_1": _("Less than a year"), "1_to_3": _("1 to 3 years"), "3_to_6": _("3 to 6 years"), "over_6": _("6 years and more"),
}  # fmt: skip


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A form, then what would change, then the change: nothing is written before the person has seen the second."""
    register = register_of(RetentionLine)
    person = person_of(request)
    line = record_or_404(register, person, pk)
    actor = Actor.at_page(person)
    if not (verdict := may(actor, "change_line", register, line)):
        raise Refused(verdict.reason)
    if line.state == line.State.ENDED:
        raise Invalid("This line has ended.")
    posted = request.method == "POST"
    form = ChangeForm(request.POST if posted else None, instance=RetentionLine.objects.get(pk=pk))
    context: dict[str, Any] = {"register": register, "record": line, "form": form, "version": line.version}
    if not posted or not form.is_valid():
        return render(request, "retention/change.html", context, status=422 if posted else 200)
    values = {name: form.cleaned_data[name] for name in RULING}
    do = request.POST.get("do", "look")
    try:
        if do == "change":
            changing.change(
                actor, line, values, form.cleaned_data["why"], form.cleaned_data["start"], seen_version(request)
            )
            told = (
                _("Saved.") if form.cleaned_data["start"] <= clock.today() else _("Saved: it will hold from that day.")
            )
            messages.success(request, told)
            return HttpResponseRedirect(f"/retention-lines/{pk}/")
        context |= {"found": changing.what_if(line, values, person), "then": changing.with_values(line, values),
                    "start": form.cleaned_data["start"], "seen": do == "look", "most": changing.SHOWN}  # fmt: skip
    except Invalid as error:
        add_errors(form, error)
        return render(request, "retention/change.html", context, status=422)
    except Conflict as error:
        form.add_error(None, f"{error} Look at the line again, then send this once more.")
        return render(request, "retention/change.html", {**context, "version": error.record.version}, status=409)
    name = "retention/change.html" if do == "again" else "retention/what_if.html"
    return render(request, name, {**context, "given": _given(request)})


def _given(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form was told, for the page that asks once more."""
    return [(name, request.POST[name]) for name in (*RULING, "start", "why", "seen_version") if name in request.POST]


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What is due for disposal, by owner and band, and what no day can be given for."""
    asked = DueList.of(person_of(request), request.GET.dict())
    counts, backlog = asked.counts(), asked.backlog()
    chosen = {name: value for name, value in (("owner", asked.owner), ("band", asked.band)) if value}
    tabs = [(name, TABS[name], counts[name], "?" + urlencode({"which": name, **chosen})) for name in WHICH]
    aged = {"age": asked.age} if asked.age else {}
    context = {
        "asked": asked, "tabs": tabs, "rows": list(asked.shown()), "number": asked.number(), "most": SHOWN,
        "owners": asked.owners(), "bands": asked.bands(), "csv": "export.csv?" + urlencode({"which": asked.which, **chosen, **aged}),
        "ages": [(age, AGE_WORDS[age]) for age in AGES], "age_words": AGE_WORDS.get(asked.age, ""),
        "backlog": [(each, [(age, number) for age, number in each.ages.items()]) for each in backlog],
        "whole_backlog": [(age, sum(each.ages[age] for each in backlog)) for age in AGES], "late": sum(each.number for each in backlog),
    }  # fmt: skip
    return render(request, "retention/due.html", context)


@require_safe
def due_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as a file, whole."""
    asked = DueList.of(person_of(request), request.GET.dict())
    headers = {"Content-Disposition": f'attachment; filename="disposal-{asked.which}.csv"'}
    return StreamingHttpResponse(_lines(asked), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(asked: DueList) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    head = ("Register", "Record", "Owner", "Service", "Line", "Band", "Due", "Years late", "Counted from", "Why not")
    rows: Iterator[tuple[Any, ...]] = (
        (each.register.title, str(each.record), str(each.row.owner or ""), str(each.row.unit), each.row.line.code if each.row.line else "",
         each.row.line.get_band_display() if each.row.line else "", each.row.due or "",
         max(years_late(each.row.due), 0) if each.row.due else "", each.row.trigger or "", each.row.why)
        for each in asked.shown(None)
    )  # fmt: skip
    for row in (head, *rows):
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def rehearse(request: HttpRequest) -> HttpResponse:
    """What of one owner's records would go, and what blocks it; from there the batch is proposed."""
    person = person_of(request)
    pk = request.POST.get("owner", "") or request.GET.get("owner", "")
    owner = Post.objects.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) <= 18 else None
    owners = [(value, title, number) for value, title, number in DueList(person).owners() if value != "none"]
    context: dict[str, Any] = {
        "owner": owner,
        "owners": owners,
        "may_propose": may_create_in(register_of(Disposal), person),
    }
    if owner is None:
        return render(request, "retention/rehearse.html", context, status=404 if pk else 200)
    if request.method == "POST":
        if not context["may_propose"]:
            raise Refused("None of the posts you hold may propose a disposal.")
        try:
            made = disposing.propose(
                Actor.at_page(person), owner, _disposition(request), _keys(request), request.POST.get("why", "").strip()
            )
        except Invalid as error:
            context["wrong"] = str(error)
        else:
            messages.success(request, _("Proposed. Two people approve it, neither of them you."))
            return HttpResponseRedirect(f"/disposals/{made.pk}/")
    found = disposing.rehearse(person, owner)
    dispositions = [
        (each, label, found.by_disposition[each])
        for each, label in Disposal.Disposition.choices
        if each in found.by_disposition
    ]
    status = 422 if "wrong" in context else 200
    return render(
        request, "retention/rehearse.html", {**context, "found": found, "dispositions": dispositions}, status=status
    )


def _disposition(request: HttpRequest) -> str:
    way = request.POST.get("disposition", "")
    if way not in disposing.DISPOSITIONS:
        raise Invalid("Choose what is done with them.")
    return way


def _keys(request: HttpRequest) -> list[tuple[str, int]]:
    """The chosen records, each as its register and number."""
    found = []
    for told in request.POST.getlist("pick"):
        slug, _space, number = told.partition(" ")
        if not number.isdecimal() or len(number) > 18:
            raise Invalid("This form is broken: rehearse it again.")
        found.append((slug, int(number)))
    return found
