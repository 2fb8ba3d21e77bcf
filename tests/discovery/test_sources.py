import os
import pickle
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from muniment.discovery.engine import hashing, reaching
from muniment.discovery.engine.hashing import Reading
from muniment.discovery.engine.identifying import identify
from muniment.discovery.engine.reaching import NotAFile
from muniment.discovery.engine.sources import LocalSource, Unreachable, source_of


@pytest.fixture
def bucket() -> str:
    memory = fsspec.filesystem("memory")
    memory.pipe("/bucket/held/2019/Letter.PDF", b"%PDF-1.4 letter")
    memory.pipe("/bucket/held/2019/copy.doc", b"%PDF-1.4 letter")
    memory.pipe("/bucket/held/notes.txt", b"other\n")
    return "memory://bucket/held"


def test_a_store_is_walked_as_a_folder_is(bucket: str) -> None:
    source = pickle.loads(pickle.dumps(source_of(bucket)))
    walked = list(source.walk(processes=1))
    rows = {row["path"]: row for each in walked for row in each.batch.to_pylist()}
    assert set(rows) == {"", "2019", "2019/Letter.PDF", "2019/copy.doc", "notes.txt"}
    assert {path for each in walked for path in each.listed} == {"", "2019"}
    letter = rows["2019/Letter.PDF"]
    assert (letter["folder"], letter["name"], letter["extension"], letter["size"]) == ("2019", "Letter.PDF", "pdf", 15)
    assert letter["modified"]
    assert letter["stamp"] != rows["2019/copy.doc"]["stamp"] != 0
    assert (source.size("notes.txt"), source.open("notes.txt").read()) == (6, b"other\n")
    with pytest.raises(FileNotFoundError):
        source.open("none.txt")


def test_a_store_is_identified_and_compared(bucket: str) -> None:
    source = source_of(bucket)
    table = pa.Table.from_batches([each.batch for each in source.walk(processes=1)])
    files = table.filter(pc.equal(table["kind"], "file")).combine_chunks().to_batches()[0]
    told = {row["path"]: row for row in identify(source, files).to_pylist()}
    assert {path: row["format"] for path, row in told.items()} == {
        "2019/Letter.PDF": "pdf",
        "2019/copy.doc": "pdf",
        "notes.txt": "txt",
    }
    assert told["2019/copy.doc"]["mismatch"]
    # a store in memory is known to this process alone, so the work of the others is done here
    asked = Reading((("2019/Letter.PDF", 15), ("2019/copy.doc", 15), ("notes.txt", 7), ("gone", 1)), whole=False)
    one, two, three, four = next(hashing.remote(source, asked))
    assert one == two
    assert one[1]
    assert three[2] == "It changed while it was read, or since it was found."
    assert four[2] == "It vanished before it could be read."


def test_a_local_store_of_fsspec_is_the_fast_path(tmp_path: Path) -> None:
    assert source_of(f"file://{tmp_path}") == LocalSource(str(tmp_path)) == source_of(str(tmp_path))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("smb://clerk:secret@server/share", "give those in the environment"),
        ("nowhere://x/y", "cannot be understood"),
        ("/no/such/folder", "There is no folder"),
    ],
)
def test_what_cannot_be_reached_is_told_without_secrets(address: str, says: str) -> None:
    with pytest.raises(Unreachable, match=says) as raised:
        source_of(address)
    assert "secret" not in str(raised.value)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_address: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    with pytest.raises(Unreachable, match=r"install muniment\[s3\]"):
        source_of("s3://no-such-bucket/prefix")


def test_nothing_but_files_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/hostname")
    source = LocalSource(str(tmp_path))
    with pytest.raises(NotAFile):
        source.open("pipe")
    with pytest.raises(OSError, match="symbolic links"):
        source.open("link")


@pytest.mark.parametrize("at_once", [True, False])
def test_no_link_is_followed_that_took_the_place_of_a_folder(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: bool,  # noqa: FBT001 - whether the system can do it in one call
) -> None:
    if not at_once:
        monkeypatch.setattr(reaching, "_without_links", lambda: None)
    root, beside = tmp_path / "share", tmp_path / "beside"
    for each in (root / "in", beside / "in"):
        each.mkdir(parents=True)
        (each / "a.txt").write_text(each.parent.name)
    (tmp_path / "by another name").symlink_to(root)
    for each in (root, tmp_path / "by another name"):
        with LocalSource(str(each)).open("in/a.txt") as file:
            assert file.read() == b"share"
    (root / "in").rename(root / "away")
    (root / "in").symlink_to(beside / "in")
    for each in (root, tmp_path / "by another name"):
        with pytest.raises(OSError) as raised:  # noqa: PT011 - which of them it is differs
            LocalSource(str(each)).open("in/a.txt")
        assert "Something else stood in its place" in reaching.told(raised.value)


class StrictStore(MemoryFileSystem):
    """As the library for SMB shares: it takes no word that it does not know, and keeps what it has listed."""

    protocol = "strict"
    kept: dict[str, list[dict[str, object]]] = {}

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return "/" + path.removeprefix("strict://").strip("/")

    def ls(self, path: str, detail: bool = True) -> list[Any]:  # type: ignore[override] # noqa: FBT001, FBT002 - as fsspec calls it
        if path not in self.kept:
            self.kept[path] = super().ls(path, detail=True)
        return self.kept[path] if detail else [each["name"] for each in self.kept[path]]

    def invalidate_cache(self, path: str | None = None) -> None:
        self.kept.pop(str(path), None)


def test_a_store_is_listed_as_it_is_now_whatever_words_its_library_takes() -> None:
    fsspec.register_implementation("strict", StrictStore, clobber=True)
    store = StrictStore()
    store.pipe_file("/share/a.txt", b"one")
    source = source_of("strict://share")
    for name in ("a.txt", "b.txt"):
        store.pipe_file(f"/share/{name}", b"more")
        batches = [walked.batch for walked in source.walk(processes=1)]
        told = {row["path"]: row["why"] for batch in batches for row in batch.to_pylist()}
        assert told.get(name, "missing") is None
        assert told[""] is None


def test_a_store_that_cannot_be_listed_is_no_empty_share(monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec.register_implementation("strict", StrictStore, clobber=True)
    with pytest.raises(Unreachable, match="There is no folder strict://nowhere"):
        source_of("strict://nowhere")

    def refused(*_arguments: Any, **_named: Any) -> list[Any]:
        raise PermissionError

    monkeypatch.setattr(StrictStore, "ls", refused)
    with pytest.raises(Unreachable, match="strict://share cannot be listed: PermissionError"):
        source_of("strict://share")
