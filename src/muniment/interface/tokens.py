"""Tokens, with which a programme acts as a person, and the answers that its writes had."""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from muniment import clock
from muniment.people.models import Person
from muniment.registers.errors import Invalid
from muniment.registers.models import Answer, Token

PREFIX = "mnm_"
LONGEST = timedelta(days=365)
KEPT = timedelta(days=7)
READ, WRITE = "read", "write"
EVERY = "*"
IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,200}")
# What an answer tells beside its body, and is told again with it.
HEADERS = ("ETag", "Location", "Content-Type")


def make(person: Person, name: str, scopes: Iterable[str], expires_on: date) -> tuple[Token, str]:
    """A new token and its secret, which nobody can be told again. Invalid when it would last over a year."""
    today = clock.today()
    if not today <= expires_on <= today + LONGEST:
        reason = "A token ends within a year, and not before today."
        raise Invalid(reason, {"expires_on": [reason]})
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        purpose=Token.Purpose.API, person=person, name=name, digest=digest_of(secret), scopes=sorted(scopes),
        made_at=clock.now(), expires_on=expires_on,
    )  # fmt: skip
    return token, secret


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()


def scopes_of(*, write: bool, slugs: Iterable[str] = ()) -> list[str]:
    """Scopes as they are kept: `read:*`, or `read:plans`; who may write reads too."""
    verbs = (READ, WRITE) if write else (READ,)
    return [f"{verb}:{slug}" for verb in verbs for slug in (list(slugs) or [EVERY])]


def allows(scopes: Iterable[str], verb: str, slug: str) -> bool:
    """Whether scopes reach so far: `verb` is read or write, `slug` that of a register."""
    return not {f"{verb}:{slug}", f"{verb}:{EVERY}"}.isdisjoint(scopes)


def read(secret: str) -> Token | None:
    """The token of a secret, None when it is unknown, expired or revoked, or its person may not sign in any more."""
    today = clock.today()
    found = Token.objects.select_related("person").filter(
        digest=digest_of(secret), purpose=Token.Purpose.API, revoked_at=None, person__is_active=True
    )
    token = found.filter(expires_on__gte=today).first()
    if token is not None and token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)
    return token


def revoke(token: Token) -> None:
    """Ends a token; one that was ended stays as it was."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())


def once(request: HttpRequest, token: Token, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Does what a request asks, once for its Idempotency-Key: asked again it gives the first answer, and writes nothing.

    The key is claimed in the transaction of the write, so that of two at once the second waits, and then reads the answer of
    the first. Invalid for a key that came with another request. What fails on our side leaves no answer.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return act()
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise Invalid("An Idempotency-Key is 1 to 200 visible ASCII characters.")
    asked = _asked(request)
    mine = Answer.objects.filter(token=token)
    mine.filter(at__lt=clock.now() - KEPT).delete()
    with transaction.atomic():
        if (claimed := _claim(token, key, asked)) is None:
            return _again(mine.get(key=key), asked)
        answer = act()
        claimed.status = answer.status_code
        told = {name: answer[name] for name in HEADERS if name in answer}
        claimed.body = {"text": answer.content.decode(), "headers": told}
        claimed.save(update_fields=["status", "body"])
    return answer


def _claim(token: Token, key: str, asked: str) -> Answer | None:
    try:
        with transaction.atomic():
            return Answer.objects.create(token=token, key=key, request=asked, status=0, body={}, at=clock.now())
    except IntegrityError:
        return None


def _again(kept: Answer, asked: str) -> HttpResponse:
    if kept.request != asked:
        raise Invalid("This Idempotency-Key came with another request before: give each write a key of its own.")
    body: Mapping[str, Any] = kept.body
    answer = HttpResponse(body["text"], status=kept.status, headers=body["headers"])
    answer["Idempotent-Replayed"] = "true"
    return answer


def _asked(request: HttpRequest) -> str:
    """What tells one request from another: its method, its address, the version that it saw, and its body."""
    parts = (request.method or "", request.get_full_path(), request.headers.get("If-Match", ""))
    head = "\n".join(parts).encode(errors="surrogateescape")
    return hashlib.sha256(head + b"\n" + request.body).hexdigest()
