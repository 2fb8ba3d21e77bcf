"""What the records ask of people: one table that follows from the records, and tells nobody of a record they may not see.

Seen red when a part's save did not derive its recommendation's duties again, when a withdrawn record still asked, when `shown`
read the records without `visible_to`, when the rules of the domain were not asked, and when `faults` did not look for rows that
no record asks.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from muniment import clock
from muniment.assurance import services
from muniment.assurance.models import Audit, Part, Recommendation, RecommendationExtension
from muniment.cli import main
from muniment.organisation.models import GovernanceGroup
from muniment.people.models import Holding, Person, Post, RoleGiven
from muniment.registers import checks, duties, my_duties
from muniment.registers.access import Access, Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import Duty, History
from muniment.registers.register import Asked, DutyRule, Register, registry
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.reporting import services as writing
from muniment.reporting.models import Clearance
from tests.cast import HOUSE, Cast, make, make_plan, make_recommendation, person, today
from tests.contracts import CLOSED, MARK, REGISTERS, build, example, fresh, text_of

TODAY = date(2026, 11, 23)
ASKING = [each for each in REGISTERS if each.values[0].duties]
ASKING_CLOSED = [each for each in CLOSED if each.values[0].duties]


@pytest.fixture(autouse=True)
def one_day() -> Iterator[None]:
    with today(TODAY):
        yield


def kept() -> set[tuple[Any, ...]]:
    return set(Duty.objects.values_list("register", "record", "rule", "verb", "post", "unit", "due", "since"))


def of(record: Any, slug: str = "recommendations") -> list[tuple[str, int | None]]:
    return sorted(Duty.objects.filter(register=slug, record=record.pk).values_list("rule", "post"))


def about(found: list[my_duties.Shown]) -> list[tuple[str, str]]:
    return [(each.label, each.about) for each in found]


def mine_of(someone: Person) -> my_duties.Mine:
    return my_duties.duties_of(fresh(someone))


def a_part(whole: Recommendation, label: str, owner: Post | None, **values: Any) -> Part:
    return make(
        Part, unit=whole.unit, recommendation=whole, label=label, agreed_action=f"Do {label}", owner=owner, **values
    )


# The rules


def test_an_action_asks_its_owners_until_it_is_said_done_and_then_whoever_verifies(cast: Cast) -> None:
    tom, ruth = cast.posts["tom"], cast.posts["ruth"]
    action = make_recommendation(make_plan(cast), "A1", owner=tom, joint_owners=[ruth.pk], title="Keep a register")
    assert of(action) == [("due", tom.pk), ("due", ruth.pk)]
    assert about(mine_of(cast.tom).late) == about(mine_of(cast.ruth).late) == [("Update", "A1 Keep a register")]
    found = mine_of(cast.tom).late[0]
    assert (found.late, found.address) == (54, f"/recommendations/{action.pk}/")
    assert found.step_address == f"/recommendations/{action.pk}/do/update/"
    services.say_done(Actor.at_page(cast.tom), action, {"progress": "Kept."})
    assert of(action) == [("verify", None)]
    assert not mine_of(cast.tom).late
    assert [each.waits for each in mine_of(cast.tom).waiting] == ["To be verified"]
    assert about(mine_of(cast.amina).undated) == [("Verify", "A1 Keep a register")]
    services.verify(Actor.at_page(fresh(cast.amina)), action, {"note": "Seen."})
    assert of(action) == []


def test_who_had_a_hand_in_it_is_not_asked_to_verify_it(cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    services.update(Actor.at_page(cast.priya), action, {"progress": "Begun."})
    services.say_done(Actor.at_page(cast.tom), action, {"progress": "Done."})
    assert not mine_of(cast.priya).undated
    assert about(mine_of(cast.daniel).undated) == [("Verify", str(action))]


def test_a_part_is_its_owners_and_the_whole_asks_of_no_one_twice(cast: Cast) -> None:
    tom, ruth = cast.posts["tom"], cast.posts["ruth"]
    whole = make_recommendation(make_plan(cast), "A1", owner=tom)
    part = a_part(whole, "a", tom)
    assert of(whole) == []
    assert of(part, "parts") == [("due", tom.pk)]
    services.change_part(Actor.at_page(cast.priya), part, {"agreed_action": "Do it", "owner": ruth})
    assert of(whole) == [("due", tom.pk)]
    assert about(mine_of(cast.ruth).undated) == [("Update", "A1 a) Do it")]
    services.say_done(Actor.at_page(cast.ruth), part, {"progress": "Done."})
    assert of(part, "parts") == [("verify", None)]
    whole.refresh_from_db()
    services.say_done(Actor.at_page(cast.tom), whole, {"progress": "Done."})
    assert of(part, "parts") == [], "who verifies the whole verifies its parts"
    services.give_back(Actor.at_page(cast.amina), whole, {"why": "Not yet."})
    assert of(part, "parts") == [("verify", None)]


def test_an_action_without_an_owner_asks_whoever_may_edit_it(cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "A1")
    assert of(action) == [("no_owner", None)]
    assert about(mine_of(cast.priya).undated) == [("Find an owner", str(action))]
    assert not mine_of(cast.company_ig).undated, "another unit's"
    write(HOUSE, [Change(action, {"owner": cast.posts["tom"]}, "edit")])
    assert of(action) == [("due", cast.posts["tom"].pk)]


def test_a_later_date_asks_for_a_decision_of_somebody_else(cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    data = {"to_date": date(2027, 1, 31), "reason": "The supplier is late."}
    extension = services.ask_extension(Actor.at_page(cast.priya), action, data)
    assert of(extension, "extensions") == [("decide", None)]
    assert not mine_of(cast.priya).undated, "who asked does not decide"
    assert about(mine_of(cast.daniel).undated) == [("Decide", "A1: later date to 31 January 2027")]
    assert about(mine_of(cast.tom).waiting) == [("Decide", "A1: later date to 31 January 2027")]
    services.decide_extension(Actor.at_page(fresh(cast.daniel)), extension, {"decision": "approve", "why": "Yes."})
    assert of(extension, "extensions") == []
    assert mine_of(cast.tom).later[0].due == date(2027, 1, 31)


def test_a_clearance_asks_until_it_came_back_or_its_report_is_frozen(cast: Cast) -> None:
    priya = Actor.at_page(cast.priya)
    report = writing.create(priya, make_plan(cast, owner=cast.posts["priya"]))
    sent = {"role": "financial", "post": cast.posts["ruth"], "sent_on": clock.today()}
    clearance = writing.send(priya, report, sent)
    assert about(mine_of(cast.ruth).undated) == [("Clear", str(report))]
    report.refresh_from_db()
    write(HOUSE, [Change(report, {"state": "frozen"}, "freeze")])
    assert of(clearance, "clearances") == []
    assert verify_all().faults == []


def test_an_audit_asks_for_its_follow_up_by_its_day(cast: Cast) -> None:
    audit = build(Audit, cast, unit=cast.council, opinion=None, follow_up_on=date(2026, 11, 27))
    for someone in (cast.priya, cast.amina):
        assert about(mine_of(someone).week) == [("Follow up", str(audit))]
    write(HOUSE, [Change(audit, {"follow_up_on": date(2026, 11, 1)}, "edit")])
    assert [each.late for each in mine_of(cast.priya).late] == [22]
    assert my_duties.late_count(fresh(cast.company_ig)) == 0, "another unit's"
    assert my_duties.late_count(fresh(cast.priya)) == 1


# Reviews


def test_a_group_is_reviewed_and_looked_at_again_in_a_year(cast: Cast, signed_in: Any) -> None:
    group = make(
        GovernanceGroup,
        unit=cast.council,
        name="Information Governance Board",
        purpose="Watches.",
        chair=cast.posts["tom"],
    )
    assert group.next_review == date(2027, 11, 23), "counted where nobody said another day"
    write(HOUSE, [Change(group, {"next_review": date(2026, 11, 25)}, "edit")])
    assert about(mine_of(cast.tom).week) == [("Review", "Information Governance Board")]
    browser, address = signed_in(cast.tom), f"/groups/{group.pk}/do/review/"
    assert "Reviewed: still true" in text_of(browser.get(f"/groups/{group.pk}/"))
    assert browser.post(address, {"seen_version": group.version}).status_code == 422
    sent = {"why": "Asked the clerk.", "note": "Look at the quorum.", "seen_version": group.version}
    assert browser.post(address, sent).status_code == 302
    group.refresh_from_db()
    assert (group.last_reviewed, group.next_review) == (TODAY, date(2027, 11, 23))
    assert History.objects.latest("number").why == "Asked the clerk."
    page = text_of(browser.get(f"/groups/{group.pk}/"))
    for words in ("Last reviewed on 23 November 2026.", "Look at the quorum.", "23 November 2027"):
        assert words in page
    assert mine_of(cast.tom).later[0].due == date(2027, 11, 23)
    assert signed_in(cast.ruth).get(address).status_code == 403
    # Two at once: the second knows an older one.
    assert browser.post(address, {**sent, "note": "Something else."}).status_code == 422


def test_a_group_without_a_chair_asks_whoever_may_review_it_and_one_never_reviewed_nobody(cast: Cast) -> None:
    group = make(GovernanceGroup, unit=cast.council, name="Board", purpose="Watches.")
    assert of(group, "groups") == [("review", None)]
    assert about(mine_of(cast.priya).later) == [("Review", "Board")]
    write(HOUSE, [Change(group, {"review_every": 0}, "edit")])
    assert group.next_review is None
    assert of(group, "groups") == []
    with pytest.raises(Invalid):
        write(HOUSE, [Change(group, {"review_every": 121}, "edit")])


@given(day=st.dates(date(1999, 1, 1), date(2199, 1, 1)), months=st.integers(0, 120))
def test_months_are_added_within_the_month(day: date, months: int) -> None:
    then = clock.add_months(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == day.day or (then.day < day.day and (then + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_the_end_of_a_month_stays_within_it(day: date, months: int, then: date) -> None:
    assert clock.add_months(day, months) == then


# For every register


@pytest.mark.parametrize("register", REGISTERS)
def test_what_a_record_asks_is_kept_and_what_is_withdrawn_asks_nothing(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    assert list(duties.faults()) == []
    if register.duties and hasattr(record, "withdrawn"):
        assert Duty.objects.filter(register=register.slug, record=record.pk).exists() == bool(
            duties.asked_by(register, [record])
        )
        write(HOUSE, [Change(record, {"withdrawn": True}, "undo")])
        assert not Duty.objects.filter(register=register.slug, record=record.pk).exists()


@pytest.mark.parametrize("register", ASKING_CLOSED)
def test_a_duty_never_tells_of_a_record_that_one_may_not_see(register: Register, cast: Cast, signed_in: Any) -> None:
    record = example(register, cast)
    stranger = person("Wendy Member")
    post = make(Post, unit=cast.company, title="Clerk")
    make(Holding, person=stranger, post=post, start=date(2020, 1, 1))
    # The worst case: the table itself says that this is asked of them, and by a role where theirs reaches.
    for rule in register.duties:
        Duty.objects.filter(register=register.slug, record=record.pk, rule=rule.name).delete()
        Duty(register=register.slug, record=record.pk, rule=rule.name, verb=rule.verb, post=post).save()
        Duty(register=register.slug, record=record.pk, rule=rule.name, verb=rule.verb, unit=cast.company).save()
    for someone in (stranger, cast.company_ig, cast.nobody):
        found = mine_of(someone)
        assert found == my_duties.Mine()
        assert MARK not in text_of(signed_in(someone).get("/"))
        assert my_duties.of_post(fresh(someone), post) == []
        assert MARK not in text_of(signed_in(someone).get(f"/posts/{post.pk}/"))


TAMPERINGS: list[tuple[str, Callable[[Any], Any]]] = [
    ("is missing", lambda rows: rows.delete()),
    ("was changed", lambda rows: rows.update(since=date(2001, 1, 1))),
    ("was changed", lambda rows: rows.update(verb="read")),
    ("was added that it does not ask", lambda rows: rows.update(record=10**6)),
    ("was added that it does not ask", lambda rows: rows.update(rule="never")),
    ("was added to no register", lambda rows: rows.update(register="nowhere")),
]  # fmt: skip


@pytest.mark.parametrize(("message", "act"), TAMPERINGS, ids=range(len(TAMPERINGS)))
def test_a_duty_changed_behind_its_back_is_found_and_mended(message: str, act: Any, cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    before = kept()
    act(Duty.objects.filter(register="recommendations", record=action.pk))
    told = [fault.message for fault in verify_all().faults]
    assert any(message in each for each in told), told
    assert duties.rebuild() == len(before)
    assert kept() == before
    assert verify_all().faults == []


def test_the_command_rebuilds_what_is_named(cast: Cast, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("muniment.operations.server.prepare", lambda: None)
    make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    before = kept()
    Duty.objects.all().delete()
    assert main(["rebuild", "duties"]) == 0
    assert "duties: 1 rows written in" in capsys.readouterr().out
    assert kept() == before
    with pytest.raises(SystemExit) as stopped:
        main(["rebuild", "everything"])
    assert stopped.value.code == 2


def test_a_declaration_that_asks_for_what_nobody_may_is_a_fault() -> None:
    rule = DutyRule("due", "Do", "dance", lambda records: [Asked(each) for each in records], step="nowhere")
    register = Register(
        slug="x", model=Audit, title="X", one="x", section="X", access=Access.of(own="read"), columns=(), sort="title",
        duties=(rule, rule),
    )  # fmt: skip
    told = " ".join(str(each.msg) for each in checks.faults(register))
    assert "leads nowhere" in told
    assert "Nobody may 'dance'" in told


# Numbers


def queries_of(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def test_reading_asks_no_more_for_many_duties_than_for_one(cast: Cast, signed_in: Any) -> None:
    plan = make_plan(cast)
    report = writing.create(Actor.at_page(cast.priya), plan)

    def more(number: int) -> None:
        action = make_recommendation(plan, f"B{number}", owner=cast.posts["ruth"])
        a_part(action, "a", cast.posts["tom"])
        make(GovernanceGroup, unit=cast.council, name=f"Group {number}", purpose="Watches.", chair=cast.posts["ruth"])
        role = Clearance.Role.values[number % 7]
        make(Clearance, unit=plan.unit, report=report, role=role, post=cast.posts["ruth"], sent_on=TODAY)
        make_recommendation(plan, f"C{number}")

    more(0)
    whom = (cast.ruth, cast.tom, cast.priya)
    before = [queries_of(lambda who=who: mine_of(who)) for who in whom]
    post = [queries_of(lambda: my_duties.of_post(fresh(cast.ruth), cast.posts["ruth"]))]
    count = queries_of(lambda: my_duties.late_count(fresh(cast.priya)))
    for number in range(1, 7):
        more(number)
    assert [queries_of(lambda who=who: mine_of(who)) for who in whom] == before
    assert queries_of(lambda: my_duties.of_post(fresh(cast.ruth), cast.posts["ruth"])) == post[0]
    assert (
        queries_of(lambda: my_duties.late_count(fresh(cast.priya))) == count <= 6
    )  # one of them asks whom she acts for
    assert max(before) <= 12


def test_a_role_is_shown_a_few_of_each_rule_the_longest_waiting_first(cast: Cast) -> None:
    plan = make_plan(cast)
    for number in range(12):
        with today(date(2026, 10, 1 + number)):
            action = make_recommendation(plan, f"B{number}", owner=cast.posts["tom"])
            services.say_done(Actor.at_page(fresh(cast.tom)), action, {"progress": "Done."})
    found = mine_of(cast.amina).undated
    assert len(found) == my_duties.SHOWN
    assert [each.since for each in found] == [date(2026, 10, 1 + number) for number in range(my_duties.SHOWN)]
    # What they answer for themselves does not take the place of what they may verify.
    make(RoleGiven, post=cast.posts["tom"], role="auditor", unit=cast.council)
    other = make_recommendation(plan, "Z1", owner=cast.posts["ruth"])
    services.say_done(Actor.at_page(cast.ruth), other, {"progress": "Done."})
    assert about(mine_of(cast.tom).undated) == [("Verify", str(other))]
    assert len(mine_of(cast.tom).waiting) == 12


def test_a_batch_is_derived_in_as_many_queries_as_one(cast: Cast) -> None:
    plan = make_plan(cast)

    rows = [make_recommendation(plan, f"B{number}", owner=cast.posts["tom"]) for number in range(40)]
    before = kept()

    def queries(many: int) -> int:
        Duty.objects.filter(record__in=[row.pk for row in rows[:many]]).delete()
        return queries_of(lambda: duties.derive(registry.of(Recommendation), rows[:many]))

    assert queries(40) == queries(1) <= 4
    assert queries_of(lambda: duties.derive(registry.of(Recommendation), rows)) <= 3, "nothing to write"
    assert kept() == before


# Any edits: what stands in the table is what a rebuild from nothing writes.

MOVES = (
    "create", "owner", "joint", "part", "part_owner", "part_done", "update", "done", "return", "verify", "supersede", "reopen",
    "ask", "approve", "refuse", "withdraw", "restore", "audit", "group", "review", "chair", "report", "clear", "freeze",
)  # fmt: skip
EDITS = st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 3), st.booleans()), min_size=4, max_size=25)


def edit(cast: Cast, plan: Any, move: str, which: int, *, flag: bool) -> None:  # noqa: C901, PLR0912 - one line for each move
    post = cast.posts["tom" if flag else "ruth"]
    who = {name: Actor.at_page(fresh(getattr(cast, name))) for name in ("tom", "ruth", "priya", "amina", "daniel")}
    owner = who["tom" if flag else "ruth"]

    def pick(model: type[Any], **condition: Any) -> Any:
        rows = list(model.objects.filter(**condition).order_by("pk"))
        if not rows:
            raise Invalid("There is none yet.")
        return rows[which % len(rows)]

    match move:
        case "create":
            make_recommendation(plan, f"N{Recommendation.objects.count()}", owner=post if which else None)
        case "owner":
            write(HOUSE, [Change(pick(Recommendation), {"owner": post if which else None}, "edit")])
        case "joint":
            write(HOUSE, [Change(pick(Recommendation), {"joint_owners": [post.pk] if which else []}, "edit")])
        case "part":
            data = {
                "label": f"p{Part.objects.count()}",
                "agreed_action": "Do",
                "owner": post if which else None,
                "due": TODAY,
            }
            services.add_part(who["priya"], pick(Recommendation), data)
        case "part_owner":
            services.change_part(who["priya"], pick(Part), {"agreed_action": "Do", "owner": post if which else None})
        case "part_done":
            services.say_done(owner, pick(Part), {"progress": "Done."})
        case "update":
            services.update(owner, pick(Recommendation), {"progress": "On."})
        case "done":
            services.say_done(owner, pick(Recommendation), {"progress": "Done."})
        case "return":
            services.give_back(who["amina"], pick(Recommendation if flag else Part, state="said_done"), {"why": "No."})
        case "verify":
            services.verify(who["amina"], pick(Recommendation if flag else Part, state="said_done"), {"note": "Seen."})
        case "supersede":
            services.supersede(who["priya"], pick(Recommendation if flag else Part), {"why": "Other."})
        case "reopen":
            services.reopen(who["priya"], pick(Recommendation if flag else Part), {"why": "Again."})
        case "ask":
            data = {"to_date": date(2027, 1 + which, 1), "reason": "Late.", "explanation": "Again."}
            services.ask_extension(owner, pick(Recommendation if which else Part), data)
        case "approve" | "refuse":
            services.decide_extension(
                who["daniel"], pick(RecommendationExtension, state="asked"), {"decision": move, "why": "So."}
            )
        case "withdraw" | "restore":
            model = [Recommendation, Part, GovernanceGroup, Clearance][which]
            record = pick(model, withdrawn=move == "restore")
            write(HOUSE, [Change(record, {"withdrawn": move == "withdraw"}, "undo")])
        case "audit":
            build(Audit, cast, opinion=None, follow_up_on=TODAY if flag else None)
        case "group":
            name = f"Group {GovernanceGroup.objects.count()}"
            make(GovernanceGroup, unit=cast.council, name=name, purpose="Watches.", chair=post if which else None)
        case "review":
            duty = pick(GovernanceGroup)
            write(HOUSE, [Change(duty, {"last_reviewed": TODAY, "next_review": date(2027, 1 + which, 1)}, "review")])
        case "chair":
            write(
                HOUSE,
                [Change(pick(GovernanceGroup), {"chair": post if which else None, "review_every": 12 * flag}, "edit")],
            )
        case "report":
            report = writing.create(who["priya"], plan)
            writing.send(who["priya"], report, {"role": "legal", "post": post, "sent_on": TODAY})
        case "clear":
            writing.clear(owner, pick(Clearance), {"comments": "Content."})
        case "freeze":
            clearance = pick(Clearance)
            report = type(clearance.report).objects.get(pk=clearance.report_id)
            write(HOUSE, [Change(report, {"state": "frozen" if flag else "draft"}, "edit")])


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(edits=EDITS)
def test_after_any_edits_the_table_is_what_a_rebuild_writes(cast: Cast, edits: list[tuple[str, int, bool]]) -> None:
    with transaction.atomic():
        plan = make_plan(cast, "Plan of any edits")
        for reference in ("A1", "A2"):
            make_recommendation(plan, reference, owner=cast.posts["tom"])
        make(GovernanceGroup, unit=cast.council, name="Board", purpose="Watches.", chair=cast.posts["tom"])
        services.add_part(
            Actor.at_page(fresh(cast.priya)), Recommendation.objects.get(plan=plan, reference="A1"),
            {"label": "a", "agreed_action": "Do", "owner": cast.posts["tom"], "due": TODAY},
        )  # fmt: skip
        for move, which, flag in edits:
            try:
                with transaction.atomic():
                    edit(cast, plan, move, which, flag=flag)
            except (Refused, Invalid):
                pass
        before = kept()
        assert list(duties.faults()) == []
        assert duties.rebuild() == len(before)
        assert kept() == before
        transaction.set_rollback(True)
