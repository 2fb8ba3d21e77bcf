"""Lists: pages that hold still while rows come and go, choices with their numbers, columns, kept views, many changed at once.

Seen red when a cursor was trusted, when empty dates stood elsewhere on one database, when somebody else's view could be opened,
when a bulk change left out the versions that were seen, when an opened filter counted rows that its reader may not see, when a
file asked for the unit of each post, and when a record's page asked for each comment.
"""

import base64
import csv
import io
import json
import re
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assurance.models import Part, Plan, Recommendation
from muniment.registers import choosing, comments, evidence, paging
from muniment.registers.cells import key_text
from muniment.registers.listing import Listing
from muniment.registers.models import History, SavedView
from muniment.registers.record import register_of
from muniment.registers.register import Register
from muniment.registers.services import Change, write
from tests.cast import HOUSE, Cast, make_plan, make_recommendation
from tests.contracts import MARK, REGISTERS, build, example, fresh, holder_of, text_of, unwritten

RECOMMENDATIONS = register_of(Recommendation)
MOST_QUERIES = 12  # of a list or a record, the frame of the page included
# Pages with figures and tables of their own; flat too.
WITH_FIGURES = {
    "audits": 13,
    "incidents": 13,
    "disposals": 13,
    "plans": 14,
    "recommendations": 14,
    "reports": 24,
    "requests": 15,
    "rights-requests": 14,
}


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return make_plan(cast)


def many(plan: Plan, cast: Cast, number: int, **given: Any) -> list[Recommendation]:
    """Rows of which every third has no date, and many have the same."""
    made = []
    for at in range(number):
        due = None if at % 3 == 0 else date(2026, 9, 1) + timedelta(days=at % 5)
        made.append(
            make_recommendation(plan, f"A{at:03}", **{"due": due, "owner": cast.posts["tom"], "position": at, **given})
        )
    return made


def walk(person: Any, register: Register, size: int, **parameters: Any) -> tuple[list[int], list[int]]:
    """The keys of all pages forwards, then backwards from the last one."""
    forwards: list[int] = []
    state: dict[str, Any] = dict(parameters)
    while True:
        shown = Listing(register, fresh(person), state)
        page = paging.page_of(shown.found, shown.order, state, size=size)
        forwards += [row.record_id for row in page.rows]
        if page.later is None:
            break
        state = {**parameters, **{name: value for name, value in page.later.items() if value}}
    backwards = [row.record_id for row in page.rows]
    while page.earlier is not None and page.earlier.get("before"):
        state = {**parameters, "before": page.earlier["before"]}
        shown = Listing(register, fresh(person), state)
        page = paging.page_of(shown.found, shown.order, state, size=size)
        backwards = [row.record_id for row in page.rows] + backwards
    return forwards, backwards


SORTS = ["", "due", "-due", "state", "theme,position", "-priority", "-plan,position,reference"]


@pytest.mark.parametrize("sort", SORTS)
def test_pages_hold_every_row_once_in_both_directions(cast: Cast, plan: Plan, sort: str) -> None:
    many(plan, cast, 20)
    shown = Listing(RECOMMENDATIONS, cast.priya, {"sort": sort})
    whole = [row.pk for row in shown.rows]
    forwards, backwards = walk(cast.priya, RECOMMENDATIONS, 6, sort=sort)
    assert forwards == whole
    assert sorted(whole) == sorted(set(whole))
    assert backwards[-12:] == whole[-12:]
    dues = [row.due for row in shown.rows]
    if sort == "due":
        assert dues == sorted(dues, key=lambda due: due or date.max)
    if sort == "-due":
        assert dues == sorted(dues, key=lambda due: due or date.max, reverse=True)


@pytest.mark.parametrize("register", REGISTERS)
def test_every_order_of_every_register_pages(register: Register, cast: Cast) -> None:
    write(HOUSE, [Change(unwritten(register.model, cast), verb="create") for _each in range(7)])
    reader = holder_of(next(iter(sorted(register.access.roles_for("read"))), "staff"), cast.council)
    for sort in {register.sort, *(column.sort for column in register.columns if column.sort)}:
        for asked in (sort, sort[1:] if sort.startswith("-") else f"-{sort}"):
            whole = [row.record_id for row in Listing(register, fresh(reader), {"sort": asked}).rows]
            assert walk(reader, register, 3, sort=asked)[0] == whole, asked
    if register.past is not None:
        day = clock.today().isoformat()
        whole = [row.record_id for row in Listing(register, fresh(reader), {"as_at": day}).rows]
        assert walk(reader, register, 3, as_at=day)[0] == whole != []


def test_a_page_holds_still_while_rows_come_and_go(cast: Cast, plan: Plan) -> None:
    rows = many(plan, cast, 12)
    first = paging.page_of(Listing(RECOMMENDATIONS, cast.priya, {}).found, RECOMMENDATIONS_ORDER, {}, size=5)
    make_recommendation(plan, "A000x", position=0)
    write(HOUSE, [Change(rows[4], {"withdrawn": True}, "undo")])
    shown = Listing(RECOMMENDATIONS, cast.priya, {})
    later = paging.page_of(shown.found, shown.order, dict(first.later or {}), size=5)
    assert [row.reference for row in later.rows] == ["A005", "A006", "A007", "A008", "A009"]


RECOMMENDATIONS_ORDER = paging.Order(("plan", "position", "reference", "pk"))


def forged(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


CURSORS = [
    "x", "%00", "=" * 50, "A" * 9000, forged(), forged(1), forged("a", "b", "c", "d"), forged(None, None, None, None),
    forged(1, 1, "\0", 1), forged(10**40, 1, "a", 1), forged(1, {}, [], 1), forged(1, 1, "'; DROP TABLE x; --", 1),
    forged(1.5, "1e400", "a", "x"), forged(0, -1, "a", -(10**18)), forged("9999-99-99", 1), forged("", 0), "[" * 3000,
    base64.urlsafe_b64encode(b"[" * 2000).decode(), forged(float("nan"), 1), forged(float("inf"), 1),
]  # fmt: skip


@pytest.mark.parametrize("register", REGISTERS)
def test_no_cursor_breaks_a_list(register: Register, cast: Cast, signed_in: Any) -> None:
    example(register, cast)
    browser = signed_in(cast.priya)
    sorts = ["", *(column.sort for column in register.columns if column.sort)]
    lists = [Listing(register, cast.priya, {"sort": sort}) for sort in sorts]
    for at, (where, cursor) in enumerate(product(("after", "before"), CURSORS)):
        # What a cursor can break is the page of rows: that is asked for in every order, the page around it in each in turn.
        for shown in lists:
            paging.page_of(shown.found, shown.order, {where: cursor})
        sort = sorts[at % len(sorts)]
        answer = browser.get(f"/{register.slug}/", {where: cursor, "sort": sort})
        assert answer.status_code == 200, (cursor[:60], sort)


def test_a_list_is_counted_to_a_thousand(
    cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch, signed_in: Any
) -> None:
    monkeypatch.setattr(paging, "MOST", 60)
    many(plan, cast, 62)
    html = signed_in(cast.priya).get("/recommendations/").content.decode()
    assert "60+ recommendations" in html
    assert "Late (" not in html
    assert "Count them" in html
    counted = signed_in(cast.priya).get("/recommendations/?open=flags").content.decode()
    assert re.search(r"Late \(\d+\)", counted)


def options(person: Any, **parameters: Any) -> dict[str, int | None]:
    shown = Listing(RECOMMENDATIONS, fresh(person), parameters)
    return {str(one.label): one.count for each in choosing.choices(shown) for one in each.options}


def test_a_filter_tells_what_each_choice_would_leave(cast: Cast, plan: Plan, signed_in: Any) -> None:
    for at, theme in enumerate(["Training", "Training", "Records", "Sharing"]):
        owner = cast.posts["tom" if at % 2 else "ruth"]
        make_recommendation(plan, f"A{at}", theme=theme, owner=owner, state="in_progress" if at else "not_begun")
    assert options(cast.priya) == {}
    assert options(cast.priya, open="theme") == {"Records": 1, "Sharing": 1, "Training": 2}
    assert options(cast.priya, open="theme", owner=str(cast.posts["tom"].pk)) == {
        "Sharing": 1,
        "Training": 1,
    }
    assert options(cast.tom, open="theme") == {"Sharing": 1, "Training": 1}
    assert options(cast.nobody, open="theme") == {}
    html = signed_in(cast.priya).get("/recommendations/?theme=Training&theme=Sharing").content.decode()
    assert "3 recommendations" in html
    assert "Theme: Sharing, Training" in html or "Theme: Training, Sharing" in html
    assert "theme=Training&amp;theme=Sharing" in html


@pytest.mark.parametrize("register", REGISTERS)
def test_a_list_asks_little_however_many_rows(register: Register, cast: Cast, signed_in: Any) -> None:
    reader = holder_of(next(iter(sorted(register.access.roles_for("read"))), "staff"), cast.council)

    def asked(address: str) -> int:
        browser = signed_in(reader)  # coming in asks too, but that is not the list's
        with CaptureQueriesContext(connection) as captured:
            assert text_of(browser.get(address))
        return len(captured)

    everything = ",".join(name for name in [*(column.name for column in register.columns), *register.fields])
    found = [f"/{register.slug}/", f"/{register.slug}/?q={MARK}", f"/{register.slug}/?columns={everything}"]
    found += [f"/{register.slug}/?open={each.name}" for each in register.filters]
    found += [f"/{register.slug}/export.csv"]
    found += [f"/{register.slug}/export.csv?columns=fields"] if register.fields else []
    write(HOUSE, [Change(unwritten(register.model, cast), verb="create") for _each in range(2)])
    before = {address: asked(address) for address in found}
    write(HOUSE, [Change(unwritten(register.model, cast), verb="create") for _each in range(20)])
    assert {address: asked(address) for address in found} == before
    assert max(before.values()) <= MOST_QUERIES, before


# An edition's page is the frozen document, which an example has not.
@pytest.mark.parametrize("register", [each for each in REGISTERS if each.id != "editions"])
def test_a_record_asks_little_however_much_hangs_on_it(register: Register, cast: Cast, signed_in: Any) -> None:
    reader = holder_of(next(iter(sorted(register.access.roles_for("read"))), "staff"), cast.council)
    record = example(register, cast)
    parts = {"plans": (Recommendation, "plan"), "recommendations": (Part, "recommendation"), "audits": (Plan, "audit")}

    def hang(number: int) -> None:
        for at in range(number):
            if register.comments:
                comments.add(HOUSE, record, f"Said {at}")
            if register.evidence:
                evidence.attach(HOUSE, record, f"{number}-{at}.txt", f"seen {number} {at}".encode())
            if register.slug in parts:
                model, whole = parts[register.slug]
                build(model, cast, **{whole: record})

    def asked(address: str) -> int:
        browser = signed_in(reader)
        with CaptureQueriesContext(connection) as captured:
            assert text_of(browser.get(address))
        return len(captured)

    found = [f"/{register.slug}/{record.pk}/"]
    found += [f"/{register.slug}/{record.pk}/?as_at={clock.today()}"] if register.past else []
    hang(2)
    before = {address: asked(address) for address in found}
    hang(9)
    assert {address: asked(address) for address in found} == before
    assert max(before.values()) <= WITH_FIGURES.get(register.slug, MOST_QUERIES), before


def test_columns_are_chosen_and_exported_as_shown(cast: Cast, plan: Plan, signed_in: Any) -> None:
    make_recommendation(plan, "A1", due=date(2026, 9, 30), owner=cast.posts["tom"])
    browser = signed_in(cast.priya)
    html = browser.get("/recommendations/?columns=due&columns=reference&columns=password").content.decode()
    assert re.findall(r'<th role="columnheader" scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', html)[:2] == ["Due", "Ref"]
    text = text_of(browser.get("/recommendations/export.csv?columns=due,reference,password")).removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(text))) == [["Due", "Ref"], ["2026-09-30", "A1"]]
    fields = text_of(browser.get("/recommendations/export.csv?columns=fields")).removeprefix("\ufeff")
    line = next(csv.DictReader(io.StringIO(fields)))
    assert (line["Due"], line["Owner"]) == ("2026-09-30", key_text(cast.posts["tom"]))
    assert "password" not in fields.lower()


# Views.


def save(browser: Client, name: str, query: str = "theme=Training", **given: str) -> Any:
    return browser.post("/recommendations/views/", {"name": name, "query": query, **given})


def test_a_view_is_kept_opened_renamed_and_forgotten(cast: Cast, plan: Plan, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    assert save(browser, "Mine", "?theme=Training&after=zzz&nothing=1&sort=-due").status_code == 302
    view = SavedView.objects.get()
    assert view.query == "theme=Training&sort=-due"
    assert browser.get(f"/recommendations/views/{view.pk}/").url == "/recommendations/?theme=Training&sort=-due"
    assert "You have a view of this name already." in save(browser, "Mine").content.decode()
    assert save(browser, "").status_code == 422
    assert save(browser, "x" * 101).status_code == 422
    assert save(browser, "Long", "q=" + "a" * 9000).status_code == 422
    assert (
        browser.post(f"/recommendations/views/{view.pk}/change/", {"name": "Ours", "shared": "on"}).status_code == 302
    )
    view.refresh_from_db()
    assert (view.name, view.shared) == ("Ours", True)
    assert browser.post(f"/recommendations/views/{view.pk}/change/", {"do": "forget"}).status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_is_its_owner_s_until_it_is_shared(cast: Cast, plan: Plan, signed_in: Any) -> None:
    make_recommendation(plan, "A1", theme="Training", agreed_action=MARK)
    save(signed_in(cast.priya), "Mine <b>")
    view = SavedView.objects.get()
    for person in (cast.amina, cast.tom, cast.nobody):
        assert signed_in(person).get(f"/recommendations/views/{view.pk}/").status_code == 404
        assert signed_in(person).post(f"/recommendations/views/{view.pk}/change/", {"do": "forget"}).status_code == 404
        assert "Mine" not in signed_in(person).get("/recommendations/").content.decode()
    signed_in(cast.priya).post(f"/recommendations/views/{view.pk}/change/", {"name": "Mine <b>", "shared": "on"})
    assert "Mine &lt;b&gt;" in signed_in(cast.amina).get("/recommendations/").content.decode()
    seen = signed_in(cast.tom).get(f"/recommendations/views/{view.pk}/", follow=True).content.decode()
    assert MARK not in seen, "a shared view shows only what its reader may see"
    assert signed_in(cast.amina).post(f"/recommendations/views/{view.pk}/change/", {"do": "forget"}).status_code == 403
    assert signed_in(cast.nobody).get(f"/recommendations/views/{view.pk}/").status_code == 404
    assert signed_in(cast.priya).get(f"/plans/views/{view.pk}/").status_code == 404
    assert save(signed_in(cast.nobody), "Theirs").status_code == 403


# Many at once.


def sent(rows: list[Recommendation], do: str, **given: Any) -> dict[str, Any]:
    return {"seen": ",".join(f"{row.pk}:{row.version}" for row in rows), "do": do, "why": "Renamed", **given}


def test_many_are_changed_at_once_and_each_keeps_its_line(cast: Cast, plan: Plan, signed_in: Any) -> None:
    rows = many(plan, cast, 3)
    browser = signed_in(cast.priya)
    chosen = browser.post("/recommendations/bulk/", {"pick": [rows[0].pk, rows[1].pk], "do": "ticked"})
    assert f"{rows[0].pk}:1,{rows[1].pk}:1" in chosen.content.decode()
    values = {"set_theme": "on", "theme": "Learning", "set_owner": "on", "owner": cast.posts["ruth"].pk}
    shown = browser.post("/recommendations/bulk/", sent(rows[:2], "preview", **values)).content.decode()
    assert "Head of Housing" in shown
    assert "<ins>Learning</ins>" in shown
    assert not Recommendation.objects.filter(theme="Learning").exists(), "a preview writes nothing"
    assert browser.post("/recommendations/bulk/", sent(rows[:2], "apply", **values)).status_code == 302
    assert set(Recommendation.objects.filter(theme="Learning").values_list("pk", flat=True)) == {rows[0].pk, rows[1].pk}
    lines = History.objects.filter(verb="edit")
    assert [line.why for line in lines] == ["Renamed", "Renamed"]
    assert len({line.batch for line in lines}) == 1
    assert lines[0].batch
    assert "Learning" in signed_in(cast.ruth).get("/recommendations/").content.decode(), "the new owner answers for it"


def test_a_conflict_names_the_record_and_changes_nothing(cast: Cast, plan: Plan, signed_in: Any) -> None:
    rows = many(plan, cast, 3)
    write(HOUSE, [Change(Recommendation.objects.get(pk=rows[1].pk), {"title": "Moved"}, "edit")])
    answer = signed_in(cast.priya).post("/recommendations/bulk/", sent(rows, "apply", set_theme="on", theme="Learning"))
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Nothing was changed" in html
    assert f'<a href="/recommendations/{rows[1].pk}/">' in html
    assert f"{rows[1].pk}:2" in html
    assert not Recommendation.objects.filter(theme="Learning").exists()


def test_what_one_may_not_change_is_left_out_with_its_reason(cast: Cast, plan: Plan, signed_in: Any) -> None:
    here = make_recommendation(make_plan(cast, unit=cast.housing, title="Housing"), "H1", owner=cast.posts["ruth"])
    theirs = make_recommendation(make_plan(cast, unit=cast.finance, title="Finance"), "F1")
    manager = holder_of("ig_manager", cast.housing)
    both = holder_of("auditor", cast.council)
    assert (
        signed_in(both).post("/recommendations/bulk/", sent([here], "apply", set_theme="on", theme="X")).status_code
        == 403
    )
    hidden = signed_in(manager).post(
        "/recommendations/bulk/", sent([here, theirs], "preview", set_theme="on", theme="X")
    )
    assert "H1" in text_of(hidden)
    assert "F1" not in text_of(hidden), "what one may not see is not there"
    from muniment.people.models import Holding

    Holding.objects.create(person=manager, post=cast.posts["ruth"], start=date(2020, 1, 1))
    write(HOUSE, [Change(theirs, {"owner": cast.posts["ruth"]}, "edit")])
    shown = signed_in(manager).post(
        "/recommendations/bulk/", sent([here, theirs], "preview", set_theme="on", theme="X")
    )
    assert "1 record is left out" in shown.content.decode()
    assert "None of the posts you hold may do this here." in shown.content.decode()
    signed_in(manager).post("/recommendations/bulk/", sent([here, theirs], "apply", set_theme="on", theme="X"))
    assert list(Recommendation.objects.filter(theme="X")) == [here]


@pytest.mark.parametrize("seen", ["", "x", "1", "1:x", "99999999999999999999:1", "\0:1", ",,,", "-1:-1", "999999:1"])
def test_a_broken_form_changes_nothing(cast: Cast, plan: Plan, signed_in: Any, seen: str) -> None:
    many(plan, cast, 1)
    given = {"seen": seen, "do": "apply", "why": "x", "set_theme": "on", "theme": "Learning"}
    assert signed_in(cast.priya).post("/recommendations/bulk/", given).status_code == 422
    assert not Recommendation.objects.filter(theme="Learning").exists()


def test_a_bulk_form_asks_what_it_must_know(cast: Cast, plan: Plan, signed_in: Any) -> None:
    rows = many(plan, cast, 2)
    browser = signed_in(cast.priya)

    def told(**given: Any) -> str:
        answer = browser.post("/recommendations/bulk/", sent(rows, "apply", **given))
        assert answer.status_code == 422
        return answer.content.decode()

    assert "Tick what you want to change." in told()
    assert "Tick this too, or leave the new value empty." in told(theme="Learning")
    assert "Say why." in told(set_theme="on", theme="x", why="")
    assert "Select a valid choice" in told(set_owner="on", owner="999999")
    assert "Enter the agreed action." in told(set_agreed_action="on", agreed_action="")
    assert browser.post("/recommendations/bulk/", {"do": "ticked"}).status_code == 422
    assert browser.get("/recommendations/bulk/").status_code == 302


def test_all_that_are_shown_are_at_most_a_thousand(
    cast: Cast, plan: Plan, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from muniment.registers import bulk

    many(plan, cast, 4, theme="Training")
    make_recommendation(plan, "B1", theme="Records")
    browser = signed_in(cast.priya)
    assert (
        "Change 4 recommendations at once"
        in browser.post("/recommendations/bulk/?theme=Training", {"do": "all"}).content.decode()
    )
    monkeypatch.setattr(bulk, "MOST", 4)
    answer = browser.post("/recommendations/bulk/", {"do": "all"})
    assert answer.status_code == 422
    assert "At most 1,000 records" in answer.content.decode()


@pytest.mark.parametrize("register", [each for each in REGISTERS if each.values[0].flags])
def test_a_chip_counts_what_its_list_shows(register: Register, cast: Cast) -> None:
    """Seen: an EXISTS in a count found nothing on SQLite without a word, and broke on PostgreSQL."""
    for _ in range(2):
        example(register, cast)
    reader = holder_of(next(iter(sorted(register.access.roles_for("read"))), "staff"), cast.council)
    days = [{}, {"as_at": str(clock.today())}] if register.past else [{}]
    for day in days:
        told = {chip.name: chip.count for chip in choosing.chips(Listing(register, reader, day))}
        shown = {
            flag.name: Listing(register, reader, {**day, flag.name: "yes"}).found.count() for flag in register.flags
        }
        assert told == shown


@pytest.mark.parametrize("register", REGISTERS)
def test_nobody_changes_many_of_what_they_may_not(register: Register, cast: Cast, signed_in: Any) -> None:
    record = example(register, cast)
    before = History.objects.count()
    name = next(iter(register.fields), "title")
    given = {"seen": f"{record.pk}:{record.version}", "do": "apply", "why": "x", f"set_{name}": "on", name: "x"}
    # An example is owned by the head of Housing, who may change their own: another head is as anybody.
    for person in (cast.nobody, cast.ruth, holder_of("s151", cast.company)):
        # Whoever may change some records here, their own, is told what does not fit; of this one nothing is changed.
        assert signed_in(person).post(f"/{register.slug}/bulk/", given).status_code in {403, 422}
    assert History.objects.count() == before
