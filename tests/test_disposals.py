"""Disposal: rehearsed, held, proposed, approved by two, carried out, certified; and what must not go does not."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest

from muniment import clock
from muniment.assets.models import InformationAsset
from muniment.people.models import Delegation, Holding, Person
from muniment.registers import links
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.evidence import path_of
from muniment.registers.models import Evidence, History
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.retention import certificate, dates, disposing, holds
from muniment.retention.models import Disposal, DisposalItem, Hold, RetentionDate
from tests.apart import apart, in_thread, together
from tests.cast import HOUSE, Cast, make, make_cast
from tests.contracts import fresh, holder_of, text_of
from tests.test_retention_lines import TODAY, make_asset, make_line

__all__ = ["apart"]

ASSETS = register_of(InformationAsset)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def manager(cast: Cast) -> Person:
    return holder_of("records_manager", cast.council)


@pytest.fixture
def old(cast: Cast) -> list[InformationAsset]:
    """Three assets of the head of Housing that are due to be destroyed."""
    line = make_line(cast)
    return [make_asset(cast, f"Zeppelin files {n}", line, closed_on=date(2010 + n, 5, 4)) for n in range(3)]


def keys(assets: list[InformationAsset]) -> list[tuple[str, int]]:
    return [("assets", each.pk) for each in assets]


def proposed(cast: Cast, manager: Person, assets: list[InformationAsset]) -> Disposal:
    return disposing.propose(Actor.at_page(manager), cast.posts["tom"], "destroy", keys(assets), "All read")


def set_hold(cast: Cast, **values: Any) -> Hold:
    hold = Hold(name=f"Hold {Hold.objects.count()}", reason="A claim", unit=cast.council, **values)
    write(HOUSE, [Change(hold, verb="create")])
    return hold


def hold_by_link(hold: Hold, asset: InformationAsset) -> None:
    links.add(HOUSE, hold, links.way_named(register_of(Hold), "holds.holds.to"), asset)


def approved(cast: Cast, manager: Person, assets: list[InformationAsset]) -> Disposal:
    disposal = proposed(cast, manager, assets)
    disposing.approve(Actor.at_page(fresh(cast.tom)), disposal, "Read the list")
    disposing.approve(Actor.at_page(holder_of("records_manager", cast.council)), disposal, "Lines are right")
    disposal.refresh_from_db()
    return disposal


def carry_out(manager: Person, disposal: Disposal, **values: Any) -> None:
    told = {"method": "shredded", "day": TODAY, "quantity": "3 boxes", "why": "By the contractor", **values}
    disposing.carry_out(Actor.at_page(manager), disposal, told)


def test_a_hold_keeps_what_it_is_linked_to_and_all_of_a_line_or_unit(
    cast: Cast, manager: Person, old: list[InformationAsset]
) -> None:
    ids = [each.pk for each in old]
    assert holds.held(ASSETS, ids) == {}
    linked = set_hold(cast)
    hold_by_link(linked, old[0])
    assert holds.held(ASSETS, ids) == {old[0].pk: [linked]}
    by_line = set_hold(cast, line=old[0].retention_line)
    assert set(holds.held(ASSETS, ids)) == set(ids)
    set_hold(cast, line=old[0].retention_line, held_unit=cast.finance)
    assert all(len(kept) <= 2 for kept in holds.held(ASSETS, ids).values()), "of both, and these are of one"
    whole = set_hold(cast, held_unit=cast.council)
    assert whole in holds.held(ASSETS, ids)[old[2].pk], "a unit means all below it"
    for hold in (linked, by_line, whole):
        holds.lift(Actor.at_page(manager), hold, {"why": "Settled"})
    assert holds.held(ASSETS, ids) == {}


def test_a_rehearsal_tells_what_would_go_and_what_keeps_it(cast: Cast, manager: Person, old: list[InformationAsset], signed_in: Any) -> None:  # fmt: skip
    hold_by_link(set_hold(cast), old[0])
    near = make_asset(
        cast, "Nearly due", old[0].retention_line, closed_on=TODAY.replace(year=2020) + timedelta(days=60)
    )
    reviewed = make_line(cast, "REV-01", action="review")
    looked = make_asset(cast, "To be looked at", reviewed, closed_on=date(2011, 1, 1))
    found = disposing.rehearse(manager, cast.posts["tom"])
    assert [each.goes for each in found.by_disposition["destroy"]] == [False, True, True]
    assert [each.shown.record for each in found.near] == [near]
    assert [each.shown.record for each in found.to_review] == [looked]
    page = text_of(signed_in(manager).get(f"/disposal/rehearse/?owner={cast.posts['tom'].pk}"))
    assert page.count('type="checkbox"') == 2
    for words in ("Hold 0", "Nearly due", "To be looked at", "Zeppelin files 1"):
        assert words in page
    assert not Disposal.objects.exists()
    other = text_of(signed_in(cast.ruth).get(f"/disposal/rehearse/?owner={cast.posts['tom'].pk}"))
    assert "Zeppelin" not in other


def test_from_the_rehearsal_to_the_certificate(
    cast: Cast, manager: Person, old: list[InformationAsset], signed_in: Any
) -> None:
    browser = signed_in(manager)
    form = {
        "owner": cast.posts["tom"].pk,
        "disposition": "destroy",
        "pick": [f"assets {each.pk}" for each in old],
        "why": "Read",
    }
    answer = browser.post("/disposal/rehearse/", form)
    disposal = Disposal.objects.get()
    assert answer.url == f"/disposals/{disposal.pk}/"
    assert browser.post("/disposal/rehearse/", form).status_code == 422, "they are in a batch already"
    page = f"/disposals/{disposal.pk}/do/"
    own = browser.post(f"{page}approve/", {"why": "x", "seen_version": 1})
    assert own.status_code == 403, "who proposed it does not approve it"
    assert signed_in(cast.tom).post(f"{page}approve/", {"why": "Read the list", "seen_version": 1}).status_code == 302
    second = holder_of("records_manager", cast.council)
    assert signed_in(second).post(f"{page}approve/", {"why": "Right", "seen_version": 2}).status_code == 302
    disposal.refresh_from_db()
    assert disposal.state == Disposal.State.APPROVED
    done = {
        "method": "shredded",
        "day": TODAY.isoformat(),
        "quantity": "3 boxes",
        "why": "Contractor",
        "seen_version": 3,
    }
    assert signed_in(manager).post(f"{page}carry-out/", done).status_code == 302
    for asset in old:
        asset.refresh_from_db()
        assert asset.disposed_on == TODAY
    assert not RetentionDate.objects.filter(record__in=[each.pk for each in old]).exists()
    assert list(dates.faults()) == []
    assert "Disposed of" in text_of(signed_in(manager).get("/assets/"))
    kept = certificate.of(disposal)
    assert kept is not None
    served = signed_in(manager).get(f"/disposals/{disposal.pk}/evidence/{kept.pk}/")
    assert served.status_code == 200
    assert b"".join(served.streaming_content).startswith(b"%PDF")


def test_a_certificate_names_nobody_and_proves_each_record(
    cast: Cast, manager: Person, old: list[InformationAsset]
) -> None:
    disposal = approved(cast, manager, old)
    carry_out(manager, disposal)
    kept = certificate.make(Actor.at_page(manager), disposal)
    assert certificate.make(Actor.at_page(manager), disposal) == kept, "once"
    with pikepdf.open(path_of(kept.sha256)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "pdfuaid" in pdf.Root.Metadata.read_bytes().decode()
    listed = Evidence.objects.get(register="disposals", record=disposal.pk, name__endswith=".csv")
    rows = list(csv.DictReader(io.StringIO(path_of(listed.sha256).read_text())))
    assert len(rows) == 3
    for row in rows:
        line = History.objects.get(digest=row["digest"])
        assert (line.register, str(line.record), line.verb) == ("assets", row["record"], "dispose")
    told = certificate.values(disposal, certificate.items(disposal))
    text = str(told)
    people = [manager.name, cast.tom.name, str(cast.posts["tom"]), "Zeppelin"]
    assert [name for name in people if name in text or name in path_of(listed.sha256).read_text()] == []


def test_two_approve_and_neither_made_it(cast: Cast, manager: Person, old: list[InformationAsset]) -> None:
    disposal = proposed(cast, manager, old)
    with pytest.raises(Refused, match="proposed"):
        disposing.approve(Actor.at_page(manager), disposal, "x")
    first, second = (holder_of("records_manager", cast.council) for _ in range(2))
    disposing.approve(Actor.at_page(first), disposal, "x")
    disposal.refresh_from_db()
    with pytest.raises(Refused, match="somebody else"):
        disposing.approve(Actor.at_page(first), disposal, "x")
    with pytest.raises(Refused, match="owns the records"):
        disposing.approve(Actor.at_page(second), disposal, "x")
    with pytest.raises(Invalid, match="moved on"):
        carry_out(manager, disposal)
    disposing.approve(Actor.at_page(fresh(cast.tom)), disposal, "x")
    disposal.refresh_from_db()
    assert disposal.state == Disposal.State.APPROVED
    assert InformationAsset.objects.filter(disposed_on__isnull=False).count() == 0


def test_who_acts_for_whoever_made_it_does_not_approve_it(
    cast: Cast, manager: Person, old: list[InformationAsset]
) -> None:
    """Seen: a deputy approved in the place of the records manager who had proposed it."""
    deputy = holder_of("records_manager", cast.council)
    post = Holding.objects.get(person=manager).post
    make(Delegation, post=post, to=deputy, start=TODAY, end=TODAY + timedelta(days=30), reason="On leave")
    disposal = proposed(cast, manager, old)
    with pytest.raises(Refused, match="proposed"):
        disposing.approve(Actor.at_page(fresh(deputy)), disposal, "x")
    disposing.approve(Actor.at_page(holder_of("records_manager", cast.council)), disposal, "x")


def test_who_neither_owns_nor_manages_records_approves_nothing(
    cast: Cast, manager: Person, old: list[InformationAsset]
) -> None:
    disposal = proposed(cast, manager, old)
    for role in ("ig_manager", "dpo", "auditor", "siro"):
        with pytest.raises(Refused):
            disposing.approve(Actor.at_page(holder_of(role, cast.council)), disposal, "x")
    with pytest.raises(Refused):
        disposing.propose(Actor.at_page(fresh(cast.tom)), cast.posts["tom"], "destroy", keys(old))
    with pytest.raises(Refused):
        disposing.approve(Actor.operator("a script"), disposal, "x")


@pytest.mark.parametrize("step", ["propose", "approve", "carry out"])
def test_a_hold_that_is_set_meanwhile_stops_it(
    cast: Cast, manager: Person, old: list[InformationAsset], step: str
) -> None:
    if step == "propose":
        hold_by_link(set_hold(cast), old[1])
        with pytest.raises(Invalid, match="hold keeps"):
            proposed(cast, manager, old)
        return
    disposal = approved(cast, manager, old) if step == "carry out" else proposed(cast, manager, old)
    hold = set_hold(cast)
    hold_by_link(hold, old[1])
    with pytest.raises(Invalid, match=f"assets {old[1].pk}"):
        carry_out(manager, disposal) if step == "carry out" else disposing.approve(
            Actor.at_page(fresh(cast.tom)), disposal, "x"
        )
    assert not InformationAsset.objects.filter(disposed_on__isnull=False).exists()
    item = DisposalItem.objects.get(disposal=disposal, number=old[1].pk)
    disposing.leave_out(Actor.at_page(manager), item, "Needed for the claim")
    if step == "carry out":
        carry_out(manager, disposal)
        assert InformationAsset.objects.filter(disposed_on__isnull=False).count() == 2
        old[1].refresh_from_db()
        assert old[1].disposed_on is None


def test_what_is_not_due_or_not_the_owners_cannot_be_proposed(
    cast: Cast, manager: Person, old: list[InformationAsset]
) -> None:
    new = make_asset(cast, "New", old[0].retention_line, closed_on=TODAY)
    kept = make_asset(cast, "Kept", make_line(cast, "ARC-01", action="transfer"), closed_on=date(2010, 1, 1))
    for wrong in (new, kept):
        with pytest.raises(Invalid, match="rehearse"):
            proposed(cast, manager, [*old, wrong])
    with pytest.raises(Invalid, match="rehearse"):
        disposing.propose(Actor.at_page(manager), cast.posts["ruth"], "destroy", keys(old))
    with pytest.raises(Invalid, match="at least one"):
        proposed(cast, manager, [])
    disposal = proposed(cast, manager, old)
    disposing.call_off(Actor.at_page(manager), disposal, "Wrong list")
    assert proposed(cast, manager, old).pk != disposal.pk, "what was called off is free again"


def test_a_day_before_the_approval_or_to_come_is_refused(
    cast: Cast, manager: Person, old: list[InformationAsset]
) -> None:
    disposal = approved(cast, manager, old)
    for day, told in ((TODAY - timedelta(days=1), "not approved yet"), (TODAY + timedelta(days=1), "still to come")):
        with pytest.raises(Invalid, match=told):
            carry_out(manager, disposal, day=day)


def test_broken_forms_propose_nothing(cast: Cast, manager: Person, old: list[InformationAsset], signed_in: Any) -> None:
    browser = signed_in(manager)
    owner = cast.posts["tom"].pk
    for given in ({"owner": "x"}, {"owner": "9" * 40}, {"owner": owner, "disposition": "eat", "pick": "assets 1"},
                  {"owner": owner, "disposition": "destroy", "pick": "assets x"}, {"owner": owner, "disposition": "destroy", "pick": "nothing 1"},
                  {"owner": owner, "disposition": "destroy"}):  # fmt: skip
        assert browser.post("/disposal/rehearse/", given).status_code in {404, 422}
    assert not Disposal.objects.exists()


def test_a_disposal_that_is_carried_out_while_a_hold_is_set(apart: dict[str, str]) -> None:
    """Both take their turn: either the hold is there first and nothing goes, or all went before it was there; never half."""

    def story() -> tuple[int, int, int]:
        with clock.at(TODAY):
            cast = make_cast()
            manager, line = holder_of("records_manager", cast.council), make_line(cast)
            assets = [make_asset(cast, f"Old {n}", line, closed_on=date(2010 + n, 5, 4)) for n in range(3)]
            disposal = approved(cast, manager, assets)
            return manager.pk, disposal.pk, set_hold(cast).pk

    manager, disposal, hold = in_thread(story)

    def tried(what: Any) -> Any:
        def act() -> str:
            with clock.at(TODAY):
                try:
                    what()
                except Invalid as error:
                    return str(error)
            return ""

        return act

    told = together([
        tried(lambda: carry_out(Person.objects.get(pk=manager), Disposal.objects.get(pk=disposal))),
        tried(lambda: hold_by_link(Hold.objects.get(pk=hold), InformationAsset.objects.order_by("pk")[0])),
    ])  # fmt: skip

    def looked() -> None:
        gone = InformationAsset.objects.filter(disposed_on__isnull=False).count()
        rows = History.objects.filter(verb__in=["link", "carry_out"]).order_by("number")
        turns = list(rows.values_list("verb", flat=True))
        assert (turns, gone) in [(["link"], 0), (["carry_out", "link"], 3)]
        assert ("A hold keeps" in told[0]) == (gone == 0)

    in_thread(looked)


def test_a_deputy_does_not_turn_both_keys(cast: Cast, manager: Person, old: list[InformationAsset]) -> None:
    """Who holds the owning post and manages records is one person, and approves once."""
    Holding.objects.create(person=manager, post=cast.posts["tom"], start=date(2020, 1, 1))
    other = holder_of("records_manager", cast.council)
    disposal = proposed(cast, other, old)
    disposing.approve(Actor.at_page(fresh(manager)), disposal, "x")
    disposal.refresh_from_db()
    with pytest.raises(Refused, match="somebody else"):
        disposing.approve(Actor.at_page(fresh(manager)), disposal, "x")
