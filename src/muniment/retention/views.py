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
from muniment.people.models import Post, Unit
from muniment.registers.access import Actor, may
from muniment.registers.cells import harmless
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.form_views import add_errors, seen_version
from muniment.registers.record import register_of
from muniment.registers.views import may_create_in, person_of, record_or_404
from muniment.retention import changing, disposing
from muniment.retention.backlog import AGES, years_late
from muniment.retention.disposal_records import Disposal
from muniment.retention.due_list import MORE, OF_A_TAB, SHOWN, WHICH, DueList
from muniment.retention.forms import ChangeForm
from muniment.retention.lines import RULING, RetentionLine

TABS = {
    "due": _("Due"), "soon": _("Due within a year"), "unknown": _("Cannot be computed"), "no_line": _("No line"),
    "waiting": _("Period not begun"), "lasting": _("Kept for ever"),
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


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The parameters of the list: of what may have several values all of them."""
    return {**request.GET.dict(), **{name: request.GET.getlist(name) for name in MORE if name in request.GET}}


def _narrowed(asked: DueList) -> list[str]:
    """In words what the list is narrowed by besides what its form asks."""
    words: dict[str, Any] = {
        "unit": _("of %s"), "within": _("of %s and all below it"), "age": _("due for: %s"), "held": _("kept by a hold"), "why": "%s",
    }  # fmt: skip
    keys = [int(value) for name in ("unit", "within") for value in asked.more.get(name, ()) if value.isdecimal()]
    units = {str(pk): name for pk, name in Unit.objects.filter(pk__in=keys).values_list("pk", "name")} if keys else {}
    ages = {name: str(label) for name, (_first, _last, label) in AGES.items()}
    names = {"unit": units, "within": units, "age": ages}
    return [
        str(words[name]) % value if "%s" in str(words[name]) else str(words[name])
        for name, values in asked.more.items()
        for value in [", ".join(names.get(name, {}).get(each, each) for each in values)]
    ]


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What is due for disposal, by owner and band, and what no day can be given for."""
    asked = DueList.of(person_of(request), _asked(request))
    counts, late = asked.counts(), [] if asked.more else asked.backlog()
    chosen = {
        name: value for name, value in (("owner", asked.owner), ("band", asked.band), *asked.more.items()) if value
    }
    # Of an age there is only what is due, and of a reason only what has no day: a tab leaves them behind.
    kept = {name: value for name, value in chosen.items() if name not in OF_A_TAB}
    tabs = [(name, TABS[name], counts[name], "?" + urlencode({"which": name, **kept}, doseq=True)) for name in WHICH]
    context = {
        "asked": asked, "tabs": tabs, "rows": list(asked.shown()), "number": asked.number(), "most": SHOWN,
        "owners": asked.owners(), "bands": asked.bands(), "csv": "export.csv?" + urlencode({"which": asked.which, **chosen}, doseq=True),
        "narrowed": _narrowed(asked), "ages": [(age, words) for age, (_from, _to, words) in AGES.items()],
        "backlog": [(each, list(each.ages.items())) for each in late], "late": sum(each.number for each in late),
        "whole_backlog": [(age, sum(each.ages[age] for each in late)) for age in AGES],
    }  # fmt: skip
    return render(request, "retention/due.html", context)


@require_safe
def due_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as a file, whole."""
    asked = DueList.of(person_of(request), _asked(request))
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
         max(years_late(each.row.due, clock.today()), 0) if each.row.due else "", each.row.trigger or "", each.row.why)
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
