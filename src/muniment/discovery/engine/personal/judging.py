"""Whether what has the form of a value is one: by its check, by the words around it, by its neighbours."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from muniment.discovery.engine.personal import masking, rules, validators
from muniment.discovery.engine.personal.context import Around, around
from muniment.discovery.engine.personal.finding import TOLD
from muniment.discovery.engine.personal.matching import Match
from muniment.discovery.engine.personal.rules import Rule

READ_WRONGLY = str.maketrans("OoIl", "0011")
_DIGITS = str.maketrans("LSB", "158")  # what else a scan reads for a digit, where there can be no letter
_NEXT_IN_A_LIST, _NEXT_LINE = 60, 200  # characters after a value within which another of its kind is the next of a list
_DUMP = re.compile(rb"(?:\b[0-9A-Fa-f]{2,8}[ :\-]+){6}|[A-Za-z0-9+/]{40}|\b0x[0-9a-f]+|[{};]\s*$", re.MULTILINE)
_LEAST = 0.2
_OF_PEOPLE, _WHOLE_NUMBER = ("01", "02", "07"), 11  # how telephones begin that are not lines of services
_NEARLY_ALL, _SELDOM = 0.9, 0.1
_SURELY = 1e-3  # how likely all of many values may be right by chance, for them to be taken without a word beside them
_WORDS_IN_CAPITALS = frozenset(
    {"AND", "THE", "FOR", "NOT", "ALL", "ARE", "WAS", "HAS", "BUT", "END", "NEW", "OUT", "SET", "PER"}
)
_JOINING = frozenset({b".", b"-", b"/"})
MONEY = b"$"  # what `plain` makes of a pound sign


@dataclass(slots=True)
class Seen:
    """A value where it stands. It lives as long as the search does, and is never kept."""

    kind: str
    value: str  # letters and digits alone: what makes two spellings one
    raw: str  # as it is written
    start: int
    end: int
    score: float
    why: str


def in_words(text: bytes, matches: Iterable[Match]) -> list[Seen]:
    """The values of the rules that have a form, in running text."""
    told: dict[str, Seen] = {}
    found: list[Seen] = []
    tried: Counter[int] = Counter()
    bare: dict[int, list[Seen]] = {}
    for match in matches:
        rule = rules.RULES[match.form]
        tried[match.form] += 1
        seen = judge(text, match, rule, told.get(rule.kind))
        if seen is not None:
            found.append(seen)
            if seen.score > rule.bare:
                told[rule.kind] = seen
            elif seen.score == rule.bare < TOLD:
                bare.setdefault(match.form, []).append(seen)
    for form, alone in bare.items():
        _together(rules.RULES[form], alone, tried[form])
    return found


def _together(rule: Rule, alone: list[Seen], tried: int) -> None:
    """Many valid values without a word beside them: what is right so often is not so by chance."""
    different = len({seen.value for seen in alone})
    if rule.by_chance <= _SELDOM and rule.by_chance**different < _SURELY and len(alone) >= _NEARLY_ALL * tried:
        for seen in alone:
            seen.score = 0.7
            seen.why = f"{len(alone):,} of {tried:,} values of that form in the text have what {rule.said} has; by chance about {tried * rule.by_chance:,.0f} would."


def value_of(raw: str, rule: Rule) -> tuple[str, bool]:
    """The letters and digits of a value, and whether letters had to be read as digits."""
    if rule.digits and raw.isdigit():
        return raw, False
    value = masking.squeezed(raw)
    if rule.kind == "utr":  # a K may stand behind it
        value = value.removesuffix("K")
    if rule.digits and not value.isdigit():
        return value.translate(READ_WRONGLY).translate(_DIGITS), True
    if rule.kind == "nino" and not value[2:8].isdigit():
        return value[:2] + value[2:8].translate(READ_WRONGLY).replace("L", "1") + value[8:], True
    if rule.kind == "driving_licence" and not value[5:11].isdigit():
        return value[:5] + value[5:11].translate(READ_WRONGLY).replace("L", "1") + value[11:], True
    return value, False


def as_one(value: str, kind: str) -> str:
    """What makes two spellings of a value one: a telephone number has no 0, and no code of its country, before it."""
    if kind != "phone":
        return value
    value = value.removeprefix("00") if value.startswith("0044") else value
    return (value.removeprefix("44") if len(value) > 11 else value).removeprefix("0")


def judge(text: bytes, match: Match, rule: Rule, before: Seen | None) -> Seen | None:
    """The value at a match of a rule's form, with its score; None where it cannot be one. `before` is the last that was sure."""
    start, end = match.start, match.end
    raw = text[start:end].decode()
    value, repaired = value_of(raw, rule)
    if not rule.valid(value) or not stands_alone(text, start, end) or not _alike(raw, rule):
        return None
    near = around(text, start, end, rule.kind)
    score, why = _score(near, rule, raw)
    if score < rule.near and not near.otherwise and before is not None and _follows(text, before.end, start):
        score, why = max(score, before.score - 0.05), "It stands in a list with others of its kind."
    if repaired and not near.named:
        return None
    if score < rule.own and _of_machines(text, start, end):
        score, why = min(score, _LEAST), "It stands among data of machines."
    if rule.kind == "payment_card" and value in validators.TEST_CARDS:
        score, why = 0.1, "It is a number that is printed for tests."
    if rule.kind == "nhs_number" and value in validators.NHS_EXAMPLES:
        score, why = 0.1, "It is a number that is printed as an example."
    if rule.kind == "phone" and score == rule.bare and value.startswith(_OF_PEOPLE) and len(value) == _WHOLE_NUMBER:
        score, why = (
            max(score, 0.5),
            "It is as long as a telephone's number, and begins as one of an area or a mobile does.",
        )
    if rule.kind == "vehicle_registration" and not near.named and value[-3:] in _WORDS_IN_CAPITALS:
        return None
    if rule.kind == "phone" and validators.service_line(value):
        score, why = min(score, 0.55) if near.named else 0.3, why + " It is the line of a service and not of a person."
    return Seen(rule.kind, as_one(value, rule.kind), raw, start, end, score, why)


def _follows(text: bytes, end: int, start: int) -> bool:
    """Whether a value is the next of a list: soon after the one before, or in one of the next lines."""
    apart = start - end
    return apart <= _NEXT_IN_A_LIST or (
        apart <= _NEXT_LINE and b"\n" in text[end:start] and b"\n\n" not in text[end:start]
    )


def _score(near: Around, rule: Rule, raw: str) -> tuple[float, str]:
    proof = rule.proof[0].upper() + rule.proof[1:]
    if near.exemplary:
        return _LEAST, "The words before it say that it is an example."
    if near.named:
        return rule.own, f"{proof}, and the words beside it name {rule.said}."
    if near.kindred and not (rule.kind == "vehicle_registration" and not rule.words and raw.isalnum()):
        return max(rule.near, rule.bare), f"{proof}, and the words near it are of its field."
    spaced = any(not sign.isalnum() for sign in raw)
    upright = raw == raw.upper()
    if near.otherwise and not (rule.kind == "postcode" and spaced):
        return _LEAST, "The words before it speak of something else."
    if near.personal:
        return (
            rule.near if spaced or not rule.digits or rule.kind == "phone" else rule.bare
        ), f"{proof}, and the words near it speak of a person."
    if spaced and upright and rule.bare >= 0.4:
        return rule.bare + 0.15, f"{proof}, and it is written as such values are."
    if spaced and rule.kind == "postcode" and raw[:2].isalpha():
        return TOLD, f"{proof}, and it is written as such values are."
    return rule.bare if upright else min(rule.bare, 0.45), f"{proof}, but nothing beside it says what it is."


def stands_alone(text: bytes, start: int, end: int) -> bool:
    """Whether it is no piece of something longer (a decimal, a range, a path of numbers) and no amount of money."""
    left, right = text[max(0, start - 2) : start], text[end : end + 2]
    if left[-1:] == MONEY or (left[-1:] in _JOINING and left[:1].isdigit() and len(left) == 2):
        return False
    return not (right[:1] in _JOINING and right[1:].isdigit() and right != b".0")


def _alike(raw: str, rule: Rule) -> bool:
    """Whether its letters are all small or all capitals, as nobody writes them mixed."""
    if rule.digits or raw == raw.upper() or raw == raw.lower():
        return True
    letters = [sign for sign in raw if sign.isalpha() and sign not in "oIl"]
    return len({sign.isupper() for sign in letters}) < 2


def _of_machines(text: bytes, start: int, end: int) -> bool:
    """Whether it stands in an address, a path, a dump or code."""
    left, right = text[max(0, start - 1) : start], text[end : end + 1]
    if left in {b"/", b"\\", b"=", b"#", b"%", b"&", b"_", b"@"} or right in {b"/", b"\\", b"=", b"_", b"@"}:
        return True
    least = max(0, start - 80)
    begins = text.rfind(b"\n", least, start)
    line = text[begins + 1 if begins >= 0 else least : end + 60]
    return _DUMP.search(line) is not None
