"""What looking withstands: hostile, broken and huge files are said not to be understood, and nothing is ever raised."""

import time
import zlib

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from muniment.documents.hidden import look
from muniment.documents.hidden.gathering import MOST_FILES
from muniment.documents.reading.limits import MAX_UNPACKED_BYTES, MEGABYTE
from tests.documents.test_hidden_plain import message
from tests.fixtures.hidden import office_files as files
from tests.fixtures.hidden.office_files import (
    MAIN,
    open_document,
    open_row,
    packed,
    plain_workbook,
    rewritten,
    saved,
    slides,
)
from tests.fixtures.hidden.pdf_files import SECRET, box, drawn, said

SHEET = "xl/worksheets/sheet1.xml"


def hidden_workbook() -> bytes:
    book = plain_workbook()
    book.active.row_dimensions[4].hidden = True
    return saved(book)


FILES = {
    "a.xlsx": files.with_pivot(5),
    "b.xlsx": hidden_workbook(),
    "a.docx": files.word_with('<w:del w:id="1" w:author="x"><w:r><w:delText>gone</w:delText></w:r></w:del>'),
    "a.pptx": slides(files.notes("Do not mention")),
    "a.ods": open_document("spreadsheet", f'<table:table table:name="S">{open_row("a", more=" table:visibility=" + chr(34) + "filter" + chr(34))}</table:table>'),
    "a.pdf": drawn(said("Dear resident", y=780) + said(SECRET) + box(68, 694, 320, 20)),
    "a.zip": packed({"in/a.xlsx": hidden_workbook(), "b.txt": b"x"}),
    "a.eml": message().as_bytes(),
}  # fmt: skip


def test_each_of_the_files_below_holds_something():
    for name, content in FILES.items():
        assert look(name, content).findings, name


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_a_file_that_was_cut_off_is_never_clean(name, data):
    content = FILES[name]
    cut = content[: data.draw(some.integers(0, len(content) - 8))]
    looked = look(name, cut)
    assert not looked.clean, "a part of a file was called clean"
    if name != "a.eml":
        assert not looked.understood


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_a_file_with_bytes_changed_raises_nothing(name, data):
    content = bytearray(FILES[name])
    for at in data.draw(some.lists(some.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[at] = data.draw(some.integers(0, 255))
    looked = look(name, bytes(content))
    assert looked.name == name
    if name != "a.pdf":
        # Check sums of archives tell of every change; a PDF has none, and is what its pages show.
        assert not looked.clean


@settings(max_examples=200)
@given(
    some.binary(max_size=400), some.sampled_from(["a.xlsx", "a.docx", "a.pdf", "a.eml", "a.zip", "a.jpg", "a.csv", "a"])
)
def test_bytes_of_no_kind_raise_nothing(content, name):
    assert look(name, content).name == name


@pytest.mark.parametrize(
    "part",
    [SHEET, "xl/workbook.xml", "xl/pivotCache/pivotCacheRecords1.xml", "docProps/core.xml"],
)
def test_a_part_that_is_broken_is_named_and_the_rest_is_looked_into(part):
    content = FILES["a.xlsx"]
    looked = look("a.xlsx", rewritten(content, {part: files.member(content, part)[:-20] + b"<<<"}))
    if part == "xl/sharedStrings.xml":
        return  # no example needs it
    assert not looked.understood, part
    if "pivot" not in part:
        assert any(each.rule == "pivot-cache" for each in looked.findings)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(("name", "part"), [("a.xlsx", SHEET), ("a.docx", "word/document.xml"), ("a.pptx", "ppt/slides/slide1.xml"), ("a.ods", "content.xml")])  # fmt: skip
def test_xml_that_declares_entities_is_refused(name, part, encoding):
    text = files.member(FILES[name], part).decode()
    text = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
    hostile = (LAUGHS.decode() + text.replace(">", ">&b;", 1)).encode(encoding)
    assert not look(name, rewritten(FILES[name], {part: hostile})).understood


def test_deep_xml_is_refused():
    deep = b"<w:p>" * 100_000 + b"</w:p>" * 100_000
    looked = look(
        "a.docx", rewritten(FILES["a.docx"], {"word/header1.xml": b"<w:hdr xmlns:w='w'>" + deep + b"</w:hdr>"})
    )
    assert not looked.understood


def test_a_bomb_is_not_unpacked():
    content = rewritten(FILES["a.xlsx"], {"xl/media/a.xml": bytes(MAX_UNPACKED_BYTES + 1)})
    assert len(content) < MEGABYTE
    began = time.monotonic()
    looked = look("a.xlsx", content)
    assert not looked.understood
    assert time.monotonic() - began < 20


def test_a_bomb_of_archives_is_limited_as_a_whole():
    inner = packed({"a.txt": b"x" * (90 * MEGABYTE)})
    looked = look("a.zip", packed({f"{number}.zip": inner for number in range(20)}))
    assert not looked.understood
    assert any("unpacks to more than" in why for why in looked.why)
    many = look("a.zip", packed({f"{number}.txt": b"x" for number in range(MOST_FILES + 5)}))
    assert not many.understood


def test_a_pdf_that_unpacks_without_end():
    stream = zlib.compress(b"0 0 m " * 20_000_000)

    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].Contents = pikepdf.Stream(document, stream, Filter=pikepdf.Name.FlateDecode)

    assert not look("a.pdf", drawn(said("x"), change=change, compress_streams=False)).understood


def test_a_row_without_end_and_elements_that_nobody_asked_for():
    cells = b"<c><v>1</v></c>" * 1_000_000
    row = b'<row r="1" hidden="1">' + cells + b"</row>"
    looked = look(
        "a.xlsx",
        rewritten(
            FILES["b.xlsx"],
            {SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>'.encode() + row + b"</sheetData></worksheet>"},
        ),
    )
    assert not looked.understood
    strange = b"<x/>" * 2_000_000
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData/>'.encode() + strange + b"</worksheet>"
    assert look("a.xlsx", rewritten(FILES["b.xlsx"], {SHEET: sheet})).understood


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx", "a.pdf", "a.eml", "a.csv", ""])
def test_empty_files(name):
    assert look(name, b"").why == ("The file: it is empty.",)


def test_a_workbook_whose_sheets_are_missing():
    book = files.member(FILES["b.xlsx"], "xl/_rels/workbook.xml.rels").replace(b"sheet1.xml", b"sheet9.xml")
    assert not look("a.xlsx", rewritten(FILES["b.xlsx"], {"xl/_rels/workbook.xml.rels": book})).understood


def test_a_folder_of_another_program_does_not_decide_what_a_file_is():
    content = rewritten(FILES["a.docx"], {"xl/readme.xml": b"<x/>"})
    looked = look("a.docx", content)
    assert looked.kind == "text document"
    assert any(each.rule == "tracked-deletion" for each in looked.findings)


def test_a_part_that_is_listed_under_another_name_than_it_stands_is_damage():
    content = FILES["a.pptx"]
    at = content.rindex(b"slide1.xml.rels")
    assert not look("a.pptx", content[:at] + b"slide1.xml.relt" + content[at + 15 :]).understood
