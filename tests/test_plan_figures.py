"""The figures of a plan: queries that open their lists, now and as at any day."""

from datetime import date

import pytest

from muniment import clock
from muniment.assurance import figures, services
from muniment.assurance.models import Plan, Recommendation
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.listing import Listing
from muniment.registers.register import Moment
from tests.cast import Cast, make_plan, make_recommendation

SEPTEMBER, OCTOBER = date(2026, 9, 15), date(2026, 10, 15)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    with clock.at(date(2026, 9, 1)):
        plan = make_plan(cast)
        for number in range(4):
            theme = "Governance" if number < 3 else "Training"
            make_recommendation(plan, f"A{number}", owner=cast.posts["tom"], theme=theme)
    with clock.at(date(2026, 10, 1)):
        action = Recommendation.objects.get(reference="A0")
        services.say_done(Actor.at_page(cast.tom), action, {"progress": "Done."})
        services.verify(Actor.at_page(cast.amina), action, {"note": "Seen."})
        services.update(Actor.at_page(cast.tom), Recommendation.objects.get(reference="A1"), {"progress": "Begun."})
        first, second = Recommendation.objects.get(reference="A1"), Recommendation.objects.get(reference="A2")
        services.depend(Actor.at_page(cast.priya), second, {"needs": first})
    return plan


def values(found: dict[str, figures.Counted], *names: str) -> list[int]:
    return [found[name].value for name in names]


NAMES = ("all", "verified", "in_progress", "not_begun", "late", "blocked")


def test_figures_now_and_as_at(plan: Plan) -> None:
    with clock.at(OCTOBER):
        assert values(figures.of_plan(plan, figures.moment_for(plan, None)), *NAMES) == [4, 1, 1, 2, 3, 1]
        assert values(figures.of_plan(plan, figures.moment_for(plan, OCTOBER)), *NAMES) == [4, 1, 1, 2, 3, 1]
        assert values(figures.of_plan(plan, figures.moment_for(plan, SEPTEMBER)), *NAMES) == [4, 0, 0, 4, 0, 0]
        assert values(figures.of_plan(plan, figures.moment_for(plan, SEPTEMBER, OCTOBER)), "late") == [4]


def test_each_figure_opens_the_list_that_it_counts(plan: Plan, cast: Cast) -> None:
    with clock.at(OCTOBER):
        for moment in (figures.moment_for(plan, None), figures.moment_for(plan, SEPTEMBER)):
            themes = figures.by_theme(plan, moment, cast.priya).values()
            for found in (figures.of_plan(plan, moment, cast.priya), *themes):
                for counted in found.values():
                    query = counted.address.partition("?")[2]
                    from django.http import QueryDict

                    listing = Listing(figures.register(), cast.priya, QueryDict(query).dict())
                    assert listing.rows.count() == counted.value, counted


def test_themes_in_the_order_of_the_plan_and_in_one_query(plan: Plan, django_assert_num_queries) -> None:
    with clock.at(OCTOBER), django_assert_num_queries(1):
        found = figures.by_theme(plan, Moment(OCTOBER))
    assert {theme: values(counted, "all", "late") for theme, counted in found.items()} == {
        "Governance": [3, 2],
        "Training": [1, 1],
    }


def test_burn_up_is_what_was_known_on_each_day(plan: Plan) -> None:
    points = figures.burn_up(plan, figures.month_ends(date(2026, 8, 3), OCTOBER))
    assert [(point.day, point.all, point.verified) for point in points] == [
        (date(2026, 8, 31), 0, 0),
        (date(2026, 9, 30), 4, 0),
        (OCTOBER, 4, 1),
    ]


def test_what_holds_others_up(plan: Plan) -> None:
    (holder,) = figures.holding_up(plan, Moment(OCTOBER))
    assert (holder.row.reference, holder.directly, holder.in_all) == ("A1", ("A2",), 1)


def test_ended_since(plan: Plan) -> None:
    with clock.at(OCTOBER):
        rows = figures.ended_since(plan, SEPTEMBER, Moment(OCTOBER), [figures.State.VERIFIED])
        assert [row.reference for row in rows] == ["A0"]


def test_a_day_before_anything_was_known_is_refused(plan: Plan) -> None:
    with clock.at(OCTOBER):
        with pytest.raises(Invalid, match="its first record is of 1 September 2026"):
            figures.moment_for(plan, date(2026, 8, 31))
        with pytest.raises(Invalid, match="still to come"):
            figures.moment_for(plan, date(2026, 10, 16))


def test_a_burn_up_counts_only_what_its_reader_may_see(plan: Plan, cast: Cast) -> None:
    day = figures.month_ends(OCTOBER, OCTOBER)
    assert [point.all for point in figures.burn_up(plan, day, cast.priya)] == [4]
    assert [point.all for point in figures.burn_up(plan, day, cast.ruth)] == [0]
