"""The page: clean under a strict content policy, readable with a screen reader, on a telephone and at a desk."""

import re
from datetime import date

import lxml.html
import pytest

from muniment.documents.report import charts
from muniment.documents.report.acronyms import acronyms_used, undefined
from muniment.documents.report.build import build
from muniment.documents.report.formats import to_fragment, to_page
from muniment.documents.report.values import Figure, ReportValues, Term, TextValue
from tests.documents.report_sample import sample

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'"
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def fragment():
    return to_fragment(sample())


def test_the_fragment_has_no_style_no_script_and_one_order_of_headings(fragment):
    page = lxml.html.fromstring(f"<div>{fragment}</div>")
    assert not page.xpath("//*[@style] | //style | //script | //h1 | //@*[starts-with(name(), 'on')]")
    levels = [int(heading.tag[1]) for heading in page.xpath("//h2|//h3|//h4")]
    assert levels[0] == 2
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(one.startswith("report-") for one in ids)


def test_each_table_has_a_caption_and_header_cells_with_scope(fragment):
    page = lxml.html.fromstring(f"<div>{fragment}</div>")
    tables = page.xpath("//table")
    assert len(tables) == 14
    for table in tables:
        assert table.find("caption").text_content()
        assert {cell.get("scope") for cell in table.xpath("./thead//th")} == {"col"}


def test_figures_and_cells_open_their_lists(fragment):
    page = lxml.html.fromstring(f"<div>{fragment}</div>")
    figure = page.xpath("//a[@class='report-figure'][@title='Late actions']")[0]
    assert figure.get("href") == "/assurance/actions?plan=7&state=late&as-at=2026-12-03"
    assert page.xpath("//td/a[@href='/assurance/actions/A03']")


def test_each_chart_is_one_image_with_words(fragment):
    page = lxml.html.fromstring(f"<div>{fragment}</div>")
    pictures = page.xpath("//*[local-name()='svg']")
    assert [picture.get("role") for picture in pictures] == ["img", "img"]
    assert pictures[0].get("aria-label") == sample().values.charts[0].alt


def test_a_chart_keeps_the_order_given_and_its_three_tellings_agree():
    chart = charts.stacked_bar(
        "x", "Title", [("B", (1, 2)), ("A", (0, 3))], ("Late", "Done"), row_title="Theme", caption="C"
    )
    drawn = charts.svg(chart.spec)
    assert drawn.index(">B<") < drawn.index(">A<")
    assert drawn.index(">Late<") < drawn.index(">Done<")
    assert [[cell.text for cell in row] for row in chart.table.rows] == [
        ["B", "1", "2", "3"],
        ["A", "0", "3", "3"],
        ["Total", "1", "5", "6"],
    ]
    assert "B: Late 1, Done 2" in chart.alt


def test_a_chart_can_hold_nothing_but_a_drawing():
    hostile = "<script>alert(1)</script>"
    chart = charts.stacked_bar("x", "T", [(hostile, (1,))], (hostile,), row_title="Theme", caption="C")
    assert "<script" not in charts.svg_for_page(chart.spec, hostile)
    assert not re.search(r"\s(style|on\w+|href|class)=", charts.svg(chart.spec))


def test_a_chart_holds_no_label_that_is_not_seen():
    points = [charts.Point(date(2026 + month // 12, month % 12 + 1, 1), month, month) for month in range(16)]
    drawn = charts.svg(charts.burn_up("x", "T", points, caption="C").spec)
    assert drawn.count("2026</text>") >= 3
    assert 'opacity="0"' not in drawn


def test_a_chart_reads_no_file_and_no_host():
    chart = charts.stacked_bar("x", "T", [("A", (1,))], ("S",), row_title="Theme", caption="C")
    for address in ("file:///etc/passwd", "https://example.org/x.json"):
        with pytest.raises(ValueError, match="may not name a file"):
            charts.svg({**chart.spec, "data": {"url": address}})


TERMS = (Term("ICO", "Information Commissioner's Office, named in the DPA"), Term("SAR", "Subject access request"))


def report_saying(text, *glossary):
    values = ReportValues(
        "Title", texts=(TextValue("t", (text,)),), glossary=glossary, figures=(Figure("n", "N", 1, "/x?A=FOI"),)
    )
    return build("# WHAT THIS IS ABOUT\n\n{{text:t}} {{figure:n}}\n\n{{glossary}}\n", values)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The ICO and three SARs, the DPO's view (NHS) and a P2P link.", ("DPO", "ICO", "NHS", "P2P", "SAR")),
        ("Part II and XIV, actions A02, C49 and IR-04, [F3].", ()),
        ("It must NOT be so in the UK.", ()),
        ("See https://example.org/FOI?X=DPA and FOI@example.org.", ()),
        ("THIS IS ALL IN CAPITALS", ()),
    ],
)
def test_abbreviations_are_found(text, found):
    assert acronyms_used(report_saying(text)) == found


def test_a_glossary_must_explain_what_it_uses_itself():
    assert undefined(report_saying("The ICO.")) == ("ICO",)
    assert undefined(report_saying("The ICO.", *TERMS)) == ("DPA",)
    assert undefined(sample()) == ()


@pytest.mark.browser
def test_the_page_passes_axe_and_never_scrolls_sideways(chromium):
    from axe_playwright_python.sync_playwright import Axe

    page = chromium.new_page(viewport={"width": 320, "height": 900})
    page.set_content(to_page(sample()))
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE}})
    assert found.violations_count == 0, found.generate_report()
    for width in (320, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.browser
def test_the_fragment_is_quiet_under_a_strict_policy(chromium, fragment):
    page = chromium.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    body = f"<!DOCTYPE html><html lang=en-GB><title>x</title><body>{fragment}"
    page.route(
        "http://report.test/",
        lambda route: route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": POLICY}),
    )
    page.goto("http://report.test/")
    assert [line for line in said if "Content Security" in line] == []
    page.close()
