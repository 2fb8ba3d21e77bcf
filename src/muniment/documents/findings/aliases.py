"""ALIAS: one name in several spellings: acronyms, owners, names of groups and roles."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from muniment.documents.findings.acronyms import COMMON, Acronyms, Use, acronyms_of
from muniment.documents.findings.finding import Finding
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject, Utterance
from muniment.documents.findings.words import listing, normal, quote, stem
from muniment.documents.paper import Place

NAME = "ALIAS"
_RARE = 4
_RARE_SHARE = 0.4
# Acronyms of council papers that differ by one slip and mean different things.
_DISTINCT = frozenset(
    re.findall(
        r"\w+",
        """ICO CIO DPO DPA PDA FOI FIO SAR ASR DSA SDA ADS IAO IAR ISA IAS SIA ISP PIS SIP EIR SRO SIRO CSO CMT SMT
        SLT LGA GLA MTFS AGS SAG PSN SPN HR RH ROPA DPIA""",
    )
)


@rule(NAME)
def spellings_of_acronyms(subject: Subject) -> Iterator[Finding]:
    """A rare acronym that is a frequent one with two letters swapped or one doubled, neither spelt out apart."""
    known = subject.once(acronyms_of)
    slips: dict[str, list[str]] = defaultdict(list)
    names = sorted(known.uses)
    by_letters: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in names:
        by_letters[tuple(sorted(set(name)))].append(name)
    for same in by_letters.values():
        for one, other in combinations(same, 2):
            rare, frequent = sorted(
                (one, other), key=lambda name: (known.uses[name].count, name in known.spelt_out, name)
            )
            if _is_slip(rare, frequent) and _rare_enough(known, rare, frequent):
                slips[frequent].append(rare)
    for frequent, rares in slips.items():
        uses = [(name, known.uses[name]) for name in (frequent, *rares)]
        yield _acronym_finding(uses)


def _is_slip(rare: str, frequent: str) -> bool:
    """Two neighbours swapped, or a letter doubled or undoubled. Another letter makes another name."""
    if len(rare) == len(frequent):
        return len(rare) > 3 and sorted(rare) == sorted(frequent) and OSA.distance(rare, frequent) == 1
    short, long = sorted((rare, frequent), key=len)
    return (
        len(long) - len(short) == 1
        and len(short) > 2
        and re.sub(r"(.)\1", r"\1", long) == re.sub(r"(.)\1", r"\1", short)
    )


def _rare_enough(known: Acronyms, rare: str, frequent: str) -> bool:
    if {rare, frequent} <= (_DISTINCT | COMMON) or rare in known.spelt_out:
        return False
    count = known.uses[rare].count
    return count <= _RARE and count <= max(1, known.uses[frequent].count * _RARE_SHARE)


def _acronym_finding(uses: list[tuple[str, Use]]) -> Finding:
    rare = uses[1][1].first
    assert rare is not None
    refs = tuple(dict.fromkeys(ref for _, use in uses[1:] for ref in use.refs))
    counts = listing(f"{name} ({use.count})" for name, use in uses)
    return Finding(
        NAME,
        "warning",
        rare.place,
        f"One name in several spellings: {counts}.",
        quote(rare.text, uses[1][0]),
        listing(name for name, _ in uses[1:]),
        uses[0][0],
        f"{uses[0][0]}, if the same is meant.",
        refs,
    )


@dataclass
class _Spelling:
    """One way in which a name is written, and where."""

    count: int = 0
    place: Place = field(default_factory=Place)
    refs: dict[str, None] = field(default_factory=dict)


@rule(NAME)
def spellings_of_owners(subject: Subject) -> Iterator[Finding]:
    """Owners that differ by capitals, spaces or a slip of the pen."""
    seen: dict[str, _Spelling] = defaultdict(_Spelling)
    for action in subject.actions:
        for owner in (*action.owners, *(owner for part in action.parts for owner in part.owners)):
            spelling = seen[" ".join(owner.split())]
            spelling.count += action.ref not in spelling.refs
            spelling.place = spelling.place if spelling.refs else action.place
            spelling.refs[action.ref] = None
    for group in _groups(seen):
        usual, *others = sorted(group, key=lambda name: (-seen[name].count, name))
        yield Finding(
            NAME,
            "warning" if any(normal(name) != normal(usual) for name in others) else "note",
            seen[others[0]].place,
            f"One owner in several spellings: {listing(f'“{name}” ({seen[name].count})' for name in (usual, *others))}.",
            quote(others[0]),
            listing(others),
            usual,
            f"{usual}, if the same is meant.",
            tuple(dict.fromkeys(ref for name in others for ref in seen[name].refs)),
        )


_BROKEN = re.compile(r"\b(?P<start>[A-Za-z]{4,}) (?P<end>[b-hj-z]) (?=[a-z])")


@rule(NAME)
def broken_words(subject: Subject) -> Iterator[Finding]:
    """`Communication s officer`: a letter on its own inside an owner belongs to the word before it."""
    for action in subject.actions:
        if found := _BROKEN.search(" ".join(action.owners_raw.split())):
            whole = found["start"] + found["end"]
            yield Finding(
                NAME,
                "note",
                action.place,
                f"The owner of {action.ref or 'a row'} holds a letter on its own: “{found[0].strip()}”.",
                quote(action.owners_raw),
                found[0].strip(),
                whole,
                f"{whole}, if that is meant.",
                (action.ref,) if action.ref else (),
            )


def _groups(seen: dict[str, _Spelling]) -> list[list[str]]:
    names = sorted(seen, key=lambda name: (-seen[name].count, name))[:400]
    groups: list[list[str]] = []
    for name in names:
        home = next((group for group in groups if _one_owner(group[0], name)), None)
        if home:
            home.append(name)
        else:
            groups.append([name])
    return [group for group in groups if len(group) > 1]


def _one_owner(one: str, other: str) -> bool:
    """The same but for capitals and spaces, or a slip in a long name; acronyms and singulars stand for themselves."""
    first, second = normal(one).replace(" ", ""), normal(other).replace(" ", "")
    if first == second:
        return True
    if len(first) < 10 or len(second) < 10 or [c for c in one if c.isdigit()] != [c for c in other if c.isdigit()]:
        return False
    return fuzz.ratio(first, second) >= 92 and _slip_inside(normal(one).split(), normal(other).split())


def _slip_inside(one: list[str], other: list[str]) -> bool:
    """One word differs, by a slip and not by its ending or its beginning (which make another word)."""
    if len(one) != len(other):
        return "".join(one) == "".join(other)
    different = [(a, b) for a, b in zip(one, other, strict=True) if stem(a) != stem(b)]
    if len(different) != 1:
        return not different
    (a, b) = different[0]
    return min(len(a), len(b)) > 5 and a[0] == b[0] and a[-2:] == b[-2:] and OSA.distance(a, b) <= 2


_PHRASE = re.compile(r"\b[A-Z][a-z’']{2,}(?:(?: of| and| for| the| &)? [A-Z][a-z’']{2,}){1,4}\b")
_KNOWN = frozenset({"Caldicott Guardian", "Caldicott Principles", "Monitoring Officer", "Data Protection Officer"})
_BODIES = re.compile(r"\b(?:Group|Board|Committee|Panel|Forum|Team|Partnership|Council)$")


@rule(NAME)
def spellings_of_names(subject: Subject) -> Iterator[Finding]:
    """Names of two to five words that are the same but for a slip in one, or that share an acronym and all but one word."""
    count: Counter[str] = Counter()
    first: dict[str, Utterance] = {}
    for said in subject.utterances:
        for found in _PHRASE.finditer(said.text):
            for name in re.split(r"\b[Tt]he ", found[0]):
                if " " in name.strip():
                    count[name.strip()] += 1
                    first.setdefault(name.strip(), said)
    acronyms = subject.once(acronyms_of).uses
    by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in count:
        by_words[tuple(sorted(normal(name).split()))].append(name)
    turned = dict.fromkeys(
        pair for names in by_words.values() for pair in combinations(names[:5], 2) if _same_ending(*pair)
    )
    told: set[frozenset[str]] = set()
    for one, other in (*_neighbours(count), *turned):
        usual, odd = sorted((one, other), key=lambda name: (name not in _KNOWN, -count[name], name))
        key = frozenset(map(normal, (one, other)))
        alike = (one, other) in turned or _slipped(one, other) or _same_body(one, other, acronyms)
        alike = alike or (count[odd] == 1 and _near_body(one, other))
        if len(key) < 2 or key in told or not alike:
            continue
        told.add(key)
        yield Finding(
            NAME,
            "warning",
            first[odd].place,
            f"Two names, perhaps for one thing: “{usual}” ({count[usual]}) and “{odd}” ({count[odd]}).",
            quote(first[odd].text, odd),
            odd,
            usual,
            f"{usual}, if the same is meant."
            if usual in _KNOWN or count[odd] * 3 <= count[usual]
            else "One of the two throughout, if the same is meant.",
            (first[odd].ref,) if first[odd].ref else (),
        )


def _neighbours(count: Counter[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names with all words but one alike, found by the name with a gap, not by comparing all with all."""
    gaps: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in count:
        words = name.split()
        for at in range(len(words)):
            gaps[(*words[:at], "", *words[at + 1 :])].append(name)
    for names in gaps.values():
        if 1 < len(names) <= 30:
            yield from combinations(names, 2)


def _slipped(one: str, other: str) -> bool:
    first, second = normal(one).split(), normal(other).split()
    return any(stem(a) != stem(b) for a, b in zip(first, second, strict=False)) and _slip_inside(first, second)


def _same_body(one: str, other: str, acronyms: dict[str, Use]) -> bool:
    letters = "".join(word[0] for word in one.split() if word[0].isupper())
    same = letters == "".join(word[0] for word in other.split() if word[0].isupper())
    return same and len(letters) > 2 and letters in acronyms and all(_BODIES.search(name) for name in (one, other))


def _near_body(one: str, other: str) -> bool:
    """Groups and boards whose names differ in one word that begins alike: *Governance* and *Government*."""
    pairs = [
        (a, b) for a, b in zip(one.split(), other.split(), strict=False) if stem(a.casefold()) != stem(b.casefold())
    ]
    same_length = len(one.split()) == len(other.split()) > 2
    return (
        same_length
        and len(pairs) == 1
        and pairs[0][0][:5] == pairs[0][1][:5]
        and all(map(_BODIES.search, (one, other)))
    )


def _same_ending(one: str, other: str) -> bool:
    """Three words or more in another order before one last word: *Quality and Safety Toolkit*, *Safety and Quality Toolkit*."""
    return one.count(" ") > 1 and one.rpartition(" ")[2] == other.rpartition(" ")[2]
