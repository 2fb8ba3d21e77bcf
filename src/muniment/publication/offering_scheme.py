"""What the publication scheme and the open data offer somebody who is about to ask."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muniment.publication import public_data, public_scheme
from muniment.publication.offering import ABOUT, PROVIDERS, Offer
from muniment.publication.offering_words import Candidate, Corpus
from muniment.publication.web_addresses import safe
from muniment.registers.searching_words import tokens

MOST = 2_000  # that are looked through for one question
Row = tuple[int, str, str, str]  # key, title, what it is, its own address


class SchemeItems:
    """Items of the publication scheme."""

    name = "scheme"
    label = _("Published without being asked")

    def find(self, words: Sequence[str]) -> list[Offer]:
        rows = public_scheme.published().values_list("pk", "title", "about", "address")
        return _found(self, words, rows[:MOST], reverse("published-scheme"))


class DataSets:
    """Open data."""

    name = "data"
    label = _("Open data")

    def find(self, words: Sequence[str]) -> list[Offer]:
        rows = public_data.items().values_list("pk", "name", "about", "address")
        return _found(self, words, rows[:MOST], reverse("published-data"))


def _found(provider: Any, words: Sequence[str], rows: Iterable[Row], page: str) -> list[Offer]:
    """The best of these rows. One without an address of its own is read on the page of all."""
    told = {key: (title, about, safe(address) or page) for key, title, about, address in rows}
    made = [Candidate.of(key, tokens(title), (), tokens(about)) for key, (title, about, _address) in told.items()]
    offers = []
    for match in Corpus(made).best(words):
        title, about, address = told[match.key]
        offers.append(Offer(provider.name, provider.label, title, about[:ABOUT], address, match.why, match.score))
    return offers


PROVIDERS += [SchemeItems(), DataSets()]
