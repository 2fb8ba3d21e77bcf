"""Systems, places, permission groups and processing activities: what stands alone, what is out of support, what is incomplete.

Seen red when a link that was taken away still counted, when a link did not derive duties again, when `transferred` was left out of
what the law asks for, and when masters of another body were compared.
"""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.assets.models import InformationAsset, PermissionGroup, Place, System
from muniment.people.models import Person
from muniment.privacy.activities import ASKED, READ, ProcessingActivity
from muniment.registers import choosing, duties, links
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.listing import Listing
from muniment.registers.models import Duty
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.retention.models import RetentionDate
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, holder_of, text_of
from tests.test_retention_lines import make_line

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


def held(cast: Cast, model: type[Any], name: str, **values: Any) -> Any:
    return make(model, **{"name": name, "unit": cast.housing, "owner": cast.posts["tom"], **values})


def link(relation: str, start: Any, other: Any) -> Any:
    way = next(w for w in links.ways_of(register_of(type(start))) if w.relation.name == relation and w.forward)
    return links.add(HOUSE, start, way, other)


def flagged(person: Person, model: type[Any], flag: str, **more: str) -> set[str]:
    """The records that a flag leaves; what its chip counts is as many."""
    found = {str(each) for each in Listing(register_of(model), fresh(person), {flag: "yes", **more}).found}
    counted = {chip.name: chip.count for chip in choosing.chips(Listing(register_of(model), fresh(person), more))}
    assert counted[flag] == len(found)
    return found


def asked_of(record: Any) -> dict[str, Any]:
    rows = Duty.objects.filter(register=register_of(type(record)).slug, record=record.pk)
    return {row.rule: row.post_id for row in rows}


def test_places_and_assets_that_stand_alone_are_found_from_both_ends(cast: Cast) -> None:
    tom = cast.posts["tom"]
    asset, other = (held(cast, InformationAsset, name) for name in ("Rent accounts", "Tenancy files"))
    place = held(cast, Place, "Housing site", kind="site")
    system = held(cast, System, "Homes system")
    assert flagged(cast.priya, Place, "no_asset") == {"Housing site"}
    assert flagged(cast.priya, InformationAsset, "no_place") == {"Rent accounts", "Tenancy files"}
    assert asked_of(place)["no_asset"] == asked_of(asset)["no_place"] == tom.pk
    made = link("keeps", place, asset)
    held_in = link("holds", system, other)
    assert flagged(cast.priya, Place, "no_asset") == flagged(cast.priya, InformationAsset, "no_place") == set()
    assert flagged(cast.priya, System, "holds_nothing") == set()
    assert "no_asset" not in asked_of(place)
    assert "no_place" not in asked_of(asset)
    assert verify_all().faults == []
    links.remove(HOUSE, made.pk)
    assert flagged(cast.priya, Place, "no_asset") == {"Housing site"}
    assert flagged(cast.priya, InformationAsset, "no_place") == {"Rent accounts"}
    assert asked_of(place)["no_asset"] == asked_of(asset)["no_place"] == tom.pk
    links.remove(HOUSE, held_in.pk)
    assert flagged(cast.priya, InformationAsset, "no_place") == {"Rent accounts", "Tenancy files"}
    before = set(Duty.objects.values_list("register", "record", "rule", "post"))
    duties.rebuild()
    assert set(Duty.objects.values_list("register", "record", "rule", "post")) == before
    assert verify_all().faults == []


def test_who_stands_alone_is_known_as_at_a_day(cast: Cast) -> None:
    with clock.at(TODAY - timedelta(days=20)):
        asset = held(cast, InformationAsset, "Rent accounts")
        place = held(cast, Place, "Housing site", kind="site")
    with clock.at(TODAY - timedelta(days=10)):
        made = link("keeps", place, asset)
    with clock.at(TODAY - timedelta(days=5)):
        links.remove(HOUSE, made.pk)
    for day, expected in ((15, {"asset"}), (7, set()), (2, {"asset"})):
        as_at = (TODAY - timedelta(days=day)).isoformat()
        found = Listing(register_of(InformationAsset), fresh(cast.priya), {"no_place": "yes", "as_at": as_at}).found
        assert ({"asset"} if found.exists() else set()) == expected, day
        found = Listing(register_of(Place), fresh(cast.priya), {"no_asset": "yes", "as_at": as_at}).found
        assert found.exists() == bool(expected), day


def test_personal_data_that_no_activity_uses(cast: Cast) -> None:
    asset = held(cast, InformationAsset, "Tenancy files", personal_data=True)
    held(cast, InformationAsset, "Maps")
    closed = held(cast, InformationAsset, "Old tenancy files", personal_data=True, state="draft")
    assert flagged(cast.priya, InformationAsset, "no_activity") == {"Tenancy files"}
    assert asked_of(asset)["no_activity"] is None
    assert "no_activity" not in asked_of(closed)
    activity = held(cast, ProcessingActivity, "Letting homes")
    assert flagged(cast.priya, ProcessingActivity, "no_asset") == {"Letting homes"}
    link("uses", activity, asset)
    assert flagged(cast.priya, InformationAsset, "no_activity") == set()
    assert flagged(cast.priya, ProcessingActivity, "no_asset") == set()
    assert "no_activity" not in asked_of(asset)
    write(HOUSE, [Change(closed, {"state": "in_use"}, "edit")])
    assert flagged(cast.priya, InformationAsset, "no_activity") == {"Old tenancy files"}
    assert "no_activity" in asked_of(closed)


def test_a_group_opens_places_systems_and_assets(cast: Cast) -> None:
    groups = [held(cast, PermissionGroup, f"Group {n}", kind="directory") for n in range(4)]
    assert len(flagged(cast.priya, PermissionGroup, "opens_nothing")) == 4
    for group, (model, values) in zip(
        groups, ((Place, {"kind": "team"}), (System, {}), (InformationAsset, {})), strict=False
    ):
        link("opens", group, held(cast, model, "Opened", **values))
    assert flagged(cast.priya, PermissionGroup, "opens_nothing") == {"Group 3"}
    assert asked_of(groups[3])["opens_nothing"] == cast.posts["tom"].pk
    assert "opens_nothing" not in asked_of(groups[0])


def test_who_may_say_what_hangs_together(cast: Cast) -> None:
    asset = held(cast, InformationAsset, "Rent accounts")
    place = held(cast, Place, "Housing site", kind="site")
    desk = holder_of("service_desk", cast.council)
    way = next(w for w in links.ways_of(register_of(Place)) if w.relation.name == "keeps" and w.forward)
    for person in (desk, cast.ruth, cast.nobody):
        with pytest.raises(Refused):
            links.add(Actor.at_page(fresh(person)), place, way, asset)
    links.add(Actor.at_page(fresh(cast.tom)), place, way, asset)
    assert flagged(cast.tom, Place, "no_asset") == set()


@pytest.mark.parametrize(
    ("days", "flags"),
    [(-1, {"out_of_support"}), (0, {"support_ends"}), (365, {"support_ends"}), (366, set()), (None, set())],
)
def test_the_end_of_support(cast: Cast, signed_in: Any, days: int | None, flags: set[str]) -> None:
    end = None if days is None else TODAY + timedelta(days=days)
    system = held(cast, System, "Homes system", support_end=end)
    found = {flag for flag in ("out_of_support", "support_ends") if flagged(cast.priya, System, flag)}
    assert found == flags
    due = Duty.objects.filter(rule="support", post=cast.posts["tom"]).values_list("due", flat=True)
    assert list(due) == ([] if end is None else [end])
    told = "Out of support." in text_of(signed_in(cast.priya).get(f"/systems/{system.pk}/"))
    assert told == (flags == {"out_of_support"})
    write(HOUSE, [Change(system, {"state": "ended"}, "edit")])
    assert not any(flagged(cast.priya, System, flag) for flag in ("out_of_support", "support_ends", "misses"))
    assert not Duty.objects.filter(register="systems", record=system.pk).exists()


def test_whether_a_system_can_keep_records(cast: Cast, signed_in: Any) -> None:
    four = dict.fromkeys(("keeps_audit", "exports", "destroys", "controls_access"), True)
    system = held(cast, System, "Homes system", **four)
    assert system.score() == "4 of 6"
    assert flagged(cast.priya, System, "misses") == {"Homes system"}
    page = text_of(signed_in(cast.priya).get(f"/systems/{system.pk}/"))
    assert "Not met: applies retention; places holds." in page
    assert "4 of 6" in text_of(signed_in(cast.priya).get("/systems/"))
    write(HOUSE, [Change(system, {"applies_retention": True, "places_holds": True}, "edit")])
    assert system.score() == "6 of 6"
    assert flagged(cast.priya, System, "misses") == set()
    assert "Not met" not in text_of(signed_in(cast.priya).get(f"/systems/{system.pk}/"))


def test_a_system_is_accepted_by_its_owner(cast: Cast) -> None:
    system = held(cast, System, "Homes system")
    assert flagged(cast.priya, System, "not_accepted") == {"Homes system"}
    step = register_of(System).step("accept")
    assert step is not None
    with pytest.raises(Refused):
        step.do(Actor.at_page(fresh(cast.priya)), system, {})
    step.do(Actor.at_page(fresh(cast.tom)), System.objects.get(), {"why": "I know what it holds."})
    assert flagged(cast.priya, System, "not_accepted") == set()
    assert "accept" not in asked_of(system)


def test_a_place_is_kept_under_a_line_and_attested(cast: Cast, signed_in: Any) -> None:
    line = make_line(cast, trigger="modified", years=3)
    place = held(cast, Place, "Old share", kind="share", retention_line=line, modified_on=date(2020, 5, 1),
                 last_used=TODAY - timedelta(days=731), size_bytes=1_234_567_890_123, files=45_678,
                 outsiders="The tenants' federation", next_review=TODAY - timedelta(days=1))  # fmt: skip
    found = RetentionDate.objects.get(register="places", record=place.pk)
    assert (found.due, found.owner) == (date(2023, 5, 1), cast.posts["tom"])
    assert place.size() == "1.2 TB in 45,678 files"
    for flag in ("unused", "outside", "not_attested"):
        assert flagged(cast.priya, Place, flag) == {"Old share"}, flag
    page = text_of(signed_in(cast.tom).get(f"/places/{place.pk}/"))
    assert "People outside the council can enter." in page
    step = register_of(Place).step("review")
    assert step is not None
    step.do(Actor.at_page(fresh(cast.tom)), place, {"why": "Looked at it with its users."})
    assert Place.objects.get().last_reviewed == TODAY
    assert flagged(cast.priya, Place, "not_attested") == set()
    with clock.at(TODAY - timedelta(days=1)):
        assert flagged(cast.priya, Place, "unused") == set()
    assert "Old share" in text_of(signed_in(cast.priya).get("/disposal/"))


@pytest.mark.parametrize(
    ("size", "files", "told"),
    [(None, None, ""), (None, 3, "3 files"), (0, None, "0 bytes"), (999, None, "999 bytes"), (1500, 2, "1.5 KB in 2 files"),
     (999_999, None, "1000 KB"), (250_000_000, None, "250 MB"), (10**18, None, "1000 PB")],
)  # fmt: skip
def test_how_much_lies_in_a_place(size: int | None, files: int | None, told: str) -> None:
    assert Place(size_bytes=size, files=files).size() == told


# Masters.


def test_an_entity_has_one_master_in_a_body(cast: Cast, signed_in: Any) -> None:
    tom = held(cast, InformationAsset, "Tenants", master_of="Customer")
    assert flagged(cast.priya, InformationAsset, "two_masters") == set()
    held(cast, InformationAsset, "Accounts", master_of="customer", unit=cast.finance, owner=cast.posts["ruth"])
    held(cast, InformationAsset, "Streets", master_of="property")
    held(cast, InformationAsset, "Company's tenants", master_of="CUSTOMER", unit=cast.company, owner=None)
    closed = held(cast, InformationAsset, "Old streets", master_of="Property", state="closed")
    assert flagged(cast.priya, InformationAsset, "two_masters") == {"Tenants", "Accounts"}
    assert flagged(cast.company_ig, InformationAsset, "two_masters") == set()
    assert "The master source of “Customer” is also said to be: Accounts." in text_of(
        signed_in(cast.priya).get(f"/assets/{tom.pk}/")
    )
    # Whoever may not see the other is not told its name.
    assert flagged(cast.tom, InformationAsset, "two_masters") == {"Tenants"}
    assert "Accounts" not in text_of(signed_in(cast.tom).get(f"/assets/{tom.pk}/"))
    write(HOUSE, [Change(closed, {"state": "in_use"}, "edit")])
    assert flagged(cast.priya, InformationAsset, "two_masters") == {"Tenants", "Accounts", "Streets", "Old streets"}
    as_at = (TODAY - timedelta(days=1)).isoformat()
    assert flagged(cast.priya, InformationAsset, "two_masters", as_at=as_at) == set()


def test_a_restriction_stands_on_top(cast: Cast, signed_in: Any) -> None:
    asset = held(cast, InformationAsset, "Aerial photographs", restrictions="Licensed for the council's own use only.")
    page = text_of(signed_in(cast.priya).get(f"/assets/{asset.pk}/"))
    assert "<strong>Restricted use.</strong> Licensed for the council" in page


# Article 30.

WHOLE = {
    "controller": "Ambleworth City Council", "dpo_contact": "dpo@ambleworth.example", "purposes": "To let homes.",
    "subjects": "Tenants", "data_categories": "Names, rent", "recipients": "None", "transferred": "no",
    "time_limits": "Six years", "security": "Access by role", "notice": "https://ambleworth.example/privacy", "notice_live": True,
}  # fmt: skip


def test_completeness_is_the_same_on_a_page_and_in_the_database(cast: Cast) -> None:
    line = make_line(cast)
    empty: dict[str, Any] = {**dict.fromkeys(WHOLE, ""), "notice_live": False}
    cases: list[tuple[dict[str, Any], set[str]]] = [(WHOLE, set())]
    names = {
        "controller": "controller", "dpo_contact": "contact of the data protection officer", "purposes": "purposes",
        "subjects": "categories of people", "data_categories": "categories of personal data", "recipients": "recipients",
        "time_limits": "time limits for erasure", "security": "security", "notice": "a privacy notice that is live",
        "notice_live": "a privacy notice that is live",
    }  # fmt: skip
    transfers, safeguards = "transfers outside the United Kingdom", "safeguards of the transfers"
    cases += [({**WHOLE, field: empty[field]}, {name}) for field, name in names.items()]
    cases += [
        ({**WHOLE, "time_limits": "", "retention_line": line}, set()), ({**WHOLE, "transferred": ""}, {transfers, safeguards}),
        ({**WHOLE, "transferred": "yes"}, {transfers, safeguards}),
        ({**WHOLE, "transferred": "yes", "transfers": "Canada"}, {safeguards}),
        ({**WHOLE, "transferred": "yes", "transfers": "Canada", "safeguards": "Adequacy"}, set()),
        (empty, {str(name) for name, _given in ASKED.values()}),
    ]  # fmt: skip
    for at, (values, missing) in enumerate(cases):
        activity = held(cast, ProcessingActivity, f"Case {at}", **values)
        assert set(activity.missing()) == missing, at
        assert activity.completeness() == f"{len(ASKED) - len(missing)} of {len(ASKED)}"
        assert (f"Case {at}" in flagged(cast.priya, ProcessingActivity, "incomplete")) == bool(missing), at
        assert ("incomplete" in asked_of(activity)) == bool(missing)
    assert {*WHOLE, "transfers", "safeguards", "retention_line"} == set(READ)


def test_what_is_missing_is_named_on_the_page(cast: Cast, signed_in: Any) -> None:
    activity = held(cast, ProcessingActivity, "Letting homes", **{**WHOLE, "security": "", "notice_live": False})
    page = text_of(signed_in(cast.tom).get(f"/processing-activities/{activity.pk}/"))
    assert "there is not yet: security; a privacy notice that is live." in page
    assert "9 of 11" in text_of(signed_in(cast.priya).get("/processing-activities/"))
    write(HOUSE, [Change(activity, WHOLE, "edit")])
    assert "there is not yet" not in text_of(signed_in(cast.tom).get(f"/processing-activities/{activity.pk}/"))


ARTICLE_30 = (
    "Controller", "Joint controllers", "Contact of the data protection officer", "Purposes", "Categories of people",
    "Categories of personal data", "Recipients", "Does it leave the United Kingdom?", "Countries and organisations that it goes to",
    "Safeguards of the transfers", "Time limits for erasure", "Retention line", "Security measures, in general",
)  # fmt: skip


def test_the_record_of_article_30_is_exported_whole_for_each_activity(cast: Cast, signed_in: Any) -> None:
    line = make_line(cast)
    told = {
        **WHOLE,
        "joint_controllers": "The county",
        "transferred": "yes",
        "transfers": "Canada",
        "safeguards": "Adequacy",
        "retention_line": line,
    }
    held(cast, ProcessingActivity, "Letting homes", **told)
    held(cast, ProcessingActivity, "Collecting rent", **told)
    file = text_of(signed_in(cast.priya).get("/processing-activities/export.csv?columns=fields")).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [row["Name"] for row in rows] == ["Collecting rent", "Letting homes"]
    fields = register_of(ProcessingActivity).fields
    assert len(rows[0]) == len(fields)
    for row in rows:
        assert all(row[name] for name in ARTICLE_30), row
    assert (rows[0]["Retention line"], rows[0]["Does it leave the United Kingdom?"]) == ("HOU-01", "Yes")


def test_special_data_wants_its_condition(cast: Cast) -> None:
    cases = {
        "Care": {"special_category": True}, "Care with a condition": {"special_category": True, "condition": "h"},
        "Crime": {"criminal_data": True}, "Crime with one": {"criminal_data": True, "schedule_1": "Part 2, paragraph 10"},
        "Interests": {"lawful_basis": "interests"}, "Assessed": {"lawful_basis": "interests", "interests_assessment": "LIA 4"},
    }  # fmt: skip
    for name, values in cases.items():
        held(cast, ProcessingActivity, name, **values)
    assert flagged(cast.priya, ProcessingActivity, "no_condition") == {"Care", "Crime"}
    assert flagged(cast.priya, ProcessingActivity, "unassessed") == {"Interests"}
    assert "Interests" not in flagged(cast.priya, ProcessingActivity, "no_basis")


def test_nothing_is_named_twice_in_a_unit(cast: Cast) -> None:
    kinds: list[tuple[type[Any], dict[str, Any]]] = [
        (System, {}), (Place, {"kind": "team"}), (PermissionGroup, {"kind": "list"}), (ProcessingActivity, {}),
    ]  # fmt: skip
    for model, values in kinds:
        held(cast, model, "One", **values)
        with pytest.raises(Invalid, match="already"):
            held(cast, model, "One", **values)
        held(cast, model, "One", unit=cast.finance, **values)
