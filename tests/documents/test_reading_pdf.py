"""PDFs: tables ruled, shaded or only aligned; rows over page breaks; words cut by narrow cells; running text."""

import pytest

from muniment.documents.paper import Paper
from muniment.documents.reading import read_paper
from tests.fixtures.reading.papers import HEADER, ROWS, SENTENCE, pdf, pdf_table

LANDSCAPE = '#set page(paper: "a4", flipped: true, margin: 2cm)\n#set text(size: 10pt)\n'
LONG = (
    "Review the privacy notices of every service for children and adults with the data protection officer before audit"
)
WRAPPED = (
    HEADER,
    ROWS[0],
    ROWS[1],
    ("R3", LONG, "Data Protection Officer and the Head of Legal", "2026", "Complete"),
    ROWS[2],
)


def read(source: str) -> Paper:
    return read_paper(pdf(source), "plan.pdf")


def texts(paper: Paper, number: int = 0) -> list[tuple[str, ...]]:
    return [row.texts for row in list(paper.tables)[number].rows]


@pytest.mark.parametrize(
    "options",
    [
        "stroke: 0.5pt",
        "stroke: none",
        "stroke: (x, y) => (bottom: 0.5pt)",
        "stroke: (x, y) => if y == 0 {(top: 1pt, bottom: 0.5pt)} else {none}",
        "stroke: none, fill: (x, y) => if calc.odd(y) {luma(230)} else {none}",
        "stroke: none, fill: (x, y) => if y == 0 {luma(230)} else {none}",
    ],
)
@pytest.mark.parametrize(
    "page", [LANDSCAPE, "#set text(size: 8pt)\n", '#set page(margin: 1cm)\n#set text(font: "DejaVu Sans Mono")\n']
)
def test_a_table_is_found_whatever_its_rules(options, page):
    paper = read(f"{page}= Plan\n\n{SENTENCE}\n\n{pdf_table(WRAPPED, options)}\n\nA note after the table.")
    assert texts(paper) == list(WRAPPED)
    assert [(p.text, p.level) for p in paper.paragraphs] == [("Plan", 1), (SENTENCE, 0), ("A note after the table.", 0)]
    assert next(paper.tables).rows[1].cells[0].place.page == 1


@pytest.mark.parametrize("align", ["top", "horizon", "bottom"])
@pytest.mark.parametrize("page", [LANDSCAPE, "#set text(size: 9pt)\n"])
def test_rows_are_told_apart_however_their_cells_are_aligned(align, page):
    paper = read(page + pdf_table(WRAPPED, f"stroke: none, inset: 7pt, align: left + {align}"))
    assert texts(paper) == list(WRAPPED)


def test_rows_of_single_lines_without_rules_are_rows():
    rows = (("Theme", "Number", "Done"), ("Records", "12", "3"), ("Training", "4", "1"), ("Total", "16", "4"))
    cells = ", ".join(f"[{text}]" for row in rows for text in row)
    paper = read(f"Words above the table.\n\n#table(columns: 3, stroke: none, {cells})\n\nWords.")
    assert texts(paper) == list(rows)
    assert [paragraph.text for paragraph in paper.paragraphs] == ["Words above the table.", "Words."]


def test_a_row_cut_by_a_page_break_is_one_row_and_the_tables_stay_two():
    pages = "#set page(width: 16cm, height: 6cm, margin: 1cm)\n"
    rows = (HEADER, ("R1", LONG, "SIRO", "2026", "Complete"), ("R2", LONG, "SIRO", "2026", "Open"), ROWS[2])
    paper = read(pages + pdf_table(rows))
    read_rows = [row for table in paper.tables for row in table.rows]
    assert [row.texts[:2] for row in read_rows] == [row[:2] for row in rows]
    assert len(list(paper.tables)) > 1
    assert [row.place.page for row in read_rows] == sorted(row.place.page for row in read_rows)


def test_a_header_cut_by_a_page_break_is_joined():
    cells = "[ID], [Action and #linebreak() completion status], [Owner], [R1], [Do it], [SIRO]"
    pages = "#set page(width: 12cm, height: 3.2cm, margin: 1cm)\n#set text(size: 10pt)\n"
    paper = read(f"{pages}Words above.\n\n#v(-0.6em)\n#table(columns: (2cm, 4cm, 2cm), inset: 3pt, {cells})")
    rows = [row.texts for table in paper.tables for row in table.rows]
    assert rows[0][0] == "ID"
    assert rows[0][1].replace("\n", " ") == "Action and completion status"
    assert rows[1] == ("R1", "Do it", "SIRO")


def test_a_header_repeated_on_each_page_does_not_part_a_row():
    body = ", ".join(f"[R{number}], [{LONG}], [SIRO]" for number in range(1, 5))
    source = f"#set page(width: 14cm, height: 6cm, margin: 1cm)\n#table(columns: (1.5cm, 5cm, 2cm), table.header([Ref], [Action], [Owner]), {body})"
    rows = [row.texts for table in read(source).tables for row in table.rows if row.texts[0] != "Ref"]
    assert rows == [(f"R{number}", LONG, "SIRO") for number in range(1, 5)]


def test_a_theme_merged_over_rows_is_said_in_each_and_across_once():
    source = (
        "#table(columns: 3, [Theme], [Ref], [Action], table.cell(rowspan: 2)[Policy], [1], [Write], [2], [Approve],"
        " table.cell(colspan: 3)[*Training*], [x], [3], [Train])"
    )
    assert texts(read(source)) == [
        ("Theme", "Ref", "Action"),
        ("Policy", "1", "Write"),
        ("Policy", "2", "Approve"),
        ("Training",),
        ("x", "3", "Train"),
    ]


def test_words_cut_by_a_narrow_cell_are_whole_again_and_others_stay_apart():
    # Typst does not cut words as Word does, so the break is set by hand where the cell ends.
    source = (
        '#set text(size: 10pt)\n#set par(linebreaks: "simple")\nThe recommendation was accepted in full.\n\n'
        "#table(columns: (78pt, 60pt), inset: 5pt, stroke: 1pt, [recommendatio#linebreak()n accepted], [bi-#linebreak()annual],"
        " [1) First#linebreak()2) Second], [Legal#linebreak()services])"
    )
    (first, second) = texts(read(source))
    assert first == ("recommendation accepted", "bi-annual")
    assert second[0] == "1) First\n2) Second"
    assert second[1].replace("\n", " ") == "Legal services"


def test_columns_of_prose_are_read_one_after_the_other():
    paper = read("#set page(columns: 2)\n#lorem(300)")
    assert not list(paper.tables)
    assert " ".join(p.text for p in paper.paragraphs).split()[-3:] != []


def test_two_tables_beside_one_another_are_two():
    source = (
        f"{LANDSCAPE}#grid(columns: 2, gutter: 2cm, table(columns: 2, [Ref], [Action], [R1], [Do it]),"
        " table(columns: 2, [Theme], [Count], [Records], [1]))"
    )
    assert [table.rows[0].texts for table in read(source).tables] == [("Ref", "Action"), ("Theme", "Count")]


def test_running_heads_are_left_out_and_said_so():
    source = (
        "#set page(height: 12cm, header: [Information governance plan], footer: context [Page #counter(page).display()])\n"
        "#for i in range(4) [Text of page #i #pagebreak(weak: true)]"
    )
    paper = read(source)
    assert [p.text for p in paper.paragraphs] == [f"Text of page {number}" for number in range(4)]
    assert "Running heads and page numbers were left out." in paper.lost


def test_a_pdf_of_pictures_alone_says_that_it_has_no_text():
    from muniment.documents.paper import Unreadable

    with pytest.raises(Unreadable, match="has no text"):
        read("#rect(width: 5cm, height: 5cm, fill: red)")
