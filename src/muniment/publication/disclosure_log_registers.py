"""The register of published answers, declared."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person
from muniment.publication import disclosure_log
from muniment.publication.published_answers import SLUG, PublishedAnswer, State
from muniment.registers.access import Access, Actor, may
from muniment.registers.filters import by_choice, by_unit
from muniment.registers.forms import Prose, WhyForm
from muniment.registers.record import register_of
from muniment.registers.register import Column, DutyRule, Flag, Moment, Register, Step, registry
from muniment.registers.verbs import Verb, verbs
from muniment.requests import asked
from muniment.requests.beside import LEADS, Lead
from muniment.requests.released import ResponseFile

verbs.add(
    Verb("approve_log", _("Approved and published"), key=True),
    Verb("decide_log", _("Not approved")),
    Verb("take_down", _("Taken down")),
)
LOGS = "read create edit approve_log decide_log take_down comment"


class ChooseFilesForm(forms.Form):
    """Which files of the answer everybody may have."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    chosen = forms.ModelMultipleChoiceField(
        ResponseFile.objects.none(), label=_("Files that everybody may have"), required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip

    def __init__(self, *args: Any, record: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["chosen"]
        chosen.queryset = disclosure_log.files_sent(record.request_id)
        chosen.initial = record.given_out


class ApproveForm(forms.Form):
    """What whoever approves has looked at."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(
        label=_("What have you looked at?"), max_length=2000, error_messages={"required": _("Say what you have looked at.")},
        help_text=_("That neither the words nor a file tell who asked, and nothing that was withheld is in them."),
    )  # fmt: skip


def _page(_person: Person, published: Any, moment: Moment) -> Mapping[str, Any]:
    """Its files, and what in it still tells who asked, before it is approved."""
    if moment.as_at is not None:
        return {}
    files = disclosure_log.files_of(published)
    told: dict[str, Any] = {"files": files, "lost": len(published.given_out) - len(files)}
    if published.state == State.PROPOSED:
        told["notes"] = [
            (said("Look at this again:") if not each.stops else said("Take this out first:"), said("%(field)s: %(what)s.") % {"field": label_of(each.field), "what": each.said})
            for each in disclosure_log.found_of(published.request, published.said(), files)
        ]  # fmt: skip
    return told


def label_of(field: str) -> str:
    """What a field is called on the page."""
    if field == "files":
        return said("Name of a file")
    column: Any = PublishedAnswer._meta.get_field(field)
    return str(column.verbose_name).capitalize()


def leads(person: Person, request: Any) -> list[Lead]:
    """What the page of a request offers: what is published already, and the way of its answer into the log."""
    found = []
    if request.is_open:
        found.append(Lead(said("What is published on this already"), f"/requests/{request.pk}/published/"))
    register = register_of(PublishedAnswer)
    mine = PublishedAnswer(request=request, unit=request.unit)
    if request.state == asked.State.ANSWERED and may(Actor.at_page(person), "create", register, mine):
        found.append(Lead(said("Propose for the disclosure log"), f"/disclosure-log/{request.pk}/propose/"))
    return found


LEADS.append(leads)

registry.add(
    Register(
        slug=SLUG, model=PublishedAnswer, title="Disclosure log", one="published answer", section="Requests", many="published answers",
        access=Access.of(ig_manager=LOGS, ig_officer=LOGS, dpo="read comment", siro="read", auditor="read comment", monitoring_officer="read approve_log decide_log take_down comment"),
        about="Answers to requests that everybody may read, without who asked. Each is approved by a second person; what is not for the log has its reason here.",
        columns=(
            Column("reference", "Number", "request__id"), Column("title", "Title", "title,id"), Column("topic", "Topic", "topic,id"), Column("outcome", "Outcome"),
            Column("answered_on", "Answered", "answered_on"), Column("approved_at", "Published"), Column("state", "State", "state,id", template="registers/cells/state.html"),
            Column("service", "Service", shown=False), Column("law", "Law", shown=False), Column("approved_by", "Approved by", shown=False),
        ),
        sort="-id", search=("title", "question", "answer", "keywords"), related=("request__unit", "approved_by", "unit"), creatable=False,
        fields=("title", "question", "answer", "topic", "keywords"),
        filters=(*(by_choice(PublishedAnswer, name) for name in ("state", "topic", "outcome", "law")), *by_unit()),
        flags=(
            Flag("to_approve", "Waiting for approval", lambda _m: Q(state=State.PROPOSED), "Proposed, and not approved by a second person."),
            Flag("public", "Published", lambda _m: Q(state=State.PUBLISHED), "What everybody can read now."),
            Flag("not_logged", "Not for the log", lambda _m: Q(state=State.NOT_LOGGED), "Answers of which it was decided that they are not published, and why."),
        ),
        steps=(
            Step("approve-log", "approve_log", _("Approve and publish it"), frozenset({State.PROPOSED}), ApproveForm, disclosure_log.approve, main=True,
                 explain=_("From then on everybody can read it. Whoever proposed it, or worked on it, does not approve it. It is refused while the requester’s name or contact stands in it.")),
            Step("choose-files", "edit", _("Choose its files"), frozenset({State.PROPOSED}), ChooseFilesForm, disclosure_log.choose_files,
                 explain=_("Only files that went out with the answer. A covering letter names the requester: leave it out.")),
            Step("turn-down", "decide_log", _("Do not approve it"), frozenset({State.PROPOSED}), WhyForm, disclosure_log.turn_down),
            Step("take-down", "take_down", _("Take it down"), frozenset({State.PUBLISHED}), WhyForm, disclosure_log.take_down,
                 explain=_("It is gone from the public’s pages at once, and its address says so. The reason is not told to the public.")),
        ),
        duties=(DutyRule("approve-log", _("Approve"), "approve_log", disclosure_log.to_approve, "approve-log"),),
        refuse=disclosure_log.refuse, page=_page, comments=True,
        colour=lambda each: {State.PROPOSED: "amber", State.PUBLISHED: "green", State.TAKEN_DOWN: "red"}.get(each.state, ""),
    )
)  # fmt: skip
