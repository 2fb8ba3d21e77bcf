"""Bank holidays as a register: filled, refreshed from the GOV.UK file, taken out and put back, read by the clocks."""

import json
from datetime import date

import pytest
from django.test import Client

from muniment import clock
from muniment.clock.holidays import Calendar, Nation, packaged
from muniment.operations import server
from muniment.organisation import holiday_file, holidays
from muniment.organisation.holidays import Holiday, calendar, enter_packaged
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.models import History
from muniment.registers.record import register_of
from tests.cast import HOUSE
from tests.contracts import fresh
from tests.test_clock import gov_uk

pytestmark = pytest.mark.django_db


def test_until_the_register_holds_anything_the_packaged_table_counts(cast):
    assert calendar().version == Calendar(packaged()).version
    assert enter_packaged(HOUSE) == len(packaged()) == Holiday.objects.count()
    assert enter_packaged(HOUSE) == 0, "a register that holds something is left alone"
    assert calendar().version == Calendar(packaged()).version


def test_a_day_taken_out_counts_again_and_is_put_back(cast):
    enter_packaged(HOUSE)
    register = register_of(Holiday)
    extra = Holiday.objects.get(day="2026-06-15")
    priya = Actor.at_page(fresh(cast.priya))
    register.step("take-out").do(priya, extra, {"why": "Called off."})
    assert calendar().why_closed(date(2026, 6, 15)) == ""
    register.step("put-back").do(priya, Holiday.objects.get(pk=extra.pk), {"why": "It is on again."})
    assert "Scotland" in calendar().why_closed(date(2026, 6, 15))
    assert History.objects.filter(register="holidays", record=extra.pk).count() == 3


def test_a_standing_holiday_taken_out_unloads_its_year(cast):
    enter_packaged(HOUSE)
    register_of(Holiday).step("take-out").do(
        Actor.at_page(fresh(cast.priya)), Holiday.objects.get(day="2026-11-30"), {"why": "A slip"}
    )
    assert 2026 not in calendar().years[Nation.SCOTLAND]
    page = Client()
    page.force_login(cast.priya)
    shown = page.get(f"/holidays/{Holiday.objects.get(day='2026-11-30').pk}/").content.decode()
    assert "is not loaded for Scotland" in shown


def with_extra(*events):
    told = json.loads(gov_uk())
    for nation, title, day in events:
        told[nation]["events"].append({"title": title, "date": day, "notes": "", "bunting": False})
    return json.dumps(told).encode()


def test_the_file_brings_only_what_is_new_and_takes_nothing_out(cast):
    enter_packaged(HOUSE)
    mine = Holiday(day=date(2026, 7, 1), nation="scotland", title="Local day")
    from muniment.registers.services import Change, write

    write(HOUSE, [Change(mine, verb="create")])
    content = with_extra(("england-and-wales", "Day of mourning", "2026-09-21"))
    found = holiday_file.compare(content)
    assert [(each.title, each.day) for each in found.new] == [("Day of mourning", date(2026, 9, 21))]
    assert ([row.title for row in found.only_here], found.writes, found.same) == (["Local day"], 1, len(packaged()))
    with clock.at(date(2026, 9, 12)):
        holiday_file.take_in(HOUSE, content)
    made = Holiday.objects.get(title="Day of mourning")
    assert (made.known_on, made.source) == (date(2026, 9, 12), "gov_uk"), "it became known after the year stood"
    assert holiday_file.compare(content).writes == 0
    assert Holiday.objects.get(pk=mine.pk).state == "is_a_holiday"


def test_a_whole_new_year_was_always_known(cast):
    enter_packaged(HOUSE)
    year = [
        (each.nation.value, each.title, each.day.replace(year=2030).isoformat())
        for each in packaged()
        if each.day.year == 2024
    ]
    holiday_file.take_in(HOUSE, with_extra(*year))
    assert set(Holiday.objects.filter(day__year=2030).values_list("known_on", flat=True)) == {None}
    assert 2030 in calendar().years[Nation.NORTHERN_IRELAND]
    assert 2029 not in calendar().years[Nation.NORTHERN_IRELAND]


def test_the_page_shows_before_it_writes(cast, client):
    enter_packaged(HOUSE)
    client.force_login(cast.priya)
    from django.core.files.uploadedfile import SimpleUploadedFile

    content = with_extra(("scotland", "Day of mourning <b>", "2026-09-21"))
    shown = client.post("/holidays/gov-uk/", {"file": SimpleUploadedFile("bank-holidays.json", content)})
    assert shown.status_code == 200
    assert "Day of mourning &lt;b&gt;" in shown.content.decode()
    assert not Holiday.objects.filter(day="2026-09-21").exists()
    looked_at = shown.context["content"]
    assert client.post("/holidays/gov-uk/", {"looked_at": looked_at}).status_code == 302
    assert Holiday.objects.filter(day="2026-09-21", nation="scotland").exists()
    for wrong in (
        {"looked_at": "!"},
        {},
        {"file": SimpleUploadedFile("x.json", b"{}")},
        {"file": SimpleUploadedFile("x.json", b"1" * 600_000)},
    ):
        assert client.post("/holidays/gov-uk/", wrong).status_code == 422, wrong


def test_who_may_not_enter_holidays_is_refused_the_file(cast, client):
    client.force_login(cast.nobody)
    assert client.get("/holidays/").status_code == 200
    assert client.get("/holidays/gov-uk/").status_code == 403
    assert "GOV.UK file" not in client.get("/holidays/").content.decode()


def test_the_same_day_twice_is_refused(cast):
    enter_packaged(HOUSE)
    from muniment.registers.services import Change, write

    with pytest.raises(Invalid, match="stands there"):
        write(HOUSE, [Change(Holiday(day=date(2026, 12, 25), nation="scotland", title="Christmas"), verb="create")])


def test_what_follows_is_told_of_each_change(cast, monkeypatch):
    told = []
    monkeypatch.setattr(holidays, "WHEN_CHANGED", [lambda: told.append(1)])
    enter_packaged(HOUSE)
    assert told == [1], "once for a whole table"


def test_a_new_installation_and_an_older_one_get_the_table(cast):
    before = len(server.FIRST_ENTRIES), len(server.AFTER_MIGRATING)
    assert min(before) >= 1
    for enter in server.AFTER_MIGRATING:
        enter()
    assert Holiday.objects.count() == len(packaged())
