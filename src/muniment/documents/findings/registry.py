"""The rules by their names. A rule is a pure function from a subject to findings; `@rule(NAME)` enters it."""

from collections.abc import Callable, Iterable

from muniment.documents.findings.finding import Finding
from muniment.documents.findings.subject import Subject

Rule = Callable[[Subject], Iterable[Finding]]
RULES: dict[str, tuple[Rule, ...]] = {}


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Enter a function under the names of the findings it makes; several functions may serve one name."""

    def enter(function: Rule) -> Rule:
        for name in names:
            RULES[name] = (*RULES.get(name, ()), function)
        return function

    return enter


def every_rule() -> tuple[Rule, ...]:
    """Each function once, in the order they were entered."""
    return tuple(dict.fromkeys(function for functions in RULES.values() for function in functions))
