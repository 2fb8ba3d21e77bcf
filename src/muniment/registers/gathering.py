"""Records of many registers looked up at once, by the register and number by which what lasts names them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from muniment.people.models import Person
from muniment.registers.register import registry

Key = tuple[str, int]


def numbers_by_register(keys: Iterable[Key]) -> dict[str, list[int]]:
    """The numbers of each register among these keys."""
    found: dict[str, list[int]] = defaultdict(list)
    for slug, number in keys:
        found[slug].append(number)
    return found


def gathered(keys: Iterable[Key], person: Person | None = None) -> dict[Key, Any]:
    """The records behind these keys with what their registers read beside them; a query for each register among them.

    Only those that the person may see; for nobody, which is for services that act for the house, all that stand.
    """
    found: dict[Key, Any] = {}
    for slug, numbers in numbers_by_register(keys).items():
        register = registry.named(slug)
        if register is None:
            continue
        manager = register.model._default_manager
        rows = manager.everything() if person is None else manager.visible_to(person)
        found |= {(slug, each.pk): each for each in rows.select_related(*register.related).filter(pk__in=numbers)}
    return found
