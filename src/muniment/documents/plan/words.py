"""Words as they are compared: without case, doubled spaces, plural endings and the typographer's signs."""

import re
from functools import lru_cache

_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\xa0": " "})
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[A-Za-z0-9]+(?:'[a-z]+)?")


def word_set(text: str) -> frozenset[str]:
    """The words of a list, parted by spaces."""
    return frozenset(text.split())


_STOP = word_set(
    "a an and any all are as at be been being by for from has have if in into is it its of on or our that the their "
    "them this these those to was were which will with within"
)


def squash(text: str) -> str:
    """One line: runs of white space become one space."""
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """How a text is compared: one line, lower case, straight quotes and dashes."""
    return squash(text.translate(_SIGNS)).lower()


@lru_cache(maxsize=50_000)
def label(text: str) -> str:
    """A heading without case, brackets, colons and other signs: `Owner:` → `owner`, `Due (by)` → `due by`."""
    return squash(re.sub(r"[^a-z0-9/&+%#?,' -]", " ", plain(text))).strip(" /&+,-?'")


def words_of(text: str) -> list[str]:
    """The words of a text, lower case, each in its singular form, so that `DPIAs` and `DPIA's` are `dpia`."""
    return [singular(word.lower()) for word in _WORD.findall(text.translate(_SIGNS))]


def content_words(text: str) -> list[str]:
    """The words that carry the meaning, without articles, prepositions and auxiliaries."""
    return [word for word in words_of(text) if word not in _STOP]


def singular(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=20_000)
def stem(verb: str) -> str:
    """Reduces a form of a verb so that `reported`, `reporting` and `report` compare equal; not a word itself.

    Good enough for comparing two verbs of one plan row; irregular verbs are in the table.
    """
    verb = verb.lower()
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    for ending in ("ing", "ied", "ed", "es", "s"):
        if verb.endswith(ending) and len(verb) - len(ending) >= 3:
            verb = verb[: -len(ending)] + ("y" if ending == "ied" else "")
            break
    if len(verb) > 3 and verb[-1] == verb[-2] and verb[-1] not in "sl":
        verb = verb[:-1]
    return verb.rstrip("e")


_IRREGULAR = {
    "begun": "begin", "began": "begin", "written": "writ", "wrote": "writ", "held": "hold", "put": "put",
    "given": "giv", "taken": "tak", "sent": "send", "drawn": "draw", "undertaken": "undertak", "made": "mak",
    "built": "build", "found": "find", "met": "meet", "led": "lead", "chosen": "choos", "set": "set",
    "rewritten": "rewrit", "bought": "buy", "brought": "bring", "kept": "keep", "gone": "go", "done": "do",
    "taught": "teach", "told": "tell", "rolled": "roll", "filled": "fill", "enrolled": "enrol",
}  # fmt: skip
