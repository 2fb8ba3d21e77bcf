"""Word documents: order of the body, merged and nested cells, tracked changes, automatic numbers."""

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from muniment.documents.paper import Paper, Paragraph, Table
from muniment.documents.reading import read_paper
from tests.fixtures.reading.papers import HEADER, ROWS, SENTENCE, saved, word


def read(document) -> Paper:
    return read_paper(saved(document), "plan.docx")


def texts(paper: Paper, number: int = 0) -> list[tuple[str, ...]]:
    return [row.texts for row in list(paper.tables)[number].rows]


def test_blocks_stand_in_the_order_of_the_body():
    document = word()
    document.add_heading("Annex", 2)
    heading, sentence, table, annex = read(document).blocks
    assert isinstance(heading, Paragraph)
    assert (heading.text, heading.level) == ("Action plan", 1)
    assert isinstance(sentence, Paragraph)
    assert (sentence.text, sentence.level) == (SENTENCE, 0)
    assert isinstance(table, Table)
    assert [row.texts for row in table.rows] == [HEADER, *ROWS]
    assert str(table.rows[1].cells[2].place) == "table 1, row 2, column 3"
    assert isinstance(annex, Paragraph)
    assert annex.level == 2


def test_merged_cells_and_lines_in_a_cell():
    document = word((("Theme", "Ref", "Action"), ("Policy", "1", "a"), ("", "2", "b"), ("Training", "", "")))
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 2))
    table.cell(1, 2).text = "First line\nsecond line"
    assert texts(read(document))[1:] == [
        ("Policy", "1", "First line\nsecond line"),
        ("Policy", "2", "b"),
        ("Training",),
    ]


def test_a_table_in_a_cell_stands_for_itself_and_a_frame_is_looked_through():
    document = docx.Document()
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "Inside a frame"
    inner = frame.add_table(2, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Ref", "Action"
    inner.cell(1, 0).text, inner.cell(1, 1).text = "R1", "Do it"
    nested = inner.cell(1, 1).add_table(1, 2)
    nested.cell(0, 0).text, nested.cell(0, 1).text = "Part", "Date"
    paper = read(document)
    assert [paragraph.text for paragraph in paper.paragraphs] == ["Inside a frame"]
    assert texts(paper) == [("Ref", "Action"), ("R1", "Do it")]
    assert texts(paper, 1) == [("Part", "Date")]


def test_deleted_text_is_not_read_and_inserted_text_is():
    document = word()
    paragraph = document.add_paragraph("Due ")
    for tag, inner, text in (("w:del", "w:delText", "May"), ("w:ins", "w:t", "June")):
        change = OxmlElement(tag)
        run = OxmlElement("w:r")
        written = OxmlElement(inner)
        written.text = text
        run.append(written)
        change.append(run)
        paragraph._p.append(change)
    row = document.tables[0].rows[3]._tr
    row.get_or_add_trPr().append(OxmlElement("w:del"))
    paper = read(document)
    assert list(paper.paragraphs)[-1].text == "Due June"
    assert len(texts(paper)) == 3
    assert any("tracked changes" in sentence for sentence in paper.lost)


def test_hidden_text_is_not_read_and_noted():
    document = word()
    document.add_paragraph("Seen. ").add_run("Unseen.").font.hidden = True
    paper = read(document)
    assert list(paper.paragraphs)[-1].text == "Seen."
    assert "Hidden text was not read." in paper.lost


def test_references_numbered_by_an_automatic_list_are_read():
    document = word((("Ref", "Action"), ("", "Do it"), ("", "Do that")))
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="4"/>'
            '<w:numFmt w:val="decimal"/><w:lvlText w:val="R%1"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for row in document.tables[0].rows[1:]:
        properties = row.cells[0].paragraphs[0]._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr>'))
    assert texts(read(document))[1:] == [("R4", "Do it"), ("R5", "Do that")]


def test_content_controls_and_text_boxes_are_opened():
    document = word()
    body = document.element.body
    control = OxmlElement("w:sdt")
    content = OxmlElement("w:sdtContent")
    control.append(content)
    content.append(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>In a control</w:t></w:r></w:p>"))
    body.insert(0, control)
    box = parse_xml(
        f"<w:p {nsdecls('w')}><w:r><w:t>Beside</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
    )
    body.insert(1, box)
    assert [paragraph.text for paragraph in read(document).paragraphs][:3] == ["In a control", "Beside", "In a box"]


def test_pages_are_known_where_word_left_its_marks():
    document = word()
    run = document.add_paragraph().add_run("On the next page")
    run._r.insert(0, OxmlElement("w:lastRenderedPageBreak"))
    document.add_paragraph("Below")
    paper = read(document)
    assert next(paper.paragraphs).place.page == 1
    assert list(paper.paragraphs)[-1].place.page == 2
    assert run._r.find(qn("w:t")) is not None


def test_one_table_for_each_recommendation_stays_a_table_each():
    document = docx.Document()
    for number in (1, 2):
        table = document.add_table(4, 2)
        for row, label in zip(table.rows, ("Recommendation", "Management response", "Owner", "Date"), strict=True):
            row.cells[0].text, row.cells[1].text = label, f"{label} of {number}"
        document.add_paragraph()
    paper = read(document)
    assert len(list(paper.tables)) == 2
    assert texts(paper, 1)[2] == ("Owner", "Owner of 2")
