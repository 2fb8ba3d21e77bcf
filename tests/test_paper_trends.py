"""Paper by team and period: financial years and quarters, what stood on a day, and each figure is its list.

Seen red when what was overdue vanished from the past with its destruction, when 31 March was counted in the year to come, and when
a figure as at a day opened the list of today.
"""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from muniment import clock
from muniment.assets.models import Place
from muniment.paper import depositing, trends
from muniment.paper.models import PaperDeposit
from muniment.paper.trends import Deposit, Period
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.listing import Listing
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.retention import changing
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, holder_of, text_of
from tests.test_retention_lines import TODAY, make_line

REGISTER = register_of(PaperDeposit)


def test_a_financial_year_begins_on_the_first_of_april() -> None:
    assert [str(Period.of(day)) for day in (date(2025, 3, 31), date(2025, 4, 1))] == ["2024/25", "2025/26"]
    assert [Period.of(date(2025, month, 15), quarter=True).quarter for month in (4, 6, 7, 9, 10, 12, 1, 3)] == [
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
    ]
    assert (Period(2025).first, Period(2025).last) == (date(2025, 4, 1), date(2026, 3, 31))
    assert (Period(2025, 4).first, Period(2025, 4).last) == (date(2026, 1, 1), date(2026, 3, 31))
    assert [Period.read(text) for text in ("2024/26", "2024", "2024/25 Q5", "x", "1999/00 Q2")] == [None] * 4 + [
        Period(1999, 2)
    ]


@given(day=some.dates(date(1950, 1, 1), date(2100, 1, 1)), quarter=some.booleans())
def test_every_day_is_in_its_period_and_is_read_back(*, day: date, quarter: bool) -> None:
    period = Period.of(day, quarter=quarter)
    assert period.first <= day <= period.last
    assert Period.read(str(period)) == period
    assert Period.of(period.last + timedelta(days=1), quarter=quarter) != period
    for measure in trends.HAPPENED:
        assert trends.understood(trends.words(measure, period)) == (measure, period, "")
    for age in ("", *trends.AGES):
        assert trends.understood(trends.words("overdue", day, age)) == ("overdue", day, age)


days = some.dates(date(2018, 1, 1), date(2026, 11, 25))


@some.composite
def histories(draw: Any) -> Deposit:
    """A deposit whose days are in order; some were never counted, some have no day on which they are due."""
    steps = sorted(draw(some.lists(days, min_size=1, max_size=4)))
    names = ["asked", "accepted", "deposited", draw(some.sampled_from(["returned", "disposed"]))]
    return Deposit(
        draw(some.integers(1, 10**6)), draw(some.sampled_from([("A", 1), ("B", 2)])), draw(some.none() | some.integers(1, 99)),
        dict(zip(names, steps, strict=False)), draw(some.none() | days),
    )  # fmt: skip


@given(some.lists(histories(), max_size=15), days)
def test_quarters_add_up_to_years_and_teams_to_all(lot: list[Deposit], day: date) -> None:
    for year in trends.years(lot, day, 100):
        whole = trends.row(lot, year, day)
        quarters = [trends.row(lot, each, day) for each in year.quarters()]
        for measure in trends.HAPPENED:
            assert sum((each[measure] for each in quarters), trends.Tally()) == whole[measure]
        parts = [trends.row(each, year, day) for each in trends.by_team(lot).values()]
        for measure in trends.MEASURES:
            assert sum((each[measure] for each in parts), trends.Tally()) == whole[measure]
        ages = [trends.counted(lot, "overdue", year, day, age) for age in trends.AGES]
        assert sum(ages, trends.Tally()) == whole["overdue"]
        assert whole["overdue"].deposits <= whole["standing"].deposits


@given(some.lists(histories(), max_size=15), days)
def test_what_stands_is_what_came_less_what_left(lot: list[Deposit], day: date) -> None:
    span = [row for year in trends.years(lot, day, 100) if (row := trends.row(lot, year, day))]
    came, left = (
        sum(row[name].boxes for row in span for name in names) for names in (("deposited",), ("returned", "disposed"))
    )
    # What left on the day on which it came was never there at the end of a day.
    assert span[-1]["standing"].boxes == came - left if span else not lot


@pytest.fixture
def manager(cast: Cast) -> Person:
    """Deposits of two teams over years: some due and standing, one destroyed, one sent back, one that nobody counted."""
    with clock.at(TODAY - timedelta(days=60)):
        person = holder_of("records_manager", cast.council)
        bay = make(Place, name="Bay 4", kind="boxes", unit=cast.council)
        line = make_line(cast, in_force=False)
        changing.approve(HOUSE, line, clock.today(), "The group said so")
        rows = [
            PaperDeposit(name=name, unit=unit, why_paper="never", asked_on=since, in_store_since=since, store=bay, boxes=boxes, closed_on=closed, retention_line=line)
            for name, unit, since, boxes, closed in (
                ("Long due", cast.housing, date(2022, 3, 31), 7, date(2013, 1, 1)), ("Due this year", cast.housing, date(2023, 4, 1), 5, date(2020, 4, 30)),
                ("Not due", cast.finance, date(2024, 6, 1), 11, date(2023, 1, 1)), ("Not counted", cast.finance, date(2025, 6, 1), None, date(2012, 1, 1)),
                ("To be destroyed", cast.finance, date(2022, 6, 1), 3, date(2014, 1, 1)),
            )
        ]  # fmt: skip
        write(Actor.at_page(person), [Change(each, verb="create") for each in rows])
        asked = PaperDeposit(
            name="Copies",
            unit=cast.housing,
            owner=cast.posts["tom"],
            why_paper="never",
            boxes=2,
            closed_on=TODAY,
            retention_line=line,
        )
        write(Actor.at_page(fresh(cast.tom)), [Change(asked, verb="create")])
    with clock.at(TODAY - timedelta(days=30)):
        said = {
            "law_requires": "no",
            "could_scan": "yes",
            "is_copy": "yes",
            "is_closed": "yes",
            "digital_answer": "It is",
            "outcome": "send_back",
            "why": "A copy",
        }
        depositing.scrutinise(Actor.at_page(fresh(person)), PaperDeposit.objects.get(name="Copies"), said)
    with clock.at(TODAY - timedelta(days=10)):
        gone = PaperDeposit.objects.get(name="To be destroyed")
        write(Actor.at_page(fresh(person)), [Change(gone, gone.once_gone(clock.today()), "dispose")])
        counted_again = PaperDeposit.objects.get(name="Not due")
        write(Actor.at_page(fresh(person)), [Change(counted_again, {"boxes": 12}, "edit")])
    return person


def figures(page: str) -> list[tuple[str, int, int]]:
    """Each figure of a page: its list, its boxes and its deposits."""
    found = re.findall(r'<a href="(/paper-deposits/\?counted[^"]+)">([\d?]+)</a> <span class="soft">\((\d+)\)', page)
    return [
        (link.replace("&amp;", "&"), 0 if boxes == "?" else int(boxes), int(number)) for link, boxes, number in found
    ]


@pytest.mark.parametrize("query", ["", "?year=2026/27", "?as_at=2026-11-05", "?year=2026/27&as_at=2026-10-01"])
def test_each_figure_is_its_list(cast: Cast, manager: Person, signed_in: Any, query: str) -> None:
    with clock.at(TODAY):
        page = text_of(signed_in(manager).get(f"/deposits/{query}"))
        told = figures(page)
        assert len(told) > 20
        for link, boxes, number in told:
            asked = dict(re.findall(r"(\w+)=([^&]+)", link.partition("?")[2]))
            parameters = {
                name: re.sub(r"%2F", "/", value.replace("+", " ").replace("%2C", ",")) for name, value in asked.items()
            }
            rows = list(Listing(REGISTER, fresh(manager), parameters).found)
            assert (len(rows), sum(row.boxes or 0 for row in rows)) == (number, boxes), link


def test_the_page_tells_what_happened_where(cast: Cast, manager: Person, signed_in: Any) -> None:
    with clock.at(TODAY):
        file = text_of(signed_in(manager).get("/deposits/export.csv")).lstrip("\ufeff")
        rows = {(row["Team"], row["Period"]): row for row in csv.DictReader(io.StringIO(file))}
        assert rows["Housing", "2021/22"]["Deposited, boxes"] == "7", "31 March is the last day of its year"
        assert rows["Housing", "2021/22 Q4"]["Standing, boxes"] == rows["Housing", "2022/23"]["Standing, boxes"] == "7"
        assert rows["Housing", "2026/27"]["Refused, boxes"] == "2"
        assert rows["Finance", "2025/26"]["Due, not gone, boxes"] == "3", "it was due then, whatever became of it"
        assert rows["Finance", "2026/27"]["Due, not gone, boxes"] == "0"
        assert rows["Finance", "2026/27"]["Destroyed, boxes"] == "3"
        assert rows["Finance", "2026/27"]["Deposits not counted in boxes"] == "1"
        page = text_of(signed_in(manager).get("/deposits/"))
        assert 'role="img"' in page
        assert "Of 1 deposit in store nobody has said" in page
        one = text_of(signed_in(manager).get(f"/deposits/?unit={cast.finance.pk}"))
        assert f"unit={cast.finance.pk}" in one
        assert f"&amp;unit={cast.housing.pk}" not in one


def test_odd_addresses_and_few_queries(manager: Person, signed_in: Any) -> None:
    with clock.at(TODAY):
        browser = signed_in(manager)
        for query in ("unit=x", "unit=" + "9" * 40, "year=nothing", "year=2024/99", "unit=\0"):
            assert browser.get(f"/deposits/?{query}").status_code == 200
        assert browser.get("/deposits/?as_at=x").status_code == 422
        for value in (
            "nothing",
            "standing in 2024/25",
            "deposited on 2024-01-01",
            "overdue on 2024-13-01",
            "standing on 2024-01-01, 1 to 2 years",
        ):
            assert not list(Listing(REGISTER, fresh(manager), {"counted": value}).found)
        for address in ("/deposits/", "/deposits/?as_at=2026-11-05", "/costs/", "/costs/?as_at=2026-11-05"):
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            assert len(queries) <= 12, address
