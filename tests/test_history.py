"""The history: nobody changes it, whatever does not agree with it is found, and any day can be told again from it.

Seen red when verify did not compare the head or look for missing rows, and when a version did not end with the next.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from muniment import clock
from muniment.assurance import figures, services
from muniment.assurance.models import PlanImport, Recommendation, RecommendationVersion
from muniment.registers import evidence, history
from muniment.registers.access import Actor
from muniment.registers.models import Answerable, Evidence, History, HistoryHead, HistoryPayload
from muniment.registers.register import Register
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make_plan, make_recommendation
from tests.conftest import drop_triggers
from tests.contracts import REGISTERS, example, fresh, unwritten

FIRST = date(2026, 6, 1)


def found() -> list[str]:
    return [f"{fault.where}: {fault.message}" for fault in verify_all().faults]


@pytest.fixture
def told(cast: Cast) -> Cast:
    """A little history: a plan, an action, an update, a file."""
    action = make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    services.update(Actor.at_page(cast.tom), action, {"progress": "Begun."})
    evidence.attach(Actor.at_page(cast.tom), action, "minutes.txt", b"Minuted.")
    assert found() == []
    return cast


@pytest.mark.parametrize("model", [History, HistoryPayload])
def test_the_database_refuses_to_change_a_line(told: Cast, model: type[models.Model]) -> None:
    values = {"why": "Otherwise"} if model is History else {"salt": "0"}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**values)


def test_the_database_refuses_to_remove_a_line(told: Cast) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM registers_history WHERE number = 1")


@pytest.fixture
def unguarded(told: Cast) -> int:
    """The same with the database's own guard taken away; the number of the last line."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    drop_triggers()
    return History.objects.count()


def line(number: int) -> Any:
    return History.objects.filter(number=number)


def drop(number: int) -> None:
    HistoryPayload.objects.filter(pk=number)._raw_delete("default")
    line(number)._raw_delete("default")


TAMPERINGS: list[tuple[str, Callable[[int], Any], str]] = [
    ("a changed line", lambda _last: line(3).update(actor="Nobody"), "history 3: this row was changed"),
    ("a later day", lambda last: line(last).update(at=clock.end_of(date(2030, 1, 1))), "this row was changed"),
    ("a changed digest", lambda last: line(last).update(digest="0" * 64), "this row was changed"),
    ("the first line removed", lambda _last: drop(1), "the rows from 1 to 1 are missing"),
    ("a middle line removed", lambda _last: drop(5), "the rows from 5 to 5 are missing"),
    ("the last line removed", drop, "was the last row written"),
    ("all lines removed", lambda last: [drop(number) for number in range(1, last + 1)], "the chain ends at 0"),
    ("the head set back", lambda last: HistoryHead.objects.update(number=last - 1), "the chain ends at"),
    ("a changed content", lambda _last: HistoryPayload.objects.filter(pk=4).update(after={}), "history 4: its content was"),
    ("a changed salt", lambda _last: HistoryPayload.objects.filter(pk=4).update(salt="0"), "history 4: its content was"),
    ("a removed content", lambda _last: HistoryPayload.objects.filter(pk=4)._raw_delete("default"), "its content is missing"),
    ("a file taken", lambda _last: stored().unlink(), "minutes.txt is missing"),
    ("a file changed", lambda _last: stored().write_bytes(b"Unminuted."), "minutes.txt was changed"),
    ("a file's row renamed", lambda _last: Evidence.objects.update(name="other.txt"), "name was changed without"),
    ("a file's row removed", lambda _last: Evidence.objects.all()._raw_delete("default"), ": the row is missing"),
    ("a version changed", lambda _last: RecommendationVersion.objects.update(progress="Never"), "its version of"),
    ("a version removed", lambda _last: RecommendationVersion.objects.filter(valid_to=None).delete(), "2 versions, and 1 are"),
    ("a reader put in", lambda _last: Answerable.objects.update(record=99), "who answers for it is not"),
]  # fmt: skip


def stored() -> Any:
    return evidence.path_of(Evidence.objects.get().sha256)


@pytest.mark.parametrize(("act", "message"), [each[1:] for each in TAMPERINGS], ids=[each[0] for each in TAMPERINGS])
def test_tampering_shows(unguarded: int, act: Callable[[int], Any], message: str) -> None:
    kept = stored()
    try:
        act(unguarded)
        told = found()
        assert any(message in each for each in told), told
    finally:
        kept.write_bytes(b"Minuted.")


@pytest.mark.parametrize("register", REGISTERS)
def test_a_row_changed_added_or_removed_beside_the_write_path(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    assert found() == []
    rows = register.model._default_manager.filter(pk=record.pk)
    place = f"{register.slug} {record.pk}: "
    field = next(
        (each.name for each in history.tracked(register.model) if isinstance(each, models.CharField | models.TextField)
         and not each.choices), None,
    )  # fmt: skip
    with undone():
        values = (
            {field: "x"}
            if field
            else {"unit": cast.finance}
            if hasattr(record, "unit")
            else {"start": date(2020, 2, 2)}
        )
        rows.update(**values)
        assert any(each.startswith(place) and "changed without the write path" in each for each in found())
    with undone():
        Answerable.objects.filter(register=register.slug).delete()
        rows._raw_delete("default")
        assert f"{place}the row is missing" in found()
    with undone():
        with clock.at(FIRST):
            added = unwritten(register.model, cast)
        added.save()
        message = f"{register.slug} {added.pk}: the row was added without the write path: it has no history"
        assert message in found()
    if register.past is not None:
        with undone():
            register.past.objects.filter(record_id=record.pk).delete()
            assert f"{place}the history tells 1 versions, and 0 are kept" in found()


class undone:  # noqa: N801 - reads as a sentence
    """What is done within is not kept."""

    def __enter__(self) -> None:
        self.within = transaction.atomic()
        self.within.__enter__()

    def __exit__(self, *error: object) -> None:
        transaction.set_rollback(True)
        self.within.__exit__(*error)


def test_what_the_database_gives_back_otherwise_is_told_as_it_gives_it(cast: Cast) -> None:
    """Keys of numbers, tuples, other zones: the same content, so no fault."""
    paper = unwritten(PlanImport, cast, choices={10: "a", 2: ("b", 1.0)}, made_at=clock.now().astimezone(clock.LONDON))
    write(HOUSE, [Change(paper, verb="create")])
    assert found() == []
    assert write(HOUSE, [Change(PlanImport.objects.get(), {"choices": {10: "a", 2: ["b", 1.0]}})]) == []


# Any edits, by any people, on any days: told again without the machinery.

FIELDS = ("title", "progress", "state", "owner_id", "due", "slips", "withdrawn")
MOVES = ("title", "update", "owner", "done", "return", "verify", "withdraw", "create")
EDITS = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from(MOVES), st.integers(0, 2), st.sampled_from(("tom", "priya", "amina"))
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def edit(cast: Cast, move: str, which: int, who: str, word: str) -> None:
    actor = Actor.at_page(fresh(getattr(cast, who)))
    action = Recommendation.objects.order_by("pk")[which]
    if move == "title":
        write(actor, [Change(action, {"title": word}, "edit")])
    elif move == "update":
        services.update(actor, action, {"progress": word})
    elif move == "owner":
        write(actor, [Change(action, {"owner": cast.posts["ruth" if word.endswith("1") else "tom"]}, "edit")])
    elif move == "done":
        services.say_done(actor, action, {"progress": word})
    elif move == "return":
        services.give_back(actor, action, {"why": word})
    elif move == "verify":
        services.verify(actor, action, {"note": word})
    elif move == "withdraw":
        write(HOUSE, [Change(action, {"withdrawn": True}, "undo")])
    else:
        make_recommendation(action.plan, word, owner=cast.posts["tom"])


def live() -> dict[int, dict[str, Any]]:
    return {row["pk"]: row for row in Recommendation.objects.values("pk", *FIELDS)}


def values_of(plan: Any, day: date) -> dict[str, int]:
    counted = figures.of_plan(plan, figures.moment_for(plan, day, FIRST + timedelta(days=30)))
    return {name: each.value for name, each in counted.items()}


@pytest.mark.django_db
@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits=EDITS)
def test_every_day_can_be_told_again(cast: Cast, edits: list[tuple[int, str, int, str]]) -> None:
    from muniment.registers.errors import Invalid, Refused

    with transaction.atomic():
        with clock.at(FIRST):
            plan = make_plan(cast, "Plan of any edits")
            for reference in ("A1", "A2", "A3"):
                make_recommendation(plan, reference, owner=cast.posts["tom"])
        days: dict[date, dict[int, dict[str, Any]]] = {FIRST: live()}
        said: dict[date, dict[str, int]] = {}
        for number, (day, move, which, who) in enumerate(sorted(edits)):
            on = FIRST + timedelta(days=day)
            with clock.at(on):
                try:
                    with transaction.atomic():
                        edit(cast, move, which, who, f"word {number}")
                except (Refused, Invalid):
                    pass
                days[on] = live()
                said[on] = values_of(plan, on)
        with clock.at(FIRST + timedelta(days=30)):
            for offset in range(11):
                day = FIRST + timedelta(days=offset)
                then = days[max(known for known in days if known <= day)]
                kept = RecommendationVersion.objects.as_at(day).values("record_id", *FIELDS)
                assert {row.pop("record_id"): row for row in kept} == {
                    pk: {name: row[name] for name in FIELDS} for pk, row in then.items() if not row["withdrawn"]
                }
                if day in said:
                    assert values_of(plan, day) == said[day]
                assert values_of(plan, day)["all"] == sum(not row["withdrawn"] for row in then.values())
            assert found() == []
        transaction.set_rollback(True)
