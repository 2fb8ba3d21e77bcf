"""The figures of a report on holdings equal a recount of the rows in plain Python, on any day, and open the lists that they count.

Seen red when records that have moved were counted in their unit of today, when holds lifted since were forgotten, and when the lines
of the schedule were taken as they are today.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.people.models import Body, Unit
from muniment.registers.rebuilding import DERIVED
from muniment.reporting import drafting, services
from muniment.reporting.held import numbers
from muniment.reporting.held.facts import gather
from muniment.reporting.held.scope import moment_for
from tests.cast import Cast
from tests.held_councils import Council
from tests.held_recount import Photograph, recount

DAYS = (date(2026, 9, 25), date(2026, 10, 27), date(2026, 11, 25))
LATER = date(2026, 12, 26)


def figures_of(subject: Unit | Body, day: date) -> dict[str, Any]:
    return {each.name: each.value for each in numbers.of_holdings(gather(subject, moment_for(subject, day)))}


def same(found: dict[str, Any], expected: dict[str, int]) -> None:
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_those_of_each_day(cast: Cast, seed: int) -> None:
    taken: dict[date, Photograph] = {}
    for at, day in enumerate(DAYS):
        with clock.at(day):
            if at == 0:
                council = Council(cast, Random(seed), day)
            council.today = day
            council.grow(3)
            council.change()
            taken[day] = Photograph.taken(day)
            # While it is today the tables of today are asked.
            same(figures_of(cast.council, day), recount(taken[day], cast.council.pk, day))
    with clock.at(LATER):
        for day, photo in taken.items():
            for unit in (cast.council, cast.housing):
                expected = recount(photo, unit.pk, day)
                assert sum(expected.values())
                same(figures_of(unit, day), expected)
        # The company holds nothing, and the council's body is all of the council.
        assert figures_of(cast.company, DAYS[-1])["assets"] == 0
        same(figures_of(cast.council.body, DAYS[-1]), recount(taken[DAYS[-1]], cast.council.pk, DAYS[-1]))


def test_each_figure_and_each_cell_opens_the_list_that_it_counts(cast: Cast, signed_in: Any) -> None:
    with clock.at(DAYS[0]):
        council = Council(cast, Random(11), DAYS[0])
        council.grow(4)
        council.link(6)
    with clock.at(DAYS[1]):
        for derived in DERIVED.values():  # links were made behind the write path
            derived.rebuild()
        browser = signed_in(cast.priya)
        draft = drafting.draft_of(services.draft_for(cast.council))
        counted = {
            (each.address, each.value) for each in draft.values.figures if isinstance(each.value, int) and each.address
        }
        cells = {
            (cell.address, int(cell.text.replace(",", "")))
            for table in (*draft.values.tables, *(chart.table for chart in draft.values.charts))
            for row in table.rows
            for cell in row
            if cell.address and cell.text.replace(",", "").isdecimal()
        }
        assert len(counted) > 60
        assert len(cells - counted) > 40
        for address, value in sorted(counted | cells):
            page = browser.get(address)
            assert page.status_code == 200, address
            shown = page.context["listing"].found.count() if "listing" in page.context else page.context["number"]
            assert shown == value, address


def test_the_number_of_queries_does_not_grow_with_what_is_held(cast: Cast) -> None:
    counts = []
    with clock.at(DAYS[0]):
        council = Council(cast, Random(3), DAYS[0])
        council.grow(2)
        council.link(3)
    for more in (0, 20):
        with clock.at(DAYS[0]):
            council.grow(more)
        for day in (DAYS[0], LATER):  # as it is now, and of a day gone by
            with clock.at(day), CaptureQueriesContext(connection) as caught:
                drafting.draft_of(services.draft_for(cast.council, DAYS[0]))
            counts.append(len(caught))
    assert counts[0] == counts[2]
    assert counts[1] == counts[3]
    assert max(counts) <= 50


def test_what_keeps_no_past_is_said_to_be_unknown(cast: Cast) -> None:
    with clock.at(DAYS[0]):
        Council(cast, Random(5), DAYS[0]).grow(2)
        now = figures_of(cast.council, DAYS[0])
        assert all(isinstance(now[name], int) for name in numbers.ONLY_NOW)
    with clock.at(DAYS[0] + timedelta(days=1)):
        draft = drafting.draft_of(services.draft_for(cast.council, DAYS[0]))
        then = {each.name: each for each in draft.values.figures}
        for name in numbers.ONLY_NOW:
            assert then[name].value == "not known"
            assert "keeps no past" in then[name].note
        assert (then["due"].value, then["due"].address) == (now["due"], "")
        assert "Worked out again" in then["due"].note
