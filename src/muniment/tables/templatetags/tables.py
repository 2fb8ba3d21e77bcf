"""The button of an import on the list of a register, for who may import there."""

from collections.abc import Mapping
from typing import Any

from django import template

from muniment.registers.register import Register
from muniment.tables.applying import may_import

register = template.Library()


@register.simple_tag(takes_context=True)
def import_offered(context: Mapping[str, Any], told: Register) -> bool:
    """Whether the reader of this page may import a table into the register."""
    return may_import(told, context["request"].user)
