"""Whether what is reported done is what was agreed: the same verb, or its outcome, of mostly the same things."""

import re
from collections.abc import Sequence

from muniment.documents.plan.prose import IMPERATIVES, Done, lead_verb
from muniment.documents.plan.words import content_words, plain, stem, word_set

_FILLING = frozenset(
    map(
        stem,
        word_set(
            "now also new all fully already been since recently formally this meeting january february march april may "
            "june july august september october november december council each every quarterly monthly annually yearly weekly regularly daily it she he they we officer there"
        ),
    )
)
# Verbs of making, and the words that report their outcome: what is to be created is in place.
_MAKING = frozenset(
    map(stem, word_set("create establish introduce implement develop set launch adopt put institute produce"))
)
_OUTCOMES = frozenset(map(stem, word_set("in implemented established launched introduced created set adopted")))
# What was agreed twice over: keeping it up goes without saying once it is there.
_KEEPING = frozenset(map(stem, word_set("maintain keep ensure monitor continue use make take")))
_JOINED_VERB = re.compile(r"(?:\band|&|,|/|\bthen)\s+(?:then |to |also )?([a-z-]{3,})")
_BY_WHOM = re.compile(r"\bby (?:the |all |both |our )?(?:[a-z-]+ ){0,3}[a-z-]+")
_ENOUGH = 0.5  # the share of the words of the report that are words of the action


def is_what_was_agreed(done: Sequence[Done], action: str) -> bool:
    """Every verb that was agreed is reported done, and at least half of what the report names the action names too.

    `Included in the handbook` is not `Include the rule in the policy`; `Policy reviewed` is not `Review the policy and
    train the staff`.
    """
    verbs = {stem(one.verb.split()[0]) for one in done}
    lead = lead_verb(action)
    made = lead in _MAKING and bool(verbs & _OUTCOMES)
    if lead not in verbs and not made:
        return False
    others = {stem(word) for word in _JOINED_VERB.findall(plain(action))} & IMPERATIVES - _KEEPING
    if others - verbs - {lead}:
        return False
    agreed = {stem(word) for word in content_words(action)}
    telling = {one.clause for one in done if made or stem(one.verb.split()[0]) == lead}
    said = {
        stem(word)
        for clause in telling
        for word in content_words(_BY_WHOM.sub(" ", clause))
        if not any(map(str.isdigit, word))
    }
    said -= verbs | {lead, "plac"} | _FILLING
    return len(said & agreed) >= _ENOUGH * len(said)
