"""What is published already and may answer a question, before it is asked: of each kind its provider looks, and the best three are offered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from muniment.assets import publishing
from muniment.publication import disclosure_log_index
from muniment.publication.offering_words import LONGEST, MOST, Candidate, Corpus, Match
from muniment.publication.published_answers import PAGE, reference_of
from muniment.registers.searching_words import tokens

ABOUT = 300
READ = 20_000  # letters of a question that are looked at


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that everybody can read: its provider's name, where it is, and by which words of the question it was found."""

    kind: str
    label: Any
    title: str
    about: str
    address: str
    why: tuple[str, ...]
    score: float


class Provider(Protocol):
    """One kind of published thing. `find` gets the words of a question, folded, in order, and returns what answers them, or nothing."""

    name: str
    label: Any

    def find(self, words: Sequence[str]) -> list[Offer]: ...


class PublishedAnswers:
    """Answers of the disclosure log."""

    name = "answers"
    label = _("Answer to a request")

    def find(self, words: Sequence[str]) -> list[Offer]:
        index = disclosure_log_index.current()
        return [self._offer(index.by_key[match.key], match) for match in index.corpus.best(words)]

    def _offer(self, entry: disclosure_log_index.Entry, match: Match) -> Offer:
        address = f"{PAGE}{reference_of(entry.request)}/"
        return Offer(self.name, self.label, entry.title, entry.about, address, match.why, match.score)


class PublishedAssets:
    """Information assets of the current edition: what the council holds, which tells whom to ask and whether it is open data."""

    name = "assets"
    label = _("Information that the council holds")

    def find(self, words: Sequence[str]) -> list[Offer]:
        edition = publishing.current()
        if edition is None:
            return []
        corpus, told = _assets(edition.pk, edition.content)
        return [self._offer(told[match.key], match) for match in corpus.best(words)]

    def _offer(self, asset: Mapping[str, Any], match: Match) -> Offer:
        about = " ".join(filter(None, (asset["about"], asset["published"])))[:ABOUT]
        address = f"{publishing.PAGE}#asset-{asset['id']}"
        return Offer(self.name, self.label, asset["name"], about, address, match.why, match.score)


@lru_cache(maxsize=2)
def _assets(pk: int, digest: str) -> tuple[Corpus, dict[int, Mapping[str, Any]]]:
    """The words of an edition; made once in each process, since an edition is never changed."""
    edition = publishing.AssetPublication.objects.everything().get(pk=pk, content=digest)
    assets = (publishing.content_of(edition) or {}).get("assets", ())
    made = [Candidate.of(each["id"], tokens(each["name"]), (), tokens(each["about"])) for each in assets]
    return Corpus(made), {each["id"]: each for each in assets}


# Each kind that is published enters its provider here.
PROVIDERS: list[Provider] = [PublishedAnswers(), PublishedAssets()]


def offers(text: str) -> list[Offer]:
    """Up to three published things that answer a question, the best first; [] where nothing does."""
    words = tokens(text[:READ])[: LONGEST * 5]
    found = [offer for provider in PROVIDERS for offer in provider.find(words)]
    return sorted(found, key=lambda offer: -offer.score)[:MOST]


def counted(shown: Sequence[Offer]) -> dict[str, int]:
    """How many of each kind."""
    return dict(Counter(each.kind for each in shown))
