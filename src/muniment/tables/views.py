"""The pages of an import of a table: a file comes in, what it would do is looked at and mended, then it is applied, and undone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.documents.paper import Unreadable
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import TableImport
from muniment.registers.register import Register
from muniment.registers.views import person_of, register_or_404
from muniment.tables import applying, looking, undoing
from muniment.tables.applying import BUSY, OPEN, address_of, may_import
from muniment.tables.choosing import choose
from muniment.tables.lines import CHANGED, CONFLICT, HERE, NEW, OUT, SAME, WRONG
from muniment.tables.placing import importable

UNPROCESSABLE = 422
MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
RECENT = 10
USUAL = frozenset({WRONG, CHANGED, NEW, SAME})
WORDS = {
    WRONG: gettext_lazy("with errors"), CONFLICT: gettext_lazy("changed on both sides"), HERE: gettext_lazy("changed here only"), OUT: gettext_lazy("left out"), CHANGED: gettext_lazy("changed"), NEW: gettext_lazy("new"), SAME: gettext_lazy("unchanged"),
}  # fmt: skip


class Upload(forms.Form):
    """A file with a table in it."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("Excel, OpenDocument, CSV, Word or a web page, up to 20 MB, as it came. Titles, notes and totals may stand in it."),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("The file is empty.")},
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Send it in parts."))
        return file


class Undo(forms.Form):
    """The reason for an undo."""

    why = forms.CharField(
        label=gettext_lazy("Why is it undone?"), max_length=500,
        help_text=gettext_lazy("The reason is kept in the history with your name."),
        error_messages={"required": gettext_lazy("Say why.")},
    )  # fmt: skip


def _register_for(request: HttpRequest, slug: str) -> tuple[Register, Person]:
    register, person = register_or_404(slug), person_of(request)
    if not register.fields or not register.key:
        raise Http404
    if not may_import(register, person):
        raise Refused(_("None of the posts you hold may create or change records here, so none may import them."))
    return register, person


def _kept_for(request: HttpRequest, slug: str, pk: int) -> tuple[Register, Person, TableImport]:
    """An import is its maker's alone, since it was judged by their rights: to others it is not there, whatever they may do here."""
    kept = TableImport.objects.select_related("person").filter(pk=pk, register=slug, person=person_of(request)).first()
    if kept is None:
        raise Http404
    if kept.state in BUSY:
        applying.free(kept)
    return *_register_for(request, slug), kept


def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a file in; what cannot be read comes back with the reason."""
    register, person = _register_for(request, slug)
    posted = request.method == "POST"
    form = Upload(request.POST, request.FILES) if posted else Upload()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = looking.take_in(Actor.at_page(person), register, file.name, file.read())
        except (Unreadable, Invalid) as error:
            form.add_error("file", str(error))
        else:
            return HttpResponseRedirect(address_of(kept))
    mine = TableImport.objects.filter(register=slug, person=person).order_by("-pk")[:RECENT]
    fields = [(field.verbose_name, name in register.key) for name, field in importable(register).items()]
    context = {"register": register, "form": form, "recent": mine, "fields": fields}
    return render(request, "tables/upload.html", context, status=UNPROCESSABLE if posted else 200)


def page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An import in whatever state it is."""
    register, person, kept = _kept_for(request, slug, pk)
    if request.method == "POST":
        return _do(request, register, person, kept)
    if kept.state in BUSY:
        return render(request, "tables/progress.html", {"register": register, "kept": kept})
    return _preview(request, register, kept) if kept.state in OPEN else _outcome(request, register, kept, Undo())


def progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far it is, for the page that asks again and again; once it is over, that page loads itself anew."""
    register, _person, kept = _kept_for(request, slug, pk)
    response = render(request, "tables/_progress.html", {"register": register, "kept": kept})
    if kept.state not in BUSY:
        response["HX-Refresh"] = "true"
    return response


def _do(request: HttpRequest, register: Register, person: Person, kept: TableImport) -> HttpResponse:
    asked = request.POST.get("do", "")
    if asked == "undo":
        return _undo(request, register, person, kept)
    if kept.state in OPEN:
        if asked == "away":
            kept.delete()
            messages.success(request, _("Put away. Nothing was imported."))
            return HttpResponseRedirect(f"/{register.slug}/")
        _look_or_apply(request, register, kept, asked)
    return HttpResponseRedirect(request.get_full_path() if asked == "look" else address_of(kept))


def _look_or_apply(request: HttpRequest, register: Register, kept: TableImport, asked: str) -> None:
    """Keeps what was chosen; then it is applied as it was seen, or looked at once more."""
    try:
        told = looking.looked_at(kept, "", "")["told"]
    except (Unreadable, Invalid):
        changed = True  # what could not be compared is compared again
    else:
        changed = choose(request.POST, register, kept, told) or asked == "leave"
    if asked == "leave":
        kept.mapping = {
            **kept.mapping,
            "without": sorted({*kept.mapping.get("without", []), *looking.wrong_rows(kept)}),
        }
        TableImport.objects.filter(pk=kept.pk, state__in=OPEN).update(mapping=kept.mapping)
    if asked == "apply" and not changed:
        seen = request.POST.get("seen", "")
        # What the person saw counts, not what stands here by now.
        applying.start(kept, int(seen) if seen.isdecimal() and len(seen) <= 18 else 0)
        return
    if asked == "apply":
        messages.warning(request, _("You changed what a column holds. Look at the rows again, then import."))
    if changed and looking.is_long(kept):
        looking.ask(kept)


def _preview(request: HttpRequest, register: Register, kept: TableImport) -> HttpResponse:
    context: dict[str, Any] = {"register": register, "kept": kept, "problem": kept.result.get("error", "")}
    try:
        context |= looking.looked_at(kept, request.GET.get("show", ""), request.GET.get("page", ""))
    except (Unreadable, Invalid) as error:
        return render(request, "tables/broken.html", context | {"problem": str(error)}, status=UNPROCESSABLE)
    counts = context["told"]["counts"]
    context |= {
        "fields": [(name, field.verbose_name) for name, field in importable(register).items()],
        "kinds": [(kind, WORDS[kind], counts.get(kind, 0)) for kind in WORDS if counts.get(kind) or kind in USUAL],
        "stays": not undoing.withdraws(register),
    }  # fmt: skip
    return render(request, "tables/preview.html", context)


def _outcome(
    request: HttpRequest, register: Register, kept: TableImport, form: Undo, problem: str = ""
) -> HttpResponse:
    done = undoing.touched(kept)
    counts = kept.result.get("counts", {})
    can = bool(done.before or (done.made and undoing.withdraws(register)))
    context = {
        "register": register, "kept": kept, "form": form, "problem": problem, "can_undo": can,
        "kinds": [(WORDS[kind], counts.get(kind, 0)) for kind in (NEW, CHANGED, SAME)],
        "stay": 0 if undoing.withdraws(register) else len(done.made), "set_back": len(done.before),
        "undone": kept.state == TableImport.State.UNDONE,
    }  # fmt: skip
    return render(request, "tables/outcome.html", context, status=UNPROCESSABLE if form.is_bound or problem else 200)


def _undo(request: HttpRequest, register: Register, person: Person, kept: TableImport) -> HttpResponse:
    if kept.state != TableImport.State.APPLIED:
        return HttpResponseRedirect(address_of(kept))
    form = Undo(request.POST)
    if not form.is_valid():
        return _outcome(request, register, kept, form)
    try:
        undoing.undo(Actor.at_page(person), kept, form.cleaned_data["why"])
    except (Invalid, Conflict) as error:
        return _outcome(request, register, kept, form, str(error))
    messages.success(request, _("The import is undone."))
    return HttpResponseRedirect(address_of(kept))
