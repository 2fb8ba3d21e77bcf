"""FREQUENCY_CONFLICT: the same thing to be done at different intervals; and words of two meanings, as *bi-annually*."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject, Utterance
from muniment.documents.findings.words import key_words, listing, quote

_INTERVALS = (
    ("every two years", r"\bevery (?:two|2|other|second) years?\b|\bbienni\w+|\btwo[- ]yearly\b"),
    ("every three years", r"\bevery (?:three|3) years\b|\btrienni\w+|\bthree[- ]yearly\b"),
    (
        "every six months",
        r"\bevery (?:six|6) months\b|\b(?:six|6)[- ]monthly\b|\bhalf[- ]yearly\b|\btwice (?:a|per) year\b|\btwice yearly\b",
    ),
    ("bi-annually", r"\bbi-? ?annual\w*|\bbi-? ?yearly\b"),
    ("every two months", r"\bevery (?:two|2|other) months\b"),
    ("bi-monthly", r"\bbi-? ?monthly\b"),
    ("fortnightly", r"\bfortnightly\b|\bevery (?:two|2) weeks\b"),
    ("quarterly", r"\bquarterly\b|\bevery quarter\b|\beach quarter\b|\bevery (?:three|3) months\b"),
    ("monthly", r"\bmonthly\b|\bevery month\b|\beach month\b"),
    ("weekly", r"\bweekly\b|\bevery week\b|\beach week\b"),
    (
        "annually",
        r"\bannual(?:ly)? (?:basis|review)|\bannually\b|\byearly\b|\bevery year\b|\beach year\b|\bonce a year\b",
    ),
)
_INTERVAL = re.compile("|".join(f"(?P<i{at}>{pattern})" for at, (_, pattern) in enumerate(_INTERVALS)), re.IGNORECASE)
_DEEDS = {
    "review": r"review(?:s|ed|ing)?", "report": r"report(?:s|ed|ing)?", "monitor": r"monitor(?:s|ed|ing)?",
    "refresh": r"refresh(?:ed|er|ing)?", "update": r"updat(?:e|es|ed|ing)", "audit": r"audit(?:s|ed|ing)?",
    "test": r"test(?:s|ed|ing)?", "train": r"train(?:ed|ing)?", "check": r"checks?|checked|checking",
    "meet": r"meets?|meetings?", "publish": r"publish(?:ed|es|ing)?",
}  # fmt: skip
_DEED = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _DEEDS.items()), re.IGNORECASE)
_GENERIC = frozenset(
    re.findall(
        r"\w+",
        "register policy policies report reports group training procedure process council committee management manager board "
        "register review basis annual quarterly monthly date staff keep record maintain approve undertake conduct all new "
        "information data new system service ensure provide carry out must",
    )
)
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Interval:
    """Somewhere a thing is to be done at an interval: the deed, the words for the thing, the interval."""

    said: Utterance
    deed: str
    thing: frozenset[str]
    interval: str
    words: str


@rule("FREQUENCY_CONFLICT")
def conflicting_intervals(subject: Subject) -> Iterator[Finding]:
    """One deed on one thing, at two intervals, in two places."""
    by_thing: dict[tuple[str, str], list[Interval]] = defaultdict(list)
    for interval in _intervals(subject):
        for word in interval.thing - _GENERIC:
            by_thing[interval.deed, word].append(interval)
    told: set[frozenset[str]] = set()
    for group in by_thing.values():
        clash = _clash(group[:30])
        if len({each.interval for each in clash}) > 1:
            key = frozenset(f"{each.said.place}" for each in clash)
            if not any(key <= known or known <= key for known in told):
                told.add(key)
                yield _finding(clash)


def _clash(group: list[Interval]) -> list[Interval]:
    """Those of which the thing of one is wholly named in the other, and the intervals differ."""
    found: dict[int, Interval] = {}
    for one, other in combinations(group, 2):
        small, large = sorted((one.thing, other.thing), key=len)
        if small <= large and one.interval != other.interval and one.said.place != other.said.place:
            found |= {id(one): one, id(other): other}
    return sorted(found.values(), key=lambda each: each.said.order)


def _finding(clash: list[Interval]) -> Finding:
    first = clash[0]
    shared = frozenset.intersection(*(each.thing for each in clash)) or first.thing
    where = listing((f"{each.interval} ({each.said.ref or each.said.place})" for each in clash), 6)
    return Finding(
        "FREQUENCY_CONFLICT",
        "warning",
        first.said.place,
        f"“{first.deed}” of “{' '.join(sorted(shared))}” is asked for at different intervals: {where}.",
        quote(first.said.text, first.words),
        first.interval,
        listing(dict.fromkeys(each.interval for each in clash if each.interval != first.interval)),
        "One interval for one duty; where two duties are meant, name them apart.",
        tuple(dict.fromkeys(each.said.ref for each in clash if each.said.ref)),
    )


def _intervals(subject: Subject) -> Iterator[Interval]:
    for said in subject.utterances:
        if len(said.text) > 800:
            continue
        for found in _INTERVAL.finditer(said.text):
            name = _INTERVALS[int(str(found.lastgroup)[1:])][0]
            deeds = list(_DEED.finditer(said.text))
            if deeds:
                deed = min(
                    deeds, key=lambda each: min(abs(each.start() - found.end()), abs(found.start() - each.end()))
                )
                thing = _thing(said.text, deed, found)
                if thing:
                    yield Interval(said, str(deed.lastgroup), frozenset(thing), name, found[0])


_PASSIVE = re.compile(r"\b(?:be|are|is|been|being|was|were)\s+$", re.IGNORECASE)
_OBJECT_END = re.compile(r"\b(?:to|by|on|and|for|at|in|with|every|each)\b|[,;.]", re.IGNORECASE)


def _thing(text: str, deed: re.Match[str], interval: re.Match[str]) -> tuple[str, ...]:
    """What is reviewed: the words before a passive (`agreements to be reviewed`), else those after the verb."""
    before = re.sub(r"\b(?:to|should|must|will|shall|can|may)\s*$", "", _PASSIVE.sub("", text[: deed.start()]))
    if _PASSIVE.search(text[: deed.start()]):
        words = re.split(r"[,;.]|\b(?:to|and|that|which)\b", before)[-1]
    else:
        after = text[deed.end() :]
        if interval.start() >= deed.end():
            after = text[deed.end() : interval.start()]
        cut = _OBJECT_END.search(after, 1)
        words = after[: cut.start()] if cut and cut.start() > 3 else after
    things = [word for word in key_words(words) if not _INTERVAL.fullmatch(word)]
    return tuple(things[-_MOST_WORDS:]) if set(things) - _GENERIC else ()
