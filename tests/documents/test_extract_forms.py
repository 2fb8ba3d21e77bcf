"""What is filled in in the form of a PDF."""

import pikepdf
import pytest

from muniment.documents.extract import Budget, Prose, extract
from tests.documents import extract_files as made
from tests.fixtures.hidden import pdf_files

NAME = pikepdf.Name


def widget(document, **more):
    return document.make_indirect(pikepdf.Dictionary(Type=NAME.Annot, Subtype=NAME.Widget, Rect=[9, 9, 99, 20], **more))


def form_with(*fields, **more):
    """A PDF of two pages; each field is a page and what it is."""

    def change(document):
        places = [(page, widget(document, **field)) for page, field in fields]
        for page in (0, 1):
            document.pages[page].Annots = pikepdf.Array([place for at, place in places if at == page])
        told = {name: value(document) if callable(value) else value for name, value in more.items()}
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[place for _page, place in places], **told)

    return pdf_files.drawn(pdf_files.said("One"), pdf_files.said("Two"), change=change)


def test_values_are_told_with_what_asks_for_them():
    content = form_with(
        (0, {"FT": NAME.Tx, "T": "f1", "TU": "National Insurance number", "V": "AB 12 34 56 C"}), (0, {"FT": NAME.Tx, "T": "empty", "V": ""}),
        (1, {"FT": NAME.Tx, "T": "notes", "V": "Zürich – the zeppelin\rof Ada"}), (1, {"FT": NAME.Btn, "T": "send", "Ff": 1 << 16}),
    )  # fmt: skip
    assert extract(content, "a.pdf").blocks == (
        Prose("page 1", "One"), Prose("page 1, form", "National Insurance number: AB 12 34 56 C"),
        Prose("page 2", "Two"), Prose("page 2, form", "notes: Zürich – the zeppelin\nof Ada"),
    )  # fmt: skip


def test_what_is_ticked_and_chosen():
    ticks = {"AP": pikepdf.Dictionary(N=pikepdf.Dictionary(Asthma=pikepdf.Dictionary(), Off=pikepdf.Dictionary()))}
    options = pikepdf.Array(
        [pikepdf.Array([f"0{at}", word]) for at, word in enumerate(("Housing", "Education", "Roads"))]
    )
    content = form_with(
        (0, {"FT": NAME.Btn, "T": "health", "V": NAME.Asthma, "AS": NAME.Asthma, **ticks}), (0, {"FT": NAME.Btn, "T": "no", "V": NAME.Off, "AS": NAME.Off, **ticks}),
        (1, {"FT": NAME.Ch, "T": "service", "Ff": 1 << 17, "Opt": options, "V": "01"}),
        (1, {"FT": NAME.Ch, "T": "several", "Ff": 1 << 21, "Opt": options, "V": pikepdf.Array(["00", "02"])}),
    )  # fmt: skip
    said = [block.text for block in extract(content, "a.pdf").blocks if "form" in block.place]
    assert said == ["health: Asthma", "service: Education\nseveral: Housing, Roads"]


def test_a_field_in_two_places_is_told_once():
    def change(document):
        field = document.make_indirect(pikepdf.Dictionary(FT=NAME.Tx, T="who", V="Ada Archer"))
        places = [widget(document, Parent=field) for _page in (0, 1)]
        field.Kids = pikepdf.Array(places)
        for page, place in zip(document.pages, places, strict=True):
            page.Annots = pikepdf.Array([place])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[field])

    found = extract(pdf_files.drawn("", "", change=change), "a.pdf")
    assert found.blocks == (Prose("page 1, form", "who: Ada Archer"),)


def test_a_form_that_is_kept_as_xml_gives_what_stood_in_no_field():
    data = b"<xfa:datasets xmlns:xfa='http://www.xfa.org/schema/xfa-data/1.0/'><xfa:data><f><who>Ada Archer</who><born>1815</born><more> </more></f></xfa:data></xfa:datasets>"
    content = form_with(
        (0, {"FT": NAME.Tx, "T": "who", "V": "Ada Archer"}),
        XFA=lambda document: pikepdf.Array(["datasets", document.make_stream(data)]),
    )
    found = extract(content, "a.pdf")
    assert [(block.place, block.text) for block in found.blocks[1:]] == [
        ("page 1, form", "who: Ada Archer"),
        ("page 2", "Two"),
        ("form", "born: 1815"),
    ]


@pytest.mark.parametrize("data", [b"", b"<a", b"\0\xff", b"<!DOCTYPE a [<!ENTITY b 'zeppelin'>]><a>&b;</a>"])
def test_a_damaged_form_of_xml_takes_nothing_from_the_rest(data):
    content = form_with(
        (0, {"FT": NAME.Tx, "T": "who", "V": "Ada"}),
        XFA=lambda document: pikepdf.Array(["datasets", document.make_stream(data)]),
    )
    text = extract(content, "a.pdf").text
    assert "who: Ada" in text
    assert "zeppelin" not in text


def test_values_count_in_the_budget():
    found = extract(made.form(notes="x" * 5_000), "a.pdf", Budget(characters=200))
    assert found.cut
    assert len(found.text) < 250


def test_what_hangs_on_a_page_and_is_no_field_of_the_form_is_passed_by():
    def change(document):
        link = document.make_indirect(pikepdf.Dictionary(Type=NAME.Annot, Subtype=NAME.Link, Rect=[0, 0, 9, 9]))
        stray = widget(document, T="stray")
        document.pages[0].Annots = pikepdf.Array([link, stray, 7, pikepdf.Dictionary()])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([stray, 5]))

    assert extract(pdf_files.drawn(pdf_files.said("One"), change=change), "a.pdf").text == "One"
