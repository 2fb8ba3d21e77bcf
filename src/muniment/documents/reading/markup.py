"""Parses XML that a stranger wrote: nothing is fetched, no entity is expanded."""

from lxml import etree

from muniment.documents.reading.archive import damaged

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type


def parse_xml(content: bytes) -> Element:
    """The root of an XML part. Raises Unreadable when it is not well formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as broken:
        damaged(broken)


def local_name(element: Element) -> str:
    """The name of an element without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element in braces, as lxml writes it before names."""
    tag = element.tag
    return tag[: tag.index("}") + 1] if isinstance(tag, str) and "}" in tag else ""


def line_of(element: Element) -> int | None:
    """The line of the file where an element begins, from 1."""
    line = element.sourceline
    return line if isinstance(line, int) else None
