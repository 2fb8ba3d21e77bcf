"""The backlog of disposal by owner and age: each number opens a list with as many records, and the rows are asked for twice.

Seen red when what is due for exactly a year stood in two ages, and when a backlog counted what its reader may not see.
"""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.people.models import Person
from muniment.retention.backlog import AGES
from muniment.retention.due_list import DueList
from tests.cast import Cast
from tests.contracts import fresh, holder_of, text_of
from tests.test_retention_lines import TODAY, make_asset, make_line


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def manager(cast: Cast) -> Person:
    """Assets due today, a day less than a year ago, a year ago to the day, and long ago; of two owners and of nobody."""
    line, other = make_line(cast), make_line(cast, "FIN-01", years=30)
    for number, closed in enumerate(
        [TODAY.replace(year=2020), date(2019, 11, 26), date(2019, 11, 25), date(2009, 1, 1)]
    ):
        make_asset(cast, f"Rent files {number}", line, closed_on=closed)
    make_asset(cast, "Of nobody", line, closed_on=date(2016, 1, 1), owner=None)
    make_asset(
        cast, "Of the head of Finance", other, closed_on=date(1990, 1, 1), owner=cast.posts["ruth"], unit=cast.finance
    )
    make_asset(cast, "Not due", line, closed_on=TODAY)
    return holder_of("records_manager", cast.council)


def test_each_number_of_the_backlog_opens_its_list(manager: Person, signed_in: Any) -> None:
    browser = signed_in(manager)
    page = text_of(browser.get("/disposal/"))
    table = page[(start := page.index("The backlog by owner")) : page.index("</details>", start)]
    links = re.findall(r'<a href="\?([^"]+)">(\d+)</a>', table)
    assert len(links) > 8
    for query, number in links:
        listed = text_of(browser.get(f"/disposal/?{query}".replace("&amp;", "&")))
        assert re.search(r"<caption>(\d+) record", listed)[1] == number, query  # type: ignore[index]


def test_ages_part_what_is_due(cast: Cast, manager: Person) -> None:
    backlog = {each.title: dict(each.ages) for each in DueList(fresh(manager)).backlog()}
    assert backlog == {
        "Head of Housing": {"under1": 2, "one": 1, "three": 0, "six": 1},
        "No owner": {"under1": 0, "one": 0, "three": 1, "six": 0},
        "Head of Finance": {"under1": 0, "one": 0, "three": 0, "six": 1},
    }
    due = {row.pk for row in DueList(fresh(manager)).rows}
    parts = [{row.pk for row in DueList(fresh(manager), more={"age": [age]}).rows} for age in AGES]
    assert set().union(*parts) == due
    assert sum(map(len, parts)) == len(due)
    assert [each.title for each in DueList(fresh(cast.ruth)).backlog()] == ["Head of Finance"]
    assert DueList(fresh(cast.nobody)).backlog() == []


def test_the_page_asks_its_rows_twice(manager: Person, signed_in: Any) -> None:
    browser = signed_in(manager)
    with CaptureQueriesContext(connection) as queries:
        browser.get("/disposal/?which=due")
    asked = [each["sql"] for each in queries if "retention_retentiondate" in each["sql"]]
    assert len(asked) == 2
    assert len(queries) <= 12
