"""A link with which the holder of a post can update one record without signing in: signed, recorded, for 14 days at most."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from muniment import clock
from muniment.people.models import Post
from muniment.registers import history
from muniment.registers.access import Actor, may
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import OwnerLink
from muniment.registers.record import register_of
from muniment.registers.register import Register, registry
from muniment.registers.restricted import is_restricted

SLUG = "owner_links"  # under which the history tells of them
LASTS = timedelta(days=14)
SIGNER = signing.Signer(salt="muniment.owner-link")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link leads to."""

    register: Register
    record: Any
    post: Post


def make(actor: Actor, record: Any, post: Post) -> OwnerLink:
    """A new link for this post. Refused to who may not edit the record, and where no owner updates; Invalid for another post."""
    acting = permit(actor, record)
    if post.pk not in record.answerable_posts():
        raise Invalid(_("%(post)s does not answer for this.") % {"post": post})
    at = clock.now()
    link = OwnerLink(
        register=register_of(type(record)).slug, record=record.pk, post=post, person=actor.person, made_by=actor.name,
        made_at=at, until=at + LASTS,
    )  # fmt: skip
    with transaction.atomic():
        history.take_turn()
        link.save()
        _tell(actor, link, "issue_link", {}, history.snapshot(link), acting)
    return link


def end(actor: Actor, record: Any, pk: int) -> None:
    """Ends a link of this record: from now on it opens nothing. One that was ended stays as it was."""
    acting = permit(actor, record)
    with transaction.atomic():
        history.take_turn()
        link = of_record(record).filter(pk=pk, ended_at=None).first()
        if link is not None:
            link.ended_at = clock.now()
            link.save(update_fields=["ended_at"])
            after = {"ended_at": history.plain(link.ended_at)}
            _tell(actor, link, "end_link", {"ended_at": None}, after, acting)


def of_record(record: Any) -> Any:
    """The links that were made for a record, the newest first."""
    rows = OwnerLink.objects.filter(register=register_of(type(record)).slug, record=record.pk)
    return rows.select_related("post").order_by("-made_at", "-pk")


def permit(actor: Actor, record: Any) -> Post | None:
    """Refused to who may make no link for this record; else the post that they act for, where only that lets them."""
    register = register_of(type(record))
    if "update" not in register.access.own:
        raise Refused(_("A link is for what an owner updates."))
    if is_restricted(record):
        raise Refused(_("Only those named may know of this: a link would tell others."))
    if not (verdict := may(actor, "edit", register, record)):
        raise Refused(verdict.reason)
    return verdict.acting


def _tell(
    actor: Actor, link: OwnerLink, verb: str, before: history.Content, after: history.Content, acting: Post | None
) -> None:
    until = link.until.astimezone(clock.LONDON)
    told = {"post": link.post, "day": f"{until.day} {until:%B %Y}"}
    why = _("For %(post)s, until %(day)s") % told
    history.append(actor, [history.Entry(SLUG, link.pk, verb, why, before, after, acting)], clock.now())


def token(link: OwnerLink) -> str:
    """What stands in the address of a link."""
    return SIGNER.sign(str(link.pk))


def read(text: str) -> Opened:
    """What a token leads to. Refused when it was changed, is over, was ended, or the post no longer answers for the record."""
    try:
        found = OwnerLink.objects.select_related("post").filter(pk=int(SIGNER.unsign(text))).first()
    except (signing.BadSignature, ValueError) as error:
        raise Refused(_("This link is not one of ours: perhaps a part of it was lost. Ask for a new one.")) from error
    if found is None or found.ended_at is not None:
        raise Refused(_("This link was ended. Ask for a new one if you still need it."))
    if not found.works:
        raise Refused(_("This link is older than 14 days. Ask for a new one."))
    register = registry.named(found.register)
    model: Any = register.model if register else None
    record = model.objects.everything().filter(pk=found.record).first() if register else None
    if register is None or record is None or found.post_id not in record.answerable_posts():
        raise Refused(_("This link no longer fits: the action has another owner now."))
    return Opened(register, record, found.post)
