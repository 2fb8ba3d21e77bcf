"""Programmes, for the tests: each acts as a person by a token of theirs."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.test import Client

from muniment import clock
from muniment.interface import tokens
from muniment.people.models import Person
from muniment.registers import history
from muniment.registers.register import Register

LASTS = timedelta(days=30)


def programme(person: Person, *, write: bool = True, slugs: Iterable[str] = ()) -> Client:
    """A client that sends a new token of this person with each request, and no cookie."""
    _token, secret = tokens.make(person, "test", tokens.scopes_of(write=write, slugs=slugs), clock.today() + LASTS)
    return Client(headers={"authorization": f"Bearer {secret}"})


def send(client: Client, method: str, address: str, body: Any, **headers: str) -> Any:
    """A request with a JSON body."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return getattr(client, method)(address, body, content_type="application/json", headers=names)


def fields_of(register: Register, record: Any) -> dict[str, Any]:
    """What a programme would send to create this record: what its form asks, where it has a value."""
    names = register.create_fields or register.fields
    values = {name: history.plain(getattr(record, record._meta.get_field(name).attname)) for name in names}
    return {name: value for name, value in values.items() if value not in (None, "")}
