"""What cells call a record, its key as an export writes it, found again among what a person may see."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from muniment.people.models import Person
from muniment.registers.cells import BETWEEN, CHUNK, SHOWN, Field, Wrong, key_of, key_paths, key_text, plain, short
from muniment.registers.register import registry


def seen_rows(model: Any, person: Person | None) -> Any:
    """The rows of a model for a person; an operator sees all. What is no register's is looked at as it is."""
    rows = model._default_manager.all()
    if not hasattr(rows, "visible_to"):
        return rows
    return rows.everything() if person is None else rows.visible_to(person)


class Named:
    """Finds records by what cells call them, among those that a person may see: all cells of a column in few queries."""

    def __init__(self, person: Person | None) -> None:
        self.person = person
        self.known: dict[type[models.Model], dict[str, list[Any]]] = {}

    def look_up(self, field: Field, texts: Iterable[str]) -> None:
        """Fetches what these texts may mean, in batches."""
        model = field.related_model
        known = self.known.setdefault(model, {})
        firsts = sorted({first for text in map(plain, texts) for first in _firsts(text)})
        leaf = _first_leaf(model)
        rows = seen_rows(model, self.person).select_related(*key_paths(model)).order_by("pk")
        met: set[int] = {each.pk for some in known.values() for each in some}
        for start in range(0, len(firsts), CHUNK) if leaf else ():
            some = firsts[start : start + CHUNK]
            lower = Lower(leaf)
            for record in rows.annotate(_first=lower).filter(
                models.Q(**{f"{leaf}__in": some}) | models.Q(_first__in=[each.lower() for each in some])
            ):
                if record.pk not in met:
                    met.add(record.pk)
                    for name in _names(record):
                        known.setdefault(name, []).append(record)

    def find(self, field: Field, text: str) -> Any:
        found = self.known.get(field.related_model, {}).get(text.casefold(), [])
        told = registry.about(field.related_model)
        one = told.one if told else str(field.related_model._meta.verbose_name)
        if not found:
            raise Wrong(
                _("There is no %(one)s “%(text)s” here, or none that you may see.") % {"one": one, "text": short(text)}
            )
        if len(found) > 1:
            offered = "; ".join(f"“{key_text(each)}”" for each in found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
            raise Wrong(
                _("“%(text)s” may be one of %(count)s: write which, %(offered)s.")
                % {"text": short(text), "count": len(found), "offered": offered}
            )
        return found[0]


def _firsts(text: str) -> Sequence[str]:
    """What may be the first part of a key: the text up to any place where it could be parted."""
    cuts = [found.start() for found in re.finditer(r" \| | \(", text)]
    return [text, *(text[:cut] for cut in cuts[:8])]


def _first_leaf(model: type[models.Model]) -> str:
    """The column in which the first part of a model's key stands, "" where it has none."""
    told = registry.about(model)
    if told is None or not told.key:
        return ""
    field: Any = model._meta.get_field(told.key[0])
    return f"{field.name}__{_first_leaf(field.related_model)}" if field.is_relation else field.name


def _names(record: Any) -> set[str]:
    """All that a cell may call a record: its key, or as many of its first parts as tell enough."""
    parts = key_of(record)
    names = {BETWEEN.join(parts[:count]).rstrip(" |") for count in range(1, len(parts) + 1)}
    if len(parts) > 1:
        names.add(f"{parts[0]} ({parts[1]})")
    return {plain(name).casefold() for name in names if name}
