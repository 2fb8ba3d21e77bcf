"""The home page states only numbers that it knows."""

import pytest

from muniment.assurance import services
from muniment.registers.access import Actor
from tests.cast import Cast, make_plan, make_recommendation


@pytest.mark.parametrize(
    ("number", "words"), [(3, b"3 wait for you to verify"), (12, b"8 or more wait for you to verify")]
)
def test_what_waits_for_verification(cast: Cast, signed_in, number: int, words: bytes) -> None:
    plan = make_plan(cast)
    for each in range(number):
        action = make_recommendation(plan, f"A{each}", owner=cast.posts["tom"])
        services.say_done(Actor.at_page(cast.tom), action, {"progress": "Done."})
    assert words in signed_in(cast.amina).get("/").content


@pytest.mark.django_db
def test_home_takes_no_more_queries_for_more_that_waits(cast: Cast, signed_in, django_assert_max_num_queries) -> None:
    plan = make_plan(cast)
    for each in range(30):
        action = make_recommendation(plan, f"A{each}", owner=cast.posts["tom"])
        services.say_done(Actor.at_page(cast.tom), action, {"progress": "Done."})
    browser = signed_in(cast.amina)
    with django_assert_max_num_queries(55):
        browser.get("/")
