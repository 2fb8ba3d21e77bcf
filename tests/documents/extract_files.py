"""Files of every kind that is read, made here: each holds the word "zeppelin" and the name Ada Archer."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from email.message import EmailMessage

import docx
import inflate64
import olefile
import openpyxl
import pikepdf
import py7zr

from tests.documents.test_mail import outlook, texts
from tests.fixtures.compound import compound
from tests.fixtures.hidden import office_files, pdf_files
from tests.fixtures.hidden import old_files as old

SAYS = "The zeppelin of Ada Archer."


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def zipped_by_windows(content: bytes, *, claimed: int | None = None) -> bytes:
    """An archive of one file, a.csv, packed by Deflate64; its size may be another one than it claims."""
    machine = inflate64.Deflater()
    packed = machine.deflate(content) + machine.flush()
    told = struct.pack("<HHHHHIIIHH", 45, 0, 9, 0, 0x21, zlib.crc32(content), len(packed), 0, 5, 0)
    told = told[:18] + struct.pack("<I", len(content) if claimed is None else claimed) + told[22:]
    head = b"PK\x03\x04" + told + b"a.csv"
    listed = b"PK\x01\x02" + struct.pack("<H", 45) + told + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a.csv"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), len(head) + len(packed), 0)
    return head + packed + listed + end


def with_files(content: bytes, files: dict[str, bytes]) -> bytes:
    """An archive or a document with more parts."""
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return target.getvalue()


def tape(files: dict[str, bytes], mode: str = "w") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:
        for name, content in files.items():
            told = tarfile.TarInfo(name)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))
    return target.getvalue()


def seven(files: dict[str, bytes], password: str | None = None) -> bytes:
    target = io.BytesIO()
    with py7zr.SevenZipFile(target, "w", password=password) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return target.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Airships"
    document.core_properties.author = "Ada Archer"
    document.add_paragraph(SAYS)
    table = document.add_table(2, 2)
    for at, text in enumerate(("name", "born", "Ada", "1815")):
        table.cell(*divmod(at, 2)).text = text
    document.sections[0].header.paragraphs[0].text = "above the page"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "People"
    book.active.append(["name", "nhs_no", "when"])
    book.active.append(["Ada Archer", 9434765919, __import__("datetime").date(2026, 11, 30)])
    book.active["A3"] = "zeppelin"
    book.active["A3"].comment = openpyxl.comments.Comment("a remark", "Ada Archer")
    book.create_sheet("Empty")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def old_word(said: str = SAYS, *, flags: int = 0x0200, objects: dict | None = None) -> bytes:
    """A document of Word 97: one piece of one byte a letter, one of two; with folders of objects."""
    first, second = said[:10].encode("cp1252"), said[10:].encode("utf-16-le")
    places = struct.pack("<III", 0, 10, len(said))
    pieces = struct.pack("<HIH", 0, 0x200 * 2 | 0x4000_0000, 0) + struct.pack("<HIH", 0, 0x400, 0)
    table = b"\x02" + struct.pack("<I", len(places + pieces)) + places + pieces
    head = bytearray(0x200)
    struct.pack_into("<HHHHHH", head, 0, 0xA5EC, 0xC1, 0, 0x809, 0, flags)
    struct.pack_into("<i", head, 0x4C, len(said))
    struct.pack_into("<II", head, 0x1A2, 0, len(table))
    main = bytes(head) + first.ljust(0x200, b"\0") + second.ljust(4_096, b"\0")
    return compound({"WordDocument": main, "1Table": table} | ({"ObjectPool": objects} if objects else {}))


def old_slides(*objects: bytes, packed: bool = True) -> bytes:
    def part(kind: int, content: bytes, version: int = 0) -> bytes:
        return struct.pack("<HHI", version, kind, len(content)) + content

    slide = part(0x03EE, part(0xF00D, part(0x0FA0, SAYS.encode("utf-16-le")), 0xF), 0xF)
    master = part(0x03F8, part(0x0FA8, b"Click to edit"), 0xF)
    held = b"".join(
        part(0x1011, struct.pack("<I", len(each)) + zlib.compress(each), 0x10) if packed else part(0x1011, each)
        for each in objects
    )
    return compound({"PowerPoint Document": master + slide + held + bytes(4_096), "Current User": bytes(20)})


def pdf(text: str = SAYS, *, end: bool = True) -> bytes:
    page = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", b"<< /Title (Airships) /Author (Ada Archer) /CreationDate (D:20261130121500+01'00') >>",
    ]  # fmt: skip
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return body + (b"trailer\n<< /Root 1 0 R /Info 6 0 R /Size 7 >>\nstartxref\n0\n%%EOF\n" if end else b"")


def form(**fields: str) -> bytes:
    """A PDF with a form; a field has the name and the value of an argument."""

    def change(document: pikepdf.Pdf) -> None:
        places = [
            document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[9, 9, 99, 20], FT=pikepdf.Name.Tx, T=name, V=value))
            for name, value in fields.items()
        ]  # fmt: skip
        document.pages[0].Annots = pikepdf.Array(places)
        document.Root.AcroForm = pikepdf.Dictionary(Fields=places)

    return pdf_files.drawn(pdf_files.said("Application for an airship"), change=change)


def streams_of(content: bytes) -> dict[str, bytes]:
    """The streams of a small compound file, to stand in another."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        return {name: file.openstream(name).read() for (name,) in file.listdir()}


def portfolio(files: dict[str, bytes]) -> bytes:
    """A PDF to which files are attached."""

    def change(document: pikepdf.Pdf) -> None:
        for name, content in files.items():
            document.attachments[name] = pikepdf.AttachedFileSpec(document, content)

    return pdf_files.drawn(pdf_files.said("A letter about a zeppelin"), change=change)


def packed(name: str, content: bytes, wide: str = "") -> bytes:
    """An object of OLE that holds a file as Windows packs one."""
    texts = (
        b"".join(struct.pack("<I", len(each)) + each.encode("utf-16-le") for each in ("C:\\t", wide, ""))
        if wide
        else b""
    )
    body = b"\2\0" + name.encode("cp1252") + b"\0C:\\u\\x\0" + struct.pack("<II", 0x30000, 4) + b"C:\\\0" + struct.pack("<I", len(content)) + content + texts  # fmt: skip
    return compound({"\x01CompObj": bytes(80), "\x01Ole10Native": struct.pack("<I", len(body)) + body})


def letter(files: dict[str, bytes] | None = None) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "Ada Archer <ada@example.org>",
        "foi@ambleworth.example",
        "Airships",
    )
    message["Date"] = "Mon, 30 Nov 2026 12:00:00 +0000"
    message.set_content(SAYS)
    for name, content in ({"a.docx": word()} if files is None else files).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


SAID = SAYS.encode()
DOCUMENTS: dict[str, bytes] = {
    "a.docx": word(), "a.xlsx": workbook(), "a.pptx": office_files.slides(office_files.notes(SAYS)), "a.odt": office_files.open_document("text", f"<text:p>{SAYS}</text:p>"),
    "a.doc": old_word(), "a.ppt": old_slides(), "a.xls": old.workbook(("People", 0, old.shared(0, 0, 0) + old.number(1, 0, 12.5)), head=old.texts(SAYS)),
    "a.pdf": pdf(), "a.rtf": rb"{\rtf1\ansi {\header Ada Archer} " + SAID + rb"\par}", "a.html": b"<!doctype html><title>Airships</title><script>no()</script><p>" + SAID,
    "a.csv": b"name;says\nAda;" + SAID + b"\n", "a.tsv": b"name\tsays\nAda\t" + SAID + b"\n", "a.txt": SAID, "a.json": b'{"says": "' + SAID + b'"}',
    "a.xml": b"<?xml version='1.0'?><a><b>" + SAID + b"</b></a>", "a.md": b"# Airships\n\n" + SAID, "a.eml": letter(),
    "a.msg": compound(outlook(**texts(_1000=SAYS))), "wide.txt": SAYS.encode("utf-16"),
}  # fmt: skip
ARCHIVES: dict[str, bytes] = {
    "a.zip": zipped({"2019/a.txt": SAID}), "a.tar": tape({"2019/a.txt": SAID}), "a.tgz": tape({"2019/a.txt": SAID}, "w:gz"), "a.tbz2": tape({"2019/a.txt": SAID}, "w:bz2"),
    "a.txz": tape({"2019/a.txt": SAID}, "w:xz"), "a.7z": seven({"2019/a.txt": SAID}), "a.txt.gz": gzip.compress(SAID),
    "a.mbox": b"From ada@example.org Mon Nov 30 12:00:00 2026\nFrom: ada@example.org\nSubject: One\n\n" + SAID + b"\n\nFrom ada@example.org Mon Nov 30 12:01:00 2026\nFrom: ada@example.org\nSubject: Two\n\n>From here on.\n",
}  # fmt: skip
HOLDERS: dict[str, bytes] = {
    "form.pdf": form(says=SAYS, born="1815"), "holds.docx": with_files(word(), {"word/embeddings/oleObject1.bin": packed("a.txt", SAID), "word/embeddings/a.xlsx": workbook()}),
}  # fmt: skip
