"""The records of a register that the rows of a file may mean, found by their keys."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import models
from django.db.models.functions import Lower

from muniment.registers.access import Actor, visible
from muniment.registers.cells import CHUNK, key_paths, plain
from muniment.registers.register import Register
from muniment.tables.names import seen_rows
from muniment.tables.placing import importable

Key = tuple[Any, ...]


class Kept:
    """Records by key in small letters; the withdrawn too, which a row brings back. `fixed` is what no column says."""

    def __init__(self, actor: Actor, register: Register, fixed: Mapping[str, Any]) -> None:
        self.actor, self.register = actor, register
        self.model: Any = register.model
        self.all = importable(register)
        # A record whose unit no column says is the same wherever it has moved to.
        self.open = {"unit"} & fixed.keys() & set(register.key)
        self.found: dict[Key, list[Any]] = defaultdict(list)

    def fetch(self, given: Sequence[Mapping[str, Any]]) -> None:
        """Looks for the records of these rows; queries are flat in their number."""
        first, *others = self.register.key
        column = self.all[first]
        rows = [{name: getattr(value, "pk", value) for name, value in row.items()} for row in given]
        wanted = list({row[first] for row in rows if row.get(first) not in (None, "")})
        # A recommendation's reference may be in every plan: only those of the file's few plans are fetched.
        within = models.Q()
        for name in set(others) - self.open:
            pointed = {row.get(name) for row in rows} - {None}
            if self.all[name].is_relation and len(pointed) <= CHUNK:
                within &= models.Q(**{f"{name}__in": pointed}) | (
                    models.Q(**{name: None}) if self.all[name].null else models.Q(pk__in=[])
                )
        text = isinstance(column, models.CharField | models.TextField) and not column.choices
        for base in self._bases():
            for start in range(0, len(wanted), CHUNK):
                some = wanted[start : start + CHUNK]
                condition = models.Q(**{f"{first}__in": some})
                here = base
                if text:
                    here = here.annotate(_small=Lower(first))
                    condition |= models.Q(_small__in=[each.lower() for each in some])
                for record in here.filter(within, condition):
                    key = small(self.key(partial(getattr, record)))
                    self.found[key].append(record)
                    if self.open and not getattr(record, "withdrawn", False):
                        self.found[self._opened(key)].append(record)

    def _bases(self) -> list[Any]:
        joined = dict.fromkeys(
            [
                *self.register.related,
                *key_paths(self.model),
                *(name for name, each in self.all.items() if each.is_relation),
            ]
        )
        bases = [seen_rows(self.model, self.actor.person)]
        if any(column.name == "withdrawn" for column in self.model._meta.concrete_fields):
            condition = models.Q() if self.actor.person is None else visible(self.register, self.actor.person)
            bases.append(self.model._default_manager.filter(condition, withdrawn=True))
        return [base.select_related(*joined).order_by("pk") for base in bases]

    def meant(self, values: Mapping[str, Any], taken: set[int]) -> tuple[Key, list[Any]]:
        """The key of a row and the records that it may mean, those aside that other rows have taken."""
        key = self.key(values.__getitem__)
        keys = [small(key), *([self._opened(small(key))] if self.open else [])]
        found = next(
            (some for each in keys if (some := [one for one in self.found.get(each, []) if one.pk not in taken])), []
        )
        # The same to the letter is surer than the same but for capitals.
        return key, [each for each in found if self.key(partial(getattr, each)) == key] or found

    def key(self, value: Callable[[str], Any]) -> Key:
        """The key of a row or of a record: texts as they are, what it points to by number."""
        return tuple(getattr(each, "pk", each) for each in map(value, self.register.key))

    def _opened(self, key: Key) -> Key:
        return tuple(None if name in self.open else part for name, part in zip(self.register.key, key, strict=True))


def small(key: Key) -> Key:
    """A key in which capitals do not count."""
    return tuple(plain(part).casefold() if isinstance(part, str) else part for part in key)
