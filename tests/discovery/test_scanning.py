"""A scan from its beginning to its end: once, again, and killed on its way."""

import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from muniment.discovery.engine import commands, contents, questions, scanning, stages
from muniment.discovery.engine.given import read_given
from muniment.discovery.engine.guarded import Limits
from muniment.discovery.engine.names import written
from muniment.discovery.engine.progress import Told
from muniment.discovery.engine.store import Unusable

LIMITS = Limits(seconds=20, processes=2)
LETTER = (
    "Dear Mrs Example,\n\nYour NHS number is 943 476 5919. We write about the repair of your kitchen window at number 4.\n"
    * 3
)


def build(root: Path) -> None:
    """A small share with a bit of everything."""
    (root / "housing/letters").mkdir(parents=True)
    (root / "housing/old").mkdir()
    (root / "finance/invoices").mkdir(parents=True)
    for n in range(6):
        (root / f"housing/letters/letter {n}.txt").write_text(f"{LETTER}Reference {n}.\n")
    (root / "housing/letters/letter 0 - Copy.txt").write_text(f"{LETTER}Reference 0.\n")
    (root / "housing/plan v1.txt").write_text("The plan of the year. " * 40)
    (root / "housing/plan v2 final.txt").write_text("The plan of the year. " * 40 + "Agreed.")
    (root / "finance/invoices/INV-1.csv").write_text("invoice,amount\n" + "".join(f"{n},{n}.00\n" for n in range(30)))
    (root / "finance/~$budget.xlsx").write_bytes(b"lock")
    (root / "finance/empty.doc").write_bytes(b"")
    (root / "finance/not a picture.png").write_text("This is a text.")
    (root / "finance/broken.docx").write_bytes(b"PK\x03\x04 and no more")
    with zipfile.ZipFile(root / "finance/letters.zip", "w") as archive:
        archive.writestr("in/letter.txt", LETTER)
        archive.writestr("in/deep.zip", _zip("deeper.txt", "NI number: QQ 12 34 56 C."))
    os.link(root / "housing/plan v1.txt", root / "housing/old/plan link.txt")
    (root / "housing/link").symlink_to(root / "housing/plan v1.txt")
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "housing/pipe")
    if sys.platform == "linux":
        Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.txt")).write_text("A name from another age.")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(root / "s"))
    os.utime(root / "finance/invoices/INV-1.csv", (1_262_304_000, 1_262_304_000))  # 1 January 2010


def _zip(name: str, text: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, text)
    return content.getvalue()


def rows(out: Path, name: str = "files") -> dict[str, dict[str, Any]]:
    return {row["path"] + row.get("inside", ""): row for row in pq.read_table(out / f"{name}.parquet").to_pylist()}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Any]]:
    """A share, where its scan lies, and its summary."""
    root, out = tmp_path_factory.mktemp("share"), tmp_path_factory.mktemp("scan")
    build(root)
    (out / "rulings.json").write_text(json.dumps({"lines": [{"reference": "FIN-03", "title": "Invoices", "keep": "period", "action": "destroy", "periods": [{"trigger": "modified", "years": 6, "year_end": "financial"}]}]}))  # fmt: skip
    (out / "rules.txt").write_text('FIN-03: path contains "invoices"\n')
    given = read_given(rules=out / "rules.txt", rulings=out / "rulings.json")
    return root, out, scanning.scan(str(root), out, scanning.Settings(LIMITS, given), lambda _: None)


def test_every_file_is_accounted_for(scanned: tuple[Path, Path, dict[str, Any]]) -> None:
    root, out, summary = scanned
    there = {
        written(os.fsencode(os.path.relpath(os.path.join(place, name), root)))
        for place, _, names in os.walk(root)
        for name in names
    }
    there |= {"loop"}  # a link to a folder, which os.walk counts among the folders
    told = rows(out)
    assert set(told) == there
    assert summary["found"] == len(there) == summary["scanned"] + summary["failed"]
    assert all(row["status_why"] for row in told.values() if row["status"] == "failed")
    assert told["caf\ufffde9.txt"]["text"] == "read"
    assert (told["housing/pipe"]["kind"], told["loop"]["kind"], told["s"]["kind"]) == ("pipe", "link", "socket")


def test_what_it_tells(scanned: tuple[Path, Path, dict[str, Any]]) -> None:
    _root, out, _summary = scanned
    told = rows(out)
    letter = told["housing/letters/letter 0.txt"]
    assert (letter["copies"], "nhs_number" in {each["kind"] for each in letter["personal"]}) == (2, True)
    assert letter["personal_values"] >= 1
    assert told["housing/letters/letter 0 - Copy.txt"]["decision"] == "redundant"
    assert told["housing/letters/letter 1.txt"]["near_group"]
    assert told["housing/plan v1.txt"]["version_latest"] == "housing/plan v2 final.txt"
    assert (told["finance/invoices/INV-1.csv"]["line"], told["finance/invoices/INV-1.csv"]["decision"]) == (
        "FIN-03",
        "overdue",
    )
    assert told["finance/~$budget.xlsx"]["decision"] == told["finance/empty.doc"]["decision"] == "trivial"
    assert told["finance/not a picture.png"]["mismatch"]
    assert (told["finance/broken.docx"]["status"], bool(told["finance/broken.docx"]["status_why"])) == ("failed", True)
    members = rows(out, "members")
    assert {"finance/letters.zipin/letter.txt", "finance/letters.zipin/deep.zip!/deeper.txt"} <= set(members)
    assert told["finance/letters.zip"]["personal_inside"] >= 1


def test_no_value_that_was_found_is_kept(scanned: tuple[Path, Path, dict[str, Any]]) -> None:
    _root, out, _summary = scanned
    for part in out.rglob("*.parquet"):
        assert "4765919" not in str(pq.read_table(part).to_pylist()).replace(" ", ""), part


def test_a_second_scan_of_what_has_not_changed_reads_nothing(scanned: tuple[Path, Path, dict[str, Any]]) -> None:
    root, out, before = scanned
    told: list[Told] = []
    first = rows(out)
    summary = scanning.scan(str(root), out, scanning.Settings(LIMITS), told.append)
    assert {each.stage: each.done for each in told if each.stage in {"Telling kinds", "Comparing contents", "Reading"}} == {
        "Telling kinds": 0, "Comparing contents": 0, "Reading": 0,
    }  # fmt: skip
    assert summary["changes"] == {"new": 0, "changed": 0, "moved": 0, "gone": 0}
    assert {path: row["characters"] for path, row in rows(out).items()} == {
        path: row["characters"] for path, row in first.items()
    }
    assert summary["formats"] == before["formats"]


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    root, out = tmp_path / "share", tmp_path / "scan"
    root.mkdir()
    for n in range(4):
        (root / f"{n}.txt").write_text(f"Some text {n}")
    settings = scanning.Settings(LIMITS)
    scanning.scan(str(root), out, settings, lambda _: None)
    (root / "1.txt").write_text("Another text.")
    (root / "2.txt").rename(root / "moved.txt")
    (root / "3.txt").unlink()
    (root / "new.txt").write_text("New.")
    told: list[Told] = []
    summary = scanning.scan(str(root), out, settings, told.append)
    assert max(each.done for each in told if each.stage == "Reading") == 3  # changed, moved, new
    assert summary["changes"] == {"new": 1, "changed": 1, "moved": 1, "gone": 1}
    assert questions.ask(out, "changes").num_rows == 4


def test_what_follows_from_the_files_alone_stands_while_none_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, out = tmp_path / "share", tmp_path / "scan"
    share.mkdir()
    text = " ".join(f"word{n % 70} {n}" for n in range(400))
    for name in ("plan.txt", "plan v2.txt"):
        (share / name).write_text(text + name)
    (share / "copy.txt").write_text(text + "plan.txt")
    scanning.scan(str(share), out, scanning.Settings(LIMITS), lambda _told: None)
    before = rows(out)
    asked: list[str] = []
    for module, name in ((stages, "related_batches"), (stages.duplicates, "duplicates")):
        monkeypatch.setattr(module, name, noted(asked, getattr(module, name)))
    scanning.scan(str(share), out, scanning.Settings(LIMITS), lambda _told: None)
    assert asked == []
    assert {path: {**row, "accessed": None} for path, row in rows(out).items()} == {
        path: {**row, "accessed": None} for path, row in before.items()
    }
    assert before["plan v2.txt"]["near_group"]
    (share / "copy.txt").unlink()
    scanning.scan(str(share), out, scanning.Settings(LIMITS), lambda _told: None)
    assert asked == ["duplicates", "related_batches"]
    assert (before["plan.txt"]["copies"], rows(out)["plan.txt"]["copies"]) == (2, 1)


def noted(asked: list[str], function: Any) -> Any:
    def call(*arguments: Any, **named: Any) -> Any:
        asked.append(function.__name__)
        return function(*arguments, **named)

    return call


def test_a_file_that_changed_is_told_once_with_what_it_is_like_now(tmp_path: Path) -> None:
    share, out = tmp_path / "share", tmp_path / "scan"
    share.mkdir()
    text = " ".join(f"word{n % 70} {n}" for n in range(400))
    for name in ("plan.txt", "plan copy.txt", "other.txt"):
        (share / name).write_text(text + name)
    scanning.scan(str(share), out, scanning.Settings(LIMITS), lambda _told: None)
    assert {row["near_group"] for row in rows(out).values()} != {None}
    (share / "plan.txt").write_text(text + " and more")
    (share / "other.txt").write_text("Something else entirely. " * 30)
    scanning.scan(str(share), out, scanning.Settings(LIMITS), lambda _told: None)
    told = pq.read_table(out / "files.parquet").to_pylist()
    assert sorted(row["path"] for row in told) == ["other.txt", "plan copy.txt", "plan.txt"]
    assert {row["path"]: row["near_group"] is not None for row in told} == {"plan.txt": True, "plan copy.txt": True, "other.txt": False}  # fmt: skip


def test_other_permissions_are_no_change_and_another_content_is_one(tmp_path: Path) -> None:
    share, out = tmp_path / "share", tmp_path / "scan"
    share.mkdir()
    for name in ("let.txt", "rewritten.txt"):
        (share / name).write_text("the same length")
    before = (share / "rewritten.txt").stat()
    scanning.scan(str(share), out, scanning.Settings(LIMITS), lambda _told: None)
    (share / "let.txt").chmod(0o600)
    (share / "rewritten.txt").write_text("another content")
    os.utime(share / "rewritten.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    summary = scanning.scan(str(share), out, scanning.Settings(LIMITS), lambda _told: None)
    assert summary["changes"] == {"new": 0, "changed": 1, "moved": 0, "gone": 0}
    assert questions.ask(out, "changes").column("path").to_pylist() == ["rewritten.txt"]


def test_the_folder_of_another_scan_is_not_taken(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    settings = scanning.Settings(LIMITS, texts=False)
    assert scanning.scan(str(tmp_path / "a"), tmp_path / "out", settings, lambda _: None)["found"] == 0
    with pytest.raises(Unusable, match="holds a scan of"):
        scanning.scan(str(tmp_path / "b"), tmp_path / "out", settings, lambda _: None)


def test_nothing_is_written_to_what_is_scanned(tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "deep" / "out"):
        with pytest.raises(Unusable, match="lies within"):
            scanning.scan(str(tmp_path), out, scanning.Settings(LIMITS), lambda _: None)
    assert not list(tmp_path.iterdir())


def test_nothing_tells_that_a_file_was_read(tmp_path: Path) -> None:
    """Not even a time: Siegfried opened by the path, and the root was listed, as anybody does."""
    root = tmp_path / "share"
    build(root)
    (root / "a.pdf").write_bytes(b"%PDF-1.4\n")
    (root / "b.sqlite").write_bytes(b"SQLite format 3\0" + bytes(2_000_000))
    places = [root, *(each for each in root.rglob("*") if not each.is_symlink())]
    long_ago = 1_000_000_000
    for place in places:
        os.utime(place, (long_ago, place.stat().st_mtime))
    (root / "a.pdf").read_bytes()
    if (root / "a.pdf").stat().st_atime == long_ago:
        pytest.skip("this disk notes no times of access")
    os.utime(root / "a.pdf", (long_ago, (root / "a.pdf").stat().st_mtime))
    scanning.scan(str(root), tmp_path / "out", scanning.Settings(LIMITS), lambda _: None)
    assert {str(each.relative_to(root)): each.stat().st_atime for each in places if each.stat().st_atime != long_ago} == {}  # fmt: skip


def command(*arguments: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        [sys.executable, "-m", "muniment", *arguments],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_killed_and_killed_again_it_says_the_same_in_the_end(
    scanned: tuple[Path, Path, dict[str, Any]], tmp_path: Path
) -> None:
    root, out, _summary = scanned
    kills = random.Random(6)
    for _ in range(2):
        running = command("scan", str(root), "--out", str(tmp_path / "scan"), "--processes", "2")
        time.sleep(kills.uniform(0.5, 4))
        running.send_signal(signal.SIGKILL)
        running.communicate()
    done = command("scan", str(root), "--out", str(tmp_path / "scan"), "--processes", "2", "--json")
    told, error = done.communicate()
    assert done.returncode == 0, error
    assert json.loads(told)["found"] == len(rows(out))
    same = (
        "size",
        "format",
        "blake3",
        "copies",
        "copy_of",
        "text",
        "characters",
        "personal",
        "near_group",
        "version_latest",
        "status",
    )
    assert {path: [row[name] for name in same] for path, row in rows(tmp_path / "scan").items()} == {
        path: [row[name] for name in same] for path, row in rows(out).items()
    }


def test_one_file_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(LETTER)
    inspected = command("inspect", str(tmp_path / "letter.txt"), "--json")
    told, error = inspected.communicate()
    assert inspected.returncode == 1, error
    assert "nhs_number" in {each["kind"] for each in json.loads(told)["personal"]}
    missing = command("inspect", str(tmp_path / "no.txt"))
    assert (missing.wait(), "No such file" in (missing.communicate()[1])) == (2, True)


def test_a_name_commands_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`inspect` wrote what clears a terminal as it stands in the name, and `ask` where a list holds the name."""
    bad = tmp_path / "\x1b[2Jclear\r\x07.txt"
    bad.write_text("nothing")
    assert parsed("inspect", str(bad)) == 0
    assert parsed("inspect", f"{bad}.gone") == 2
    scanning.scan(str(tmp_path), tmp_path.with_name("found"), scanning.Settings(LIMITS), lambda _: None)
    assert parsed("ask", str(tmp_path.with_name("found")), "--sql", "SELECT path, list(path) FROM files GROUP BY path") == 0  # fmt: skip
    told = "".join(capsys.readouterr())
    assert told.count("\ufffd[2Jclear\ufffd\ufffd.txt") == 4
    assert all(each.isprintable() or each == "\n" for each in told)


@pytest.mark.parametrize("shape", [(), ("--json",), ("--csv",)])
def test_an_answer_that_has_no_rows_to_show_is_a_sentence(
    scanned: tuple[Path, Path, dict[str, Any]], capsys: pytest.CaptureFixture[str], shape: tuple[str, ...]
) -> None:
    """They were tracebacks of Python. Two columns of one name are two columns."""
    for sql in ("SELECT list((name, size)) FROM files", "SELECT TIMESTAMP '290000-01-01'"):
        assert parsed("ask", str(scanned[1]), "--sql", sql, *shape) == 2
        told = capsys.readouterr()
        assert told.err.startswith("muniment: The answer cannot be shown: ")
        assert not told.out
    assert parsed("ask", str(scanned[1]), "--sql", "SELECT 1 AS n, 2 AS n, 3 AS n", *shape) == 0
    told = capsys.readouterr()
    assert all(each in told.out for each in ("n (2)", "n (3)", "1", "2", "3"))


def parsed(*arguments: str) -> int:
    chosen = commands.parser().parse_args(arguments)
    return int(chosen.do(chosen))


def test_what_was_not_read_whole_is_not_said_to_hold_nothing(tmp_path: Path) -> None:
    def code(name: str, content: bytes) -> int:
        (tmp_path / name).write_bytes(content)
        inspected = command("inspect", str(tmp_path / name))
        inspected.communicate()
        return inspected.returncode

    locked = bytearray(_zip("letter.txt", "A letter."))
    assert code("whole.zip", locked) == 0
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    assert code("locked.zip", locked) == 2
    assert code("long.txt", b"nothing at all " * 400_000) == 2
    assert code("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(50)) == 0
    assert code("a.rar", b"Rar!\x1a\x07\x00" + bytes(50)) == 2
    both = io.BytesIO(locked)
    with zipfile.ZipFile(both, "a") as archive:
        archive.writestr("found.txt", LETTER)
    assert code("both.zip", both.getvalue()) == 1


def test_a_file_that_is_gone_when_it_is_read_is_told() -> None:
    class Gone:
        def open(self, path: str) -> io.BytesIO:
            raise FileNotFoundError(path)

    (row,) = contents.Reading(Gone()).one("a", "a", 3)  # type: ignore[arg-type]
    assert (row["state"], row["why"]) == ("failed", contents.GONE)
