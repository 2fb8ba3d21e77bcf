"""A table is imported in a real browser: sent, mended, looked at, applied and taken back, at every width."""

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from muniment.assets.models import InformationAsset
from muniment.committees.models import Term
from muniment.registers.models import TableImport
from muniment.registers.services import Change, write
from tests.cast import HOUSE, make, make_cast
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
    page.get_by_role("button", name="Read it again as chosen").click()
    expect(page.locator("main")).to_contain_text("There is no unit “Roads” here")
    expect(page.get_by_role("button", name=re.compile("^Import"))).to_have_count(0)
    axe(page)
    picture(page, "errors")
    file.write_bytes(as_csv(rows))
    page.get_by_role("link", name="Send another file").click()
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_label(re.compile("Meaning of it")).select_option(label="Definition")
    page.get_by_role("button", name="Read it again as chosen").click()
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


def test_a_register_as_it_came_is_read_decided_and_read_again(
    page: Any, sign_in: Callable[[Any, Any], None], axe: Look, tmp_path: Path
) -> None:
    cast = make_cast()
    file = tmp_path / "Asset register.csv"
    headings = [
        "Asset title",
        "Description",
        "Service area",
        "IAO",
        "Contains PII?",
        "Marking",
        "Review date",
        "Colour",
    ]
    rows = [
        ["Ambleworth", "", "", "", "", "", "", ""], headings,
        ["Tenancies", "<p>Files<br>&amp; maps</p>", "Housing", "Robin Vale (Head of Housing)", "Y", "PROTECT", "Mar-27", "red"],
        ["Rents", "Ledgers", "Housing", "Benefits Lead", "N/A", "Official", "Q3 2027", ""],
        ["Total", "2", "", "", "", "", "", ""],
    ]  # fmt: skip
    file.write_bytes(as_csv(rows))
    sign_in(page, cast.priya)

    def send() -> None:
        page.goto("/assets/import/table/")
        page.get_by_label("The file").set_input_files(file)
        page.get_by_role("button", name="Read the file").click()

    send()
    main = page.locator("main")
    expect(main).to_contain_text("only a month is said: read as its last day")
    expect(main).to_contain_text("1 row is no record")
    axe(page)
    picture(page, "words")
    page.get_by_label("Benefits Lead", exact=True).select_option(label="Leave it empty")
    page.get_by_label("What “Q3 2027” means, in other words").fill("30/9/2027")
    page.get_by_label(re.compile("Colour")).select_option(label="What it is")
    page.get_by_role("button", name="Read it again as chosen").click()
    page.get_by_role("button", name="Import 2 records").click()
    expect(main).to_contain_text("Applied")
    tenancies = InformationAsset.objects.get(name="Tenancies")
    assert tenancies.about == "Description: Files\n& maps\nColour: red"
    assert str(InformationAsset.objects.get(name="Rents").next_review) == "2027-09-30"
    write(HOUSE, [Change(tenancies, {"location": "Room 1", "reference": "T1"}, "edit")])
    write(HOUSE, [Change(tenancies, {"classification": "official"}, "edit")])
    rows[2][5] = "Official"
    rows[2][6] = "30/4/2027"
    file.write_bytes(as_csv([*rows[:3]]))
    write(HOUSE, [Change(InformationAsset.objects.get(name="Tenancies"), {"next_review": date(2027, 6, 1)}, "edit")])
    send()
    expect(main).to_contain_text("changed on both sides")
    axe(page)
    picture(page, "conflict")
    page.get_by_label("The file wins").last.check()
    page.get_by_role("button", name="Read it again as chosen").click()
    expect(page.get_by_role("button", name="Import 1 record")).to_be_visible()
