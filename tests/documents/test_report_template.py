"""Templates: a closed list of placeholders, errors that a council officer can act on, and numbers typed by hand."""

import pytest

from muniment.documents.report.build import build
from muniment.documents.report.template import TemplateError, parse
from muniment.documents.report.typed import typed_figures
from muniment.documents.report.values import Figure, ReportValues, TextValue

VALUES = ReportValues(
    "Title",
    figures=(Figure("late", "Late", 3, "/late"), Figure("done", "Done", 4, "/done")),
    texts=(TextValue("summary", ("All is well.",)), TextValue("legal", ())),
)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "One\n\n{{figure:lat}}",
            "Line 3: {{figure:lat}} is not known. Did you mean {{figure:late}}? Known of this kind: figure:done, figure:late.",
        ),
        ("{{late}}", "Line 1: {{late}} is no placeholder."),
        ("{{figure:Late One}}", "Line 1: {{figure:Late One}} is no placeholder."),
        ("{% if x %} {{figure:late", "Line 1: “{{” without “}}”."),
        ("The {{figures}} here", "Line 1: {{figures}} must be a paragraph of its own"),
        ("- {{figures}}", "Line 1: {{figures}} must be a paragraph of its own"),
        ("{{figures}}\n\n{{figures}}", "Line 1: {{figures}} stands more than once."),
        ("`{{figure:late}}`", "Line 1: {{figure:late}} cannot stand in code or in the address of a link."),
        ("[x]({{figure:late}})", "cannot stand in code or in the address of a link."),
        ("![x](http://example.org/x.png)", "A picture can only come from a chart"),
        ("[x](javascript:alert)", "A link may not go to"),
        ("[x](#nowhere)", "The link to #nowhere leads nowhere."),
        ("# One\n\n### Three {{figure:late}}", "The heading “Three …” has 3 #: at most 2 here."),
    ],
)
def test_a_mistake_in_a_template_is_told_with_its_line(template, message):
    with pytest.raises(TemplateError) as error:
        build(template, VALUES)
    assert message in str(error.value)


def test_raw_html_tex_and_attributes_of_a_template_are_text():
    blocks = parse("A <b>b</b> \\textbf{c} [d]{.e} `f`{=html} $g$\n\n<div>\n\nh\n\n</div>").blocks
    assert {block["t"] for block in blocks} == {"Para"}
    assert not {"RawInline", "Math", "Span"} & {inline["t"] for block in blocks for inline in block["c"]}


def test_braces_can_be_written_as_text():
    assert build(r"Write \{\{figure:late}}.", VALUES).references == {}


def test_figures_are_numbered_as_they_are_first_read():
    document = build("{{figure:done}}, {{figure:late}}, {{figure:done}}\n\n{{figures}}", VALUES)
    assert document.references == {"done": "F1", "late": "F2"}


def test_texts_that_nobody_wrote_are_told():
    assert build("{{text:summary}}\n\n{{text:legal}}", VALUES).unwritten == ("legal",)


@pytest.mark.parametrize(
    ("prose", "numbers"),
    [
        ("There are 14 late actions, 33 % of 42.", ["14", "33 %", "42"]),
        ("It cost £1,200.50 and began on 3rd May 2026.", ["£1,200.50", "3rd", "2026"]),
        ("# 1. Background\n\n## 2.1 More\n\n1. One\n2) Two\n\n", []),
        ("Under section 151, s.17, Articles 33 and 34 and Schedule 12A of the Local Government Act 1972.", []),
        ("Under section\n151 it holds.", []),
        ("Under section 151, 14 are late.", ["14"]),
        ("ISO 27001 and BS 10008:2020, action A02, COVID-19.", []),
        ("{{figure:late2}} and `code 5` and [a link](/plans/7).", []),
        ("5 are late", ["5"]),
        ("| Theme | Late |\n|---|---|\n| A | 12 |", ["12"]),
    ],
)
def test_numbers_typed_in_prose_are_found(prose, numbers):
    assert [one.number for one in typed_figures(parse(prose))] == numbers


def test_a_typed_number_is_quoted_with_its_line():
    (one,) = typed_figures(parse("First.\n\nThere are 14 late actions in the plan."))
    assert (one.quote, one.line) == ("There are 14 late actions in the", 3)
