"""What the frame of every page needs: the council, the map of the house, what waits."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, Func, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from muniment.administration import rights
from muniment.organisation import preferences
from muniment.people.models import Body, Person
from muniment.people.standing import standing_of
from muniment.registers.models import Answerable, Named
from muniment.registers.my_duties import late, late_of_closed
from muniment.registers.register import Register, registry

DIRECTORY = "Organisation"
# What people come for stands first in its section; the rest follows in the order of its declaration.
FIRST = (
    "assets", "places", "systems", "processing-activities", "retention-lines", "disposals", "holds", "waivers", "permission-groups",
    "access-requests", "access-reviews", "disclosures", "log-keepers", "regulator-cases", "regulator-bodies",
)  # fmt: skip
# Pages beside the registers of a section, for everybody who sees the section.
PAGES: Mapping[str, Sequence[tuple[str, Any]]] = {
    "What we hold": (
        ("/where/", _("Where do I keep this?")),
        ("/disposal/", _("Disposal")),
        ("/deposits/", _("Paper in store")),
        ("/costs/", _("What paper costs")),
    ),
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The side navigation lists only registers in which this person may read anything. One query, besides their standing."""
    context: dict[str, Any] = {"demonstration": settings.DEMONSTRATION}
    if not isinstance(request.user, Person):
        return context | {"made": preferences.everything()}
    standing = standing_of(request.user)
    listed = [each for each in registry if each.in_menu]
    seen = {each.slug for each in listed if _reads(each, standing.roles.keys())}
    # An owner's register is on the map of whoever answers for something in it.
    owned = [each for each in listed if each.slug not in seen and "read" in each.access.own and standing.posts]
    mine = {each.slug: Answerable.objects.filter(register=each.slug, post__in=standing.posts) for each in owned}
    found = Person.objects.filter(pk=request.user.pk).values(
        **preferences.asked(),
        **{f"in_{at}": Exists(rows) for at, rows in enumerate(mine.values())},
        body=Subquery(Body.objects.filter(owned_by=None).order_by("pk").values("name")[:1]),
        named=Exists(Named.objects.filter(person=request.user.pk)),
        late=Subquery(late(request.user).annotate(number=Func("pk", function="COUNT")).values("number")),
    )[0]
    seen |= {slug for at, slug in enumerate(mine) if found[f"in_{at}"]}
    closed_late = 0
    if found["named"]:
        seen |= set(Named.objects.filter(person=request.user.pk).values_list("register", flat=True).distinct())
        closed_late = late_of_closed(request.user)
    made = preferences.made(found)
    return context | {
        "made": made,
        "council": made["council_name"] or found["body"] or "",
        "administers": rights.enters(request.user),
        "acting": standing.acting,
        "late_duties": (found["late"] or 0) + closed_late,
        "sections": [
            (name, some, PAGES.get(name, ())) for name, some in _sections([e for e in listed if e.slug in seen]).items()
        ],
    }


def _sections(shown: Sequence[Register]) -> dict[str, list[Register]]:
    """The registers by section. The map begins with the work; the directory, which changes least, stands last."""
    place = {slug: at for at, slug in enumerate(FIRST)}
    found: dict[str, list[Register]] = {}
    for each in sorted(shown, key=lambda each: each.section == DIRECTORY):
        found.setdefault(each.section, []).append(each)
    return {name: sorted(some, key=lambda each: place.get(each.slug, len(place))) for name, some in found.items()}


def _reads(register: Register, roles: Any) -> bool:
    """Whether anything can be there for them by what they are, whatever they answer for."""
    return bool("read" in register.access.everyone or register.access.roles_for("read") & roles)
