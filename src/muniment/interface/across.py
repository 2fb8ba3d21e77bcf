"""What a programme may ask that belongs to no one register: my duties, and the search. Both as far as its token reaches."""

from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from muniment.interface import schemas, shapes, tokens
from muniment.interface.answers import Bearer, asked_of, token_of
from muniment.registers import my_duties
from muniment.registers.errors import Invalid, Refused
from muniment.registers.history import plain
from muniment.registers.models import Token
from muniment.registers.register import Register, registry
from muniment.registers.searching import FIRST, Group, search

router = Router(tags=["Across the registers"])
ANY = Bearer("", tokens.READ)


def _reads(token: Token, register: Register) -> bool:
    return tokens.allows(token.scopes, tokens.READ, register.slug)


@router.get("/duties/", auth=ANY, response=shapes.Duties, operation_id="duties", summary="My duties")
def duties(request: HttpRequest) -> HttpResponse:
    """What is asked of the token's person today, of the registers that it reads; of a kind at most as many as *My duties* shows."""
    asked_of(request, shapes.Closed)
    token = token_of(request)
    mine = my_duties.duties_of(token.person)

    def told(rows: list[my_duties.Shown]) -> list[dict[str, Any]]:
        return [_duty(each) for each in rows if _reads(token, each.register)]

    due = [*mine.week, *mine.later, *mine.undated]
    return JsonResponse({"late": told(mine.late), "due": told(due), "waiting": told(mine.waiting)})


def _duty(each: my_duties.Shown) -> dict[str, Any]:
    return {
        "what": each.label, "about": each.about, "slug": each.register.slug, "id": each.record.pk, "due": plain(each.due),
        "since": plain(each.since), "days_late": each.late, "waits_for": each.waits, "address": each.address, "done_at": each.step_address,
    }  # fmt: skip


@router.get("/search/", auth=ANY, response=shapes.Found, operation_id="search", summary="Search every register",
            openapi_extra={"parameters": schemas.described(shapes.Question)})  # fmt: skip
def found(request: HttpRequest) -> HttpResponse:
    """What the token's person may see of what holds all these words, in records, their comments and their files."""
    asked, token = asked_of(request, shapes.Question), token_of(request)
    only, page = registry.named(asked.get("slug", "")), asked.get("page", 1)
    if only is None and ("slug" in asked or page > 1):
        raise Invalid("Pages are of one register: say which, by its word in the address.", {"slug": ["Which?"]})
    if only is not None:
        if not _reads(token, only):
            raise Refused(f"This token may not read {only.slug}.")
        found = search(token.person, asked["q"], only=only, page=page)
        return _answer(asked["q"], found.groups, page + 1 if page < found.pages else 0)
    reach = [each for each in registry if _reads(token, each)]
    if len(reach) == len(list(registry)):
        return _answer(asked["q"], search(token.person, asked["q"]).groups, 1)
    # Register by register: of all together only the newest are ranked, which may be others than those that this token reads.
    groups = [group for each in reach for group in search(token.person, asked["q"], only=each).groups]
    return _answer(asked["q"], groups, 1)


def _answer(question: str, groups: list[Group], page: int) -> HttpResponse:
    """`page` is the page of one register that tells more of it, 0 where there is none."""
    items = []
    for each in groups:
        hits = each.hits if page != 1 else each.hits[:FIRST]
        more = page > 1 or (page == 1 and each.count > len(hits))
        words = {"q": question, "slug": each.register.slug, "page": page}
        told = [
            {"id": hit.pk, "title": _words(hit.title), "address": f"/{each.register.slug}/{hit.pk}/", "passages": [
                {"kind": one.kind, "name": _words(one.name), "text": _words(one.text)} for one in hit.passages]}
            for hit in hits
        ]  # fmt: skip
        items.append({"slug": each.register.slug, "count": each.count, "more": each.more, "items": told,
                      "next": f"/api/search/?{urlencode(words)}" if more else None})  # fmt: skip
    return JsonResponse({"items": items})


def _words(marked: str) -> str:
    """Plain words of what was marked for a page."""
    return unescape(marked.replace("<mark>", "").replace("</mark>", ""))
