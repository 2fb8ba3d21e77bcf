"""The button that leads to answers which wait to be considered, for who may propose one."""

from collections.abc import Mapping
from typing import Any

from django import template

from muniment.publication.published_answers import PublishedAnswer
from muniment.registers.record import register_of
from muniment.registers.views import may_create_in

register = template.Library()


@register.simple_tag(takes_context=True)
def considering_offered(context: Mapping[str, Any]) -> bool:
    """Whether the reader of this page may propose an answer for the log."""
    return bool(may_create_in(register_of(PublishedAnswer), context["request"].user))
