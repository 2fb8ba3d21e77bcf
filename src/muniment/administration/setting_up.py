"""What a new installation needs, in order, each with whether it is done; told from what is there, so that nobody ticks anything."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from muniment.assurance.models import Plan
from muniment.organisation.models import Preference, whole_installation
from muniment.people.models import Person, RoleGiven, Unit
from muniment.registers.models import TableImport


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: `done` says so, and the first that is not is `next`."""

    title: Any
    explain: Any
    address: str
    done: bool
    next: bool = False


def steps() -> list[Step]:
    """The steps of the set-up path; a handful of queries."""
    given = set(RoleGiven.objects.filter(unit__in=whole_installation()).values_list("role", flat=True))
    imported = Plan.objects.everything().exists() or TableImport.objects.filter(state="applied").exists()
    found = [
        Step(_("The organisation"), _("The council's own name instead of “The council”, for the body and its topmost unit; then its directorates and "
               "services, as units. A file of people makes the units that it names."), "/units/",
             Unit.objects.count() > 1),
        Step(_("People"), _("Read in from a file of your directory, with the posts they hold."), "/administration/people/",
             Person.objects.filter(is_active=True).count() > 1),
        Step(_("Roles"), _("Which post is SIRO, which audits: at least these two, for the whole council, so that two people turn the keys."),
             "/roles/",
             {"siro", "auditor"} <= given),
        Step(_("Name, colour and reminders"), _("What stands in the page head, and when people are reminded."),
             "/administration/settings/", Preference.objects.exists()),
        Step(_("The first import"), _("An audit's action plan, as the paper it is."), "/plans/import/", imported),
    ]  # fmt: skip
    first = next((each for each in found if not each.done), None)
    return [Step(each.title, each.explain, each.address, each.done, each is first) for each in found]
