"""Special categories: words that speak of them weigh by how many there are, and only where a text speaks of a person."""

import itertools
import re
from functools import cache

from muniment.discovery.engine.personal import masking
from muniment.discovery.engine.personal.finding import Finding
from muniment.discovery.engine.personal.special_words import TOPICS

_PER = 1000  # words
_ANSWERED = 0.6  # at least, where a label asks for it and somebody answered
LABELS = re.compile(
    r"ethnicity|ethnic (?:origin|group|background)|religion|religious belief|nationality|country of birth|sexual orientation|gender identity|"
    r"(?:trade )?union member(?:ship)?|disabilit(?:y|ies)|diagnosis|medication|impairment"
)
_ANSWER = re.compile(
    rb"(?: or belief)?[ \t]{0,3}[:=][ \t]{0,8}([A-Z][A-Za-z'\-]*(?:[ /][A-Za-z0-9'()\-]+){0,4})[ \t]*(?:[.;,|\r\n]|\Z)"
)
# How what stands behind a label begins where it is no answer: words of a form, or of a sentence.
_NO_ANSWER = frozenset(
    b"please tick see circle select choose prefer not unknown none no na nil any all the this these that a an we you your our it if where what which how who when why data information some each every only are is as in for to of and staff people details e".split()
)
_OPTIONS = 3  # words of one category behind a label: they are to be chosen from


def answered(topic: str, word: str, text: bytes, end: int) -> bool:
    """Whether a word of a category is a label that somebody answered: “Ethnicity: Black Caribbean”, and not a form that offers answers."""
    if not LABELS.fullmatch(word):
        return False
    found = _ANSWER.match(text, end)
    if found is None or found[1].split(b" ")[0].lower() in _NO_ANSWER:
        return False
    line = text[end : end + 200].partition(b"\n")[0].decode()
    return sum(1 for _ in itertools.islice(_words_of(topic).finditer(line), _OPTIONS)) < _OPTIONS


@cache
def _words_of(topic: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{TOPICS[topic].expression})\b", re.IGNORECASE)


def finding(
    topic: str, words: dict[str, int], in_all: int, *, of_people: bool, where: str, answered: bool = False
) -> Finding:
    """The finding for one category.

    `words` says how often each of its words stands in the text, `in_all` is the number of all words, `of_people` whether the
    text names or numbers people. One word tells little (a policy has many); three different ones, or two in a short text, tell.
    """
    different, often = len(words), sum(words.values())
    said = TOPICS[topic].said
    density = often * _PER / max(in_all, 1)
    if not of_people:
        score = min(0.15 + 0.03 * different, 0.35)
        why = f"Words of {said} stand in it, but nothing that says of whom."
    else:
        score = min(0.25 + 0.12 * different + 0.02 * min(density, 10), 0.9)
        why = (
            f"{different} different words of {said} stand in it ({density:.1f} in 1,000 words), beside data of people."
        )
        if different == 1:
            why = f"One word of {said} stands in it ({density:.1f} in 1,000 words), beside data of people."
    if answered:
        score = max(score, _ANSWERED)
        why = f"A label of {said} stands in it with an answer behind it."
    surest = max(words, key=lambda word: (words[word], word))
    return Finding(topic, different, round(score, 3), masking.masked_words(surest), where, why)
