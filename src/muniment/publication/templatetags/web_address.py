"""An address that a page may lead to."""

from django import template

from muniment.publication.web_addresses import safe

register = template.Library()


@register.filter
def web_address(text: str | None) -> str:
    """The address, "" where it is none of the web."""
    return safe(text or "")
