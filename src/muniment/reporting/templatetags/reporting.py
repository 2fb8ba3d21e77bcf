"""Differences and frozen dates: what the pages of editions ask for."""

from datetime import date
from typing import Any

from django import template

from muniment.actions.models import COLOURS
from muniment.registers.record import register_of
from muniment.registers.views import may_create_in
from muniment.reporting.models import Report
from muniment.reporting.tables import day

register = template.Library()


@register.simple_tag(takes_context=True)
def may_report(context: Any) -> bool:
    """Whether the reader may make a report of anything at all."""
    return may_create_in(register_of(Report), context["request"].user)


@register.filter
def state_colour(state: str) -> str:
    """The colour of an action's state by its name."""
    return COLOURS.get(state, "")


@register.filter
def signed(difference: int | str | None) -> str:
    """A difference with its sign: +3, −2, 0; of money and room as it is."""
    if difference is None or isinstance(difference, str):
        return difference or ""
    return f"{difference:+,}".replace("-", "\u2212") if difference else "0"


@register.filter
def iso_day(text: str | None) -> str:
    """A day as an edition keeps it, as a long date."""
    return day(date.fromisoformat(text)) if text else ""
