"""Files looked into before they are released: a workbook of 5 MB, a macro workbook of 50 MB, a report of many pages, bombs."""

import io
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst
import xlsxwriter

MEGABYTE = 1024 * 1024
_ONE = """
import sys, time
from pathlib import Path
from muniment.documents.hidden import look
looked = look(sys.argv[1], Path(sys.argv[1]).read_bytes())
rules = sorted({each.rule for each in looked.findings})
most = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(f"{time.process_time():.2f} s of its processor, {int(most) // 1024} MB at most; {'understood' if looked.understood else looked.why[0][:60]}; {', '.join(rules)}")
"""


def workbook(rows: int) -> bytes:
    """Numbers and words in 16 columns, with a hidden sheet, hidden rows, and cells in white."""
    chance = random.Random(5)
    words = [f"{chance.choice(('Repairs', 'Care', 'Roads', 'Waste'))} {number}" for number in range(rows // 2)]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        white = book.add_format({"font_color": "#FFFFFF"})
        for title in ("Payments", "Working"):
            sheet = book.add_worksheet(title)
            for number in range(rows // 2):
                sheet.write_row(
                    number, 0, [number, words[number], *(chance.randrange(10**9) / 100 for _cell in range(12))]
                )
                sheet.write_string(number, 14, words[-number - 1], white if number % 50 == 0 else None)
            sheet.set_row(rows // 4, None, None, {"hidden": True})
        book.worksheets()[1].hide()
    return file.getvalue()


def with_macros(content: bytes, size: int) -> bytes:
    """The same with a project of macros, embedded pictures and a cache of a pivot table, up to a size."""
    chance = random.Random(6)
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        rows = b"".join(b'<r><x v="%d"/><n v="%d"/><s v="Resident %d"/></r>' % (n, n, n) for n in range(300_000))
        archive.writestr("xl/pivotCache/pivotCacheDefinition1.xml", "<p xmlns='x'><cacheField name='Name'/></p>")
        archive.writestr("xl/pivotCache/pivotCacheRecords1.xml", b"<p xmlns='x'>" + rows + b"</p>")
        relation = "<Relationships><Relationship Id='r' Type='x/pivotCacheRecords' Target='pivotCacheRecords1.xml'/></Relationships>"
        archive.writestr("xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels", relation)
        archive.writestr("xl/vbaProject.bin", chance.randbytes(8 * MEGABYTE))
        number = 0
        while file.tell() < size:
            number += 1
            archive.writestr(f"xl/media/image{number}.jpg", b"\xff\xd8\xff" + chance.randbytes(2 * MEGABYTE))
    return file.getvalue()


def report(pages: int) -> bytes:
    return typst.compile(b'#set page(numbering: "1")\n' + b"#lorem(450)\n#pagebreak()\n" * pages)


def bomb() -> bytes:
    """Close below the limit of what is unpacked, and nothing but rows."""
    file = io.BytesIO()
    start = b"<worksheet xmlns='x'><sheetData>"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook xmlns:r='r'><sheet name='S' r:id='a'/></workbook>")
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            "<R><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></R>",
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", start + b"<row hidden='1'/>" * 23_000_000 + b"</sheetData></worksheet>"
        )
    return file.getvalue()


def measure(timed: Callable[[str, str], Any]) -> None:
    five = workbook(40_000)
    files = {
        "a.xlsx": five, "a.xlsm": with_macros(workbook(100_000), 50 * MEGABYTE), "report.pdf": report(60), "bomb.xlsx": bomb(),
    }  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder) / name
            path.write_bytes(content)
            # In a process of its own, as the command does it: its start is in the time, and its memory is its own.
            with timed("gate", f"{name} of {len(content) / MEGABYTE:.1f} MB looked into"):
                command = [sys.executable, "-c", _ONE, str(path)]
                done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            print(f"{'':<22} {done.stdout.strip()}")
