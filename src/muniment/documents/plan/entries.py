"""From the rows of mapped pieces to entries: one for each action, with the text of each field and the band it stands under."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from muniment.documents.paper import Place, Row
from muniment.documents.plan.columns import Guess
from muniment.documents.plan.contents import is_blank, is_reference
from muniment.documents.plan.dates import dates_in
from muniment.documents.plan.headings import says_date_of_completion, says_original, says_revised
from muniment.documents.plan.labelled import answered, closing, labelled, split_date_off, split_owner_off
from muniment.documents.plan.pieces import Piece
from muniment.documents.plan.reading import Field, Unplaced
from muniment.documents.plan.words import plain, squash

_SUBSTANCE: tuple[Field, ...] = ("owners", "due", "progress", "status")
_BESIDE: tuple[Field, ...] = ("owners", "due", "status", "priority")
_TEXTS: tuple[Field, ...] = ("recommendation", "action")
_NOTE = re.compile(r"(?:\*|notes?\b|key\b|source\b|nb\b|total\b|overall\b|legend\b)", re.IGNORECASE)
_LONGEST_BAND = 140
_SHARE = re.compile(r"[1-9]\d? ?%")


@dataclass(slots=True)
class Entry:
    """One action as its row has it: `texts` by field; `rows` are further rows under the same reference.

    `first_due` is the text of an original date beside a revised one; `latest` the newest of several progress columns.
    """

    texts: dict[Field, str]
    place: Place
    band: str
    piece: Piece
    first_due: str = ""
    latest: str = ""
    rows: list["Entry"] = field(default_factory=list)

    def text(self, name: Field) -> str:
        return self.texts.get(name, "")


@dataclass(slots=True)
class _Walk:
    """The state while the rows are read from the first to the last."""

    entries: list[Entry] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    band: str = ""
    table: int = 0
    waiting: list[tuple[str, Place]] = field(default_factory=list)


def entries_of(mapped: Iterable[tuple[Piece, Sequence[Guess]]]) -> tuple[list[Entry], list[Unplaced]]:
    """All entries in their order, and the rows that look like plan and are none."""
    walk = _Walk()
    for piece, guesses in mapped:
        if piece.place.sheet and walk.entries and walk.entries[-1].piece.place.sheet != piece.place.sheet:
            walk.band = ""
        if piece.above and walk.entries and walk.entries[-1].piece.above != piece.above:
            walk.band = ""
        for at, row in enumerate(piece.rows):
            _take(walk, row, _Columns(piece, guesses), first=at == 0)
    return walk.entries, walk.unplaced


@dataclass(frozen=True, slots=True)
class _Columns:
    piece: Piece
    guesses: Sequence[Guess]

    def has(self, name: Field) -> bool:
        return any(guess.field == name or name in guess.also for guess in self.guesses)

    def first_of(self, name: Field) -> int:
        return next((at for at, guess in enumerate(self.guesses) if guess.field == name), -1)

    def heading(self, at: int) -> str:
        return self.piece.header[at] if at < len(self.piece.header) else ""


def _take(walk: _Walk, row: Row, columns: _Columns, *, first: bool) -> None:
    filled = {at: text.strip() for at, text in enumerate(row.texts) if text.strip()}
    if not filled:
        return
    previous = walk.entries[-1] if walk.entries else None
    rest_of_page = first and columns.piece.starts_page and previous is not None
    if rest_of_page and columns.has("ref") and columns.first_of("ref") not in filled:
        assert previous
        _continue(previous, _entry(row, columns, ""))
        return
    if len({plain(text) for text in filled.values()}) == 1 and len(columns.guesses) > 2:
        _take_lone_text(walk, next(iter(filled.values())), next(iter(filled)), row, columns)
        return
    if all(re.fullmatch(r"[\d.,%() -]+", text) for at, text in filled.items() if at > min(filled)) and _NOTE.match(
        filled[min(filled)]
    ):
        return  # a row of totals
    entry = _entry(row, columns, walk.band)
    if not any(entry.text(name) for name in _TEXTS):
        reason = "The row has no recommendation and no action."
        walk.unplaced.append(Unplaced(row.place, " | ".join(filled.values())[:300], reason))
    elif previous and _is_under(entry, previous, columns):
        previous.rows.append(entry)
        if columns.has("ref") and not entry.text("ref"):
            ref = squash(previous.text("ref"))
            reason = f"The row has no reference of its own: it is taken for a further part of {ref}."
            walk.unplaced.append(
                Unplaced(row.place, squash(entry.text("action") or entry.text("recommendation"))[:300], reason)
            )
    else:
        walk.entries.append(entry)


def _take_lone_text(walk: _Walk, text: str, at: int, row: Row, columns: _Columns) -> None:
    """A row with one text: the band of a theme, a note, or a row that was not finished."""
    guess = columns.guesses[at] if at < len(columns.guesses) else None
    spans = len([cell for cell in row.texts if cell.strip()]) > 1 or at == 0
    if is_reference(text) and guess and guess.field == "ref":
        walk.unplaced.append(Unplaced(row.place, text, "A reference without an action."))
    elif _NOTE.match(text) or "=" in text or len(text) > _LONGEST_BAND or (text.endswith(".") and len(text) > 60):
        walk.unplaced.append(Unplaced(row.place, text[:300], "A line inside the table that is not an action."))
    elif spans or (guess and guess.field in {"action", "recommendation", "theme", None} and len(text) <= 70):
        walk.band = squash(text)
    else:
        walk.unplaced.append(Unplaced(row.place, text[:300], "A text that stands alone in its row."))


def _entry(row: Row, columns: _Columns, band: str) -> Entry:
    texts: dict[Field, str] = {}
    entry = Entry(texts, row.place, band, columns.piece)
    dues: list[tuple[str, str]] = []
    progress: list[tuple[str, str]] = []
    for at, guess in enumerate(columns.guesses):
        text = row.cells[at].text.strip() if at < len(row.cells) else ""
        if not guess.field or not text:
            continue
        heading = columns.heading(at)
        if guess.also:
            text = _take_apart(texts, text, guess)
        if guess.field == "due":
            dues.append((heading, text))
        elif guess.field == "progress":
            progress.append((heading, text))
        else:
            texts.setdefault(guess.field, text)
    _set_dates(entry, dues)
    _set_progress(entry, progress)
    _take_labels_out(entry, columns)
    return entry


def _take_apart(texts: dict[Field, str], text: str, guess: Guess) -> str:
    """Shares the text of a combined column among its fields; gives back what is its main field's."""
    if guess.field == "ref" and "priority" in guess.also:
        first, _, rest = text.partition("\n")
        texts.setdefault("priority", squash(rest))
        return first
    found = labelled(text, {guess.field, *guess.also} - {None}) if guess.field else {}
    for name in guess.also:
        if name in found:
            texts.setdefault(name, found[name])
    rest = found.get("action", "") if found else text
    if guess.field == "owners" and "owners" in found:
        rest = found["owners"]
    if "due" in guess.also and "due" not in found:
        rest, due = split_date_off(rest)
        if due:
            texts.setdefault("due", due)
    if "owners" in guess.also and "owners" not in found:
        rest, owner = split_owner_off(rest)
        if owner:
            texts.setdefault("owners", owner)
    return rest


def _set_dates(entry: Entry, dues: list[tuple[str, str]]) -> None:
    """Of several date columns the revised one holds where it is filled; the other is the first date."""
    filled = [(heading, text) for heading, text in dues if not is_blank(text)]
    if not filled:
        if dues:
            entry.texts.setdefault("due", dues[0][1])
        return
    later = [text for heading, text in filled if says_revised(heading)]
    open_ends = [f"{heading}: {text}" for heading, text in filled if says_revised(heading) and not dates_in(text)]
    if open_ends and len(open_ends) == len(later):
        # A date still to be set does not take the place of the one that was agreed.
        kept = [(heading, text) for heading, text in filled if dates_in(text)]
        if kept:
            heading, text = kept[-1]
            entry.texts["due"] = "\n".join((f"{heading}: {text}", *open_ends))
            return
    first = [text for heading, text in filled if not says_revised(heading)]
    first.sort(key=lambda text: not any(says_original(heading) for heading, other in filled if other == text))
    entry.texts["due"] = later[-1] if later else first[-1]
    if first and first[0] != entry.texts["due"]:
        entry.first_due = first[0]


def _set_progress(entry: Entry, progress: list[tuple[str, str]]) -> None:
    """Of several columns of progress all are kept, each under its heading, and the last one speaks."""
    said = [
        (heading, f"{heading.strip(' :')}: {text}" if says_date_of_completion(heading) else text)
        for heading, text in progress
        if not is_blank(text)
    ]
    if not said:
        return
    entry.latest = said[-1][1]
    share = next((text for _, text in said[:-1] if _SHARE.fullmatch(text)), "")
    if share:
        entry.latest = (
            f"{share} - {entry.latest}"  # a column of percentages says how far it is, whatever the note tells
        )
    if len(said) == 1:
        entry.texts["progress"] = entry.latest
    else:
        entry.texts["progress"] = "\n".join(
            text if text.startswith(heading.strip(" :")) else f"{heading.strip(' :')}: {text}" for heading, text in said
        )


def _take_labels_out(entry: Entry, columns: _Columns) -> None:
    """`Responsible officer: …` inside the action fills the field only where the plan has no column for it."""
    if not columns.has("action"):
        recommendation, answer = answered(entry.text("recommendation"))
        if answer:
            entry.texts |= {"recommendation": recommendation, "action": answer}
    wanted = [name for name in _BESIDE if not columns.has(name)]
    if not wanted:
        return
    for name in _TEXTS:
        found = labelled(entry.text(name), wanted)
        if found:
            entry.texts |= {one: text for one, text in found.items() if one != "action" and not entry.text(one)}
            entry.texts[name] = found["action"] or entry.text(name)
    if {"owners", "due"} <= set(wanted) and not entry.text("owners") and not entry.text("due"):
        rest, owner, due = closing(entry.text("action"))
        if owner:
            entry.texts |= {"action": rest, "owners": owner, "due": due}


def _continue(entry: Entry, more: Entry) -> None:
    """The rest of a row that a page break cut in two."""
    target = entry.rows[-1] if entry.rows else entry
    for name, text in more.texts.items():
        before = target.text(name)
        joint = "" if before.endswith("-") or not before else " "
        target.texts[name] = f"{before}{joint}{text}"
    target.latest = target.text("progress") if more.text("progress") else target.latest


def _is_under(entry: Entry, previous: Entry, columns: _Columns) -> bool:
    """Whether a row is a further part of the entry before: its reference or recommendation is merged with the one above."""
    if previous.piece.table != entry.piece.table and not entry.piece.starts_page:
        return False
    both_texts = columns.has("recommendation") and columns.has("action")
    rec, before = plain(entry.text("recommendation")), plain(previous.text("recommendation"))
    if columns.has("ref"):
        ref = entry.text("ref")
        if not ref:
            has_more = any(entry.text(name) for name in _SUBSTANCE)
            return (
                bool(previous.text("ref"))
                and has_more
                and (not rec or rec == before)
                and bool(entry.text("action") or not both_texts)
            )
        same = plain(ref) == plain(previous.text("ref"))
        return same and both_texts and rec in {"", before} and entry.text("action") != previous.text("action")
    return both_texts and bool(before) and rec in {"", before} and entry.text("action") != previous.text("action")


def as_one(entry: Entry) -> Entry:
    """The entry with the texts of its further rows below its own, for what is said of it as a whole."""
    if not entry.rows:
        return entry
    texts = dict(entry.texts)
    for name in ("action", "owners", "due", "progress", "status"):
        lines = [one.text(name) for one in (entry, *entry.rows) if one.text(name)]
        texts[name] = "\n".join(dict.fromkeys(lines))
    return replace(entry, texts=texts, latest=texts.get("progress", ""))
