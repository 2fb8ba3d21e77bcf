"""The clock of a breach in a template."""

from typing import Any

from django import template

from muniment.incidents import registers

register = template.Library()


@register.simple_tag
def ticking(incident: Any) -> dict[str, Any] | None:
    """The clock in words, None where none was started."""
    return registers.ticking(incident)
