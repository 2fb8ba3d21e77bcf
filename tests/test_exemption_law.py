"""The pre-flight of every exemption: complete it passes; of each thing that is left out it tells. Pure."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.requests.exemption_law import EXEMPTIONS, Severity, missing, of_law, stands_in_the_way
from muniment.requests.exemption_terms import Basis, Weighing

ALL = [pytest.param(each, id=code) for code, each in EXEMPTIONS.items()]
TOLD = {
    "applies_to": "Schedule 3", "harm": "The supplier loses", "likelihood": "would", "interest_for": "Money",
    "interest_against": "Competition", "balance": "withhold",
}  # fmt: skip


def complete(exemption):
    return {each.name: {"answer": "yes", "said": "It is shown"} for each in exemption.questions}


@pytest.mark.parametrize("exemption", ALL)
def test_each_has_a_checklist_and_a_complete_one_passes(exemption):
    assert len([each for each in exemption.questions if each.must]) >= 3
    assert len({each.name for each in exemption.questions}) == len(exemption.questions)
    assert all(each.text.strip().endswith((".", "?", ")")) for each in exemption.questions)
    assert missing(exemption, complete(exemption), TOLD) == []


@pytest.mark.parametrize("exemption", ALL)
def test_each_gap_is_told(exemption):
    for each in exemption.questions:
        short: dict[str, dict[str, str] | None] = {
            "not there": None, "not answered": {"answer": "", "said": "words"}, "no": {"answer": "no", "said": "words"},
            "nonsense": {"answer": "maybe", "said": "words"}, "none, unsaid": {"answer": "not applicable", "said": " "},
        }  # fmt: skip
        if each.words:
            short["a bare yes"] = {"answer": "yes", "said": "  "}
        if not each.may_not_apply:
            short["none"] = {"answer": "not applicable", "said": "words"}
        for answer in short.values():
            answers = {name: value for name, value in (complete(exemption) | {each.name: answer}).items() if value}
            [gap] = missing(exemption, answers, TOLD)
            assert (gap.name, gap.about) == (each.name, each.text)
            assert gap.severity == (Severity.BLOCKS if each.must else Severity.WARNS)


@pytest.mark.parametrize("exemption", ALL)
def test_what_is_to_be_said_in_words(exemption):
    wanted = {"applies_to"}
    if exemption.basis in {Basis.PREJUDICE, Basis.NEED, Basis.OPINION, Basis.ADVERSE}:
        wanted |= {"harm"}
    if exemption.basis in {Basis.PREJUDICE, Basis.OPINION, Basis.ADVERSE}:
        wanted |= {"likelihood"}
    if exemption.weighing == Weighing.QUALIFIED:
        wanted |= {"interest_for", "interest_against", "balance"}
    assert {each.name for each in missing(exemption, complete(exemption), {})} == wanted
    assert {each.name for each in missing(exemption, complete(exemption), dict.fromkeys(TOLD, " "))} == wanted
    assert {each.name for each in missing(exemption, complete(exemption), TOLD | {"balance": "give"})} == wanted & {
        "balance"
    }


def test_likely_is_enough_for_the_act_and_not_for_the_regulations():
    act, regulations = EXEMPTIONS["foi-43-2"], EXEMPTIONS["eir-12-5-e"]
    likely = TOLD | {"likelihood": "likely"}
    assert missing(act, complete(act), likely) == []
    [gap] = missing(regulations, complete(regulations), likely)
    assert (gap.name, gap.severity) == ("likelihood", Severity.BLOCKS)


ANSWERS = st.fixed_dictionaries({"answer": st.sampled_from(["", "yes", "no", "not applicable"]), "said": st.sampled_from(["", " ", "words"])})  # fmt: skip


@settings(max_examples=300)
@given(st.sampled_from(sorted(EXEMPTIONS)), st.data())
def test_nothing_stands_in_the_way_where_all_that_is_required_is_answered_and_only_there(code, data):
    """Mostly complete, so that both sides come up; what is required is told apart from the code under test."""
    exemption = EXEMPTIONS[code]
    spoilt = data.draw(st.sets(st.sampled_from([each.name for each in exemption.questions]), max_size=2))
    answers = complete(exemption) | {name: data.draw(ANSWERS) for name in sorted(spoilt)}
    told = dict(TOLD)
    for name in data.draw(st.sets(st.sampled_from(sorted(TOLD)), max_size=1)):
        told[name] = data.draw(st.sampled_from(["", "give", "likely", "would", "withhold", "words"]))

    def enough(each):
        answer, said = answers[each.name]["answer"], bool(answers[each.name]["said"].strip())
        return (answer == "yes" and (said or not each.words)) or (
            answer == "not applicable" and each.may_not_apply and said
        )

    in_words = bool(told["applies_to"])
    if exemption.basis != Basis.CLASS:
        in_words &= bool(told["harm"])
        if exemption.basis == Basis.ADVERSE:
            in_words &= told["likelihood"] == "would"
        elif exemption.basis != Basis.NEED:
            in_words &= told["likelihood"] in {"would", "likely"}
    if exemption.weighing == Weighing.QUALIFIED:
        in_words &= bool(told["interest_for"]) and bool(told["interest_against"]) and told["balance"] == "withhold"
    gaps = missing(exemption, answers, told)
    assert (stands_in_the_way(gaps) == []) == (in_words and all(enough(each) for each in exemption.questions if each.must))  # fmt: skip
    assert (gaps == []) == (in_words and all(enough(each) for each in exemption.questions))


def test_the_act_is_whole():
    """Part II runs from section 21 to 44; section 25 certifies, and is no exemption."""
    sections = {each.section.removeprefix("s.").split("(")[0] for each in of_law("foi")}
    assert sections == {"12", "14", "22A", *(str(each) for each in range(21, 45) if each != 25)}
    assert {each.section for each in of_law("eir")} == {
        *(f"reg 12(4)({each})" for each in "abcde"), *(f"reg 12(5)({each})" for each in "abcdefg"), "reg 13", "reg 5(3)"}  # fmt: skip
    assert of_law("rpsi") == ()


def test_which_are_absolute():
    """As sections 2(3) and 36 have it for a council: section 40(2) has conditions of its own."""
    absolute = {each.section for each in of_law("foi") if each.weighing == Weighing.ABSOLUTE}
    assert absolute == {"s.21", "s.23", "s.32", "s.34", "s.37(1)(a)-(ab)", "s.40(1)", "s.41", "s.44"}
    assert EXEMPTIONS["foi-36"].weighing == Weighing.QUALIFIED
    assert {each.weighing for each in of_law("eir") if each.section.startswith("reg 12")} == {Weighing.QUALIFIED}


def test_the_page_of_the_documentation_has_them_all():
    page = Path("docs/exemptions.md").read_text()
    for each in EXEMPTIONS.values():
        assert each.section in page
        assert all(question.text in page for question in each.questions)
    assert "practitioner" in page
