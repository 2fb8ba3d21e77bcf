"""Joins the lines of a cell or a paragraph again as their author wrote them.

A line that ends because the next word did not fit was broken by the page; one that ends early was broken by its author.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from muniment.documents.reading.pdf_lines import Line

_WORDS = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_LIST_MARK = re.compile(r"(?:[•●▪–*o]|-|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])$", re.IGNORECASE)
_COUNTED = re.compile(r"(\(?)(\d{1,3}|[b-zB-Z])([.)])$")
_HYPHENS = ("-", "‐", "‑")
_DROP_HYPHEN = "drop"
_PREFIX = 3  # letters: "E-", "pre-", where a capital may follow the hyphen


@dataclass(slots=True)
class Block:
    """Lines under one another and the room they had: `right` is how far a line could have reached."""

    lines: list[Line] = field(default_factory=list)
    right: float = 0.0
    top: float = 0.0


def reach(lines: Sequence[Line], left: float, right: float) -> float:
    """How far lines could have reached in a cell: its margin on the right is taken to be that on the left."""
    inset = max(min((line.x0 for line in lines), default=left) - left, 0.0)
    return max([right - min(inset, 0.2 * (right - left))] + [line.x1 for line in lines])


@dataclass(slots=True)
class Vocabulary:
    """The words that stand unbroken somewhere in the paper: they tell a cut word from two words."""

    known: set[str] = field(default_factory=set)

    def learn(self, lines: Sequence[Line]) -> None:
        """Takes in the words of lines under one another, but for those that may be pieces of a word.

        Only a line of one word is ever too long for its cell, so only there and after it words are cut.
        """
        after_one = False
        for line in lines:
            words = line.words[1:] if after_one else line.words
            after_one = len(line.words) == 1
            if after_one and len(lines) > 1:
                continue
            if words and words[-1].text.endswith(_HYPHENS):
                words = words[:-1]
            self.known.update(part.lower() for word in words for part in _WORDS.findall(word.text))

    def joined(self, block: Block) -> str:
        """The text of a block; what its author broke is broken by newlines."""
        if not block.lines:
            return ""
        text = block.lines[0].text
        marks = {block.lines[0].words[0].text}
        for above, line in pairwise(block.lines):
            mark = line.words[0].text
            joint = "\n" if _mark_before(mark) in marks else self._between(above, line, block.right)
            marks.add(mark)
            text = (text[:-1] if joint == _DROP_HYPHEN else text + joint) + line.text
        return text

    def _between(self, above: Line, line: Line, right: float) -> str:
        last, first = above.words[-1].text, line.words[0].text
        space = 0.25 * line.size
        left_over = right - above.x1
        if last.endswith(_HYPHENS) and len(last) > 1 and last[-2].isalnum():
            return self._after_hyphen(last, first)
        if last.endswith("/") and len(last) > 1:
            return ""
        # A list mark begins a line of its own, whether the line above was full or not.
        if _LIST_MARK.match(first) and not first.isalpha() and len(line.words) > 1 and _ends_thought(above):
            return "\n"
        if self._is_cut(above, line, left_over):
            return ""
        would_fit = line.words[0].x1 - line.words[0].x0 + space < left_over - 0.5 * line.size
        return "\n" if would_fit else " "

    def _is_cut(self, above: Line, line: Line, left_over: float) -> bool:
        """Whether the line above is one word for which its cell was too narrow, and this line goes on with it."""
        first = line.words[0].text
        if len(above.words) != 1 or not first[0].islower() or not above.text[-1].isalpha():
            return False
        letter = (line.words[0].x1 - line.words[0].x0) / len(first)
        if left_over > 1.5 * letter:
            return False
        head, rest = _last_word(above.text), _first_word(first)
        return head + rest in self.known or len(rest) == 1 or not {head, rest} & self.known

    def _after_hyphen(self, last: str, first: str) -> str:
        head, tail = _last_word(last), _first_word(first)
        if first[0].islower():
            # "Manage-" "ment" is one word if the paper has it so elsewhere; "bi-" "annually" keeps its hyphen.
            return _DROP_HYPHEN if head + tail in self.known and f"{head}-{tail}" not in self.known else ""
        if f"{head}-{tail}" in self.known or len(head) <= _PREFIX or not first[0].isalpha():
            return ""
        return " "


def _last_word(text: str) -> str:
    words = _WORDS.findall(text)
    return words[-1].lower() if words else ""


def _first_word(text: str) -> str:
    words = _WORDS.findall(text)
    return words[0].lower() if words else ""


def _mark_before(mark: str) -> str | None:
    """The mark that a list has before this one: `1)` before `2)`, `a.` before `b.`."""
    found = _COUNTED.match(mark)
    if found is None:
        return None
    opening, count, closing = found.groups()
    before = str(int(count) - 1) if count.isdecimal() else chr(ord(count) - 1)
    return f"{opening}{before}{closing}"


def _ends_thought(line: Line) -> bool:
    return line.text.endswith((".", ";", ":", "?", "!", ")")) or len(line.words) < 3
