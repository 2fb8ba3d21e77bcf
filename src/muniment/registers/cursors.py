"""Pages of a list by what the last record of a page was ordered by: no page overlaps another, however far one goes."""

from typing import Any

from django.core import signing
from django.db import connections
from django.db.models import Q

from muniment.registers.errors import Invalid
from muniment.registers.history import plain
from muniment.registers.listing import Listing

SALT = "muniment.cursor"


def page(shown: Listing, limit: int, cursor: str) -> tuple[list[Any], str]:
    """The records of a page, and the cursor of the next, "" on the last. Invalid where the cursor is not of this list."""
    order = _order(shown)
    rows = shown.rows.order_by(*order)
    state = [shown.register.slug, order, str(shown.moment.as_at or "")]
    if cursor:
        rows = rows.filter(_beyond(order, _read(cursor, state), connections[rows.db].features.order_by_nulls_first))
    found = list(rows.select_related(*shown.register.related)[: limit + 1])
    if len(found) <= limit:
        return found, ""
    names = [name.lstrip("-") for name in order]
    last = shown.rows.order_by().filter(pk=found[limit - 1].pk).values_list(*names).get()
    return found[:limit], signing.dumps([state, [plain(value) for value in last]], salt=SALT)


def _order(shown: Listing) -> list[str]:
    """The order of the list, where a reference that itself is what is ordered by counts by its key."""
    model = shown.rows.model
    relations = {each.name: each.attname for each in model._meta.concrete_fields if each.is_relation}
    names = [(name.startswith("-"), name.lstrip("-")) for name in shown.order()]
    return [("-" if descending else "") + relations.get(name, name) for descending, name in names]


def _read(cursor: str, state: list[Any]) -> list[Any]:
    try:
        made_for, values = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, UnicodeError) as error:
        reason = "This is no cursor of ours: take it from next."
        raise Invalid(reason, {"cursor": [reason]}) from error
    if made_for != state:
        reason = "This cursor is of another list or order: begin again without it."
        raise Invalid(reason, {"cursor": [reason]})
    return list(values)


def _beyond(order: list[str], values: list[Any], nulls_first: bool) -> Q:  # noqa: FBT001 - a fact of the database
    """The condition on the rows that come after these values, in this order."""
    found, same = Q(pk__in=[]), Q()
    for asked, value in zip(order, values, strict=True):
        descending, name = asked.startswith("-"), asked.lstrip("-")
        nulls_last = descending == nulls_first
        if value is None:
            further = Q(pk__in=[]) if nulls_last else Q(**{f"{name}__isnull": False})
        else:
            further = Q(**{f"{name}__{'lt' if descending else 'gt'}": value})
            if nulls_last:
                further |= Q(**{f"{name}__isnull": True})
        found |= same & further
        same &= Q(**({f"{name}__isnull": True} if value is None else {name: value}))
    return found
