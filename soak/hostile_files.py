"""Files that came to harm or mean it: of every kind that the tests can make, and bombs."""

import bz2
import gzip
import io
import lzma
import random
import struct
import zipfile
import zlib

import pikepdf

from tests.documents import extract_files as made
from tests.documents.test_extract_hostile import changed
from tests.fixtures.compound import compound
from tests.fixtures.hidden import old_files as old
from tests.fixtures.hidden import pdf_files

WHOLE: dict[str, bytes] = {**made.DOCUMENTS, **made.ARCHIVES, **made.HOLDERS}
LARGE = 600 * 1024**2  # bytes: what a bomb unpacks to, more than a scan lets it


def locked() -> dict[str, bytes]:
    """Of each kind that can be encrypted one that is: nobody can read any of them."""
    package = compound({"EncryptedPackage": bytes(5_000), "EncryptionInfo": bytes(300)})
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_files.drawn(pdf_files.said(made.SAYS)))) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="one", user="two"))
    return {
        "a.docx": package, "a.xlsx": package, "a.pptx": package, "a.pdf": target.getvalue(), "a.doc": made.old_word(flags=0x0300),
        "a.xls": old.workbook(("A", 0, b""), head=old.record(0x2F, bytes(6))), "a.7z": made.seven({"a.txt": made.SAID}, "one"),
        "a.ppt": compound({"PowerPoint Document": bytes(5_000), "EncryptedSummary": b"x"}),
    }  # fmt: skip


def spoiled(name: str, chance: random.Random) -> bytes:
    """One of the kinds, cut off, with bits turned, with a length made absurd, or with a piece left out."""
    content = WHOLE[name]
    for _each in range(chance.choice((1, 1, 2, 5))):
        content = changed(content, chance) or b"\0"
    return content


def bombs() -> dict[str, bytes]:
    """Small files that unpack to far more than anybody has, or never come to an end."""
    zeros = _zeros()
    deep = b"deep"
    for level in range(60):
        deep = made.zipped({f"{level}.zip": deep})
    large = _zip_of(zeros, LARGE, "zeros.txt")
    words = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'zeppelin'>" + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%s;" % (str(n - 1).encode() if n else b"") * 10) for n in range(12)) + b"]><a>&a11;</a>"  # fmt: skip
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"{number}.txt", b"")
    packed = zlib.compress(bytes(50 * 1024**2), 1)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return {
        "zeros.zip": large, "zeros of zeros.zip": made.zipped({f"{number}.zip": large for number in range(20)}), "deep.zip": deep, "many.zip": many.getvalue(),
        "shared.zip": _sharing(), "zeros.gz": _gzip_of(zeros, LARGE), "zeros.bz2": bz2.compress(bytes(LARGE // 4)) * 8, "zeros.xz": lzma.compress(bytes(LARGE), preset=0),
        "zeros.7z": made.seven({"a": bytes(LARGE // 2), "b": bytes(LARGE // 2)}), "words.xml": words, "part.docx": _with_part(zeros, "[Content_Types].xml", "word/document.xml"),
        "part.xlsx": _with_part(zeros, "[Content_Types].xml", "xl/workbook.xml"), "words.docx": made.zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": words}),
        "streams.pdf": pdf_files.drawn(pdf_files.said("one")).replace(b"%%EOF", b"9 0 obj\n" + stream + b"\nendobj\n%%EOF") + stream * 30, "pages.pdf": _endless_pages(),
        "brackets.json": b"[" * 5_000_000, "elements.html": b"<div>" * 3_000_000, "groups.rtf": b"{\\rtf1" + b"{\\b" * 1_000_000, "line.csv": b"," * 20_000_000,
        "quotes.csv": b'"' + b"a\n" * 5_000_000, "headers.eml": b"X: " + b"y\n z" * 2_000_000, "parts.eml": _parts(), "letters.txt": b"9434765919 " * 2_000_000,
        "at.txt": b"a@" * 5_000_000, "expression.txt": b"a" * 5_000_000 + b"!",
    }  # fmt: skip


def _zeros() -> bytes:
    """A block of zeros as it is packed, that can stand behind another."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return machine.compress(bytes(1024**2)) + machine.flush(zlib.Z_FULL_FLUSH)


def _packed(zeros: bytes, size: int) -> tuple[bytes, int]:
    """So many zeros packed, and their check sum."""
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    check = 0
    for _each in range(size // 1024**2):
        check = zlib.crc32(bytes(1024**2), check)
    return zeros * (size // 1024**2) + end, check


def _gzip_of(zeros: bytes, size: int) -> bytes:
    content, check = _packed(zeros, size)
    return gzip.compress(b"")[:10] + content + struct.pack("<II", check, size)


def _zip_of(zeros: bytes, size: int, name: str, first: bytes = b"", names: int = 0) -> bytes:
    """An archive whose only member, or whose last after those in `first`, is zeros."""
    content, check = _packed(zeros, size)
    told = name.encode()
    facts = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, check, len(content), size, len(told), 0)
    local = b"PK\3\4" + facts + told + content
    listed = b"PK\1\2" + struct.pack("<H", 20) + facts + struct.pack("<HHHII", 0, 0, 0, 0, len(first)) + told
    before = b""
    if names:
        at = first.rfind(b"PK\1\2")
        while (earlier := first.rfind(b"PK\1\2", 0, at)) >= 0:
            at = earlier
        before = first[at : first.rfind(b"PK\5\6")]
        first = first[:at]
        listed = listed[:42] + struct.pack("<I", len(first)) + listed[46:]
    directory = before + listed
    return first + local + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, names + 1, names + 1, len(directory), len(first) + len(local), 0)  # fmt: skip


def _with_part(zeros: bytes, types: str, part: str) -> bytes:
    """A document of Office of which a part is zeros."""
    return _zip_of(zeros, LARGE, part, made.zipped({types: b"<Types/>"}), 1)


def _sharing() -> bytes:
    """An archive of which all members are the same bytes."""
    content = bytearray(made.zipped({f"{number:04}.txt": bytes(1_000_000) for number in range(50)}))
    at = content.find(b"PK\1\2")
    first = content[at + 42 : at + 46]
    while (at := content.find(b"PK\1\2", at + 4)) >= 0:
        content[at + 42 : at + 46] = first
    return bytes(content)


def _endless_pages() -> bytes:
    """A PDF whose pages lead back to themselves."""
    return made.pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [2 0 R 2 0 R] /Count 99999999")


def _parts() -> bytes:
    """A message in a message in a message, thousands deep."""
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(20_000))
