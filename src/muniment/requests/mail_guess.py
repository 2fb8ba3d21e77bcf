"""What an e-mail asks for and under which law, guessed by its words. A person decides; the words are shown."""

import re
from dataclasses import dataclass

REQUESTS, RIGHTS, COMPLAINTS = "requests", "rights-requests", "complaints"


@dataclass(frozen=True, slots=True)
class Guess:
    """Which register it belongs to, which law of requests, and the words that say so; none where nothing does."""

    what: str = REQUESTS
    law: str = "foi"
    words: tuple[str, ...] = ()


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE)


# In the order in which they are asked: who names a law knows it, and the environment is told by its subjects last.
_ABOUT: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (COMPLAINTS, "foi", _words(r"data protection complaint", r"section 164A", r"complain\w* (?:about|that|of) (?:\w+ ){0,6}my (?:personal )?(?:data|information)")),
    (RIGHTS, "foi", _words(r"subject access", r"\bD?SAR\b", r"article (?:15|16|17|18|20|21)\b", r"right (?:of access|to erasure|to be forgotten)", r"(?:my|our) (?:own )?personal (?:data|information)", r"(?:data|information|records?) (?:that )?you (?:hold|have|keep) (?:about|on) me\b", r"copy of my (?:\w+ ){0,2}(?:records?|files?|data)")),
    (REQUESTS, "rpsi", _words(r"re-?use of public sector information", r"\bRPSI\b", r"(?:licen[cs]e|permission|wish|like|want) to re-?use")),
    (REQUESTS, "eir", _words(r"environmental information regulations?", r"\bEIRs?\b", r"regulation 5 of the environmental")),
    (REQUESTS, "foi", _words(r"freedom of information", r"\bFOIA?\b")),
    (REQUESTS, "eir", _words(r"flood\w*", r"air quality", r"emissions?", r"contaminat\w+", r"pollut\w+", r"asbestos", r"planning (?:application|permission|enforcement)\w*", r"local (?:authority )?search\b", r"con ?29", r"recycling", r"landfill", r"incinerat\w+", r"sewage", r"drainage", r"felling", r"tree preservation", r"noise (?:nuisance|level|complaint)\w*", r"biodiversity", r"energy performance", r"pesticid\w+", r"glyphosate")),
)  # fmt: skip


def guessed(subject: str, text: str) -> Guess:
    """The first that its words speak of."""
    whole = f"{subject}\n{text[:20_000]}"
    for what, law, pattern in _ABOUT:
        found = dict.fromkeys(" ".join(each[0].split()).lower() for each in pattern.finditer(whole))
        if found:
            return Guess(what, law, tuple(found)[:4])
    return Guess()
