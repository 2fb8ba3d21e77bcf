"""Files that are whole and look damaged: padded texts, documents of Write, locked OpenDocument, parts of split archives."""

import codecs
import io
import struct
import zlib

import pytest

from muniment.documents.extract import Locked, archives, extract, fits, kind_of_bytes, members, texts
from muniment.documents.extract.extracted import Budget
from muniment.documents.extract.gathering import DAMAGED
from muniment.documents.extract.split import SPLIT
from muniment.documents.paper import Unreadable
from muniment.documents.reading.text import decode
from tests.documents import extract_files as made
from tests.documents.test_extract_archives import all_in


@pytest.mark.parametrize("padding", [b"\x1a", b"\x1a" * 300, bytes(4_096), b"\x1a" + bytes(4_096)])
@pytest.mark.parametrize("name", ["a.txt", "a.log", "a.csv"])
def test_a_text_that_is_padded_is_a_text(name, padding):
    assert kind_of_bytes(made.SAID + padding, name) == name[2:]
    assert extract(made.SAID + padding, name).text == made.SAYS
    assert decode(made.SAYS.encode("utf-16-le") + bytes(4)) == made.SAYS
    assert kind_of_bytes(b"MARK 1.0" + bytes(4_096), "a.unknown") == "unknown"


@pytest.mark.parametrize(("mark", "windows", "page"), [(0xBE31, 5, "cp1252"), (0xBE32, 5, "cp1252"), (0xBE31, 0, "cp850")])  # fmt: skip
def test_a_document_of_write_and_one_of_word_for_dos(mark, windows, page):
    said = f"{made.SAYS}\r\nÉlan".encode(page)
    head = struct.pack("<HHH8xI", mark, 0, 0xAB00, 0x80 + len(said)).ljust(0x60, b"\0") + struct.pack("<H", windows)
    content = head.ljust(0x80, b"\0") + said + bytes(128)
    assert extract(content, "a.wri").text == f"{made.SAYS}\n\nÉlan"
    assert list(all_in(content, "a.wri")) == [""]  # nothing can stand in it, so that nothing is missing
    with pytest.raises(Unreadable):
        extract(content[:100], "a.wri")


def test_a_document_of_which_only_what_is_inside_is_damaged_does_not_say_that_all_of_it_is(monkeypatch):
    def fails(_stream, _budget):
        raise Unreadable(DAMAGED)

    monkeypatch.setattr(archives, "members_of_office", fails)
    found = all_in(made.word(), "a.docx")
    assert (made.SAYS in found[""].text, str(found["!/"])) == (True, archives.NOT_LOOKED_FOR)


@pytest.mark.parametrize("name", ["a.odt", "a.ods", "a.odp"])
def test_opendocument_that_is_locked_says_so(name):
    manifest = (
        b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    )
    content = made.zipped({"mimetype": b"", "content.xml": b"\x8f\x02\x11", "META-INF/manifest.xml": manifest})
    with pytest.raises(Locked, match="password"):
        extract(content, name)


def test_parts_of_a_split_archive_say_what_they_are():
    whole = made.zipped({"a.bin": bytes(range(256)) * 40, "b.txt": made.SAID})
    last = bytearray(b"\x8fmiddle" + whole[50:])
    at = last.rfind(b"PK\x05\x06")
    last[at + 4 : at + 8] = struct.pack("<HH", 2, 2)
    parts = {
        "a.z01": b"PK\x07\x08" + whole[:200], "a.z02": b"\x8f\x11\x9a\x02" * 50, "a.zip": bytes(last), "b.zip.001": whole[:300],
        "b.zip.002": b"\x8f\x11\x9a\x02" * 50, "c.7z.001": made.seven({"a.txt": made.SAID * 9})[:-20], "d.tar.001": made.tape({"a": bytes(2_000)})[:1_000],
    }  # fmt: skip
    assert {name: [str(told) for told in all_in(content, name).values() if isinstance(told, Unreadable)] for name, content in parts.items()} == {name: [SPLIT] for name in parts}  # fmt: skip
    assert all(fits(kind_of_bytes(content, name), name) for name, content in parts.items())
    assert [each.inside for each in members(io.BytesIO(whole), "zip", Budget(), "a.zip.001")] == ["a.bin", "b.txt"]
    assert "damaged" in str(all_in(whole[:300], "b.zip")[""])


def test_names_that_fit_what_is_much_the_same():
    assert fits("zip", "a.jar")
    assert fits("mbox", "a.eml")
    assert not fits("zip", "a.eml")


def test_the_reasons_are_for_files_that_nobody_hands_in():
    bomb = b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode>>stream\n" + zlib.compress(bytes(600_000_000), 1) + b"\nendstream"
    for content, name in (
        (b"some words \b\b" * 300, "a.txt"),
        (codecs.BOM_UTF16_LE + b"a\0b", "a.csv"),
        (bomb, "a.pdf"),
    ):
        with pytest.raises(Unreadable) as refused:
            extract(content, name)
        assert not {"again", "Save", "Print", "paper"} & set(str(refused.value).replace(".", "").split())


def test_a_page_that_the_library_does_not_take_is_read_without_its_tags(monkeypatch):
    def fails(_content):
        raise RuntimeError

    monkeypatch.setattr(texts, "LexborHTMLParser", fails)
    assert extract(b"<!doctype html><p>" + made.SAID + b"</p>", "a.html").text == made.SAYS
