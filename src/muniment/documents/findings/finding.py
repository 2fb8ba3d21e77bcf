"""One finding, as pages, reports and the command line show it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from muniment.documents.paper import Place

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`rule` is one of the names of section F3 of the domain (ROW_SUM, ALIAS …).

    `quote` is at most twenty words of the paper; `stated` what it says and `computed` what its own rows make, both as
    text; `proposal` what would repair it, "" where only a person can know; `refs` the actions it concerns.
    """

    rule: str
    severity: Severity
    place: Place
    message: str
    quote: str = ""
    stated: str = ""
    computed: str = ""
    proposal: str = ""
    refs: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "place": str(self.place), "refs": list(self.refs)}
