"""What the frame of every page needs: the council, the map of the house, what waits."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from muniment.people.models import Body, Person
from muniment.people.standing import standing_of
from muniment.registers.access import Access
from muniment.registers.register import registry
from muniment.web.duties import late_of

DIRECTORY = "Organisation"


def frame(request: HttpRequest) -> dict[str, Any]:
    """The side navigation lists only registers in which this person may read anything."""
    context: dict[str, Any] = {"demonstration": settings.DEMONSTRATION}
    if not isinstance(request.user, Person):
        return context
    roles = standing_of(request.user).roles.keys()
    seen = [each for each in registry if each.in_menu and _reads(each.access, roles)]
    # The map begins with the work; the directory, which changes least, stands last.
    seen.sort(key=lambda each: each.section == DIRECTORY)
    body = Body.objects.filter(owned_by=None).order_by("pk").first()
    return context | {
        "council": body.name if body else "",
        "late_duties": late_of(request.user),
        "sections": [(name, list(group)) for name, group in groupby(seen, key=lambda each: each.section)],
    }


def _reads(access: Access, roles: Any) -> bool:
    return bool("read" in access.everyone or "read" in access.own or access.roles_for("read") & roles)
