"""What a file is, by its content first and by the ending of its name where the content leaves it open."""

import io
import re
import zipfile
import zlib
from typing import Literal, NoReturn

from muniment.documents.paper import Unreadable
from muniment.documents.reading.archive import damaged
from muniment.documents.reading.text import decode

Kind = Literal["workbook", "opendocument", "word", "pdf", "web", "markdown", "delimited", "plain"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what .doc, .xls and encrypted Office files begin with
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_COMMENTS = r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
_HTML = re.compile(_COMMENTS + r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_HTML_PIECE = re.compile(_COMMENTS + r"<(?:table|div|h1|p)\b", re.IGNORECASE | re.DOTALL)
_ENDINGS: dict[str, Kind] = {
    "htm": "web",
    "html": "web",
    "xhtml": "web",
    "md": "markdown",
    "markdown": "markdown",
    "csv": "delimited",
    "tsv": "delimited",
    "tab": "delimited",
    "xls": "delimited",  # many systems export a text table under this ending
    "xlsx": "delimited",
}
_SAMPLE = 4_000


def kind_of(content: bytes, name: str) -> Kind:
    """The kind of reader that a file needs. Raises Unreadable for files that no reader takes, saying what to do."""
    if content[:2] == b"PK" and content[2:4] in {b"\x03\x04", b"\x05\x06", b"\x07\x08"}:
        return _kind_of_archive(content)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(_OLE):
        _refuse_old_office(content, name)
    if content.startswith(b"{\\rtf"):
        raise Unreadable("This is a rich text file (.rtf). Open it in Word, save it as .docx and try again.")
    if content.startswith(_PICTURES):
        raise Unreadable(
            "This is a picture, not text. Send the document the picture was made from, or a PDF in which text can be "
            "selected."
        )
    start = decode(content[:_SAMPLE], whole=False)
    said = _ENDINGS.get(name.rpartition(".")[2].lower())
    # A Markdown or text file may begin with a tag and still be one.
    if _HTML.match(start) or (said == "delimited" and _HTML_PIECE.match(start)):
        return "web"
    return said or "plain"


def _kind_of_archive(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as broken:
        damaged(broken)
    if any(name.startswith("word/") for name in names):
        return "word"
    if "xl/workbook.bin" in names:
        raise Unreadable("This is a binary workbook (.xlsb). Open it in Excel, save it as .xlsx and try again.")
    if any(name.startswith("xl/") for name in names):
        return "workbook"
    if b"opendocument" in mimetype:
        if b"spreadsheet" in mimetype:
            return "opendocument"
        raise Unreadable(
            "This is an OpenDocument file. Open it in the program it was made with, save it as .docx and try again."
        )
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("This is a presentation. Save it as PDF and try again.")
    raise Unreadable("This is an archive of files (.zip). Unpack it and send the paper itself.")


def _refuse_old_office(content: bytes, name: str) -> NoReturn:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable("The file is protected with a password. Save a copy without a password and try again.")
    if "Workbook".encode("utf-16-le") in content or name.lower().endswith(".xls"):
        raise Unreadable("This is an old Excel file (.xls). Open it in Excel, save it as .xlsx and try again.")
    if "WordDocument".encode("utf-16-le") in content or name.lower().endswith(".doc"):
        raise Unreadable("This is an old Word file (.doc). Open it in Word, save it as .docx and try again.")
    raise Unreadable("This is a file of an old Office program. Open it there, save it as .docx or .xlsx and try again.")
