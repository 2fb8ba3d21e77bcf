"""Rules that give files their line of the schedule, as people write them: what a rule is, said in words, and what it asks of texts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

FIELDS = ("path", "folder", "name", "title", "text", "kind", "system", "owner", "author")
VERBS = ("contains", "like", "is")  # words in it; a pattern of all of it with * and ?; all of it
AGES = ("older than", "newer than")
UNITS = ("days", "months", "years")

# Words for kinds of file, beside the kinds themselves.
KINDS = {
    "spreadsheet": "xls xlsx xlsm xlsb ods csv tsv",
    "document": "doc docx docm odt rtf pdf txt",
    "presentation": "ppt pptx pptm pps ppsx odp",
    "picture": "jpg jpeg png gif tif tiff bmp heic webp svg",
    "e-mail": "eml msg mbox pst",
    "archive": "zip 7z rar tar gz tgz",
    "video": "mp4 mov avi mkv wmv mpg",
    "sound": "mp3 wav m4a wma ogg flac",
    "drawing": "dwg dxf dgn vsd vsdx",
    "database": "mdb accdb sqlite db dbf",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing asked of a file: any of the values will do."""

    field: str  # of FIELDS
    verb: str  # of VERBS
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago it was last changed."""

    verb: str  # of AGES
    number: int
    unit: str  # of UNITS


@dataclass(frozen=True, slots=True)
class Both:
    """All of them."""

    parts: tuple["When", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of them."""

    parts: tuple["When", ...]


When: TypeAlias = Condition | Age | Both | Either


@dataclass(frozen=True, slots=True)
class Rule:
    """A file that it fits is of that line of the schedule."""

    line: str  # the reference of the line: "FIN-03"
    when: When
    unless: When | None = None
    name: str = ""
    row: int = 0  # of the text that it was written in, from 1; 0 where it was made otherwise


def explain(rule: Rule) -> str:
    """The rule as a sentence."""
    named = f" ({rule.name})" if rule.name else ""
    exception = f", unless {_told(rule.unless)}" if rule.unless else ""
    return f"A file belongs to {rule.line}{named} where {_told(rule.when)}{exception}."


def reason(rule: Rule) -> str:
    """Why a file that the rule fits has its line: a sentence without its full stop."""
    exception = f", and not {_told(rule.unless, 'nor')}" if rule.unless else ""
    return f"The {called(rule)} fits: {_told(rule.when)}{exception}"


def called(rule: Rule) -> str:
    """How a reason names a rule: by where it stands in a text, else as people call it."""
    if rule.row:
        return f"rule in row {rule.row}"
    return f"rule “{rule.name}”" if rule.name else f"rule for {rule.line}"


def written(rule: Rule) -> str:
    """The rule in the text form in which it can be read again."""
    name = f" {_quoted(rule.name)}" if rule.name else ""
    exception = f" unless {_written(rule.unless)}" if rule.unless else ""
    return f"{rule.line}{name}: {_written(rule.when)}{exception}"


def phrases(rules: Iterable[Rule]) -> tuple[str, ...]:
    """What reading has to look for in texts: phrases of `words_of`, in order; one that ends with * may go on within its word."""
    found: set[str] = set()
    for rule in rules:
        for condition in conditions(rule):
            if condition.field == "text":
                found.update(words_of(value) for value in condition.values)
    return tuple(sorted(found))


def phrases_in(text: str, wanted: Sequence[str]) -> list[str]:
    """Those of the wanted phrases that stand in a text as whole words."""
    if not wanted:
        return []
    words = f" {words_of(text)} "
    return [phrase for phrase in wanted if (f" {phrase[:-1]}" if phrase.endswith("*") else f" {phrase} ") in words]


_GAPS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """In lower case, with every letter written one way."""
    return unicodedata.normalize("NFKC", text).lower()


def words_of(text: str) -> str:
    """Words in lower case with one space between them; a last * is kept."""
    text = plain(text).rstrip()
    return _GAPS.sub(" ", text).strip() + ("*" if text.endswith("*") else "")


def conditions(rule: Rule) -> Iterator[Condition]:
    """Every condition on what a file says of itself, those of the exception too."""
    left: list[When] = [rule.when, *([rule.unless] if rule.unless else [])]
    while left:
        part = left.pop()
        if isinstance(part, Condition):
            yield part
        elif isinstance(part, Both | Either):
            left += part.parts


def _told(when: When, joined: str = "or") -> str:
    if isinstance(when, Age):
        number = f"{when.number} {when.unit if when.number != 1 else when.unit[:-1]}"
        return f"it was last changed {'more' if when.verb == 'older than' else 'less'} than {number} ago"
    if isinstance(when, Condition):
        values = f" {joined} ".join(f"“{value}”" for value in when.values)
        verb = {"contains": "says", "like": "looks like", "is": "is"}[when.verb]
        return f"its {when.field} {verb} {values}"
    parts = [f"({_told(part)})" if isinstance(part, Both | Either) else _told(part) for part in when.parts]
    return f" {'and' if isinstance(when, Both) else 'or'} ".join(parts)


def _written(when: When) -> str:
    if isinstance(when, Age):
        return f"{when.verb} {when.number} {when.unit}"
    if isinstance(when, Condition):
        return f"{when.field} {when.verb} " + " or ".join(map(_quoted, when.values))
    parts = [f"({_written(part)})" if isinstance(part, Both | Either) else _written(part) for part in when.parts]
    return f" {'and' if isinstance(when, Both) else 'or'} ".join(parts)


def _quoted(text: str) -> str:
    return f"“{text}”" if '"' in text else f'"{text}"'
