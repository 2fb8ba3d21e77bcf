"""Sums of tables: what holds is left alone, one wrong figure is found, and doubt is said."""

from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.documents.findings import check
from tests.fixtures.findings.papers import action, found, paper, plan

HEADER = ["Area", "Total", "Not begun", "In progress", "Completed"]


def summary(*rows):
    return paper([HEADER, *[list(row) for row in rows]])


HOLDS = (("Homes", 10, 3, 5, 2), ("Streets", 15, 5, 6, 4), ("Parks", 30, 10, 11, 9), ("Total", 55, 18, 22, 15))


def test_a_table_that_holds_has_no_finding():
    assert not check(summary(*HOLDS))


def test_a_wrong_inner_cell_is_named_with_its_value():
    rows = [list(row) for row in HOLDS]
    rows[1][3] = 16
    findings = check(summary(*rows))
    assert [(f.rule, f.stated, f.computed) for f in findings] == [("ROW_SUM", "15", "25"), ("COL_SUM", "22", "32")]
    assert {f.proposal for f in findings} == {
        "“In progress” of “Streets” (table 1, row 3, column 4): 16 → 6 repairs both sums."
    }


CARRIED = (("Homes", 24, 8, 11, 5), ("Streets", 15, 1, 11, 3), ("Parks", 38, 11, 17, 0), ("Total", 77, 20, 39, 8))


def test_an_error_carried_into_its_total_leaves_several_repairs_which_are_told():
    findings = check(summary(*CARRIED))
    assert [(f.rule, f.stated, f.computed) for f in findings] == [("ROW_SUM", "38", "28"), ("ROW_SUM", "77", "67")]
    for finding in findings:
        assert "allows 4 repairs" in finding.proposal
        assert "“In progress” of “Parks” 17 → 27 with 39 → 49" in finding.proposal
        assert finding.proposal.endswith("Only a person can know which.")


def test_the_text_of_the_paper_can_tell_which_repair():
    table = [HEADER, *[list(row) for row in CARRIED]]
    said = paper("Out of 77 actions, 8 are completed, 49 are in progress and 20 have not begun.", table)
    (first, _) = found("ROW_SUM", said)
    assert first.proposal.startswith("“In progress” of “Parks” (table 1, row 4, column 4): 17 → 27 with")
    assert "agrees with what the text says" in first.proposal


def test_the_rows_of_the_plan_can_tell_which_repair():
    rows = []
    for area, size, begun, _, done in CARRIED[:3]:
        statuses = ["not begun"] * begun + ["completed"] * done
        statuses += ["in progress"] * (size - len(statuses))
        rows += [action(f"{area[0]}{at:02}", theme=area, status=status) for at, status in enumerate(statuses)]
    (first, _) = found("ROW_SUM", summary(*CARRIED), plan(*rows))
    assert first.proposal.startswith("“In progress” of “Parks” (table 1, row 4, column 4): 17 → 27 with")
    assert "agrees with the rows of the plan" in first.proposal


def test_two_errors_that_are_independent_are_both_found():
    rows = [list(row) for row in HOLDS]
    rows[0][2] += 4
    rows[2][4] += 7
    proposals = {f.proposal for f in check(summary(*rows))}
    assert proposals == {
        "“Not begun” of “Homes” (table 1, row 2, column 3): 7 → 3 repairs both sums.",
        "“Completed” of “Parks” (table 1, row 4, column 5): 16 → 9 repairs both sums.",
    }


@settings(max_examples=150, deadline=None)
@given(data=st.data(), height=st.integers(2, 7), width=st.integers(2, 6))
def test_any_single_wrong_figure_is_localised(data, height, width):
    inner = [[data.draw(st.integers(1, 500)) for _ in range(width)] for _ in range(height)]
    body = [[f"Area {line}", *row, sum(row)] for line, row in enumerate(inner)]
    columns = list(zip(*[row[1:] for row in body], strict=True))
    rows = [["Area", *[f"Kind {at}" for at in range(width)], "Total"], *body, ["Total", *map(sum, columns)]]
    assert not check(paper(rows))
    line, column = data.draw(st.integers(1, height + 1)), data.draw(st.integers(1, width + 1))
    right = rows[line][column]
    rows[line][column] = data.draw(st.integers(0, 5000).filter(lambda value: value != right))
    findings = check(paper(rows))
    assert findings
    for finding in findings:
        assert (
            f"(table 1, row {line + 1}, column {column + 1}): {rows[line][column]:,} → {right:,} " in finding.proposal
        )


@settings(max_examples=60, deadline=None)
@given(data=st.data(), height=st.integers(3, 7), width=st.integers(2, 5))
def test_without_a_total_row_the_doubt_is_stated(data, height, width):
    inner = [[data.draw(st.integers(1, 90)) for _ in range(width)] for _ in range(height)]
    rows = [["Area", *[f"Kind {at}" for at in range(width)], "Total"]]
    rows += [[f"Area {line}", *row, sum(row)] for line, row in enumerate(inner)]
    assert not check(paper(rows))
    rows[1][1] += 5
    (finding,) = check(paper(rows))
    assert f"allows {width + 1} repairs" in finding.proposal


def test_tables_that_claim_no_sum_are_left_alone():
    assert not check(
        paper(
            [["Service", "2019", "2020", "2021"], ["Homes", 3, 4, 7], ["Parks", 5, 5, 11], ["Roads", 1, 2, 3]],
            "Then the scores.",
            [["Dimension", "Current level", "Future level"], ["People", 3, 4], ["Quality", 2, 4], ["Value", 2, 4]],
            "Then the money.",
            [["Service", "Budget", "Staff"], ["Homes", "£1,200", 4], ["Parks", "£900", 3], ["Roads", "£10", 1]],
            "Then percentages.",
            [["Area", "Number", "% of total"], ["A", 1, "25%"], ["B", 3, "75%"], ["Total", 4, "100%"]],
        )
    )


def test_money_negatives_blanks_and_dashes_are_read():
    rows = [["Item", "Amount"], ["Staff", "£1,200"], ["Income", "(200)"], ["Other", "-"], ["More", ""]]
    assert not check(paper([*rows, ["Total", "£1,000"]]))
    (finding,) = check(paper([*rows, ["Total", "£1,100"]]))
    assert (finding.rule, finding.stated, finding.computed) == ("COL_SUM", "1,100", "1,000")


def test_subtotals_and_a_grand_total():
    rows = [["Item", "Q1", "Q2"], ["a", 1, 2], ["b", 3, 4], ["Sub-total north", 4, 6], ["c", 5, 6], ["d", 7, 8]]
    rows += [["Sub-total south", 12, 14]]
    assert not check(paper([*rows, ["Grand total", 16, 20]]))
    (finding,) = check(paper([*rows, ["Grand total", 16, 21]]))
    assert (finding.stated, finding.computed) == ("21", "20")


def test_rounded_money_may_differ_by_the_rounding():
    rows = [["Item", "£m"], ["a", "1.4"], ["b", "1.4"], ["c", "1.4"], ["Total", "4.3"]]
    assert not check(paper(rows))


def test_a_table_over_two_pages_is_one_table():
    head = ["Area", "North", "South"]
    first, second = [head, ["Homes", 1, 2], ["Parks", 3, 4]], [head, ["Roads", 5, 6], ["Total", 9, 12]]
    assert not check(paper(first, second))
    second[2][1] = 10
    (finding,) = check(paper(first, second))
    assert str(finding.place) == "table 2, row 3, column 2"
