"""The abbreviations that a report uses, so that each can be explained in its glossary."""

import re

from muniment.documents.report import nodes
from muniment.documents.report.build import Document, bare

_TOKEN = re.compile(r"(?<![\w'’-])([A-Z][A-Z0-9]{1,5})(s|['’]s)?(?![\w]|-\d)")
_ADDRESS = re.compile(r"\S+://\S+|\S+@\S+|\B/\S+")
_REFERENCE = re.compile(r"[A-Z]{1,3}\d+")  # A02, C49, F3
_ROMAN = re.compile(r"[IVX]+")
# Written in capitals for weight, or known to everybody: no reader looks these up.
_PLAIN = frozenset(
    {
        "KB",
        "MB",
        "GB",
        "TB",
        "PB",
        "UK",
        "OK",
        "AM",
        "PM",
        "NO",
        "NOT",
        "AND",
        "OR",
        "ALL",
        "MUST",
        "YES",
        "THE",
        "TO",
        "OF",
        "NB",
    }
)


def acronyms_used(document: Document) -> tuple[str, ...]:
    """Every abbreviation in capitals in the report as it is built, in order of the alphabet, without a plural s.

    Definitions in the glossary are read too: what they use must itself be explained. Not counted: Roman numerals,
    references such as A02, addresses, and words of a line that is all in capitals.
    """
    blocks = bare(document)
    lines = [document.values.title]
    for node in nodes.each(blocks):
        if node["t"] in ("Para", "Plain", "Header"):
            lines += nodes.text_of([node]).split("\n")
    return tuple(sorted({found for line in lines for found in _in_line(line)}))


def _in_line(line: str) -> list[str]:
    words: list[str] = re.findall(r"[^\W\d_]{2,}", line)
    if len(words) > 1 and all(word.isupper() for word in words):
        return []
    return [
        match[1]
        for match in _TOKEN.finditer(_ADDRESS.sub(" ", line))
        if match[1] not in _PLAIN and not _REFERENCE.fullmatch(match[1]) and not _ROMAN.fullmatch(match[1])
    ]


def undefined(document: Document) -> tuple[str, ...]:
    """The abbreviations used that no line of the glossary explains."""
    explained = {term.term.strip() for term in document.values.glossary}
    return tuple(found for found in acronyms_used(document) if found not in explained)
