"""Who sees what, and who may do what: every register, with people of every standing, at the page and at the service.

Seen red when rows were visible to all, when the service did not ask who may, and when a form offered what one may not see.
"""

from typing import Any

import pytest
from django.test import Client

from muniment.people.models import Person, RoleGiven
from muniment.registers import choosing, evidence
from muniment.registers.access import Actor, may
from muniment.registers.audience import audience
from muniment.registers.errors import Invalid, Refused
from muniment.registers.listing import Listing
from muniment.registers.models import Evidence, History
from muniment.registers.register import Register, registry
from muniment.registers.services import Change, write
from muniment.registers.verbs import verbs
from tests.cast import Cast
from tests.contracts import (
    CLOSED,
    MARK,
    OPEN_TO_ALL,
    REGISTERS,
    acts_on,
    example,
    fresh,
    holder_of,
    lists_of,
    pages_of,
    text_of,
)

VERBS = sorted(
    {
        verb
        for register in registry
        for allowed in (
            *register.access.roles.values(),
            register.access.own,
            register.access.everyone,
            register.access.maker,
        )
        for verb in allowed
    }
)


def everyone(cast: Cast) -> dict[str, Person]:
    """One holder of each role for the council, one for the company beside it, and those of the cast."""
    people = {f"{role} of the council": holder_of(role, cast.council) for role in RoleGiven.Role.values}
    people |= {f"{role} of the company": holder_of(role, cast.company) for role in RoleGiven.Role.values}
    return people | {"owner": cast.tom, "another service": cast.ruth, "nobody": cast.nobody}


# A page of its own that needs more than an example has: tested where it is written.
OWN_PAGE = {"editions"}
# Examples that belong to no unit: a person without a post, a body without units, the scales that all auditors share.
ANYWHERE = {"people", "bodies", "rating-scales", "ratings", "incident-causes"}


def allowed(register: Register, cast: Cast, who: str, verb: str, record: Any) -> bool:
    """What the declaration says in words, told without the code that decides it."""
    access = register.access
    role, _of, where = who.partition(" of the ")
    here = where == "council" or (where == "company" and register.slug in ANYWHERE)
    if verb in access.everyone or (here and verb in access.roles.get(role, ())):
        return True
    # Who may read the whole reads its parts.
    whole = getattr(record, register.seen_with) if register.seen_with else None
    if verb == "read" and whole is not None and allowed(registry.of(type(whole)), cast, who, verb, whole):
        return True
    if who != "owner":
        return False
    # The head of Housing owns the example, and is asset owner for Housing.
    posts = getattr(record, "answerable_posts", frozenset)()
    return (cast.posts["tom"].pk in posts and verb in access.own) or verb in access.roles.get("asset_owner", ())


@pytest.mark.parametrize("register", REGISTERS)
def test_whoever_may_do_anything_may_read(register: Register) -> None:
    access = register.access
    for given in (*access.roles.values(), access.own, access.maker):
        assert not given or "read" in given | access.everyone, given


@pytest.mark.parametrize("register", REGISTERS)
def test_rows_reasons_and_audience_say_the_same(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    people = everyone(cast)
    names = {name for name, _post, _why in audience(register, record)}
    for who, person in people.items():
        expected = allowed(register, cast, who, "read", record)
        rows = register.model._default_manager.visible_to(fresh(person)).filter(pk=record.pk)
        assert rows.exists() is expected, who
        assert bool(may(Actor.at_page(fresh(person)), "read", register, record)) is expected, who
        assert (person.name in names or "Everyone who is signed in" in names) is expected, who
        assert Listing(register, fresh(person), {}).rows.filter(pk=record.pk).exists() is expected, who


@pytest.mark.parametrize("register", REGISTERS)
def test_the_service_refuses_what_the_matrix_does(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    people = everyone(cast)
    lines = History.objects.count()
    for who, person in people.items():
        actor = Actor.at_page(fresh(person))
        for verb in VERBS:
            change = Change(record, {}, verb)
            ruled_out = bool(register.refusal(actor, verb, record))
            if allowed(register, cast, who, verb, record) and not ruled_out:
                write(actor, [change])
            else:
                with pytest.raises(Refused):
                    write(actor, [change])
    assert History.objects.count() == lines


@pytest.mark.parametrize("register", REGISTERS)
def test_a_command_gives_nobodys_word(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    for verb in (verb for verb in VERBS if verbs.named(verb).key):
        with pytest.raises(Refused, match="own word"):
            write(Actor.operator("root"), [Change(record, {}, verb)])


def opened(register: Register, person: Any, name: str) -> list[Any]:
    """What a filter offers once it is open."""
    choices = choosing.choices(Listing(register, fresh(person), {"open": name}))
    return [option for choice in choices for option in choice.options]


@pytest.mark.parametrize("register", CLOSED)
def test_a_stranger_finds_nothing_anywhere(register: Register, cast: Cast, signed_in: Any) -> None:
    record = example(register, cast)
    attached = Evidence.objects.create(
        register=register.slug, record=record.pk, name=f"{MARK}.txt", sha256=evidence.keep(MARK.encode()), size=8,
        content_type="text/plain", added_by="test", added_at="2026-03-02T12:00Z",
    )  # fmt: skip
    reader = min(register.access.roles_for("read"))
    writer = min(register.access.roles_for("create") or register.access.roles_for("read"))
    elsewhere = holder_of(writer, cast.company)
    for stranger in (cast.nobody, cast.ruth, holder_of(reader, cast.company), elsewhere):
        shown = Listing(register, fresh(stranger), {})
        assert shown.rows.count() == 0
        assert [chip.count for chip in choosing.chips(shown) if chip.count] == []
        assert not [
            option
            for each in register.filters
            for option in opened(register, stranger, each.name)
            if MARK in str(option.label)
        ]
    for stranger in (cast.nobody, elsewhere):
        browser = signed_in(stranger)
        file = f"/{register.slug}/{record.pk}/evidence/{attached.pk}/"
        for address in (*pages_of(register, record.pk), *acts_on(register, record.pk), file):
            assert browser.get(address).status_code == 404, address
        for address in acts_on(register, record.pk):
            assert browser.post(address, {"why": "Mine now."}).status_code == 404, address
        for address in (*lists_of(register), "/", f"/{register.slug}/new/"):
            response = browser.get(address)
            assert response.status_code in {200, 403}, address
            # A search box repeats what was asked; that is the stranger's own word.
            told = text_of(response).replace(f'value="{MARK}"', "").replace(f"q={MARK}", "")
            assert MARK not in told, address


@pytest.mark.parametrize("register", REGISTERS)
def test_a_reader_sees_it_and_is_refused_what_is_not_theirs(register: Register, cast: Cast, signed_in: Any) -> None:
    record = example(register, cast)
    roles = sorted(register.access.roles_for("read")) or [RoleGiven.Role.STAFF.value]
    quiet = min(roles, key=lambda role: len(register.access.roles.get(role, ())))
    reader = holder_of(quiet, cast.council)
    browser = signed_in(reader)
    for address in pages_of(register, record.pk)[register.slug in OWN_PAGE :]:
        assert browser.get(address).status_code == 200, address
    for address in lists_of(register):
        assert browser.get(address).status_code == 200, address
    exported = text_of(browser.get(f"/{register.slug}/export.csv"))
    assert MARK in exported or (register.slug in {"holdings", "roles", "handovers"} and "Known" in exported)
    for address, verb in [
        (f"/{register.slug}/new/", "create"),
        (f"/{register.slug}/{record.pk}/edit/", "edit"),
        (f"/{register.slug}/{record.pk}/link/", "edit"),
        (f"/{register.slug}/{record.pk}/attach/", "attach"),
        *((f"/{register.slug}/{record.pk}/do/{step.name}/", step.verb) for step in register.steps),
    ]:
        # Who holds a post may have somebody act for it: that page is open to them, and the write asks for which post.
        owns = verb == "create" and verb in register.access.own | register.access.everyone
        if verb not in register.access.roles.get(quiet, ()) and not owns:
            file = {"file": ("a.txt", b"x")} if verb == "attach" else {}
            assert _post(browser, address, file) == 403, address
    assert not Evidence.objects.filter(register=register.slug, record=record.pk).exists()


def _post(browser: Client, address: str, data: dict[str, Any]) -> int:
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = {name: SimpleUploadedFile(*value) for name, value in data.items()}
    return browser.post(address, files).status_code


@pytest.mark.parametrize("register", REGISTERS)
def test_who_is_not_signed_in_sees_the_door(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    browser = Client()
    for address in (*lists_of(register), *pages_of(register, record.pk), *acts_on(register, record.pk)):
        response = browser.get(address)
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/accounts/login/"), address


@pytest.mark.parametrize("register", REGISTERS)
def test_the_services_of_steps_refuse_a_stranger(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    before = History.objects.count()
    for person in (cast.nobody, cast.ruth):
        for step in register.steps:
            data = {name: _answer(field) for name, field in getattr(step.form, "base_fields", {}).items()}
            with pytest.raises((Refused, Invalid)):
                step.do(Actor.at_page(fresh(person)), register.model._default_manager.get(pk=record.pk), data)
        with pytest.raises(Refused):
            evidence.attach(Actor.at_page(fresh(person)), record, "a.txt", b"x")
    assert History.objects.count() == before


def _answer(field: Any) -> Any:
    from datetime import date

    from django import forms

    if isinstance(field, forms.DateField):
        return date(2030, 1, 1)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return list(field.queryset.model._default_manager.all()[:1])
    if isinstance(field, forms.ModelChoiceField):
        return field.queryset.model._default_manager.first()
    if isinstance(field, forms.ChoiceField):
        return field.choices[0][0]
    return None if isinstance(field, forms.IntegerField) else "words"


@pytest.mark.parametrize("register", OPEN_TO_ALL)
def test_an_open_register_is_open_to_whoever_signs_in(register: Register, cast: Cast, signed_in: Any) -> None:
    record = example(register, cast)
    browser = signed_in(cast.nobody)
    assert [browser.get(address).status_code for address in pages_of(register, record.pk)[:3]] == [200, 200, 200]
    assert browser.get(f"/{register.slug}/{record.pk}/edit/").status_code == 403
    assert browser.get(f"/{register.slug}/new/").status_code == 403
