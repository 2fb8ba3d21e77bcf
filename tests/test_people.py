"""Posts and roles are given by who has the right to; signing in, and the door for those who may not.

Seen red when a post was judged by no unit, when styles could stand inline, and when there was no limit on passwords.
"""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client, override_settings

from muniment.people.models import Body, Holding, Person, Post, Unit
from muniment.people.standing import standing_of
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.services import Change, write
from tests.cast import HOUSE, PASSWORD, Cast, person
from tests.contracts import fresh


@pytest.fixture
def carys(cast: Cast) -> Actor:
    """She manages information governance of the company, and of nothing else."""
    return Actor.at_page(fresh(cast.company_ig))


def test_nobody_gives_themselves_a_post_of_another_body(cast: Cast, carys: Actor) -> None:
    taken = Holding(person=cast.company_ig, post=cast.posts["daniel"], start=date(2026, 1, 1))
    with pytest.raises(Refused):
        write(carys, [Change(taken, verb="create")])
    own = Holding.objects.get(person=cast.company_ig)
    with pytest.raises(Refused):
        write(carys, [Change(own, {"post": cast.posts["daniel"]}, "edit")])
    assert standing_of(fresh(cast.company_ig)).roles.keys() == {"ig_manager"}


def test_nobody_takes_a_unit_under_their_own(cast: Cast, carys: Actor) -> None:
    for unit, values in [
        (cast.housing, {"parent": cast.company}),
        (cast.council, {"parent": cast.company}),
        (cast.company, {"parent": cast.housing}),
    ]:
        with pytest.raises(Refused):
            write(carys, [Change(Unit.objects.get(pk=unit.pk), values, "edit")])


def test_the_directory_of_one_body_is_not_changed_by_another(cast: Cast, carys: Actor) -> None:
    with pytest.raises(Refused):
        write(carys, [Change(Body.objects.get(pk=cast.council.body_id), {"name": "Ours"}, "edit")])
    with pytest.raises(Refused):
        write(carys, [Change(fresh(cast.daniel), {"is_active": False}, "edit")])
    with pytest.raises(Refused):
        write(carys, [Change(Post.objects.get(pk=cast.posts["tom"].pk), {"title": "Ours"}, "edit")])


def test_one_fills_the_posts_of_ones_own_body(cast: Cast, carys: Actor) -> None:
    somebody = person("Sam Newcomer")
    post = Post(unit=cast.company, title="Clerk")
    write(carys, [Change(post, verb="create")])
    write(carys, [Change(Holding(person=somebody, post=post, start=date(2026, 1, 1)), verb="create")])
    write(carys, [Change(fresh(somebody), {"name": "Sam Settled"}, "edit")])
    assert Person.objects.get(pk=somebody.pk).name == "Sam Settled"


# The door.

DOOR = "/accounts/login/"
WRONG = "do not fit together"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


def sign_in(browser: Client, email: str, password: str, **more: str) -> Any:
    return browser.post(DOOR, {"login": email, "password": password, **more})


def test_signing_in_changes_the_session_and_out_ends_it(cast: Cast, client: Client) -> None:
    client.get(DOOR)
    client.session["planted"] = "by somebody else"
    client.session.save()
    before = client.session.session_key
    assert sign_in(client, cast.tom.email, PASSWORD).status_code == 302
    assert client.session.session_key not in {None, before}
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    kept = cookie.value
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    client.cookies["sessionid"] = kept
    assert client.get("/plans/").status_code == 302


def test_an_address_is_the_same_in_capitals_and_belongs_to_one(cast: Cast, client: Client) -> None:
    with pytest.raises(Invalid):
        write(HOUSE, [Change(Person(name="Another", email=cast.tom.email.upper()), verb="create")])
    assert sign_in(client, cast.tom.email.upper(), PASSWORD).status_code == 302


def test_a_wrong_password_and_an_unknown_address_are_told_alike(cast: Cast, client: Client) -> None:
    told = []
    for email in (cast.tom.email, "nobody.at.all@ambleworth.example"):
        page = sign_in(client, email, "wrong").content.decode()
        assert WRONG in page
        told.append(re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page))
    assert told[0] == told[1]
    assert "_auth_user_id" not in client.session


def test_five_wrong_passwords_close_the_door_for_that_address(cast: Cast, client: Client) -> None:
    for _attempt in range(5):
        assert WRONG in sign_in(client, cast.tom.email, "wrong").content.decode()
    answer = sign_in(client, cast.tom.email, PASSWORD)
    assert answer.status_code == 200
    assert "Too many attempts" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_who_may_not_sign_in_any_more_is_out_at_once(cast: Cast, client: Client) -> None:
    sign_in(client, cast.tom.email, PASSWORD)
    write(HOUSE, [Change(fresh(cast.tom), {"is_active": False}, "edit")])
    assert client.get("/plans/").status_code == 302
    sign_in(client, cast.tom.email, PASSWORD)
    assert client.get("/plans/").status_code == 302


def test_whoever_has_no_password_does_not_sign_in(client: Client, db: None) -> None:
    new = Person(name="New", email="new@ambleworth.example")
    write(HOUSE, [Change(new, verb="create")])
    assert not fresh(new).has_usable_password()
    for password in ("", " ", "!", "None"):
        sign_in(client, "new@ambleworth.example", password)
        assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_signing_in_leads_nowhere_else(cast: Cast, client: Client, place: str) -> None:
    assert sign_in(client, cast.tom.email, PASSWORD, next=place)["Location"] == "/"


def test_a_post_without_its_token_is_refused(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.tom)
    for address in ("/accounts/logout/", "/plans/new/", "/accounts/login/"):
        assert strict.post(address, {}).status_code == 403, address


def test_the_demonstrations_passwords_open_no_other_house(cast: Cast, client: Client) -> None:
    tom = fresh(cast.tom)
    tom.password = make_password("ambleworth", hasher="demonstration")
    tom.save()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        sign_in(client, tom.email, "ambleworth")
        assert "_auth_user_id" not in client.session
    sign_in(client, tom.email, "ambleworth")
    assert "_auth_user_id" in client.session


SEEN = (
    "/",
    "/plans/",
    "/plans/1/",
    "/nothing/",
    "/accounts/login/",
    "/accessibility/",
    "/link/x/",
    "/plans/?as_at=x",
    "/plans/export.csv",
)


def test_every_page_has_its_guards(cast: Cast, client: Client) -> None:
    for signed in (False, True):
        if signed:
            client.force_login(cast.priya)
        for address in SEEN:
            answer = client.get(address)
            policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
            assert policy["default-src"] == policy["style-src"] == "'self'", address
            assert "unsafe" not in answer["Content-Security-Policy"], address
            assert policy["script-src"] == "'self'", address
            assert (policy["object-src"], policy["frame-ancestors"]) == ("'none'", "'none'"), address
            assert answer["X-Content-Type-Options"] == "nosniff", address
            assert answer["X-Frame-Options"] == "DENY", address
            assert answer["Referrer-Policy"] == "same-origin", address


@pytest.mark.parametrize(
    "door",
    [
        "signup/",
        "password/reset/",
        "password/set/",
        "email/",
        "confirm-email/",
        "reauthenticate/",
        "login/code/",
        "3rdparty/",
        "password/reset/key/1-set-password/",
    ],
)
def test_there_is_no_other_door(cast: Cast, client: Client, door: str) -> None:
    """There is no e-mail set up, so a password is set anew by who runs the house."""
    assert client.get(f"/accounts/{door}").status_code == 404
    client.force_login(cast.tom)
    assert client.post(f"/accounts/{door}", {"email": "new@evil.example", "password1": "x"}).status_code == 404
    assert Person.objects.filter(email="new@evil.example").count() == 0
