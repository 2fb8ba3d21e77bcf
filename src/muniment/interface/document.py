"""The interface as a whole: its addresses, and the OpenAPI document that tells of them."""

from functools import cache
from typing import Any

from ninja import NinjaAPI

from muniment.interface import across
from muniment.interface.operations import Operations
from muniment.interface.problems import KINDS, Problem, guarded, handle
from muniment.registers.register import registry


@cache
def interface() -> NinjaAPI:
    """All registers; made once, when the addresses are first asked for and every register is declared."""
    api = NinjaAPI(title="Muniment", version="1", urls_namespace="api", docs_url=None, openapi_url=None,
                   description="The registers, for programmes: the same rights, rules and history as at the pages.")  # fmt: skip
    handle(api)
    api.add_router("", across.router)
    for register in registry:
        api.add_router(f"/{register.slug}", Operations(register).router)
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
