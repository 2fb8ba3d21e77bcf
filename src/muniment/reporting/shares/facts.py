"""All that a report on the shares reads: the places and the tally of the last scan of each, in a number of queries that does not grow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max

from muniment import clock
from muniment.discovery.engine.tallying import PROPOSED, Tally, added
from muniment.discovery.scanned_places import OPEN, ScannedPlace
from muniment.discovery.scans import Scan
from muniment.paper.assumptions import holding, rates_of
from muniment.paper.costs import Rates
from muniment.people.models import Unit
from muniment.registers.register import Moment
from muniment.reporting.models import Edition, Report
from muniment.reporting.moments import last_report_before
from muniment.reporting.shares import small
from muniment.reporting.shares.scope import about, known_since
from muniment.reporting.within import Scope
from muniment.retention.models import RetentionLine


@dataclass(frozen=True, slots=True)
class Looked:
    """A scanned place as its last scan found it. `told` is empty where none was finished; `inside` names the place within which this one is counted."""

    pk: int
    name: str
    service: str
    address: str
    scan: int = 0
    ended: datetime | None = None
    told: Tally | None = None
    latest: bool = False
    inside: str = ""

    @property
    def day(self) -> date | None:
        return self.ended.astimezone(clock.LONDON).date() if self.ended else None

    def opens(self, page: str = "", **asked: str) -> str:
        """A list of what was found there; the scan itself where a later one has written over the list."""
        if not self.latest:
            return f"/scans/{self.scan}/"
        address = f"/scanned-places/{self.pk}/found/{f'{page}/' if page else ''}"
        return f"{address}?{urlencode(asked)}" if asked else address

    def number(self, *names: str) -> int:
        """A number of its tally, 0 where there is none of it."""
        return number_in(self.told or {}, *names)

    @property
    def proposed(self) -> int:
        """Bytes that the scan proposes to let go."""
        return sum(self.number("decisions", name, "bytes") for name in PROPOSED)


def number_in(told: Tally, *names: str) -> int:
    found: Any = told
    for name in names:
        found = found.get(name) or {}
    return found or 0


@dataclass(frozen=True)
class Facts:
    """The shares at a moment. `public` says whether the report is for everybody, so that small numbers about people are kept back."""

    scope: Scope
    moment: Moment
    since: date
    reported: bool
    last: Edition | None
    public: bool
    every: Sequence[Looked]
    assumptions: Mapping[str, Any]
    lines: Mapping[str, tuple[int, str]]

    @property
    def day(self) -> date:
        return self.moment.as_at or clock.today()

    @cached_property
    def places(self) -> list[Looked]:
        """Those that are counted."""
        return [each for each in self.every if each.told and not each.inside]

    @cached_property
    def left_out(self) -> list[Looked]:
        return [each for each in self.every if not each.told or each.inside]

    @cached_property
    def told(self) -> Tally:
        """The tallies of all places as one."""
        return added(each.told for each in self.places if each.told)

    def number(self, *names: str) -> int:
        return number_in(self.told, *names)

    @property
    def rates(self) -> Rates:
        return rates_of(dict(self.assumptions))

    @property
    def proposed(self) -> int:
        return sum(each.proposed for each in self.places)

    def personal(self, kind: str = "") -> "People":
        """Files with personal data, or with one kind of it, by place."""
        names = ("kinds", kind, "files") if kind else ("personal",)
        return People({each.pk: each.number(*names) for each in self.places}, self.public)


@dataclass(frozen=True, slots=True)
class People:
    """Numbers about people, by place, as the readers of a report are told them: None is kept back."""

    numbers: Mapping[int, int]
    public: bool

    def of(self, place: int) -> int | None:
        return None if self.public and place in small.kept_back(self.numbers) else self.numbers[place]

    @property
    def all(self) -> int | None:
        return None if self.public and small.sum_kept_back(self.numbers) else sum(self.numbers.values())


def gather(report: Report, moment: Moment) -> Facts:
    """Reads the shares for the house itself: whoever reads the report was given the right to all of it."""
    scope, last = Scope(report.subject), last_report_before(about(report.subject), moment)  # type: ignore[arg-type]
    day = moment.as_at or clock.today()
    every = counted_once(_looked(scope, moment))
    codes = {code for each in every if each.told for code in each.told["lines"]}
    lines = moment.rows(RetentionLine).filter(code__in=codes).values_list("code", "record_id", "series")
    body = scope.subject.body_id if isinstance(scope.subject, Unit) else scope.subject.pk
    return Facts(
        scope=scope, moment=moment, since=last.as_at if last else known_since() or day, reported=last is not None, last=last, public=not report.exempt,
        every=every, assumptions=holding(moment).get(body, {}), lines={code: (pk, title) for code, pk, title in lines},
    )  # fmt: skip


def _looked(scope: Scope, moment: Moment) -> list[Looked]:
    """The places that are scanned, by name, each with the last scan that was finished by then and looked at the address that it has."""
    rows = scope.rows(ScannedPlace, moment).filter(state__in=OPEN).select_related("unit").order_by("name", "record_id")
    places = [Looked(row.record_id, row.name, str(row.unit), row.address) for row in rows]
    done = Scan.objects.everything().filter(
        place__in=[each.pk for each in places], state=Scan.State.DONE, ended_at__isnull=False
    )
    newest = dict(done.order_by().values_list("place").annotate(Max("ended_at")))
    until = getattr(moment, "until", None)
    by_then = done.filter(ended_at__lt=until) if until else done
    last = by_then.order_by().values("place").annotate(ended=Max("ended_at")).values_list("ended")
    scans = {each.place_id: each for each in by_then.filter(ended_at__in=last).order_by("ended_at", "pk")}
    found = []
    for place in places:
        scan = scans.get(place.pk)
        told = scan.figures.get("tally") if scan else None
        if scan and told and told["root"] == place.address:
            latest = newest[place.pk] == scan.ended_at
            found.append(replace(place, scan=scan.pk, ended=scan.ended_at, told=told, latest=latest))
        else:
            found.append(place)
    return found


def counted_once(places: Sequence[Looked]) -> list[Looked]:
    """The same, each that lies within another one that was scanned saying so: its files are those of the other."""
    wide = sorted((each for each in places if each.told), key=lambda each: len(each.address))
    return [
        replace(each, inside=next((other.name for other in wide if each.address.startswith(f"{other.address.rstrip('/')}/")), ""))
        for each in places
    ]  # fmt: skip
