"""The council's settings and look, the audit log, who may do what, one's own page, and the path of setting up.

Seen red, each once: the log with every line taken as seen (an administrator read what a record is called), the log open to
everybody, and the log opened by a role for a part only.
"""

import hashlib
import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muniment import clock
from muniment.administration import log, reach
from muniment.administration.setting_up import steps
from muniment.assurance import services
from muniment.assurance.models import Recommendation
from muniment.organisation import colours, pictures, preferences
from muniment.organisation.models import Preference
from muniment.people.models import Body, Delegation, Digest, Person, Unit
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import History
from muniment.registers.register import registry
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, PASSWORD, Cast, make, make_plan, make_recommendation, person
from tests.contracts import fresh, holder_of, text_of


def png(width: int = 2, height: int = 2) -> bytes:
    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(b"".join(b"\0" + b"\x20\x60\x60" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def form(**given: Any) -> dict[str, Any]:
    """The form of settings as it stands, with some answers changed."""
    now = {name: value for name, value in preferences.everything().items() if name != "logo"}
    return {**now, **given}


def test_a_setting_is_of_its_type_however_it_is_written(cast: Cast) -> None:
    priya = Actor.at_page(fresh(cast.priya))
    for name, value in [("digest_hour", 24), ("digest_hour", "7"), ("digest_hour", True), ("brand_colour", "#ffee00"), ("brand_colour", "red"),
                        ("access_contact", "nobody"), ("council_name", "a\0b"), ("council_name", "x" * 81), ("logo", "../../etc/passwd")]:  # fmt: skip
        with pytest.raises(Invalid):
            preferences.change(priya, {name: value})
        with pytest.raises(Invalid):
            make(Preference, name=name, value=value)
    assert not Preference.objects.exists()
    preferences.change(priya, {"digest_hour": 9, "brand_colour": "#123456"})
    assert preferences.value_of("digest_hour") == 9
    assert preferences.value_of("reminder_days") == 7
    preferences.change(priya, {"brand_colour": ""})
    assert preferences.value_of("brand_colour") == ""
    assert not verify_all().faults


def test_contrast_is_that_of_the_guidelines() -> None:
    assert colours.contrast_with_white("#000000") == pytest.approx(21)
    assert colours.contrast_with_white("#ffffff") == pytest.approx(1)
    assert colours.contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)
    assert colours.why_not_readable("#767676") == ""
    assert "4.5" in colours.why_not_readable("#777777")


def test_settings_are_changed_at_the_page_and_told_in_the_history(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    answer = browser.post(
        "/administration/settings/",
        form(council_name="Ambleworth <b>Council</b>", brand_colour="#7A1F3D", session_hours="1"),
    )
    assert answer.status_code == 302
    page = browser.get("/").content.decode()
    assert "Ambleworth &lt;b&gt;Council&lt;/b&gt;" in page
    assert "/look/brand.css?v=7a1f3d" in page
    assert "--brand: #7a1f3d" in browser.get("/look/brand.css").content.decode()
    line = History.objects.filter(register="preferences").latest("number")
    assert line.person == cast.priya
    bad = browser.post("/administration/settings/", form(brand_colour="#ffff00", digest_hour="later"))
    assert bad.status_code == 422
    assert "people with poor sight need 4.5 to 1" in bad.content.decode()
    assert preferences.value_of("brand_colour") == "#7a1f3d"


def test_only_who_runs_the_council_changes_its_settings(cast: Cast, signed_in: Any) -> None:
    for somebody in (cast.tom, cast.amina, cast.nobody):
        assert signed_in(somebody).get("/administration/settings/").status_code == 403
        with pytest.raises(Refused):
            preferences.change(Actor.at_page(fresh(somebody)), {"digest_hour": 9})
    with pytest.raises(Refused):
        preferences.change(Actor.at_page(fresh(cast.company_ig)), {"digest_hour": 9})
    assert signed_in(cast.company_ig).post("/administration/settings/", form(digest_hour="9")).status_code == 403


def test_a_logo_is_a_picture_by_what_it_is(cast: Cast, signed_in: Any, client: Any) -> None:
    browser = signed_in(cast.priya)

    def send(content: bytes, name: str = "logo.png", **more: Any) -> Any:
        return browser.post("/administration/settings/", {**form(), "logo": SimpleUploadedFile(name, content), **more})

    assert send(png()).status_code == 302
    shown = client.get("/look/logo")
    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (200, "image/png", "nosniff")
    assert "/look/logo?v=" in browser.get("/").content.decode()
    for content, said in [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (png() + b"<script>alert(1)</script>", "no PNG"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 200_000, "KB"),
        (png(5000, 1), "pixels"),
    ]:
        answer = send(content)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not verify_all().faults
    assert browser.post("/administration/settings/", {**form(), "no_logo": "on"}).status_code == 302
    assert client.get("/look/logo").status_code == 404
    assert pictures.kind_of(b"\xff\xd8\xff\xe0 a \xff\xd9") == "jpeg"


def test_a_session_lasts_as_long_as_was_set(cast: Cast, client: Any) -> None:
    preferences.change(Actor.at_page(fresh(cast.priya)), {"session_hours": 2})
    client.post("/accounts/login/", {"login": cast.tom.email, "password": PASSWORD})
    assert client.get("/me/").status_code == 200
    with clock.at(clock.now() + timedelta(hours=1, minutes=59)):
        assert client.get("/me/").status_code == 200
    with clock.at(clock.now() + timedelta(hours=2, minutes=1)):
        assert client.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 302  # and it stays ended


def test_the_accessibility_statement_names_the_contact(cast: Cast, client: Any) -> None:
    preferences.change(Actor.at_page(fresh(cast.priya)), {"access_contact": "access@ambleworth.example"})
    assert "mailto:access@ambleworth.example" in client.get("/accessibility/").content.decode()


# The audit log.


@pytest.fixture
def told(cast: Cast) -> Recommendation:
    action = make_recommendation(
        make_plan(cast), "A02", owner=cast.posts["tom"], agreed_action="Zanzibar: name the owners"
    )
    services.update(Actor.at_page(fresh(cast.tom)), action, {"progress": "=cmd|'/c calc'!A0"})
    return action


def test_the_log_is_open_to_its_readers_only(cast: Cast, told: Recommendation, signed_in: Any) -> None:
    assert told
    readers = [cast.priya, cast.daniel, cast.amina, holder_of("dpo", cast.council), holder_of("admin", cast.council)]
    others = [
        cast.tom,
        cast.nobody,
        cast.company_ig,
        holder_of("auditor", cast.housing),
        holder_of("member", cast.council),
    ]
    for somebody in readers:
        assert signed_in(somebody).get("/administration/log/").status_code == 200
    for somebody in others:
        for address in ("/administration/log/", "/administration/log/export.csv"):
            assert signed_in(somebody).get(address).status_code == 403


def test_an_administrator_sees_that_something_was_done_and_not_what(
    cast: Cast, told: Recommendation, signed_in: Any
) -> None:
    browser = signed_in(holder_of("admin", cast.council))
    address = f"/administration/log/?register=recommendations&record={told.pk}"
    page = browser.get(address).content.decode()
    assert "Tom Birch" in page
    assert "A record you may not see" in page
    assert "Zanzibar" not in page
    assert "calc" not in page
    exported = text_of(browser.get(address.replace("log/", "log/export.csv")))
    assert "Tom Birch" in exported
    assert "Zanzibar" not in exported
    shown = signed_in(cast.amina).get(address).content.decode()
    assert "Zanzibar" in shown
    assert "calc" in shown


def test_the_log_is_asked_by_register_verb_person_day_and_record(cast: Cast, told: Recommendation) -> None:
    def numbers(**given: str) -> list[int]:
        return [each.row.number for each in log.page(fresh(cast.amina), log.asked(given))[0]]

    last = History.objects.latest("number").number
    assert numbers(verb="update") == [last]
    assert numbers(person=str(cast.tom.pk)) == [last]
    assert len(numbers(register="recommendations", record=str(told.pk))) == 2
    today = clock.today()
    assert numbers(since=today.isoformat())[0] == last
    assert numbers(since=(today + timedelta(days=1)).isoformat()) == []
    assert numbers(until=(today - timedelta(days=1)).isoformat()) == []
    for bad in (
        {"person": "1 or 1"},
        {"record": "9" * 30},
        {"since": "yesterday"},
        {"until": "0001-01-01"},
        {"before": "²"},
    ):
        with pytest.raises(Invalid):
            log.asked(bad)
    assert log.asked({"verb": "a\0b"}).verb == ""


def test_pages_of_the_log_follow_each_other_without_gap_and_at_a_fixed_cost(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    plan = make_plan(cast)
    for number in range(60):
        make_recommendation(plan, f"Z{number}")
    reader = fresh(cast.amina)
    log.page(reader, log.asked({}))
    seen: list[int] = []
    before = ""
    while True:
        lines, later = log.page(reader, log.asked({"before": before, "register": "recommendations"}))
        seen += [each.row.number for each in lines]
        if later is None:
            break
        before = str(later)
    assert len(seen) == len(set(seen)) == 60
    assert seen == sorted(seen, reverse=True)
    with django_assert_num_queries(3):  # the third asks what is kept from them altogether
        log.page(reader, log.asked({"register": "recommendations"}))


def test_reading_the_log_leaves_no_line_and_its_file_is_harmless(
    cast: Cast, told: Recommendation, signed_in: Any
) -> None:
    make(Person, name="=HYPERLINK(1)", email="formula@ambleworth.example")
    before = History.objects.count()
    browser = signed_in(cast.amina)
    exported = text_of(browser.get("/administration/log/export.csv"))
    assert "'=HYPERLINK(1)" in exported
    assert len(exported.strip().splitlines()) == before + 1
    assert History.objects.count() == before
    assert told


def test_the_log_says_when_it_was_verified(cast: Cast, told: Recommendation, signed_in: Any) -> None:
    assert told
    kept = log.keep_verification(verify_all())
    page = signed_in(cast.amina).get("/administration/log/").content.decode()
    assert kept.head in page
    assert "whole" in page


# Who may do what, and one's own page.


def test_the_matrix_is_the_declarations(cast: Cast, signed_in: Any) -> None:
    rows = reach.matrix()
    assert [row.register for row in rows] == list(registry)
    recommendations = next(row for row in rows if row.register.slug == "recommendations")
    assert [who for verbs, who in recommendations.groups if verbs == "attach, read, return, verify"] == [["Auditor"]]
    assert signed_in(cast.amina).get("/administration/access/").status_code == 200
    assert signed_in(cast.tom).get("/administration/access/").status_code == 403


def test_what_a_person_reaches_says_why(cast: Cast, told: Recommendation, signed_in: Any) -> None:
    sam = person("Sam Deputy")
    make(Delegation, post=cast.posts["tom"], to=sam, start=clock.today(), end=clock.today())
    reached = {each.register.slug: each.reasons for each in reach.reach_of(fresh(sam))}
    assert any("acts for Head of Housing" in why for _verbs, why in reached["recommendations"])
    page = signed_in(cast.priya).get(f"/administration/access/?person={sam.pk}").content.decode()
    assert "acts for Head of Housing" in page
    assert signed_in(cast.priya).get("/administration/access/?person=none").status_code == 422
    assert told


def test_why_not_answers_with_the_reason_of_the_rule(cast: Cast, told: Recommendation, signed_in: Any) -> None:
    address = f"/recommendations/{told.pk}/who/"
    browser = signed_in(cast.priya)

    def ask(somebody: Person, verb: str) -> str:
        return str(browser.get(address, {"person": somebody.pk, "verb": verb}).content.decode())

    refused = ask(cast.ruth, "read")
    assert "No: Ruth Levy may not read" in refused
    assert "They would read: “None of the posts you hold may do this here.”" in refused
    assert "Yes: Tom Birch may update" in ask(cast.tom, "update")
    services.say_done(Actor.at_page(fresh(cast.tom)), Recommendation.objects.get(pk=told.pk), {"progress": "Done."})
    assert "Yes: Amina Yusuf may verify" in ask(cast.amina, "verify")
    services.give_back(Actor.at_page(fresh(cast.amina)), Recommendation.objects.get(pk=told.pk), {"why": "No."})
    assert "may not" not in signed_in(cast.tom).get(address, {"person": cast.ruth.pk, "verb": "read"}).content.decode()
    assert signed_in(cast.ruth).get(address).status_code == 404


def test_my_settings(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.tom)
    page = browser.get("/me/").content.decode()
    assert "Head of Housing" in page
    assert f"/delegations/new/?post={cast.posts['tom'].pk}" in page
    assert browser.post("/me/", {"often": "weekly"}).status_code == 302
    assert Digest.objects.get(person=cast.tom).often == "weekly"
    assert browser.post("/me/", {"often": "hourly"}).status_code == 422
    assert 'href="/me/"' in browser.get("/").content.decode()


def test_a_new_installation_is_told_what_comes_next(db: None, signed_in: Any) -> None:
    assert [each.next for each in steps()] == [True, False, False, False, False]
    body = make(Body, name="New council")
    top = make(Unit, body=body, name="New council")
    make(Unit, body=body, parent=top, name="Housing")
    boss = holder_of("ig_manager", top)
    assert [each.next for each in steps()] == [False, True, False, False, False]
    page = signed_in(boss).get("/administration/").content.decode()
    assert "Read in from a file of your directory" in page
    assert "next comes: People" in signed_in(boss).get("/").content.decode()
    holder_of("siro", Unit.objects.get(name="Housing"))
    holder_of("auditor", top)
    assert not steps()[2].done, "a SIRO for a part of the council is none for it"
    holder_of("siro", top)
    assert [each.done for each in steps()] == [True, True, True, False, False]


def test_administration_is_on_the_map_of_who_administers(cast: Cast, signed_in: Any) -> None:
    for somebody, there in [(cast.priya, True), (cast.amina, True), (cast.tom, False), (cast.nobody, False)]:
        browser = signed_in(somebody)
        assert ('href="/administration/"' in browser.get("/").content.decode()) is there
        assert (browser.get("/administration/").status_code == 200) is there


def test_without_the_scanner_s_word_no_logo_is_kept(cast: Cast, settings: Any) -> None:
    settings.SCANNER = "no-such-scanner"
    content = png(3, 5)  # of no other test
    with pytest.raises(Invalid, match="did not answer"):
        preferences.change_logo(HOUSE, content)
    assert preferences.value_of("logo") == ""
    assert not evidence.path_of(hashlib.sha256(content).hexdigest()).exists()
