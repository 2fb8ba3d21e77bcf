"""What every record has, and the rows of it that a person may see, now or as at a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.base import ModelState
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Person, Unit
from muniment.registers.access import reads_widely, visible
from muniment.registers.restricted import may_be_restricted

if TYPE_CHECKING:
    from muniment.registers.register import Register


def register_of(model: type[models.Model]) -> "Register":
    from muniment.registers.register import registry  # noqa: PLC0415 - the registry knows the models

    return registry.of(model)


def light(model: Any, names: Sequence[str], values: Sequence[Any]) -> Any:
    """A row of some of its fields (`names` are their attributes), without what it costs to make one by its constructor; it asks for
    others when they are read.
    """
    record, state = model.__new__(model), ModelState()
    state.adding = False
    record.__dict__.update(zip(names, values, strict=True), _state=state)
    return record


class Rows(models.QuerySet[Any, Any]):
    """Rows of a register. `visible_to` is where pages, exports, links, counts and reports begin."""

    def visible_to(self, person: Person) -> Self:
        """The rows that this person may read; each carries `record_id`, as rows of the past do."""
        register = register_of(self.model)
        return self.standing().filter(visible(register, person))

    def everything(self) -> Self:
        """All rows, for services that act for the house itself: an import, a date, a frozen scope. None that is closed to all but few."""
        rows = self.standing()
        return rows.filter(restricted=False) if may_be_restricted(self.model) else rows

    def standing(self) -> Self:
        """Every row that was not withdrawn, the closed ones too: for what is asked of each reader afterwards, and for proofs."""
        return self.filter(withdrawn=False).annotate(record_id=F("pk"))


class PastRows(models.QuerySet[Any, Any]):
    """Rows as they once stood."""

    def as_at(self, day: date) -> Self:
        """What was known at the end of that day, Europe/London."""
        moment = clock.end_of(day)
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=moment), valid_from__lt=moment, withdrawn=False)

    def visible_to(self, person: Person) -> Self:
        """Access is judged by today's rights on the record as it is today."""
        seen = self.model.now.objects.visible_to(person)
        if reads_widely(register_of(self.model), person):
            # Of the many each is asked as it comes, so that a page of the past ends where it is full. Not an EXISTS: of that
            # PostgreSQL makes a join of all rows with all.
            one = seen.filter(pk=OuterRef("record_id")).values(yes=Value(value=True))[:1]
            return self.filter(Subquery(one, output_field=models.BooleanField()))
        return self.filter(record_id__in=seen.values("pk"))

    def everything(self) -> Self:
        """Those of which all may know whom a figure tells, as it is today."""
        if not may_be_restricted(self.model):
            return self
        return self.exclude(record_id__in=self.model.now.objects.filter(restricted=True).values("pk"))


class Record(models.Model):
    """One record of a register. It belongs to a unit; its version counts its changes.

    Nothing is deleted: what an undone import had created is withdrawn, and seen in the history only.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    withdrawn = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    objects: ClassVar[Any] = Rows.as_manager()

    class Meta:
        abstract = True

    def answerable_posts(self) -> frozenset[int]:
        """The ids of all posts that answer for this record."""
        return frozenset()


class Beside(models.Model):
    """Belongs to the unit of another record, which the field named by `beside` points to, and is acted on by who may act there."""

    beside: ClassVar[str]
    unit_id: int | None

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:
        """Nobody is asked for a unit that follows."""
        if (other := self.unit_there()) is not None:
            self.unit_id = other
        super().clean_fields(exclude)

    def unit_there(self) -> int | None:
        """The unit of the other record, None while there is none."""
        there = getattr(self, f"{self.beside}_id")
        return getattr(self, self.beside).unit_id if there else None

    def judged_in(self) -> Iterable[int]:
        """Who acts on it has the role where the other record is."""
        there = self.unit_there()
        return () if there is None else (there,)


def review_after(day: date, every: int) -> date | None:
    """When a record that was looked at on a day is looked at again; `every` is in months, and 0 is never."""
    return clock.add_months(day, every) if every else None


class Reviewed(models.Model):
    """What is looked at again every so often. The first review is counted from the day on which it was entered."""

    review_every = models.PositiveSmallIntegerField(
        _("months between reviews"), default=12, validators=[MaxValueValidator(120)], help_text=_("0 is never.")
    )
    next_review = models.DateField(
        _("next review"), null=True, blank=True, help_text=_("Leave empty to have it counted.")
    )
    last_reviewed = models.DateField(_("last reviewed on"), null=True, blank=True, editable=False)
    review_note = models.TextField(_("for the next review"), blank=True, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """The next review follows from the last one where nobody said another day."""
        super().clean()
        if not self.review_every:
            self.next_review = None
        elif self.next_review is None:
            self.next_review = review_after(self.last_reviewed or clock.today(), self.review_every)


def _past_field(field: Any) -> Any:
    """The same field in a table of versions: nothing unique, and no hold on what it points to."""
    if field.is_relation:
        return models.ForeignKey(
            field.remote_field.model, models.DO_NOTHING, null=field.null, blank=field.blank,
            verbose_name=field.verbose_name, related_name="+", db_constraint=False,
        )  # fmt: skip
    _name, _path, args, options = field.deconstruct()
    kept = {key: value for key, value in options.items() if key not in {"unique", "db_index"}}
    return type(field)(*args, **kept)


def _past_orders(now: type[models.Model]) -> list[models.Index]:
    """The indexes that serve the orders of a whole list, which end with the key, serve the list as at a day too."""
    orders = (index for index in now._meta.indexes if index.fields[-1:] == ["id"] and index.condition is None)
    return [models.Index(fields=[*index.fields[:-1], "record_id"], name=f"past_{index.name}"[:30]) for index in orders]


def versions_of(now: type[models.Model], *readings: type, indexes: Sequence[models.Index] = ()) -> type[models.Model]:
    """The typed table of a register's versions: the same fields, valid from and to. Derived from the history.

    `readings` are the plain classes whose methods live and past rows share; `indexes` are those it needs of its own.
    """
    fields: dict[str, Any] = {}
    for field in now._meta.concrete_fields:
        if field.primary_key:
            continue
        fields[field.name] = _past_field(field)
    name = f"{now.__name__}Version"
    meta = type(
        "Meta",
        (),
        {
            "app_label": now._meta.app_label,
            "indexes": [
                models.Index(fields=["record_id", "valid_from"], name=f"{now._meta.model_name}_version"[:30]),
                *_past_orders(now),
                *indexes,
            ],
        },
    )
    return type(
        name,
        (*readings, models.Model),
        {
            **fields,
            "__module__": now.__module__,
            "__doc__": f"What was known of each {now._meta.verbose_name} from an instant to an instant.",
            "Meta": meta,
            "now": now,
            "record_id": models.BigIntegerField(),
            "valid_from": models.DateTimeField(),
            "valid_to": models.DateTimeField(null=True),
            "objects": PastRows.as_manager(),
        },
    )
