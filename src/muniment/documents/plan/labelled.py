"""Owner and date written inside another cell: after a label (`Responsible officer: …`), at its end, or beside each other."""

import re
from collections.abc import Collection

from muniment.documents.plan.contents import is_datelike
from muniment.documents.plan.dates import dates_in
from muniment.documents.plan.headings import meanings
from muniment.documents.plan.posts import ends_like_post, is_acronym, is_fronted, is_name, looks_like_post
from muniment.documents.plan.reading import Field

_LABEL = re.compile(
    r"(?:^|(?<=[\n.;|]))[ \t]*(?P<label>[A-Z][A-Za-z/ &]{1,38}?)[ \t]*(?::|[ \t]-[ \t])[ \t]*", re.MULTILINE
)
_ANSWER = re.compile(
    r"(?:(?<=[.!?\n])|^)\s*(?:agreed )?(?:management|council|client|auditee|officer|service)(?:['’]s)? "
    r"(?:responses?|comments?|actions?)[ \t]*(?:[:–-]\s*|\n+|(?=\s(?-i:[A-Z])))",
    re.IGNORECASE,
)
_LABELLED: frozenset[Field] = frozenset({"owners", "due", "status", "priority", "progress"})
_EDGES = " \t\n-–—:;,/|()&"


def labelled(text: str, wanted: Collection[Field]) -> dict[Field, str]:
    """The values that labels inside a text announce, of the fields wanted; empty where it has no such label.

    `Agreed. Responsible officer: Head of ICT. Target date: March 2025` → owners, due, and under `action` what is left.
    """
    found = [
        (match, field)
        for match in _LABEL.finditer(text)
        if (field := _field_of(match["label"])) in _LABELLED and field in wanted
    ]
    values: dict[Field, str] = {}
    for at, (match, field) in enumerate(found):
        end = found[at + 1][0].start() if at + 1 < len(found) else _end_of_value(text, match.end())
        assert field
        values.setdefault(field, text[match.end() : end].strip(" \t\n.;|"))
    if values:
        values["action"] = text[: found[0][0].start()].strip()
    return values


def _field_of(name: str) -> Field | None:
    found = meanings(name)
    return found[0].field if found and found[0].score >= 0.8 else None


def _end_of_value(text: str, start: int) -> int:
    blank = text.find("\n\n", start)
    return blank if blank >= 0 else len(text)


def split_date_off(text: str) -> tuple[str, str]:
    """An owner cell that also holds the date: (`Head of ICT`, `31 March 2025`); the date empty where there is none."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    dated = [line for line in lines if is_datelike(line) and not looks_like_post(line)]
    if dated and len(dated) < len(lines):
        return "\n".join(line for line in lines if line not in dated), "\n".join(dated)
    dates = dates_in(text)
    if not dates:
        return text.strip(), ""
    before = re.sub(
        r"(?:\bby|\bbefore|\bend(?: of)?|\bfrom|\bdue|\btarget|\bdate)[\s:]*$",
        "",
        text[: dates[0].start],
        flags=re.IGNORECASE,
    )
    owner = f"{before.strip(_EDGES)}\n{text[dates[-1].end :].strip(_EDGES)}".strip()
    return owner, text[dates[0].start : dates[-1].end].strip()


def split_owner_off(text: str) -> tuple[str, str]:
    """A text whose last line, bracket or last words after a dash name a post: (`Review it.`, `Head of ICT`)."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    if len(lines) > 1 and _is_clearly_post(lines[-1]):
        return "\n".join(lines[:-1]), lines[-1]
    ended = re.search(
        r"^(?P<text>.+?)\s*(?:\((?P<bracket>[^()]{2,80})\)|\s[-–—/]\s(?P<dash>[^-–—]{2,80}))\s*\.?$", text, re.DOTALL
    )
    if ended and _is_clearly_post((ended["bracket"] or ended["dash"]).strip()):
        return ended["text"].strip(), (ended["bracket"] or ended["dash"]).strip()
    return text.strip(), ""


def answered(text: str) -> tuple[str, str]:
    """A recommendation and, below it in the same cell, what the council answered: (`Do it.`, `Agreed. …`)."""
    found = _ANSWER.search(text)
    return (text[: found.start()].strip(), text[found.end() :].strip()) if found else (text, "")


def closing(text: str) -> tuple[str, str, str]:
    """A text whose last sentences are nothing but a post and a date: (`Agreed.`, `Head of ICT`, `31 March 2024`)."""
    pieces = [piece for piece in re.split(r"(?<=[.;])\s+|\n+", text.strip()) if piece.strip()]
    owner = due = ""
    while len(pieces) > 1:
        last = pieces[-1].strip(" .;")
        if not due and is_datelike(last) and len(last) < 40:
            due = last
        elif not owner and _is_clearly_post(last):
            owner = last
        else:
            break
        pieces.pop()
    return " ".join(pieces), owner, due


def _is_clearly_post(text: str) -> bool:
    text = text.strip(" .")
    return ends_like_post(text) or is_fronted(text) or is_acronym(text) or is_name(text)
