"""The disclosure log: which answers may be in it, and how one gets there. Nothing is public on one person's word."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from muniment import clock
from muniment.assets.publishing import kept
from muniment.people.models import Person
from muniment.publication import disclosure_log_names as names
from muniment.publication.published_answers import SLUG, TOLD, PublishedAnswer, State
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.register import Asked
from muniment.registers.restricted import is_restricted
from muniment.registers.services import Change, write
from muniment.requests import asked, released
from muniment.requests.exemptions import RequestExemption
from muniment.requests.exemptions import State as Used
from muniment.requests.released import ResponseFile
from muniment.requests.requests import InformationRequest

PARTS = ("create", "edit")  # who did one of these to it does not approve it
CONSIDERED = (State.PROPOSED, State.PUBLISHED, State.TAKEN_DOWN, State.NOT_LOGGED)
SENT = (released.State.CLEAN, released.State.CLEARED)


def why_never(case: Any) -> str:
    """Why this case cannot be in the log, whatever is written of it; "" where it can."""
    if not isinstance(case, InformationRequest):
        return _(
            "Only answers to requests for information and for re-use are published: this is about people’s own data."
        )
    if is_restricted(case):
        return _("This record is known to named people only.")
    return "" if case.state == asked.State.ANSWERED else _("It is published once it is answered.")


def to_consider(person: Person) -> QuerySet[Any, Any]:
    """The answered requests that a person sees and of which nobody has said whether they are for the log; the oldest answer first."""
    considered = PublishedAnswer.objects.everything().filter(request=OuterRef("pk"), state__in=CONSIDERED)
    answered = InformationRequest.objects.visible_to(person).filter(state=asked.State.ANSWERED)
    found: QuerySet[Any, Any] = answered.filter(~Exists(considered)).order_by("ended_on", "pk")
    return found


def files_sent(request: Any) -> QuerySet[Any, Any]:
    """The files that went out with the answer: looked into, and nothing in them left to be decided."""
    found: QuerySet[Any, Any] = ResponseFile.objects.everything().filter(request=request, state__in=SENT)
    return found.order_by("pk")


def files_of(published: Any) -> list[Any]:
    """The chosen files that may be given out today. One that was taken back since is not among them."""
    return list(files_sent(published.request_id).filter(pk__in=published.given_out))


def found_of(request: Any, told: Mapping[str, Any], files: Iterable[Any] = ()) -> list[names.Found]:
    """What in these words, and in the names of the files, still tells who asked."""
    texts = {name: str(told.get(name) or "") for name in TOLD}
    texts["files"] = "\n".join(each.name for each in files)
    return names.found_in(texts, request.requester, request.requester_contact)


def begun(request: Any) -> dict[str, Any]:
    """What a proposal begins with: the request's own words, and the answer in short; or the one that it corrects."""
    now = published_of(request)
    if now is not None:
        return {**now.said(), "topic": now.topic, "chosen": list(now.given_out)}
    answered = [each["note"] for each in request.events if each["name"] == "answered" and each.get("note")]
    return {"title": request.subject, "question": request.text, "answer": answered[-1] if answered else ""}


def published_of(request: Any) -> Any:
    """What is in the log of a request now, None where nothing is."""
    return PublishedAnswer.objects.everything().filter(request=request, state=State.PUBLISHED).first()


def waiting_of(request: Any) -> Any:
    """What waits for approval, None where nothing does."""
    return PublishedAnswer.objects.everything().filter(request=request, state=State.PROPOSED).first()


def propose(actor: Actor, request: Any, told: Mapping[str, Any], files: Sequence[int] = ()) -> PublishedAnswer:
    """Puts an answer forward for the log. Invalid for what cannot be in it, and while one waits already."""
    if reason := why_never(request):
        raise Invalid(reason)
    with transaction.atomic():
        history.take_turn()
        request = InformationRequest.objects.everything().select_related("unit").get(pk=request.pk)
        if reason := why_never(request):
            raise Invalid(reason)
        if waiting_of(request) is not None:
            raise Invalid(_("One for this request waits for approval already."))
        made = PublishedAnswer(request=request, **_facts(request))
        values = {name: told[name] for name in (*TOLD, "topic") if name in told}
        _complete(values)
        write(actor, [Change(made, {**values, "given_out": _chosen(request, files)}, "create")])
    return made


def _complete(told: Mapping[str, Any]) -> None:
    """A title, a question and an answer there must be; a decision against it needs none."""
    wanted = {"title": _("Enter a title."), "question": _("Enter the question."), "answer": _("Enter the answer in short.")}  # fmt: skip
    missing = {name: [message] for name, message in wanted.items() if not str(told.get(name) or "").strip()}
    if missing:
        raise Invalid(" ".join(message for messages in missing.values() for message in messages), missing)


def _facts(request: Any) -> dict[str, Any]:
    """What the register says of the answer: nobody types it."""
    used = RequestExemption.objects.everything().filter(request=request, state=Used.RELIED).order_by("pk")
    return {
        "law": request.law, "outcome": request.outcome, "sections": list(dict.fromkeys(each.exemption.label for each in used)),
        "service": request.unit.name, "received_on": request.received_on, "answered_on": request.ended_on or request.received_on,
    }  # fmt: skip


def _chosen(request: Any, files: Sequence[int]) -> list[int]:
    """The keys of these files. Invalid where one did not go out with this answer."""
    sent = {each.pk for each in files_sent(request)}
    if set(files) - sent:
        told = _("One of these files did not go out with the answer, or was taken back since.")
        raise Invalid(told, {"chosen": [told]})
    return sorted(set(files))


def choose_files(actor: Actor, published: Any, data: Mapping[str, Any]) -> None:
    """Other files than before, while it waits."""
    chosen = [each.pk for each in data.get("chosen") or ()]
    with transaction.atomic():
        history.take_turn()
        found = _as_it_is(published, State.PROPOSED)
        change = {"given_out": _chosen(found.request, chosen)}
        write(actor, [Change(found, change, "edit", data.get("why") or "", data.get("seen_version"))])


def keep_out(actor: Actor, request: Any, reason: str) -> PublishedAnswer:
    """Says of an answer that it is not for the log, and why."""
    if told := why_never(request):
        raise Invalid(told)
    if not reason.strip():
        raise Invalid(_("Say why."), {"reason": [_("Say why.")]})
    with transaction.atomic():
        history.take_turn()
        if PublishedAnswer.objects.everything().filter(request=request, state__in=CONSIDERED).exists():
            raise Invalid(_("Somebody has decided on this already: look at the request again."))
        made = PublishedAnswer(request=request, title=request.subject, state=State.NOT_LOGGED, reason=reason.strip(), **_facts(request))  # fmt: skip
        write(actor, [Change(made, verb="create", why=reason)])
    return made


def refuse(actor: Actor, verb: str, published: Any) -> str:
    """What was approved is not changed underneath; who had a part in it does not approve it."""
    if published.pk is None:
        return ""
    if verb in {"edit", "import"} and published.state != State.PROPOSED:
        return _("It is no proposal any more: propose a correction at the page of its request.")
    if verb == "approve_log":
        if actor.person is None:
            return _("It is approved by a person.")
        if history.had_part(actor.person, SLUG, published.pk, PARTS):
            return _("You proposed it, or worked on it: a second person approves.")
    return ""


def approve(actor: Actor, published: Any, data: Mapping[str, Any]) -> None:
    """Makes it public, in the place of what was. Invalid while its words tell who asked, or a file of it may not go out any more."""
    with transaction.atomic():
        history.take_turn()
        found = _as_it_is(published, State.PROPOSED)
        if reason := refuse(actor, "approve_log", found):
            raise Refused(reason)
        if found.request.withdrawn:
            raise Invalid(_("Its request was taken back."))
        if reason := why_never(found.request):
            raise Invalid(reason)
        _complete(found.said())
        files = files_of(found)
        if len(files) != len(found.given_out) or any(kept(each.digest) is None for each in files):
            raise Invalid(_("One of its files was taken back, or is not there any more: choose the files again."))
        if stops := [each for each in found_of(found.request, found.said(), files) if each.stops]:
            raise Invalid(_("It still says %(what)s: take that out first.") % {"what": stops[0].said})
        if (before := published_of(found.request)) is not None:
            why = _("Corrected by a new approval")
            write(actor, [Change(before, {"state": State.REPLACED}, "approve_log", why, follows=True)])
        values = {
            "state": State.PUBLISHED,
            "approved_by": actor.person,
            "approved_at": clock.now(),
            **_facts(found.request),
        }
        write(actor, [Change(found, values, "approve_log", data.get("why") or "", data.get("seen_version"))])


def turn_down(actor: Actor, published: Any, data: Mapping[str, Any]) -> None:
    """It is not published as it stands; the request waits to be considered again."""
    _end(actor, published, State.PROPOSED, State.TURNED_DOWN, "decide_log", data)


def take_down(actor: Actor, published: Any, data: Mapping[str, Any]) -> None:
    """It is public no more, from now on."""
    _end(actor, published, State.PUBLISHED, State.TAKEN_DOWN, "take_down", data)


def _end(actor: Actor, published: Any, begins: str, ends: str, verb: str, data: Mapping[str, Any]) -> None:
    why = str(data.get("why") or "").strip()
    if not why:
        raise Invalid(_("Say why."), {"why": [_("Say why.")]})
    with transaction.atomic():
        history.take_turn()
        found = _as_it_is(published, begins)
        write(actor, [Change(found, {"state": ends, "reason": why}, verb, why, data.get("seen_version"))])


def _as_it_is(published: Any, state: str) -> Any:
    """The row as it stands. Invalid where somebody else was first."""
    found = PublishedAnswer.objects.everything().select_related("request__unit").get(pk=published.pk)
    if found.state != state:
        raise Invalid(_("That step is not open any more: somebody else was first."))
    return found


def to_approve(records: Sequence[Any]) -> list[Asked]:
    return [Asked(each) for each in records if each.state == State.PROPOSED]
