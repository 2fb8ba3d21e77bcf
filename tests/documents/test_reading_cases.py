"""A council's published plan in four formats, where the cases stand beside the checkout."""

import re
from pathlib import Path

import pytest

from muniment.documents.reading import read_file

CASES = Path(__file__).parents[3] / "shared" / "cases" / "coventry-2016"
PAPERS = {path.suffix: path for path in CASES.glob("*") if path.suffix in {".txt", ".docx", ".xlsx", ".pdf"}}
SENTENCE = "Out of 77 actions, 8 have been completed, 50 are in progress and 19 are still to be commenced."
SUMMARY = ("Policies and Procedures", "24", "8", "11", "5")

pytestmark = pytest.mark.skipif(not PAPERS, reason="the published cases are not here")


def rows_by_reference(suffix: str) -> dict[str, list[str]]:
    """The rows of the plan, their empty cells left out, their spaces single."""
    rows = (row.texts for table in read_file(PAPERS[suffix]).tables for row in table.rows)
    return {
        texts[0]: [re.sub(r"\s+", " ", text) for text in texts if text]
        for texts in rows
        if re.fullmatch(r"[A-C]\d\d", texts[0])
    }


@pytest.mark.parametrize("suffix", sorted(PAPERS))
def test_every_reference_and_the_summary_are_read(suffix):
    references = list(rows_by_reference(suffix))
    assert len(references) == 77
    assert (references[0], references[-1]) == ("A02", "C49")
    summaries = [table for table in read_file(PAPERS[suffix]).tables if SUMMARY in [row.texts for row in table.rows]]
    assert [len(table.rows) for table in summaries] == [5]


@pytest.mark.parametrize("suffix", sorted(set(PAPERS) - {".xlsx"}))
def test_the_sentence_that_sums_up_is_a_paragraph(suffix):
    assert any(SENTENCE in paragraph.text for paragraph in read_file(PAPERS[suffix]).paragraphs)


def test_the_word_document_has_nine_tables():
    assert len(list(read_file(PAPERS[".docx"]).tables)) == 9


def test_the_pdf_says_what_the_word_document_says():
    def letters(text: str) -> str:
        return re.sub(r"\s", "", text)

    document, printed = rows_by_reference(".docx"), rows_by_reference(".pdf")
    assert [list(map(letters, row)) for row in printed.values()] == [
        list(map(letters, row)) for row in document.values()
    ]
    # Where a line ends with a slash or a hyphen nobody can tell whether a space followed.
    different = [reference for reference, row in document.items() if printed[reference] != row]
    assert len(different) <= 6
