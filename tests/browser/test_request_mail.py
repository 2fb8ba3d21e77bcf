"""A request from an e-mail in a real browser: axe finds nothing, nothing scrolls sideways, the file becomes a request by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_administration import keep
from tests.cast import make_cast
from tests.test_request_mail import letter

pytestmark = pytest.mark.browser


def fits(page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1440, "height": 900})


def test_from_the_file_to_the_request(
    page: Any, sign_in: Callable[..., None], axe: Callable[..., None], tmp_path: Path
) -> None:
    cast = make_cast()
    sign_in(page, cast.priya)
    file, reply = tmp_path / "request.eml", tmp_path / "reply.eml"
    file.write_bytes(letter(attachments=("plan.pdf", "plan.pdf")))
    reply.write_bytes(letter("I am away.", **{"Auto-Submitted": "auto-replied", "Message-ID": "<2@example.org>"}))
    page.goto("/requests/")
    page.get_by_role("link", name="From an e-mail").click()
    axe(page)
    keep(page, "mail-file")
    fits(page)
    page.get_by_role("button", name="Read the e-mail").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the file.")
    axe(page)
    page.get_by_label("The e-mail").set_input_files(file)
    page.get_by_role("button", name="Read the e-mail").click()
    expect(page.get_by_label("Subject")).to_have_value("Empty homes")
    expect(page.get_by_label("Received on")).to_have_value("2026-03-28")
    axe(page)
    keep(page, "mail-form")
    fits(page)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Empty homes")
    expect(page.get_by_text("plan (2).pdf").first).to_be_visible()
    for sent, said in ((file, "This message was taken in before."), (reply, "A machine sent this")):
        page.goto("/requests/from-mail/?what=requests")
        page.get_by_label("The e-mail").set_input_files(sent)
        page.get_by_role("button", name="Read the e-mail").click()
        expect(page.get_by_text(said)).to_be_visible()
        axe(page)
        keep(page, f"mail-{sent.stem}-again")
        fits(page)
    page.get_by_role("button", name="Take it in all the same").click()
    expect(page.get_by_label("Take it in all the same")).to_be_checked()
    axe(page)
