"""A plan with some months of history, for the tests of reports."""

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


def lively_plan(cast: Cast, number: int = 12) -> Plan:
    """Actions due month by month from April; some done, verified, slipped, superseded, waiting for one another."""
    with clock.at(BEGAN):
        plan = make_plan(cast, owner=cast.posts["priya"])
        for at in range(number):
            make_recommendation(
                plan, f"A{at + 1:02}", owner=cast.posts["tom"], theme=THEMES[at % 4], due=date(2026, 4, 30) + timedelta(days=30 * (at % 9)),
                agreed_action=f"Write the procedure of step {at + 1} and train the teams that use it",
            )  # fmt: skip
        make(Term, unit=cast.council, term="ICO", expansion="Information Commissioner's Office", definition="The regulator.")
    for at in range(0, number, 3):
        say_done(cast, f"A{at + 1:02}", date(2026, 5, 4) + timedelta(days=at))
    for at in range(0, number, 6):
        verify(cast, f"A{at + 1:02}", date(2026, 7, 6) + timedelta(days=at))
    extend(cast, "A02", date(2026, 5, 20), date(2026, 8, 31))
    extend(cast, "A05", date(2026, 8, 20), date(2026, 12, 31))
    extend(cast, "A06", date(2026, 9, 20), date(2026, 12, 31), decide=False)
    with clock.at(date(2026, 7, 20)):
        services.supersede(Actor.at_page(cast.priya), action("A08"), {"why": "The drives are closed."})
        services.depend(Actor.at_page(cast.priya), action("A03"), {"needs": action("A02")})
        services.depend(Actor.at_page(cast.priya), action("A09"), {"needs": action("A03")})
    return plan
