"""The publication scheme as anybody reads it: what is published, by class. Posts and not people, and addresses of the web only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.operations.site import site
from muniment.publication.public_feed import LATEST, Entry
from muniment.publication.public_files import council
from muniment.publication.scheme_items import PublicationItem, SchemeClass, State
from muniment.publication.web_addresses import safe

PAGE = 200
# The allow-list: what is told of an item, by its heading.
HEADINGS = (
    _("Class"), _("Title"), _("What it is"), _("Address"), _("How else it is had"), _("Format"), _("Charge"), _("Licence"), _("Owner"),
    _("Published since"), _("Last reviewed"),
)  # fmt: skip
READ = (
    "pk", "file_name", "scheme_class", "title", "about", "address", "obtained", "file_format", "charge", "licence", "owner__title",
    "published_on", "last_reviewed",
)  # fmt: skip
FREE = _("Free")


@dataclass(frozen=True, slots=True)
class Told:
    """One item, as the public is told of it."""

    pk: int
    file: str
    file_name: str
    scheme_class: str
    title: str
    about: str
    address: str
    obtained: str
    file_format: str
    charge: str
    licence: str
    owner: str
    published_on: date | None
    last_reviewed: date | None

    @classmethod
    def of(cls, row: Sequence[Any]) -> "Told":
        pk, file_name, kind, title, about, address, obtained, file_format, charge, licence, owner, since, reviewed = row
        file = reverse("published-scheme-file", args=[pk]) if file_name else ""
        return cls(
            pk, file, file_name, kind, title, about, safe(address), obtained, file_format, charge or str(FREE), licence, owner or "", since,
            reviewed,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """A class: how many items it has, the page on which it begins (0 where it has none), and those of this page."""

    value: str
    title: Any
    number: int
    page: int
    items: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the scheme."""

    number: int
    pages: int
    whole: int
    groups: Sequence[Group]


def published() -> Any:
    """The items of the council that are public, by class."""
    rows = PublicationItem.objects.everything().filter(state=State.PUBLISHED, unit__body=council())
    return rows.order_by("scheme_class", "title", "pk")


def count() -> int | None:
    """How many there are; None before the first, while the scheme is not public."""
    return published().count() or None


def page(number: int) -> Page | None:
    """One page of the scheme with all its classes; None for one that is not there. Two queries, and one for the council."""
    rows = published()
    counts = dict(rows.order_by().values_list("scheme_class").annotate(n=Count("pk")))
    whole = sum(counts.values())
    pages = max(1, -(-whole // PAGE))
    if not 1 <= number <= pages:
        return None
    shown = [Told.of(row) for row in rows.values_list(*READ)[(number - 1) * PAGE : number * PAGE]]
    groups, before = [], 0
    for value, title in SchemeClass.choices:
        here = [each for each in shown if each.scheme_class == value]
        size = counts.get(value, 0)
        groups.append(Group(value, title, size, before // PAGE + 1 if size else 0, here))
        before += size
    return Page(number, pages, whole, groups)


def rows() -> Iterator[list[Any]]:
    """The whole scheme as a table; one query."""
    titles = dict(SchemeClass.choices)
    for row in published().values_list(*READ):
        told = Told.of(row)
        days = [each.isoformat() if each else "" for each in (told.published_on, told.last_reviewed)]
        # Whoever reads the file elsewhere needs the whole address.
        address = told.address or (f"{site()}{told.file}" if told.file else "")
        yield [
            titles[told.scheme_class], told.title, told.about, address, told.obtained, told.file_format, told.charge, told.licence,
            told.owner, *days,
        ]  # fmt: skip


def entries() -> Iterator[Entry]:
    """What was published last, for a feed; one query."""
    titles = dict(SchemeClass.choices)
    for each in published().order_by("-published_on", "-pk")[:LATEST]:
        since = each.published_on or each.last_reviewed or clock.today()
        place = f"/published/scheme/#item-{each.pk}"
        yield Entry(
            each.title,
            place,
            clock.end_of(since - timedelta(days=1)),
            each.about,
            str(titles[each.scheme_class]),
            safe(each.address),
        )
