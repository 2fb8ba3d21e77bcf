"""A report template: Markdown that a council edits, with placeholders from a closed list and no logic."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from muniment.documents.report import nodes
from muniment.documents.report.pandoc import Node, read
from muniment.documents.report.values import NAME

# An allow-list: what is not named here (raw HTML, TeX, attributes, footnotes, maths, citations, metadata) is text.
MARKDOWN = (
    "markdown_strict-raw_html+all_symbols_escapable+auto_identifiers+blank_before_header+intraword_underscores"
    "+lists_without_preceding_blankline+pipe_tables+smart+space_in_atx_header+startnum"
)
INLINE = ("figure", "text")
BLOCK = ("table", "chart", "text", "figures", "glossary")
ALONE = ("figures", "glossary")
_BRACES = re.compile(r"(?<!\\)\{\{(.*?)\}\}", re.DOTALL)
_UNCLOSED = re.compile(r"(?<!\\)\{\{")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
MARK = re.compile("\ue000([a-z0-9_:]+)\ue001")  # what a placeholder is while pandoc reads the template


class TemplateError(Exception):
    """What is wrong with a template, and in which line; `problems` has one sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`key` is what stands between the braces: `figure:late`, `glossary`. Lines count from 1."""

    key: str
    line: int

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read: its text, its tree with marks where placeholders stand, and these in their order."""

    text: str
    blocks: tuple[Node, ...]
    placeholders: tuple[Placeholder, ...]

    def check(self, known: Iterable[str]) -> None:
        """Refuse a placeholder that has no value, naming its line and what is there instead."""
        names = {*known, *ALONE}
        problems = []
        for one in self.placeholders:
            if one.key in names:
                continue
            likely = get_close_matches(one.key, sorted(names), n=1)
            hint = f" Did you mean {{{{{likely[0]}}}}}?" if likely else ""
            there = ", ".join(sorted(name for name in names if name.partition(":")[0] == one.kind)) or "none"
            problems.append(f"Line {one.line}: {{{{{one.key}}}}} is not known.{hint} Known of this kind: {there}.")
        if problems:
            raise TemplateError(problems)


@lru_cache(maxsize=64)
def parse(text: str) -> Template:
    """Read a template. Raises TemplateError for what it may not hold, wherever the values come from."""
    text = _PRIVATE.sub("", text.replace("\r\n", "\n"))
    placeholders, problems = _placeholders(text)
    if problems:
        raise TemplateError(problems)
    marked = _BRACES.sub(lambda found: f"\ue000{found[1].strip()}\ue001", text)
    blocks = tuple(read(MARKDOWN, marked)["blocks"])
    if problems := [*_misplaced(blocks, placeholders), *_forbidden(blocks), *_skipped_headings(blocks)]:
        raise TemplateError(problems)
    return Template(text, blocks, tuple(placeholders))


def block_keys(block: Node) -> list[str]:
    """The placeholders of a paragraph that is nothing but placeholders for blocks; else nothing."""
    if block.get("t") != "Para":
        return []
    keys: list[str] = []
    for inline in block["c"]:
        if inline["t"] in ("Space", "SoftBreak"):
            continue
        found = MARK.fullmatch(inline["c"]) if inline["t"] == "Str" else None
        if not found or found[1].partition(":")[0] not in BLOCK:
            return []
        keys.append(found[1])
    return keys


def _placeholders(text: str) -> tuple[list[Placeholder], list[str]]:
    found: list[Placeholder] = []
    problems = []
    for match in _BRACES.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        inside = match[1].strip()
        kind, colon, name = inside.partition(":")
        if inside in ALONE or (kind in (*INLINE, *BLOCK) and kind not in ALONE and colon and NAME.fullmatch(name)):
            found.append(Placeholder(inside, line))
        else:
            problems.append(
                f"Line {line}: {{{{{inside[:60]}}}}} is no placeholder. Write {{{{figure:name}}}}, {{{{table:name}}}}, "
                "{{chart:name}}, {{text:name}}, {{figures}} or {{glossary}}."
            )
    for match in _UNCLOSED.finditer(_BRACES.sub(lambda found: "\n" * found[0].count("\n"), text)):
        line = text.count("\n", 0, match.start()) + 1
        problems.append(f"Line {line}: “{{{{” without “}}}}”. To print two braces, write \\{{\\{{.")
    return found, problems


def _misplaced(blocks: tuple[Node, ...], placeholders: list[Placeholder]) -> list[str]:
    """Each placeholder must be where a value can stand: a block alone in a paragraph, once; the rest in running text."""
    as_blocks = [key for block in blocks for key in block_keys(block)]
    inline = [
        match[1]
        for block in blocks
        if not block_keys(block)
        for node in nodes.each(block)
        if node.get("t") == "Str"
        for match in MARK.finditer(node["c"])
    ]
    problems = []
    for one in placeholders:
        if one.key in as_blocks:
            if as_blocks.count(one.key) > 1 and one.kind != "text":
                problems.append(f"Line {one.line}: {{{{{one.key}}}}} stands more than once.")
        elif one.key not in inline:
            problems.append(f"Line {one.line}: {{{{{one.key}}}}} cannot stand in code or in the address of a link.")
        elif one.kind not in INLINE:
            problems.append(
                f"Line {one.line}: {{{{{one.key}}}}} must be a paragraph of its own, with a blank line before and after."
            )
    return list(dict.fromkeys(problems))


def _forbidden(blocks: tuple[Node, ...]) -> list[str]:
    problems = []
    for node in nodes.each(list(blocks)):
        if node["t"] == "Image":
            problems.append("A picture can only come from a chart: {{chart:name}}.")
        elif node["t"] in ("RawInline", "RawBlock"):
            problems.append("Raw code is not allowed in a template.")
        elif node["t"] == "Link" and not node["c"][2][0].startswith(("https://", "http://", "mailto:", "/", "#")):
            problems.append(f"A link may not go to {node['c'][2][0][:60]!r}.")
    return problems


def _skipped_headings(blocks: tuple[Node, ...]) -> list[str]:
    """A reader who walks by headings would look for the missing level; PDF/UA forbids it."""
    problems = []
    before = 0
    for block in blocks:
        if block["t"] == "Header":
            level, _, inlines = block["c"]
            if level > before + 1:
                words = " ".join(node["c"] for node in nodes.each(inlines) if node["t"] == "Str")
                problems.append(f"The heading “{MARK.sub('…', words)}” has {level} #: at most {before + 1} here.")
            before = level
    return problems
