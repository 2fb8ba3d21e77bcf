"""The interface for programmes: each register at /api/, from its declaration alone, as whoever a token belongs to."""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Router

from muniment.interface import schemas, tokens
from muniment.interface.answers import (
    Bearer,
    actor_of,
    asked_of,
    cleaned,
    offered,
    page_of,
    seen_version,
    token_of,
    told,
    told_now,
    written,
)
from muniment.interface.problems import KINDS, Problem, guarded, handle, problem
from muniment.registers import evidence, history
from muniment.registers.access import may
from muniment.registers.errors import Conflict, Refused
from muniment.registers.forms import form_for
from muniment.registers.listing import Listing
from muniment.registers.models import Evidence
from muniment.registers.register import Register, Step, registry
from muniment.registers.services import Change, write
from muniment.registers.views import may_create_in, record_or_404

JSON, BYTES = "application/json", "application/octet-stream"
LINES = 100  # of history on a page


def _typed(view: Callable[..., HttpResponse], body: type[schemas.Closed]) -> Callable[..., HttpResponse]:
    view.__annotations__["body"] = body
    return view


def _about(*headers: str, query: type[schemas.Closed] | None = None) -> dict[str, Any]:
    found = [{"$ref": f"#/components/parameters/{name}"} for name in headers]
    return {"parameters": [*found, *(schemas.described(query) if query else [])]}


def reading(register: Register, shapes: schemas.Schemas, router: Router) -> None:
    """The list, a record and its history."""
    auth = Bearer(register.slug, tokens.READ)
    query, moment = schemas.parameters(register), schemas.past(register)

    def listing(request: HttpRequest) -> HttpResponse:
        asked = asked_of(request, query)
        limit, cursor = asked.pop("limit", 50), asked.pop("cursor", "")
        shown = Listing(register, token_of(request).person, asked)
        found, after = page_of(shown, limit, cursor)
        address = f"{request.path}?{urlencode({**asked, 'limit': limit, 'cursor': after})}"
        return JsonResponse({"items": [told(register, each) for each in found], "next": address if after else None})

    def record(request: HttpRequest, id: schemas.PathKey) -> HttpResponse:  # noqa: A002 - as the address says it
        asked = asked_of(request, moment)
        found = record_or_404(register, token_of(request).person, id)
        if not asked:
            return told_now(request, register, found)
        as_at = Listing(register, token_of(request).person, asked).base.filter(record_id=id).first()
        if as_at is None:
            raise Http404
        return JsonResponse(told(register, as_at))

    def changes(request: HttpRequest, id: schemas.PathKey) -> HttpResponse:  # noqa: A002
        before = asked_of(request, schemas.Before).get("before")
        record_or_404(register, token_of(request).person, id)
        rows = history.of_record(register.slug, id)
        found = list((rows.filter(number__lt=before) if before else rows)[: LINES + 1])
        address = f"{request.path}?before={found[LINES - 1].number}" if len(found) > LINES else None
        names = {each.name for each in schemas.named(register)}
        lines = [_line(register, row, names) for row in found[:LINES]]
        return JsonResponse({"items": lines, "next": address})

    slug = register.slug
    router.get("/", auth=auth, response=shapes.page, operation_id=f"{slug}-list", summary=f"List: {register.title}",
               openapi_extra=_about(query=query))(listing)  # fmt: skip
    router.get("/{id}/", auth=auth, response=shapes.record, operation_id=f"{slug}-read",
               summary=f"Read one {register.one}", openapi_extra=_about(query=moment))(record)  # fmt: skip
    router.get("/{id}/history/", auth=auth, response=schemas.History, operation_id=f"{slug}-history",
               summary=f"The history of one {register.one}", openapi_extra=_about(query=schemas.Before))(changes)  # fmt: skip


def _line(register: Register, row: Any, names: set[str]) -> dict[str, Any]:
    payload = getattr(row, "payload", None)
    before, after = (
        (payload.before, payload.after) if payload is not None and row.register == register.slug else ({}, {})
    )
    return {
        "number": row.number, "at": history.plain(row.at), "verb": row.verb, "by": row.actor, "via": row.via, "why": row.why,
        "changes": {name: {"before": before.get(name), "after": after[name]} for name in sorted(after.keys() & names)},
    }  # fmt: skip


def writing(register: Register, shapes: schemas.Schemas, router: Router) -> None:
    """Create, edit, and a step further, each as the page does it: the same form, the same service."""
    slug, auth = register.slug, Bearer(register.slug, tokens.WRITE, JSON)
    once, seen = _about("Idempotency-Key"), _about("Idempotency-Key", "If-Match")
    if register.creatable and (register.create_fields or register.fields):
        router.post("/", auth=auth, response={201: shapes.record}, operation_id=f"{slug}-create",
                    summary=f"Create one {register.one}", openapi_extra=once)(_typed(creating(register), shapes.create()))  # fmt: skip
    if register.fields:
        router.patch("/{id}/", auth=auth, response=shapes.record, operation_id=f"{slug}-edit",
                     summary=f"Change one {register.one}", openapi_extra=seen)(_typed(editing(register), shapes.edit()))  # fmt: skip
    for step in filter(offered, register.steps):
        router.post(f"/{{id}}/steps/{step.name}/", auth=auth, response=shapes.record, operation_id=f"{slug}-{step.name}",
                    summary=str(step.label), description=str(step.explain), openapi_extra=seen,
                    )(_typed(taking(register, step), shapes.step(step.name, step.form)))  # fmt: skip


def creating(register: Register) -> Callable[..., HttpResponse]:
    """A new record, by the form of its page."""

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

    return create


def editing(register: Register) -> Callable[..., HttpResponse]:
    """Some fields of a record, where its version is still the one that was seen."""

    def edit(request: HttpRequest, id: schemas.PathKey, body: Any) -> HttpResponse:  # noqa: A002
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

    return edit


def taking(register: Register, step: Step) -> Callable[..., HttpResponse]:
    """A step of a register; its form validates, and its service writes."""

    def take(request: HttpRequest, id: schemas.PathKey, body: Any) -> HttpResponse:  # noqa: A002
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

    def files(request: HttpRequest, id: schemas.PathKey) -> HttpResponse:  # noqa: A002
        record_or_404(register, token_of(request).person, id)
        return JsonResponse({"items": [_file(each) for each in evidence.of_record(slug, id)]})

    def file(request: HttpRequest, id: schemas.PathKey, file: schemas.PathKey) -> Any:  # noqa: A002
        record_or_404(register, token_of(request).person, id)
        row = Evidence.objects.filter(pk=file, register=slug, record=id).first()
        if row is None or not evidence.path_of(row.sha256).is_file():
            raise Http404
        content = evidence.path_of(row.sha256).open("rb")
        return FileResponse(content, as_attachment=True, filename=row.name, content_type=BYTES)

    def attach(request: HttpRequest, id: schemas.PathKey) -> HttpResponse:  # noqa: A002
        def act() -> HttpResponse:
            name = asked_of(request, schemas.FileName)["name"]
            found = record_or_404(register, token_of(request).person, id)
            row = evidence.attach(actor_of(request), found, name, request.body)
            body = _file(row)
            return JsonResponse(body, status=HTTPStatus.CREATED, headers={"Location": body["address"]})

        return written(request, act)

    router.get(
        "/{id}/evidence/",
        auth=read,
        response=schemas.Files,
        operation_id=f"{slug}-files",
        summary="The files attached",
    )(files)
    router.get("/{id}/evidence/{file}/", auth=read, operation_id=f"{slug}-file", summary="One of the files", openapi_extra={
        "responses": {200: {"description": "The file.", "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}},
    })(file)  # fmt: skip
    content = {"required": True, "content": {BYTES: {"schema": {"type": "string", "format": "binary", "minLength": 1}}}}
    router.post("/{id}/evidence/", auth=Bearer(slug, tokens.WRITE, BYTES), response={201: schemas.File},
                operation_id=f"{slug}-attach", summary="Attach a file", openapi_extra={
                    **_about("Idempotency-Key", query=schemas.FileName), "requestBody": content})(attach)  # fmt: skip


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
        shapes = schemas.Schemas(register)
        router = Router(tags=[register.title])
        reading(register, shapes, router)
        writing(register, shapes, router)
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
