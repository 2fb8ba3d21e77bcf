"""Actions that wait for something which, elsewhere in the plan, is told to have happened: a person must look."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from muniment.documents.plan import prose
from muniment.documents.plan.reading import ActionReading
from muniment.documents.plan.words import content_words, plain, stem

_Reported = dict[tuple[str, str], set[int]]


def with_met_prerequisites(actions: Sequence[ActionReading]) -> list[ActionReading]:
    """Not begun because it waits, though the plan reports what it waits for as done: the status is to be chosen."""
    waiting = [
        at
        for at, action in enumerate(actions)
        if action.status == "not begun" and action.depends_on and prose.ONLY_AFTER.match(plain(action.progress))
    ]
    if not waiting:
        return list(actions)
    reported = _reported(actions)
    out = list(actions)
    for at in waiting:
        action = actions[at]
        for phrase in action.depends_on:
            other = _met(at, phrase, reported)
            if other is not None:
                name = actions[other].ref or str(actions[other].place)
                reason = f"{action.status_reason}, but {name} reports it: “{actions[other].progress[:80]}”"
                out[at] = replace(action, needs_choice=True, status_reason=reason)
                break
    return out


def _reported(actions: Sequence[ActionReading]) -> _Reported:
    """For each verb and word of what is said to be done, the actions that say so."""
    found: _Reported = defaultdict(set)
    for at, action in enumerate(actions):
        for done in prose.done_things(action.progress):
            verb = stem(done.verb.split()[0])
            for word in content_words(done.clause):
                found[verb, word].add(at)
    return found


def _met(at: int, phrase: str, reported: _Reported) -> int | None:
    """The first other action that reports the event of a phrase like `training has been developed`."""
    words = content_words(phrase)
    for verb_word in (word for word in words if word.endswith("ed") or stem(word) != word):
        verb = stem(verb_word)
        things = [word for word in words if word != verb_word]
        if not things or not all((verb, thing) in reported for thing in things):
            continue
        common = set.intersection(*(reported[verb, thing] for thing in things)) - {at}
        if common:
            return min(common)
    return None
