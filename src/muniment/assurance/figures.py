"""The figures of a plan: each is the state of the list of recommendations, counted; all as at any day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.actions import rules
from muniment.actions.models import late
from muniment.actions.rules import OPEN, State
from muniment.assurance.models import Dependency, Plan, Recommendation, RecommendationVersion
from muniment.people.models import Person
from muniment.registers import figures
from muniment.registers.errors import Invalid
from muniment.registers.figures import Counted, Figure
from muniment.registers.listing import condition
from muniment.registers.models import History
from muniment.registers.register import Moment, Register, registry

Rows = QuerySet[Any, Any]
LONGEST_COURSE = timedelta(days=548)  # eighteen months

ALL = Figure("all", str(_("recommendations")), {}, str(_("All recommendations of the plan.")))
BY_STATE = (
    Figure("verified", str(_("verified")), {"state": "verified"}, str(_("Verified by somebody who neither owns nor updated it."))),
    Figure("said_done", str(_("done, to be verified")), {"state": "said_done"}, str(_("Management says that it is done."))),
    Figure("in_progress", str(_("in progress")), {"state": "in_progress"}, str(_("Begun, and not done."))),
    Figure("not_begun", str(_("not begun")), {"state": "not_begun"}, str(_("Not begun."))),
    Figure("superseded", str(_("superseded")), {"state": "superseded"}, str(_("Something else took its place."))),
    Figure("not_accepted", str(_("not accepted")), {"state": "not_accepted"}, str(_("The council did not accept it."))),
)  # fmt: skip
BY_CONDITION = (
    Figure("late", str(_("late")), {"late": "yes"}, str(_("Past its due date, and not begun or in progress."))),
    Figure("slipped", str(_("slipped")), {"slipped": "yes"}, str(_("Its date was moved at least once."))),
    Figure("slipped_twice", str(_("slipped twice")), {"slipped_twice": "yes"}, str(_("Its date was moved twice or more."))),
    Figure("blocked", str(_("blocked")), {"blocked": "yes"}, str(_("Open, and waits for another that is open."))),
    Figure("awaiting_approval", str(_("awaiting approval")), {"awaiting_approval": "yes"},
           str(_("Complete but for an approval, so not complete: counted as in progress."))),
    Figure("extension_asked", str(_("later date asked")), {"extension_asked": "yes"}, str(_("A later date is asked for and not decided."))),
    Figure("no_owner", str(_("without an owner")), {"no_owner": "yes"}, str(_("Open, and no post owns it."))),
)  # fmt: skip
FIGURES = (ALL, *BY_STATE, *BY_CONDITION)


def register() -> Register:
    return registry.of(Recommendation)


def _past() -> Any:
    return RecommendationVersion


def rows_of(plan: Plan, moment: Moment, person: Person | None = None) -> Any:
    """The recommendations of a plan at a moment: those that a person may see, or all of them for the house itself."""
    if person is None:
        return moment.rows(Recommendation).filter(plan=plan.pk)
    model: Any = Recommendation if moment.as_at is None else _past()
    rows = model.objects.visible_to(person).filter(plan=plan.pk)
    return rows if moment.as_at is None else rows.as_at(moment.as_at)


def moment_for(plan: Plan, as_at: date | None, late_on: date | None = None) -> Moment:
    """The moment asked for. Invalid for a day to come, and for one on which nothing of the plan was known yet."""
    if as_at is not None:
        if as_at > clock.today():
            raise Invalid(f"{as_at:%-d %B %Y} is still to come: nothing is known as at that day.")
        first = known_since(plan)
        if first is None or as_at < first:
            since = f"; its first record is of {first:%-d %B %Y}" if first else ""
            raise Invalid(f"Nothing of this plan was known on {as_at:%-d %B %Y}{since}.")
    return Moment(late_on or as_at or clock.today(), as_at)


def known_since(plan: Plan) -> date | None:
    """The day on which the plan's first record was written. It never changes, so that each plan at hand is asked once."""
    if plan.known_since is None:
        row = History.objects.filter(register="plans", record=plan.pk).order_by("number").first()
        plan.known_since = row.at.astimezone(clock.LONDON).date() if row else None
    return plan.known_since


def of_plan(plan: Plan, moment: Moment, person: Person | None = None) -> dict[str, Counted]:
    """Every figure of a plan by name, in one query."""
    return figures.count(register(), rows_of(plan, moment, person), FIGURES, moment, {"plan": str(plan.pk)})


def by_theme(plan: Plan, moment: Moment, person: Person | None = None) -> dict[str, dict[str, Counted]]:
    """Every figure of each theme, in the order of the plan, in one query."""
    rows = rows_of(plan, moment, person)
    scope = {"plan": str(plan.pk)}
    return figures.count_by(register(), rows, "theme", FIGURES, moment, scope, first="position")


def in_all(plan: Plan, themes: Mapping[str, Mapping[str, Counted]], moment: Moment) -> dict[str, Counted]:
    """Every figure of a plan by name, from those of its themes."""
    return figures.total(register(), themes.values(), FIGURES, moment, {"plan": str(plan.pk)})


def by_plan(plans: Sequence[Plan], moment: Moment, person: Person | None = None) -> dict[int, dict[str, Counted]]:
    """Every figure of each of these plans by its key, in one query; a plan without rows has none."""
    model: Any = Recommendation
    rows = model.objects.visible_to(person) if person else moment.rows(model)
    found: dict[Any, dict[str, Counted]] = figures.count_by(
        register(), rows.filter(plan__in=plans), "plan", FIGURES, moment, {}, first="position"
    )
    return found


def of_all(moment: Moment, person: Person, names: Sequence[str]) -> dict[str, Counted]:
    """Some figures over all the recommendations that a person may see, in one query."""
    model: Any = Recommendation if moment.as_at is None else _past()
    rows = model.objects.visible_to(person)
    if moment.as_at is not None:
        rows = rows.as_at(moment.as_at)
    chosen = [each for each in FIGURES if each.name in names]
    return figures.count(register(), rows, chosen, moment, {})


def listed(plan: Plan, moment: Moment, name: str, person: Person | None = None) -> Any:
    """The rows that a figure counts, in the order of the plan."""
    parameters: Mapping[str, str] = next(each.parameters for each in FIGURES if each.name == name)
    rows = rows_of(plan, moment, person).filter(condition(register(), parameters, moment))
    return rows.select_related("owner").order_by("position", "reference")


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a burn-up: how many there were at the end of a day, how many verified, how many at least said to be done."""

    day: date
    all: int
    verified: int
    done: int


def burn_up(plan: Plan, days: Sequence[date], person: Person | None = None) -> list[Point]:
    """The course of a plan, in one query over what was known at the end of each day; to a person, of what they may see."""
    counts: dict[str, Count] = {}
    for number, day in enumerate(days):
        end = clock.end_of(day)
        known = Q(valid_from__lt=end, withdrawn=False) & (Q(valid_to=None) | Q(valid_to__gte=end))
        counts[f"all_{number}"] = Count("pk", filter=known)
        counts[f"verified_{number}"] = Count("pk", filter=known & Q(state=State.VERIFIED))
        counts[f"done_{number}"] = Count("pk", filter=known & Q(state__in=[State.VERIFIED, State.SAID_DONE]))
    rows = _past().objects.visible_to(person) if person else _past().objects.everything()
    found = rows.filter(plan=plan.pk).aggregate(**counts)
    return [
        Point(day, found[f"all_{number}"], found[f"verified_{number}"], found[f"done_{number}"])
        for number, day in enumerate(days)
    ]


def course(plan: Plan, until: date, person: Person | None = None) -> list[Point]:
    """The burn-up of a plan by months: from its first day, but at most from eighteen months back, until a day."""
    known = known_since(plan) or until
    return burn_up(plan, month_ends(max(known, until - LONGEST_COURSE), until), person)


def month_ends(since: date, until: date) -> list[date]:
    """The last day of each month from the month of `since`, and `until` itself as the last point."""
    days: list[date] = []
    day = since
    while True:
        end = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        if end >= until:
            return [*days, until]
        days.append(end)
        day = end + timedelta(days=1)


def ended_since(plan: Plan, since: date, moment: Moment, states: Iterable[State], person: Person | None = None) -> Any:
    """The rows that are in one of these states now and were not at the end of the day `since`."""
    wanted = list(states)
    before = _past().objects.as_at(since).filter(plan=plan.pk, state__in=wanted).values("record_id")
    rows = rows_of(plan, moment, person).filter(state__in=wanted).exclude(record_id__in=before)
    return rows.select_related("owner").order_by("position", "reference")


def became_late(plan: Plan, since: date, moment: Moment, person: Person | None = None) -> Any:
    """The rows that are late now and were not at the end of the day `since`."""
    before = rows_of(plan, Moment(since, since)).filter(late(since)).values("record_id")
    rows = rows_of(plan, moment, person).filter(late(moment.late_on)).exclude(record_id__in=before)
    return rows.select_related("owner").order_by("position", "reference")


def newly_late(since: date, moment: Moment, person: Person) -> Any:
    """Of all that a person may see: what is late now and was not at the end of the day `since`, the longest late first."""
    before = _past().objects.as_at(since).filter(late(since)).values("record_id")
    live: Any = Recommendation.objects
    rows = live.visible_to(person).filter(late(moment.late_on)).exclude(pk__in=before)
    return rows.select_related("owner", "plan").order_by("due", "pk")


@dataclass(frozen=True, slots=True)
class Holder:
    """An open recommendation, and the open ones that wait for it: directly, and in all."""

    row: Any
    directly: tuple[str, ...]
    in_all: int


def holding_up(plan: Plan, moment: Moment, person: Person | None = None) -> list[Holder]:
    """What holds others up, the most awaited first; two queries, and of the plan only the rows that wait or are awaited."""
    of_plan = rows_of(plan, moment, person)
    found_links = moment.rows(Dependency).filter(recommendation__in=of_plan.values("record_id"))
    links = list(found_links.values_list("recommendation_id", "needs_id"))
    involved = (
        of_plan.filter(record_id__in={pk for link in links for pk in link}).select_related("owner") if links else ()
    )
    rows = {row.record_id: row for row in involved}
    needs: dict[int, set[int]] = defaultdict(set)
    for waiting, needed in links:
        if waiting in rows and needed in rows:
            needs[waiting].add(needed)
    still_open = {pk for pk, row in rows.items() if row.state in OPEN}
    found = []
    for pk, waiting_rows in rules.waiting_on(needs, still_open).items():
        directly = sorted(rows[one].reference for one in waiting_rows if pk in needs.get(one, ()))
        found.append(Holder(rows[pk], tuple(directly), len(waiting_rows)))
    return sorted(found, key=lambda each: (-each.in_all, each.row.position))
