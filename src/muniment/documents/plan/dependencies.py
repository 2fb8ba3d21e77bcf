"""What must come first: the words that say so, and the actions of the plan they clearly mean."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from muniment.documents.paper import Paper
from muniment.documents.plan.acronyms import spelled_out
from muniment.documents.plan.reading import ActionReading
from muniment.documents.plan.words import content_words, plain, squash, stem, word_set, words_of

_END = r"(?=[.;\n]|$|,? but\b|\s[-–—]\s)"
# In a report of progress any condition counts.
_CONDITION = re.compile(
    rf"\b(?:after|once|following(?: on from)?|subject to|dependent (?:up)?on|depend(?:s|ing) (?:up)?on|until|upon|on completion of|prior to this,?)\s+"
    rf"(?P<what>[^.;\n]{{2,160}}?){_END}",
    re.IGNORECASE,
)
_WAITING = re.compile(
    rf"\b(?:awaiting|(?:a?waiting|waits?) (?:for|on)|awaits|pending|on hold (?:for|until))\s+(?P<what>[^.;\n]{{2,160}}?){_END}",
    re.IGNORECASE,
)
# A wait for something names it: "approval of the templates", "policies to be approved"; "Board approval" is of the thing itself.
_OF_ANOTHER = re.compile(
    r"\b(?:of|for|to be|recruitment|appointment|outcome|results?|publication|guidance from)\b", re.IGNORECASE
)
# In the agreed action the condition must speak of an event, for `following` and `after` have other uses there.
_EVENT = re.compile(
    r"\b(?:completion|completed|approval|approved|agreed|development|developed|amendment|review|implementation|implemented|publication|adoption|"
    r"appointment|recruitment)\b",
    re.IGNORECASE,
)
_ALREADY = re.compile(
    r"^(?:a |an |the )?(?:recent|feedback|advice|discussion|meeting|receipt|reminder|approval by|consultation with)",
    re.IGNORECASE,
)
_EVENT_WORDS = word_set(
    "completion completed complete approval approved agreed development developed amendment amended implementation implemented "
    "publication published adoption adopted finalised finalisation relevant updated new current reviewed creation created been have"
)
_PRODUCING = frozenset(map(stem, word_set("draft create develop produce establish introduce write prepare set complete finalise ensure maintain keep compile build "
        "implement define conduct undertake carry design formalise document adopt appoint recruit procure")))  # fmt: skip
_JOINED = re.compile(r"\s*(?:/|,|&|\+|\band\b|\bor\b)\s*", re.IGNORECASE)
_FEW = 40  # more actions than this with the rarest word: the phrase is too common to mean one of them


@dataclass(frozen=True, slots=True)
class _Index:
    """The words of every agreed action, and for each word the actions that have it."""

    words: Sequence[list[str]]
    having: Mapping[str, Sequence[int]]
    refs: Mapping[str, str]


def with_dependencies(actions: Sequence[ActionReading], paper: Paper) -> tuple[ActionReading, ...]:
    """The actions with what each depends on, in words and, where they clearly mean another action, by its reference."""
    phrases = [_phrases(action) for action in actions]
    if not any(phrases):
        return tuple(actions)
    meanings = spelled_out(_texts(paper, actions))
    words = [_expanded(words_of(action.action), meanings) for action in actions]
    having: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(words):
        for word in set(one):
            having[word].append(at)
    index = _Index(words, having, {plain(action.ref): action.ref for action in actions if action.ref})
    return tuple(
        replace(action, depends_on=tuple(said), depends_on_refs=_refs(at, action, said, actions, index, meanings))
        if said
        else action
        for at, (action, said) in enumerate(zip(actions, phrases, strict=True))
    )


def _texts(paper: Paper, actions: Sequence[ActionReading]) -> Iterable[str]:
    yield from (paragraph.text for paragraph in paper.paragraphs)
    for action in actions:
        yield from (action.action, action.recommendation, action.progress)


def _phrases(action: ActionReading) -> list[str]:
    found: dict[str, None] = {}
    for text in (action.progress, action.status_raw):
        for match in _CONDITION.finditer(text):
            if not _ALREADY.match(match["what"]) and _things(match["what"]):
                found.setdefault(_tidy(match["what"]))
        for match in _WAITING.finditer(text):
            if _waits_for_another(match["what"]):
                found.setdefault(_tidy(match["what"]))
    for match in _CONDITION.finditer(action.action):
        if _EVENT.search(match["what"]):
            found.setdefault(_tidy(match["what"]))
    return list(found)


def _waits_for_another(what: str) -> bool:
    approval = re.search(r"\b(?:approv|sign|ratif|endors|adopt|agree|decision|comment|response)", what, re.IGNORECASE)
    return bool(_things(what)) and (not approval or bool(_OF_ANOTHER.search(what)))


def _things(phrase: str) -> list[str]:
    """The words that name something, without those that only say what happens to it."""
    return [word for word in content_words(phrase) if word not in _EVENT_WORDS]


def _tidy(text: str) -> str:
    return squash(text).strip(" ,:-")


def _refs(
    at: int,
    action: ActionReading,
    phrases: Sequence[str],
    actions: Sequence[ActionReading],
    index: _Index,
    meanings: Mapping[str, str],
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for phrase in phrases:
        for ref in _named(phrase, index.refs):
            found.setdefault(ref)
        for thing in _JOINED.split(phrase):
            other = _meant(at, thing, index, meanings)
            if other is not None and actions[other].ref:
                found.setdefault(actions[other].ref)
    return tuple(ref for ref in found if ref != action.ref)


def _named(phrase: str, refs: Mapping[str, str]) -> Iterable[str]:
    """References that stand in the words: `A12`, or a bare number only after `recommendation` or `action`."""
    for match in re.finditer(
        r"(?P<name>\b(?:rec(?:ommendation)?s?|actions?|ref)\.?\s+)?\b(?P<ref>[a-z]{0,6}[-./]?\d[\w./-]*)", plain(phrase)
    ):
        ref = match["ref"].rstrip(".")
        if ref in refs and (match["name"] or not ref.replace(".", "").isdigit()):
            yield refs[ref]


def _meant(at: int, thing: str, index: _Index, meanings: Mapping[str, str]) -> int | None:
    """The action that brings about a thing: it names it in the same words, best right after a verb that makes it."""
    words = _expanded(_things(thing), meanings)
    if len(words) < 2 or any(word not in index.having for word in words):
        return None
    rarest = min((index.having[word] for word in words), key=len)
    if len(rarest) > _FEW:
        return None
    scored = sorted(
        ((score, other) for other in rarest if other != at and (score := _score(words, index.words[other])) > 0),
        reverse=True,
    )
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][1]


def _score(words: Sequence[str], action: Sequence[str]) -> float:
    """How clearly an action is about a thing: 0 where it does not name it; more near its head and after a making verb."""
    length = len(words)
    for start in range(len(action) - length + 1):
        if list(action[start : start + length]) == list(words):
            before = action[max(0, start - 4) : start]
            makes = any(stem(word) in _PRODUCING for word in before) and start <= 6
            return (3.0 if makes else 0.0) + (1.0 if start <= 4 else 0.0)
    return 0.0


def _expanded(words: Sequence[str], meanings: Mapping[str, str]) -> list[str]:
    """Acronyms in the words the paper spells them out with: `foi` → freedom, of, information."""
    out: list[str] = []
    for word in words:
        out += words_of(meanings[word]) if word in meanings else [word]
    return out
