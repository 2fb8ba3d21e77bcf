"""What a file of people would change, as it is shown, compared again and written."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date

from muniment.organisation.people_file import Problem
from muniment.people.models import RoleGiven


@dataclass(slots=True)
class Ending:
    """A holding that the file does not bear out: proposed to be ended, and ended only where somebody says so."""

    holding: int
    person: str
    post: str
    why: str
    leaves: bool


@dataclass(slots=True)
class Opening:
    """A handover that would be opened: of whoever leaves in any case, of whoever takes another post where the old one is ended."""

    holding: int
    person: str
    post: str
    records: int
    in_any_case: bool


@dataclass(slots=True)
class Difference:
    """What would be written, by kind, and what would not. Names are as the file has them."""

    people: list[tuple[str, str]] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)
    holdings: list[tuple[str, str, str, str]] = field(default_factory=list)
    roles: list[tuple[str, str, str, str]] = field(default_factory=list)
    reports: list[tuple[str, str, str, str]] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    handovers: list[Opening] = field(default_factory=list)
    vacant: list[str] = field(default_factory=list)
    not_done: list[str] = field(default_factory=list)
    narrow: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    same: int = 0

    @property
    def empty(self) -> bool:
        return not any(
            (self.people, self.renamed, self.units, self.posts, self.holdings, self.roles, self.reports, self.endings)
        )

    @property
    def taken_up(self) -> list[tuple[str, str, str, date]]:
        """Who takes up which post from which day, with the day as a day."""
        return [(who, title, unit, date.fromisoformat(start)) for who, title, unit, start in self.holdings]

    @property
    def given(self) -> list[tuple[str, str, str]]:
        """The roles in words: which, to what post, for what unit."""
        return [(str(RoleGiven.Role(role).label), title, reached) for role, title, _unit, reached in self.roles]

    def digest(self) -> str:
        """Changes with whatever it says, so that what is applied is what was looked at."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).hexdigest()
