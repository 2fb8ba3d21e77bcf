"""Whom a report calls the owner of a workspace: matched to a person here and the posts they hold, as a proposal and no more."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from muniment import clock
from muniment.assets.activity_reading import Workspace
from muniment.people.models import Holding, Person, Post


@dataclass(frozen=True, slots=True)
class Proposal:
    """The posts that may own it, and in words what was found."""

    posts: tuple[Post, ...] = ()
    said: str = ""


NOBODY = Proposal()


class Owners:
    """The people here, by their addresses and names, with the posts that they hold today. Two queries, however many rows ask."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Proposal] = {}
        self.people: dict[str, Person] = {}
        self.named: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.all():
            self.people[person.email.casefold()] = person
            self.named[person.name.casefold()].append(person)
        self.posts: dict[int, list[Post]] = defaultdict(list)
        for held in Holding.objects.held_on(clock.today()).select_related("post", "post__unit").order_by("post__title"):
            self.posts[held.person_id].append(held.post)

    def proposal(self, row: Workspace) -> Proposal:
        """What is proposed for a row; its address counts, its display name only where it has no address."""
        key = (row.owner, "" if row.owner else row.owner_name)
        if key not in self.found:
            self.found[key] = self._by_address(row.owner) if row.owner else self._by_name(row.owner_name)
        return self.found[key]

    def _by_name(self, name: str) -> Proposal:
        if not name:
            return NOBODY
        same = self.named.get(name.casefold(), [])
        if len(same) == 1:
            found = self._of(same[0])
            return Proposal(found.posts, found.said + " " + _("Found by the name alone."))
        told = _("The report's owner, “%(name)s”, is nobody here.") % {"name": name[:80]}
        return Proposal(said=told)

    def _by_address(self, text: str) -> Proposal:
        addresses = [part.strip() for part in text.split(";") if part.strip()]
        found = [self.people[each.casefold()] for each in addresses if each.casefold() in self.people]
        if found:
            each = [self._of(person) for person in found]
            posts = tuple(dict.fromkeys(post for told in each for post in told.posts))
            return Proposal(posts, " ".join(told.said for told in each))
        if any("#ext#" in each.casefold() for each in addresses):
            return Proposal(said=_("The report's owner, %(who)s, is a guest.") % {"who": text[:80]})
        return Proposal(said=_("The report's owner, %(who)s, is nobody here.") % {"who": text[:80]})

    def _of(self, person: Person) -> Proposal:
        told = {"name": person.name}
        if not person.is_active:
            return Proposal(said=_("The report's owner, %(name)s, has left.") % told)
        posts = tuple(self.posts[person.pk])
        if not posts:
            return Proposal(said=_("The report's owner, %(name)s, holds no post today.") % told)
        return Proposal(posts, _("The report's owner is %(name)s.") % told)
