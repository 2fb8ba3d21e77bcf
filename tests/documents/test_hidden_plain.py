"""Text, tables and e-mails; what the rules promise; and the command."""

import json
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from muniment.cli import parser
from muniment.documents.hidden import RULES, Looked, look
from muniment.documents.hidden.apart import look_apart
from tests.documents.test_hidden_workbook import found
from tests.fixtures.hidden import office_files as files
from tests.fixtures.hidden.office_files import packed, plain_workbook, saved

SOURCE = Path(__file__).parents[2] / "src/muniment/documents/hidden"


@pytest.mark.parametrize(("name", "content"), [("a.csv", b"Month,Amount\nMay,-4\nJune,+44 20 7946 0000\n"), ("a.txt", "Café\n".encode()), ("LICENSE", b"All of it."), ("a.json", b'{"a": 1}')])  # fmt: skip
def test_text_hides_nothing(name, content):
    assert look(name, content).clean


def test_cells_that_a_spreadsheet_would_compute():
    one = found(
        look("a.csv", b'Name,Link\nReed,=HYPERLINK("http://evil.example")\nOkafor,"@SUM(A1)"\n'), "formula-cells"
    )
    assert (one.severity, one.count) == ("tell", 2)


def message() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "amal@ambleworth.example", "jo@ambleworth.example", "Your request"
    mail.set_content("See what is attached.")
    return mail


def test_an_e_mail_says_that_it_is_one_and_its_attachments_are_looked_into():
    mail = message()
    mail["Bcc"] = "press@ambleworth.example"
    mail.add_attachment(files.with_pivot(7), maintype="application", subtype="octet-stream", filename="annex.xlsx")
    looked = look("reply.eml", mail.as_bytes())
    assert (looked.kind, looked.understood) == ("e-mail", True)
    assert found(looked, "mail-headers").severity == "tell"
    assert found(looked, "blind-copies").example == "press@ambleworth.example"
    assert found(looked, "pivot-cache").file == "annex.xlsx"
    assert found(looked, "embedded-file").what == "Files are attached: annex.xlsx."


def test_an_attachment_that_cannot_be_looked_into_makes_the_e_mail_so():
    mail = message()
    mail.add_attachment(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", maintype="application", subtype="msword", filename="old.doc"
    )
    looked = look("reply.eml", mail.as_bytes())
    assert not looked.understood
    assert looked.why[0].startswith("old.doc: ")


def test_a_file_that_is_another_kind_than_its_name_says():
    looked = look("reply.docx", saved(plain_workbook()))
    assert (looked.kind, found(looked, "other-kind").severity) == ("workbook", "tell")
    assert look("reply.pdf", b"Dear resident").understood is False


@pytest.mark.parametrize("name", ["a.xyz", "a.html", "a.rtf", "a.svg", "a.xml", "a.docx"])
def test_kinds_that_are_not_known_are_never_clean(name):
    content = {"a.rtf": b"{\\rtf1 hello}", "a.xyz": b"hello"}.get(
        name, b"<html><!-- not for release --><p>hello</p></html>"
    )
    looked = look(name, content)
    assert not looked.understood
    assert looked.stops
    assert not looked.clean


def test_what_was_found_is_kept_as_json_and_read_again():
    looked = look("a.xlsx", files.with_pivot(7))
    told = json.loads(json.dumps(looked.as_json()))
    assert Looked.from_json(told) == looked
    assert (told["understood"], told["stops"], told["clean"]) == (True, True, False)
    assert told["findings"][0]["rule"] == "pivot-cache"


def test_examples_are_cut_and_on_one_line():
    book = plain_workbook()
    book.active["B5"] = "A very long story\nabout somebody " * 200
    book.active.row_dimensions[5].hidden = True
    assert len(found(look("a.xlsx", saved(book)), "hidden-rows").example) <= 48


def test_names_of_any_length_and_of_any_sign_are_told_in_few_words():
    book = plain_workbook()
    book.properties.creator = "\u202e" + "x" * 9_000
    book["Notes"].sheet_state = "hidden"
    content = saved(book)
    wide = files.member(content, "xl/workbook.xml").replace(b'name="Notes"', b'name="' + b"y" * 30_000 + b'"')
    looked = look("../../etc/\x00passwd\n.xlsx", files.rewritten(content, {"xl/workbook.xml": wide}))
    assert found(looked, "hidden-sheet").where.startswith("sheet yyy")
    assert max(len(text) for each in looked.findings for text in (each.what, each.where, each.example)) <= 400


def test_every_rule_is_used_and_no_other():
    source = "\n".join(path.read_text() for path in SOURCE.glob("*.py") if path.name != "rulebook.py")
    named = set(
        re.findall(
            r'"([a-z]+(?:-[a-z]+)+|comment|macros|properties|query|connection|script|scenarios|commenters|thumbnail)"',
            source,
        )
    )
    assert set(RULES) <= named, "a rule that nothing looks for"
    called = set(re.findall(r'(?:found|_keep)\(\s*"([a-z-]+)"', source))
    assert called <= set(RULES)


def run(*arguments: str) -> int:
    chosen = parser().parse_args(["gate", *arguments])
    return int(chosen.do(chosen))


def test_the_command_tells_by_its_exit_code(tmp_path, capsys):
    clean, hidden, broken = tmp_path / "clean.xlsx", tmp_path / "pivot.xlsx", tmp_path / "broken.xlsx"
    clean.write_bytes(saved(plain_workbook()))
    hidden.write_bytes(files.with_pivot(7))
    broken.write_bytes(hidden.read_bytes()[:900])
    assert run(str(clean)) == 0
    assert capsys.readouterr().out == "clean.xlsx (workbook): nothing found\n"
    assert run(str(clean), str(hidden)) == 1
    assert "stops pivot-cache" in capsys.readouterr().out
    assert run(str(hidden), str(broken), str(tmp_path / "none.pdf")) == 2
    assert capsys.readouterr().out.count("not looked into: ") == 2
    assert run("--json", str(hidden)) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["name"], told["findings"][0]["count"]) == ("pivot.xlsx", 7)


def test_a_process_that_breaks_off_is_told_as_a_file_that_was_not_looked_into(tmp_path, monkeypatch):
    from muniment.documents.hidden import apart

    path = tmp_path / "a.zip"
    path.write_bytes(packed({"a.txt": "x"}))
    assert look_apart(path, "told.zip").name == "told.zip"
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    looked = look_apart(path)
    assert not looked.understood
    assert "broke off" in looked.why[0]
