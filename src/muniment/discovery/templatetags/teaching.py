"""What pages and steps of teaching show besides what their views tell them."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.core.exceptions import ValidationError

from muniment.discovery.teaching import trying
from muniment.discovery.teaching.model_records import ClassModel
from muniment.discovery.teaching.rule_records import ClassRule
from muniment.registers.views import person_of

register = template.Library()


@register.simple_tag(takes_context=True)
def read_again(context: Mapping[str, Any], rule: ClassRule) -> str:
    """What this rule asks of texts and nobody has looked for yet, in a sentence; "" where it is nothing."""
    try:
        missing = trying.unknown_phrases(person_of(context["request"]), [rule.rule()])
    except ValidationError:
        return ""
    return trying.phrases_told(missing) if missing else ""


@register.simple_tag
def versions_beside(version: ClassModel) -> list[ClassModel | None]:
    """A version and the one in use of its unit. One query."""
    rows = ClassModel.objects.everything().filter(unit=version.unit_id, state=ClassModel.State.IN_USE)
    return two_versions(version, rows.exclude(pk=version.pk).first())


@register.simple_tag
def two_versions(version: Any, before: Any) -> list[Any]:
    """Those of the two that are there."""
    return [each for each in (version, before) if each]
