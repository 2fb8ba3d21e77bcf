"""Whether a recommendation was accepted, from its own column or from the first words of the response."""

import re

from muniment.documents.plan.reading import Acceptance
from muniment.documents.plan.words import plain, squash

_HEAD = r"^(?:(?:the|this|recommendation|management|response|is|was|has been|have been)[\s:]+)*"
_TAIL = r"(?:\s*(?:[.:;,\n–-]|$)|\s+(?:by management|and|but|with|subject|in principle))"
_RULES: tuple[tuple[Acceptance, re.Pattern[str]], ...] = (
    ("partly", re.compile(_HEAD + r"(?:(?:partially|partly|part|in part)[\s-]+(?:accept(?:ed)?|agree[d]?)|(?:accept(?:ed)?|agree[d]?) in part|partial)" + _TAIL)),
    ("rejected", re.compile(_HEAD + r"(?:not (?:accept(?:ed)?|agree[d]?)|reject(?:ed)?|decline[d]?|disagree[d]?|n|no)" + _TAIL)),
    ("accepted", re.compile(_HEAD + r"(?:fully )?(?:accept(?:ed)?|agree[d]?|y|yes)(?: in full)?" + _TAIL)),
)  # fmt: skip
_ONLY = re.compile(
    _HEAD
    + r"(?:(?:fully|partially|partly|not) )?(?:accept(?:ed)?|agree[d]?|reject(?:ed)?)(?: in (?:full|part|principle))?[.\s]*$"
)


def acceptance_of(*texts: str) -> tuple[Acceptance | None, str]:
    """The acceptance that one of the texts begins with, and the words that say it; (None, '') where none does."""
    for text in texts:
        line = plain(text.strip().split("\n", 1)[0])
        for acceptance, rule in _RULES:
            match = rule.match(line)
            if match and not (len(match[0].strip()) <= 2 and len(line) > 3):
                return acceptance, squash(text)[: match.end()].strip(" .,:;-–")
    return None, ""


def says_only_acceptance(text: str) -> bool:
    """`Agreed.` alone is no action."""
    return bool(_ONLY.match(plain(text)))
