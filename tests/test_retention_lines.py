"""Lines of the schedule: brought into force, changed after one has seen what that does, planned, ended; and the dates that follow."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from muniment import clock
from muniment.assets.models import InformationAsset
from muniment.jobs.schedules import DECLARED
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import History
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.retention import changing, dates
from muniment.retention.models import RetentionDate, RetentionLine
from muniment.retention.schedules import take_effect
from tests.cast import HOUSE, Cast
from tests.contracts import holder_of, text_of

TODAY = date(2026, 11, 25)
Kind = RetentionDate.Kind


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


def make_line(cast: Cast, code: str = "HOU-01", *, in_force: bool = True, **values: Any) -> RetentionLine:
    given = {"trigger": "closed", "years": 6, **values}
    line = RetentionLine(
        code=code, series=f"Series {code}", unit=cast.council, authority="Limitation Act 1980, section 5", **given
    )
    write(HOUSE, [Change(line, verb="create")])
    if in_force:
        changing.approve(HOUSE, line, TODAY, "The governance group on 2 November.")
    return line


def make_asset(cast: Cast, name: str, line: RetentionLine | None = None, **values: Any) -> InformationAsset:
    given = {"unit": cast.housing, "owner": cast.posts["tom"], **values}
    asset = InformationAsset(name=name, retention_line=line, **given)
    write(HOUSE, [Change(asset, verb="create")])
    return asset


def date_of(asset: InformationAsset) -> RetentionDate:
    return RetentionDate.objects.get(register="assets", record=asset.pk)


@pytest.fixture
def manager(cast: Cast) -> Person:
    return holder_of("records_manager", cast.council)


def test_a_record_is_due_by_its_line(cast: Cast) -> None:
    line = make_line(cast)
    asset = make_asset(cast, "Rent files", line, closed_on=date(2020, 3, 1))
    found = date_of(asset)
    assert (found.kind, found.due, found.trigger, found.owner, found.unit) == (
        Kind.DATED, date(2026, 3, 1), date(2020, 3, 1), cast.posts["tom"], cast.housing,
    )  # fmt: skip
    write(HOUSE, [Change(asset, {"closed_on": date(2021, 3, 1)}, "edit")])
    assert date_of(asset).due == date(2027, 3, 1)
    write(HOUSE, [Change(asset, {"retention_line": None}, "edit")])
    assert date_of(asset).kind == Kind.NO_LINE
    write(HOUSE, [Change(asset, {"withdrawn": True}, "edit")])
    assert not RetentionDate.objects.filter(record=asset.pk).exists()


def test_what_has_no_day_says_why(cast: Cast) -> None:
    line = make_line(cast)
    born = make_line(cast, "EDU-02", trigger="born", years=25)
    draft = make_line(cast, "DRA-01", in_force=False)
    for_ever = make_line(cast, "DEM-01", keep="permanent", action="transfer", trigger="", years=0)
    expected = {
        "In use": (line, Kind.WAITING, "closed is not known"), "Pupils": (born, Kind.UNKNOWN, "born is not known"),
        "Drafted": (draft, Kind.UNKNOWN, "still a draft"), "Minutes": (for_ever, Kind.LASTING, "for ever"),
        "Nowhere": (None, Kind.NO_LINE, "No line"),
    }  # fmt: skip
    for name, (under, kind, why) in expected.items():
        found = date_of(make_asset(cast, name, under))
        assert found.kind == kind
        assert why in found.why


def test_a_change_is_seen_before_it_is_made_and_moves_every_date(cast: Cast, manager: Person, signed_in: Any) -> None:
    line = make_line(cast)
    old = make_asset(cast, "Old", line, closed_on=date(2022, 11, 1))
    new = make_asset(cast, "New", line, closed_on=date(2026, 1, 1))
    used = make_asset(cast, "Used", line)
    browser = signed_in(manager)
    form = {"keep": "period", "trigger": "closed", "years": "3", "months": "0", "or_years": "0", "or_months": "0", "action": "destroy",
            "start": "2026-11-25", "why": "Group, 20 November", "seen_version": str(line.version)}  # fmt: skip
    seen = text_of(browser.post(f"/retention-lines/{line.pk}/change/", {**form, "do": "look"}))
    assert "6 years after it was closed, then destroy" in seen
    assert "3 years after it was closed, then destroy" in seen
    assert "1 record that is not due would be due at once." in seen
    assert "1 November 2025" in seen
    assert date_of(old).due == date(2028, 11, 1), "nothing is written by looking"
    assert History.objects.filter(verb="change_line").count() == 0
    answer = browser.post(f"/retention-lines/{line.pk}/change/", {**form, "do": "change"})
    assert answer.status_code == 302
    assert [date_of(each).due for each in (old, new, used)] == [date(2025, 11, 1), date(2029, 1, 1), None]
    told = History.objects.get(verb="change_line")
    assert told.why == "Group, 20 November"
    assert list(dates.faults()) == []
    # Somebody else was quicker.
    answer = browser.post(f"/retention-lines/{line.pk}/change/", {**form, "years": "4", "do": "change"})
    assert answer.status_code == 409
    assert RetentionLine.objects.get(pk=line.pk).years == 3


def test_what_if_counts_all_and_names_what_one_may_see(cast: Cast) -> None:
    line = make_line(cast)
    for number in range(4):
        make_asset(cast, f"Asset {number}", line, closed_on=date(2020 + number, 6, 1))
    theirs = InformationAsset(name="Theirs", unit=cast.finance, retention_line=line, closed_on=date(2020, 6, 1))
    write(HOUSE, [Change(theirs, verb="create")])
    tom = Person.objects.get(pk=cast.tom.pk)
    found = changing.what_if(line, {"years": 7}, tom)
    assert found.counts == {"later": 5}
    assert {str(each.record) for each in found.shown} == {f"Asset {number}" for number in range(4)}
    assert changing.what_if(line, {"keep": "permanent", "action": "keep"}).counts == {"other": 5}
    assert changing.what_if(line, {"rationale": "Because"}).counts == {"same": 5}
    with pytest.raises(Invalid, match="not destroyed"):
        changing.what_if(line, {"keep": "permanent"})


def test_a_planned_change_holds_from_its_day(cast: Cast) -> None:
    line = make_line(cast)
    asset = make_asset(cast, "Rent files", line, closed_on=date(2022, 3, 1))
    changing.change(HOUSE, line, {"years": 10}, "Group", TODAY + timedelta(days=30))
    line.refresh_from_db()
    assert (line.years, line.planned["years"], line.planned_from) == (6, 10, TODAY + timedelta(days=30))
    assert date_of(asset).due == date(2028, 3, 1)
    assert changing.take_effect() == 0
    with clock.at(TODAY + timedelta(days=31)):
        assert changing.take_effect() == 1
        assert changing.take_effect() == 0
    line.refresh_from_db()
    assert (line.years, line.planned, line.planned_from, line.in_force_from) == (
        10,
        {},
        None,
        TODAY + timedelta(days=30),
    )
    assert date_of(asset).due == date(2032, 3, 1)
    assert verify_all().faults == []


def test_the_schedule_has_it_take_effect(cast: Cast) -> None:
    line = make_line(cast)
    changing.change(HOUSE, line, {"years": 9}, "Group", TODAY + timedelta(days=1))
    assert [each.task for each in DECLARED.values() if each.name == "retention-lines"] == [take_effect]
    with clock.at(TODAY + timedelta(days=3)):
        take_effect.call()
    line.refresh_from_db()
    assert line.years == 9


def test_an_ended_line_disposes_of_nothing(cast: Cast) -> None:
    line = make_line(cast)
    asset = make_asset(cast, "Rent files", line, closed_on=date(2015, 3, 1))
    changing.end(HOUSE, line, "HOU-02 takes its place")
    found = date_of(asset)
    assert (found.kind, found.due) == (Kind.UNKNOWN, None)
    assert "has ended" in found.why


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"trigger": ""}, "a trigger and a length"),
        ({"years": 201}, "200"),
        ({"years": 0}, "no time at all"),
        ({"trigger": "event"}, "Name the event"),
        ({"action": "keep"}, "says what is done then"),
        ({"or_years": 3}, "Say from when"),
        ({"or_trigger": "closed", "or_years": 6}, "the same"),
    ],
)
def test_a_line_that_could_not_be_carried_out_is_refused(cast: Cast, values: dict[str, Any], told: str) -> None:
    with pytest.raises(Invalid, match=told):
        make_line(cast, in_force=False, **values)
    assert not RetentionLine.objects.exists()


def test_who_may_change_what_a_line_rules(cast: Cast, manager: Person) -> None:
    line = make_line(cast)
    officer = holder_of("ig_officer", cast.council)
    for person in (officer, cast.tom):
        with pytest.raises(Refused):
            changing.change(Actor.at_page(person), line, {"years": 1}, "Because", TODAY)
    with pytest.raises(Invalid, match="Say why"):
        changing.change(Actor.at_page(manager), line, {"years": 1}, " ", TODAY)
    with pytest.raises(Invalid, match="today or later"):
        changing.change(Actor.at_page(manager), line, {"years": 1}, "Because", TODAY - timedelta(days=1))
    with pytest.raises(Conflict):
        changing.change(Actor.at_page(manager), line, {"years": 1}, "Because", TODAY, seen_version=1)
    changing.change(Actor.at_page(manager), line, {"years": 1}, "Because", TODAY, seen_version=line.version)


def test_the_table_of_dates_is_written_again_from_nothing_and_verified(cast: Cast) -> None:
    line = make_line(cast)
    assets = [make_asset(cast, f"Asset {n}", line if n % 2 else None, closed_on=date(2020, 1, 1)) for n in range(5)]
    before = set(RetentionDate.objects.values_list("record", *dates.TOLD))
    RetentionDate.objects.all().delete()
    assert len(verify_all().faults) == 5
    assert dates.rebuild() == 5
    assert set(RetentionDate.objects.values_list("record", *dates.TOLD)) == before
    RetentionDate.objects.filter(record=assets[1].pk).update(due=date(2000, 1, 1))
    RetentionDate.objects.create(register="assets", record=999999, kind="no_line", why="x", unit=cast.housing)
    RetentionDate.objects.create(register="nothing", record=1, kind="no_line", why="x", unit=cast.housing)
    assert len(verify_all().faults) == 3


def test_the_list_of_what_is_due(cast: Cast, manager: Person, signed_in: Any) -> None:
    line = make_line(cast)
    make_asset(cast, "=Long overdue", line, closed_on=date(2010, 1, 1))
    make_asset(cast, "Due within a year", line, closed_on=date(2021, 1, 1))
    make_asset(cast, "No line at all")
    page = text_of(signed_in(manager).get("/disposal/"))
    for words in ("Due (1)", "Due within a year (1)", "No line (1)", "Cannot be computed (0)", "=Long overdue"):
        assert words in page
    assert "No line at all" in text_of(signed_in(manager).get("/disposal/?which=no_line"))
    file = text_of(signed_in(manager).get("/disposal/export.csv?which=due"))
    assert "'=Long overdue" in file
    assert "HOU-01" in file
    assert ",10," in file, "how many years it is late"
    tom = cast.posts["tom"]
    assert "=Long overdue" in text_of(signed_in(manager).get(f"/disposal/?owner={tom.pk}&band=normal"))
    assert "=Long overdue" not in text_of(signed_in(manager).get(f"/disposal/?owner={cast.posts['ruth'].pk}"))
    assert "=Long overdue" in text_of(signed_in(cast.tom).get("/disposal/")), "its owner sees it"
    for other in (cast.ruth, cast.nobody):
        hidden = text_of(signed_in(other).get("/disposal/"))
        assert "Long overdue" not in hidden
        assert "Due (0)" in hidden
        assert "Long overdue" not in text_of(signed_in(other).get("/disposal/export.csv"))


def test_odd_addresses_of_the_list(cast: Cast, manager: Person, signed_in: Any) -> None:
    for query in ("which=nothing", "owner=x", "owner=" + "9" * 30, "band=\0", "owner=none", "which=due&band=' OR 1"):
        assert signed_in(manager).get(f"/disposal/?{query}").status_code == 200
    assert Client().get("/disposal/").status_code == 302


@pytest.mark.parametrize(
    ("trigger", "happened", "due"),
    [
        ("contract_end", ["contract ended: 2020-03-31"], date(2026, 3, 31)),
        ("born", ["born: 2001-02-03"], date(2007, 2, 3)),
        ("born", ["Date of birth: 2001-02-03", "left school: 2019-07-20"], date(2007, 2, 3)),
        ("contract_end", ["left school: 2019-07-20"], None),
    ],
)
def test_a_birth_and_the_end_of_a_contract_are_given_by_hand(
    cast: Cast, trigger: str, happened: list[str], due: date | None
) -> None:
    line = make_line(cast, trigger=trigger, years=6)
    asset = make_asset(cast, "Files", line, happened=happened)
    assert date_of(asset).due == due
    dates.derive_lines([line])
    assert date_of(asset).due == due
    assert list(dates.faults()) == []
