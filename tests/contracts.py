"""What the contract tests need of every register: an example of its record, whatever its fields, and people of every standing."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import models

from muniment import clock
from muniment.people.models import Body, Holding, Person, Post, RoleGiven, Unit
from muniment.registers import evidence
from muniment.registers.register import Register, registry
from muniment.registers.services import Change, write
from tests.cast import HOUSE, Cast

# Stands in every text of an example, so that a page can be asked whether it says anything of it.
MARK = "Zanzibar"
# The one script of every page; it stands in a file of its own, as the policy wants it.
HTMX = '<script src="/static/web/htmx-2.0.11.min.js" defer></script>'
FIRST_DAY = date(2026, 3, 2)
_numbers = count(1)


class _Months:
    """Another month each time, all of them gone by: its first day, and then its last."""

    def begins(self) -> date:
        self.first = clock.add_months(date(2026, 2, 1), -(next(_numbers) % 300))
        return self.first

    def ends(self) -> date:
        return clock.add_months(self.first, 1) - timedelta(days=1)


_months = _Months()


# What examples need besides what their fields say: a preview is its maker's alone, an opinion is one of the scale chosen.
AS_EXAMPLES: dict[str, dict[str, Any]] = {
    "preferences": {"value": MARK},
    "imports": {"state": "applied"},
    "audits": {"opinion": None},
    "scope-areas": {"opinion": None},
    "retention-lines": {
        "trigger": "closed",
        "years": 6,
        "year_end": "",
        "or_trigger": "",
        "or_year_end": "",
        "event": "",
        "or_event": "",
        "medium": "",
    },
    "assets": {"happened": []},
    "usage-audits": dict.fromkeys(("naming_mark", "filing_mark", "versions_mark", "mail_mark"), 3)
    | {"audited_on": FIRST_DAY},
    "access-requests": {"asked_on": FIRST_DAY},
    "owner-visits": {"held_on": FIRST_DAY},
    # A paper store, so that what stands in one may name it.
    "places": {"happened": [], "kind": "paper"},
    "cost-assumptions": {"holds_from": lambda: FIRST_DAY - timedelta(days=next(_numbers) % 20_000)},
    "incidents": {"subjects_known": "unknown"},
    "holidays": {"day": lambda: FIRST_DAY + timedelta(days=next(_numbers) % 20_000), "known_on": FIRST_DAY},
    # Of another request it would explain nothing here.
    "redactions": {"exemption": None},
    "paper-deposits": {"happened": [], "covers_from": 1998, "covers_to": 2004},
    "disclosures": {"happened": [], "received_on": FIRST_DAY, "needed_by": None},
    "log-keepers": {"since": FIRST_DAY, "until": None},
    "publication-items": {"address": "https://ambleworth.example/scheme", "checked_by": None},
    "transparency-items": {
        "address": "https://ambleworth.example/data",
        "code_number": lambda: next(_numbers) % 15 + 1,
        "begins": FIRST_DAY,
    },
    # Ends of months, so that each is a period of an item that is published every month.
    "transparency-publications": {
        "address": "https://ambleworth.example/data.csv",
        "period_first": _months.begins,
        "period_last": _months.ends,
    },
    # A folder or words, never both.
    "held-folders": {"words": ""},
    # Below what the tests' own settings let be scanned.
    "scanned-places": {"address": lambda: f"/srv/shares/{MARK}/{next(_numbers)}"},
    "file-disposals": {"happened": []},
    "classification-rules": {"conditions": f'name contains "{MARK}"', "precedence": lambda: next(_numbers)},
    "class-models": {"state": "was_measured"},
    "regulator-cases": {
        "happened": [],
        "received_on": FIRST_DAY,
        "decided_on": None,
        "outcome": "",
        "remedied_on": None,
        "investigated": "",
    },
}

REGISTERS = [pytest.param(register, id=register.slug) for register in registry]
OPEN_TO_ALL = [each for each in REGISTERS if "read" in each.values[0].access.everyone]
CLOSED = [each for each in REGISTERS if "read" not in each.values[0].access.everyone]


def example(register: Register, cast: Cast, **given: Any) -> Any:
    """A record of a register in Housing, written; its owner, where it has one, is the head of Housing."""
    return build(register.model, cast, **given)


def build(model: type[models.Model], cast: Cast, **given: Any) -> Any:
    """A row of any model with all it needs; rows of registers are written through the write path."""
    record = unwritten(model, cast, **given)
    if any(register.model is model for register in registry):
        write(HOUSE, [Change(record, verb="create")])
    else:
        record.save()
    return record


def unwritten(model: type[models.Model], cast: Cast, mark: str = MARK, **given: Any) -> Any:
    """The same, with what it points to written and itself not."""
    register = next((each for each in registry if each.model is model), None)
    if register is not None:
        files = {name: evidence.keep(f"{register.slug} {name}".encode()) for name in register.files}
        own = AS_EXAMPLES.get(register.slug, {})
        given = {**files, **{name: made() if callable(made) else made for name, made in own.items()}, **given}
    if model is Unit:
        given.setdefault("parent", cast.council)
    shown = {*register.fields, *register.search, *(column.name for column in register.columns)} if register else set()
    values: dict[str, Any] = {}
    days = (FIRST_DAY + timedelta(days=number) for number in count())
    for field in model._meta.concrete_fields:
        if field.name not in given and not field.primary_key and not field.has_default():
            if field.is_relation:
                if _wanted(field, shown):
                    values[field.name] = _related(field, cast)
            elif not field.null and (not field.blank or field.name in shown or isinstance(field, models.JSONField)):
                values[field.name] = _plain(field, days, mark)
    return model(**{**values, **given})


def _wanted(field: Any, shown: set[str]) -> bool:
    """What is required, and what a page would show; not who turned a key, which an example has not seen."""
    return not field.null or (field.name in shown and field.related_model not in {field.model, Person})


def _related(field: Any, cast: Cast) -> Any:
    model = field.related_model
    if model is Unit:
        return cast.housing
    if model is Body:
        return cast.housing.body
    if model is Post and field.name == "owner":
        return cast.posts["tom"]
    told = registry.about(model)
    open_to_all = told is None or "read" in told.access.everyone
    with clock.at(FIRST_DAY):  # what a record points to was there before it; what is open to all is no secret of it
        return build(model, cast, **({"mark": "Known"} if open_to_all else {}))


def _plain(field: Any, days: Iterator[date], mark: str) -> Any:
    number = next(_numbers)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.JSONField):
        return {"example": number}
    if isinstance(field, models.EmailField):
        return f"{MARK.lower()}{number}@example.org"
    if isinstance(field, models.DateTimeField):
        return clock.now()
    if isinstance(field, models.DateField):
        return next(days)
    if isinstance(field, models.PositiveSmallIntegerField | models.SmallIntegerField):
        return number % 32_000  # a long run counts further than such a field
    if isinstance(field, models.CharField | models.TextField):
        return f"{mark} {number} {field.name}"[: field.max_length]
    return number


def holder_of(role: str, unit: Unit) -> Person:
    """Somebody new whose post has this role for this unit."""
    number = next(_numbers)
    person = Person.objects.create(name=f"Holder {number}", email=f"holder{number}@example.org")
    post = Post.objects.create(unit=unit, title=f"Post {number}")
    Holding.objects.create(person=person, post=post, start=date(2020, 1, 1))
    RoleGiven.objects.create(post=post, role=role, unit=unit)
    return person


def fresh(person: Person) -> Person:
    """The person as a new request reads them, without what was kept of their standing."""
    return Person.objects.get(pk=person.pk)


def pages_of(register: Register, pk: int) -> list[str]:
    """The addresses that show something of a record to whoever may read it."""
    found = [f"/{register.slug}/{pk}/", f"/{register.slug}/{pk}/history/", f"/{register.slug}/{pk}/who/",
             f"/{register.slug}/{pk}/links/", f"/{register.slug}/{pk}/thread/"]  # fmt: skip
    if register.past is not None:
        found.append(f"/{register.slug}/{pk}/?as_at={clock.today()}")
    return found


def lists_of(register: Register) -> list[str]:
    """The addresses that show something of a register to everybody: the list, searched and as at a day, and its files."""
    found = [f"/{register.slug}/", f"/{register.slug}/?q={MARK}"]
    found += [f"/{register.slug}/?{flag.name}=yes" for flag in register.flags]
    found += [f"/{register.slug}/export.csv", f"/{register.slug}/export.xlsx"]
    if register.past is not None:
        found += [f"/{register.slug}/?as_at={clock.today()}", f"/{register.slug}/export.csv?as_at={clock.today()}"]
    return found


def acts_on(register: Register, pk: int) -> list[str]:
    """The addresses at which something is done to a record."""
    steps = [f"/{register.slug}/{pk}/do/{step.name}/" for step in register.steps]
    return [f"/{register.slug}/{pk}/edit/", f"/{register.slug}/{pk}/link/", f"/{register.slug}/{pk}/attach/", *steps]


def text_of(response: Any) -> str:
    """All that a response says, be it a page, a stream or a workbook; without the guards of its forms, which say anything by chance."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return re.sub(r'(?<=name="csrfmiddlewaretoken" value=")\w+', "", content.decode(errors="replace"))
