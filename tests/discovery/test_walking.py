import itertools
import os
import socket
import stat
from pathlib import Path

import pyarrow as pa
import pytest

from muniment.discovery.engine import listing, walking
from muniment.discovery.engine.entries import batch_of
from muniment.discovery.engine.facts import Facts, Place
from muniment.discovery.engine.listing import LOOP, Errand, Listing
from muniment.discovery.engine.names import place, written
from muniment.discovery.engine.schema import ENTRIES
from muniment.discovery.engine.walking import Walked, walk


def rows(walked: list[Walked]) -> dict[str, dict]:
    """All rows by path, each path once; every folder that was found was listed."""
    table = pa.Table.from_batches([each.batch for each in walked], ENTRIES)
    listed = [path for each in walked for path in each.listed]
    assert len(listed) == len(set(listed))
    assert {path for each in walked for path in each.found} <= set(listed)
    found = table.to_pylist()
    assert {row["path"] for row in found if row["kind"] == "folder"} <= set(listed) <= {row["path"] for row in found}
    assert len({row["path"] for row in found}) == len(found)
    return {row["path"]: row for row in found}


def make_deep(root: Path, folders: int) -> bytes:
    """Folders within folders to a path that the system does not take in one piece, with a file in the last."""
    here, path = os.open(root, os.O_RDONLY), b""
    for number in range(folders):
        name = b"%03d " % number + b"n" * 60
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here, path = below, os.path.join(path, name)
    os.close(os.open(b"last.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    return path + b"/last.txt"


def counted(root: bytes) -> int:
    """Names at and below a folder, counted plainly and independently, by changing into each folder."""
    before, number = os.open(".", os.O_RDONLY), 1
    os.chdir(root)
    for name in os.listdir(b"."):
        if stat.S_ISDIR(os.lstat(name).st_mode):
            number += counted(name)
        else:
            number += 1
    os.fchdir(before)
    os.close(before)
    return number


@pytest.fixture
def monsters(tmp_path: Path):
    """A folder with all that a share may hold to make a scan fail, as far as this user may make it."""
    root = tmp_path / "share"
    (root / "plain" / "deeper").mkdir(parents=True)
    (root / "plain" / "Budget.XLSX").write_bytes(b"x" * 5000)
    (root / "plain" / ".hidden").write_bytes(b"")
    os.link(root / "plain" / "Budget.XLSX", root / "plain" / "deeper" / "same.xlsx")
    (root / "round").symlink_to(root)
    (root / "plain" / "nowhere").symlink_to("gone")
    (root / "itself").symlink_to("itself")
    os.mkfifo(root / "pipe")
    for name in (b"caf\xe9 \xff.doc", b"line\nbreak.txt", "\ufffd mark.txt".encode(), b"\x01\x1b[31m", b"x" * 255):
        os.close(os.open(os.path.join(os.fsencode(root), name), os.O_CREAT | os.O_WRONLY))
    os.mkdir(os.path.join(os.fsencode(root), b"\xe9t\xe9"))
    with (root / "huge.bin").open("wb") as file:
        file.truncate(2**40)
    os.utime(root / "plain" / ".hidden", (-(10**9), -(10**9)))
    with socket.socket(socket.AF_UNIX) as heard:
        home = Path.cwd()
        os.chdir(root)
        heard.bind("heard")
        os.chdir(home)
    make_deep(root, 80)
    closed = root / "closed"
    closed.mkdir()
    (closed / "in it.txt").write_text("x")
    closed.chmod(0)
    if os.geteuid() == 0:
        os.mknod(root / "device", stat.S_IFCHR | 0o600, os.makedev(1, 3))
    yield root
    closed.chmod(0o700)


@pytest.mark.parametrize("processes", [1, 2])
def test_every_name_is_a_row_once(monsters: Path, processes: int) -> None:
    found = rows(list(walk(str(monsters), processes=processes)))
    (monsters / "closed").chmod(0o700)
    hidden = 0 if os.geteuid() == 0 else 1  # what stands in the closed folder
    assert len(found) == counted(os.fsencode(monsters)) - hidden
    kinds = {path: row["kind"] for path, row in found.items()}
    assert (kinds["round"], kinds["itself"], kinds["pipe"], kinds["heard"]) == ("link", "link", "pipe", "socket")
    assert kinds.get("device", "device") == "device"
    assert found["huge.bin"]["size"] == 2**40
    assert found["huge.bin"]["allocated"] < 2**20
    budget = found["plain/Budget.XLSX"]
    assert (budget["folder"], budget["name"], budget["extension"], budget["size"]) == (
        "plain",
        "Budget.XLSX",
        "xlsx",
        5000,
    )
    assert (budget["links"], budget["inode"]) == (2, found["plain/deeper/same.xlsx"]["inode"])
    assert found["plain/.hidden"]["extension"] == ""
    assert found["plain/.hidden"]["modified"].year == 1938
    assert found[written(b"caf\xe9 \xff.doc")]["extension"] == "doc"
    assert found[written(b"\xe9t\xe9")]["kind"] == "folder"
    assert os.path.lexists(place(str(monsters), written("\ufffd mark.txt".encode())))
    (deep,) = [path for path in found if path.endswith("/last.txt")]
    assert len(deep) > 4_096
    without = [path for path, row in found.items() if row["why"]]
    assert without == ([] if os.geteuid() == 0 else ["closed"])
    assert all(row["stamp"] for row in found.values())


@pytest.mark.parametrize("most", [5, 16_384])  # rows of one batch: less than some folders have, and more
def test_a_walk_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    for number in range(60):
        folder = tmp_path / f"a{number % 7}" / f"b{number}"
        folder.mkdir(parents=True)
        for each in range(number % 9):
            (folder / f"{each}.txt").write_text("x")
    monkeypatch.setattr(walking, "_ALONE", 20)
    monkeypatch.setattr(walking, "_ERRAND", 30)
    monkeypatch.setattr(listing, "BATCH", most)
    everything = list(walk(str(tmp_path), processes=1))
    whole = rows(everything)
    assert len(everything) > 10
    for stop in range(1, len(everything)):
        first = list(itertools.islice(walk(str(tmp_path), processes=1), stop))
        found = {""} | {path for each in first for path in each.found}
        listed = {path for each in first for path in each.listed}
        rest = list(walk(str(tmp_path), processes=1, pending=sorted(found - listed)))
        assert listed.isdisjoint(path for each in rest for path in each.listed)
        told = {row["path"]: row for each in first + rest for row in each.batch.to_pylist()}
        assert {path: row["stamp"] for path, row in told.items()} == {path: row["stamp"] for path, row in whole.items()}


def test_several_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(300):
        folder = tmp_path / f"a{number % 17}" / f"b{number}"
        folder.mkdir(parents=True)
        (folder / "c.txt").write_text("x")
    monkeypatch.setattr(walking, "_ALONE", 10)
    monkeypatch.setattr(walking, "_ERRAND", 50)
    found = rows(list(walk(str(tmp_path), processes=3)))
    assert len(found) == 1 + 17 + 300 + 300


def test_a_folder_of_very_many_comes_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "BATCH", 10)
    (tmp_path / "below").mkdir()
    for number in range(35):
        (tmp_path / f"{number}.txt").write_text("x")
    walked = list(walk(str(tmp_path), processes=1))
    assert len(rows(walked)) == 37
    assert max(each.batch.num_rows for each in walked) <= 12
    assert [path for each in walked[:3] for path in each.listed] == []


def test_what_changes_under_the_walk_has_its_reason(tmp_path: Path) -> None:
    for name in ("gone", "swapped", "stays"):
        (tmp_path / name).mkdir()
    (tmp_path / "gone.txt").write_text("x")
    one = Listing(Errand(str(tmp_path), ("",), 100))
    found = one.walked()
    scandir = os.scandir

    class Late:
        """A listing that is told after its files are gone."""

        def __init__(self, folder: int) -> None:
            self.entries = list(scandir(folder))
            for name in ("gone", "swapped"):
                if not (tmp_path / name).is_symlink() and (tmp_path / name).is_dir():
                    (tmp_path / name).rmdir()
            if not (tmp_path / "swapped").is_symlink():
                (tmp_path / "swapped").symlink_to("/")
            (tmp_path / "gone.txt").unlink(missing_ok=True)

        def __enter__(self):
            return iter(self.entries)

        def __exit__(self, *_about: object) -> None:
            """Nothing is open."""

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "scandir", Late)
        told = rows([Walked(batch_of(each), each.listed, each.found) for each in found])
    assert set(told) == {"", "gone", "swapped", "stays", "gone.txt"}
    assert told["gone.txt"]["why"] == "It vanished before it could be looked at."
    assert told["gone"]["why"] == "It vanished before it could be listed."
    assert told["swapped"]["why"] == "Something else stood in its place when it was to be listed."
    assert told["swapped"]["kind"] == "link"
    assert (told["stays"]["why"], told["gone.txt"]["kind"], told["gone.txt"]["size"]) == (None, "file", None)


def test_a_folder_that_leads_back_is_not_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    real, top, below = Facts.place, os.stat(tmp_path / "a"), os.stat(tmp_path / "a" / "b")

    def led_back(facts: Facts) -> Place:
        *device, inode = real(facts)
        return (*device, top.st_ino if inode == below.st_ino else inode)  # type: ignore[return-value]

    monkeypatch.setattr(Facts, "place", led_back)
    told = rows(list(walk(str(tmp_path), processes=1)))
    assert told["a/b"]["why"] == LOOP
    assert told["a"]["why"] is None


def test_a_root_that_is_gone_is_told(tmp_path: Path) -> None:
    (row,) = rows(list(walk(str(tmp_path / "none"), processes=1))).values()
    assert row["why"] == "It vanished before it could be listed."
