"""The demonstration in the database is the one that was written: its figures are those of the story told without one."""

from datetime import date, timedelta

import pytest

from muniment import clock
from muniment.assurance import figures
from muniment.assurance.models import Plan
from muniment.demonstration import content, story
from muniment.demonstration.building import Builder
from muniment.registers.verifying import verify_all

TODAY = date(2026, 11, 22)
NAMES = {
    "total": "all", "verified": "verified", "done": "said_done", "in_progress": "in_progress",
    "not_begun": "not_begun", "superseded": "superseded", "not_accepted": "not_accepted",
    "awaiting_approval": "awaiting_approval", "late": "late", "slipped_twice": "slipped_twice", "blocked": "blocked",
    "extensions_waiting": "extension_asked",
}  # fmt: skip


@pytest.mark.django_db
def test_figures_of_every_month_are_those_of_the_story() -> None:
    told = content.load()
    with clock.at(TODAY):
        Builder(TODAY, told).build()
        for plan in told.plans:
            made = Plan.objects.get(title=plan.title)
            first = min(event.day for event in plan.script())
            for day in range(first, 1, 15):
                at = TODAY + timedelta(days=day)
                counted = figures.of_plan(made, figures.moment_for(made, at))
                expected = story.figures(plan, day, TODAY)
                found = {name: counted[ours].value for name, ours in NAMES.items()}
                assert found == {name: getattr(expected, name) for name in NAMES}, at
        assert verify_all().faults == []
