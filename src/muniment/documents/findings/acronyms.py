"""The acronyms of a paper, how often each is used, and which of them it spells out. UNDEFINED_ACRONYM."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject, Utterance
from muniment.documents.findings.words import quote

_ACRONYM = re.compile(r"(?<![\w.@/'’-])(?P<core>[A-Z]{2,7})(?:'s|’s|s)?(?![\w@/]|\.\w|['’-]\w|-[A-Z])")
_ROMAN = re.compile(r"[IVXLC]+")
_CAPITALS = re.compile(
    r"[A-Z][\w’'-]*(?:(?:,? (?:of|and|for|the|in|to|on|with|&)){0,2}(?:,? |[-/])[A-Za-z]?[A-Z][\w’'-]*|(?: |[-/])[A-Z][\w’'-]*)+"
)
_JOINERS = frozenset({"of", "and", "for", "the", "in", "to", "on", "with", "&"})
# Known to every reader of a council's paper, or no acronyms at all.
COMMON = frozenset(
    re.findall(
        r"\w+",
        """UK EU US USA GB NHS PDF VAT AM PM TV BBC HR IT ICT GP MP CEO ID PC OK NB PO PA TEL FAX URL WWW USB CD DVD SMS
        PIN FAQ BSL RAG QC KC BA MA BSC MSC PHD MBE OBE CBE MR MRS DR JP TBC TBA TBD NA ASAP AOB LLP PLC LTD CIO HMRC
        YES NO NOT NONE NOTE NIL TOTAL DRAFT FINAL NOW SOON LATER HIGH LOW RED AMBER GREEN OPEN CLOSED PUBLIC PRIVATE ITEM
        AGENDA MINUTES REPORT NOTED AGREED WIN QUICK URGENT ALL AND OR THE TO OF IN ON BY FOR JAN FEB MAR APR JUN JUL AUG SEP SEPT OCT NOV DEC MON TUE WED THU FRI SAT SUN""",
    )
)
_LONGEST_PHRASE = 9


@dataclass
class Use:
    """The uses of one acronym."""

    count: int = 0
    first: Utterance | None = None
    refs: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class Acronyms:
    """All acronyms of a paper by their letters, without plural; the phrases of the paper by their initials."""

    uses: dict[str, Use]
    spelt_out: frozenset[str]


def acronyms_of(subject: Subject) -> Acronyms:
    lower = {word.casefold() for word in re.findall(r"\b[A-Za-z][a-z]{1,7}\b", subject.text)}
    uses: dict[str, Use] = {}
    initials: set[str] = set()
    spelt: set[str] = set()
    for said in subject.utterances:
        text = said.text
        initials.update(_initials(text))
        if _shouted(text):
            continue
        for found in _ACRONYM.finditer(text):
            letters = found["core"]
            if letters.casefold() in lower or (len(letters) < 4 and _ROMAN.fullmatch(letters)):
                continue  # a word in capitals for emphasis, or a numeral
            use = uses.setdefault(letters, Use())
            use.count += 1
            use.first = use.first or said
            if said.ref:
                use.refs[said.ref] = None
            if letters not in spelt and _spelt_beside(text, found):
                spelt.add(letters)
    return Acronyms(uses, frozenset(spelt | (set(uses) & initials) | (set(uses) & _glossary(subject))))


def _shouted(text: str) -> bool:
    """A line wholly in capitals has no acronyms that could be told from its words."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 12 and sum(map(str.isupper, letters)) > 0.8 * len(letters)


def _initials(text: str) -> Iterator[str]:
    """The initials of every run of capitalised words, with and without the small words between."""
    for found in _CAPITALS.finditer(text):
        words = [word for word in re.split(r"[\s/,-]+", found[0]) if word]
        for kept in (words, [word for word in words if word not in _JOINERS]):
            letters = "".join(word[0].upper() for word in kept)[:40]
            for start in range(len(letters) - 1):
                for end in range(start + 2, min(len(letters), start + _LONGEST_PHRASE) + 1):
                    yield letters[start:end]


def _spelt_beside(text: str, found: re.Match[str]) -> bool:
    """`data protection officer (DPO)`, `DPO (data protection officer)`, `DPO - data protection officer`."""
    letters = found["core"]
    before, after = text[: found.start()], text[found.end() :]
    if re.search(r"[(\[][“\"‘']?\s*(?:the\s+)?[“\"‘']?$", before):
        return _stands_for(re.findall(r"[A-Za-z][\w’']*", before)[-len(letters) * 2 :], letters)
    opened = re.match(r"\s*(?:\(|[-–:=]\s|means|stands for|is the)\s*(?P<long>[^)]{4,120})", after)
    words = re.findall(r"[A-Za-z][\w’']*", opened["long"]) if opened else []
    return bool(words) and _stands_for(words[: len(letters) * 2], letters, from_start=True)


def _stands_for(words: list[str], letters: str, *, from_start: bool = False) -> bool:
    """Whether the letters are, in their order, beginnings of the words (small words may be passed over)."""
    wanted = letters.casefold() if from_start else letters.casefold()[::-1]
    at = 0
    for word in words if from_start else reversed(words):
        if word.isupper() and 1 < len(word) <= len(wanted) - at and _is_next(word, wanted[at:], from_start=from_start):
            at += len(word)
        elif at < len(wanted) and _begins(word.casefold(), wanted[at]):
            at += 1
    return at >= len(wanted) - (len(wanted) > 3)


def _is_next(word: str, wanted: str, *, from_start: bool) -> bool:
    """An acronym within an acronym, as UK in *Building Digital UK*."""
    return wanted.startswith(word.casefold() if from_start else word.casefold()[::-1])


def _begins(word: str, letter: str) -> bool:
    """X stands for words as *extranet*."""
    return word.startswith("ex" if letter == "x" else letter)


def _glossary(subject: Subject) -> set[str]:
    """Acronyms in the first column of a table of two or three columns, with their words beside them."""
    found = set()
    for table in subject.tables:
        for row in table.rows:
            texts = [text.strip() for text in row.texts if text.strip()]
            if not 2 <= len(texts) <= 4 or not re.fullmatch(r"[A-Z]{2,8}s?", texts[0]):
                continue
            letters = texts[0].rstrip("s")
            if _stands_for(re.findall(r"[A-Za-z][\w’']*", texts[1]), letters, from_start=True):
                found.add(letters)
    return found


@rule("UNDEFINED_ACRONYM")
def never_spelt_out(subject: Subject) -> Iterator[Finding]:
    """One note that lists the acronyms which the paper uses and nowhere spells out."""
    known = subject.once(acronyms_of)
    missing = [name for name in sorted(known.uses) if name not in known.spelt_out and name not in COMMON]
    if not missing:
        return
    first = min((known.uses[name] for name in missing), key=lambda use: use.first.order if use.first else 0).first
    assert first is not None
    listed = ", ".join(f"{name} ({known.uses[name].count})" for name in missing)
    yield Finding(
        "UNDEFINED_ACRONYM",
        "note",
        first.place,
        f"{len(missing)} {'acronym is' if len(missing) == 1 else 'acronyms are'} used and nowhere spelt out: {listed}.",
        quote(first.text),
        str(len(missing)),
        "",
        "Spell each out at its first use, or add a glossary.",
    )
