"""What a file of people would change: the difference between it and what is here. Nothing is written, nothing is guessed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.organisation.delegating import MAKERS
from muniment.organisation.leaving import wanting
from muniment.organisation.people_difference import Difference, Ending, Opening
from muniment.organisation.people_file import Problem, Row
from muniment.organisation.services import match_posts
from muniment.people.models import Holding, Person, Post, RoleGiven, Unit
from muniment.people.standing import standing_of

PostKey = tuple[str, str]  # unit and title, as they are compared


# Offices of a whole council: for a part of it they are seldom meant.
WHOLE = frozenset({"siro", "dpo", "caldicott", "ig_manager", "auditor", "monitoring_officer", "s151"})


def plain(text: str) -> str:
    return " ".join(text.casefold().split())


def compare(rows: Sequence[Row], problems: Iterable[Problem], *, full: bool, by: Person | None = None) -> Difference:
    """The difference between the file and today. `full` says that whoever is not in the file has left; never `by` themselves."""
    return _Comparing(list(rows), Difference(problems=list(problems)), full, by).done()


class _Comparing:
    """One comparison: what is here is read once, then the rows are gone through in order."""

    def __init__(self, rows: list[Row], found: Difference, full: bool, by: Person | None) -> None:  # noqa: FBT001
        self.rows, self.found, self.full, self.by = rows, found, full, by
        self.today = clock.today()
        # Nobody is told whom they might end where they may not.
        self.may_end = standing_of(by).units_of(MAKERS) if by is not None else None
        self.people: dict[str, Person] = {each.email.lower(): each for each in Person.objects.all()}
        self.units: dict[str, list[Unit]] = {}
        for unit in Unit.objects.all():
            self.units.setdefault(plain(unit.name), []).append(unit)
        self.top = Unit.objects.filter(parent=None).order_by("pk").first()
        self.posts = {(plain(post.unit.name), plain(post.title)): post for post in Post.objects.select_related("unit")}
        self.titles: dict[str, list[Post]] = {}
        for post in self.posts.values():
            self.titles.setdefault(plain(post.title), []).append(post)
        self.matches = match_posts({row.post for row in rows if row.post})
        held = Holding.objects.held_on(self.today).select_related("person", "post")
        self.held: dict[int, list[Holding]] = {}
        for each in held.order_by("pk"):
            self.held.setdefault(each.person_id, []).append(each)
        self.wanted: dict[str, set[PostKey]] = {}
        self.unsure: set[str] = set()
        self.new_posts: dict[PostKey, tuple[str, str]] = {}

    def done(self) -> Difference:
        for row in self.rows:
            self._person(row)
        seen: set[str] = set()
        roles: list[tuple[Row, PostKey]] = []
        for row in self.rows:
            if row.enabled and row.post:
                key = self._post(row)
                if key is not None:
                    self._hold(row, key)
                    roles.append((row, key))
                else:
                    self.unsure.add(row.email)
            seen.add(row.email)
        for row, key in roles:  # each may hold for a unit that a later row makes
            self._role(row, key)
        self._reports()
        self._endings(seen)
        return self.found

    def _person(self, row: Row) -> None:
        known = self.people.get(row.email)
        if known is None:
            if row.enabled and (row.name, row.email) not in self.found.people:
                self.found.people.append((row.name, row.email))
            elif not row.enabled:
                self.found.not_done.append(_("%(name)s was not made: their account is disabled.") % {"name": row.name})
        elif known.name != row.name:
            change = (row.email, known.name, row.name)
            if change not in self.found.renamed:
                self.found.renamed.append(change)
        else:
            self.found.same += 1
        if known is not None and row.enabled and not known.is_active:
            told = {"name": row.name}
            self.found.not_done.append(_("%(name)s may not sign in here, and the file does not change that.") % told)

    def _problem(self, row: Row, message: str) -> None:
        self.found.problems.append(Problem(row.line, message))

    def _post(self, row: Row) -> PostKey | None:
        """The post that a row means: one that is here, one that it makes, or None where that is not sure."""
        title, unit = plain(row.post), plain(row.unit)
        if unit and (unit, title) in self.posts:
            return unit, title
        if unit and len(self.units.get(unit, [])) > 1:
            self._problem(row, _("There is more than one unit “%(unit)s”.") % {"unit": row.unit})
            return None
        match = self.matches[row.post]
        if match.post is not None and (not unit or plain(match.post.unit.name) == unit):
            return plain(match.post.unit.name), plain(match.post.title)
        alike = [post for post in match.likely if not unit or plain(post.unit.name) == unit]
        if alike:
            told = {"name": row.name, "post": row.post, "likely": ", ".join(post.choice_label() for post in alike)}
            self.found.not_done.append(
                _(
                    "%(name)s was given no post: “%(post)s” may be %(likely)s. Write it so, or add it to the post's other names."
                )
                % told
            )
            return None
        if self.top is None:
            self._problem(row, _("There is no unit yet under which a new one could stand."))
            return None
        if unit and unit not in self.units and not any(plain(name) == unit for name in self.found.units):
            self.found.units.append(row.unit)
        shown = next((name for name in self.found.units if plain(name) == unit), None)
        where = shown or (self.units[unit][0].name if unit else self.top.name)
        key = (plain(where), title)
        if key not in self.posts and key not in self.new_posts:
            self.new_posts[key] = (row.post, where)
            self.found.posts.append((row.post, where))
        return key

    def _names(self, key: PostKey) -> tuple[str, str]:
        """The title and the unit of a post, here or to be made."""
        if key in self.posts:
            return self.posts[key].title, self.posts[key].unit.name
        return self.new_posts[key]

    def _hold(self, row: Row, key: PostKey) -> None:
        self.wanted.setdefault(row.email, set()).add(key)
        known, post = self.people.get(row.email), self.posts.get(key)
        now = self.held.get(known.pk, []) if known else []
        if post is not None and any(each.post_id == post.pk for each in now):
            return
        title, unit = self._names(key)
        line = (row.email, title, unit, row.start or self.today.isoformat())
        if not any(each[:3] == line[:3] for each in self.found.holdings):
            self.found.holdings.append(line)

    def _role(self, row: Row, key: PostKey) -> None:
        """A role holds for the unit that the file names for it, else for that of its post."""
        if not row.role:
            return
        title, unit = self._names(key)
        reached = plain(row.role_for or unit)
        here = self.units.get(reached, [])
        made = next((name for name in self.found.units if plain(name) == reached), None)
        if len(here) > 1 and row.role_for:
            self._problem(row, _("There is more than one unit “%(unit)s”.") % {"unit": row.role_for})
            return
        if not here and made is None:
            self._problem(
                row, _("The role is for “%(unit)s”, which is no unit here or in the file.") % {"unit": row.role_for}
            )
            return
        post = self.posts.get(key)
        if post is not None and not row.role_for:
            here = [each for each in here if each.pk == post.unit_id]
        if post is not None and here and RoleGiven.objects.filter(post=post, role=row.role, unit=here[0]).exists():
            return
        line = (row.role, title, unit, here[0].name if here else str(made))
        if line not in self.found.roles:
            self.found.roles.append(line)
            if row.role in WHOLE and not (here and here[0].parent_id is None):
                told = {"role": RoleGiven.Role(row.role).label, "unit": line[3]}
                self.found.narrow.append(_("%(role)s would hold for %(unit)s and what is below it only.") % told)

    def _reports(self) -> None:
        """Who reports to whom: each name must mean one post, and nobody may report to themselves over others."""
        above: dict[PostKey, PostKey] = {}
        by_pk = {post.pk: post for post in self.posts.values()}
        for key, post in self.posts.items():
            if post.reports_to_id:
                upper = by_pk[post.reports_to_id]
                above[key] = (plain(upper.unit.name), plain(upper.title))
        new = {(plain(unit), plain(title)) for title, unit in self.found.posts}
        lines: dict[PostKey, Row] = {}
        for row in self.rows:
            if not (row.reports_to and row.post and row.enabled):
                continue
            mine = [
                key
                for key in self.wanted.get(row.email, ())
                if key[1] == plain(row.post) or len(self.wanted[row.email]) == 1
            ]
            title = plain(row.reports_to)
            uppers = [key for key in {*self.posts, *new} if key[1] == title]
            if len(mine) != 1:
                continue
            uppers = [key for key in uppers if key[0] == mine[0][0]] or uppers if len(uppers) > 1 else uppers
            if len(uppers) != 1:
                told = {"post": row.reports_to}
                self._problem(row, _("It reports to “%(post)s”, which is no post here or in the file.") % told if not uppers
                              else _("It reports to “%(post)s”, of which there is more than one.") % told)  # fmt: skip
                continue
            if above.get(mine[0]) != uppers[0]:
                lines[mine[0]] = row
                above[mine[0]] = uppers[0]
        for key, row in lines.items():
            if circle := _circle(above, key):
                told = {"circle": " → ".join(self._names(each)[0] for each in circle)}
                self._problem(row, _("That would be a circle: %(circle)s.") % told)
            else:
                self.found.reports.append((*self._names(key), *self._names(above[key])))

    def _endings(self, seen: set[str]) -> None:
        disabled = {row.email for row in self.rows if not row.enabled}
        ended: dict[int, Holding] = {}
        for _person, held in sorted(self.held.items()):
            who = held[0].person
            email = who.email.lower()
            leaves = email in disabled or (self.full and email not in seen)
            if leaves and self.by is not None and who.pk == self.by.pk:
                self.found.not_done.append(_("You are not proposed to be ended: nobody locks themselves out."))
                continue
            for each in held:
                if self.may_end is not None and each.post.unit_id not in self.may_end:
                    continue
                key = (plain(each.post.unit.name), plain(each.post.title)) if email in self.wanted else None
                moved = email in self.wanted and email not in self.unsure and key not in self.wanted[email]
                why = _("not in the file") if leaves else _("the file gives another post")
                why = _("account disabled") if email in disabled else why
                if leaves or moved:
                    self.found.endings.append(Ending(each.pk, who.name, each.post.title, str(why), leaves))
                    ended[each.pk] = each
        wanted = wanting(ended.values())
        self.found.handovers = [
            Opening(each.holding, each.person, each.post, wanted[each.holding], each.leaves)
            for each in self.found.endings
            if each.holding in wanted
        ]
        staying = {each.post_id for held in self.held.values() for each in held if each.pk not in ended}
        taken = {self.posts[key].pk for keys in self.wanted.values() for key in keys if key in self.posts}
        left = {each.post for each in ended.values()}
        self.found.vacant = sorted(post.title for post in left if post.pk not in staying | taken)


def _circle(above: Mapping[Any, Any], start: Any) -> list[Any]:
    """The posts from one up to itself; [] where the way ends."""
    way, at = [start], above.get(start)
    while at is not None and at not in way:
        way.append(at)
        at = above.get(at)
    return [*way, start] if at == start else []
