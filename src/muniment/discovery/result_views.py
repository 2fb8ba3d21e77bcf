"""The pages of a result: what was found in short, its map, a folder, a file, and kinds."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muniment.discovery import mapping, result_words
from muniment.discovery.engine import looking, selecting
from muniment.discovery.results import NothingYet, Result, lines_named, result_for
from muniment.registers.views import person_of

SHOWN = 50  # rows of a table on a page
INSIDE = 200  # files inside a file, and what was found in it
View = Callable[..., HttpResponse]


def of_result(page: View) -> View:
    """A page of the result of a place: opens it for who may see it, and says how to begin where there is none yet."""

    @require_safe
    @wraps(page)
    def view(request: HttpRequest, pk: int, **named: Any) -> HttpResponse:
        try:
            with result_for(person_of(request), pk) as result:
                return page(request, result, **named)
        except NothingYet as none:
            scan = none.place.scans.order_by("-asked_at", "-pk").first()
            return render(request, "discovery/nothing_yet.html", {"place": none.place, "scan": scan})

    return view


def found_or_404(found: dict[str, Any] | None) -> dict[str, Any]:
    """A folder or a file that is there."""
    if found is None:
        raise Http404
    return found


def shown(request: HttpRequest, template: str, result: Result, here: str, **context: Any) -> HttpResponse:
    """A page, with what each of them needs: the place, its figures, and the other pages."""
    return render(request, f"discovery/{template}.html", {
        "place": result.place, "result": result, "figures": result.figures, "base": result.address, "here": here, "pages": result_words.pages(result), **context,
    })  # fmt: skip


@of_result
def overview(request: HttpRequest, result: Result) -> HttpResponse:
    """The figures, each of which opens the list that it counts."""
    asked, figures = result.connection, result.figures
    told = figures["told"]
    root = found_or_404(looking.folder(asked, ""))
    due = [{**each, "first_due": date.fromisoformat(each["first_due"])} for each in told["overdue_lines"]]
    return shown(
        request, "overview", result, "overview", root=root, kinds=told["largest_kinds"], owners=told["owners"], personal=looking.personal_below(asked),
        copies=selecting.groups(asked, selecting.Chosen("copies"), most=5).rows, due=due, folders=looking.folders_in(asked, "", 8), decisions=result_words.decisions(figures),
        lines=lines_named(result.person, [each["line"] for each in due]), ages=result_words.ages(root), overdue=figures["decisions"].get("overdue", {"files": 0, "bytes": 0}),
        may_spare=figures["copies"]["wasted"], changes=figures.get("changes"), failed=list(figures["failed_why"].items())[:8],
    )  # fmt: skip


@of_result
def kinds(request: HttpRequest, result: Result) -> HttpResponse:
    """What there is of each kind."""
    return shown(request, "kinds", result, "kinds", kinds=selecting.rows(result.connection, selecting.KINDS))


@of_result
def folder(request: HttpRequest, result: Result) -> HttpResponse:
    """A folder: what is to be known of it, the folders in it by their size, and its files by the page."""
    asked, path = result.connection, result_words.path_given(request)
    found = found_or_404(looking.folder(asked, path))
    after, order = request.GET.get("after", ""), request.GET.get("order", "path")
    order = order if order in selecting.ORDERS else "path"
    try:
        page = selecting.files(asked, selecting.Chosen("files", path, {"here": path}), order, after, SHOWN)
    except selecting.BadMark as error:
        raise Http404 from error
    inside, due = looking.folders_in(asked, path, SHOWN + 1), looking.lines_below(asked, path)
    return shown(
        request, "folder", result, "folder", folder=found, trail=result_words.trail(path), inside=inside[:SHOWN], more_inside=len(inside) > SHOWN, page=page, order=order, orders=selecting.ORDERS,
        due=due, personal=looking.personal_below(asked, path), lines=lines_named(result.person, [each["line"] for each in due]), ages=result_words.ages(found),
        decisions=result_words.decisions_of(found), first=not after,
    )  # fmt: skip


@of_result
def file(request: HttpRequest, result: Result) -> HttpResponse:
    """A file: everything that is known of it, each with why, and what is inside it."""
    asked, path = result.connection, result_words.path_given(request)
    found = found_or_404(looking.file(asked, path))
    return shown(
        request, "file", result, "file", file=found, trail=result_words.trail(found["folder"]), findings=looking.findings(asked, path, INSIDE), masks=result.may_see_masks,
        members=looking.members(asked, path, INSIDE), alike=looking.alike(asked, found), line=lines_named(result.person, [found["line"]]).get(found["line"]),
        hold=result_words.hold_named(result.person, found["hold"]), system=result_words.of_system(found), itself=result_words.of_itself(found),
        text_words=result_words.TEXTS.get(found["text"], ""),
    )  # fmt: skip


@of_result
def treemap(request: HttpRequest, result: Result) -> HttpResponse:
    """The folders of a folder as areas; the table beside it has the same in numbers."""
    path = result_words.path_given(request)
    found = found_or_404(looking.folder(result.connection, path))
    colour = request.GET.get("colour", "age")
    colour = colour if colour in mapping.COLOURS else "age"
    drawn = mapping.drawn(result, found, colour)
    return shown(request, "map", result, "map", folder=found, trail=result_words.trail(path), colour=colour, colours=mapping.COLOURS, drawn=drawn)  # fmt: skip
