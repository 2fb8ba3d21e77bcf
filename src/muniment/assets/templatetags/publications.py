"""The button that makes an edition, for who may make one."""

from collections.abc import Mapping
from typing import Any

from django import template

from muniment.assets.publishing import AssetPublication
from muniment.registers.record import register_of
from muniment.registers.views import may_create_in

register = template.Library()


@register.simple_tag(takes_context=True)
def propose_offered(context: Mapping[str, Any]) -> bool:
    """Whether the reader of this page may make an edition."""
    return bool(may_create_in(register_of(AssetPublication), context["request"].user))
