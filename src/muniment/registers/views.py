"""The pages of every register: list, export, record, create, edit, steps, evidence, history."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from muniment.people.models import Person
from muniment.registers import evidence, exporting, history
from muniment.registers.access import Actor, Verdict, may
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.forms import form_for
from muniment.registers.listing import Listing, moment_of
from muniment.registers.register import Register, Step, registry
from muniment.registers.services import Change, write
from muniment.registers.templatetags.registers import said


def person_of(request: HttpRequest) -> Person:
    """The person who is signed in; the middleware lets nobody else come this far."""
    if not isinstance(request.user, Person):
        raise Refused("Sign in first.")
    return request.user


def register_or_404(slug: str) -> Register:
    register = registry.named(slug)
    if register is None:
        raise Http404
    return register


def record_or_404(register: Register, person: Person, pk: int) -> Any:
    """The record, if this person may see it; one that they may not see is as one that is not there."""
    rows = register.model._default_manager.visible_to(person)
    record = rows.select_related(*register.related).filter(pk=pk).first()
    if record is None:
        raise Http404
    return record


def listing(request: HttpRequest, slug: str) -> HttpResponse:
    register = register_or_404(slug)
    shown = Listing(register, person_of(request), request.GET.dict())
    page = shown.page()
    choices = shown.choices()
    names = [f"registers/{slug}_list.html", "registers/list.html"]
    context = {
        "register": register,
        "listing": shown,
        "page": page,
        "records": page.object_list,
        "chips": shown.chips(),
        "choices": choices,
        "headings": [(column, *_sorting(shown, column.sort)) for column in register.columns],
        "may_create": register.creatable and bool(_may_create(request, register)),
        "carried": shown.carried(choices),
        "now_address": shown.address(as_at=None, late_on=None),
        "past_query": f"?as_at={shown.moment.as_at}" if shown.moment.as_at else "",
        "csv": _export_address(shown, "csv"),
        "xlsx": _export_address(shown, "xlsx"),
        "earlier": shown.page_address(page.number - 1) if page.has_previous() else "",
        "later": shown.page_address(page.number + 1) if page.has_next() else "",
    }
    return render(request, names, context)


def _sorting(shown: Listing, sort: str) -> tuple[str, str]:
    """Where the heading of a column leads, and how the list is ordered by it now (for aria-sort)."""
    if not sort:
        return "", ""
    now = shown.parameters.get("sort", shown.register.sort)
    state = {sort: "ascending", f"-{sort}": "descending"}.get(now, "none")
    return shown.address(sort=f"-{sort}" if state == "ascending" else sort), state


def _export_address(shown: Listing, kind: str) -> str:
    head, _mark, tail = shown.address().partition("?")
    return f"{head}export.{kind}" + (f"?{tail}" if tail else "")


def _may_create(request: HttpRequest, register: Register) -> Verdict:
    """Whether this person may create anything here at all: for the button; each record is asked again when it is written."""
    from muniment.people.standing import standing_of  # noqa: PLC0415

    roles = register.access.roles_for("create") & standing_of(person_of(request)).roles.keys()
    return Verdict("create" in register.access.everyone or bool(roles), "")


def export(request: HttpRequest, slug: str, kind: str) -> StreamingHttpResponse:
    shown = Listing(register_or_404(slug), person_of(request), request.GET.dict())
    types = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    content: Any = exporting.as_csv(shown) if kind == "csv" else exporting.as_xlsx(shown)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.{kind}"'}
    return StreamingHttpResponse(content, content_type=types[kind], headers=headers)


def record(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    register = register_or_404(slug)
    person = person_of(request)
    found = record_or_404(register, person, pk)
    shown = found
    moment = moment_of(request.GET.dict())
    if moment.as_at is not None:
        if register.past is None:
            raise Http404
        shown = register.past.objects.as_at(moment.as_at).filter(record_id=pk).first()
    names = [f"registers/{slug}.html", "registers/record.html"]
    told = history.of_record(slug, pk, moment.as_at)
    context = {
        "register": register,
        "record": shown,
        "live": found,
        "moment": moment,
        "summary": summary(register, shown) if shown is not None else [],
        "steps": [] if moment.as_at else steps_for(register, Actor.at_page(person), found),
        "may_edit": not moment.as_at
        and bool(register.fields)
        and bool(may(Actor.at_page(person), "edit", register, found)),
        "may_attach": not moment.as_at
        and register.evidence
        and bool(may(Actor.at_page(person), "attach", register, found)),
        "evidence": evidence.of_record(slug, pk, moment.as_at) if register.evidence else [],
        "history": list(told[:20]),
        "changes": told.count(),
    }
    more = register.page(person, shown, moment) if shown is not None else {}
    return render(request, names, {**context, **more})


def summary(register: Register, shown: Any) -> list[tuple[str, Any]]:
    """Label and value of each declared field."""
    rows = []
    for name in register.fields:
        display = getattr(shown, f"get_{name}_display", None)
        value = display() if display else getattr(shown, name)
        if isinstance(value, list):
            value = ", ".join(str(each) for each in value)
        rows.append((register.model._meta.get_field(name).verbose_name, value))
    return rows


def steps_for(register: Register, actor: Actor, found: Any) -> list[tuple[Step, Verdict]]:
    """The steps that this state allows, each with whether this actor may take it, and why not."""
    state = getattr(found, "state", "")
    fitting = (step for step in register.steps if state in step.states and step.when(found))
    return [(step, may(actor, step.verb, register, found)) for step in fitting]


def create(request: HttpRequest, slug: str) -> HttpResponse:
    register = register_or_404(slug)
    if not register.creatable or not _may_create(request, register):
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
            seen = _seen(request)
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


def _seen(request: HttpRequest) -> int:
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


def changes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    register = register_or_404(slug)
    found = record_or_404(register, person_of(request), pk)
    rows = list(history.of_record(slug, pk)[:500])
    return render(request, "registers/history.html", {"register": register, "record": found, "history": rows})


def who(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who can see this, and why?"""
    from muniment.registers.audience import audience  # noqa: PLC0415 - only this page asks

    register = register_or_404(slug)
    found = record_or_404(register, person_of(request), pk)
    context = {"register": register, "record": found, "audience": audience(register, found)}
    return render(request, "registers/who.html", context)


def address_of(register: Register, pk: int) -> str:
    return f"/{register.slug}/{pk}/"
