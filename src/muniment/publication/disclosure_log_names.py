"""Who asked, still standing in words that are meant for everybody: found before they are published. Without the database.

What is certain (the requester's whole name, with a title or initial or the other way round; where they are answered) stops a
publication. What may be chance (a surname alone, an address or number of somebody) is a warning: a lane may be called Green.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from muniment.registers.searching_words import tokens

EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w/.-])(?:\+44|0044|0)(?:[\s().-]*\d){8,10}(?!\w)")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
# What stands before or after a name and is no part of it.
TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "sir", "dame", "lady", "lord", "cllr", "councillor", "alderman"])  # fmt: skip
KINDS = frozenset(["limited", "ltd", "plc", "llp", "cic", "inc", "company", "the", "and", "of", "for"])
SHORT = 3  # letters below which a word of a name says nothing alone


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, in words, and where; `stops` where nothing may be published with it."""

    field: str
    said: str
    stops: bool


def found_in(texts: Mapping[str, str], requester: str, contact: str) -> list[Found]:
    """All that still tells who asked, or how somebody is reached, by the field in which it stands; what stops comes first."""
    found = [each for field, text in texts.items() for each in _in_text(field, _plain(text), requester, contact)]
    return sorted(dict.fromkeys(found), key=lambda each: not each.stops)


def _plain(text: str) -> str:
    """Signs that nobody sees would let a name pass unread."""
    told = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in told if unicodedata.category(sign) != "Cf")


def _in_text(field: str, text: str, requester: str, contact: str) -> Iterator[Found]:
    words = tokens(text)
    if any(_runs(words, run) for run in _names(requester)):
        yield Found(field, _("the requester’s name"), stops=True)
    elif loose := [word for word in _surnames(requester) if word in words]:
        yield Found(field, _("“%(word)s”, which is part of the requester’s name") % {"word": loose[0]}, stops=False)
    if _reached(contact) & _reached(text) or any(_runs(words, run) for run in _place(contact)):
        yield Found(field, _("where the requester is answered"), stops=True)
    for kind, told in ((EMAIL, _("an e-mail address")), (PHONE, _("a telephone number")), (POSTCODE, _("a postcode"))):
        if kind.search(text):
            yield Found(field, told, stops=False)


def _runs(words: list[str], run: tuple[str, ...]) -> bool:
    """Whether these words stand one after the other."""
    return bool(run) and f" {' '.join(run)} " in f" {' '.join(words)} "


def _parts(requester: str) -> Iterator[list[str]]:
    """The names in what is kept of a requester: a person, and after a comma for whom they ask."""
    for part in re.split(r"[,;()/]|\bfor\b|\bon behalf of\b", _plain(requester)):
        words = [word for word in tokens(part) if word not in TITLES]
        while words and words[-1] in KINDS:
            words.pop()
        if words:
            yield words


def _names(requester: str) -> Iterable[tuple[str, ...]]:
    """The runs of words that are the requester's name for certain."""
    whole = [word for word in tokens(_plain(requester)) if word not in TITLES]
    for words in [whole, *_parts(requester)]:
        if len(words) == 1 and len(words[0]) > SHORT:
            yield tuple(words)  # all that is known of them
        if len(words) < 2:
            continue
        first, last = words[0], words[-1]
        yield tuple(words)
        if len(words) <= 3:
            yield from ((first, last), (last, first), (first[0], last))
            yield from ((title, last) for title in TITLES)


def _surnames(requester: str) -> list[str]:
    return [words[-1] for words in _parts(requester) if len(words[-1]) >= SHORT]


def _reached(text: str) -> set[str]:
    """How somebody is reached, as far as it has a form of its own."""
    codes = {re.sub(r"\s", "", each).upper() for each in POSTCODE.findall(_plain(text))}
    return {*_addresses(text), *_numbers(text), *codes}


def _addresses(text: str) -> set[str]:
    return {each.casefold() for each in EMAIL.findall(_plain(text))}


def _numbers(text: str) -> set[str]:
    """Telephone numbers as they are dialled at home."""
    digits = (re.sub(r"\D", "", each) for each in PHONE.findall(_plain(text)))
    return {"0" + re.sub(r"^(?:0044|44|0)", "", each) for each in digits}


def _place(contact: str) -> Iterable[tuple[str, ...]]:
    """A postal address, by its first line; what else is given, the name of an account say, as it stands."""
    first = re.split(r"[,;\n]", EMAIL.sub("", _plain(contact)))[0]
    words = tuple(tokens(POSTCODE.sub("", PHONE.sub("", first))))
    if len(words) > 1 or (words and any(sign.isdigit() for sign in words[0]) and len(words[0]) > SHORT):
        yield words
