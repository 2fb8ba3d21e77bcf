"""The links of a record, added and taken away without any script, and the map of what hangs together with it."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from muniment.people.models import Person
from muniment.registers import links, thread
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.listing import moment_of, query
from muniment.registers.page import may_add_link
from muniment.registers.register import KEY, Register, registry
from muniment.registers.views import person_of, record_or_404, register_or_404

FOUND = 20
ADDRESS = re.compile(r"/([a-z-]+)/(\d+)(?:/|$)")


def links_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the record is linked to, and the two questions by which a link is added: how, and to what."""
    register = register_or_404(slug)
    person = person_of(request)
    found = record_or_404(register, person, pk)
    status = 200
    if request.method == "POST":
        try:
            _change(request, person, register, found)
            return HttpResponseRedirect(request.path)
        except Invalid as error:
            messages.error(request, str(error))
            status = 422
    asked = request.GET if request.method == "GET" else request.POST
    ways = links.ways_of(register)
    way = next((each for each in ways if each.name == asked.get("way")), None)
    words = asked.get("q", "").replace("\0", "").strip()[:200]
    context = {
        "register": register, "record": found, "ways": ways, "way": way, "words": words,
        "linked": links.standing(links.of_record(person, slug, pk), None),
        "may_link": may_add_link(person, register, found),
        "results": _search(person, way, words, found) if way and words else [], "most": FOUND,
    }  # fmt: skip
    return render(request, "registers/links.html", context, status=status)


def _change(request: HttpRequest, person: Person, register: Register, found: Any) -> None:
    actor = Actor.at_page(person)
    if (remove := request.POST.get("remove", "")) and remove.isdecimal() and len(remove) <= KEY:
        mine = {each.link.pk for each in links.of_record(person, register.slug, found.pk)}
        if int(remove) not in mine:
            raise Invalid("This link is not there any more.")
        links.remove(actor, int(remove))
        messages.success(request, _("The link is taken away. The history keeps it."))
        return
    way = links.way_named(register, request.POST.get("way", ""))
    slug, _mark, key = request.POST.get("other", "").partition(":")
    if registry.named(slug) is None or not key.isdecimal() or len(key) > KEY:
        raise Invalid("Choose one of the records that were found.")
    others = links.seen_rows(person, slug, [int(key)])
    if not others:
        raise Invalid("Choose one of the records that were found.")
    links.add(actor, found, way, others[0])
    messages.success(request, _("Linked."))


def _search(person: Person, way: links.Way, words: str, found: Any) -> list[tuple[Register, Any]]:
    """Records at the other end that fit the words, or the one whose address was given; only what the person may see."""
    results: list[tuple[Register, Any]] = []
    address = ADDRESS.search(words)
    for end in way.ends:
        register = registry.named(end)
        if register is None:
            continue
        model: Any = register.model
        rows = model._default_manager.visible_to(person)
        if address:
            rows = rows.filter(pk=int(address[2])) if address[1] == end and len(address[2]) <= KEY else rows.none()
        else:
            rows = query(register, rows, {"q": words}, moment_of({}))
        if isinstance(found, model):
            rows = rows.exclude(pk=found.pk)
        results += [(register, each) for each in rows.select_related(*register.related).order_by("pk")[:FOUND]]
    return results[:FOUND]


def thread_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The record, what hangs together with it, and what hangs together with that."""
    register = register_or_404(slug)
    person = person_of(request)
    found = record_or_404(register, person, pk)
    here, beyond = thread.thread(person, register, found)
    groups = [
        (group, [(each, beyond.get((registry.of(type(each)).slug, each.pk))) for each in group.records])
        for group in here.groups
    ]
    context = {"register": register, "record": found, "around": groups, "picture": thread.picture(here)}
    return render(request, "registers/thread.html", context)
