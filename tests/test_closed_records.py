"""A record that only named people may know of leaves no trace with anybody else: every way out is walked before it is there and after.

Seen red when `visible` let roles read it, when duties and who answers had rows of it, when the lines of the audit log kept their
numbers, and when an owner's link made before still opened it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from muniment import cli, clock
from muniment.administration import log
from muniment.assets.models import InformationAsset
from muniment.organisation import handing_over, leaving
from muniment.people.models import Delegation, Holding, Person, Post, RoleGiven
from muniment.registers import comments, evidence, figures, history, links, my_duties, owner_links, searching_index
from muniment.registers.access import Actor
from muniment.registers.checks import faults
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Answerable, Duty, Evidence, History, Named, OwnerLink, Reading, SearchDocument
from muniment.registers.rebuilding import DERIVED
from muniment.registers.register import Moment, registry
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.retention.models import RetentionDate, RetentionLine
from muniment.sharing.models import Disclosure, LogKeeper
from muniment.web import calendars, digests, escalation
from tests.cast import HOUSE, Cast, make
from tests.cast import person as somebody
from tests.contracts import MARK, acts_on, build, fresh, lists_of, pages_of, text_of, unwritten
from tests.programmes import programme

DAY = date(2026, 4, 1)
REGISTER = registry.of(Disclosure)


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with clock.at(DAY):
        yield


def holder(name: str, role: str, cast: Cast) -> Person:
    """Somebody new in a post with this role for the council, through the write path."""
    one = somebody(name)
    post = make(Post, unit=cast.council, title=f"Post of {name}")
    make(Holding, person=one, post=post, start=date(2020, 1, 1))
    make(RoleGiven, post=post, role=role, unit=cast.council)
    return one


@pytest.fixture
def keeper(cast: Cast) -> Person:
    """Who keeps the log: an officer, and decided to be the keeper."""
    person = holder("Kim Log", "ig_officer", cast)
    make(LogKeeper, person=person, unit=cast.council, since=DAY, decided_by="The board")
    return person


@pytest.fixture
def outsiders(cast: Cast, keeper: Person) -> dict[str, Person]:
    """Those who read all of the register otherwise, run the installation, own it, or act for somebody who is named."""
    deputy = holder("Dee Puty", "staff", cast)
    post = Holding.objects.get(person=keeper).post
    make(Delegation, post=post, to=deputy, start=DAY, end=DAY + timedelta(days=60))
    return {
        "manager": cast.priya, "auditor": cast.amina, "admin": holder("Ad Min", "admin", cast), "owner": cast.tom,
        "deputy": deputy, "siro": cast.daniel,
    }  # fmt: skip


def closed(cast: Cast, actor: Person, **values: Any) -> Any:
    line = RetentionLine.objects.first()
    record = unwritten(Disclosure, cast, restricted=True, owner=cast.posts["tom"], needed_by=date(2026, 3, 9), received_on=date(2026, 3, 2),
                       retention_line=line, closed_on=date(2020, 1, 1), **values)  # fmt: skip
    write(Actor.at_page(actor), [Change(record, verb="create")])
    return Disclosure.objects.get(pk=record.pk)


def walk(person: Person, browser: Any, client: Any, asset: Any, feed: str) -> dict[str, str]:
    """Everything that a person is shown by a way that is not the record's own address."""
    addresses = ["/", "/calendar/?month=2026-03", "/owners/", "/disposal/", "/disposal/export.csv", "/leavers/", "/administration/",
                 "/administration/access/", "/administration/log/", "/administration/log/?register=disclosures", "/administration/log/?verb=restrict",
                 "/administration/log/export.csv", f"/search/?q={MARK}", "/search/?q=emergency", "/search/?q=D-", "/me/", "/jobs/", feed]  # fmt: skip
    addresses += lists_of(REGISTER)[:-1]
    if person.name == "Priya Raman":  # who reads nearly all of them
        addresses += [f"/{each.slug}/" for each in registry]
    addresses += [f"/disclosures/?open={each.name}" for each in REGISTER.filters] + [
        "/disclosures/?open=flags",
        "/disclosures/bulk/?do=all",
    ]
    addresses += pages_of(registry.of(InformationAsset), asset.pk)
    addresses += [f"/assets/{asset.pk}/links/?way=discloses-back&q={MARK}"]
    owner = Holding.objects.get(person__name="Tom Birch").post_id
    addresses += [f"/posts/{owner}/", f"/posts/{owner}/thread/"]
    addresses += [f"/units/{asset.unit_id}/", f"/units/{asset.unit_id}/thread/", f"/people/{person.pk}/"]
    found = {}
    for address in addresses:
        if address.endswith("xlsx"):
            continue
        response = browser.get(address)
        found[address] = f"{response.status_code} {text_of(response)}"
    for address in ("/api/disclosures/", "/api/duties/", f"/api/search/?q={MARK}", f"/api/assets/{asset.pk}/", f"/api/assets/{asset.pk}/history/",
                    "/api/disclosures/?anything_given=yes", f"/api/disclosures/?as_at={DAY}"):  # fmt: skip
        response = client.get(address)
        found[address] = f"{response.status_code} {text_of(response)}"
    found["late"] = str(my_duties.late_count(fresh(person)))
    found["escalated"] = str(escalation.escalated_to(fresh(person), 1))
    found["feed"] = calendars.feed(fresh(person), "https://example.org").decode()
    found["letter"] = digests.body_of(digests.words_for(fresh(person)), "https://example.org")
    found["owners"] = str(leaving.wanting(Holding.objects.all()))
    return found


def test_nothing_that_others_are_shown_changes_when_it_comes(
    cast: Cast, keeper: Person, outsiders: dict[str, Person], signed_in: Any
) -> None:
    build(RetentionLine, cast)
    asset = build(InformationAsset, cast)
    build(Disclosure, cast, unit=cast.housing)  # an open one, which all of them go on to see
    who = {name: (person, signed_in(person), programme(person)) for name, person in outsiders.items()}
    feeds = {name: f"/calendar/feed/{calendars.make_feed(person, 'x')}.ics" for name, (person, *_rest) in who.items()}
    log.keep_verification(verify_all())

    def seen() -> dict[str, dict[str, str]]:
        return {
            name: walk(person, browser, client, asset, feeds[name]) for name, (person, browser, client) in who.items()
        }

    for name, (_person, browser, client) in who.items():  # what a first visit keeps: the day on which a token was used
        browser.get(feeds[name])
        client.get("/api/duties/")
    before = seen()
    record = closed(cast, keeper)
    named = Actor.at_page(fresh(keeper))
    evidence.attach(named, record, f"{MARK}.txt", MARK.encode())
    comments.add(named, record, f"{MARK} was here")
    way = next(each for each in links.ways_of(REGISTER) if each.relation.name == "discloses")
    links.add(named, record, way, asset)
    for address in pages_of(REGISTER, record.pk):
        assert signed_in(keeper).get(address).status_code == 200, address
    log.keep_verification(verify_all())
    after = seen()
    for name in before:
        for address, told in before[name].items():
            assert after[name][address] == told, (name, address)
    assert verify_all().faults == []


def test_its_own_addresses_are_as_those_of_nothing(
    cast: Cast, keeper: Person, outsiders: dict[str, Person], signed_in: Any
) -> None:
    record = closed(cast, keeper)
    attached = evidence.attach(Actor.at_page(fresh(keeper)), record, "a.txt", b"x")
    nothing = record.pk + 1
    for name, person in outsiders.items():
        browser, client = signed_in(person), programme(person)
        own = [
            *pages_of(REGISTER, record.pk),
            *acts_on(REGISTER, record.pk),
            f"/disclosures/{record.pk}/evidence/{attached.pk}/",
        ]
        for address in own:
            there, not_there = (browser.get(each) for each in (address, address.replace(str(record.pk), str(nothing))))
            assert there.status_code == not_there.status_code == 404, (name, address)
            assert text_of(there).replace(str(record.pk), "") == text_of(not_there).replace(str(nothing), ""), (
                name,
                address,
            )
            assert browser.post(address, {"why": "Mine."}).status_code in {404, 405}, (name, address)
        for path in ("", "history/", "evidence/", f"evidence/{attached.pk}/"):
            assert client.get(f"/api/disclosures/{record.pk}/{path}").status_code == 404, (name, path)
        assert client.patch(f"/api/disclosures/{record.pk}/", {"version": 1, "fields": {}}, content_type="application/json").status_code in {403, 404}  # fmt: skip
        posted = browser.post("/disclosures/bulk/", {"pick": str(record.pk), "seen": f"{record.pk}:1", "do": "preview"})
        assert str(record) not in text_of(posted)
        for verb in ("read", "edit", "decide_disclosure", "restrict", "name_readers", "unrestrict", "create"):
            with pytest.raises(Refused):
                write(Actor.at_page(fresh(person)), [Change(Disclosure.objects.get(pk=record.pk), {}, verb, "Mine.")])
        with pytest.raises(Refused):
            comments.add(Actor.at_page(fresh(person)), record, "Mine")
        with pytest.raises(Refused):
            evidence.attach(Actor.at_page(fresh(person)), record, "b.txt", b"x")


def test_nobody_links_to_what_they_may_not_know_of(cast: Cast, keeper: Person, signed_in: Any) -> None:
    record = closed(cast, keeper)
    asset = build(InformationAsset, cast)
    browser = signed_in(cast.priya)
    told = [
        text_of(
            browser.post(f"/assets/{asset.pk}/links/", {"way": way, "q": MARK, "other": f"disclosures:{pk}"})
        ).replace(str(pk), "")
        for pk in (record.pk, record.pk + 1)
        for way in ["discloses-back"]
    ]
    assert told[0] == told[1]


def test_those_named_find_it_by_every_way(cast: Cast, keeper: Person, signed_in: Any) -> None:
    record = closed(cast, keeper)
    browser, client = signed_in(keeper), programme(keeper)
    assert record.only_for == [keeper.pk]
    for address in (
        "/disclosures/",
        "/disclosures/?closed_to_others=yes",
        f"/search/?q={MARK}",
        f"/search/?q={record.reference}",
        "/",
    ):
        assert record.reference in text_of(browser.get(address)).replace(f'value="{record.reference}"', ""), address
    assert record.reference in text_of(browser.get("/disclosures/export.csv"))
    assert client.get(f"/api/disclosures/{record.pk}/").json()["fields"]["reference"] == record.reference
    assert record.reference in calendars.feed(fresh(keeper), "https://example.org").decode()
    mine = my_duties.duties_of(fresh(keeper))
    assert [each.rule.name for each in mine.late] == ["identify"]
    assert my_duties.late_count(fresh(keeper)) == 1
    page = text_of(browser.get(f"/disclosures/{record.pk}/"))
    assert "Known only to those named" in page
    assert keeper.name in text_of(browser.get(f"/disclosures/{record.pk}/who/"))
    assert "Tom Birch" not in text_of(browser.get(f"/disclosures/{record.pk}/who/"))


def test_the_list_is_changed_by_those_on_it_with_a_reason(cast: Cast, keeper: Person, signed_in: Any) -> None:
    record = closed(cast, keeper)
    actor = Actor.at_page(fresh(keeper))
    with pytest.raises(Invalid, match="why"):
        write(actor, [Change(record, {"only_for": [keeper.pk, cast.daniel.pk]}, "name_readers")])
    for wrong in ([], [10**6]):
        with pytest.raises(Invalid):
            write(
                actor, [Change(Disclosure.objects.get(pk=record.pk), {"only_for": wrong}, "name_readers", "Because.")]
            )
    assert signed_in(cast.daniel).get(f"/disclosures/{record.pk}/").status_code == 404
    step = f"/disclosures/{record.pk}/do/who-may-know/"
    posted = {
        "named_people": f"{keeper.email}\n{cast.daniel.email.upper()}",
        "why": "The SIRO advises.",
        "seen_version": "1",
    }
    wrong = signed_in(keeper).post(step, {**posted, "named_people": "nobody@example.org"})
    assert (wrong.status_code, "Nobody who signs in here" in text_of(wrong)) == (422, True)
    assert signed_in(keeper).post(step, posted).status_code == 302
    page = signed_in(cast.daniel).get(f"/disclosures/{record.pk}/history/")
    assert page.status_code == 200
    assert "The SIRO advises." in text_of(page)
    assert "Daniel Osei" in text_of(page)
    # Being named is reading; what one may do follows from one's posts as everywhere.
    assert signed_in(cast.daniel).get(f"/disclosures/{record.pk}/edit/").status_code == 403
    again = Disclosure.objects.get(pk=record.pk)
    write(Actor.at_page(fresh(keeper)), [Change(again, {"restricted": False}, "unrestrict", "They were charged.")])
    assert signed_in(cast.amina).get(f"/disclosures/{record.pk}/").status_code == 200
    assert Answerable.objects.filter(register="disclosures", record=record.pk).exists()
    assert Duty.objects.filter(register="disclosures", record=record.pk).exists()
    assert not Named.objects.exists()
    assert verify_all().faults == []


def test_closing_later_takes_away_what_was_told_before(cast: Cast, keeper: Person, signed_in: Any) -> None:
    line = build(RetentionLine, cast)
    record = build(Disclosure, cast, retention_line=line, closed_on=date(2020, 1, 1))
    link = OwnerLink.objects.create(register="disclosures", record=record.pk, post=cast.posts["tom"], made_by="x", made_at=clock.now(),
                                    until=clock.now() + timedelta(days=9))  # fmt: skip
    assert owner_links.read(owner_links.token(link)).record == record
    assert RetentionDate.objects.filter(register="disclosures", record=record.pk).exists()
    step = f"/disclosures/{record.pk}/do/close-to-others/"
    posted = {"named_people": cast.daniel.email, "why": "The officer asked us to.", "seen_version": "1"}
    assert signed_in(cast.priya).post(step, posted).status_code == 302
    now = Disclosure.objects.get(pk=record.pk)
    assert now.only_for == sorted([cast.daniel.pk, cast.priya.pk, keeper.pk])
    with pytest.raises(Refused, match="no longer fits"):
        owner_links.read(owner_links.token(link))
    link.delete()
    assert signed_in(cast.amina).get(f"/disclosures/?as_at={DAY - timedelta(days=1)}").status_code == 200
    assert MARK not in text_of(signed_in(cast.amina).get(f"/disclosures/export.csv?as_at={DAY}"))
    for table in (RetentionDate, Answerable, Duty):
        assert not table.objects.filter(register="disclosures", record=record.pk).exists(), table
    assert signed_in(cast.amina).get(f"/disclosures/{record.pk}/").status_code == 404
    assert verify_all().faults == []


def test_no_figure_handover_or_table_that_is_derived_counts_it(cast: Cast, keeper: Person) -> None:
    holding = Holding.objects.select_related("person", "post", "post__unit").get(person=cast.tom)
    record = closed(cast, keeper)
    for moment in (Moment(DAY), Moment(DAY, DAY)):
        counted = figures.count(REGISTER, moment.rows(Disclosure), [figures.Figure("all", "all")], moment, {})
        assert counted["all"].value == 0
    made = handing_over.open_handover(HOUSE, holding, {"kind": "leaves", "last_day": DAY})
    assert "disclosures" not in {each.in_register for each in handing_over.undecided(made)}
    for derived in DERIVED.values():
        derived.rebuild()
    assert verify_all().faults == []
    assert list(Named.objects.values_list("record", "person")) == [(record.pk, keeper.pk)]
    for table in (RetentionDate, Answerable, Duty):
        assert not table.objects.filter(register="disclosures").exists(), table
    Named.objects.create(register="disclosures", record=record.pk, person=cast.ruth)
    assert [each.message for each in verify_all().faults] == ["who may know of it is not what the record says"]


def test_who_reads_it_is_kept_and_told_to_those_named(cast: Cast, keeper: Person, signed_in: Any) -> None:
    record = closed(cast, keeper)
    open_one = build(Disclosure, cast)
    assert not Reading.objects.exists()
    signed_in(keeper).get(f"/disclosures/{open_one.pk}/")
    assert not Reading.objects.exists()
    signed_in(keeper).get(f"/disclosures/{record.pk}/")
    programme(keeper).get(f"/api/disclosures/{record.pk}/")
    assert Reading.objects.filter(record=record.pk, person=keeper).count() == 2
    assert list(History.objects.filter(register="readings").values_list("verb", "via")) == [("open_record", "page"), ("open_record", "api")]  # fmt: skip
    assert "Read" in text_of(signed_in(keeper).get(f"/disclosures/{record.pk}/history/"))
    # A reading is no change: the record's page goes on to name who changed it last.
    assert all(row.register == "disclosures" for row in history.of_record("disclosures", record.pk))
    assert verify_all().faults == []


def test_its_files_are_read_without_a_task_that_others_see(
    cast: Cast, keeper: Person, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        searching_index, "read_file", SimpleNamespace(call=searching_index.read_file.call, enqueue=asked.append)
    )
    record, open_one = closed(cast, keeper), build(Disclosure, cast)
    for each in (record, open_one):
        with django_capture_on_commit_callbacks(execute=True):
            evidence.attach(Actor.at_page(fresh(keeper)), each, "statement.txt", b"Seen at the quay")
    assert asked == [Evidence.objects.get(record=open_one.pk).pk]
    told = SearchDocument.objects.get(record=record.pk, kind="file")
    assert "quay" in told.body


def test_neither_numbers_nor_references_have_gaps(cast: Cast, keeper: Person) -> None:
    seen = [build(Disclosure, cast) for _each in range(3)]
    hidden = closed(cast, keeper)
    seen.append(build(Disclosure, cast))
    keys = [each.pk for each in (*seen, hidden)]
    assert len({each.reference for each in (*seen, hidden)}) == 5
    assert not any(abs(one - other) < 1000 for one in keys for other in keys if one != other)
    wanted = log.asked({})
    lines, _later = log.page(fresh(cast.amina), wanted)
    numbers = [each.number for each in lines]
    assert numbers == list(range(numbers[0], numbers[-1] - 1, -1))
    assert all(each.row.record != hidden.pk for each in lines)
    older, _later = log.page(fresh(cast.amina), log.asked({"before": str(numbers[1])}))
    assert [each.number for each in older[:5]] == numbers[2:7]
    assert len(log.page(fresh(keeper), wanted)[0]) >= len(lines)
    assert len(list(log.as_csv(fresh(cast.amina), wanted))) == len(list(log.as_csv(fresh(cast.priya), wanted)))


def test_a_reader_who_is_taken_off_the_list_is_shown_nothing_more(cast: Cast, keeper: Person, signed_in: Any) -> None:
    record = closed(cast, keeper, only_for=[cast.priya.pk])
    assert record.only_for == sorted([keeper.pk, cast.priya.pk])
    assert signed_in(cast.priya).get(f"/disclosures/{record.pk}/").status_code == 200
    write(
        Actor.at_page(fresh(keeper)), [Change(record, {"only_for": [keeper.pk]}, "name_readers", "Her part is done.")]
    )
    assert signed_in(cast.priya).get(f"/disclosures/{record.pk}/").status_code == 404


def test_where_all_who_were_named_have_left_somebody_is_named_at_the_command_line(
    cast: Cast, keeper: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    record = closed(cast, keeper)
    cli.main(["closed-records"])
    assert "There is none" in capsys.readouterr().out
    write(HOUSE, [Change(Person.objects.get(pk=keeper.pk), {"is_active": False}, "edit", "Left.")])
    cli.main(["closed-records"])
    assert capsys.readouterr().out.strip() == f"disclosures/{record.pk}"
    with pytest.raises(SystemExit):
        cli.main(["closed-records", f"disclosures/{record.pk}", "--name", cast.daniel.email])
    cli.main(
        ["closed-records", f"disclosures/{record.pk}", "--name", cast.daniel.email, "--why", "The board asked for it."]
    )
    assert Disclosure.objects.get(pk=record.pk).only_for == sorted([keeper.pk, cast.daniel.pk])
    assert verify_all().faults == []


def test_a_declaration_that_would_tell_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(REGISTER) == []
    access = replace(REGISTER.access, own=REGISTER.access.own | {"import"})
    assert ["read into no register" in fault.msg for fault in faults(replace(REGISTER, access=access))] == [True]
    monkeypatch.setitem(vars(Disclosure._meta.get_field("reference")), "unique", value=True)
    assert ["What is unique (reference)" in fault.msg for fault in faults(REGISTER)] == [True]
    monkeypatch.setitem(vars(LogKeeper._meta.get_field("person")), "related_model", Disclosure)
    assert any("link them instead" in fault.msg for fault in faults(registry.of(LogKeeper)))
