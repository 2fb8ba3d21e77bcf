"""Pages that anybody may read: nobody is asked who they are, no session is looked at, no cookie is set, and caches may keep them."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response

from muniment.organisation import preferences
from muniment.people.models import Body

# Kept by caches, which ask each time whether it still holds: what is published, or taken back, is so at once and for everybody.
ASKED_AGAIN = "public, no-cache"
HTML = "text/html; charset=utf-8"


def answer(request: HttpRequest, content: bytes, kind: str) -> HttpResponseBase:
    """An answer that caches may keep, and that is not sent again to who has it."""
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    whole = HttpResponse(content, content_type=kind, headers={"ETag": tag, "Cache-Control": ASKED_AGAIN})
    return get_conditional_response(request, etag=tag, response=whole) or whole


def page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponseBase:
    """A page in the council's look, made without the request: what is in it is the same for all. Templates extend `organisation/public.html`."""
    return answer(request, render_to_string(template, {"made": look(), **context}).encode(), HTML)


def look() -> dict[str, Any]:
    """The council's settings, and its name also where it set none: two queries."""
    made = preferences.everything()
    if not made["council_name"]:
        first = Body.objects.filter(owned_by=None).order_by("pk").first()
        made["council_name"] = first.name if first else ""
    return made
