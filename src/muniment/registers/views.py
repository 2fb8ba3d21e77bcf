"""What the pages of every register share, and the page of a record, its history and its readers."""

from typing import Any

from django.db.models import Count, Window
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers import comments, evidence, history, links, page
from muniment.registers.access import Actor, Verdict, may
from muniment.registers.errors import Refused
from muniment.registers.listing import moment_of
from muniment.registers.register import Register, Step, registry
from muniment.registers.restricted import named_on, note_reading

RECENT = 20  # changes that the page looks at; the history's own page shows all


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


def record_or_404(register: Register, person: Person, pk: int, actor: Actor | None = None) -> Any:
    """The record, if this person may see it; one that they may not see is as one that is not there.

    That they opened it is kept where only named people may know of it; `actor` says how, if not at a page.
    """
    rows = register.model._default_manager.visible_to(person)
    record = rows.select_related(*register.related).filter(pk=pk).first()
    if record is None:
        raise Http404
    note_reading(actor or Actor.at_page(person), record)
    return record


def may_create_in(register: Register, person: Person) -> bool:
    """Whether this person may create anything here at all: for the button; each record is asked again when it is written."""
    standing = standing_of(person)
    roles = register.access.roles_for("create") & standing.roles.keys()
    own = "create" in register.access.own and standing.posts
    return "create" in register.access.everyone or bool(roles or own)


def record(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    register = register_or_404(slug)
    person = person_of(request)
    found = record_or_404(register, person, pk)
    shown = found
    moment = moment_of(request.GET.dict())
    if moment.as_at is not None:
        if register.past is None:
            raise Http404
        past = register.past.objects.as_at(moment.as_at).select_related(*register.related)
        shown = past.filter(record_id=pk).first()
    names = [f"registers/{slug}.html", "registers/record.html"]
    linked = links.of_record(person, slug, pk)
    told = history.of_record(slug, pk, moment.as_at, [each.link.pk for each in linked])
    latest = list(told.annotate(all=Window(Count("pk")))[:RECENT])
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
        "history": latest,
        "changes": latest[0].all if latest else 0,
        "named": named_on(found),
        **page.hanging(person, register, found, moment, linked),
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


def changes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    register = register_or_404(slug)
    found = record_or_404(register, person_of(request), pk)
    linked = links.of_record(person_of(request), slug, pk)
    rows = list(history.of_record(slug, pk, links=[each.link.pk for each in linked], readings=True)[:500])
    context = {
        "register": register, "record": found, "history": rows, "linked": {each.link.pk: each for each in linked},
        "comments": {each.pk: each for each in comments.of_record(slug, pk, most=500)} if register.comments else {},
    }  # fmt: skip
    return render(request, "registers/history.html", context)


def address_of(register: Register, pk: int) -> str:
    return f"/{register.slug}/{pk}/"
