"""Where people teach: what there is to ask, one question at a time, and what came of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.teaching import answering, model_views, questioning, scanned, taught, training
from muniment.discovery.teaching.choosing import Ambiguous, line_named, named
from muniment.discovery.teaching.label_records import FileLabel, LabelQuestion, digest_of
from muniment.discovery.teaching.model_records import ClassModel, in_use, in_use_and_learning
from muniment.discovery.teaching.rule_records import ClassRule, above
from muniment.people.models import Person
from muniment.registers.access import Actor, may
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.record import register_of
from muniment.registers.views import person_of, record_or_404
from muniment.retention.lines import RetentionLine


def lines_of(person: Person) -> Any:
    return RetentionLine.objects.visible_to(person).filter(state=RetentionLine.State.IN_FORCE).order_by("code")


class AnswerForm(forms.Form):
    """The line, as somebody types or chooses it."""

    line = forms.CharField(
        label=gettext_lazy("Under which line does it fall?"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Type a part of its code or name, or choose from the list."),
    )
    note = forms.CharField(label=gettext_lazy("What told you?"), required=False, max_length=2_000)
    whole_folder = forms.BooleanField(required=False)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What can be taught where, how much was, and which version of the model is in use with its figures."""
    person = person_of(request)
    places = list(ScannedPlace.objects.visible_to(person).select_related("unit").order_by("name", "pk")[:100])
    open_ones = dict(
        LabelQuestion.objects.filter(place__in=[each.pk for each in places]).values_list("place").annotate(Count("pk"))
    )
    told = {
        each["place"]: each
        for each in FileLabel.objects.visible_to(person).values("place").annotate(
            sure=Count("pk", filter=Q(state=FileLabel.State.TOLD)), unsure=Count("pk", filter=Q(state=FileLabel.State.UNSURE))
        )
    }  # fmt: skip
    rows = [(each, bool(scanned.finished(each)), open_ones.get(each.pk, 0), told.get(each.pk, {})) for each in places]
    unit = model_views.unit_for(person)
    version, learning = in_use_and_learning(above(unit.pk) if unit else [], ClassModel.objects.visible_to(person))
    rules = ClassRule.objects.visible_to(person).filter(state=ClassRule.State.HOLDS).count()
    return render(request, "discovery/teaching/overview.html", {
        "rows": rows, "version": version, "since": training.since(version) if version else None, "may_learn": unit is not None, "rules": rules,
        "learning": learning, "labels": sum(each.get("sure", 0) for each in told.values()),
    })  # fmt: skip


def question(request: HttpRequest, pk: int) -> HttpResponse:
    """The next question about a place, with what one needs to answer it; or the answer to one."""
    person = person_of(request)
    place = record_or_404(register_of(ScannedPlace), person, pk)
    may_answer = may(
        Actor.at_page(person), "class_file", register_of(FileLabel), FileLabel(place=place, unit=place.unit)
    )
    if request.method == "POST":
        if not may_answer:
            raise Refused(may_answer.reason)
        return _answered(request, person, place)
    return _shown(request, person, place, AnswerForm(), may_answer=bool(may_answer))


@require_POST
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Has questions about a place found."""
    person = person_of(request)
    place = record_or_404(register_of(ScannedPlace), person, pk)
    if not (
        verdict := may(
            Actor.at_page(person), "class_file", register_of(FileLabel), FileLabel(place=place, unit=place.unit)
        )
    ):
        raise Refused(verdict.reason)
    try:
        questioning.ask_for(person, place)
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Questions are being found: it takes a few seconds. Reload this page in a while."))
    return redirect("teaching-question", pk=pk)


def _answered(request: HttpRequest, person: Person, place: ScannedPlace) -> HttpResponse:
    form = AnswerForm(request.POST)
    path = request.POST.get("path", "")
    asked = LabelQuestion.objects.filter(place=place.pk, path_digest=digest_of(path)).first()
    if not form.is_valid():
        return _shown(request, person, place, form, status=422, asked=asked)
    folder = form.cleaned_data["whole_folder"]
    about = path.rpartition("/")[0] if folder else path
    try:
        line = None
        if request.POST.get("act") != "cannot_tell":
            line = line_named(
                lines_of(person),
                request.POST.get("proposed") if request.POST.get("act") == "agree" else form.cleaned_data["line"],
            )
        label = answering.answer(
            Actor.at_page(person), place, about, line, whole_folder=folder, note=form.cleaned_data["note"]
        )
    except Ambiguous as several:
        form.add_error("line", str(several))
        return _shown(request, person, place, form, status=422, asked=asked, offered=several.lines)
    except Conflict as error:
        return _shown(request, person, place, form, status=409, asked=asked, conflict=error)
    except Invalid as error:
        form.add_error("line" if "line" in error.errors else None, str(error))
        return _shown(request, person, place, form, status=422, asked=asked)
    questioning.after_answer(person, place)
    said = _("it cannot be told") if label.line is None else str(label.line)
    messages.success(request, _("Kept: %(what)s: %(said)s.") % {"what": label, "said": said})
    after = asked.rank if asked else -1
    return redirect(f"/teaching/{place.pk}/?after={after}")


def _shown(
    request: HttpRequest, person: Person, place: ScannedPlace, form: AnswerForm, *, status: int = 200, asked: LabelQuestion | None = None,
    may_answer: bool = True, offered: Any = (), conflict: Conflict | None = None,
) -> HttpResponse:  # fmt: skip
    from muniment.discovery.engine.classes.found import classed_files, neighbours, of_file  # noqa: PLC0415 - slow to load, and other pages do without it
    from muniment.discovery.engine.questions import Unanswerable  # noqa: PLC0415

    after = request.GET.get("after", "")
    after_rank = int(after) if after.isdecimal() and len(after) < 9 else -1
    found_next, left = questioning.next_of(place, after_rank)
    now = asked or _of_path(place, request.GET.get("path", "")) or found_next
    if conflict is not None and now is None:
        now = LabelQuestion(place=place, path=conflict.record.path, rank=0, reason="")
    context: dict[str, Any] = {
        "place": place,
        "form": form,
        "may_answer": may_answer,
        "left": left,
        "offered": offered,
        "conflict": conflict,
        "asked": None,
        "fault": "",
        "scanned": bool(scanned.finished(place)),
    }
    if now is not None and context["scanned"]:
        try:
            with classed_files(place.result) as connection:
                file = of_file(connection, now.path)
                around = neighbours(connection, now.path.rpartition("/")[0]) if file else (0, [])
        except Unanswerable as error:
            context["fault"] = str(error)
        else:
            context |= _about(place, now, file, around, person)
    return render(request, "discovery/teaching/question.html", context, status=status)


def _of_path(place: ScannedPlace, path: str) -> LabelQuestion | None:
    """Any file may be answered for, whether it is asked about or not."""
    if not path:
        return None
    asked = LabelQuestion.objects.filter(place=place.pk, path_digest=digest_of(path)).first()
    return asked or LabelQuestion(place=place, path=path, path_digest=digest_of(path), rank=0, reason="")


def _about(
    place: ScannedPlace, now: LabelQuestion, file: dict[str, Any] | None, around: tuple[int, list[str]], person: Person
) -> dict[str, Any]:
    """What somebody needs who answers. Of personal data only which kinds and how many: never a value, not even masked."""
    if file is None:
        return {"asked": now, "file": None, "lines": list(lines_of(person))}
    version = in_use(above(place.unit_id))
    standing = answering.standing(place, now.path, whole_folder=False)
    try:
        model = taught.loaded(version) if version else None
    except taught.Untaught:
        model = None
    lines = list(lines_of(person))
    speaking = questioning.told_words(now, file, model)
    # What the file plan has for all of the place says nothing of this file.
    settled = file["line"] if file["line_by"] != "file plan" else ""
    proposed = settled or now.leans or (speaking[0][0] if speaking else "")
    kinds: dict[str, int] = {}
    for each in file["personal"] or ():
        if each["score"] >= 0.5:
            kinds[each["kind"].replace("_", " ")] = kinds.get(each["kind"].replace("_", " "), 0) + each["count"]
    folder = now.path.rpartition("/")[0]
    return {
        "asked": now, "file": file, "folder": folder, "in_folder": around[0], "names": [each for each in around[1] if each != file["name"]][:5],
        "speaking": [(named(lines, code), words) for code, words in speaking], "proposed": named(lines, proposed), "kinds": sorted(kinds.items()),
        "lines": lines, "version": version, "standing": standing,
    }  # fmt: skip
