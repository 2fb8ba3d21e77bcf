"""Whether paper is taken into store: what its answers speak for, and what they forbid. Pure: no Django, no clock.

The order is that of the corporate file plan: a system, then a site, then a share, and paper only where a law wants it,
deposited when it is closed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from muniment.clock import add_months

SOON = 12  # months; what is due so soon is destroyed where it stands rather than carried to a store


class Outcome(StrEnum):
    """What a scrutiny comes to."""

    ACCEPT = "accept"
    SEND_BACK = "send_back"
    DESTROY = "destroy"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked and answered. `has_line` and `due` follow from the record; `due` is None where there is no day, or never one."""

    law_requires: bool
    could_scan: bool
    is_copy: bool
    is_closed: bool
    has_line: bool
    due: date | None = None


def is_due_soon(answers: Answers, today: date) -> bool:
    """Whether it is due for disposal already, or will be within a year."""
    return answers.due is not None and answers.due <= add_months(today, SOON)


def advice(answers: Answers, today: date) -> tuple[Outcome, str]:
    """What the answers speak for, and why."""
    if not answers.is_closed:
        return Outcome.SEND_BACK, "Paper is deposited when it is closed."
    if not answers.has_line:
        return Outcome.SEND_BACK, "No line of the schedule is set, so nobody could say when it may go."
    if is_due_soon(answers, today):
        return Outcome.DESTROY, "It is due within a year: destroy it rather than store it."
    if answers.is_copy and not answers.law_requires:
        return Outcome.SEND_BACK, "A system holds the record; this is a copy of it."
    if answers.could_scan and not answers.law_requires:
        return Outcome.SEND_BACK, "It could be digital, and no law wants the paper."
    why = "A law requires the paper." if answers.law_requires else "It cannot be digital."
    return Outcome.ACCEPT, why


def forbidden(answers: Answers, outcome: Outcome, today: date) -> Iterator[str]:
    """Why this may not be the outcome, whatever the reason that is given; nothing where it may."""
    if outcome is Outcome.ACCEPT:
        if not answers.is_closed:
            yield "What is still in use is not deposited: send it back until it is closed."
        if not answers.has_line:
            yield "Set its retention line first, or send it back: what nobody may destroy later is not stored."
        if answers.is_copy and not answers.law_requires:
            yield "A copy of what a system holds is not stored, unless a law wants the paper."
    if outcome is Outcome.DESTROY and not is_due_soon(answers, today):
        yield "It is not due within a year, so it is not destroyed now."
