"""The first person of an installation, made at the command line."""

import io

import pytest
from django.test import Client

from muniment.organisation import commands
from muniment.people.models import Person
from muniment.registers.errors import Invalid
from muniment.registers.verifying import verify_all
from tests.cast import PASSWORD


def add(monkeypatch, password: str, **values: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    import argparse

    given = {"name": "Priya Raman", "email": "priya@ambleworth.example", "post": "IG Manager", "role": "ig_manager"}
    commands.person_add(argparse.Namespace(operator="root", **{**given, **values}))


@pytest.mark.django_db
def test_the_first_person_signs_in_and_runs_the_registers(monkeypatch, capsys) -> None:
    add(monkeypatch, PASSWORD)
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": "priya@ambleworth.example", "password": PASSWORD})
    assert answer.status_code == 302
    assert browser.get("/plans/new/").status_code == 200
    assert verify_all().faults == []


@pytest.mark.django_db
def test_a_short_password_is_refused_and_nobody_is_made(monkeypatch) -> None:
    with pytest.raises(Invalid, match="too short"):
        add(monkeypatch, "short")
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_second_person_in_the_same_post(monkeypatch, capsys) -> None:
    add(monkeypatch, PASSWORD)
    add(monkeypatch, PASSWORD, name="Tom Birch", email="tom@ambleworth.example")
    assert Person.objects.get(name="Tom Birch").holdings.get().post.holdings.count() == 2


@pytest.mark.django_db
def test_a_stranger_at_the_front_page_finds_the_door() -> None:
    answer = Client().get("/")
    assert (answer.status_code, b"<h1>Sign in</h1>" in answer.content) == (200, True)
