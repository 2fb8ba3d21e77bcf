"""A line of the schedule out of what somebody typed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from muniment.registers.errors import Invalid
from muniment.retention.lines import RetentionLine

OFFERED = 12


class Ambiguous(Exception):
    """What was typed means several lines."""

    def __init__(self, lines: Sequence[RetentionLine]) -> None:
        super().__init__(_("Several lines are called so: choose one of them below."))
        self.lines = lines


def line_named(lines: Iterable[RetentionLine], text: str | None) -> RetentionLine:
    """The one line that a text means: its code, its code and series as they are offered, or words of it. Raises Ambiguous and Invalid."""
    wanted = " ".join((text or "").casefold().split())
    if not wanted:
        told = _("Say under which line it falls, or that it cannot be told.")
        raise Invalid(told, {"line": [told]})
    known = list(lines)
    for exact in (lambda each: each.code.casefold() == wanted, lambda each: _said(each) == wanted):
        if found := [each for each in known if exact(each)]:
            return found[0]
    words = wanted.split()
    found = [each for each in known if all(word in _said(each) for word in words)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Ambiguous(found[:OFFERED])
    told = _("No line in force is called “%(text)s”.") % {"text": text}
    raise Invalid(told, {"line": [told]})


def _said(line: RetentionLine) -> str:
    return " ".join(f"{line.code} {line.series}".casefold().split())


def named(lines: Iterable[RetentionLine], code: str | None) -> Any:
    """The line of a code; None where none in force has it."""
    return next((each for each in lines if each.code == code), None)
