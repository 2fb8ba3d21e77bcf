"""A template with its author's texts woven in, so that a text may hold figures and nothing else that is mark-up."""

import re
from collections.abc import Collection, Mapping

from muniment.reporting.numbers import ALIASES

_FIGURE = re.compile(r"(?<!\\)\{\{\s*(?:figure:)?([a-z][a-z0-9_]*)\s*\}\}")
_OF_TEMPLATE = re.compile(r"(?<!\\)\{\{\s*figure:([a-z][a-z0-9_]*)\s*\}\}")
_ANY = re.compile(r"(?<!\\)\{\{(.*?)\}\}", re.DOTALL)
_OWN_LINE = re.compile(r"^[ \t]*\{\{\s*text:([a-z][a-z0-9_]*)\s*\}\}[ \t]*$", re.MULTILINE)
_MARKUP = re.compile(r"""([!-/:-@\[-`{-~])""")
NOTE = "{{text:edition_note}}"


def woven(template: str, texts: Mapping[str, str], figures: Collection[str], *, numbered: Collection[str] = ()) -> str:
    """The template as the engine reads it.

    A text that holds `{{figure:late}}`, or `{{ late }}`, gets the figure itself there; all else in it stays text. Texts
    without figures stay with the engine.
    """
    holding = {name: text for name, text in texts.items() if set(figures_in(text)) & set(figures)}
    text = _OF_TEMPLATE.sub(lambda found: f"{{{{figure:{_named(found[1])}}}}}", template.replace("\r\n", "\n"))

    def put(found: re.Match[str]) -> str:
        name = found[1]
        return _as_markdown(holding[name], figures, numbered=name in numbered) if name in holding else found[0]

    return _OWN_LINE.sub(put, text)


def framed(template: str, *, first: str = "", last: str) -> str:
    """The template between what is still to be done (a heading, when there is any) and what the document is."""
    before = f"# {first}\n\n{{{{text:problems}}}}\n\n---\n\n" if first else ""
    after = "" if NOTE in template else f"\n\n# {last}\n\n{NOTE}\n"
    return f"{before}{template.rstrip()}{after or chr(10)}"


def without_unknown(template: str, known: Collection[str]) -> tuple[str, list[str]]:
    """The template with each placeholder that has no value left as plain text, and what these were, with their lines."""
    unknown: list[str] = []

    def leave(found: re.Match[str]) -> str:
        inside = found[1].strip()
        kind, _colon, name = inside.partition(":")
        if inside in known or (kind == "figure" and f"figure:{_named(name)}" in known):
            return found[0]
        line = template.count("\n", 0, found.start()) + 1
        unknown.append(f"line {line}: {{{{{inside[:60]}}}}}")
        return _MARKUP.sub(r"\\\1", found[0])

    return _ANY.sub(leave, template), unknown


def figures_in(text: str) -> list[str]:
    """The names of the figures that a text asks for."""
    return [_named(found) for found in _FIGURE.findall(text)]


def _named(name: str) -> str:
    return ALIASES.get(name, name)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a typed text: a blank line parts them."""
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip())


def items(text: str) -> tuple[str, ...]:
    """The items of a text that is a list: one on each line, or parted by blank lines where there is one."""
    found = paragraphs(text)
    return found if len(found) > 1 else tuple(line.strip() for line in text.split("\n") if line.strip())


def _as_markdown(text: str, figures: Collection[str], *, numbered: bool) -> str:
    """The text with every sign of mark-up escaped and its figures left as placeholders."""
    parts = [_escaped(part, figures) for part in (items(text) if numbered else paragraphs(text))]
    if numbered:
        parts = [f"{number}. {part}" for number, part in enumerate(parts, start=1)]
    return "\n\n".join(parts)


def _escaped(text: str, figures: Collection[str]) -> str:
    found: list[str] = []
    at = 0
    for match in _FIGURE.finditer(text):
        if _named(match[1]) in figures:
            found += [_MARKUP.sub(r"\\\1", text[at : match.start()]), f"{{{{figure:{_named(match[1])}}}}}"]
            at = match.end()
    found.append(_MARKUP.sub(r"\\\1", text[at:]))
    # Two spaces at the end of a line keep it a line.
    return "  \n".join(line.strip() for line in "".join(found).split("\n"))
