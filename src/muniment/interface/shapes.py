"""What the interface tells and is asked in the same shape whatever the register: history, files, duties, what was found."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

LARGEST = 2**63 - 1
# A pattern makes the library read the whole text, so that half of a letter, which no database keeps, is refused with NUL.
NO_NUL = r"^[^\x00]*$"


class Closed(BaseModel):
    """A schema that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())


SLUG: Any = Field(description="Of the register, as in its address.")


class Step(Closed):
    """A step that may be taken now."""

    name: str
    label: str
    address: str


class Change(Closed):
    """What a field was and became."""

    before: Any
    after: Any


class Line(Closed):
    """One line of the history."""

    number: int
    at: datetime
    verb: str
    by: str
    via: str
    why: str
    changes: dict[str, Change]


class History(Closed):
    """The history of a record, the newest first."""

    items: list[Line]
    next: str | None = Field(description="The address of the next page.")


class File(Closed):
    """A file attached to a record."""

    id: int
    name: str
    size: int
    sha256: str
    content_type: str
    added_by: str
    added_at: datetime
    address: str


class Files(Closed):
    """The files attached to a record."""

    items: list[File]


class Duty(Closed):
    """What a record asks: in words, and where it is read and done. `waits_for` says what it waits for from others."""

    what: str
    about: str
    slug: str = SLUG
    id: int
    due: date | None
    since: date | None
    days_late: int
    waits_for: str
    address: str
    done_at: str


class Duties(Closed):
    """My duties today: those that are late, those that are not, by date, and what I wait for from others."""

    late: list[Duty]
    due: list[Duty]
    waiting: list[Duty]


class Passage(Closed):
    """Where the words were found: in the record itself, in a comment, or in a file of this name."""

    kind: str
    name: str
    text: str


class Hit(Closed):
    """A record that holds the words."""

    id: int
    title: str
    address: str
    passages: list[Passage]


class Group(Closed):
    """What was found in one register, the best first. `more` says that there are more than were counted."""

    slug: str = SLUG
    count: int
    more: bool
    items: list[Hit]
    next: str | None = Field(description="The address of more of this register.")


class Found(Closed):
    """What was found, by register."""

    items: list[Group]


class Before(Closed):
    """Where a page of history begins."""

    before: int = Field(LARGEST, ge=1, le=LARGEST, description="Only lines before this number: taken from next.")


class Question(Closed):
    """What is looked for, everywhere or in one register, page by page."""

    q: str = Field(min_length=1, max_length=500, pattern=NO_NUL, description="Words that the record holds, every one.")
    slug: str = Field("", max_length=40, pattern=r"^[a-z-]*$", description="Only in this register.")
    page: int = Field(1, ge=1, le=1000, description="Which page of one register.")


class FileName(Closed):
    """How a file is called."""

    name: str = Field(min_length=1, max_length=200, pattern=NO_NUL, description="How the file is called.")


class Links(Closed):
    """Where a record's own addresses lead; the steps are those that this token may take now."""

    history: str
    evidence: str | None = None
    steps: list[Step] | None = None
