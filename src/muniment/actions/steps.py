"""The steps of an agreed action, with their verbs, for whatever register declares it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from muniment.actions import forms
from muniment.actions.rules import ENDED, OPEN, State
from muniment.actions.services import Acts
from muniment.registers.register import Step
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("say_done", _("Said to be done"), by_link=True, key=True),
    Verb("verify", _("Verified"), key=True),
    Verb("return", _("Given back: not done yet"), key=True),
    Verb("decide", _("Decided"), key=True),
    Verb("supersede", _("Superseded"), seldom=True),
    Verb("reopen", _("Opened again")),
    Verb("set_date", _("First date set")),
    Verb("ask_extension", _("Later date asked for")),
)


def steps_of(acts: Acts) -> Sequence[Step]:
    """From the first update to the second key, and the ends otherwise."""
    return (
        Step("update", "update", "Add an update", OPEN, forms.Update, acts.update),
        Step("ask-extension", "ask_extension", "Ask for a later date", OPEN, forms.AskExtension, acts.ask_extension,
             when=lambda action: action.due is not None and not action.extension_asked),
        Step("say-done", "say_done", "Say it is done", OPEN, forms.SayDone, acts.say_done, main=True,
             explain="This is the first of two keys: somebody else verifies it before it counts as done."),
        Step("verify", "verify", "Verify", frozenset({State.SAID_DONE}), forms.Verify, acts.verify, main=True,
             explain="This is the second key. Verify only what you have seen yourself."),
        Step("return", "return", "Give back: not done yet", frozenset({State.SAID_DONE}), forms.Why, acts.give_back),
        Step("set-date", "set_date", "Set the first date", OPEN, forms.FirstDate, acts.set_first_date,
             when=lambda action: action.due is None),
        Step("supersede", "supersede", "Mark as superseded", OPEN | {State.SAID_DONE}, forms.Why, acts.supersede,
             explain="Something else took its place. Say what: it is an end of its own, not the same as done."),
        Step("reopen", "reopen", "Open again", ENDED, forms.Why, acts.reopen),
    )  # fmt: skip


def decision_of(acts: Acts) -> Step:
    """The step that decides on a later date."""
    return Step("decide", "decide", "Decide", frozenset({"asked"}), forms.Decide, acts.decide_extension, main=True)
