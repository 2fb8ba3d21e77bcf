"""A record's page with all that hangs on it, its links, its map and its history, in a real browser at 320 and 1440."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from muniment.assurance import services
from muniment.registers import comments, evidence, links
from muniment.registers.access import Actor
from muniment.registers.register import registry
from muniment.registers.services import Change, write
from tests.browser.test_lists import look
from tests.cast import HOUSE, make_cast, make_plan, make_recommendation

pytestmark = pytest.mark.browser


def test_a_record_is_linked_commented_and_looked_through(
    page: Any, sign_in: Callable[[Any, Any], None], axe: Callable[[Any], None]
) -> None:
    cast = make_cast()
    plan = make_plan(cast, "Data protection audit 2026: what we agreed to do", owner=cast.posts["priya"])
    tom = Actor.at_page(cast.tom)
    one = make_recommendation(
        plan, "A13", owner=cast.posts["tom"], due=date(2025, 6, 30), recommendation="No owners are named.",
        agreed_action="Name an owner for every information asset, set out the duties and tell the owners",
    )  # fmt: skip
    others = [make_recommendation(plan, f"A{number}", owner=cast.posts["tom"]) for number in (18, 20)]
    services.update(tom, one, {"progress": "Owners named in 31 of 40 services."})
    evidence.attach(tom, one, "Role description v1.2.docx", b"%PDF-1.7 not Word")
    register = registry.named("recommendations")
    assert register is not None
    same = next(way for way in links.ways_of(register) if way.relation.name == "same_finding")
    links.add(HOUSE, one, same, others[0])
    comments.add(tom, one, "Housing and Streetscene are missing: " + "averyverylongwordwithoutanyspace" * 6)
    one.refresh_from_db()
    longer = one.agreed_action + ". Each owner confirms in writing that they know what is asked of them, once a year."
    write(HOUSE, [Change(one, {"agreed_action": longer}, "edit")])
    one.refresh_from_db()
    write(HOUSE, [Change(one, {"agreed_action": longer.replace("in writing", "by e-mail")}, "edit")])

    sign_in(page, cast.priya)
    page.goto(f"/recommendations/{one.pk}/")
    page.get_by_text("Not what its name says").wait_for()
    page.get_by_text("Add a comment").click()
    page.get_by_label("Your comment").fill("I have asked both of them.")
    page.get_by_role("button", name="Comment").click()
    page.get_by_text("I have asked both of them.").wait_for()
    look(page, "record")
    axe(page)
    page.get_by_role("link", name="Add or take away a link").click()
    page.get_by_label("How do the two belong together?").select_option("recommendations.same_finding.to")
    page.get_by_label("Find the other record").fill("A20")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("radio").first.check()
    look(page, "links")
    axe(page)
    page.get_by_role("button", name="Link these two").click()
    page.get_by_role("button", name="Take away Answers the same finding as A20").wait_for()
    page.goto(f"/recommendations/{one.pk}/thread/")
    assert page.locator("figure.map").is_visible()
    look(page, "map")
    page.set_viewport_size({"width": 1440, "height": 900})
    axe(page)
    page.set_viewport_size({"width": 320, "height": 900})
    assert not page.locator("figure.map").is_visible()
    page.goto(f"/recommendations/{one.pk}/history/")
    page.get_by_text("by e-mail").first.wait_for()
    look(page, "history")
    axe(page)
