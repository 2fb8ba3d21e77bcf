"""The list of every register, and its files."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from muniment.registers import choosing, columns, exporting, paging, saved_views
from muniment.registers.bulk import may_change_in
from muniment.registers.listing import Listing, parameters_of
from muniment.registers.views import may_create_in, person_of, register_or_404


def listing_of(request: HttpRequest, slug: str) -> Listing:
    """The list that an address asks for, as this person may see it."""
    register = register_or_404(slug)
    return Listing(register, person_of(request), parameters_of(register, request.GET))


def listing(request: HttpRequest, slug: str) -> HttpResponse:
    shown = listing_of(request, slug)
    register, person = shown.register, shown.person
    page = shown.page()
    names = [f"registers/{slug}_list.html", "registers/list.html"]
    # A list that ends on its first page is counted already.
    count = shown.count() if page.earlier or page.later else paging.Count(len(page.rows))
    chips = choosing.chips(shown)
    context = {
        "register": register,
        "listing": shown,
        "count": count,
        "records": page.rows,
        "chips": chips,
        "uncounted": any(chip.count is None for chip in chips),
        "choices": choosing.choices(shown),
        "headings": [(column, *_sorting(shown, column.sort)) for column in shown.columns],
        "offered": [(column, column in shown.columns) for column in columns.offered(register)],
        "may_create": register.creatable and bool(may_create_in(register, person)),
        "may_change": not shown.moment.as_at and may_change_in(register, person),
        "views": saved_views.seen_by(register, person),
        "now_address": shown.address(as_at=None, late_on=None),
        "past_query": f"?as_at={shown.moment.as_at}" if shown.moment.as_at else "",
        "csv": _export_address(shown, "csv"),
        "xlsx": _export_address(shown, "xlsx"),
        "fields_csv": _export_address(shown, "csv", columns=columns.FIELDS) if register.fields else "",
        "earlier": shown.address(**page.earlier) if page.earlier is not None else "",
        "later": shown.address(**page.later) if page.later is not None else "",
    }
    return render(request, names, context)


def _sorting(shown: Listing, sort: str) -> tuple[str, str]:
    """Where the heading of a column leads, and how the list is ordered by it now (for aria-sort)."""
    if not sort:
        return "", ""
    now = shown.parameters.get("sort", shown.register.sort)
    state = {sort: "ascending", f"-{sort}": "descending"}.get(now, "none")
    return shown.address(sort=f"-{sort}" if state == "ascending" else sort), state


def _export_address(shown: Listing, kind: str, **more: str) -> str:
    head, _mark, tail = shown.address(**more).partition("?")
    return f"{head}export.{kind}" + (f"?{tail}" if tail else "")


def export(request: HttpRequest, slug: str, kind: str) -> StreamingHttpResponse:
    shown = listing_of(request, slug)
    types = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    content: Any = exporting.as_csv(shown) if kind == "csv" else exporting.as_xlsx(shown)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.{kind}"'}
    return StreamingHttpResponse(content, content_type=types[kind], headers=headers)
