"""Formats that may not be readable for as long as their content is to be kept, and why: a table for people to read and amend."""

import re
from collections.abc import Mapping

# By our kind. A sentence each: what is wrong, and what to do.
BY_KIND: Mapping[str, str] = {
    "wpd": "WordPerfect: few programmes still open it. Convert it to a current text format.",
    "wk1": "Lotus 1-2-3: its maker has given it up. Convert it to a current spreadsheet.",
    "wps": "Microsoft Works: given up in 2010. Convert it to a current text format.",
    "pub": "Microsoft Publisher: Microsoft ends it in October 2026. Keep a PDF/A of it.",
    "mdb": "Access before 2007: current Access opens the oldest of these no more. Export its tables.",
    "swf": "Flash: no browser plays it since 2021. Keep what it shows in another form.",
    "flv": "Flash video: no browser plays it since 2021. Convert it to MP4.",
    "hlp": "Windows Help: Windows opens it no more since Vista.",
    "chm": "Compiled help: Windows blocks it where it comes from a share.",
    "cdr": "CorelDRAW: only its maker's programme opens it fully. Keep a PDF/A of it.",
    "indd": "InDesign: only its maker's programme opens it. Keep a PDF/A of it.",
    "winmail": "An Outlook message wrapped so that only Outlook opens it. Save what is inside.",
    "arj": "ARJ archive: few programmes still open it. Unpack it.",
    "lha": "LHA archive: few programmes still open it. Unpack it.",
    "z": "An archive of old Unix: few programmes still open it. Unpack it.",
    "pst": "An Outlook mailbox as one file: it breaks easily, and nothing in it can be found or disposed of by itself.",
    "wmf": "Windows metafile: it draws differently on every machine. Keep a PNG or PDF/A of it.",
    "dbf": "dBase table: its code page is often not told, so that letters with accents are lost. Export it to CSV.",
}

# By extension, for what has no mark of its own.
BY_EXTENSION: Mapping[str, str] = {
    "rm": "RealMedia: its maker has given it up. Convert it to MP4.",
    "ra": "RealAudio: its maker has given it up. Convert it to FLAC or MP3.",
    "ram": "RealMedia: its maker has given it up. Convert it to MP4.",
    "lwp": "Lotus Word Pro: its maker has given it up. Convert it to a current text format.",
    "sam": "Ami Pro: its maker gave it up in the 1990s. Convert it to a current text format.",
    "prz": "Lotus Freelance: its maker has given it up. Convert it to a current presentation.",
    "qpw": "Quattro Pro: few programmes still open it. Convert it to a current spreadsheet.",
    "wb1": "Quattro Pro: few programmes still open it. Convert it to a current spreadsheet.",
    "wb2": "Quattro Pro: few programmes still open it. Convert it to a current spreadsheet.",
    "wb3": "Quattro Pro: few programmes still open it. Convert it to a current spreadsheet.",
    "wri": "Windows Write: Windows has not had it since 1995. Convert it to a current text format.",
    "wks": "Microsoft Works or Lotus: both were given up. Convert it to a current spreadsheet.",
    "wdb": "Microsoft Works database: given up in 2010. Export its tables.",
    "mdi": "Microsoft Document Imaging: left out of Office since 2010. Convert it to TIFF or PDF/A.",
    "max": "PaperPort scan: only its maker's programme opens it. Convert it to PDF/A.",
    "pm6": "PageMaker: given up in 2004. Keep a PDF/A of it.", "pmd": "PageMaker: given up in 2004. Keep a PDF/A of it.",
    "p65": "PageMaker: given up in 2004. Keep a PDF/A of it.",
    "shs": "A scrap of Windows: Windows opens it no more since Vista.",
    "nsf": "Lotus Notes database: only its own programme opens it. Export its documents.",
    "dgn": "MicroStation drawing: its version decides what opens it. Keep a PDF/A of it.",
}  # fmt: skip

# By the identifier of PRONOM, where only the version is at risk.
BY_PUID: Mapping[str, str] = {
    **dict.fromkeys(("fmt/37", "fmt/38", "fmt/39", "x-fmt/64", "x-fmt/65", "x-fmt/273", "x-fmt/274", "x-fmt/275", "x-fmt/276"),
                    "Word before 97: current Word blocks it. Convert it to a current text format."),
    **dict.fromkeys(("fmt/55", "fmt/56", "fmt/57", "fmt/58", "fmt/59", "fmt/60"),
                    "Excel before 97: current Excel blocks it. Convert it to a current spreadsheet."),
    **dict.fromkeys(("fmt/125", "x-fmt/88", "x-fmt/216"), "PowerPoint before 97: current PowerPoint does not open it."),
    **dict.fromkeys(("x-fmt/66", "x-fmt/238", "x-fmt/239", "x-fmt/240"),
                    "Access before 2000: current Access opens the oldest of these no more. Export its tables."),
}  # fmt: skip

DRAWING = "AutoCAD before 2000: current programmes open it with losses or not at all. Save it anew, and keep a PDF/A."
LOCKED = "It is locked with a password: without it nobody will read it."
NAMELESS = "Nothing tells what it is: it has no extension, and its content is of no known kind."

_OLD_DRAWING = re.compile(rb"AC10(?:0\d|1[0-4])|AC2\.\d|AC1\.\d|MC0\.0")


def risk_of(kind: str, extension: str, puid: str | None, head: bytes, tail: bytes) -> str | None:
    """Why a file is at risk, None where it is not."""
    if is_locked(kind, head, tail):
        return LOCKED
    if kind == "unknown" and not extension:
        return NAMELESS
    if kind == "dwg" or extension == "dwg":
        return DRAWING if _OLD_DRAWING.match(head) else None
    if puid and (why := BY_PUID.get(puid)):
        return why
    return BY_KIND.get(kind) or (BY_EXTENSION.get(extension) if kind in {"unknown", "compound"} else None)


def is_locked(kind: str, head: bytes, tail: bytes) -> bool:
    """Whether it says that it is encrypted, as far as its two ends tell."""
    if kind == "pdf":
        return b"/Encrypt" in tail or b"/Encrypt" in head
    if head.startswith(b"PK\x03\x04"):
        return bool(head[6:7] and head[6] & 1)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _PACKAGE in head or _PACKAGE in tail
    return False


_PACKAGE = "EncryptedPackage".encode("utf-16-le")
