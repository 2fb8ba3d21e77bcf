"""One pass by hyperscan and the same rules by `re` find the same."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.discovery.engine.personal import find, matching
from muniment.discovery.engine.personal.plain import plain
from muniment.documents.extract.extracted import Prose
from tests.discovery.personal_papers import papers

pytestmark = pytest.mark.skipif(matching.hyperscan is None, reason="there is no hyperscan for this machine")


@pytest.mark.parametrize("author", [1, 2])
def test_both_engines_find_the_same_forms_in_every_paper(author):
    count = 0
    for paper in papers(author, seed=3, turns=1):
        text = (
            paper.block.text
            if isinstance(paper.block, Prose)
            else "\n".join("\t".join(row) for row in paper.block.rows)
        )
        found = matching.by_hyperscan(plain(text))
        assert found == matching.by_re(plain(text))
        count += len(found)
    assert count > 200


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"0123456789 -.\n@AB:/CVab",
                "44",
                "07700",
                " NHS ",
                "Dear Mr ",
                "4111",
                "1ST",
                "dob ",
                "Anna B",
                ", John",
                "Smith",
                " b. 1",
            ]
        ),
        max_size=60,
    )
)
def test_both_engines_find_the_same_forms_in_anything(pieces):
    text = plain("".join(pieces))
    assert matching.by_hyperscan(text) == matching.by_re(text)


@given(st.text())
def test_plain_text_has_a_byte_for_each_character(text):
    assert len(plain(text)) == len(text)
    assert plain(text).isascii()


def test_what_reads_alike_is_made_alike():
    assert plain("９４３\u00a0476\u20115919 “José” £5\u200b") == b'943 476-5919 "Jose" $5 '


def test_threads_search_side_by_side():
    chosen = list(papers(2, seed=6, turns=1))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda paper: find([paper.block]), chosen)) == [find([paper.block]) for paper in chosen]
