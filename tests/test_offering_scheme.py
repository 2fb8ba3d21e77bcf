"""The publication scheme and open data are offered before somebody asks; what is not public is not."""

from collections.abc import Iterator
from datetime import date

import pytest

from muniment import clock
from muniment.publication import offering, scheme_steps, transparency_making
from muniment.publication.scheme_items import State
from muniment.registers.access import Actor
from tests.cast import Cast
from tests.test_publication_scheme import DAY, WEB, again, item
from tests.test_transparency import entered, publish, rows


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with clock.at(DAY):
        yield


def offered(text: str) -> list[tuple[str, str, str]]:
    return [(each.kind, each.title, each.address) for each in offering.offers(text)]


def test_an_item_of_the_scheme_is_offered_while_it_is_public(cast: Cast) -> None:
    made = item(cast, "Parking charges and fines", about="What parking costs in each street")
    item(cast, "Burial fees", state=State.DRAFT, about="What a grave costs")
    assert offered("How much are parking charges and fines?") == [("scheme", "Parking charges and fines", WEB)]
    assert offered("What are the burial fees?") == []
    assert offered("How many foster carers left last year?") == []
    scheme_steps.withdraw(Actor.at_page(cast.priya), again(made), {"why": "The charges ended"})
    assert offered("How much are parking charges and fines?") == []


def test_what_has_no_address_is_read_on_the_page_of_all(cast: Cast) -> None:
    item(cast, "Parking charges and fines", address="", obtained="At the desk")
    assert offered("parking charges and fines")[0][2] == "/published/scheme/"


def test_open_data_is_offered_once_something_of_it_is_published(cast: Cast) -> None:
    found = entered(cast, "Senior salaries", begins=date(2026, 4, 1))
    assert offered("What are the salaries of senior officers?") == []
    transparency_making.make()
    publish(rows(found)[0], cast, late_reason="The payroll system was being replaced")
    assert offered("What are the senior salaries?") == [("data", "Senior salaries", "/published/data/")]
