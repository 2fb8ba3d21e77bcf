"""What a schedule in a file is made of: its rows, each with its place, what it says, what was understood and what is against it. Pure."""

from dataclasses import dataclass, field, replace

from muniment.documents.findings.finding import Finding, Severity
from muniment.documents.paper import Place
from muniment.retention.prose import SURE, Understood
from muniment.retention.schedule_columns import Role


@dataclass(slots=True)
class ScheduleRow:
    """A row of the file. `cells` holds the text of each role; `source` is what it says of retention, as the file has it."""

    number: int
    place: Place
    cells: dict[Role, str]
    source: str
    understood: Understood
    findings: list[Finding] = field(default_factory=list)
    proposed_code: bool = False
    left_out: bool = False

    @property
    def code(self) -> str:
        return self.cells.get(Role.CODE, "")

    @property
    def series(self) -> str:
        return self.cells.get(Role.SERIES, "")

    def find(self, rule: str, severity: Severity, message: str, **more: str) -> None:
        """Adds what was found against this row."""
        more.setdefault("quote", " ".join(self.source.split()[:20]))
        found = Finding(rule, severity, self.place, message, refs=(self.code,) if self.code else ())
        self.findings.append(replace(found, **more))  # type: ignore[arg-type]

    @property
    def sure(self) -> bool:
        """Whether it was understood so surely that nobody need be asked."""
        return self.understood.confidence >= SURE

    @property
    def asks(self) -> bool:
        """Whether a person must say what becomes of it."""
        return not self.sure or any(each.severity == "error" for each in self.findings)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A file as a schedule: its rows, the roles for which it has columns, what in it is no row, and what could not be read."""

    name: str
    sha256: str
    rows: tuple[ScheduleRow, ...]
    roles: frozenset[Role]
    headings: tuple[tuple[str, str], ...] = ()  # what each column is called, and what it was taken for ("" not read)
    findings: tuple[Finding, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def every_finding(self) -> list[Finding]:
        return [*self.findings, *(each for row in self.rows for each in row.findings)]
