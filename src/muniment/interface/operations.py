"""What a programme may do in a register: operations made from its declaration alone, done as whoever a token belongs to."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from muniment.interface import schemas, shapes, tokens
from muniment.interface.answers import (
    Bearer,
    actor_of,
    asked_of,
    cleaned,
    offered,
    seen_version,
    token_of,
    told,
    told_now,
    unseen_left_out,
    written,
)
from muniment.interface.problems import problem
from muniment.people.models import Person
from muniment.registers import evidence, history, paging
from muniment.registers.access import may
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.forms import form_for
from muniment.registers.listing import Listing
from muniment.registers.models import Evidence
from muniment.registers.register import Register, Step
from muniment.registers.restricted import Counting
from muniment.registers.services import Change, write
from muniment.registers.views import may_create_in, record_or_404

JSON, BYTES = "application/json", "application/octet-stream"
LINES = 100  # of history on a page
FILE = {"schema": {"type": "string", "format": "binary"}}


class Operations:
    """The operations of one register, entered in its router."""

    def __init__(self, register: Register) -> None:
        self.register, self.made = register, schemas.Schemas(register)
        self.router = Router(tags=[register.title])
        self._reading()
        self._writing()
        if register.evidence:
            self._attaching()

    def _enter(
        self, method: str, path: str, name: str, summary: str, view: Callable[..., Any], *, answer: Any = None,
        body: Any = None, headers: tuple[str, ...] = (), query: type[shapes.Closed] | None = None, media: str = JSON, **extra: Any,
    ) -> None:  # fmt: skip
        if body is not None:
            view.__annotations__["body"] = body
        about = [{"$ref": f"#/components/parameters/{each}"} for each in headers]
        about += schemas.described(query) if query else []
        writes = method != "GET"
        self.router.add_api_operation(
            path, [method], view, response=answer, operation_id=f"{self.register.slug}-{name}", summary=summary,
            auth=Bearer(self.register.slug, tokens.WRITE if writes else tokens.READ, media if writes else ""),
            description=extra.pop("description", None), openapi_extra={"parameters": about, **extra},
        )  # fmt: skip

    def _reading(self) -> None:
        """The list, a record and its history."""
        register, one = self.register, self.register.one
        query, moment = schemas.parameters(register), schemas.past(register)

        def listing(request: HttpRequest) -> HttpResponse:
            asked, person = asked_of(request, query), token_of(request).person
            limit, cursor = asked.pop("limit", 50), asked.pop("cursor", "")
            found, after = _page(Listing(register, person, asked), limit, cursor)
            address = f"{request.path}?{urlencode({**asked, 'limit': limit, 'cursor': after})}"
            return JsonResponse({"items": told(person, register, found), "next": address if after else None})

        def record(request: HttpRequest, id: schemas.PathKey) -> HttpResponse:  # noqa: A002 - as the address says it
            asked, person = asked_of(request, moment), token_of(request).person
            found = record_or_404(register, person, id, actor_of(request))
            if not asked:
                return told_now(request, register, found)
            as_at = Listing(register, person, asked).base.filter(record_id=id).first()
            if as_at is None:
                raise Http404
            return JsonResponse(told(person, register, [as_at])[0])

        def changes(request: HttpRequest, id: schemas.PathKey) -> HttpResponse:  # noqa: A002
            before, person = asked_of(request, shapes.Before).get("before"), token_of(request).person
            record_or_404(register, person, id, actor_of(request))
            rows, counting = history.of_record(register.slug, id), Counting(person)
            found = list((rows.filter(number__lt=counting.real(before)) if before else rows)[: LINES + 1])
            told_lines = _lines(person, register, found[:LINES], counting)
            address = f"{request.path}?before={told_lines[-1]['number']}" if len(found) > LINES else None
            return JsonResponse({"items": told_lines, "next": address})

        self._enter("GET", "/", "list", f"List: {register.title}", listing, answer=self.made.page, query=query)
        self._enter("GET", "/{id}/", "read", f"Read one {one}", record, answer=self.made.record, query=moment)
        self._enter("GET", "/{id}/history/", "history", f"The history of one {one}", changes,
                    answer=shapes.History, query=shapes.Before)  # fmt: skip

    def _writing(self) -> None:
        """Create, edit, and a step further, each as the page does it: the same form, the same service."""
        register, made, one = self.register, self.made, self.register.one
        key, seen = ("Idempotency-Key",), ("Idempotency-Key", "If-Match")
        if register.creatable and (register.create_fields or register.fields):
            self._enter("POST", "/", "create", f"Create one {one}", _creating(register),
                        answer={201: made.record}, body=made.create(), headers=key)  # fmt: skip
        if register.fields:
            self._enter("PATCH", "/{id}/", "edit", f"Change one {one}", _editing(register),
                        answer=made.record, body=made.edit(), headers=seen)  # fmt: skip
        for step in filter(offered, register.steps):
            self._enter("POST", f"/{{id}}/steps/{step.name}/", step.name, str(step.label), _taking(register, step),
                        answer=made.record, body=made.step(step.name, step.form), headers=seen,
                        description=str(step.explain))  # fmt: skip

    def _attaching(self) -> None:
        """The files attached to a record: their list, one of them, and one more, sent as it is."""
        register, slug = self.register, self.register.slug

        def files(request: HttpRequest, id: schemas.PathKey) -> HttpResponse:  # noqa: A002
            record_or_404(register, token_of(request).person, id, actor_of(request))
            return JsonResponse({"items": [_file(each) for each in evidence.of_record(slug, id)]})

        def file(request: HttpRequest, id: schemas.PathKey, file: schemas.PathKey) -> Any:  # noqa: A002
            record_or_404(register, token_of(request).person, id, actor_of(request))
            row = Evidence.objects.filter(pk=file, register=slug, record=id).first()
            if row is None or not evidence.path_of(row.sha256).is_file():
                raise Http404
            content = evidence.path_of(row.sha256).open("rb")
            return FileResponse(content, as_attachment=True, filename=row.name, content_type=BYTES)

        def attach(request: HttpRequest, id: schemas.PathKey) -> HttpResponse:  # noqa: A002
            def act() -> HttpResponse:
                name = asked_of(request, shapes.FileName)["name"]
                found = record_or_404(register, token_of(request).person, id, actor_of(request))
                body = _file(evidence.attach(actor_of(request), found, name, request.body))
                return JsonResponse(body, status=HTTPStatus.CREATED, headers={"Location": body["address"]})

            return written(request, act)

        given = {200: {"description": "The file.", "content": {BYTES: FILE}}}
        taken = {"required": True, "content": {BYTES: {"schema": {**FILE["schema"], "minLength": 1}}}}
        self._enter("GET", "/{id}/evidence/", "files", "The files attached", files, answer=shapes.Files)
        self._enter("GET", "/{id}/evidence/{file}/", "file", "One of the files", file, responses=given)
        self._enter("POST", "/{id}/evidence/", "attach", "Attach a file", attach, answer={201: shapes.File},
                    headers=("Idempotency-Key",), query=shapes.FileName, media=BYTES, requestBody=taken)  # fmt: skip


def _page(shown: Listing, limit: int, cursor: str) -> tuple[list[Any], str]:
    """The records of a page, and the cursor of the next, "" on the last. Invalid where the cursor is not of such a list."""
    if cursor and shown.order.place(shown.found, cursor) is None:
        reason = "This is no cursor of this list in this order: take it from next."
        raise Invalid(reason, {"cursor": [reason]})
    related = shown.register.related
    page = paging.page_of(
        shown.found, shown.order, {"after": cursor}, size=limit, ready=lambda rows: rows.select_related(*related)
    )
    return page.rows, (page.later or {}).get("after") or ""


def _lines(person: Person, register: Register, rows: list[Any], counting: Counting) -> list[dict[str, Any]]:
    """Lines of the history, each with what it changed of the fields that the register shows."""
    names = {each.name for each in schemas.named(register)}
    found, sides = [], []
    for row in rows:
        payload = getattr(row, "payload", None) if row.register == register.slug else None
        told_names = sorted(payload.after.keys() & names) if payload else []
        before, after = (
            ({name: side.get(name) for name in told_names} for side in (payload.before, payload.after))
            if payload
            else ({}, {})
        )
        sides += [before, after]
        found.append((row, before, after))
    unseen_left_out(person, register, sides)
    return [
        {"number": counting.shown(row.number), "at": history.plain(row.at), "verb": row.verb, "by": row.actor, "via": row.via, "why": row.why,
         "changes": {name: {"before": before[name], "after": after[name]} for name in after}}
        for row, before, after in found
    ]  # fmt: skip


def _creating(register: Register) -> Callable[..., HttpResponse]:
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


def _editing(register: Register) -> Callable[..., HttpResponse]:
    def edit(request: HttpRequest, id: schemas.PathKey, body: Any) -> HttpResponse:  # noqa: A002
        def act() -> HttpResponse:
            person = token_of(request).person
            found = record_or_404(register, person, id, actor_of(request))
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


def _taking(register: Register, step: Step) -> Callable[..., HttpResponse]:
    def take(request: HttpRequest, id: schemas.PathKey, body: Any) -> HttpResponse:  # noqa: A002
        def act() -> HttpResponse:
            actor = actor_of(request)
            found = record_or_404(register, token_of(request).person, id, actor_of(request))
            if not (verdict := may(actor, step.verb, register, found)):
                raise Refused(verdict.reason)
            seen = seen_version(request, body, found)
            if getattr(found, "state", "") not in step.states or not step.when(found):
                raise Conflict("That step is not open now: the record is in another state.", found)
            known = {"record": found, "person": actor.person}
            options = {name: each for name, each in known.items() if getattr(step.form, f"needs_{name}", False)}
            values = cleaned(step.form, body.fields.model_dump(exclude_unset=True), whole=True, **options)
            if "seen_version" in values:
                values["seen_version"] = seen or found.version
            step.do(actor, found, values)
            after = register.model._default_manager.select_related(*register.related).get(pk=id)
            return told_now(request, register, after)

        return written(request, act)

    return take


def _file(row: Evidence) -> dict[str, Any]:
    names = ("name", "size", "sha256", "content_type", "added_by")
    address = f"/api/{row.register}/{row.record}/evidence/{row.pk}/"
    plain = {name: getattr(row, name) for name in names}
    return {"id": row.pk, **plain, "added_at": history.plain(row.added_at), "address": address}
