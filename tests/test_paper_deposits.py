"""Paper deposits: asked for, scrutinised by somebody else, put into store, fetched, given back, counted, destroyed when due.

Seen red when who asked could scrutinise, when what is in use was accepted, when boxes that the team has again stood in the list of
what is due, when a line's edit left the duty of disposal where it was, and when a certificate added what was said of the batch
to every record.
"""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.assets.models import Place
from muniment.paper import audits, depositing
from muniment.paper.models import PaperAudit, PaperDeposit
from muniment.paper.scrutiny import Answers, Outcome, advice, forbidden
from muniment.people.models import Person
from muniment.registers import duties, links
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.evidence import path_of
from muniment.registers.listing import Listing
from muniment.registers.models import Duty, Evidence
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.retention import certificate, changing, dates, disposing, holds
from muniment.retention.due_list import DueList
from muniment.retention.models import Hold, RetentionDate
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, holder_of, text_of
from tests.test_retention_lines import TODAY, make_asset, make_line

State = PaperDeposit.State
YES = {
    "law_requires": "yes",
    "could_scan": "no",
    "is_copy": "no",
    "is_closed": "yes",
    "digital_answer": "Sealed",
    "why": "Needed",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def manager(cast: Cast) -> Person:
    return holder_of("records_manager", cast.council)


@pytest.fixture
def store(cast: Cast) -> Place:
    return make(Place, name="Bay 4", kind="boxes", unit=cast.council, owner=cast.posts["priya"])


def asked(cast: Cast, name: str = "Rent cards", **values: Any) -> PaperDeposit:
    """A request of the head of Housing for twelve boxes that are closed and under a line."""
    line = values.pop("line", None) or make_line(cast, f"L-{PaperDeposit.objects.count()}")
    given = {
        "why_paper": "never",
        "closed_on": date(2025, 3, 1),
        "boxes": 12,
        "retention_line": line,
        "unit": cast.housing,
        "owner": cast.posts["tom"],
    }
    deposit = PaperDeposit(name=name, **{**given, **values})
    write(Actor.at_page(fresh(cast.tom)), [Change(deposit, verb="create")])
    return fresh_one(deposit)


def fresh_one(deposit: PaperDeposit) -> PaperDeposit:
    return PaperDeposit.objects.select_related("retention_line", "unit", "owner", "store").get(pk=deposit.pk)


def stored(cast: Cast, manager: Person, store: Place, name: str = "Rent cards", **values: Any) -> PaperDeposit:
    """The same, accepted and in the store."""
    deposit = asked(cast, name, **values)
    depositing.scrutinise(Actor.at_page(fresh(manager)), deposit, {**YES, "outcome": "accept"})
    put(manager, store, fresh_one(deposit))
    return fresh_one(deposit)


def put(manager: Person, store: Place, deposit: PaperDeposit, **values: Any) -> None:
    boxes = deposit.boxes or 1
    told = {
        "day": clock.today(),
        "store": store,
        "boxes": boxes,
        "box_numbers": [f"{deposit.pk}-{n}" for n in range(boxes)],
        "why": "Porters",
    }
    depositing.deposit_boxes(Actor.at_page(fresh(manager)), deposit, {**told, **values})


def in_order() -> bool:
    """What is derived says what the records do."""
    return not [*dates.faults(), *duties.faults()]


def duties_of(deposit: PaperDeposit) -> dict[str, date | None]:
    rows = Duty.objects.filter(register="paper-deposits", record=deposit.pk)
    return {row.rule: row.due for row in rows}


TODAY_ANSWERS = {"law_requires": False, "could_scan": False, "is_copy": False, "is_closed": True, "has_line": True}


@pytest.mark.parametrize(
    ("answers", "outcome", "words"),
    [
        ({}, Outcome.ACCEPT, "cannot be digital"),
        ({"law_requires": True, "could_scan": True, "is_copy": True}, Outcome.ACCEPT, "law requires"),
        ({"could_scan": True}, Outcome.SEND_BACK, "could be digital"),
        ({"is_copy": True}, Outcome.SEND_BACK, "copy"),
        ({"is_closed": False, "law_requires": True}, Outcome.SEND_BACK, "when it is closed"),
        ({"has_line": False}, Outcome.SEND_BACK, "No line"),
        ({"due": date(2027, 11, 25), "law_requires": True}, Outcome.DESTROY, "within a year"),
        ({"due": date(2027, 11, 26)}, Outcome.ACCEPT, "cannot be digital"),
    ],
)
def test_what_the_answers_speak_for(answers: dict[str, Any], outcome: Outcome, words: str) -> None:
    given = Answers(**{**TODAY_ANSWERS, **answers})
    advised, why = advice(given, TODAY)
    assert (advised, words in why) == (outcome, True)
    assert list(forbidden(given, advised, TODAY)) == [], "what is advised is never forbidden"


def test_what_is_forbidden_whatever_the_reason() -> None:
    def told(outcome: Outcome, **answers: Any) -> int:
        return len(list(forbidden(Answers(**{**TODAY_ANSWERS, **answers}), outcome, TODAY)))

    assert told(Outcome.ACCEPT, is_closed=False, has_line=False, is_copy=True) == 3
    assert told(Outcome.ACCEPT, is_copy=True, law_requires=True) == 0
    assert told(Outcome.ACCEPT, due=TODAY) == 0, "a hold may keep what is due"
    assert told(Outcome.DESTROY) == told(Outcome.DESTROY, due=date(2030, 1, 1)) == 1
    assert told(Outcome.SEND_BACK, is_closed=False) == 0


def test_from_the_request_to_the_store(cast: Cast, manager: Person, store: Place, signed_in: Any) -> None:
    deposit = asked(cast)
    assert (deposit.state, deposit.asked_on, deposit.medium) == (State.ASKED, TODAY, "paper")
    assert duties_of(deposit)["scrutinise"] == TODAY + timedelta(days=14)
    page = f"/paper-deposits/{deposit.pk}/do/"
    browser = signed_in(manager)
    shown = text_of(browser.get(f"{page}scrutinise/"))
    for words in (
        "Does a law require the paper?",
        "Could it be digital?",
        "Is it a copy",
        "Is it closed?",
        "1 March 2031",
    ):
        assert words in shown
    form = {**YES, "outcome": "accept", "seen_version": 1}
    assert browser.post(f"{page}scrutinise/", {**form, "is_closed": "no"}).status_code == 422, "it is in use"
    assert browser.post(f"{page}scrutinise/", form).status_code == 302
    deposit = fresh_one(deposit)
    assert (deposit.state, deposit.accepted_on, deposit.scrutinised_by) == (State.ACCEPTED, TODAY, manager)
    assert {"bring", "deposit"} <= duties_of(deposit).keys()
    boxes = {
        "day": TODAY,
        "store": store.pk,
        "boxes": 12,
        "box_numbers": "\n".join(map(str, range(12))),
        "why": "Porters",
        "seen_version": 2,
    }
    assert "11 numbers" in text_of(
        browser.post(f"{page}deposit/", {**boxes, "box_numbers": "\n".join(map(str, range(11)))})
    )
    assert browser.post(f"{page}deposit/", boxes).status_code == 302
    deposit = fresh_one(deposit)
    assert (deposit.state, deposit.store, len(deposit.box_numbers)) == (State.DEPOSITED, store, 12)
    assert duties_of(deposit) == {"due_for_disposal": date(2031, 3, 1)}
    assert in_order()


def test_who_asked_does_not_scrutinise(cast: Cast, manager: Person) -> None:
    deposit = PaperDeposit(
        name="Ours",
        why_paper="never",
        closed_on=date(2025, 3, 1),
        retention_line=make_line(cast),
        unit=cast.housing,
        boxes=2,
    )
    write(Actor.at_page(fresh(manager)), [Change(deposit, verb="create")])
    told = {**YES, "outcome": "accept"}
    with pytest.raises(Refused, match="Who asked"):
        depositing.scrutinise(Actor.at_page(fresh(manager)), fresh_one(deposit), told)
    for role in ("ig_manager", "ig_officer", "asset_owner"):
        with pytest.raises(Refused):
            depositing.scrutinise(Actor.at_page(holder_of(role, cast.council)), fresh_one(deposit), told)
    with pytest.raises(Refused):
        depositing.scrutinise(HOUSE, fresh_one(deposit), told)
    depositing.scrutinise(Actor.at_page(holder_of("records_manager", cast.council)), fresh_one(deposit), told)


def test_what_is_sent_back_may_be_asked_for_again(cast: Cast, manager: Person) -> None:
    deposit = asked(cast)
    depositing.scrutinise(
        Actor.at_page(manager), deposit, {**YES, "law_requires": "no", "could_scan": "yes", "outcome": "send_back"}
    )
    deposit = fresh_one(deposit)
    assert (deposit.state, deposit.refused_on) == (State.SENT_BACK, TODAY)
    assert duties_of(deposit).keys() == {"sent_back"}
    assert not RetentionDate.objects.filter(register="paper-deposits").exists(), "the store is to keep nothing of it"
    tom = Actor.at_page(fresh(cast.tom))
    with clock.at(TODAY + timedelta(days=20)):
        depositing.ask_again(tom, deposit, {"why": "A court wants the originals"})
        assert duties_of(deposit)["scrutinise"] == TODAY + timedelta(days=34)
        with pytest.raises(Refused):
            depositing.drop(Actor.at_page(fresh(cast.ruth)), fresh_one(deposit), {"why": "x"})
        depositing.drop(tom, fresh_one(deposit), {"why": "Scanned after all"})
    assert duties_of(deposit) == {}
    assert list(dates.faults()) == []


def test_what_was_accepted_against_its_answers_says_so(
    cast: Cast, manager: Person, store: Place, signed_in: Any
) -> None:
    told = {**YES, "law_requires": "no", "could_scan": "yes", "outcome": "accept"}
    deposit, plain = asked(cast), stored(cast, manager, store, "Sealed")
    depositing.scrutinise(Actor.at_page(fresh(manager)), deposit, told)
    browser = signed_in(manager)
    assert "could be digital, and no law wants the paper" in text_of(browser.get(f"/paper-deposits/{deposit.pk}/"))
    assert "speak against it" not in text_of(browser.get(f"/paper-deposits/{plain.pk}/"))
    listed = {
        str(each) for each in Listing(register_of(PaperDeposit), fresh(manager), {"could_be_digital": "yes"}).found
    }
    assert listed == {"Rent cards"}


def test_a_request_that_waits_is_late_whether_asked_once_or_again(cast: Cast, manager: Person) -> None:
    def late() -> list[str]:
        rows = Listing(register_of(PaperDeposit), fresh(manager), {"scrutiny_late": "yes"}).found
        return [str(each) for each in rows]

    deposit = asked(cast)
    with clock.at(TODAY + timedelta(days=14)):
        assert late() == []
    with clock.at(TODAY + timedelta(days=15)):
        assert late() == ["Rent cards"]
        depositing.scrutinise(Actor.at_page(manager), deposit, {**YES, "outcome": "send_back"})
        depositing.ask_again(Actor.at_page(fresh(cast.tom)), fresh_one(deposit), {"why": "It changed"})
        assert late() == []
    with clock.at(TODAY + timedelta(days=30)):
        assert late() == ["Rent cards"]


def test_what_was_decided_is_not_changed_by_who_asked(cast: Cast, manager: Person, store: Place) -> None:
    deposit = asked(cast)
    tom = Actor.at_page(fresh(cast.tom))
    write(tom, [Change(deposit, {"boxes": 13}, "edit")])
    depositing.scrutinise(Actor.at_page(manager), fresh_one(deposit), {**YES, "outcome": "accept"})
    with pytest.raises(Refused, match="decided"):
        write(tom, [Change(fresh_one(deposit), {"boxes": 99}, "edit")])
    write(Actor.at_page(fresh(manager)), [Change(fresh_one(deposit), {"boxes": 14}, "edit")])
    for values, words in (
        ({"day": TODAY + timedelta(days=1)}, "to come"), ({"day": TODAY - timedelta(days=1)}, "not accepted"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=words):
            put(manager, store, fresh_one(deposit), **values)
    put(manager, store, fresh_one(deposit), box_numbers=["A1"])
    other = asked(cast, "Others")
    depositing.scrutinise(Actor.at_page(fresh(manager)), other, {**YES, "outcome": "accept"})
    with pytest.raises(Invalid, match="A1"):
        put(manager, store, fresh_one(other), box_numbers=["A1", "A2"])


def test_what_was_in_store_already_comes_in_by_who_keeps_it(cast: Cast, manager: Person, store: Place) -> None:
    def old(**values: Any) -> PaperDeposit:
        given = {
            "in_store_since": date(2021, 5, 1),
            "store": store,
            "boxes": 5,
            "unit": cast.housing,
            "why_paper": "never",
            "name": "Old",
        }
        return PaperDeposit(**{**given, **values})

    with pytest.raises(Refused, match="Only who keeps the store"):
        write(Actor.at_page(fresh(cast.tom)), [Change(old(owner=cast.posts["tom"], store=None), verb="create")])
    keeper = Actor.at_page(manager)
    for values in (
        {"store": None}, {"in_store_since": TODAY}, {"asked_on": date(2022, 1, 1)}, {"in_store_since": None, "asked_on": date(2022, 1, 1)},
        {"covers_from": 2001, "covers_to": 1999}, {"why_paper": "law"}, {"box_numbers": ["1", "1"]},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            write(keeper, [Change(old(**values), verb="create")])
    made = old(asked_on=date(2021, 4, 1))
    write(keeper, [Change(made, verb="create")])
    assert (made.state, made.deposited_on, made.accepted_on) == (State.DEPOSITED, date(2021, 5, 1), None)
    write(keeper, [Change(made, {"name": "Old cards"}, "edit")])
    new = asked(cast)
    with pytest.raises(Invalid, match="asked for here"):
        write(keeper, [Change(new, {"in_store_since": date(2021, 5, 1)}, "edit")])


def test_boxes_are_fetched_and_given_back(cast: Cast, manager: Person, store: Place) -> None:
    deposit = stored(cast, manager, store)
    keeper = Actor.at_page(fresh(manager))
    with pytest.raises(Invalid, match="12 boxes only"):
        depositing.fetch(keeper, deposit, {"boxes": 13, "why": "x"})
    for _time in range(2):
        depositing.fetch(keeper, fresh_one(deposit), {"boxes": 5, "why": "For the lawyers"})
    assert fresh_one(deposit).fetched_boxes == 10
    assert RetentionDate.objects.filter(register="paper-deposits").count() == 1
    depositing.take_back(keeper, fresh_one(deposit), {"day": TODAY, "why": "They work on it again"})
    assert fresh_one(deposit).state == State.RETURNED
    assert not RetentionDate.objects.filter(register="paper-deposits").exists()
    assert in_order()


def test_a_line_that_changes_moves_the_duty_of_disposal(cast: Cast, manager: Person, store: Place) -> None:
    deposit = stored(cast, manager, store)
    line = deposit.retention_line
    assert line is not None
    values = {**{name: getattr(line, name) for name in changing.RULING}, "years": 10}
    changing.change(HOUSE, line, values, "The group said so", TODAY)
    assert duties_of(deposit) == {"due_for_disposal": date(2035, 3, 1)}
    assert in_order()


def old_and_due(cast: Cast, manager: Person, store: Place) -> list[PaperDeposit]:
    line = make_line(cast, "OLD-01")
    made = [
        PaperDeposit(
            name=f"Zeppelin {boxes}", in_store_since=date(2021, 5, 1), store=store, boxes=boxes, unit=cast.housing, why_paper="never",
            retention_line=line, closed_on=date(2015, 1, 1), owner=cast.posts["tom"],
        )
        for boxes in (12, 10)
    ]  # fmt: skip
    write(Actor.at_page(fresh(manager)), [Change(each, verb="create") for each in made])
    return made


def test_deposits_go_by_a_disposal_and_its_certificate_counts_their_boxes(
    cast: Cast, manager: Person, store: Place
) -> None:
    old = old_and_due(cast, manager, store)
    asset = make_asset(cast, "On a disk", old[0].retention_line, closed_on=date(2012, 1, 1))
    found = disposing.rehearse(fresh(manager), cast.posts["tom"])
    assert {each.shown.record for each in found.by_disposition["destroy"]} == {*old, asset}
    hold = Hold(name="A claim", reason="A claim", unit=cast.council)
    write(HOUSE, [Change(hold, verb="create")])
    links.add(HOUSE, hold, links.way_named(register_of(Hold), "holds.holds.to"), old[0])
    keys = [*(("paper-deposits", each.pk) for each in old), ("assets", asset.pk)]
    with pytest.raises(Invalid, match="hold keeps"):
        disposing.propose(Actor.at_page(fresh(manager)), cast.posts["tom"], "destroy", keys)
    holds.lift(Actor.at_page(fresh(manager)), hold, {"why": "Settled"})
    disposal = disposing.propose(Actor.at_page(fresh(manager)), cast.posts["tom"], "destroy", keys)
    disposing.approve(Actor.at_page(fresh(cast.tom)), disposal, "Read")
    disposing.approve(Actor.at_page(holder_of("records_manager", cast.council)), disposal, "Read")
    disposal.refresh_from_db()
    told = {"method": "shredded", "day": TODAY, "quantity": "1 disk", "why": "Receipt 4"}
    disposing.carry_out(Actor.at_page(fresh(manager)), disposal, told)
    gone = fresh_one(old[0])
    assert (gone.state, gone.disposed_on) == (State.DISPOSED, TODAY)
    assert duties_of(gone) == {}
    disposal.refresh_from_db()
    assert disposal.quantity == "22 boxes; 1 disk"
    certificate.make(Actor.at_page(fresh(manager)), disposal)
    assert "22 boxes; 1 disk" in str(certificate.values(disposal, certificate.items(disposal)))
    listed = Evidence.objects.get(register="disposals", record=disposal.pk, name__endswith=".csv")
    rows = csv.DictReader(io.StringIO(path_of(listed.sha256).read_text()))
    assert sorted(row["quantity"] for row in rows) == ["1 disk", "10 boxes", "12 boxes"]
    assert in_order()


def test_a_team_sees_its_own_and_nobody_else_s(cast: Cast, manager: Person, store: Place, signed_in: Any) -> None:
    deposit = stored(cast, manager, store)
    for person, status in (
        (cast.tom, 200),
        (manager, 200),
        (cast.ruth, 404),
        (cast.nobody, 404),
        (cast.company_ig, 404),
    ):
        assert signed_in(person).get(f"/paper-deposits/{deposit.pk}/").status_code == status
        page = text_of(signed_in(person).get("/deposits/"))
        assert ("12</a>" in page) is (status == 200)
        assert ("Rent cards" in text_of(signed_in(person).get("/costs/"))) is (status == 200)
    assert DueList(fresh(cast.ruth)).backlog() == []


def test_a_count_is_kept_beside_what_the_register_said(
    cast: Cast, manager: Person, store: Place, signed_in: Any
) -> None:
    stored(cast, manager, store)
    old_and_due(cast, manager, store)
    uncounted = PaperDeposit(
        name="Loose", in_store_since=date(2020, 1, 1), store=store, unit=cast.housing, why_paper="never"
    )
    write(Actor.at_page(fresh(manager)), [Change(uncounted, verb="create")])
    assert audits.expected(store.pk, TODAY) == (34, 1)
    assert audits.expected(store.pk, date(2021, 4, 30)) == (0, 1)
    browser = signed_in(manager)
    form = {
        "store": store.pk,
        "counted_on": TODAY,
        "counter": cast.posts["priya"].pk,
        "boxes_found": 31,
        "unit": cast.council.pk,
    }
    assert browser.post("/paper-audits/new/", {**form, "counted_on": TODAY + timedelta(days=1)}).status_code in {
        200,
        422,
    }
    assert browser.post("/paper-audits/new/", form).status_code == 302
    audit = PaperAudit.objects.get()
    assert (audit.boxes_expected, audit.difference(), audit.state) == (34, "−3", PaperAudit.State.DIFFERS)
    assert Duty.objects.filter(register="paper-audits", rule="explain").count() == 1
    page = text_of(browser.get(f"/paper-audits/{audit.pk}/"))
    assert "31 counted, 34 in the register: −3." in page
    put(manager, store, _accepted(cast, manager))
    audit.refresh_from_db()
    assert audit.boxes_expected == 34, "a later entry changes no count"
    explained = browser.post(
        f"/paper-audits/{audit.pk}/do/explain/", {"why": "Three are with the lawyers", "seen_version": 1}
    )
    assert explained.status_code == 302
    audit.refresh_from_db()
    assert (audit.state, audit.explanation) == (PaperAudit.State.EXPLAINED, "Three are with the lawyers")
    share = make(Place, name="S:", kind="share", unit=cast.council)
    with pytest.raises(Invalid):
        write(
            HOUSE,
            [
                Change(
                    PaperAudit(store=share, counter=cast.posts["priya"], boxes_found=1, unit=cast.council),
                    verb="create",
                )
            ],
        )


def _accepted(cast: Cast, manager: Person) -> PaperDeposit:
    deposit = asked(cast, "Later")
    depositing.scrutinise(Actor.at_page(fresh(manager)), deposit, {**YES, "outcome": "accept"})
    return fresh_one(deposit)
