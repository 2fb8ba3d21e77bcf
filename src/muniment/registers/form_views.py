"""Where records are created, changed, and taken a step further."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from muniment.registers import evidence
from muniment.registers.access import Actor, may
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.forms import form_for
from muniment.registers.register import Step
from muniment.registers.services import Change, write
from muniment.registers.templatetags.registers import said
from muniment.registers.views import (
    address_of,
    may_create_in,
    person_of,
    record_or_404,
    register_or_404,
    summary,
)


def create(request: HttpRequest, slug: str) -> HttpResponse:
    register = register_or_404(slug)
    if not register.creatable or not may_create_in(register, person_of(request)):
        raise Refused("None of the posts you hold may create this.")
    form_class = form_for(register, person_of(request))
    form = form_class(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        made = register.model()
        try:
            write(Actor.at_page(person_of(request)), [Change(made, dict(form.cleaned_data), verb="create")])
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(one)s created.") % {"one": register.one.capitalize()})
            return HttpResponseRedirect(address_of(register, made.pk))
    return render(
        request, "registers/form.html", {"register": register, "form": form, "heading": f"New {register.one}"}
    )


def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    register = register_or_404(slug)
    person = person_of(request)
    found = record_or_404(register, person, pk)
    actor = Actor.at_page(person)
    if not register.fields or not (verdict := may(actor, "edit", register, found)):
        raise Refused(verdict.reason if register.fields else "This is not edited by hand.")
    form_class = form_for(register, person, found)
    posted = request.method == "POST"
    # The form is bound to a copy: the record itself must stay as it was read until it is written.
    form = form_class(request.POST if posted else None, instance=register.model._default_manager.get(pk=pk))
    context = {
        "register": register,
        "record": found,
        "form": form,
        "heading": f"Change {found}",
        "version": found.version,
    }
    if posted and form.is_valid():
        try:
            seen = seen_version(request)
            change = Change(found, dict(form.cleaned_data), "edit", request.POST.get("why", "").strip(), seen)
            write(actor, [change])
        except Invalid as error:
            add_errors(form, error)
        except Conflict as error:
            # What was typed is kept, and stands beside what the other person saved.
            context |= {"conflict": summary(register, error.record), "version": error.record.version}
            return render(request, "registers/form.html", context, status=409)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(address_of(register, pk))
    return render(request, "registers/form.html", context, status=422 if posted else 200)


def seen_version(request: HttpRequest) -> int:
    """The version that the person had before them; without it nobody could tell whether they undo another's work."""
    told = request.POST.get("seen_version", "")
    if not told.isdecimal() or len(told) > 9:
        raise Invalid("This form has lost which version it changes: open it again.")
    return int(told)


def step(request: HttpRequest, slug: str, pk: int, name: str) -> HttpResponse:
    register = register_or_404(slug)
    person = person_of(request)
    found = record_or_404(register, person, pk)
    taken = register.step(name)
    if taken is None:
        raise Http404
    actor = Actor.at_page(person)
    if not (verdict := may(actor, taken.verb, register, found)):
        raise Refused(verdict.reason)
    if getattr(found, "state", "") not in taken.states or not taken.when(found):
        messages.warning(request, _("That step is not open any more: the record has moved on."))
        return HttpResponseRedirect(address_of(register, pk))
    form = form_of_step(taken, found, request)
    if request.method == "POST" and form.is_valid() and do_step(taken, actor, found, form):
        messages.success(request, _("Saved. %(done)s.") % {"done": said(taken.verb)})
        return HttpResponseRedirect(address_of(register, pk))
    context = {
        "register": register, "record": found, "form": form, "heading": taken.label, "explain": taken.explain,
        "button": taken.label, "version": form.data.get("seen_version") or found.version,
        "evidence": evidence.of_record(slug, pk) if register.evidence else [],
    }  # fmt: skip
    names = [f"registers/{slug}_step.html", "registers/form.html"]
    return render(request, names, context, status=422 if request.method == "POST" else 200)


def form_of_step(taken: Step, found: Any, request: HttpRequest) -> Any:
    """The step's form; a form that wants to know the record has it as `record`, one that offers records the `person` too."""
    options = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form_class: Any = taken.form
    if getattr(form_class, "needs_record", False):
        options["record"] = found
    if getattr(form_class, "needs_person", False):
        options["person"] = person_of(request)
    return form_class(**options)


def do_step(taken: Step, actor: Actor, found: Any, form: Any) -> bool:
    """Takes a step; what the rules say against it goes into the form, and what was typed stays there."""
    try:
        taken.do(actor, found, form.cleaned_data)
    except (Invalid, Conflict) as error:
        if isinstance(error, Invalid):
            add_errors(form, error)
        else:
            form.add_error(None, f"{error} Look at the record again, then send this once more.")
            form.data = {**form.data.dict(), "seen_version": error.record.version}
        return False
    return True


def add_errors(form: Any, error: Invalid) -> None:
    """The errors of a write, each at its field where the form has it, else above the form."""
    for name, found in error.errors.items():
        for message in found:
            form.add_error(name if name in form.fields else None, message)
