"""A plan with some months of history, for the tests of reports."""

from collections.abc import Callable
from datetime import date, timedelta

from muniment import clock
from muniment.assurance import services
from muniment.assurance.models import Plan, Recommendation, RecommendationExtension
from muniment.committees.models import Term
from muniment.people.models import Person
from muniment.registers.access import Actor
from tests.cast import Cast, make, make_plan, make_recommendation

BEGAN = date(2026, 3, 2)
FIRST_REPORT = date(2026, 6, 30)
SECOND_REPORT = date(2026, 9, 30)
THEMES = ("Governance", "Training", "Records", "Sharing")


def action(reference: str) -> Recommendation:
    return Recommendation.objects.get(reference=reference)


def say_done(cast: Cast, reference: str, on: date) -> None:
    with clock.at(on):
        services.say_done(Actor.at_page(cast.tom), action(reference), {"progress": "Done; it is on the intranet."})


def verify(cast: Cast, reference: str, on: date) -> None:
    with clock.at(on):
        services.verify(Actor.at_page(cast.amina), action(reference), {"note": "Read it."})


def extend(cast: Cast, reference: str, on: date, to: date, *, decide: bool = True) -> None:
    with clock.at(on):
        row = action(reference)
        asked = {"to_date": to, "reason": "The supplier is late.", "explanation": "Again." if row.slips else ""}
        made = services.ask_extension(Actor.at_page(fresh(cast.tom)), row, asked)
        if decide:
            extension = RecommendationExtension.objects.get(pk=made.pk)
            services.decide_extension(Actor.at_page(cast.daniel), extension, {"decision": "approve", "why": "Fair."})


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def end_and_wait(cast: Cast, on: date) -> None:
    with clock.at(on):
        priya = Actor.at_page(fresh(cast.priya))
        services.supersede(priya, action("A08"), {"why": "The drives are closed."})
        services.depend(priya, action("A03"), {"needs": action("A02")})
        services.depend(priya, action("A09"), {"needs": action("A03")})


def lively_plan(cast: Cast, number: int = 12, watch: Callable[[date, Plan], None] = lambda _day, _plan: None) -> Plan:
    """Actions due month by month from April; some done, verified, slipped, superseded, waiting for one another.

    Time goes forward; `watch` is called at the end of each day on which something happened.
    """
    with clock.at(BEGAN):
        plan = make_plan(cast, owner=cast.posts["priya"])
        for at in range(number):
            make_recommendation(
                plan, f"A{at + 1:02}", owner=cast.posts["tom"], theme=THEMES[at % 4], due=date(2026, 4, 30) + timedelta(days=30 * (at % 9)),
                agreed_action=f"Write the procedure of step {at + 1} and train the teams that use it",
            )  # fmt: skip
        make(
            Term,
            unit=cast.council,
            term="ICO",
            expansion="Information Commissioner's Office",
            definition="The regulator.",
        )
    events: list[tuple[date, Callable[[date], None]]] = []
    for at in range(0, number, 3):
        events.append(
            (date(2026, 5, 4) + timedelta(days=at), lambda day, ref=f"A{at + 1:02}": say_done(cast, ref, day))
        )
    for at in range(0, number, 6):
        events.append((date(2026, 7, 6) + timedelta(days=at), lambda day, ref=f"A{at + 1:02}": verify(cast, ref, day)))
    events += [
        (date(2026, 5, 20), lambda day: extend(cast, "A02", day, date(2026, 8, 31))),
        (date(2026, 7, 20), lambda day: end_and_wait(cast, day)),
        (date(2026, 8, 20), lambda day: extend(cast, "A05", day, date(2026, 12, 31))),
        (date(2026, 9, 20), lambda day: extend(cast, "A06", day, date(2026, 12, 31), decide=False)),
    ]
    watch(BEGAN, plan)
    for day, event in sorted(events, key=lambda each: each[0]):
        event(day)
        watch(day, plan)
    return plan


def finished_report(cast: Cast, plan: Plan, as_at: date, on: date | None = None, **values):
    """A draft by Priya in which nothing is wanting: texts, implications, clearances by others."""
    from muniment.reporting import services as reporting
    from muniment.reporting.models import Clearance, Report
    from muniment.reporting.rules import IMPLICATIONS, TEXTS

    with clock.at(on or as_at):
        priya = Actor.at_page(fresh(cast.priya))
        words = {
            "title": "Progress of the data protection plan", "committee": "Audit Committee",
            "meeting_on": as_at + timedelta(days=14), "director": cast.posts["daniel"],
            "texts": dict.fromkeys(TEXTS, "The regulator asked for this."),
            "implications": dict.fromkeys(IMPLICATIONS, "No specific impact."),
        }  # fmt: skip
        report = reporting.create(priya, plan, as_at=as_at, **{**words, **values})
        for role, post in (
            ("financial", "ruth"),
            ("legal", "daniel"),
            ("director", "daniel"),
            ("data_protection", "amina"),
        ):
            asked = {"role": role, "post": cast.posts[post], "sent_on": on or as_at}
            made = reporting.send(priya, Report.objects.get(pk=report.pk), asked)
            holder = Actor.at_page(fresh(getattr(cast, post)))
            reporting.clear(holder, Clearance.objects.select_related("report").get(pk=made.pk), {"comments": "Agreed."})
    return Report.objects.get(pk=report.pk)


def frozen(cast: Cast, plan: Plan, as_at: date, on: date | None = None, **values):
    """An edition, frozen by Priya."""
    from muniment.reporting import freezing

    report = finished_report(cast, plan, as_at, on, **values)
    with clock.at(on or as_at):
        return freezing.freeze(Actor.at_page(fresh(cast.priya)), report)
