"""Files that stand in Office documents: packages as they are, and what objects of other programmes hold."""

from collections.abc import Iterator
from typing import BinaryIO

from muniment.documents.compound import SIGNATURE, Compound, Damaged
from muniment.documents.extract.extracted import Budget
from muniment.documents.extract.kind_table import COMPOUND
from muniment.documents.extract.kinds import kind_of_bytes
from muniment.documents.extract.member import DAMAGED, Member, made, refused
from muniment.documents.extract.zips import directory_of, members_of_zip
from muniment.documents.packed import file_in

_FOLDER = "/embeddings/"  # in which Office keeps them, whatever the document


def members_of_office(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files in a document. Of one without any no more is looked at than the names in its directory."""
    if _FOLDER.encode() not in directory_of(stream).lower():
        return
    for each in members_of_zip(stream, budget, lambda name: _FOLDER in f"/{name.lower()}"):
        if each.content is None or not each.content.startswith(SIGNATURE):
            yield each
        else:
            yield from _in_object(each, each.content)


def _in_object(each: Member, content: bytes) -> Iterator[Member]:
    """The file that an object holds, or is. An equation and a drawing that stand in the text are none."""
    if kind_of_bytes(content, each.name) != COMPOUND:
        yield each
        return
    try:
        name, inside = file_in(Compound(content, lambda _size: None))
    except Damaged:
        yield refused(each.inside, each.size, DAMAGED)
    else:
        if inside:
            yield made(f"{each.inside}!/{name}" if name else each.inside, inside)
