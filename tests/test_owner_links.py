"""The owner's link: for one record, one post and fourteen days; it updates and says done, and decides nothing.

Seen red when a link could ask for a later date, did not expire, outlived its owner, and when its holder could verify.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from muniment import clock
from muniment.assurance import services
from muniment.assurance.models import Part, Recommendation
from muniment.people.models import Holding, Person, Post
from muniment.registers import evidence, owner_links
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Evidence, History, OwnerLink
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make, make_plan, make_recommendation
from tests.contracts import REGISTERS, example, fresh, holder_of


@pytest.fixture
def action(cast: Cast) -> Recommendation:
    return make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])


def token_for(record: Any, post: Post) -> str:
    return owner_links.token(owner_links.make(HOUSE, record, post))


@pytest.fixture
def address(cast: Cast, action: Recommendation) -> str:
    return f"/link/{token_for(action, cast.posts['tom'])}/"


def test_the_holder_updates_attaches_and_says_done(action: Recommendation, address: str) -> None:
    browser = Client()
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"step": "update", "progress": "Half done.", "begun": "yes"}).status_code == 302
    file = SimpleUploadedFile("minutes.txt", b"Minuted.")
    assert browser.post(address, {"step": "attach", "file": file}).status_code == 302
    assert browser.post(address, {"step": "say-done", "progress": "Done."}).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.progress, Evidence.objects.get().name) == ("said_done", "Done.", "minutes.txt")
    lines = History.objects.filter(via="link").order_by("number")
    assert [(row.verb, row.actor, row.person) for row in lines] == [
        (verb, "Head of Housing (Tom Birch)", None) for verb in ("update", "attach", "say_done")
    ]


def test_a_link_used_again_shows_that_nothing_more_is_asked(action: Recommendation, address: str) -> None:
    for _again in range(2):
        assert Client().post(address, {"step": "say-done", "progress": "Done."}).status_code == 302
    assert History.objects.filter(verb="say_done").count() == 1


@pytest.mark.parametrize(
    "step", ["verify", "return", "decide", "edit", "supersede", "reopen", "ask-extension", "depend", ""]
)
def test_no_other_step_is_taken(action: Recommendation, address: str, step: str) -> None:
    lines = History.objects.count()
    data = {"step": step, "note": "x", "why": "x", "to_date": "2027-01-01", "reason": "x", "decision": "approve"}
    assert Client().post(address, data).status_code == 302
    assert History.objects.count() == lines


@pytest.mark.parametrize(
    "verb", ["edit", "create", "verify", "return", "decide", "supersede", "reopen", "ask_extension", "set_date"]
)
def test_no_other_verb_is_written(cast: Cast, action: Recommendation, verb: str) -> None:
    with pytest.raises(Refused):
        write(Actor.by_link(cast.posts["tom"]), [Change(action, {"title": "Ours"}, verb)])


@pytest.mark.parametrize("where", [0, 5, -3, -1])
def test_a_changed_link_opens_nothing(address: str, where: int) -> None:
    token = address.split("/")[2]
    letters = list(token)
    letters[where] = "A" if letters[where] != "A" else "B"
    for changed in ("".join(letters), token[:-1], f"{token}A", token.swapcase(), ":", "x"):
        assert Client().get(f"/link/{changed}/").status_code in {403, 404}, changed


def test_a_link_of_another_signature_opens_nothing(cast: Cast, action: Recommendation) -> None:
    made = owner_links.make(HOUSE, action, cast.posts["tom"])
    for salt in ("django.core.signing", "muniment.owner-links", ""):
        assert Client().get(f"/link/{signing.Signer(salt=salt).sign(made.pk)}/").status_code == 403
    assert Client().get(f"/link/{owner_links.SIGNER.sign('x')}/").status_code == 403
    assert Client().get(f"/link/{owner_links.SIGNER.sign(made.pk + 1)}/").status_code == 403


@pytest.mark.parametrize(("days", "status"), [(13.9, 200), (14.1, 403)])
def test_a_link_lasts_fourteen_days(address: str, days: float, status: int) -> None:
    with clock.at(clock.now() + timedelta(days=days)):
        answer = Client().get(address)
    assert answer.status_code == status
    assert ("older than 14 days" in answer.content.decode()) is (status == 403)


def test_a_link_is_for_its_record_alone(cast: Cast, action: Recommendation) -> None:
    other = make_recommendation(action.plan, "A2", owner=cast.posts["ruth"])
    with pytest.raises(Invalid, match="does not answer"):
        token_for(other, cast.posts["tom"])
    browser = Client()
    browser.get(f"/link/{token_for(action, cast.posts['tom'])}/")
    assert browser.get(f"/recommendations/{action.pk}/").status_code == 302


def test_a_link_ends_when_the_post_owns_no_more(cast: Cast, action: Recommendation, address: str) -> None:
    write(HOUSE, [Change(action, {"owner": cast.posts["ruth"]}, "edit")])
    answer = Client().post(address, {"step": "update", "progress": "Mine.", "begun": "yes"})
    assert answer.status_code == 403
    assert Recommendation.objects.get().progress == ""


def test_a_link_ends_when_the_record_is_withdrawn(action: Recommendation, address: str) -> None:
    write(HOUSE, [Change(action, {"withdrawn": True}, "undo")])
    assert Client().get(address).status_code == 403


def test_who_used_the_link_is_not_the_second_key(cast: Cast, action: Recommendation, address: str) -> None:
    """Also when the post has passed to somebody else since: it is asked who held it on that day."""
    Client().post(address, {"step": "say-done", "progress": "Done."})
    held = Holding.objects.get(person=cast.tom)
    today = clock.today()
    write(HOUSE, [Change(held, {"end": today}, "edit")])
    write(HOUSE, [Change(Recommendation.objects.get(), {"owner": None}, "edit")])
    make(Holding, person=cast.tom, post=cast.posts["amina"], start=today)
    with pytest.raises(Refused, match="updated"):
        services.verify(Actor.at_page(fresh(cast.tom)), Recommendation.objects.get(), {"note": "Seen."})
    services.verify(Actor.at_page(fresh(cast.amina)), Recommendation.objects.get(), {"note": "Seen."})


def test_an_owner_of_a_part_has_a_link_for_the_part(cast: Cast, action: Recommendation) -> None:
    part = make(
        Part, recommendation=action, unit=action.unit, label="a", agreed_action="A part", owner=cast.posts["ruth"]
    )
    address = f"/link/{token_for(part, cast.posts['ruth'])}/"
    assert Client().post(address, {"step": "update", "progress": "Begun.", "begun": "yes"}).status_code == 302
    assert (Part.objects.get().progress, Recommendation.objects.get().state) == ("Begun.", "in_progress")


def test_a_post_held_by_very_many_is_named_within_the_line(cast: Cast, action: Recommendation) -> None:
    for number in range(12):
        person = Person.objects.create(name=f"{'Longname ' * 5}{number}", email=f"many{number}@example.org")
        make(Holding, person=person, post=cast.posts["tom"], start=date(2020, 1, 1))
    services.update(Actor.by_link(cast.posts["tom"]), action, {"progress": "Begun."})
    evidence.attach(Actor.by_link(cast.posts["tom"]), action, "a.txt", b"x")
    assert len(History.objects.latest("number").actor) == 300


def test_a_link_that_was_ended_opens_nothing(cast: Cast, action: Recommendation, address: str) -> None:
    made = OwnerLink.objects.get()
    for _again in range(2):
        owner_links.end(Actor.at_page(fresh(cast.priya)), action, made.pk)
    assert History.objects.filter(verb="end_link").count() == 1
    answer = Client().post(address, {"step": "update", "progress": "Mine.", "begun": "yes"})
    assert answer.status_code == 403
    assert "was ended" in answer.content.decode()
    assert Recommendation.objects.get().progress == ""
    assert not verify_all().faults


def test_a_link_is_ended_at_its_own_record_only(
    cast: Cast, action: Recommendation, address: str, signed_in: Any
) -> None:
    other = make_recommendation(action.plan, "A2", owner=cast.posts["ruth"])
    for ended in (OwnerLink.objects.get().pk, "9" * 40, "²", ""):
        assert signed_in(cast.priya).post(f"/recommendations/{other.pk}/link/", {"end": ended}).status_code == 302
    assert Client().get(address).status_code == 200
    with pytest.raises(Refused):
        owner_links.end(Actor.at_page(fresh(cast.tom)), action, OwnerLink.objects.get().pk)


def test_a_link_brought_back_or_lengthened_in_the_table_is_found(action: Recommendation, address: str) -> None:
    assert address
    OwnerLink.objects.update(until=clock.now() + timedelta(days=900))
    assert any("until was changed" in each.message for each in verify_all().faults)


def test_who_was_given_a_link_by_whom_and_until_when_is_told(
    cast: Cast, action: Recommendation, signed_in: Any
) -> None:
    browser, page = signed_in(cast.priya), f"/recommendations/{action.pk}/link/"
    with clock.at(date(2026, 11, 25)):
        assert "/link/1" not in browser.get(page).content.decode()
        assert not OwnerLink.objects.exists(), "to look makes none"
        for asked in (cast.posts["ruth"].pk, "x", ""):
            assert browser.post(page, {"post": asked}).status_code == 302
        assert not OwnerLink.objects.exists()
        assert browser.post(page, {"post": cast.posts["tom"].pk}).status_code == 302
        made = OwnerLink.objects.get()
        address = f"/link/{owner_links.token(made)}/"
        assert address in browser.get(page).content.decode()
        assert Client().get(address).status_code == 200
        other = holder_of("ig_manager", cast.council)
        assert address not in signed_in(other).get(page).content.decode(), "its maker's alone"
        who = browser.get(f"/recommendations/{action.pk}/who/").content.decode()
        assert "made by Priya Raman on 25 November 2026, holds until 9 December 2026" in who
        told = browser.get(f"/recommendations/{action.pk}/history/").content.decode()
        assert "Link made for the owner" in told
        assert "For Head of Housing, until 9 December 2026" in told
        assert browser.post(page, {"end": made.pk}).status_code == 302
        assert "ended on 25 November 2026" in browser.get(f"/recommendations/{action.pk}/who/").content.decode()
    with pytest.raises(Invalid):
        owner_links.make(HOUSE, action, cast.posts["ruth"])


@pytest.mark.parametrize("register", REGISTERS)
def test_links_are_made_only_for_what_owners_update(register: Any, cast: Cast, signed_in: Any) -> None:
    record = example(register, cast)
    admin = holder_of("admin", cast.council)
    for person in (cast.priya, admin):
        answer = signed_in(person).get(f"/{register.slug}/{record.pk}/link/")
        actor = Actor.at_page(fresh(person))
        if answer.status_code != 200:
            with pytest.raises(Refused):
                owner_links.make(actor, record, cast.posts["tom"])
        offered = "update" in register.access.own and "edit" in register.access.roles.get("ig_manager", ())
        assert answer.status_code == (200 if offered and person is cast.priya else answer.status_code)
        assert answer.status_code in ({200} if offered and person is cast.priya else {403, 404})
