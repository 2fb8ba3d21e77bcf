"""Open data: the fifteen items, their periods made by themselves, on time, late or missing, and what the public reads.

Seen red when a row was made twice, when a withdrawn item got new rows, when a late one needed no reason, when the grid counted
what its reader may not see, and when a period that was no period of its item was taken.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.jobs.schedules import DECLARED
from muniment.people.models import Unit
from muniment.publication import transparency_code, transparency_grid, transparency_making, transparency_steps
from muniment.publication.models import TransparencyItem, TransparencyPublication
from muniment.publication.transparency_register import items, publications
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.listing import Listing
from muniment.registers.models import Duty
from muniment.registers.register import Moment
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, text_of

DAY = date(2026, 11, 30)
WEB = "https://ambleworth.example/spending.csv"
State = TransparencyPublication.State


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with clock.at(DAY):
        yield


def entered(cast: Cast, name: str = "Spending above £500", **values: Any) -> TransparencyItem:
    given = {
        "name": name, "how_often": "quarter", "begins": date(2026, 4, 1), "basis": "required_by_law", "owner": cast.posts["tom"], "unit": cast.housing,
    }  # fmt: skip
    return make(TransparencyItem, **{**given, **values})


def rows(item: TransparencyItem) -> list[TransparencyPublication]:
    return list(
        TransparencyPublication.objects.filter(item=item).select_related("item", "item__owner").order_by("period_last")
    )


def publish(row: TransparencyPublication, cast: Cast, **data: Any) -> None:
    given = {"address": WEB, "published_on": clock.today(), "stars": 3}
    row = TransparencyPublication.objects.select_related("item").get(pk=row.pk)
    transparency_steps.publish(Actor.at_page(fresh(cast.tom)), row, {**given, **data})


def test_the_fifteen_are_entered_once_and_are_three_eleven_and_one(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    page = text_of(browser.get("/transparency-items/enter-code/"))
    assert "15 items are not in the register" in page
    assert browser.post("/transparency-items/enter-code/").status_code == 302
    found = TransparencyItem.objects.everything()
    assert sorted(found.values_list("code_number", flat=True)) == list(range(1, 16))
    often = list(found.values_list("how_often", flat=True))
    assert [often.count(each) for each in ("quarter", "year", "once")] == [3, 11, 1]
    assert transparency_code.enter(HOUSE, cast.council) == 0
    assert "All fifteen are there" in text_of(browser.get("/transparency-items/enter-code/"))
    assert Duty.objects.filter(register=items.slug, rule="no_owner").count() == 15
    # Its own items, and those of another body, are neither counted nor in the way.
    assert len(transparency_code.left(cast.company)) == 15
    assert signed_in(cast.amina).get("/transparency-items/enter-code/").status_code == 403


def test_names_that_are_taken_are_told_and_nothing_is_entered(cast: Cast) -> None:
    entered(cast, str(transparency_code.ITEMS[0].name), unit=cast.council)
    with pytest.raises(Invalid, match="give them their number"):
        transparency_code.enter(HOUSE, cast.council)
    assert TransparencyItem.objects.count() == 1


def test_the_rows_of_the_periods_that_have_begun_are_made_once(cast: Cast) -> None:
    item = entered(cast)
    assert transparency_making.make() == 3
    assert [(str(row.period_first), str(row.period_last), str(row.due)) for row in rows(item)] == [
        ("2026-04-01", "2026-06-30", "2026-07-31"), ("2026-07-01", "2026-09-30", "2026-10-31"), ("2026-10-01", "2026-12-31", "2027-01-31"),
    ]  # fmt: skip
    assert transparency_making.make() == 0
    asked = Duty.objects.filter(register=publications.slug, rule="publish")
    assert {(duty.post_id, duty.due) for duty in asked} == {(cast.posts["tom"].pk, row.due) for row in rows(item)}
    # Nothing ran for half a year: what was missed is made, and nothing of the past that is long over.
    with clock.at(date(2027, 7, 1)):
        assert transparency_making.make() == 3
        assert transparency_making.make() == 0
    with clock.at(date(2031, 1, 1)):
        made = transparency_making.make()
    assert made <= transparency_making.BACK // 90 + 2
    assert verify_all().faults == []
    assert DECLARED["publication-calendar"].task is transparency_making.make_rows


def test_a_new_item_has_its_rows_made_at_once(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True) as called:
        item = entered(cast)
    assert len(called) == 1
    assert len(rows(item)) == 3
    with django_capture_on_commit_callbacks(execute=True) as called:
        write(HOUSE, [Change(TransparencyItem.objects.get(pk=item.pk), {"about": "Each item"}, "edit")])
    assert called == []


def test_a_period_that_touches_one_that_is_there_is_not_asked_for(cast: Cast) -> None:
    item = entered(cast)
    transparency_making.make()
    write(HOUSE, [Change(TransparencyItem.objects.get(pk=item.pk), {"how_often": "month"}, "edit")])
    assert transparency_making.make() == 0
    with clock.at(date(2027, 2, 1)):
        assert transparency_making.make() == 2
    assert [str(row.period_last) for row in rows(item)][-3:] == ["2026-12-31", "2027-01-31", "2027-02-28"]


def test_a_withdrawn_item_makes_none_and_is_taken_up_again(cast: Cast) -> None:
    item = entered(cast)
    transparency_making.make()
    again = lambda: TransparencyItem.objects.select_related("owner", "unit").get(pk=item.pk)  # noqa: E731
    with pytest.raises(Invalid):
        transparency_steps.withdraw(HOUSE, again(), {})
    with pytest.raises(Refused):
        transparency_steps.withdraw(Actor.at_page(fresh(cast.tom)), again(), {"why": "No money"})
    transparency_steps.withdraw(Actor.at_page(fresh(cast.priya)), again(), {"why": "Moved to the county"})
    # What was missing stays missing; what was to come is not asked for.
    assert [row.state for row in rows(item)] == [State.WANTED, State.WANTED, State.NOT_WANTED]
    with clock.at(date(2028, 1, 1)):
        assert transparency_making.make() == 0
    transparency_steps.take_up(Actor.at_page(fresh(cast.priya)), again(), {"why": "Came back"})
    assert [row.state for row in rows(item)] == [State.WANTED] * 3
    with pytest.raises(Invalid):
        transparency_steps.take_up(HOUSE, again(), {})


def test_in_time_or_late_with_a_reason(cast: Cast) -> None:
    item = entered(cast)
    transparency_making.make()
    first, second, running = rows(item)
    with pytest.raises(Invalid, match="say why it was late"):
        publish(first, cast)
    publish(first, cast, late_reason="The ledger was closed late")
    with clock.at(date(2026, 10, 31)):
        publish(second, cast)
    publish(running, cast, published_on=date(2026, 11, 30))
    assert [row.state for row in rows(item)] == [State.LATE, State.IN_TIME, State.IN_TIME]
    assert not Duty.objects.filter(register=publications.slug, rule="publish").exists()
    with pytest.raises(Invalid, match="not open"):
        publish(first, cast)
    # What was said of it by mistake is taken back, and it is asked for again.
    write(HOUSE, [Change(rows(item)[1], {"published_on": None}, "edit", "Was another quarter")])
    assert rows(item)[1].state == State.WANTED


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"published_on": None}, "published_on"), ({"published_on": DAY + timedelta(days=1)}, "published_on"),
        ({"published_on": date(2026, 3, 31)}, "published_on"), ({"address": ""}, "address"), ({"address": "javascript:alert(1)"}, "address"),
        ({"redactions": "Two names"}, "redaction_reason"), ({"redaction_reason": "Personal data"}, "redactions"), ({"stars": 6}, "stars"),
        ({}, "late_reason"), ({"late_reason": "  "}, "late_reason"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_told_at_its_field(cast: Cast, data: dict[str, Any], field: str) -> None:
    item = entered(cast)
    transparency_making.make()
    with pytest.raises(Invalid) as told:
        publish(rows(item)[0], cast, **data)
    assert field in told.value.errors
    assert rows(item)[0].state == State.WANTED


def test_a_row_is_a_period_of_its_item(cast: Cast) -> None:
    item = entered(cast)
    made = make(TransparencyPublication, item=item, period_last=date(2026, 3, 31))
    assert (str(made.period_first), str(made.due), made.unit) == ("2026-01-01", "2026-04-30", cast.housing)
    for first, last in [(None, "2026-08-31"), ("2026-07-15", "2026-09-30"), (None, "9999-12-31"), (None, "0001-03-31")]:
        with pytest.raises(Invalid):
            make(
                TransparencyPublication,
                item=item,
                period_first=first and date.fromisoformat(first),
                period_last=date.fromisoformat(last),
            )
    with pytest.raises(Invalid):
        make(TransparencyPublication, item=item, period_last=date(2026, 3, 31))
    yearly = entered(cast, "Parking account", how_often="year", year_ends=8)
    made = make(TransparencyPublication, item=yearly, period_last=date(2026, 8, 31))
    assert (str(made.period_first), str(made.due)) == ("2025-09-01", "2026-09-30")


def test_a_new_owner_is_asked(cast: Cast) -> None:
    item = entered(cast)
    transparency_making.make()
    write(HOUSE, [Change(TransparencyItem.objects.get(pk=item.pk), {"owner": cast.posts["ruth"]}, "edit")])
    asked = Duty.objects.filter(register=publications.slug, rule="publish")
    assert set(asked.values_list("post", flat=True)) == {cast.posts["ruth"].pk}
    assert TransparencyPublication.objects.visible_to(fresh(cast.ruth)).count() == 3
    assert TransparencyPublication.objects.visible_to(fresh(cast.tom)).count() == 0
    assert verify_all().faults == []


def told(cast: Cast) -> tuple[TransparencyItem, TransparencyItem]:
    """One late, one on time, one to come; of another in Finance one missing, and a year."""
    item = entered(cast)
    other = entered(cast, "Contracts", unit=cast.finance, owner=cast.posts["ruth"], begins=date(2026, 7, 1))
    entered(cast, "Salaries", how_often="year", unit=cast.finance, owner=cast.posts["ruth"], begins=DAY)
    transparency_making.make()
    publish(rows(item)[0], cast, late_reason="The ledger was closed late")
    with clock.at(date(2026, 10, 30)):
        publish(rows(item)[1], cast)
    return item, other


def test_every_number_of_the_grid_is_its_list_counted(cast: Cast, signed_in: Any) -> None:
    told(cast)
    for person, expected in (
        (cast.priya, [1, 1, 1]),
        (cast.tom, [1, 1, 0]),
        (cast.ruth, [0, 0, 1]),
        (cast.company_ig, [0, 0, 0]),
    ):
        for moment in (Moment(DAY), Moment(DAY, DAY)):
            seen = transparency_grid.rows_of(fresh(person), moment)
            assert [each.number for each in transparency_grid.totals(seen, moment)] == expected
            figures = list(transparency_grid.totals(seen, moment))
            for grid in transparency_grid.grids(seen, moment):
                figures += [total for line in grid.lines for total in line.totals]
                for _title, by_column, whole in grid.feet:
                    figures += [whole, *(figure for _head, figure in by_column)]
            for each in figures:
                asked = dict(parse_qsl(each.address.partition("?")[2]))
                assert Listing(publications, fresh(person), asked).rows.count() == each.number, each.address
    page = text_of(signed_in(cast.priya).get("/transparency/"))
    assert "1 of 3 on time (33%)" in page
    assert "1 of 2 on time" in text_of(signed_in(cast.tom).get("/transparency/"))
    assert "Nothing to publish yet" in text_of(signed_in(cast.nobody).get("/transparency/"))
    assert signed_in(cast.priya).get("/transparency/?as_at=x").status_code == 422
    past = text_of(signed_in(cast.priya).get(f"/transparency/?as_at={DAY}"))
    assert f"as_at={DAY}" in past


def test_the_grid_asks_little(cast: Cast, signed_in: Any) -> None:
    told(cast)
    browser = signed_in(cast.priya)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get("/transparency/")
        return len(captured)

    before = asked()
    for number in range(10):
        entered(cast, f"More {number}")
    transparency_making.make()
    assert asked() == before <= 8


def test_the_public_reads_what_was_published_and_no_more(cast: Cast) -> None:
    item, _other = told(cast)
    publish(
        rows(item)[2], cast, redactions="=Two names", redaction_reason="Personal data", data_rows=120, licence="OGL"
    )
    company = Unit.objects.get(pk=cast.company.pk)
    theirs = entered(cast, "Of the company", unit=company, owner=None, begins=DAY)
    transparency_making.make()
    write(HOUSE, [Change(rows(theirs)[0], {"address": WEB, "published_on": DAY}, "edit")])
    answer = Client().get("/published/data/")
    page = text_of(answer)
    assert "Spending above £500" in page
    assert "October to December 2026" in page
    assert "Head of Housing" in page
    assert "The ledger was closed late" in page
    for word in ("Contracts", "Of the company", "Tom Birch", "Salaries"):
        assert word not in page
    assert not answer.cookies
    assert Client().get("/published/data/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    file = Client().get("/published/data.csv")
    assert file.headers["Access-Control-Allow-Origin"] == "*"
    table = list(csv.DictReader(io.StringIO(text_of(file).removeprefix("\ufeff"))))
    assert [row["Last day"] for row in table] == ["2026-12-31", "2026-09-30", "2026-06-30"]
    assert table[0]["What was left out"] == "'=Two names"
    assert table[0]["Rows"] == "120"
    assert "Open data" in text_of(Client().get("/published/"))
    transparency_steps.withdraw(HOUSE, TransparencyItem.objects.get(pk=item.pk), {"why": "Over"})
    assert Client().get("/published/data/").status_code == 404


def test_many_data_sets_are_pages_of_few_queries(cast: Cast) -> None:
    for number in range(60):
        entered(cast, f"Set {number:02}", begins=date(2025, 1, 1))
    TransparencyItem.objects.filter(name__lt="Set 15").update(code_number=3)
    transparency_making.make()
    TransparencyPublication.objects.filter(period_last__lt=DAY).update(
        address=WEB, published_on=DAY, state=State.IN_TIME
    )
    for number, most in ((1, 50), (2, 10)):
        with CaptureQueriesContext(connection) as captured:
            text = text_of(Client().get(f"/published/data/?page={number}"))
        assert len(captured) <= 7
        assert text.count("<section>") == most
    assert Client().get("/published/data/?page=3").status_code == 404


def test_steps_bear_an_empty_answer(cast: Cast) -> None:
    item = entered(cast)
    transparency_making.make()
    for step in (*items.steps, *publications.steps):
        record = item if step in items.steps else rows(item)[0]
        with pytest.raises(Invalid):
            step.do(HOUSE, record, {})
