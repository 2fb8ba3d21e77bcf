"""The demonstration's data agrees with itself: its people, its rules and its figures."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from muniment.demonstration import story
from muniment.demonstration.content import load
from muniment.demonstration.shapes import Event, Plan, Recommendation, on_day

CONTENT = load()
PLANS = pytest.mark.parametrize("plan", CONTENT.plans, ids=lambda plan: plan.code)
POSTS = {post.code for post in CONTENT.posts}
UNITS = {unit.code: unit for unit in CONTENT.units}
GROUPS = {group.code for group in CONTENT.groups}
VERIFIERS = {given.post for given in CONTENT.roles if given.role in ("auditor", "ig_manager")}
TODAYS = [date(2026, 1, 1) + timedelta(days=step) for step in range(0, 731, 5)]
# Deliberately without a holder on day 0.
VACANT = {"sharing-officer"}
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


def test_the_units_are_one_tree_for_each_body():
    bodies = {body.code for body in CONTENT.bodies}
    for unit in CONTENT.units:
        assert unit.body in bodies
        if unit.parent:
            assert UNITS[unit.parent].body == unit.body
        else:
            assert unit.kind == "body"
    assert len(UNITS) == len(CONTENT.units) >= 16


def test_posts_report_upwards_without_a_circle():
    above = {post.code: post.reports_to for post in CONTENT.posts}
    assert len(above) == len(CONTENT.posts) >= 40
    for post in CONTENT.posts:
        assert post.unit in UNITS
        seen, code = set(), post.code
        while code:
            assert code not in seen
            seen.add(code)
            code = above[code]


def test_every_post_is_held_by_one_person_at_a_time():
    people = {person.code for person in CONTENT.people}
    assert {holding.person for holding in CONTENT.holdings} == people
    assert len({person.email for person in CONTENT.people}) == len(CONTENT.people)
    for post in POSTS:
        spans = sorted((h.since, h.until) for h in CONTENT.holdings if h.post == post)
        for (_, until), (since, _) in pairwise(spans):
            assert until is not None
            assert until < since
    assert {post for post in POSTS if not CONTENT.holder(post, 0)} == VACANT


def test_people_change_as_they_do():
    since = [holding for holding in CONTENT.holdings if -270 <= holding.since <= 0]
    assert len(since) >= 3
    left = {h.person for h in CONTENT.holdings if h.until is not None}
    still = {h.person for h in CONTENT.holdings if h.until is None}
    assert left - still
    held = [h.person for h in CONTENT.holdings if h.until is None]
    twice = {person for person in held if held.count(person) > 1}
    bodies = {
        person: {
            UNITS[p.unit].body
            for p in CONTENT.posts
            for h in CONTENT.holdings
            if (h.post, h.person) == (p.code, person)
        }
        for person in twice
    }
    assert {len(of) for of in bodies.values()} == {1, 2}, "one holds two posts in one body, one shares two bodies"


def test_roles_and_groups_name_posts_that_exist():
    for given in CONTENT.roles:
        assert given.post in POSTS
        assert given.unit in UNITS
    assert len({given.role for given in CONTENT.roles}) == 16
    for group in CONTENT.groups:
        assert {group.chair, *group.members} <= POSTS
        assert group.chair in group.members
    data_protection = {given.post for given in CONTENT.roles if given.role == "dpo"}
    assert not data_protection & {given.post for given in CONTENT.roles if given.role == "siro"}


def test_each_obsolete_term_leads_to_one_in_use():
    terms = {term.term: term for term in CONTENT.terms}
    assert len(terms) == len(CONTENT.terms) >= 40
    for term in CONTENT.terms:
        assert term.definition.endswith(".")
        if term.replaced_by:
            assert not terms[term.replaced_by].replaced_by


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
