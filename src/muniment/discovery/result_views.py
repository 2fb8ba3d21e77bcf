"""The pages of a result: what was found in short, its map, a folder, a file, kinds, and what has changed."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muniment.discovery import mapping, result_words
from muniment.discovery.engine import selecting
from muniment.discovery.results import NothingYet, Result, lines_named, result_for
from muniment.registers.views import person_of

SHOWN = 50  # rows of a table on a page
View = Callable[..., HttpResponse]


def of_result(page: Callable[[HttpRequest, Result], HttpResponse]) -> View:
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


def shown(request: HttpRequest, template: str, result: Result, here: str, **context: Any) -> HttpResponse:
    """A page, with what each of them needs: the place, its figures, and the other pages."""
    return render(request, f"discovery/{template}.html", {
        "place": result.place, "result": result, "figures": result.figures, "base": result.address, "here": here, "pages": result_words.pages(result), **context,
    })  # fmt: skip


@of_result
def overview(request: HttpRequest, result: Result) -> HttpResponse:
    """The figures, each of which opens the list that it counts."""
    root = result.one("folders", "")
    kinds = result.rows(f"{selecting.KINDS} LIMIT 8")
    owners = result.rows(selecting.OWNERS)
    personal = result.rows(
        "SELECT kind, count(DISTINCT path) AS files FROM findings GROUP BY 1 ORDER BY files DESC, kind"
    )
    copies = selecting.groups(result.connection, selecting.Chosen("copies"), most=5).rows
    due = result.rows(selecting.DUE)
    folders = result.rows("SELECT path, name, files, bytes, likely_owner FROM folders WHERE parent = '' ORDER BY bytes DESC, path LIMIT 8")  # fmt: skip
    decisions = result_words.decisions(result.figures)
    return shown(
        request, "overview", result, "overview", root=root, kinds=kinds, owners=owners, personal=personal, copies=copies, due=due, folders=folders, decisions=decisions,
        lines=lines_named(result.person, [each["line"] for each in due]), ages=result_words.ages(root), overdue=result.figures["decisions"].get("overdue", {"files": 0, "bytes": 0}),
        may_spare=result.figures["copies"]["wasted"], changes=result.figures.get("changes"), failed=list(result.figures["failed_why"].items())[:8],
    )  # fmt: skip


@of_result
def kinds(request: HttpRequest, result: Result) -> HttpResponse:
    """What there is of each kind."""
    return shown(request, "kinds", result, "kinds", kinds=result.rows(selecting.KINDS))


@of_result
def folder(request: HttpRequest, result: Result) -> HttpResponse:
    """A folder: what is to be known of it, the folders in it by their size, and its files by the page."""
    path = result_words.path_given(request)
    found = result.one("folders", path)
    after, order = request.GET.get("after", ""), request.GET.get("order", "path")
    order = order if order in selecting.ORDERS else "path"
    try:
        page = selecting.files(result.connection, selecting.Chosen("files", path, {"here": path}), order, after, SHOWN)
    except selecting.BadMark:
        page = selecting.files(result.connection, selecting.Chosen("files", path, {"here": path}), order, "", SHOWN)
    inside = result.rows(
        f"SELECT path, name, files, bytes, newest, failed, personal_files, likely_owner, why FROM folders WHERE parent = $path ORDER BY bytes DESC, path LIMIT {SHOWN + 1}", path=path,
    )  # fmt: skip
    due = result.rows(
        "SELECT line, count(*) AS files, sum(size)::BIGINT AS bytes, min(due) AS first_due, count(*) FILTER (decision = 'overdue') AS overdue FROM files WHERE line IS NOT NULL AND "
        + result_words.BELOW + " GROUP BY 1 ORDER BY bytes DESC, line LIMIT 10", **result_words.below(path),
    )  # fmt: skip
    personal = result.rows(
        f"SELECT kind, count(DISTINCT path) AS files FROM findings WHERE {result_words.BELOW} GROUP BY 1 ORDER BY files DESC, kind LIMIT 20", **result_words.below(path),
    )  # fmt: skip
    return shown(
        request, "folder", result, "folder", folder=found, trail=result_words.trail(path), inside=inside[:SHOWN], more_inside=len(inside) > SHOWN, page=page, order=order, orders=selecting.ORDERS,
        due=due, personal=personal, lines=lines_named(result.person, [each["line"] for each in due]), ages=result_words.ages(found), decisions=result_words.decisions_of(found), first=not after,
    )  # fmt: skip


@of_result
def file(request: HttpRequest, result: Result) -> HttpResponse:
    """A file: everything that is known of it, each with why, and what is inside it."""
    path = result_words.path_given(request)
    found = result.one("files", path)
    findings = result.rows(
        f'SELECT inside, kind, "count", score, masked, "where", why FROM findings WHERE path = $path ORDER BY inside, score DESC, kind LIMIT {SHOWN * 4}', path=path
    )  # fmt: skip
    members = result.rows(f"SELECT inside, format, size, state, why, title, author, personal_score FROM members WHERE path = $path ORDER BY inside LIMIT {SHOWN * 4}", path=path)  # fmt: skip
    alike = {
        kind: result.rows(f"SELECT path, size, modified FROM files WHERE {each.key} = $key ORDER BY path LIMIT 20", key=found[each.key])
        for kind, each in selecting.GROUPS.items()
        if found[each.key] and (kind != "copies" or (found["copies"] or 0) > 1)
    }  # fmt: skip
    return shown(
        request, "file", result, "file", file=found, trail=result_words.trail(found["folder"]), findings=findings, members=members, masks=result.may_see_masks,
        alike=[(selecting.GROUPS[kind], selecting.GROUPS[kind].key, found[selecting.GROUPS[kind].key], some) for kind, some in alike.items() if len(some) > 1],
        line=lines_named(result.person, [found["line"]]).get(found["line"]), hold=result_words.hold_named(result.person, found["hold"]),
        system=result_words.of_system(found), itself=result_words.of_itself(found), text_words=result_words.TEXTS.get(found["text"], ""),
    )  # fmt: skip


@of_result
def treemap(request: HttpRequest, result: Result) -> HttpResponse:
    """The folders of a folder as areas; the table beside it has the same in numbers."""
    path = result_words.path_given(request)
    found = result.one("folders", path)
    colour = request.GET.get("colour", "age")
    colour = colour if colour in mapping.COLOURS else "age"
    drawn = mapping.drawn(result, found, colour)
    return shown(
        request,
        "map",
        result,
        "map",
        folder=found,
        trail=result_words.trail(path),
        colour=colour,
        colours=mapping.COLOURS,
        drawn=drawn,
    )


@of_result
def changes(request: HttpRequest, result: Result) -> HttpResponse:
    """What is new, changed, moved or gone since the scan before."""
    kind = request.GET.get("change", "")
    path, after = request.GET.get("folder", "").strip("/"), request.GET.get("after", "")
    conditions, values = ["path > $after"], {"after": after}
    if kind in result_words.CHANGES:
        conditions.append("change = $kind")
        values["kind"] = kind
    if path:
        conditions.append(result_words.BELOW)
        values |= result_words.below(path)
    found = result.rows(
        f"SELECT * FROM changes WHERE {' AND '.join(conditions)} ORDER BY path LIMIT {SHOWN + 1}", **values
    )
    more: Mapping[str, str] = {"change": kind, "folder": path}
    return shown(request, "changes", result, "changes", rows=found[:SHOWN], later=found[SHOWN - 1]["path"] if len(found) > SHOWN else "", kind=kind, folder=path,
                 counts=result.figures.get("changes"), kinds=result_words.CHANGES, given=more, title=_("Changes since the scan before"))  # fmt: skip
