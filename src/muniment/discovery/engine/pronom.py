"""The identifier of PRONOM for a file, by Siegfried.

Siegfried takes 0.3 to 1 ms for a file, four to ten times what our own kinds take, so it is asked only where it tells more
than they do: which version of a format a file is in, and what a file is that we do not know. The others have their
identifier from a table, and texts for which no more than the extension speaks share one answer. It reads files of this
machine only.
"""

import os
from functools import cache

import pygfried

from muniment.discovery.engine.names import MARK
from muniment.discovery.engine.sources import LocalSource, Source
from muniment.documents.extract.kind_table import TEXTS

Told = tuple[str | None, str | None]
_CERTAIN: dict[str, Told] = {
    "docx": ("fmt/412", "Microsoft Word for Windows 2007 onwards"), "xlsx": ("fmt/214", "Microsoft Excel for Windows 2007 onwards"),
    "pptx": ("fmt/215", "Microsoft Powerpoint for Windows 2007 onwards"), "csv": ("x-fmt/18", "Comma Separated Values"),
    "txt": ("x-fmt/111", "Plain Text File"), "zip": ("x-fmt/263", "ZIP Format"), "gz": ("x-fmt/266", "GZIP Format"),
    "7z": ("fmt/484", "7Zip format"),
}  # fmt: skip
# Where Siegfried is not asked, or does not know: thirty formats are XML, but what says no more is no more.
_AT_LEAST: dict[str, Told] = {"xml": ("fmt/101", "Extensible Markup Language 1.0")}
_NOTHING: Told = (None, None)
_LARGEST = 1024**3  # bytes: it maps the whole file, and the memory of its process is bounded
_LONGEST = 1_000  # characters of a path that the system opens, however many bytes each is


def puid_of(source: Source, path: str, kind: str, extension: str, size: int) -> Told:
    """The identifier and the name of the format; None and None where there is none."""
    if kind == "empty":
        return _NOTHING
    if extension == kind and kind in _CERTAIN:
        return _CERTAIN[kind]
    if not isinstance(source, LocalSource) or size > _LARGEST:
        return _AT_LEAST.get(kind, _NOTHING)
    if found := _by_name.get((kind, extension)):
        return found
    try:
        puid, name, basis = _asked(source, path)
    except (OSError, ValueError, LookupError):
        return _NOTHING
    if puid == "UNKNOWN":
        return _AT_LEAST.get(kind, _NOTHING)
    answer = puid, name or None
    if kind in TEXTS and "byte match" not in basis and "container" not in basis:
        _by_name[kind, extension] = answer  # no more than the extension spoke for it: so it will for the next
    return answer


_by_name: dict[tuple[str, str], Told] = {}


def _asked(source: LocalSource, path: str) -> tuple[str, str, str]:
    """What fits best, as Siegfried tells it: identifier, name and what speaks for it. Raises OSError, ValueError, LookupError."""
    here = os.path.join(source.root, path)
    if MARK not in here and len(here) < _LONGEST:
        told = _scanner().identify(here, detailed=True)
    else:  # it takes no path that is not text, or is longer than the system's; the extension does not help it then
        with source.open(path) as file:
            told = _scanner().identify(f"/proc/self/fd/{file.fileno()}", detailed=True)
    match = told["files"][0]["matches"][0]
    return match["id"], f"{match['format']} {match['version']}".strip(), match["basis"]


def load() -> None:
    """Begins Siegfried, which reserves far more memory than it takes."""
    _scanner()


@cache
def _scanner() -> pygfried.Scanner:
    return pygfried.Scanner()
