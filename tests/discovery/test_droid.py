"""An export of DROID as the source of the same inventory."""

from pathlib import Path

import duckdb
import pytest

from muniment.discovery.engine import questions, scanning
from muniment.discovery.engine.commands import in_words
from muniment.discovery.engine.droid import Inventory, NotDroid, kind_told

HEADINGS = '"ID","PARENT_ID","URI","FILE_PATH","NAME","METHOD","STATUS","SIZE","TYPE","EXT","LAST_MODIFIED","EXTENSION_MISMATCH","MD5_HASH","FORMAT_COUNT","PUID","MIME_TYPE","FORMAT_NAME","FORMAT_VERSION"\n'  # fmt: skip
ONE, OTHER = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
ROWS = f""""1","","file:/H:/Housing/","H:\\Housing","Housing","","Done","","Folder","","2024-07-01T10:00:00","false","","","","","",""
"2","1","file:/H:/Housing/Repairs%20%26%20voids/","H:\\Housing\\Repairs & voids","Repairs & voids","","Done","","Folder","","2024-07-01T10:00:00","false","","","","","",""
"3","2","file:/H:/Housing/Repairs%20%26%20voids/a.docx","H:\\Housing\\Repairs & voids\\a.docx","a.docx","Container","Done","1000","File","docx","2024-07-01T10:00:00","false","{ONE.upper()}","1","fmt/412","application/vnd.openxmlformats-officedocument.wordprocessingml.document","Microsoft Word for Windows","2007 onwards"
"4","2","file:/H:/Housing/Repairs%20%26%20voids/b.doc","H:\\Housing\\Repairs & voids\\b.doc","b.doc","Signature","Done","1000","File","doc","2024-01-01T10:00:00","true","{ONE}","2","fmt/412","application/msword","Microsoft Word","97","fmt/40","application/msword","Microsoft Word","2003"
"4","2","file:/H:/Housing/Repairs%20%26%20voids/b.doc","H:\\Housing\\Repairs & voids\\b.doc","b.doc","Signature","Done","1000","File","doc","2024-01-01T10:00:00","true","{ONE}","2","fmt/40","application/msword","Microsoft Word","2003"
"5","1","file:/H:/Housing/z.zip","H:\\Housing\\z.zip","z.zip","Signature","Done","500","Container","zip","2024-01-01T10:00:00","false","{OTHER}","1","x-fmt/263","application/zip","ZIP Format",""
"6","5","zip:file:/H:/Housing/z.zip!/in/c.txt","","c.txt","Extension","Done","7","File","txt","2024-01-01T10:00:00","false","{OTHER}","1","x-fmt/111","text/plain","Plain Text File",""
"7","1","file:/H:/Housing/secret.pdf","H:\\Housing\\secret.pdf","secret.pdf","","Access denied","9","File","pdf","","false",""
"""


def inventory(tmp_path: Path, text: str, encoding: str = "utf-8-sig") -> Inventory:
    (tmp_path / "d.csv").write_bytes(text.encode(encoding))
    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    return Inventory(tmp_path / "d.csv", connection)


def test_every_file_is_listed_once_with_what_droid_found(tmp_path: Path) -> None:
    told = inventory(tmp_path, HEADINGS + ROWS)
    assert told.root == "/H:/Housing"
    entries = {row["path"]: row for row in told.entries().to_pylist()}
    assert sorted(entries) == [
        "",
        "Repairs & voids",
        "Repairs & voids/a.docx",
        "Repairs & voids/b.doc",
        "secret.pdf",
        "z.zip",
    ]
    letter = entries["Repairs & voids/a.docx"]
    assert (letter["folder"], letter["name"], letter["kind"], letter["size"]) == (
        "Repairs & voids",
        "a.docx",
        "file",
        1000,
    )
    assert f"{letter['modified']:%Y-%m-%d %H:%M}" == "2024-07-01 09:00"  # DROID writes the time of the desk
    assert entries["secret.pdf"]["why"] == "DROID was not allowed to read it."
    identified = {row["path"]: row for row in told.identified().to_pylist()}
    assert (identified["Repairs & voids/a.docx"]["puid"], identified["Repairs & voids/a.docx"]["format"]) == (
        "fmt/412",
        "docx",
    )
    assert identified["Repairs & voids/b.doc"]["mismatch"]
    hashed = {row["path"]: row["blake3"] for row in told.hashed().to_pylist()}
    assert hashed["Repairs & voids/a.docx"] == hashed["Repairs & voids/b.doc"] == f"md5:{ONE}"
    assert [(row["path"], row["inside"], row["size"]) for row in told.members().to_pylist()] == [
        ("z.zip", "in/c.txt", 7)
    ]


def test_a_share_of_a_network_and_several_tops(tmp_path: Path) -> None:
    rows = "".join(
        f'"{n}","0","file:////10.1.4.2/gda/{name}","","{name}","","Done","5","File","","2024-01-01T10:00:00","false"\n'
        for n, name in enumerate("ab", 1)
    )
    told = inventory(tmp_path, HEADINGS + rows)
    assert told.root == "/10.1.4.2/gda"
    assert [row["path"] for row in told.entries().to_pylist()] == ["a", "b"]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", HEADINGS.replace("URI", "UR")])
def test_what_is_no_export_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotDroid, match="it has no column"):
        inventory(tmp_path, text)


def test_an_export_of_nothing_and_a_broken_row(tmp_path: Path) -> None:
    assert inventory(tmp_path, HEADINGS).entries().num_rows == 0
    told = inventory(tmp_path, HEADINGS + '"1","","file:/x/\n' + '"2"\n')
    assert told.entries().num_rows <= 1
    with pytest.raises(NotDroid, match="cannot be read"):
        Inventory(tmp_path / "none.csv", duckdb.connect())


def test_a_scan_is_made_of_it(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(HEADINGS + ROWS, encoding="utf-8-sig")
    for _again in range(2):
        summary = scanning.take_over(tmp_path / "d.csv", tmp_path / "out", scanning.Settings(), lambda _: None)
    assert (summary["found"], summary["scanned"], summary["failed"], summary["members"]) == (4, 3, 1, 1)
    assert summary["copies"] == {"groups": 1, "files": 1, "wasted": 1000}
    assert summary["changes"] == {"new": 0, "changed": 0, "moved": 0, "gone": 0}
    told = questions.ask_sql(tmp_path / "out", "SELECT path, puid, text, decision FROM files ORDER BY path").to_pylist()
    assert told[1] == {"path": "Repairs & voids/b.doc", "puid": "fmt/412", "text": None, "decision": "unknown"}


@pytest.mark.parametrize(
    ("mime", "puid", "extension", "kind"),
    [
        ("application/msword", "fmt/40", "doc", "doc"),
        ("audio/x-wav", "fmt/1", "txt", "wav"),
        ("", "fmt/111", "db", "compound"),
        ("", "fmt/412", "bin", "docx"),
        ("text/plain", "x-fmt/111", "log", "log"),
        ("application/xml, text/xml", "fmt/101", "dat", "xml"),
        ("", "", "doc", "doc"),
        ("", "fmt/99999", "htm", "html"),
        ("", "", "zzz", "unknown"),
    ],
)
def test_what_droid_found_comes_before_the_extension(mime: str, puid: str, extension: str, kind: str) -> None:
    """A Word document was told as RTF, whose documents may be named .doc too, and a recording named .txt as text."""
    assert kind_told(mime, puid, extension) == kind


def test_what_droid_could_not_measure_is_not_empty_and_what_nobody_read_holds_nothing_known(tmp_path: Path) -> None:
    denied = '"9","1","file:/H:/Housing/denied.doc","","denied.doc","","Access denied","","File","doc","","","","","","",""\n'
    empty = '"10","1","file:/H:/Housing/empty.doc","","empty.doc","","Done","0","File","doc","2012-03-02T10:00:00","false","","0","","","",""\n'
    (tmp_path / "d.csv").write_text(HEADINGS + ROWS + denied + empty, encoding="utf-8-sig")
    summary = scanning.take_over(tmp_path / "d.csv", tmp_path / "out", scanning.Settings(), lambda _: None)
    told = {row["path"]: row for row in questions.ask_sql(tmp_path / "out", "SELECT path, size, text, status, decision FROM files").to_pylist()}  # fmt: skip
    assert told["denied.doc"] == {"path": "denied.doc", "size": None, "text": None, "status": "failed", "decision": "unknown"}  # fmt: skip
    assert (told["empty.doc"]["text"], told["empty.doc"]["decision"]) == ("empty", "trivial")
    words = list(in_words(summary, tmp_path / "out"))
    assert "Personal data was not looked for: no text was read." in words
    assert not any("hold personal data" in each for each in words)


def test_an_export_in_which_nothing_was_measured_is_summed_all_the_same(tmp_path: Path) -> None:
    row = '"1","","file:/H:/a/denied.doc","","denied.doc","","Access denied","","File","doc","","","","","","",""\n'
    (tmp_path / "d.csv").write_text(HEADINGS + row, encoding="utf-8-sig")
    summary = scanning.take_over(tmp_path / "d.csv", tmp_path / "out", scanning.Settings(), lambda _: None)
    assert summary["decisions"] == {"unknown": {"files": 1, "bytes": 0}}
    assert any(each.startswith("1 files") for each in in_words(summary, tmp_path / "out"))
