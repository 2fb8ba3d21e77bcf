"""A link with which the holder of a post can update one record without signing in: signed, for 14 days."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing

from muniment.people.models import Post
from muniment.registers.errors import Refused
from muniment.registers.register import Register, registry

LASTS = timedelta(days=14)
SALT = "muniment.owner-link"


@dataclass(frozen=True, slots=True)
class OwnerLink:
    """What a link is for."""

    register: Register
    record: Any
    post: Post


def make(register: Register, record: Any, post: Post) -> str:
    """The token of a link for this record and this post."""
    return signing.dumps([register.slug, record.pk, post.pk], salt=SALT, compress=True)


def read(token: str) -> OwnerLink:
    """What a token is for. Refused when it was changed, is older than 14 days, or the post no longer answers for the record."""
    try:
        slug, pk, post_pk = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired as error:
        raise Refused("This link is older than 14 days. Ask for a new one.") from error
    except (signing.BadSignature, ValueError) as error:
        raise Refused("This link is not one of ours: perhaps a part of it was lost. Ask for a new one.") from error
    register = registry.named(slug)
    model: Any = register.model if register else None
    record = model.objects.everything().filter(pk=pk).first() if register else None
    post = Post.objects.filter(pk=post_pk).first()
    if register is None or record is None or post is None or post.pk not in record.answerable_posts():
        raise Refused("This link no longer fits: the action has another owner now.")
    return OwnerLink(register, record, post)
