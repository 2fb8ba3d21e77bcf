"""The clock of a breach in a template."""

from collections.abc import Mapping
from typing import Any

from django import template

from muniment.incidents import registers
from muniment.registers.listing import Listing, address_of, moment_of

register = template.Library()


@register.simple_tag(takes_context=True)
def ticking(context: Mapping[str, Any], incident: Any) -> dict[str, Any] | None:
    """The clock in words at the moment that the page speaks of, None where none was started."""
    listing = context.get("listing")
    moment = listing.moment if isinstance(listing, Listing) else context.get("moment") or moment_of({})
    return registers.ticking(incident, moment)


@register.simple_tag
def log_of_breaches() -> str:
    """The address of the log of article 33(5): the list of breaches with what the ICO may ask for."""
    return address_of(registers.incidents, {"breach": "yes", "columns": registers.LOG})
