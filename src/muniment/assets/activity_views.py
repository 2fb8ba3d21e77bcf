"""The pages of the reports of use: a file comes in, what it says is looked at beside what is here, then its figures are written."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.assets import activity_import
from muniment.assets.activity_compare import WHEN
from muniment.assets.activity_import import UNAPPLIED, address_of
from muniment.assets.activity_lines import DOUBTFUL, EXPLAINED, GONE, KINDS, MARKS, NEW, OFFERED, SAME, Line, Reconciled
from muniment.assets.activity_reading import TO_REVEAL
from muniment.assets.permission_groups import permission_groups
from muniment.assets.places import places
from muniment.documents.paper import Unreadable
from muniment.jobs import shown as jobs
from muniment.people.models import Person
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import TableImport
from muniment.registers.templatetags.registers import day
from muniment.registers.views import person_of
from muniment.tables.applying import RUNNING, State, may_import
from muniment.tables.views import Upload

PAGE = 100
RECENT = 10
# What every new record has, or a report says of all its rows, is not told at each.
UNTOLD = frozenset({"kind", "unit", "withdrawn", "state", *WHEN})
CALLED = {
    "key": gettext_lazy("identifiers"), "name": gettext_lazy("names"), "address": gettext_lazy("addresses"),
    "owner": gettext_lazy("addresses of owners"), "owner_name": gettext_lazy("names of owners"),
}  # fmt: skip


class ReportUpload(Upload):
    """A file with a report of use in it."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["file"].help_text = gettext_lazy("The CSV as it was exported, up to 20 MB.")


def _importer(request: HttpRequest) -> Person:
    person = person_of(request)
    if not any(may_import(register, person) for register in (places, permission_groups)):
        raise Refused(
            _(
                "None of the posts you hold may create or change places or permission groups, so none may read a report in."
            )
        )
    return person


def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file in; what cannot be read comes back with the reason."""
    person = _importer(request)
    posted = request.method == "POST"
    form = ReportUpload(request.POST, request.FILES) if posted else ReportUpload()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = activity_import.take_in(Actor.at_page(person), file.name, file.read())
        except (Unreadable, Invalid) as error:
            form.add_error("file", str(error))
        else:
            return HttpResponseRedirect(address_of(kept))
    mine = [(each, address_of(each)) for each in activity_import.recent(person, RECENT)]
    context = {"form": form, "recent": mine, "to_reveal": TO_REVEAL}
    return render(request, "assets/activity_upload.html", context, status=422 if posted else 200)


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import would do; its maker's alone, since it was judged by their rights."""
    person = _importer(request)
    kept = TableImport.objects.select_related("person").filter(pk=pk, person=person, result__has_key="report").first()
    if kept is None:
        raise Http404
    if kept.register != UNAPPLIED:
        return HttpResponseRedirect(address_of(kept))
    if kept.state in RUNNING:
        _free(kept)
    if kept.state in RUNNING:
        return render(request, "assets/activity_progress.html", {"kept": kept})
    if request.method != "POST":
        return _shown(request, kept)
    do = request.POST.get("do", "")
    if do == "away":
        kept.delete()
        return HttpResponseRedirect("/activity/")
    _choose(request, kept, everywhere=do == "owners")
    if do == "import":
        told = request.POST.get("seen", "")
        activity_import.start(kept, int(told) if told.isdecimal() and len(told) <= 18 else 0)
        kept.refresh_from_db()
        return HttpResponseRedirect(address_of(kept))
    return HttpResponseRedirect(request.get_full_path())


def _free(kept: TableImport) -> None:
    """An import whose job has failed for good does not wait for ever: it is open again, and says so."""
    job = jobs.rows(kept.person_id).filter(progress__address=address_of(kept)).first()
    if job is not None and jobs.shown(job).failed:
        kept.state, kept.result["error"] = State.FAILED, _("The work on it broke off. Look again, then import.")
        TableImport.objects.filter(pk=kept.pk, state__in=RUNNING).update(state=kept.state, result=kept.result)


def _choose(request: HttpRequest, kept: TableImport, *, everywhere: bool) -> None:
    """Keeps what the person chose for the rows of this page, and where they asked for it every owner of whom there is one post only."""
    said = {
        name: value for name, value in request.POST.items()
        if name.startswith(("row-", "owner-")) and name.partition("-")[2].isdecimal() and len(name) < 18 and len(value) < 20
    }  # fmt: skip
    if everywhere:
        lines = activity_import.compared(kept).of(OFFERED)
        said |= {
            f"owner-{each.row.row}": str(each.proposal.posts[0].pk) for each in lines if len(each.proposal.posts) == 1
        }
    if said:
        kept.mapping = {**kept.mapping, **said}
        TableImport.objects.filter(pk=kept.pk, register=UNAPPLIED).update(mapping=kept.mapping)


def _shown(request: HttpRequest, kept: TableImport) -> HttpResponse:
    problem = kept.result.get("error", "")
    context: dict[str, Any] = {"kept": kept, "problem": problem, "seen": history.head().number}
    try:
        found = activity_import.compared(kept)
    except (Unreadable, Invalid) as error:
        return render(request, "assets/activity_preview.html", {**context, "problem": str(error)}, status=422)
    counts = found.counts
    words = {**KINDS, **MARKS, GONE: _("gone from the report")}
    asked = request.GET.get("show", "")
    show = asked if counts[asked] and asked in words else next((kind for kind in KINDS if counts[kind]), SAME)
    rows: Any = found.gone if show == GONE else found.of(show)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context |= {
        "found": found, "show": show, "word": words[show], "explain": EXPLAINED.get(show, ""), "rows": page,
        "lines": [(line, _told(found, line)) for line in page] if show != GONE else [],
        "kinds": [(kind, word, counts[kind]) for kind, word in KINDS.items()],
        "marks": [(mark, word, counts[mark]) for mark, word in {**MARKS, GONE: words[GONE]}.items() if counts[mark]],
        "would": len(found.written), "waiting": len(found.waiting), "decides": show in {DOUBTFUL, OFFERED},
        "concealed": [(CALLED[name], *told) for name, told in found.file.concealed.items()], "to_reveal": TO_REVEAL,
        "offered": sum(len(each.proposal.posts) == 1 and not each.owner for each in found.of(OFFERED)),
    }  # fmt: skip
    return render(request, "assets/activity_preview.html", context, status=409 if problem else 200)


def _told(found: Reconciled, line: Line) -> dict[str, Any]:
    """A line in words: what would be written field by field, and what a person should know of it."""
    fields = found.register.model._meta
    new = line.kind == NEW
    values = [(name, None, value) for name, value in line.values.items()] if new else line.differences
    return {
        "values": [
            (fields.get_field(name).verbose_name, _in_words(before), _in_words(after)) for name, before, after in values
            if name not in UNTOLD and not (new and (after in {None, "", False, line.row.name} or name in {"path", "outside_id"}))
        ],
        "marks": [MARKS[mark] for mark in MARKS if mark in line.marks],
    }  # fmt: skip


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, date):
        return day(value)
    return f"{value:,}" if isinstance(value, int) else str(value) if value not in {None, ""} else str(_("(empty)"))
