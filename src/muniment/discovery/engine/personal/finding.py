"""What the search for personal data answers with."""

from dataclasses import asdict, dataclass
from typing import Any

TOLD = 0.5  # a finding below this score is reported, and counts for nothing


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of personal data in one place; the fields are those of `schema.FOUND`."""

    kind: str  # nhs_number
    count: int  # different values
    score: float  # 0 to 1, of the surest of them
    masked: str  # that one, masked
    where: str  # "Sheet1, column nhs_no", "page 3, line 12"
    why: str  # sentences, in which no value stands

    @property
    def told(self) -> bool:
        """Whether it is sure enough to count."""
        return self.score >= TOLD

    def as_json(self) -> dict[str, Any]:
        """Its fields, as JSON and a row of `schema.FOUND` have them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Personal:
    """What was found in one text, the surest and most numerous first."""

    findings: tuple[Finding, ...] = ()
    score: float = 0.0  # 0 to 1, of the whole
    density: float = 0.0  # different values that are told, in 1,000 words

    def as_json(self) -> dict[str, Any]:
        """All of it, as JSON has it."""
        return {
            "score": self.score,
            "density": self.density,
            "findings": [finding.as_json() for finding in self.findings],
        }
