"""All forms found in one pass: by hyperscan where this machine has it, else by `re` with the same rules and the same answers."""

import re
import threading
from functools import cache
from typing import Any, NamedTuple, Protocol

from muniment.discovery.engine.personal import people_words, rules, special_words

try:
    import hyperscan
except ImportError:  # there is no wheel for this machine
    hyperscan = None  # type: ignore[assignment]


class Match(NamedTuple):
    """Where a form stands in the text: from `start` to before `end`."""

    start: int
    end: int
    form: int  # its number in FORMS


class Form(NamedTuple):
    """An expression; `whole` where it ends at the end of a word, else it is only the beginning of what is looked for."""

    name: str
    expression: str
    whole: bool
    free: bool = False  # whether it may begin within a word

    @property
    def bounds(self) -> tuple[bytes, bytes]:
        """What has to stand before and after it."""
        return b"" if self.free else rb"\b", rb"\b" if self.whole else b""


def _forms() -> tuple[Form, ...]:
    values = [Form(f"rule {number}", rule.form, whole=True) for number, rule in enumerate(rules.RULES)]
    others = [
        Form(name, expression, whole, free=name == "email") for name, (expression, whole) in rules.BEGINNINGS.items()
    ]
    words = [Form(f"special {kind}", topic.expression, whole=True) for kind, topic in special_words.TOPICS.items()]
    return (*values, *others, *words)


FORMS = _forms()
_NAME = next(number for number, form in enumerate(FORMS) if form.name == "name")
_FIRST_WORDS = frozenset(word.encode() for word in people_words.BEFORE_A_NAME)


def _begins_no_name(text: bytes, start: int, number: int) -> bool:
    """Whether it only looks like a name: most words with capitals begin none, and they are many."""
    return number == _NAME and text[start : text.find(b" ", start)] not in _FIRST_WORDS


class Engine(Protocol):
    """Finds all forms in text that is `plain`."""

    def __call__(self, text: bytes) -> list[Match]: ...


@cache
def _expressions() -> tuple[re.Pattern[bytes], ...]:
    return tuple(
        re.compile(rb"%b(?=((?:%b)%b))" % (form.bounds[0], form.expression.encode(), form.bounds[1])) for form in FORMS
    )


def by_re(text: bytes) -> list[Match]:
    """All forms by the regular expressions of Python: a fifteenth of the speed, the same answer."""
    return _settled(
        [
            Match(found.start(), found.end(1), number)
            for number, expression in enumerate(_expressions())
            for found in expression.finditer(text)
            if not _begins_no_name(text, found.start(), number)
        ]
    )


def _settled(found: list[Match]) -> list[Match]:
    """In the order of the text; of words that begin or end at one place the longest, as “sort code” and not “sort”.

    Forms of values are written so that there is but one.
    """
    first: dict[tuple[int, int], Match] = {}
    last: dict[tuple[int, int], Match] = {}
    settled = []
    for match in sorted(found):
        if match.form < len(rules.RULES):
            settled.append(match)
        elif (match.form, match.end) not in last:
            last[match.form, match.end] = match
            first[match.form, match.start] = match
    return sorted([*settled, *first.values()])


@cache
def _database() -> Any:
    """Compiled once in a process."""
    expressions = [rb"%b(?:%b)%b" % (form.bounds[0], form.expression.encode(), form.bounds[1]) for form in FORMS]
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=expressions,
        ids=list(range(len(FORMS))),
        elements=len(FORMS),
        flags=hyperscan.HS_FLAG_SOM_LEFTMOST,
    )
    return database


_of_thread = threading.local()


def by_hyperscan(text: bytes) -> list[Match]:
    """All forms in one pass."""
    database = _database()
    scratch = getattr(_of_thread, "scratch", None)
    if scratch is None:  # one scan at a time may use it, so each thread has its own
        scratch = _of_thread.scratch = hyperscan.Scratch(database)
    found: list[Match] = []
    add = found.append

    def seen(number: int, start: int, end: int, _flags: int, _context: object) -> None:
        if not _begins_no_name(text, start, number):
            add(Match(start, end, number))

    database.scan(text, match_event_handler=seen, scratch=scratch)
    return _settled(found)


matches: Engine = by_hyperscan if hyperscan is not None else by_re
