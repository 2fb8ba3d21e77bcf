"""Whether another machine is fit to do a part of a scan: it has the same Muniment, and sees the same files."""

import os
import socket
import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice

import fsspec
import pyarrow as pa
from blake3 import blake3

from muniment.discovery.engine.sources import LocalSource, RemoteSource, Source

_PACKAGES = ("muniment.discovery.engine", "muniment.documents", "muniment.clock")
_NAMES = 32  # of what stands at the root; one of them is enough, since others may go while a scan runs


class Unfit(Exception):
    """A machine cannot do it as the one that asks would; says why."""


@dataclass(frozen=True, slots=True)
class Sameness:
    """What must be so on a machine."""

    programme: str
    root: str = ""  # a folder, or an address
    names: tuple[str, ...] = ()  # some of those that stand in the folder

    def check(self) -> None:
        """Raises Unfit."""
        if programme() != self.programme:
            raise Unfit(f"{_here()} has another version of Muniment or of Python than the machine that scans.")
        if "://" in self.root:
            reach(self.root)
        elif self.names and not any(os.path.lexists(os.path.join(self.root, name)) for name in self.names):
            raise Unfit(f"{_here()} does not see the files: {self.root} is not mounted there, or is another folder.")


def sameness_of(source: Source | None) -> Sameness:
    """What is so on this machine."""
    if isinstance(source, LocalSource):
        with os.scandir(source.root) as found:
            names = tuple(each.name for each in islice(found, _NAMES))
        return Sameness(programme(), source.root, names)
    return Sameness(programme(), source.address if isinstance(source, RemoteSource) else "")


@cache
def programme() -> str:
    """A digest of the code that reads files, and of what it runs on."""
    digest = blake3(f"{sys.version_info[:2]} {pa.__version__}".encode())
    for package in _PACKAGES:
        for name, content in sorted(_sources(files(package))):
            digest.update(f"{package} {name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _sources(place: Traversable, above: str = "") -> list[tuple[str, bytes]]:
    found = []
    for each in place.iterdir():
        if each.is_dir():
            found += _sources(each, f"{above}{each.name}/")
        elif each.name.endswith(".py"):
            found.append((above + each.name, each.read_bytes()))
    return found


@cache
def reach(address: str) -> None:
    """Raises Unfit where an address cannot be reached from here."""
    try:
        system, root = fsspec.core.url_to_fs(address)
        found = system.exists(root)
    except Exception as error:  # each library has its own
        raise Unfit(f"{_here()} cannot reach {address}: {type(error).__name__}.") from error
    if not found:
        raise Unfit(f"{_here()} cannot reach {address}, or may not read it.")


def _here() -> str:
    return f"The worker {socket.gethostname()}"
