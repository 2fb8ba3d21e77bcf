import io
import os
import pickle
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from muniment.discovery.engine.identifying import Identifying, identify, lost, mismatch_of
from muniment.discovery.engine.names import written
from muniment.discovery.engine.risks import DRAWING, LOCKED, NAMELESS, risk_of
from muniment.discovery.engine.schema import IDENTIFIED
from muniment.discovery.engine.sources import LocalSource

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
    assert (
        risk_of("compound", "docx", None, b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), b"") == LOCKED
    )
