"""PARTS_SUM: a whole and its parts in one sentence (`12 recommendations: 3 high, 6 medium and 4 low`)."""

import re
from collections.abc import Iterator

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.numbers import NUMBER_IN_PROSE, prose_number
from muniment.documents.findings.registry import rule
from muniment.documents.findings.statuses import prose_tallies
from muniment.documents.findings.subject import Subject, Utterance
from muniment.documents.findings.words import quote

NAME = "PARTS_SUM"
_LONGEST = 1500  # what is longer is no sentence
_N = rf"(?<![\w.,£/-]){NUMBER_IN_PROSE}(?![\w%/-]|[.,]\d|\s?(?:%|per cent))"
_PART = rf"{_N}(?:\s+[\w’'&/()-]+){{0,6}}?"
_WHOLE_FIRST = re.compile(
    rf"(?P<whole>{_N})\s+(?P<what>[\w’'-]+(?:\s+[\w’'-]+){{0,4}}?)\s*"
    rf"(?::|[-–]\s|\(|,?\s*(?:(?:which (?:are|were) |which is |that is )?(?:comprising|made up of|consisting of|composed of|"
    rf"split into|divided into|broken down (?:as|into)|namely)|comprises?|consists? of|of which)(?: of)?:?)\s*"
    rf"(?P<parts>{_PART}(?:\s*[,;]\s*{_PART}){{0,11}}\s*[,;]?\s*(?:and|&|\+)\s*{_N})(?P<rest>[^.;:]*)",
    re.IGNORECASE,
)
_WHOLE_LAST = re.compile(
    rf"(?P<parts>{_PART}(?:\s*[,;]\s*{_PART}){{0,11}}\s*[,;]?\s*(?:and|&|\+)\s*{_PART})\s*,?\s*"
    rf"(?:making|totalling|giving|for)(?: up)?(?: a(?: grand)? total(?: of)?| in total| altogether)?\s*:?\s*(?P<whole>{_N})",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:includ|such as|among|at least|more than|over|about|approximately|up to|e\.?g\.?)", re.IGNORECASE
)
_EXCLUSIVE = frozenset({"completed", "in progress", "not begun"})
_KINDS = re.compile(r"\b(high|medium|low|urgent|critical|red|amber|green|blue|yes|no)\b", re.IGNORECASE)


@rule(NAME)
def parts_of_a_whole(subject: Subject) -> Iterator[Finding]:
    """Parts that are told to make up a whole, or that are graded, and do not add up to it."""
    seen = set()
    for said in subject.utterances:
        if len(said.text) > _LONGEST or (sum(map(str.isdigit, said.text)) < 2 and "," not in said.text):
            continue
        for found in (*_WHOLE_FIRST.finditer(said.text), *_WHOLE_LAST.finditer(said.text)):
            if finding := _judge(said, found):
                seen.add(said.place)
                yield finding
    yield from (finding for finding in _statuses(subject) if finding.place not in seen)


def _judge(said: Utterance, found: re.Match[str]) -> Finding | None:
    text = said.text
    before, after = text[max(0, found.start() - 25) : found.start()], text[found.end() : found.end() + 2]
    if _OPEN.search(before) or _OPEN.search(found[0]) or after[:1] in {",", "%"}:
        return None
    parts = [prose_number(each) for each in re.findall(_N, found["parts"], re.IGNORECASE)]
    whole = prose_number(found["whole"])
    of_which = re.search(r"of which", found[0], re.IGNORECASE) is not None
    if len(parts) < 2 or whole < 2 or sum(parts) == whole or whole in parts or _dates(found[0], whole):
        return None
    if of_which and sum(parts) < whole:
        return None  # `of which 3 are late and 2 blocked` need not name them all
    if not _same_kind(found["parts"], len(parts)):
        return None
    return _finding(said, found[0], whole, parts)


def _same_kind(parts: str, count: int) -> bool:
    """Parts are comparable when they are graded, or when each is a number with few words: not `2 days and 3 rooms each`."""
    return len(_KINDS.findall(parts)) + 1 >= count or len(parts.split()) <= count * 5


def _dates(text: str, whole: int) -> bool:
    months = r"january|february|march|april|may|june|july|august|september|october|november|december|am|pm|o'clock"
    return (
        1900 <= whole <= 2100 or re.search(rf"\d\s+(?:{months})\b|\b(?:19|20)\d\d\b|£", text, re.IGNORECASE) is not None
    )


def _statuses(subject: Subject) -> Iterator[Finding]:
    """`Out of 40, 8 are completed, 20 in progress and 13 not begun`: three states that exclude one another."""
    for tally in prose_tallies(subject):
        counts = [count for kind, count, _ in tally.counts if kind in _EXCLUSIVE]
        complete = len(counts) == len(_EXCLUSIVE)
        if tally.total and (
            sum(counts) > tally.total or (complete and sum(count for _, count, _ in tally.counts) < tally.total)
        ):
            computed = sum(count for _, count, _ in tally.counts)
            yield Finding(
                NAME,
                "error",
                tally.place,
                f"{' + '.join(str(count) for _, count, _ in tally.counts)} = {computed}, not {tally.total}.",
                tally.quote,
                str(tally.total),
                str(computed),
            )


def _finding(said: Utterance, text: str, whole: int, parts: list[int]) -> Finding:
    total = sum(parts)
    return Finding(
        NAME,
        "error",
        said.place,
        f"{' + '.join(map(str, parts))} = {total}, not {whole}.",
        quote(said.text, text),
        str(whole),
        str(total),
        "",
        (said.ref,) if said.ref else (),
    )
