"""What the page of a request leads to on higher floors: each adds its own here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from muniment.people.models import Person


@dataclass(frozen=True, slots=True)
class Lead:
    """A way on from a request, in words."""

    label: str
    address: str


# Each is given who reads the page and the request; none of them asks the database more than it must.
LEADS: list[Callable[[Person, Any], list[Lead]]] = []


def leads_of(person: Person, request: Any) -> list[Lead]:
    return [lead for found in LEADS for lead in found(person, request)]
