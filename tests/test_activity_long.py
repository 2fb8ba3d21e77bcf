"""Long reports, and reports under way: a hundred thousand rows, a job, two workers at one import, and work that broke off."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from muniment import clock
from muniment.assets import activity_import
from muniment.assets.activity_compare import reconcile
from muniment.assets.activity_lines import CHANGED, NEW
from muniment.assets.activity_reading import read_report
from muniment.assets.models import Place
from muniment.documents.reading.exact import read_tables
from muniment.people.models import Holding
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.models import History, TableImport
from tests.apart import apart, in_thread, together
from tests.cast import HOUSE, Cast, make_cast
from tests.contracts import fresh, text_of
from tests.report_files import HASH, site, sites, team, teams
from tests.test_activity_import import read_in, take_in

__all__ = ["apart"]
TODAY = date(2026, 11, 25)
LONG_AGO = {"Report Refresh Date": "2026-01-20", "Last Activity Date": "2026-01-02"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


def many(count: int, **more: Any) -> bytes:
    return sites(*(site(number, f"Site{number}", **more) for number in range(1, count + 1)))


def test_a_hundred_thousand_rows_are_read_and_each_is_told_from_the_others() -> None:
    hidden = (team(0, HASH) for _each in range(1000))
    content = teams(*(team(number, f"Team {number % 90_000}") for number in range(1, 99_001)), *hidden)
    file = read_report(read_tables(content, "teams.csv").tables[0].rows, TODAY)
    assert len(file.rows) == 100_000
    assert file.concealed["name"] == (1000, 100_000)
    assert not any(row.wrong for row in file.rows)


def test_a_thousand_rows_cost_as_many_questions_as_ten(cast: Cast) -> None:
    def questions(count: int) -> int:
        file = read_report(read_tables(many(count), "sites.csv").tables[0].rows, TODAY)
        with CaptureQueriesContext(connection) as asked:
            found = reconcile(Actor.at_page(fresh(cast.priya)), file, {})
        assert found.counts[kind] == count
        return len(asked)

    kind = NEW
    few = questions(10)
    assert (questions(1000), few < 15) == (few, True)
    read_in(many(1000))
    Place.objects.update(measured_on=date(2026, 1, 1), files=1)
    kind = CHANGED
    assert questions(1000) == questions(1000) <= few + 2


def test_a_long_report_is_a_job_and_says_so(cast: Cast, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[int] = []
    monkeypatch.setattr(activity_import, "AT_ONCE", 2)
    monkeypatch.setattr(activity_import.work, "ask", lambda _task, pk, **_named: queued.append(pk))
    browser = signed_in(cast.priya)
    place = browser.post("/activity/", {"file": SimpleUploadedFile("s.csv", many(3))})["Location"]
    kept = TableImport.objects.get()
    for _again in range(2):
        browser.post(place, {"do": "import", "seen": history.head().number})
    assert queued == [kept.pk]
    assert "Waiting for its turn: 3 rows." in text_of(browser.get(place))
    # A worker that was killed left it half way: the next try does it, and one more does nothing.
    TableImport.objects.update(state="applying")
    for _again in range(2):
        activity_import.apply_report.call(kept.pk)
    kept.refresh_from_db()
    assert (kept.state, kept.register, History.objects.filter(batch=kept.batch).count()) == ("applied", "places", 3)
    assert browser.get(place)["Location"] == f"/places/import/table/{kept.pk}/"


def test_a_report_whose_job_has_failed_is_open_again(
    cast: Cast, signed_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(activity_import, "AT_ONCE", 0)
    browser = signed_in(cast.priya)
    place = browser.post("/activity/", {"file": SimpleUploadedFile("s.csv", many(3))})["Location"]
    browser.post(place, {"do": "import", "seen": history.head().number})
    assert "Waiting for its turn" in text_of(browser.get(place))
    DBTaskResult.objects.filter(status="READY").update(status="FAILED")
    assert "The work on it broke off." in text_of(browser.get(place))
    assert TableImport.objects.get().state == "failed"
    assert not Place.objects.exists()


def test_rights_are_those_of_the_moment_it_is_applied(cast: Cast) -> None:
    kept = take_in(many(3), Actor.at_page(cast.priya))
    Holding.objects.filter(person=cast.priya).update(end=date(2020, 2, 1))
    activity_import.start(kept, history.head().number)
    assert not Place.objects.exists()
    kept.refresh_from_db()
    assert (kept.state, "nothing to import" in kept.result["error"]) == ("failed", True)


def test_a_file_that_is_not_kept_any_more_is_said_to_be_gone(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    place = browser.post("/activity/", {"file": SimpleUploadedFile("s.csv", many(3))})["Location"]
    TableImport.objects.update(sha256="0" * 64)
    page = browser.get(place)
    assert (page.status_code, "send it again" in text_of(page)) == (422, True)


def test_two_workers_at_one_report_write_it_once(apart: dict[str, str]) -> None:
    def story() -> int:
        make_cast()
        # The threads below know the real day only.
        kept = activity_import.take_in(HOUSE, "s.csv", many(40, **LONG_AGO))
        TableImport.objects.filter(pk=kept.pk).update(
            state="waiting", result={**kept.result, "seen": history.head().number}
        )
        return int(kept.pk)

    pk = in_thread(story)
    together([lambda: activity_import.run(pk) for _worker in range(4)])

    def outcome() -> tuple[str, int, int]:
        kept = TableImport.objects.get(pk=pk)
        return kept.state, Place.objects.count(), History.objects.filter(batch=kept.batch).count()

    assert in_thread(outcome) == ("applied", 40, 40)
