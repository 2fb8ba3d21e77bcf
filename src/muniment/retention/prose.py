"""A line of a retention schedule in prose, understood: "CFY + 6", "DOB + 25 or 6 years from last action, whichever is longer".

Pure. Nothing is guessed in silence: what was assumed or left over is told and lowers the confidence, and what nobody could rule
by has no line. The confidence is how many of a hundred such readings should be right; docs/retention.md says what was measured.
"""

import re
from dataclasses import dataclass, field, replace
from math import prod

from muniment.retention.prose_actions import ACTIONS, DECLINED, taking_actions
from muniment.retention.prose_words import DOUBTFUL, Start, plain, start_of, unknown_words
from muniment.retention.rules import LONGEST, Action, Keep, Line, Period, Trigger, faults

SURE = 75  # from here on a reading is taken unless a person says otherwise


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text rules, how surely (0 to 100), the parts of it that were not understood, and why it is not surer.

    `line` is None where the confidence is 0, and only there.
    """

    line: Line | None
    confidence: int = 0
    not_understood: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(slots=True)
class _Notes:
    """What is gathered on the way: shares of certainty, reasons, and words left over."""

    shares: list[float] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def doubt(self, share: float, why: str = "") -> None:
        self.shares.append(share)
        if why:
            self.why.append(why)

    def left(self, words: str) -> None:
        if words:
            self.rest.append(words)


_AMOUNT = r"(?P<years>\d+(?:\.5)?) years?(?: (?P<months>\d+) months?)?|(?P<only>\d+) months?"
_HAS_AMOUNT = re.compile(rf"(?:{_AMOUNT})")
# What no line can say, and why. The first that is found holds.
_REFUSED = tuple((re.compile(pattern), why) for pattern, why in (
    (r"\b(?:months|years) (?:months|years)\b", "Two units stand together without a number between."),
    (r"\b(\d+) \((?!\1\))\d+\)", "The number in words and the number in figures differ."),
    (r"^-\s?\d|\bminus \d", "A period is not negative."),
    (r"(?:soon|earli|short)e(?:r|st)\b|comes first|less(?:er)? of", "Of two periods the one that ends later holds; this asks for the earlier."),
    (r"\d+ ?(?:-|/|to) ?\d+ (?:years|months)|(?<!\+ )\b\d+ or \d+ (?:years|months)|\d+ years? (?:-|to|or) \d+ years\b(?! (?:from|after|following|since))|\bbetween \d+", "It gives a range: nobody could say which."),
    (r"\b\d*\.\d+ months|\d\.(?!5 )\d+ years|\d+ (?:days?|weeks?|hours?|fortnights?|quarters?|terms?)\b", "Periods are ruled in whole months and years."),
    (r"\b0 (?:years|months)\b", "A period of no time at all."),
    (r"^(?:see|refer to|as per|as|tb[ca]|to be (?:confirmed|agreed|decided)|n/?a|not applicable|none|unknown|various|varies)\b", "It says no period itself."),
))  # fmt: skip
_FOR_EVER = re.compile(
    r"\bpermanent(?:ly)?(?: preservation| retention)?\b|\bin perpetuity\b|\bfor ?ever\b|\bnever (?:be )?destroy(?:ed)?\b"
    r"|\bdo not destroy\b|\blife of (?:the )?(?:council|authority)\b"
)
_INDEFINITE = re.compile(r"\bindefinite(?:ly)?\b|\balways\b|\bunlimited\b")
_VERB = r"(?:destroy|destruction|dispos|delet|shred|eras|confidential|secure|offer|transfer|deposit|send|review|apprais|purge|weed)"
_SEPARATOR = re.compile(
    rf"\s*[;.](?:\s+|$)|,?\s*\b(?:and |& )?then\b\s*|\s+-\s+|,\s*(?:and )?(?={_VERB})|\s+(?:and|before|prior to|followed by)\s+(?={_VERB})|[,.;]\s+"
)
_WHICHEVER = re.compile(
    r",?\s*\(?\b(?:whichever (?:is|be|of these is|ends|comes|falls|occurs)? ?(?:the )?(?:longe[rst]+|later?|latest|greater|last)|the (?:longer|later) of|if (?:longer|later))\b\)?,?"
)
_AGE = re.compile(
    r"\bage[d]?(?: of)? (?P<a>\d+)\b|\b(?P<b>\d+)(?:st|nd|rd|th) birthday"
    r"|\b(?:is|are|reach(?:es|ed)?|turns?|attains?|been|becomes?|be) (?:the age of )?(?P<c>\d+)(?: years(?: old| of age)?)?$|\b(?P<d>\d+) years (?:old|of age)"
)
_OF_WHOM = re.compile(
    r"\b(?:child(?:ren)?|young person|pupil|person|subject|student|learner|individual|client|patient|would|have|up|reaches|reached|his|her|turns|attains)\b"
)
_AFTER = r"\s*,?\s*(?:from|after|following|since|beyond|past|post|on|upon|of|commencing|starting|beginning|counted|running|when|once)\b(?:\s+(?:from|with|on|at)\b)?\s*"
_RIGHT = re.compile(rf"^(?P<before>.*?)(?:{_AMOUNT}){_AFTER}(?P<start>.+)$")
_LEFT = re.compile(rf"^(?P<start>.+?)\s*\+ (?:{_AMOUNT})(?P<after>.*)$")
_NO_LENGTH = re.compile(r'^(?:.*?\b(?:until|till|when|once|upon|on|as soon as|after|pending)\b|(?=the end of |"))\s*(?P<start>.+)$')  # fmt: skip
_CITED = re.compile(
    r"\b(?:act|acts|regs?|regulations?|order|rules|code|section|limitation|deeds?|seal|statut\w+|common practice|min(?:imum)?)\b|\bs\.? ?\d|\b(?:19|20)\d\d\b"
)
_TRAILING_LAW = re.compile(
    r"(?:[,;.]|\s-)\s*(?:in line with |under |as required by |to comply with |see )?(?:the )?[a-z][a-z&' ,-]*\b(?:act|regulations?|regs|order|rules)\b(?: \d{4})?"
    r"(?:,? ?(?:s|ss|sections?|regs?|regulations?|sch|schedule|part|para)\b\.? ?[\da-z().]+)*(?=$|[;.])"
)
_SAYING_NOTHING = re.compile(
    r"\b(?:retain(?:ed)?|keep|kept|hold|held|preserved?|for|a|minimum|at least|not less than|period|of|until|then|and|all|the|be|to|must|should|will|after|total|action|"
    r"retention|records?|files?|are|is|or|within|up|in|on|normally|usually|whil(?:e|st) (?:current|in use|in force|active)|only|under|confidential(?:ly)?|secure(?:ly)?|conditions|offered)\b"
)


def understand(text: str) -> Understood:
    """What a text of a schedule rules, never raising; a text of many thousand characters is looked at no further."""
    words = plain(text[:2_000])
    if not words:
        return Understood(None, why=("Nothing is said.",))
    for pattern, why in _REFUSED:
        if pattern.search(words):
            return Understood(None, 0, (text.strip()[:200],), (why,))
    notes = _Notes()
    line = _line(_without_remarks(words, notes), notes)
    if line is None:
        return Understood(None, 0, (text.strip()[:200],), tuple(notes.why) or ("No period was found.",))
    if found := faults(line):
        return Understood(None, 0, (text.strip()[:200],), tuple(found))
    count = sum(len(each.split()) for each in notes.rest)
    if count:
        notes.doubt(0.75 if count == 1 else 0.5 if count <= 3 else 0.3, "Some words were not understood.")
    confidence = max(1, round(98 * prod(notes.shares)))
    return Understood(line, confidence, tuple(notes.rest), tuple(dict.fromkeys(notes.why)))


def _without_remarks(words: str, notes: _Notes) -> str:
    """The words without brackets and the law at their end. What a bracket says besides a law is a condition, or not understood."""
    for inner in re.findall(r"\(([^()]*)\)", words):
        if _HAS_AMOUNT.search(inner) or DOUBTFUL.search(inner) or re.search(r"\bor \d", inner):
            notes.doubt(0.4, "What stands in brackets is a condition, which no line can say.")
            notes.left(inner)
        elif not _CITED.search(inner) and not _WHICHEVER.search(f"({inner})"):
            notes.doubt(0.9)
            notes.left(unknown_words(inner))
    words = re.sub(r"\((?!whichever)[^()]*\)?", " ", words)
    return re.sub(r"\s+", " ", _TRAILING_LAW.sub("", words)).strip(" ,;.-")


def _line(words: str, notes: _Notes) -> Line | None:
    words, later = _WHICHEVER.subn("; ", words)
    words = re.sub(r"\+ (\d+)(?!\d|\.| ?(?:year|month))", r"+ \1 years", words)
    words, declined = DECLINED.subn("", words)
    if DOUBTFUL.search(words):
        notes.doubt(0.35, "It depends on something that no line can say.")
    words, for_ever = _without_for_ever(words, notes)
    periods: list[Period] = []
    actions: list[Action] = []
    for segment in _segments(words):
        _read(segment, periods, actions, notes)
    if for_ever:
        return _permanent(periods, actions, notes)
    if len(periods) == 2 and not later:
        notes.doubt(0.55, "Which of the two periods holds is not said: the later is assumed.")
    if len(periods) == 1 and later:
        notes.doubt(0.4, "Only one of several periods was found.")
    if len(periods) > 2:
        notes.why.append("A line gives one period, or the longer of two.")
        return None
    action = _one(actions, notes, expected=bool(declined))
    if periods:
        return Line(Keep.PERIOD, action or Action.DESTROY, tuple(periods))
    if action in {None, Action.DESTROY} and Action.REVIEW not in actions:
        notes.why.append("No period was found.")
        return None
    if not re.search(r"\buntil review", words):
        notes.doubt(0.7, "When that is done is not said.")
    return Line(Keep.REVIEW, action or Action.REVIEW)


def _without_for_ever(words: str, notes: _Notes) -> tuple[str, bool]:
    """The words without those that say it is kept for ever, and whether there were any."""
    rest, count = _FOR_EVER.subn(" ", words)
    if not count:
        rest, count = _INDEFINITE.subn(" ", words)
        if count:
            notes.doubt(0.9)
    return rest, bool(count)


def _segments(words: str) -> list[str]:
    """The clauses; two periods joined by "or" or "and" come apart, so that each is read by itself."""
    found = []
    for segment in _SEPARATOR.split(words):
        parts = re.split(r"\s*,?\s*\b(?:or|and)\b\s+", segment or "")
        whole = [part for part in parts if _HAS_AMOUNT.search(part) or _AGE.search(part)]
        found += parts if len(parts) == len(whole) > 1 else [segment or ""]
    return [each.strip(" ,.;:-") for each in found if each.strip(" ,.;:-")]


def _read(segment: str, periods: list[Period], actions: list[Action], notes: _Notes) -> None:
    """Adds what a clause says to the periods and the actions."""
    if re.fullmatch(r"(?:retain(?:ed)? |keep |kept )?until review(?:ed)?", segment):
        actions.append(Action.REVIEW)
        return
    if _HAS_AMOUNT.search(segment) or _AGE.search(segment):
        periods.append(_period(segment, actions, notes))
        return
    rest = taking_actions(segment, actions)
    bare = _SAYING_NOTHING.sub(" ", rest)
    if (until := _NO_LENGTH.match(segment)) and not re.fullmatch(r"\W*", bare):
        before = segment[: until.start("start")]
        start = start_of(until["start"])
        if start is not None and (start.event or start.year_end):
            _counted(start, notes)
            taking_actions(before, actions)
            periods.append(Period(start.trigger, year_end=start.year_end, event=start.event))
            return
    notes.left(unknown_words(bare))


def _period(segment: str, actions: list[Action], notes: _Notes) -> Period:
    if (age := _AGE.search(segment)) and not ("+" in segment and _HAS_AMOUNT.search(segment)):
        before = segment[: age.start()] + " " + segment[age.end() :]
        left = _SAYING_NOTHING.sub(" ", taking_actions(_OF_WHOM.sub(" ", before), actions))
        notes.left(unknown_words(left))
        return Period(Trigger.BORN, int(next(filter(None, age.groups()))))
    found, outside = _RIGHT.match(segment), ""
    start: Start | None = None
    if found:
        start, outside = _within_a_year(start_of(found["start"]), found["before"])
    elif found := _LEFT.match(segment):
        # "Destroy: closure + 6": the action first, then what the period is counted from.
        start, outside = start_of(_leading_action(found["start"], actions)), found["after"]
    else:
        found = _HAS_AMOUNT.search(segment)
        assert found is not None
        outside = segment[: found.start()] + " " + segment[found.end() :]
        start = start_of(segment[: found.start()], known_only=True)
        outside = "" if start else outside
    if start is None:
        notes.left(unknown_words(found.groupdict().get("start") or ""))
        notes.doubt(0.65, "From when it is counted is not said: closure is assumed.")
        start = Start(Trigger.CLOSED)
    elif start.trigger is Trigger.BORN:
        start = replace(start, rest=_OF_WHOM.sub(" ", start.rest))
    _counted(replace(start, rest=taking_actions(start.rest, actions)), notes)
    notes.left(unknown_words(_SAYING_NOTHING.sub(" ", taking_actions(outside, actions))))
    years, months = _length(found)
    return Period(start.trigger, years, months, start.year_end, start.event)


def _within_a_year(start: Start | None, before: str) -> tuple[Start | None, str]:
    """Of "CFY + 6 years from closure" the closure, counted from the end of its year; and what remains of the words before."""
    year = start_of(before, known_only=True) if before.rstrip().endswith("+") else None
    if start is None or year is None or not year.year_end or start.year_end:
        return start, before
    return replace(start, year_end=year.year_end, sure=start.sure * 0.9), year.rest


def _leading_action(text: str, actions: list[Action]) -> str:
    for action, pattern in ACTIONS:
        if match := re.match(rf"(?:{pattern.pattern})(?:\s*:|\s+(?:after|at|on)\b|\s+-)\s*", text):
            actions.append(action)
            return text[match.end() :]
    return re.sub(r"^(?:retain|keep)(?:ed|t)?\s+(?:for|until)?\s*", "", text)


def _length(found: re.Match[str]) -> tuple[int, int]:
    if found["only"]:
        return 0, int(found["only"])
    whole, _dot, half = found["years"].partition(".")
    return min(int(whole), 10 * LONGEST), int(found["months"] or 0) + (6 if half else 0)


def _counted(start: Start, notes: _Notes) -> None:
    notes.left(unknown_words(start.rest))
    if start.sure < 1 or start.why:
        notes.doubt(start.sure, start.why)


def _permanent(periods: list[Period], actions: list[Action], notes: _Notes) -> Line:
    if any(each.length for each in periods):
        notes.doubt(0.3, "It is kept for ever and for a period.")
    if Action.DESTROY in actions:
        notes.doubt(0.3, "It is kept for ever and destroyed.")
    kept = [each for each in actions if each in {Action.OFFER, Action.TRANSFER}]
    if Action.REVIEW in actions:
        notes.doubt(0.6, "It is kept for ever and reviewed.")
    return Line(Keep.PERMANENT, kept[0] if kept else Action.KEEP)


def _one(actions: list[Action], notes: _Notes, *, expected: bool) -> Action | None:
    """The action of several that are named. Destroying what the archives decline, or what a review lets go, is part of those."""
    if not actions:
        notes.doubt(0.96)
        return None
    rank = (Action.OFFER, Action.TRANSFER, Action.REVIEW, Action.DESTROY)
    found = sorted(actions, key=rank.index)
    if len(found) > 1 and not expected:
        notes.doubt(0.7, "Several actions are named.")
    return found[0]
