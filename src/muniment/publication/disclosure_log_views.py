"""Where an answer is put forward for the disclosure log, or kept out of it with a reason; and the answers that wait for either."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from muniment.publication import disclosure_log
from muniment.publication.disclosure_log_registers import label_of
from muniment.publication.published_answers import LONGEST, SLUG, TOLD, PublishedAnswer
from muniment.registers.access import Actor, may
from muniment.registers.errors import Invalid, Refused
from muniment.registers.form_views import add_errors
from muniment.registers.forms import Prose
from muniment.registers.record import register_of
from muniment.registers.views import may_create_in, person_of, record_or_404
from muniment.requests.released import ResponseFile
from muniment.requests.requests import InformationRequest

ON_A_PAGE = 50


class ProposeForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words for everybody, and which files they may have."""

    question = Prose(label=gettext_lazy("Question"), max_length=LONGEST, rows=6, help_text=gettext_lazy("What was asked, for everybody: without who asked, and why they did."))  # fmt: skip
    answer = Prose(label=gettext_lazy("Answer in short"), max_length=LONGEST, rows=8, help_text=gettext_lazy("What was given, and what was withheld; as plain words."))  # fmt: skip
    chosen = forms.ModelMultipleChoiceField(
        ResponseFile.objects.none(), label=gettext_lazy("Files that everybody may have"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only files that went out with the answer. A covering letter names the requester: leave it out."),
    )  # fmt: skip

    class Meta:
        model = PublishedAnswer
        fields = ("title", "question", "answer", "topic", "keywords")

    def __init__(self, *args: Any, request: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request
        rows = disclosure_log.files_sent(request)
        self.sent = list(rows)
        chosen: Any = self.fields["chosen"]
        chosen.queryset = rows
        if not self.sent:
            del self.fields["chosen"]

    def warnings(self) -> list[tuple[str, Any]]:
        """What of the words, as they are in the form now, still tells who asked: the field's name, and what was found."""
        told = {name: self[name].value() for name in TOLD}
        chosen = {str(each) for each in (self["chosen"].value() or ())} if self.sent else set()
        files = [each for each in self.sent if str(each.pk) in chosen]
        return [(label_of(each.field), each) for each in disclosure_log.found_of(self.request, told, files)]


class KeepOutForm(forms.Form):
    """Why an answer is not for the log."""

    reason = Prose(label=gettext_lazy("Why is it not for the log?"), max_length=2000, error_messages={"required": gettext_lazy("Say why.")}, help_text=gettext_lazy("For example: of interest to nobody but the requester, or nothing of it could be told without them."))  # fmt: skip


@require_safe
def consider(request: HttpRequest) -> HttpResponse:
    """The answers of which nobody has said yet whether they are for the log."""
    person = person_of(request)
    register = register_of(PublishedAnswer)
    if not may_create_in(register, person):
        raise Http404
    found = Paginator(disclosure_log.to_consider(person), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "publication/consider.html", {"register": register, "page": found})


def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a proposal: it begins with the request's own words, and says what in them still tells who asked."""
    found = _may_decide(request, pk)
    if (waits := disclosure_log.waiting_of(found)) is not None:
        messages.warning(request, _("One for this request waits for approval already: this is it."))
        return HttpResponseRedirect(f"/{SLUG}/{waits.pk}/")
    begun = disclosure_log.begun(found)
    posted = request.method == "POST"
    form = ProposeForm(request.POST if posted else None, initial=begun, request=found)
    if posted and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "chosen"}
        files = [each.pk for each in form.cleaned_data.get("chosen") or ()]
        try:
            made = disclosure_log.propose(Actor.at_page(person_of(request)), found, told, files)
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Proposed. Nothing is public before a second person approves it."))
            return HttpResponseRedirect(f"/{SLUG}/{made.pk}/")
    context = {"found": found, "form": form, "register": register_of(PublishedAnswer), "corrects": disclosure_log.published_of(found)}  # fmt: skip
    return render(request, "publication/propose.html", context, status=422 if posted else 200)


def keep_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision that an answer is not for the log."""
    found = _may_decide(request, pk)
    posted = request.method == "POST"
    form = KeepOutForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            disclosure_log.keep_out(Actor.at_page(person_of(request)), found, form.cleaned_data["reason"])
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Kept, with the reason."))
            return HttpResponseRedirect("/disclosure-log/")
    context = {"found": found, "form": form, "register": register_of(PublishedAnswer)}
    return render(request, "publication/keep_out.html", context, status=422 if posted else 200)


def _may_decide(request: HttpRequest, pk: int) -> Any:
    """The request, if this person sees it; Refused where they may not propose, or its answer can never be in the log."""
    person = person_of(request)
    found = record_or_404(register_of(InformationRequest), person, pk)
    mine = PublishedAnswer(request=found, unit=found.unit)
    if not (verdict := may(Actor.at_page(person), "create", register_of(PublishedAnswer), mine)):
        raise Refused(verdict.reason)
    if reason := disclosure_log.why_never(found):
        raise Invalid(reason)
    return found
