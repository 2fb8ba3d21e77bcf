"""The interface for programmes: each register at /api/, from its declaration alone, as whoever a token belongs to."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Router
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import ValidationError

from muniment.registers import api_schemas, cursors, evidence, history, tokens
from muniment.registers.access import Actor, may
from muniment.registers.api_problems import KINDS, Problem, by_field, guarded, handle, of_error, problem
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.forms import Lines, form_for
from muniment.registers.listing import Listing
from muniment.registers.models import Evidence, Token
from muniment.registers.record import register_of
from muniment.registers.register import Register, Step, registry
from muniment.registers.services import Change, write
from muniment.registers.views import may_create_in, record_or_404, steps_for

JSON, BYTES = "application/json", "application/octet-stream"
LINES = 100  # of history on a page
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
    values = api_schemas.values_of(register, shown)
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


def asked_of(request: HttpRequest, model: type[api_schemas.Closed]) -> dict[str, Any]:
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


def _typed(view: Callable[..., HttpResponse], body: type[api_schemas.Closed]) -> Callable[..., HttpResponse]:
    view.__annotations__["body"] = body
    return view


def _about(*headers: str, query: type[api_schemas.Closed] | None = None) -> dict[str, Any]:
    found = [{"$ref": f"#/components/parameters/{name}"} for name in headers]
    return {"parameters": [*found, *(api_schemas.described(query) if query else [])]}


def reading(register: Register, schemas: api_schemas.Schemas, router: Router) -> None:
    """The list, a record and its history."""
    auth = Bearer(register.slug, tokens.READ)
    query, moment = api_schemas.parameters(register), api_schemas.past(register)

    def listing(request: HttpRequest) -> HttpResponse:
        asked = asked_of(request, query)
        limit, cursor = asked.pop("limit", 50), asked.pop("cursor", "")
        shown = Listing(register, token_of(request).person, asked)
        found, after = cursors.page(shown, limit, cursor)
        address = f"{request.path}?{urlencode({**asked, 'limit': limit, 'cursor': after})}"
        return JsonResponse({"items": [told(register, each) for each in found], "next": address if after else None})

    def record(request: HttpRequest, id: api_schemas.PathKey) -> HttpResponse:  # noqa: A002 - as the address says it
        asked = asked_of(request, moment)
        found = record_or_404(register, token_of(request).person, id)
        if not asked:
            return told_now(request, register, found)
        as_at = Listing(register, token_of(request).person, asked).base.filter(record_id=id).first()
        if as_at is None:
            raise Http404
        return JsonResponse(told(register, as_at))

    def changes(request: HttpRequest, id: api_schemas.PathKey) -> HttpResponse:  # noqa: A002
        before = asked_of(request, api_schemas.Before).get("before")
        record_or_404(register, token_of(request).person, id)
        rows = history.of_record(register.slug, id)
        found = list((rows.filter(number__lt=before) if before else rows)[: LINES + 1])
        address = f"{request.path}?before={found[LINES - 1].number}" if len(found) > LINES else None
        names = {each.name for each in api_schemas.named(register)}
        lines = [_line(register, row, names) for row in found[:LINES]]
        return JsonResponse({"items": lines, "next": address})

    slug = register.slug
    router.get("/", auth=auth, response=schemas.page, operation_id=f"{slug}-list", summary=f"List: {register.title}",
               openapi_extra=_about(query=query))(listing)  # fmt: skip
    router.get("/{id}/", auth=auth, response=schemas.record, operation_id=f"{slug}-read",
               summary=f"Read one {register.one}", openapi_extra=_about(query=moment))(record)  # fmt: skip
    router.get("/{id}/history/", auth=auth, response=api_schemas.History, operation_id=f"{slug}-history",
               summary=f"The history of one {register.one}", openapi_extra=_about(query=api_schemas.Before))(changes)  # fmt: skip


def _line(register: Register, row: Any, names: set[str]) -> dict[str, Any]:
    payload = getattr(row, "payload", None)
    mine = payload is not None and row.register == register.slug
    changed = sorted(payload.after.keys() & names) if mine else []
    return {
        "number": row.number, "at": history.plain(row.at), "verb": row.verb, "by": row.actor, "via": row.via, "why": row.why,
        "changes": {name: {"before": payload.before.get(name), "after": payload.after[name]} for name in changed},
    }  # fmt: skip


def writing(register: Register, schemas: api_schemas.Schemas, router: Router) -> None:
    """Create, edit, and a step further, each as the page does it: the same form, the same service."""
    slug, auth = register.slug, Bearer(register.slug, tokens.WRITE, JSON)

    def create(request: HttpRequest, body: Any) -> HttpResponse:
        def act() -> HttpResponse:
            person = token_of(request).person
            if not may_create_in(register, person):
                raise Refused("None of the posts you hold may create this.")
            values = cleaned(form_for(register, person), body.fields.model_dump(exclude_unset=True), whole=True)
            made = register.model()
            write(actor_of(request), [Change(made, values, verb="create")])
            return told_now(request, register, made, HTTPStatus.CREATED)

        return written(request, act)

    def edit(request: HttpRequest, id: api_schemas.PathKey, body: Any) -> HttpResponse:  # noqa: A002
        def act() -> HttpResponse:
            person = token_of(request).person
            found = record_or_404(register, person, id)
            if not (verdict := may(actor_of(request), "edit", register, found)):
                raise Refused(verdict.reason)
            if (seen := seen_version(request, body, found)) is None:
                return problem(428)
            given = body.fields.model_dump(exclude_unset=True)
            copy = register.model._default_manager.get(pk=id)
            values = cleaned(form_for(register, person, found), given, whole=False, instance=copy)
            kept = {name: values[name] for name in given}
            write(actor_of(request), [Change(found, kept, "edit", body.why.strip(), seen)])
            return told_now(request, register, found)

        return written(request, act)

    if register.creatable and (register.create_fields or register.fields):
        router.post("/", auth=auth, response={201: schemas.record}, operation_id=f"{slug}-create",
                    summary=f"Create one {register.one}", openapi_extra=_about("Idempotency-Key"))(_typed(create, schemas.create()))  # fmt: skip
    if register.fields:
        router.patch("/{id}/", auth=auth, response=schemas.record, operation_id=f"{slug}-edit", summary=f"Change one {register.one}",
                     openapi_extra=_about("Idempotency-Key", "If-Match"))(_typed(edit, schemas.edit()))  # fmt: skip
    for step in filter(offered, register.steps):
        router.post(f"/{{id}}/steps/{step.name}/", auth=auth, response=schemas.record, operation_id=f"{slug}-{step.name}",
                    summary=str(step.label), description=str(step.explain), openapi_extra=_about("Idempotency-Key", "If-Match"),
                    )(_typed(taking(register, step), schemas.step(step.name, step.form)))  # fmt: skip


def taking(register: Register, step: Step) -> Callable[..., HttpResponse]:
    """A step of a register; its form validates, and its service writes."""

    def take(request: HttpRequest, id: api_schemas.PathKey, body: Any) -> HttpResponse:  # noqa: A002
        def act() -> HttpResponse:
            actor = actor_of(request)
            found = record_or_404(register, token_of(request).person, id)
            if not (verdict := may(actor, step.verb, register, found)):
                raise Refused(verdict.reason)
            seen = seen_version(request, body, found)
            if getattr(found, "state", "") not in step.states or not step.when(found):
                raise Conflict("That step is not open now: the record is in another state.", found)
            wants = {"needs_record": {"record": found}, "needs_person": {"person": actor.person}}
            options = {
                name: value
                for need, each in wants.items()
                if getattr(step.form, need, False)
                for name, value in each.items()
            }
            values = cleaned(step.form, body.fields.model_dump(exclude_unset=True), whole=True, **options)
            if "seen_version" in values:
                values["seen_version"] = seen or found.version
            step.do(actor, found, values)
            after = register.model._default_manager.select_related(*register.related).get(pk=id)
            return told_now(request, register, after)

        return written(request, act)

    return take


def attaching(register: Register, router: Router) -> None:
    """The files attached to a record: their list, one of them, and one more, sent as it is."""
    slug, read = register.slug, Bearer(register.slug, tokens.READ)

    def files(request: HttpRequest, id: api_schemas.PathKey) -> HttpResponse:  # noqa: A002
        record_or_404(register, token_of(request).person, id)
        return JsonResponse({"items": [_file(each) for each in evidence.of_record(slug, id)]})

    def file(request: HttpRequest, id: api_schemas.PathKey, file: api_schemas.PathKey) -> Any:  # noqa: A002
        record_or_404(register, token_of(request).person, id)
        row = Evidence.objects.filter(pk=file, register=slug, record=id).first()
        if row is None or not evidence.path_of(row.sha256).is_file():
            raise Http404
        content = evidence.path_of(row.sha256).open("rb")
        return FileResponse(content, as_attachment=True, filename=row.name, content_type=BYTES)

    def attach(request: HttpRequest, id: api_schemas.PathKey) -> HttpResponse:  # noqa: A002
        def act() -> HttpResponse:
            name = asked_of(request, api_schemas.FileName)["name"]
            found = record_or_404(register, token_of(request).person, id)
            row = evidence.attach(actor_of(request), found, name, request.body)
            body = _file(row)
            return JsonResponse(body, status=HTTPStatus.CREATED, headers={"Location": body["address"]})

        return written(request, act)

    router.get(
        "/{id}/evidence/",
        auth=read,
        response=api_schemas.Files,
        operation_id=f"{slug}-files",
        summary="The files attached",
    )(files)
    router.get("/{id}/evidence/{file}/", auth=read, operation_id=f"{slug}-file", summary="One of the files", openapi_extra={
        "responses": {200: {"description": "The file.", "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}},
    })(file)  # fmt: skip
    content = {"required": True, "content": {BYTES: {"schema": {"type": "string", "format": "binary", "minLength": 1}}}}
    router.post("/{id}/evidence/", auth=Bearer(slug, tokens.WRITE, BYTES), response={201: api_schemas.File},
                operation_id=f"{slug}-attach", summary="Attach a file", openapi_extra={
                    **_about("Idempotency-Key", query=api_schemas.FileName), "requestBody": content})(attach)  # fmt: skip


def _file(row: Evidence) -> dict[str, Any]:
    names = ("name", "size", "sha256", "content_type", "added_by")
    address = f"/api/{row.register}/{row.record}/evidence/{row.pk}/"
    plain = {name: getattr(row, name) for name in names}
    return {"id": row.pk, **plain, "added_at": history.plain(row.added_at), "address": address}


@cache
def interface() -> NinjaAPI:
    """All registers; made once, when the addresses are first asked for and every register is declared."""
    api = NinjaAPI(title="Muniment", version="1", urls_namespace="api", docs_url=None, openapi_url=None,
                   description="The registers, for programmes: the same rights, rules and history as at the pages.")  # fmt: skip
    handle(api)
    for register in registry:
        schemas = api_schemas.Schemas(register)
        router = Router(tags=[register.title])
        reading(register, schemas, router)
        writing(register, schemas, router)
        if register.evidence:
            attaching(register, router)
        api.add_router(f"/{register.slug}", router)
    return api


def patterns() -> list[Any]:
    """The addresses of the interface, each guarded."""
    found: list[Any] = interface().urls[0]
    for each in found:
        each.callback = guarded(each.callback)
    return found


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document: what the library tells, with the problems of each operation, declared once."""
    found: dict[str, Any] = dict(interface().get_openapi_schema(path_prefix="/api/"))
    found["servers"] = [{"url": "/"}]
    parts = found["components"]
    parts["schemas"]["Problem"] = Problem.model_json_schema()
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    parts["responses"] = {
        str(status): {"description": when, "content": content} for status, (_, _, when) in KINDS.items()
    }
    parts["parameters"] = {
        "Idempotency-Key": {
            "in": "header", "name": "Idempotency-Key", "required": False, "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
            "description": "One key for each write that you mean: sent again, it is answered again and not written again.",
        },
        "If-Match": {
            "in": "header", "name": "If-Match", "required": False, "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
            "description": "The version that was seen, as ETag told it.",
        },
    }  # fmt: skip
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            for status in _problems(path, method):
                operation["responses"][str(status)] = {"$ref": f"#/components/responses/{status}"}
            operation["responses"] = {str(status): told for status, told in operation["responses"].items()}
    return found


def _problems(path: str, method: str) -> list[int]:
    """The problems that an operation may answer with."""
    of_one = [404] if "{id}" in path else []
    writes = [400, 409, 413, 415] if method != "get" else []
    return sorted([401, 403, 405, 422, 500, *of_one, *writes, *([428] if method == "patch" else [])])
