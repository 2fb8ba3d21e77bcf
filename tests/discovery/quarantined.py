"""Files on their way into a quarantine, whose worker is killed at any point: for the tests, and longer for `./run soak`."""

import errno
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from blake3 import blake3

from muniment.discovery.engine import quarantine, recovering, shifting
from muniment.discovery.engine.freezing import Frozen, Wanted, freeze, stamp_of
from muniment.discovery.engine.journal import Journal
from muniment.discovery.engine.names import written

HOSTILE = (b"plain.txt", b"sub/caf\xe9.txt", "sub/naïve \u202egnp.doc".encode(), b"sub/-rf", b"a\nb/new\nline", b"sub/" + b"x" * 200, b"deep/" * 60 + b"end", b"sub/%s;$(id)'\"")  # fmt: skip


@contextmanager
def allowed(_one: Frozen) -> Iterator[str]:
    """A gate that lets all pass."""
    yield ""


def tree(root: Path) -> dict[bytes, bytes]:
    """A folder with files of hostile names, and what is in each."""
    contents = {name: b"content of " + name for name in HOSTILE}
    contents[b"large.bin"] = os.urandom(300_000)
    for name, content in contents.items():
        place = os.path.join(os.fsencode(root), name)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(content)
    return contents


def wanted(root: Path, names: Any, **more: Any) -> list[Wanted]:
    found = []
    for name in names:
        facts = os.stat(os.path.join(os.fsencode(root), name))
        found.append(Wanted(written(name), facts.st_size, None, stamp_of(facts), None, **more))
    return found


def frozen_tree(base: Path) -> tuple[Path, list[Frozen], dict[bytes, bytes]]:
    root = base / "share"
    root.mkdir(parents=True)
    contents = tree(root)
    files, left = freeze(str(root), wanted(root, contents), base / "notes")
    assert not left
    assert {each.blake3 for each in files} == {blake3(content).hexdigest() for content in contents.values()}
    return root, files, contents


def another_disk(put: Callable[[Any, str, Any], None]) -> None:
    """Has the quarantine stand on another disk: no file is renamed from one folder into another."""
    real = shifting.rename_new

    def rename(name: str, above: int, new: str, new_above: int) -> None:
        if os.fstat(above).st_ino != os.fstat(new_above).st_ino:
            raise OSError(errno.EXDEV, "another disk")
        real(name, above, new, new_above)

    for module in (quarantine, recovering):
        put(module, "rename_new", rename)


def _deadly(at: int) -> None:
    """Has this process killed at its n-th act on the disk: before it, in the middle of a line of the journal, or after it."""
    seen = 0

    def around(real: Callable[..., Any], *, half: Callable[..., Any] | None = None) -> Callable[..., Any]:
        def act(*given: Any, **named: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)
            if half is not None and seen + 1 == at:
                half(*given)
                os.kill(os.getpid(), signal.SIGKILL)
            told = real(*given, **named)
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return told

        return act

    def half_a_line(journal: Journal, line: bytes) -> None:
        os.write(journal._file, line[: len(line) // 2])

    Journal.write = around(Journal.write, half=half_a_line)  # type: ignore[method-assign]
    for module in (quarantine, recovering):
        module.rename_new = around(module.rename_new)  # type: ignore[attr-defined]
    quarantine.copy_new = around(quarantine.copy_new)  # type: ignore[attr-defined]
    os.unlink = around(os.unlink)  # type: ignore[assignment]


def killed(at: int, act: Callable[[], None], *, copied: bool = False) -> bool:
    """Does it in a process of its own, which is killed at its n-th act. False where it came to its end before."""
    child = os.fork()
    if child == 0:
        try:
            if copied:
                another_disk(setattr)
            _deadly(at)
            act()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def where(root: Path, folder: Path, files: list[Frozen]) -> dict[int, list[str]]:
    """In which places each content is found, whatever the journal says."""
    found: dict[int, list[str]] = {each.number: [] for each in files}
    by_digest = {each.blake3: each.number for each in files}
    for top in (root, folder):
        for place, _folders, names in os.walk(os.fsencode(top)):
            for name in names:
                with open(os.path.join(place, name), "rb") as file:
                    number = by_digest.get(blake3(file.read()).hexdigest())
                if number is not None:
                    found[number].append(
                        os.fsdecode(os.path.relpath(os.path.join(place, name), os.fsencode(top.parent)))
                    )
    return found


def passes(root: Path, folder: Path, files: list[Frozen]) -> None:
    """All of it: into the quarantine, one back, the others deleted."""
    with quarantine.Quarantine.opened(str(root), folder, files) as one:
        for each in files:
            one.take(each, allowed)
        if one.state(files[0]) == quarantine.IN_QUARANTINE:
            one.restore(files[0])
        for each in files[1:]:
            one.delete(each, allowed)


def tried(base: Path, at: int, *, copied: bool = False, put: Callable[[Any, str, Any], None] = setattr) -> bool:
    """Kills it at one point, and looks: each file stands somewhere, in one place once it goes on, and the journal tells which.

    False where it came to its end before that point.
    """
    root, files, _contents = frozen_tree(base)
    folder = base / "quarantine"
    was_killed = killed(at, lambda: passes(root, folder, files), copied=copied)
    if copied:
        another_disk(put)
    before = where(root, folder, files)
    with quarantine.Quarantine.opened(str(root), folder, files) as one:
        for each in files:
            state, places = one.state(each), where(root, folder, [each])[each.number]
            assert len(places) == (0 if state == quarantine.GONE else 1), (at, each, state, places)
            assert (state == quarantine.GONE) <= (not before[each.number]) or state != quarantine.GONE, (at, each)
            if state == quarantine.IN_QUARANTINE:
                assert places[0].startswith("quarantine/"), (at, each, places)
            elif state != quarantine.GONE:
                assert places[0] == f"share/{each.real_path}", (at, each, state, places)
    passes(root, folder, files)
    after = where(root, folder, files)
    assert after[files[0].number] == [f"share/{files[0].real_path}"], (at, after)
    assert not any(after[each.number] for each in files[1:]), (at, after)
    return was_killed


def points(seed: int, number: int, most: int) -> Iterator[int]:
    chosen = random.Random(seed)
    return (chosen.randint(1, most) for _ in range(number))
