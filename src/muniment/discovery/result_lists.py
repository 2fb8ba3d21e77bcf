"""Lists of what was found: files, groups of files that are alike, and what has changed; narrowed by filters, by the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from muniment.discovery.engine import looking, selecting
from muniment.discovery.result_views import SHOWN, of_result, shown
from muniment.discovery.result_words import CHANGES, DECIDED, path_given
from muniment.discovery.results import Result, lines_named

LONGEST = 2000
# How a filter that was come to by a link is told; those with a choice of their own stand in the form.
TOLD: Mapping[str, Any] = {
    "format": _("Kind"), "reason": _("Why it was not read"), "risk": _("Why it is at risk"), "year": _("Last changed in"), "found": _("Personal data"),
    "copies": _("Copies with the content"), "versions": _("Versions of"), "near": _("Nearly the same as"),
}  # fmt: skip
HEADINGS: Mapping[str, tuple[Any, bool]] = {
    "size": (_("Size"), True), "modified": (_("Last changed"), False), "format": (_("Kind"), False), "decision": (_("Decision"), False), "likely_owner": (_("Likely owner"), False),
    "line": (_("Line"), False), "due": (_("Due since"), False), "found": (_("What was found"), False), "score": (_("How sure"), True), "status_why": (_("Why"), False),
    "mismatch": (_("What does not fit"), False), "format_name": (_("Format"), False), "risk": (_("Risk"), False),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a list."""

    chosen: selecting.Chosen
    order: str
    after: str

    @classmethod
    def of(cls, view: str, given: Mapping[str, str]) -> "Asked":
        """404 where there is no such list, or the address holds what no link of ours does."""
        known = {**{name: each.order for name, each in selecting.VIEWS.items()}, **dict.fromkeys(selecting.GROUPS, "")}
        if view not in known or any(len(value) > LONGEST * 4 or "\0" in value for value in given.values()):
            raise Http404
        narrowed = {name: given[name].strip() if name == "words" else given[name] for name in selecting.FILTERS if given.get(name) and name not in selecting.OWN}  # fmt: skip
        chosen = selecting.Chosen(view, given.get("folder", "").strip("/"), narrowed)
        order = given.get("order", "")
        return cls(chosen, order if order in selecting.ORDERS else known[view], given.get("after", ""))

    def address(self, **other: str) -> str:
        """The query of an address with these changes; what is "" is left out."""
        told = {"folder": self.chosen.folder, **self.chosen.given, "order": self.order, **other}
        if self.chosen.view in selecting.VIEWS and told["order"] == selecting.VIEWS[self.chosen.view].order:
            told["order"] = ""
        return urlencode({name: value for name, value in told.items() if value})


@of_result
def listed(request: HttpRequest, result: Result, view: str) -> HttpResponse:
    """A list, narrowed, by the page."""
    asked = Asked.of(view, request.GET.dict())
    try:
        return _groups(request, result, asked) if view in selecting.GROUPS else _files(request, result, asked)
    except selecting.BadMark as error:
        raise Http404 from error


@of_result
def changes(request: HttpRequest, result: Result) -> HttpResponse:
    """What is new, changed, moved or gone since the scan before."""
    change, path = request.GET.get("change", ""), path_given(request, "folder").strip("/")
    found = looking.changes(result.connection, change, path, path_given(request, "after"), SHOWN + 1)
    query = urlencode({name: value for name, value in (("change", change), ("folder", path)) if value})
    return shown(
        request, "changes", result, "changes", rows=found[:SHOWN], later=found[SHOWN - 1]["path"] if len(found) > SHOWN else "", kind=change, folder=path,
        counts=result.figures.get("changes"), kinds=CHANGES, title=_("Changes since the scan before"), list={"name": "changes"}, query=query, most_in_workbook=MOST_IN_WORKBOOK,
    )  # fmt: skip


def _files(request: HttpRequest, result: Result, asked: Asked) -> HttpResponse:
    view = selecting.VIEWS[asked.chosen.view]
    counted = _counted(result, asked.chosen)
    # Of nothing no page needs to be looked for, which takes as long as the counting did.
    page = (
        selecting.files(result.connection, asked.chosen, asked.order, asked.after, SHOWN)
        if counted.files
        else selecting.Page([], "")
    )
    unlisted = looking.unlisted(result.connection, SHOWN) if view.name == "failed" else []
    return shown(
        request, "files", result, view.name, list=view, rows=page.rows, headings=[(name, *HEADINGS[name]) for name in view.columns], counted=counted,
        lines=lines_named(result.person, [each["line"] for each in page.rows]), unlisted=unlisted, orders=selecting.ORDERS, **_frame(asked, page, counted),
    )  # fmt: skip


def _groups(request: HttpRequest, result: Result, asked: Asked) -> HttpResponse:
    group = selecting.GROUPS[asked.chosen.view]
    page = selecting.groups(result.connection, asked.chosen, asked.after, SHOWN)
    choices = _counted(result, asked.chosen)
    counted = selecting.groups_counted(result.connection, asked.chosen)
    return shown(
        request,
        "groups",
        result,
        group.name,
        list=group,
        rows=page.rows,
        counted=counted,
        **_frame(asked, page, choices),
    )


def _counted(result: Result, chosen: selecting.Chosen) -> selecting.Counted:
    """How much it is; of a whole list what was counted when the scan ended, if it had that list."""
    told = None if chosen.narrowed else result.figures["told"]["lists"].get(chosen.view)
    return selecting.as_counted(told) if told else selecting.counted(result.connection, chosen)


def _frame(asked: Asked, page: selecting.Page, counted: selecting.Counted) -> dict[str, Any]:
    given = asked.chosen.given
    choices = [
        ("decision", _("Decision"), [(value, DECIDED[value][0] if value in DECIDED else value, number) for value, number in counted.decisions]),
        ("owner", _("Likely owner"), [(value, _("Nobody known") if value == selecting.NOBODY else value, number) for value, number in counted.owners]),
        ("line", _("Line"), [(value, _("No line known") if value == selecting.NOBODY else value, number) for value, number in counted.lines]),
    ]  # fmt: skip
    told = [(name, label, given[name], asked.address(**{name: ""})) for name, label in TOLD.items() if given.get(name)]
    later = asked.address(after=page.after) if page.after else ""
    return {
        "asked": asked, "given": given, "folder_given": asked.chosen.folder, "order": asked.order, "choices": choices, "told": told, "later": later,
        "first": asked.address() if asked.after else "", "query": asked.address(), "narrowed": bool(asked.chosen.folder or given), "most_in_workbook": MOST_IN_WORKBOOK,
        "carried": [(name, value) for name, value in given.items() if name in TOLD],
    }  # fmt: skip


MOST_IN_WORKBOOK = 100_000
