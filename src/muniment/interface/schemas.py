"""What a register's records look like to programmes: schemas made from the model fields that its declaration names."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django import forms
from django.db import models
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from muniment.registers.forms import Lines
from muniment.registers.history import plain
from muniment.registers.register import Register

LARGEST = 2**63 - 1
# A pattern makes the library read the whole text, so that half of a letter, which no database keeps, is refused with NUL.
NO_NUL = r"^[^\x00]*$"
ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"

Key = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
# The address tells it as text.
PathKey = Annotated[int, Field(ge=1, le=LARGEST)]
Version = Annotated[int, Field(strict=True, ge=1, le=10**9 - 1, description="The version of the record that was seen.")]
Why = Annotated[
    str, Field(strict=True, max_length=2000, pattern=NO_NUL, description="The reason, kept in the history.")
]


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[
    str, Field(strict=True, pattern=ISO_DAY, json_schema_extra={"format": "date"}), AfterValidator(_day)
]  # fmt: skip


class Closed(BaseModel):
    """A schema that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())


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


class Before(Closed):
    """Where a page of history begins."""

    before: int = Field(LARGEST, ge=1, le=LARGEST, description="Only lines before this number: taken from next.")


class FileName(Closed):
    """How a file is called."""

    name: str = Field(min_length=1, max_length=200, pattern=NO_NUL, description="How the file is called.")


class Links(Closed):
    """Where a record's own addresses lead; the steps are those that this token may take now."""

    history: str
    evidence: str | None = None
    steps: list[Step] | None = None


def named(register: Register) -> "list[models.Field[Any, Any]]":
    """The fields of a register that its declaration names, and so shows: of its pages, lists, search and order."""
    sorts = [name for column in register.columns for name in column.sort.split(",")]
    paths = [*register.fields, *register.create_fields, *(column.name for column in register.columns), *sorts,
             *register.search, *register.related, "state", "unit"]  # fmt: skip
    wanted = {path.lstrip("-").split("__")[0] for path in paths}
    return [each for each in register.model._meta.concrete_fields if each.name in wanted and not each.primary_key]


def values_of(register: Register, shown: Any) -> dict[str, Any]:
    """The fields of a record, live or past, as JSON; what it points to is told by its key."""
    return {column.name: plain(getattr(shown, column.attname)) for column in named(register)}


def told(column: "models.Field[Any, Any]") -> Any:
    """The type of a field in an answer."""
    kinds: tuple[tuple[Any, Any], ...] = (
        (models.BooleanField, bool), (models.DateTimeField, datetime), (models.DateField, date), (models.IntegerField, int),
        (models.ForeignKey, int), (models.CharField, str), (models.TextField, str),
    )  # fmt: skip
    kind = next((found for model, found in kinds if isinstance(column, model)), Any)
    if column.choices:
        kind = Literal[tuple(_values(column))]
    return kind | None if column.null else kind


def _values(column: Any) -> list[Any]:
    values = [value for value, _label in column.flatchoices]
    return ["", *values] if column.blank and "" not in values else values


def asked(column: Any) -> Any:
    """The type of a field in a request; what its form makes of it is asked later."""
    kind: Any
    if column.is_relation:
        kind = Key
    elif column.choices:
        kind = Literal[tuple(_values(column))]
    elif isinstance(column, models.BooleanField):
        kind = Annotated[bool, Field(strict=True)]
    elif isinstance(column, models.DateField):
        kind = Day
    elif isinstance(column, models.IntegerField):
        kind = Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]
    elif isinstance(column, models.JSONField):
        kind = list[Annotated[str, Field(strict=True, max_length=500, pattern=NO_NUL)]]
    else:
        kind = _text(column.max_length, email=isinstance(column, models.EmailField), blank=column.blank)
    return kind | None if column.null else kind


def _text(longest: int | None, *, email: bool = False, blank: bool = True) -> Any:
    extra: Any = {"format": "email"} if email else None
    least = None if blank else 1
    return Annotated[
        str, Field(strict=True, max_length=longest, min_length=least, pattern=NO_NUL, json_schema_extra=extra)
    ]


def _one_of(choices: Any) -> Any:
    return Literal[tuple(value for value, _label in choices)]


def asked_by(field: Any) -> Any:
    """The type of a step's question; its form judges the answer."""
    words: Any
    if isinstance(field, forms.ModelMultipleChoiceField):
        return list[Key]
    if isinstance(field, forms.ModelChoiceField):
        return Key if field.required else Key | None
    if isinstance(field, forms.MultipleChoiceField):
        words = _one_of(field.choices)
        return list[words]
    if isinstance(field, forms.ChoiceField):
        return _one_of(field.choices)
    if isinstance(field, forms.BooleanField):
        return Annotated[bool, Field(strict=True)]
    if isinstance(field, forms.DateField):
        return Day if field.required else Day | None
    if isinstance(field, forms.IntegerField):
        return Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]
    if isinstance(field, Lines):
        words = _text(500)
        return list[words]
    return _text(getattr(field, "max_length", None), blank=not field.required)


def _made(name: str, about: str, fields: Mapping[str, tuple[Any, Any]]) -> type[Closed]:
    made: type[Closed] = create_model(name, __base__=Closed, __doc__=about, **dict(fields))  # type: ignore[call-overload]
    return made


def _titled(kind: Any, title: Any, *, required: bool) -> tuple[Any, Any]:
    return (kind, Field(... if required else None, title=str(title)))


def name_of(register: Register) -> str:
    return "".join(word.capitalize() for word in register.slug.split("-"))


class Schemas:
    """The schemas of one register."""

    def __init__(self, register: Register) -> None:
        self.register, name = register, name_of(register)
        values = {each.name: _titled(told(each), each.verbose_name, required=True) for each in named(register)}
        self.fields = _made(f"{name}Fields", f"The fields of {register.title}.", values)
        state = {"id": (int, ...), "version": (int, ...), "address": (str, ...), "fields": (self.fields, ...)}
        record: Any = _made(f"{name}Record", f"A record of {register.title}.", {**state, "links": (Links, ...)})
        self.record = record
        page = {"items": (list[record], ...), "next": (str | None, Field(description="The address of the next page."))}
        self.page = _made(f"{name}Page", f"Some records of {register.title}.", page)

    def create(self) -> type[Closed]:
        names = self.register.create_fields or self.register.fields
        columns = [self.register.model._meta.get_field(each) for each in names]
        needed = {each.name: not each.blank and not each.has_default() for each in columns}
        fields = {each.name: _titled(asked(each), each.verbose_name, required=needed[each.name]) for each in columns}
        return self._body("Create", fields, {})

    def edit(self) -> type[Closed]:
        columns = [self.register.model._meta.get_field(each) for each in self.register.fields]
        fields = {each.name: _titled(asked(each), each.verbose_name, required=False) for each in columns}
        return self._body("Edit", fields, {"version": (Version, None), "why": (Why, "")})

    def step(self, name: str, form: Any) -> type[Closed]:
        """A form that wants to know the record may ask less of some, so that only the form says what is required."""
        always = not getattr(form, "needs_record", False)
        questions = {key: field for key, field in form.base_fields.items() if key != "seen_version"}
        fields = {
            key: _titled(asked_by(field), field.label or key, required=always and field.required)
            for key, field in questions.items()
        }
        words = "".join(part.capitalize() for part in name.split("-"))
        return self._body(words, fields, {"version": (Version, None)})

    def _body(
        self, what: str, fields: Mapping[str, tuple[Any, Any]], more: Mapping[str, tuple[Any, Any]]
    ) -> type[Closed]:
        name = f"{name_of(self.register)}{what}"
        inner = _made(f"{name}Fields", "The values, by field.", fields)
        return _made(name, "What is to be written.", {"fields": (inner, ...), **more})


def parameters(register: Register) -> type[Closed]:
    """What the address of a list may ask, as the page of the list does."""
    text = Annotated[str, Field(max_length=200, pattern=NO_NUL)]
    sorts = [column.sort for column in register.columns if column.sort]
    orders = list(dict.fromkeys([*sorts, *(f"-{each}" for each in sorts if not each.startswith("-"))]))
    about = {
        "limit": (int, Field(50, ge=1, le=100, description="How many records a page holds.")),
        "cursor": (Annotated[str, Field(max_length=4000, pattern=NO_NUL)], Field("", description="Where a page begins: taken from next.")),
        "q": (text, Field("", description="Words that the record holds, every one.")),
        "late_on": (Day, Field(None, description="The day by which lateness is judged.")),
        **{each.name: (text, Field("", description=each.label)) for each in register.filters},
        **{each.name: (Literal["yes"], Field(None, description=each.explain or each.label)) for each in register.flags},
    }  # fmt: skip
    if orders:
        about["sort"] = (Literal[tuple(orders)], Field(None, description="The order; - before it turns it round."))
    if register.past is not None:
        about |= as_at()
    return _made(f"{name_of(register)}Query", "The query of a list.", about)


def as_at() -> dict[str, tuple[Any, Any]]:
    return {"as_at": (Day, Field(None, description="As it was known at the end of that day, in London."))}


def past(register: Register) -> type[Closed]:
    """What the address of a record may ask."""
    return _made(f"{name_of(register)}Moment", "When.", as_at() if register.past is not None else {})


def described(model: type[BaseModel]) -> list[dict[str, Any]]:
    """The parameters of an address as OpenAPI tells them."""
    schema = model.model_json_schema()
    needed: list[str] = schema.get("required", [])
    properties: Iterable[tuple[str, Any]] = schema.get("properties", {}).items()
    return [
        {"in": "query", "name": name, "required": name in needed, "description": about.pop("description", ""),
         "schema": {key: value for key, value in about.items() if value is not None}}
        for name, about in properties
    ]  # fmt: skip
