"""What the interface says of itself: its document, its page, and the examples of its guide."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from muniment import clock
from muniment.interface import tokens
from muniment.interface.operations import document
from muniment.interface.problems import KINDS
from muniment.registers.register import Register
from tests.apart import OURS
from tests.cast import Cast, make_plan, make_recommendation
from tests.contracts import REGISTERS
from tests.programmes import LASTS

GUIDE = Path(__file__).parents[1] / "docs" / "api.md"
HOST = "https://muniment.example"


def commands() -> list[tuple[list[str], int]]:
    """The commands of the guide, each with the status that it tells."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    told = [line.rsplit("  # ", 1) for line in lines if line.strip()]
    return [(shlex.split(command)[1:], int(status)) for command, status in told]


def run(words: list[str], known: dict[str, str]) -> Any:
    """Does what curl would do."""
    method, headers, data, address = "get", {}, b"", ""
    rest = [re.sub(r"\$(\w+)", lambda name: known[name[1]], word) for word in words]
    while rest:
        word = rest.pop(0)
        if word == "-X":
            method = rest.pop(0).lower()
        elif word == "-H":
            name, _colon, value = rest.pop(0).partition(": ")
            headers[name] = value
        elif word in {"-d", "--data-binary"}:
            data = rest.pop(0).encode()
        else:
            address = word.removeprefix(HOST)
    media = headers.pop("Content-Type", "application/json")
    client = Client(headers=headers)
    return client.get(address) if method == "get" else getattr(client, method)(address, data, content_type=media)


def test_the_examples_of_the_guide_do_what_it_says(cast: Cast) -> None:
    plan = make_plan(cast)
    action = make_recommendation(plan, "A1", owner=cast.posts["tom"], due="2020-01-01")
    _token, secret = tokens.make(cast.priya, "guide", tokens.scopes_of(write=True), clock.today() + LASTS)
    known = {
        "HOST": HOST,
        "TOKEN": secret,
        "UNIT": str(cast.council.pk),
        "PLAN": str(plan.pk),
        "ACTION": str(action.pk),
    }
    found = commands()
    assert len(found) > 10
    for words, status in found:
        response = run(words, known)
        assert response.status_code == status, (words, response.content)


def test_the_document_is_the_same_in_every_run() -> None:
    code = "import django; django.setup(); import json; from muniment.interface.operations import document; print(json.dumps(document()))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**OURS, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert json.loads(runs.pop()) == json.loads(json.dumps(document()))


def test_every_operation_declares_its_problems_and_asks_for_a_token(client: Any) -> None:
    told = client.get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert told["components"]["responses"].keys() == {str(status) for status in KINDS}
    operations = [each for path in told["paths"].values() for each in path.values()]
    assert len(operations) == len({each["operationId"] for each in operations}) > 100
    for each in operations:
        assert each["security"] == [{"Bearer": []}]
        assert {"401", "403", "405", "422", "500"} <= each["responses"].keys()
        if "requestBody" in each:
            assert {"400", "409", "413", "415"} <= each["responses"].keys()
    refs = set(re.findall(r'"#/components/(\w+)/([\w-]+)"', json.dumps(told)))
    assert all(name in told["components"][kind] for kind, name in refs)


@pytest.mark.parametrize("register", REGISTERS)
def test_what_a_register_declares_is_offered_and_nothing_else(register: Register) -> None:
    paths = {
        path: operations.keys()
        for path, operations in document()["paths"].items()
        if path.startswith(f"/api/{register.slug}/")
    }
    own = f"/api/{register.slug}/"
    creates = register.creatable and bool(register.create_fields or register.fields)
    assert ("post" in paths[own]) is creates
    assert ("patch" in paths[f"{own}{{id}}/"]) is bool(register.fields)
    assert {path.split("/")[-2] for path in paths if "/steps/" in path} <= {step.name for step in register.steps}
    assert any("/evidence/" in path for path in paths) is register.evidence
    fields = document()["components"]["schemas"][f"{''.join(map(str.capitalize, register.slug.split('-')))}Fields"][
        "properties"
    ]
    assert not fields.keys() & {"password", "last_login", "withdrawn", "version"}


def test_the_page_tells_how_to_begin(client: Any, db: None) -> None:
    page = client.get("/api/").content.decode()
    for each in REGISTERS:
        assert f"/api/{each.id}/" in page
    for word, *_rest in KINDS.values():
        assert f'id="{word}"' in page  # where the type of a problem leads
    assert "<script>" not in page
    assert client.post("/api/").status_code == 405
