"""The rules of an agreed action, as pure functions: when it may be called done, who may turn the second key, what waits for what."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Where an action stands. Two keys lie between *in progress* and *verified*."""

    NOT_BEGUN = "not_begun"
    IN_PROGRESS = "in_progress"
    SAID_DONE = "said_done"
    VERIFIED = "verified"
    SUPERSEDED = "superseded"
    NOT_ACCEPTED = "not_accepted"


OPEN = frozenset({State.NOT_BEGUN, State.IN_PROGRESS})
ENDED = frozenset({State.VERIFIED, State.SUPERSEDED, State.NOT_ACCEPTED})

# In which states what may be done to an action.
ALLOWED_IN: Mapping[str, frozenset[State]] = {
    "update": OPEN, "say_done": OPEN, "ask_extension": OPEN, "set_date": OPEN, "depend": OPEN,
    "verify": frozenset({State.SAID_DONE}), "return": frozenset({State.SAID_DONE}),
    "supersede": OPEN | {State.SAID_DONE}, "reopen": ENDED, "edit": OPEN,
}  # fmt: skip
# How a refusal names them.
IN_WORDS = {
    "update": "updated", "say_done": "said to be done", "ask_extension": "given more time", "set_date": "given a date",
    "depend": "made to wait", "verify": "verified", "return": "given back", "supersede": "superseded", "reopen": "opened again",
    "edit": "changed",
}  # fmt: skip


def why_not_in_state(verb: str, state: str) -> str:
    """Why this cannot be done to an action in this state; "" when it can. A second key without a first is none."""
    if state in ALLOWED_IN[verb]:
        return ""
    return f"An action that is {State(state).replace('_', ' ')} cannot be {IN_WORDS[verb]}."


def days_late(state: str, due: date | None, on: date) -> int:
    """How many days past its due date an open action is; 0 when it is not late, ended, said to be done or without a date."""
    if state not in OPEN or due is None or due >= on:
        return 0
    return (on - due).days


def why_not_done(approval_pending: str, open_parts: Collection[str]) -> str:
    """Why management cannot say that an action is done; "" when it can. "Complete, awaiting approval" is not complete."""
    if open_parts:
        return f"Not done yet: {_parts(open_parts)} first."
    if approval_pending:
        return f"An approval is still outstanding: {approval_pending}. Complete, awaiting approval, is not complete."
    return ""


def why_not_verified_by(
    person: int,
    owners: Collection[int],
    updated: Collection[int],
    open_parts: Collection[str],
    stands_for: Collection[int] = (),
) -> str:
    """Why this person cannot turn the second key; "" when they can.

    `owners` hold a post that answers for the action, or act for one; `updated` have updated it or said it done, or somebody
    did in their place: neither verifies it, nor does who acts in the place of one of them (`stands_for`).
    """
    if person in owners:
        return "You hold a post that answers for this action; somebody else has to verify it."
    if person in updated:
        return (
            "You have updated this action, or made a link by which it was updated, or somebody who acted for you has; "
            "somebody else has to verify it."
        )
    if set(stands_for) & {*owners, *updated}:
        return "You act for somebody who answers for this action or has updated it; a third person has to verify it."
    if open_parts:
        return f"Still open: {_parts(open_parts)}."
    return ""


def why_not_decided_by(
    person: int, owners: Collection[int], asked: Collection[int | None], stands_for: Collection[int] = ()
) -> str:
    """Why this person cannot decide on a later date; "" when they can. The same people are told apart as by the two keys."""
    if person in asked:
        return "You asked for this date, or somebody who acted for you did; somebody else decides."
    if person in owners:
        return "You hold a post that answers for this action; somebody else decides."
    if set(stands_for) & {*owners, *asked}:
        return "You act for somebody who answers for this action or asked for this date; a third person decides."
    return ""


def _parts(labels: Collection[str]) -> str:
    return f"part{'s' if len(labels) > 1 else ''} {', '.join(labels)}"


def why_no_extension(due: date | None, to: date, slips: int, explanation: str) -> str:
    """Why a later date cannot be asked for; "" when it can. The second slip calls the owner to explain."""
    if due is None:
        return "There is no date to extend: set a first one."
    if to <= due:
        return "The new date must be later than the one it replaces."
    if slips >= 1 and not explanation.strip():
        return "This date has moved before. Explain why it slips again: the explanation goes to the committee."
    return ""


def cycle(needs: Mapping[int, Iterable[int]], start: int) -> list[int]:
    """A circle of dependencies through `start`, as ids from `start` back to it; empty when there is none."""
    trail: dict[int, int] = {}
    waiting = [start]
    while waiting:
        at = waiting.pop()
        for needed in needs.get(at, ()):
            if needed == start:
                path = [start, at]
                while path[-1] != start:
                    path.append(trail[path[-1]])
                return [start, *reversed(path[1:-1]), start] if at != start else [start, start]
            if needed not in trail:
                trail[needed] = at
                waiting.append(needed)
    return []


def waiting_on(needs: Mapping[int, Iterable[int]], is_open: Collection[int]) -> dict[int, frozenset[int]]:
    """For each open action, the open actions that wait for it, directly or through others."""
    before: dict[int, set[int]] = defaultdict(set)
    for action, needed in needs.items():
        if action in is_open:
            for one in needed:
                if one in is_open:
                    before[one].add(action)
    found: dict[int, frozenset[int]] = {}
    for action, waiting in before.items():
        reached: set[int] = set()
        todo = list(waiting)
        while todo:
            one = todo.pop()
            if one not in reached and one != action:
                reached.add(one)
                todo += before.get(one, ())
        found[action] = frozenset(reached)
    return found
