"""What hangs on a record: links, the map, comments; who may see and change it, at the page and through the service.

Seen red when a link to an unseen record was listed and told in the history, when `add` did not ask for the right to edit, when a
second link of the same kind was written, when a stranger's comment was kept, when somebody withdrew another's, and when each link
of a page was asked for by a query of its own.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assurance.models import Audit, Plan, Recommendation
from muniment.registers import comments, links, searching_index, thread, wording
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Comment, History, Link, SearchDocument
from muniment.registers.register import Register, registry
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make_plan, make_recommendation
from tests.contracts import MARK, REGISTERS, build, example, fresh, holder_of, text_of
from tests.test_access import OWN_PAGE

LINKABLE = [each for each in REGISTERS if links.ways_of(each.values[0])]
COMMENTED = [each for each in REGISTERS if each.values[0].comments]
HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "=1+1",
    "a" * 10_000,
    "javascript:alert(1) https://x.example/",
    "\u202ereversed",
]


def way(register: Register, *, forward: bool | None = None) -> links.Way:
    return next(each for each in links.ways_of(register) if forward in {None, each.forward})


def other_end(register: Register, chosen: links.Way, cast: Cast, **given: Any) -> Any:
    there = registry.named(chosen.ends[0])
    assert there is not None
    return example(there, cast, **given)


@pytest.fixture
def two(cast: Cast) -> tuple[Recommendation, Recommendation]:
    plan = make_plan(cast)
    return tuple(make_recommendation(plan, name, owner=cast.posts["tom"]) for name in ("A1", "A2"))  # type: ignore[return-value]


def same_finding() -> links.Way:
    register = registry.named("recommendations")
    assert register is not None
    return next(each for each in links.ways_of(register) if each.relation.name == "same_finding")


@pytest.mark.parametrize("register", LINKABLE)
def test_a_link_is_told_at_both_ends_and_taken_away_with_a_trace(
    register: Register, cast: Cast, signed_in: Any
) -> None:
    chosen = way(register)
    record, other = example(register, cast), other_end(register, chosen, cast)
    there = registry.of(type(other))
    link = links.add(HOUSE, record, chosen, other)
    browser = signed_in(cast.priya)
    for at, pk, end in ((register, record.pk, other), (there, other.pk, record)):
        told = text_of(browser.get(f"/{at.slug}/{pk}/links/"))
        assert f'href="/{registry.of(type(end)).slug}/{end.pk}/"' in told
        assert "Linked" in text_of(browser.get(f"/{at.slug}/{pk}/history/"))
        assert f'href="/{registry.of(type(end)).slug}/{end.pk}/"' in text_of(browser.get(f"/{at.slug}/{pk}/thread/"))
    with pytest.raises(Invalid, match="already"):
        links.add(HOUSE, record, chosen, other)
    links.remove(HOUSE, link.pk)
    assert links.standing(links.of_record(cast.priya, register.slug, record.pk), None) == []
    assert "Link taken away" in text_of(browser.get(f"/{there.slug}/{other.pk}/history/"))
    with pytest.raises(Invalid, match="already"):
        links.remove(HOUSE, link.pk)
    links.add(HOUSE, record, chosen, other)
    assert verify_all().faults == []


@pytest.mark.parametrize("register", LINKABLE)
def test_a_stranger_links_nothing_and_sees_no_link(register: Register, cast: Cast) -> None:
    chosen = way(register)
    record, other = example(register, cast), other_end(register, chosen, cast)
    for person in (cast.nobody, cast.company_ig):
        actor = Actor.at_page(person)
        if (
            not links.may_link(actor, chosen.start, record if chosen.forward else other)
            or "read" not in register.access.everyone
        ):
            with pytest.raises(Refused):
                links.add(actor, record, chosen, other)
    link = links.add(HOUSE, record, chosen, other)
    for person in (cast.nobody, cast.company_ig):
        if "read" not in registry.of(type(other)).access.everyone:
            assert links.of_record(person, register.slug, record.pk) == []
            with pytest.raises(Refused):
                links.remove(Actor.at_page(person), link.pk)
    assert Link.objects.get().removed_at is None


def test_who_only_reads_links_nothing(two: Any, cast: Cast) -> None:
    reader = holder_of("dpo", cast.council)
    one, other = two
    assert Recommendation.objects.visible_to(reader).filter(pk__in=[one.pk, other.pk]).count() == 2
    with pytest.raises(Refused):
        links.add(Actor.at_page(reader), one, same_finding(), other)
    assert not Link.objects.exists()


def test_what_one_may_not_see_at_the_other_end_is_not_there(two: Any, cast: Cast, signed_in: Any) -> None:
    ours, _other = two
    theirs = make_recommendation(make_plan(cast, "Their plan"), "Z9", owner=cast.posts["ruth"], agreed_action="Quietly")
    links.add(HOUSE, ours, same_finding(), theirs)
    for address in ("", "links/", "thread/", "history/"):
        page = text_of(signed_in(cast.tom).get(f"/recommendations/{ours.pk}/{address}"))
        assert "Quietly" not in page
        assert f"/recommendations/{theirs.pk}/" not in page
        assert "Linked" not in page
    assert "Z9" in text_of(signed_in(cast.priya).get(f"/recommendations/{ours.pk}/"))
    # Nor is it found by whoever guesses its key or its words.
    officer = holder_of("ig_manager", cast.company)
    mine = make_recommendation(make_plan(cast, "Company plan", unit=cast.company), "C1")
    browser = signed_in(officer)
    for words in ("Quietly", f"/recommendations/{theirs.pk}/"):
        found = browser.get(f"/recommendations/{mine.pk}/links/", {"way": same_finding().name, "q": words})
        assert f'value="recommendations:{theirs.pk}"' not in text_of(found)
    data = {"way": same_finding().name, "other": f"recommendations:{theirs.pk}"}
    assert browser.post(f"/recommendations/{mine.pk}/links/", data).status_code == 422
    with pytest.raises(Refused):
        links.add(Actor.at_page(officer), mine, same_finding(), theirs)
    assert Link.objects.count() == 1


def test_a_link_is_added_and_taken_away_by_plain_forms(two: Any, cast: Cast, signed_in: Any) -> None:
    one, other = two
    browser, address = signed_in(cast.priya), f"/recommendations/{one.pk}/links/"
    page = text_of(browser.get(address, {"way": same_finding().name, "q": "A2"}))
    assert f'value="recommendations:{other.pk}"' in page
    assert f'value="recommendations:{one.pk}"' not in page
    data = {"way": same_finding().name, "other": f"recommendations:{other.pk}"}
    assert browser.post(address, data).status_code == 302
    # It reads the same both ways, so the other way round it is there already.
    back = {"way": same_finding().name, "other": f"recommendations:{one.pk}"}
    assert browser.post(f"/recommendations/{other.pk}/links/", back).status_code == 422
    link = Link.objects.get()
    assert browser.post(f"/recommendations/{other.pk}/links/", {"remove": "99999"}).status_code == 422
    assert browser.post(f"/recommendations/{other.pk}/links/", {"remove": str(link.pk)}).status_code == 302
    bad = [{}, {"way": "x"}, {"way": same_finding().name}, {**data, "other": "nothing:1"}, {**data, "other": "recommendations:" + "9" * 40},
           {**data, "other": f"recommendations:{one.pk}"}, {"remove": "\0"}]  # fmt: skip
    for each in bad:
        assert browser.post(address, each).status_code == 422, each
    for words in ("\0", "<script>", "%", "/recommendations/" + "9" * 50 + "/", "'" * 500):
        assert browser.get(address, {"way": same_finding().name, "q": words}).status_code == 200
    assert signed_in(cast.tom).post(address, data).status_code == 403
    assert Link.objects.filter(removed_at=None).count() == 0


def test_a_page_as_at_a_day_shows_the_links_of_that_day(two: Any, cast: Cast, signed_in: Any) -> None:
    one, other = two
    before = clock.today() - timedelta(days=3)
    with clock.at(before):
        link = links.add(HOUSE, one, same_finding(), other)
    links.remove(HOUSE, link.pk)
    linked = links.of_record(cast.priya, "recommendations", one.pk)
    assert [len(links.standing(linked, day)) for day in (before - timedelta(days=1), before, None)] == [0, 1, 0]


@pytest.mark.parametrize("register", COMMENTED)
def test_who_reads_may_comment_and_nobody_else(register: Register, cast: Cast, signed_in: Any) -> None:
    record = example(register, cast)
    address = f"/{register.slug}/{record.pk}/comment/"
    told = comments.add(Actor.at_page(cast.priya), record, f"  {MARK}\r\nsaid  ")
    assert told.text == f"{MARK}\nsaid"
    if "read" not in register.access.everyone:
        for person in (cast.nobody, cast.company_ig):
            with pytest.raises(Refused):
                comments.add(Actor.at_page(person), record, "Let me in")
            assert signed_in(person).post(address, {"text": "Let me in"}).status_code == 404
            assert signed_in(person).post(f"{address}{told.pk}/withdraw/").status_code == 404
    assert signed_in(cast.priya).post(address, {"text": "And more"}).status_code == 302
    other = holder_of("dpo", cast.council) if register.slug != "glossary" else cast.nobody
    with pytest.raises(Refused):
        comments.withdraw(Actor.at_page(other), told)
    with pytest.raises(Refused):
        comments.withdraw(HOUSE, told)
    assert signed_in(cast.priya).post(f"{address}{told.pk}/withdraw/").status_code == 302
    page = text_of(signed_in(fresh(cast.priya)).get(f"/{register.slug}/{record.pk}/"))
    assert "Withdrawn by its author" in page
    assert f"{MARK}\nsaid" not in page
    assert "And more" in page
    assert "Comment withdrawn" in text_of(signed_in(cast.priya).get(f"/{register.slug}/{record.pk}/history/"))
    assert [each for each in verify_all().faults if each.where.startswith(("comments", "history"))] == []


def test_a_comment_is_text_whatever_is_in_it(two: Any, cast: Cast, signed_in: Any) -> None:
    one, other = two
    address = f"/recommendations/{one.pk}/comment/"
    browser = signed_in(cast.tom)
    for text in HOSTILE:
        assert browser.post(address, {"text": text}).status_code == 302
    page = text_of(browser.get(f"/recommendations/{one.pk}/"))
    assert "<script>alert" not in page
    assert 'href="https://x.example' not in page
    assert "{{ 7|add:7 }}" in page
    lines = History.objects.count()
    for text in ("", " \n ", "a" * 10_001, "nul\0"):
        answer = browser.post(address, {"text": text})
        assert answer.status_code == 422
        assert text.strip()[:100].replace("\0", "") in text_of(answer).replace("\0", "")
    assert History.objects.count() == lines
    # Another record's comment is not withdrawn through this one.
    told = Comment.objects.first()
    assert told is not None
    assert browser.post(f"/recommendations/{other.pk}/comment/{told.pk}/withdraw/").status_code == 404
    with pytest.raises(Refused):
        comments.add(Actor.at_page(cast.priya), build(Audit, cast).scale, "Nice scale")


def test_a_comment_is_found_until_it_is_withdrawn(two: Any, cast: Cast) -> None:
    tom = Actor.at_page(cast.tom)
    told = comments.add(tom, two[0], "Zymurgy")
    assert SearchDocument.objects.get(kind=searching_index.COMMENT).item == told.pk
    comments.withdraw(tom, told)
    assert not SearchDocument.objects.filter(kind=searching_index.COMMENT).exists()
    searching_index.rebuild()
    assert verify_all().faults == []


@pytest.mark.parametrize("table", [Link, Comment])
def test_a_verification_finds_what_was_changed_by_hand(two: Any, cast: Cast, table: Any) -> None:
    links.add(HOUSE, two[0], same_finding(), two[1])
    comments.add(Actor.at_page(cast.tom), two[0], "As I said")
    assert verify_all().faults == []
    row = table.objects.get()
    values = {"text": "As they said"} if table is Comment else {"to_record": 999}
    table.objects.update(**values)
    assert any(each.where == f"{table.__name__.lower()}s {row.pk}" for each in verify_all().faults)


def queries_of(browser: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200, address
    return len(queries)


@pytest.mark.parametrize("register", [each for each in REGISTERS if each.id not in OWN_PAGE])
def test_a_page_asks_as_much_for_many_as_for_one(register: Register, cast: Cast, signed_in: Any) -> None:
    record, browser = example(register, cast), signed_in(cast.priya)
    ways = links.ways_of(register)

    def hang_on() -> None:
        if register.comments:
            comments.add(Actor.at_page(cast.priya), record, "Something")
        if ways:
            links.add(HOUSE, record, ways[0], other_end(register, ways[0], cast, **_apart(ways[0])))

    def _apart(chosen: links.Way) -> dict[str, Any]:
        return {"plan": make_plan(cast)} if chosen.ends[0] == "recommendations" else {}

    hang_on()
    addresses = [f"/{register.slug}/{record.pk}/{page}" for page in ("", "history/", "thread/")]
    once = [queries_of(browser, address) for address in addresses]
    for _number in range(4):
        hang_on()
    assert [queries_of(browser, address) for address in addresses] == once
    # Plans and reports count their own figures, which other tests hold; the frame of a page, with its menu, asks for nine.
    if register.slug not in {"plans", "reports"}:
        # An asset asks besides whether a hold keeps it, and whether its entity has another master.
        most = 13 if register.slug == "assets" else 12
        assert once[0] - queries_of(browser, "/accessibility/") <= most, once


def test_the_map_shows_references_both_ways_and_a_second_step(two: Any, cast: Cast, signed_in: Any) -> None:
    one, other = two
    audit = build(Audit, cast)
    write(HOUSE, [Change(Plan.objects.get(pk=one.plan_id), {"audit": audit}, "edit")])
    links.add(HOUSE, one, same_finding(), other)
    here, beyond = thread.thread(cast.priya, registry.of(Recommendation), one)
    assert {group.label for group in here.groups} == {"plan", "Answers the same finding as"}
    plan = beyond["plans", one.plan_id]
    assert audit in [each for group in plan.groups for each in group.records]
    drawn = thread.picture(here)
    assert len(drawn["boxes"]) == 2
    page = text_of(signed_in(cast.priya).get(f"/recommendations/{one.pk}/thread/"))
    assert "style=" not in page
    # What hangs on it and may not be seen is not drawn.
    here, _beyond = thread.thread(cast.ruth, registry.of(Recommendation), one)
    assert here.groups == []


def test_a_map_of_many_is_capped(cast: Cast) -> None:
    plan = make_plan(cast)
    for number in range(30):
        make_recommendation(plan, f"A{number}")
    here, _beyond = thread.thread(cast.priya, registry.of(Plan), plan)
    (group,) = (each for each in here.groups if each.label == "Recommendations")
    assert (len(group.records), group.more) == (thread.SHOWN, True)


def test_a_long_text_is_compared_word_by_word() -> None:
    before = "The council keeps a register of all that it holds, and looks at it once a year."
    after = before.replace("a register", "one list")
    told = wording.pieces(before, after)
    assert {kind for kind, _text in told} == {"same", "out", "in"}
    assert "".join(text for kind, text in told if kind != "in") == before
    assert "".join(text for kind, text in told if kind != "out") == after
    assert wording.pieces("a" * 60, "a" * 59 + "b") == []
    assert wording.pieces("short", "shorter") == []
    assert wording.pieces("a " * 100, "b " * 100) == []
    long = "\n".join(f"Line {number} of a very long text that somebody wrote." for number in range(1000))
    pieces = wording.pieces(long, long.replace("Line 500 of", "Line 500, of"))
    assert len("".join(text for _kind, text in pieces)) < 3000


@pytest.mark.parametrize("register", [each for each in REGISTERS if each.values[0].fields and each.id not in OWN_PAGE])
def test_a_conflict_shows_what_differs_in_every_kind_of_field(register: Register, cast: Cast, signed_in: Any) -> None:
    from muniment.registers.forms import form_for

    record = example(register, cast)
    person = cast.priya
    model: Any = register.model
    form = form_for(register, person, record)(instance=model._default_manager.get(pk=record.pk))
    data: dict[str, Any] = {}
    for bound in form.visible_fields():
        value = bound.value()
        value = bound.field.prepare_value(value) if hasattr(bound.field, "prepare_value") else value
        data[bound.name] = "" if value is None else ("on" if value is True else value)
        if value is False:
            del data[bound.name]
    texts = [
        each
        for each in form.visible_fields()
        if type(each.field).__name__ == "CharField" and not getattr(each.field, "choices", None)
    ]
    if texts and texts[-1].field.max_length is None:
        data[texts[-1].name] = str(data[texts[-1].name]) + "\r\nA second line"
        model._default_manager.filter(pk=record.pk).update(
            **{texts[-1].name: data[texts[-1].name].replace("\r\n", "\n")}
        )
    model._default_manager.filter(pk=record.pk).update(version=record.version + 1)
    answer = signed_in(person).post(
        f"/{register.slug}/{record.pk}/edit/", {**data, "seen_version": record.version, "why": "x"}
    )
    if answer.status_code in {403, 422}:
        pytest.skip("not edited at this page by her, or not without more")
    page = text_of(answer)
    if answer.status_code == 409:
        assert 'class="tag amber">differs' not in page, [row for row in page.split("<tr>") if "differs" in row]
