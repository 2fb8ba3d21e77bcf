"""What stands above the lists of what is published: the seven classes."""

from collections.abc import Mapping
from typing import Any

from django import template

from muniment.publication.scheme_register import Covered, classes

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
