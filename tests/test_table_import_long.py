"""A long table is compared by a job, whose page says how far it is; what a person chooses on its page is compared anew.

Seen red when the page compared it itself, when a choice left the old comparison standing, and when what was put away left its lines.
"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from muniment.assets.models import InformationAsset
from muniment.registers.models import TableImport, TableImportLine
from muniment.registers.services import Change, write
from muniment.tables import looking
from tests.cast import HOUSE, Cast
from tests.table_files import as_csv

HEADINGS = ["Asset", "Service", "Description", "IAO"]


def table(rows: int, owner: str = "Head of Housing") -> bytes:
    return as_csv([HEADINGS, *([f"Asset {n}", "Housing", "Files", owner] for n in range(rows))])


def send(browser: Any, content: bytes) -> str:
    return str(browser.post("/assets/import/table/", {"file": SimpleUploadedFile("register.csv", content)})["Location"])


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "AT_ONCE", 20)


@pytest.mark.parametrize("large", [256 * 1024, 100], ids=["many rows", "a large file"])
def test_the_page_shows_what_the_job_found(
    cast: Cast, signed_in: Any, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any, large: int
) -> None:
    monkeypatch.setattr(looking, "LARGE", large)
    browser = signed_in(cast.priya)
    address = send(browser, table(230, "Benefits Lead"))
    kept = TableImport.objects.get()
    assert (kept.state, kept.total, kept.lines.count()) == ("previewed", 231, 230)
    # Neither the file nor the register is looked at for the page.
    monkeypatch.setattr(looking, "compared_and_told", None)
    monkeypatch.setattr(looking, "tables_of", None)
    with django_assert_max_num_queries(12):
        shown = browser.get(address)
    assert "230 rows have errors" in shown.content.decode()
    assert "Page 1 of 3" in shown.content.decode()
    assert browser.get(f"{address}?show=wrong&page=3").context["rows"][0]["row"] == 202
    monkeypatch.undo()


def test_a_choice_is_compared_anew_and_then_applied(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    address = send(browser, table(30, "Benefits Lead"))
    shown = browser.post(address, {"do": "look", "word|owner|Benefits Lead": "=Head of Finance"}, follow=True)
    assert shown.context["told"]["counts"]["new"] == 30
    done = browser.post(address, {"do": "apply", "seen": str(shown.context["seen"])}, follow=True)
    assert "Applied" in done.content.decode()
    assert set(InformationAsset.objects.values_list("owner__title", flat=True)) == {"Head of Finance"}
    assert not TableImportLine.objects.exists()
    # The same once more says nothing new; an edit here meanwhile stays, until the file is said to win.
    asset = InformationAsset.objects.get(name="Asset 7")
    write(HOUSE, [Change(asset, {"about": "Better"}, "edit")])
    address = send(browser, table(30, "Head of Finance"))
    shown = browser.get(address)
    assert (shown.context["show"], shown.context["would"]) == ("here", 0)
    assert "changed here" in shown.content.decode()
    shown = browser.post(address, {"do": "look", "take": f"{asset.pk}:about"}, follow=True)
    assert shown.context["would"] == 1
    shown = browser.post(address, {"do": "look", "take-shown": f"{asset.pk}:about"}, follow=True)
    assert shown.context["would"] == 0
    browser.post(address, {"do": "away"})
    assert not TableImportLine.objects.exists()


def test_rows_with_errors_are_left_out_together_and_taken_back_one_by_one(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    content = table(30) + b"Other,Nowhere,Files,\r\nAnother,Nowhere,Files,\r\n"
    address = send(browser, content)
    shown = browser.post(address, {"do": "leave"}, follow=True)
    assert shown.context["told"]["counts"] == {"new": 30, "changed": 0, "same": 0, "wrong": 0, "out": 2}
    again = browser.post(
        f"{address}?show=out", {"do": "look", "without-shown": ["32", "33"], "without": ["33"]}, follow=True
    )
    assert (again.context["wrong"], again.context["told"]["counts"]["out"]) == (1, 1)


def test_a_comparison_whose_job_failed_or_could_not_read_is_asked_for_again(
    cast: Cast, signed_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(cast.priya)
    with monkeypatch.context() as here:
        here.setattr(looking, "LARGE", 10)
        address = send(browser, b"<html><body><p>Nothing that is a table, only words about one.</p></body></html>")
    assert browser.get(address).status_code == 422
    assert "No table was found" in browser.get(address).content.decode()
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    address = send(browser, table(30))
    assert "Being compared" in browser.get(address).content.decode()
    assert "HX-Refresh" not in browser.get(f"{address}progress/")
    DBTaskResult.objects.filter(status="READY").update(status="FAILED")
    assert "The work on it broke off." in browser.get(address).content.decode()
    browser.post(address, {"do": "look"})
    kept = TableImport.objects.latest("pk")
    assert kept.state == "comparing"
    looking.compare_table.call(kept.pk)
    looking.compare_table.call(kept.pk)
    assert browser.get(address).context["would"] == 30
    assert TableImportLine.objects.filter(of=kept).count() == 30


def test_what_changed_since_the_job_looked_is_no_loss(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    address = send(browser, table(30))
    browser.post(address, {"do": "apply", "seen": str(browser.get(address).context["seen"])})
    changed = send(browser, table(30).replace(b"Files", b"Papers"))
    seen = browser.get(changed).context["seen"]
    write(HOUSE, [Change(InformationAsset.objects.get(name="Asset 3"), {"about": "Better"}, "edit")])
    told = browser.post(changed, {"do": "apply", "seen": str(seen)}, follow=True)
    assert "Applied" in told.content.decode()
    assert InformationAsset.objects.get(name="Asset 3").about == "Better"
    assert InformationAsset.objects.filter(about="Papers").count() == 29
