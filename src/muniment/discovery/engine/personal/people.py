"""Names and addresses: they have no check digit, so titles, labels, known names and what stands beside them speak for them."""

import re
from collections.abc import Iterable, Iterator

from muniment.discovery.engine.personal import masking
from muniment.discovery.engine.personal.judging import Seen
from muniment.discovery.engine.personal.matching import Match
from muniment.discovery.engine.personal.people_words import FIRST_NAMES, STREETS, SURNAMES, TITLES

_WORD = rb"[A-Z][A-Za-z'\-]{1,24}"
_TITLED = re.compile(
    rb"(?:Dear )?(?:" + "|".join(TITLES).encode() + rb")\.? ((?:[A-Z]\.? |" + _WORD + rb" ){0,2}" + _WORD + rb")"
)
_PLAIN = re.compile(rb"(?:Dear )?(" + _WORD + rb"(?: (?:[A-Z]\.?|" + _WORD + rb")){0,2} " + _WORD + rb")")
_TURNED = re.compile(rb"([A-Z][A-Za-z'\-]{1,24}), ([A-Z][a-z'\-]{1,24})\b")
_SALUTED = re.compile(rb"Dear (" + _WORD + rb")")
_LABELLED = re.compile(rb":[ \t]{0,8}((?:" + _WORD + rb"\.?,? ){0,3}" + _WORD + rb")")
_BODY = (
    "House School Church Primary Secondary Academy Hospital Council College University Library Centre Center Hall Limited Ltd "
    "Plc Trust Group Services Foundation Hotel Bridge Station Estate Ward County City Town Village Committee Team Day Island Cup "
    "Bank Airport Act Sir Madam Colleague Councillor Member Resident Parent Guardian Customer All Everyone"
)
_BODIES = frozenset((*STREETS, *_BODY.split()))
_NOT_OF_NAMES = frozenset(("The", "For", "Of", "In", "And", "To", "With", "On", "At", "Not", "No", "Yes", "Duty", "Vacant", "Unknown", "Withheld", "Various", "None"))  # fmt: skip
_OFFICE = re.compile(
    rb"\b(?:officer|manager|director|councillor|cllr|head of|chief|assistant|team leader|mayor|clerk|solicitor|inspector|minister|mp)\b"
)


def names(text: bytes, matches: Iterable[Match]) -> Iterator[Seen]:
    """Names that begin with a title, a salutation or a first name; each once, where it stands first."""
    known: set[bytes] = set()
    for match in matches:
        found = _TITLED.match(text, match.start)
        score, why = 0.75, "It stands after a title."
        if found is None:
            found = _PLAIN.match(text, match.start)
            if found is not None and found[1].partition(b" ")[0].decode() in FIRST_NAMES:
                of_family = found[1].rpartition(b" ")[2].decode().strip("'-") in SURNAMES
                score = 0.75 if of_family else 0.55
                why = "It is a first name and a surname." if of_family else "It begins with a first name."
            else:
                found = _SALUTED.match(text, match.start)
                score, why = 0.6, "A letter or a message is addressed to that name."
                if found is None or found[1].decode() not in FIRST_NAMES:
                    continue
        if found[1] not in known:
            known.add(found[1])
            yield from _name(text, found, score, why)


def turned(text: bytes, match: Match) -> Iterator[Seen]:
    """A surname, a comma and a first name, as lists and references have them: the first name is known, and the surname or its capitals."""
    found = _TURNED.match(text, match.start)
    if found is None or found[2].decode() not in FIRST_NAMES:
        return
    of_family = found[1].decode()
    if of_family.isupper() or of_family in SURNAMES:
        yield from _name(
            text, found, 0.7, "It is a surname with a first name behind it.", f"{of_family} {found[2].decode()}"
        )


def labelled(text: bytes, match: Match) -> Iterator[Seen]:
    """What stands after the label “Name:”."""
    found = _LABELLED.match(text, match.end - 1)
    if found is not None and (b" " in found[1].strip() or is_name(found[1].decode())):
        yield from _name(text, found, 0.85, "A label says that it is a name.")


def _name(text: bytes, found: re.Match[bytes], score: float, why: str, value: str = "") -> Iterator[Seen]:
    words = [word.strip(".,").removesuffix("'s") for word in (value or found[1].decode()).split()]
    if not _BODIES.isdisjoint(words):
        return
    near = text[max(0, found.start() - 40) : found.end() + 60]
    if _OFFICE.search(near.lower()):
        score, why = (
            min(score, 0.5),
            f"{why} A post is named beside it: it may be of staff or of an office, and not of somebody who uses services.",
        )
    value = " ".join(words)
    yield Seen("name", value.upper(), value, found.start(1), found.end(1), score, why)


_POSTCODE = re.compile(rb"\b[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s{0,3}[0-9][A-Za-z]{2}\b")


def address(text: bytes, match: Match) -> Iterator[Seen]:
    """A house number and a street, surer with a postcode behind it."""
    value = text[match.start : match.end].decode()
    score, why = 0.55, "It is a house number and a street."
    if _POSTCODE.search(text, match.end, match.end + 120):
        score, why = 0.85, "It is a house number and a street, with a postcode behind it."
    yield Seen("address", masking.squeezed(value), value, match.start, match.end, score, why)


def like_a_name(cell: str) -> bool:
    """Whether a cell is written as a person's name is, or one part of it."""
    words = _words_of(cell)
    return (
        1 <= len(words) <= 5
        and all(word.replace("'", "").replace("’", "").replace("-", "").isalpha() for word in words)
        and any(len(word) > 1 for word in words)
        and not (_BODIES | _NOT_OF_NAMES).intersection(_shaped(words))
    )


def is_name(cell: str) -> bool:
    """Whether it is one of which a part is known."""
    return like_a_name(cell) and any(
        word in FIRST_NAMES or word in SURNAMES or word in TITLES for word in _shaped(_words_of(cell))
    )


def _words_of(cell: str) -> list[str]:
    return list(filter(None, (word.strip(".,") for word in cell.replace(",", " ").split())))


def _shaped(words: list[str]) -> list[str]:
    """With one capital each, and their parts."""
    return [part.capitalize() for word in words for part in (word, *word.split("-"))]
