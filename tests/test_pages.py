"""Every page of every register: it answers, is well made, runs nothing of its own accord, and is not there for who may not see it."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from muniment.assurance import services
from muniment.assurance.models import (
    Audit,
    Part,
    PlanFinding,
    PlanImport,
    Rating,
    RatingScale,
    Recommendation,
    RecommendationExtension,
    ScopeArea,
)
from muniment.committees.models import Term
from muniment.registers import owner_links
from muniment.registers.access import Actor
from muniment.registers.register import Register, registry
from tests.cast import HOUSE, Cast, make, make_plan, make_recommendation, today

HOSTILE = '<script>alert("1")</script>'
# What a page under our policy may not hold: the browser would refuse it, and the page would look or work otherwise than meant.
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)
VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "polygon", "polyline", "path", "line", "circle"}


class Page(HTMLParser):
    """What a page is made of: its headings, ids, title, and what is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.described: list[str] = []
        self.title = ""
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "label" and given.get("for"):
            self.targets.append(given["for"] or "")
        for name in ("aria-describedby", "aria-labelledby"):
            self.described += (given.get(name) or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Closed at once."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["title"]:
            self.title += data


def check(response: HttpResponse) -> str:
    """What holds for every page."""
    html = response.content.decode()
    page = Page(html)
    assert page.headings.count(1) == 1, "one h1"
    assert page.headings[0] == 1 or 'class="summary"' in html, "only what is wrong stands above the page's own heading"
    assert all(below <= above + 1 for above, below in zip(page.headings, page.headings[1:], strict=False)), (
        page.headings
    )
    assert page.title.strip(" -\n").removesuffix("Muniment").strip(" -,"), "a title of its own"
    assert not INLINE.findall(html)
    assert (page.crossed, page.open) == ([], [])
    assert len(page.ids) == len(set(page.ids)), "an id twice"
    assert set(page.targets) <= set(page.ids), "a label of nothing"
    assert set(page.described) <= set(page.ids), "described by nothing"
    assert HOSTILE not in html
    return html


@pytest.fixture
def house(cast: Cast) -> Cast:
    """One record and more of each register that can have one, with hostile words wherever words can be given."""
    scale = RatingScale.objects.create(name="Four steps")
    rating = Rating.objects.create(scale=scale, order=1, label="Limited assurance", definition="d", colour="amber")
    audit = make(
        Audit, unit=cast.council, title=f"Audit {HOSTILE}", auditor=HOSTILE, scale=scale, opinion=rating,
        reported_on=date(2026, 3, 1), follow_up_on=date(2027, 1, 15), summary=HOSTILE,
    )  # fmt: skip
    make(ScopeArea, unit=cast.council, audit=audit, name=HOSTILE, opinion=rating)
    plan = make_plan(cast, f"Plan {HOSTILE}", audit=audit, owner=cast.posts["priya"], about=HOSTILE)
    tom, priya = Actor.at_page(cast.tom), Actor.at_page(cast.priya)
    first = make_recommendation(
        plan, "A1", agreed_action=HOSTILE, recommendation=HOSTILE, owner=cast.posts["tom"], due=date(2026, 5, 31),
        theme=HOSTILE, priority=HOSTILE, part_owners=[cast.posts["tom"].pk],
    )  # fmt: skip
    second = make_recommendation(plan, "A2", owners_text=HOSTILE, due=None, due_text=HOSTILE)
    third = make_recommendation(plan, "A3", owner=cast.posts["ruth"])
    make(Part, unit=cast.council, recommendation=first, label="a", agreed_action=HOSTILE, owner=cast.posts["tom"],
         due=date(2026, 5, 31), first_due=date(2026, 5, 31))  # fmt: skip
    services.update(tom, first, {"progress": HOSTILE, "approval_pending": HOSTILE})
    services.ask_extension(tom, first, {"to_date": date(2027, 1, 31), "reason": HOSTILE})
    services.depend(priya, second, {"needs": first, "words": HOSTILE})
    services.say_done(Actor.at_page(cast.ruth), third, {"progress": HOSTILE})
    paper = make(PlanImport, unit=cast.council, plan=plan, title=HOSTILE, name=f"{HOSTILE}.xlsx", sha256="0" * 64,
                 made_by=HOSTILE, made_at="2026-07-25T10:00:00Z", state="applied")  # fmt: skip
    make(PlanFinding, unit=cast.council, plan=plan, paper=paper, rule="sum", severity="error", place=HOSTILE,
         message=HOSTILE, quote=HOSTILE, stated="38", computed="28", proposal=HOSTILE)  # fmt: skip
    make(Term, unit=cast.council, term="SIRO", expansion=HOSTILE, definition=HOSTILE)
    return cast


def pages_of(register: Register, cast: Cast) -> list[str]:
    """The addresses of a register's pages, for a person who sees it all."""
    found = [f"/{register.slug}/", f"/{register.slug}/?q=no+such+thing"]
    if register.past is not None:
        found.append(f"/{register.slug}/?as_at={today_text()}")
    record = register.model._default_manager.visible_to(cast.priya).first()
    if record is not None:
        one = f"/{register.slug}/{record.pk}/"
        found += [one, f"{one}history/", f"{one}who/"]
        if register.past is not None:
            found += [f"{one}?as_at={today_text()}", f"{one}?as_at=2020-01-01"]
    return found


def today_text() -> str:
    from muniment import clock

    return clock.today().isoformat()


SLUGS = [register.slug for register in registry]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_answers_and_is_well_made(house: Cast, signed_in: Any, slug: str) -> None:
    register = registry.named(slug)
    browser = signed_in(house.priya)
    for address in pages_of(register, house):
        response = browser.get(address)
        assert response.status_code == 200, address
        check(response)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_record_is_not_there_for_who_may_not_see_it(house: Cast, signed_in: Any, slug: str) -> None:
    register = registry.named(slug)
    record = register.model._default_manager.visible_to(house.priya).first()
    if "read" in register.access.everyone or record is None:
        return
    for person in (house.nobody, house.company_ig):
        browser = signed_in(person)
        for more in ("", "history/", "who/", "edit/", "do/update/", "attach/", "link/"):
            response = browser.get(f"/{slug}/{record.pk}/{more}")
            assert response.status_code == 404, more
        check(response)


@pytest.mark.parametrize("slug", SLUGS)
def test_what_may_be_created_and_changed_is_asked_in_one_manner(house: Cast, signed_in: Any, slug: str) -> None:
    register = registry.named(slug)
    browser = signed_in(house.priya)
    if f'href="/{slug}/new/"' not in browser.get(f"/{slug}/").content.decode():
        return
    check(browser.get(f"/{slug}/new/"))
    wrong = check(browser.post(f"/{slug}/new/", {}))
    if len(register.fields) > 1:
        assert "There is a problem" in wrong
        assert "<title>Error:" in wrong
    record = register.model._default_manager.visible_to(house.priya).first()
    if record is not None and register.fields:
        check(browser.get(f"/{slug}/{record.pk}/edit/"))


def test_every_step_asks_its_question(house: Cast, signed_in: Any) -> None:
    asked = set()
    for slug in ("recommendations", "parts", "extensions", "findings"):
        register = registry.named(slug)
        for person in (house.priya, house.tom, house.daniel, house.amina):
            browser = signed_in(person)
            for record in register.model._default_manager.visible_to(person):
                html = check(browser.get(f"/{slug}/{record.pk}/"))
                for name in re.findall(rf'href="/{slug}/{record.pk}/do/([a-z-]+)/"', html):
                    asked.add((slug, name))
                    check(browser.get(f"/{slug}/{record.pk}/do/{name}/"))
                    check(browser.post(f"/{slug}/{record.pk}/do/{name}/", {}))
    assert {("recommendations", "verify"), ("recommendations", "set-date"), ("extensions", "decide"),
            ("findings", "decide"), ("parts", "say-done")} <= asked  # fmt: skip


def test_the_door_and_the_pages_without_a_register(house: Cast, client: Client, signed_in: Any) -> None:
    for address in ("/accounts/login/", "/accessibility/"):
        check(client.get(address))
    wrong = check(client.post("/accounts/login/", {"login": "priya@ambleworth.example", "password": "no"}))
    assert "do not fit together" in wrong
    for person in (house.priya, house.tom, house.daniel, house.amina, house.nobody):
        check(signed_in(person).get("/"))
    for address in ("/accounts/logout/", "/accounts/password/change/"):
        check(signed_in(house.tom).get(address))
    assert check(signed_in(house.tom).get("/nowhere/")).count("There is nothing here") == 2


@pytest.mark.parametrize(
    "name", ["signup", "email", "password/reset", "confirm-email", "password/set", "reauthenticate"]
)
def test_other_doors_of_the_library_are_walled_up(house: Cast, client: Client, signed_in: Any, name: str) -> None:
    for browser in (client, signed_in(house.tom)):
        assert browser.get(f"/accounts/{name}/").status_code == 404


def test_the_owners_link_is_one_page_with_no_id_twice(house: Cast, client: Client) -> None:
    record = Recommendation.objects.get(reference="A1")
    address = f"/link/{owner_links.token(owner_links.make(HOUSE, record, house.posts['tom']))}/"
    check(client.get(address))
    assert "Say what has happened." in check(client.post(address, {"step": "update"}))


def test_a_conflict_shows_both_versions(house: Cast, signed_in: Any) -> None:
    record = Recommendation.objects.get(reference="A3")
    browser = signed_in(house.priya)
    sent = {
        "theme": "Mine",
        "agreed_action": "Put it right",
        "acceptance": "accepted",
        "seen_version": record.version - 1,
    }
    response = browser.post(f"/recommendations/{record.pk}/edit/", sent)
    html = check(response)
    assert response.status_code == 409
    assert "Both versions" in html
    assert "Governance" in html
    assert "Mine" in html
    assert f'name="seen_version" value="{record.version}"' in html


def test_a_step_that_met_a_conflict_can_be_sent_again(house: Cast, signed_in: Any) -> None:
    record = Recommendation.objects.get(reference="A1")
    browser = signed_in(house.tom)
    sent = {"progress": "Typed with care", "begun": "yes", "seen_version": record.version - 1}
    html = check(browser.post(f"/recommendations/{record.pk}/do/update/", sent))
    assert "Typed with care" in html
    seen = re.findall(r'name="seen_version" value="(\d+)"', html)
    assert seen == [str(record.version)]
    assert (
        browser.post(f"/recommendations/{record.pk}/do/update/", {**sent, "seen_version": seen[0]}).status_code == 302
    )


def test_the_past_has_its_evidence_and_no_other(house: Cast, signed_in: Any) -> None:
    record = Recommendation.objects.get(reference="A1")
    browser = signed_in(house.tom)
    browser.post(f"/recommendations/{record.pk}/attach/", {"file": SimpleUploadedFile("seen.txt", b"it is so")})
    assert "seen.txt" in browser.get(f"/recommendations/{record.pk}/").content.decode()
    assert "seen.txt" not in browser.get(f"/recommendations/{record.pk}/?as_at=2020-01-01").content.decode()


def test_the_filters_carry_along_what_they_do_not_ask(house: Cast, signed_in: Any) -> None:
    html = signed_in(house.priya).get("/recommendations/?late=yes&sort=due&late_on=2026-11-30&q=put").content.decode()
    html = html[html.index('class="filters"') :].partition("</form>")[0]
    for name, value in (("late", "yes"), ("late_on", "2026-11-30")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    for asked in ("q", "sort"):
        assert f'<input type="hidden" name="{asked}"' not in html


def test_the_order_can_be_chosen_where_no_headings_are_shown(house: Cast, signed_in: Any) -> None:
    html = signed_in(house.priya).get("/recommendations/?sort=-due").content.decode()
    assert '<select id="f-sort" name="sort">' in html
    assert '<option value="due">Due</option>' in html
    assert '<option value="-due" selected>Due, the other way</option>' in html


def test_the_past_says_so_and_leads_back(house: Cast, signed_in: Any) -> None:
    html = signed_in(house.priya).get(f"/recommendations/?as_at={today_text()}&state=said_done").content.decode()
    assert "This is what was known at the end of that day" in html
    assert 'href="/recommendations/?state=said_done">Back to now' in html


def test_the_map_counts_what_the_duties_list(house: Cast, signed_in: Any) -> None:
    from muniment.registers.my_duties import duties_of, late_count

    with today(date(2026, 11, 23)):
        for person in (house.tom, house.ruth, house.priya, house.nobody):
            assert late_count(person) == len(duties_of(person).late)


def test_decisions_show_what_is_asked(house: Cast, signed_in: Any) -> None:
    asked = RecommendationExtension.objects.get()
    html = signed_in(house.daniel).get(f"/extensions/{asked.pk}/do/decide/").content.decode()
    assert "31 January 2027" in html
    assert "31 May 2026" in html


def test_other_names_of_a_post_are_asked_one_on_each_line(house: Cast, signed_in: Any) -> None:
    browser, post = signed_in(house.priya), house.posts["tom"]
    sent = {
        "unit": post.unit_id,
        "title": post.title,
        "known_as": "Housing lead\n\n Head of Homes ",
        "seen_version": post.version,
    }
    assert browser.post(f"/posts/{post.pk}/edit/", sent).status_code == 302
    post.refresh_from_db()
    assert post.known_as == ["Housing lead", "Head of Homes"]
    assert "Housing lead\nHead of Homes</textarea>" in browser.get(f"/posts/{post.pk}/edit/").content.decode()


def test_an_audit_lists_the_plans_that_answer_it(house: Cast, signed_in: Any) -> None:
    audit = Audit.objects.get()
    html = check(signed_in(house.priya).get(f"/audits/{audit.pk}/"))
    plan = audit.plans.get()
    assert f'<a href="/plans/{plan.pk}/">' in html
    assert f'href="/plans/new/?audit={audit.pk}&amp;unit={audit.unit_id}"' in html
    assert f'href="/recommendations/?plan={plan.pk}&amp;state=said_done">1</a>' in html


def test_a_part_leads_to_its_whole_and_to_the_other_parts(house: Cast, signed_in: Any) -> None:
    whole = Recommendation.objects.get(reference="A1")
    other = make(Part, unit=house.council, recommendation=whole, label="b", agreed_action="Tell the owners")
    html = check(signed_in(house.tom).get(f"/parts/{Part.objects.get(label='a').pk}/"))
    assert f'<a href="/recommendations/{whole.pk}/">' in html
    assert f'<a href="/parts/{other.pk}/">b) Tell the owners</a>' in html


def test_an_owner_is_not_led_to_a_plan_that_they_may_not_see(house: Cast, signed_in: Any) -> None:
    browser = signed_in(house.ruth)
    record = Recommendation.objects.get(reference="A3")
    assert browser.get(f"/plans/{record.plan_id}/").status_code == 404
    html = check(browser.get(f"/recommendations/{record.pk}/"))
    assert f'href="/plans/{record.plan_id}/"' not in html


def test_many_findings_of_one_kind_do_not_bury_what_cannot_hold(house: Cast, signed_in: Any) -> None:
    paper = PlanImport.objects.get()
    for number in range(60):
        make(PlanFinding, unit=house.council, plan=paper.plan, paper=paper, rule="APPROVAL_PENDING", severity="warning",
             place=f"row {number}", message=f"A{number} awaits approval.")  # fmt: skip
    make(PlanFinding, unit=house.council, plan=paper.plan, paper=paper, rule="ROW_SUM", severity="error", place="row 70",
         message="The row does not add up.")  # fmt: skip
    browser = signed_in(house.priya)
    html = check(browser.get("/findings/"))
    assert "Complete, but approval is outstanding (60)" in html
    assert html.index("The row does not add up.") < html.index("A0 awaits approval.")
    plan = check(browser.get(f"/plans/{paper.plan_id}/"))
    assert "The row does not add up." in plan
    assert plan.count("awaits approval.") == 2
    assert "Probably wrong: 60" in plan
    only = check(browser.get("/findings/?rule=ROW_SUM"))
    assert "A0 awaits approval." not in only
    assert "Complete, but approval is outstanding (60)" in only, "the other kinds are one step away"


def test_a_finding_leads_to_the_actions_that_it_concerns(house: Cast, signed_in: Any) -> None:
    finding, record = PlanFinding.objects.get(), Recommendation.objects.get(reference="A2")
    PlanFinding.objects.update(refs=["A2", "Z9"])
    html = check(signed_in(house.priya).get(f"/findings/{finding.pk}/"))
    assert f'<a href="/recommendations/{record.pk}/">A2' in html
