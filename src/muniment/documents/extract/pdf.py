"""The text of a PDF page by page, by pypdfium2, with what is filled in in its form, and what it says of itself."""

import contextlib
import re
from typing import Any

import pypdfium2
from pypdfium2 import raw

from muniment.documents.extract.about import pdf_moment
from muniment.documents.extract.extracted import About, Locked, TooLarge
from muniment.documents.extract.gathering import Gathered, held
from muniment.documents.extract.pdf_forms import Form, form_of
from muniment.documents.paper import Unreadable
from muniment.documents.reading.pdf_safety import inspect_pdf

_MOST_PAGES = 5_000
_CATALOGUE = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\b(?:(?!endobj).){0,2000}?/Type\s*/Catalog\b", re.DOTALL)
_PASSWORD = {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}


def read_pdf(content: bytes, gathered: Gathered) -> None:
    """Fills in the pages. Raises Locked, and Unreadable where it does not hold together."""
    refuse_bomb(content)
    with contextlib.ExitStack() as stack, held():
        document = _opened(content)
        stack.callback(document.close)
        gathered.about = _about(document)
        form = stack.enter_context(form_of(document))
        _pages(document, form, gathered)
        if form:
            form.kept_as_xml(gathered)


def refuse_bomb(content: bytes) -> None:
    """Raises TooLarge for a PDF whose streams unpack to more than is safe."""
    try:
        inspect_pdf(content)
    except Unreadable as why:
        raise TooLarge("It unpacks to far more than a document of its size holds: it was not opened.") from why


def _opened(content: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as broken:
        if getattr(broken, "err_code", None) in _PASSWORD or "password" in str(broken).lower():
            raise Locked("It is protected with a password.") from broken
    # Where the end is lost, which says where the document begins, its beginning may still be there.
    found = list(_CATALOGUE.finditer(content))
    with contextlib.suppress(pypdfium2.PdfiumError):
        if found:
            end = b"\ntrailer\n<< /Root %s %s R /Size 100000 >>\nstartxref\n0\n%%%%EOF\n" % found[-1].groups()
            return pypdfium2.PdfDocument(content + end)
    raise Unreadable("The PDF is damaged or was not copied whole: it could not be opened.")


def _pages(document: Any, form: Form | None, gathered: Gathered) -> None:
    pictures = broken = 0
    count = len(document)
    for number in range(min(count, _MOST_PAGES)):
        if gathered.full:
            break
        try:
            page = document[number]
            text = page.get_textpage().get_text_range().replace("\ufffe", "-")
        except pypdfium2.PdfiumError:
            broken += 1
            continue
        gathered.prose(f"page {number + 1}", text)
        if form:
            form.told(page, gathered, f"page {number + 1}, form")
        pictures += not text.strip() and any(
            True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        )
        page.close()
    if pictures:
        gathered.note(_of(pictures, count, "is a picture", "are pictures") + ", without text that can be read.")
    if broken:
        gathered.note(_of(broken, count, "is damaged", "are damaged") + ".")
    if count > _MOST_PAGES:
        gathered.note(f"It has {count:,} pages, of which the first {_MOST_PAGES:,} were read.")
        gathered.full = True


def _of(some: int, count: int, one: str, many: str) -> str:
    if count == 1:
        return f"Its only page {one}"
    return f"{some:,} of {count:,} pages {one if some == 1 else many}"


def _about(document: Any) -> About:
    told: dict[str, str] = document.get_metadata_dict(skip_empty=True)
    return About(
        title=told.get("Title", "").strip(), author=told.get("Author", "").strip(),
        made=pdf_moment(told.get("CreationDate", "")), saved=pdf_moment(told.get("ModDate", "")),
    )  # fmt: skip
