"""The publication scheme: what is published can be had, what is wrong is put right, and the public reads what is public and no more.

Seen red when a script was taken for an address, when an item without an address was published, when a draft stood on the public
page, when the company's item stood there, and when the page told who holds the owner's post.
"""

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from muniment import clock
from muniment.people.models import Person
from muniment.publication import public_scheme, scheme_files, scheme_steps
from muniment.publication.models import PublicationItem
from muniment.publication.scheme_items import SchemeClass
from muniment.publication.scheme_register import classes, items
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.listing import Listing
from muniment.registers.models import Duty, History
from muniment.registers.reviews import reviewed
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast
from tests.contracts import fresh, text_of

DAY = date(2026, 11, 30)
WEB = "https://ambleworth.example/budget"
State, Found = PublicationItem.State, PublicationItem.Found


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with clock.at(DAY):
        yield


def item(cast: Cast, title: str = "Budget", **values: Any) -> PublicationItem:
    given = {
        "title": title,
        "scheme_class": "2_spending",
        "unit": cast.housing,
        "owner": cast.posts["tom"],
        "address": WEB,
        "state": State.PUBLISHED,
    }
    made = PublicationItem(**{**given, **values})
    write(HOUSE, [Change(made, verb="create")])
    return made


def again(made: PublicationItem) -> PublicationItem:
    return PublicationItem.objects.select_related("owner", "unit").get(pk=made.pk)


def at_page(person: Person) -> Actor:
    return Actor.at_page(fresh(person))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "file:///etc/passwd",
        "//evil.example/x", "\\\\server\\share", "ftp://ambleworth.example/x", "http://user:secret@ambleworth.example/", "https://", "budget",
        "http://localhost:8000/", "https://exa mple.org/", "vbscript:x", "http://[::1", "https://ambleworth.example/\x00",
    ],
)  # fmt: skip
def test_no_address_but_of_the_web_is_taken(cast: Cast, address: str) -> None:
    with pytest.raises(Invalid):
        item(cast, address=address)
    assert not PublicationItem.objects.exists()


@pytest.mark.parametrize(
    "address", [WEB, "http://www.ambleworth.example/a%20b?c=d#e", "https://ambleworth.example:8443/"]
)
def test_addresses_of_the_web_are_taken(cast: Cast, address: str) -> None:
    assert item(cast, address=address).address == address


def test_what_is_published_can_be_had(cast: Cast) -> None:
    draft = item(cast, address="", state=State.DRAFT)
    with pytest.raises(Invalid, match="where it is"):
        scheme_steps.publish(at_page(cast.priya), draft, {})
    draft = again(draft)
    write(HOUSE, [Change(draft, {"obtained": "Seen at the civic centre"}, "edit")])
    scheme_steps.publish(at_page(cast.priya), again(draft), {})
    assert again(draft).state == State.PUBLISHED
    assert again(draft).published_on == DAY
    with pytest.raises(Invalid, match="not open"):
        scheme_steps.publish(at_page(cast.priya), again(draft), {})


def test_the_owner_keeps_it_and_does_not_publish_it(cast: Cast, signed_in: Any) -> None:
    draft = item(cast, state=State.DRAFT)
    with pytest.raises(Refused):
        scheme_steps.publish(at_page(cast.tom), draft, {})
    with pytest.raises(Refused):
        scheme_steps.publish(at_page(cast.amina), again(draft), {})
    # Nor by changing it: the form does not ask for the state.
    browser = signed_in(cast.tom)
    page = browser.get(f"/publication-items/{draft.pk}/edit/")
    told = {
        **{name: value for name, value in page.context["form"].initial.items() if value is not None},
        "charge": "£2",
        "state": State.PUBLISHED,
    }
    assert (
        browser.post(f"/publication-items/{draft.pk}/edit/", {**told, "seen_version": draft.version}).status_code == 302
    )
    assert (again(draft).state, again(draft).charge) == (State.DRAFT, "£2")
    made = item(cast, "Spending")
    reviewed(at_page(cast.tom), made, {"why": "Asked finance"})
    assert again(made).last_reviewed == DAY
    assert again(made).next_review == date(2027, 11, 30)


def test_each_check_is_kept_and_what_is_wrong_stands_with_the_owner(cast: Cast) -> None:
    made = item(cast)

    def asked() -> set[tuple[str, int | None]]:
        return set(Duty.objects.filter(register=items.slug, record=made.pk).values_list("rule", "post"))

    assert asked() == {("check", made.owner_id), ("review", made.owner_id)}
    with pytest.raises(Invalid, match="what is wrong"):
        scheme_steps.check(at_page(cast.priya), again(made), {"check_found": Found.BROKEN})
    with pytest.raises(Invalid):
        scheme_steps.check(at_page(cast.priya), again(made), {})
    scheme_steps.check(at_page(cast.priya), again(made), {"check_found": Found.BROKEN, "check_note": "Page not found"})
    assert asked() == {("put_right", made.owner_id), ("review", made.owner_id)}
    with clock.at(date(2026, 12, 3)):
        scheme_steps.check(at_page(cast.tom), again(made), {"check_found": Found.THERE, "check_note": "left over"})
    now = again(made)
    assert (now.last_checked, now.checked_by, now.check_note) == (date(2026, 12, 3), cast.tom, "")
    assert asked() == {("review", made.owner_id)}
    told = History.objects.filter(register=items.slug, record=made.pk, verb="check_item").order_by("number")
    assert [row.payload.after["check_found"] for row in told] == [Found.BROKEN, Found.THERE]
    assert told[0].payload.after["check_note"] == "Page not found"


def test_a_withdrawn_item_says_why_and_asks_nothing(cast: Cast) -> None:
    made = item(cast)
    with pytest.raises(Invalid):
        scheme_steps.withdraw(at_page(cast.priya), made, {})
    with pytest.raises(Invalid, match="Say why"):
        write(HOUSE, [Change(again(made), {"state": State.TAKEN_DOWN}, "edit")])
    scheme_steps.withdraw(at_page(cast.priya), again(made), {"why": "The scheme it was of has ended"})
    assert again(made).ended_reason == "The scheme it was of has ended"
    assert not Duty.objects.filter(register=items.slug, record=made.pk).exists()
    assert Client().get("/published/scheme/").status_code == 404


def test_the_flags_find_what_is_to_be_done(cast: Cast) -> None:
    late = item(cast, "Late", next_review=date(2026, 11, 29))
    item(cast, "Draft", state=State.DRAFT, next_review=date(2020, 1, 1))
    nobody = item(cast, "Nobody's", owner=None)
    broken = item(cast, "Broken")
    scheme_steps.check(at_page(cast.priya), again(broken), {"check_found": Found.BROKEN, "check_note": "Gone"})
    expected = {
        "review_late": [late],
        "no_owner": [nobody],
        "broken": [broken],
        "never_checked": [late, nobody],
        "outdated": [],
    }
    for flag, rows in expected.items():
        found = Listing(items, fresh(cast.priya), {flag: "yes"}).rows
        assert {row.pk for row in found} == {row.pk for row in rows}, flag


def test_how_many_classes_are_covered_is_counted_and_each_opens_its_list(cast: Cast, signed_in: Any) -> None:
    for number, (value, _label) in enumerate(SchemeClass.choices[:6]):
        item(cast, f"Item {number}", scheme_class=value)
    item(cast, "Only a draft", scheme_class="7_services", state=State.DRAFT)
    told = classes(fresh(cast.priya))
    assert [each.number for each in told] == [1, 1, 1, 1, 1, 1, 0]
    browser = signed_in(cast.priya)
    page = text_of(browser.get("/publication-items/"))
    assert "6 of 7 classes are covered" in page
    for each in told:
        assert each.address.replace("&", "&amp;") in page
        rows = Listing(
            items, fresh(cast.priya), dict(part.split("=") for part in each.address.partition("?")[2].split("&"))
        ).rows
        assert rows.count() == each.number
    # Who sees none of it counts none of it.
    assert sum(each.number for each in classes(fresh(cast.ruth))) == 0


def test_the_public_reads_what_is_public_and_no_more(cast: Cast) -> None:
    shown = item(
        cast, "<b>Budget</b>", about="What we plan", charge="", file_format="PDF",
    )  # fmt: skip
    reviewed(at_page(cast.tom), shown, {"why": "Secret remark", "note": "Secret note"})
    scheme_steps.check(
        at_page(cast.priya), again(shown), {"check_found": Found.OUTDATED, "check_note": "Secret finding"}
    )
    item(cast, "A draft", state=State.DRAFT)
    item(cast, "Withdrawn thing", state=State.TAKEN_DOWN, ended_reason="Secret reason")
    item(cast, "Of the company", unit=cast.company, owner=None)
    gone = item(cast, "Taken back")
    write(HOUSE, [Change(gone, {"withdrawn": True}, "undo")])
    answer = Client().get("/published/scheme/")
    page, table = text_of(answer), text_of(Client().get("/published/scheme.csv"))
    for text in (page, table):
        assert "Budget" in text
        assert "Head of Housing" in text
        assert "Free" in text
        for word in ("A draft", "Withdrawn thing", "Of the company", "Taken back", "Secret", "Tom Birch", "Priya"):
            assert word not in text
    assert "<b>" not in page
    assert "30 November 2026" in page
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert Client().get("/published/scheme/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "Publication scheme" in text_of(Client().get("/published/"))


def test_the_file_is_harmless_and_for_any_origin(cast: Cast) -> None:
    item(cast, "=HYPERLINK(1)", charge="@x", about="Line one\nLine two")
    answer = Client().get("/published/scheme.csv")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert Client().get("/published/scheme.csv", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    (row,) = csv.DictReader(io.StringIO(text_of(answer).removeprefix("\ufeff")))
    assert row["Title"] == "'=HYPERLINK(1)"
    assert row["Charge"] == "'@x"
    assert row["Published since"] == "2026-11-30"


def test_the_feed_tells_what_was_published_last(cast: Cast) -> None:
    assert Client().get("/published/scheme.atom").status_code == 404
    item(cast, "Budget <b>")
    item(cast, "Fees", address="", obtained="At the desk", about="What a grave costs")
    item(cast, "Not yet", state=State.DRAFT)
    answer = Client().get("/published/scheme.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not answer.cookies
    atom = "{http://www.w3.org/2005/Atom}"
    found = list(ET.fromstring(answer.content).iter(f"{atom}entry"))
    assert [each.findtext(f"{atom}title") for each in found] == ["Fees", "Budget <b>"]
    assert found[1].find(f"{atom}link").attrib["href"] == WEB  # type: ignore[union-attr]
    known = [(each.findtext(f"{atom}id") or "").rpartition("/published/")[2] for each in found]
    page = Client().get("/published/scheme/").content.decode()
    assert all(f'id="{each.partition("#")[2]}"' in page for each in known)
    assert Client().get("/published/scheme.atom").content == answer.content


def test_an_address_that_came_another_way_leads_nowhere(cast: Cast) -> None:
    made = item(cast)
    PublicationItem.objects.filter(pk=made.pk).update(address="javascript:alert(1)")
    assert "javascript:" not in text_of(Client().get("/published/scheme/"))
    assert "javascript:" not in text_of(Client().get("/published/scheme.csv"))


def test_a_thousand_items_are_pages_of_few_queries(cast: Cast) -> None:
    rows = [
        PublicationItem(
            title=f"Item {number:04}", scheme_class=SchemeClass.values[number % 6], unit=cast.housing, owner=cast.posts["tom"], address=f"{WEB}/{number}",
            state=State.PUBLISHED, published_on=DAY,
        )
        for number in range(1000)
    ]  # fmt: skip
    PublicationItem.objects.bulk_create(rows)
    seen: list[str] = []
    for number in range(1, 6):
        with CaptureQueriesContext(connection) as captured:
            answer = Client().get(f"/published/scheme/?page={number}")
        assert len(captured) <= 6, [each["sql"] for each in captured]
        found = public_scheme.page(number)
        assert found is not None
        seen += [each.title for group in found.groups for each in group.items]
        text = text_of(answer)
        # Each class that is named leads to the page on which it begins.
        for group in found.groups:
            if group.items and group.page == number:
                assert f'id="class-{group.value}"' in text
    assert sorted(seen) == [f"Item {number:04}" for number in range(1000)]
    for wrong in ("0", "6", "x", "-1", "9" * 30, "²"):
        assert Client().get(f"/published/scheme/?page={wrong}").status_code == 404
    with CaptureQueriesContext(connection) as captured:
        assert text_of(Client().get("/published/scheme.csv")).count(WEB) == 1000
    assert len(captured) <= 3


def test_steps_bear_an_empty_answer(cast: Cast) -> None:
    made = item(cast)
    for step in items.steps:
        if step.name != "review":
            with pytest.raises(Invalid):
                step.do(HOUSE, again(made), {})


def test_a_file_is_given_out_once_it_is_public_and_looked_into(cast: Cast) -> None:
    made = item(cast, address="", obtained="", state=State.DRAFT)
    plain = evidence.attach(at_page(cast.priya), made, "plots.csv", b"plot,deed\n1,2\n")
    hidden = evidence.attach(at_page(cast.priya), made, "pay.xlsx", with_hidden_sheet())
    evidence.attach(at_page(cast.priya), made, "note.txt", b"Not for the public")
    with pytest.raises(Invalid, match="has to decide"):
        scheme_files.give_out(at_page(cast.priya), again(made), {"file": hidden.pk})
    with pytest.raises(Invalid, match="attached to this item"):
        scheme_files.give_out(at_page(cast.priya), again(made), {"file": 10**9})
    with pytest.raises(Refused):
        scheme_files.give_out(at_page(cast.tom), again(made), {"file": plain.pk})
    place = f"/published/scheme/{made.pk}/file/"
    scheme_files.give_out(at_page(cast.priya), again(made), {"file": plain.pk})
    assert Client().get(place).status_code == 404
    scheme_steps.publish(at_page(cast.priya), again(made), {})
    answer = Client().get(place)
    assert text_of(answer) == "plot,deed\n1,2\n"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert not answer.cookies
    assert place in text_of(Client().get("/published/scheme/"))
    assert place in text_of(Client().get("/published/scheme.csv"))
    scheme_files.give_out(at_page(cast.priya), again(made), {"file": hidden.pk, "why": "The sheet is a list of months"})
    assert again(made).file_name == "pay.xlsx"
    # What is public can be had: without the file there would be nothing.
    with pytest.raises(Invalid, match="give out a file"):
        scheme_files.give_out(at_page(cast.priya), again(made), {"file": "none"})
    scheme_steps.withdraw(at_page(cast.priya), again(made), {"why": "Over"})
    assert Client().get(place).status_code == 404
    assert verify_all().faults == []


def with_hidden_sheet() -> bytes:
    book = Workbook()
    book.create_sheet("Pay")["A1"] = "secret"
    book["Pay"].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
