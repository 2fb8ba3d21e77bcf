"""Feeds (Atom) of what is published: plain words, addresses that stay, and the same bytes until something changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from muniment.operations.site import site
from muniment.organisation import public

LATEST = 50
SUMMARY = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed: `place` is where it stands here, by which it is known for good; `address` where else it is read."""

    title: str
    place: str
    updated: datetime
    summary: str
    category: str
    address: str = ""


def answer(request: HttpRequest, title: str, page: str, feed: str, entries: Iterable[Entry]) -> HttpResponseBase:
    """The feed at the address `feed` of what stands at `page`; `title` is told with the name of the council."""
    council = public.look()["council_name"]
    content = as_atom(f"{title}: {council}", council, page, feed, entries)
    return public.answer(request, content, "application/atom+xml; charset=utf-8")


def as_atom(title: str, council: str, page: str, address: str, entries: Iterable[Entry]) -> bytes:
    """Readers take a summary for HTML, so that plain words are escaped for that, besides what XML wants."""
    here = site()
    feed = Atom1Feed(
        title=title, link=f"{here}{page}", feed_url=f"{here}{address}", description="", author_name=council, language="en-gb",
    )  # fmt: skip
    for each in entries:
        feed.add_item(
            title=readable(each.title), link=each.address or f"{here}{each.place}", unique_id=f"{here}{each.place}", updateddate=each.updated,
            description=escape(readable(each.summary)[:SUMMARY]), categories=[each.category],
        )  # fmt: skip
    # A feed without an entry has the day of its making otherwise, and would be another at each look.
    feed.latest_post_date = lambda: max((each["updateddate"] for each in feed.items), default=datetime(2000, 1, 1, tzinfo=UTC))  # type: ignore[method-assign]  # fmt: skip
    return feed.writeString("utf-8").encode()


def readable(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\x7f\ufffe\uffff"))
