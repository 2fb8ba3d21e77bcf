"""Words of the special categories of Article 9, and of criminal offences in Article 10: such as are said of a person."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """`said` is the category in a sentence; `words` are lower-case expressions; `each` how much one of them weighs, 0 to 1."""

    said: str
    words: tuple[str, ...]

    @property
    def expression(self) -> str:
        return "(?:" + "|".join(map(_in_capitals_too, self.words)) + ")"


def _in_capitals_too(word: str) -> str:
    """Each word of it with a small letter or a capital first: "White British", "white British"."""
    return re.sub(r"(?:^|(?<=[a-z] ))([a-z])", lambda found: f"[{found[0].upper()}{found[0]}]", word)


TOPICS: dict[str, Topic] = {
    "health": Topic("health", (
        "diagnos(?:is|ed)", "prescribed", "medication", "depression", "anxiety", "asthma", "diabet(?:es|ic)", "epilep(?:sy|tic)", "cancer", "dementia", "schizophrenia",
        "bipolar", "autis(?:m|tic)", "pregnan(?:t|cy)", "miscarriage", "self[ -]harm(?:ed|ing)?", "suicidal", "overdose", "stroke", "chemotherapy", "surgery", "disabilit(?:y|ies)",
        "wheelchair", "hiv", "hepatitis", "sectioned", "mental health", "consultant psychiatrist", "fit note", "sick note", "sickness absence", "occupational health", "impairment", "seizures?", "insulin",
        "antidepressants?", "alcohol dependen(?:t|cy)", "substance misuse", "eating disorder", "adhd", "learning difficult(?:y|ies)", "symptoms?",
    )),
    "ethnicity": Topic("racial or ethnic origin", (
        "ethnicity", "ethnic (?:origin|group|background)", "white british", "black african", "black caribbean", "mixed race", "british pakistani", "pakistani", "bangladeshi", "roma", "irish traveller",
        "gypsy", "racial origin", "nationality", "country of birth", "asylum seeker", "refugee status", "somali", "afro-caribbean",
    )),
    "religion": Topic("religion or belief", (
        "religion", "religious belief", "muslim", "christian", "roman catholic", "catholic", "hindu", "sikh", "jewish", "buddhist", "atheist", "jehovah's witness(?:es)?", "church of england", "attends (?:church|mosque)", "halal", "kosher", "baptised",
    )),
    "trade_union": Topic("trade union membership", (
        "trade union member(?:ship)?", "union member(?:ship)?", "union (?:rep|representative)", "union subs(?:criptions?)?", "shop steward", "member of (?:unison|unite|gmb|pcs)", "check-off", "unison member(?:ship)?", "unite member(?:ship)?", "gmb member(?:ship)?",
    )),
    "sexual_life": Topic("sexual life or orientation", (
        "sexual orientation", "heterosexual", "homosexual", "lesbian", "bisexual", "gay", "transgender", "trans (?:woman|man)", "gender identity", "gender reassignment", "same-sex partner", "sexual partners?", "sexually active", "sexual health", "sexual history",
    )),
    "biometric": Topic("biometric or genetic data", (
        "fingerprints?", "biometrics?", "facial recognition", "iris scan", "retina(?:l)? scan", "dna (?:sample|profile|test)", "genetic (?:test|testing|condition)", "voiceprint",
    )),
    "criminal_offence": Topic("criminal offences", (
        "convict(?:ed|ions?)", "criminal record", "criminal offences?", "arrested", "caution(?:ed)? by", "police caution", "prison", "custodial sentence", "probation", "on bail", "charged with", "magistrates'? court", "crown court", "assault", "burglary", "shoplifting", "dbs (?:check|disclosure)", "sex offenders?", "offender", "youth justice", "community order", "sentenced",
    )),
}  # fmt: skip
