"""Pages that cost the same however far in: each begins where the one before it ended, told by the values of its last row.

What has no value stands last when a list ascends and first when it descends, on both databases: no date is the farthest date.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import BooleanField, DateTimeField, F, Field, Func, Q, QuerySet, Value
from django.db.models.expressions import OrderBy

from muniment.registers.history import plain

PAGE = 50
MOST = 1000  # counted no further: a page that says "1,000+" says enough
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows, counted as far as it is worth it."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}+" if self.more else f"{self.number:,}"


def capped(rows: QuerySet[Any, Any]) -> Count:
    """How many rows there are, but not beyond a thousand. Rows with an order are counted in it, by the index that serves it."""
    found = rows[: MOST + 1].count()
    return Count(min(found, MOST), found > MOST)


class _Beyond(Func):
    """Whether some values of a row, as a whole, come after others: one walk of an index, where an OR would be a scan."""

    output_field = BooleanField()
    conditional = True
    sign = ">"

    def as_sql(self, compiler: Any, _connection: Any, **_extra: Any) -> tuple[str, Sequence[Any]]:  # type: ignore[override]
        parts = [compiler.compile(each) for each in self.source_expressions]
        half = len(parts) // 2
        left, right = (", ".join(sql for sql, _given in side) for side in (parts[:half], parts[half:]))
        return f"({left}) {self.sign} ({right})", [value for _sql, given in parts for value in given]


class _Before(_Beyond):
    sign = "<"


@dataclass(frozen=True)
class Order:
    """The order of a list: paths, all in one direction; the key is the last, so that no two rows are alike."""

    names: Sequence[str]
    descending: bool = False

    def terms(self, rows: QuerySet[Any, Any], *, backwards: bool = False) -> list[Any]:
        """What to order by. Only the first may have no value; SQLite puts that elsewhere unless it is told."""
        down = self.descending != backwards
        first = F(self.names[0])
        if not self.may_be_empty(rows):
            return [f"-{name}" if down else name for name in self.names]
        ordered: OrderBy
        if connection.vendor == "sqlite":
            ordered = first.desc(nulls_first=True) if down else first.asc(nulls_last=True)
        else:
            ordered = first.desc() if down else first.asc()
        return [ordered, *(f"-{name}" if down else name for name in self.names[1:])]

    def may_be_empty(self, rows: QuerySet[Any, Any]) -> bool:
        return _empty(rows, self.names[0])

    def cursor(self, row: Any) -> str:
        """Where a row stands, as a word for an address."""
        values = [plain(_value(row, name)) for name in self.names]
        return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")

    def place(self, rows: QuerySet[Any, Any], cursor: str) -> list[Any] | None:
        """The values that a cursor names; None for one that nobody made here, which begins on the first page."""
        if not cursor or len(cursor) > LONGEST:
            return None
        try:
            told = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
            if not isinstance(told, list) or len(told) != len(self.names):
                return None
            empty = self.may_be_empty(rows)
            return [
                _read(_field(rows, name), value, empty=empty and not at)
                for at, (name, value) in enumerate(zip(self.names, told, strict=True))
            ]
        except (binascii.Error, ValueError, TypeError, ArithmeticError, RecursionError, ValidationError):
            return None

    def beyond(self, rows: QuerySet[Any, Any], values: Sequence[Any], *, backwards: bool = False) -> list[Any]:
        """The conditions of the rows that come after a place (or before it), each one walk of an index, in their order."""
        down = self.descending != backwards
        first, *others = self.names
        empty = Q(**{f"{first}__isnull": True})
        if values[0] is None:
            alike = [(empty, _compared(rows, others, values[1:], down=down))]
            return [*alike, (~empty,)] if down else alike
        after = [(_compared(rows, self.names, values, down=down),)]
        return [*after, (empty,)] if self.may_be_empty(rows) and not down else after


def _compared(rows: QuerySet[Any, Any], names: Sequence[str], values: Sequence[Any], *, down: bool) -> _Beyond:
    given = [Value(value, output_field=_field(rows, name)) for name, value in zip(names, values, strict=True)]
    return (_Before if down else _Beyond)(*(F(name) for name in names), *given)


def _value(row: Any, path: str) -> Any:
    *way, last = path.split("__")
    for name in way:
        row = getattr(row, name, None)
    # A relation's key is in the row; to ask for what it points to would be a query.
    keys = {field.name: field.attname for field in row._meta.concrete_fields} if row is not None else {}
    return getattr(row, keys.get(last, last), None)


def _field(rows: QuerySet[Any, Any], path: str) -> "Field[Any, Any]":
    """The field at the end of a path, or of what the rows compute; a relation is compared by its key."""
    if path in rows.query.annotations:
        computed: Field[Any, Any] = rows.query.annotations[path].output_field
        return computed
    found: Any = None
    model: Any = rows.model
    for name in path.split("__"):
        found = model._meta.pk if name == "pk" else model._meta.get_field(name)
        model = found.related_model or model
    return getattr(found, "target_field", found) if found.is_relation else found  # type: ignore[no-any-return]


def _empty(rows: QuerySet[Any, Any], path: str) -> bool:
    """Whether a path may lead to nothing: a field or a relation on its way may be empty."""
    if path in rows.query.annotations:
        return False
    return may_be_empty(rows.model, path)


def may_be_empty(model: Any, path: str) -> bool:
    for name in path.split("__"):
        try:
            found = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if found.null:
            return True
        model = found.related_model or model
    return False


def _read(field: "Field[Any, Any]", value: Any, *, empty: bool) -> Any:
    """A value of a cursor as its field knows it. Refuses what no row of ours could hold."""
    if value is None:
        if not empty:
            raise ValueError(value)
        return None
    if isinstance(value, list | dict) or (isinstance(value, str) and "\0" in value):
        raise ValueError(value)
    if isinstance(value, str):
        value.encode()  # half of a letter is no text that a database keeps
    if isinstance(field, DateTimeField):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment.astimezone(UTC)
    read = field.to_python(value)
    if isinstance(read, int) and abs(read) >= 2**63:
        raise ValueError(value)
    return read


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the parameters of the pages beside it; None where there is none."""

    rows: list[Any]
    earlier: Mapping[str, str | None] | None
    later: Mapping[str, str | None] | None


def page_of(
    rows: QuerySet[Any, Any], order: Order, parameters: Mapping[str, Any], *, size: int = PAGE,
    ready: Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]] = lambda found: found,
) -> Page:  # fmt: skip
    """The page that an address names by `after` or `before`; at most two queries."""
    backwards = bool(parameters.get("before"))
    place = order.place(rows, str(parameters.get("before" if backwards else "after") or ""))
    backwards = backwards and place is not None
    ordered = ready(rows).order_by(*order.terms(rows, backwards=backwards))
    found: list[Any] = []
    for each in order.beyond(rows, place, backwards=backwards) if place is not None else [()]:
        if len(found) <= size:
            found += ordered.filter(*each)[: size + 1 - len(found)]
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
        # Somebody went back to the beginning, and rows were taken away meanwhile: the first page is never a short one.
        if len(found) < size:
            return page_of(rows, order, {}, size=size, ready=ready)
    earlier = more if backwards else place is not None
    later = bool(found) if backwards else more
    return Page(
        found,
        {"before": order.cursor(found[0]), "after": None}
        if earlier and found
        else ({"after": None} if earlier else None),
        {"after": order.cursor(found[-1]), "before": None} if later else None,
    )
