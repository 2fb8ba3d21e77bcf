"""Rules from the text that people write.

    # Finance
    FIN-03 "Supplier invoices": path contains "invoices" and name like "INV-*" unless path contains "template"
    HR-02: (folder contains "personnel" or text contains "contract of employment") and kind is pdf or document
        unless owner is "j.smith"
    TMP-01: kind is archive and older than 6 years

A rule begins at the beginning of a row; rows that are indented go on with it. A row that begins with # is a remark.
"""

import re
from dataclasses import dataclass

from muniment.discovery.engine.classes.rules import (
    AGES,
    FIELDS,
    KINDS,
    UNITS,
    VERBS,
    Age,
    Both,
    Condition,
    Either,
    Rule,
    When,
    words_of,
)  # fmt: skip

_TOKEN = re.compile(r"""\s*(?:"([^"]*)"|“([^”]*)”|([():,])|([^\s():,"“”]+))""")
_HEAD = re.compile(r"""\s*([^\s:"“]+)\s*(?:["“]([^"”]*)["”])?\s*:""")
_MOST_DEEP = 20
_LONGEST = 4_000  # characters of one rule


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a rule could not be read."""

    row: int  # from 1
    why: str  # what is wrong, and what is expected: a sentence


class _Unclear(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool


def parse(text: str) -> tuple[list[Rule], list[Fault]]:
    """The rules of a text in their order, and what could not be read; a faulty rule leaves the others as they are."""
    rules: list[Rule] = []
    faults: list[Fault] = []
    for row, paragraph in _paragraphs(text):
        try:
            rules.append(_rule(paragraph, row))
        except _Unclear as fault:
            faults.append(Fault(row, str(fault)))
    return rules, faults


def _paragraphs(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for row, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace() and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        else:
            found.append((row, line.strip()))
    return found


def _rule(text: str, row: int) -> Rule:
    if len(text) > _LONGEST:
        raise _Unclear(f"It is longer than {_LONGEST:,} characters: make several rules of it.")
    head = _HEAD.match(text)
    if not head:
        raise _Unclear(
            'It does not begin with the reference of a line of the schedule and a colon, as in FIN-03: path contains "invoices".'
        )
    reader = _Reader(_tokens(text[head.end() :]))
    when = reader.whole("after the colon")
    unless = reader.whole("after “unless”") if reader.took("unless") else None
    if reader.left:
        raise _Unclear(
            f"“{reader.left[0].text}” is not understood here: expected “and”, “or”, “unless” or the end of the rule."
        )
    return Rule(head[1], when, unless, (head[2] or "").strip(), row)


def _tokens(text: str) -> list[_Token]:
    tokens, place = [], 0
    while place < len(text.rstrip()):
        found = _TOKEN.match(text, place)
        if not found:
            raise _Unclear(f"The quotation mark that begins {text[place:].strip()[:40]} is not closed.")
        quoted = found[1] if found[1] is not None else found[2]
        tokens.append(_Token(quoted, quoted=True) if quoted is not None else _Token(found[3] or found[4], quoted=False))
        place = found.end()
    return tokens


class _Reader:
    def __init__(self, tokens: list[_Token]) -> None:
        self.left = tokens

    def next_is(self, *words: str, after: int = 0) -> bool:
        return len(self.left) > after and not self.left[after].quoted and self.left[after].text.lower() in words

    def took(self, *words: str) -> bool:
        """Takes those words, where they stand next."""
        if all(self.next_is(word, after=place) for place, word in enumerate(words)):
            self.left = self.left[len(words) :]
            return True
        return False

    def whole(self, where: str, depth: int = 0) -> When:
        parts = [self.part(where, depth)]
        joined = ""
        while self.next_is("and", "or"):
            word = self.left[0].text.lower()
            if joined and word != joined:
                raise _Unclear("“and” and “or” stand side by side: put brackets round what belongs together.")
            joined = word
            self.left = self.left[1:]
            parts.append(self.part(f"after “{word}”", depth))
        if len(parts) == 1:
            return parts[0]
        return Both(tuple(parts)) if joined == "and" else Either(tuple(parts))

    def part(self, where: str, depth: int) -> When:
        if self.took("("):
            if depth >= _MOST_DEEP:
                raise _Unclear(f"Brackets stand in brackets more than {_MOST_DEEP} deep.")
            inner = self.whole("after “(”", depth + 1)
            if not self.took(")"):
                raise _Unclear("A bracket is not closed.")
            return inner
        for verb in AGES:
            if self.took(*verb.split()):
                return self.age(verb)
        if not self.next_is(*FIELDS):
            found = f", not “{self.left[0].text}”" if self.left else ", but the rule ends there"
            raise _Unclear(f"Expected {', '.join(FIELDS)}, “older than” or “newer than” {where}{found}.")
        field = self.left[0].text.lower()
        self.left = self.left[1:]
        return self.condition(field)

    def condition(self, field: str) -> Condition:
        verb = next((verb for verb in VERBS if self.took(verb)), None)
        if not verb:
            raise _Unclear(f"Expected “contains”, “like” or “is” after “{field}”.")
        if field == "text" and verb != "contains":
            raise _Unclear(
                "A text can only be asked what it contains: write text contains and a phrase in quotation marks."
            )
        if field == "kind" and verb != "is":
            raise _Unclear(f"A kind is one word: write kind is docx, or one of {', '.join(KINDS)}.")
        self.took("one", "of")
        values = [self.value(field, verb)]
        while self.took(",") or (self.next_is("or") and self.value_follows() and self.took("or")):
            values.append(self.value(field, verb))
        return Condition(field, verb, tuple(values))

    def value_follows(self) -> bool:
        """Whether what stands after “or” is one more value, not a condition of its own."""
        if len(self.left) < 2:
            return False
        after = self.left[1]
        begins = self.next_is(*FIELDS, after=1) and self.next_is(*VERBS, after=2)
        ages = self.next_is("older", "newer", after=1) and self.next_is("than", after=2)
        return after.quoted or not (after.text in "():," or begins or ages)

    def value(self, field: str, verb: str) -> str:
        if not self.left or (not self.left[0].quoted and self.left[0].text in "():,"):
            raise _Unclear(f"Expected a word, or words in quotation marks, after “{field} {verb}”.")
        text = self.left[0].text.strip()
        self.left = self.left[1:]
        if not words_of(text).strip("*") and (verb == "contains" or not text.strip("*? ")):
            raise _Unclear(f"“{text}” after “{field} {verb}” would fit every file or none: expected words.")
        return text

    def age(self, verb: str) -> Age:
        number, unit = (self.left[place].text.lower() if len(self.left) > place else "" for place in (0, 1))
        unit = unit if unit.endswith("s") else f"{unit}s"
        if not (number.isascii() and number.isdigit() and len(number) < 5 and unit in UNITS):
            raise _Unclear(f"Expected a number and days, months or years after “{verb}”, as in {verb} 6 years.")
        self.left = self.left[2:]
        return Age(verb, int(number), unit)
