"""A table is imported in a real browser: sent, mended, looked at, applied and taken back, at every width."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from muniment.committees.models import Term
from muniment.registers.models import TableImport
from tests.cast import make, make_cast
from tests.table_files import as_csv

pytestmark = pytest.mark.browser
Look = Callable[[Any], None]
HEADINGS = ["Term", "Stands for", "Meaning of it", "Unit", "Page"]


def picture(page: Any, name: str) -> None:
    """Where somebody wants to judge the look: MUNIMENT_PICTURES names a folder."""
    if folder := os.environ.get("MUNIMENT_PICTURES"):
        for width in (320, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_a_table_is_sent_mended_applied_and_taken_back(
    page: Any, sign_in: Callable[[Any, Any], None], axe: Look, tmp_path: Path
) -> None:
    cast = make_cast()
    make(Term, term="DPO", expansion="Data protection officer", definition="Advises.", unit=cast.council)
    make(Term, term="ROPA", definition="A list of what is done with personal data.", unit=cast.council)
    file = tmp_path / "Our terms for 2026.csv"
    rows = [
        HEADINGS, ["DPO", "Data protection officer", "Advises, and monitors what is done.", "Ambleworth City Council", "4"],
        ["ROPA", "", "A list of what is done with personal data.", "Ambleworth City Council", "5"],
        ["SAR", "Subject access request", "A person asks what is held about them.", "Housing", "7"],
    ]  # fmt: skip
    file.write_bytes(as_csv([*rows, ["DPIA", "Impact assessment", "", "Roads", "9"]]))
    sign_in(page, cast.priya)
    page.goto("/glossary/")
    page.get_by_role("link", name="Import a table").click()
    axe(page)
    picture(page, "upload")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_label(re.compile("Meaning of it")).select_option(label="Definition")
    page.get_by_role("button", name="Read the columns again").click()
    expect(page.locator("main")).to_contain_text("There is no unit “Roads” here")
    expect(page.get_by_role("button", name=re.compile("^Import"))).to_have_count(0)
    axe(page)
    picture(page, "errors")
    file.write_bytes(as_csv(rows))
    page.get_by_role("link", name="Send another file").click()
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_label(re.compile("Meaning of it")).select_option(label="Definition")
    page.get_by_role("button", name="Read the columns again").click()
    expect(page.locator("main")).to_contain_text("Advises, and monitors what is done.")
    axe(page)
    picture(page, "changed")
    page.get_by_role("link", name="1 new").click()
    expect(page.locator("main")).to_contain_text("Subject access request")
    picture(page, "new")
    page.get_by_role("button", name="Import 2 records").dblclick()
    expect(page.locator("main")).to_contain_text("Applied")
    assert Term.objects.count() == 3
    axe(page)
    picture(page, "outcome")
    page.get_by_label("Why is it undone?").fill("It was last year's file")
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("main")).to_contain_text("The import is undone.")
    assert set(Term.objects.everything().values_list("term", flat=True)) == {"DPO", "ROPA"}
    kept = TableImport.objects.latest("pk")
    TableImport.objects.filter(pk=kept.pk).update(state="applying", done=1200, total=3000)
    page.reload()
    expect(page.locator("main")).to_contain_text("1200 of 3000 rows looked at")
    axe(page)
    picture(page, "progress")
