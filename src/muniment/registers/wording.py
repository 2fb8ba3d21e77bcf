"""What a change of a text changed, word by word or line by line, instead of two walls of text."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

LONG = 60  # characters; of two shorter texts a reader sees the difference at once
MANY = 1500  # words; longer texts are compared line by line, or the comparison would take seconds
AROUND = 12  # words that stay on either side of what changed
_WORDS = re.compile(r"\s+|[^\s]+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")

Piece = tuple[str, str]
Code = tuple[str, int, int, int, int]


def pieces(before: str, after: str) -> list[Piece]:
    """What stayed ("same"), went ("out") and came ("in"), in reading order; [] where the two are too short or have little in common."""
    before, after = (text.replace("\r\n", "\n") for text in (before, after))
    if len(before) < LONG or len(after) < LONG:
        return []
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MANY:
        old, new = _LINES.findall(before), _LINES.findall(after)
        if max(len(old), len(new)) > MANY:
            return []
    # The spaces between words are no likeness.
    if difflib.SequenceMatcher(None, [w for w in old if w.strip()], [w for w in new if w.strip()]).quick_ratio() < 0.3:
        return []
    return list(_told(difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes(), old, new))


def _told(codes: Iterable[Code], old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    joined = list(_joined(codes, old))
    for number, (code, from_old, to_old, from_new, to_new) in enumerate(joined):
        if code == "equal":
            yield "same", _near(old[from_old:to_old], first=number == 0, last=number == len(joined) - 1)
            continue
        if gone := "".join(old[from_old:to_old]):
            yield "out", gone
        if come := "".join(new[from_new:to_new]):
            yield "in", come


def _joined(codes: Iterable[Code], old: Sequence[str]) -> Iterator[Code]:
    """Changes with only a space between them as one: "in writing" became "by e-mail", not each word by itself."""
    held: Code | None = None
    for code in codes:
        kind, from_old, to_old, _from_new, to_new = code
        if held is None or kind != "equal":
            held = code if held is None else ("replace", held[1], to_old, held[3], to_new)
        elif not "".join(old[from_old:to_old]).strip():
            held = (held[0], held[1], to_old, held[3], to_new)
        else:
            yield held
            held = None
            yield code
            continue
        if held[0] == "equal":
            yield held
            held = None
    if held is not None:
        yield held


def _near(words: Sequence[str], *, first: bool, last: bool) -> str:
    """Of what stayed only what stands beside a change."""
    kept = 2 * AROUND
    if first and last:
        return "".join(words)
    if first:
        return "".join(words) if len(words) <= kept else "… " + "".join(words[-kept:]).lstrip()
    if last:
        return "".join(words) if len(words) <= kept else "".join(words[:kept]).rstrip() + " …"
    return (
        "".join(words)
        if len(words) <= 2 * kept
        else "".join(words[:kept]).rstrip() + " … " + "".join(words[-kept:]).lstrip()
    )
