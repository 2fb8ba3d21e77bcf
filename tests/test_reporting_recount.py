"""The figures of a report equal a recount of the rows in plain Python, on any day and after any edits."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muniment import clock
from muniment.assurance import services
from muniment.assurance.models import Dependency, Plan, Recommendation
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.reporting import facts, numbers
from muniment.reporting.drafting import moment_of
from muniment.reporting.services import draft_for
from tests.cast import Cast, make_plan, make_recommendation
from tests.reporting_plans import FIRST_REPORT, SECOND_REPORT, fresh, lively_plan

OPEN = ("not_begun", "in_progress")
Row = dict[str, Any]


def photograph(plan: Plan) -> dict[int, Row]:
    """Every row of the plan as it is now, as plain values."""
    names = ("id", "state", "due", "slips", "approval_pending", "extension_asked", "owner_id", "theme")
    return {row["id"]: row for row in Recommendation.objects.filter(plan=plan).values(*names)}


def recount(rows: dict[int, Row], needs: set[tuple[int, int]], late_on: date) -> dict[str, int]:
    """What the figures must be: no query, no condition shared with the code that is tested."""
    states = Counter(row["state"] for row in rows.values())
    is_open = {pk for pk, row in rows.items() if row["state"] in OPEN}
    every = list(rows.values())
    return {
        "all": len(rows),
        "verified": states["verified"],
        "said_done": states["said_done"],
        "in_progress": states["in_progress"],
        "not_begun": states["not_begun"],
        "superseded": states["superseded"],
        "not_accepted": states["not_accepted"],
        "open": len(is_open),
        "late": sum(row["state"] in OPEN and row["due"] is not None and row["due"] < late_on for row in every),
        "slipped": sum(row["slips"] >= 1 for row in every),
        "slipped_twice": sum(row["slips"] >= 2 for row in every),
        "blocked": len({waiting for waiting, needed in needs if waiting in is_open and needed in is_open}),
        "awaiting_approval": sum(row["state"] in OPEN and bool(row["approval_pending"]) for row in every),
        "extension_asked": sum(row["extension_asked"] for row in every),
        "no_owner": sum(row["state"] in OPEN and row["owner_id"] is None for row in every),
    }


def needs_of(plan: Plan) -> set[tuple[int, int]]:
    return set(Dependency.objects.filter(recommendation__plan=plan).values_list("recommendation_id", "needs_id"))


def figures_of(plan: Plan, as_at: date, late_on: date | None = None) -> dict[str, int | str]:
    report = draft_for(plan, as_at, late_on)
    return {each.name: each.value for each in numbers.of_plan(facts.gather(plan, moment_of(report)))}


def same(found: dict[str, int | str], expected: dict[str, int]) -> None:
    assert {name: found[name] for name in expected} == expected


def test_figures_at_several_dates(cast: Cast) -> None:
    """Photographs taken while the history happened, against what is counted long after."""
    taken: dict[date, tuple[dict[int, Row], set[tuple[int, int]]]] = {}

    def watch(day: date, plan: Plan) -> None:
        taken[day] = (photograph(plan), needs_of(plan))

    plan = lively_plan(cast, watch=watch)
    assert len(taken) == 11
    with clock.at(date(2026, 10, 20)):
        for day, (rows, needs) in taken.items():
            for late_on in (None, FIRST_REPORT, SECOND_REPORT, date(2026, 12, 1)):
                same(figures_of(plan, day, late_on), recount(rows, needs, late_on or day))


def edits() -> st.SearchStrategy[list[tuple[str, int, int, int]]]:
    """What happens, to which action, with which other one, how many days after the last."""
    what = st.sampled_from(
        ("update", "await", "done", "verify", "return", "supersede", "reopen", "depend", "ask", "new")
    )
    return st.lists(st.tuples(what, st.integers(0, 5), st.integers(0, 5), st.integers(0, 40)), min_size=4, max_size=14)


def act(cast: Cast, plan: Plan, what: str, which: int, other: int) -> None:  # noqa: C901 - one case for each kind of edit
    """One edit; what the rules refuse does not happen."""
    rows = list(Recommendation.objects.filter(plan=plan).order_by("pk"))
    row, second = rows[which % len(rows)], rows[other % len(rows)]
    tom, priya, amina = (Actor.at_page(fresh(one)) for one in (cast.tom, cast.priya, cast.amina))
    try:
        with transaction.atomic():
            match what:
                case "update" | "await":
                    pending = "governance group" if what == "await" else ""
                    services.update(tom, row, {"progress": "On its way.", "approval_pending": pending})
                case "done":
                    services.say_done(tom, row, {"progress": "Done."})
                case "verify" if row.state == "said_done":
                    services.verify(amina, row, {"note": "Seen."})
                case "return" if row.state == "said_done":
                    services.give_back(amina, row, {"why": "No."})
                case "supersede" if row.state in OPEN:
                    services.supersede(priya, row, {"why": "Another took its place."})
                case "reopen" if row.state in ("verified", "superseded"):
                    services.reopen(priya, row, {"why": "It goes on."})
                case "depend" if row.pk != second.pk:
                    services.depend(priya, row, {"needs": second})
                case "ask" if row.due:
                    to = row.due + timedelta(days=30 + other)
                    made = services.ask_extension(tom, row, {"to_date": to, "reason": "Late.", "explanation": "Again."})
                    if other % 2:
                        decided = {"decision": "approve", "why": "Fair."}
                        services.decide_extension(Actor.at_page(fresh(cast.daniel)), made, decided)
                case "new":
                    owner = cast.posts["tom"] if other % 2 else None
                    make_recommendation(
                        plan, f"N{len(rows)}", owner=owner, due=clock.today() + timedelta(days=other * 9 - 20)
                    )
                case _:
                    pass
    except (Invalid, Refused):
        pass


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits())
def test_figures_after_random_edits_are_those_of_each_day(cast: Cast, history: list[tuple[str, int, int, int]]) -> None:
    sid = transaction.savepoint()
    try:
        day = date(2026, 3, 2)
        with clock.at(day):
            plan = make_plan(cast, f"Plan {Plan.objects.count()}")
            for number in range(6):
                make_recommendation(plan, f"A{number}", owner=cast.posts["tom"], due=day + timedelta(days=30 * number))
        taken = {day: (photograph(plan), needs_of(plan))}
        for what, which, other, after in history:
            day += timedelta(days=after)
            with clock.at(day):
                act(cast, plan, what, which, other)
                taken[day] = (photograph(plan), needs_of(plan))
        with clock.at(day + timedelta(days=90)):
            for then, (rows, needs) in taken.items():
                same(figures_of(plan, then), recount(rows, needs, then))
                same(figures_of(plan, then, day), recount(rows, needs, day))
    finally:
        transaction.savepoint_rollback(sid)
