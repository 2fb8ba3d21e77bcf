"""The page of one's own tokens: made there, shown once, revoked there; nobody sees or ends another's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from muniment import clock
from muniment.interface import tokens
from muniment.registers.models import Token
from tests.cast import Cast, make_plan
from tests.programmes import programme


def asked(**more: Any) -> dict[str, Any]:
    days = more.pop("days", 30)
    given = {"name": "Dashboard", "scope": "read", "reach": "all", "expires_on": clock.today() + timedelta(days=days)}
    return {**given, **more}


def secret_in(response: Any) -> str:
    found = re.search(r'value="(mnm_[\w-]+)"', response.content.decode())
    return found[1] if found else ""


def test_a_token_is_made_shown_once_used_and_revoked(cast: Cast, signed_in: Any) -> None:
    make_plan(cast)
    browser = signed_in(cast.priya)
    made = browser.post("/tokens/", asked())
    secret = secret_in(made)
    assert len(secret) > 40
    assert made.headers["Cache-Control"] == "no-store"
    token = Token.objects.get()
    assert secret not in str(Token.objects.values().get())
    assert (token.person, token.name, token.scopes) == (cast.priya, "Dashboard", ["read:*"])
    assert "mnm_" not in browser.get("/tokens/").content.decode()
    api = Client(headers={"authorization": f"Bearer {secret}"})
    assert len(api.get("/api/plans/").json()["items"]) == 1
    assert browser.post(f"/tokens/{token.pk}/revoke/").status_code == 302
    assert "Revoked" in browser.get("/tokens/").content.decode()
    assert api.get("/api/plans/").status_code == 401
    ended = Token.objects.get().revoked_at
    browser.post(f"/tokens/{token.pk}/revoke/")
    assert Token.objects.get().revoked_at == ended


@pytest.mark.parametrize(
    "wrong",
    [{"days": 366}, {"days": -1}, {"name": ""}, {"name": "x" * 101}, {"name": "a\0b"}, {"scope": "admin"}, {"reach": "some"}, {"expires_on": ""},
     {"reach": "all", "registers": ["plans"]}, {"reach": "some", "registers": ["nothing"]}, {"expires_on": "9999-12-31"}],
)  # fmt: skip
def test_what_makes_no_token(cast: Cast, signed_in: Any, wrong: dict[str, Any]) -> None:
    response = signed_in(cast.priya).post("/tokens/", asked(**wrong))
    assert response.status_code == 422
    assert "field wrong" in response.content.decode()
    assert not Token.objects.exists()


@pytest.mark.parametrize("days", [0, 365])
def test_a_token_lasts_at_most_a_year(cast: Cast, signed_in: Any, days: int) -> None:
    secret = secret_in(signed_in(cast.priya).post("/tokens/", asked(days=days)))
    with clock.at(clock.now() + timedelta(days=days)):
        assert tokens.read(secret) is not None
    with clock.at(clock.now() + timedelta(days=days + 1)):
        assert tokens.read(secret) is None


def test_a_token_for_some_registers(cast: Cast, signed_in: Any) -> None:
    given = asked(scope="write", reach="some", registers=["plans", "audits"])
    browser = signed_in(cast.priya)
    browser.post("/tokens/", given)
    assert Token.objects.get().scopes == ["read:audits", "read:plans", "write:audits", "write:plans"]
    assert "Audits, Plans" in browser.get("/tokens/").content.decode()


def test_nobody_sees_or_ends_anothers(cast: Cast, signed_in: Any) -> None:
    signed_in(cast.priya).post("/tokens/", asked(name="Zanzibar"))
    token = Token.objects.get()
    other = signed_in(cast.daniel)
    assert "Zanzibar" not in other.get("/tokens/").content.decode()
    for address in (f"/tokens/{token.pk}/revoke/", f"/tokens/{token.pk + 1}/revoke/"):
        assert other.post(address).status_code == 404
    assert Client().post(f"/tokens/{token.pk}/revoke/").status_code == 302  # to the door
    assert Client().get("/tokens/").status_code == 302
    assert Token.objects.get().revoked_at is None
    assert signed_in(cast.priya).get(f"/tokens/{token.pk}/revoke/").status_code == 405


def test_a_token_makes_no_token(cast: Cast) -> None:
    assert programme(cast.priya).get("/tokens/").status_code == 302
    assert programme(cast.priya).post("/tokens/", asked()).status_code == 302
    assert Token.objects.count() == 2


def test_a_hostile_name_is_words(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    browser.post("/tokens/", asked(name='<script>alert("x")</script>'))
    page = browser.get("/tokens/").content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("scopes", "verb", "slug", "answer"),
    [(["read:*"], "read", "plans", True), (["read:*"], "write", "plans", False), (["write:plans", "read:plans"], "write", "plans", True),
     (["write:plans"], "write", "audits", False), ([], "read", "plans", False), (["read:plan"], "read", "plans", False)],
)  # fmt: skip
def test_scopes(scopes: list[str], verb: str, slug: str, *, answer: bool) -> None:
    assert tokens.allows(scopes, verb, slug) is answer
