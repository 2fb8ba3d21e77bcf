"""Numbers typed into the prose of a template, which nobody could open or check."""

import re
from dataclasses import dataclass

from muniment.documents.report.template import Template

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_CODES_AND_ADDRESSES = re.compile(r"`[^`]*`|\]\([^)]*\)|<[a-z]+:[^>]*>", re.IGNORECASE)
_NUMBERING = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+)?\d+(?:\.\d+)*[.)]?(?=[ \t])", re.MULTILINE)
_HEADING_OR_ITEM = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+\d|\d+[.)])")
_LAW = re.compile(
    r"\b(?:sections?|sub-?sections?|ss?\.|articles?|arts?\.?|schedules?|sch\.?|parts?|paragraphs?|paras?\.?|regulations?"
    r"|regs?\.?|rules?|chapters?|clauses?|appendix|annex|recitals?|minutes?)"
    r"\s*\d[\w.()/]*(?:\s*(?:and|or|to|[-–])\s*\d[\w.()/]*)*"
    r"|\b(?:Act|Regulations|Order|Rules|Measure|Directive)\s+(?:of\s+)?(?:1[5-9]|20)\d\d\b"
    r"|\b(?:ISO|IEC|BS|EN|PD)(?:[ /](?:ISO|IEC|EN))*\s*\d[\d:.-]*",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Za-z][A-Za-z-]*\d\w*")  # A02, COVID-19
_DIGITS = re.compile(r"[£$€]?\d[\d,./:]*(?:\s?%|\w+)?")


@dataclass(frozen=True, slots=True)
class Typed:
    """`quote` is the number with some words around it; lines count from 1."""

    number: str
    quote: str
    line: int


def typed_figures(template: Template) -> tuple[Typed, ...]:
    """Every number in the prose that is not a placeholder.

    No figure, and so not reported: the numbers of headings and list items, citations of the law and of standards
    (section 151, Article 33, the Act of 1998, ISO 27001), and names with digits in them (A02).
    """
    text = template.text
    for pattern in (_PLACEHOLDER, _CODES_AND_ADDRESSES, _LAW, _NAME):
        text = pattern.sub(_blanked, text)
    text = _NUMBERING.sub(lambda found: _blanked(found) if _HEADING_OR_ITEM.match(found[0]) else found[0], text)
    return tuple(
        Typed(found[0].rstrip(".,:/"), _quote(template.text, found), template.text.count("\n", 0, found.start()) + 1)
        for found in _DIGITS.finditer(text)
    )


def _blanked(found: re.Match[str]) -> str:
    """The same length, so that places stay the same; line ends stay."""
    return re.sub(r"[^\n]", " ", found[0])


def _quote(text: str, found: re.Match[str]) -> str:
    before = " ".join(text[max(0, found.start() - 60) : found.start()].rpartition("\n\n")[2].split()[-4:])
    after = " ".join(text[found.end() : found.end() + 60].partition("\n\n")[0].split()[:4])
    return f"{before} {found[0]} {after}".strip()
