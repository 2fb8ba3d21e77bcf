"""The page of background work in a real browser: nothing to complain about, and a failed piece of work is tried again."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from muniment import clock
from muniment.jobs import work
from muniment.jobs.models import Progress
from tests import job_tasks as tasks
from tests.browser.conftest import NARROW, WIDE
from tests.cast import make_cast

pytestmark = pytest.mark.browser


def test_background_work(
    page: Any, settings: Any, sign_in: Callable[[Any, Any], None], axe: Callable[[Any], None]
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    cast = make_cast()
    titles = [
        "Reading assets.xlsx into Information assets",
        "Duties by e-mail",
        "Reading a table with a name that is very long",
    ]
    keys = [work.ask(tasks.append, "x", asked_by=cast.priya.pk, title=title, address="/plans/") for title in titles]
    tasks.append.enqueue("y")
    running, failed = keys[0], keys[1]
    DBTaskResult.objects.filter(pk=running).update(status="RUNNING", started_at=clock.now())
    Progress.objects.filter(task=running).update(done=400, total=1200, words="Rows are written")
    trouble = "Traceback\nConnectionRefusedError: [Errno 111] Connection refused by mail.ambleworth.example"
    DBTaskResult.objects.filter(pk=failed).update(status="FAILED", traceback=trouble)
    later = clock.now() + timedelta(minutes=8)
    DBTaskResult.objects.filter(pk=keys[2]).update(traceback="Traceback\nTimeoutError", run_after=later)
    sign_in(page, cast.priya)
    page.get_by_role("link", name="Background work").click()
    page.get_by_role("heading", name="Background work").wait_for()
    axe(page)
    if pictures := os.environ.get("MUNIMENT_PICTURES"):
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            page.screenshot(path=f"{pictures}/jobs-{size['width']}.png", full_page=True)
    page.get_by_role("button", name="Try again: Duties by e-mail").click()
    page.get_by_text("It is tried again").wait_for()
    assert DBTaskResult.objects.get(pk=failed).status == "READY"
