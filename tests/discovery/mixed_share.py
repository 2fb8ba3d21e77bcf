"""A share of a few hundred files of many kinds, friendly and hostile, made anew each time and always the same."""

import io
import os
import random
import sys
import tarfile
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import xlsxwriter

LETTER = (
    "Dear Mrs Example,\n\nYour NHS number is 943 476 5919. We write about the repair of your kitchen window at number 4. "
    "Please telephone 020 7946 0000 between nine and five, or write to repairs@example.org.uk.\n"
)


def build(root: Path, letters: int = 120, papers: int = 20) -> int:
    """Makes it, with so many letters, and so many papers of each of six kinds; returns how many names are no folder."""
    (root / "finance/invoices").mkdir(parents=True)
    (root / "housing").mkdir()
    (root / "hostile").mkdir()
    for number in range(letters):
        folder = root / f"housing/{number % 7}"
        folder.mkdir(exist_ok=True)
        folder.joinpath(f"letter {number}.txt").write_text(f"{LETTER}Reference {number}.\n" * (1 + number % 5))
    _friendly(root, papers)
    _alike(root)
    _hostile(root / "hostile")
    return (
        sum(len(names) for _place, _folders, names in os.walk(root)) + 1
    )  # the link to a folder counts as a folder there


def _friendly(root: Path, papers: int) -> None:
    for number in range(papers):
        rows = "".join(f"{n},Person {n},943 476 5919,{n}.00\n" for n in range(30 + number))
        (root / f"finance/invoices/{number}.csv").write_text(f"no,name,nhs_number,amount\n{rows}")
        paper = docx.Document()
        paper.add_heading(f"Decision {number}")
        paper.add_paragraph(f"{LETTER} The panel agreed number {number}.")
        paper.save(str(root / f"housing/decision {number}.docx"))
        with xlsxwriter.Workbook(str(root / f"finance/budget {number}.xlsx")) as book:
            sheet = book.add_worksheet("Budget")
            for row in range(20):
                sheet.write_row(row, 0, [f"Line {row}", row * number, "QQ 12 34 56 C"])
        (root / f"finance/page {number}.html").write_text(f"<html><title>Page {number}</title><p>{LETTER}</p></html>")
        (root / f"finance/note {number}.rtf").write_text(r"{\rtf1\ansi Note " + str(number) + " to file.}")
        (root / f"finance/mail {number}.eml").write_bytes(_mail(number))
    with zipfile.ZipFile(root / "finance/letters.zip", "w") as archive:
        archive.writestr("in/letter.txt", LETTER)
        archive.writestr("in/deep.zip", _zip("deeper.txt", b"National Insurance number: QQ 12 34 56 C."))
    with tarfile.open(root / "finance/old.tar.gz", "w:gz") as tar:
        tar.add(root / "finance/note 1.rtf", "note.rtf")


def _mail(number: int) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = f"Repair {number}", "a@example.org", "b@example.org"
    mail.set_content(LETTER)
    mail.add_attachment(LETTER.encode(), maintype="text", subtype="plain", filename="letter.txt")
    mail.add_attachment(_zip("in.txt", LETTER.encode()), maintype="application", subtype="zip", filename="in.zip")
    return mail.as_bytes()


def _alike(root: Path) -> None:
    """Copies, files that only look like copies, hard links, versions, empty files."""
    content = random.Random(7).randbytes(200_000)
    for number in range(6):
        (root / f"finance/scan {number}.bin").write_bytes(content)
        middle = bytearray(content)
        middle[100_000] = number
        (root / f"finance/nearly {number}.bin").write_bytes(middle)
        (root / f"housing/empty {number}.doc").write_bytes(b"")
    os.link(root / "finance/scan 0.bin", root / "housing/linked.bin")
    for name in ("plan v1.txt", "plan v2 final.txt", "copy of plan v1.txt"):
        (root / "housing" / name).write_text("The plan of the year. " * 40 + "Agreed." * ("final" in name))


def _hostile(root: Path) -> None:
    chance = random.Random(8)
    whole = (root.parent / "housing/decision 1.docx").read_bytes()
    for number in range(20):
        (root / f"truncated {number}.docx").write_bytes(whole[: 40 + number * 90])
        damaged = bytearray(whole)
        for _each in range(60):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        (root / f"damaged {number}.docx").write_bytes(damaged)
        (root / f"random {number}.{['pdf', 'xls', 'doc', 'jpg', 'zip'][number % 5]}").write_bytes(
            chance.randbytes(5_000)
        )
    (root / "bomb.zip").write_bytes(_zip("bomb.zip", _zip("zeros.txt", bytes(30_000_000))))
    (root / "no picture.png").write_text("This is a text.")
    with (root / "sparse.dat").open("wb") as sparse:
        sparse.truncate(64 * 1024**2)
    os.mkfifo(root / "pipe")
    (root / "loop").symlink_to(root)
    (root / "nowhere").symlink_to(root / "nothing")
    deep = root
    for number in range(12):
        deep = deep / f"{'long' * 15} {number}"
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_text(LETTER)
    if sys.platform == "linux":
        Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9 \xff.txt")).write_text("A name from another age.")


def _zip(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
