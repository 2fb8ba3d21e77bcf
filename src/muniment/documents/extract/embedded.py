"""Files that stand in documents: those attached to a PDF, and in Office what objects of other programmes hold."""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2

from muniment.documents.compound import SIGNATURE, Compound, Damaged
from muniment.documents.extract.extracted import Budget
from muniment.documents.extract.gathering import held
from muniment.documents.extract.kind_table import COMPOUND, UNKNOWN
from muniment.documents.extract.kinds import kind_of_bytes
from muniment.documents.extract.member import DAMAGED, Member, made, refused, too_large
from muniment.documents.extract.old_office import opened
from muniment.documents.extract.pdf import refuse_bomb
from muniment.documents.extract.zips import directory_of, members_of_zip
from muniment.documents.packed import file_in, objects_in
from muniment.documents.paper import Unreadable

_FOLDER = "/embeddings/"  # in which Office keeps them, whatever the document
_OBJECT = 0x1011  # a record of an old presentation ([MS-PPT]): an object of another programme, packed or not


def members_of_office(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files in a document. Of one without any no more is looked at than the names in its directory."""
    if _FOLDER.encode() not in directory_of(stream).lower():
        return
    for each in members_of_zip(stream, budget, lambda name: _FOLDER in f"/{name.lower()}"):
        if each.content is None or not each.content.startswith(SIGNATURE):
            yield each
        else:
            yield from _in_object(each, each.content)


def members_of_old_office(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files in a document of before 2007. What another programme keeps as streams of its own is none."""
    content = stream.read()
    if not content.startswith(SIGNATURE):  # before there were compound files, nothing could stand in a document
        return
    file = opened(content, budget)
    for folder in objects_in(file):
        try:
            name, content = file_in(file, folder)
        except Damaged:
            yield refused(folder[-1], -1, DAMAGED)
        else:
            if _is_file(name, content):
                yield made(name or folder[-1], content)
    for each in _objects_of_slides(file.read("PowerPoint Document"), budget):
        yield from (each,) if each.content is None else _in_object(each, each.content)


def _objects_of_slides(stream: bytes, budget: Budget) -> Iterator[Member]:
    """The objects of a presentation, each a compound file."""
    at, count = 0, 0
    while at + 8 <= len(stream):
        version, kind, size = struct.unpack_from("<HHI", stream, at)
        content, at = stream[at + 8 : at + 8 + size], at + 8 + size
        if kind != _OBJECT:
            continue
        count += 1
        try:
            content = _unpacked(content, budget) if version >> 4 == 1 else content
        except Unreadable as why:
            yield refused(f"object {count}", -1, str(why))
            continue
        if content.startswith(SIGNATURE):
            yield made(f"object {count}", content)


def _unpacked(content: bytes, budget: Budget) -> bytes:
    """What stands packed behind its size. Raises Unreadable, and TooLarge when the budget is spent."""
    if len(content) < 4:
        raise Unreadable(DAMAGED)
    (size,) = struct.unpack_from("<I", content)
    if why := too_large(size, budget):
        raise Unreadable(why)
    budget.unpack(size)
    with held(DAMAGED):
        return zlib.decompressobj().decompress(content[4:], size)


def members_of_pdf(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files that are attached to a PDF, as all are to a portfolio."""
    content = stream.read()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:  # what is damaged has no list of them
        return
    try:
        number = document.count_attachments()
        if number > 0:
            refuse_bomb(content)
        for at in range(number):
            attached = document.get_attachment(at)
            name = attached.get_name() or f"attachment {at + 1}"
            try:
                inside = bytes(attached.get_data())
            except pypdfium2.PdfiumError:
                yield refused(name, -1, DAMAGED)
                continue
            if why := too_large(len(inside), budget):
                yield refused(name, len(inside), why)
                continue
            budget.unpack(len(inside))
            yield made(name, inside)
    finally:
        document.close()


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
        if _is_file(name, inside):
            yield made(f"{each.inside}!/{name}" if name else each.inside, inside)


def _is_file(name: str, content: bytes) -> bool:
    """What has neither a name nor a kind that is known is what another programme draws with."""
    return bool(content) and (bool(name) or kind_of_bytes(content, "") != UNKNOWN)
