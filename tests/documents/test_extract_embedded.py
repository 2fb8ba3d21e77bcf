"""Files that stand in Office documents."""

import io

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
    assert list(bounded) == ["", "xl/embeddings/a.docx"]


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
