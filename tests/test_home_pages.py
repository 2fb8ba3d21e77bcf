"""The front page of those who oversee, clear, read or begin: what got worse, what waits, who holds what."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assurance import services
from muniment.people.models import Holding, Person, Post, RoleGiven
from muniment.registers.access import Actor
from muniment.registers.models import History
from muniment.registers.services import Change, write
from muniment.reporting import services as writing
from muniment.web.oversight import oversight_of
from tests.cast import HOUSE, Cast, make, make_plan, make_recommendation, person, today
from tests.test_pages import check

NOW = date(2026, 11, 23)


@pytest.fixture
def autumn(cast: Cast) -> Cast:
    """A plan of September: one action late since October, one since this week, one still to come."""
    with today(date(2026, 9, 1)):
        plan = make_plan(cast, owner=cast.posts["priya"])
        make_recommendation(plan, "A1", owner=cast.posts["tom"], due=date(2026, 10, 31))
        make_recommendation(plan, "A2", owner=cast.posts["ruth"], due=date(2026, 11, 20))
        make_recommendation(plan, "A3", owner=cast.posts["tom"], due=date(2027, 3, 31))
    return cast


def test_what_got_worse_opens_the_lists_of_now_and_of_then(autumn: Cast, signed_in: Any) -> None:
    with today(NOW):
        browser = signed_in(autumn.daniel)
        html = check(browser.get("/"))
        assert "What changed since 16 November 2026" in html
        assert "1 more than" in html
        assert "Became late within the week" in html
        late = next(
            each
            for each in oversight_of(Person.objects.get(pk=autumn.daniel.pk)).changes
            if each.now.figure.name == "late"
        )
        assert (late.now.value, late.before.value, late.change) == (2, 1, 1)
        for counted in (late.now, late.before):
            rows = browser.get(counted.address)
            assert f"{counted.value} recommendation" in rows.content.decode()


def test_a_week_before_anything_was_known_is_not_compared(autumn: Cast, signed_in: Any) -> None:
    with today(date(2026, 9, 3)):
        html = check(signed_in(autumn.daniel).get("/"))
    assert "a week ago" not in html


def test_who_oversees_nothing_sees_their_own_duties_only(autumn: Cast, signed_in: Any) -> None:
    with today(NOW):
        for someone in (autumn.tom, autumn.amina, autumn.nobody):
            assert "What changed since" not in check(signed_in(someone).get("/"))


def test_the_front_page_asks_no_more_for_a_longer_plan(autumn: Cast, signed_in: Any) -> None:
    def queries() -> int:
        browser = signed_in(autumn.daniel)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            browser.get("/")
        return len(caught)

    plan = make_plan(autumn, "Another")
    with today(NOW):
        before = queries()
        for number in range(12):
            make_recommendation(plan, f"B{number}", owner=autumn.posts["tom"], due=date(2026, 11, 18))
        assert queries() == before


def test_whoever_is_asked_to_clear_a_report_finds_it_at_home(autumn: Cast, signed_in: Any) -> None:
    priya = Actor.at_page(autumn.priya)
    report = writing.create(priya, make_plan(autumn, "Another", owner=autumn.posts["priya"]))
    sent = {"role": "financial", "post": autumn.posts["ruth"], "sent_on": clock.today()}
    clearance = writing.send(priya, report, sent)
    html = check(signed_in(autumn.ruth).get("/"))
    assert "1 report waits for your clearance." in html
    assert f'href="/clearances/{clearance.pk}/do/clear/"' in html
    assert "For you to clear" not in check(signed_in(autumn.tom).get("/"))
    writing.clear(Actor.at_page(autumn.ruth), clearance, {"comments": "Content."})
    assert "For you to clear" not in check(signed_in(autumn.ruth).get("/"))


def test_a_report_says_which_clearances_it_needs_and_why(autumn: Cast, signed_in: Any) -> None:
    report = writing.create(Actor.at_page(autumn.priya), make_plan(autumn, "Another"))
    browser, address = signed_in(autumn.priya), f"/reports/{report.pk}/required/"
    html = check(browser.get(f"/reports/{report.pk}/"))
    assert "Needed before it can be frozen: Financial, Legal, Director, Data protection." in html
    check(browser.get(address))
    sent = {"roles": ["legal"], "seen_version": report.version}
    assert "Say why these are the ones it needs." in check(browser.post(address, sent))
    assert browser.post(address, {**sent, "why": "It costs nothing."}).status_code == 302
    report.refresh_from_db()
    assert report.required_clearances == ["legal"]
    assert History.objects.filter(register="reports", record=report.pk).latest("number").why == "It costs nothing."
    assert browser.post(address, {**sent, "roles": ["magic"], "why": "x"}).status_code == 422
    assert signed_in(autumn.daniel).get(address).status_code == 403


def test_the_map_leaves_out_what_an_owner_owns_nothing_in(autumn: Cast, signed_in: Any) -> None:
    new = person("Wendy Member")
    post = make(Post, unit=autumn.council, title="Cabinet Member")
    make(Holding, person=new, post=post, start=date(2020, 1, 1))
    html = check(signed_in(new).get("/"))
    assert 'href="/recommendations/"' not in html
    assert 'href="/glossary/"' in html
    assert 'href="/recommendations/"' in check(signed_in(autumn.tom).get("/"))


def test_a_new_starter_is_entered_page_by_page(autumn: Cast, signed_in: Any) -> None:
    browser = signed_in(autumn.priya)
    sent = {"name": "Nell Newcome", "email": "nell@ambleworth.example", "is_active": "on"}
    made = browser.post("/people/new/", sent)
    assert made.status_code == 302
    page = check(browser.get(made.url))
    new = Person.objects.get(email="nell@ambleworth.example")
    assert "None yet" in page
    assert "muniment person password nell@ambleworth.example" in page
    assert f'href="/holdings/new/?person={new.pk}"' in page
    post = autumn.posts["tom"]
    start = clock.today() - timedelta(days=1)
    assert browser.post("/holdings/new/", {"person": new.pk, "post": post.pk, "start": start}).status_code == 302
    assert browser.post("/roles/new/", {"post": post.pk, "role": "staff", "unit": post.unit_id}).status_code == 302
    page = check(browser.get(f"/people/{new.pk}/"))
    assert "Head of Housing" in page
    assert "Member of staff" in page
    held = check(browser.get(f"/posts/{post.pk}/"))
    assert "Nell Newcome" in held
    assert "Nell Newcome" in check(browser.get(f"/units/{post.unit_id}/"))
    assert "muniment person password" not in check(signed_in(autumn.tom).get(f"/people/{new.pk}/"))


def test_an_owner_is_not_asked_whether_work_that_goes_on_has_begun(autumn: Cast, signed_in: Any) -> None:
    from muniment.assurance.models import Recommendation

    action = Recommendation.objects.get(reference="A3")
    browser, address = signed_in(autumn.tom), f"/recommendations/{action.pk}/do/update/"
    assert "Has the work begun?" in check(browser.get(address))
    services.update(Actor.at_page(autumn.tom), action, {"progress": "Begun.", "begun": True})
    assert "Has the work begun?" not in check(browser.get(address))
    assert browser.post(address, {"progress": "More of it.", "seen_version": action.version}).status_code == 302
    action.refresh_from_db()
    assert action.state == "in_progress"


def test_the_unit_that_a_new_record_most_likely_belongs_to_is_chosen(autumn: Cast, signed_in: Any) -> None:
    html = check(signed_in(autumn.priya).get("/glossary/new/"))
    assert f'<option value="{autumn.council.pk}" selected>' in html
    chosen = check(signed_in(autumn.priya).get(f"/glossary/new/?unit={autumn.housing.pk}"))
    assert f'<option value="{autumn.housing.pk}" selected>' in chosen


def test_what_was_done_is_said_in_words(autumn: Cast, signed_in: Any) -> None:
    from muniment.assurance.models import Recommendation

    action = Recommendation.objects.get(reference="A3")
    sent = {"why": "The new policy covers it.", "seen_version": action.version}
    done = signed_in(autumn.priya).post(f"/recommendations/{action.pk}/do/supersede/", sent, follow=True)
    assert "Saved. Superseded." in check(done)


def test_what_is_late_below_is_shown_to_the_line_manager_above_and_costs_the_same_for_many(
    autumn: Cast, signed_in: Any
) -> None:
    """Who reads their own service's actions sees there what came up to their post, and nobody else does."""
    above = make(Post, unit=autumn.housing, title="Director of Homes")
    boss = person("Dora Chief")
    make(Holding, person=boss, post=above, start=date(2020, 1, 1))
    write(HOUSE, [Change(autumn.posts["tom"], {"reports_to": above}, "edit")])
    plan = make_plan(autumn, "Housing plan", unit=autumn.housing)
    make_recommendation(plan, "H1", owner=autumn.posts["tom"], due=date(2026, 10, 31))

    def page() -> tuple[str, int]:
        browser = signed_in(boss)
        with today(NOW), CaptureQueriesContext(connection) as counted:
            html = check(browser.get("/"))
        return html, len(counted)

    assert "Late with posts that report to you" not in page()[0], "they may not read it yet"
    make(RoleGiven, post=above, role="line_manager", unit=autumn.housing)
    html, one = page()
    assert "Late with posts that report to you" in html
    assert "Put H1 right" in html
    assert "Head of Housing, due 31 October 2026" in html
    assert "Put A1 right" not in html, "a plan of the whole council is not their service's"
    for number in range(2, 12):
        make_recommendation(plan, f"H{number}", owner=autumn.posts["tom"], due=date(2026, 10, 31))
    html, many = page()
    assert many == one
    assert "and 3 more" in html
    with today(NOW):
        assert "Late with posts that report" not in check(signed_in(autumn.tom).get("/"))


def test_each_section_of_the_map_stands_once(cast: Cast, signed_in: Any) -> None:
    page = signed_in(cast.priya).get("/").content.decode()
    sections = re.findall(r'<summary class="section">([^<]+)<', page.split('<nav class="side"')[1].split("</nav>")[0])
    assert len(sections) == len(set(sections)) > 3
    assert sections[-1] == "Organisation"


def test_a_long_map_is_open_only_where_one_is(cast: Cast, signed_in: Any) -> None:
    def opened(browser: Any, address: str) -> list[str]:
        menu = browser.get(address).content.decode().split('<nav class="side"')[1].split("</nav>")[0]
        return re.findall(r'<details open><summary class="section">([^<]+)<', menu)

    priya = signed_in(cast.priya)
    assert opened(priya, "/") == []
    assert opened(priya, "/requests/") == opened(priya, "/requests/?late=yes") == ["Requests"]
    assert opened(priya, "/clock/") == ["Requests"]
    assert len(opened(signed_in(cast.nobody), "/")) > 1, "a short one is all open"
