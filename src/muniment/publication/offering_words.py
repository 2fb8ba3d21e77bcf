"""Whether something that is published answers a question: by the words that both have, weighed by how rare they are. Without Django.

Nothing is offered for words that everything has in common. An offer needs two words of weight in the heading of what is published. They
must be most of its title or of its keywords; or a good part of them, and most of the question; or less of it, where two stand together in both.
Or the question is one or two words, rare, and all found.
What is offered says by which words, so that a wrong offer is seen for what it is.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST = 3  # offers
LONGEST = 200  # words of a question that are looked at
MOST_OF_HEADING, PART_OF_HEADING, MOST_OF_QUESTION, SOME_OF_QUESTION = 0.66, 0.4, 0.7, 0.35
CLOSELY = 200  # candidates that are looked at closely
FEW = 2  # words of a question that is so short that one rare word is enough


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words without which a question asks the same.
STOP = _words("""
    a about above after again against all also am an and any are as at be because been before being between both but by can copy
    could dear did do does doing done down each either else etc ever every few find for from further get give given go had has have
    having he hello her here hi him his how however i if in into is it its just kindly know let like long look make many may me
    might more most much must my near no nor not now of off often on once one only onto or other our out over own per please provide
    regard regarding same see send shall she should show since so some such tell than thank thanks that the their them then there
    these they this those though through to too under until up upon us use used using very via want was we were what when where
    whether which while who whom whose why will wish with within without would yes yet you your yours faithfully sincerely sir madam
    act am ask asked asking council councils document documents details eir foi foia freedom hold held information record records
    reply request requested requesting requests response right rights section answer answered answers copies
""")
# Words that stand in questions about anything: they never make an offer, and only help to tell two apart.
WEAK = _words("""
    amount annual annually april area august authority average budget cost current data date day december district expenditure
    february figure financial january july june last latest list local march money month monthly name new november number october
    old paid past pay people person place policy public quarter recent register report september service set spend spending spent
    statistic sum summary system time total type value ward week year first second three two four five each town city county
""")


def stem(word: str) -> str:
    """A word as it is in any number: counties is county, boxes is box, homes is home."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes", "zzes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def content(words: Iterable[str]) -> dict[str, str]:
    """The words that say what something is about, each stem once, with the word as it stood. Bare numbers say nothing."""
    found: dict[str, str] = {}
    for word in words:
        key = stem(word)
        if len(word) > 1 and word not in STOP and key not in STOP and not word.isdigit():
            found.setdefault(key, word)
            if len(found) == LONGEST:
                break
    return found


def pairs(words: Iterable[str]) -> set[tuple[str, str]]:
    """Two words of weight that stand together in this order, with one other between them at most: empty homes, potholes (were not) mended."""
    told = list(words)
    near = ((word, other) for at, word in enumerate(told) for other in told[at + 1 : at + 3])
    return {pair for pair in near if not WEAK.intersection(pair)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that is published: its key, the stems of its title and keywords in order, of both together, and of all its words."""

    key: int
    title: tuple[str, ...]
    keywords: tuple[str, ...]
    heading: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, key: int, title: Iterable[str], keywords: Iterable[str], words: Iterable[str]) -> "Candidate":
        named, others = tuple(content(title)), tuple(content(keywords))
        heading = frozenset({*named, *others})
        return cls(key, named, others, heading, heading | frozenset(content(words)))


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate that answers: how well, and by which words of the question."""

    key: int
    score: float
    why: tuple[str, ...]


class Corpus:
    """All that one kind of published thing has, by its words."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.size = len(candidates)
        self._by_heading: dict[str, list[Candidate]] = defaultdict(list)
        self._common: Counter[str] = Counter()
        for each in candidates:
            self._common.update(each.words)
            for word in each.heading:
                self._by_heading[word].append(each)
        self._weights = {word: self._weight(word) for word in self._common}

    def weight(self, word: str) -> float:
        """How much a word tells: most where nothing published has it, least where it stands in all."""
        found = self._weights.get(word)
        return self._weight(word) if found is None else found

    def _weight(self, word: str) -> float:
        rarity = math.log((self.size + 1) / (self._common[word] + 1)) + 0.3
        return rarity * (0.3 if word in WEAK else 1)

    def is_rare(self, word: str) -> bool:
        """Whether it stands in so few that it tells them from the rest."""
        return word not in WEAK and 0 < self._common[word] <= max(1, self.size // 20)

    def best(self, question: Iterable[str], most: int = MOST) -> list[Match]:
        """What answers these words, the best first; [] where nothing does well."""
        asked = content(question)
        found = [match for each in self._near(asked) if (match := self._match(asked, each)) is not None]
        return sorted(found, key=lambda match: (-match.score, match.key))[:most]

    def _near(self, asked: Mapping[str, str]) -> list[Candidate]:
        """Those whose heading has enough of the question to be looked at closely, the nearest first, and not too many."""
        strong = [word for word in asked if word not in WEAK]
        least = 1 if len(strong) <= FEW else 2
        hits: Counter[int] = Counter()
        weights: dict[int, float] = defaultdict(float)
        by_key: dict[int, Candidate] = {}
        for word in strong:
            weight = self.weight(word)
            for each in self._by_heading.get(word, ()):
                hits[each.key] += 1
                weights[each.key] += weight
                by_key[each.key] = each
        keys = [key for key, n in hits.items() if n >= least]
        return [by_key[key] for key in heapq.nlargest(CLOSELY, keys, key=lambda key: (weights[key], -key))]

    def _match(self, asked: Mapping[str, str], each: Candidate) -> Match | None:
        hits = [word for word in asked if word in each.words]
        headed = [word for word in hits if word in each.heading]
        strong = [word for word in headed if word not in WEAK]
        if not strong or not self._answers(asked, each, hits, strong):
            return None
        score = sum(self.weight(word) * (2 if word in each.heading else 1) for word in hits)
        told = sorted(hits, key=lambda word: (word not in each.heading, -self.weight(word)))
        return Match(each.key, score, tuple(asked[word] for word in told[:6]))

    def _answers(self, asked: Mapping[str, str], each: Candidate, hits: Sequence[str], strong: Sequence[str]) -> bool:
        if len(strong) == 1:
            wanted = [word for word in asked if word not in WEAK]
            return len(wanted) <= FEW and len(hits) == len(asked) and self.is_rare(strong[0])
        for part in (each.title, each.keywords):
            found = [word for word in strong if word in part]
            share = self._share(found, part)
            if len(found) > 1 and share >= MOST_OF_HEADING:
                return True
            enough = SOME_OF_QUESTION if pairs(asked) & pairs(part) else MOST_OF_QUESTION
            if share >= PART_OF_HEADING and self._share(hits, asked) >= enough:
                return True
        return False

    def _share(self, found: Iterable[str], among: Iterable[str]) -> float:
        """The part of what a text tells that was found in it."""
        whole = sum(self.weight(word) for word in among)
        return sum(self.weight(word) for word in found if word in among) / whole if whole else 0.0
