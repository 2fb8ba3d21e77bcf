"""A BagIt bag (RFC 8493) as a zip, written as it is sent: nothing is laid down anywhere first. Pure: no Django.

What is sent is hashed on the way; content that is not what its manifest says breaks the zip off, so that nobody takes it for whole.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BLOCK = 1 << 16
NAME_BYTES = 180  # of a file's name: with what stands before it, below the 255 that file systems take
HOSTILE = frozenset('/\\:*?"<>|')


class Broken(Exception):
    """The content of a file is not what its manifest says."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A file of the bag: its path below data/, its size in bytes, its SHA-256, and its content in blocks."""

    path: str
    size: int
    sha256: str
    blocks: Callable[[], Iterable[bytes]]

    @classmethod
    def of(cls, path: str, content: bytes) -> "Payload":
        return cls(path, len(content), hashlib.sha256(content).hexdigest(), lambda: [content])


def file_name(name: str) -> str:
    """A name as one part of a path, whatever was in it: signs that lead elsewhere, or that some system forbids, are percent-encoded."""
    kept = "".join(letter if letter.isprintable() and letter not in HOSTILE else _percent(letter) for letter in name)
    while len(kept.encode()) > NAME_BYTES:
        # The ending tells what it is; it is cut last.
        end = PurePosixPath(kept).suffix if len(PurePosixPath(kept).suffix) <= 12 else ""
        kept = kept[: len(kept) - len(end) - 1] + end
    if kept and kept[-1] in ". ":
        kept = kept[:-1] + _percent(kept[-1])
    return kept or "file"


def _percent(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode(errors="surrogatepass"))


def encoded(path: str) -> str:
    """A path as a manifest has it: CR, LF and % are percent-encoded, and nothing else (RFC 8493, section 2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def manifest(sums: Iterable[tuple[str, str]]) -> str:
    """The lines of a manifest: digest, path."""
    return "".join(f"{digest}  {encoded(path)}\n" for path, digest in sorted(sums))


def bag_info(told: Sequence[tuple[str, str]]) -> str:
    """The lines of bag-info.txt. A value stays on its line, whatever is in it."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in told)


def tag_files(
    payloads: Sequence[Payload], info: Sequence[tuple[str, str]], more: Mapping[str, bytes]
) -> dict[str, bytes]:
    """All files of the bag but its payload, by name; `more` are tag files of one's own, which no path leads away from."""
    oxum = f"{sum(each.size for each in payloads)}.{len(payloads)}"
    found = {
        "bagit.txt": DECLARATION.encode(),
        "bag-info.txt": bag_info([*info, ("Payload-Oxum", oxum)]).encode(),
        "manifest-sha256.txt": manifest((f"data/{each.path}", each.sha256) for each in payloads).encode(),
        **more,
    }
    sums = ((name, hashlib.sha256(content).hexdigest()) for name, content in found.items())
    return found | {"tagmanifest-sha256.txt": manifest(list(sums)).encode()}


class _Sink(io.RawIOBase):
    """Where the zip is written: what has come is taken away again, so that no more than a block is held."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self.held += content
        return len(content)

    def taken(self) -> bytes:
        found = bytes(self.held)
        self.held.clear()
        return found


def stream(
    name: str, payloads: Sequence[Payload], info: Sequence[tuple[str, str]], more: Mapping[str, bytes], at: datetime
) -> Iterator[bytes]:
    """The zip of a bag, block by block: one folder `name` with all of it. Raises Broken where a file is not what it was."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as file:
        tags = [Payload.of(path, content) for path, content in tag_files(payloads, info, more).items()]
        for each, path in [*((tag, tag.path) for tag in tags), *((each, f"data/{each.path}") for each in payloads)]:
            entry = zipfile.ZipInfo(f"{name}/{path}", at.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            entry.file_size = each.size  # by which it knows whether it needs the wide format
            with file.open(entry, "w") as to:
                for block in _checked(each):
                    to.write(block)
                    yield sink.taken()
    yield sink.taken()


def _checked(payload: Payload) -> Iterator[bytes]:
    """The blocks of a file; Broken at the end where they are not what the manifest says."""
    found, size = hashlib.sha256(), 0
    for block in payload.blocks():
        found.update(block)
        size += len(block)
        yield block
    if (found.hexdigest(), size) != (payload.sha256, payload.size):
        raise Broken(payload.path)
