"""What is inside archives, e-mails and Office documents, and all that is inside a file, as deep as the budget goes. Nothing is written to the disk."""

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from muniment.documents.extract.embedded import members_of_office, members_of_old_office, members_of_pdf
from muniment.documents.extract.extracted import Budget, Extracted, Locked, TooLarge
from muniment.documents.extract.gathering import held
from muniment.documents.extract.kind_table import HAS_TEXT, OFFICE, OLD_OFFICE, OPENED, PART, UNREAD
from muniment.documents.extract.kinds import kind_of_stream
from muniment.documents.extract.mailboxes import members_of_mail, members_of_mailbox
from muniment.documents.extract.member import Member, told_apart
from muniment.documents.extract.reader import extract
from muniment.documents.extract.sevenzips import members_of_7z
from muniment.documents.extract.split import SPLIT, is_part
from muniment.documents.extract.streams import members_of_packed, members_of_tar
from muniment.documents.extract.zips import members_of_zip
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MEGABYTE

__all__ = ["Member", "everything", "members"]

Opener = Callable[[BinaryIO, Budget], Iterator[Member]]
_DAMAGED = "The archive is damaged or was not copied whole: what is inside, or the rest of it, could not be read."
NOT_LOOKED_FOR = "It is damaged: files that may be inside it could not be looked for."
NOT_READ = "What is inside files of this kind is not read."
IN = "!/"  # between an archive and what is inside


def members(stream: BinaryIO, kind: str, budget: Budget, name: str = "") -> Iterator[Member]:
    """The files inside an archive, an e-mail or a document of this kind (one of OPENED), in their order; folders are left out.

    One that is too large, locked or damaged is told with its reason and without content. The stream can be sought in;
    `name` is that of the archive, from which a file packed alone has its own. Raises Unreadable where the whole does not
    hold together, TooLarge when the budget is spent: what was yielded before stands.
    """
    how = _opener(kind, name)
    try:
        with held(_DAMAGED):
            stream.seek(0)
            yield from _bounded(told_apart(how(stream, budget)), budget.members)
    except (Locked, TooLarge):
        raise
    except Unreadable as broken:
        if is_part(name):
            raise Unreadable(SPLIT) from broken
        raise


def _bounded(found: Iterator[Member], most: int) -> Iterator[Member]:
    for count, member in enumerate(found, 1):
        if count > most:
            raise TooLarge(f"It has more than {most:,} members: the rest is not read.")
        yield member


def _opener(kind: str, name: str) -> Opener:
    if kind == PART:
        raise Unreadable(SPLIT)
    if kind not in OPENED:
        raise Unreadable(f"Archives of this kind ({kind}) are not opened.")
    if kind in {"gz", "bz2", "xz"}:
        return members_of_packed(kind, name)
    if kind in {"eml", "msg", "winmail"}:
        return members_of_mail(name or "message")
    if kind in OFFICE:
        return members_of_office
    if kind in OLD_OFFICE:
        return members_of_old_office
    return {"tar": members_of_tar, "7z": members_of_7z, "mbox": members_of_mailbox, "pdf": members_of_pdf}.get(
        kind, members_of_zip
    )


def everything(
    stream: BinaryIO, name: str, budget: Budget | None = None
) -> Iterator[tuple[str, Extracted | Unreadable, bytes]]:
    """The file itself, then all that is inside it: where inside, what it says or why not, and its content.

    The file stands at "", a member at "2019/a.docx", one inside a member at "letters.zip!/2019/a.docx". Where an archive
    breaks off, or a document stands too deep, what was read of it stands, and a last row at "letters.zip!/" says why. Content is b"" of what was not
    taken out, and of a file that is larger than the budget lets be read whole: of such an archive the members still come.
    """
    budget = budget or Budget()
    for count, row in enumerate(_all(stream, name, "", budget, 0), 1):
        if count > budget.members + 1:
            yield IN, TooLarge(f"It has more than {budget.members:,} members in all: the rest is not read."), b""
            return
        yield row


def _all(
    stream: BinaryIO, name: str, place: str, budget: Budget, depth: int
) -> Iterator[tuple[str, Extracted | Unreadable, bytes]]:
    stream.seek(0)
    kind = kind_of_stream(stream, name)
    large = stream.seek(0, io.SEEK_END) > budget.largest
    stream.seek(0)
    content = b"" if large else stream.read()
    told: Extracted | Unreadable
    if kind in HAS_TEXT or kind not in OPENED:
        told = _told(content, name, kind, budget, large=large)
        yield place, told, content
        if isinstance(told, Unreadable) or kind not in OPENED:
            return
    if depth >= budget.depth:
        if kind not in HAS_TEXT:
            why = f"Archives stand more than {budget.depth} deep inside one another: this one was not opened."
            yield place, TooLarge(why), content
        elif _holds(stream, name, kind, budget):
            why = f"Files stand more than {budget.depth} deep inside one another: what is inside this one was not read."
            yield f"{place}{IN}", TooLarge(why), b""
        return
    yield from _inside(stream, name, kind, place, content, budget, depth)


def _holds(stream: BinaryIO, name: str, kind: str, budget: Budget) -> bool:
    """Whether something is inside a document, or may be, since it does not hold together."""
    try:
        return next(members(stream, kind, budget, name), None) is not None
    except Unreadable:
        return True


def _inside(stream: BinaryIO, name: str, kind: str, place: str, content: bytes, budget: Budget, depth: int) -> Iterator[tuple[str, Extracted | Unreadable, bytes]]:  # fmt: skip
    """The members of what can be opened; before the first, of what has no text of its own, that it could be."""
    told = kind in HAS_TEXT
    try:
        for member in members(stream, kind, budget, name):
            if not told:
                yield place, Extracted(kind, has_text=False), content
                told = True
            where = f"{place}{IN}{member.inside}" if place else member.inside
            if member.content is None:
                yield where, Unreadable(member.why), b""
            else:
                yield from _all(io.BytesIO(member.content), member.name, where, budget, depth + 1)
    except Unreadable as broken:
        if kind in HAS_TEXT and not isinstance(broken, Locked | TooLarge):
            broken = Unreadable(NOT_LOOKED_FOR)  # its own text was read
        yield (f"{place}{IN}" if told else place), broken, (b"" if told else content)
    else:
        if not told:
            yield place, Extracted(kind, has_text=False), content


def _told(content: bytes, name: str, kind: str, budget: Budget, *, large: bool) -> Extracted | Unreadable:
    if large and kind in HAS_TEXT:
        return TooLarge(f"It is larger than {budget.largest // MEGABYTE} MB: its text was not read.")
    if kind not in HAS_TEXT:
        return Extracted(kind, has_text=kind == "empty", note=NOT_READ if kind in UNREAD else "")
    try:
        return extract(content, name, budget)
    except Unreadable as why:
        return why
