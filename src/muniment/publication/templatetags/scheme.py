"""What stands above the lists of what is published: the seven classes, and the button that enters the Code."""

from collections.abc import Mapping
from typing import Any

from django import template

from muniment.publication.scheme_register import Covered, classes
from muniment.publication.transparency_register import items
from muniment.registers.views import may_create_in

register = template.Library()


@register.simple_tag(takes_context=True)
def covered(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """The classes with what is published of each, and those of which nothing is."""
    found: list[Covered] = classes(context["request"].user)
    return {
        "classes": found,
        "number": sum(each.number > 0 for each in found),
        "missing": [each for each in found if not each.number],
    }


@register.simple_tag(takes_context=True)
def code_offered(context: Mapping[str, Any]) -> bool:
    """Whether the reader of this page may enter the items of the Code."""
    return bool(may_create_in(items, context["request"].user))
