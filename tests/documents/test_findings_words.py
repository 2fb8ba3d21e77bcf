"""References, names, acronyms, old terms, lost pictures and clearances of a paper."""

import datetime as dt

import pytest

from muniment.documents.findings import check
from tests.fixtures.findings.papers import action, found, paper, plan


def test_cited_parts_that_are_not_there():
    head = [
        "# Appendix 1 – Priorities",
        "# Appendix 2: People",
        "# 1. Background",
        "# 2. Findings",
        "# 2.1 Records",
        "# 3. Next",
    ]
    cites = (
        "See Appendix 1 and section 2.1, section 17 of the Crime and Disorder Act 1998, Appendix 3 of the audit report."
    )
    assert not check(paper(cites, *head))
    (appendix, section) = found(
        "DANGLING_REF", paper("See Appendix 4.", "This is in section 6.3 of this report.", *head)
    )
    assert (appendix.stated, appendix.computed) == ("appendix 4", "the paper has appendix 1 and 2")
    assert section.stated == "section 6.3"


def test_the_wrong_appendix_is_cited():
    head = ["# Appendix 2 – Reference Documents", "# Appendix 3 – Model of Maturity"]
    assert not check(paper("The model is explained in Appendix 3.", *head))
    (finding,) = check(paper("These reference documents are listed in Appendix 3.", *head))
    assert (finding.rule, finding.computed) == ("DANGLING_REF", "appendix 2")


def test_cited_actions_that_are_not_there():
    reading = plan(action("A01"), action("A02"), action("B03"))
    cited = paper(
        "See also A7 and a2, and recommendation B3.",
        "Print it on A4 paper.",
        [["Step", "Related actions"], ["x", "a1, b3, b9"]],
    )
    assert [f.stated for f in found("DANGLING_REF", cited, reading)] == ["A7", "B9"]


def test_slips_in_acronyms():
    text = "The Information Assurance Board (IABX) met. " + "IABX agreed. " * 8
    said = paper(
        text + "IBAX was told. IABBX was not. The DSA and the DSAs were kept; the SIRO saw the SIGO. ICO and CIO wrote."
    )
    (finding,) = found("ALIAS", said)
    assert finding.message == "One name in several spellings: IABX (9), IABBX (1) and IBAX (1)."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Caldicott Guardian agreed.", "Ask the Caldecott Guardian."),
        ("The Quality and Safety Toolkit is due.", "The Safety and Quality Toolkit was sent."),
        ("The Records Governance Board met. " * 3, "It went to the Records Government Board."),
    ],
)
def test_one_name_in_two_forms(one, other):
    assert len(found("ALIAS", paper(one, other))) == 1


def test_names_that_are_different_things():
    text = "The Head of Housing met the Head of Planning. The Adult Services Board and the Adult Service Boards. "
    text += (
        "Records Manager, Records Managers, Records Management. Information Asset Owner, Information Asset Register."
    )
    assert not found("ALIAS", paper(text))


def test_acronyms_never_spelt_out():
    text = "The Senior Information Risk Owner (SIRO) and the DPO (data protection officer) keep the ROPA. The Data Sharing Agreement is a DSA."
    text += " We use the UK law. SIRO and DPO sign it NOW, and now again. The secure extranet (XNET)."
    (finding,) = found("UNDEFINED_ACRONYM", paper(text))
    assert "spelt out: ROPA (1), XNET (1)." in finding.message
    assert not found(
        "UNDEFINED_ACRONYM", paper("The ROPA.", [["Term", "Meaning"], ["ROPA", "Record of processing activities"]])
    )


def test_old_terms_are_warnings_only_after_the_change():
    text = "Send it by GCSx. Each PIA is signed."
    assert {f.severity for f in found("OBSOLETE_TERM", paper(text), position=dt.date(2016, 7, 1))} == {"note"}
    late = found("OBSOLETE_TERM", paper(text), position=dt.date(2026, 7, 1))
    assert [(f.stated, f.severity) for f in late] == [("GCSx", "warning"), ("PIA", "warning")]
    assert found("OBSOLETE_TERM", paper("Report of 4 May 2026", text))[0].severity == "warning"


def test_a_body_left_over_from_a_template():
    own = ["Ambleworth City Council keeps records."] * 5
    (finding,) = found(
        "FOREIGN_ENTITY",
        paper(*own, "All of it serves Northern Wards's objectives.", "Work with Oldmere Borough Council."),
    )
    assert finding.stated == "Northern Wards"
    (other,) = found("FOREIGN_ENTITY", paper(*own, "Oldmere Borough Council is committed to keeping records."))
    assert (other.stated, other.computed) == ("Oldmere Borough Council", "Ambleworth City Council")
    neighbours = paper(
        *own, "We share with Oldmere Borough Council staff and with Children's Services staff. The Trust's policies."
    )
    assert not found("FOREIGN_ENTITY", neighbours)


def test_lost_pictures_and_colours():
    table = [["Ref", "RAG status", "Action"], ["A1", "", "x"], ["A2", "", "y"], ["A3", "", "z"]]
    subject = paper(table, "The diagram below depicts the structure.", "It has two parts.", lost=("2 pictures",))
    assert [(f.severity, f.quote) for f in found("LOST_GRAPHIC", subject)] == [
        ("warning", "RAG status"),
        ("note", "2 pictures"),
        ("note", "The diagram below depicts the structure."),
    ]
    table[1][1] = "Green"
    assert not found("LOST_GRAPHIC", paper(table, "The chart below shows it:", [["a", "b"], ["1", "2"]]))


CLEARANCES = [
    ["Contributor/approver name", "Title", "Sent", "Received or approved"],
    ["Contributors:", "", "", ""],
    ["Mary Dean", "Solicitor", "1/7/26", "2/7/26"],
    ["Names of approvers:", "", "", ""],
    ["Finance: Omar Reed", "Accountant", "1/7/26", "3/7/26"],
]


def test_the_author_may_contribute_but_not_clear():
    author = ["Report author(s):", "Name and job title: Mary Dean, Solicitor"]
    assert not check(paper(*author, CLEARANCES))
    table = [*CLEARANCES, ["Legal: Mary Dean", "Solicitor", "1/7/26", "3/7/26"]]
    (finding,) = check(paper(*author, table))
    assert (finding.rule, finding.stated, str(finding.place)) == (
        "SELF_APPROVAL",
        "Mary Dean",
        "table 1, row 6, column 1",
    )


def test_clearances_that_were_not_answered():
    table = [*CLEARANCES, ["Director: Ann Hall", "Director", "1/7/26", ""]]
    (finding,) = check(paper(table))
    assert (finding.rule, finding.message) == (
        "BLANK_MANDATORY",
        "Sent for approval, no answer recorded: Director: Ann Hall.",
    )


def test_a_control_sheet():
    sheet = [["Title", "A plan"], ["Author", "Omar Reed"], ["Approvals", "Mary Dean, Ann Hall"]]
    assert not check(paper(sheet))
    sheet[2][1] = "Mary Dean, Omar Reed"
    assert [f.rule for f in check(paper(sheet))] == ["SELF_APPROVAL"]


def test_quotes_are_short_and_rules_are_named():
    from muniment.documents.findings import RULES

    long = "The register is reviewed bi-annually and " + "then again " * 40 + "by GCSx."
    for finding in check(paper(long, long)):
        assert len(finding.quote.split()) <= 20
        assert finding.rule in RULES
