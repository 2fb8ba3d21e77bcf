"""The list of every register, and its files."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from muniment.registers import exporting
from muniment.registers.listing import Listing
from muniment.registers.views import may_create_in, person_of, register_or_404


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
        "may_create": register.creatable and bool(may_create_in(register, person_of(request))),
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


def export(request: HttpRequest, slug: str, kind: str) -> StreamingHttpResponse:
    shown = Listing(register_or_404(slug), person_of(request), request.GET.dict())
    types = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    content: Any = exporting.as_csv(shown) if kind == "csv" else exporting.as_xlsx(shown)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.{kind}"'}
    return StreamingHttpResponse(content, content_type=types[kind], headers=headers)
