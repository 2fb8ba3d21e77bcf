"""A status column: a colour, a word or a percentage, what it means in this paper, and whether the progress agrees."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from muniment.documents.paper import Paper
from muniment.documents.plan.reading import Due, Status
from muniment.documents.plan.status import Verdict, from_progress
from muniment.documents.plan.words import plain, squash

_COLOURS = "red|amber|green|blue|grey|gray|white|black|purple|yellow"
_LETTERS = {"r": "red", "a": "amber", "g": "green", "b": "blue"}
_LEGEND = re.compile(
    rf"(?:^|[\s(;,|.])({_COLOURS})\s*(?:\((?:[a-z])\))?\s*(?:=|:|-|means|is|indicates|–)\s*([a-z][^;|\n.=]*)"
)
_LETTER_LEGEND = re.compile(r"(?:^|[\s(;,|])([ragb](?=\s*[=:])|[a-z](?=\s*=))\s*(?:=|:)\s*([a-z][a-z /]*)")
_LONGEST = 600  # characters of a text that may be a legend
# Without a legend: what councils mean most often. Of green and red it cannot be said whether they tell of begun or done.
_USUAL: Mapping[str, tuple[Status, bool]] = {
    "blue": ("completed", True),
    "green": ("in progress", False),
    "amber": ("in progress", True),
    "yellow": ("in progress", True),
    "red": ("in progress", False),
    "grey": ("not begun", False),
    "gray": ("not begun", False),
    "white": ("not begun", False),
    "black": ("in progress", False),
    "purple": ("in progress", False),
}
_WORDS: tuple[tuple[str, Status, bool], ...] = (
    ((r"superseded.{0,25}|no longer (?:required|applicable|relevant|needed)|withdrawn|cancelled|n/?a|not applicable|risk accepted|duplicate"
     r"|closed\W{0,3}(?:not (?:accepted|agreed|required|applicable)|rejected|no longer .*|risk accepted|superseded)"), "superseded", True),
    ((r"(?:not|no|yet to be|yet to) ?(?:yet )?(?:begun|began|started?|commenced?)|not (?:yet )?due|future|to start|to do|planned|not begun"
     r"|scheduled|0 ?%|not progressed|new|to do|backlog|unassigned"), "not begun", True),
    (r"(?:partially|partly|part|substantially|nearly|mostly) (?:complete[d]?|implemented|achieved|met)|partial|in part|[1-9]\d? ?%", "in progress", True),
    (r"not (?:yet )?(?:complete[d]?|implemented|done|achieved|met|fully implemented|actioned)|incomplete|n|no|[x✗✘☒×]", "not begun", False),
    ((r"(?:fully |now )?(?:complete[ds]?|implemented|achieved|actioned|met)(?: \(.*\))?|closed|done|y|yes|[✓✔☑]|finished|discharged|resolved|100 ?%"
     r"|(?:complete|implemented|closed).{0,25}"), "completed", True),
    (r"(?:in progress|on-?going|ongoing|under ?way|wip|started|work in progress|continuing|in hand|progressing|active|live|commenced|begun|in review|assigned).{0,40}|on (?:track|target|schedule)",
     "in progress", True),
    (r"off (?:track|target)|delayed|slipped|at risk|behind schedule|behind|pending|on hold|deferred|revised.{0,20}",
     "in progress", False),
    (r"open|outstanding|overdue|late|missed|carried forward|remains open", "in progress", False),
)  # fmt: skip


def legend_of(paper: Paper) -> dict[str, str]:
    """What the paper itself says its colours mean: `Blue – complete`, in a sentence or in a small table."""
    texts = [paragraph.text for paragraph in paper.paragraphs]
    for table in paper.tables:
        texts += [filled[0] for row in table.rows if len(filled := [text for text in row.texts if text.strip()]) == 1]
        texts += [
            f"{row.texts[0]}: {row.texts[1]}" for row in table.rows if len(row.texts) >= 2 and len(row.texts[0]) < 12
        ]
    found: dict[str, str] = {}
    for text in texts:
        if len(text) > _LONGEST:
            continue
        for colour, meaning in _LEGEND.findall(plain(text)):
            found.setdefault(colour, meaning.strip(" ,"))
        letters = _LETTER_LEGEND.findall(plain(text))
        if len(letters) >= 2:
            for letter, meaning in letters:
                found.setdefault(_LETTERS.get(letter, letter), meaning.strip(" ,"))
    return found


def colours_of(cells: Iterable[str]) -> dict[str, tuple[Status, bool]]:
    """The usual meaning of the colours; where a paper has no blue, its green may as well mean complete as on track."""
    seen = {_colour(cell) for cell in cells}
    usual = dict(_USUAL)
    if "blue" in seen:
        usual["green"] = ("in progress", True)
    return usual


def _colour(text: str) -> str:
    word = plain(text).strip(" .()[]")
    first = re.match(rf"({_COLOURS})\b", word)
    return _LETTERS.get(word, "") or (first[1] if first else "")


def state_word(cell: str, legend: Mapping[str, str], usual: Mapping[str, tuple[Status, bool]]) -> Verdict | None:
    """What a status cell says, `sure` where it leaves no doubt; None where it is empty or unknown."""
    text = plain(cell).strip(" .()[]*")
    if not text:
        return None
    quote = f"the status column says “{squash(cell)}”"
    colour = _colour(cell) or (text if text in legend else "")
    rest = re.sub(rf"^(?:{_COLOURS})\b[\s:/–-]*", "", text) if colour in usual and text not in _LETTERS else ""
    if rest:
        told = _word(rest, quote)
        if told:
            return told
    if colour in legend:
        meant = _word(legend[colour], quote) or from_progress(legend[colour], "", Due(""))
        if meant and not meant.needs_choice:
            return Verdict(meant.status, f"{quote}, which the paper explains as “{legend[colour]}”", sure=meant.sure)
    if colour in usual:
        status, sure = usual[colour]
        return Verdict(status, quote, sure=sure)
    return _word(text, quote)


def _word(text: str, quote: str) -> Verdict | None:
    for words in dict.fromkeys((text, *(part.strip() for part in text.split(" / ")))):
        for pattern, status, sure in _WORDS:
            if re.fullmatch(pattern, words):
                return Verdict(status, quote, sure=sure)
    return None


def judged(state: Verdict | None, progress: Verdict | None) -> Verdict:
    """The status column first; the progress decides where the column leaves it open, and a contradiction is shown."""
    if state is None and progress is None:
        return Verdict("not begun", "the plan says nothing of progress")
    if state is None:
        assert progress
        return progress
    if progress is None:
        return (
            state
            if state.sure
            else replace(state, needs_choice=True, reason=f"{state.reason}, which does not say how far it is")
        )
    pending = progress.approval_pending
    if not state.sure:
        if progress.needs_choice and state.status == progress.status:
            return replace(
                state, needs_choice=True, reason=f"{state.reason}; {progress.reason}", approval_pending=pending
            )
        return replace(progress, reason=f"{state.reason}; {progress.reason}")
    if progress.status == "superseded" and progress.sure and "“closed" in state.reason.lower():
        return replace(progress, reason=f"{state.reason}; {progress.reason}")  # closed, and the progress tells how
    contradicts = progress.sure and not progress.needs_choice and progress.status != state.status
    contradicts = contradicts or (state.status == "not begun" and progress.begun and not progress.needs_choice)
    if contradicts:
        reason = f"{state.reason}, but the progress says otherwise: {progress.reason}"
        return Verdict(state.status, reason, needs_choice=True, sure=True, approval_pending=pending)
    if state.status == "completed" and pending:
        reason = f"{state.reason}, but an approval is still to come: “{pending}”"
        return Verdict(state.status, reason, needs_choice=True, sure=True, approval_pending=pending)
    return replace(state, approval_pending=pending)
