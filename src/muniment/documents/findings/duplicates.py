"""DUPLICATE_CONFLICT: one reference twice, or one action twice, with different owners or dates."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from muniment.documents.findings.finding import Finding, Severity
from muniment.documents.findings.registry import rule
from muniment.documents.findings.subject import Subject
from muniment.documents.findings.words import key_words, listing, normal, quote
from muniment.documents.plan.reading import ActionReading

NAME = "DUPLICATE_CONFLICT"
_ALIKE = 93
_RAREST = 3
_MOST_IN_BUCKET = 20
_FEWEST_WORDS = 4


@rule(NAME)
def same_reference(subject: Subject) -> Iterator[Finding]:
    """A reference that stands on several rows."""
    rows: dict[str, list[ActionReading]] = defaultdict(list)
    for action in subject.actions:
        if action.ref:
            rows[action.ref].append(action)
    for ref, group in rows.items():
        if len(group) > 1:
            different = _differences(group[0], group[1])
            severity: Severity = "error" if different else "warning"
            what = f"with different {listing(different)}" if different else "with the same content"
            where = listing(str(action.place) for action in group)
            message = f"{ref} stands {len(group)} times {what}: {where}."
            yield Finding(NAME, severity, group[1].place, message, quote(group[1].action), ref, "", "", (ref,))


@rule(NAME)
def same_action(subject: Subject) -> Iterator[Finding]:
    """Two references whose action is all but the same, yet owner or date differ."""
    for first, second in _near(subject.actions):
        different = [what for what in _differences(first, second) if what != "action"]
        if different:
            yield Finding(
                NAME,
                "warning",
                second.place,
                f"{first.ref} and {second.ref} ask for the same thing with different {listing(different)}: "
                f"{_who_when(first)} and {_who_when(second)}.",
                quote(second.action),
                _who_when(second),
                _who_when(first),
                "",
                (first.ref, second.ref),
            )


def _who_when(action: ActionReading) -> str:
    return f"{action.owners_raw or 'no owner'}, {action.due.raw or 'no date'}"


def _differences(first: ActionReading, second: ActionReading) -> list[str]:
    pairs = (
        ("action", normal(first.action), normal(second.action)),
        ("owner", sorted(map(normal, first.owners)), sorted(map(normal, second.owners))),
        ("date", first.due.day or normal(first.due.raw), second.due.day or normal(second.due.raw)),
    )
    return [name for name, one, other in pairs if one != other]


def _near(actions: tuple[ActionReading, ...]) -> Iterator[tuple[ActionReading, ActionReading]]:
    """Pairs of all but equal actions; only those that share a rare word are compared, so that long plans stay quick."""
    words = [key_words(action.action) for action in actions]
    common = Counter(word for each in words for word in set(each))
    buckets: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(words):
        if len(each) >= _FEWEST_WORDS:
            for word in sorted(set(each), key=lambda word: (common[word], word))[:_RAREST]:
                buckets[word].append(at)
    seen = set()
    for bucket in buckets.values():
        if len(bucket) <= _MOST_IN_BUCKET:
            for pair in combinations(bucket, 2):
                if pair not in seen and actions[pair[0]].ref != actions[pair[1]].ref:
                    seen.add(pair)
                    if _alike(words[pair[0]], words[pair[1]]):
                        yield actions[pair[0]], actions[pair[1]]


def _alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """The same words but for a slip: two different words, or two different numbers, are two different things."""
    only_first, only_second = set(first) - set(second), set(second) - set(first)
    if only_first and only_second and not all(_slip(word, only_second) for word in only_first):
        return False
    one, other = " ".join(first), " ".join(second)
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) >= _ALIKE


def _slip(word: str, others: set[str]) -> bool:
    return any(fuzz.ratio(word, other) >= 80 and not word.isdigit() for other in others)
