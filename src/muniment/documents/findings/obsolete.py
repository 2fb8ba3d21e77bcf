"""OBSOLETE_TERM: names of law, schemes and networks that have been replaced, and when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from muniment.documents.findings.dates import day_of
from muniment.documents.findings.finding import Finding
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject, Utterance
from muniment.documents.findings.words import listing, quote


@dataclass(frozen=True, slots=True)
class Term:
    """A term, since when it is out of use, and what took its place. `unless` takes back a match in its sentence."""

    pattern: re.Pattern[str]
    since: date
    replaced_by: str
    unless: re.Pattern[str] | None = None
    perhaps_their_own: bool = False  # a name that councils also give to things of their own: never more than a note


def _term(
    pattern: str,
    since: date,
    replaced_by: str,
    unless: str = "",
    *,
    any_case: bool = False,
    perhaps_their_own: bool = False,
) -> Term:
    flags = re.IGNORECASE if any_case else 0
    taken_back = re.compile(unless, re.IGNORECASE) if unless else None
    return Term(re.compile(pattern, flags), since, replaced_by, taken_back, perhaps_their_own)


_GDPR = date(2018, 5, 25)
# Sources: section E and B22 of the domain notes; Government Security Classifications (April 2014); Data Protection Act
# 2018; the Data Security and Protection Toolkit (April 2018); retirement of the gsi family of mail domains (March 2019);
# Procurement Act 2023 (in force 24 February 2025).
TERMS = (
    _term(r"\bGCSX?\b|\bGCSx\b|\bGSi\b|\bGSX\b|\bgcsx\.gov\.uk", date(2019, 3, 31), "gov.uk mail with enforced TLS and DMARC"),
    _term(r"\bIL ?[0-6]\b|\bImpact Level [0-6]\b", date(2014, 4, 2), "OFFICIAL, SECRET, TOP SECRET (Government Security Classifications)"),
    _term(r"\b(?:NOT )?PROTECTIVELY MARKED\b|\bRESTRICTED\b(?= (?:marking|classification|information))", date(2014, 4, 2), "OFFICIAL, with -SENSITIVE as a marking"),
    _term(r"\b(?:IG|information governance) toolkit\b", date(2018, 4, 1), "the Data Security and Protection Toolkit (DSPT), if the NHS toolkit is meant", any_case=True,
          perhaps_their_own=True),
    _term(r"\bfair processing (?:notice|statement)s?\b", _GDPR, "privacy notice (Articles 13 and 14 UK GDPR)", any_case=True),
    _term(r"\bPIAs?\b|\bPIA's\b|\b[Pp]rivacy [Ii]mpact [Aa]ssessments?\b", _GDPR, "data protection impact assessment (DPIA, Article 35 UK GDPR)"),
    _term(r"\bData Protection Act,? \(?1998\)?|\bDPA,? \(?1998\)?", _GDPR, "Data Protection Act 2018 and UK GDPR"),
    _term(r"\bData Protection Act,? \(?1984\)?", date(2000, 3, 1), "Data Protection Act 2018 and UK GDPR"),
    _term(r"\bSafe Harbou?r\b", date(2015, 10, 6), "the UK-US data bridge, or standard clauses", r"safe harbou?r (?:rule|provision|for pension)"),
    _term(r"\bPrivacy Shield\b", date(2020, 7, 16), "the UK-US data bridge, or standard clauses"),
    _term(r"\bEU GDPR\b|\bGeneral Data Protection Regulation \(EU\)", date(2021, 1, 1), "UK GDPR for processing in the United Kingdom", r"\bUK GDPR\b"),
    _term(r"\bOJEU\b|\bOfficial Journal of the European Union\b", date(2021, 1, 1), "Find a Tender"),
    _term(r"\bPublic Contracts Regulations 2015\b|\bPCR 2015\b", date(2025, 2, 24), "Procurement Act 2023 for new procurements"),
    _term(r"\bBS ?25999\b", date(2012, 11, 1), "ISO 22301"),
    _term(r"\bISO(?:/IEC)? ?27001:(?:2005|2013)\b", date(2025, 10, 31), "ISO/IEC 27001:2022"),
    _term(r"\bLocal Government Ombudsman\b", date(2017, 6, 20), "Local Government and Social Care Ombudsman", r"Social Care Ombudsman"),
)  # fmt: skip


@rule("OBSOLETE_TERM")
def obsolete_terms(subject: Subject) -> Iterator[Finding]:
    """One finding for each term: a warning when the paper is younger than the change, else a note for those who reuse it."""
    written = day_of(subject)
    for term in TERMS:
        uses = list(_uses(subject, term))
        if not uses:
            continue
        said, word = uses[0]
        late = written is not None and written > term.since
        words = listing((f"“{each}”" for each in dict.fromkeys(each for _, each in uses)), 3)
        message = (
            f"{words} ({len(uses)} {'time' if len(uses) == 1 else 'times'}) went out of use in {term.since:%B %Y}."
        )
        if not late:
            message += " It was right when the paper was written." if written else " The paper bears no date."
        yield Finding(
            "OBSOLETE_TERM",
            "warning" if late and not term.perhaps_their_own else "note",
            said.place,
            message,
            quote(said.text, word),
            word,
            term.replaced_by,
            f"Now: {term.replaced_by}.",
            tuple(dict.fromkeys(each.ref for each, _ in uses if each.ref)),
        )


def _uses(subject: Subject, term: Term) -> Iterator[tuple[Utterance, str]]:
    if not term.pattern.search(subject.text):
        return
    for said in subject.utterances:
        if not (term.unless and term.unless.search(said.text)):
            for found in term.pattern.finditer(said.text):
                yield said, found[0]
