"""What a report of a plan counts, in words, and whether somebody sees all of it: only they can make one."""

from typing import Any

from django.utils.translation import gettext as _

from muniment.assurance.models import (
    Dependency,
    Part,
    Plan,
    PlanFinding,
    Recommendation,
    RecommendationExtension,
)
from muniment.people.models import Person
from muniment.registers.access import Actor

# Every register whose rows a report of a plan counts or lists, with the path from a row to its plan.
COUNTED: tuple[tuple[type[Any], str], ...] = (
    (Recommendation, "plan"),
    (Part, "recommendation__plan"),
    (RecommendationExtension, "recommendation__plan"),
    (Dependency, "recommendation__plan"),
    (PlanFinding, "plan"),
)


def words(plan: Plan) -> str:
    """What an edition says it counts."""
    told = _("All recommendations of the plan “%(plan)s” and their parts, later dates, dependencies and findings")
    return told % {"plan": plan.title}


def links_note() -> str:
    return _("A link in this report opens only what its reader may see; the figures are those of the whole plan.")


def why_partial(actor: Actor, plan: Plan) -> str:
    """Why this actor cannot make a report of the plan; "" when they see all that it counts.

    Else the same report would have other figures for another reader. One query for each register.
    """
    if actor.person is None:
        return "" if actor.via == "command" else _("Sign in to make a report.")
    hidden = sum(_hidden(model, path, actor.person, plan) for model, path in COUNTED)
    seen = Plan.objects.visible_to(actor.person).filter(pk=plan.pk).exists()
    if hidden or not seen:
        return _(
            "A report counts the whole plan, and you may not see all of it. Ask somebody who may, for example the "
            "information governance manager, to make it."
        )
    return ""


def _hidden(model: type[Any], path: str, person: Person, plan: Plan) -> int:
    rows = model.objects.everything().filter(**{path: plan.pk})
    return int(rows.exclude(pk__in=model.objects.visible_to(person).values("pk")).count())
