"""What reading withstands: each broken, hostile or huge file is refused with a sentence, or read all the same."""

import csv
import io
import zipfile
import zlib

import pikepdf
import pytest

from muniment.documents.paper import Unreadable
from muniment.documents.reading import limits, read_file, read_paper
from tests.fixtures.reading.papers import HEADER, ROWS, member, pdf, pdf_table, rewritten, saved, word, workbook

DOCUMENT = "word/document.xml"
SHEET = "xl/worksheets/sheet1.xml"
FILES = {
    "plan.xlsx": saved(workbook()),
    "plan.docx": saved(word()),
    "plan.pdf": pdf(pdf_table()),
}


def refused(content: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read_paper(content, name)
    message = str(caught.value)
    assert message[0].isupper()
    assert message.endswith(".")
    return message


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx", "a.pdf", "a.txt", "a.csv", "a.html", "a.md", "a"])
@pytest.mark.parametrize("content", [b"", b" \n ", b"\x00\x00"])
def test_empty_files(name, content):
    assert refused(content, name) == "The file is empty."


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.98])
def test_truncated_files(name, share):
    content = FILES[name]
    if name == "plan.pdf" and share > 0.5:
        return  # may be mended; the garbled files below try that
    refused(content[: int(len(content) * share)], name)


@pytest.mark.parametrize("name", FILES)
def test_files_with_any_part_garbled_never_fail_otherwise(name):
    content = FILES[name]
    for at in range(0, len(content), max(len(content) // 60, 1)):
        garbled = content[:at] + b"\xff<&\x00" + content[at + 4 :]
        try:
            read_paper(garbled, name)
        except Unreadable:
            continue


@pytest.mark.parametrize(
    ("name", "part"), [("plan.xlsx", SHEET), ("plan.xlsx", "xl/workbook.xml"), ("plan.docx", DOCUMENT)]
)
@pytest.mark.parametrize("xml", [b"", b"<a>", b"<a/>", b"not xml", b"\xff\xfe"])
def test_office_files_with_a_broken_part(name, part, xml):
    refused(rewritten(FILES[name], {part: xml}), name)


def test_encrypted_pdf():
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(pdf_table()))) as document:
        document.save(buffer, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert "password" in refused(buffer.getvalue(), "plan.pdf")


def test_a_pdf_that_only_forbids_printing_is_read():
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(pdf_table()))) as document:
        document.save(buffer, encryption=pikepdf.Encryption(owner="o", user=""))
    assert next(read_paper(buffer.getvalue(), "plan.pdf").tables).rows[0].texts == HEADER


@pytest.mark.parametrize(
    ("stream", "name", "advice"),
    [
        ("EncryptedPackage", "plan.docx", "password"),
        ("Workbook", "plan.xls", "save it as .xlsx"),
        ("WordDocument", "plan.doc", "save it as .docx"),
        ("", "plan.xls", "save it as .xlsx"),
        ("", "plan.doc", "save it as .docx"),
        ("", "plan", "save it as .docx or .xlsx"),
    ],
)
def test_old_and_encrypted_office_files(stream, name, advice):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le") + bytes(500)
    assert advice in refused(content, name)


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"{\\rtf1 text}", ".docx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        (bytes(range(32)) * 50, "not a document"),
    ],
)
def test_files_of_other_kinds(content, advice):
    assert advice in refused(content, "plan.txt")


@pytest.mark.parametrize(
    ("members", "advice"),
    [
        ({"a.txt": b"x"}, "archive"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "damaged"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, ".docx"),
        ({"xl/workbook.bin": b"x"}, ".xlsb"),
        ({"ppt/presentation.xml": b"x"}, "presentation"),
        ({}, "archive"),
    ],
)
def test_archives_of_other_kinds(members, advice):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert advice in refused(buffer.getvalue(), "plan.docx")


def test_an_encrypted_member():
    content = bytearray(FILES["plan.docx"])
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 1)
    assert "password" in refused(bytes(content), "plan.docx")


def test_zip_bomb_that_declares_its_size():
    content = rewritten(FILES["plan.docx"], {"word/media/a.bin": bytes(limits.MAX_UNPACKED_BYTES + 1)})
    assert len(content) < limits.MEGABYTE
    assert "unpacks to more than" in refused(content, "plan.docx")


def test_zip_bomb_that_lies_about_its_size():
    content = bytearray(rewritten(FILES["plan.docx"], {DOCUMENT: b"<a>" + bytes(limits.MAX_UNPACKED_BYTES) + b"</a>"}))
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(DOCUMENT.encode()))
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert "damaged" in refused(bytes(content), "plan.docx")


def test_too_many_members():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(limits.MAX_MEMBERS + 1):
            archive.writestr(f"word/{number}", b"")
    refused(buffer.getvalue(), "plan.docx")


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("name", "part"), [("plan.docx", DOCUMENT), ("plan.xlsx", SHEET), ("plan.xlsx", "xl/styles.xml")]
)
@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_office_files(name, part, doctype, encoding):
    content = FILES[name]
    xml = member(content, part)
    start = xml.find(b"?>") + 2 if xml.startswith(b"<?xml") else 0
    hostile = (doctype + xml[start:].replace(b"R1", b"&b;")).decode().encode(encoding)
    assert "can do harm" in refused(rewritten(content, {part: hostile}), name)


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
def test_entities_in_a_web_page(doctype):
    paper = read_paper(doctype + b"<html><body><p>Plan &b;</p></body></html>", "plan.html")
    assert "root:" not in next(paper.paragraphs).text
    assert "haha" not in next(paper.paragraphs).text


def test_a_workbook_of_100000_rows():
    book = workbook()
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>R{n}</t></is></c><c r="C{n}"><v>{n}</v></c></row>'
        for n in range(1, 100_001)
    )
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()
    content = rewritten(saved(book), {SHEET: xml})
    (table,) = read_paper(content, "plan.xlsx").tables
    assert len(table.rows) == 100_000
    assert table.rows[-1].texts == ("R100000", "100000")


def test_sheets_that_claim_every_cell_there_is():
    content = saved(workbook([("Ref", "Action"), ("R1", "Do it")]))
    xml = member(content, SHEET).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A2:XFD1048575"/></mergeCells>'
    paper = read_paper(rewritten(content, {SHEET: xml.replace(b"</sheetData>", far)}), "plan.xlsx")
    assert next(paper.tables).rows[1].texts == ("R1", "Do it")


def test_more_cells_than_are_read(monkeypatch):
    monkeypatch.setattr("muniment.documents.reading.building.MAX_CELLS", 100)
    for name, content in (
        ("plan.xlsx", saved(workbook([["x"] * 20] * 10))),
        ("plan.csv", b"a,b,c,d,e\n" * 30),
        ("plan.html", b"<table>" + b"<tr><td colspan=60>a<td>b</tr>" * 3 + b"</table>"),
        ("plan.txt", b"a\tb\tc\n" * 60),
    ):
        assert "more than 100 cells" in refused(content, name)


def test_rows_of_thousands_of_columns():
    wide = [f"c{number}" for number in range(5_000)]
    buffer = io.StringIO()
    csv.writer(buffer).writerows([wide, wide])
    for name, content in (
        ("plan.xlsx", saved(workbook([wide, wide]))),
        ("plan.csv", buffer.getvalue().encode()),
        ("plan.txt", ("\t".join(wide) + "\n" + "\t".join(wide)).encode()),
        (
            "plan.html",
            f"<table><tr>{''.join(f'<td>{c}' for c in wide)}<tr>{''.join(f'<td>{c}' for c in wide)}</table>".encode(),
        ),
    ):
        assert len(next(read_paper(content, name).tables).rows[1].cells) == 5_000


def test_spans_without_end_in_a_web_page():
    content = b"<table><tr><td colspan=999999999 rowspan=999999999>a<td>b<tr><td colspan=-4 rowspan=x>c<td>d</table>"
    paper = read_paper(content, "plan.html")
    assert next(paper.tables).rows[0].texts[0] == "a"


def test_elements_deep_inside_one_another():
    paper = read_paper(b"<p>Plan</p>" + b"<div>" * 150 + b"in" + b"<div>" * 20_000 + b"deep", "plan.html")
    assert next(paper.paragraphs).text == "Plan"
    assert paper.lost == ("Parts of the page that lie very deep inside one another were not read.",)
    assert read_paper(b"Plan\n\n" + b"> " * 5_000 + b"x", "plan.md").blocks
    assert len(list(read_paper(b"<table><tr><td>a<td>b" * 90, "plan.html").tables)) > 50


def test_marks_that_nobody_sees_are_taken_out():
    for name, content in (
        ("plan.txt", "Ref\tAction\nA\u200f02\u200e\t\ufeffDo\u00a0it\x00\u00ad\u202e\n"),
        ("plan.csv", "Ref,Action\nA\u200f02\u200e,\u200bDo\u00a0it\x00\u00ad\u202e\n"),
        ("plan.md", "|Ref|Action|\n|-|-|\n|A\u200f02\u200e|Do\u00a0it\x00\u202e|\n"),
        ("plan.html", "<table><tr><td>Ref<td>Action<tr><td>A\u200f02\u200e<td>Do\u00a0it\x00\u202e</table>"),
    ):
        assert next(read_paper(content.encode(), name).tables).rows[1].texts == ("A02", "Do it")


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.docx", "plan.csv", "plan.txt", "plan.html"])
def test_cells_of_ten_thousand_characters(name):
    long = ("word " * 2_000).strip()
    rows = [("Ref", "Action"), ("R1", long)]
    content = {
        "plan.xlsx": saved(workbook(rows)),
        "plan.docx": saved(word(rows)),
        "plan.csv": f"Ref,Action\nR1,{long}\n".encode(),
        "plan.txt": f"Ref\tAction\nR1\t{long}\n".encode(),
        "plan.html": f"<table><tr><td>Ref<td>Action<tr><td>R1<td>{long}</table>".encode(),
    }[name]
    assert next(read_paper(content, name).tables).rows[1].texts == ("R1", long)


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "=HYPERLINK(1)", "+1+1", "@SUM(1)"])
def test_formulas_stay_text(formula):
    for name, content in (
        ("plan.csv", f'Ref,Action\nR1,"{formula}"\n'.encode()),
        ("plan.txt", f"Ref\tAction\nR1\t{formula}\n".encode()),
    ):
        assert next(read_paper(content, name).tables).rows[1].texts[1] == formula


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("ending", ["txt", "csv", "docx", "xlsx", "pdf", "html", ""])
def test_the_content_says_what_a_file_is_and_not_its_name(name, ending):
    paper = read_paper(FILES[name], f"plan.{ending}")
    assert paper.kind == name.rpartition(".")[2]
    assert paper.name == f"plan.{ending}"
    assert next(paper.tables).rows[1].texts == ROWS[0]


def test_a_web_page_exported_under_the_ending_of_a_workbook():
    assert read_paper(b"<table><tr><td>Ref<td>Action<tr><td>R1<td>Do it</table>", "export.xls").kind == "html"


def test_a_pdf_of_2000_pages():
    message = refused(pdf("#for i in range(1999) [Page #i #pagebreak()]"), "plan.pdf")
    assert "2,000 pages" in message
    assert str(limits.MAX_PAGES) in message


def test_a_pdf_whose_stream_unpacks_without_end():
    bomb = zlib.compress(bytes(limits.MAX_PDF_STREAM_BYTES + 1), 9)
    head = b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode/Length " + str(len(bomb)).encode() + b">>stream\n"
    assert "unpacks to far more" in refused(head + bomb + b"\nendstream endobj\n", "plan.pdf")
    twice = zlib.compress(bomb, 9)
    assert "unpacks to far more" in refused(head + twice + b"\nendstream endobj\n", "plan.pdf")


def test_files_too_large_are_not_even_opened(monkeypatch, tmp_path):
    monkeypatch.setattr("muniment.documents.reading.reader.MAX_FILE_BYTES", 10)
    path = tmp_path / "plan.txt"
    path.write_text("A plan of many words")
    with pytest.raises(Unreadable, match="larger than"):
        read_file(path)
    refused(path.read_bytes(), "plan.txt")
