"""DANGLING_REF: appendices, sections, tables and actions that are cited and are not in the paper."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject, Utterance, heading_like
from muniment.documents.findings.words import clean, key_words, listing, quote
from muniment.documents.paper import Place, Table

NAME = "DANGLING_REF"
_TITLE = re.compile(
    r"^\W*(?P<kind>appendix|annex(?:e)?|table|figure|schedule)\s+(?P<number>[A-Z]?\d{1,3}[a-z]?|[A-Z]|[IVX]{1,4})\b[\s:.–-]*(?P<title>.*)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\W*(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.)]?(?:\s|$)")
_CITED = re.compile(
    r"\b(?P<kind>appendi(?:x|ces)|annex(?:e|es)?|table|figure|section|paragraph|para)s?\.?\s+"
    r"(?P<numbers>(?:[A-Z]?\d{1,2}(?!\d)(?:\.\d{1,2}){0,3}|[A-Z](?![\w’']))(?:\s*(?:,|and|&|or|to|-|–)\s*(?:\d{1,2}(?!\d)(?:\.\d{1,2}){0,3}|[A-Z](?![\w’'])))*)"
    r"(?=(?P<after>.{0,60}))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[A-Z]?\d{1,2}(?:\.\d{1,2}){0,3}|\b[A-Z]\b")
_ELSEWHERE = re.compile(
    r"\W{0,3}(?:\(\w{1,4}\)|[a-z]?\)?\s*(?:of|to|in)\s+(?!this\b|the (?:report|paper|document|strategy|plan|appendix)\b)|(?:DPA|FOIA|GDPR|Act|LGA)\b)"
)
_LAW_BEFORE = re.compile(r"(?:\bAct|Regulations?|GDPR|DPA|FOIA|Code|ISO \d+|Order)\b[^.;]{0,30}$")
_KINDS = {"appendices": "appendix", "annexe": "annex", "annexes": "annex", "para": "paragraph"}
_CITING_HEAD = re.compile(
    r"\b(?:related|linked?|cross|see|audit|ico)\b.*\b(?:actions?|refs?|recommendations?)\b", re.IGNORECASE
)
_PAGE_GAP = 2
_HIGHEST_SECTION = 20


@dataclass
class _Targets:
    """What a paper has that can be cited: numbers by kind, with the titles they bear."""

    titles: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def has(self, kind: str, number: str) -> bool:
        known = self.titles[kind]
        return number in known or any(each.startswith(number + ".") for each in known)


def _targets(subject: Subject) -> _Targets:
    found = _Targets()
    texts = [(paragraph.text, heading_like(paragraph)) for _, paragraph in subject.paragraphs]
    for table in subject.tables:
        for row in table.rows:
            filled = [cell.text for cell in row.cells if cell.text.strip()]
            texts += [(text, True) for text in filled[:2]]
    for text, heading in texts:
        words = clean(text)
        if title := _TITLE.match(words):
            if heading or title["title"][:1].isupper():
                kind = "annex" if title["kind"].casefold().startswith("annex") else title["kind"].casefold()
                found.titles[kind][title["number"].upper()].append(title["title"])
        elif number := _NUMBERED.match(words):
            found.titles["section"][number["number"]].append(words)
    found.titles["paragraph"] = found.titles["section"]
    return found


@rule(NAME)
def cited_parts(subject: Subject) -> Iterator[Finding]:
    """`see Appendix 4` in a paper with three appendices."""
    targets = _targets(subject)
    missing: dict[tuple[str, str], list[tuple[Utterance, str]]] = defaultdict(list)
    for said in subject.utterances:
        for found in _CITED.finditer(said.text):
            kind = found["kind"].casefold()
            kind = _KINDS.get(kind, kind)
            if _TITLE.match(said.text) and found.start() < 5:
                continue
            if _ELSEWHERE.match(found["after"]) or _LAW_BEFORE.search(said.text[: found.start()]):
                continue
            for number in _NUMBER.findall(found["numbers"].upper()):
                if _expected(targets, kind, number) and not targets.has(kind, number):
                    missing[kind, number].append((said, found[0]))
                elif kind in {"appendix", "annex"}:
                    yield from _wrong_title(targets, said, kind, number, found[0])
                elif kind == "section" and (named := _NAMED_SECTION.match(said.text[found.end("numbers") :])):
                    yield from _another_section(targets, said, number, named["title"])
    for (kind, number), places in missing.items():
        said, words = places[0]
        known = sorted(targets.titles[kind], key=_by_number)
        exist = (
            f"{kind} {listing(known)}"
            if kind != "section" or len(known) <= 12
            else f"section {known[0]} to {known[-1]}"
        )
        yield Finding(
            NAME,
            "warning" if known else "note",
            said.place,
            f"{kind.capitalize()} {number} is cited {_times(places)} and is not in this paper.",
            quote(said.text, words),
            f"{kind} {number}",
            f"the paper has {exist}" if known else f"the paper has no {kind}",
            "",
            tuple(dict.fromkeys(each.ref for each, _ in places if each.ref)),
        )


def _times(places: list[tuple[Utterance, str]]) -> str:
    return "once" if len(places) == 1 else f"{len(places)} times"


def _by_number(number: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else ord(part[0]) for part in number.split(".") if part)


def _expected(targets: _Targets, kind: str, number: str) -> bool:
    """Whether a thing of this kind would show in the paper: captions and numbered headings are not everywhere."""
    if kind in {"appendix", "annex"}:
        return True
    known = targets.titles[kind]
    if kind in {"section", "paragraph"}:
        return len(known) > 2 and number[0].isdigit() and int(number.split(".", maxsplit=1)[0]) <= _HIGHEST_SECTION
    return len(known) > 0 and number[0].isdigit()


def _wrong_title(targets: _Targets, said: Utterance, kind: str, number: str, words: str) -> Iterator[Finding]:
    """What the sentence speaks of is the title of another appendix than the one it cites."""
    about = {word[:6] for word in key_words(said.text.replace(words[:12], "")) if len(word) > 3}

    def shared(title: str) -> int:
        return len({word[:6] for word in key_words(title) if len(word) > 3} & about)

    titles = targets.titles[kind]
    if not titles.get(number) or any(shared(title) for title in titles[number]):
        return
    better = {other: title for other, each in titles.items() for title in each if other != number and shared(title) > 1}
    if len(better) == 1:
        ((other, title),) = better.items()
        yield Finding(
            NAME,
            "warning",
            said.place,
            f"The sentence speaks of “{title}”, which is {kind} {other}, and cites {kind} {number}.",
            quote(said.text, words),
            f"{kind} {number}",
            f"{kind} {other}",
            f"{kind.capitalize()} {other}.",
        )


# `section 4 (Training)`, `section 4: “Training”`: the title stands beside the number.
_NAMED_SECTION = re.compile(r"\s*[,:–-]?\s*[(“\"](?P<title>[A-Z][^)”\"]{3,60})[)”\"]")


def _another_section(targets: _Targets, said: Utterance, number: str, title: str) -> Iterator[Finding]:
    """The title beside the number is that of another section."""

    def is_titled(words: str) -> bool:
        return key_words(re.sub(r"^\W*[\d.]+\s*", "", words)) == key_words(title)

    titles = targets.titles["section"]
    others = [other for other, each in titles.items() if other != number and any(map(is_titled, each))]
    if len(others) == 1 and not any(map(is_titled, titles.get(number, []))):
        yield Finding(
            NAME,
            "warning",
            said.place,
            f"“{title}” is the title of section {others[0]}; the sentence cites section {number}.",
            quote(said.text, title),
            f"section {number}",
            f"section {others[0]}",
            f"Section {others[0]}.",
        )


@rule(NAME)
def cited_actions(subject: Subject) -> Iterator[Finding]:
    """`see recommendation B6` where the plan has no row B6."""
    shapes = {shape for action in subject.actions if (shape := _shape(action.ref))}
    letters = {letter for letter, _ in shapes}
    if not shapes or "" in letters:
        return
    pattern = re.compile(
        rf"(?<![\w./-])(?P<letter>{'|'.join(sorted(map(re.escape, letters)))})[ -]?0*(?P<number>\d{{1,3}})(?![\w/]|\.\d)",
        re.IGNORECASE,
    )
    missing: dict[tuple[str, int], list[tuple[Utterance, Place]]] = defaultdict(list)
    columns = _citing_columns(subject)
    for said in subject.utterances:
        for found in pattern.finditer(said.text):
            key = (found["letter"].upper(), int(found["number"]))
            if key not in shapes and (_citing(said.text[: found.start()]) or _column(said.place) in columns):
                missing[key].append((said, said.place))
    for (letter, number), places in missing.items():
        said = places[0][0]
        series = sorted(each for known, each in shapes if known == letter)
        yield Finding(
            NAME,
            "warning",
            said.place,
            f"{letter}{number} is cited {_times([(each, '') for each, _ in places])}; the plan has no such row.",
            quote(said.text, f"{letter}{number}"),
            f"{letter}{number}",
            f"the plan has {letter}: {listing(map(str, series), 40)}",
            "",
            tuple(dict.fromkeys(each.ref for each, _ in places if each.ref)),
        )


_NOT_HERE = re.compile(
    r"\b(?:superseded by|replaced by|duplicates?(?: of)?|merged (?:with|into)|see(?: also)?|now)\s*$", re.IGNORECASE
)
_FEWEST_DIGITS = 4  # 1.2 may be a section, 2024-005 is none


@rule(NAME)
def cited_codes(subject: Subject) -> Iterator[Finding]:
    """`superseded by 2024-005` where references look like that and none is this one: it may stand in another list."""
    refs = {action.ref for action in subject.actions}
    codes = [ref for ref in refs if sum(map(str.isdigit, ref)) >= _FEWEST_DIGITS and re.search(r"\d\W", ref)]
    forms = {re.sub(r"\d+", lambda digits: rf"\d{{{len(digits[0])}}}", re.escape(ref)) for ref in codes}
    if not forms or len(forms) > len(refs) / 2 + 1:
        return
    pattern = re.compile(rf"(?<![\w/.-])(?:{'|'.join(sorted(forms))})(?![\w/]|[.-]\d)")
    told: set[str] = set()
    for said in subject.utterances:
        for found in pattern.finditer(said.text):
            before = said.text[: found.start()]
            if found[0] in refs | told or not (_NOT_HERE.search(before) or _citing(before)):
                continue
            told.add(found[0])
            message = f"{found[0]} is cited and is no row of this paper; it may stand in another list."
            refs_of_row = (said.ref,) if said.ref else ()
            yield Finding(NAME, "note", said.place, message, quote(said.text, found[0]), found[0], "", "", refs_of_row)


def _shape(ref: str) -> tuple[str, int] | None:
    found = re.fullmatch(r"\s*([A-Za-z]{1,5})[ -]?0*(\d{1,3})\s*", ref)
    return (found[1].upper(), int(found[2])) if found else None


def _citing(before: str) -> bool:
    words = (
        r"see(?: also)?|recommendations?|actions?|ref(?:erence)?s?|items?|rows?|findings?|with|per|under|of|to|in|at"
    )
    return (
        re.search(rf"\b(?:{words})\.?\s*[(:]?\s*(?:[A-Za-z]?\d{{1,3}}\s*(?:,|and|&|/|or)\s*)*$", before, re.IGNORECASE)
        is not None
    )


def _column(place: Place) -> tuple[int | None, str | None, int | None]:
    return place.table, place.sheet, place.column


def _citing_columns(subject: Subject) -> set[tuple[int | None, str | None, int | None]]:
    """Columns headed as lists of references to actions: `Related action`, `ICO ref`; also on the pages that follow."""
    found: set[tuple[int | None, str | None, int | None]] = set()
    columns: list[int | None] = []
    width, last = 0, -2
    for order, block in enumerate(subject.paper.blocks):
        if not isinstance(block, Table) or not block.rows:
            continue
        head = block.rows[0].cells
        named = [cell.place.column for cell in head if _CITING_HEAD.search(cell.text)]
        follows = order - last <= _PAGE_GAP and len(head) == width
        columns = named or (columns if follows else [])
        found |= {_column(cell.place) for row in block.rows for cell in row.cells if cell.place.column in columns}
        width, last = len(head), order
    return found
