"""The glossary of a report: a line for each abbreviation that it uses, from the register of terms."""

import re
from collections.abc import Iterable, Sequence

from muniment.committees.models import Term
from muniment.documents.report.acronyms import acronyms_used
from muniment.documents.report.build import Document
from muniment.documents.report.values import Term as Line

_CAPITALS = re.compile(r"[A-Z][A-Z0-9]+")


def terms() -> list[Term]:
    """All terms; everyone may read them."""
    return list(Term.objects.everything().order_by("term"))


def abbreviations(text: str) -> frozenset[str]:
    """Those that stand in a text."""
    return frozenset(_CAPITALS.findall(text))


def explained(document: Document, known: Sequence[Term]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines of the glossary that a report needs, and the abbreviations that no term explains.

    A definition that uses an abbreviation calls for that one too. “DPA 2018” explains DPA where it is written so, or
    where no shorter term does.
    """
    text = _words(document)
    chosen: dict[str, Term] = {}
    missing: set[str] = set()
    waiting = list(acronyms_used(document))
    while waiting:
        acronym = waiting.pop()
        found = _explaining(acronym, known, text)
        missing |= set() if found else {acronym}
        for term in found:
            if term.term not in chosen:
                chosen[term.term] = term
                waiting += _in_definition(term, known)
    lines = tuple(Line(term.term, _meaning(term)) for _, term in sorted(chosen.items()))
    return lines, tuple(sorted(missing))


def _words(document: Document) -> str:
    """All words of a report, in no order: cheaper than its tree, and enough to see whether a term is written out."""
    values = document.values
    tables = [*values.tables, *(chart.table for chart in values.charts)]
    return "\n".join(
        [
            document.template.text,
            *(paragraph for text in values.texts for paragraph in text.paragraphs),
            *(cell.text for table in tables for row in table.rows for cell in row),
        ]
    )


def _explaining(acronym: str, known: Iterable[Term], text: str) -> list[Term]:
    """The terms that explain an abbreviation: of its own name, written out in the text, else any that hold it."""
    holding = [term for term in known if acronym in _CAPITALS.findall(term.term)]
    own = [term for term in holding if term.term == acronym]
    written = [term for term in holding if term.term != acronym and re.search(rf"\b{re.escape(term.term)}\b", text)]
    return own + written or holding


def _in_definition(term: Term, known: Iterable[Term]) -> list[str]:
    """The abbreviations in a definition that the register explains."""
    explained_there = {acronym for each in known for acronym in _CAPITALS.findall(each.term)}
    return [word for word in _CAPITALS.findall(f"{term.definition} {term.replaced_by}") if word in explained_there]


def _meaning(term: Term) -> str:
    parts = [f"{term.expansion}." if term.expansion else "", term.definition]
    if term.replaced_by:
        parts.append(f"No longer used: see {term.replaced_by}.")
    return " ".join(part for part in parts if part)
