"""What an import itself has to say of a paper, as findings: owners without a post, open choices, circles, texts cut. No Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from muniment.assurance.import_links import Link
from muniment.assurance.import_said import ROOM, Line, cut
from muniment.documents.findings.finding import Finding
from muniment.documents.paper import Place

NAMES = {
    "theme": "theme",
    "priority": "priority",
    "owners_text": "owners",
    "due_text": "due date",
    "approval_pending": "outstanding approval",
}


@dataclass(frozen=True, slots=True)
class UnknownOwner:
    """A name that no post has, the posts that it may mean (id, title and unit) and the rows that name it."""

    name: str
    likely: tuple[tuple[int, str], ...]
    references: tuple[str, ...]
    place: Place


def names_of(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Every name of an owner with the lines that have it, in the order of the paper."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        for name in dict.fromkeys(
            (*line.action.owners, *(owner for part in line.action.parts for owner in part.owners))
        ):
            found.setdefault(name, []).append(line)
    return found


def of_import(lines: Sequence[Line], unknown: Sequence[UnknownOwner], links: Sequence[Link]) -> tuple[Finding, ...]:
    """All of them, in the order of the paper within each kind."""
    places = {line.reference: line.action.place for line in lines}
    return (
        *(_unknown(owner) for owner in unknown),
        *(_choice(line) for line in lines if line.open_choice),
        *(_circle(link, places) for link in links if link.circle),
        *(_cut(line, name) for line in lines for name in cut(line)),
    )


def _unknown(owner: UnknownOwner) -> Finding:
    titles = " or ".join(title for _pk, title in owner.likely)
    return Finding(
        rule="OWNER_UNKNOWN", severity="note", place=owner.place, quote=owner.name, stated=owner.name[:300],
        message=f"No post is known as “{owner.name}”, so {_rows(owner.references)} without an owner here; "
        "the name is kept as the paper writes it.",
        proposal=f"Perhaps {titles}." if titles else "", refs=owner.references,
    )  # fmt: skip


def _rows(references: Sequence[str]) -> str:
    count = len(references)
    return f"{references[0]} stands" if count == 1 else f"{count} actions stand"


def _choice(line: Line) -> Finding:
    return Finding(
        rule="NEEDS_CHOICE", severity="note", place=line.action.place, quote=_words(line.action.progress),
        message=f"The status of {line.reference} takes a person's choice: {line.action.status_reason}",
        proposal=f"Taken as {line.action.status}, until somebody chooses.", refs=(line.reference,),
    )  # fmt: skip


def _circle(link: Link, places: Mapping[str, Place]) -> Finding:
    return Finding(
        rule="DEPENDENCY_CIRCLE", severity="warning", place=places[link.reference], quote=_words(link.words),
        message=f"{' waits for '.join(link.circle)}: a circle, in which nothing could begin. "
        f"That {link.reference} waits for {link.needs} was left out.",
        refs=tuple(dict.fromkeys(link.circle)),
    )  # fmt: skip


def _cut(line: Line, name: str) -> Finding:
    return Finding(
        rule="TEXT_SHORTENED", severity="note", place=line.action.place,
        message=f"The {NAMES[name]} of {line.reference} is longer than {ROOM[name]} characters and was cut; "
        "the whole of it is kept with the imported paper.",
        refs=(line.reference,),
    )  # fmt: skip


def _words(text: str, most: int = 20) -> str:
    words = text.split()
    return " ".join(words[:most]) + (" …" if len(words) > most else "")
