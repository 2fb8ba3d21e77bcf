"""What may be done to a recommendation or to one of its parts, each as one write."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction

from muniment import clock
from muniment.actions import rules
from muniment.actions.rules import ENDED, OPEN, State
from muniment.assurance.models import Dependency, Part, Recommendation, RecommendationExtension
from muniment.people.standing import people_of, stood_for
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.record import register_of
from muniment.registers.services import Change, write

Action = Recommendation | Part
Data = Mapping[str, Any]

# Who did one of these had a hand in the action, and does not turn its second key.
HAND_IN = ("update", "say_done")
# What takes the first key back.
NOT_DONE = {"state": State.IN_PROGRESS, "said_done_by": None, "said_done_on": None, "said_done_note": ""}


@contextmanager
def _in_turn(verb: str, action: Action) -> Iterator[None]:
    """One transaction for all that a step writes, begun at the chain's head so that what it reads stays so until it is written.

    Invalid where the action's state does not allow the step: a service refuses what the page does not offer.
    """
    if reason := rules.why_not_in_state(verb, action.state):
        raise Invalid(reason)
    with transaction.atomic():
        history.take_turn()
        yield


def update(actor: Actor, action: Action, data: Data) -> None:
    """Says how it goes: the latest progress, whether it has begun, what is still to be approved."""
    values = {"progress": data["progress"], "approval_pending": data.get("approval_pending", "")}
    values["state"] = State.IN_PROGRESS if data.get("begun", True) else State.NOT_BEGUN
    _write(actor, action, values, "update", seen=data.get("seen_version"))


def say_done(actor: Actor, action: Action, data: Data) -> None:
    """The first key: management says that it is done. Invalid while an approval or a part is open."""
    values = {
        "state": State.SAID_DONE, "said_done_by": actor.person, "said_done_on": clock.today(),
        "said_done_note": data["progress"], "progress": data["progress"],
    }  # fmt: skip
    with _in_turn("say_done", action):
        if reason := rules.why_not_done(action.approval_pending, _open_parts(action, OPEN)):
            raise Invalid(reason)
        _write(actor, action, values, "say_done", seen=data.get("seen_version"))


def verify(actor: Actor, action: Action, data: Data) -> None:
    """The second key: somebody else has seen that it is done. Who verifies the whole verifies its parts."""
    values = {
        "state": State.VERIFIED, "verified_by": actor.person, "verified_on": clock.today(),
        "verified_note": data["note"],
    }  # fmt: skip
    with _in_turn("verify", action):
        if open_parts := _open_parts(action, OPEN):
            raise Invalid(rules.why_not_verified_by(0, (), (), open_parts))
        if isinstance(action, Recommendation):
            parts = Part.objects.everything().filter(recommendation=action, state=State.SAID_DONE)
            write(actor, [Change(part, values, "verify", data["note"]) for part in parts])
        _write(actor, action, values, "verify", why=data["note"], seen=data.get("seen_version"))


def give_back(actor: Actor, action: Action, data: Data) -> None:
    """What was said to be done is not accepted as done: it goes on, with the reason."""
    _write(actor, action, NOT_DONE, "return", why=data["why"], seen=data.get("seen_version"))


def supersede(actor: Actor, action: Action, data: Data) -> None:
    """It ends because something else took its place: an end of its own, never counted as verified."""
    values = {"state": State.SUPERSEDED, "ended_reason": data["why"], "extension_asked": False}
    _write(actor, action, values, "supersede", why=data["why"], seen=data.get("seen_version"))


def reopen(actor: Actor, action: Action, data: Data) -> None:
    """It goes on again, with the reason; both keys are taken back."""
    values = {
        "state": State.IN_PROGRESS, "ended_reason": "", "said_done_by": None, "said_done_on": None,
        "said_done_note": "", "verified_by": None, "verified_on": None, "verified_note": "",
    }  # fmt: skip
    _write(actor, action, values, "reopen", why=data["why"], seen=data.get("seen_version"))


def set_first_date(actor: Actor, action: Action, data: Data) -> None:
    """Gives an action without a date its first one, which is frozen from then on."""
    if action.due is not None or action.first_due is not None:
        raise Invalid("It has its first date, which is kept; ask for a later one.")
    values = {"due": data["due"], "first_due": data["due"], "due_precision": "day"}
    _write(actor, action, values, "set_date", seen=data.get("seen_version"))


def ask_extension(actor: Actor, action: Action, data: Data) -> RecommendationExtension:
    """Asks for a later date, with a reason; from the second slip on with an explanation too."""
    explanation = data.get("explanation", "")
    if action.extension_asked:
        raise Invalid("A later date is asked for already; it has to be decided first.")
    if action.due is None:
        raise Invalid(rules.why_no_extension(None, data["to_date"], 0, ""))
    if reason := rules.why_no_extension(action.due, data["to_date"], action.slips, explanation):
        field = "explanation" if "Explain" in reason else "to_date"
        raise Invalid(reason, {field: [reason]})
    extension = RecommendationExtension(
        unit_id=action.unit_id, from_date=action.due, to_date=data["to_date"], reason=data["reason"],
        explanation=explanation, asked_by=actor.person, asked_by_name=actor.name, asked_on=clock.today(),
        recommendation=recommendation_of(action), part=action if isinstance(action, Part) else None,
    )  # fmt: skip
    with _in_turn("ask_extension", action):
        write(actor, [Change(extension, verb="ask_extension", why=data["reason"])])
        _write(actor, action, {"extension_asked": True}, "ask_extension", why=data["reason"])
    return extension


def decide_extension(actor: Actor, extension: RecommendationExtension, data: Data) -> None:
    """Approves or refuses a later date, by a named person who did not ask for it."""
    if extension.state != RecommendationExtension.State.ASKED:
        raise Invalid("This was decided already.")
    approved = data["decision"] == "approve"
    decision = {
        "state": "approved" if approved else "refused", "decided_by": actor.person, "decided_on": clock.today(),
        "decision_reason": data["why"],
    }  # fmt: skip
    action: Action = extension.part or extension.recommendation
    values: dict[str, Any] = {"extension_asked": False}
    if approved:
        if action.state not in OPEN:
            raise Invalid("The action is not open any more, so its date stays; refuse the later one.")
        if action.due is not None and extension.to_date <= action.due:
            raise Invalid("The action has a later date by now; refuse this one.")
        values |= later_date(action, extension.to_date)
    verb = "decide"
    with transaction.atomic():
        history.take_turn()
        write(actor, [Change(extension, decision, verb, data["why"], data.get("seen_version"))])
        _write(actor, action, values, verb, why=data["why"])
        if approved and isinstance(action, Recommendation):
            # What is open of a whole that is given more time is given it too.
            parts = Part.objects.everything().filter(recommendation=action, state__in=OPEN, due__lt=extension.to_date)
            write(actor, [Change(part, later_date(part, extension.to_date), verb, data["why"]) for part in parts])


def later_date(action: Action, to: date) -> dict[str, Any]:
    """The values of an action whose date moves: the first date stays."""
    return {"due": to, "due_precision": "day", "slips": action.slips + 1}


def depend(actor: Actor, recommendation: Recommendation, data: Data) -> Dependency:
    """One recommendation waits for another of its plan; a circle is Invalid, and named."""
    needed = data["needs"]
    if needed.plan_id != recommendation.plan_id:
        raise Invalid("It can wait only for a recommendation of its own plan.")
    with _in_turn("depend", recommendation):
        return _depend(actor, recommendation, needed, data.get("words", ""))


def _depend(actor: Actor, recommendation: Recommendation, needed: Recommendation, words: str) -> Dependency:
    edges: dict[int, list[int]] = {}
    rows = Dependency.objects.everything().filter(recommendation__plan=recommendation.plan_id)
    for waiting, wanted in rows.values_list("recommendation_id", "needs_id"):
        edges.setdefault(waiting, []).append(wanted)
    edges.setdefault(recommendation.pk, []).append(needed.pk)
    if circle := rules.cycle(edges, recommendation.pk):
        names = dict(Recommendation.objects.everything().filter(pk__in=circle).values_list("pk", "reference"))
        raise Invalid(f"That would be a circle: {' waits for '.join(names[pk] for pk in circle)}.")
    made = Dependency.objects.filter(recommendation=recommendation, needs=needed).first()
    if made is not None and not made.withdrawn:
        raise Invalid(f"It waits for {needed.reference} already.")
    # One that an undone import had withdrawn is taken up again.
    values = {"unit": recommendation.unit, "recommendation": recommendation, "needs": needed, "words": words}
    made = made or Dependency()
    write(actor, [Change(made, {**values, "withdrawn": False}, "depend")])
    return made


def add_part(actor: Actor, recommendation: Recommendation, data: Data) -> Part:
    """Agrees one more part of an action, with an owner and a date of its own."""
    part = Part(
        unit_id=recommendation.unit_id, recommendation=recommendation, label=data["label"].strip().rstrip(".)"),
        agreed_action=data["agreed_action"], owner=data["owner"], due=data["due"],
    )  # fmt: skip
    with _in_turn("edit", recommendation):
        write(actor, [Change(part, verb="edit")])
        _follow(actor, part, "edit")
    return part


def change_part(actor: Actor, part: Part, data: Data) -> None:
    """Words a part anew, or gives it another owner."""
    values = {"agreed_action": data["agreed_action"], "owner": data["owner"]}
    _write(actor, part, values, "edit", seen=data.get("seen_version"))


def recommendation_of(action: Action) -> Recommendation:
    return action.recommendation if isinstance(action, Part) else action


def _open_parts(action: Action, states: frozenset[State]) -> list[str]:
    if isinstance(action, Part):
        return []
    parts = Part.objects.everything().filter(recommendation=action, state__in=states).order_by("label")
    return list(parts.values_list("label", flat=True))


def _write(
    actor: Actor, action: Action, values: dict[str, Any], verb: str, *, why: str = "", seen: int | None = None
) -> None:
    """One write of the action; where a part changes, its recommendation follows in the same breath."""
    with transaction.atomic() if verb == "decide" else _in_turn(verb, action):
        write(actor, [Change(action, values, verb, why, seen)])
        if isinstance(action, Part):
            _follow(actor, action, verb)


def _follow(actor: Actor, part: Part, verb: str) -> None:
    """What a recommendation takes over from its parts is written with them."""
    whole = Recommendation.objects.everything().filter(pk=part.recommendation_id).first()
    if whole is None:
        raise Invalid("The recommendation of this part was withdrawn: it is seen in the history only.")
    if following := following_parts(whole):
        write(actor, [Change(whole, following, verb, f"follows part {part.label}", follows=True)])


def following_parts(whole: Recommendation) -> dict[str, Any]:
    """What a recommendation takes over from its parts: that it has begun or goes on, the last of their dates, their owners.

    Invalid where the whole has ended and a part would be open again.
    """
    parts = list(Part.objects.everything().filter(recommendation=whole))
    values: dict[str, Any] = {}
    if any(part.state in OPEN for part in parts):
        if whole.state in ENDED:
            raise Invalid("The recommendation as a whole has ended: open that again first.")
        if whole.state == State.SAID_DONE:
            values |= NOT_DONE
    if whole.state == State.NOT_BEGUN and any(part.state != State.NOT_BEGUN for part in parts):
        values["state"] = State.IN_PROGRESS
    dates = [part.due for part in parts if part.due]
    if dates and whole.due and max(dates) > whole.due:
        values |= later_date(whole, max(dates))
    owners = sorted({post for part in parts for post in part.answerable_posts()})
    if owners != whole.part_owners:
        values["part_owners"] = owners
    return values


def why_not_second_key(actor: Actor, action: Action) -> str:
    """The rule of the two keys, asked of the history: nobody who owns or has updated an action verifies it."""
    if actor.person is None:
        return "Only a person who signed in can verify."
    posts = recommendation_of(action).answerable_posts() | action.answerable_posts()
    owners = people_of(posts)
    updated = history.changed_by(register_of(type(action)).slug, action.pk, HAND_IN)
    if isinstance(action, Recommendation):
        for part in Part.objects.everything().filter(recommendation=action):
            updated |= history.changed_by(register_of(Part).slug, part.pk, HAND_IN)
    return rules.why_not_verified_by(actor.person.pk, owners, updated, (), stood_for(actor.person))


def why_not_deciding(actor: Actor, extension: RecommendationExtension) -> str:
    """Whoever asked for a later date, or answers for the action, does not approve it."""
    if actor.person is None:
        return "Only a person who signed in can decide."
    asked = {extension.asked_by_id}
    if extension.pk:
        asked |= history.changed_by(register_of(RecommendationExtension).slug, extension.pk, ["ask_extension"])
    owners = people_of(extension.answerable_posts())
    return rules.why_not_decided_by(actor.person.pk, owners, asked, stood_for(actor.person))
