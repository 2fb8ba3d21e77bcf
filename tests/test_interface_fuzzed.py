"""The interface as its own document tells it, tried by schemathesis as somebody who may do much, in process and in bounded time.

Some registers are tried at the edges of their schemas and in depth; all of them with MUNIMENT_FUZZ=all, which takes two minutes.

Seen red when a problem was of another media type than declared.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.pytest.lazy import get_all_tests

from muniment import clock
from muniment.interface import tokens
from muniment.wsgi import application
from tests.cast import Cast
from tests.contracts import REGISTERS, example

EVERY = os.environ.get("MUNIMENT_FUZZ") == "all"
EDGES = "^/api/" if EVERY else "^/api/(recommendations|plans|posts|findings|search|duties)/"
DEPTHS = "^/api/" if EVERY else "^/api/(recommendations|plans|clearances|search|duties)/"
# Values that fit their schema may still name what is not there, or not fit each other: the form says so, by field.
CONFIG = {
    "generation": {"deterministic": True, "max-examples": 5, "database": "none", "unique-inputs": True, "no-shrink": True},
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422", "428"]}},
}  # fmt: skip


def tried(cast: Cast, paths: str, **phases: Any) -> list[str]:
    """What is wrong with the operations of these paths, each tried as its document tells it."""
    for register in REGISTERS:
        example(register.values[0], cast)
    _token, secret = tokens.make(cast.priya, "fuzz", tokens.scopes_of(write=True), clock.today() + timedelta(days=9))
    config = SchemathesisConfig.from_dict({**CONFIG, "phases": {**phases, "examples": {"enabled": False}}})
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=config).include(path_regex=paths)
    faults, seen = [], 0

    def check(case: Any) -> None:
        nonlocal seen
        seen += 1
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})

    load_all_checks()
    for result in get_all_tests(schema=document, test_func=check, settings=None, given_kwargs=None):
        operation, test = result.ok()
        try:
            test()
        except (FailureGroup, BaseExceptionGroup) as found:
            faults += [f"{operation.label}: {each}" for each in getattr(found, "exceptions", [found])]
    assert seen > 20
    return faults


@pytest.fixture(autouse=True)
def kept_open() -> Iterator[None]:
    """The application as it is served leaves no connection open after a request; here that would be the one of the test."""
    signals = (request_started, request_finished)
    for each in signals:
        each.disconnect(close_old_connections)
    yield
    for each in signals:
        each.connect(close_old_connections)


# A file that is given out is not closed by the client that schemathesis makes.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_edges(cast: Cast) -> None:
    faults = tried(cast, EDGES, fuzzing={"enabled": False}, coverage={"enabled": True})
    assert not faults, "\n".join(faults)


def test_depths(cast: Cast) -> None:
    faults = tried(cast, DEPTHS, fuzzing={"enabled": True}, coverage={"enabled": False})
    assert not faults, "\n".join(faults)
