"""What the interface for programmes says when it says no: problem details (RFC 9457), each kind with an address of its own."""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, Field

from muniment.registers.errors import Conflict, Invalid, Refused

log = logging.getLogger(__name__)

# The kinds: status, the word in the address of its explanation, its title, when it comes.
KINDS: dict[int, tuple[str, str, str]] = {
    400: ("unreadable", "This cannot be read", "The body is no JSON."),
    401: ("token", "No valid token", "There is no token, or it is unknown, expired or revoked."),
    403: ("refused", "You may not do this", "The token does not reach so far, or its person may not do this here."),
    404: ("not-found", "Not found", "There is no such thing, or none that this person may see."),
    405: ("method", "Not this way", "This address does not know that method."),
    409: ("conflict", "It has changed meanwhile", "The record has another version or state; it is told as it is now."),
    413: ("too-large", "Too large", "What was sent is too large."),
    415: ("media-type", "Not of this kind", "The body is of another media type than this address takes."),
    422: ("invalid", "That does not fit", "A value, a parameter or a header does not fit; errors tell which."),
    428: (
        "version-needed",
        "Say which version you saw",
        "An edit needs the version that was seen: If-Match, or version.",
    ),
    500: ("broken", "Something is broken", "This is our fault. Nothing was written."),
}


class Problem(BaseModel):
    """Why a request was not answered as asked (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, list[str]] | None = Field(None, description="Messages by field; the empty name is the whole.")
    record: dict[str, object] | None = Field(None, description="The record as it is now, where that is the reason.")


def problem(status: int, detail: str = "", **more: Any) -> HttpResponse:
    """A problem as an answer."""
    kind, title, when = KINDS[status]
    body = {"type": f"/api/#{kind}", "title": title, "status": status, "detail": detail or when, **more}
    headers = {"WWW-Authenticate": 'Bearer realm="Muniment"'} if status == HTTPStatus.UNAUTHORIZED else {}
    return JsonResponse(body, status=status, content_type="application/problem+json", headers=headers)


def of_error(error: Exception) -> HttpResponse | None:
    """The problem of one of the ways in which the house says no; None for what is our own fault."""
    if isinstance(error, Invalid):
        return problem(422, str(error), errors=error.errors)
    if isinstance(error, Refused):
        return problem(403, str(error))
    if isinstance(error, Conflict):
        told = error.record if isinstance(error.record, dict) else None
        return problem(409, str(error), **({"record": told} if told else {}))
    if isinstance(error, Http404):
        return problem(404)
    if isinstance(error, ValidationError):
        return problem(422, errors=_by_field(error.errors))
    if isinstance(error, HttpError):
        known = error.status_code if error.status_code in KINDS else 400
        return problem(known, "" if known in {400, 401} else str(error))
    if isinstance(error, RequestDataTooBig):
        return problem(413)
    return problem(400, "This request cannot be read.") if isinstance(error, SuspiciousOperation) else None


def by_field(found: list[Any], skip: int = 0) -> dict[str, list[str]]:
    """What pydantic found, by the path of the field."""
    errors: dict[str, list[str]] = {}
    for each in found:
        errors.setdefault(".".join(str(part) for part in each["loc"][skip:]), []).append(each["msg"])
    return errors


def _by_field(found: list[Any]) -> dict[str, list[str]]:
    # The library puts before each path where it looked and what its parameter is called: body, then "body".
    skip = {"body": 2, "path": 1}
    errors: dict[str, list[str]] = {}
    for each in found:
        errors |= by_field([each], skip.get(str(each["loc"][0]), 1))
    return errors


def handle(api: NinjaAPI) -> None:
    """Every error within the interface becomes a problem."""

    def answer(_request: HttpRequest, error: Any) -> HttpResponse:
        told = of_error(error)
        if told is None:
            log.error("The interface for programmes broke", exc_info=error)
            return problem(500)
        return told

    for kind in (Exception, HttpError, ValidationError, Http404):
        api.add_exception_handler(kind, answer)


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the library answers without asking, that a method is not known, is a problem too; and nothing is kept on the way."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            told = problem(405)
            told["Allow"] = answer["Allow"]
            answer = told
        answer["Cache-Control"] = "no-store"
        return answer

    return inner


def not_found(_request: HttpRequest, **_rest: Any) -> HttpResponse:
    """An address that is none, whatever the method."""
    return problem(404)
