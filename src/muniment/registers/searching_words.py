"""Text as the search takes it: the same words on every database, and the place of a word in a text. Without the database."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LONGEST_WORD = 60
LONGEST_QUESTION = 500
MOST_WORDS = 12
# Bytes of words that a document may have: a tsvector ends at a megabyte, and each word costs more there than its letters.
MOST_WORDS_BYTES = 400_000
BREAK = "¶"  # between parts of a document, so that no phrase runs from one to the next; never a word of anybody's

# Scripts that write no spaces: each sign is a word, and a run of them is looked for as a phrase.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+"
_WORDS = re.compile(_WORD)
# Words that one sign holds together, as in A-12, DP/7, 4.2 or the council's.
# Neither begins within a word nor gives a sign back: a word of a million letters is read once.
_JOINT = "[-\u2010-\u2015/._:\\\\'\u2019@&+]"
_COMPOUND = re.compile(rf"(?<![^\W_{_UNSPACED}])[^\W_{_UNSPACED}]++(?:{_JOINT}[^\W_{_UNSPACED}]++)+")
_SNIPPET = 240


def folded(text: str) -> str:
    """Without case, diacritics and the differences between one form of a letter and another."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in apart if not unicodedata.category(sign).startswith("M"))


def tokens(text: str) -> list[str]:
    """Its words, in order: runs of letters and digits of any script, none longer than sixty signs."""
    return [word[:LONGEST_WORD] for word in _WORDS.findall(folded(text))]


def squeezed(text: str) -> str:
    """The words of a reference in one, as it may be typed without its signs: A-12 is a12."""
    return "".join(_WORDS.findall(folded(text)))


def mark_of(slug: str) -> str:
    """The word that stands in each document of a record of this register, so that the index finds those alone."""
    return BREAK + squeezed(slug)


def indexed(text: str) -> str:
    """What the index reads of a text: its words, then what signs hold together as one word each. Bounded."""
    words = tokens(text)
    joined = dict.fromkeys(
        whole for each in _COMPOUND.findall(folded(text)) if len(whole := squeezed(each)) <= LONGEST_WORD
    )
    told = " ".join([*words, BREAK, *joined] if joined else words)
    if len(told) * 4 <= MOST_WORDS_BYTES or len(told.encode()) <= MOST_WORDS_BYTES:
        return told
    return told.encode()[:MOST_WORDS_BYTES].decode(errors="ignore").rpartition(" ")[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is looked for: any of these runs of words; the last of each may be the beginning of a word."""

    runs: tuple[tuple[str, ...], ...]
    prefix: bool


def asked(text: str) -> tuple[Wanted, ...]:
    """What a person typed: every word is wanted, as the beginning of one; what stands in quotes as it stands there.

    Any text is a question; one without a letter or digit asks for nothing.
    """
    found: list[Wanted] = []
    for number, piece in enumerate(re.split('["\u201c\u201d]', text[:LONGEST_QUESTION])):
        if number % 2:
            found += [Wanted((tuple(words),), prefix=False)] if (words := tokens(piece)) else []
        else:
            found += [wanted for word in piece.split() if (wanted := _word(word)) is not None]
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def _word(text: str) -> Wanted | None:
    words = tuple(tokens(text))
    if not words:
        return None
    runs: tuple[tuple[str, ...], ...] = (words,)
    if len(words) > 1 and all(len(word) > 1 or word.isascii() for word in words):
        runs += ((squeezed(text)[:LONGEST_WORD],),)
    # One letter is the beginning of a tenth of all words.
    return Wanted(runs, prefix=len(runs) > 1 or len(words[-1]) > 1)


def for_fts5(wanted: tuple[Wanted, ...], mark: str = "") -> str:
    """The question in the language of FTS5; words hold letters and digits only, so that nothing in them is read as a sign."""
    asked = [" OR ".join(f'"{" ".join(run)}"{"*" if each.prefix else ""}' for run in each.runs) for each in wanted]
    return " AND ".join(f"({each})" for each in [*asked, *([f'"{mark}"'] if mark else [])])


def for_tsquery(wanted: tuple[Wanted, ...], mark: str = "") -> str:
    """The question as PostgreSQL's tsquery."""
    runs = [
        [" <-> ".join(f"'{word}'" for word in run) + (":*" if each.prefix else "") for run in each.runs]
        for each in wanted
    ]
    return " & ".join(f"({' | '.join(each)})" for each in [*runs, *([[f"'{mark}'"]] if mark else [])])


def marked(text: str, wanted: tuple[Wanted, ...], longest: int | None = None) -> SafeString:
    """The text, or the passage of it where most is found, escaped, with what was looked for in `<mark>`."""
    spans = _places(text, wanted)
    start, end = (0, len(text)) if longest is None else _passage(text, spans, longest)
    parts, at = (["… "] if start else []), start
    for first, last in spans:
        if first >= at and last <= end:
            parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    parts += [escape(text[at:end]), " …" if end < len(text) else ""]
    return mark_safe(" ".join("".join(parts).split()))  # noqa: S308 - every piece of the text was escaped


def snippet(text: str, wanted: tuple[Wanted, ...]) -> SafeString:
    return marked(text, wanted, _SNIPPET)


def _places(text: str, wanted: tuple[Wanted, ...]) -> list[tuple[int, int]]:
    """Where in the text what is wanted stands, in order and apart from one another."""
    plain, place = _aligned(text)
    patterns = [_pattern(run, prefix=each.prefix) for each in wanted for run in each.runs]
    if not patterns:
        return []
    found = re.finditer("|".join(patterns), plain)
    return [(place(match.start()), place(match.end())) for match in found if match.end() > match.start()]


def _pattern(run: tuple[str, ...], *, prefix: bool) -> str:
    between = r"[\W_]{0,5}"
    alone = not re.match(f"[{_UNSPACED}]", run[0])
    # A12 finds A-12, and council's is found as councils: any sign that joins may stand in a word.
    middle = between.join(f"{_JOINT}?".join(word) if alone else word for word in run)
    before = r"(?<![^\W_])" if alone else ""
    after = ""
    if alone:
        after = r"[^\W_]*" if prefix or len(run[-1]) == LONGEST_WORD else r"(?![^\W_])"
    return before + middle + after


def _aligned(text: str) -> tuple[str, Any]:
    """The folded text, and the way from a place in it to the place in the text itself."""
    plain = folded(text)
    if len(plain) == len(text):
        return plain, lambda at: at
    pieces, back = [], []
    for number, sign in enumerate(text):
        piece = folded(sign)
        pieces.append(piece)
        back += [number] * len(piece)
    back.append(len(text))
    return "".join(pieces), lambda at: back[at]


def _passage(text: str, spans: list[tuple[int, int]], longest: int) -> tuple[int, int]:
    """The part of the text with the most different finds near each other; its beginning where there are none."""
    if len(text) <= longest:
        return 0, len(text)
    best, most = 0, 0
    for number, (first, _last) in enumerate(spans[:200]):
        near = {text[a:b].lower() for a, b in spans[number : number + 20] if b <= first + longest - 60}
        if len(near) > most:
            best, most = first, len(near)
    start = max(0, best - 60)
    if start and (space := text.find(" ", start, best)) > 0:
        start = space + 1
    end = min(len(text), start + longest)
    if end < len(text) and (space := text.rfind(" ", start + longest // 2, end)) > 0:
        end = space
    return start, end
