"""Files that go: into the quarantine and out of it, with files that change, links that are swapped in, and kills at any point."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from muniment.discovery.engine.freezing import CHANGED, Frozen, freeze, parquet_of, read, table_of
from muniment.discovery.engine.journal import Busy
from muniment.discovery.engine.quarantine import BACK, GONE, IN_QUARANTINE, LEFT, Left, Quarantine
from muniment.discovery.engine.walking import walk
from tests.discovery.quarantined import allowed, another_disk, frozen_tree, killed, points, tried, wanted, where


@pytest.fixture(params=[False, True], ids=["renamed", "copied"])
def disks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quarantine on the same disk, and on another."""
    if request.param:
        another_disk(monkeypatch.setattr)


@pytest.mark.usefixtures("disks")
def test_goes_comes_back_and_goes_for_good(tmp_path: Path) -> None:
    root, files, contents = frozen_tree(tmp_path)
    place = root / "plain.txt"
    os.chmod(place, 0o640)
    files = freeze(str(root), wanted(root, contents), tmp_path / "again")[0]
    facts = place.stat()
    with Quarantine.opened(str(root), tmp_path / "kept", files) as one:
        assert all(one.take(each, allowed) for each in files)
        assert not any(names for _place, _folders, names in os.walk(root))
        for each in files:
            one.restore(each)
        assert {one.state(each) for each in files} == {BACK}
    now = place.stat()
    assert (now.st_mode, now.st_mtime_ns, now.st_uid) == (facts.st_mode, facts.st_mtime_ns, facts.st_uid)
    for name, content in contents.items():
        with open(os.path.join(os.fsencode(root), name), "rb") as file:
            assert file.read() == content
    again = freeze(str(root), wanted(root, contents), tmp_path / "third")[0]
    with Quarantine.opened(str(root), tmp_path / "kept again", again) as one:
        assert all(one.take(each, allowed) for each in again)
        assert [one.delete(each, allowed) for each in again] == [""] * len(again)
        assert {one.state(each) for each in again} == {GONE}
    assert not any(where(root, tmp_path / "kept again", again).values())


def test_a_list_is_what_the_walk_found(tmp_path: Path) -> None:
    """The stamp that is made of a file again is the one that the walk wrote."""
    root, files, _contents = frozen_tree(tmp_path)
    walked = {row["path"]: row for each in walk(str(root), processes=1) for row in each.batch.to_pylist()}
    assert [(each.path, each.stamp) for each in files] == [(each.path, walked[each.path]["stamp"]) for each in files]
    assert read(parquet_of(table_of(files))) == files


def test_a_file_that_changed_is_not_agreed_on(tmp_path: Path) -> None:
    root, _files, contents = frozen_tree(tmp_path)
    asked = wanted(root, contents)
    (root / "plain.txt").write_text("another")
    (root / "large.bin").unlink()
    files, left = freeze(str(root), asked, tmp_path / "new notes")
    assert len(files) == len(contents) - 2
    assert dict(left) == {"plain.txt": CHANGED, "large.bin": "It vanished before it could be read."}


def test_digests_are_noted_for_whoever_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, files, contents = frozen_tree(tmp_path)
    with (tmp_path / "notes").open("a") as notes:
        notes.write('["half a li')
    monkeypatch.setattr("muniment.discovery.engine.freezing.digest_of", lambda _file: pytest.fail("read twice"))
    assert freeze(str(root), wanted(root, contents), tmp_path / "notes")[0] == files


@pytest.mark.parametrize("how", ["written", "replaced", "gone", "link", "folder", "pipe", "same size and time"])
@pytest.mark.usefixtures("disks")
def test_what_changed_since_stays(tmp_path: Path, how: str) -> None:
    root, files, _contents = frozen_tree(tmp_path)
    one, place = next(each for each in files if each.path == "plain.txt"), root / "plain.txt"
    outside = tmp_path / "outside.txt"
    outside.write_bytes(place.read_bytes())
    facts = place.stat()
    match how:
        case "written":
            place.write_text("somebody went on working")
        case "replaced":
            shutil.copy2(outside, root / "new")
            (root / "new").replace(place)
        case "gone":
            place.unlink()
        case "link":
            place.unlink()
            place.symlink_to(outside)
        case "folder":
            place.unlink()
            place.mkdir()
        case "pipe":
            place.unlink()
            os.mkfifo(place)
        case _:
            place.write_bytes(b"X" * facts.st_size)
            os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    stood = os.lstat(place) if how != "gone" else None
    with Quarantine.opened(str(root), tmp_path / "kept", files) as them:
        assert not them.take(one, allowed)
        assert them.state(one) == LEFT
        assert them.journal.why(one.number)
    assert outside.exists()
    assert stood is None or os.lstat(place).st_ino == stood.st_ino


@pytest.mark.usefixtures("disks")
def test_no_link_leads_out(tmp_path: Path) -> None:
    """A folder that is swapped for a link to one outside, where the same file stands."""
    root, files, _contents = frozen_tree(tmp_path)
    (root / "sub").rename(tmp_path / "outside")
    (root / "sub").symlink_to(tmp_path / "outside")
    within = [each for each in files if each.path.startswith("sub/")]
    with Quarantine.opened(str(root), tmp_path / "kept", files) as them:
        assert within
        assert not any(them.take(each, allowed) for each in within)
    assert len(list((tmp_path / "outside").iterdir())) == len(within)
    with Quarantine.opened(str(root), tmp_path / "kept", [replace(files[0], number=99, path="../outside/-rf")]) as them:
        assert not them.take(them.files[99], allowed)


@pytest.mark.usefixtures("disks")
def test_swapped_while_it_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the last look and the move another file gets its name: that one is put back."""
    root, files, _contents = frozen_tree(tmp_path)
    one = next(each for each in files if each.path == "plain.txt")

    @contextmanager
    def swapping(_one: Frozen) -> Iterator[str]:
        (root / "new").write_text("of somebody else")
        (root / "new").replace(root / "plain.txt")
        yield ""

    with Quarantine.opened(str(root), tmp_path / "kept", files) as them:
        assert not them.take(one, swapping)
        assert them.journal.why(one.number) == CHANGED
    assert (root / "plain.txt").read_text() == "of somebody else"
    assert not [place for place in (tmp_path / "kept").rglob("*") if place.is_file() and place.name != "journal.jsonl"]


@pytest.mark.usefixtures("disks")
def test_written_while_it_moves(tmp_path: Path) -> None:
    root, files, _contents = frozen_tree(tmp_path)
    one = next(each for each in files if each.path == "plain.txt")

    @contextmanager
    def writing(_one: Frozen) -> Iterator[str]:
        with (root / "plain.txt").open("ab") as file:
            file.write(b" and more")
        yield ""

    with Quarantine.opened(str(root), tmp_path / "kept", files) as them:
        assert not them.take(one, writing)
    assert (root / "plain.txt").read_bytes().endswith(b" and more")


@pytest.mark.usefixtures("disks")
def test_a_hold_stops_it_at_its_moment(tmp_path: Path) -> None:
    root, files, _contents = frozen_tree(tmp_path)

    @contextmanager
    def held(each: Frozen) -> Iterator[str]:
        yield "Held by the inquiry." if each.number > 3 else ""

    with Quarantine.opened(str(root), tmp_path / "kept", files) as them:
        assert [them.take(each, held) for each in files] == [each.number <= 3 for each in files]
        assert {them.journal.why(each.number) for each in files[3:]} == {"Held by the inquiry."}
        for each in files[:3]:
            assert them.delete(each, lambda each: held(replace(each, number=9))) == "Held by the inquiry."
            assert them.state(each) == IN_QUARANTINE
    found = where(root, tmp_path / "kept", files)
    assert all(len(places) == 1 for places in found.values())


@pytest.mark.usefixtures("disks")
def test_a_copy_goes_only_while_the_other_is_there(tmp_path: Path) -> None:
    root = tmp_path / "share"
    root.mkdir()
    for name in ("kept", "one", "two", "three", "four"):
        (root / name).write_text("the same")
    (root / "five").hardlink_to(root / "kept")
    names = [b"five", b"four", b"one", b"three", b"two"]
    files, _left = freeze(str(root), wanted(root, names, kept="kept"), tmp_path / "notes")
    five, four, one, three, two = files
    with Quarantine.opened(str(root), tmp_path / "quarantine", files) as them:
        assert not them.take(five, allowed)
        assert "one file on the disk" in them.journal.why(five.number)
        assert them.take(four, allowed)
        assert them.take(one, allowed)
        (root / "kept").write_text("not same")
        assert not them.take(two, allowed)
        assert "another content" in them.journal.why(two.number)
        assert "another content" in them.delete(one, allowed)
        (root / "kept").unlink()
        assert not them.take(three, allowed)
        assert "vanished" in them.journal.why(three.number)
        (root / "kept").symlink_to(root / "three")
        assert "Something else" in them.delete(four, allowed)
        them.restore(one)
    assert (root / "one").read_text() == "the same"


@pytest.mark.usefixtures("disks")
def test_what_stands_there_now_is_never_overwritten(tmp_path: Path) -> None:
    root, files, _contents = frozen_tree(tmp_path)
    one = next(each for each in files if each.path == "sub/-rf")
    with Quarantine.opened(str(root), tmp_path / "kept", files) as them:
        assert them.take(one, allowed)
        (root / "sub" / "-rf").write_text("a new one")
        with pytest.raises(Left, match="stands there now"):
            them.restore(one)
        assert them.state(one) == IN_QUARANTINE
        shutil.rmtree(root / "sub")
        (root / "sub").symlink_to(tmp_path)
        with pytest.raises(Left, match="Something else"):
            them.restore(one)
        (root / "sub").unlink()
        them.restore(one)
    assert (root / "sub" / "-rf").read_bytes() == b"content of sub/-rf"


def test_changed_in_the_quarantine_is_not_deleted(tmp_path: Path) -> None:
    root, files, _contents = frozen_tree(tmp_path)
    with Quarantine.opened(str(root), tmp_path / "kept", files) as them, (root / "plain.txt").open("ab") as writing:
        one = next(each for each in files if each.path == "plain.txt")
        assert them.take(one, allowed)
        writing.write(b"by a programme that had it open")
        writing.flush()
        assert them.delete(one, allowed) == "It was changed in the quarantine."
        them.restore(one)
    assert (root / "plain.txt").read_bytes().endswith(b"had it open")


def test_one_works_at_a_time(tmp_path: Path) -> None:
    root, files, _contents = frozen_tree(tmp_path)
    with Quarantine.opened(str(root), tmp_path / "kept", files), pytest.raises(Busy), Quarantine.opened(str(root), tmp_path / "kept", files):  # fmt: skip
        pass


@pytest.mark.parametrize("disk", ["the same", "another"])
@pytest.mark.parametrize("first", range(4))
def test_killed_at_every_act_on_its_first_files(tmp_path: Path, disk: str, first: int, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """The acts of one file after another are alike, so the first few are tried one by one."""
    for at in range(1 + first, 17, 4):
        with monkeypatch.context() as patched:
            assert tried(tmp_path / str(at), at, copied=disk == "another", put=patched.setattr)


@pytest.mark.parametrize("disk", ["the same", "another"])
def test_killed_at_some_point(tmp_path: Path, disk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in points(7, 3, 120):
        with monkeypatch.context() as patched:
            tried(tmp_path / str(at), at, copied=disk == "another", put=patched.setattr)


@pytest.mark.parametrize("disk", ["the same", "another"])
def test_killed_and_then_somebody_else_puts_a_file_there(tmp_path: Path, disk: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """Where the name is free after a kill, another takes it: theirs is untouched, and the file that went is not lost."""
    for at in range(1, 15):
        root, files, _contents = frozen_tree(tmp_path / str(at))
        one, folder = files[0], tmp_path / str(at) / "quarantine"

        def moved(root: Path = root, folder: Path = folder, one: Frozen = one) -> None:
            with Quarantine.opened(str(root), folder, [one]) as them:
                them.take(one, allowed)

        killed(at, moved, copied=disk == "another")
        place = root / one.real_path
        free = not place.exists()
        if free:
            place.write_text("of somebody else")
        with monkeypatch.context() as patched:
            if disk == "another":
                another_disk(patched.setattr)
            with Quarantine.opened(str(root), folder, [one]) as them:
                assert not free or them.state(one) == IN_QUARANTINE
                assert len(where(root, folder, [one])[one.number]) == 1
        assert place.read_text() == "of somebody else" if free else place.exists()
