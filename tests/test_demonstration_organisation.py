"""The demonstration's organisation agrees with itself: its units, posts, people, roles and words."""

from itertools import pairwise

from muniment.demonstration.content import load

CONTENT = load()
POSTS = {post.code for post in CONTENT.posts}
UNITS = {unit.code: unit for unit in CONTENT.units}
# Deliberately without a holder on day 0.
VACANT = {"sharing-officer"}


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
    assert len({given.role for given in CONTENT.roles}) == 17
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
