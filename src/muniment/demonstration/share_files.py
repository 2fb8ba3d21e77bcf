"""The files of Ambleworth's old shared drive: invented letters, minutes, lists and leavings, written so that the same tree comes of it each time.

Nothing in them is real. Numbers that look like somebody's have the right form and check digits, from ranges that are given to nobody:
National Insurance numbers begin with QQ, telephone numbers are those kept for drama, NHS numbers begin with 999.
"""

import io
import os
import random
import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path

import xlsxwriter
from docx import Document

SEED = 1895
FIRST = (
    "Ada",
    "Bertram",
    "Cicely",
    "Dunstan",
    "Edith",
    "Fergus",
    "Greta",
    "Hamish",
    "Ingrid",
    "Jabez",
    "Kitty",
    "Lorcan",
)
LAST = (
    "Thistlewood",
    "Marchbanks",
    "Oakapple",
    "Fennimore",
    "Quillfeather",
    "Rookhope",
    "Saltergate",
    "Tamworthy",
    "Underhay",
    "Wickstead",
)
STREETS = ("Tanner Row", "Marrick Lane", "Osier Terrace", "Castle Wynd", "Silver Hill", "Fellside Road")


class Tree:
    """A folder that is filled. Ages are in days before `today`."""

    def __init__(self, root: Path, today: date) -> None:
        self.root, self.today = root, today
        self.random = random.Random(SEED)  # noqa: S311 - an invented tree, the same each time
        self.number = 0

    def put(self, path: str, content: bytes, age: int) -> Path:
        """A file as it was left so many days ago."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        moment = datetime.combine(
            self.today - timedelta(days=age), time(9 + self.number % 8, self.number % 60), UTC
        ).timestamp()
        os.utime(place, (moment, moment))
        self.number += 1
        return place

    def person(self) -> str:
        return f"{self.random.choice(FIRST)} {self.random.choice(LAST)}"

    def address(self) -> str:
        return f"{self.random.randint(1, 90)} {self.random.choice(STREETS)}, Ambleworth"

    def nino(self) -> str:
        return f"QQ {self.random.randint(10, 99)} {self.random.randint(10, 99)} {self.random.randint(10, 99)} {self.random.choice('ABCD')}"

    def nhs(self) -> str:
        """Ten digits with the right check digit, from those that are kept for tests."""
        while True:
            digits = [9, 9, 9, *(self.random.randint(0, 9) for _ in range(6))]
            check = (11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11) % 11
            if check < 10:
                text = "".join(map(str, [*digits, check]))
                return f"{text[:3]} {text[3:6]} {text[6:]}"

    def telephone(self) -> str:
        return f"01632 960{self.random.randint(100, 999)}"


def document(title: str, paragraphs: list[str], author: str = "") -> bytes:
    made = Document()
    made.core_properties.title, made.core_properties.author = title, author
    made.core_properties.last_modified_by = author
    made.add_heading(title)
    for each in paragraphs:
        made.add_paragraph(each)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def workbook(rows: Sequence[Sequence[object]], sheet: str = "Sheet1") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return stream.getvalue()


def pdf(lines: list[str]) -> bytes:
    """A page of text in the smallest file that readers take."""
    text = (
        "BT /F1 11 Tf 60 780 Td 14 TL "
        + " ".join(f"({line.replace(chr(92), '').replace('(', '').replace(')', '')}) '" for line in lines)
        + " ET"
    )
    body = text.encode("latin-1", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body), b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + b"".join(
        b"%010d 00000 n \n" % place for place in places
    )
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, at)


def picture(width: int, shade: int, noise: random.Random) -> bytes:
    """A grey PNG, as large as its noise is long."""
    rows = b"".join(b"\0" + bytes((shade + noise.randint(0, 40)) % 256 for _ in range(width)) for _ in range(width))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, width, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def message(subject: str, body: str, *attached: tuple[str, bytes]) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"], mail["Date"] = (
        subject,
        "records@ambleworth.example",
        "team@ambleworth.example",
        "Mon, 06 Mar 2017 09:30:00 +0000",
    )
    mail.set_content(body)
    for name, content in attached:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(mail)


def archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name, (2014, 5, 6, 10, 0, 0)), content)
    return stream.getvalue()
