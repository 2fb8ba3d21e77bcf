"""Nodes of pandoc's tree, made from text that stays text in every format."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from muniment.documents.report.pandoc import Node

_BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_REORDERING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # invisible, and they make a line read as another one
_NONCHARACTER = 0xFFFE


def clean(text: str) -> str:
    """The text without what no file can hold: control characters, lone surrogates, noncharacters."""
    text = _REORDERING.sub("", _BREAKS.sub("\n", text).replace("\t", " "))
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        letter
        for letter in text
        if letter == "\n"
        or (
            unicodedata.category(letter) not in ("Cc", "Cs")
            and ord(letter) & _NONCHARACTER != _NONCHARACTER
            and not 0xFDD0 <= ord(letter) <= 0xFDEF
        )
    )


def words(text: str) -> list[Node]:
    """Inline nodes of a text: Str, Space, and LineBreak for a newline."""
    inlines: list[Node] = []
    for number, line in enumerate(clean(text).strip().split("\n")):
        if number:
            inlines.append({"t": "LineBreak"})
        for position, word in enumerate(line.strip(" ").split(" ")):
            if position and word:
                inlines.append({"t": "Space"})
            if word:
                inlines.append({"t": "Str", "c": word})
    return inlines


def para(inlines: list[Node]) -> Node:
    return {"t": "Para", "c": inlines}


def plain(inlines: list[Node]) -> Node:
    return {"t": "Plain", "c": inlines}


def link(inlines: list[Node], address: str, title: str = "", classes: Iterable[str] = ()) -> Node:
    return {"t": "Link", "c": [["", list(classes), []], inlines, [address, title]]}


def span(inlines: list[Node], identifier: str = "", **attributes: str) -> Node:
    pairs = [[name.replace("_", "-"), value] for name, value in attributes.items()]
    return {"t": "Span", "c": [[identifier, [], pairs], inlines]}


def div(blocks: list[Node], identifier: str = "", classes: Iterable[str] = (), **attributes: str) -> Node:
    pairs = [[name.replace("_", "-"), value] for name, value in attributes.items()]
    return {"t": "Div", "c": [[identifier, list(classes), pairs], blocks]}


def raw_inline(target: str, text: str) -> Node:
    return {"t": "RawInline", "c": [target, text]}


def raw_block(target: str, text: str) -> Node:
    return {"t": "RawBlock", "c": [target, text]}


def bullets(items: Iterable[list[Node]]) -> Node:
    return {"t": "BulletList", "c": [list(item) for item in items]}


def numbered(items: Iterable[list[Node]]) -> Node:
    return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], [list(item) for item in items]]}


def replaced(node: Node, change: Callable[[Node], list[Node] | None]) -> Node:
    """The tree with each node that `change` answers for replaced by its answer, which is not looked into again."""
    if isinstance(node, list):
        found: list[Node] = []
        for item in node:
            answer = change(item) if isinstance(item, dict) else None
            found.extend([replaced(item, change)] if answer is None else answer)
        return found
    if isinstance(node, dict) and "c" in node:
        return {**node, "c": replaced(node["c"], change)}
    return node


def each(node: Node) -> Iterable[Node]:
    """Every node of the tree, from the top, in the order of reading."""
    if isinstance(node, list):
        for item in node:
            yield from each(item)
    elif isinstance(node, dict):
        yield node
        yield from each(node.get("c"))


def text_of(node: Node) -> str:
    """The text of a tree; line breaks and ends of paragraphs as newlines."""
    parts = []
    for one in each(node):
        match one["t"]:
            case "Str":
                parts.append(one["c"])
            case "Code" | "CodeBlock":
                parts.append(one["c"][1])
            case "Space" | "SoftBreak":
                parts.append(" ")
            case "LineBreak" | "Para" | "Plain" | "Header":
                parts.append("\n")
            case _:
                pass
    return "".join(parts).strip("\n")
