"""Who may say that somebody acts for a post, and what speaks against it."""

from muniment import clock
from muniment.people.models import Delegation
from muniment.people.standing import standing_of
from muniment.registers.access import Actor

MAKERS = frozenset({"admin", "ig_manager"})


def refuse(actor: Actor, verb: str, delegation: Delegation) -> str:
    """Why this person does not make or change this delegation; "" where they may.

    Nobody makes themselves a delegate, a delegate does not pass a post on, and nothing is delegated for days gone by.
    """
    if actor.person is None or verb not in {"create", "edit"}:
        return ""
    if delegation.to_id == actor.person.pk:
        return "Nobody makes themselves a delegate, or changes for how long they are one: the holder or an administrator does."
    own = standing_of(actor.person).own
    runs = any(delegation.post.unit_id in own.roles.get(role, ()) for role in MAKERS)
    if delegation.post_id not in own.posts and not runs:
        return "You act for this post yourself: whoever holds it says who else does."
    if verb == "create" and delegation.start and delegation.start < clock.today():
        return "Nobody acts for a post on days gone by: let it begin today or later."
    return ""
