"""SELF_APPROVAL: the author of a paper who also clears or approves it."""

import re
from collections.abc import Iterator

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject
from muniment.documents.findings.words import clean, quote
from muniment.documents.paper import Place, Table

_NAME = r"[A-Z][a-zA-Z’'-]+(?:\s+[A-Z][a-zA-Z’'-]*\.?){0,2}\s+[A-Z][a-zA-Z’'-]+"
_NAMES = re.compile(_NAME)
_AUTHOR_LINE = re.compile(
    rf"^\W*(?:(?:report|lead|contact)?\s*author(?:s|\(s\))?|prepared by|written by|report of|name and job title|contact officer|report by)\b[^:]*:\s*(?P<who>{_NAME})",
    re.IGNORECASE,
)
_AUTHOR_HEADING = re.compile(r"^\W*(?:report )?author(?:s|\(s\))?\W*$", re.IGNORECASE)
_AUTHOR_CELL = re.compile(r"^\W*(?:author|originator|prepared by|written by|drafted by)s?\b", re.IGNORECASE)
_APPROVER_CELL = re.compile(
    r"^\W*(?:approv\w*|authori[sz]ed by|signed off by|cleared by|clearances?|sign[- ]?off)\b", re.IGNORECASE
)
_APPROVERS_ROW = re.compile(r"\bapprovers?\b|\bclearances?\b|\bapproved by\b", re.IGNORECASE)
_CONTRIBUTORS_ROW = re.compile(r"^\W*(?:contributors?|consultees?)\b[^/]*$", re.IGNORECASE)
_APPROVER_LINE = re.compile(
    rf"^\W*(?:approved|cleared|authori[sz]ed|signed off) by\b[^:]*:?\s*(?P<who>{_NAME})", re.IGNORECASE
)
_TITLES = re.compile(r"^(?:Councillor|Cllr|Dr|Mr|Mrs|Ms|Miss|Sir|Dame|Professor)\.?\s+")


@rule("SELF_APPROVAL")
def author_approves(subject: Subject) -> Iterator[Finding]:
    """The same name as author and as approver: in one document control sheet, or in the report and its clearances."""
    report_authors = _report_authors(subject)
    for table in subject.tables:
        authors, approvers = _sheet(table)
        listed = _cleared_by(table)
        for name, (place, text) in {**approvers, **listed}.items():
            known = authors if name in approvers else report_authors
            if name in known:
                yield _finding(text, place, name, known[name])
    for _, paragraph in subject.paragraphs:
        found = _APPROVER_LINE.match(clean(paragraph.text))
        if found and (name := _key(found["who"])) in report_authors:
            yield _finding(clean(paragraph.text), paragraph.place, name, report_authors[name])


def _finding(text: str, place: Place, name: str, author_at: Place) -> Finding:
    person = next((each for each in _NAMES.findall(text) if _key(each) == name), name)
    return Finding(
        "SELF_APPROVAL",
        "warning",
        place,
        f"{person} is the author ({author_at}) and also gives approval or clearance.",
        quote(text, person),
        person,
        "another person",
        "Have someone else clear what its author wrote.",
    )


def _key(name: str) -> str:
    return _TITLES.sub("", clean(name)).casefold()


def _report_authors(subject: Subject) -> dict[str, Place]:
    found: dict[str, Place] = {}
    after_heading = 0
    for _, paragraph in subject.paragraphs:
        text = clean(paragraph.text)
        if _AUTHOR_HEADING.match(text):
            after_heading = 3
            continue
        line = _AUTHOR_LINE.match(text)
        if line and (after_heading or not text.casefold().startswith("name")):
            found.setdefault(_key(line["who"]), paragraph.place)
        elif after_heading and (name := _NAMES.match(text)) and not line:
            found.setdefault(_key(name[0]), paragraph.place)
        after_heading = max(0, after_heading - 1)
    return found


Names = dict[str, tuple[Place, str]]


def _sheet(table: Table) -> tuple[dict[str, Place], Names]:
    """A control sheet: `Author | name`, `Approvals | names`, one below the other or as columns."""
    authors: dict[str, Place] = {}
    approvers: Names = {}
    for row in table.rows:
        label, rest = clean(row.cells[0].text) if row.cells else "", row.cells[1:]
        for cell in rest:
            for name in _NAMES.findall(cell.text):
                if _AUTHOR_CELL.match(label):
                    authors[_key(name)] = cell.place
                elif _APPROVER_CELL.match(label):
                    approvers[_key(name)] = (cell.place, cell.text)
    head = [clean(text) for text in table.rows[0].texts]
    by = next((at for at, text in enumerate(head) if _AUTHOR_CELL.match(text)), None)
    ok = next((at for at, text in enumerate(head) if _APPROVER_CELL.match(text)), None)
    if by is not None and ok is not None and by != ok:
        for row in table.rows[1:]:
            texts = row.texts
            if len(texts) > max(by, ok) and texts[by].strip() and _key(texts[by]) == _key(texts[ok]):
                authors[_key(texts[by])] = row.cells[by].place
                approvers[_key(texts[ok])] = (row.cells[ok].place, texts[ok])
    return authors, approvers


def _cleared_by(table: Table) -> Names:
    """The names in a table of contributors and approvers, those below the line of the approvers."""
    head = " ".join(table.rows[0].texts)
    if not _APPROVERS_ROW.search(head):
        return {}
    found: Names = {}
    clearing = re.search(r"contributor", head, re.IGNORECASE) is None
    for row in table.rows[1:]:
        first = clean(row.cells[0].text) if row.cells else ""
        alone = not any(text.strip() for text in row.texts[1:])
        if alone and _CONTRIBUTORS_ROW.match(first):
            clearing = False
        elif alone and _APPROVERS_ROW.search(first):
            clearing = True
        elif clearing:
            for name in _NAMES.findall(first.split(":", 1)[-1]):
                found[_key(name)] = (row.cells[0].place, first)
    return found
