"""What a schedule says is done at the end of a period, in the words of British schedules. Pure."""

import re

from muniment.retention.prose_words import plain
from muniment.retention.rules import Action

_ARCHIVES = r"(?:the )?(?:\w+ )?(?:\w+ )?(?:archiv(?:es?|ists?)|record(?:s)? office|history centre|place of deposit)"
ACTIONS: tuple[tuple[Action, re.Pattern[str]], ...] = tuple((action, re.compile(pattern)) for action, pattern in (
    (Action.OFFER, rf"\boffer(?:ed)?(?: to {_ARCHIVES})?\b"),
    (Action.TRANSFER, (rf"\b(?:transfer(?:red)?|deposit(?:ed)?|send|sent|pass(?:ed)?|move[d]?)(?: them| it)?(?: to| with| at) {_ARCHIVES}\b|\b(?:in|at) {_ARCHIVES}\b"
                      r"|\btransfer(?:red)?\b|\barchived?\b")),
    (Action.REVIEW, r"\b(?:re-?)?(?:review|apprais|assess)(?:ed|e|al|ment)?(?: for (?:destruction|disposal|archival value|historical value|further retention))?\b"),
    (Action.DESTROY, (r"\b(?:secure(?:ly)? |confidential(?:ly)? )?(?:destroy(?:ed)?|destruction|dispos(?:e|ed|al)(?: of)?|delet(?:e|ed|ion)|shred(?:ded)?|eras(?:e|ed|ure)"
                     r"|confidential waste|purged?|weed(?:ed)?)\b(?: (?:under|as|by|in) (?:secure|confidential)(?: conditions| waste)?)?")),
))  # fmt: skip
DECLINED = re.compile(
    r"[,;.]?\s*(?:and )?(?:destroy|dispose|delete)(?:ed)?\b[^;.]*\bif (?:not|declined|refused|unwanted|no)\b[^;.]*|[,;.]?\s*(?:otherwise|if not|if declined|else)[^;.]*\b(?:destroy|dispose)(?:ed)?$"
)


def actions_in(text: str) -> list[Action]:
    """The actions that a text names, what is done first to come."""
    found: list[Action] = []
    taking_actions(DECLINED.sub("", plain(text[:2_000])), found)
    return found


def taking_actions(text: str, actions: list[Action]) -> str:
    """What remains of a text when its actions are taken out of it."""
    for action, pattern in ACTIONS:
        text, count = pattern.subn(" ", text)
        if count and action not in actions:
            actions.append(action)
    return text
