"""The published answers in other forms: a feed (Atom) and a table (CSV)."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from muniment.operations.site import site
from muniment.publication.published_answers import PAGE
from muniment.registers.cells import harmless

FEED = "/published/answers.atom"
SUMMARY = 500


def as_atom(council: str, answers: Iterable[Any]) -> bytes:
    """The feed: each entry is known by its address, which stays when it is corrected; then its day of change is another.

    Readers take a summary for HTML, so that plain words are escaped for that, besides what XML wants.
    """
    here = site()
    feed = Atom1Feed(
        title=_("Answers to requests for information: %(council)s") % {"council": council},
        link=f"{here}{PAGE}", feed_url=f"{here}{FEED}", description="", author_name=council, language="en-gb",
    )  # fmt: skip
    for each in answers:
        feed.add_item(
            title=readable(each.title), link=f"{here}{each.address()}", unique_id=f"{here}{each.address()}", updateddate=each.approved_at,
            description=escape(readable(each.answer)[:SUMMARY]), categories=[str(each.get_topic_display())],
        )  # fmt: skip
    # A feed without an entry has the day of its making otherwise, and would be another at each look.
    feed.latest_post_date = lambda: max((each["updateddate"] for each in feed.items), default=datetime(2000, 1, 1, tzinfo=UTC))  # type: ignore[method-assign]  # fmt: skip
    return feed.writeString("utf-8").encode()


def readable(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\x7f\ufffe\uffff"))


def as_csv(answers: Iterable[Any]) -> bytes:
    """One line for each, with headings."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([_("Number"), _("Title"), _("Topic"), _("Question"), _("Answer"), _("Law"), _("Outcome"), _("Withheld under"), _("Service"), _("Received"), _("Answered"), _("Address")])  # fmt: skip
    for each in answers:
        cells = (
            each.reference(), each.title, str(each.get_topic_display()), each.question, each.answer, str(each.get_law_display()), str(each.get_outcome_display()),
            "; ".join(each.sections), each.service, each.received_on.isoformat(), each.answered_on.isoformat(), f"{site()}{each.address()}",
        )  # fmt: skip
        writer.writerow([harmless(cell) for cell in cells])
    return ("\ufeff" + buffer.getvalue()).encode()
