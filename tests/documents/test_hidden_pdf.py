"""What a PDF holds that its reader does not see: first of all words under boxes."""

import io
import struct
from pathlib import Path

import pikepdf
import pytest
import typst

from muniment.documents.hidden import look
from tests.documents.test_hidden_workbook import found
from tests.fixtures.hidden.office_files import plain_workbook, saved
from tests.fixtures.hidden.pdf_files import SECRET, box, drawn, picture, said
from tests.fixtures.reading.papers import pdf, pdf_table


def rules(content: bytes) -> set[str]:
    looked = look("a.pdf", content)
    assert looked.understood, looked.why
    return {each.rule for each in looked.findings}


PRINTS = Path(__file__).parents[1] / "fixtures/papers/prints"
COVER = box(68, 694, 320, 20)


def test_text_under_a_black_box_is_a_failed_redaction():
    looked = look("reply.pdf", drawn(said("The payment was made to", y=740) + said(SECRET) + COVER))
    one = found(looked, "text-under-box")
    assert (one.severity, one.where, one.count) == ("stops", "page 1", 1)
    assert one.example == SECRET
    assert {each.rule for each in looked.findings} == {"text-under-box"}


def test_a_black_box_from_under_which_the_text_was_taken_is_clean():
    looked = look("reply.pdf", drawn(said("The payment was made to", y=740) + COVER))
    assert looked.clean, looked


def test_white_letters_on_a_black_heading_are_seen():
    typeset = typst.compile(
        b"#table(columns: 3, fill: (x, y) => if y == 0 { black }, table.header(..([Year], [Directorate], [Amount]).map(it => text(fill: white, it))), "
        b"[2025], [Children], [4,000])"
    )
    assert rules(typeset) == set()
    assert rules(drawn(COVER + said("Heading in white", before="1 g"))) == set()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (said(SECRET) + COVER.replace("0 g", "0.2 0.1 0.4 rg"), "text-under-box"),
        (COVER + said(SECRET), "text-under-box"),
        (COVER.replace("0 g", "1 0 0 rg") + said(SECRET, before="1 0 0 rg"), "text-under-box"),
        (said(SECRET) + COVER.replace("0 g", "1 g"), "invisible-text"),
        (said(SECRET, before="1 g"), "invisible-text"),
        (said(SECRET, before="3 Tr"), "invisible-text"),
        (said(SECRET, size=1), "invisible-text"),
        (said(SECRET, x=700), "outside-page"),
        (said(SECRET, y=-40), "outside-page"),
    ],
)
def test_ways_in_which_text_is_not_seen(content, rule):
    assert rules(drawn(said("Dear resident", y=780) + content)) == {rule}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned(turn):
    assert rules(drawn(said("Dear resident, ill, lilliput", y=780), turn=turn)) == set()
    assert rules(drawn(said("Dear resident", y=780) + said(SECRET) + COVER, turn=turn)) == {"text-under-box"}


def test_letters_that_are_a_single_stroke_are_seen():
    assert rules(drawn(said("Ill will: 1 l I i 11 II ll --- ... ___ |||") + said("l I 1 i", y=600, size=7))) == set()


def test_text_that_stands_upright():
    upright = "BT /F1 12 Tf 0 1 -1 0 300 300 Tm (Illegible lilliputian 111) Tj ET\n"
    assert rules(drawn(upright)) == set()
    assert rules(drawn(upright + box(280, 290, 30, 300))) == {"text-under-box"}


def test_a_picture_over_text_covers_it():
    def change(document: pikepdf.Pdf) -> None:
        picture(document, 0, "Im", 2, 2, b"\x40\x40\x40\x40")

    assert rules(drawn(said(SECRET) + "q 330 0 0 24 66 692 cm /Im Do Q", change=change)) == {"text-under-box"}


def test_the_text_of_a_scan_is_told_and_stops_only_where_the_scan_was_blacked_out():
    document = drawn(said("The resident lives at", y=740) + said(SECRET))
    page = look_drawn(document)

    def scan(pixels: bytes) -> bytes:
        def change(made: pikepdf.Pdf) -> None:
            picture(made, 0, "Im", page[0], page[1], pixels)

        text = said("The resident lives at", y=740, before="3 Tr") + said(SECRET, before="3 Tr")
        return drawn("q 595 0 0 842 0 0 cm /Im Do Q " + text, change=change)

    assert rules(scan(page[2])) == {"scanned-text"}
    rows = [page[2][at : at + page[0]] for at in range(0, len(page[2]), page[0])]
    for number in range(2 * (842 - 714), 2 * (842 - 694)):
        rows[number] = rows[number][: 2 * 68] + bytes(2 * 320) + rows[number][2 * 388 :]
    assert rules(scan(b"".join(rows))) == {"scanned-text", "text-under-box"}


def look_drawn(content: bytes) -> tuple[int, int, bytes]:
    """A page as a scanner would have it."""
    import pypdfium2

    drawing = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil().convert("L")
    return drawing.width, drawing.height, drawing.tobytes()


def test_boxes_over_a_scan_and_boxes_that_can_be_moved():
    wide, high, pixels = look_drawn(drawn(said(SECRET)))

    def change(document: pikepdf.Pdf) -> None:
        picture(document, 0, "Im", wide, high, pixels)

    scan = "q 595 0 0 842 0 0 cm /Im Do Q "
    one = found(look("a.pdf", drawn(scan + COVER + box(68, 600, 90, 12, "1 g"), change=change)), "box-over-scan")
    assert (one.severity, one.where, one.count) == ("stops", "page 1", 2)

    def wrapped(document: pikepdf.Pdf) -> None:
        change(document)
        form = pikepdf.Stream(document, b"0 g 0 0 160 10 re f")
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 160, 10]
        document.pages[0].Resources.XObject["/Fm"] = form

    assert (
        found(look("a.pdf", drawn(scan + "q 2 0 0 2 68 694 cm /Fm Do Q", change=wrapped)), "box-over-scan").count == 1
    )
    assert rules(drawn(scan + "q 0.2 0 0 0.2 68 694 cm /Fm Do Q", change=wrapped)) == set(), "too small to cover a word"
    assert rules(drawn(COVER + scan, change=change)) == set(), "a box below the picture covers nothing"
    assert rules(drawn(scan + box(68, 600, 400, 1), change=change)) == set(), "a line is no box"
    small = "q 100 0 0 100 60 680 cm /Im Do Q "
    assert rules(drawn(small + COVER, change=change)) == set(), "a picture is not a page"
    loose = {"Subtype": pikepdf.Name.Square, "IC": [0, 0, 0], "T": "Jo Reed"}
    assert rules(drawn(said("Dear resident", y=780), change=with_notes(loose))) == {"loose-box"}


def note(document: pikepdf.Pdf, **said_of_it: object) -> pikepdf.Object:
    return document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=[72, 690, 300, 712], **said_of_it))


def with_notes(*notes: dict[str, object]):
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].Annots = pikepdf.Array([note(document, **each) for each in notes])

    return change


def test_marks_for_redaction_that_were_not_applied():
    one = found(
        look("a.pdf", drawn(said(SECRET), change=with_notes({"Subtype": pikepdf.Name.Redact}))), "unapplied-redaction"
    )
    assert (one.where, one.count) == ("page 1", 1)


def test_comments_are_told_and_links_and_typed_words_are_not():
    notes = (
        {"Subtype": pikepdf.Name.Text, "Contents": "Leave this out?", "T": "Amal Okafor"},
        {"Subtype": pikepdf.Name.Highlight, "Contents": "", "T": "Jo Reed"},
        {"Subtype": pikepdf.Name.FreeText, "Contents": "typed onto the page"},
        {"Subtype": pikepdf.Name.Link},
    )
    one = found(look("a.pdf", drawn(said("Dear resident"), change=with_notes(*notes))), "comment")
    assert (one.count, one.example) == (1, "Leave this out?")
    assert "Amal Okafor" in one.what


def test_attachments_are_told_and_looked_into():
    book = plain_workbook()
    book.active.row_dimensions[3].hidden = True

    def change(document: pikepdf.Pdf) -> None:
        document.attachments["spending.xlsx"] = saved(book)

    looked = look("a.pdf", drawn(said("Dear resident"), change=change))
    assert found(looked, "embedded-file").what == "The file “spending.xlsx” is attached."
    assert found(looked, "hidden-rows").file == "spending.xlsx"


def test_layers_fields_and_scripts():
    def change(document: pikepdf.Pdf) -> None:
        layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Names of children"))
        document.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))
        fields = [
            note(document, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="ref", V="F-17"),
            note(document, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="nhs", V="943 476 5919", F=2),
        ]
        document.pages[0].Annots = pikepdf.Array(fields)
        document.Root.AcroForm = pikepdf.Dictionary(Fields=fields)
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    looked = look("a.pdf", drawn(said("Dear resident"), change=change))
    assert "Names of children" in found(looked, "hidden-layer").what
    assert found(looked, "form-values").example == "ref: F-17"
    assert found(looked, "hidden-field").example.startswith("nhs:")
    assert found(looked, "script").severity == "stops"


def test_text_on_a_layer_that_is_off_is_text_that_is_not_seen():
    def change(document: pikepdf.Pdf) -> None:
        layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Draft"))
        document.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))
        document.pages[0].Resources.Properties = pikepdf.Dictionary(L=layer)

    content = said("Dear resident", y=780) + "/OC /L BDC " + said(SECRET) + "EMC"
    assert rules(drawn(content, change=change)) == {"hidden-layer", "invisible-text"}


def test_properties_are_told_and_a_program_s_name_alone_is_none():
    def change(document: pikepdf.Pdf) -> None:
        document.docinfo["/Author"] = "Jo Reed"
        document.docinfo["/Producer"] = "Scanner at Northgate"

    one = found(look("a.pdf", drawn(said("Dear resident"), change=change)), "properties")
    assert (one.severity, one.example) == ("tell", "author: Jo Reed")
    assert "Scanner at Northgate" in one.what

    def producer(document: pikepdf.Pdf) -> None:
        document.docinfo["/Producer"] = "Scanner"

    assert rules(drawn(said("Dear resident"), change=producer)) == set()


def test_properties_that_were_taken_out_in_one_place_only():
    def change(document: pikepdf.Pdf) -> None:
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:creator"] = ["Jo Reed"]

    assert found(look("a.pdf", drawn(said("Dear resident"), change=change)), "properties").example == "author: Jo Reed"


def added_to(content: bytes, more: bytes) -> bytes:
    """The file saved by adding a new state of one object to its end."""
    reader = pikepdf.open(io.BytesIO(content))
    number = reader.pages[0].Contents.objgen[0]
    size, root = int(reader.trailer.Size), reader.trailer.Root.objgen[0]
    start = len(content)
    body = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(more), more)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, start)
    last = int(content.rsplit(b"startxref", 1)[1].split()[0])
    trailer = b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        root,
        last,
        start + len(body),
    )
    return content + body + table + trailer


def test_what_a_file_was_before_is_still_in_it():
    before = drawn(said(SECRET), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    after = added_to(before, said("Dear resident").encode())
    one = found(look("a.pdf", after), "earlier-version")
    assert (one.severity, one.count, one.example) == ("stops", 1, "Resident")
    assert "7 words of it, that no page has now" in one.what
    same = look("a.pdf", added_to(before, said(SECRET, y=690).encode()))
    assert "with the same words" in found(same, "earlier-version").what
    assert rules(after) == {"earlier-version"}


def test_a_file_laid_out_for_the_web_has_no_earlier_version():
    assert rules(drawn(said("Dear resident"), linearize=True)) == set()


def test_a_photograph_that_says_where_it_was_taken():
    assert found(look("house.jpg", photograph(latitude=True)), "picture-location").severity == "stops"
    assert look("house.jpg", photograph(latitude=False)).clean


def photograph(*, latitude: bool) -> bytes:
    """The beginning of a JPEG whose properties have a directory of positions, with or without a latitude."""
    position = struct.pack("<HHHII", 1, 2 if latitude else 29, 5, 3, 60)
    first = struct.pack("<HHHIII", 1, 0x8825, 4, 1, 26, 0)
    block = b"Exif\x00\x00II*\x00" + struct.pack("<I", 8) + first + position + bytes(40)
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(block) + 2) + block + b"\xff\xd9"


@pytest.mark.parametrize(
    "source",
    [
        "$ sum_(i=1)^n i = (n(n+1))/2 , integral_0^1 x^2 dif x $",
        "#set text(size: 4pt)\n#lorem(300)",
        "#place(center+horizon, rotate(45deg, text(size: 80pt, fill: luma(230))[DRAFT]))\n#lorem(200)",
        "#rotate(-90deg, reflow: true)[Illicit ill will 1l1l] #rotate(33deg)[Slanted lilliput illi text]",
        "#text(stroke: 0.4pt + black, fill: white, size: 20pt)[Outlined] #highlight(fill: yellow)[marked] #strike[struck] #super[up 12]",
        "#rect(fill: navy)[#text(fill: white)[White on navy lili]] #rect(fill: luma(90))[#text(fill: luma(140))[grey on grey]]",
        "#set page(width: 84cm, height: 119cm)\n#set text(size: 9pt)\n#lorem(400)",
        pdf_table(),
    ],
)
def test_whatever_is_seen_is_not_told(source):
    assert rules(pdf(source)) == set()


def test_words_that_were_struck_out_broadly_are_words_under_a_box():
    looked = look("a.pdf", pdf("#strike(stroke: 9pt + black)[words that were struck out]"))
    assert found(looked, "text-under-box").severity == "stops"


@pytest.mark.parametrize("path", sorted(PRINTS.glob("*.pdf")), ids=lambda path: path.stem)
def test_printed_papers_say_nothing_that_stops(path):
    looked = look(path.name, path.read_bytes())
    assert looked.understood
    assert not looked.stops, looked.findings


def test_a_locked_file_is_not_understood():
    looked = look("a.pdf", drawn(said(SECRET), encryption=pikepdf.Encryption(owner="o", user="u")))
    assert not looked.understood
    assert "password" in looked.why[0]
    assert rules(drawn(said(SECRET), encryption=pikepdf.Encryption(owner="o", user=""))) == set()
