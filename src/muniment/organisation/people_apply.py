"""A difference of people, written: all of it or nothing, each record through the write path and under one batch."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from muniment import clock
from muniment.organisation.leaving import Kind, open_all
from muniment.organisation.people_difference import Difference
from muniment.organisation.people_plan import plain
from muniment.people.models import Holding, Person, Post, RoleGiven, Unit
from muniment.people.standing import look_again
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.services import Change, write


def apply(actor: Actor, found: Difference, ends: Collection[int], *, batch: str = "", why: str = "") -> dict[str, int]:
    """Writes what the difference says, and ends the holdings `ends` of those it proposes; returns what was done by kind.

    Whoever has left, or is ended, has a handover opened for each post that answers for something: nothing of it is lost because
    nobody ticked the ending. Invalid, and nothing written, while a line of the file is wrong.
    """
    if found.problems:
        raise Invalid(f"{len(found.problems)} lines of the file are wrong: nothing was written. Put them right first.")
    with transaction.atomic():
        history.take_turn()
        done = _made(actor, found, batch, why)
        done["ended"] = _ended(actor, found, ends, batch, why)
        done["handovers"] = _handed_over(actor, found, ends, batch, why)
    return done


def _made(actor: Actor, found: Difference, batch: str, why: str) -> dict[str, int]:
    # In this order, since each kind points to those before it.
    def create(records: list[Any]) -> int:
        write(actor, [Change(each, verb="create", why=why) for each in records], batch=batch)
        return len(records)

    top = Unit.objects.filter(parent=None).order_by("pk").first()
    people = create([Person(name=name, email=email) for name, email in found.people])
    known = {each.email.lower(): each for each in Person.objects.all()}
    renames = [Change(known[email], {"name": new}, "edit", why) for email, _old, new in found.renamed]
    write(actor, renames, batch=batch)
    made_units = [Unit(body_id=top.body_id, parent=top, name=name) for name in found.units] if top else []
    units = create(made_units)
    look_again(actor.person)
    by_name = {plain(unit.name): unit for unit in Unit.objects.order_by("-pk")}
    made_posts = create([Post(unit=by_name[plain(unit)], title=title) for title, unit in found.posts])
    posts = {(plain(post.title), plain(post.unit.name)): post for post in Post.objects.select_related("unit")}
    holdings = create(
        [
            Holding(person=known[email], post=posts[plain(title), plain(unit)], start=date.fromisoformat(start))
            for email, title, unit, start in found.holdings
        ]
    )
    roles = create(
        [
            # A name that several units have means that of the post: another is refused before.
            RoleGiven(
                post=post, role=role, unit=post.unit if plain(unit) == plain(reached) else by_name[plain(reached)]
            )
            for role, title, unit, reached in found.roles
            for post in [posts[plain(title), plain(unit)]]
        ]
    )
    reports = [
        Change(posts[plain(title), plain(unit)], {"reports_to": posts[plain(upper), plain(where)]}, "edit", why)
        for title, unit, upper, where in found.reports
    ]
    write(actor, reports, batch=batch)
    return {
        "people": people, "renamed": len(renames), "units": units, "posts": made_posts, "holdings": holdings,
        "roles": roles, "reports": len(reports),
    }  # fmt: skip


def _ended(actor: Actor, found: Difference, ends: Collection[int], batch: str, why: str) -> int:
    """Ends what was chosen with yesterday, and whoever leaves signs in no more; a first day is never after the last."""
    proposed = {each.holding: each for each in found.endings}
    if not set(ends) <= proposed.keys():
        raise Invalid("Something is to be ended that the file does not propose.")
    rows = list(Holding.objects.filter(pk__in=ends).select_related("person", "post"))
    write(actor, [Change(row, {"end": _last_day(row)}, "edit", why) for row in rows], batch=batch)
    leaving = {row.person_id for row in rows if proposed[row.pk].leaves}
    people = Person.objects.filter(pk__in=leaving, is_active=True)
    write(actor, [Change(each, {"is_active": False}, "edit", why) for each in people], batch=batch)
    return len(rows)


def _last_day(holding: Holding) -> date:
    return max(clock.today() - timedelta(days=1), holding.start)


def _handed_over(actor: Actor, found: Difference, ends: Collection[int], batch: str, why: str) -> int:
    """Opens the handovers of those who left, and of those whose post was ended since they have another."""
    kinds = {
        each.holding: Kind.LEAVES if each.in_any_case else Kind.MOVES
        for each in found.handovers
        if each.in_any_case or each.holding in ends
    }
    rows = Holding.objects.filter(pk__in=kinds).select_related("person", "post", "post__unit", "post__reports_to")
    return open_all(actor, [(row, kinds[row.pk], _last_day(row)) for row in rows.order_by("pk")], batch=batch, why=why)
