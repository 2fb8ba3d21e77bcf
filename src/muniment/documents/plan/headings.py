"""What a column's heading says of its contents: the words councils and auditors write above the columns of a plan."""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from muniment.documents.plan.reading import Field
from muniment.documents.plan.words import label

# Phrases with the weight of what they say alone: 1 says it clearly, less may mean something else in another plan.
_PHRASES: dict[Field, dict[float, str]] = {
    "ref": {
        1.0: "ref|reference|ref no|reference no|reference number|ref number|rec no|rec ref|rec number|recommendation no|"
        "recommendation number|recommendation ref|action no|action number|action ref|action id|id|item no|para ref|"
        "report ref|rec id|finding no|finding ref|issue no|issue ref|unique id|recommendation id|audit ref|r no|a no",
        0.8: "no|number|nr|item|#|para|paragraph|rec|s/n|sn|serial|num|code|action point no|point",
    },
    "theme": {
        1.0: "theme|scope area|audit area|workstream|work stream|section|control area|category|topic|domain|strand",
        0.7: "area|heading|priority area|objective|strategic objective|aim|audit|audit title|audit name|report title|"
        "service area|function|standard|principle|requirement area|chapter|outcome area|report|programme|project",
        0.5: "control|service|directorate|department|division|team area|source",
    },
    "recommendation": {
        1.0: "recommendation|recommendations|audit recommendation|recommendation made|recommended action|agreed recommendation|"
        "original recommendation|summary of recommendation|recommendation summary|recommendation text|recommendation detail",
        0.75: "finding|findings|issue|issues|weakness|observation|gap|issue identified|weakness identified|area for improvement|"
        "finding and implication|risk identified|audit finding|what is missing|shortfall|control weakness|improvement required|what we found|"
        "matter arising|concern|finding and risk|issue and risk|key issue|governance issue|significant issue",
    },
    "action": {
        1.0: "action|actions|agreed action|agreed actions|action to be taken|actions to be taken|planned action|action required|"
        "actions required|management action|agreed management action|agreed management actions|action plan|proposed action|"
        "action agreed|action point|improvement action|what will we do|what we will do|what are we going to do|key action|"
        "key actions|action needed|required action|task|tasks|activity|commitment|action description|mitigating action|"
        "description of action|implementation plan|planned actions|what|proposed actions|what needs to be done|deliverable",
        0.9: "client comments|auditee comments|service comments|auditee comment|client comment|management response|response|management comment|management comments|client response|auditee response|"
        "management responses|agreed response|council response|service response|response and agreed action|officer response|"
        "management response and agreed action|management response and action|councils response|our response",
        0.6: "milestone|milestones|step|steps|measure|initiative|description|details|detail|requirement|objective|next steps|"
        "how|improvement",
    },
    "owners": {
        1.0: "owner|owners|action owner|responsible officer|responsible officers|officer responsible|responsible|lead|lead officer|"
        "lead officers|who|by whom|accountable|accountable officer|responsibility|person responsible|responsible person|"
        "responsible manager|manager responsible|assigned to|accountability|action by|lead person|responsible owner|owned by|"
        "post responsible|responsible post|action lead|implementing officer|responsible lead|officer lead|risk owner|who by|"
        "who will do it|who is responsible|lead responsibility|responsibility for implementation|delivery lead|named officer|"
        "recommendation owner|person accountable|lead manager",
        0.8: "officer|manager|head of service|director|post|name|allocated to|service lead|sponsor|contact|lead service",
    },
    "due": {
        1.0: "due|due date|due by|target date|by when|when|timescale|timescales|implementation date|deadline|revised date|"
        "target completion date|completion due|date due|target|revised target date|revised due date|original date|target dates|"
        "original target date|original due date|agreed date|timeframe|time frame|proposed completion date|agreed target date|"
        "planned completion date|revised implementation date|original implementation date|action date|target implementation date|"
        "date for completion|completion by|to be completed by|agreed implementation date|estimated completion date|end date|"
        "expected completion date|revised deadline|extended date|new date|new target date|complete by|date for implementation|"
        "implementation timescale|current target date|due date for implementation|planned date|target for completion|"
        "anticipated completion date|expected date|forecast date|forecast completion date|implementation by|extension|"
        "target implementation|date to be completed|date to be completed by|planned implementation date",
        0.9: "baseline|baseline date|forecast|forecast end|planned|planned end|planned finish",
        0.7: "completion date|date|completion|timing|timeline|finish|review date|by",
    },
    "progress": {
        1.0: "progress|update|position|current position|comments|comment|latest|latest position|latest update|progress update|"
        "progress to date|status update|progress made|progress notes|position statement|current update|update on progress|"
        "action taken|actions taken|action taken to date|progress report|commentary|implementation progress|follow up|"
        "progress comments|latest progress|current progress|progress and comments|service update|officer update|notes|update note|"
        "management update|progress against action|what has been done|follow up findings|follow up position|latest comments|"
        "update and comments|current situation|status comments|status commentary|status narrative|officer comments|narrative|"
        "action to date|actions to date|progress since last report|where are we now|quarterly update|where we are now|where we are|where are we|how it is going|how is it going|how are we doing|what we have done|what has happened so far|current state of play|state of play|follow up comments|remarks",
        0.9: "highlights|what happened|latest note|latest notes|summary of progress",
        0.8: "date completed|date implemented|actual completion date|completed on|completed date|date closed|closure date|"
        "actual date|date of completion|update provided|management assurance|auditor comments|audit comments|"
        "auditors comments|implementation update|work done",
    },
    "status": {
        1.0: "status|rag|brag|rag status|brag status|rag rating|complete|completed|current status|action status|overall status|"
        "implementation status|progress status|completion status|progress rag|status rag|recommendation status|done|implemented|"
        "delivery status|open/closed|open / closed|r/a/g|r a g|traffic light|traffic lights|rag colour|bragg|follow up status|audit opinion on progress|open or closed|state|"
        "delivery rag|progress rating|% complete|percent complete|percentage complete|complete y/n|status of action|"
        "status of recommendation|on track|implemented y/n|completed y/n|complete yes/no|closed|ragb",
        0.9: "assessment of implementation|implementation assessment|audit assessment|follow up assessment|follow up result",
        0.6: "assessment|progress assessment",
    },
    "priority": {
        1.0: "priority|risk rating|priority rating|grade|rec priority|recommendation priority|priority level|rating|category of "
        "risk|importance|significance|severity|risk level|priority grade|recommendation rating|finding rating|risk category|"
        "risk priority|urgency|recommendation grade|risk grade|level of risk|h/m/l",
        0.6: "risk|impact|classification|level|cat|risk score",
    },
    "acceptance": {
        1.0: "accepted|accepted?|agreed|agreed?|accepted y/n|agreed y/n|accept|acceptance|accepted/rejected|accept/reject|"
        "management agreement|agreed/not agreed|agreed or not|accepted or rejected|agreed yes/no|accepted yes/no|agreement",
        0.6: "decision",
    },
    "evidence": {
        1.0: "evidence|evidence of completion|supporting evidence|evidence seen|evidence provided|evidence required|verification|"
        "evidence link|proof|evidence of implementation|assurance evidence|evidence reference|evidence base",
        0.8: "success criteria|measure of success|success measure|how will we know|outcome measure|measures of success|source of "
        "assurance|verified by audit",
    },
}  # fmt: skip
_WEIGHTS: dict[str, list[tuple[Field, float]]] = {}
for _field, _groups in _PHRASES.items():
    for _weight, _phrases in _groups.items():
        for _phrase in _phrases.split("|"):
            _WEIGHTS.setdefault(_phrase, []).append((_field, _weight))
_BY_LENGTH = sorted(_WEIGHTS, key=lambda phrase: -len(phrase.split()))
_LONG = [phrase for phrase in _WEIGHTS if len(phrase) > 5]
_JOINTS = re.compile(r"\s*(?:/|&|\+|,| and | - )\s*")
# After these words only says a heading more about what stands before them: "Status of recommendation".
_TURNS = re.compile(r"\s(?:of|at|as at|to date|since|for|in|on|against|from|by|as)\s")
# "Date raised" dates the finding, not the promise; "Date of change" belongs to a version table.
_OTHER_DATE = re.compile(
    r"\b(?:start|starting|started|begin|commenced|commencement|created|logged|identified|raised|issued|reported|added|opened|received|sent|signed|approved|change|meeting|birth|of audit|last|modified|(?:note|comment|entry|status) date)\b"
)
_TAIL = re.compile(
    r"\s+(?:(?:as )?at|as of|to|in|for|on|since|by)?\s*(?:q[1-4]|\d{1,2}(?:st|nd|rd|th)?|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|jun\w*"
    r"|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|spring|summer|autumn|winter|(?:19|20)\d\d)(?:[\s/,.-]+(?:\d+\w*|jan\w*|feb\w*"
    r"|mar(?:ch)?|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*))*$"
)  # fmt: skip
# These say something as a whole heading, but not as a word of a longer one.
_ONLY_WHOLE = frozenset(
    {
        "state",
        "note",
        "who",
        "what",
        "how",
        "by",
        "when",
        "name",
        "point",
        "measure",
        "standard",
        "report",
        "detail",
        "function",
    }
)
_LONGEST = 70  # characters; what is longer is no heading but a sentence


class Meaning(NamedTuple):
    """A field a heading may stand for, how surely (0 to 1), and the words that say so."""

    field: Field
    score: float
    words: str


@lru_cache(maxsize=5_000)
def meanings(heading: str) -> tuple[Meaning, ...]:
    """What a heading may mean, the surest first; of each field once. Empty where it says nothing known."""
    text = label(heading)
    if not text or len(text) > _LONGEST:
        return ()
    best: dict[Field, Meaning] = {}
    pieces = _JOINTS.split(text)
    candidates = [text, _TAIL.sub("", text), text.partition("(")[0], *_outside_brackets(heading)]
    for at, piece in enumerate(dict.fromkeys(candidates + pieces)):
        share = 1.0 if at == 0 or piece not in pieces else 0.95
        for one in _of_piece(piece):
            scored = Meaning(one.field, round(one.score * share, 3), one.words)
            if scored.score > best.get(one.field, Meaning(one.field, 0, "")).score:
                best[one.field] = scored
    return tuple(sorted(best.values(), key=lambda one: -one.score))


def combined(heading: str) -> tuple[Field, ...]:
    """The fields of a heading that names several, in its order: `Owner & date` → owners, due."""
    text = label(heading)
    if text in _WEIGHTS or len(text) > _LONGEST:
        return ()
    fields = []
    for piece in _JOINTS.split(text):
        found = _of_piece(piece)
        if found and found[0].score >= 0.7:
            fields.append(found[0].field)
    return tuple(dict.fromkeys(fields))


@lru_cache(maxsize=5_000)
def covered(heading: str) -> float:
    """How much of a cell are names of columns: of a heading much, of a sentence that happens to use such a word little."""
    words = label(heading).split()
    found = meanings(heading)
    if not words or not found:
        return 0.0
    inside = sum(length for length, _, _ in _phrases_inside(words))
    return max(inside, len(found[0].words.split())) / len(words)


def says_revised(heading: str) -> bool:
    """Whether a date column holds later dates: `Revised target date`."""
    return bool(re.search(r"\b(?:revised|new|extended|extension|current|latest|forecast|updated)\b", label(heading)))


def says_original(heading: str) -> bool:
    return bool(re.search(r"\b(?:original|initial|first|previous|agreed|baseline|planned)\b", label(heading)))


def says_date_of_completion(heading: str) -> bool:
    """Whether the cells hold the day on which a thing was done, so that a date there means done."""
    return bool(re.search(r"\b(?:date|actual|on|closure|closed)\b", label(heading))) and bool(
        re.search(r"\b(?:completed|implemented|actual|closed|closure|of completion)\b", label(heading))
    )


def _outside_brackets(heading: str) -> list[str]:
    return [label(re.sub(r"\([^)]*\)", " ", heading))] if "(" in heading else []


@lru_cache(maxsize=5_000)
def _of_piece(text: str) -> tuple[Meaning, ...]:
    if text in _WEIGHTS:
        return tuple(Meaning(field, weight, text) for field, weight in _WEIGHTS[text])
    words = text.split()
    if not words:
        return ()
    inside = _phrases_inside(words)
    if inside:
        head_first = bool(_TURNS.search(f" {text} "))
        inside.sort(key=lambda found: (-found[0], found[1] if head_first else -found[1]))
        found: list[Meaning] = []
        for length, _, phrase in inside:
            field, weight = _WEIGHTS[phrase][0]
            if field == "due" and _OTHER_DATE.search(text):
                continue
            found.append(Meaning(field, weight * (0.65 + 0.3 * length / len(words)) - 0.05 * len(found), phrase))
        return tuple(found)
    close = process.extractOne(text, _LONG, scorer=fuzz.ratio, score_cutoff=88)
    if close:
        field, weight = _WEIGHTS[close[0]][0]
        return (Meaning(field, weight * close[1] / 110, close[0]),)
    return ()


def _phrases_inside(words: list[str]) -> list[tuple[int, int, str]]:
    """Known phrases among the words as (length in words, position, phrase), none inside a longer one."""
    taken: set[int] = set()
    found = []
    for length in range(min(5, len(words)), 0, -1):
        for at in range(len(words) - length + 1):
            span = set(range(at, at + length))
            phrase = " ".join(words[at : at + length])
            if phrase in _WEIGHTS and phrase not in _ONLY_WHOLE and not span & taken:
                taken |= span
                found.append((length, at, phrase))
    return found
