"""What people did to a plan after somebody looked at it."""

from collections.abc import Mapping
from typing import Any

from muniment.assurance.models import Part, Plan, Recommendation
from muniment.registers.models import History


def changed_since(plan: Plan, seen: int) -> list[str]:
    """What was written to a plan after a line of the history: "A02 (update by Tom Birch)"."""
    recommendations: Any = Recommendation.objects
    parts: Any = Part.objects
    of_parts = parts.filter(recommendation__plan=plan).values_list("pk", "recommendation__reference", "label")
    names: Mapping[str, Mapping[int, str]] = {
        "plans": {plan.pk: str(plan)},
        "recommendations": dict(recommendations.filter(plan=plan).values_list("pk", "reference")),
        "parts": {pk: f"{reference} {label}" for pk, reference, label in of_parts},
    }  # fmt: skip
    lines = History.objects.filter(number__gt=seen, register__in=names).order_by("number")
    return [
        f"{names[row.register][row.record]} ({row.verb.replace('_', ' ')} by {row.actor})"
        for row in lines.iterator(chunk_size=2000)
        if row.record in names[row.register]
    ]
