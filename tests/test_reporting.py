"""Reports: what they count and say, in three formats, and what is to be put right before they are frozen."""

import io
import re
from datetime import date

import docx
import pdfplumber
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assurance import services as assurance
from muniment.assurance.models import Plan, PlanFinding, PlanImport
from muniment.documents.report.template import parse
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.register import Moment
from muniment.registers.services import Change, write
from muniment.reporting import drafting, making, weaving
from muniment.reporting.models import Report, default_template
from muniment.reporting.services import draft_for
from tests.cast import Cast, make, make_plan, make_recommendation
from tests.reporting_plans import FIRST_REPORT, SECOND_REPORT, action, finished_report, frozen, lively_plan

HOSTILE = (
    "A | b",
    "`code`",
    "<script>alert(1)</script>",
    "{{figure:late}}",
    "=1+1",
    "![x](http://evil.example/x.png)",
    "$x$ #f",
)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return lively_plan(cast)


def draft(plan: Plan, as_at: date, **values) -> drafting.Draft:
    report = draft_for(plan, as_at)
    for name, value in values.items():
        setattr(report, name, value)
    with clock.at(date(2026, 10, 20)):
        return drafting.draft_of(report)


def value(made: drafting.Draft, name: str) -> int | str:
    return made.values.by_placeholder[f"figure:{name}"].value


def messages(made: drafting.Draft) -> str:
    return "\n".join(problem.message for problem in made.blocking)


def rows(made: drafting.Draft, name: str) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in made.values.by_placeholder[f"table:{name}"].rows]


def test_two_numbers_for_what_is_done(plan: Plan) -> None:
    made = draft(plan, SECOND_REPORT)
    assert (value(made, "verified"), value(made, "said_done"), value(made, "superseded")) == (2, 2, 1)
    text = making.one_file(made.document, "html").decode()
    assert "have been verified by someone other than their owner" in text
    assert "said by management to be done and wait to be verified" in text


def test_each_figure_leads_to_the_list_that_it_counts(cast: Cast, plan: Plan, signed_in) -> None:
    frozen(cast, plan, FIRST_REPORT)
    made = draft(plan, SECOND_REPORT)
    with clock.at(date(2026, 10, 20)):
        browser = signed_in(cast.priya)
        for figure in made.values.figures:
            if isinstance(figure.value, int):
                page = browser.get(figure.address)
                assert page.status_code == 200, figure
                context = page.context_data if hasattr(page, "context_data") else page.context
                shown = context["listing"].found.count() if "listing" in context else len(context["rows"])
                assert shown == figure.value, figure


def test_done_and_late_since_the_last_report(cast: Cast, plan: Plan) -> None:
    made = draft(plan, SECOND_REPORT)
    assert value(made, "last_report") == "2 March 2026, when the plan was entered"
    frozen(cast, plan, FIRST_REPORT)
    made = draft(plan, SECOND_REPORT)
    assert value(made, "last_report") == "30 June 2026"
    assert value(made, "done_since") == 0
    assert (value(made, "verified_since"), value(made, "verified_before")) == (2, 0)
    assert value(made, "late_since") == value(made, "late") - value(made, "late_before")


def test_an_edition_frozen_later_does_not_move_since(cast: Cast, plan: Plan) -> None:
    before = making.figures_json(draft(plan, SECOND_REPORT).values.figures)
    frozen(cast, plan, FIRST_REPORT, on=date(2026, 10, 12))
    assert making.figures_json(draft(plan, SECOND_REPORT).values.figures) == before


def test_tables_name_posts_and_no_people(cast: Cast, plan: Plan) -> None:
    made = draft(plan, SECOND_REPORT)
    verified = [row for row in rows(made, "all") if row[5] == "Verified"]
    assert len(verified) == 2
    assert rows(made, "slipped")[0][4:] == ("The supplier is late.", "Director of Resources, 20 May 2026")
    assert rows(made, "extensions")[0][-1].split("\n")[0] == "Waits for a decision"
    assert rows(made, "ended_otherwise")[0][2:] == ("Superseded", "The drives are closed.")
    assert [(row[0], row[4], row[5]) for row in rows(made, "blockers")] == [("A02", "A03", "2"), ("A03", "A09", "1")]
    page = making.one_file(made.document, "html").decode()
    for person in (cast.tom, cast.amina, cast.daniel, cast.priya):
        assert person.name not in page


def test_open_contradictions_as_they_were_known(cast: Cast, plan: Plan) -> None:
    with clock.at(date(2026, 6, 1)):
        paper = make(PlanImport, unit=plan.unit, plan=plan, title=plan.title, name="plan.docx", sha256="0" * 64,
                     made_by="test", made_at=clock.now())  # fmt: skip
        finding = make(PlanFinding, unit=plan.unit, plan=plan, paper=paper, rule="SUM", severity="error", place="page 2",
                       message="38 is not 28", stated="38", computed="28")  # fmt: skip
    with clock.at(date(2026, 8, 1)):
        decided = {"state": "right", "decision_reason": "A typing error."}
        write(Actor.at_page(cast.priya), [Change(finding, decided, "decide")])
    known = {day: value(draft(plan, day), "contradictions") for day in (date(2026, 5, 31), FIRST_REPORT, SECOND_REPORT)}
    assert list(known.values()) == [0, 1, 0]


def test_what_is_wanting_blocks_and_is_named_in_the_draft(cast: Cast, plan: Plan) -> None:
    made = draft(plan, SECOND_REPORT)
    said = messages(made)
    assert "“Executive summary” is not written yet" in said
    assert "“Safeguarding” is not answered" in said
    assert "Nobody has been asked for the clearance “Legal”" in said
    text = making.one_file(made.document, "html").decode()
    assert text.index("Before this can be frozen") < text.index("Executive summary")


def test_nothing_is_wanting_in_a_finished_report(cast: Cast, plan: Plan) -> None:
    report = finished_report(cast, plan, SECOND_REPORT)
    with clock.at(SECOND_REPORT):
        made = drafting.draft_of(report)
    assert made.blocking == []
    assert "Before this can be frozen" not in making.preview(made.document)


def test_an_abbreviation_without_a_line_in_the_glossary_blocks(cast: Cast, plan: Plan) -> None:
    report = finished_report(cast, plan, SECOND_REPORT, background_papers="Letter of the ICO about the IRMS code")
    with clock.at(SECOND_REPORT):
        made = drafting.draft_of(report)
    assert "“IRMS” is used and is not in the glossary" in messages(made)
    assert "ICO" not in messages(made)
    assert [line.term for line in made.values.glossary] == ["ICO"]


def test_typed_digits_and_unknown_names_in_a_template_block_and_do_not_break(cast: Cast, plan: Plan) -> None:
    words = "Of these 14 are late.\n\n{{figure:lateness}} {{nonsense}}\n\n{{table:late}}\n"
    made = draft(plan, SECOND_REPORT, template=words)
    assert "The number 14 is typed in the template (line 1" in messages(made)
    assert "{{figure:lateness}}" in messages(made)
    assert "{{nonsense}}" in messages(made)
    assert "{{nonsense}}" in making.preview(made.document)


def test_a_template_that_cannot_be_read_is_told_and_the_usual_one_serves(plan: Plan) -> None:
    made = draft(plan, SECOND_REPORT, template="# One\n\n### Three\n\n{{figure:late}}\n")
    assert "The template cannot be used" in messages(made)
    assert "Appendix A" in making.preview(made.document)


def test_texts_may_hold_figures_and_nothing_else(cast: Cast, plan: Plan) -> None:
    summary = "Of {{ total }} actions {{figure:late}} are late.\n\n*Not* <b>mark-up</b> | {{ nonsense }}\n# no heading"
    made = draft(
        plan,
        SECOND_REPORT,
        texts={"executive_summary": summary, "recommendations": "Note that {{ late }} are late\nAsk"},
    )
    page = making.preview(made.document)
    assert re.search(r'Of <a [^>]*class="report-figure"[^>]*>12</a> actions', page)
    assert "*Not* &lt;b&gt;mark-up&lt;/b&gt; | {{ nonsense }}<br" in page
    assert "# no heading" in page
    assert re.search(r"<ol>\s*<li><p>Note that <a ", page)
    assert "asks for the figure nonsense, which is not known" in messages(made)
    advice = [problem.message for problem in made.problems if not problem.blocks]
    assert not any("typed numbers" in each for each in advice)


def test_the_usual_template_has_no_typed_number_and_asks_for_nothing_unknown(plan: Plan) -> None:
    parse(default_template())
    said = messages(draft(plan, SECOND_REPORT))
    assert "is typed in the template" not in said
    assert "not known" not in said


def test_a_woven_text_keeps_its_figures_only() -> None:
    text = weaving.woven("{{text:a}}\n\n{{text:b}}", {"a": "{{ done }} of 3. *x*", "b": "no figure"}, {"said_done"})
    assert text == "{{figure:said_done}} of 3\\. \\*x\\*\n\n{{text:b}}"


def test_hostile_words_come_out_as_words(cast: Cast) -> None:
    with clock.at(SECOND_REPORT):
        plan = make_plan(cast)
        for number, words in enumerate(HOSTILE):
            make_recommendation(
                plan, f"A{number}", agreed_action=words, theme="Gov | <i>", progress=words, due=date(2026, 1, 31)
            )
        made = drafting.draft_of(draft_for(plan))
        files = making.three_files(made.document)
    page = files["html"].decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    word = docx.Document(io.BytesIO(files["docx"]))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    with pdfplumber.open(io.BytesIO(files["pdf"])) as pdf:
        printed = "".join(pdf_page.extract_text() for pdf_page in pdf.pages).replace("\u200b", "")
    for words in HOSTILE:
        assert words in cells
        assert words.split()[0][:8] in printed
    assert value(made, "late") == len(HOSTILE)


def test_a_day_to_come_and_one_before_the_plan_are_refused(cast: Cast, plan: Plan) -> None:
    with clock.at(SECOND_REPORT):
        for day, reason in (
            (date(2026, 10, 1), "still to come"),
            (date(2026, 3, 1), "first record is of 2 March 2026"),
        ):
            with pytest.raises(Invalid, match=reason):
                drafting.draft_of(draft_for(plan, day))
            with pytest.raises(Invalid, match=reason):
                finished_report(cast, plan, day, on=SECOND_REPORT)


def test_the_number_of_queries_does_not_grow_with_the_plan(cast: Cast) -> None:
    counts = []
    plan = lively_plan(cast, 12)
    for more in (0, 60):
        with clock.at(date(2026, 9, 1)):
            for number in range(more):
                make_recommendation(plan, f"Z{number}", owner=cast.posts["tom"], joint_owners=[cast.posts["ruth"].pk])
        with clock.at(date(2026, 10, 20)), CaptureQueriesContext(connection) as caught:
            drafting.draft_of(draft_for(plan))
        counts.append(len(caught))
    # One more at most: the posts of joint owners, where there are any.
    assert counts[1] <= counts[0] + 1
    assert counts[0] <= 30


def test_lateness_has_a_day_of_its_own(plan: Plan) -> None:
    report = draft_for(plan, FIRST_REPORT, SECOND_REPORT)
    with clock.at(date(2026, 10, 20)):
        made = drafting.draft_of(report)
    figure = made.values.by_placeholder["figure:late"]
    assert figure.value > value(draft(plan, FIRST_REPORT), "late")
    assert "as_at=2026-06-30&late_on=2026-09-30" in figure.address
    assert made.facts.moment == Moment(SECOND_REPORT, FIRST_REPORT)


def test_an_update_by_its_author_shows_in_the_late_table(cast: Cast, plan: Plan) -> None:
    with clock.at(date(2026, 10, 2)):
        assurance.update(Actor.at_page(cast.tom), action("A03"), {"progress": "The tender is out."})
    with clock.at(date(2026, 10, 20)):
        late = {row[0]: row for row in rows(drafting.draft_of(draft_for(plan)), "late")}
    assert late["A03"][5].endswith("The tender is out.")
    assert Report.objects.count() == 0
