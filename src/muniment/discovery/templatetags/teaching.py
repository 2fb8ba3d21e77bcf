"""Versions of the model side by side."""

from typing import Any

from django import template

from muniment.discovery.teaching.model_records import ClassModel

register = template.Library()


@register.simple_tag
def versions_beside(version: ClassModel) -> list[ClassModel | None]:
    """A version and the one in use of its unit. One query."""
    rows = ClassModel.objects.everything().filter(unit=version.unit_id, state=ClassModel.State.IN_USE)
    return two_versions(version, rows.exclude(pk=version.pk).first())


@register.simple_tag
def two_versions(version: Any, before: Any) -> list[Any]:
    """Those of the two that are there."""
    return [each for each in (version, before) if each]
