"""PDF files: what stands beside the pages (properties, attachments, layers, fields, scripts, earlier versions), then the pages."""

import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

from muniment.documents.hidden.elements import Visitor, visit
from muniment.documents.hidden.gathering import Gathering, names_of
from muniment.documents.hidden.office import NO_NEWS, LookInto
from muniment.documents.hidden.pdf_notes import look_at_notes
from muniment.documents.hidden.pdf_pages import look_at_pages
from muniment.documents.hidden.pdf_revisions import look_at_revisions
from muniment.documents.hidden.pictures import positions_in
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MAX_PAGES, MEGABYTE
from muniment.documents.reading.pdf_safety import inspect_pdf

_TOLD = {"Author": "author", "Title": "title", "Subject": "subject", "Keywords": "keywords", "Company": "company", "Manager": "manager", "SourceModified": "source"}  # fmt: skip
_XMP = {"creator": "author", "title": "title", "description": "subject", "subject": "keywords", "Author": "author", "Keywords": "keywords", "Company": "company", "Manager": "manager", "CaptionWriter": "caption by", "manifest": "pieces it was made of"}  # fmt: skip
_MOST_NODES = 20_000
_LONGEST_XMP = 2 * MEGABYTE


def look_at_pdf(content: bytes, gathering: Gathering, look_into: LookInto) -> None:
    """Everything in a PDF that its reader does not see at once."""
    inspect_pdf(content)
    if not re.search(rb"%%EOF", content[-4_096:]):
        raise Unreadable("it is damaged or was not copied whole: its end is missing.")
    with gathering.part("What stands beside the pages"):
        try:
            document = PDFDocument(PDFParser(io.BytesIO(content)), fallback=False)
        except PDFPasswordIncorrect as locked:
            raise Unreadable(
                "it is protected with a password. Save a copy without a password and look into that."
            ) from locked
        catalog = _dictionary(document.catalog)
        _properties(document, catalog, gathering)
        _layers(catalog, gathering)
        _attachments(catalog, gathering, look_into)
        _scripts(catalog, gathering)
        _fields(catalog, gathering)
        pages = [_dictionary(page.attrs) for page in islice(PDFPage.create_pages(document), MAX_PAGES)]
        look_at_notes(pages, gathering, look_into)
    with gathering.part("What it was before"):
        look_at_revisions(content, gathering)
    if positions := positions_in(content):
        gathering.found("picture-location", "A photograph says where it was taken.", "the pages", positions)
    look_at_pages(content, gathering)


def _dictionary(value: Any) -> dict[str, Any]:
    found = resolve1(value)
    if isinstance(found, PDFStream):
        return dict(found.attrs)
    return found if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    found = resolve1(value)
    return found if isinstance(found, list) else []


def text_of(value: Any) -> str:
    """A string or a name of a PDF."""
    found = resolve1(value)
    if isinstance(found, PSLiteral):
        return str(found.name)
    if isinstance(found, bytes):
        return decode_text(found)
    return found if isinstance(found, str) else ""


class _Xmp(Visitor):
    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self._path: list[str] = []

    def start(self, name: str, said: dict[str, str]) -> None:
        self._path.append(name)
        self.told += [(_XMP[key], value) for key, value in said.items() if key in _XMP and name == "Description"]

    def end(self, _name: str) -> None:
        self._path.pop()

    def text(self, text: str) -> None:
        named = next((_XMP[name] for name in reversed(self._path[-4:]) if name in _XMP), "")
        if named and text.strip():
            self.told.append((named, text.strip()))


def _properties(document: PDFDocument, catalog: dict[str, Any], gathering: Gathering) -> None:
    told: list[tuple[str, str]] = []
    producers: list[str] = []
    for info in document.info:
        told += [(_TOLD[key], text_of(value)) for key, value in info.items() if key in _TOLD]
        producers += [
            f"{key.lower()}: {text_of(info[key])}" for key in ("Creator", "Producer") if text_of(info.get(key))
        ]
    metadata = resolve1(catalog.get("Metadata"))
    if isinstance(metadata, PDFStream):
        reader = _Xmp()
        with gathering.part("The properties in XMP"):
            # Programs leave blanks before and after, to write in later.
            visit(io.BytesIO(metadata.get_data()[:_LONGEST_XMP].strip(b"\x00 \r\n\t")), reader, gathering.budget)
        told += reader.told
    told = list(dict.fromkeys((key, value) for key, value in told if value.strip().lower() not in NO_NEWS))
    if told:
        what = f"The properties name {names_of((key for key, _value in told), 8)}" + (
            f" (made with {names_of(producers, 2)})." if producers else "."
        )
        gathering.found(
            "properties", what, "properties of the file", len(told), "; ".join(f"{key}: {value}" for key, value in told)
        )


def _layers(catalog: dict[str, Any], gathering: Gathering) -> None:
    layers = _dictionary(catalog.get("OCProperties"))
    usual = _dictionary(layers.get("D"))
    off = _list(usual.get("OFF"))
    if text_of(usual.get("BaseState")) == "OFF":
        on = [getattr(each, "objid", each) for each in _list(usual.get("ON"))]
        off = [each for each in _list(layers.get("OCGs")) if getattr(each, "objid", each) not in on]
    if off:
        names = names_of(text_of(_dictionary(each).get("Name")) for each in off)
        gathering.found("hidden-layer", f"Layers are switched off: {names}.", "the file", len(off))


def _tree(node: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a tree of names, however it is nested; one that goes in circles ends."""
    waiting, seen = [node], 0
    while waiting and seen < _MOST_NODES:
        seen += 1
        found = _dictionary(waiting.pop())
        pairs = _list(found.get("Names"))
        yield from ((text_of(key), value) for key, value in zip(pairs[::2], pairs[1::2], strict=False))
        waiting += _list(found.get("Kids"))


def attached(specification: Any, gathering: Gathering, look_into: LookInto, where: str) -> None:
    """A file that is attached: told, and looked into."""
    found = _dictionary(specification)
    name = text_of(found.get("UF")) or text_of(found.get("F")) or "attachment"
    kept = _dictionary(found.get("EF"))
    stream = resolve1(kept.get("F") or kept.get("UF"))
    if not isinstance(stream, PDFStream):
        return
    doubt = ""
    with gathering.part(f"The attached file “{name[:60]}”"):
        content = stream.get_data()
        gathering.budget.unpack(len(content))
        doubt = gathering.inside(name, content, look_into).doubt
    gathering.found("embedded-file", f"The file “{name[:60]}” is attached.{doubt}", where)


def _attachments(catalog: dict[str, Any], gathering: Gathering, look_into: LookInto) -> None:
    for _name, each in islice(_tree(_dictionary(catalog.get("Names")).get("EmbeddedFiles")), _MOST_NODES):
        attached(each, gathering, look_into, "the file")


def is_script(action: Any) -> bool:
    return text_of(_dictionary(action).get("S")) == "JavaScript"


def _scripts(catalog: dict[str, Any], gathering: Gathering) -> None:
    count = sum(1 for _each in islice(_tree(_dictionary(catalog.get("Names")).get("JavaScript")), _MOST_NODES))
    count += is_script(catalog.get("OpenAction"))
    count += sum(is_script(each) for each in _dictionary(catalog.get("AA")).values())
    if count:
        gathering.found("script", "The file runs scripts when it is opened or printed.", "the file", count)


def _fields(catalog: dict[str, Any], gathering: Gathering) -> None:
    """Fields by their tree; a field that is its own and only place on a page has the flags of that place."""
    form = _dictionary(catalog.get("AcroForm"))
    waiting, seen = [(each, "") for each in _list(form.get("Fields"))], 0
    shown: list[str] = []
    hidden: list[str] = []
    while waiting and seen < _MOST_NODES:
        seen += 1
        node, above = waiting.pop()
        field = _dictionary(node)
        name = ".".join(filter(None, (above, text_of(field.get("T")))))
        kids = _list(field.get("Kids"))
        waiting += [(kid, name) for kid in kids]
        value = text_of(field.get("V"))
        if value and value != "Off":
            flags = [resolve1(_dictionary(place).get("F")) for place in (kids or [field])]
            unseen = all(isinstance(flag, int) and flag & 0b100010 for flag in flags)
            (hidden if unseen else shown).append(f"{name}: {value}")
    if shown:
        gathering.found("form-values", "Fields of a form are filled in.", "the form", len(shown), shown[-1])
    if hidden:
        gathering.found("hidden-field", "Fields with values are hidden.", "the form", len(hidden), hidden[-1])
    if form.get("XFA") is not None:
        gathering.found("form-values", "The form keeps its values a second time, as XML.", "the form")
