"""The demonstration's history keeps the rules that the product keeps, and comes to the figures that it states."""

import re
from datetime import date, timedelta

import pytest

from muniment.demonstration import story
from muniment.demonstration.content import load
from muniment.demonstration.shapes import Event, Plan, Recommendation, on_day

CONTENT = load()
PLANS = pytest.mark.parametrize("plan", CONTENT.plans, ids=lambda plan: plan.code)
POSTS = {post.code for post in CONTENT.posts}
GROUPS = {group.code for group in CONTENT.groups}
VERIFIERS = {given.post for given in CONTENT.roles if given.role in ("auditor", "ig_manager")}
TODAYS = [date(2026, 1, 1) + timedelta(days=step) for step in range(0, 731, 5)]
DATED = re.compile(r"\b(January|February|March|April|June|July|August|September|October|November|December|20\d\d)\b")


def actions(plan: Plan) -> dict[str, Recommendation]:
    return {rec.ref: rec for rec in plan.recommendations}


def events(plan: Plan) -> list[tuple[Recommendation, Event]]:
    return [(rec, event) for rec in plan.recommendations for event in rec.events]


def state_before(rec: Recommendation, event: Event) -> story.State:
    state = story.begin(rec)
    for earlier in rec.events[: rec.events.index(event)]:
        story.apply(state, earlier)
    return state


def target(rec: Recommendation, event: Event) -> story.State:
    state = state_before(rec, event)
    return state.parts[event.part] if event.part else state


def test_opinions_are_on_their_scale():
    scales = {scale.code: {rating.code for rating in scale.ratings} for scale in CONTENT.scales}
    plans = {plan.audit: plan for plan in CONTENT.plans}
    for audit in CONTENT.audits:
        ratings = scales[audit.scale]
        assert len(ratings) == 4
        assert {audit.opinion, *(opinion.rating for opinion in audit.opinions)} <= ratings
        assert [opinion.theme for opinion in audit.opinions] == [theme.code for theme in plans[audit.code].themes]
        assert audit.fieldwork < audit.draft < audit.report < plans[audit.code].events[0].day


@PLANS
def test_actions_name_posts_themes_and_each_other(plan):
    by_ref = actions(plan)
    assert len(by_ref) == len(plan.recommendations)
    for rec in plan.recommendations:
        assert rec.theme in {theme.code for theme in plan.themes}
        assert {*rec.owners, *(owner for part in rec.parts for owner in part.owners)} <= POSTS
        assert rec.owners
        assert set(rec.depends_on) <= set(by_ref)
        assert bool(rec.reason) == (rec.acceptance != "accepted")
        assert rec.recommendation != rec.action
        if rec.parts:
            assert rec.due == max(part.due for part in rec.parts)


@PLANS
def test_what_must_come_first_makes_no_circle(plan):
    by_ref = actions(plan)

    def behind(ref, path=()):
        assert ref not in path
        for earlier in by_ref[ref].depends_on:
            behind(earlier, (*path, ref))

    for ref in by_ref:
        behind(ref)


@PLANS
def test_days_are_in_order_and_end_today(plan):
    begun = plan.events[0].day
    assert [event.kind for event in plan.events[:2]] == ["imported", "agreed"]
    agreed = plan.events[1].day
    for event in plan.script():
        assert begun <= event.day <= 0
        assert event.by in POSTS
        assert event.person, f"{event.ref}: nobody held {event.by} on day {event.day}"
        assert event.text or event.kind == "evidence"
    for rec in plan.recommendations:
        days = [event.day for event in rec.events]
        assert days == sorted(days)
        assert all(day > agreed for day in days)


@PLANS
def test_owners_act_on_what_is_theirs(plan):
    for rec, event in events(plan):
        owners = target(rec, event).owners
        if event.kind in ("done", "evidence", "extension_asked", "awaiting_approval", "said_back"):
            assert event.by in owners, f"{rec.ref} day {event.day}"
        elif event.kind == "update":
            assert event.by in {*owners, "ig-manager"}, f"{rec.ref} day {event.day}"


@PLANS
def test_who_verifies_neither_owns_nor_worked_on_it(plan):
    for rec, event in events(plan):
        if event.kind not in ("verified", "verification_refused"):
            continue
        assert event.by in VERIFIERS
        assert target(rec, event).status == "done"
        owners = {
            *state_before(rec, event).owners,
            *rec.owners,
            *(owner for part in rec.parts for owner in part.owners),
        }
        workers = {
            other.person for other in rec.events if other.kind in ("update", "evidence", "done", "extension_asked")
        }
        assert event.person not in workers | {CONTENT.holder(owner, event.day) for owner in owners}


@PLANS
def test_done_is_said_once_with_evidence_and_after_what_comes_first(plan):
    for rec, event in events(plan):
        if event.kind != "done":
            continue
        state = target(rec, event)
        assert state.status in story.OPEN
        whole = state_before(rec, event)
        files = whole.files.union(*(part.files for part in whole.parts.values()))
        assert event.evidence
        assert set(event.evidence) <= files
        if not event.part:
            assert all(part.status in ("done", "verified") for part in state.parts.values()), f"{rec.ref}: parts first"
        now = story.at(plan, event.day)
        assert all(now[ref].status not in story.OPEN for ref in rec.depends_on), f"{rec.ref}: {rec.depends_on} first"


@PLANS
def test_an_extension_is_asked_then_decided_by_someone_else(plan):
    for rec, event in events(plan):
        state = target(rec, event)
        if event.kind == "extension_asked":
            assert state.asked is None
            assert event.to > state.due + 31
            assert state.status in story.OPEN
            assert state.slips < 2
            if state.slips == 1:
                assert event.text.startswith("Second request.")
                assert len(event.text) > 150
        elif event.kind in ("extension_approved", "extension_refused"):
            asked = next(e for e in reversed(rec.events[: rec.events.index(event)]) if e.kind == "extension_asked")
            assert event.person != asked.person
            assert state.asked is not None
            assert event.kind == "extension_refused" or event.to == state.asked
            if state.slips == 1:
                assert event.by == "director-resources"


@PLANS
def test_nothing_happens_after_the_end(plan):
    for rec, event in events(plan):
        status = target(rec, event).status
        assert status not in ("verified", "superseded", "not accepted"), f"{rec.ref} day {event.day}"
        if status == "done":
            assert event.kind in ("verified", "verification_refused", "evidence", "owner_changed")
        if event.kind == "superseded":
            assert event.successor
        if event.kind == "owner_changed":
            assert set(event.owners) <= POSTS
        if event.kind == "awaiting_approval":
            assert event.approver in GROUPS
        if event.kind == "evidence":
            assert event.file.endswith((".txt", ".md"))
            assert event.content
        if event.kind == "said_back":
            assert (status, event.status) == ("in progress", "not begun")
        if event.part:
            assert event.part in {part.label for part in rec.parts}


@PLANS
def test_each_action_ends_where_its_row_says(plan):
    assert {ref: state.status for ref, state in story.at(plan, 0).items()} == {
        rec.ref: rec.status for rec in plan.recommendations
    }


@PLANS
def test_figures_hold_whenever_the_demonstration_is_made(plan):
    for stated in plan.figures:
        six = (
            stated.verified,
            stated.done,
            stated.in_progress,
            stated.not_begun,
            stated.superseded,
            stated.not_accepted,
        )
        assert sum(six) == stated.total
        for today in TODAYS:
            assert story.figures(plan, stated.day, today) == stated


@PLANS
def test_no_text_names_a_month_or_a_year(plan):
    for rec in plan.recommendations:
        for text in (rec.title, rec.recommendation, rec.action, rec.reason):
            assert not DATED.search(text), text
    for event in plan.script():
        assert not DATED.search(event.text + event.content), event.text + event.content


def test_the_story_is_long_enough_to_be_worth_telling():
    plan = CONTENT.plan("data-protection")
    assert len(plan.script()) >= 180
    assert len({event.kind for event in plan.script()}) == 15
    owners = [owner for rec in plan.recommendations for owner in rec.owners]
    assert owners.count("ig-manager") + owners.count("records-manager") >= len(owners) * 0.3
    assert [sum(rec.acceptance == kind for rec in plan.recommendations) for kind in ("partly", "rejected")] == [4, 2]


@pytest.mark.parametrize("report", CONTENT.reports, ids=lambda report: report.code)
def test_no_figure_of_a_report_is_typed(report):
    texts = [report.title, report.summary, report.background, report.consultation, report.timetable, report.delay]
    texts += [*report.recommendations, *report.implications.values()]
    for text in texts:
        assert text
        assert not re.search(r"\d", text), text
    known = {*story.Figures.__slots__, "verified_since", "late_before"} - {"day"}
    assert set(re.findall(r"{{ (\w+) }}", "".join(texts))) <= known
    assert len(report.implications) == 12
    assert report.meeting > report.as_at
    assert {report.portfolio_holder, report.director, report.author} <= POSTS


def test_only_the_legal_clearance_of_the_draft_is_missing():
    last, draft = CONTENT.reports
    assert all(clearance.received is not None for clearance in last.clearances)
    assert [clearance.role for clearance in draft.clearances if clearance.received is None] == ["Legal"]
    for report in CONTENT.reports:
        for clearance in report.clearances:
            assert clearance.post in POSTS - {report.author}
            assert clearance.sent <= (clearance.received or 0) <= 0
            assert CONTENT.holder(clearance.post, clearance.sent)


def test_a_month_ends_on_its_last_day():
    assert on_day(date(2026, 11, 23), -40, "month") == date(2026, 10, 31)
    assert on_day(date(2024, 1, 31), 20, "month") == date(2024, 2, 29)
    assert on_day(date(2026, 11, 23), 12) == date(2026, 12, 5)
