"""Rules of duty that many registers declare: a due date, a missing owner, a review."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from muniment.registers.register import Asked, DutyRule, Words


def posts_of(owner: str) -> Callable[[Any], Iterable[int]]:
    """The post in a field, where there is one."""
    return lambda record: [post] if (post := getattr(record, f"{owner}_id")) else []


of_owner = posts_of("owner")
UPDATE = _("Update")


def due_date(
    open_states: Collection[str], posts: Callable[[Any], Iterable[int]] = of_owner, *, verb: str = "update",
    label: Words = UPDATE, about: Callable[[Any], str] = str,
) -> DutyRule:  # fmt: skip
    """An open record asks its posts to do what they agreed to, by its due date or without one. The step is named as the verb."""
    return DutyRule(
        "due", label, verb, step=verb, about=about,
        of=lambda records: [
            Asked(each, post, each.due) for each in records if each.state in open_states for post in posts(each)
        ],
    )  # fmt: skip


def no_owner(
    open_states: Collection[str], owner: str = "owner", *, step: str = "", about: Callable[[Any], str] = str
) -> DutyRule:
    """An open record without an owner asks whoever may edit it to find one."""
    return DutyRule(
        "no_owner", _("Find an owner"), "edit", step=step, about=about,
        of=lambda records: [
            Asked(each) for each in records if each.state in open_states and not getattr(each, f"{owner}_id")
        ],
    )  # fmt: skip


def review(owner: str = "owner", states: Collection[str] | None = None) -> DutyRule:
    """A record that is looked at again every so often asks its owner, or where it has none whoever may review it; in these states."""
    return DutyRule(
        "review", _("Review"), "review", step="review",
        of=lambda records: [
            Asked(each, getattr(each, f"{owner}_id"), each.next_review)
            for each in records if each.next_review and (states is None or each.state in states)
        ],
    )  # fmt: skip
