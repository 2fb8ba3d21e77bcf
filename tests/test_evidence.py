"""Evidence: whatever a file is called and whatever is in it, it is kept as it came and never runs as a page of this house.

Seen red when a file was given out without asking for the record, when it was shown instead of attached, when its type was taken
from its name, when a scanner that does not answer let a file pass, and when a file that a row names was swept.
"""

import io
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muniment.assurance.models import Recommendation
from muniment.registers import evidence, file_kinds, scanning, sweeping
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Evidence, History
from muniment.registers.verifying import verify_all
from tests.cast import Cast, make_plan, make_recommendation

NAMES = [
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\tom\\minutes.docx", "minutes.docx"),
    ('minutes".html', "minutes.html"),
    ("minutes\r\nSet-Cookie: a=b", "minutesSet-Cookie a=b"),
    ("invoice\u202efdp.exe", "invoicefdp.exe"),
    ("\u2066hidden\u2069.txt", "hidden.txt"),
    ("", "file"),
    ("...", "file"),
    (" .. / .. ", "file"),
    ("<script>.svg", "script.svg"),
    ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ("nul\0byte.txt", "nulbyte.txt"),
    ("Protokoll für Größe.pdf", "Protokoll für Größe.pdf"),
]


@pytest.fixture
def action(cast: Cast) -> Recommendation:
    return make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_steers_neither_header_nor_path(given: str, kept: str) -> None:
    assert evidence.clean_name(given) == kept


@pytest.mark.parametrize("name", [given for given, _kept in NAMES])
def test_a_file_comes_back_as_an_attachment(cast: Cast, action: Recommendation, signed_in: Any, name: str) -> None:
    row = evidence.attach(Actor.at_page(cast.tom), action, name, b"<script>alert(1)</script>")
    answer = signed_in(cast.amina).get(f"/recommendations/{action.pk}/evidence/{row.pk}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "script-src" in answer["Content-Security-Policy"]
    assert "Set-Cookie:" not in answer["Content-Disposition"]


def test_a_file_is_found_by_its_own_record_only(cast: Cast, action: Recommendation, signed_in: Any) -> None:
    other = make_recommendation(action.plan, "A2", owner=cast.posts["ruth"])
    row = evidence.attach(Actor.at_page(cast.tom), action, "a.txt", b"x")
    assert signed_in(cast.ruth).get(f"/recommendations/{other.pk}/evidence/{row.pk}/").status_code == 404
    assert signed_in(cast.ruth).get(f"/recommendations/{action.pk}/evidence/{row.pk}/").status_code == 404
    assert signed_in(cast.priya).get(f"/plans/{action.plan_id}/evidence/{row.pk}/").status_code == 404
    assert signed_in(cast.priya).get(f"/recommendations/{action.pk}/evidence/{10**30}/").status_code == 404


def test_an_upload_too_large_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Large:
        size = evidence.LARGEST + 1

        def read(self) -> bytes:
            raise AssertionError("It was read.")

    with pytest.raises(Invalid, match="25 MB"):
        evidence.content_of(Large())


def test_empty_and_too_large_files_leave_nothing(
    cast: Cast, action: Recommendation, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "LARGEST", 10)
    lines = History.objects.count()
    browser = signed_in(cast.tom)
    for file in ({}, {"file": SimpleUploadedFile("a.txt", b"")}, {"file": SimpleUploadedFile("a.txt", b"x" * 11)}):
        answer = browser.post(f"/recommendations/{action.pk}/attach/", file, follow=True)
        assert answer.status_code == 200
    for content in (b"", b"x" * 11):
        with pytest.raises(Invalid):
            evidence.attach(Actor.at_page(cast.tom), action, "a.txt", content)
    assert (Evidence.objects.count(), History.objects.count()) == (0, lines)


def test_who_may_not_attach_leaves_nothing(cast: Cast, action: Recommendation, signed_in: Any) -> None:
    with pytest.raises(Refused):
        evidence.attach(Actor.at_page(cast.daniel), action, "a.txt", b"x")
    file = {"file": SimpleUploadedFile("a.txt", b"x")}
    assert signed_in(cast.daniel).post(f"/recommendations/{action.pk}/attach/", file).status_code == 403
    assert not Evidence.objects.exists()


def test_the_same_content_twice_is_kept_once_and_told_twice(cast: Cast, action: Recommendation) -> None:
    rows = [evidence.attach(Actor.at_page(cast.tom), action, name, b"same") for name in ("a.txt", "b.txt")]
    assert rows[0].sha256 == rows[1].sha256
    assert verify_all().faults == []


def office(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return held.getvalue()


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = [
    (b"%PDF-1.7\n%x", "application/pdf", "minutes.pdf", "page.docx"),
    (office("word/document.xml"), WORD, "minutes.docx", "minutes.pdf"),
    (office("word/document.xml", "word/vbaProject.bin"), f"{WORD};macros", "minutes.docx", "minutes.xlsx"),
    (
        office("xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "a.xlsx",
        "a.docx",
    ),
    (b"MZ\x90\0" + b"\0" * 60, "application/vnd.microsoft.portable-executable", "setup.exe", "minutes.pdf"),
    (b"MZ\x90\0" + b"\0" * 60, "application/vnd.microsoft.portable-executable", "setup.exe", "minutes"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image/png", "a.png", "a.jpg"),
    (b"<!DOCTYPE html><script>alert(1)</script>", "text/html", "a.html", "a.pdf"),
    (b"<?xml version='1.0'?><svg onload='x'/>", "image/svg+xml", "a.svg", "a.png"),
    ("Größe, 1\n".encode(), "text/plain", "a.csv", "a.docx"),
    (b"name,owner\n", "text/plain", "a.txt", "a.png"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "application/x-ole-storage", "a.doc", "a.pdf"),
    (b"PK\x03\x04 torn", "application/zip", "a.zip", "a.docx"),
    (b"\0\1\2\3" * 30, "application/octet-stream", "a.bin", "a.pdf"),
]


@pytest.mark.parametrize(("content", "kind", "honest", "lying"), KINDS)
def test_a_file_is_what_its_content_is(
    cast: Cast, action: Recommendation, signed_in: Any, content: bytes, kind: str, honest: str, lying: str
) -> None:
    assert file_kinds.kind_of(content) == kind
    rows = [evidence.attach(Actor.at_page(cast.tom), action, name, content) for name in (honest, lying)]
    assert [file_kinds.is_what_it_says(row.name, row.content_type) for row in rows] == [True, False]
    browser = signed_in(cast.amina)
    assert browser.get(f"/recommendations/{action.pk}/").content.decode().count("Not what its name says") == 1
    answer = browser.get(f"/recommendations/{action.pk}/evidence/{rows[1].pk}/")
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"].partition(";")[0] == kind.partition(";")[0]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].endswith("sandbox")
    assert verify_all().faults == []
    Evidence.objects.filter(pk=rows[0].pk).update(content_type="text/markdown")
    assert any("is given out as text/markdown" in each.message for each in verify_all().faults)


SCANNERS = {
    "clean": ("import sys; assert open(sys.argv[1], 'rb').read() == b'x'", ""),
    "found": ("raise SystemExit(1)", "found something"),
    "broken": ("raise SystemExit(2)", "did not answer"),
    "slow": ("import time; time.sleep(30)", "did not answer"),
    "missing": (None, "did not answer"),
}


@pytest.mark.parametrize("name", SCANNERS)
def test_the_scanner_is_asked_first_and_without_its_answer_nothing_is_kept(
    cast: Cast, action: Recommendation, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    code, message = SCANNERS[name]
    script = tmp_path / "scanner of ours.py"
    script.write_text(code or "")
    settings.SCANNER = f"{sys.executable} '{script}'" if code else str(tmp_path / "no-such-scanner")
    monkeypatch.setattr(scanning, "SECONDS", 1 if name == "slow" else 30)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lines, kept = History.objects.count(), evidence.path_of(evidence.hashlib.sha256(b"x").hexdigest())
    kept.unlink(missing_ok=True)
    if not message:
        evidence.attach(Actor.at_page(cast.tom), action, "a.txt", b"x")
        assert kept.is_file()
    else:
        with pytest.raises(Invalid, match=message):
            evidence.attach(Actor.at_page(cast.tom), action, "a.txt", b"x")
        assert (Evidence.objects.count(), History.objects.count(), kept.exists()) == (0, lines, False)
    assert [each.name for each in tmp_path.iterdir()] == [script.name]


def test_what_nothing_names_is_swept_after_a_day(cast: Cast, action: Recommendation) -> None:
    row = evidence.attach(Actor.at_page(cast.tom), action, "a.txt", b"named by a row")
    orphan, fresh = (evidence.path_of(evidence.keep(content)) for content in (b"named by nothing", b"written just now"))
    torn = orphan.parent / "tmpabc123"
    torn.write_bytes(b"half")
    other = orphan.parent / "notes.txt"
    other.write_bytes(b"not ours")
    for place in (orphan, torn, other, evidence.path_of(row.sha256)):
        os.utime(place, (0, 0))
    assert {orphan, torn} <= set(sweeping.sweep())
    assert [each.exists() for each in (orphan, torn, fresh, other, evidence.path_of(row.sha256))] == [
        False,
        False,
        True,
        True,
        True,
    ]
