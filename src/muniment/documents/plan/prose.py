"""What a report of progress says: its clauses, and the signals of a beginning, an end, or something still to come."""

import re
from dataclasses import dataclass
from functools import lru_cache

from muniment.documents.plan.words import plain, stem, word_set

_PARTICIPLE = (
    r"(?:[a-z-]{2,}ed|begun|done|written|rewritten|held|set up|put in|given|taken|sent|drawn up|undertaken|made|built|"
    r"found|met|led|chosen|bought|brought|taught|gone live|rolled out|in place)"
)
# Words in -ed that describe a thing rather than say that something happened to it.
_DESCRIBING = word_set("need proceed exceed indeed based related required proposed planned expected scheduled detailed limited agreed-upon concerned "
    "dedicated named shared used associated anticipated intended needed involved combined designated unplanned outstanding advanced "
    "slipped deferred postponed paused suspended stalled unsigned unresolved delayed red embed feed speed seed shed bed led revised ")  # fmt: skip
# Of these the place decides: `owners named in six services` is an event, `the named owners` is none.
_EITHER = word_set("named shared combined designated")
_ENDS_EVENT = re.compile(r"\s*(?:$|[,.;]|(?:in|for|on|at|with|to)\b)")
_FUTURE_BEFORE = re.compile(
    r"(?:\bto be|\bto have been|\bwill(?: then| also| now)? be|\bwill have been|\bshould be|\bmust be|\bcan be|\bcould be|\bmay be|\bwould be"
    r"|\bbe|\bbeing|\bnot|\bnot yet(?: been)?|\byet to be|\bneeds?|\brequires?|\bwhen|\bonce|\bun|\bnever|\bnot (?:fully|all) (?:been)?"
    r"|\bnot been(?: fully| formally)?|\bhas not been|\bnot yet(?: fully| formally)?|\bpartially|\bpartly|\bnot (?:fully|formally))\s*$"
)
_SUBORDINATE = re.compile(
    r"\b(?:after|once|until|following|awaiting|waiting (?:for|on)|when|subject to|pending|dependent (?:up)?on|depend(?:s|ing) on|prior to"
    r"|before|in order to|so that|because|due to|owing to|as a result of|as (?:the|a|an|staff|it|there|this|we|they)|where|which|that (?:is|are|was|were|has|have))\b.*$"
)
CLAUSE = re.compile(
    r"[;\n]|\.(?=\s|$)|\s*\bbut\b|\bhowever\b,?|\balthough\b|\bthough\b|\s[-–—]\s|(?<=[a-z])-\s|,\s+(?=(?:but|and|with|now|yet|no|not|work)\b)"
)

NOT_BEGUN = re.compile(
    r"^(?:(?:this |the |any |further )?(?:work|action|project|task|review|implementation|process|it)?(?: (?:on|for) this)? ?(?:has|have|is|was|are)? ?"
    r"(?:as )?)?(?:yet )?(?:not|no|never|hasn't|haven't|yet to)(?: yet)?(?: been| be)? (?:yet )?"
    r"(?:began|begun|begin|beginning|started|start|commenced?|initiated|progressed|actioned|tak(?:en|e) place|taken forward|undertaken)\b"
    r"|\b(?:not|yet to|hasn't|haven't|not yet|has not|have not)(?: yet)?(?: been| be)? (?:begun|began|begin|started|start|commenced?|initiated)\b"
    r"|^no (?:work|action|progress)(?: (?:has|had|is|was|made|taken|to date|yet|as yet|on this|being|so far|been)\b.*|$)"
    r"|^(?:not (?:yet )?due|nothing (?:done|to report).*|future (?:action|work).*|not applicable yet)$"
)
NOT_COMPLETE = re.compile(
    r"\b(?:not|never|isn't|hasn't been|not yet)(?: yet)?(?: been)? (?:fully )?(?:completed?|implemented|done|finished|achieved|closed|met|in place|actioned)\b"
    r"|\bincomplete\b|^(?:outstanding|remains outstanding|still outstanding)\W*$"
)
PARTLY = re.compile(
    r"\b(?:part(?:ially|ly)?|mostly|nearly|almost|largely|substantially|predominantly|not fully|not all)[ -](?:been )?"
    r"(?:completed?|implemented|done|achieved|met|in place|actioned|closed|finished)\b|\bpart-(?:complete|implemented)|\bin part\b"
    r"|\b(?:completed?|implemented|done)\s+(?:apart from|except|in part|save for|bar)\b|\bpartial(?:ly)?$"
)
PERCENT = re.compile(r"\b(\d{1,3}) ?(?:%|per ?cent)(?: (?:complete[d]?|done|implemented))?")
UNDER_WAY = re.compile(
    r"\b(?:in progress|on-?going|under ?way|on track|on target|on schedule|in hand|in the process of|in development|being (?:progressed|developed|drafted)"
    r"|work (?:has )?(?:started|commenced|begun|continues)|(?:has|have) (?:started|commenced|begun)|work in progress|wip|continuing|progressing"
    r"|(?:in|a) draft|^draft|(?:first|second|final|initial|early|latest|revised) draft|drafting|out (?:for|to) consultation|at draft stage|in (?:the )?pipeline|under (?:review|development|construction|consideration|discussion|preparation)|good progress|some progress|making progress)\b"
    r"|^(?:started|commenced|begun)\b"
)
VERDICT = re.compile(
    r"^(?:(?:this|the|all|action|actions|recommendation|now|fully|has|have|is|was|been|status|work|task|both|these|are|also|already|it|parts?|"
    r"review|successfully|since)[: ]+)*"
    r"(?:complete[ds]?|implemented|closed|actioned|achieved|finished|discharged|done|resolved|fulfilled|complied with|signed off|in place|date (?:of )?"
    r"(?:completed|implemented|completion|closed)|completed on|closed on|actual(?: completion)? date|completion date)\b"
    r"(?!\s+(?:by\b|in draft|date))"
)
STARTED_LATER = re.compile(
    r"\b(?:will|due to|to|plan(?:ned)? to|intend(?:s|ed)? to|expected to|scheduled to|going to) (?:be )?(?:commence|start|begin|begun|started|commenced)\b"
    r"|^(?:planned|scheduled|due|programmed|timetabled|proposed) (?:for|in|to)\b|^(?:to|will) (?:follow|commence|start|begin)\b"
)
FUTURE = re.compile(
    r"\b(?:to be|will be|will|yet to|still to|needs? to|requires? to|remains? to be|has to|have to|need|needs|requires?|to follow|due to be|shall be|"
    r"next steps?|is planned|are planned|planned for|scheduled for|expected to|aim(?:ing)? to|intend|to go|to (?:start|begin|commence)|begins|starts|goes live|opens|closes)\b"
)
ENDING_LATER = re.compile(
    r"\b(?:be|fully) (?:completed?|finalised|finished|implemented|done|concluded)\b|expected completion|due for completion"
)
RECURRING = re.compile(
    r"(?:(?:will|to|is to|and|which will) (?:then |also |now )?(?:be|continue to be) )(?:reviewed|monitored|refreshed|repeated|updated|reported|checked|audited)"
    r"[a-z ]{0,30}?\b(?:annually|yearly|quarterly|monthly|weekly|regularly|periodically|every|each|again|on an? [a-z-]+ basis)\b[a-z ]*"
    r"|\b(?:annual|quarterly|monthly|regular|further annual|next annual) (?:review|report|update|refresh)s?\b[^.;]*"
)
REMAINING = re.compile(
    r"\b(?:yet to|still to|not yet|outstanding|remain(?:s|ing|der)?|awaiting|awaited|waiting|needs? to|to be|additional|further|requires?|not all|to follow|"
    r"unresolved|pending|in due course|next)\b"
)
APPROVAL = re.compile(
    r"(?:\b(?:a?waiting|awaits|pending|subject to|requires?|needs?|seeking|out for|going for|submitted for|for)\b[^.;]{0,60}?"
    r"\b(?:approv(?:al|ed)|sign(?:ed)?[- ]off|ratif(?:ied|ication)|endorse(?:ment|d)|adoption|authoris(?:ation|ed)|agreement by)\b[^.;]*"
    r"|\b(?:not|yet to be|to be|not yet|not been)\s+(?:yet |been |formally )*(?:approved|signed off|ratified|endorsed|agreed by|adopted)\b[^.;]*"
    r"|\bapproval (?:is )?(?:outstanding|awaited|pending|required|not yet [a-z]+)\b[^.;]*)"
)
CONSIDER = re.compile(
    r"^(?:this |it )?(?:is |are )?(?:to|to be|will be|for|yet to be|will) (?:further )?consider(?:ed|ation)?\b|^consider(?:ing)? (?:whether|if|recruit)"
)
ONLY_AFTER = re.compile(
    r"^(?:this )?(?:to (?:be (?:done|completed|started|undertaken|progressed|actioned)|follow|start|commence|begin) )?"
    r"(?:will (?:follow|start|commence|begin) )?(?:after|once|following|on completion of|upon|when|subject to|dependent (?:up)?on|pending (?:the )?(?:completion|outcome|"
    r"review|recruitment|appointment|development|implementation)|follows|to follow|awaiting (?:the )?(?:completion|outcome|recruitment|appointment|development))\b"
)
SUPERSEDED = re.compile(r"\bsuperseded\b")
OVERTAKEN = re.compile(
    r"\b(?:no longer (?:required|applicable|relevant|needed|necessary|appropriate|valid|to be pursued|being pursued)|replaced (?:by|with)|overtaken by|obsolete|"
    r"(?:has been |was |been )?(?:merged|combined|amalgamated|incorporated) (?:with|into) (?:rec(?:ommendation)?|action) ?\S+|not applicable|"
    r"withdrawn|cancelled|duplicate[sd]? (?:of|by)|(?:has|have) accepted the risk|will not be (?:pursued|implemented|progressed|taken forward)|risk accepted|not proceeding|not (?:being |to be )?(?:pursued|taken forward|proceeded with)|(?:agreed|decided|decision) not to (?:proceed|pursue|implement))\b|^n/?a$"
)
IN_USE = re.compile(
    r"(?<!still )(?<!remains )(?<!remain )(?<!not )\b(?:in use|in operation|operational|in force|up and running|(?:gone|went|now|is|are) live|live since|available since|now available|now in place|business as usual|bau)\b"
)
IN_POST = re.compile(r"\b(?:in post|(?:post|vacancy|role|position) (?:has been |was |is |now )*filled)\b")
NO_MORE = re.compile(
    r"\b(?:no|nothing) (?:further|more|additional|other) ?(?:action|work|step|update|progress)?s?(?: (?:is|are|was))?(?: (?:required|needed|necessary|to (?:do|report)))?\b"
)
FIRST_STEP = re.compile(
    r"\b(?:funding|funds|budget|business case|orders?|tenders?|tender documents|adverts?|quotations?|quotes?|specifications?|brief|bid)\b"
    r"(?: (?:is|are|has|have|was|were|been|now))* (?:secured|approved|agreed|placed|published|received|written|submitted|issued|obtained|found)\b"
)
SETBACK = re.compile(
    r"\b(?:bid|application|request|tender|procurement|recruitment|business case|funding|proposal|appointment)\b[^.;]{0,40}"
    r"\b(?:rejected|refused|declined|unsuccessful|turned down|failed|fell through|withdrawn)\b"
)
STILL_OPEN = re.compile(r"(?:still |remains? )?(?:open|outstanding|overdue)\b(?!\w)")
HALTED = re.compile(
    r"\b(?:on hold|paused|stalled|delayed|slipped|suspended|postponed|deferred|no further progress|not progressing|put back)\b"
)
BEING = re.compile(r"\bbeing ([a-z-]+ed|held|written|built|undertaken|made|taken|put|set|led)\b")
DOING = re.compile(
    r"^(?:we are |currently |still |now |now also |officers (?:are )?|the team (?:is|are) |work |[a-z ]{0,40}\b(?:is|are) (?:currently |now )?)?"
    r"(?!outstanding)([a-z-]{3,}ing)\b"
)


@dataclass(frozen=True, slots=True)
class Done:
    """A thing said to have been done: the verb, and its clause."""

    verb: str
    clause: str


@lru_cache(maxsize=20_000)
def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a text as it is compared."""
    pieces = (piece.strip(" ,:-") for piece in CLAUSE.split(plain_lines(text)))
    return tuple(piece for piece in pieces if piece)


def plain_lines(text: str) -> str:
    """As `plain`, but lines stay lines."""
    return "\n".join(plain(line) for line in text.split("\n"))


@lru_cache(maxsize=20_000)
def done_things(text: str) -> tuple[Done, ...]:
    """What a text says was done: participles that are neither denied, nor future, nor in a clause of condition."""
    found = []
    for clause in clauses(text):
        main = _SUBORDINATE.sub("", clause)
        for match in re.finditer(rf"\b{_PARTICIPLE}\b", main):
            verb = match[0]
            if (
                (verb in _DESCRIBING and not (verb in _EITHER and _ENDS_EVENT.match(main[match.end() :])))
                or _FUTURE_BEFORE.search(main[max(0, match.start() - 40) : match.start()])
                or _describes(main, match)
            ):
                continue
            found.append(Done(verb, clause))
    return tuple(found)


def _describes(clause: str, match: "re.Match[str]") -> bool:
    """`the reviewed template`: between an article, or `in`, and a noun stands a description, not an event."""
    before = clause[max(0, match.start() - 40) : match.start()].split()
    return bool(before) and before[-1] in {
        "the",
        "a",
        "an",
        "in",
        "of",
        "with",
        "new",
        "for",
        "newly",
        "any",
        "no",
        "by",
        "from",
    }


def lead_verb(action: str) -> str:
    """The stem of the verb of what was agreed: the first after `to`, or the first word; for comparison only."""
    text = re.sub(r"^(?:\W*(?:\(?[a-z0-9]{1,2}[).]|action:?|agreed\.?|accepted\.?))+\s*", "", plain(action))
    to = re.search(
        r"^(?:[a-z0-9'/&-]+ ){0,12}?(?:to|will|should|must|shall) (?:be )?(?:also )?(?!(?:the|a|an|all|each|every|our|its|their|any|this|that|those|these)\b)([a-z-]+)",
        text,
    )
    passive = re.match(
        r"^(?:[a-z'/&,-]+ ){1,9}(?:be )?(reviewed|updated|developed|approved|reported|published|completed|agreed)\b",
        text,
    )
    first = text.split(" ", 1)[0].strip(",.:;")
    if to and len(text[: to.start(1)].split()) <= 12 and not _is_verb_first(first):
        return stem(to[1])
    return stem(passive[1]) if passive and not _is_verb_first(first) else stem(first)


IMPERATIVES = frozenset(map(stem, word_set("review ensure develop create draft amend include introduce update appoint publish produce establish implement provide set "
    "identify undertake recruit define finalise finalize refresh refresh consider complete conduct carry communicate add report monitor "
    "maintain keep deliver train issue agree prepare put define document record remind revise arrange consolidate make adopt assess agree "
    "approve write map design launch roll investigate explore improve strengthen formalise clarify confirm test check audit remove restrict "
    "replace procure purchase promote raise obtain submit present seek require enforce embed align build continue re-launch relaunch "
    "determine evaluate analyse extend increase reduce work liaise hold run share sign nominate assign allocate circulate "
    "incorporate use apply verify migrate upgrade install configure disable enable encrypt delete dispose archive")))  # fmt: skip


def _is_verb_first(word: str) -> bool:
    return stem(word) in IMPERATIVES and not word.endswith(("ing", "ed", "s"))
