"""What is filled in in a PDF: the fields of its form, which stand on no page as text, and those that are kept as XML."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from pypdfium2 import raw

from muniment.documents.extract.gathering import Gathered
from muniment.documents.extract.package import Element, local, parsed
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MEGABYTE

_MOST_PLACES = 50_000  # of one page, at which something is laid over it
_MOST_CHOICES = 1_000  # of one field
_LARGEST = 32 * MEGABYTE  # bytes of one value, and of one part of XML
_XFA = frozenset({raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND})
_CHOSEN = frozenset({raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX})
_TICKED = frozenset({raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON})
_NO_VALUE = frozenset({raw.FPDF_FORMFIELD_PUSHBUTTON, raw.FPDF_FORMFIELD_SIGNATURE})


class Form:
    """The form of a document that has one; `told` is asked of each page, `kept_as_xml` once at the end."""

    def __init__(self, document: Any, handle: Any) -> None:
        self._document, self._handle = document, handle
        self._before: set[tuple[str, str]] = set()

    def told(self, page: Any, gathered: Gathered, place: str) -> None:
        """Fills in a line for each field with a value: how it is called, and what stands in it. Each is told once."""
        lines = []
        for number in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_PLACES)):
            annotation = raw.FPDFPage_GetAnnot(page, number)
            if not annotation:
                continue
            try:
                if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET:
                    lines.append(self._line(annotation))
            finally:
                raw.FPDFPage_CloseAnnot(annotation)
        gathered.prose(place, "\n".join(filter(None, lines)))

    def _line(self, annotation: Any) -> str:
        kind = raw.FPDFAnnot_GetFormFieldType(self._handle, annotation)
        if kind in _NO_VALUE:
            return ""
        value = (kind in _CHOSEN and self._chosen(annotation)) or self._of(raw.FPDFAnnot_GetFormFieldValue, annotation)
        if not value.strip() or (kind in _TICKED and value == "Off"):
            return ""
        name = self._of(raw.FPDFAnnot_GetFormFieldName, annotation)
        if (name, value) in self._before:  # the same field stands in many places
            return ""
        self._before.add((name, value))
        return f"{self._of(raw.FPDFAnnot_GetFormFieldAlternateName, annotation) or name}: {value}"

    def _chosen(self, annotation: Any) -> str:
        """What was chosen, in the words in which it is shown."""
        count = min(raw.FPDFAnnot_GetOptionCount(self._handle, annotation), _MOST_CHOICES)
        chosen = (each for each in range(count) if raw.FPDFAnnot_IsOptionSelected(self._handle, annotation, each))
        return ", ".join(_text(raw.FPDFAnnot_GetOptionLabel, self._handle, annotation, each) for each in chosen)

    def _of(self, call: Callable[..., int], annotation: Any) -> str:
        return _text(call, self._handle, annotation)

    def kept_as_xml(self, gathered: Gathered) -> None:
        """The values of a form that is made of XML, as far as they stood in no field."""
        if raw.FPDF_GetFormType(self._document) not in _XFA:
            return
        before = {value.strip() for _name, value in self._before}
        for number in range(min(raw.FPDF_GetXFAPacketCount(self._document), _MOST_CHOICES)):
            if _name_of_part(self._document, number) == "datasets":
                with suppress(Unreadable):
                    values = _values(parsed(_part(self._document, number)))
                    gathered.prose(
                        "form", "\n".join(f"{name}: {value}" for name, value in values if value not in before)
                    )


@contextmanager
def form_of(document: Any) -> Iterator[Form | None]:
    """The form of a document, None where it has none. No script of it is run."""
    if raw.FPDF_GetFormType(document) == raw.FORMTYPE_NONE:
        yield None
        return
    config = raw.FPDF_FORMFILLINFO(version=2)
    handle = raw.FPDFDOC_InitFormFillEnvironment(document, config)
    try:
        yield Form(document, handle) if handle else None
    finally:
        if handle:
            raw.FPDFDOC_ExitFormFillEnvironment(handle)


def _text(call: Callable[..., int], *about: Any) -> str:
    length = call(*about, None, 0)  # bytes, two of them for the end
    if not 2 < length <= _LARGEST:
        return ""
    held = (ctypes.c_ushort * (length // 2 + 1))()
    call(*about, held, length)
    return bytes(held)[: length - 2].decode("utf-16-le", "replace")


def _name_of_part(document: Any, number: int) -> str:
    held = ctypes.create_string_buffer(256)
    raw.FPDF_GetXFAPacketName(document, number, held, len(held))
    return held.value.decode("latin-1")


def _part(document: Any, number: int) -> bytes:
    length = ctypes.c_ulong()
    if not raw.FPDF_GetXFAPacketContent(document, number, None, 0, length) or not 0 < length.value <= _LARGEST:
        return b""
    held = ctypes.create_string_buffer(length.value)
    raw.FPDF_GetXFAPacketContent(document, number, held, length.value, length)
    return held.raw


def _values(root: Element) -> Iterator[tuple[str, str]]:
    """The names and texts of what holds no more elements."""
    for each in root.iter():
        if len(each) == 0 and each.text and each.text.strip():
            yield local(each), each.text.strip()
