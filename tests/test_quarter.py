"""A quarter in figures: what is counted is what its definition says, and each number opens as many records."""

import csv
import io
from datetime import date

import pytest

from muniment import clock
from muniment.registers.access import Actor
from muniment.registers.listing import Listing
from muniment.registers.register import registry
from muniment.registers.spans import Span, around
from muniment.reporting.quarter.figures import tables
from muniment.reporting.quarter.sections import share_in_time
from tests.contracts import fresh
from tests.test_requests import do, received

pytestmark = pytest.mark.django_db
SPAN = around(date(2026, 8, 1), 3)


@pytest.fixture
def told(cast):
    """Eight requests around the third quarter; what became of each stands beside it."""
    with clock.at(date(2026, 10, 20)):
        priya = Actor.at_page(fresh(cast.priya))

        def answered(day, on, **values):
            request = do(priya, received(cast, day, **values), "acknowledge", day)
            return do(priya, request, "answer", on, outcome="granted", decided_by=cast.posts["ruth"], note="x")

        answered("2026-06-20", "2026-07-03")  # received before, answered in time
        answered("2026-07-01", "2026-07-30")  # on the last day
        answered("2026-07-01", "2026-07-31")  # a day late
        answered("2026-07-01", "2026-07-30", law="eir")
        answered("2026-09-28", "2026-10-05")  # received in it, answered after
        do(priya, received(cast, "2026-08-03"), "end", "2026-08-10", outcome="withdrawn", note="x")
        waiting = do(priya, received(cast, "2026-09-01"), "clarification-asked", "2026-09-03", needed="Which?")
        do(
            priya,
            do(priya, waiting, "acknowledge", "2026-09-01"),
            "answer",
            "2026-09-20",
            outcome="not_held",
            decided_by=cast.posts["ruth"],
            note="x",
        )
        received(cast, "2026-08-12")  # open and late
        yield cast


def line(person, title):
    table = next(each for each in tables(person, SPAN) if each.title == "Requests for information")
    return next(each for each in table.lines if each.title == title)


def numbers(found):
    return {name: found.counted[name].value for name in ("came", "answered", "timely", "too_late", "otherwise")}


def test_what_is_counted_is_what_the_definition_says(told):
    foi, eir, whole = (
        line(fresh(told.priya), title) for title in ("Freedom of information", "Environmental information", "All")
    )
    assert numbers(foi) == {"came": 6, "answered": 4, "timely": 3, "too_late": 1, "otherwise": 1}
    assert foi.share == "75\N{NO-BREAK SPACE}%"
    assert numbers(eir) == {"came": 1, "answered": 1, "timely": 1, "too_late": 0, "otherwise": 0}
    assert {name: numbers(whole)[name] for name in ("came", "answered", "timely", "too_late", "otherwise")} == {
        "came": 7, "answered": 5, "timely": 4, "too_late": 1, "otherwise": 1,
    }  # fmt: skip
    assert whole.share == "80\N{NO-BREAK SPACE}%"


def test_each_number_opens_as_many_records(told):
    person = fresh(told.priya)
    seen = 0
    for table in tables(person, SPAN):
        for each, cells in table.rows():
            for figure, counted in cells:
                if counted is not None:
                    slug, _mark, query = counted.address.strip("/").partition("/?")
                    from django.http import QueryDict

                    asked = QueryDict(query)
                    parameters = {
                        key: asked.getlist(key) if len(asked.getlist(key)) > 1 else asked[key] for key in asked
                    }
                    found = Listing(registry.named(slug), person, parameters).rows.count()
                    assert found == counted.value, (table.title, each.title, figure.name)
                    seen += 1
    assert seen > 20


def test_the_page_and_the_file_say_the_same(told, client):
    client.force_login(told.priya)
    page = client.get("/quarter/", {"of": str(SPAN)})
    assert page.status_code == 200
    text = page.content.decode()
    assert "July to September 2026" in text
    assert "75\N{NO-BREAK SPACE}%" in text
    rows = list(csv.reader(io.StringIO(client.get("/quarter/figures.csv", {"of": str(SPAN)}).content.decode())))
    assert ["Requests for information", "Freedom of information", "Share in time", "75\N{NO-BREAK SPACE}%"] in [
        row[:4] for row in rows
    ]
    assert all(row[4] for row in rows)
    assert client.get("/quarter/", {"of": "2026-13"}).status_code == 404


def test_who_sees_no_register_counts_nothing(told, client):
    client.force_login(told.nobody)
    assert "Nothing to count" in client.get("/quarter/").content.decode()


def test_a_share_of_nothing_is_none(told):
    empty = Span(date(2025, 1, 1), date(2025, 3, 1))
    for table in tables(fresh(told.priya), empty):
        for each in table.lines:
            assert each.share == (share_in_time(each.counted) if "timely" in each.counted else "")
            assert not each.share
