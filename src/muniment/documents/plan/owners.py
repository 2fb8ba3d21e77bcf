"""Who answers: an owner cell taken apart into posts, without taking apart a post whose title holds `&`, `and` or `/`."""

import re
from collections.abc import Iterable

from muniment.documents.plan.posts import is_fronted, is_name, is_post, is_short_name
from muniment.documents.plan.words import plain, squash

_HARD = re.compile(r"[\n;•|]+|\s[-–—]\s(?=[A-Z])|(?<=[a-z])\s{2,}(?=[A-Z])")
_SOFT = re.compile(r"(\s*/\s*|\s*,\s*(?:and\s+)?|\s*&\s*|\s+and\s+|\s*\+\s*|\s+with\s+)", re.IGNORECASE)
_NOBODY = frozenset(
    [
        "-",
        "n/a",
        "na",
        "none",
        "tbc",
        "tba",
        "tbd",
        "to be confirmed",
        "to be agreed",
        "to be determined",
        "not applicable",
        "unassigned",
        "vacant",
    ]
)
_OFFICES = ("service", "services")  # "Head of Legal, Democratic and Registration Services" is one post
_LONGEST = 2000  # characters of a cell that are read
_EDGE = " \t.,:;/&+-–*•"


def known_posts(cells: Iterable[str]) -> frozenset[str]:
    """The owners that stand alone in a cell or line of the paper, as they are compared."""
    known = set()
    for cell in set(cells):
        for line in _HARD.split(cell):
            text = _tidy(line)
            if text and not _SOFT.search(text):
                known.add(plain(text))
    return frozenset(known)


def split_owners(cell: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The owners named in a cell, each once, as written. `known` are owners that stand alone elsewhere in the paper."""
    owners: dict[str, str] = {}
    for piece in _HARD.split(cell[:_LONGEST]):
        for owner in _split_softly(_tidy(piece), known):
            text = _tidy(owner)
            if text and plain(text) not in _NOBODY:
                owners.setdefault(plain(text), text)
    return tuple(owners.values())


def _tidy(text: str) -> str:
    text = re.sub(r"^(?:and|&)\s+|\s+(?:and|&)$", "", squash(text).strip(_EDGE), flags=re.IGNORECASE)
    return text.strip(_EDGE)


def _split_softly(text: str, known: frozenset[str]) -> list[str]:
    """Cuts at each sign where what stands on both sides can stand alone; from the left, so that a list falls apart whole."""
    if not text or plain(text) in known:
        return [text]
    tokens = _SOFT.split(text)
    owners = [tokens[0]]
    for at in range(2, len(tokens), 2):
        sign, after = tokens[at - 1], tokens[at]
        rest = "".join(tokens[at:])  # "Delivery" may be the beginning of "Delivery & Training Manager"
        if _inside_brackets(text, owners, sign) or not _cuts(owners[-1], sign.strip().lower(), after, rest, known):
            owners[-1] += sign + after
        else:
            owners.append(after)
    return owners


def _inside_brackets(text: str, owners: list[str], sign: str) -> bool:
    return owners[-1].count("(") > owners[-1].count(")") and sign in text


def _cuts(left: str, sign: str, right: str, rest: str, known: frozenset[str]) -> bool:
    left, right = _tidy(left), _tidy(right)
    if not left or not right:
        return True
    left_known, right_known = plain(left) in known, plain(right) in known
    titled = is_fronted(left) and not left_known
    if titled and (not _stands_alone(right, known) or (plain(right) not in known and plain(right).endswith(_OFFICES))):
        # "Head of Housing and Property": the title goes on, unless a post follows.
        return sign == "/" or (_stands_alone(rest, known) and is_fronted(rest))
    left_post = left_known or _is_post(left)
    right_post = right_known or _is_post(right) or _is_post(rest)
    if is_name(left) and right_post and not is_name(right) and sign == ",":
        return False  # "Jane Smith, Head of ICT" is one person with her post
    if sign == "," and left_post and not right_known and not is_fronted(right) and plain(right).endswith(_OFFICES):
        return False  # "Digital Lead, Adult Services": a post and where it is
    if left_post and right_post:
        return True
    # A single owner, then something that is no known post: `/` and a listed owner before `&` still part two owners.
    return left_post and (sign == "/" or left_known)


def _stands_alone(text: str, known: frozenset[str]) -> bool:
    text = _tidy(text)
    return plain(text) in known or _is_post(text)


def _is_post(text: str) -> bool:
    text = _tidy(text)
    return is_post(text) or is_short_name(text)
