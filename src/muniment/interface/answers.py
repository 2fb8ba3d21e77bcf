"""What the addresses of the interface for programmes share: the door, what was asked, a record as JSON, one write for one key."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import ValidationError

from muniment.interface import schemas, tokens
from muniment.interface.problems import by_field, of_error, problem
from muniment.registers import paging
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.forms import Lines
from muniment.registers.listing import Listing
from muniment.registers.models import Token
from muniment.registers.record import register_of
from muniment.registers.register import Register, Step
from muniment.registers.views import steps_for

VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')


class Bearer(HttpBearer):
    """A token, in the header Authorization; cookies of a browser open nothing here. Told too far, it is refused."""

    def __init__(self, slug: str, verb: str, media: str = "") -> None:
        super().__init__()
        self.slug, self.verb, self.media = slug, verb, media

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = tokens.read(token)
        if found is not None:
            if not tokens.allows(found.scopes, self.verb, self.slug):
                raise Refused(f"This token may not {self.verb} {self.slug}.")
            if self.media and request.content_type != self.media:
                raise HttpError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send it as {self.media}.")
        return found


def token_of(request: Any) -> Token:
    """The token that the door has read."""
    token: Token = request.auth
    return token


def actor_of(request: HttpRequest) -> Actor:
    return Actor.by_token(token_of(request).person)


def told(register: Register, shown: Any, steps: list[Step] | None = None) -> dict[str, Any]:
    """A record, live or past, as JSON."""
    pk = getattr(shown, "record_id", None) or shown.pk
    own = f"/api/{register.slug}/{pk}/"
    links: dict[str, Any] = {"history": f"{own}history/", "evidence": f"{own}evidence/" if register.evidence else None}
    links["steps"] = None if steps is None else [
        {"name": step.name, "label": str(step.label), "address": f"{own}steps/{step.name}/"} for step in steps
    ]  # fmt: skip
    values = schemas.values_of(register, shown)
    return {"id": pk, "version": shown.version, "address": f"/{register.slug}/{pk}/", "fields": values, "links": links}


def told_now(request: HttpRequest, register: Register, record: Any, status: int = 200) -> HttpResponse:
    """A record with the steps that this token may take now, and its version as ETag."""
    steps: list[Step] = []
    if tokens.allows(token_of(request).scopes, tokens.WRITE, register.slug):
        fitting = steps_for(register, actor_of(request), record)
        steps = [step for step, verdict in fitting if verdict and offered(step)]
    body = told(register, record, steps)
    headers = {"ETag": f'"{record.version}"'}
    if status == HTTPStatus.CREATED:
        headers["Location"] = f"/api/{register.slug}/{record.pk}/"
    return JsonResponse(body, status=status, headers=headers)


def offered(step: Step) -> bool:
    """Whether programmes are offered a step: not where its form asks for a file."""
    fields: Mapping[str, Any] = getattr(step.form, "base_fields", {})
    return not any(isinstance(field, forms.FileField) for field in fields.values())


def asked_of(request: HttpRequest, model: type[schemas.Closed]) -> dict[str, Any]:
    """What an address asks, as far as it was given; Invalid where it asks what this address does not know."""
    try:
        return model.model_validate(request.GET.dict()).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise Invalid("The address asks what does not fit.", by_field(list(error.errors()))) from error


def seen_version(request: HttpRequest, body: Any, found: Any) -> int | None:
    """The version that was seen, by If-Match or in the body; Conflict where the record has another by now."""
    header = request.headers.get("If-Match")
    seen: int | None = body.version
    if header is not None:
        match = VERSION.fullmatch(header)
        if match is None or (seen is not None and seen != int(match[1])):
            raise Invalid('If-Match is one version, as ETag told it: "3".')
        seen = int(match[1])
    if seen is not None and seen != found.version:
        raise Conflict("Somebody else changed this record meanwhile.", found)
    return seen


def written(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Writes once for the request's Idempotency-Key; a conflict tells the record as it is, if the person may see it."""

    def settled() -> HttpResponse:
        try:
            return act()
        except Conflict as error:
            return problem(409, str(error), **_as_it_is(request, error.record))
        except (Invalid, Refused, Http404) as error:
            return of_error(error) or problem(500)

    return tokens.once(request, token_of(request), settled)


def _as_it_is(request: HttpRequest, record: Any) -> dict[str, Any]:
    if record is None:
        return {}
    register = register_of(type(record))
    rows = register.model._default_manager.visible_to(token_of(request).person)
    now = rows.select_related(*register.related).filter(pk=record.pk).first()
    return {} if now is None else {"record": told(register, now)}


def cleaned(form_class: Any, given: Mapping[str, Any], *, whole: bool, **options: Any) -> dict[str, Any]:
    """What a form makes of the values given; the others are as it proposes them. Invalid, by field."""
    asks = form_class(**options)
    if strange := sorted(given.keys() - asks.fields.keys()):
        raise Invalid("Some fields are not asked for now.", {name: ["This is not asked for now."] for name in strange})
    data = {name: asks[name].value() for name in asks.fields} | {
        name: "\n".join(value) if isinstance(value, list) and isinstance(asks.fields[name], Lines) else value
        for name, value in given.items()
    }
    form = form_class(data=data, **options)
    wrong = {"" if name == "__all__" else name: list(found) for name, found in form.errors.items()}
    if not whole:
        wrong = {name: found for name, found in wrong.items() if not name or name in given}
    if wrong:
        raise Invalid("; ".join(message for found in wrong.values() for message in found), wrong)
    values: dict[str, Any] = form.cleaned_data
    return values


def page_of(shown: Listing, limit: int, cursor: str) -> tuple[list[Any], str]:
    """The records of a page, and the cursor of the next, "" on the last. Invalid where the cursor is not of such a list."""
    if cursor and shown.order.place(shown.found, cursor) is None:
        reason = "This is no cursor of this list in this order: take it from next."
        raise Invalid(reason, {"cursor": [reason]})
    related = shown.register.related
    page = paging.page_of(
        shown.found, shown.order, {"after": cursor}, size=limit, ready=lambda rows: rows.select_related(*related)
    )
    return page.rows, (page.later or {}).get("after") or ""
