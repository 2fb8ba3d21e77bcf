"""A retention schedule is imported in a real browser: sent, decided, imported, taken back; at every width."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from muniment.people.models import RoleGiven
from muniment.retention.lines import RetentionLine
from tests.browser.test_table_import import Look, picture
from tests.cast import make, make_cast
from tests.schedule_files import against_itself

pytestmark = pytest.mark.browser


def test_a_schedule_is_sent_decided_imported_and_taken_back(
    page: Any, sign_in: Callable[[Any, Any], None], axe: Look, tmp_path: Path
) -> None:
    cast = make_cast()
    make(RoleGiven, post=cast.posts["priya"], role="records_manager", unit=cast.council)
    make(RetentionLine, code="A-8", series="Seals", trigger="created", years=20, unit=cast.council)
    file = tmp_path / "Our schedule.csv"
    file.write_bytes(against_itself())
    sign_in(page, cast.priya)
    page.goto("/retention-lines/")
    page.get_by_role("link", name="Import a schedule").click()
    axe(page)
    picture(page, "schedule-upload")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("main")).to_contain_text("9 rows wait for your decision")
    axe(page)
    picture(page, "schedule-asks")
    page.get_by_role("combobox", name=re.compile("Rates")).select_option(label="Take it as it was understood")
    page.get_by_role("button", name="Keep what I chose").click()
    page.get_by_role("link", name=re.compile("edited on both sides")).click()
    expect(page.locator("main")).to_contain_text("20 years after it was created")
    axe(page)
    picture(page, "schedule-conflict")
    page.get_by_role("link", name=re.compile("^2 new")).click()
    axe(page)
    picture(page, "schedule-new")
    page.get_by_role("button", name=re.compile("^Import 3 lines")).click()
    expect(page.locator("main")).to_contain_text("Undo this import")
    assert set(RetentionLine.objects.values_list("code", flat=True)) == {"A-7", "A-8", "A-9", "FIN-01"}
    page.get_by_label("Why is it undone?").fill("The wrong file")
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("main")).to_contain_text("The import is undone.")
    assert [each.code for each in RetentionLine.objects.everything()] == ["A-8"]


def test_the_starting_schedule_is_looked_at_and_taken(
    page: Any, sign_in: Callable[[Any, Any], None], axe: Look
) -> None:
    cast = make_cast()
    make(RoleGiven, post=cast.posts["priya"], role="records_manager", unit=cast.council)
    sign_in(page, cast.priya)
    page.goto("/retention-lines/import/")
    page.get_by_role("button", name="Look at the starting schedule").click()
    axe(page)
    page.get_by_role("button", name=re.compile(r"^Import 9\d lines")).click()
    expect(page.locator("main")).to_contain_text("Applied")
    assert RetentionLine.objects.filter(state="draft").count() > 80
