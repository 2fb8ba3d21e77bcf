"""Requests in a real browser at both widths: a date worked out, a request from receipt to answer with a file that is looked into, the quarter."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from muniment import clock
from muniment.organisation.holidays import enter_packaged
from muniment.requests.models import InformationRequest, ResponseFile, RightsRequest, RightsTask
from tests.cast import HOUSE, Cast, make, make_cast
from tests.test_requests import received
from tests.test_retention_lines import make_asset

pytestmark = pytest.mark.browser


@pytest.fixture
def house(page: Any) -> Cast:
    assert page
    return make_cast()


def test_a_date_is_worked_out_by_keyboard(
    page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    sign_in(page, house.nobody)
    page.goto("/clock/?regime=sar")
    axe(page)
    page.get_by_label("Received on").fill("2026-11-03")
    page.get_by_label("Clarification asked for").fill("2026-11-05")
    page.get_by_label("Clarification received").fill("2026-11-16")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Answer by Tuesday 15 December 2026.").wait_for()
    assert page.get_by_text("Monday 14 December 2026").first.is_visible()
    axe(page)
    page.get_by_label("Clarification received").fill("yesterday")
    page.get_by_role("button", name="Work it out").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Clarification asked for").input_value() == "2026-11-05"
    axe(page)


def test_from_receipt_to_answer(page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None]) -> None:
    request = received(house, (clock.today() - timedelta(days=3)).isoformat())
    sign_in(page, house.priya)
    page.goto(f"/requests/{request.pk}/")
    axe(page)
    page.get_by_role("link", name="Acknowledge it").click()
    axe(page)
    page.get_by_role("button", name="Acknowledge it").click()
    page.get_by_text("The requester was told last: That we have it.").wait_for()
    book = Workbook()
    book.active.append(["Ward", "Homes"])
    book.create_sheet("Names").sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    page.get_by_label("A file as it will be sent").set_input_files(
        {"name": "homes.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    )
    page.get_by_role("button", name="Put it into the answer").click()
    page.get_by_text("Somebody has to decide").wait_for()
    axe(page)
    page.goto(f"/response-files/{ResponseFile.objects.get().pk}/")
    page.get_by_role("heading", name="What its reader would not see at once").wait_for()
    axe(page)
    page.get_by_role("link", name="It is not sent").click()
    page.get_by_label("Why?").fill("Another takes its place")
    page.get_by_role("button", name="It is not sent").click()
    page.get_by_text("Not sent").first.wait_for()
    page.goto(f"/requests/{request.pk}/do/answer/")
    axe(page)
    page.get_by_label("What became of it").select_option(label="All given")
    page.get_by_label("Who decided").select_option(str(house.posts["ruth"].pk))
    page.get_by_label("The answer in short").fill("The table was sent")
    page.get_by_role("button", name="Answer it").click()
    page.get_by_text("It ended in time.").wait_for()
    assert InformationRequest.objects.get(pk=request.pk).in_time
    axe(page)


def test_lists_figures_and_holidays(
    page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    enter_packaged(HOUSE)
    received(house, (clock.today() - timedelta(days=60)).isoformat())
    sign_in(page, house.priya)
    for address in (
        "/requests/",
        "/rights-requests/new/",
        "/complaints/new/",
        "/quarter/",
        "/holidays/",
        "/holidays/gov-uk/",
    ):
        page.goto(address)
        axe(page)


def test_who_holds_the_data_is_asked_and_a_ground_is_put_forward(
    page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    make_asset(house, name="Tenancies", subjects="Tenants", personal_data=True, owner=house.posts["tom"])
    make_asset(house, name="Leavers", subjects="Former tenants", personal_data=True, owner=None)
    request = make(
        RightsRequest, unit=house.housing, subject="File", text="All", received_on=clock.today() - timedelta(days=3),
        data_subject="A. Person", subject_groups="tenants",
    )  # fmt: skip
    sign_in(page, house.priya)
    page.goto(f"/rights-requests/{request.pk}/")
    axe(page)
    page.get_by_role("link", name="Ask who holds their data").click()
    axe(page)
    page.get_by_label("Head of Housing: Tenancies").check()
    page.get_by_label("Wanted by").fill((clock.today() + timedelta(days=7)).isoformat())
    page.get_by_role("button", name="Ask who holds their data").click()
    page.get_by_role("status").wait_for()
    assert RightsTask.objects.get().title == "Own data in: Tenancies"
    page.get_by_role("link", name="Put forward a ground").click()
    axe(page)
    page.get_by_label("Ground").select_option(label="DPA Sch 2 para 16: Data of somebody else")
    page.get_by_label("To which part of the information").fill("Letters of a neighbour")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Go through the questions").click()
    axe(page)
    page.goto("/calendar/?show=clocks")
    axe(page)
    page.goto(f"/calendar/?show=clocks&month={request.due_on:%Y-%m}")
    axe(page)
    page.get_by_role("link", name="Answer due: S-").first.click()
    page.get_by_role("heading", name="File").first.wait_for()
