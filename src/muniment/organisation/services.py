"""What the organisation's records need beyond a plain write: a first unit where there is none, and finding a post by its name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from muniment.people.models import Body, Post, Unit
from muniment.registers.access import Actor
from muniment.registers.services import Change, write

SURE = 96  # a slip of a letter in a long title
LIKELY = 75


def the_whole(actor: Actor) -> Unit:
    """The topmost unit of the first body; an empty installation gets one, since every record belongs to a unit."""
    unit = Unit.objects.filter(parent=None).order_by("pk").first()
    if unit is None:
        body = Body(name="The council")
        write(actor, [Change(body, verb="create", why="The first body of a new installation")])
        unit = Unit(body=body, name="The council")
        write(actor, [Change(unit, verb="create", why="The first unit of a new installation")])
    return unit


@dataclass(frozen=True, slots=True)
class Match:
    """A name as a paper writes it, the post it surely means, or the posts that it may mean."""

    name: str
    post: Post | None
    likely: tuple[Post, ...] = ()


def match_posts(names: Iterable[str]) -> dict[str, Match]:
    """Finds the posts that names mean, by title or by another name the post is known as. One query.

    A name is sure when it is the same but for case, space and a slip of the pen, and no other post is as near.
    """
    known: dict[str, list[Post]] = {}
    for post in Post.objects.select_related("unit"):
        for name in (post.title, *post.known_as):
            known.setdefault(_plain(name), []).append(post)
    found: dict[str, Match] = {}
    for name in names:
        if name in found:
            continue
        exact = known.get(_plain(name), [])
        if len(exact) == 1:
            found[name] = Match(name, exact[0])
            continue
        near = process.extract(_plain(name), known.keys(), scorer=fuzz.ratio, score_cutoff=LIKELY, limit=3)
        likely = tuple(dict.fromkeys(post for title, _score, _at in near for post in known[title]))
        sure = [known[title] for title, score, _at in near if score >= SURE and len(title) > 8]
        post = sure[0][0] if not exact and len(sure) == 1 and len(sure[0]) == 1 else None
        found[name] = Match(name, post, tuple(exact) or likely)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.casefold().replace("&", " and ")).strip()
