"""The pages on which a report is begun, written, sent for clearance and frozen."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from muniment import clock
from muniment.people.standing import standing_of
from muniment.registers.access import Actor, may
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.form_views import add_errors
from muniment.registers.record import register_of
from muniment.registers.register import registry
from muniment.registers.services import Change, write
from muniment.registers.views import person_of, record_or_404
from muniment.reporting import forms, freezing, kinds, services
from muniment.reporting.models import Clearance, Report
from muniment.reporting.rules import IMPLICATIONS, TEXTS


def begin(request: HttpRequest, slug: str, pk: int, kind: str = "") -> HttpResponse:
    """Make the report: a draft with what is known already; the rest is asked on its own page. Of several kinds the first, or one by its name."""
    person = person_of(request)
    register = registry.named(slug)
    assert register is not None
    subject = record_or_404(register, person, pk)
    if kind not in {"", *(each.name for each in kinds.about(slug))}:
        raise Http404
    actor = Actor.at_page(person)
    made = services.draft_for(subject, kind_name=kind)
    if not (verdict := may(actor, "create", register_of(Report), made)):
        raise Refused(verdict.reason)
    initial = {"title": made.title, "as_at": made.as_at, "late_on": made.late_on}
    # A plain button on the plan's page posts nothing: what is usual is taken, and can be changed.
    posted = request.POST if "title" in request.POST else initial
    form = (made.how.form or forms.Begin)(posted if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            report = services.create(actor, subject, kind, **form.cleaned_data)
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(
                request, _("The draft is made. Below stands what is to be put right before it can be frozen.")
            )
            return HttpResponseRedirect(f"/reports/{report.pk}/")
    drafts = Report.objects.visible_to(person).filter(**made.same(), state=Report.State.DRAFT).order_by("-as_at", "-pk")
    context = {"subject": subject, "register": register, "made": made, "form": form, "drafts": drafts[:5]}
    return render(request, "reporting/begin.html", context, status=422 if request.method == "POST" else 200)


def choose(request: HttpRequest, kind: str, where: str) -> HttpResponse:
    """Of what a report speaks: offered is what the reader has the role for; then it is begun as from its own page, at `where`."""
    person = person_of(request)
    units = standing_of(person).units_of(register_of(Report).access.roles_for("create"))
    if not units:
        raise Refused(_("None of the posts you hold may make a report."))
    form = forms.About(units, data=request.GET if "about" in request.GET else None)
    if form.is_valid():
        return HttpResponseRedirect(f"/{form.cleaned_data['about']}/{where}")
    return render(
        request,
        "reporting/choose.html",
        {"form": form, "begun": kinds.of(kind).begun},
        status=422 if form.is_bound else 200,
    )


def words(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One text, or the answer under one heading."""
    actor, report = _editable(request, pk)
    labels = {**TEXTS, **{each: IMPLICATIONS[each] for each in report.how.implications}}
    if name not in labels:
        raise Http404
    typed = report.texts if name in TEXTS else report.implications
    explain = _(
        "Figures come by name, never typed: a name below in double braces becomes the number, and opens its list."
    )
    if name == "recommendations":
        explain = _("One on each line; they are numbered.") + " " + explain
    if name in IMPLICATIONS:
        explain = _("“No specific impact” is an answer; nothing is not.") + " " + explain
    form = forms.Words(request.POST or None, initial={"text": typed.get(name, "")})
    form.fields["text"].label = str(labels[name])
    form.fields["text"].help_text = explain
    return _asked(
        request, report, form, str(labels[name]),
        lambda data: services.write_words(actor, report, name, data["text"], data["seen_version"]), figures=report.how.offered(),
    )  # fmt: skip


def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The template: Markdown with placeholders, which a council changes as it likes."""
    actor, report = _editable(request, pk)
    form = forms.Template(request.POST or None, initial={"text": report.template})
    return _asked(
        request, report, form, _("Template"),
        lambda data: write(actor, [Change(report, {"template": data["text"]}, "edit", seen_version=data["seen_version"])]),
        figures=report.how.offered(),
    )  # fmt: skip


def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the report to a post for clearance."""
    person = person_of(request)
    report: Report = record_or_404(register_of(Report), person, pk)
    actor = Actor.at_page(person)
    asked = Clearance(unit_id=report.unit_id, report=report)
    if not (verdict := may(actor, "send", register_of(Clearance), asked)):
        raise Refused(verdict.reason)
    form = forms.Send(request.POST or None, initial={"sent_on": clock.today(), "role": request.GET.get("role", "")})
    return _asked(
        request, report, form, _("Send for clearance"), lambda data: services.send(actor, report, data), _("Send")
    )


def required(request: HttpRequest, pk: int) -> HttpResponse:
    """Which clearances the report needs."""
    actor, report = _editable(request, pk)
    form = forms.Required(request.POST or None, initial={"roles": report.required_clearances})
    return _asked(
        request, report, form, _("Clearances that are needed"), lambda data: services.require(actor, report, data)
    )


def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Freezes the report: from then on it stands as it is."""
    person = person_of(request)
    report: Report = record_or_404(register_of(Report), person, pk)
    if request.method != "POST":
        return HttpResponseRedirect(f"/reports/{pk}/")
    seen = request.POST.get("seen_version", "")
    try:
        edition = freezing.freeze(Actor.at_page(person), report, int(seen) if seen.isdecimal() else None)
    except (Invalid, Conflict) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(f"/reports/{pk}/")
    messages.success(request, _("Frozen. It can be made again for this date, and will say the same."))
    return HttpResponseRedirect(f"/editions/{edition.pk}/")


def _editable(request: HttpRequest, pk: int) -> tuple[Actor, Report]:
    person = person_of(request)
    register = register_of(Report)
    report: Report = record_or_404(register, person, pk)
    actor = Actor.at_page(person)
    if not (verdict := may(actor, "edit", register, report)):
        raise Refused(verdict.reason)
    return actor, report


def _asked(
    request: HttpRequest,
    report: Report,
    form: Any,
    heading: str,
    do: Callable[[Any], Any],
    button: str = "",
    **more: Any,
) -> HttpResponse:
    """One question in the manner of the house: what was typed is never lost."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except Invalid as error:
            add_errors(form, error)
        except Conflict as error:
            form.add_error(None, f"{error} What you typed stands below; look at the report again before you send it.")
            report = error.record or report
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(f"/reports/{report.pk}/")
    seen = report.version if request.method != "POST" or form.is_valid() else request.POST.get("seen_version")
    context = {
        "register": register_of(Report), "record": report, "form": form, "heading": heading, "button": button or _("Save"),
        "version": seen or report.version, **more,
    }  # fmt: skip
    return render(request, "reporting/ask.html", context, status=422 if request.method == "POST" else 200)
