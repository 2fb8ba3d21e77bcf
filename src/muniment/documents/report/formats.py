"""The three files of a report, made side by side."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from muniment.documents.report import charts
from muniment.documents.report.build import Document
from muniment.documents.report.html import to_fragment, to_page
from muniment.documents.report.pdf import to_pdf
from muniment.documents.report.word import to_docx

__all__ = ["Files", "all_formats", "to_docx", "to_fragment", "to_page", "to_pdf"]


@dataclass(frozen=True, slots=True)
class Files:
    """One report in three formats."""

    html: str
    docx: bytes
    pdf: bytes


def all_formats(document: Document) -> Files:
    """HTML, Word and PDF at once: pandoc and Typst work beside each other, each picture is drawn once."""
    with ThreadPoolExecutor(max_workers=3) as pool:
        drawn = pool.submit(_draw, document)
        drawn.result()
        html, docx, pdf = pool.submit(to_page, document), pool.submit(to_docx, document), pool.submit(to_pdf, document)
        return Files(html.result(), docx.result(), pdf.result())


def _draw(document: Document) -> None:
    for chart in document.values.charts:
        charts.svg(chart.spec)
