"""The open data as anybody reads it: each data set with its periods. Posts and not people, and addresses of the web only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from muniment.publication import transparency_periods as periods
from muniment.publication.public_files import council
from muniment.publication.transparency_items import State, TransparencyItem
from muniment.publication.transparency_publications import PUBLISHED, TransparencyPublication
from muniment.publication.web_addresses import safe

PAGE = 50  # items
NEWEST = 12  # periods of an item; the file has all of them
HEADINGS = (
    _("Data set"), _("Number in the Code"), _("How often"), _("Owner"), _("First day"), _("Last day"), _("Address"), _("Licence"),
    _("Stars of openness"), _("Rows"), _("What was left out"), _("Why it was left out"), _("Due"), _("Published on"), _("Why it was late"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """One period of a data set."""

    item: int
    first: date
    last: date
    address: str
    licence: str
    stars: int | None
    rows: int | None
    left_out: str
    left_out_why: str
    due: date
    published_on: date
    late_reason: str

    @property
    def period(self) -> str:
        return periods.in_words(periods.Period(self.first, self.last))


@dataclass(frozen=True, slots=True)
class DataSet:
    """An item with its newest periods; `more` is how many older ones the file has."""

    name: str
    about: str
    number: int | None
    how_often: str
    owner: str
    address: str
    redaction_policy: str
    periods: Sequence[Published]
    more: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the data sets."""

    number: int
    pages: int
    whole: int
    sets: Sequence[DataSet]


def items() -> Any:
    """The items of the council that are published, by their number in the Code; then its own."""
    rows = TransparencyItem.objects.everything().filter(
        state=State.LIVE, unit__body=council(), publications__in=_published()
    )
    # By the number of the Code those of the council's own stand last, on every database.
    return rows.distinct().select_related("owner").order_by(F("code_number").asc(nulls_last=True), "name", "pk")


def _published() -> Any:
    return TransparencyPublication.objects.everything().filter(state__in=PUBLISHED)


def count() -> int | None:
    """How many data sets have been published; None before the first, while the page is not public."""
    return items().order_by().count() or None


def page(number: int) -> Page | None:
    """One page of the data sets; None for one that is not there. Three queries, and one for the council."""
    rows = items()
    whole = rows.order_by().count()
    pages = max(1, -(-whole // PAGE))
    if not 1 <= number <= pages:
        return None
    shown = list(rows[(number - 1) * PAGE : number * PAGE])
    told = _periods_of(each.pk for each in shown)
    return Page(number, pages, whole, [_set(each, told[each.pk]) for each in shown])


def _set(item: Any, found: Sequence[Published]) -> DataSet:
    return DataSet(
        item.name, item.about, item.code_number, item.get_how_often_display(), item.owner.title if item.owner else "", safe(item.address),
        item.redaction_policy, found[:NEWEST], max(0, len(found) - NEWEST),
    )  # fmt: skip


def _periods_of(ids: Iterable[int]) -> dict[int, list[Published]]:
    """What was published of these items, the newest first. One query."""
    found: dict[int, list[Published]] = defaultdict(list)
    names = (
        "item", "period_first", "period_last", "address", "licence", "stars", "data_rows", "redactions", "redaction_reason", "due", "published_on",
        "late_reason",
    )  # fmt: skip
    for row in _published().filter(item__in=list(ids)).order_by("-period_last", "-pk").values_list(*names):
        item, first, last, address, *rest = row
        found[item].append(Published(item, first, last, safe(address), *rest))
    return found


def rows() -> Iterator[list[Any]]:
    """Every period of every data set as a table; two queries, and one for the council."""
    all_items = list(items())
    told = _periods_of(each.pk for each in all_items)
    for item in all_items:
        for each in told[item.pk]:
            yield [
                item.name, item.code_number or "", item.get_how_often_display(), item.owner.title if item.owner else "", each.first.isoformat(),
                each.last.isoformat(), each.address, each.licence, each.stars or "", "" if each.rows is None else each.rows, each.left_out,
                each.left_out_why, each.due.isoformat(), each.published_on.isoformat(), each.late_reason,
            ]  # fmt: skip
