"""A register's declaration, and the registry of them all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

from muniment import clock
from muniment.people.models import Person
from muniment.registers.access import Access, Actor

Words = str | Promise  # what a person reads: in their language when it is read
KEY = 18  # digits; a longer number is no key of any database


@dataclass(frozen=True, slots=True)
class Moment:
    """What a list or figure is asked about: `as_at` None is now; `late_on` is the day that lateness is judged by."""

    late_on: date
    as_at: date | None = None

    @property
    def until(self) -> datetime | None:
        """The instant until which, and not with which, something was known; None is now."""
        return None if self.as_at is None else clock.end_of(self.as_at)

    def rows(self, model: Any) -> Any:
        """All rows of a tracked model at this moment, live or past; both carry `record_id`."""
        if self.as_at is None:
            return model.objects.everything()
        return registry.of(model).past_of(model).objects.as_at(self.as_at).everything()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: `name` is the field or method, `sort` the ordering behind its heading ("" for none).

    One that is not `shown` is chosen by the reader first. `template` names a template that shows the cell (with `record` and `value`); exports always take the plain value.
    `reads` are the fields that a method reads, if it reads no others: a file then asks for these only.
    """

    name: str
    label: str
    sort: str = ""
    numeric: bool = False
    template: str = ""
    shown: bool = True
    reads: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter by a value: `where` makes the condition, `choices` lists values with labels from the rows in question.

    `field` is the field that it compares with the value, where it is that simple: its choices are counted by it.
    """

    name: str
    label: str
    where: Callable[[str, Moment], Q]
    choices: Callable[[models.QuerySet[Any, Any]], Iterable[tuple[str, Any]]]
    field: str = ""


def by_key(field: str) -> Callable[[str, Moment], Q]:
    """A filter's condition on a key; what is no key of any database selects nothing."""
    return lambda value, _moment: Q(**{field: int(value)}) if value.isdecimal() and len(value) <= KEY else Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Flag:
    """A named condition that is on or off: a chip of the list, and a figure that reports may use. It means the same there."""

    name: str
    label: str
    where: Callable[[Moment], Q]
    explain: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that may be done to a record in some states: a button, a form of one question or few, and a service.

    `verb` is what the person must be allowed; `do` gets the actor, the record and the form's cleaned data. `thanks` is what a page
    that was opened by link says afterwards, where more is asked than this once.
    """

    name: str
    verb: str
    label: Words
    states: frozenset[str]
    form: type[forms.Form]
    do: Callable[[Actor, Any, Mapping[str, Any]], Any]
    explain: Words = ""
    main: bool = False
    when: Callable[[Any], bool] = lambda _record: True
    thanks: Words = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one record asks now: of `post` (its id), or where that is None of whoever may do the rule's verb in its unit."""

    record: Any
    post: int | None = None
    due: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class DutyRule:
    """A duty that records create. `of` gets many records at once, as the write path does, and says what each asks now.

    `verb` is what the person does about it; `step` names the step of the record that discharges it, "" where a change of it does.
    `label` is the duty in words, as *my duties* says it: "Update". `others` is set where nobody who answers for the record
    may do it: what they wait for, in words. `about` says what it is about where the record's own name does not; it gets a
    record with the register's `related`.
    """

    name: str
    label: Words
    verb: str
    of: Callable[[Sequence[Any]], Iterable[Asked]]
    step: str = ""
    others: Words = ""
    about: Callable[[Any], str] = str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something of its records is due, whoever does it: the calendar shows them, and the list has a filter of this name.

    `field` holds the day, or the `instant`; `among` are the records for which it still presses, by fields of their own. One that is
    `safe` is the day to work to, ahead of the one that counts.
    """

    name: str
    label: Words
    field: str
    among: Q
    safe: bool = False
    instant: bool = False

    def between(self, first: date, after: date) -> Q:
        """Those whose day lies from `first` on and before `after`, in London."""
        ends: Sequence[date] = (first, after)
        if self.instant:
            ends = [clock.end_of(each - timedelta(days=1)) for each in ends]
        return self.among & Q(**{f"{self.field}__gte": ends[0], f"{self.field}__lt": ends[1]})


@dataclass(frozen=True, slots=True)
class Relation:
    """A kind of link between records: `label` reads from the one to the other (*treats*), `back` the other way round.

    `ends` are the slugs of the registers it leads to; the register that declares it is where it starts.
    """

    name: str
    label: Any
    back: Any
    ends: Sequence[str]


@dataclass(frozen=True, eq=False)
class Register:
    """All that the machinery knows of a register. Checked at start-up: a column that is no field fails there.

    `files` are the fields that hold the digest of a kept file, which a verification reads again.
    `key` are the fields by which people tell its records apart, in files and in the relations of other registers; `aliases` are
    other headings that files use for a field, and `meanings` the words that they use for a value of it. `duties` are what its records ask of people, `asks_with` the rows of other
    registers whose duties follow from these records too; `relations` the kinds of link that start here; `deadlines` the days that the calendar shows of them to all who may read them. `derives` write what
    follows from records into tables of higher floors (`rebuilding.Derived`), in the transaction of the write itself.
    `many` says what several records are called where the title does not: a retention schedule has retention lines.
    `colour` is that of the tag of a record's state, which always has its words too; `open_states` are those in which its due
    date presses; `untold` are the fields whose changes the history's page leaves out, since they only follow from others.
    `seen_with` names the field of the whole that this is a part of: who may read the whole reads its parts. `refuse` gives the reason of a rule of the domain against an act, "" where there is none; `page` what the record's page
    shows besides what every record's page does: `notes`, pairs of a heading and a sentence, stand on top of it. `caution` is what
    somebody should read before they link, share or rely on a record, "" where there is nothing: it is shown wherever it is linked.
    """

    slug: str
    model: type[Any]
    title: str
    one: str
    section: str
    access: Access
    columns: Sequence[Column]
    sort: str
    about: str = ""
    search: Sequence[str] = ()
    filters: Sequence[Filter] = ()
    flags: Sequence[Flag] = ()
    steps: Sequence[Step] = ()
    fields: Sequence[str] = ()
    create_fields: Sequence[str] = ()
    past: type[Any] | None = None
    related: Sequence[str] = ()
    files: Sequence[str] = ()
    seen_with: str = ""
    key: Sequence[str] = ()
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[Any, Sequence[str]]] = field(default_factory=dict)
    duties: Sequence[DutyRule] = ()
    asks_with: Callable[[Sequence[Any]], Iterable[models.QuerySet[Any, Any]]] = lambda _records: ()
    derives: Sequence[Callable[[Sequence[Any]], None]] = ()
    relations: Sequence[Relation] = ()
    deadlines: Sequence[Deadline] = ()
    evidence: bool = False
    comments: bool = False
    colour: Callable[[Any], str] = lambda _record: ""
    open_states: frozenset[str] = frozenset()
    untold: frozenset[str] = frozenset({"withdrawn"})
    many: str = ""
    creatable: bool = True
    in_menu: bool = True
    refuse: Callable[[Actor, str, Any], str] = lambda _actor, _verb, _record: ""
    page: Callable[[Person, Any, Moment], Mapping[str, Any]] = lambda _person, _record, _moment: {}
    caution: Callable[[Any], str] = lambda _record: ""

    @property
    def several(self) -> str:
        """What several of its records are called in a sentence: by default as the register itself."""
        return self.many or self.title.lower()

    def refusal(self, actor: Actor, verb: str, record: Any) -> str:
        """The reason of a rule of the domain against it, "" where there is none."""
        return self.refuse(actor, verb, record)

    def past_of(self, model: type[models.Model]) -> Any:
        if self.past is None:
            raise LookupError(f"{model.__name__} keeps no versions.")
        return self.past

    def flag(self, name: str) -> Flag:
        return next(flag for flag in self.flags if flag.name == name)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def duty(self, name: str) -> DutyRule | None:
        return next((rule for rule in self.duties if rule.name == name), None)


class Registry:
    """The registers, in the order of their declaration."""

    def __init__(self) -> None:
        self._by_slug: dict[str, Register] = {}
        self._by_model: dict[type[models.Model], Register] = {}

    def add(self, register: Register) -> Register:
        """Enters a register. Each of its deadlines narrows its list by the days, so that a number of them can be opened."""
        from muniment.registers.filters import by_deadline  # noqa: PLC0415 - filters are built upon this room

        if register.slug in self._by_slug or register.model in self._by_model:
            raise ValueError(f"The register {register.slug} is declared twice.")
        object.__setattr__(
            register, "filters", (*register.filters, *(by_deadline(each) for each in register.deadlines))
        )
        self._by_slug[register.slug] = register
        self._by_model[register.model] = register
        return register

    def __iter__(self) -> Iterator[Register]:
        return iter(self._by_slug.values())

    def named(self, slug: str) -> Register | None:
        return self._by_slug.get(slug)

    def about(self, model: type[models.Model]) -> Register | None:
        """The register of a model, None where it has none."""
        return self._by_model.get(model)

    def of(self, model: type[models.Model]) -> Register:
        """The register of a model, or of the table of its versions."""
        return self._by_model[getattr(model, "now", model)]


registry = Registry()
