"""The text of a document, by the lightest reader that takes it, and by a second one where that finds nothing."""

from collections.abc import Callable

from muniment.documents.compound import SIGNATURE
from muniment.documents.extract import about, texts
from muniment.documents.extract.extracted import Budget, Extracted, Locked, TooLarge
from muniment.documents.extract.gathering import Gathered, held, whole
from muniment.documents.extract.kind_table import HAS_TEXT
from muniment.documents.extract.kinds import kind_of_bytes
from muniment.documents.extract.letters import read_letter
from muniment.documents.extract.old_office import opened
from muniment.documents.extract.old_slides import read_old_slides
from muniment.documents.extract.old_word import read_old_word
from muniment.documents.extract.old_workbook import read_old_workbook
from muniment.documents.extract.opendocument import read_flat, read_opendocument
from muniment.documents.extract.package import Package
from muniment.documents.extract.pdf import read_pdf
from muniment.documents.extract.second import TAKES, read_by_second
from muniment.documents.extract.slides import read_slides
from muniment.documents.extract.word import read_word
from muniment.documents.extract.workbooks import read_binary_excel, read_excel
from muniment.documents.paper import Unreadable

Reader = Callable[[bytes, Gathered], None]


def extract(content: bytes, name: str, budget: Budget | None = None) -> Extracted:
    """The text of a document. Of a kind that holds none (a picture, an archive) `has_text` is False and there is no text.

    Raises Unreadable with its reason: Locked where it has a password, TooLarge where it is more than the budget allows.
    """
    budget = budget or Budget()
    kind = kind_of_bytes(content, name)
    if kind not in HAS_TEXT:
        return Extracted(kind, has_text=kind == "empty")
    whole(content, budget)
    gathered = Gathered(budget)
    try:
        with held():
            _read(content, name, kind, gathered)
    except (Locked, TooLarge):
        raise
    except Unreadable:
        if kind not in TAKES:
            raise
        gathered = _again(content, kind, gathered)
    else:
        if kind in TAKES and gathered.empty:
            gathered = _again(content, kind, gathered, must=False)
    return gathered.extracted(kind)


def _read(content: bytes, name: str, kind: str, gathered: Gathered) -> None:
    if kind in _PACKAGES:
        if content.startswith(SIGNATURE):
            opened(content, gathered.budget)
        if content[:2] == b"PK":
            package = Package(content, gathered.budget)
            gathered.about = about.of_package(package)
            _PACKAGES[kind](package, content, gathered)
            return
        read_flat(content, gathered)
    elif kind in {"eml", "msg"}:
        read_letter(content, name, gathered)
    else:
        _READERS[kind](content, gathered)


def _again(content: bytes, kind: str, before: Gathered, *, must: bool = True) -> Gathered:
    """By the second reader; what the first found out about the file is kept."""
    gathered = Gathered(before.budget)
    gathered.about = before.about
    try:
        read_by_second(content, kind, gathered)
    except Unreadable:
        if must and before.empty:
            raise
        return before
    return before if gathered.empty else gathered


_PACKAGES: dict[str, Callable[[Package, bytes, Gathered], None]] = {
    "docx": lambda package, _content, gathered: read_word(package, gathered),
    "pptx": lambda package, _content, gathered: read_slides(package, gathered),
    "xlsx": read_excel,
    "xlsb": read_binary_excel,
    "ods": lambda package, _content, gathered: read_opendocument(package, gathered),
    "odt": lambda package, _content, gathered: read_opendocument(package, gathered),
    "odp": lambda package, _content, gathered: read_opendocument(package, gathered),
    "odg": lambda package, _content, gathered: read_opendocument(package, gathered),
    "epub": lambda package, _content, gathered: _pages_of(package, gathered),
}
_READERS: dict[str, Reader] = {
    "xls": read_old_workbook, "doc": read_old_word, "ppt": read_old_slides, "pdf": read_pdf, "rtf": texts.read_rtf, "html": texts.read_page, "xml": texts.read_xml,
    "csv": texts.read_delimited, "tsv": lambda content, gathered: texts.read_delimited(content, gathered, tabs=True),
    "json": texts.read_plain, "md": texts.read_plain, "log": texts.read_plain, "txt": texts.read_plain,
}  # fmt: skip


def _pages_of(package: Package, gathered: Gathered) -> None:
    """The pages of a book."""
    for name in package.like(r".*\.x?html?"):
        texts.read_page(package.read(name), gathered)
