"""What is searched of files, and what is kept of it all: read apart and bounded, rebuilt from nothing, verified.

Seen red when `verify` did not compare documents, when the reader of files had no limit of time or size, and when nothing filled an
empty search.
"""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from muniment.assurance.models import Part, Plan, Recommendation
from muniment.documents import searchable
from muniment.documents.reading.limits import MAX_FILE_BYTES
from muniment.registers import comments, evidence, rebuilding, searching_index
from muniment.registers.access import Actor
from muniment.registers.models import SearchDocument
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make
from tests.contracts import text_of
from tests.test_searching import action, faults, found

__all__ = ["action"]

FILES = Path(__file__).parent / "fixtures"


# Files.


def attach(cast: Cast, action: Recommendation, name: str, content: bytes) -> SearchDocument:
    row = evidence.attach(Actor.at_page(cast.tom), action, name, content)
    searching_index.read_file.call(row.pk)
    searching_index.read_file.call(row.pk)  # twice is as once
    return SearchDocument.objects.get(kind="file", item=row.pk)


def word_file() -> bytes:
    from docx import Document

    paper = Document()
    paper.add_paragraph("The zeppelin was encrypted.")
    paper.add_table(1, 2).rows[0].cells[1].text = "Airship in a cell"
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "zeppelin"
    book.create_sheet("Second")["B2"] = "airship"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def pdf_file() -> bytes:
    import typst

    return typst.compile(b"A zeppelin. #table(columns: 2)[One][An airship]")


@pytest.mark.parametrize(("name", "make_file"), [
    ("a.docx", word_file), ("a.xlsx", workbook), ("a.pdf", pdf_file),
    ("a.txt", lambda: "zeppelin\nairship".encode("utf-16")), ("a.csv", lambda: b"zeppelin,airship\n1,2\n"),
    ("a.html", lambda: b"<html><body><p>zeppelin</p><script>var hidden</script><table><tr><td>airship</td></tr></table></html>"),
    ("a.md", lambda: b"# zeppelin\n\nairship"), ("a.rtf", lambda: b"{\\rtf1 zeppelin\\par airship}"),
])  # fmt: skip
def test_the_text_of_a_file_is_found_through_its_record(
    cast: Cast, action: Recommendation, signed_in: Any, name: str, make_file: Any
) -> None:
    assert attach(cast, action, name, make_file()).note == ""
    for word in ("zeppelin", "airship"):
        assert found(cast.priya, word) == [("recommendations", action.pk)]
        assert found(cast.ruth, word) == []
    told = text_of(signed_in(cast.priya).get("/search/?q=airship"))
    assert f'href="/recommendations/{action.pk}/#evidence">{name}</a>' in told
    assert "<mark>airship</mark>" in told.lower()
    assert found(cast.priya, "hidden") == []
    assert faults() == []


BROKEN = [
    ("a.pdf", b"%PDF-1.7\n" + b"garbage" * 1000), ("a.docx", b"PK\x03\x04" + b"\0" * 1000), ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999), ("a.html", b"<html>" + b"<div>" * 100_000), ("a.zip", b"PK\x05\x06" + b"\0" * 18),
    ("a.rtf", b"{\\rtf1}"), ("zero", b"\0" * 100), ("--help", b"%PDF-"), ("$(reboot).pdf", b"%PDF-1.4"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), BROKEN, ids=[name for name, _content in BROKEN])
def test_a_broken_file_is_kept_and_has_a_note(cast: Cast, action: Recommendation, name: str, content: bytes) -> None:
    document = attach(cast, action, name, content)
    assert document.body == ""
    assert document.note
    assert faults() == []


def test_any_bytes_are_read_or_noted(cast: Cast, action: Recommendation) -> None:
    import random

    content = random.Random(7).randbytes(200_000)
    document = attach(cast, action, "noise.bin", content)
    assert document.body == "" or "\0" not in document.body
    assert faults() == []


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(searchable, "SECONDS", 0.01)
    (tmp_path / "a").write_bytes(b"zeppelin")
    assert searchable.text_of_file(tmp_path / "a", "a.txt") == ("", searchable.TOO_MUCH)
    assert searchable.text_of_file(tmp_path / "missing", "a.txt") == ("", searchable.TOO_MUCH)


def test_a_huge_file_is_given_up_and_its_name_found(cast: Cast, action: Recommendation, tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    assert searchable.text_of_file(tmp_path / "a", "a.pdf") == ("", "The file is too large to be read.")
    swollen = io.BytesIO(word_file())
    with zipfile.ZipFile(swollen, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/more.xml", "w") as part:
        for _megabyte in range(401):
            part.write(b"<" * 1024 * 1024)
    document = attach(cast, action, "zeppelin.docx", swollen.getvalue())
    assert (document.body, bool(document.note)) == ("", True)
    assert found(cast.priya, "zeppelin") == [("recommendations", action.pk)]


def test_a_long_text_is_cut_and_says_so(cast: Cast, action: Recommendation) -> None:
    document = attach(cast, action, "long.txt", b"airship\n" + b"filling word\n" * 30_000 + b"zeppelin")
    assert len(document.body) == searchable.LONGEST
    assert document.note == searchable.CUT
    assert found(cast.priya, "airship")
    assert not found(cast.priya, "zeppelin")


def test_a_file_is_read_after_the_commit_and_its_name_is_found_at_once(
    cast: Cast, action: Recommendation, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as waiting:
        evidence.attach(Actor.at_page(cast.tom), action, "zeppelin.txt", b"airship")
        assert found(cast.priya, "zeppelin")
        assert not found(cast.priya, "airship")
        assert searching_index.note_of(SearchDocument.objects.get(kind="file")) == "Its text is being read."
    assert len(waiting) == 1
    assert found(cast.priya, "airship")


# From nothing, and verified.


def test_what_is_searched_is_rebuilt_from_nothing(cast: Cast, action: Recommendation) -> None:
    attach(cast, action, "zeppelin.txt", b"airship")
    comments.add(Actor.at_page(cast.tom), action, "A dirigible")
    names = ["register", "record", "kind", "item", "reference", "title", "body", "head", "words", "note"]
    before = set(SearchDocument.objects.values_list(*names))
    SearchDocument.objects.all().delete()
    assert faults()
    assert not found(cast.priya, "encrypt")
    assert searching_index.rebuild() == len(before)
    assert set(SearchDocument.objects.values_list(*names)) == before
    assert found(cast.priya, "airship") == [("recommendations", action.pk)]
    SearchDocument.objects.all().delete()
    rebuilding.fill()
    assert set(SearchDocument.objects.values_list(*names)) == before
    assert verify_all().faults == []


def test_verify_sees_a_document_that_is_missing_added_or_changed(cast: Cast, action: Recommendation) -> None:
    file = attach(cast, action, "zeppelin.txt", b"airship")
    mine = SearchDocument.objects.filter(register="recommendations", record=action.pk, kind="record")
    where = f"recommendations {action.pk}"
    assert verify_all().faults == []
    mine.update(words="other")
    assert faults() == [f"{where}: what is searched of it is not what it says"]
    mine.delete()
    assert faults() == [f"{where}: what is searched of it is missing"]
    searching_index.rebuild()
    SearchDocument.objects.filter(pk=file.pk).update(words="other")
    assert faults() == [f"{where} (file {file.item}): what is searched of it is not what it says"]
    SearchDocument.objects.filter(pk=file.pk).delete()
    assert faults() == [f"{where} (file {file.item}): what is searched of it is missing"]
    searching_index.rebuild()
    for added in (
        ("recommendations", 999_999, "record", 0),
        ("zebra", 1, "record", 0),
        ("plans", action.plan_id, "file", 7),
    ):
        searching_index._put([searching_index._made(*added, "x", "y")])
        assert [fault for fault in faults() if "is not there" in fault], added
        searching_index.rebuild()
        assert faults() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL computes its index from the row itself")
def test_verify_sees_an_index_that_does_not_hold_the_documents(cast: Cast, action: Recommendation) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registers_searchwords(registers_searchwords, rowid, head, words) "
            "SELECT 'delete', id, head, words FROM registers_searchdocument WHERE record = %s AND register = 'plans'",
            [action.plan_id],
        )
    assert [fault for fault in faults() if "rebuild" in fault]
    searching_index.rebuild()
    assert faults() == []


def test_parts_are_found_by_the_reference_of_their_whole(cast: Cast, action: Recommendation) -> None:
    part = make(
        Part, recommendation=action, unit=action.unit, label="a", agreed_action="Buy locks", due=date(2026, 9, 1)
    )
    assert ("parts", part.pk) in found(cast.priya, "R1 locks")
    now = Recommendation.objects.get(pk=action.pk)
    write(HOUSE, [Change(now, {"reference": "R99"}, "edit")])
    assert ("parts", part.pk) in found(cast.priya, "R99 locks")
    assert Plan.objects.count() == 1
