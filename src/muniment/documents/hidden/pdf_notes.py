"""What hangs on the pages of a PDF: notes, marks for redaction, attachments and scripts."""

from collections import defaultdict
from typing import Any

from pdfminer.pdftypes import resolve1

from muniment.documents.hidden import pdf
from muniment.documents.hidden.gathering import Gathering, names_of
from muniment.documents.hidden.office import LookInto

_UNSEEN = 0b100010  # flags: hidden, not shown on a screen
_NO_NOTES = {"Link", "Widget", "Popup", "FileAttachment", "Redact"}
_SHAPES = {"Square", "Circle", "Polygon"}
_MOST = 20_000


def look_at_notes(pages: list[dict[str, Any]], gathering: Gathering, look_into: LookInto) -> None:
    """The annotations of all pages: one finding for each page and kind."""
    left = _MOST
    for number, page in enumerate(pages, start=1):
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        annotations = resolve1(page.get("Annots"))
        for each in annotations if isinstance(annotations, list) else []:
            left -= 1
            if left < 0:
                gathering.missed(f"Only the first {_MOST:,} annotations were looked at.")
                return
            note = resolve1(each)
            if isinstance(note, dict):
                _sort(note, found, gathering, look_into, f"page {number}")
        for rule, notes in found.items():
            by = names_of(author for author, _text in notes)
            what = _SAID[rule] + (f" by {by}." if by else ".")
            gathering.found(rule, what, f"page {number}", len(notes), notes[0][1])


_SAID = {"comment": "There are comments", "unapplied-redaction": "Passages are marked for redaction, and not redacted", "loose-box": "Filled shapes lie over the page like comments, and can be taken off it", "script": "Something on the page runs a script"}  # fmt: skip


def _sort(
    note: dict[str, Any], found: dict[str, list[tuple[str, str]]], gathering: Gathering, look_into: LookInto, where: str
) -> None:
    kind = pdf.text_of(note.get("Subtype"))
    told = pdf.text_of(note.get("T")), pdf.text_of(note.get("Contents"))
    flags = resolve1(note.get("F"))
    unseen = isinstance(flags, int) and bool(flags & _UNSEEN)
    if kind == "FileAttachment":
        pdf.attached(note.get("FS"), gathering, look_into, where)
    elif kind == "Redact":
        found["unapplied-redaction"].append(told)
    elif kind in _SHAPES and resolve1(note.get("IC")) and not unseen:
        found["loose-box"].append(told)
    elif kind not in _NO_NOTES and (told[1].strip() or unseen) and (kind != "FreeText" or unseen):
        # What is typed onto the page is seen; what hangs on it is seen only when it is opened.
        found["comment"].append(told)
    if pdf.is_script(note.get("A")):
        found["script"].append(("", ""))
