"""Groups of people as registers name them in words: which of those that are held fit those that are asked for. Without Django."""

import re
from collections.abc import Iterable

BETWEEN = re.compile(r"[,;/\n]|\band\b", re.IGNORECASE)
SMALL = frozenset({"a", "an", "the", "their", "our", "of", "with", "who", "whom", "had", "have", "has", "in", "for", "to", "or", "those"})  # fmt: skip
ODD = {"children": "child", "people": "person", "persons": "person", "men": "man", "women": "woman"}


def groups_in(text: str) -> list[str]:
    """The groups that a text names, each once: "Pupils, parents and staff" names three."""
    found: dict[str, str] = {}
    for each in (" ".join(part.split()) for part in BETWEEN.split(text)):
        if roots(each):
            found.setdefault(each.casefold(), each)
    return list(found.values())


def roots(group: str) -> frozenset[str]:
    """The words of a group that carry it, each as if there were one of it."""
    words = (word for word in re.findall(r"[^\W_]+", group.casefold()) if word not in SMALL)
    return frozenset(_one(word) for word in words)


def _one(word: str) -> str:
    if word in ODD:
        return ODD[word]
    if word.endswith("ies") and len(word) > len("dies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > len("gas") else word


def fitting(asked: Iterable[str], held: str) -> list[str]:
    """The groups of a text that one of those asked for is, or may be: *staff* fits *former staff*, and the other way round.

    Rather one too many: somebody looks at what is found before anybody is asked.
    """
    wanted = [roots(each) for each in asked]
    return [group for group in groups_in(held) if any(each <= roots(group) or roots(group) <= each for each in wanted)]


def beginnings(asked: Iterable[str]) -> frozenset[str]:
    """With what a word may begin that fits: for a first look by the database, which finds too much rather than too little."""
    found = set()
    for root in frozenset().union(*(roots(each) for each in asked)):
        found |= {root.removesuffix("y"), *(odd for odd, one in ODD.items() if one == root)}
    return frozenset(found)
