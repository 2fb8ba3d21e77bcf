"""What was found in a file, in words that a person decides by and in a form that a record keeps."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["stops", "tell"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a reader would not see at once.

    `rule` is a name of the rulebook. `severity` is `stops` where somebody must decide before the file goes out, `tell`
    where it is worth knowing. `where` says the place as a person finds it ("sheet Pay, rows 5 to 204"), `count` how
    many there are, `example` a few words of the first: never enough to repeat the data that must not go out. `file` is
    the file inside the file ("minutes/pay.xlsx"), "" for the file itself.
    """

    rule: str
    severity: Severity
    what: str
    where: str
    count: int = 1
    example: str = ""
    file: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.file, self.where)))
        return f"{place}: {self.what}" + (f" “{self.example}”" if self.example else "")


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked into.

    `understood` is False when any part of it could not be looked into, and `why` says what and what to do: such a file
    is never clean, whatever else was found or not.
    """

    name: str
    kind: str
    findings: tuple[Finding, ...]
    why: tuple[str, ...] = ()

    @property
    def understood(self) -> bool:
        return not self.why

    @property
    def stops(self) -> bool:
        """Whether somebody must decide before it is released."""
        return not self.understood or any(finding.severity == "stops" for finding in self.findings)

    @property
    def clean(self) -> bool:
        """Whether it was looked into whole and holds nothing that a reader would not see."""
        return self.understood and not self.findings

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "understood": self.understood,
            "stops": self.stops,
            "clean": self.clean,
            "why": list(self.why),
            "findings": [finding.as_json() for finding in self.findings],
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Looked":
        """What `as_json` wrote."""
        findings = tuple(Finding(**each) for each in told["findings"])
        return cls(told["name"], told["kind"], findings, tuple(told["why"]))
