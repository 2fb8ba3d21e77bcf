"""Evidence: whatever a file is called and whatever is in it, it is kept as it came and never runs as a page of this house.

Seen red when a file was given out without asking for the record, and when it was shown instead of attached.
"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muniment.assurance.models import Recommendation
from muniment.registers import evidence
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
