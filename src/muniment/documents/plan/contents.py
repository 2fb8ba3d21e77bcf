"""What the cells of a column look like: references, dates, posts, words of state, prose."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from muniment.documents.plan.dates import dates_in
from muniment.documents.plan.posts import looks_like_post
from muniment.documents.plan.reading import Field
from muniment.documents.plan.words import plain, squash

_SAMPLE = 200
_REF = re.compile(
    r"(?:(?:rec(?:ommendation)?|action|ref|no|item|finding|issue)\.?\s*)?(?:no\.?\s*)?"
    r"[a-z]{0,6}\s?[-./]?\s?\d{1,4}(?:\s?[-./]\s?[a-z]{0,3}\d{1,4}){0,3}\s?(?:\(?[a-z]\)?|\([ivx]+\))?[.):]?",
    re.IGNORECASE,
)
_LETTER_REF = re.compile(r"[A-Z](?:\.?\d+)?|[ivx]+", re.ASCII)
_WORDY_DATE = re.compile(
    r"(?:ongoing|on-going|tbc|tba|tbd|immediate(?:ly)?|asap|complete[d]?|n/?a|with immediate effect|to be (?:confirmed|agreed)|continuous"
    r"|annual(?:ly)?|quarterly|monthly|(?:by |end of )?(?:the )?(?:financial )?year[- ]?end|in place|implemented|-|spring|summer|autumn"
    r"|winter|within \d+ (?:days|weeks|months).*)"
)
_STATE = re.compile(
    r"(?:dark |light )?(?:red|amber|green|blue|grey|gray|white|black|purple|yellow)(?: ?[/-] ?(?:red|amber|green|blue))?|[ragb]|"
    r"(?:fully |partially |partly |not |substantially |nearly |now )*(?:complete[d]?|implemented|started|begun|achieved|closed|due|actioned)"
    r"(?: yet)?|in progress|on ?-?going.{0,20}|open|outstanding|overdue|superseded|on track|off track|delayed|underway|under way"
    r"|pending|\d{1,3} ?%|done|wip|on hold|no longer (?:required|applicable)|in part|yes|no|y|n|[✓✔☑✗✘☒×x]|new|to do|resolved|blocked|in review|risk accepted|met|not met|slipped|at risk|behind(?: schedule)?"
    r"|deferred|cancelled|live|withdrawn|ongoing to .{3,12}|partial|not yet (?:due|started|begun)"
)
_PRIORITY = re.compile(
    r"(?:priority |risk |level |grade |category |cat )?(?:very )?(?:high|medium|med|low|urgent|critical|essential|important|desirable|moderate|"
    r"significant|fundamental|advisory|major|minor|must|should|could|[1-5]|[hmlu]|p[1-5]|one|two|three|best practice|merits attention|now|soon|later|quick win|(?:short|long)[- ]term|medium[- ]term|continue)"
    r"(?: (?:priority|risk))?(?: ?[(/-].{0,15})?"
)
_ACCEPTED = re.compile(
    r"(?:fully |partially |partly |part |not |in part |recommendation )*(?:accept(?:ed)?|agree[d]?|reject(?:ed)?|decline[d]?|y|n|yes|no|partial)"
    r"(?: in part)?[.]?"
)
_PROGRESS_CUE = re.compile(
    r"\b(?:completed?|in progress|awaiting|waiting|ongoing|not (?:yet )?(?:began|begun|started|complete[d]?)|has been|have been|been|draft(?:ed)?"
    r"|under ?way|being|reviewed|implemented|developed|to date|yet to|scheduled|issued|closed|done|meeting held|outstanding|delayed)\b"
)
_WORD = re.compile(r"[A-Za-z]{3,}")
_BLANK = frozenset({"", "-", "n/a", "na", "none", "."})


def is_reference(text: str) -> bool:
    """Whether a cell may be the reference of an action: `A12`, `4.2`, `Rec 7`, `IA/24/03`, `R5(a)`; not a date."""
    text = squash(text)
    if not text or len(text) > 24:
        return False
    if _REF.fullmatch(text):
        dates = dates_in(text)
        return not (dates and dates[0].end - dates[0].start >= len(text) - 1 and len(re.findall(r"\d+", text)) != 2)
    return bool(_LETTER_REF.fullmatch(text))


@lru_cache(maxsize=20_000)
def is_datelike(text: str) -> bool:
    text = plain(text)
    return len(text) <= 90 and bool(dates_in(text) or _WORDY_DATE.fullmatch(text))


def is_period(text: str) -> bool:
    """A month, a quarter or a day and nothing else, as it may stand above a column of progress."""
    text = squash(text)
    dates = dates_in(text)
    return len(dates) == 1 and dates[0].end - dates[0].start >= len(text) - 1 and dates[0].precision != "year"


@lru_cache(maxsize=20_000)
def is_state(text: str) -> bool:
    """A word or two of state, as in a status column: `Complete`, `Amber`, `75 %`."""
    return len(text) <= 40 and bool(_STATE.fullmatch(plain(text).strip(" .*")))


@lru_cache(maxsize=20_000)
def begins_with_state(text: str) -> bool:
    """A state with a few words behind it, or in two languages: `Green - complete`, `Closed - not accepted`."""
    text = plain(text)
    return len(text) <= 60 and any(is_state(part) for part in re.split(r"\s*(?:\s[-/]\s|[:(])\s*", text) if part)


def is_blank(text: str) -> bool:
    return plain(text) in _BLANK


def fitness(cells: Sequence[str]) -> dict[Field, float]:
    """How well the cells of one column would do for each field, 0 to 1; all 0 for an empty column."""
    filled = [squash(text) for text in cells if not is_blank(text)][:_SAMPLE]
    if not filled:
        return {}
    count = len(filled)
    distinct = len(set(filled))

    def share(test: "re.Pattern[str]") -> float:
        return sum(bool(test.fullmatch(plain(text).strip(" .*"))) for text in filled) / count

    mean = sum(map(len, filled)) / count
    # Prose has words: two are the shortest action ("Appoint a DPO"), eight a usual one. Numbers and codes are none.
    words = sum(len(_WORD.findall(text)) for text in filled) / count
    prose = min(1.0, max(0.0, (words - 1) / 7)) * min(1.0, distinct / count + 0.35)
    cues = sum(bool(_PROGRESS_CUE.search(plain(text))) for text in filled) / count
    dates = sum(map(is_datelike, filled)) / count * (1.0 if mean < 60 else 0.5)
    state = sum(map(begins_with_state, filled)) / count
    fit: dict[Field, float] = {
        "ref": _reference_fitness([_first_line(text) for text in cells if not is_blank(text)][:_SAMPLE])
        * (0.4 + 0.6 * distinct / count),
        "theme": 0.6 * (mean < 70) * (distinct < count or count < 3) * (not state and not dates),
        "recommendation": prose * (1 - 0.4 * cues),
        "action": prose * (1 - 0.4 * cues),
        "owners": sum(looks_like_post(text) for text in filled) / count * (mean < 110),
        "due": dates,
        "progress": max(0.6 * prose, cues * min(1.0, mean / 25), 0.5 * state, 0.2 * (words >= 1)),
        "status": state * (1.0 if mean < 25 else 0.5),
        "priority": share(_PRIORITY) * (1.0 if distinct <= max(5, count / 2) else 0.4),
        "acceptance": share(_ACCEPTED),
        "evidence": 0.5 * prose,
    }
    return fit


def tells_progress(cells: Sequence[str]) -> float:
    """The share of cells with a word of state or a sign of work done, under way or to come."""
    filled = [plain(text) for text in cells if not is_blank(text)][:_SAMPLE]
    told = sum(begins_with_state(text) or bool(_PROGRESS_CUE.search(text)) for text in filled)
    return told / len(filled) if filled else 0.0


def _first_line(text: str) -> str:
    """A reference may have its priority below it in the same cell."""
    return squash(text.strip().split("\n", 1)[0])


def _reference_fitness(filled: list[str]) -> float:
    """Bare numbers are references only when they count on, also anew in each table; `1.2` and `A3` always are."""
    share = sum(map(is_reference, filled)) / len(filled)
    if filled and all(text.rstrip(".").isdecimal() for text in filled):
        numbers = [int(text.rstrip(".")) for text in filled]
        rising = sum(b > a or b == numbers[0] for a, b in pairwise(numbers))
        share *= 0.9 if len(numbers) < 2 or rising >= 0.8 * (len(numbers) - 1) else 0.2
    return share
