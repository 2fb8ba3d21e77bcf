"""The one text reader of the house, on files made here."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest

from muniment.documents.extract import (  # fmt: skip
    Budget,
    Extracted,
    Grid,
    Locked,
    Prose,
    TooLarge,
    extract,
    fits,
    kind_of,
    kind_of_bytes,
    kind_of_file,
)
from muniment.documents.paper import Unreadable
from tests.documents import extract_files as made
from tests.fixtures.compound import compound
from tests.fixtures.hidden import office_files
from tests.fixtures.hidden import old_files as old


@pytest.mark.parametrize("name", made.DOCUMENTS)
def test_each_kind_is_told_and_its_text_found(name, tmp_path):
    content = made.DOCUMENTS[name]
    found = extract(content, name)
    kind = name.rpartition(".")[2]
    (tmp_path / name).write_bytes(content)
    assert (found.kind, kind_of_bytes(content, name), kind_of_file(str(tmp_path / name))) == (kind, kind, kind)
    assert found.has_text
    assert "zeppelin" in found.text
    assert kind_of(content[:65_536], name, lambda: ()) in {kind, "compound", "zip"}
    assert not found.cut


def test_a_document_of_word_gives_prose_tables_headers_and_who_wrote_it():
    found = extract(made.word(), "a.docx")
    assert found.blocks == (Prose("", made.SAYS), Grid("table", (("name", "born"), ("Ada", "1815"))), Prose("header", "above the page"))  # fmt: skip
    assert (found.about.title, found.about.author, found.about.made) == ("Airships", "Ada Archer", datetime(2013, 12, 23, 23, 15, tzinfo=UTC))  # fmt: skip


def test_text_boxes_once_notes_and_comments_but_not_what_was_deleted():
    box = "<w:p><w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:Choice><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:t>boxed</w:t></mc:Fallback></mc:AlternateContent></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>"
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    part = f"<w:notes {space}><w:p><w:r><w:t>below</w:t></w:r></w:p></w:notes>".encode()
    found = extract(office_files.word_with(box, {"word/footnotes.xml": part, "word/comments.xml": part.replace(b"below", b"beside")}), "a.docx")  # fmt: skip
    assert found.text.count("boxed") == 1
    assert "gone" not in found.text
    assert [each in found.text for each in ("new", "below", "beside")] == [True] * 3


def test_a_workbook_gives_a_grid_for_each_sheet_and_its_comments():
    found = extract(made.workbook(), "a.xlsx")
    assert found.blocks[:2] == (Grid("People", (("name", "nhs_no", "when"), ("Ada Archer", "9434765919", "2026-11-30"), ("zeppelin",))), Grid("Empty", ()))  # fmt: skip
    assert "a remark" in found.text


def test_a_stray_cell_in_the_last_place_takes_no_memory():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"], book.active["B1"] = "near", "far", 3
    target = io.BytesIO()
    book.save(target)
    found = extract(target.getvalue(), "a.xlsx")
    assert (found.blocks, found.note != "") == ((Grid("Sheet", (("near", "3"), ("far",))),), True)
    far = old.workbook(("Far", 0, old.shared(0, 0, 0) + old.number(65_535, 65_535, 7)), head=old.texts("near"))
    assert extract(far, "a.xls").blocks == (Grid("sheet 1", (("near",), ("7",))),)


def test_a_workbook_whose_style_is_broken_is_read_by_its_cells():
    content = old.workbook(("A", 0, old.shared(0, 0, 0) + old.note(1, "Ada", "")), head=old.texts("near"))
    assert "near" in extract(content, "a.xls").text


@pytest.mark.parametrize(("content", "rows"), [
    ("é;ü\n1;2\n".encode("cp1252"), (("é", "ü"), ("1", "2"))), ("é,ü\n1,2\n".encode("utf-16"), (("é", "ü"), ("1", "2"))),
    ("\ufeffa\tb\n1\t2".encode(), (("a", "b"), ("1", "2"))), (b"sep=|\na|b\n", (("a", "b"),)), (b'a,b\n"open,2\n', (("a", "b"), ("open,2",))),
])  # fmt: skip
def test_tables_of_any_encoding_and_separator(content, rows):
    assert extract(content, "a.csv").blocks == (Grid("", rows),)


def test_a_pdf_whose_end_was_lost_is_read():
    found = extract(made.pdf(end=False), "a.pdf")
    assert found.text == made.SAYS
    whole = extract(made.pdf(), "a.pdf")
    assert (whole.about.title, whole.about.author, whole.about.made) == ("Airships", "Ada Archer", datetime(2026, 11, 30, 11, 15, tzinfo=UTC))  # fmt: skip
    assert whole.blocks[0].place == "page 1"


@pytest.mark.parametrize(("name", "content"), [
    ("a.docx", compound({"EncryptedPackage": bytes(5_000), "EncryptionInfo": b"x"})), ("a.doc", made.old_word(flags=0x0300)),
    ("a.xls", old.workbook(("A", 0, b""), head=old.record(0x2F, bytes(6)))), ("a.ppt", compound({"PowerPoint Document": bytes(5_000), "EncryptedSummary": b"x"})),
])  # fmt: skip
def test_what_has_a_password_is_locked(name, content):
    assert kind_of_bytes(content, name) == name[2:]
    with pytest.raises(Locked, match="password"):
        extract(content, name)


def test_a_document_that_is_too_large_or_long():
    with pytest.raises(TooLarge, match="larger than"):
        extract(b"a" * 2_000, "a.txt", Budget(largest=1_000))
    found = extract(b"word " * 1_000, "a.txt", Budget(characters=100))
    assert (len(found.text) <= 101, found.cut) == (True, True)
    assert (found.note, len("".join(block.text for block in found.rest))) == ("", 4_899)  # not left out: `rest` has it
    found = extract(b"<!doctype html><p>" + b"word " * 1_000, "a.html", Budget(characters=100))
    assert found.note == "Its text is longer than 100 characters: what follows was not read."
    assert extract(b"<!doctype html><p>" + b"x" * 99, "a.html", Budget(characters=100)).note == ""
    with pytest.raises(TooLarge):
        extract(made.zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a>" + b" " * 3_000_000}), "a.docx", Budget(unpacked=1_000_000))  # fmt: skip


@pytest.mark.parametrize(("content", "name", "kind"), [
    (b"\xff\xd8\xff\xe0..JFIF", "a.docx", "jpeg"), (b"\x89PNG\r\n\x1a\n....", "a", "png"), (b"MZ" + bytes(90), "a.pdf", "exe"), (b"", "a.txt", "empty"), (b"SQLite format 3\0", "a.db", "sqlite"),
    (b"\x00\x07\x03\x01" * 50, "a.txt", "unknown"), (b"Rar!\x1a\x07\x00", "a.rar", "rar"), (b"import this\n", "a.py", "txt"), (b"<table><tr><td>1</table>", "a.xls", "html"), (b"a\tb\n", "a.xls", "csv"),
    (b"AC1027\0\0", "a.dwg", "dwg"), (b"\0\0\0\x18ftypheic", "a.jpg", "heic"), (b"%!PS-Adobe\n%PDF-1.4", "a", "pdf"),
])  # fmt: skip
def test_kinds_by_content(content, name, kind):
    assert kind_of_bytes(content, name) == kind


def test_what_a_name_may_say_of_a_kind():
    assert fits("docx", "a.docm")
    assert fits("txt", "a.py")
    assert fits("csv", "a.txt")
    assert fits("jpeg", "scan.0001")
    assert not fits("jpeg", "a.docx")
    assert not fits("exe", "a.pdf")


def test_a_picture_and_a_damaged_document():
    assert extract(b"\x89PNG\r\n\x1a\n....", "a.png") == Extracted("png", has_text=False)
    with pytest.raises(Unreadable, match="damaged"):
        extract(made.pdf()[:60], "a.pdf")
