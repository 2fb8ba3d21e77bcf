"""The files of a report: made from its document, kept by their digest, read back as they were."""

import hashlib
from collections.abc import Iterable
from typing import Any

from muniment.documents.report.build import Document
from muniment.documents.report.formats import all_formats, to_docx, to_page, to_pdf
from muniment.documents.report.html import to_fragment
from muniment.documents.report.values import Figure
from muniment.registers import evidence
from muniment.registers.errors import Invalid
from muniment.reporting.models import Edition

TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_START, _END = '<main class="report">\n', "</main>"


def one_file(document: Document, kind: str) -> bytes:
    """The report in one format."""
    if kind == "html":
        return _absolute(to_page(document), document.values.site).encode()
    return to_docx(document) if kind == "docx" else to_pdf(document)


def three_files(document: Document) -> dict[str, bytes]:
    """The report in all formats, made side by side."""
    made = all_formats(document)
    return {"html": _absolute(made.html, document.values.site).encode(), "docx": made.docx, "pdf": made.pdf}


def preview(document: Document) -> str:
    """The report for a page that has its own title."""
    return to_fragment(document)


def figures_json(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """The figures as they are frozen, and as the command line prints them."""
    return [
        {"name": each.name, "title": each.title, "value": each.value, "address": each.address, "note": each.note}
        for each in figures
    ]


def kept(edition: Edition, kind: str) -> bytes:
    """The very bytes that were frozen. Invalid when the file is gone or is not what it was."""
    digest = {"html": edition.html, "docx": edition.docx, "pdf": edition.pdf}[kind]
    place = evidence.path_of(digest)
    content = place.read_bytes() if place.is_file() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise Invalid(
            "The file of this edition is missing or was changed since it was frozen. Restore it from a backup."
        )
    return content


def frozen_page(edition: Edition) -> str:
    """What an edition shows within a page: the frozen content, with links to this house as it is reached now."""
    page = kept(edition, "html").decode()
    inside = page[page.index(_START) + len(_START) : page.rindex(_END)]
    site = edition.scope.get("site", "")
    return inside.replace(f'href="{site}/', 'href="/') if site else inside


def _absolute(html: str, site: str) -> str:
    """A file that is sent around needs whole addresses. Only links that the engine made have this form: text is escaped."""
    return html.replace('href="/', f'href="{site}/') if site else html
