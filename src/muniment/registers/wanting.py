"""What a record must say: conditions with their names, as a filter by what is wanting, and as a count of each."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from muniment.registers.register import Filter, Words

Wanted = Mapping[str, tuple[Words, Q]]


def given(asked: Wanted) -> Q:
    """All of it is said."""
    found = Q()
    for _label, condition in asked.values():
        found &= condition
    return found


def by_wanting(asked: Wanted) -> Filter:
    """A filter by what is not said."""

    def choices(_rows: Any) -> list[tuple[str, Words]]:
        return [(name, label) for name, (label, _condition) in asked.items()]

    return Filter(
        "wanting", "Not said", lambda value, _moment: ~asked[value][1] if value in asked else Q(pk__in=[]), choices
    )
