"""Which reader a file needs, by its content. A kind that is not known here is refused: it is never taken for clean."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import partial

from muniment.documents.compound import SIGNATURE, Compound
from muniment.documents.hidden import plain
from muniment.documents.hidden.binary_workbook import look_at_binary_workbook
from muniment.documents.hidden.gathering import Budget, Gathering
from muniment.documents.hidden.office import LookInto
from muniment.documents.hidden.old_office import look_at_old_document
from muniment.documents.hidden.old_workbook import look_at_old_workbook
from muniment.documents.hidden.opendocument import look_at_opendocument
from muniment.documents.hidden.parts import Parts
from muniment.documents.hidden.pdf import look_at_pdf
from muniment.documents.hidden.pictures import look_at_picture
from muniment.documents.hidden.slides import look_at_slides
from muniment.documents.hidden.word import look_at_word
from muniment.documents.hidden.workbook import look_at_workbook
from muniment.documents.paper import Unreadable
from muniment.documents.reading.archive import open_archive

Reader = Callable[[bytes, Gathering, LookInto], None]

WORKBOOK, BINARY_WORKBOOK, WORD, SLIDES, PDF = "workbook", "binary workbook", "text document", "presentation", "PDF"
ARCHIVE, MAIL, PICTURE, TABLE, TEXT = "archive", "e-mail", "picture", "text table", "text"
OLD_WORKBOOK, OLD_WORD, OLD_SLIDES, MESSAGE = (
    "old workbook",
    "old text document",
    "old presentation",
    "message of Outlook",
)
OPEN_SHEETS, OPEN_TEXT, OPEN_SLIDES = "OpenDocument workbook", "OpenDocument text", "OpenDocument presentation"
ENDINGS = {
    WORKBOOK: "xlsx xlsm xltx xltm xlam", BINARY_WORKBOOK: "xlsb", WORD: "docx docm dotx dotm", SLIDES: "pptx pptm ppsx ppsm potx potm",
    OPEN_SHEETS: "ods ots", OPEN_TEXT: "odt ott", OPEN_SLIDES: "odp otp", PDF: "pdf", ARCHIVE: "zip", MAIL: "eml",
    OLD_WORKBOOK: "xls xlt", OLD_WORD: "doc dot", OLD_SLIDES: "ppt pps pot", MESSAGE: "msg",
    PICTURE: "jpg jpeg jfif png tif tiff webp gif bmp", TABLE: "csv tsv tab", TEXT: "txt md markdown log json geojson",
}  # fmt: skip
_BY_ENDING = {ending: kind for kind, endings in ENDINGS.items() for ending in endings.split()}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]?[^\r\n]*\r?\n")
_MAIL = re.compile(
    rb"^(?:From|Received|Return-Path|Message-ID|MIME-Version|Subject|Delivered-To|X-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
# Forms that are text to a computer but in which things stand that no reader is shown.
_OTHER_TEXT = re.compile(r"\s*(?:<\?xml|<!--|<!doctype|<html|<svg|<[a-z]+[ >]|\{\\rtf|%!PS)", re.IGNORECASE)


def reader_of(content: bytes, name: str) -> tuple[str, Reader]:
    """The kind of a file and what looks into it. Raises Unreadable, with what to do, for a kind that nothing looks into."""
    if content[:2] == b"PK" or (content[:4] != b"%PDF" and _ending(name) in {"zip", "docx", "xlsx", "pptx"} and zipfile.is_zipfile(io.BytesIO(content))):  # fmt: skip
        return _archive(content)
    if b"%PDF-" in content[:1024]:
        return PDF, look_at_pdf
    if content.startswith(SIGNATURE):
        return _old(content)
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return PICTURE, lambda picture, gathering, _into: look_at_picture(picture, "the picture", gathering)
    if _HEADER.match(content) and (_ending(name) == "eml" or len(_MAIL.findall(content[:4_000])) > 2):
        return MAIL, plain.look_at_mail
    return plain.kind_of_text(content, _ending(name), _BY_ENDING, _OTHER_TEXT)


_OFFICE: tuple[tuple[str, str, Callable[[Parts, Gathering, LookInto], None]], ...] = (
    ("xl/", WORKBOOK, look_at_workbook), ("word/", WORD, look_at_word), ("ppt/", SLIDES, look_at_slides),
)  # fmt: skip
_RELATION = re.compile(rb"<[^>]*Relationship\s[^>]*>")
_DOCUMENT = re.compile(rb"""Type=["'][^"']*/officeDocument["']""")
_TARGET = re.compile(rb"""Target=["']/?([^"']+)""")


def _archive(content: bytes) -> tuple[str, Reader]:
    with open_archive(content) as archive:
        names = [each.filename for each in archive.infolist()]
        mimetype = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
        starts = archive.read("_rels/.rels") if "_rels/.rels" in names else b""
    lower = [name.lower() for name in names]
    if "opendocument" in mimetype:
        for word, kind in (("spreadsheet", OPEN_SHEETS), ("text", OPEN_TEXT), ("presentation", OPEN_SLIDES)):
            if f"opendocument.{word}" in mimetype:
                return kind, _parts(look_at_opendocument)
        raise Unreadable("it is a drawing or another rare kind of OpenDocument. Make a PDF of it and look into that.")
    if "[content_types].xml" in lower:
        if "xl/workbook.bin" in lower:
            return BINARY_WORKBOOK, _parts(look_at_binary_workbook)
        # Where the package begins decides; a folder that merely lies in it does not.
        main = next((b"/" + found.group(1) for each in _RELATION.findall(starts) if _DOCUMENT.search(each) and (found := _TARGET.search(each))), b"")  # fmt: skip
        for folder, kind, how in _OFFICE:
            if f"/{folder}".encode() in main if main else any(name.startswith(folder) for name in lower):
                return kind, _parts(how)
        raise Unreadable("it is an Office file of a make that is not known here. Make a PDF of it and look into that.")
    return ARCHIVE, look_at_archive


def _parts(how: Callable[[Parts, Gathering, LookInto], None]) -> Reader:
    return lambda content, gathering, into: how(Parts(content, gathering), gathering, into)


def look_at_archive(content: bytes, gathering: Gathering, look_into: LookInto) -> None:
    """Looks into each file of an archive. One that cannot be looked into makes the archive so."""
    parts = Parts(content, gathering)
    for name in parts.names:
        with gathering.part(f"“{name[:80]}”"):
            inside = gathering.inside(name, parts.read(name, parts.size(name)), look_into).looked
            for why in inside.why:
                gathering.missed(f"{name[:80]}: {why}")


def tell_other_kind(gathering: Gathering, kind: str) -> None:
    """Tells of a name that promises another kind than the content is."""
    ending = _ending(gathering.name)
    said = _BY_ENDING.get(ending)
    if said and said != kind and {said, kind} != {TEXT, TABLE}:
        gathering.found("other-kind", f"It is named .{ending} and is another kind: {kind}.", "the file")


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _old(content: bytes) -> tuple[str, Reader]:
    """Compound files: of old Office programs, of Outlook, and whatever Office encrypted."""
    found = Compound(content, Budget().unpack)
    if found.has("EncryptedPackage") or found.has("EncryptionInfo"):
        raise Unreadable("it is encrypted with a password. Save a copy without a password and look into that.")
    if found.has("__properties_version1.0"):
        return MESSAGE, plain.look_at_message
    for stream, kind, how in _OLD:
        if found.has(stream):
            return kind, _opened(how)
    raise Unreadable("it is an object or a file of an old program. Save it in a newer format and look into that.")


def _opened(how: Callable[[Compound, Gathering, LookInto], None]) -> Reader:
    return lambda content, gathering, into: how(Compound(content, gathering.budget.unpack), gathering, into)


_OLD: tuple[tuple[str, str, Callable[[Compound, Gathering, LookInto], None]], ...] = (
    ("Workbook", OLD_WORKBOOK, look_at_old_workbook), ("Book", OLD_WORKBOOK, look_at_old_workbook),
    ("WordDocument", OLD_WORD, partial(look_at_old_document, "text document", "docx")),
    ("PowerPoint Document", OLD_SLIDES, partial(look_at_old_document, "presentation", "pptx")),
)  # fmt: skip
