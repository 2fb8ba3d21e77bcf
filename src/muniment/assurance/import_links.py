"""Which actions of a paper wait for which, without the circles. No Django."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from muniment.actions.rules import cycle
from muniment.assurance.import_said import Line

WORDS = 300


@dataclass(frozen=True, slots=True)
class Link:
    """`reference` waits for `needs`, in the paper's `words`. `circle` names the way round where it would close one."""

    reference: str
    needs: str
    words: str
    circle: tuple[str, ...] = ()


def links(lines: Sequence[Line], known: Collection[tuple[str, str]]) -> tuple[Link, ...]:
    """What the paper links that the plan does not know yet. A link that closes a circle carries it, and is not to be made."""
    first: dict[str, str] = {}
    for line in lines:
        first.setdefault(line.action.ref, line.reference)
    wanted: dict[tuple[str, str], str] = {}
    for line in lines:
        for ref in line.action.depends_on_refs:
            edge = (line.reference, first.get(ref, ""))
            if edge[1] and edge not in known and edge[0] != edge[1]:
                wanted.setdefault(edge, "; ".join(line.action.depends_on)[:WORDS])
    return tuple(_without_circles(wanted, known))


def _without_circles(wanted: dict[tuple[str, str], str], known: Collection[tuple[str, str]]) -> Iterable[Link]:
    numbers: dict[str, int] = {}
    names: list[str] = []
    for name in (name for edge in (*known, *wanted) for name in edge):
        if name not in numbers:
            numbers[name] = len(names)
            names.append(name)
    edges = [(numbers[one], numbers[other]) for one, other in (*known, *wanted)]
    suspect = _on_circles(len(names), edges)
    needs: dict[int, set[int]] = defaultdict(set)
    for one, other in known:
        needs[numbers[one]].add(numbers[other])
    for (one, other), words in wanted.items():
        at, needed = numbers[one], numbers[other]
        needs[at].add(needed)
        # Asked only of what can lie on a circle at all: a long chain would be walked from every link of it.
        if at in suspect and needed in suspect and (round_trip := cycle(needs, at)):
            needs[at].discard(needed)
            yield Link(one, other, words, tuple(names[each] for each in round_trip))
        else:
            yield Link(one, other, words)


def _on_circles(size: int, edges: Sequence[tuple[int, int]]) -> set[int]:
    """What is left when everything that waits for nothing, or that nothing waits for, is taken away again and again."""
    left = set(range(size))
    for towards in (0, 1):
        open_edges = [0] * size
        reached: dict[int, list[int]] = defaultdict(list)
        for edge in edges:
            if edge[0] in left and edge[1] in left:
                open_edges[edge[towards]] += 1
                reached[edge[1 - towards]].append(edge[towards])
        free = [node for node in left if not open_edges[node]]
        while free:
            node = free.pop()
            left.discard(node)
            for other in reached[node]:
                open_edges[other] -= 1
                if not open_edges[other]:
                    free.append(other)
    return left
