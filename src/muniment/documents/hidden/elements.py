"""Reads XML that a stranger wrote without ever holding the whole of it: by visits, or by elements of one name."""

from collections.abc import Iterator
from typing import IO, cast
from xml.parsers import expat

from lxml import etree

from muniment.documents.hidden.gathering import Budget, TooMuch
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MEGABYTE
from muniment.documents.reading.markup import Element, local_name

_CHUNK = 256 * 1024
_LARGEST_ELEMENT = 8 * MEGABYTE  # of text: a row of a sheet with all of its cells
_DEEPEST = 1_000


class Visitor:
    """What wants to see a part: names of elements and attributes come without their prefix."""

    def start(self, name: str, said: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text inside the element that began last and has not ended."""


def visit(stream: IO[bytes], visitor: Visitor, budget: Budget) -> None:
    """Takes a visitor through a part. Raises Unreadable when it declares a document type, ExpatError when it is damaged."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = seen = 0

    def start(name: str, said: dict[str, str]) -> None:
        nonlocal depth, seen
        depth += 1
        seen += 1
        if depth > _DEEPEST:
            raise Unreadable("its elements stand too deep in one another.")
        # By the name alone; an attribute whose name another has as well is still there under its whole name.
        for key in [key for key in said if ":" in key]:
            said.setdefault(key.rpartition(":")[2], said[key])
        visitor.start(name.rpartition(":")[2], said)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        visitor.end(name.rpartition(":")[2])

    def refuse(*_told: object) -> None:
        raise Unreadable("it declares entities, which no ordinary document does.")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, visitor.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no names
        budget.see(seen)
        seen = 0
    parser.Parse(b"", True)  # noqa: FBT003


def complete(stream: IO[bytes], names: tuple[str, ...], budget: Budget) -> Iterator[Element]:
    """Each element of these names once it is complete, with all inside it; what was passed is let go.

    Several times faster than a visit where most elements are of no interest, as the cells of a sheet are. None of the
    names may stand inside another.
    """
    beginning = stream.read(_CHUNK)
    root: Element | None = None
    parser = _parser([f"{{*}}{name}" for name in (*names, _root_name(beginning))])
    inside = 0
    chunk = beginning
    while chunk:
        parser.feed(chunk)
        done = 0
        for event, said in parser.read_events():
            element = cast("Element", said)
            if root is None:
                root = element
            elif event == "end" and local_name(element) in names and element is not root:
                done += 1
                yield element
                element.clear()
        budget.see(done + 1)
        inside = 0 if done else inside + len(chunk)
        if root is not None and not _let_go(root, names):
            inside = 0
        if inside > _LARGEST_ELEMENT:
            raise TooMuch("One row or element of it is larger than can be looked into.")
        chunk = stream.read(_CHUNK)
    parser.close()


def _parser(tags: list[str]) -> "etree.XMLPullParser":
    return etree.XMLPullParser(
        events=("start", "end"), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )


def _root_name(beginning: bytes) -> str:
    early = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    early.feed(beginning)
    for _event, element in early.read_events():
        return local_name(cast("Element", element))
    raise Unreadable("it holds no elements.")


def _let_go(root: Element, names: tuple[str, ...]) -> bool:
    """Takes away what lies before the place that has been reached. Whether that place is inside a wanted element."""
    node = root
    while len(node):
        if len(node) > 1:
            del node[:-1]
        node = node[-1]
        if local_name(node) in names:
            return True
    return False
