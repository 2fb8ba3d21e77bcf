"""The words in which British schedules say numbers, triggers and years: normalised, and looked up. Pure."""

import html
import re
from dataclasses import dataclass, replace

from muniment.retention.rules import Trigger, YearEnd

_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS = {
    **{word: n for n, word in enumerate(_SMALL)},
    **{word: 10 * n for n, word in enumerate(_TENS, 2)},
    "fourty": 40,
}
_NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))
_IN_WORDS = re.compile(
    rf"\b(?:(?:a|{_NUMBER}) hundred(?:(?: and)? (?:{_NUMBER})(?:[ -](?:{_NUMBER}))?)?|(?:{_NUMBER})(?:[ -](?:{_NUMBER}))?)\b"
)
_TIDYING = (
    (r"<[^>]*>", " "), ("[‐‑‒–—−]", "-"), ("[“”«»]", '"'), ("[‘’]", "'"), (r"(\d)\s*½", r"\1.5"), (r"\s+", " "),
    (r"(\d) calendar (years|year)\b", r"\1 \2"), (r"\byrs?\b\.?|\byear'?s'?(?=\W|$)", "years"), (r"\bmths?\b\.?|\bmonth'?s?'?(?=\W|$)", "months"),
    (r"(\d)\s*ys?\b\.?", r"\1 years"), (r"(\d)\s*m\b\.?", r"\1 months"), (r"(\d)-?(years|months)", r"\1 \2"),
    (r"\b(financial|fiscal|tax|accounting|academic|school|calendar|current|that|the|of) years\b", r"\1 year"),
)  # fmt: skip
_COUNTING = (
    (r" and a half (years|months)", r".5 \1"), (r"\b(\d+) \(\1\)", r"\1"), (r"\bplus\b|&", "+"), (r"\s*\+\s*", " + "),
    (r"(\d years)(?:,| and|, and)? (\d+ months)", r"\1 \2"), (r"(\d)-(?=years|months)", r"\1 "), (r"\s+", " "),
)  # fmt: skip


def plain(text: str) -> str:
    """A phrase in small letters, of one spelling: numbers as figures, units in full, "plus" as a sign."""
    found = html.unescape(text).casefold()
    for pattern, instead in _TIDYING:
        found = re.sub(pattern, instead, found)
    found = _IN_WORDS.sub(lambda match: str(_number(match[0])), found)
    for pattern, instead in _COUNTING:
        found = re.sub(pattern, instead, found)
    return re.sub(r"^[ .,;:*•]+|^-+(?!\d)|[ .,;:*•-]+$", "", found).strip()


def _number(words: str) -> int:
    total = 0
    for word in re.split(r"[ -]", words):
        if word == "hundred":
            total = max(total, 1) * 100
        else:
            total += 1 if word == "a" else NUMBERS.get(word, 0)
    return total


@dataclass(frozen=True, slots=True)
class Start:
    """From when a period is counted: `sure` is of 1, `rest` the words of the phrase that were not understood."""

    trigger: Trigger
    year_end: YearEnd = YearEnd.NONE
    event: str = ""
    sure: float = 1.0
    rest: str = ""
    why: str = ""


_THE = r"(?:the |a |an |any |its |that |their )?"
_MATTER = (r"(?:case|file|matter|project|proceedings|investigation|enquiry|inquiry|action|complaint|request|process|work|claim"
           r"|appeal|dispute|review|record|series|account|volume|register|it|application|folder)")  # fmt: skip
_OVER = r"(?:clos(?:es?|ed|ure|ing)|complet(?:es?|ed|ion)|conclu(?:des?|ded|sion)|ends?|ended|finished|settled|resolved|finalised|final)\b"
_END = r"(?:end|expiry|expiration|termination|cessation|completion|conclusion|close|closure|life|lifetime|life ?time|duration|term|lapse)"
_ENDS = r"(?:has |is |was )?(?:ends?|ended|ending|expir(?:es?|ed|y|ation)|terminat(?:es?|ed|ion)|complet(?:es?|ed|ion)|lapse[sd]?)\b(?: date)?"
# What ends and is then called by its name: "end of tenancy" and "tenancy ends" are one event.
_ENDING = (r"(?P<what>tenancy|lease|agreement|licen[cs]e|permit|registration|placement|grant|scheme|membership|appointment"
           r"|term of office|warranty|guarantee|hire|loan|partnership|service level agreement|policy|plan|order|benefit|award|approval)")  # fmt: skip
_LAST = (r"modif\w+|amend\w+|updat\w+|chang\w+|edit\w*|entry|entries|action\w*|activity|used?|using|contact|correspondence"
         r"|transactions?|access\w*|papers?|written|attendance|addition|recorded|involvement")  # fmt: skip
# The first that is found holds; an empty event is a trigger of its own.
_KNOWN: tuple[tuple[str, Trigger, str], ...] = (
    (r'"(?P<what>[^"]+)"(?: happened)?', Trigger.EVENT, "{what}"),
    (r"\bdob\b|\bd\.o\.b\b\.?|(?:date of )?\bbirth(?: ?date)?\b|(?:person |child |pupil |it )?(?:was |is )?\bborn\b", Trigger.BORN, ""),
    ((r"(?:leav(?:es|e|ing)|left|departure from|end of) (?:the )?school|(?:pupil|child|student|learner)s? (?:has )?(?:leaves?|left|leaving)\b"
     r"|school leaving(?: date)?"), Trigger.EVENT, "left school"),
    ((r"(?:termination|end|cessation|leaving|conclusion|last day|date of termination|expiry)(?: date)? of (?:the |their )?(?:contract of )?"
     r"(?:employment|service)\b|employment (?:has )?(?:ends?|ended|ceases?|ceased|terminat\w+)|leaving (?:date|employment|service|the council)"
     r"|(?:employee|officer|worker|member of staff|staff|post ?holder|volunteer)s? (?:has )?(?:leaves?|left|leaving)\b|date of leaving"
     r"|left (?:employment|the council|service)|leavers? date|\bleaving\b"), Trigger.EVENT, "employment ended"),
    (rf"{_END}(?: date)? of {_THE}contract\b|contract {_ENDS}|contract end(?: date)?\b|contract'?s? end\b", Trigger.CONTRACT_END, ""),
    (rf"(?:date of )?{_END}(?: date)? of {_THE}{_ENDING}\b|{_ENDING.replace('what', 'that')} {_ENDS}", Trigger.EVENT, "{what} ended"),
    ((rf"(?:{_END}|disposal|sale) of {_THE}(?:asset|property|vehicle|equipment|plant|land)\b|(?:asset|property|vehicle|equipment|plant|land) "
     r"(?:is |was )?(?:sold|disposed of|scrapped)"), Trigger.EVENT, "asset disposed of"),
    (r"(?:is |been |being )?supersed\w+(?: by (?:a|the) (?:new|newer|later|next|revised|updated) \w+)?|(?:is |been )?superce\w+|(?:is |been )?replaced(?: by a \w+ \w+)?", Trigger.EVENT, "superseded"),
    ((r"(?:is |are )?(?:no longer|not|ceases to be) (?:needed|required|of use|in use|relevant|useful)(?: for (?:\w+ )?(?:purposes?|use|reference|business))?|(?:administrative|business|operational) "
     r"(?:use|need|purpose) (?:is |has |has been )?(?:ends?|ended|ceases?|ceased|concluded?|over)"), Trigger.EVENT, "no longer needed"),
    (r"adoption order(?: (?:is |was )?(?:made|granted))?|(?:making|grant) of the adoption order", Trigger.EVENT, "adoption order made"),
    (r"(?:final )?decision(?: (?:is |was )?(?:made|taken|issued))?\b(?: notice)?", Trigger.EVENT, "decision made"),
    (r"\belection(?: (?:day|was held|is held|held))?\b|\bpoll(?:ing day)?\b", Trigger.EVENT, "election held"),
    (r"minutes (?:are|is|were|was|have been|has been)? ?(?:confirmed|approved|signed)|(?:confirmation|approval) of (?:the )?minutes",
     Trigger.EVENT, "minutes confirmed"),
    (r"award of (?:the |a )?contract|contract (?:is |was )?award(?:ed)?\b", Trigger.EVENT, "contract awarded"),
    (r"\b(?:date of |day of )?(?:the )?(?P<what>accident|incident)\b", Trigger.EVENT, "{what}"),
    (r"\b(?:death|died|dies|deceased)\b", Trigger.EVENT, "died"),
    (r"(?:completion|end|conclusion) of (?:the )?audit|audit (?:is |has been |was )?(?:complet\w+|closed|concluded)", Trigger.EVENT, "audit completed"),
    (rf"\b(?:last|latest|most recent|final)(?:ly)?[ -](?:{_LAST})|\bmodifi\w+|\bamend(?:ed|ment)\b", Trigger.MODIFIED, ""),
    ((rf"(?:{_OVER}|{_END}|finalisation|settlement|resolution) (?:date )?of {_THE}{_MATTER}\b|{_MATTER}s? (?:is |are |was |has |has been |have been )?{_OVER}(?: date)?"
     r"|\bclos(?:ed|ure|es|e)\b(?: date)?|\bclosing\b(?! date)|\bcomplet(?:ed|ion)\b|\bconclusion\b"), Trigger.CLOSED, ""),
    ((r"\bcreat(?:ed|ion)\b|\brece(?:ipt|ived)\b|\b(?:date|making) of (?:the |this )?(?:document|record|entry|file|recording)\b"
     r"|\brecorded\b|\bcompil(?:ed|ation)\b|\bcapture[d]?\b"), Trigger.CREATED, ""),
)  # fmt: skip
_ENDS_BY_ITSELF = re.compile(_ENDING)
_PATTERNS = tuple((re.compile(pattern), trigger, event) for pattern, trigger, event in _KNOWN)
_KIND = r"(?P<kind>financial|fiscal|tax|accounting|academic|school|calendar)"
_YEAR = re.compile(
    rf"\b(?:(?:end|close) of (?:the |that |this |each |relevant |current |last |same |council's )*(?:{_KIND} )?year"
    rf"|{_KIND.replace('kind', 'ending')} year[ -]?end(?:ing)?|(?:current |relevant )?{_KIND.replace('kind', 'bare')} year(?! end)|current year|year[ -]end"
    r"|(?P<short>cfye?|fye?|caye?|aye?|cy))\b(?P<inner>.*)"
)
_KINDS = {
    "financial": YearEnd.FINANCIAL, "fiscal": YearEnd.FINANCIAL, "tax": YearEnd.FINANCIAL, "accounting": YearEnd.FINANCIAL,
    "academic": YearEnd.ACADEMIC, "school": YearEnd.ACADEMIC, "calendar": YearEnd.CALENDAR, "cfy": YearEnd.FINANCIAL,
    "fy": YearEnd.FINANCIAL, "cay": YearEnd.ACADEMIC, "ay": YearEnd.ACADEMIC, "cy": YearEnd.CALENDAR,
}  # fmt: skip
# Of what a year is said to be the year, where that says nothing new.
_NOTHING = re.compile(r"(?:to|in|of|for)? ?(?:which)? ?(?:the |they |it |these )?(?:records?|documents?|files?)? ?(?:relates?|refers?|concerns?|was|were)?(?: to)?")  # fmt: skip
_FILLER = frozenset(
    [
        "the",
        "a",
        "an",
        "any",
        "its",
        "their",
        "of",
        "on",
        "in",
        "at",
        "which",
        "that",
        "when",
        "where",
        "from",
        "after",
        "since",
        "following",
        "upon",
        "once",
        "date",
        "day",
        "time",
        "point",
        "is",
        "has",
        "have",
        "been",
        "be",
        "was",
        "are",
        "were",
        "it",
        "they",
        "this",
        "these",
        "file",
        "files",
        "record",
        "records",
        "document",
        "documents",
        "case",
        "retain",
        "retained",
        "keep",
        "kept",
        "until",
        "for",
        "by",
        "to",
        "or",
        "with",
        "copy",
        "copies",
        "item",
        "information",
        "data",
        "person",
        "person's",
        "and",
        "relevant",
        "last",
        "series",
    ]
)
DOUBTFUL = re.compile(
    r"\b(?:if|unless|except\w*|otherwise|provided|subject to|depend\w*|but|where|for (?:the )?minutes|drafts?|adults?)\b"
)


def start_of(phrase: str, *, known_only: bool = False) -> Start | None:
    """What a phrase such as "the file was closed" counts from; None where it says no such thing.

    What is none of the words above is an event that bears the phrase's own name, unless `known_only`.
    """
    phrase = phrase.strip(" ,.;:-+")
    if year := _YEAR.search(phrase):
        return _in_a_year(phrase, year, known_only=known_only)
    for pattern, trigger, event in _PATTERNS:
        if found := pattern.search(phrase):
            named = {key: value for key, value in found.groupdict().items() if value}
            what = named.get("what") or named.get("that") or ""
            rest = f"{phrase[: found.start()]} {phrase[found.end() :]}"
            return Start(trigger, YearEnd.NONE, event.format(what=what.replace("license", "licence")), 1.0, rest)
    if re.fullmatch(r"(?:whil(?:e|st) )?current|in force|active", phrase):
        return Start(Trigger.CLOSED, sure=0.5, why="“Current” may end in several ways: closure is assumed.")
    if phrase == "c":
        return Start(Trigger.CLOSED, sure=0.9)
    return None if known_only else _by_its_own_name(phrase)


def _in_a_year(phrase: str, year: re.Match[str], *, known_only: bool) -> Start | None:
    said = year["kind"] or year["ending"] or year["bare"] or (year["short"] or "").removesuffix("e")
    kind, sure, why = _KINDS.get(said, YearEnd.FINANCIAL), 1.0, ""
    if not said or said == "cy":
        sure, why = 0.7, "Which kind of year is not said."
    before, inner = unknown_words(phrase[: year.start()]), year["inner"].strip(" ,")
    if _NOTHING.fullmatch(inner):
        why = why or "What falls into that year is not said: the last change is assumed."
        return Start(Trigger.MODIFIED, kind, "", sure * 0.85, before, why)
    start = start_of(inner, known_only=known_only)
    if start is None or start.year_end:
        return Start(Trigger.MODIFIED, kind, "", sure * 0.85, f"{before} {unknown_words(inner)}".strip(), why)
    return replace(
        start, year_end=kind, sure=start.sure * sure, rest=f"{before} {start.rest}".strip(), why=why or start.why
    )


def _by_its_own_name(phrase: str) -> Start | None:
    leading = r"^(?:(?:in which|to which|the|a|an|date|day|time|of|on|upon|which|that|when|from|after|since|once|it|is|has|been)\b ?)+"
    name = re.sub(leading, "", phrase).strip(" ,.")
    words = name.split()
    if not words or len(words) > 8 or re.search(r"\d", name) or not re.search(r"[a-z]{3}", name):
        return None
    if set(words) <= _FILLER | {"end", "life", "period", "years", "months"}:
        return None
    if ending := _ENDS_BY_ITSELF.fullmatch(name):
        return Start(Trigger.EVENT, event=f"{ending['what']} ended", sure=0.85, why="Its end is assumed.")
    dated = re.match(r"(?:the )?(?:date|day) (?:of|on|when)\b", phrase)
    return Start(Trigger.EVENT, event=name[:80], sure=0.8 if len(words) > 1 or dated else 0.5,
                 why=f"“{name}” is taken for the name of an event.")  # fmt: skip


def unknown_words(text: str) -> str:
    """What is left of a text without the words that say nothing here."""
    return " ".join(word for word in re.findall(r"[^\s,.;:()+\"/-]+", text) if word not in _FILLER)
