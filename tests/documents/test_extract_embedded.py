"""Files that stand in Office documents."""

import io
import zlib

import pytest

from muniment.documents.extract import Budget, Extracted, everything, members, zips
from muniment.documents.paper import Unreadable
from tests.documents import extract_files as made
from tests.fixtures.compound import compound


def all_in(content, name, budget=None):
    return {place: told for place, told, _content in everything(io.BytesIO(content), name, budget)}


@pytest.mark.parametrize(("name", "folder"), [("a.docx", "word"), ("a.xlsx", "xl"), ("a.pptx", "ppt")])
def test_files_in_a_document_have_places_in_it(name, folder):
    objects = {
        f"{folder}/embeddings/Microsoft_Excel_Sheet1.xlsx": made.workbook(),
        f"{folder}/embeddings/oleObject1.bin": made.packed("C:\\u\\letter.docx", made.word()),
        f"{folder}/embeddings/oleObject2.bin": compound({"Package": made.workbook(), "\x01CompObj": bytes(9)}),
        f"{folder}/embeddings/oleObject3.bin": made.old_word(),
        f"{folder}/embeddings/oleObject4.bin": made.packed("l?t.txt", made.SAID, wide="löt.txt"),
        f"{folder}/embeddings/oleObject5.bin": compound({"CONTENTS": made.pdf()}),
    }
    found = all_in(made.with_files(made.DOCUMENTS[name], objects), name)
    assert {place.removeprefix(f"{folder}/embeddings/"): told.kind for place, told in found.items()} == {
        "": name[2:], "Microsoft_Excel_Sheet1.xlsx": "xlsx", "oleObject1.bin!/letter.docx": "docx", "oleObject2.bin": "xlsx",
        "oleObject3.bin": "doc", "oleObject4.bin!/löt.txt": "txt", "oleObject5.bin": "pdf",
    }  # fmt: skip
    assert all("zeppelin" in told.text for told in found.values())


def test_files_in_an_old_document_have_places_in_it():
    objects = {
        "_1234567890": made.streams_of(made.packed("C:\\u\\letter.docx", made.word())),
        "_1234567891": {"Package": made.workbook(), "\x01CompObj": bytes(9)},
        "_1234567892": {"\x01Ole10Native": b"\x30\0\0\0" + bytes(48)},  # a drawing
        "_1234567893": {"WordDocument": b"of another programme"},
    }
    found = all_in(made.old_word(objects=objects), "a.doc")
    assert {place: told.kind for place, told in found.items()} == {"": "doc", "letter.docx": "docx", "_1234567891": "xlsx"}  # fmt: skip
    assert all("zeppelin" in told.text for told in found.values())


@pytest.mark.parametrize("packed", [True, False])
def test_files_in_an_old_presentation_have_places_in_it(packed):
    held = made.packed("plan.zip", made.zipped({"b.txt": made.SAID})), made.old_word()
    found = all_in(made.old_slides(*held, packed=packed), "a.ppt")
    assert {place: told.kind for place, told in found.items()} == {
        "": "ppt", "object 1!/plan.zip": "zip", "object 1!/plan.zip!/b.txt": "txt", "object 2": "doc",
    }  # fmt: skip
    assert all("zeppelin" in told.text for told in found.values() if told.has_text)


def test_objects_of_an_old_presentation_are_no_larger_than_the_budget_lets():
    bomb = made.old_slides(*[compound({"Workbook": bytes(3_000_000)})] * 5, b"not packed at all")
    assert len(bomb) < 100_000
    found = all_in(bomb, "a.ppt", Budget(largest=2_000_000))
    assert "larger than" in str(found["object 1"])
    found = all_in(bomb, "a.ppt", Budget(unpacked=10_000_000))
    refused = [place for place, told in found.items() if "unpack to more than" in str(told)]
    assert "object 1" not in refused
    assert "object 5" in refused


def test_what_is_no_object_in_an_old_presentation_is_told():
    content = made.old_slides(made.old_word()).replace(zlib.compress(made.old_word())[:40], b"x" * 40)
    assert "damaged" in str(all_in(content, "a.ppt")["object 1"])


def test_files_attached_to_a_pdf_have_places_in_it():
    files = {"letter.docx": made.word(), "all.zip": made.zipped({"b.txt": made.SAID}), "2019/old.doc": made.old_word()}
    found = all_in(made.portfolio(files), "a.pdf")
    assert {place: told.kind for place, told in found.items()} == {
        "": "pdf", "letter.docx": "docx", "all.zip": "zip", "all.zip!/b.txt": "txt", "2019/old.doc": "doc",
    }  # fmt: skip
    assert all("zeppelin" in told.text for told in found.values() if told.has_text)
    bounded = all_in(
        made.portfolio({"a.txt": made.SAID, "b.txt": made.SAID * 9}), "a.pdf", Budget(largest=50_000, unpacked=30)
    )
    assert "unpack to more" in str(bounded["b.txt"])


def test_a_file_in_a_file_in_a_file():
    inner = made.with_files(
        made.word(), {"word/embeddings/oleObject1.bin": made.packed("a.zip", made.zipped({"b.txt": b"deep"}))}
    )
    found = all_in(made.with_files(made.workbook(), {"xl/embeddings/a.docx": inner}), "a.xlsx")
    assert list(found) == [
        "", "xl/embeddings/a.docx", "xl/embeddings/a.docx!/word/embeddings/oleObject1.bin!/a.zip",
        "xl/embeddings/a.docx!/word/embeddings/oleObject1.bin!/a.zip!/b.txt",
    ]  # fmt: skip
    bounded = all_in(made.with_files(made.workbook(), {"xl/embeddings/a.docx": inner}), "a.xlsx", Budget(depth=1))
    assert list(bounded) == ["", "xl/embeddings/a.docx", "xl/embeddings/a.docx!/"]


def test_equations_are_no_files_and_what_is_damaged_is_told():
    objects = {
        "word/embeddings/oleObject1.bin": compound({"Equation Native": bytes(90)}),
        "word/embeddings/oleObject2.bin": compound({"\x01Ole10Native": b"\x30\0\0\0\2\0\1\0\0\0" + bytes(40)}),
        "word/embeddings/oleObject3.bin": made.packed("a.txt", made.SAID)[:700],
        "word/embeddings/oleObject4.bin": b"neither this nor that \0\1",
    }
    found = all_in(made.with_files(made.word(), objects), "a.docx")
    assert list(found) == ["", "word/embeddings/oleObject3.bin", "word/embeddings/oleObject4.bin"]
    assert "damaged" in str(found["word/embeddings/oleObject3.bin"])
    assert found["word/embeddings/oleObject4.bin"].kind == "unknown"


def test_bombs_in_documents_cost_no_more_than_the_budget():
    content = made.with_files(made.word(), {f"word/embeddings/{at}.bin": bytes(3_000_000) for at in range(4)})
    budget = Budget(unpacked=14_000_000)
    assert "unpacks" in str(all_in(content, "a.docx", Budget(unpacked=7_000_000))[""])
    found = all_in(content, "a.docx", budget)
    assert budget.spent <= budget.unpacked
    assert sum(isinstance(told, Extracted) for told in found.values()) == 5
    found = all_in(made.zipped({"a.docx": content, "b.docx": content}), "a.zip", budget := Budget(unpacked=20_000_000))
    assert budget.spent <= budget.unpacked
    assert any(isinstance(told, Unreadable) for told in found.values())


def test_a_document_without_files_is_not_opened_again(monkeypatch):
    monkeypatch.setattr(zips.zipfile, "ZipFile", None)
    for name in ("a.docx", "a.xlsx", "a.pptx"):
        assert list(members(io.BytesIO(made.DOCUMENTS[name]), name[2:], Budget())) == []
    assert list(members(io.BytesIO(b"PK\3\4 lost"), "docx", Budget())) == []
    assert list(members(io.BytesIO(b"PK\5\6" + b"\xff" * 18), "docx", Budget())) == []
