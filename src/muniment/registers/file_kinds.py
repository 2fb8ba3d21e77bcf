"""What a file is, told from its content: what its name says of it is not believed."""

import io
import mimetypes
import zipfile

import puremagic

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
# The parts by which an archive shows itself as a document of an office programme.
_INSIDE = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE = "application/x-ole-storage"
# Beginnings that a short text could not have by chance, told without the library's guesses.
_SURE = (
    (b"%PDF-", "application/pdf"),
    (_OLE, OLE),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-elf"),
)
_PROGRAMMES = {
    "application/vnd.microsoft.portable-executable": (".exe", ".dll", ".msi", ".com", ".scr"),
    "application/x-elf": (".so", ".bin", ".elf", ".run"),
}
_SHOWN = frozenset({*(kind for _beginning, kind in _SURE), *(kind for _folder, kind in _INSIDE), "application/zip"})
# Names that promise something of one family: what is plain text may call itself a table, a page or a letter.
_WITHIN_TEXT = frozenset({"application/json", "application/xml", "application/javascript", "application/x-sh", "message/rfc822",
                          "application/x-python-code", "application/sql", "image/svg+xml"})  # fmt: skip
_WITHIN_OLE = frozenset({"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
                         "application/vnd.ms-outlook", "application/vnd.visio", "application/vnd.ms-project"})  # fmt: skip


_MAY_BE = {
    TEXT: _WITHIN_TEXT,
    OLE: _WITHIN_OLE,
    "text/html": frozenset({"application/xhtml+xml", TEXT, "text/markdown", "application/vnd.ms-excel"}),
    "application/rtf": frozenset({"text/rtf", "application/msword"}),
    "image/svg+xml": frozenset({"application/xml", "text/xml", TEXT}),
}


def kind_of(content: bytes) -> str:
    """The media type of a content, by the content alone; `application/octet-stream` where nothing tells it."""
    for beginning, kind in _SURE:
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    if _is_text(content):
        return _text(content)
    try:
        matches = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    # What rests on one byte or two is a guess, and no guess is better than a wrong one.
    return next((match.mime_type for match in matches if match.mime_type and len(match.byte_match or b"") > 2), UNKNOWN)


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                told = archive.read("mimetype").decode("ascii", "replace").strip()
                if told.startswith("application/vnd.oasis.opendocument.") or told == "application/epub+zip":
                    return told
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return "application/zip"
    if "[Content_Types].xml" not in names:
        return "application/zip"
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    kind = next((kind for folder, kind in _INSIDE if any(name.startswith(folder) for name in names)), "application/zip")
    return f"{kind};macros" if macros else kind


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = content[:8192]
    return b"\0" not in sample and sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in sample) == 0


def _text(content: bytes) -> str:
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<script", b"<body")):
        return "text/html"
    if start.startswith(b"{\\rtf"):
        return "application/rtf"
    if b"<svg" in start:
        return "image/svg+xml"
    return TEXT


def promised(name: str) -> str:
    """The media type that a file's name promises; "" where it promises none."""
    return mimetypes.guess_type(name.lower())[0] or ""


def is_what_it_says(name: str, kind: str) -> bool:
    """Whether the content may be what the name promises. A name that promises nothing is held by anything but a programme."""
    says, kind = promised(name), kind.partition(";")[0]
    if kind in _PROGRAMMES:
        return name.lower().endswith(_PROGRAMMES[kind])
    if not says or says in {kind, UNKNOWN}:
        return True
    if kind == UNKNOWN:
        # What nothing tells may be anything but of a kind that always shows itself.
        return says not in _SHOWN and says not in _WITHIN_OLE
    if kind in _MAY_BE:
        return says in _MAY_BE[kind] or (kind == TEXT and says.startswith("text/"))
    family = kind.partition("/")[0]
    return family in {"audio", "video", "image"} and says.startswith(f"{family}/") and not {says, kind} & _SHOWN


def in_words(kind: str) -> str:
    """A media type as a person says it: "PDF", "Word"; "" where there is no word for it."""
    plain, _mark, macros = kind.partition(";")
    word = _WORDS.get(plain) or _BY_FAMILY.get(plain.partition("/")[0], "")
    return f"{word} with macros" if macros else word


_WORDS = {
    "application/pdf": "PDF", TEXT: "text", "text/html": "web page", "application/zip": "archive", OLE: "older Office file",
    _INSIDE[0][1]: "Word", _INSIDE[1][1]: "Excel", _INSIDE[2][1]: "PowerPoint", "application/rtf": "rich text",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheet",
    "application/vnd.microsoft.portable-executable": "Windows programme", "application/x-elf": "programme",
    "image/svg+xml": "drawing",
}  # fmt: skip
_BY_FAMILY = {"image": "picture", "audio": "sound", "video": "film", "text": "text"}
