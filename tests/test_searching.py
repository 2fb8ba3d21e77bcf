"""Search: the same words on every database, ranked, with passages, and never a word of what the reader may not see.

Seen red when what was found was not asked for the reader's sight, when the walk through the index or the reader's own documents
were not, when the write path derived nothing, when a renamed post's records kept its old name, when what hung on a withdrawn
record stayed, when a row was asked for words in the middle of others, and when a passage was not escaped or repeated the title. Files, and
what is kept: `test_searching_kept`.
"""

from typing import Any

import pytest
from django.db import connection
from django.db.models import EmailField
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assurance.models import Recommendation
from muniment.people.models import Post
from muniment.registers import comments, evidence, searching, searching_index
from muniment.registers.access import Actor
from muniment.registers.models import Comment, Evidence, SearchDocument
from muniment.registers.register import Moment, Register, registry
from muniment.registers.searching import search
from muniment.registers.searching_words import asked, indexed, marked, snippet
from muniment.registers.services import Change, write
from tests.cast import HOUSE, Cast, make_plan, make_recommendation
from tests.contracts import CLOSED, MARK, REGISTERS, example, fresh, holder_of, text_of


def found(person: Any, text: str, **more: Any) -> list[Any]:
    """What was found, as (register, key)."""
    return [(hit.register.slug, hit.pk) for group in search(fresh(person), text, **more).groups for hit in group.hits]


def faults() -> list[str]:
    return [f"{fault.where}: {fault.message}" for fault in searching_index.verify()]


# Words. The same cases run on both databases.

TEXT = (
    "A-12 Encrypt the council's laptops; see DP/7, clause 4.2. Größe, naïve Łódź, Ærø, İstanbul, ﬁnal. "
    "Информация 情報公開 सूचना معلومات. information-sharing 'quoted' re:wind e1e5 1e5 00012 C++ x.y@z.org R&D"
)
FINDS = [
    "A-12", "a12", "A 12", "DP/7", "dp7", "dp-7", "4.2", "42", "encr", "ENCRYPT laptop", "council's", "councils", "council’s",
    "grosse", "GRÖSSE", "größ", "naive", "łódź", "ÆRØ", "istanbul", "final", "информ", "ИНФОРМАЦИЯ", "情報", "報公", "公開",
    "सूचना", "معلومات", "information-sharing", "information sharing", "informationsharing", '"encrypt the council\'s"',
    '"A-12"', "“encrypt the”", "1e5", "00012", "e1e5", "quoted", "'quoted'", "x.y@z.org", "R&D", "rd", "C++", "rewind",
    "encrypt encrypt", "encrypt - laptops", "encrypt; the", "(encrypt)", "encrypt OR", "clause NOT",
]  # fmt: skip
# `encrypt OR` and `clause NOT` look for words like any other: they are in the text of this record, and nothing else happens.
MISSES = [
    "A-13", "crypt", '"encr"', '"the encrypt"', "laptops zebra", "x y z zebra", '"naive größe"', "報情", "12345",
    "head:encrypt zebra", "5e1",
]  # fmt: skip


@pytest.fixture
def action(cast: Cast) -> Recommendation:
    return make_recommendation(make_plan(cast), "R1", recommendation=TEXT + " or not", owner=cast.posts["tom"])


# Whether the rows of a list are asked for by the keys that the index found, or each is asked for its words.
WAYS = {"by keys": 3000, "one by one": -1}


def listed(text: str) -> list[int]:
    """The recommendations that the `q` of a list finds."""
    register = registry.of(Recommendation)
    return list(Recommendation.objects.filter(searching.records_with(register, text)).values_list("pk", flat=True))


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "FEW", request.param)


def test_what_is_typed_finds_what_is_written(cast: Cast, action: Recommendation, way: None) -> None:
    assert [text for text in FINDS if ("recommendations", action.pk) not in found(cast.priya, text)] == []
    assert [text for text in FINDS if listed(text) != [action.pk]] == []


def test_what_is_not_written_is_not_found(cast: Cast, action: Recommendation, way: None) -> None:
    assert [text for text in MISSES if found(cast.priya, text) or listed(text)] == []


HOSTILE = [
    "", " ", '"', '""', '"""', "'", "''", "\\", "*", "**", "a*", "*a", "%", "_", "-", "--", "(", ")", "((a", "NEAR(a b)", "a AND",
    "AND", "OR OR", "NOT a", "^a", "head: a", "{head words}: a", "a & b | !c", "a <-> b", "a:*", "':*", "\0", "a\0b", "\u202e",
    "\U0001f600", "a" * 10_000, "a " * 5_000, '"a" ' * 2_500, "-" * 10_000, "\ud800", "¶", "' OR 1=1 --", "$$", "%s", "%(a)s",
    "\u0301", "情" * 10_000, "½", "'; DROP TABLE registers_searchdocument; --", "a\nb\tc", "\x1a\x00\x7f",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_a_question(cast: Cast, action: Recommendation, signed_in: Any, text: str) -> None:
    search(cast.priya, text)
    browser = signed_in(cast.priya)
    if "\ud800" not in text:
        for address in ("/search/", "/recommendations/"):
            assert browser.get(address, {"q": text}).status_code == 200
    assert ("recommendations", action.pk) in found(cast.priya, "encrypt")


@pytest.mark.parametrize("query", ["q=a&in=zebra", "q=put&in=plans&page=-1", "q=put&page=x", f"q=put&page={'9' * 40}",
                                   "in=plans", "q=put&in=%00", "q=put&in=recommendations&page=99", "page=²&q=put"])  # fmt: skip
def test_any_address_of_the_page_is_answered(cast: Cast, action: Recommendation, signed_in: Any, query: str) -> None:
    assert signed_in(cast.priya).get(f"/search/?{query}").status_code == 200


def test_words_are_bounded() -> None:
    assert len(indexed("情" * 300_000).encode()) <= 400_000
    assert len(indexed(" ".join(f"w{number}" for number in range(200_000))).encode()) <= 400_000
    assert indexed("x" * 10_000) == "x" * 60
    assert len(asked(" ".join(f"w{number}" for number in range(500)))) == 12


def test_a_text_as_long_as_can_be_is_kept(cast: Cast) -> None:
    """PostgreSQL's vectors end at a megabyte: no text of a record or file comes there."""
    for text in (
        "".join(f"{number:x} " for number in range(60_000)),
        "情報公開法" * 50_000,
        "é" * 250_000,
        "ab-cd " * 40_000,
    ):
        made = searching_index._made("plans", 1, "file", 1, "long", text)
        searching_index._put([made])
    assert SearchDocument.objects.filter(register="plans", record=1).count() == 1


def test_a_passage_is_the_place_where_it_was_found_and_never_markup() -> None:
    text = "<b>before</b> " + "lorem ipsum " * 100 + "the <script>Größe</script> & of laptops " + "dolor " * 100
    told = snippet(text, asked("grosse laptop"))
    assert "<mark>Größe</mark>&lt;/script&gt; &amp; of <mark>laptops</mark>" in told
    assert "<script" not in told
    assert "<b>" not in told
    assert told.startswith("… ")
    assert told.endswith(" …")
    assert len(told) < 500
    assert marked("A-12 and A12", asked("a12")) == "<mark>A-12</mark> and <mark>A12</mark>"
    assert marked("nothing", asked("zebra")) == "nothing"


def test_the_passage_of_a_record_leaves_out_what_its_title_says(cast: Cast, action: Recommendation) -> None:
    write(HOUSE, [Change(action, {"title": "The zeppelin"}, "edit")])
    hits = [hit for group in search(cast.priya, "zeppelin").groups for hit in group.hits]
    assert hits[0].title.endswith("The <mark>zeppelin</mark>")
    assert "zeppelin" not in hits[0].passages[0].text
    assert "A-12" in hits[0].passages[0].text


# What is searched follows the records.


def test_a_record_is_found_as_it_is_now(cast: Cast, action: Recommendation) -> None:
    write(Actor.at_page(cast.priya), [Change(action, {"title": "Buy a zeppelin"}, "edit")])
    assert found(cast.priya, "zeppelin") == [("recommendations", action.pk)]
    now = Recommendation.objects.get(pk=action.pk)
    write(Actor.at_page(cast.priya), [Change(now, {"title": "Buy a bicycle"}, "edit")])
    assert found(cast.priya, "zeppelin") == []
    assert found(cast.priya, "bicycle") == [("recommendations", action.pk)]


def test_what_is_withdrawn_is_found_no_more_nor_what_hangs_on_it(cast: Cast, action: Recommendation) -> None:
    row = evidence.attach(Actor.at_page(cast.tom), action, "zeppelin.txt", b"airship")
    searching_index.read_file.call(row.pk)
    comments.add(Actor.at_page(cast.tom), action, "A dirigible")
    for word in ("zeppelin", "airship", "dirigible", "encrypt"):
        assert found(cast.priya, word) == [("recommendations", action.pk)], word
    now = Recommendation.objects.get(pk=action.pk)
    write(HOUSE, [Change(now, {"withdrawn": True}, "undo")])
    for word in ("zeppelin", "airship", "dirigible", "encrypt"):
        assert found(cast.priya, word) == [], word
    assert not SearchDocument.objects.filter(register="recommendations", record=action.pk).exists()
    searching_index.read_file.call(row.pk)
    assert not SearchDocument.objects.filter(register="recommendations", record=action.pk).exists()
    assert faults() == []


def test_who_is_renamed_is_found_under_the_new_name_wherever_it_stands(cast: Cast, action: Recommendation) -> None:
    assert ("recommendations", action.pk) in found(cast.priya, "housing encrypt")
    post = Post.objects.get(pk=cast.posts["tom"].pk)
    write(HOUSE, [Change(post, {"title": "Master of Zeppelins"}, "edit")])
    assert ("recommendations", action.pk) in found(cast.priya, "zeppelins encrypt")
    assert ("recommendations", action.pk) not in found(cast.priya, "housing encrypt")
    assert faults() == []


# What is read as a rule, or as the address of a share, is to stay one.
MORE = {"conditions": ' or name contains "renamed"', "address": " renamed"}


@pytest.mark.parametrize("register", REGISTERS)
def test_what_a_record_points_to_may_change_its_words(register: Register, cast: Cast) -> None:
    """Contract: whatever text changes, of itself or of what it points to, what is searched is what the records say."""
    record = example(register, cast)
    for name in register.search:
        *path, field = name.split("__")
        at = record
        for step in path:
            at = getattr(at, step)
        if at is None or not isinstance(getattr(at, field), str) or at._meta.get_field(field).choices:
            continue
        at = type(at)._default_manager.get(pk=at.pk)
        value = f"{getattr(at, field)}{MORE[field]}" if field in MORE else "Renamed thing"
        if isinstance(at._meta.get_field(field), EmailField):
            value = f"renamed{at.pk}@example.org"
        write(HOUSE, [Change(at, {field: value}, "edit")])
    assert faults() == []


def test_many_changes_are_derived_in_batches(cast: Cast) -> None:
    plan = make_plan(cast)

    def queries(number: int, start: int) -> int:
        rows = [
            Recommendation(plan=plan, unit=plan.unit, reference=f"S{start + each}", agreed_action="x", position=each)
            for each in range(number)
        ]
        with CaptureQueriesContext(connection) as captured:
            write(HOUSE, [Change(row, verb="create") for row in rows])
        return len(captured)

    # SQLite takes a thousand values a statement, so that a batch is several; never one a record.
    queries(1, 0)
    assert queries(400, 1000) - queries(100, 2000) < 300 / 5


# Who may see.


@pytest.mark.parametrize("register", CLOSED)
def test_search_shows_counts_and_quotes_only_what_one_may_see(register: Register, cast: Cast, signed_in: Any) -> None:
    record = example(register, cast)
    row = Evidence.objects.create(
        register=register.slug, record=record.pk, name=f"{MARK}.txt", sha256="0" * 64, size=1, content_type="text/plain",
        added_by="x", added_at=clock.now(),
    )  # fmt: skip
    searching_index._put([searching_index._made(register.slug, record.pk, "file", row.pk, row.name, f"{MARK} file")])
    comment = Comment.objects.create(
        register=register.slug, record=record.pk, text=f"{MARK} said", said_by="x", said_at=clock.now()
    )
    searching_index.put_comment(comment)
    role = next(iter(sorted(register.access.roles_for("read"))))
    people = [cast.nobody, cast.company_ig, cast.ruth, cast.tom, cast.priya, cast.amina]
    people += [holder_of(role, unit) for unit in (cast.council, cast.housing, cast.finance, cast.company)]
    seen_by_some = False
    kept = [each for each in registry if each.model._default_manager.exists()]  # of the others nobody sees a row
    for person in people:
        may_see = {
            (each.slug, pk)
            for each in kept
            for pk in each.model._default_manager.visible_to(fresh(person)).values_list("pk", flat=True)
        }
        answer = search(fresh(person), MARK)
        hits = {(hit.register.slug, hit.pk) for group in answer.groups for hit in group.hits}
        assert hits <= may_see
        matching = set(SearchDocument.objects.filter(title__icontains=MARK).values_list("register", "record"))
        matching |= set(SearchDocument.objects.filter(body__icontains=MARK).values_list("register", "record"))
        assert answer.count == len(matching & may_see)
        sees = (register.slug, record.pk) in may_see
        assert ((register.slug, record.pk) in set(found(person, MARK, only=register))) == sees
        seen_by_some = seen_by_some or sees
        told = text_of(signed_in(person).get(f"/search/?q={MARK}+file")) + text_of(
            signed_in(person).get(f"/search/?q={MARK}&in={register.slug}")
        )
        assert (f"/{register.slug}/{record.pk}/" in told) == sees
        # The box, the title and the heading repeat the question; nothing else says it to whoever may not see.
        assert sees or f"<mark>{MARK}" not in told
    assert seen_by_some


@pytest.mark.parametrize("ranked", [2000, 3])
def test_ones_own_come_up_however_many_newer_ones_of_others_hold_the_same_words(
    cast: Cast, action: Recommendation, way: None, ranked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "RANKED", ranked)
    monkeypatch.setattr(searching, "WINDOWED", 0)
    for number in range(4):
        others = make_plan(cast, unit=cast.company, title=f"Other {number}")
        make_recommendation(others, "R1", recommendation="encrypt")
    recommendations = registry.named("recommendations")
    for text in ("encrypt", "R1"):
        assert found(cast.tom, text) == [("recommendations", action.pk)]
        assert found(cast.tom, text, only=recommendations) == [("recommendations", action.pk)]
        assert search(cast.nobody, text).groups == []
    assert len(found(cast.company_ig, "encrypt")) == min(4, ranked)


# Order, counts, pages.


def test_an_exact_reference_comes_first_then_the_title_then_the_body(cast: Cast) -> None:
    plan = make_plan(cast)
    body = make_recommendation(plan, "B1", title="One", recommendation="zeppelin " + "filling words " * 30)
    title = make_recommendation(plan, "B2", title="The zeppelin", recommendation="filling words " * 30)
    assert found(cast.priya, "zeppelin") == [("recommendations", title.pk), ("recommendations", body.pk)]
    named = make_recommendation(plan, "Q-7", title="Three")
    for number in range(4):
        make_recommendation(plan, f"Z{number}", title="q 7 q 7 Q-7", recommendation="Q-7 " * 9)
    for typed in ("Q-7", "q7", "Q 7"):
        assert found(cast.priya, typed)[0] == ("recommendations", named.pk), typed


def test_counts_are_capped_and_pages_do_not_overlap(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, signed_in: Any
) -> None:
    plan = make_plan(cast)
    rows = [
        Recommendation(plan=plan, unit=plan.unit, reference=f"S{each}", agreed_action="zeppelin", position=each)
        for each in range(45)
    ]
    write(HOUSE, [Change(row, verb="create") for row in rows])
    recommendations = registry.named("recommendations")
    answer = search(cast.priya, "zeppelin")
    assert [(group.count, group.more, len(group.hits)) for group in answer.groups] == [(45, False, 5)]
    pages = [found(cast.priya, "zeppelin", only=recommendations, page=page) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({key for page in pages for key in page}) == 45
    monkeypatch.setattr(searching, "RANKED", 30)
    answer = search(cast.priya, "zeppelin")
    assert answer.capped
    assert [(group.count, group.more) for group in answer.groups] == [(30, True)]
    assert "(30+)" not in text_of(signed_in(cast.priya).get("/search/?q=zeppelin"))  # one register alone needs no chips
    assert "More than 30 recommendations" in text_of(signed_in(cast.priya).get("/search/?q=zeppelin"))


def test_search_takes_the_same_queries_with_many_finds(cast: Cast, signed_in: Any) -> None:
    plan = make_plan(cast)

    def queries(address: str) -> int:
        browser = signed_in(cast.priya)
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    make_recommendation(plan, "S0", recommendation="zeppelin")
    addresses = ["/search/?q=zeppelin", "/search/?q=zeppelin&in=recommendations"]
    before = [queries(address) for address in addresses]
    for number in range(1, 30):
        make_recommendation(plan, f"S{number}", recommendation="zeppelin")
    assert [queries(address) for address in addresses] == before


# The q of a list.


def test_the_q_of_a_list_is_the_search_and_of_a_past_list_the_fields(
    cast: Cast, action: Recommendation, signed_in: Any, way: None
) -> None:
    browser = signed_in(cast.priya)
    address = f"/recommendations/{action.pk}/"

    def lists(query: str) -> bool:
        return address in text_of(browser.get(f"/recommendations/?{query}"))

    assert lists("q=encrypt+laptops")
    assert lists("q=a12")
    assert lists("q=GROSSE&state=not_begun")
    assert not lists("q=ncrypt")
    assert not lists("q=encrypt+zebra")
    assert not lists("q=--")
    assert lists(f"q=ncrypt&as_at={clock.today()}")
    assert not lists(f"q=zebra&as_at={clock.today()}")
    assert lists("q=encrypt&late=yes&late_on=2030-01-01&sort=-due")
    assert text_of(browser.get("/recommendations/export.csv?q=encrypt")).count('"R1",') == 1


def test_the_q_of_a_list_is_about_its_own_fields(cast: Cast, action: Recommendation, way: None) -> None:
    row = evidence.attach(Actor.at_page(cast.tom), action, "zeppelin.txt", b"airship")
    searching_index.read_file.call(row.pk)
    rows = Recommendation.objects.visible_to(cast.priya)
    register = registry.of(Recommendation)
    from muniment.registers.listing import query

    moment = Moment(clock.today())
    assert not query(register, rows, {"q": "airship"}, moment).exists()
    assert query(register, rows, {"q": "encrypt"}, moment).get() == action
    # The same condition inside the filter of an aggregate, as figures use it.
    from django.db.models import Count

    from muniment.registers.listing import condition

    asked_for = condition(register, {"q": "encrypt"}, moment)
    assert rows.aggregate(n=Count("pk", filter=asked_for))["n"] == 1
