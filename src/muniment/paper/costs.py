"""What paper costs: to keep, to fetch from, to keep beyond its day, to scan and destroy instead. Pure, and exact: pence as fractions.

Nothing is guessed: what a sum would need and nobody has said is named in its place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from muniment.clock import add_months

MEGABYTES = 1_000_000  # of a terabyte, as storage is sold
NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Rates:
    """The assumptions, in pence for one; `box_pages` of a box, `box_size` in megabytes of a scanned box. None is what nobody has said."""

    on_site: Fraction | None = None
    off_site: Fraction | None = None
    fetch: Fraction | None = None
    scan_box: Fraction | None = None
    scan_page: Fraction | None = None
    box_pages: Fraction | None = None
    disk: Fraction | None = None
    box_size: Fraction | None = None
    shred: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What of a deposit costs something. `boxes` None: nobody has counted them. `fetched` boxes were fetched since `since`.

    `due` is None where there is no day; `bar` says why it may not be scanned and destroyed, "" where it may.
    """

    key: int
    team: tuple[str, int]
    store: tuple[str, int]
    boxes: int | None
    off_site: bool
    since: date
    due: date | None = None
    fetched: int = 0
    bar: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """A sum in pence with how it was reckoned, or what is wanting for it."""

    pence: Fraction = NOTHING
    working: tuple[str, ...] = ()
    wanting: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return not self.wanting

    def __add__(self, other: "Cost") -> "Cost":
        wanting = tuple(dict.fromkeys((*self.wanting, *other.wanting)))
        return Cost(self.pence + other.pence, (*self.working, *other.working), wanting)


RATE_WORDS = {
    "on_site": "the price of a box on site", "off_site": "the price of a box off site", "fetch": "the price of fetching a box",
    "scan": "the price of scanning, for a box or for a page and the pages in a box", "disk": "the price of digital storage",
    "box_size": "the size of a scanned box", "shred": "the price of destroying a box",
}  # fmt: skip
BOXES, DUE = "the number of boxes", "a day on which it is due"


def pounds(pence: Fraction) -> str:
    """Money as people read it, rounded to the penny."""
    return f"£{float(round(pence)) / 100:,.2f}"


def months(start: date, end: date) -> int:
    """The months begun from one day to another, as a store bills them; none where the end is not after the start."""
    if end <= start:
        return 0
    whole = (end.year - start.year) * 12 + end.month - start.month
    while add_months(start, whole) < end:
        whole += 1
    while whole and add_months(start, whole - 1) >= end:
        whole -= 1
    return whole


def _times(boxes: int | None, what: str, price: Fraction | None, each: str, times: Fraction | int = 1) -> Cost:
    """So many boxes at a price, so many times; or what is wanting."""
    wanting = ([BOXES] if boxes is None else []) + ([RATE_WORDS[what]] if price is None else [])
    if boxes is None or price is None:
        return Cost(wanting=tuple(wanting))
    sum_ = boxes * price * times
    return Cost(sum_, (f"{boxes:,} boxes × {pounds(price)} {each}: {pounds(sum_)}",))


def storage(stored: Stored, rates: Rates, length: int) -> Cost:
    """Its boxes in their store for so many months."""
    told = f"a month × {length} months"
    if stored.off_site:
        return _times(stored.boxes, "off_site", rates.off_site, told, length)
    monthly = rates.on_site / 12 if rates.on_site is not None else None
    return _times(stored.boxes, "on_site", monthly, told, length)


def fetching(stored: Stored, rates: Rates, today: date, length: int) -> Cost:
    """Fetching for so many months as often as until today; of what is there for less than a year as if it had been one."""
    if not stored.fetched:
        return Cost()
    if rates.fetch is None:
        return Cost(wanting=(RATE_WORDS["fetch"],))
    there = max(months(stored.since, today), 12)
    sum_ = stored.fetched * rates.fetch * Fraction(length, there)
    told = f"{stored.fetched:,} boxes fetched in {there} months × {pounds(rates.fetch)}, for {length} months: {pounds(sum_)}"
    return Cost(sum_, (told,))


def keeping(stored: Stored, rates: Rates, today: date, length: int) -> Cost:
    """Storage and fetching for so many months from today."""
    return storage(stored, rates, length) + fetching(stored, rates, today, length)


def yearly(stored: Stored, rates: Rates, today: date) -> Cost:
    """What it costs in a year as it is now."""
    return keeping(stored, rates, today, 12)


def overdue(stored: Stored, rates: Rates, today: date) -> Cost:
    """What its storage has cost since it was due; nothing where it is not."""
    if stored.due is None or stored.due >= today:
        return Cost()
    return storage(stored, rates, months(max(stored.due, stored.since), today))


def destruction(stored: Stored, rates: Rates) -> Cost:
    """Having its boxes destroyed."""
    return _times(stored.boxes, "shred", rates.shred, "to destroy each")


def kept_until_due(stored: Stored, rates: Rates, today: date) -> Cost:
    """Storage and fetching until it is due, and its destruction then."""
    if stored.due is None:
        return Cost(wanting=(DUE,))
    return keeping(stored, rates, today, months(today, stored.due)) + destruction(stored, rates)


def scan_price(rates: Rates) -> Fraction | None:
    """Scanning a box: its price, or that of its pages."""
    if rates.scan_box is not None:
        return rates.scan_box
    return rates.scan_page * rates.box_pages if rates.scan_page is not None and rates.box_pages is not None else None


def on_disk(stored: Stored, rates: Rates, length: int) -> Cost:
    """What was scanned, kept on disk for so many months."""
    if rates.disk is None or rates.box_size is None or stored.boxes is None:
        absent = ((stored.boxes, BOXES), (rates.disk, RATE_WORDS["disk"]), (rates.box_size, RATE_WORDS["box_size"]))
        return Cost(wanting=tuple(words for value, words in absent if value is None))
    sum_ = stored.boxes * rates.box_size / MEGABYTES * rates.disk * Fraction(length, 12)
    told = f"{stored.boxes:,} boxes × {float(rates.box_size):,.0f} MB × {pounds(rates.disk)} a terabyte and year × {length} months: {pounds(sum_)}"
    return Cost(sum_, (told,))


def scanned(stored: Stored, rates: Rates, today: date) -> Cost:
    """Scanning now, destroying the paper now, and keeping the files until they are due."""
    if stored.due is None:
        return Cost(wanting=(DUE,))
    scan = _times(stored.boxes, "scan", scan_price(rates), "to scan each")
    return scan + destruction(stored, rates) + on_disk(stored, rates, months(today, stored.due))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which of the two ways costs less, in words; `after` are the months from which on scanning would, None where it never does."""

    words: str
    after: int | None = None
    scan: bool = False


def break_even(stored: Stored, rates: Rates, today: date) -> Verdict:
    """Scan and destroy now, or keep until due: compared, with the months of keeping from which on scanning costs less.

    Paper is destroyed once either way, so that its destruction parts neither.
    """
    paper, files = keeping(stored, rates, today, 12), on_disk(stored, rates, 12)
    scan = _times(stored.boxes, "scan", scan_price(rates), "to scan each")
    if wanting := tuple(dict.fromkeys((*scan.wanting, *paper.wanting, *files.wanting))):
        return Verdict(f"Cannot be said without {', '.join(wanting)}.")
    if stored.bar:
        return Verdict(stored.bar)
    saved = paper.pence - files.pence
    if saved <= 0:
        return Verdict("Keeping the paper costs no more than keeping the files, so scanning never pays.")
    after = int(scan.pence * 12 / saved) + 1
    if stored.due is None:
        return Verdict(f"Scanning pays after {after} months; when it is due nobody can say.", after)
    left = months(today, stored.due)
    if not left:
        return Verdict("It is due: destroy it.", after)
    if left >= after:
        return Verdict(f"Scan it: that pays after {after} months, and it is to be kept for {left}.", after, scan=True)
    return Verdict(f"Keep it: scanning pays after {after} months, and it is due in {left}.", after)


@dataclass(slots=True)
class Sum:
    """The cost of several together: those that could be reckoned, and how many could not, by what is wanting."""

    cost: Fraction = NOTHING
    boxes: int = 0
    deposits: int = 0
    left_out: int = 0
    wanting: dict[str, int] = field(default_factory=dict)

    def add(self, stored: Stored, cost: Cost) -> None:
        """One more: its cost, or that it is left out and for want of what."""
        self.deposits += 1
        self.boxes += stored.boxes or 0
        if cost.known:
            self.cost += cost.pence
            return
        self.left_out += 1
        for each in cost.wanting:
            self.wanting[each] = self.wanting.get(each, 0) + 1


def summed(lot: Iterable[tuple[Stored, Cost]]) -> Sum:
    """What these cost together."""
    found = Sum()
    for stored, cost in lot:
        found.add(stored, cost)
    return found


def parted(lot: Sequence[tuple[Stored, Cost]], by: str) -> dict[tuple[str, int], Sum]:
    """The same for each `team` or `store`, in the order of their names."""
    found: dict[tuple[str, int], Sum] = {}
    for stored, cost in sorted(lot, key=lambda each: (getattr(each[0], by), each[0].key)):
        found.setdefault(getattr(stored, by), Sum()).add(stored, cost)
    return found
