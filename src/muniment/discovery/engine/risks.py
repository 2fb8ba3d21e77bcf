"""Formats that may not be readable for as long as their content is to be kept, and why: a table for people to read and amend."""

import re
from collections.abc import Mapping

# By our kind. A sentence each: what is wrong, and what to do.
BY_KIND: Mapping[str, str] = {
    "wpd": "WordPerfect: few programmes still open it. Convert it to a current text format.",
    "wk1": "Lotus 1-2-3: its maker has given it up. Convert it to a current spreadsheet.",
    "wps": "Microsoft Works: given up in 2010. Convert it to a current text format.",
    "pub": "Microsoft Publisher: Microsoft gave it up in October 2026. Keep a PDF/A of it.",
    "mdb": "Access before 2007: an old format that only Access opens fully. Export its tables.",
    "swf": "Flash: no browser plays it since 2021. Keep what it shows in another form.",
    "flv": "Flash video: Flash was given up in 2020, and few programmes play it. Convert it to MP4.",
    "hlp": "Windows Help: Windows opens it no more since Vista. Keep what it says in another form.",
    "chm": "Compiled help: Windows blocks it where it comes from a share.",
    "cdr": "CorelDRAW: only its maker's programme opens it fully, and not its oldest versions. Keep a PDF/A of it.",
    "indd": "InDesign: only its maker's programme opens it. Keep a PDF/A of it.",
    "winmail": "A message wrapped by Outlook, which most other mail programmes do not open. Save what is inside.",
    "arj": "ARJ archive: an old form that few programmes still open. Unpack it.",
    "lha": "LHA archive: an old form that few programmes still open. Unpack it.",
    "pst": "An Outlook mailbox as one file: it breaks easily, and nothing in it can be found or disposed of by itself.",
    "wmf": "Windows metafile: it may draw differently from one machine to the next. Keep a PNG or PDF/A of it.",
    "dbf": "dBase table: its code page is often not told, so that letters with accents are lost. Export it to CSV, unless it belongs to a shapefile.",
}

_QUATTRO = "Quattro Pro: few programmes still open it. Convert it to a current spreadsheet."
_PAGEMAKER = "PageMaker: given up in 2004. Keep a PDF/A of it."
_QUARK = "QuarkXPress before 7: current QuarkXPress does not open it without conversion. Keep a PDF/A of it."
_PAGEPLUS = "Serif PagePlus: given up in 2017, and its successor does not open it. Keep a PDF/A of it."
_WRITE = "Windows Write: Windows has not had it since 1995. Convert it to a current text format."
_JOURNAL = "Windows Journal: taken out of Windows in 2016. Keep a PDF/A of it."
_FREELANCE = "Lotus Freelance: its maker has given it up. Convert it to a current presentation."
_HARVARD = "Harvard Graphics: given up long ago. Convert it to a current presentation."

# By extension, for what has no mark of its own.
BY_EXTENSION: Mapping[str, str] = {
    "rm": "RealMedia: a format of one maker that few programmes play. Convert it to MP4.",
    "ra": "RealAudio: a format of one maker that few programmes play. Convert it to WAV or MP3.",
    "lwp": "Lotus Word Pro: its maker has given it up. Convert it to a current text format.",
    **dict.fromkeys(("prz", "pre"), _FREELANCE), **dict.fromkeys(("prs", "pr4", "sh3"), _HARVARD),
    **dict.fromkeys(("qpw", "wb1", "wb2", "wb3", "wq1", "wq2"), _QUATTRO),
    **dict.fromkeys(("pm3", "pm4", "pm5", "pm6", "p65", "pmd"), _PAGEMAKER),
    **dict.fromkeys(("qxd", "qxt"), _QUARK), "ppp": _PAGEPLUS, "wri": _WRITE, "jnt": _JOURNAL,
    "wks": "Microsoft Works or Lotus: both were given up. Convert it to a current spreadsheet.", "wk4": BY_KIND["wk1"],
    "wps": BY_KIND["wps"], "pub": BY_KIND["pub"],
    "wdb": "Microsoft Works database: given up in 2010. Export its tables.",
    "mdi": "Microsoft Document Imaging: left out of Office since 2010. Convert it to TIFF or PDF/A.",
    "shs": "A scrap of Windows: Windows opens it no more since Vista.",
    "nsf": "Lotus (now HCL) Notes database: only its own programme opens it. Export its documents.",
    "dgn": "MicroStation drawing: its version decides what opens it. Keep a PDF/A of it.",
}  # fmt: skip

# By the identifier of PRONOM: where only the version is at risk, and where the extension alone would say too much.
_FORMATS: tuple[tuple[str, str], ...] = (
    ("fmt/37 fmt/38 fmt/39 fmt/346 x-fmt/1 x-fmt/64 x-fmt/65 x-fmt/274 x-fmt/275 x-fmt/276 fmt/1688",
     "Word before 97: current Word blocks it. Convert it to a current text format."),
    ("fmt/55 fmt/56 fmt/57 fmt/58 x-fmt/123 x-fmt/126 fmt/553 fmt/554 fmt/555 fmt/556",
     "Excel before 5: current Excel blocks it. Convert it to a current spreadsheet."),
    ("fmt/59", "Excel 5 or 95: current Excel may open it only to be read. Convert it to a current spreadsheet."),
    ("fmt/125 x-fmt/88 fmt/179 fmt/1747 fmt/1748 fmt/1866 fmt/1867",
     "PowerPoint before 97: current PowerPoint does not open it. Convert it to a current presentation."),
    ("x-fmt/66 x-fmt/238 x-fmt/239 fmt/1805 fmt/1806 fmt/1807 fmt/1808 fmt/1809",
     "Access before 2000: no Access since 2013 opens it. Export its tables."),
    ("x-fmt/116 fmt/1452 fmt/1453", BY_KIND["wk1"]), ("fmt/163 fmt/233 fmt/258", BY_KIND["wps"]),
    ("fmt/901", "Microsoft Works: given up in 2010. Convert it to a current spreadsheet."),
    ("fmt/1511", BY_KIND["pub"]), ("x-fmt/4 x-fmt/12", _WRITE), ("fmt/1051", _JOURNAL),
    ("x-fmt/191", "Ami Pro: its maker gave it up in the 1990s. Convert it to a current text format."),
    ("x-fmt/205 x-fmt/236 x-fmt/237 x-fmt/261 fmt/882", "WordStar: given up in the 1990s. Convert it to a current text format."),
    ("x-fmt/32 x-fmt/101 x-fmt/324 x-fmt/325 fmt/1491 fmt/1492", _HARVARD),
    ("fmt/1223 fmt/1224 fmt/1225 fmt/1339", "PaperPort scan: only its maker's programme opens it. Convert it to PDF/A."),
    ("fmt/1442 fmt/1443 fmt/1317 fmt/1444 fmt/1318 fmt/1319 fmt/1320 fmt/652", _QUARK),
    ("fmt/671 fmt/672 fmt/673 fmt/674 fmt/675 fmt/676 fmt/677 fmt/678 fmt/679 fmt/680 fmt/681", _PAGEPLUS),
    ("fmt/1529 fmt/1530 fmt/1531 fmt/1532 fmt/1533 fmt/1534 fmt/1535 fmt/1536 fmt/1537", _PAGEPLUS),
    ("x-fmt/47 x-fmt/294 x-fmt/295 x-fmt/296", "Micrografx drawing: its maker is gone, and few programmes open it. Keep a PDF/A of it."),
    ("fmt/1073", "Only a link to a document at Google: there is nothing in it. Export the document itself."),
    ("fmt/1072 fmt/1059 x-fmt/318 x-fmt/319", "FileMaker before 7: current FileMaker opens it no more. Export its tables."),
    ("fmt/838 fmt/839", "Outlook Express: given up in 2006, and current Outlook does not read it. Export its messages."),
    ("fmt/211", "Kodak Photo CD: its maker gave it up. Convert it to TIFF."),
)  # fmt: skip
BY_PUID: Mapping[str, str] = {puid: why for puids, why in _FORMATS for puid in puids.split()}

DRAWING = "AutoCAD before 2000: other programmes than AutoCAD open it with losses or not at all. Save it anew, and keep a PDF/A."
# A PDF says the same of itself whether nobody may open it without the password, or only not print and copy it.
LOCKED = "It is encrypted: without its password it may not be read, copied or printed. Save it without, while somebody knows it."
NAMELESS = "Nothing tells what it is: it has no extension, and its content is of no known kind."

_OLD_DRAWING = re.compile(rb"AC10(?:0\d|1[0-4])|AC2\.\d|AC1\.\d|MC0\.0")


def risk_of(kind: str, extension: str, puid: str | None, head: bytes, tail: bytes) -> str | None:
    """Why a file is at risk, None where it is not."""
    if puid in _LOCKED or is_locked(kind, head, tail):
        return LOCKED
    if kind == "unknown" and not extension and not puid:
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
        return kind in _PACKED or _PACKAGE in head or _PACKAGE in tail
    return False


_LOCKED = frozenset({"fmt/494", "fmt/754", "fmt/755", "fmt/1424"})  # Office as a package, Word 97, WordPerfect 4.2
_PACKED = frozenset({"docx", "xlsx", "pptx", "xlsb", "vsdx"})  # in a compound file they are encrypted
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
