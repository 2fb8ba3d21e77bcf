"""The published answers in other forms: entries of a feed, and lines of a table."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from muniment.operations.site import site
from muniment.publication.public_feed import Entry

FEED = "/published/answers.atom"
HEADINGS = (
    _("Number"), _("Title"), _("Topic"), _("Question"), _("Answer"), _("Law"), _("Outcome"), _("Withheld under"), _("Service"), _("Received"),
    _("Answered"), _("Address"),
)  # fmt: skip


def entries(answers: Iterable[Any]) -> Iterator[Entry]:
    """Each is known by its address, which stays when it is corrected; then its day of change is another."""
    for each in answers:
        yield Entry(each.title, each.address(), each.approved_at, each.answer, str(each.get_topic_display()))


def lines(answers: Iterable[Any]) -> Iterator[list[str]]:
    for each in answers:
        yield [
            each.reference(), each.title, str(each.get_topic_display()), each.question, each.answer, str(each.get_law_display()), str(each.get_outcome_display()),
            "; ".join(each.sections), each.service, each.received_on.isoformat(), each.answered_on.isoformat(), f"{site()}{each.address()}",
        ]  # fmt: skip
