import io
import os
import pickle
import zipfile
from pathlib import Path

import pyarrow as pa
import pygfried
import pytest

from muniment.discovery.engine.identifying import Identifying, identify, lost, mismatch_of
from muniment.discovery.engine.names import written
from muniment.discovery.engine.risks import BY_EXTENSION, BY_KIND, BY_PUID, DRAWING, LOCKED, NAMELESS, risk_of
from muniment.discovery.engine.schema import IDENTIFIED
from muniment.discovery.engine.sources import LocalSource
from muniment.documents.extract.kinds import MIME
from tests.fixtures.compound import compound

FILEMAKER = bytes.fromhex("0001000000020001000500020002c0") + bytes(527) + b"Pro 3.0"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def package(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return file.getvalue()


def told(root: Path) -> dict[str, dict]:
    """What is told of each file of a folder."""
    source = LocalSource(str(root))
    batch = pa.concat_batches([each.batch for each in source.walk(processes=1)])
    files = batch.filter(pa.compute.equal(batch["kind"], "file"))
    answer = identify(source, files)
    assert answer.schema == IDENTIFIED
    assert answer.column("stamp").to_pylist() == files.column("stamp").to_pylist()
    return {row["path"]: row for row in answer.to_pylist()}


def test_files_are_told_by_their_content(tmp_path: Path) -> None:
    for name, content in {
        "a.docx": package("[Content_Types].xml", "word/document.xml"), "b.doc": PDF, "c.csv": b"a,b\n1,2\n", "c.txt": b"a,b\n1,2\n",
        "d.pdf": PDF, "e.docx": os.urandom(4_096), "empty.xls": b"", "nothing": b"\x00\x07\xf3" * 500, "f.pdf": PDF.replace(b"/Root", b"/Encrypt 2 0 R /Root"),
        "g.wpd": b"\xffWPC\x10\0\0\0\x01\x0a" + bytes(600), "h.py": b"print(1)\n", "g.rm": b".RMF\0\0\0\x12\0\x01" + bytes(50),
        "m.bin": b"plain text\n",
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
    (Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), b"caf\xe9.pdf")))).write_bytes(PDF)
    found = told(tmp_path)
    formats = {path: row["format"] for path, row in found.items()}
    assert formats["a.docx"] == "docx"
    assert formats["b.doc"] == formats["d.pdf"] == formats[written(b"caf\xe9.pdf")] == "pdf"
    assert (formats["c.csv"], formats["c.txt"], formats["empty.xls"], formats["nothing"]) == (
        "csv",
        "txt",
        "empty",
        "unknown",
    )
    assert found["d.pdf"]["puid"] == found[written(b"caf\xe9.pdf")]["puid"] == "fmt/18"
    assert found["d.pdf"]["puid_name"].endswith("1.4")
    assert found["a.docx"]["puid"] == "fmt/412"
    mismatches = {path: row["mismatch"] for path, row in found.items() if row["mismatch"]}
    assert set(mismatches) == {"b.doc", "e.docx"}
    assert mismatches["b.doc"] == "Its name ends in .doc, but by its content it is pdf."
    assert "damaged" in mismatches["e.docx"]
    risks = {path: row["risk"] for path, row in found.items() if row["risk"]}
    assert set(risks) == {"nothing", "f.pdf", "g.wpd", "g.rm"}
    assert (risks["nothing"], risks["f.pdf"]) == (NAMELESS, LOCKED)
    assert risks["g.wpd"].startswith("WordPerfect")
    assert risks["g.rm"].startswith("RealMedia")
    assert [row["why"] for row in found.values() if row["why"]] == []


def test_an_encrypted_package_is_a_format_of_its_own(tmp_path: Path) -> None:
    locked = compound({"EncryptionInfo": bytes(300), "EncryptedPackage": bytes(70_000)})
    for ending in ("docx", "xlsx", "pptx"):
        (tmp_path / f"a.{ending}").write_bytes(locked)
    (tmp_path / "b.docx").write_bytes(package("[Content_Types].xml", "word/document.xml"))
    found = told(tmp_path)
    for ending in ("docx", "xlsx", "pptx"):
        row = found[f"a.{ending}"]
        assert (row["format"], row["puid"], row["risk"], row["mismatch"]) == (ending, "fmt/494", LOCKED, None)
    row = found["b.docx"]
    assert (row["puid"], row["puid_name"], row["risk"]) == ("fmt/412", "Microsoft Word for Windows 2007 onwards", None)


def test_what_only_pronom_tells_is_at_risk(tmp_path: Path) -> None:
    (tmp_path / "accounts").write_bytes(FILEMAKER)
    (tmp_path / "scene.max").write_bytes(compound({"Scene": bytes(5_000)}))
    (tmp_path / "scan.max").write_bytes(b"ViGFk\x1a" + bytes(3_000))
    (tmp_path / "plan.xml").write_bytes(b"<?xml version='1.1'?><a/>")
    (tmp_path / "plain.xml").write_bytes(b"<a><b/></a>")
    found = told(tmp_path)
    assert (found["accounts"]["format"], found["accounts"]["puid"]) == ("unknown", "x-fmt/318")
    assert found["accounts"]["risk"].startswith("FileMaker")
    assert found["scene.max"]["risk"] is None
    assert found["scan.max"]["risk"].startswith("PaperPort")
    assert (found["plan.xml"]["puid"], found["plain.xml"]["puid"]) == ("fmt/1776", "fmt/101")


def test_the_tables_of_risks_name_kinds_and_identifiers_as_they_are_told() -> None:
    assert MIME.keys() >= BY_KIND.keys()
    assert all(name == name.lower() and "." not in name for name in BY_EXTENSION)
    assert all(puid.partition("/")[0] in {"fmt", "x-fmt"} and puid.partition("/")[2].isdigit() for puid in BY_PUID)
    assert all(why.endswith(".") for why in (*BY_KIND.values(), *BY_EXTENSION.values(), *BY_PUID.values()))


@pytest.mark.parametrize("name", ["~$letter.docx", "._letter.docx"])
def test_what_stands_beside_a_document_is_none_that_is_damaged(name: str) -> None:
    assert mismatch_of("unknown", name, "docx") is None
    assert mismatch_of("unknown", "letter.docx", "docx") is not None


def test_a_large_file_is_told_as_siegfried_tells_it_by_its_path(tmp_path: Path) -> None:
    """It is given both ends of what is large, and the whole of what has an order within: here what tells stands in the middle."""
    middle = bytes(2 * 1024**2)
    archival = PDF.replace(b"1 0 obj", b"%%" + middle + b"<pdfaid:part>1</pdfaid:part> <pdfaid:conformance>B</pdfaid:conformance>" + middle + b"\n1 0 obj")  # fmt: skip
    parts = {"a/word/document.xml": middle, "mimetype": b"application/vnd.oasis.opendocument.graphics"}
    for name, content in {
        "film.rm": b".RMF\0\0\0\x12\0\x01" + middle * 2, "a.pdf": archival, "b.pdf": PDF.replace(b"%%EOF", middle * 2 + b"%%EOF"), "x.wav": b"RIFF\xff\xff\0\0WAVEfmt " + middle * 2,
        "notes.QQQ-": b"nothing " * 300_000,
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path / "plan.odg", "w") as archive:
        for name, content in reversed(parts.items()):
            archive.writestr(name, content)
    found = told(tmp_path)
    by_path = {name: pygfried.identify(str(tmp_path / name)) for name in found}
    assert {name: row["puid"] or "UNKNOWN" for name, row in found.items()} == by_path
    assert by_path["film.rm"] != "UNKNOWN" != by_path["plan.odg"]


def test_a_file_that_is_gone_or_no_file_has_its_reason(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    rows = [{"path": name, "stamp": 1, "name": name, "extension": "", "size": 5} for name in ("gone", "pipe")]
    one, two = identify(LocalSource(str(tmp_path)), pa.RecordBatch.from_pylist(rows)).to_pylist()
    assert one["why"] == "It vanished before it could be read."
    assert two["why"] == "No file stands there any more."
    assert one["format"] == two["format"] == "unknown"


def test_the_stage_can_be_sent_and_its_losses_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    stage = pickle.loads(pickle.dumps(Identifying(LocalSource(str(tmp_path)))))
    batch = pa.RecordBatch.from_pylist([{"path": "a.txt", "stamp": 4, "name": "a.txt", "extension": "txt", "size": 1}])
    assert stage(batch).to_pylist()[0]["format"] == "txt"
    (row,) = lost(batch, "It came down.").to_pylist()
    assert (row["path"], row["stamp"], row["why"]) == ("a.txt", 4, "It came down.")


@pytest.mark.parametrize(
    ("kind", "name", "fits"),
    [
        ("csv", "a.txt", True),
        ("txt", "a.csv", True),
        ("txt", "a.dat", True),
        ("pdf", "a", True),
        ("jpeg", "a.png", False),
    ],
)
def test_texts_go_by_many_names(kind: str, name: str, fits: bool) -> None:  # noqa: FBT001 - a case of the table
    assert (mismatch_of(kind, name, name.rpartition(".")[2] if "." in name else "") is None) == fits


def test_old_versions_are_at_risk() -> None:
    assert risk_of("dwg", "dwg", None, b"AC1009" + bytes(9), b"") == DRAWING
    assert risk_of("dwg", "dwg", None, b"AC1032" + bytes(9), b"") is None
    assert "before 97" in str(risk_of("doc", "doc", "fmt/39", b"", b""))
    assert risk_of("doc", "doc", "fmt/40", b"", b"") is None
    assert "Excel 5 or 95" in str(risk_of("xls", "xls", "fmt/59", b"", b""))
    assert "Excel before 5" in str(risk_of("xls", "xls", "fmt/56", b"", b""))
    assert risk_of("mdb", "mdb", "x-fmt/240", b"", b"") == BY_KIND["mdb"]
    assert risk_of("doc", "doc", "fmt/754", b"", b"") == LOCKED
    assert risk_of("json", "gdoc", "fmt/1073", b"", b"") == BY_PUID["fmt/1073"]
    assert risk_of("z", "z", None, b"", b"") is None
    assert (
        risk_of("compound", "docx", None, b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), b"") == LOCKED
    )
