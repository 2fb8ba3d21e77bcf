"""Takes each column of a piece for a field, by its heading and by what its cells look like, with a confidence."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from muniment.documents.plan.contents import fitness, is_blank, is_period, tells_progress
from muniment.documents.plan.headings import Meaning, combined, meanings
from muniment.documents.plan.reading import Field
from muniment.documents.plan.words import squash

ANY_NUMBER: frozenset[Field] = frozenset({"due", "progress"})
_NEVER_BY_LOOKS: frozenset[Field] = frozenset({"theme", "evidence"})
_TOLD: frozenset[Field] = frozenset({"progress", "status"})
_WITH_OTHERS: frozenset[Field] = frozenset({"owners", "due", "priority", "ref"})
_FROM_FEW_WORDS: frozenset[Field] = frozenset({"acceptance", "priority"})
_TEXTS: frozenset[Field] = frozenset({"action", "recommendation"})
# Below this share of fitting cells the heading is not believed.
_AT_LEAST: Mapping[Field, float] = {
    "ref": 0.3, "due": 0.15, "status": 0.3, "priority": 0.5, "acceptance": 0.4, "action": 0.03, "recommendation": 0.03,
    "owners": 0.1, "progress": 0.15,
}  # fmt: skip
_MINIMUM = 0.36
_TELLS = 0.4  # the share of cells that tell of progress in a column that tells it under an unknown heading
_WITHOUT_HEADING = 0.75
_LOOKS: Mapping[Field, str] = {
    "ref": "references", "theme": "repeated short texts", "recommendation": "sentences", "action": "sentences", "owners":
    "posts or names", "due": "dates", "progress": "reports of progress", "status": "words of state", "priority": "priorities",
    "acceptance": "words of acceptance", "evidence": "text",
}  # fmt: skip


class Guess(NamedTuple):
    """What a column is taken for, `by_name` if its heading says so.

    `also` are further fields that its heading names and its cells hold too.
    """

    field: Field | None
    confidence: float
    why: str
    also: tuple[Field, ...] = ()
    by_name: bool = False


class _Candidate(NamedTuple):
    score: float
    column: int
    field: Field
    header_says: bool


def guess_columns(
    header: Sequence[str], columns: Sequence[Sequence[str]], fixed: Mapping[int, Field | None] | None = None
) -> list[Guess]:
    """One guess for each column; `fixed` are columns (from 0) a person has already decided."""
    fixed = fixed or {}
    fits = [fitness(cells) for cells in columns]
    means = [_meant(header[at] if at < len(header) else "") for at in range(len(columns))]
    taken: dict[int, _Candidate] = {}
    used = {field for field in fixed.values() if field}
    blocked = _only_by_name(means)
    candidates = [
        candidate
        for at in range(len(columns))
        if at not in fixed
        for candidate in _candidates(
            at, means[at], fits[at], blocked if at < len(header) and header[at] else _NEVER_BY_LOOKS
        )
    ]
    candidates.sort(key=lambda one: (-one.score, one.column))
    for one in candidates:
        if one.column not in taken and (one.field not in used or (one.field in ANY_NUMBER and one.header_says)):
            taken[one.column] = one
            used.add(one.field)
    guesses = [
        Guess(fixed[at], 1.0, "chosen by a person", by_name=True)
        if at in fixed
        else _explain(at, taken.get(at), means[at], fits[at], header)
        for at in range(len(columns))
    ]
    if not any(header):
        return _with_last_text(guesses, columns)
    return _with_combined(_with_untold_progress(guesses, means, columns), header, columns)


def _meant(heading: str) -> dict[Field, Meaning]:
    """What a heading may mean; a mere month or quarter stands above what was reported then."""
    found = {one.field: one for one in meanings(heading)}
    return found or ({"progress": Meaning("progress", 0.7, squash(heading))} if is_period(heading) else {})


def _only_by_name(means: Sequence[Mapping[Field, Meaning]]) -> frozenset[Field]:
    """The fields that a column with an unknown heading is not taken for by its looks, because other headings name them."""
    named = {field for found in means for field, one in found.items() if one.score >= 0.6}
    blocked = set(_NEVER_BY_LOOKS)
    if named & _TEXTS:
        blocked |= _TEXTS | {"priority", "acceptance"}
    if named & _TOLD:
        blocked |= _TOLD
    return frozenset(blocked)


def _candidates(
    at: int, means: dict[Field, Meaning], fit: dict[Field, float], blocked: frozenset[Field]
) -> list[_Candidate]:
    if not fit:
        return [
            _Candidate(0.5 * one.score, at, field, header_says=True) for field, one in means.items() if one.score >= 0.6
        ]
    best = max(means.values(), key=lambda one: one.score, default=None)
    contradicted = best is not None and fit.get(best.field, 0) < _AT_LEAST.get(best.field, 0)
    found = []
    for field, content in fit.items():
        said = means.get(field)
        if said and content >= _AT_LEAST.get(field, 0):
            found.append(_Candidate(0.65 * said.score + 0.35 * content, at, field, header_says=True))
        elif (
            said is None
            and (not best or contradicted)
            and (field not in blocked or (contradicted and field in _FROM_FEW_WORDS))
        ):
            score = content * (_WITHOUT_HEADING if not best else 0.65)
            found.append(_Candidate(score * _likely_without_heading(field), at, field, header_says=False))
    status = means.get("status")
    graded = fit.get("priority", 0) >= 0.7  # "Assessment" above High, Medium and Low
    if (
        status
        and not graded
        and fit.get("status", 0) < _AT_LEAST["status"]
        and fit["progress"] >= _AT_LEAST["progress"]
    ):
        # "Status" above sentences: they report progress.
        found.append(_Candidate(0.6 * status.score + 0.3 * fit.get("progress", 0), at, "progress", header_says=True))
    return [one for one in found if one.score >= _MINIMUM]


def _likely_without_heading(field: Field) -> float:
    """Where no heading says so, a plan rather has actions than recommendations, and rarely the rarer columns."""
    return {"recommendation": 0.85, "theme": 0.6, "evidence": 0.0, "acceptance": 0.7, "priority": 0.9}.get(field, 1.0)


def _explain(
    at: int, one: _Candidate | None, means: dict[Field, Meaning], fit: dict[Field, float], header: Sequence[str]
) -> Guess:
    heading = header[at] if at < len(header) else ""
    if one is None:
        if not fit:
            return Guess(None, 0.9, "the column is empty")
        best = max(means.values(), key=lambda found: found.score, default=None)
        return Guess(
            None,
            0.5,
            f"another column is rather the {best.field}" if best else "neither heading nor contents are known",
        )
    content = fit.get(one.field, 0)
    said = means.get(one.field)
    if one.header_says:
        says = f"the heading says “{said.words}”" if said else f"the heading “{heading}” stands above sentences"
    elif heading:
        says = f"the heading “{heading}” does not fit what the cells hold"
    else:
        says = "there is no heading"
    if not fit:
        return Guess(one.field, round(one.score, 2), f"{says}; the column is empty", by_name=True)
    sure = min(0.99, one.score + 0.1) if one.header_says else one.score
    why = f"{says}; {round(100 * min(content, 1))} % fit: {_LOOKS[one.field]}"
    return Guess(one.field, round(sure, 2), why, by_name=one.header_says)


def _with_last_text(guesses: list[Guess], columns: Sequence[Sequence[str]]) -> list[Guess]:
    """Without headings, a second column of text to the right of the action is the report, if no other column is."""
    fields = [guess.field for guess in guesses]
    if "action" not in fields or _TOLD & set(fields):
        return guesses
    start = fields.index("action") + 1
    free = [at for at in range(start, len(columns)) if not guesses[at].by_name]  # a person's choice stays
    texts = [at for at in free if fields[at] in {None, "recommendation"} and any(columns[at])]
    if texts:
        why = "there is no heading; the text stands to the right of the action"
        guesses[texts[-1]] = Guess("progress", 0.4, why)
    return guesses


def _with_untold_progress(
    guesses: list[Guess], means: Sequence[Mapping[Field, Meaning]], columns: Sequence[Sequence[str]]
) -> list[Guess]:
    """Where no heading names progress, the last column under an unknown heading that tells of it is taken for it.

    Without this a plan would be read as not begun from end to end, and nobody asked.
    """
    fields = [guess.field for guess in guesses]
    if _TOLD & set(fields) or not _TEXTS & set(fields):
        return guesses
    for at in reversed(range(len(columns))):
        if fields[at] is None and not means[at] and tells_progress(columns[at]) >= _TELLS:
            why = "no heading names progress, and these cells tell of it"
            return [*guesses[:at], Guess("progress", 0.5, why), *guesses[at + 1 :]]
    return guesses


def _with_combined(guesses: list[Guess], header: Sequence[str], columns: Sequence[Sequence[str]]) -> list[Guess]:
    """`Agreed action / owner` gives its column a second field when no column of its own has it."""
    used = {guess.field for guess in guesses}
    out = []
    for at, guess in enumerate(guesses):
        fields = combined(header[at]) if at < len(header) and guess.field else ()
        also: tuple[Field, ...] = tuple(
            field
            for field in fields
            if field != guess.field and field not in used
            if field in _WITH_OTHERS or (field == "action" and guess.field in {"owners", "due"})
        )
        if also and not all(is_blank(text) for text in columns[at]):
            main = guess.field
            if main in {"owners", "due"} and any(field in {"action", "recommendation"} for field in fields):
                main = next(field for field in fields if field in {"action", "recommendation"})
                also = (*also, guess.field) if guess.field and guess.field not in also else also
            also = tuple(field for field in also if field != main)
            out.append(Guess(main, guess.confidence, guess.why, also, by_name=True))
            continue
        out.append(guess)
    return out


def is_plan(header: Sequence[str], guesses: Sequence[Guess]) -> bool:
    """Whether columns read so are those of a plan: something to do, and somebody, a date or a state to go with it."""
    fields: set[Field] = {guess.field for guess in guesses if guess.field} | {
        also for guess in guesses for also in guess.also
    }
    text = max((guess.confidence for guess in guesses if guess.field in {"action", "recommendation"}), default=0.0)
    sure: set[Field | None] = {guess.field for guess in guesses if guess.field and guess.confidence >= 0.5}
    if any(header):
        sure = {guess.field for guess in guesses if guess.by_name and guess.confidence >= 0.45} | fields & {
            "owners",
            "due",
        }
    company = sure & {"owners", "due", "progress", "status"}
    if not text or belongs_elsewhere(header):
        return False
    if not any(header):
        return bool(company & {"owners", "due"}) and len(sure & {"ref", "owners", "due", "status", "progress"}) >= 2
    if {"action", "recommendation"} <= fields:
        return bool(company) or "acceptance" in fields or "ref" in fields
    if not any(guess.by_name for guess in guesses if guess.field in _TEXTS):
        return len(company) >= 2
    if text < 0.62:
        return "due" in company and len(company) >= 2
    return bool(company)


_ELSEWHERE = (
    ({"likelihood", "impact", "probability", "consequence", "inherent", "residual", "gross", "net", "severity"}, 2),
    (
        {
            "version",
            "revision",
            "amendment",
            "author",
            "originator",
            "distribution",
            "approver",
            "contributor",
            "signature",
        },
        2,
    ),
    ({"definition", "meaning", "term", "acronym", "abbreviation"}, 2),
    ({"asset", "classification", "retention", "location", "format", "volume", "sensitivity", "medium", "trigger"}, 2),
    ({"purpose", "lawful", "basis", "categories", "recipients", "transfers", "subjects"}, 2),
    ({"supplier", "contractor", "value", "expiry", "expires", "award", "tender"}, 2),
    ({"requester", "applicant", "received", "answered", "exemption", "exemptions", "disclosed"}, 2),
    ({"auditor", "days", "quarter", "opinion", "fieldwork"}, 3),
)


def belongs_elsewhere(header: Sequence[str]) -> bool:
    """Tables of risks, of versions and approvers, and of terms have owners and dates too, but are not plans."""
    words = [set(heading.lower().replace("/", " ").split()) for heading in header]
    return any(sum(bool(heading & marks) for heading in words) >= least for marks, least in _ELSEWHERE)
