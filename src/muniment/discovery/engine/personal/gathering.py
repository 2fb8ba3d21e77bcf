"""What was seen in the blocks of one text, made into findings that name no value."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from muniment.discovery.engine.personal import masking, offices, special
from muniment.discovery.engine.personal.finding import TOLD, Finding, Personal
from muniment.discovery.engine.personal.judging import Seen

_NO_PERSON = frozenset({"postcode", "uprn", "address"})  # kinds that tell of a place
_OF_STAFF = 0.5  # of a name beside which a post is named
_NOBODYS = 0.4  # of what is an office's own, in a text that speaks of nobody


@dataclass(slots=True)
class _Group:
    """All values of one kind in one place."""

    best: Seen
    where: str
    values: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Words:
    """The words of one special category."""

    where: str
    counts: dict[str, int] = field(default_factory=dict)
    answered: bool = False  # whether a label asks for it, and somebody answered


class Gathering:
    """Takes what was seen, block by block. It holds values, so it lives as long as one search does."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str, bool], _Group] = {}
        self._special: dict[str, _Words] = {}
        self.words = 0

    def add(self, seen: Seen, where: Callable[[int], str], group: str = "") -> None:
        """Adds one value; `where` says where a place in the text is, `group` keeps apart what stands in different columns."""
        key = (seen.kind, group, seen.score >= TOLD)
        held = self._groups.get(key)
        if held is None:
            held = self._groups[key] = _Group(seen, where(seen.start))
        elif seen.score > held.best.score:
            held.best, held.where = seen, where(seen.start)
        held.values.add(seen.value)

    def add_special(
        self, topic: str, word: str, where: Callable[[int], str], start: int, *, answered: bool = False
    ) -> None:
        """Adds one word of a special category."""
        if topic not in self._special:
            self._special[topic] = _Words(where(start))
        self._special[topic].answered |= answered
        counts = self._special[topic].counts
        counts[word] = counts.get(word, 0) + 1

    def told(self) -> set[tuple[str, str]]:
        """The kinds and values that are sure enough. Nobody may keep them."""
        offices_too = self._of_people()
        return {
            (kind, value)
            for (kind, name, told), group in self._groups.items()
            if told and (offices_too or name != offices.OWN)
            for value in group.values
        }

    def _of_people(self) -> bool:
        """Whether it names or numbers people; an office that wrote it, and who works there, are none."""
        return any(words.answered for words in self._special.values()) or any(
            told
            and kind not in _NO_PERSON
            and name != offices.OWN
            and not (kind == "name" and group.best.score <= _OF_STAFF)
            for (kind, name, told), group in self._groups.items()
        )

    def personal(self) -> Personal:
        """The findings, the surest and most numerous first."""
        sure, people = self.told(), self._of_people()
        findings = []
        for (kind, name, told), group in self._groups.items():
            values = group.values if told else {value for value in group.values if (kind, value) not in sure}
            of_nobody = told and not people and name == offices.OWN
            if values:
                where = _without(values, group.where)
                findings.append(
                    Finding(
                        kind,
                        len(values),
                        _NOBODYS if of_nobody else round(group.best.score, 3),
                        masking.mask(kind, group.best.raw),
                        where,
                        group.best.why,
                    )
                )
        findings += [
            special.finding(
                topic, words.counts, self.words, of_people=people, where=words.where, answered=words.answered
            )
            for topic, words in self._special.items()
        ]
        findings.sort(key=lambda finding: (-finding.score, -finding.count, finding.kind, finding.where))
        density = 1000 * len(sure) / max(self.words, 1)
        return Personal(tuple(findings), _whole(findings), round(density, 3))


def _whole(findings: Iterable[Finding]) -> float:
    """How likely a text holds personal data: each kind leaves some doubt, less of it the more values it has."""
    doubt = 1.0
    for finding in findings:
        if finding.told:
            doubt *= 1 - finding.score * (1 - 0.5 ** min(finding.count, 20))
    return round(1 - doubt, 3)


def _without(values: Iterable[str], where: str) -> str:
    """Where it was seen, unless a value stands in that very name."""
    place = masking.squeezed(where)
    return "a place whose name holds a value" if any(masking.squeezed(value) in place for value in values) else where
