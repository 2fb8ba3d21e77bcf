"""What the frame of every page needs: the council, the map of the house, what waits."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Func, IntegerField, JSONField, Subquery, Value
from django.db.models.functions import JSONArray
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
SCREEN = 24  # entries of the map that are seen without scrolling
# What people come for stands first in its section; the rest follows in the order of its declaration.
FIRST = (
    "assets", "places", "systems", "processing-activities", "retention-lines", "disposals", "holds", "waivers", "permission-groups",
    "access-requests", "access-reviews", "requests", "rights-requests", "complaints", "incidents", "incident-actions",
    "disclosures", "log-keepers", "regulator-cases", "regulator-bodies",
    "publication-items", "transparency-items", "transparency-publications", "scanned-places", "scans", "held-folders",
)  # fmt: skip
# Pages beside the registers of a section, for everybody who sees the section.
PAGES: Mapping[str, Sequence[tuple[str, Any]]] = {
    "What we hold": (
        ("/where/", _("Where do I keep this?")),
        ("/disposal/", _("Disposal")),
        ("/deposits/", _("Paper in store")),
        ("/costs/", _("What paper costs")),
    ),
    "Incidents": (("/incidents/new/", _("Report an incident")), ("/incidents/patterns/", _("Patterns of incidents"))),
    "Shares": (("/teaching/", _("Teach the scan")),),
    "Publication": (
        ("/transparency/", _("Open data: on time or late")),
        ("/published/", _("What the public reads")),
    ),
    "Requests": (
        ("/quarter/", _("The quarter in figures")),
        ("/clock/", _("Work out a date")),
        ("/deflection/", _("Answered before it was asked")),
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
    found = _looked_up(request.user, [each.slug for each in owned])
    seen |= {each.slug for each, some in zip(owned, found[MINE].get("", ()), strict=False) if some}
    # Whoever is named on the list of a closed record has its register on their map, and is asked what it asks.
    seen |= found[NAMED].keys()
    closed_late = late_of_closed(request.user) if found[NAMED] else 0
    made = preferences.made(found[MADE])
    return context | {
        "made": made,
        "council": made["council_name"] or next(iter(found[BODY]), ""),
        "administers": rights.enters(request.user),
        "acting": standing.acting,
        "late_duties": found[LATE].get("", 0) + closed_late,
        "sections": _folded(request.path, _sections([each for each in listed if each.slug in seen])),
    }


MADE, BODY, LATE, MINE, NAMED = "made", "body", "late", "mine", "named"


def _looked_up(person: Person, owned: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the council made, its name, how much is late, in which of the registers `owned` they answer for something, and
    in which they are named on the list of a closed record.

    Lines of one form, in one query: as columns of one row Django would take as long to write them as all else on the page.
    """
    posts = standing_of(person).posts
    none = {"number": Value(0), "given": Value(None, JSONField())}
    first = Body.objects.filter(pk=Subquery(Body.objects.filter(owned_by=None).order_by("pk").values("pk")[:1]))
    counted = Func("pk", function="COUNT", output_field=IntegerField())
    lines = [
        first.annotate(kind=Value(BODY), **none).values_list("kind", "name", "number", "given"),
        late(person)
        .annotate(kind=Value(LATE), what=Value(""), **{**none, "number": counted})
        .values_list("kind", "what", "number", "given"),
    ]
    named = Named.objects.filter(person=person.pk).annotate(kind=Value(NAMED), what=F("register"), **none)
    lines.append(named.values_list("kind", "what", "number", "given"))
    if owned:
        mine = [Exists(Answerable.objects.filter(register=slug, post__in=posts)) for slug in owned]
        one = Person.objects.filter(pk=person.pk).annotate(
            kind=Value(MINE), what=Value(""), number=Value(0), given=JSONArray(*mine)
        )
        lines.append(one.values_list("kind", "what", "number", "given"))
    kept = preferences.kept().annotate(kind=Value(MADE), number=Value(0)).values_list("kind", "name", "number", "value")
    found: dict[str, dict[str, Any]] = {kind: {} for kind in (MADE, BODY, LATE, MINE, NAMED)}
    for kind, what, number, given in kept.union(*(each.order_by() for each in lines), all=True):
        found[kind][what] = number if kind == LATE else given
    return found


def _sections(shown: Sequence[Register]) -> dict[str, list[Register]]:
    """The registers by section. The map begins with the work; the directory, which changes least, stands last."""
    place = {slug: at for at, slug in enumerate(FIRST)}
    found: dict[str, list[Register]] = {}
    for each in sorted(shown, key=lambda each: each.section == DIRECTORY):
        found.setdefault(each.section, []).append(each)
    return {name: sorted(some, key=lambda each: place.get(each.slug, len(place))) for name, some in found.items()}


def _folded(
    path: str, sections: Mapping[str, Sequence[Register]]
) -> list[tuple[str, Sequence[Register], Sequence[Any], bool]]:
    """Each section with its registers, its pages, and whether it is open: a map longer than a screen is open only where one is."""
    found = [(name, registers, PAGES.get(name, ())) for name, registers in sections.items()]
    long = sum(len(registers) + len(pages) for _name, registers, pages in found) > SCREEN
    here = path.split("/")[1]
    return [
        (name, registers, pages, not long or here in {each.slug for each in registers} or path in dict(pages))
        for name, registers, pages in found
    ]


def _reads(register: Register, roles: Any) -> bool:
    """Whether anything can be there for them by what they are, whatever they answer for; or anybody enters it there."""
    return bool({"read", "create"} & register.access.everyone or register.access.roles_for("read") & roles)
