"""What a Word document, a presentation and their OpenDocument kin hold that their readers do not see."""

import io

import pytest

from muniment.documents.hidden import look
from tests.documents.test_hidden_workbook import found
from tests.fixtures.hidden import office_files as files
from tests.fixtures.hidden.office_files import (
    open_document,
    open_row,
    packed,
    plain_workbook,
    relations,
    saved,
    slides,
    word_with,
)

BY = 'w:id="1" w:author="Jo Reed" w:date="2026-03-01T10:00:00Z"'


def stops(content: bytes, name: str = "a.docx") -> set[str]:
    looked = look(name, content)
    assert looked.understood, looked.why
    return {each.rule for each in looked.findings if each.severity == "stops"}


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_a_document_with_nothing_hidden_says_nothing_that_stops():
    looked = look("reply.docx", saved(files.plain_word()))
    assert (looked.kind, looked.understood, looked.stops) == ("text document", True, False)


def test_a_deletion_that_was_tracked_is_still_there():
    text = f"{run('The council paid ')}<w:del {BY}><w:r><w:delText>Mr Reed £9,000 of hush money</w:delText></w:r></w:del>{run('a sum')}"
    one = found(look("a.docx", word_with(text)), "tracked-deletion")
    assert (one.severity, one.count, one.where) == ("stops", 1, "the text, paragraph 3")
    assert one.what == "Deleted text is still there by Jo Reed."
    assert one.example == "Mr Reed £9,000 of hush money"


@pytest.mark.parametrize(
    ("text", "rule", "count"),
    [
        (f"<w:ins {BY}>{run('new words')}</w:ins>", "tracked-insertion", 1),
        (f"<w:moveFrom {BY}>{run('moved words')}</w:moveFrom><w:moveTo {BY}>{run('moved words')}</w:moveTo>", "tracked-move", 2),
        (f"<w:r><w:rPr><w:b/><w:rPrChange {BY}><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>bold</w:t></w:r>", "tracked-formatting", 1),
        (f"<w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>{run('joined')}", "tracked-deletion", 1),
        (run("unseen words", "<w:vanish/>") + run(" and more", "<w:vanish w:val='true'/>"), "hidden-text", 1),
        (run("black on black", "<w:color w:val='000000'/><w:highlight w:val='black'/>"), "blacked-out-text", 1),
        (run("marked black", "<w:highlight w:val='black'/>"), "blacked-out-text", 1),
        (run("red on red", "<w:color w:val='C00000'/><w:shd w:val='clear' w:color='auto' w:fill='C00000'/>"), "blacked-out-text", 1),
        (run("white on white", "<w:color w:val='FFFFFF'/>"), "invisible-text", 1),
        (run("too small", "<w:sz w:val='2'/>"), "invisible-text", 1),
    ],
)  # fmt: skip
def test_text_that_is_not_seen(text, rule, count):
    looked = look("a.docx", word_with(text))
    assert looked.understood, looked.why
    assert found(looked, rule).count == count
    assert {each.rule for each in looked.findings} <= {rule, "thumbnail", "properties"}


@pytest.mark.parametrize(
    "text",
    [
        run("shown again", "<w:vanish w:val='0'/>"),
        run("white on blue", "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:color='auto' w:fill='1F3864'/>"),
        run("white on black", "<w:color w:val='FFFFFF'/><w:highlight w:val='black'/>"),
        f"<w:pPr><w:shd w:val='clear' w:fill='222222'/></w:pPr>{run('white in a dark paragraph', '<w:color w:val=' + chr(39) + 'FFFFFF' + chr(39) + '/>')}",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:instrText>XE index</w:instrText></w:r>",
        run(" ", "<w:vanish/>"),
    ],
)  # fmt: skip
def test_text_that_is_seen_is_not_told(text):
    assert stops(word_with(text)) == set()


def test_text_that_its_style_hides():
    document = files.plain_word()
    style = document.styles.add_style("Remark", 2)
    style.font.hidden = True
    paragraph = document.add_paragraph("The applicant is ")
    paragraph.add_run("known to us", style="Remark")
    assert found(look("a.docx", saved(document)), "hidden-text").example == "known to us"


def test_comments_variables_merges_and_people():
    document = files.plain_word()
    document.add_comment(document.paragraphs[1].runs, text="Do we have to?", author="Amal Okafor", initials="AO")
    content = saved(document)
    settings = files.member(content, "word/settings.xml")
    more = b'<w:docVars><w:docVar w:name="CaseOfficer" w:val="Jo Reed"/></w:docVars><w:mailMerge><w:query w:val="SELECT * FROM Tenants"/></w:mailMerge></w:settings>'
    content = files.rewritten(content, {"word/settings.xml": settings.replace(b"</w:settings>", more)})
    looked = look("a.docx", content)
    one = found(looked, "comment")
    assert (one.count, one.example) == (1, "Do we have to?")
    assert "Amal Okafor" in one.what
    assert found(looked, "document-variables").example == "Jo Reed"
    assert found(looked, "mail-merge").example == "SELECT * FROM Tenants"


def test_a_template_on_somebody_s_drive_is_told():
    rels = relations(("rId1", "attachedTemplate", r"file:///C:\Users\jreed\Templates\Refusal.dotm", True))
    looked = look("a.docx", word_with("", {"word/_rels/settings.xml.rels": rels}))
    one = found(looked, "external-link")
    assert (one.severity, one.what) == ("tell", "The file names the place of its template.")


def test_an_embedded_file_is_told_and_looked_into():
    book = plain_workbook()
    book.create_sheet("Pay").append(["Jo Reed", 1])
    book["Pay"].sheet_state = "hidden"
    looked = look("a.docx", word_with("", {"word/embeddings/pay.xlsx": saved(book)}))
    assert found(looked, "embedded-file").where == "word/embeddings/pay.xlsx"
    inner = found(looked, "hidden-sheet")
    assert (inner.file, inner.where) == ("pay.xlsx", "sheet Pay")


def test_a_file_that_word_puts_into_the_text_is_told():
    looked = look("a.docx", word_with("", {"word/afchunk.mht": b"MIME-Version: 1.0"}))
    assert found(looked, "embedded-file").where == "word/afchunk.mht"


def test_an_embedded_file_that_cannot_be_looked_into_is_said_to_be_so():
    assert "could not be looked into" in found(look("a.docx", word_with("", {"word/embeddings/old.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"})), "embedded-file").what  # fmt: skip


def test_a_presentation_with_nothing_hidden_is_clean():
    looked = look("a.pptx", slides())
    assert (looked.kind, looked.findings, looked.why) == ("presentation", (), ())


def test_notes_are_told_and_the_number_of_the_page_is_no_note():
    one = found(look("a.pptx", slides(files.notes("Do not mention Northgate"))), "speaker-notes")
    assert (one.severity, one.where, one.example) == ("stops", "slide 1", "Do not mention Northgate")
    assert stops(slides(files.notes("")), "a.pptx") == set()


def test_notes_that_no_slide_points_to_are_in_the_file_all_the_same():
    parts = files.notes("Do not mention Northgate")
    del parts["ppt/slides/_rels/slide1.xml.rels"]
    assert found(look("a.pptx", slides(parts)), "speaker-notes").where == "no slide (ppt/notesSlides/notesSlide1.xml)"


def test_a_slide_that_the_list_leaves_out_is_in_the_file_all_the_same():
    left = slides(
        {"ppt/slides/slide3.xml": files.member(slides(), "ppt/slides/slide1.xml").replace(b"Budget", b"Cuts")}
    )
    assert found(look("a.pptx", left), "hidden-slide").example == "Cuts"


def test_hidden_slides_and_what_stands_beside_a_slide():
    beside = '<p:sp><p:spPr><a:xfrm><a:off x="9200000" y="0"/><a:ext cx="900" cy="900"/></a:xfrm></p:spPr><p:txBody><a:p><a:r><a:t>Old figures</a:t></a:r></a:p></p:txBody></p:sp>'
    looked = look("a.pptx", slides(first='show="0"', shape=beside))
    assert found(looked, "hidden-slide").where == "slide 1"
    assert found(looked, "off-slide").example == "Old figures"
    assert stops(slides(shape=beside.replace("9200000", "9100000")), "a.pptx") == set()


def test_the_workbook_behind_a_chart_is_told_with_its_cells():
    parts = {
        "ppt/charts/chart1.xml": "<c:chart xmlns:c='c'/>",
        "ppt/charts/_rels/chart1.xml.rels": relations(
            ("rId1", "package", "../embeddings/Microsoft_Excel_Sheet1.xlsx", False)
        ),
        "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": saved(plain_workbook(50)),
    }
    looked = look("a.pptx", slides(parts))
    one = found(looked, "embedded-workbook")
    assert (one.count, one.where) == (154, "ppt/charts/chart1.xml")
    assert "154 cells" in one.what


def test_comments_of_a_presentation():
    parts = {
        "ppt/slides/_rels/slide1.xml.rels": relations(("rId1", "comments", "../comments/comment1.xml", False)),
        "ppt/comments/comment1.xml": "<p:cmLst xmlns:p='p'><p:cm authorId='0'><p:text>Wrong total</p:text></p:cm></p:cmLst>",
        "ppt/commentAuthors.xml": "<p:cmAuthorLst xmlns:p='p'><p:cmAuthor id='0' name='Amal Okafor'/></p:cmAuthorLst>",
    }
    one = found(look("a.pptx", slides(parts)), "comment")
    assert (one.where, one.example, one.count) == ("slide 1", "Wrong total", 1)
    assert "Amal Okafor" in one.what


def test_opendocument_workbooks():
    unseen = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    column = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    body = (
        f'<table:table table:name="Spending">{column}{open_row("a", "b", "c")}{open_row("d", more=" table:visibility=" + chr(34) + "filter" + chr(34))}</table:table>'
        f'<table:table table:name="Pay" table:style-name="ta2">{open_row("Jo Reed", "1")}</table:table>'
    )
    looked = look("a.ods", open_document("spreadsheet", body, unseen))
    assert (looked.kind, looked.why) == ("OpenDocument workbook", ())
    assert (found(looked, "hidden-sheet").where, found(looked, "hidden-sheet").count) == ("sheet Pay", 2)
    assert (found(looked, "hidden-rows").count, found(looked, "hidden-rows").example) == (1, "d")
    assert found(looked, "hidden-columns").count == 1
    assert look(
        "a.ods", open_document("spreadsheet", f'<table:table table:name="S">{open_row("a")}</table:table>')
    ).clean


def test_rows_and_columns_of_opendocument_that_have_no_size():
    styles = (
        '<style:style style:name="ro1" style:family="table-row"><style:table-row-properties style:row-height="0cm"/></style:style>'
        '<style:style style:name="ro2" style:family="table-row"><style:table-row-properties style:row-height="0.45cm"/></style:style>'
        '<style:style style:name="co1" style:family="table-column"><style:table-column-properties style:column-width="0.001in"/></style:style>'
    )
    rows = open_row("a", more=' table:style-name="ro2"') + open_row("Jo Reed", more=' table:style-name="ro1"')
    looked = look("a.ods", open_document("spreadsheet", f'<table:table table:name="S">{rows}</table:table>', styles))
    assert {each.rule for each in looked.findings} == {"hidden-rows"}
    assert found(looked, "hidden-rows").example == "Jo Reed"
    narrow = f'<table:table table:name="S"><table:table-column table:style-name="co1"/>{open_row("a")}</table:table>'
    assert {each.rule for each in look("a.ods", open_document("spreadsheet", narrow, styles)).findings} == {
        "hidden-columns"
    }


def test_opendocument_texts():
    changes = "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Jo Reed</dc:creator></office:change-info><text:p>hush money</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    note = "<text:p>Seen<office:annotation><dc:creator>Amal Okafor</dc:creator><text:p>Really?</text:p></office:annotation></text:p>"
    hidden = '<text:p><text:span text:style-name="T1">known to us</text:span></text:p>'
    style = (
        '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    looked = look("a.odt", open_document("text", changes + note + hidden, style))
    assert (found(looked, "tracked-deletion").example, found(looked, "tracked-deletion").severity) == (
        "hush money",
        "stops",
    )
    assert "Jo Reed" in found(looked, "tracked-deletion").what
    assert "Amal Okafor" in found(looked, "comment").what
    assert found(looked, "hidden-text").example == "known to us"
    assert look("a.odt", open_document("text", "<text:p>Seen</text:p>")).clean


def test_opendocument_presentations():
    style = '<style:style style:name="dp2" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    notes = "<presentation:notes><draw:frame><draw:text-box><text:p>Do not mention<text:page-number>1</text:page-number></text:p></draw:text-box></draw:frame></presentation:notes>"
    body = f'<draw:page draw:name="1">{notes}</draw:page><draw:page draw:name="2" draw:style-name="dp2"/>'
    looked = look("a.odp", open_document("presentation", body, style))
    assert (found(looked, "speaker-notes").where, found(looked, "speaker-notes").example) == (
        "slide 1",
        "Do not mention",
    )
    assert found(looked, "hidden-slide").where == "slide 2"
    empty = notes.replace("Do not mention", "")
    assert look("a.odp", open_document("presentation", f'<draw:page draw:name="1">{empty}</draw:page>')).clean


@pytest.mark.parametrize(
    ("extra", "rule"),
    [
        ({"Basic/Standard/Module1.xml": "<m/>"}, "macros"),
        ({"Versions/Version1": b"PK"}, "earlier-version"),
        ({"meta.xml": f"<office:document-meta{files.OPEN_NAMES}><office:meta><dc:creator>Jo Reed</dc:creator></office:meta></office:document-meta>"}, "properties"),
        ({"settings.xml": f'<s{files.OPEN_NAMES}><config:config-item config:name="PrinterName">PR-SOCIALCARE-2</config:config-item></s>'}, "printer-settings"),
        ({"Object 1/content.xml": f"<c{files.OPEN_NAMES}><table:table>{open_row('a')}</table:table></c>"}, "embedded-file"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_text_of_opendocument(extra, rule):
    looked = look("a.odt", open_document("text", "<text:p>Seen</text:p>", extra=extra))
    assert looked.understood, looked.why
    assert {each.rule for each in looked.findings} == {rule}


def test_an_encrypted_opendocument_file_is_not_understood():
    manifest = f'<manifest:manifest{files.OPEN_NAMES}><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    looked = look("a.odt", open_document("text", "", extra={"META-INF/manifest.xml": manifest}))
    assert not looked.understood
    assert "encrypted" in looked.why[0]


def test_an_archive_is_looked_into_file_by_file():
    content = packed(
        {"reply.docx": saved(files.plain_word()), "annex/pay.xlsx": files.with_pivot(9), "readme.txt": "See the annex."}
    )
    looked = look("release.zip", content)
    assert (looked.kind, looked.why) == ("archive", ())
    assert found(looked, "pivot-cache").file == "annex/pay.xlsx"
    unknown = look("release.zip", packed({"a/old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}))
    assert not unknown.understood
    assert unknown.why[0].startswith("a/old.xls: ")


def test_an_archive_in_an_archive_without_end_is_not_followed_for_ever():
    content = packed({"a.txt": "x"})
    for _level in range(12):
        content = packed({"a.zip": content})
    looked = look("a.zip", content)
    assert not looked.understood
    assert io.BytesIO(content).getbuffer().nbytes < 10_000
