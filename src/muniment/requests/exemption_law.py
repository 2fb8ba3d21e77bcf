"""The exemptions by their codes, and the pre-flight: what is still to be shown before one of them is relied on. Without Django.

A help for the practitioner, who has to check it: the words of the law and the guidance of the regulator come first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from muniment.requests.exemption_eir import EIR
from muniment.requests.exemption_foi import FOI
from muniment.requests.exemption_rights import RIGHTS
from muniment.requests.exemption_terms import Exemption, Question

EXEMPTIONS = {each.code: each for each in (*FOI, *EIR, *RIGHTS)}
LAWS = {
    "foi": "Freedom of Information Act 2000",
    "eir": "Environmental Information Regulations 2004",
    "sar": "Requests about own data: UK GDPR, Data Protection Act 2018",
}
ABOUT = """An exemption is put forward beside a request, for a part of the information. Each has questions: those that a requester, the regulator or a tribunal would ask. Every question is put so that *yes* is what has to be shown; most want words besides. What is not answered, or answered no, **blocks** the check; what is good to have only **warns**.

The way of an exemption: put forward → its questions answered → *checked* by somebody who had no part in it → relied on, or given up. A request is not answered as refused, or as given in part, while no exemption is relied on or one is neither relied on nor given up. Re-use is refused by rules of its own, which are not here. Requests about own data have grounds of their own, in a register of their own (*Grounds on own data*), with the same way; what was taken out of their documents is not logged yet.

What is taken out of documents is logged under the exemption that covers it: document, place, kind of thing, how, how many times. Somebody else looks at it again. The log never repeats the words that were taken out.

**This is a help and no advice.** The words are ours and shorter than the law; case law and guidance change. A practitioner has to check them before anything is refused, against the Act, the regulations, and what the Information Commissioner says today.
"""
YES, NO, NONE = "yes", "no", "not applicable"
ANSWERS = (YES, NO, NONE)


class Severity(StrEnum):
    """Whether what is missing stands in the way."""

    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something still to be shown: which question or field, why it is not enough as it stands, and whether that stands in the way."""

    name: str
    about: str
    reason: str
    severity: Severity


def of_law(law: str) -> tuple[Exemption, ...]:
    """The exemptions of a request under this law; none for re-use, which is refused by rules of its own."""
    return tuple(each for each in EXEMPTIONS.values() if each.law == law)


def questions(exemptions: Iterable[Exemption]) -> dict[str, Question]:
    """Every question that one of them asks, once. The same name may be worded differently by another law: the first stands."""
    found: dict[str, Question] = {}
    for each in exemptions:
        for question in each.questions:
            found.setdefault(question.name, question)
    return found


def missing(exemption: Exemption, answers: Mapping[str, Mapping[str, Any]], told: Mapping[str, str]) -> list[Gap]:
    """What is still to be shown, what stands in the way first. `answers` are those to its questions, each with `answer` and `said`;
    `told` is what stands in words: `applies_to`, `harm`, `likelihood`, `interest_for`, `interest_against`, `balance`.
    """
    gaps = [*_of_questions(exemption, answers), *_of_words(exemption, told)]
    return sorted(gaps, key=lambda gap: gap.severity != Severity.BLOCKS)


def stands_in_the_way(gaps: Iterable[Gap]) -> list[Gap]:
    """Those without which it is not checked."""
    return [gap for gap in gaps if gap.severity == Severity.BLOCKS]


def _of_questions(exemption: Exemption, answers: Mapping[str, Mapping[str, Any]]) -> Iterator[Gap]:
    for each in exemption.questions:
        severity = Severity.BLOCKS if each.must else Severity.WARNS
        if reason := _short_of(each, answers.get(each.name) or {}):
            yield Gap(each.name, each.text, reason, severity)


def _short_of(question: Question, given: Mapping[str, Any]) -> str:
    """Why this answer is not enough, "" where it is."""
    answer, said = given.get("answer", ""), str(given.get("said") or "").strip()
    if answer not in ANSWERS:
        return "It is not answered."
    if answer == NO:
        return "The answer is no: as it stands the exemption does not hold."
    if answer == NONE and not question.may_not_apply:
        return "It always applies: answer yes or no."
    if answer == NONE and not said:
        return "Say why it does not apply."
    return "" if said or not question.words else "Yes alone does not do: say what shows it."


def _of_words(exemption: Exemption, told: Mapping[str, str]) -> Iterator[Gap]:
    def gap(name: str, about: str, reason: str) -> Gap:
        return Gap(name, about, reason, Severity.BLOCKS)

    has = {name: str(value or "").strip() for name, value in told.items()}
    if not has.get("applies_to"):
        yield gap("applies_to", "The part of the information:", "Say to which part it applies.")
    if exemption.harms and not has.get("harm"):
        yield gap("harm", "The harm:", "Name the harm that would come of giving it.")
    likely = exemption.how_likely
    if likely and has.get("likelihood") not in likely:
        enough = "Say whether it would, or would be likely to." if len(likely) > 1 else "Only “would” does here: more probable than not."  # fmt: skip
        yield gap("likelihood", "How likely the harm is:", enough)
    if exemption.weighed:
        for name, about in (("interest_for", "The public interest in giving it:"), ("interest_against", "The public interest in withholding it:")):  # fmt: skip
            if not has.get(name):
                yield gap(name, about, "Weigh both sides: nothing is said of this one.")
        if has.get("balance") != "withhold":
            reason = "The public interest is in giving it: then it is given." if has.get("balance") == "give" else "Say which side prevails."  # fmt: skip
            yield gap("balance", "The balance:", reason)
