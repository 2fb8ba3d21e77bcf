"""The one text reader of the house, on files made here."""

import io
import zipfile

import pytest

from muniment.documents.extract import Budget, Extracted, everything, extract, kind_of_bytes, members
from muniment.documents.extract.extracted import Grid
from muniment.documents.paper import Unreadable


def zipped(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def test_an_archive_in_an_archive_is_read_with_its_place() -> None:
    letters = zipped(**{"2019__a.txt": b"The zeppelin has landed.", "b.csv": b"name,age\nAda,36\nGrace,40\n"})
    outer = zipped(**{"letters.zip": letters})
    found = {place: told for place, told, _content in everything(io.BytesIO(outer), "outer.zip")}
    assert list(found) == ["", "letters.zip", "letters.zip!/2019/a.txt", "letters.zip!/b.csv"]
    text, table = found["letters.zip!/2019/a.txt"], found["letters.zip!/b.csv"]
    assert isinstance(text, Extracted)
    assert isinstance(table, Extracted)
    assert text.text == "The zeppelin has landed."
    assert table.blocks == (Grid("", (("name", "age"), ("Ada", "36"), ("Grace", "40"))),)
    assert [found[place].has_text for place in ("", "letters.zip")] == [False, False]


def test_kinds_are_told_by_content() -> None:
    assert kind_of_bytes(b"%PDF-1.7\n...", "a.docx") == "pdf"
    assert kind_of_bytes(zipped(**{"[Content_Types].xml": b"<a/>", "word__document.xml": b"<a/>"}), "a.zip") == "docx"


def test_a_kind_that_is_not_opened_says_so() -> None:
    with pytest.raises(Unreadable, match="not opened"):
        list(members(io.BytesIO(b"Rar!"), "rar", Budget()))
    assert not extract(b"Rar!\x1a\x07\x00....", "a.rar").has_text
