"""The published answers as the public finds them: an index of what is published and of nothing else, made anew when that changes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from muniment.publication.offering_words import Candidate, Corpus
from muniment.publication.published_answers import PublishedAnswer, State
from muniment.registers.searching_words import tokens

MOST_WORDS = 12
ABOUT = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One published answer: its key, what it is filed under, the beginning of its question, and all its words as one text."""

    pk: int
    request: int
    title: str
    topic: str
    year: int
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Index:
    """All of them, the latest answer first; `mark` tells whether anything was published or taken down since."""

    mark: tuple[Any, ...]
    entries: tuple[Entry, ...]
    corpus: Corpus
    by_key: Mapping[int, Entry]

    def find(self, question: str = "", topic: str = "", year: str = "") -> list[Entry]:
        """Those that have every word, as the beginning of one, under this topic and of this year."""
        wanted = [f" {word}" for word in tokens(question[:500])[:MOST_WORDS]]
        return [
            each
            for each in self.entries
            if (not topic or each.topic == topic)
            and (not year or str(each.year) == year)
            and all(word in each.text for word in wanted)
        ]

    def topics(self) -> Counter[str]:
        return Counter(each.topic for each in self.entries)

    def years(self) -> list[int]:
        return sorted({each.year for each in self.entries}, reverse=True)


NOTHING = Index((), (), Corpus(()), {})
_kept = NOTHING


def rows() -> QuerySet[Any, Any]:
    """What is public now: the only rows that pages for everybody begin with."""
    found: QuerySet[Any, Any] = PublishedAnswer.objects.everything().filter(
        state=State.PUBLISHED, request__withdrawn=False
    )
    return found


def current() -> Index:
    """The index as it is now. One query; two where something changed since."""
    global _kept  # noqa: PLW0603 - one value for the process, named by what it was made of
    counted = rows().aggregate(n=Count("pk"), last=Max("approved_at"), keys=Max("pk"))
    mark = (counted["n"], counted["last"], counted["keys"])
    if _kept.mark != mark:
        found = list(rows().order_by("-answered_on", "-pk"))
        entries = tuple(_entry(each) for each in found)
        corpus = Corpus([_candidate(each) for each in found])
        _kept = Index(mark, entries, corpus, {each.pk: each for each in entries})
    return _kept


def _entry(each: Any) -> Entry:
    told = (each.title, each.keywords, each.question, each.answer, each.reference())
    words = [word for text in told for word in tokens(text)]
    return Entry(each.pk, each.request_id, each.title, each.topic, each.answered_on.year, each.question[:ABOUT], f" {' '.join(words)} ")  # fmt: skip


def _candidate(each: Any) -> Candidate:
    return Candidate.of(each.pk, tokens(each.title), tokens(each.keywords), tokens(f"{each.question} {each.answer}"))


def in_order(entries: Sequence[Entry]) -> list[Any]:
    """The rows of these entries, those alone that are still public; one query."""
    found = rows().in_bulk([each.pk for each in entries])
    return [found[each.pk] for each in entries if each.pk in found]
