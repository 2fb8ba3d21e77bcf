"""The pages of the import of a schedule: a file comes in, what was understood is looked at and chosen, then it is imported."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.documents.paper import Unreadable
from muniment.people.models import Person
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import TableImport
from muniment.registers.views import person_of
from muniment.retention import schedule_import
from muniment.retention.schedule_compare import (
    CHANGED,
    CONFLICT,
    FORCE,
    HERE,
    LEAVE,
    NEW,
    REPEATED,
    REVIEW,
    SAME,
    TAKE,
    Comparison,
)
from muniment.retention.schedule_import import UNAPPLIED, the_register
from muniment.tables.applying import may_import
from muniment.tables.views import Upload

PAGE = 100
RECENT = 10
ASKS, WRONG = "asks", "wrong"
WORDS = {
    ASKS: gettext_lazy("to be decided"), WRONG: gettext_lazy("with errors"), CONFLICT: gettext_lazy("edited on both sides"),
    FORCE: gettext_lazy("in force, and ruled otherwise"), CHANGED: gettext_lazy("changed"), NEW: gettext_lazy("new"),
    HERE: gettext_lazy("edited here only"), SAME: gettext_lazy("unchanged"), REPEATED: gettext_lazy("repeated in the file"),
}  # fmt: skip
CHOICES = {
    LEAVE: gettext_lazy("Leave it out"), TAKE: gettext_lazy("Take it as it was understood"),
    REVIEW: gettext_lazy("Take it as “until reviewed”"),
}  # fmt: skip


class ScheduleUpload(Upload):
    """A file with a retention schedule in it."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["file"].help_text = gettext_lazy(
            "Word (.docx), Excel (.xlsx), CSV, PDF or a web page, up to 20 MB, as it came."
        )


def _importer(request: HttpRequest) -> Person:
    person = person_of(request)
    if not may_import(the_register(), person):
        raise Refused(_("None of the posts you hold may create or change retention lines, so none may import them."))
    return person


def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file in; what cannot be read comes back with the reason."""
    person = _importer(request)
    posted = request.method == "POST"
    form = ScheduleUpload(request.POST, request.FILES) if posted else ScheduleUpload()
    if posted and request.POST.get("do") == "start":
        content = schedule_import.starting_schedule()
        kept = schedule_import.take_in(Actor.at_page(person), schedule_import.STARTING, content)
        return HttpResponseRedirect(f"/retention-lines/import/{kept.pk}/")
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = schedule_import.take_in(Actor.at_page(person), file.name, file.read())
        except (Unreadable, Invalid) as error:
            form.add_error("file", str(error))
        else:
            return HttpResponseRedirect(f"/retention-lines/import/{kept.pk}/")
    context = {
        "register": the_register(),
        "form": form,
        "recent": schedule_import.recent(person, RECENT),
        "unapplied": UNAPPLIED,
    }
    return render(request, "retention/schedule_upload.html", context, status=422 if posted else 200)


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import would do; its maker's alone, since it was judged by their rights."""
    person = _importer(request)
    kept = TableImport.objects.select_related("person").filter(pk=pk, person=person).first()
    if kept is None or (kept.register != UNAPPLIED and "said" not in kept.result):
        raise Http404
    if kept.register != UNAPPLIED:
        return HttpResponseRedirect(f"/retention-lines/import/table/{pk}/")
    if request.method != "POST":
        return _shown(request, kept)
    do = request.POST.get("do", "")
    if do == "away":
        kept.delete()
        return HttpResponseRedirect("/retention-lines/")
    _choose(request, kept)
    if do != "import":
        return HttpResponseRedirect(request.get_full_path())
    told = request.POST.get("seen", "")
    try:
        schedule_import.apply(kept, int(told) if told.isdecimal() and len(told) <= 18 else 0)
    except Conflict as error:
        return _shown(request, kept, str(error), status=409)
    except Invalid as error:
        return _shown(request, kept, str(error), status=422)
    return HttpResponseRedirect(f"/retention-lines/import/{pk}/")


def _choose(request: HttpRequest, kept: TableImport) -> None:
    """Keeps what the person chose for the rows of this page."""
    said = {
        name.removeprefix("row-"): value
        for name, value in request.POST.items()
        if name.startswith("row-") and name[4:].isdecimal() and len(name) < 12 and value in CHOICES
    }
    if said:
        kept.mapping = {**kept.mapping, **said}
        TableImport.objects.filter(pk=kept.pk, register=UNAPPLIED).update(mapping=kept.mapping)


def _shown(request: HttpRequest, kept: TableImport, problem: str = "", status: int = 200) -> HttpResponse:
    seen = history.head().number
    context: dict[str, Any] = {"register": the_register(), "kept": kept, "problem": problem, "seen": seen}
    try:
        found = schedule_import.compared(kept)
    except (Unreadable, Invalid) as error:
        return render(request, "retention/schedule_preview.html", {**context, "problem": str(error)}, status=422)
    groups = _groups(found)
    asked = request.GET.get("show", "")
    show = asked if groups.get(asked) else next((kind for kind in WORDS if groups[kind]), SAME)
    rows = Paginator(groups[show], PAGE).get_page(request.GET.get("page"))
    context |= {
        "found": found, "show": show, "rows": rows, "words": WORDS[show], "choices": CHOICES,
        "kinds": [(kind, word, len(groups[kind])) for kind, word in WORDS.items()],
        "would": len(found.written), "waiting": len(found.waiting),
    }  # fmt: skip
    return render(request, "retention/schedule_preview.html", context, status=status)


def _groups(found: Comparison) -> dict[str, list[Any]]:
    """The lines by what is to be said of them; what a person must decide stands there only."""
    groups: dict[str, list[Any]] = {kind: [] for kind in WORDS}
    for line in found.lines:
        groups[WRONG if line.errors else ASKS if line.asks else line.kind].append(line)
    return groups
