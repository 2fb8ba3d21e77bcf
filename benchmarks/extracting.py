"""The text reader of the house over a folder of real files: files a second, and how much of what other readers find it finds.

    python -m benchmarks.extracting FOLDER [--missed] [EXPECTED.json] [N]

How recall is counted: the words of a text are its runs of two or more letters, and of three or more digits, in small letters,
each counted once in a file; codes of fields and addresses within a directory, which some readers print and nobody is shown,
are none. The words expected of a file are those that at least two other readers found. Where only one other reader found any
text, those that it found: such files are counted by themselves ("one other reader"), since what it adds of its own, as the
name of a master, cannot be told from text. Recall of a file is the share of them that ours found; the figure is the mean of
all files of which anything is expected. The name of a sheet, which ours gives as the place of its cells, counts as text. A file that ours refuses counts with the words it then lacks. The other readers are
kreuzberg, python-docx, openpyxl and pdfplumber, and where they are installed catdoc, catppt, xls2csv, pdftotext, xlrd,
python-pptx, docx2txt, PyMuPDF and pypdf. None of them is run in the process that is timed.
What they find is kept in EXPECTED.json, so that a second run is quick. With a number only every so many-th file is compared.
"""

import email
import email.policy
import importlib
import io
import json
import re
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from muniment.documents.extract import HAS_TEXT, MIME, Budget, Grid, extract, kind_of_bytes
from muniment.documents.paper import Unreadable

ENDINGS = frozenset("doc docx docm dotx dot xls xlsx xlsm xlsb xlt ppt pptx pptm pps ppsx pdf rtf odt ods odp odg html htm txt csv eml msg epub".split())  # fmt: skip # noqa: SIM905
_WORDS = re.compile(r"[^\W\d_]{2,}|\d{3,}")
# What some readers print and no person is shown: codes of fields, names of patterns, addresses within a directory.
_CODES = frozenset("hyperlink pageref mergeformat toc formtext formdropdown mergefield docproperty createdate styleref".split())  # fmt: skip # noqa: SIM905
_DIRECTORY = re.compile(r"/o=[^\s>]+(?: [^\s>/]+)*/cn=[^\s>]*", re.IGNORECASE)
_MEMORY = 4 << 30
Reader = Callable[[Path, bytes], str]
Expected = dict[str, tuple[str, int, set[str]]]  # by place: the kind, how many others read it, the words


def words(text: str) -> set[str]:
    return set(_WORDS.findall(_DIRECTORY.sub(" ", text).lower())) - _CODES


def programme(*command: str) -> Reader:
    """A reader that is a programme of its own."""
    return lambda path, _content: subprocess.run([*command, str(path)] if command[0] != "pdftotext" else [*command, str(path), "-"], capture_output=True, timeout=20, check=True).stdout.decode("utf-8", "replace")  # fmt: skip


def kreuzberg(kind: str) -> Reader:
    def read(_path: Path, content: bytes) -> str:
        library: Any = importlib.import_module("kreuzberg")
        return str(
            library.extract_bytes_sync(
                content, MIME[kind], config=library.ExtractionConfig(use_cache=False, disable_ocr=True)
            ).content
        )

    return read


def python_docx(_path: Path, content: bytes) -> str:
    document = importlib.import_module("docx").Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def openpyxl(_path: Path, content: bytes) -> str:
    book = importlib.import_module("openpyxl").load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)  # fmt: skip


def xlrd(_path: Path, content: bytes) -> str:
    book = importlib.import_module("xlrd").open_workbook(file_contents=content, logfile=io.StringIO())
    dated = 3  # its number for a cell that is a day
    return "\n".join(f"{sheet.name} " + " ".join("" if cell.ctype == dated else str(cell.value) for row in sheet.get_rows() for cell in row) for sheet in book.sheets())  # fmt: skip


def python_pptx(_path: Path, content: bytes) -> str:
    def texts(shapes: Any) -> Iterator[str]:
        for shape in shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if getattr(shape, "has_table", False):
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
            if hasattr(shape, "shapes"):
                yield from texts(shape.shapes)

    slides = importlib.import_module("pptx").Presentation(io.BytesIO(content)).slides
    return "\n".join(text for slide in slides for text in texts(slide.shapes))


def docx2txt(_path: Path, content: bytes) -> str:
    return str(importlib.import_module("docx2txt").process(io.BytesIO(content)))


def pdfplumber(_path: Path, content: bytes) -> str:
    with importlib.import_module("pdfplumber").open(io.BytesIO(content)) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages[:60])


def pymupdf(_path: Path, content: bytes) -> str:
    library = importlib.import_module("pymupdf")
    library.TOOLS.mupdf_display_errors(on=False)
    return "\n".join(page.get_text() for page in library.open(stream=content, filetype="pdf"))


def pypdf(_path: Path, content: bytes) -> str:
    return "\n".join(page.extract_text() for page in importlib.import_module("pypdf").PdfReader(io.BytesIO(content)).pages)  # fmt: skip


def mail(_path: Path, content: bytes) -> str:
    message: Any = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    return f"{message['subject']}\n{re.sub('<[^>]*>', ' ', body.get_content()) if body else ''}"


def oxmsg(_path: Path, content: bytes) -> str:
    message = importlib.import_module("oxmsg").Message.load(io.BytesIO(content))
    return "\n".join(
        filter(
            None,
            [
                message.subject,
                message.sender,
                message.body,
                re.sub("<[^>]*>", " ", message.html_body or ""),
                *(each.name for each in message.recipients),
            ],
        )
    )


OTHERS: dict[str, list[Reader]] = {
    "docx": [python_docx, docx2txt], "doc": [programme("catdoc", "-d", "utf-8")], "ppt": [programme("catppt", "-d", "utf-8")],
    "xls": [xlrd, programme("xls2csv", "-d", "utf-8")], "xlsx": [openpyxl], "pptx": [python_pptx], "eml": [mail],
    "msg": [oxmsg], "pdf": [programme("pdftotext", "-q"), pymupdf, pypdf, pdfplumber],
}  # fmt: skip


def expected_of(place: str) -> tuple[str, str, int, set[str]]:
    """The kind of a file, how many other readers find text in it, and the words that other readers find in it."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    path = Path(place)
    content = path.read_bytes()
    kind = kind_of_bytes(content, path.name)
    found: list[set[str]] = []
    if kind not in HAS_TEXT:
        return place, kind, 0, set()
    for read in [kreuzberg(kind), *OTHERS.get(kind, [])]:
        try:
            told = words(read(path, content))
        except BaseException as broken:
            if isinstance(broken, KeyboardInterrupt):
                raise
            continue
        if told:
            found.append(told)
        if len(found) == 4:
            break
    counts = Counter(word for each in found for word in each)
    return place, kind, len(found), {word for word, count in counts.items() if count >= min(2, len(found))}


def ours(place: str) -> tuple[str, set[str], str, float]:
    """The words that our reader finds, why it found none, and the seconds it took."""
    path = Path(place)
    start = time.process_time()
    try:
        told = extract(path.read_bytes(), path.name, Budget())
        text, why = "\n".join([told.text, *(block.place for block in told.blocks if isinstance(block, Grid))]), ""
    except Unreadable as refused:
        text, why = "", str(refused)
    return place, words(text), why, time.process_time() - start


def read_only(place: str) -> int:
    path = Path(place)
    try:
        return len(extract(path.read_bytes(), path.name, Budget()).text)
    except Unreadable:
        return 0


def measure(folder: Path, *, missed: bool = False, kept: Path | None = None, every: int = 1) -> None:
    """Prints the table."""
    places = sorted(str(path) for path in folder.rglob("*") if path.is_file() and path.suffix[1:].lower() in ENDINGS)
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(read_only, places[:20]))
        start = time.perf_counter()
        characters = sum(pool.map(read_only, places, chunksize=8))
        seconds = time.perf_counter() - start
    print(f"{len(places):,} files, {characters / 1e6:.1f} million characters: {len(places) / seconds:.0f} files/s in 2 processes ({seconds:.1f} s)")  # fmt: skip
    installed = [name for name in ("catdoc", "catppt", "xls2csv", "pdftotext") if shutil.which(name)]
    print(f"Programmes among the other readers: {', '.join(installed) or 'none'}")
    with ProcessPoolExecutor(2) as pool:
        found = {place: (told, why, took) for place, told, why, took in pool.map(ours, places, chunksize=8)}
    processor = sum(took for _told, _why, took in found.values())
    print(
        f"{len(places) / processor:.0f} files in each second of one processor ({processor:.1f} s): it holds on a busy machine too"
    )
    _table(found, _expected(places[::every], kept), missed=missed)


def _expected(places: list[str], kept: Path | None) -> Expected:
    """What the other readers find, each file in a process that it may bring down; kept from an earlier run, where asked for."""
    known = (
        {place: (kind, readers, set(told)) for place, (kind, readers, told) in json.loads(kept.read_text()).items()}
        if kept and kept.exists()
        else {}
    )
    with ProcessPool(2) as pool:
        for done in [pool.schedule(expected_of, args=[place], timeout=60) for place in places if place not in known]:
            try:
                place, kind, readers, told = done.result()
            except (ProcessExpired, TimeoutError, MemoryError, OSError):
                continue
            known[place] = kind, readers, told
    if kept:
        kept.write_text(
            json.dumps({place: (kind, readers, sorted(told)) for place, (kind, readers, told) in known.items()})
        )
    return {place: known[place] for place in places if place in known}


def _table(found: dict[str, tuple[set[str], str, float]], expected: Expected, *, missed: bool) -> None:  # fmt: skip
    by_kind: dict[str, list[tuple[float, str]]] = defaultdict(list)
    alone: list[float] = []
    for place, (kind, readers, told) in expected.items():
        told -= _CODES  # noqa: PLW2901
        if readers == 1 and told:
            alone.append(len(told & found[place][0]) / len(told))
        elif told:
            by_kind[kind].append((len(told & found[place][0]) / len(told), place))
    every = [recall for rows in by_kind.values() for recall, _place in rows]
    for kind, rows in sorted(by_kind.items(), key=lambda each: -len(each[1])):
        slow = sum(found[place][2] for _recall, place in rows)
        print(f"{kind:<8} {len(rows):>5} files  recall {sum(recall for recall, _place in rows) / len(rows):.3f}  {slow:6.2f} s")  # fmt: skip
    print(f"{'all':<8} {len(every):>5} files  recall {sum(every) / len(every):.3f}")
    print(f"one other reader {len(alone):>5} files  recall {sum(alone) / max(1, len(alone)):.3f}")
    print(
        f"both     {len(every) + len(alone):>5} files  recall {(sum(every) + sum(alone)) / max(1, len(every) + len(alone)):.3f}"
    )
    if missed:
        for recall, place in sorted(row for rows in by_kind.values() for row in rows):
            if recall < 0.98:
                lacking = sorted(expected[place][2] - found[place][0])
                print(f"{recall:.2f} {len(lacking):>5} {place[-90:]} {found[place][1]} {lacking[:12]}")


if __name__ == "__main__":
    kept_in = next((Path(each) for each in sys.argv[2:] if each.endswith(".json")), None)
    measure(
        Path(sys.argv[1]),
        missed="--missed" in sys.argv,
        kept=kept_in,
        every=next((int(each) for each in sys.argv[2:] if each.isdigit()), 1),
    )
