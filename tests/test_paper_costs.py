"""The cost model: sums reckoned by hand, what is wanting told, parts that add up, and a later day that never costs less.

Seen red when a month that had only begun was not billed, and when fetching was spread over the months to come.
"""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from muniment import clock
from muniment.assets.models import Place
from muniment.paper import costs
from muniment.paper.costs import Rates, Stored
from muniment.paper.models import CostAssumption, PaperDeposit
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.services import Change, write
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, holder_of, text_of
from tests.test_retention_lines import TODAY, make_line

PENCE = {
    "on_site": 960,
    "off_site": 31,
    "fetch": 850,
    "scan_page": Fraction(450, 100),
    "box_pages": 2200,
    "disk": 22000,
    "box_size": 900,
    "shred": 320,
}
RATES = Rates(**{name: Fraction(value) for name, value in PENCE.items()})
TEN = Stored(1, ("Housing", 1), ("Bay 4", 1), 10, off_site=True, since=date(2024, 11, 25), due=date(2030, 11, 25))


def with_(**values: Any) -> Stored:
    return Stored(**{**{name: getattr(TEN, name) for name in TEN.__slots__}, **values})


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 1), (date(2026, 1, 31), date(2026, 3, 1), 2), (date(2026, 1, 1), date(2027, 1, 1), 12),
        (date(2026, 1, 1), date(2027, 1, 2), 13), (date(2026, 1, 1), date(2026, 1, 1), 0), (date(2026, 1, 2), date(2026, 1, 1), 0), (date(2026, 1, 1), date(2026, 1, 2), 1),
    ],
)  # fmt: skip
def test_months_begun(start: date, end: date, months: int) -> None:
    assert costs.months(start, end) == months


def test_sums_as_one_does_them_by_hand() -> None:
    # Ten boxes off site: 10 × £0.31 × 12; on site: 10 × £9.60.
    assert costs.yearly(TEN, RATES, TODAY).pence == 10 * 31 * 12 == 3720
    assert costs.yearly(with_(off_site=False), RATES, TODAY).pence == 9600
    # Six boxes fetched in the two years that they were there: three a year.
    assert costs.yearly(with_(fetched=6), RATES, TODAY).pence == 3720 + 3 * 850
    # Of four months as if it had been a year.
    assert costs.yearly(with_(fetched=6, since=date(2026, 7, 25)), RATES, TODAY).pence == 3720 + 6 * 850
    # Four years until it is due, then £3.20 a box.
    assert costs.kept_until_due(TEN, RATES, TODAY).pence == 10 * 31 * 48 + 3200 == 18080
    # 2,200 pages at £4.50 for 100 are £99 a box; 9 GB on disk at £220 a terabyte are £1.98 a year.
    assert costs.scanned(TEN, RATES, TODAY).pence == 10 * 9900 + 3200 + 4 * 198 == 102992
    assert costs.scan_price(Rates(scan_box=Fraction(5000), scan_page=Fraction(1), box_pages=Fraction(1))) == 5000
    # Due two years and a day ago: 25 months were begun.
    assert (
        costs.overdue(with_(due=TODAY - timedelta(days=731), since=date(2020, 1, 1)), RATES, TODAY).pence
        == 10 * 31 * 25
    )
    # Due before it came: only since it is there.
    assert costs.overdue(with_(due=date(2000, 1, 1)), RATES, TODAY).pence == 10 * 31 * 24
    assert costs.overdue(TEN, RATES, TODAY).pence == costs.overdue(with_(due=TODAY), RATES, TODAY).pence == 0
    assert costs.pounds(Fraction(123456)) == "£1,234.56"


def test_the_working_says_each_step() -> None:
    told = costs.kept_until_due(with_(fetched=6), RATES, TODAY)
    assert told.working == (
        "10 boxes × £0.31 a month × 48 months: £148.80",
        "6 boxes fetched in 24 months × £8.50, for 48 months: £102.00",
        "10 boxes × £3.20 to destroy each: £32.00",
    )


@pytest.mark.parametrize(
    ("stored", "rates", "words"),
    [
        (with_(boxes=None), RATES, "the number of boxes"), (with_(due=None), RATES, "a day on which it is due"),
        (TEN, Rates(), "the price of a box off site"), (with_(off_site=False), Rates(), "the price of a box on site"),
        (with_(fetched=1), Rates(off_site=Fraction(1), shred=Fraction(1)), "the price of fetching a box"),
    ],
)  # fmt: skip
def test_what_is_wanting_is_told_and_never_guessed(stored: Stored, rates: Rates, words: str) -> None:
    found = costs.kept_until_due(stored, rates, TODAY)
    assert words in found.wanting
    total = costs.summed([(TEN, costs.kept_until_due(TEN, RATES, TODAY)), (stored, found)])
    assert (total.cost, total.left_out, total.wanting[words]) == (18080, 1, 1)
    said = costs.break_even(stored, rates, TODAY).words
    assert ("Cannot be said" in said) == (stored.due is not None)


def test_scan_and_destroy_against_keeping() -> None:
    # £990 to scan; keeping costs £37.20 a year and the files £1.98: 990 × 12 ÷ 35.22 is 337.3 months.
    assert costs.break_even(TEN, RATES, TODAY).after == 338
    assert not costs.break_even(TEN, RATES, TODAY).scan
    # Fetched so often that it pays: 3 × £8.50 × 10 a year more.
    often = with_(fetched=60)
    assert costs.break_even(often, RATES, TODAY).after == int(99000 * 12 / (3720 + 30 * 850 - 198)) + 1 == 41
    assert costs.break_even(often, RATES, TODAY).scan
    assert costs.scanned(often, RATES, TODAY).pence < costs.kept_until_due(often, RATES, TODAY).pence
    assert costs.break_even(with_(bar="A law requires it."), RATES, TODAY).words == "A law requires it."
    assert "destroy it" in costs.break_even(with_(due=TODAY), RATES, TODAY).words
    assert "nobody can say" in costs.break_even(with_(due=None), RATES, TODAY).words
    dear = Rates(**{**{n: Fraction(v) for n, v in PENCE.items()}, "disk": Fraction(10**9)})
    assert "never pays" in costs.break_even(TEN, dear, TODAY).words


days = some.dates(date(2000, 1, 1), date(2060, 1, 1))
prices = some.fractions(0, 10_000, max_denominator=1000)
any_rates = some.builds(Rates, *[some.none() | prices] * 9)
full_rates = some.builds(Rates, *[prices] * 9)
deposits = some.builds(
    Stored, some.integers(1, 9), some.sampled_from([("A", 1), ("B", 2), ("C", 3)]), some.sampled_from([("X", 1), ("Y", 2)]),
    some.none() | some.integers(0, 5000), some.booleans(), days, some.none() | days, some.integers(0, 500),
)  # fmt: skip


@given(some.lists(deposits, max_size=12), any_rates)
def test_parts_add_up_to_the_whole(lot: list[Stored], rates: Rates) -> None:
    for sum_ in (costs.yearly, costs.overdue, costs.kept_until_due, costs.scanned):
        priced = [(each, sum_(each, rates, TODAY)) for each in lot]
        whole = costs.summed(priced)
        for by in ("team", "store"):
            parts = costs.parted(priced, by).values()
            assert sum(part.cost for part in parts) == whole.cost
            assert sum(part.left_out for part in parts) == whole.left_out
            assert sum(part.boxes for part in parts) == whole.boxes
        assert whole.deposits == len(lot)


@given(deposits, full_rates, days, days)
def test_a_later_day_never_costs_less_to_keep(stored: Stored, rates: Rates, one: date, other: date) -> None:
    def kept(due: date) -> costs.Cost:
        values = {**{name: getattr(stored, name) for name in stored.__slots__}, "due": due}
        return costs.kept_until_due(Stored(**values), rates, TODAY)

    sooner, later = kept(min(one, other)), kept(max(one, other))
    assert sooner.known == later.known == (stored.boxes is not None)
    assert sooner.pence <= later.pence


@given(days, days, days)
def test_months_never_fall_and_never_miss_a_day(start: date, one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    assert costs.months(start, first) <= costs.months(start, last)
    months = costs.months(start, last)
    if last > start:
        assert clock.add_months(start, months) >= last
        assert clock.add_months(start, months - 1) < last


@given(deposits, full_rates)
def test_scanning_pays_just_where_it_says(stored: Stored, rates: Rates) -> None:
    verdict = costs.break_even(stored, rates, TODAY)
    if verdict.scan:
        assert costs.scanned(stored, rates, TODAY).pence < costs.kept_until_due(stored, rates, TODAY).pence


@pytest.fixture
def manager(cast: Cast) -> Person:
    """A store with what is reckoned, what is overdue, what nobody counted and what has no day; and the prices, one of them old."""
    with clock.at(TODAY):
        person = holder_of("records_manager", cast.council)
        bay = make(Place, name="Bay 4", kind="boxes", unit=cast.council)
        room = make(Place, name="Strong room", kind="paper", unit=cast.council)
        line = make_line(cast)
        rows = [
            PaperDeposit(name=name, unit=unit, why_paper="never", in_store_since=date(2024, 11, 25), store=store, boxes=boxes, closed_on=closed, retention_line=line if closed else None)
            for name, unit, store, boxes, closed in (
                ("Ten off site", cast.housing, bay, 10, date(2024, 11, 25)), ("Overdue", cast.finance, bay, 4, date(2018, 11, 25)),
                ("On site", cast.housing, room, 5, date(2025, 1, 1)), ("Not counted", cast.finance, room, None, date(2025, 1, 1)),
                ("Without a line", cast.finance, bay, 2, None),
            )
        ]  # fmt: skip
        prices = [CostAssumption(what=what, amount=int(amount), holds_from=date(2026, 1, 1), source="Price list", unit=cast.council)
                  for what, amount in PENCE.items() if what != "scan_page"]  # fmt: skip
        prices.append(
            CostAssumption(
                what="scan_page",
                amount=450,
                per=100,
                holds_from=date(2026, 1, 1),
                source="Quotation",
                unit=cast.council,
            )
        )
        prices.append(
            CostAssumption(
                what="off_site", amount=10, holds_from=date(2020, 1, 1), source="The old contract", unit=cast.council
            )
        )
        prices.append(
            CostAssumption(
                what="off_site", amount=99, holds_from=date(2030, 1, 1), source="The next contract", unit=cast.council
            )
        )
        write(HOUSE, [Change(each, verb="create") for each in (*rows, *prices)])
    return person


def test_the_page_reckons_with_what_holds_and_names_what_it_leaves_out(manager: Person, signed_in: Any) -> None:
    with clock.at(TODAY):
        page = text_of(signed_in(manager).get("/costs/"))
        # 16 boxes off site × £0.31 × 12 are £59.52, 5 on site £48.00.
        for words in (
            "£107.52",
            "£59.52",
            "£48.00",
            "the number of boxes: 1",
            "a day on which it is due: 1",
            "£4.50 for 100",
            "Price list",
        ):
            assert words in page
        for words in ("The old contract", "The next contract"):
            assert words not in page
        # Four boxes due on 25 November 2024: 4 × £0.31 × 24.
        assert "<b>£30</b><span>for their storage since they were due" in page
        file = text_of(signed_in(manager).get("/costs/export.csv"))
        assert "Ten off site,Housing,Bay 4,10,2030-11-25,37.20,0.00,180.80,1029.92," in file
        assert "Not counted,Finance,Strong room,,2031-01-01,,0.00,,," in file
        assert "Without a line,Finance,Bay 4,2,,7.44,0.00,,," in file


def test_each_sum_opens_the_list_of_what_is_in_it(manager: Person, signed_in: Any) -> None:
    import re

    with clock.at(TODAY):
        page = text_of(signed_in(manager).get("/costs/"))
        links = {each.replace("&amp;", "&") for each in re.findall(r'href="(/paper-deposits/\?[^"]+)"', page)}
        assert len(links) == 6, "all, what is due, two teams, two stores"
        counts = sorted(text_of(signed_in(manager).get(link)).count("In store</span>") for link in links)
        assert counts == [1, 2, 2, 3, 3, 5]


def test_as_at_a_day_the_costs_are_those_that_were_known(manager: Person, signed_in: Any) -> None:
    with clock.at(TODAY + timedelta(days=40)):
        price = CostAssumption.objects.get(what="off_site", amount=31)
        write(Actor.at_page(fresh(manager)), [Change(price, {"amount": 62}, "edit", "The bill says so")])
        assert "£119.04" in text_of(signed_in(manager).get("/costs/"))
        assert "£59.52" in text_of(signed_in(manager).get(f"/costs/?as_at={TODAY}"))
        assert "Nothing is in store" in text_of(signed_in(manager).get("/costs/?as_at=2026-01-01"))
        assert signed_in(manager).get("/costs/?as_at=never").status_code == 422
