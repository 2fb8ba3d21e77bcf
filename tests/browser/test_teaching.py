"""Teaching the scan, in a real browser: by keyboard, without JavaScript, narrow and wide; axe finds nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.teaching import answering, questioning, training
from muniment.discovery.teaching.label_records import FileLabel, LabelQuestion
from muniment.discovery.teaching.model_records import ClassModel
from muniment.discovery.teaching.rule_records import ClassRule
from muniment.registers.access import Actor
from tests.cast import Cast, make_cast
from tests.taught_shares import files, fill, make_lines, scanned
from tests.test_teaching import label_all, rule

pytestmark = pytest.mark.browser


@pytest.fixture
def house(page: Any, tmp_path: Path, settings: Any) -> tuple[Cast, ScannedPlace]:
    assert page
    cast = make_cast()
    lines = make_lines(cast)
    fill(tmp_path / "u", 12)
    place = scanned(cast, tmp_path / "u", settings)
    rule(cast, lines["FIN-03"], 'path contains "invoices"', name="Invoices")
    rule(cast, lines["LEG-07"], 'name like "l*" or text contains "solicitor"', in_force=False, name="Claims")
    label_all(cast, place, lines, most=33)
    training.ask_for(Actor.at_page(cast.priya), cast.council)
    questioning.find.call(place.pk)
    return cast, place


def test_somebody_teaches_by_keyboard(
    page: Any, house: tuple[Cast, ScannedPlace], sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    cast, place = house
    sign_in(page, cast.priya)
    page.goto("/teaching/")
    axe(page)
    page.get_by_role("link", name="Answer questions").press("Enter")
    asked = page.locator(".two h2").first.inner_text()
    axe(page)
    # The line is where one begins to type, and Enter keeps it.
    page.keyboard.type("FIN-03")
    page.keyboard.press("Enter")
    page.get_by_text("Kept:").wait_for()
    label = FileLabel.objects.get(path=asked)
    assert (label.line.code, label.told_by) == ("FIN-03", cast.priya)
    page.get_by_label("Line of the schedule").fill("series")
    page.keyboard.press("Enter")
    page.get_by_text("Which of these?").wait_for()
    axe(page)
    second = page.locator(".two h2").first.inner_text()
    # Somebody else is quicker.
    answering.answer(Actor.at_page(cast.tom), place, second, None)
    page.get_by_role("button", name="HSG-01").press("Enter")
    page.get_by_text("Somebody was quicker").wait_for()
    axe(page)
    claims, model = ClassRule.objects.get(name="Claims").pk, ClassModel.objects.get().pk
    for address in (
        "/classification-rules/", f"/classification-rules/{claims}/", f"/classification-rules/{claims}/try/", "/classification-rules/try/", f"/classification-rules/{claims}/do/bring_in/",
        "/classification-rules/new/", "/confirmed-labels/", f"/confirmed-labels/{label.pk}/", f"/confirmed-labels/{label.pk}/do/correct_it/",
        "/class-models/", f"/class-models/{model}/", f"/class-models/{model}/do/put_in_use/",
    ):  # fmt: skip
        page.goto(address)
        axe(page)
    assert ClassModel.objects.get().state == ClassModel.State.MEASURED


def test_it_works_without_javascript(
    chromium: Any, page: Any, live_server: Any, house: tuple[Cast, ScannedPlace], sign_in: Callable[..., None]
) -> None:
    cast, place = house
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    plain = context.new_page()
    sign_in(plain, cast.priya)
    plain.goto(f"/teaching/{place.pk}/")
    first = plain.locator(".two h2").first.inner_text()
    plain.get_by_role("link", name="Skip this one").click()
    assert plain.locator(".two h2").first.inner_text() != first
    plain.get_by_role("button", name="It cannot be told").click()
    plain.get_by_text("Kept:").wait_for()
    assert FileLabel.objects.get(state=FileLabel.State.UNSURE).path != first
    assert LabelQuestion.objects.filter(path=first).exists()
    plain.goto(f"/classification-rules/{ClassRule.objects.get(name='Claims').pk}/try/")
    plain.get_by_label("When does a file belong there?").fill('name like "l1*"')
    plain.get_by_role("button", name="Try it").click()
    plain.get_by_text("This is what you typed, not what is saved.").wait_for()
    expected = sum(path.rpartition("/")[2].startswith("l1") for path in files(place))
    plain.get_by_text(f"It fits {expected} files of 37.").wait_for()
    context.close()
