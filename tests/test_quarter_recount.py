"""Every figure of a quarter against a count in plain Python, over a year of cases made by chance; each opens as many records; sums are whole.

Seen red when what was open at the end was read as it is now, when a complaint that was acknowledged and withdrawn counted as acknowledged,
and when exemptions of a day gone by were found by requests as they are today.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.organisation.holidays import Holiday
from muniment.people.models import Body, Unit
from muniment.registers.listing import Listing, parameters_of
from muniment.registers.register import registry
from muniment.registers.spans import around
from muniment.reporting import drafting, services
from muniment.reporting.quarter import figures, numbers
from muniment.reporting.quarter.facts import Facts, gather
from muniment.reporting.quarter.scope import moment_for
from tests.cast import Cast
from tests.contracts import fresh
from tests.quarter_cases import LAST, Year
from tests.quarter_recount import Rows, in_time_again, recount, taken, uses, within

pytestmark = pytest.mark.django_db
MARCH, JUNE, SEPTEMBER = date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)
OCTOBER, NOVEMBER = date(2026, 10, 20), date(2026, 11, 10)
# As known on which day, judged by which; the end of the quarter, and that of the one before.
MOMENTS = (
    (OCTOBER, SEPTEMBER, SEPTEMBER, JUNE), (SEPTEMBER, None, SEPTEMBER, JUNE), (NOVEMBER, None, NOVEMBER, SEPTEMBER), (NOVEMBER, JUNE, JUNE, MARCH),
)  # fmt: skip


@dataclass
class Told:
    """A year that was told, with a photograph of the registers at the end of some of its days."""

    year: Year
    photos: dict[date, Rows] = field(default_factory=dict)


def tell(cast: Cast, seed: int, many: int) -> Told:
    told = Told(Year(cast, Random(seed)))
    script = told.year.script(many)
    days = sorted({MARCH, JUNE, SEPTEMBER, OCTOBER, NOVEMBER})
    for day, happens in script:
        while days and days[0] < day:
            told.photos[days.pop(0)] = taken()
        with clock.at(day):
            happens()
    told.photos |= {day: taken() for day in [*days, LAST]}
    return told


def figures_of(facts: Facts) -> dict[str, Any]:
    return {each.name: each.value for each in numbers.of_quarter(facts)}


def facts_of(subject: Unit | Body, day: date, late_on: date | None) -> Facts:
    return gather(subject, moment_for(subject, day, late_on))


def shares(expected: dict[str, int]) -> Iterator[tuple[str, str]]:
    """The percentages, each by its numerator and its denominator."""
    for name in ("requests", "reviews", "rights", "complaints"):
        timely, late = expected[f"{name}_timely"], expected[f"{name}_too_late"]
        yield (
            f"{name}_in_time_percent",
            f"{timely * 100 // (timely + late)}\N{NO-BREAK SPACE}%" if timely + late else "none",
        )


@pytest.mark.parametrize(("seed", "many"), [(1, 170), (2, 60)])
def test_figures_are_those_of_the_records(cast: Cast, seed: int, many: int) -> None:
    told = tell(cast, seed, many)
    with clock.at(LAST):
        for as_at, late_on, end, end_before in MOMENTS:
            for subject, unit in (
                (cast.council, cast.council),
                (cast.housing, cast.housing),
                (cast.company.body, cast.company),
            ):
                rows, ended, ended_before = (within(told.photos[day], unit.pk) for day in (as_at, end, end_before))
                facts = facts_of(subject, as_at, late_on)
                found, expected = figures_of(facts), recount(rows, ended, late_on or as_at, end)
                lines = {f"{law}_" for law in ("foi", "eir", "rpsi")} - {
                    f"{law}_" for law in facts.found["requests"].along("law")
                }
                expected = {name: value for name, value in expected.items() if name[: name.find("_") + 1] not in lines}
                assert {name: found[name] for name in expected} == expected, (as_at, late_on, subject)
                before = recount(rows, ended_before, end_before, end_before)
                before = {f"{name}_before": value for name, value in before.items() if f"{name}_before" in found}
                assert {name: found[name] for name in before} == before, (as_at, late_on, subject)
                assert {name: found[name] for name, _value in shares(expected)} == dict(shares(expected))
                codes = uses(rows, late_on or as_at)
                assert {
                    code: line["used"].value
                    for code, line in facts.found["exemptions"].along("code").items()
                    if line["used"].value
                } == codes
                _sums_are_whole(facts)
        _what_was_made_is_no_toy(told)
        _the_page_says_the_same(cast, told)


def _sums_are_whole(facts: Facts) -> None:
    for found in facts.found.values():
        whole = {name: each.value for name, each in found.of().items()}
        for by in filter(None, (found.section.by, "unit")):
            lines = found.along(by).values()
            assert {name: sum(line[name].value for line in lines) for name in whole} == whole, (found.section.name, by)


def _what_was_made_is_no_toy(told: Told) -> None:
    """Every kind of end is there, and what was in time is so by another counter of days too."""
    rows = told.photos[LAST]
    holidays = set(Holiday.objects.filter(day__year=2026).values_list("day", flat=True))
    again = [(row["in_time"], in_time_again(row, holidays)) for row in rows["requests"]]
    plain = [pair for pair in again if pair[1] is not None]
    assert len(plain) > 10
    assert all(had == found for had, found in plain)
    assert {row["state"] for row in rows["requests"]} == {"new_in", "being_answered", "has_answer", "ended_without"}
    names = {each["name"] for row in rows["requests"] for each in row["events"]}
    assert names >= {"redesignated", "clarification-asked", "clarification-answered", "reopened", "extended"}
    assert any(each.get("strikes") is not None for row in rows["requests"] for each in row["events"])


def _the_page_says_the_same(cast: Cast, told: Told) -> None:
    """The page of a quarter counts what its reader sees now: of the council, not of the company beside it."""
    rows, ended = (within(told.photos[day], cast.council.pk) for day in (LAST, SEPTEMBER))
    expected = recount(rows, ended, SEPTEMBER, SEPTEMBER)
    shown = {}
    prefixes = {
        "Requests for information": "requests", "Internal reviews": "reviews", "Requests about own data": "rights", "Data protection complaints": "complaints",
        "Exemptions": "exemptions", "Incidents and breaches": "incidents", "Regulator and ombudsman cases": "regulators",
    }  # fmt: skip
    for table in figures.tables(fresh(cast.priya), around(SEPTEMBER, 3)):
        prefix = prefixes.get(table.title.partition(":")[0])
        for line, cells in table.rows():
            if prefix and line.title == "All":
                shown |= {f"{prefix}_{figure.name}": counted.value for figure, counted in cells if counted}
    assert len(shown) > 40
    assert shown == {name: expected[name] for name in shown}


def test_each_figure_opens_as_many_records_and_queries_do_not_grow(cast: Cast) -> None:
    year, counts = Year(cast, Random(3)), []
    for many in (5, 15):
        for day, happens in year.script(many):
            with clock.at(day):
                happens()
        with clock.at(LAST), CaptureQueriesContext(connection) as caught:
            drafting.draft_of(services.draft_for(cast.council, OCTOBER, SEPTEMBER, "quarter"))
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 45
    with clock.at(LAST):
        draft = drafting.draft_of(services.draft_for(cast.council, OCTOBER, SEPTEMBER, "quarter"))
        values = draft.values
        told_of = {
            (each.address, each.value) for each in values.figures if isinstance(each.value, int) and each.address
        }
        tables = [*values.tables, *(chart.table for chart in values.charts)]
        cells = {(cell.address, int(cell.text.replace(",", ""))) for table in tables for row in table.rows for cell in row
                 if cell.address and cell.text.replace(",", "").isdecimal()}  # fmt: skip
        assert len(told_of) > 80
        assert len(cells) > 80
        priya = fresh(cast.priya)
        for address, value in sorted(told_of | cells):
            slug, _mark, query = address.strip("/").partition("/?")
            register = registry.named(slug)
            assert register is not None
            listing = Listing(register, priya, parameters_of(register, QueryDict(query)))
            assert listing.found.count() == value, address
