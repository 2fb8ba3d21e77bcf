"""What the tests share."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import settings as hypothesis

from muniment.people.models import Person
from tests import cast as casting
from tests import migrated
from tests.browser.chromium import CHROMIUM, PLACES, QUIET

# Times are measured in benchmarks/: a machine that has other things to do fails no test.
hypothesis.register_profile("ours", deadline=None)
hypothesis.load_profile("ours")


# Where papers and files are read without Django: what asks no database there says the same whatever the database.
WITHOUT_DATABASE = ("tests/documents/", "tests/discovery/")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database the tests that ask none are left out: they have been run on the first."""
    if "MUNIMENT_DATABASE" not in os.environ:
        return
    left = [each for each in items if each.nodeid.startswith(WITHOUT_DATABASE) and not asks_a_database(each)]
    if left:
        config.hook.pytest_deselected(items=left)
        gone = set(left)
        items[:] = [each for each in items if each not in gone]


def asks_a_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool({"db", "transactional_db"} & fixtures) or item.get_closest_marker("django_db") is not None


def pytest_collection_finish() -> None:
    """All that is imported and collected stays until the end: to look through it for garbage again and again is a twentieth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest) -> None:
    """The library's own, begun at what an earlier run has migrated."""
    with migrated.kept(Path(request.config.cache.mkdir("migrated"))):
        request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock():
        # Asked of the database once in a process; it would be counted with the queries of the first page that wants to know.
        assert connection.features.supports_json_field


@pytest.fixture
def cast(db: None) -> casting.Cast:
    return casting.make_cast()


@pytest.fixture
def signed_in(client):
    """`signed_in(person)` is a browser in which that person has signed in."""
    from django.test import Client

    def sign_in(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in


def drop_triggers() -> None:
    """Takes the history's own guard away: to tamper with it, and to empty the database after a test with a server."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'history%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("ALTER TABLE registers_history DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE registers_historypayload DISABLE TRIGGER USER")


@pytest.fixture
def untriggered(transactional_db: None) -> None:
    """A database that a test with a real server may write to, and that can be emptied afterwards."""
    drop_triggers()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser itself, started once in each process: a second one beside it is refused by its driver."""
    if not CHROMIUM:
        pytest.skip(f"no Chromium at {' or '.join(place for place in PLACES if place)}; name one in MUNIMENT_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
