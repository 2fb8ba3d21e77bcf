"""Who administers, and what the pages of administration offer to whom."""

from django.utils.translation import gettext as _

from muniment.administration.log import READERS
from muniment.organisation.delegating import MAKERS
from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers.errors import Refused


def administers(person: Person) -> bool:
    """Whether this person runs a part of the directory: by a role that makes people, posts and roles."""
    return bool(MAKERS & standing_of(person).roles.keys())


def enters(person: Person) -> bool:
    """Whether administration has anything for this person."""
    return bool((MAKERS | READERS) & standing_of(person).roles.keys())


def permit(person: Person) -> None:
    if not administers(person):
        raise Refused(_("None of the posts you hold may administer this."))
