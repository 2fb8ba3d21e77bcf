"""What may be done to an agreed action, each as one write, whatever it comes from; the rules of the two keys and of later dates."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction

from muniment import clock
from muniment.actions import rules
from muniment.actions.rules import OPEN, State
from muniment.people.standing import people_of, stood_for
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.record import register_of
from muniment.registers.services import Change, write

Data = Mapping[str, Any]

# Who did one of these had a hand in the action, and does not turn its second key.
HAND_IN = ("update", "say_done")
# What takes the first key back.
NOT_DONE = {"state": State.IN_PROGRESS, "said_done_by": None, "said_done_on": None, "said_done_note": ""}


@contextmanager
def in_turn(verb: str, action: Any) -> Iterator[None]:
    """One transaction for all that a step writes, begun at the chain's head so that what it reads stays so until it is written.

    Invalid where the action's state does not allow the step: a service refuses what the page does not offer.
    """
    if reason := rules.why_not_in_state(verb, action.state):
        raise Invalid(reason)
    with transaction.atomic():
        history.take_turn()
        yield


def later_date(action: Any, to: date) -> dict[str, Any]:
    """The values of an action whose date moves: the first date stays."""
    return {"due": to, "due_precision": "day", "slips": action.slips + 1}


class Acts:
    """The steps of the actions of a register. `extension` is the model of its later dates.

    A register whose actions have parts says in a class of its own what holds them up and what follows from them.
    """

    def __init__(self, extension: type[Any]) -> None:
        self.extension = extension

    def open_parts(self, action: Any, states: Iterable[str]) -> list[str]:  # noqa: ARG002 - most actions have none
        """The labels of its parts that are in one of these states."""
        return []

    def parts_between(self, action: Any, **narrowed: Any) -> Iterable[Any]:  # noqa: ARG002
        """Its parts that fit, which a step of the whole takes along."""
        return ()

    def follow(self, actor: Actor, action: Any, verb: str) -> None:
        """Writes what follows when it changes: of a part what its whole takes over."""

    def pointed(self, action: Any) -> dict[str, Any]:
        """The fields by which a later date points to it."""
        return {"action": action}

    def owning(self, action: Any) -> frozenset[int]:
        """The posts whose holders do not verify it."""
        posts: frozenset[int] = action.answerable_posts()
        return posts

    def update(self, actor: Actor, action: Any, data: Data) -> None:
        """Says how it goes: the latest progress, whether it has begun, what is still to be approved."""
        values = {"progress": data["progress"], "approval_pending": data.get("approval_pending", "")}
        values["state"] = State.IN_PROGRESS if data.get("begun", True) else State.NOT_BEGUN
        self.write(actor, action, values, "update", seen=data.get("seen_version"))

    def say_done(self, actor: Actor, action: Any, data: Data) -> None:
        """The first key: management says that it is done. Invalid while an approval or a part is open."""
        values = {
            "state": State.SAID_DONE, "said_done_by": actor.person, "said_done_on": clock.today(),
            "said_done_note": data["progress"], "progress": data["progress"],
        }  # fmt: skip
        with in_turn("say_done", action):
            if reason := rules.why_not_done(action.approval_pending, self.open_parts(action, OPEN)):
                raise Invalid(reason)
            self.write(actor, action, values, "say_done", seen=data.get("seen_version"))

    def verify(self, actor: Actor, action: Any, data: Data) -> None:
        """The second key: somebody else has seen that it is done. Who verifies the whole verifies its parts."""
        values = {
            "state": State.VERIFIED, "verified_by": actor.person, "verified_on": clock.today(),
            "verified_note": data["note"],
        }  # fmt: skip
        with in_turn("verify", action):
            if open_parts := self.open_parts(action, OPEN):
                raise Invalid(rules.why_not_verified_by(0, (), (), open_parts))
            parts = self.parts_between(action, state=State.SAID_DONE)
            write(actor, [Change(part, values, "verify", data["note"]) for part in parts])
            self.write(actor, action, values, "verify", why=data["note"], seen=data.get("seen_version"))

    def give_back(self, actor: Actor, action: Any, data: Data) -> None:
        """What was said to be done is not accepted as done: it goes on, with the reason."""
        self.write(actor, action, NOT_DONE, "return", why=data["why"], seen=data.get("seen_version"))

    def supersede(self, actor: Actor, action: Any, data: Data) -> None:
        """It ends because something else took its place: an end of its own, never counted as verified."""
        values = {"state": State.SUPERSEDED, "ended_reason": data["why"], "extension_asked": False}
        self.write(actor, action, values, "supersede", why=data["why"], seen=data.get("seen_version"))

    def reopen(self, actor: Actor, action: Any, data: Data) -> None:
        """It goes on again, with the reason; both keys are taken back."""
        values = {**NOT_DONE, "ended_reason": "", "verified_by": None, "verified_on": None, "verified_note": ""}
        self.write(actor, action, values, "reopen", why=data["why"], seen=data.get("seen_version"))

    def set_first_date(self, actor: Actor, action: Any, data: Data) -> None:
        """Gives an action without a date its first one, which is frozen from then on."""
        if action.due is not None or action.first_due is not None:
            raise Invalid("It has its first date, which is kept; ask for a later one.")
        values = {"due": data["due"], "first_due": data["due"], "due_precision": "day"}
        self.write(actor, action, values, "set_date", seen=data.get("seen_version"))

    def ask_extension(self, actor: Actor, action: Any, data: Data) -> Any:
        """Asks for a later date, with a reason; from the second slip on with an explanation too."""
        explanation = data.get("explanation", "")
        if action.extension_asked:
            raise Invalid("A later date is asked for already; it has to be decided first.")
        if action.due is None:
            raise Invalid(rules.why_no_extension(None, data["to_date"], 0, ""))
        if reason := rules.why_no_extension(action.due, data["to_date"], action.slips, explanation):
            field = "explanation" if "Explain" in reason else "to_date"
            raise Invalid(reason, {field: [reason]})
        extension = self.extension(
            unit_id=action.unit_id, from_date=action.due, to_date=data["to_date"], reason=data["reason"],
            explanation=explanation, asked_by=actor.person, asked_by_name=actor.name, asked_on=clock.today(),
            **self.pointed(action),
        )  # fmt: skip
        with in_turn("ask_extension", action):
            write(actor, [Change(extension, verb="ask_extension", why=data["reason"])])
            self.write(actor, action, {"extension_asked": True}, "ask_extension", why=data["reason"])
        return extension

    def decide_extension(self, actor: Actor, extension: Any, data: Data) -> None:
        """Approves or refuses a later date, by a named person who did not ask for it."""
        if extension.state != extension.State.ASKED:
            raise Invalid("This was decided already.")
        approved = data["decision"] == "approve"
        decision = {
            "state": "approved" if approved else "refused", "decided_by": actor.person, "decided_on": clock.today(),
            "decision_reason": data["why"],
        }  # fmt: skip
        action = extension.action
        values: dict[str, Any] = {"extension_asked": False}
        if approved:
            if action.state not in OPEN:
                raise Invalid("The action is not open any more, so its date stays; refuse the later one.")
            if action.due is not None and extension.to_date <= action.due:
                raise Invalid("The action has a later date by now; refuse this one.")
            values |= later_date(action, extension.to_date)
        with transaction.atomic():
            history.take_turn()
            write(actor, [Change(extension, decision, "decide", data["why"], data.get("seen_version"))])
            self.write(actor, action, values, "decide", why=data["why"])
            if approved:
                # What is open of a whole that is given more time is given it too.
                parts = self.parts_between(action, state__in=OPEN, due__lt=extension.to_date)
                write(
                    actor, [Change(part, later_date(part, extension.to_date), "decide", data["why"]) for part in parts]
                )

    def write(
        self, actor: Actor, action: Any, values: dict[str, Any], verb: str, *, why: str = "", seen: int | None = None
    ) -> None:
        """One write of the action; what follows is written in the same breath."""
        with transaction.atomic() if verb == "decide" else in_turn(verb, action):
            write(actor, [Change(action, values, verb, why, seen)])
            self.follow(actor, action, verb)

    def why_not_second_key(self, actor: Actor, action: Any) -> str:
        """The rule of the two keys, asked of the history: nobody who owns or has updated an action verifies it."""
        if actor.person is None:
            return "Only a person who signed in can verify."
        updated: set[int] = set()
        for each in (action, *self.parts_between(action)):
            updated |= history.changed_by(register_of(type(each)).slug, each.pk, HAND_IN)
        owners = people_of(self.owning(action))
        return rules.why_not_verified_by(actor.person.pk, owners, updated, (), stood_for(actor.person))

    def why_not_deciding(self, actor: Actor, extension: Any) -> str:
        """Whoever asked for a later date, or answers for the action, does not approve it."""
        if actor.person is None:
            return "Only a person who signed in can decide."
        asked = {extension.asked_by_id}
        if extension.pk:
            asked |= history.changed_by(register_of(type(extension)).slug, extension.pk, ["ask_extension"])
        owners = people_of(extension.answerable_posts())
        return rules.why_not_decided_by(actor.person.pk, owners, asked, stood_for(actor.person))
