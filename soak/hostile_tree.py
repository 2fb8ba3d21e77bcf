"""A tree of five thousand files of a thousand extensions, of which few are what their names say, with known counts."""

import os
import random
import shutil
import socket
import stat
from collections import Counter
from contextlib import chdir, suppress
from pathlib import Path

from muniment.discovery.engine.names import written
from muniment.discovery.engine.reaching import LONGEST
from muniment.documents.extract.kinds import ENDINGS
from soak.hostile_files import WHOLE, bombs, locked, spoiled

FILES, EXTENSIONS = 5_000, 1_000
TERABYTE = 1024**4
BESIDE = "Only in a file beside the share: 943 476 5919."  # never to be found by a scan of it
_NAMES = [
    b"caf\xe9.txt", b"\xff\xfe.docx", b"\xf0\x9f\x92.pdf", b"new\nline.txt", b"tab\t.csv", b"\x01\x02.txt", b"-rf", b"--out", b" ", b" a ", b"a.", b"...",
    b"a.txt ", b"'; DROP TABLE files; --.txt", b"$(reboot).txt", b"%s%n.txt", b"con", b"NUL.txt", b"a\\b.txt", b"*.txt", b"?", b"a:b", b"<script>.html", b"=1+1.csv",
    "\ufffd.txt".encode(), "\ufffde9.txt".encode(), "\u202efdp.exe".encode(), "e\u0301.txt".encode(), "\u00e9.txt".encode(), "\ud800".encode("utf-8", "surrogatepass"),
    b"A.TXT", b"a.txt", b"x" * 255, b"." + b"y" * 254, b"z" * 200 + b".\xe9", b".hidden", b"..a", b"a..txt", b"a.b.c.d.tar.gz", b"a.averyveryverylongextension",
]  # fmt: skip


class Tree:
    """What was made: of each kind how many, and which paths a scan has to tell, as it writes them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kinds: Counter[str] = Counter()
        self.paths: set[str] = set()
        self.locked: set[str] = set()  # files that are encrypted
        self.closed: set[str] = set()  # files and folders without permission
        self.skipped: list[str] = []  # what could not be made here

    def at(self, path: bytes) -> Path:
        """Where it stands."""
        return self.root / os.fsdecode(path)

    def told(self, path: bytes, kind: str = "file") -> Path:
        """Counts a path, and says where it stands."""
        self.kinds[kind] += 1
        self.paths.add(written(path))
        return self.at(path)

    def file(self, path: bytes, content: bytes) -> None:
        place = self.told(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def make(root: Path, corpus: str = "") -> Tree:
    """Makes the tree below an empty folder; of `corpus`, a folder of real files, a copy is part of it."""
    root.mkdir()
    tree, chance = Tree(root), random.Random("hostile")
    for name, content in locked().items():
        tree.file(b"locked/" + name.encode(), content)
        tree.locked.add(f"locked/{name}")
    for name, content in bombs().items():
        tree.file(b"bombs/" + name.encode(), content)
    for each in _NAMES:
        tree.file(b"names/" + each, b"A name from another age: " + each)
    _long(tree)
    _no_files(tree)
    _sparse(tree)
    _closed(tree)
    _many(tree, chance)
    _real(tree, corpus)
    return tree


def _many(tree: Tree, chance: random.Random) -> None:
    """Fills up to the number: every kind under every extension, most of them spoiled."""
    known = sorted(set().union(*ENDINGS.values()))
    endings = known + [f"x{number:03}" for number in range(EXTENSIONS - len(known))]
    names = sorted(WHOLE)
    for number in range(FILES - tree.kinds["file"]):
        name, ending = names[number % len(names)], endings[number % len(endings)]
        match number % 7:
            case 0:
                content = WHOLE[name]
            case 1:
                content = chance.randbytes(chance.choice((1, 7, 511, 4_096, 70_000)))
            case 2:
                content = b"" if number % 2 else WHOLE[name][:4] + chance.randbytes(9_000)
            case _:
                content = spoiled(name, chance)
        own = name.rpartition(".")[2] if number % 3 and number >= EXTENSIONS else ending
        tree.file(f"many/{number % 40}/{chance.randrange(9)}/{number}.{own}".encode(), content)


def _real(tree: Tree, corpus: str) -> None:
    if corpus:
        shutil.copytree(corpus, tree.root / "real", symlinks=True)
        for each in (tree.root / "real").rglob("*"):
            if each.is_symlink() or not each.is_dir():
                tree.told(os.fsencode(each.relative_to(tree.root)), "link" if each.is_symlink() else "file")


def _long(tree: Tree) -> None:
    """Folders in folders, until their path is longer than any can be told; a file in some of them."""
    here = os.open(tree.root, os.O_RDONLY)
    path = b""
    for level in range(LONGEST // 231 + 3):
        name = b"%03d" % level + b"l" * 227
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=here)
        os.close(here)
        here, path = below, path + b"/" * bool(path) + name
        if level % 20 == 10 or len(path) > LONGEST:
            file = os.open(b"far.txt", os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=here)
            os.write(file, b"So far down: 943 476 5919.")
            os.close(file)
            if len(path) <= LONGEST:
                tree.told(path + b"/far.txt")
    os.close(here)


def _no_files(tree: Tree) -> None:
    """Links that lead round, out and nowhere; names of one file; pipes, sockets and devices."""
    tree.at(b"odd/in/side").mkdir(parents=True)
    beside = tree.root.parent / "beside"
    beside.mkdir()
    for number in range(400):  # under the names that files have which somebody moves
        (beside / f"{number}.txt").write_text(BESIDE)
    for name, leads in ((b"a", "b"), (b"b", "a"), (b"self", "self"), (b"up", ".."), (b"root", tree.root), (b"in/side/round", "../../in"), (b"out", beside),
                        (b"out.txt", beside / "1.txt"), (b"nowhere", "n" * 4_000), (b"zero", "/dev/zero"), (b"proc", "/proc/self/fd")):  # fmt: skip
        tree.told(b"odd/" + name, "link").symlink_to(leads)
    tree.file(b"odd/one.txt", b"One file of many names.")
    for number in range(20):
        tree.told(b"odd/one %d.txt" % number).hardlink_to(tree.at(b"odd/one.txt"))
    os.mkfifo(tree.told(b"odd/pipe.docx", "pipe"))
    with chdir(tree.at(b"odd")), socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.pdf")  # the path of a socket may be no longer than 107 bytes
    tree.told(b"odd/s.pdf", "socket")
    try:
        for name, kind, number in ((b"zero.txt", stat.S_IFCHR, (1, 5)), (b"disk.zip", stat.S_IFBLK, (7, 0))):
            os.mknod(tree.at(b"odd/" + name), kind | 0o644, os.makedev(*number))
            tree.told(b"odd/" + name, "device")
    except PermissionError:
        tree.skipped.append("devices")


def _sparse(tree: Tree) -> None:
    """A terabyte of nothing behind the beginning of each kind; two of them alike."""
    heads = {f"{name.rpartition('.')[2]}": content[:2_000] for name, content in WHOLE.items()}
    for ending, head in {**heads, "bin": b"", "twin": b"", "log": b"a line\n" * 300}.items():
        path = f"sparse/t.{ending}".encode()
        tree.file(path, head)
        try:
            os.truncate(tree.at(path), TERABYTE + len(head))
        except OSError:
            tree.skipped.append(f"a sparse file .{ending}")


def _closed(tree: Tree) -> None:
    """Files and folders that even their owner may not read."""
    tree.file(b"closed/file.txt", b"Nobody may read this.")
    tree.at(b"closed/folder").mkdir()
    for name in (b"listed only", b"entered only"):
        tree.file(b"closed/" + name + b"/a.txt", b"Half open.")
    tree.paths.discard("closed/entered only/a.txt")
    tree.kinds["file"] -= 1
    tree.at(b"closed/folder/in.txt").write_text("In a folder that nobody may list.")
    for shut, mode in (("file.txt", 0), ("folder", 0), ("listed only", 0o400), ("entered only", 0o100)):
        (tree.root / "closed" / shut).chmod(mode)
    tree.closed = {"closed/file.txt", "closed/folder", "closed/listed only/a.txt", "closed/entered only"}


def cleared(root: Path) -> None:
    """Lets what was closed be taken away again."""
    for each in ("folder", "listed only", "entered only"):
        with suppress(OSError):
            (root / "closed" / each).chmod(0o700)
