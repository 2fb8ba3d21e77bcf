"""Plain text, Markdown, CSV and web pages: tables wherever the format has them."""

import pytest

from muniment.documents.paper import Paper
from muniment.documents.reading import read_paper


def texts(paper: Paper, number: int = 0) -> list[tuple[str, ...]]:
    return [row.texts for row in list(paper.tables)[number].rows]


PLAN = [("Ref", "Action", "Owner"), ("R1", "Do it", "SIRO"), ("R2", "Do that", "Head of ICT")]


def test_runs_of_tabs_are_tables_and_a_blank_line_ends_them():
    text = (
        "A plan\n\nRef\tAction\tOwner\nR1\tDo it\tSIRO\n\nRef\tAction\nR2\t<p>First.</p> <p>1) Second &amp; third</p>\n"
    )
    paper = read_paper(text.encode(), "plan.txt")
    assert texts(paper) == PLAN[:2]
    assert texts(paper, 1)[1] == ("R2", "First.\n1) Second & third")
    assert str(list(paper.tables)[1].rows[1].cells[1].place) == "table 2, row 2, column 2, line 7"
    assert [(p.text, p.place.line) for p in paper.paragraphs] == [("A plan", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "| Ref | Action | Owner |\n|-----|:------:|-------|\n| R1 | Do it | SIRO |\n| R2 | Do that | Head of ICT |",
        "Ref | Action | Owner\n--- | --- | ---\nR1 | Do it | SIRO\nR2 | Do that | Head of ICT",
        (
            "+----+---------+-------+\n| Ref | Action | Owner |\n+====+=====+=====+\n| R1 | Do it | SIRO |\n+----+-----+----+\n"
            "| R2 | Do that | Head of |\n|    |         | ICT |\n+----+-----+----+"
        ),
        "Ref   Action    Owner\nR1    Do it     SIRO\nR2    Do that   Head of ICT",
        "Ref   Action    Owner\n\nR1    Do it     SIRO\n\nR2    Do that   Head of\n                ICT",
    ],
)
def test_tables_drawn_or_aligned_in_plain_text(text):
    paper = read_paper(f"Plan of actions.\n\n{text}\n\nAfter it.".encode(), "plan.txt")
    assert [tuple(cell.replace("\n", " ") for cell in row) for row in texts(paper)] == PLAN
    assert [p.text for p in paper.paragraphs] == ["Plan of actions.", "After it."]


def test_wrapped_lines_are_one_paragraph_and_lists_are_not():
    text = (
        "Out of 77 actions, 8 have been completed, 50 are in progress and\n19 are still to be commenced.\n"
        "1. First of a list\n2. Second of it\n\n# A heading\nText | with a bar\n"
    )
    paper = read_paper(text.encode(), "plan.txt")
    assert [p.text for p in paper.paragraphs] == [
        "Out of 77 actions, 8 have been completed, 50 are in progress and 19 are still to be commenced.",
        "1. First of a list",
        "2. Second of it",
        "A heading",
        "Text | with a bar",
    ]
    assert [p.level for p in paper.paragraphs] == [0, 0, 0, 1, 0]


def test_justified_prose_is_no_table():
    text = "The council  has agreed that the\nplan will be  reviewed each year by\nthe board and  then be reported."
    assert not list(read_paper(text.encode(), "plan.txt").tables)


def test_form_feeds_count_pages():
    paper = read_paper(b"First page\n\fSecond page\n", "plan.txt")
    assert [p.place.page for p in paper.paragraphs] == [1, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_in_any_encoding_and_with_any_separator(encoding, separator):
    rows = [("Ref", "Action", "Owner"), ("R1", "Review £5 – “café”", "SIRO"), ("R2", "Two\nlines", "Head")]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    paper = read_paper(text.encode(encoding), "plan.csv")
    assert texts(paper) == rows
    assert next(paper.tables).rows[2].cells[0].place.line == 3


def test_csv_rows_count_as_in_a_spreadsheet():
    paper = read_paper(b"sep=;\nRef;Action\n\nR1;a, b, c\n", "plan.csv")
    assert texts(paper) == [("Ref", "Action"), ("R1", "a, b, c")]
    assert next(paper.tables).rows[1].cells[1].place.row == 4


def test_markdown_tables_and_headings_keep_their_lines():
    text = "# Plan\n\nSome *text* here\nand on.\n\n| Ref | Action | Owner |\n|---|---|---|\n| R1 | Do `it` | SIRO |\n| R2 | Do\\|that | Head |\n\n- item\n"
    paper = read_paper(text.encode(), "plan.md")
    assert texts(paper) == [PLAN[0], PLAN[1], ("R2", "Do|that", "Head")]
    assert next(paper.tables).rows[1].place.line == 8
    assert [(p.text, p.level) for p in paper.paragraphs] == [("Plan", 1), ("Some text here and on.", 0), ("item", 0)]


def test_web_pages_expand_spans_and_leave_out_what_is_unseen():
    text = """<!DOCTYPE html><html><head><title>No</title><style>x</style></head><body><h2>Plan &amp; more</h2>
    <p>Some <b>bold</b> text<br>and a line</p><script>alert(1)</script><p hidden>secret</p>
    <table><caption>Actions</caption><thead><tr><th>Theme</th><th>Ref</th><th>Action</th></tr></thead>
    <tr><td rowspan=2>Policy</td><td>1</td><td><p>a</p><p>b</p></td></tr><tr><td>2</td><td>c</td></tr>
    <tr><td colspan=3>Training</td></tr></table>after</body></html>"""
    paper = read_paper(text.encode(), "plan.html")
    assert texts(paper) == [("Theme", "Ref", "Action"), ("Policy", "1", "a\nb"), ("Policy", "2", "c"), ("Training",)]
    assert [(p.text, p.level) for p in paper.paragraphs] == [
        ("Plan & more", 2),
        ("Some bold text\nand a line", 0),
        ("Actions", 0),
        ("after", 0),
    ]
    assert paper.lost == ("Hidden parts of the page were not read.",)


def test_pages_laid_out_by_tables_are_looked_through():
    text = "<table><tr><td><h1>Plan</h1><table><tr><td>Ref<td>Action<tr><td>R1<td>Do it</table></td></tr></table>"
    paper = read_paper(text.encode(), "plan.htm")
    assert texts(paper) == [("Ref", "Action"), ("R1", "Do it")]
    assert [(p.text, p.level) for p in paper.paragraphs] == [("Plan", 1)]


def test_a_web_page_in_an_old_encoding():
    content = '<html><meta charset="iso-8859-1"><body><p>Café – £5</p></body></html>'.encode("cp1252")
    assert next(read_paper(content, "plan.html").paragraphs).text == "Café – £5"
