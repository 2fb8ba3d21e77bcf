"""The pages and the command of an import of a table.

Seen red when `_kept_for` did not ask whose import it is or of which register, when the page asked for no right, when a changed
column was applied without another look, and when the scanner was not asked.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from muniment import cli
from muniment.committees.models import Term
from muniment.people.models import Unit
from muniment.registers import evidence
from muniment.registers.models import History, TableImport
from muniment.registers.register import Register
from muniment.tables import applying
from tests.cast import Cast, make
from tests.contracts import REGISTERS
from tests.table_files import as_csv, as_xlsx

HEADINGS = ["Term", "Stands for", "Definition", "Unit"]
GOOD = as_csv([HEADINGS, ["SAR", "Subject access request", "Asked <b>for</b>.", "Housing"]])


def send(browser: Any, content: bytes = GOOD, name: str = "terms.csv", slug: str = "glossary") -> Any:
    return browser.post(f"/{slug}/import/table/", {"file": SimpleUploadedFile(name, content)})


def seen_on(page: Any) -> str:
    return str(page.context["seen"])


@pytest.mark.parametrize("register", REGISTERS)
def test_who_may_import_sees_the_button_and_the_page(register: Register, cast: Cast, signed_in: Any) -> None:
    address = f"/{register.slug}/import/table/"
    importable = bool(register.fields and register.key)
    for person in (cast.priya, cast.daniel, cast.nobody):
        browser = signed_in(person)
        may = importable and applying.may_import(register, person)
        assert (address in browser.get(f"/{register.slug}/").content.decode()) == may
        assert browser.get(address).status_code == (200 if may else 403 if importable else 404)
        if not may:
            assert send(browser, slug=register.slug).status_code == (403 if importable else 404)
    assert not TableImport.objects.exists()


def test_the_whole_way(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    shown = browser.get(send(browser)["Location"])
    text = shown.content.decode()
    assert "1 new" in text
    assert "Asked &lt;b&gt;for&lt;/b&gt;." in text
    address = shown.request["PATH_INFO"]
    after = browser.post(address, {"do": "apply", "seen": seen_on(shown)}, follow=True)
    assert "Applied" in after.content.decode()
    assert Term.objects.get(term="SAR").unit == cast.housing
    # A second click finds it done.
    assert browser.post(address, {"do": "apply", "seen": seen_on(shown)}, follow=True).status_code == 200
    assert Term.objects.count() == 1
    assert browser.post(address, {"do": "undo", "why": ""}).status_code == 422
    undone = browser.post(address, {"do": "undo", "why": "The wrong file"}, follow=True).content.decode()
    assert "The import is undone." in undone
    assert not Term.objects.everything().exists()
    assert History.objects.latest("number").why == "The wrong file"
    assert browser.post(address, {"do": "away"}, follow=True).status_code == 200
    assert TableImport.objects.count() == 1


def test_an_import_is_its_makers_alone(cast: Cast, signed_in: Any) -> None:
    address = send(signed_in(cast.priya))["Location"]
    other = signed_in(cast.company_ig)
    for found in (
        other.get(address),
        other.post(address, {"do": "apply", "seen": "0"}),
        other.get(f"{address}progress/"),
    ):
        assert found.status_code == 404
    assert signed_in(cast.priya).get(address.replace("glossary", "units")).status_code == 404
    assert signed_in(cast.nobody).get(address).status_code == 404
    assert TableImport.objects.get().state == "previewed"


def test_columns_are_chosen_and_looked_at_again_before_anything_is_written(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    content = as_csv([["Wort", "Definition", "Unit"], ["SAR", "Asked.", "Housing"]])
    address = send(browser, content)["Location"]
    shown = browser.get(address)
    assert "no column of the table is read for it" in shown.content.decode()
    again = browser.post(address, {"do": "apply", "seen": seen_on(shown), "column-1": "term"}, follow=True)
    assert "You changed what a column holds" in again.content.decode()
    assert "1 new" in again.content.decode()
    assert not Term.objects.exists()
    for wrong in ({"column-1": "password"}, {"column-900": "term"}, {"table": "7"}, {"seen": "x" * 50}):
        browser.post(address, {"do": "look", **wrong})
    assert "1 new" in browser.get(address).content.decode()


def test_of_several_sheets_the_best_is_read_and_another_may_be_chosen(cast: Cast, signed_in: Any) -> None:
    import io

    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["About this workbook"])  # type: ignore[union-attr]
    terms = book.create_sheet("Terms")
    terms.append(HEADINGS)
    terms.append(["SAR", "", "Asked.", "Housing"])
    old = book.create_sheet("Old")
    old.append(HEADINGS)
    old.append(["DPO", "", "Advises.", "Housing"])
    old.append(["DPIA", "", "Assesses.", "Housing"])
    file = io.BytesIO()
    book.save(file)
    browser = signed_in(cast.priya)
    address = send(browser, file.getvalue(), "book.xlsx")["Location"]
    assert browser.get(address).context["would"] == 1
    browser.post(address, {"do": "look", "table": "2"})
    assert browser.get(address).context["would"] == 2


def test_errors_are_told_by_cell_and_nothing_is_offered_for_import(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    table = [HEADINGS, *([f"T{n}", "", "", "Nowhere <i>"] for n in range(250))]
    address = send(browser, as_xlsx(table), "terms.xlsx")["Location"]
    text = browser.get(address).content.decode()
    assert "250 rows have errors" in text
    assert "There is no unit “Nowhere &lt;i&gt;” here" in text
    assert 'value="apply"' not in text
    assert "Page 1 of 3" in text
    assert browser.get(f"{address}?show=wrong&page=3").context["rows"].number == 3
    assert browser.get(f"{address}?show=<x>&page=zero").status_code == 200
    refused = browser.post(address, {"do": "apply", "seen": "999999999"}, follow=True).content.decode()
    assert "250 rows have errors, so nothing was written." in refused


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.csv"), (b"PK\x03\x04", "a.xlsx"), (b"\x89PNG\r\n\x1a\n", "../../a.csv")]
)
def test_a_file_that_cannot_be_read_comes_back_with_the_reason(
    cast: Cast, signed_in: Any, content: bytes, name: str
) -> None:
    answer = send(signed_in(cast.priya), content, name)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not TableImport.objects.exists()


@pytest.mark.parametrize(("scanner", "message"), [("false", "found something"), ("no-such-scanner", "did not answer")])
def test_without_the_scanner_s_word_no_table_is_kept(
    cast: Cast, signed_in: Any, settings: Any, scanner: str, message: str
) -> None:
    settings.SCANNER = scanner
    content = as_csv([HEADINGS, ["SAR", "", scanner, "Housing"]])
    answer = send(signed_in(cast.priya), content)
    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert not TableImport.objects.exists()
    assert not evidence.path_of(hashlib.sha256(content).hexdigest()).exists()


def test_while_it_waits_the_page_says_how_far_it_is(
    cast: Cast, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 0)
    monkeypatch.setattr(applying.work, "ask", lambda _task, _pk, **_named: None)
    browser = signed_in(cast.priya)
    address = send(browser)["Location"]
    browser.post(address, {"do": "apply", "seen": seen_on(browser.get(address))})
    assert "Waiting for its turn: 0 of 2 rows" in browser.get(address).content.decode()
    waiting = browser.get(f"{address}progress/")
    assert "HX-Refresh" not in waiting
    assert b"<html" not in waiting.content
    applying.apply_table.call(TableImport.objects.get().pk)
    assert browser.get(f"{address}progress/")["HX-Refresh"] == "true"
    assert "Applied" in browser.get(address).content.decode()


def test_an_import_whose_job_has_failed_is_open_again(
    cast: Cast, signed_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(applying, "AT_ONCE", 0)
    browser = signed_in(cast.priya)
    address = send(browser)["Location"]
    for _again in range(2):
        browser.post(address, {"do": "apply", "seen": seen_on(browser.get(address))})
        assert "Waiting for its turn" in browser.get(address).content.decode()
        DBTaskResult.objects.filter(status="READY").update(status="FAILED")
        assert browser.get(f"{address}progress/")["HX-Refresh"] == "true"
        assert "The work on it broke off." in browser.get(address).content.decode()
    assert TableImport.objects.get().state == "failed"


def test_the_page_of_a_kept_file_that_is_gone_says_so(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    address = send(browser)["Location"]
    TableImport.objects.update(sha256="0" * 64)
    assert browser.get(address).status_code == 422
    assert "send it again" in browser.get(address).content.decode()


def test_the_command(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muniment.operations.server.prepare", lambda: None)
    make(Unit, name="Lettings", parent=cast.housing, body=cast.housing.body)
    file = tmp_path / "units.csv"
    file.write_bytes(
        as_csv([["Name", "Body", "Part of", "Colour"], ["Voids", "Ambleworth City Council", "Lettings", "red"]])
    )
    assert cli.main(["table", "import", "units", str(file)]) == 0
    said = capsys.readouterr().out
    assert "1 new, 0 changed" in said
    assert "Not read: the column “Colour”: no field is called so." in said
    assert "--apply writes it" in said
    assert not TableImport.objects.exists()
    assert cli.main(["--as", "robot", "table", "import", "units", str(file), "--apply", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["applied"], told["counts"]["new"]) == (True, 1)
    assert History.objects.latest("number").actor == "robot"
    file.write_bytes(as_csv([["Name", "Body", "Part of"], ["Voids", "Ambleworth City Council", "Nowhere"]]))
    assert cli.main(["table", "import", "units", str(file), "--apply"]) == 1
    assert "Row 2, Part of: There is no unit “Nowhere”" in capsys.readouterr().out
    file.write_bytes(as_csv([["Name", "Body", "Part of"], ["Voids", "Ambleworth City Council", "Housing"]]))
    assert cli.main(["table", "import", "units", str(file), "--apply"]) == 0
    number = TableImport.objects.latest("pk").pk
    assert cli.main(["table", "undo", str(number)]) == 0
    assert Unit.objects.get(name="Voids").parent is not None
    assert Unit.objects.get(name="Voids").parent.name == "Lettings"  # type: ignore[union-attr]
    for wrong in (
        ["table", "import", "kings", str(file)],
        ["table", "import", "units", "no.csv"],
        ["table", "undo", "0"],
    ):
        assert cli.main(wrong) == 2
    assert "muniment: " in capsys.readouterr().err
