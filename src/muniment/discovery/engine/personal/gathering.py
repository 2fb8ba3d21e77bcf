"""What was seen in the blocks of one text, made into findings that name no value."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from muniment.discovery.engine.personal import judging, masking, rules
from muniment.discovery.engine.personal.finding import TOLD, Finding, Personal
from muniment.discovery.engine.personal.judging import Seen
from muniment.discovery.engine.personal.matching import matches
from muniment.discovery.engine.personal.plain import plain
from muniment.documents.extract.extracted import Grid, Prose


@dataclass(slots=True)
class _Group:
    """All values of one kind in one place."""

    best: Seen
    where: str
    values: set[str] = field(default_factory=set)


class Gathering:
    """Takes what was seen, block by block."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str, bool], _Group] = {}
        self.words = 0

    def add(self, seen: Seen, where: str, group: str = "") -> None:
        """Adds one value; `group` keeps apart what stands in different columns."""
        key = (seen.kind, group, seen.score >= TOLD)
        held = self._groups.get(key)
        if held is None:
            held = self._groups[key] = _Group(seen, where)
        elif seen.score > held.best.score:
            held.best, held.where = seen, where
        held.values.add(seen.value)

    def personal(self) -> Personal:
        """The findings, the surest and most numerous first."""
        findings = [
            Finding(kind, len(group.values), round(group.best.score, 3), group.best.mask, _clean(group), group.best.why)
            for (kind, _, _), group in self._groups.items()
        ]
        findings.sort(key=lambda finding: (-finding.score, -finding.count, finding.kind, finding.where))
        told = {(kind, value) for (kind, _, sure), group in self._groups.items() if sure for value in group.values}
        unsure = 1.0
        for finding in findings:
            if finding.told:
                unsure *= 1 - finding.score * 0.5 ** (1 / finding.count)
        density = 1000 * len(told) / max(self.words, 1)
        return Personal(tuple(findings), round(1 - unsure, 3) if told else 0.0, round(density, 3))


def _clean(group: _Group) -> str:
    """Where it was seen, unless a value of its kind stands in that very name."""
    place = masking.squeezed(group.where)
    return "in a place whose name holds a value" if any(value in place for value in group.values) else group.where


def find(blocks: Iterable[Prose | Grid]) -> Personal:
    """Personal data in the text of one document.

    Answers with findings (one for each kind, and each column of a table), the score of the whole (0 to 1: how likely it holds
    personal data of anybody, more with every kind and number) and its density (different values in 1,000 words). What scores
    below `TOLD` is reported and counts for neither.
    """
    gathering = Gathering()
    for block in blocks:
        text = block.text if isinstance(block, Prose) else "\n".join("\t".join(row) for row in block.rows)
        _in_prose(plain(text), block.place, gathering)
    return gathering.personal()


def _in_prose(text: bytes, place: str, gathering: Gathering) -> None:
    gathering.words += len(text.split())
    found = [match for match in matches(text) if match.form < len(rules.RULES)]
    for seen in judging.in_words(text, found):
        number = text.count(b"\n", 0, seen.start) + 1
        line = f"line {number}"
        gathering.add(seen, f"{place}, {line}" if place else line)
