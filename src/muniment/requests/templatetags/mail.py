"""The button of an e-mail on the lists of requests, for who may take one in."""

from collections.abc import Mapping
from typing import Any

from django import template

from muniment.registers.register import Register
from muniment.requests.mail_intake import registers_for

register = template.Library()


@register.simple_tag(takes_context=True)
def mail_offered(context: Mapping[str, Any], told: Register) -> bool:
    """Whether the reader of this page may make a record of this register from an e-mail."""
    return told in registers_for(context["request"].user)
