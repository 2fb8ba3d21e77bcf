"""The pages of an import: the file comes in, what it would do is looked at and corrected, then it is applied."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from muniment import clock
from muniment.assurance import import_forms, importing
from muniment.assurance.import_said import clip
from muniment.assurance.import_shown import page_of
from muniment.assurance.importing import Choices, Preview
from muniment.assurance.models import PlanImport, Recommendation
from muniment.documents.findings import Finding, check
from muniment.documents.paper import Paper, Unreadable
from muniment.documents.plan import understand
from muniment.documents.plan.reading import PlanReading
from muniment.documents.reading import read_paper
from muniment.people.models import Person
from muniment.registers import evidence
from muniment.registers.access import Actor, may
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.record import register_of
from muniment.registers.scanning import scan
from muniment.registers.services import Change, write
from muniment.registers.views import person_of, record_or_404

Read = tuple[Paper, PlanReading, Sequence[Finding]]
UNPROCESSABLE, CONFLICT = 422, 409


def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file in; what cannot be read comes back with the reason."""
    person = person_of(request)
    form = _upload_form(request, person)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid() and (kept := _take_in(person, form)):
            return HttpResponseRedirect(f"/plans/import/{kept.pk}/")
    return render(request, "assurance/import_upload.html", {"form": form}, status=status)


def _upload_form(request: HttpRequest, person: Person) -> import_forms.Upload:
    posted: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    first = {"plan": request.GET.get("plan", "")}
    form = import_forms.Upload(person, register_of(Recommendation), initial=first, **posted)
    if not form.units:
        raise Refused(_("None of the posts you hold may import a plan."))
    return form


def _take_in(person: Person, form: import_forms.Upload) -> PlanImport | None:
    """Reads the file and keeps it as a preview of this person's; None when it is none, and the form says why."""
    answers = form.cleaned_data
    file, plan = answers["file"], answers["plan"]
    unit = plan.unit if plan else answers.get("unit") or form.home
    content, name = file.read(), clip(evidence.clean_name(file.name), 255)
    try:
        scan(content)  # before anything reads it
        shown = importing.preview(
            content, name, plan=plan, title=answers["title"], position=answers["position"], unit=unit
        )
    except (Unreadable, Invalid) as error:
        form.add_error("file", str(error))
        return None
    if not shown.lines:
        form.add_error(
            "file", _("No action plan was found in this file: no table with references, actions and owners or dates.")
        )
        return None
    if plan is None and form.plans.filter(title=shown.title).exists():
        form.add_error(
            "title",
            _("The paper is titled “%s”, and so is a plan that is here. Choose that plan, or give another title.")
            % shown.title,
        )
        return None
    kept = PlanImport(
        unit=unit, plan=plan, title=shown.title, name=name, sha256=evidence.keep(content), position=answers["position"],
        choices=shown.choices.as_json(), counts=shown.counts, made_by=person.name, maker=person, made_at=clock.now(),
    )  # fmt: skip
    write(Actor.at_page(person), [Change(kept, verb="import", why=_("Looked at before it is imported"))])
    return kept


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A preview, which is its maker's alone; once it is applied, the page of the imported paper takes over."""
    person = person_of(request)
    kept: PlanImport = record_or_404(register_of(PlanImport), person, pk)
    if kept.state != PlanImport.State.PREVIEWED:
        return HttpResponseRedirect(f"/imports/{kept.pk}/")
    # Judged by today's rights: who made a preview may have left the post since.
    if not (
        verdict := may(Actor.at_page(person), "import", register_of(Recommendation), Recommendation(unit=kept.unit))
    ):
        raise Refused(verdict.reason)
    if request.method != "POST":
        return _page(request, kept, shown_of(kept))
    if request.POST.get("do") == "away":
        write(Actor.at_page(person), [Change(kept, {"withdrawn": True}, "import", _("Put away without importing"))])
        messages.success(request, _("Put away. Nothing was imported."))
        return HttpResponseRedirect("/plans/")
    return _answered(request, person, kept)


def _answered(request: HttpRequest, person: Person, kept: PlanImport) -> HttpResponse:
    """Keeps what was chosen, and applies the import where that was asked."""
    answers = import_forms.answers(request.POST, shown_of(kept))
    actor = Actor.at_page(person)
    write(actor, [Change(kept, {"choices": answers.choices.as_json()}, "import", _("Choices of the preview"))])
    shown = shown_of(kept)
    if request.POST.get("do") != "apply":
        messages.success(request, _("Your choices are kept. Nothing has been imported yet."))
        return HttpResponseRedirect(f"/plans/import/{kept.pk}/")
    if answers.columns_changed:
        note = _("You changed what a column holds. Look at the rows again, then import.")
        return _page(request, kept, shown, note, UNPROCESSABLE)
    seen = request.POST.get("seen", "")
    try:
        # What the person saw counts, not what stands here by now.
        done = importing.apply(actor, replace(shown, seen=int(seen) if seen.isdecimal() else 0), stored=kept)
    except Conflict as error:
        kept.refresh_from_db()
        return _page(request, kept, shown_of(kept), str(error), CONFLICT)
    except Invalid as error:
        kept.refresh_from_db()
        return _page(request, kept, shown_of(kept), str(error), UNPROCESSABLE)
    counts = done.counts
    if counts["new"] or counts["changed"]:
        words = _("Imported: %(new)s new, %(changed)s changed, %(same)s unchanged.") % counts
    else:
        words = _("Imported. The paper says what is here already: nothing changed.")
    messages.success(request, words)
    return HttpResponseRedirect(f"/plans/{done.plan_id}/")


def _page(request: HttpRequest, kept: PlanImport, shown: Preview, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"kept": kept, "problem": problem, **page_of(shown, request.GET.get("page", ""))}
    return render(request, "assurance/import_preview.html", context, status=status)


def shown_of(kept: PlanImport) -> Preview:
    """The preview as it is now: read from the kept file, compared with the plan as it stands."""
    choices = Choices.from_json(kept.choices)
    paper, reading, found = _read(kept.sha256, kept.name, choices, kept.position)
    return importing.compare(
        paper, reading, found, name=kept.name, sha256=kept.sha256, plan=kept.plan, title=kept.title, unit=kept.unit,
        position=kept.position, choices=choices,
    )  # fmt: skip


def _read(sha256: str, name: str, choices: Choices, position: date | None) -> Read:
    return _read_once(sha256, name, choices.columns, position)


# A person goes back and forth on one paper: reading it once is enough.
@lru_cache(maxsize=2)
def _read_once(sha256: str, name: str, columns: Any, position: date | None) -> Read:
    paper = read_paper(evidence.path_of(sha256).read_bytes(), name)
    reading = understand(paper, Choices(columns=columns).mapping)
    return paper, reading, check(paper, reading, position)


def original(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it came, always as an attachment."""
    kept: PlanImport = record_or_404(register_of(PlanImport), person_of(request), pk)
    place = evidence.path_of(kept.sha256)
    if not place.is_file():
        raise Http404
    return FileResponse(
        place.open("rb"), as_attachment=True, filename=kept.name, content_type="application/octet-stream"
    )
