"""The page of the search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from muniment.registers.register import registry
from muniment.registers.searching import search
from muniment.registers.views import person_of


def page(request: HttpRequest) -> HttpResponse:
    """One box; what was found by register, or with `in` one register of it, page by page. Any address is answered."""
    person = person_of(request)
    question = request.GET.get("q", "").replace("\0", " ")[:500].strip()
    only = registry.named(request.GET.get("in", ""))
    asked_page = request.GET.get("page", "")
    number = int(asked_page) if asked_page.isascii() and asked_page.isdecimal() and len(asked_page) < 6 else 1
    found = search(person, question, only=only, page=number)
    number = min(max(number, 1), found.pages)
    here: dict[str, str | int] = {"q": question, **({"in": only.slug} if only else {})}
    context = {
        "question": question,
        "found": found,
        "only": only,
        "number": number,
        "everywhere": f"?{urlencode({'q': question})}",
        "groups": [(group, f"?{urlencode({'q': question, 'in': group.register.slug})}") for group in found.groups],
        "earlier": f"?{urlencode({**here, 'page': number - 1})}" if number > 1 else "",
        "later": f"?{urlencode({**here, 'page': number + 1})}" if number < found.pages else "",
    }
    return render(request, "registers/search.html", context)
