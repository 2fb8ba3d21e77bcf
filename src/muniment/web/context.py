"""What the frame of every page needs: the council, the map of the house, what waits."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from muniment.administration import rights
from muniment.organisation import preferences
from muniment.people.models import Body, Person
from muniment.people.standing import standing_of
from muniment.registers.models import Answerable
from muniment.registers.my_duties import late_count
from muniment.registers.register import Register, registry

DIRECTORY = "Organisation"


def frame(request: HttpRequest) -> dict[str, Any]:
    """The side navigation lists only registers in which this person may read anything."""
    context: dict[str, Any] = {"demonstration": settings.DEMONSTRATION, "made": preferences.everything()}
    if not isinstance(request.user, Person):
        return context
    standing = standing_of(request.user)
    owned = Answerable.objects.filter(post__in=standing.posts).values_list("register", flat=True).distinct()
    answers = set(owned) if standing.posts else set()
    seen = [each for each in registry if each.in_menu and _reads(each, standing.roles.keys(), answers)]
    # The map begins with the work; the directory, which changes least, stands last.
    seen.sort(key=lambda each: each.section == DIRECTORY)
    body = Body.objects.filter(owned_by=None).order_by("pk").first()
    return context | {
        "council": context["made"]["council_name"] or (body.name if body else ""),
        "administers": rights.enters(request.user),
        "acting": standing.acting,
        "late_duties": late_count(request.user),
        "sections": [(name, list(group)) for name, group in groupby(seen, key=lambda each: each.section)],
    }


def _reads(register: Register, roles: Any, answers: set[str]) -> bool:
    """Whether anything can be there for them: an owner's register is on the map of whoever answers for something in it."""
    access = register.access
    mine = "read" in access.own and register.slug in answers
    return bool("read" in access.everyone or mine or access.roles_for("read") & roles)
