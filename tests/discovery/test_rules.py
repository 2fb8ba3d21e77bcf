"""Rules in words: read, written again, told, and laid over columns of files."""

from datetime import UTC, datetime
from fnmatch import fnmatchcase

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.discovery.engine import schema
from muniment.discovery.engine.classes.columns import Rows
from muniment.discovery.engine.classes.fitting import classify, try_rule
from muniment.discovery.engine.classes.rule_text import Fault, parse
from muniment.discovery.engine.classes.rules import (
    KINDS,
    Age,
    Both,
    Condition,
    Either,
    Rule,
    When,
    explain,
    phrases,
    phrases_in,
    words_of,
    written,
)  # fmt: skip

NOW = datetime(2026, 2, 28, 12, tzinfo=UTC)
RULES = """
# Finance
FIN-03 "Supplier invoices": path contains "invoices" and name like "INV-*" unless path contains "template"

HR-02: (folder contains "personnel" or text contains "contract of employment") and kind is pdf or document
    unless owner is "j.smith"
TMP-01: kind is archive and older than 6 years
FIN-09: path contains invoice*
"""
FILES = [
    ("Fin/Invoices/INV-1.pdf", "pdf", "a", 2025, None),
    ("fin/invoices/template/INV-2.pdf", "pdf", "b", 2025, []),
    ("hr/personnel/a.docx", "docx", "j.smith", 2025, []),
    ("hr/personnel/b.docx", "docx", "k.jones", 2025, ["contract of employment"]),
    ("x/old.zip", "zip", None, 2001, []),
    ("misc/letter.odt", "odt", "q", 2025, ["contract of employment", "other"]),
    ("reinvoices/explanations.txt", "txt", "q", 2025, []),
]


def batch(files: list[tuple] = FILES) -> pa.RecordBatch:
    rows = [
        {"path": path, "folder": path.rpartition("/")[0], "name": path.rpartition("/")[2], "extension": extension, "owner": owner,
         "modified": NOW.replace(year=year, day=1), "phrases": said}
        for path, extension, owner, year, said in files
    ]  # fmt: skip
    fields = [(name, pa.string()) for name in ("path", "folder", "name", "extension", "owner")]
    return pa.RecordBatch.from_pylist(
        rows, pa.schema([*fields, ("modified", schema.TIME), ("phrases", pa.list_(pa.string()))])
    )


def read(text: str) -> list[Rule]:
    rules, faults = parse(text)
    assert not faults
    return rules


def test_rules_are_read_with_their_rows() -> None:
    first, second, third, fourth = read(RULES)
    assert (first.line, first.name, first.row) == ("FIN-03", "Supplier invoices", 3)
    assert second.unless == Condition("owner", "is", ("j.smith",))
    assert second.when == Both((
        Either((Condition("folder", "contains", ("personnel",)), Condition("text", "contains", ("contract of employment",)))),
        Condition("kind", "is", ("pdf", "document")),
    ))  # fmt: skip
    assert third.when == Both((Condition("kind", "is", ("archive",)), Age("older than", 6, "years")))
    assert fourth.row == 8
    assert (
        explain(first)
        == "A file belongs to FIN-03 (Supplier invoices) where its path says “invoices” and its name looks like “INV-*”, unless its path says “template”."
    )


@pytest.mark.parametrize(
    ("text", "row", "said"),
    [
        ("X: foo", 1, "Expected path, folder, name"),
        ('\n\nY-1 path contains "a"', 3, "does not begin with the reference"),
        ('Z: path contains "a" and name like "b" or kind is pdf', 1, "put brackets round"),
        ('Q: path contains "a', 1, "not closed"),
        ("R: older than six years", 1, "Expected a number and days, months or years"),
        ('S: text like "x"', 1, "only be asked what it contains"),
        ('T: path contains "--"', 1, "would fit every file or none"),
        ('U: name like "*"', 1, "would fit every file or none"),
        ('V: path contains "a" path contains "b"', 1, "expected “and”, “or”, “unless”"),
        ('W: path "a"', 1, "Expected “contains”, “like” or “is”"),
        ('X: (path contains "a"', 1, "bracket is not closed"),
        ("Y: path contains", 1, "Expected a word"),
        ("Z: kind like pdf", 1, "A kind is one word"),
        ("A: " + "(" * 50 + 'path contains "a"' + ")" * 50, 1, "more than 20 deep"),
        ('B: path contains "' + "a" * 5_000 + '"', 1, "longer than 4,000"),
        ("C: path is a unless", 1, "but the rule ends there"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_row(text: str, row: int, said: str) -> None:
    rules, (fault,) = parse(text)
    assert not rules
    assert fault.row == row
    assert said in fault.why
    assert fault.why.endswith(".")


def test_a_faulty_rule_leaves_the_others() -> None:
    rules, faults = parse('A-1: path contains "a"\nnonsense\nB-2: name is b')
    assert [rule.line for rule in rules] == ["A-1", "B-2"]
    assert faults == [Fault(2, faults[0].why)]


def test_the_first_that_fits_wins_and_a_rival_is_told() -> None:
    rows = classify(batch(), read(RULES), NOW)
    assert rows.schema == schema.CLASSED
    found = rows.to_pylist()
    assert [row["line"] for row in found] == ["FIN-03", "FIN-09", None, "HR-02", "TMP-01", "HR-02", None]
    assert found[0]["line_sure"] == 0.5
    assert found[0]["line_why"] == (
        "The rule in row 3 fits: its path says “invoices” and its name looks like “INV-*”, and not its path says “template”; "
        "FIN-09 would fit too, by the rule in row 8, which stands later."
    )
    assert found[3]["line_sure"] == 1
    assert found[2] == {
        "path": "hr/personnel/a.docx",
        "line": None,
        "line_by": None,
        "line_sure": None,
        "line_why": None,
    }


def test_a_rule_is_tried_on_a_sample() -> None:
    tried = try_rule(read('A: kind is document unless path contains "misc"')[0], batch(), NOW, show=2)
    assert (tried.fits, tried.of, tried.paths) == (5, 7, ("Fin/Invoices/INV-1.pdf", "fin/invoices/template/INV-2.pdf"))


def test_phrases_are_looked_for_as_whole_words() -> None:
    wanted = phrases(
        read('A: text contains "Dear  Sir," or invoice* unless text contains "draft"\nB: path contains "x"')
    )
    assert wanted == ("dear sir", "draft", "invoice*")
    assert phrases_in("To whom: DEAR SIR\n Invoices due", wanted) == ["dear sir", "invoice*"]
    assert phrases_in("dear sirs, redrafting", wanted) == []
    assert phrases_in("anything", ()) == []


def test_columns_that_are_not_there_and_no_rows_fit_nothing() -> None:
    rules = read(RULES)
    assert classify(batch([]), rules, NOW).num_rows == 0
    bare = pa.table({"path": ["Fin/Invoices/INV-1.pdf", "hr/personnel/b"]})
    assert classify(bare, rules, NOW).column("line").to_pylist() == ["FIN-03", None]
    assert classify(batch(), [], NOW).column("line").null_count == len(FILES)
    chunked = pa.Table.from_batches([batch(FILES[:3]), batch(FILES[3:])])
    assert classify(chunked, rules, NOW) == classify(batch(), rules, NOW)


def test_an_age_is_counted_by_the_calendar() -> None:
    rule = read("A: older than 72 months")[0]
    for year, month, day, old in ((2020, 2, 28, False), (2020, 2, 27, True)):
        table = pa.table(
            {"path": ["a"], "modified": pa.array([NOW.replace(year=year, month=month, day=day)], schema.TIME)}
        )
        assert (try_rule(rule, table, NOW).fits == 1) is old
    assert try_rule(read("A: newer than 9999 years")[0], batch(), NOW).fits == len(FILES)
    assert try_rule(read("A: older than 9999 days")[0], batch(), NOW).fits == 0


# The same judged file by file, in plain Python, as a rival to the columns.
WORDS = ["invoice", "inv*", "plan", "ab", "a b", "Straße"]
conditions = st.one_of(
    st.builds(Condition, st.sampled_from(["path", "folder", "name", "owner"]), st.sampled_from(["contains", "is", "like"]), st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple)),
    st.builds(Condition, st.just("text"), st.just("contains"), st.tuples(st.sampled_from(WORDS))),
    st.builds(Condition, st.just("kind"), st.just("is"), st.tuples(st.sampled_from(["pdf", "spreadsheet", "document"]))),
    st.builds(Age, st.sampled_from(["older than", "newer than"]), st.sampled_from([1, 5]), st.just("years")),
)  # fmt: skip
whens = st.recursive(conditions, lambda inner: st.lists(inner, min_size=2, max_size=3).map(tuple).flatmap(lambda parts: st.sampled_from([Both(parts), Either(parts)])), max_leaves=5)  # fmt: skip
rules_made = st.builds(Rule, st.sampled_from(["A-1", "B-2"]), whens, st.none() | whens)
names = st.sampled_from(["invoice", "inv", "plan", "ab", "a b", "straße", "STRASSE", "invoices"])
files_made = st.tuples(
    st.lists(names, min_size=1, max_size=3).map("/".join), st.sampled_from(["pdf", "xlsx", ""]), st.none() | names, st.sampled_from([2000, 2022, 2026]),
    st.none() | st.lists(st.sampled_from(["invoice", "plan", "inv*"]), max_size=2, unique=True),
)  # fmt: skip


def fits(when: When, file: tuple) -> bool:
    path, extension, owner, year, said = file
    folder, _, name = path.rpartition("/")
    if isinstance(when, Both):
        return all(fits(part, file) for part in when.parts)
    if isinstance(when, Either):
        return any(fits(part, file) for part in when.parts)
    if isinstance(when, Age):
        old = (2026 - year) > when.number or ((2026 - year) == when.number and when.number > 0)
        return old if when.verb == "older than" else not old
    if when.field == "text":
        return any(words_of(value) in (said or []) for value in when.values)
    if when.field == "kind":
        return any(extension in KINDS.get(value, value).split() for value in when.values)
    if when.verb == "contains":
        texts = {"path": [folder, name], "folder": [folder], "name": [name], "owner": [owner or ""]}[when.field]
        return any(phrases_in(text, [words_of(value) for value in when.values]) for text in texts)
    text = {"path": path, "folder": folder, "name": name, "owner": owner}[when.field]
    if text is None:
        return False
    if when.verb == "is":
        return text.lower() in [value.lower() for value in when.values]
    return any(fnmatchcase(text.lower(), value.lower()) for value in when.values)


@given(st.lists(rules_made, max_size=3), st.lists(files_made, max_size=12))
def test_columns_say_what_looking_at_each_file_says(rules: list[Rule], files: list[tuple]) -> None:
    expected = [
        next(
            (rule.line for rule in rules if fits(rule.when, file) and not (rule.unless and fits(rule.unless, file))),
            None,
        )
        for file in files
    ]
    rows: Rows = batch(files)
    assert classify(rows, rules, NOW).column("line").to_pylist() == expected


@given(rules_made)
def test_a_rule_that_is_written_is_read_again(rule: Rule) -> None:
    assert read(written(rule)) == [Rule(rule.line, rule.when, rule.unless, "", 1)]
    assert explain(rule).endswith(".")


@given(st.text(alphabet='AB:-"“” ()andorunlesspathcontains*\n,19', max_size=80) | st.text(max_size=40))
def test_any_text_is_read_or_told_why_not(text: str) -> None:
    rules, faults = parse(text)
    assert len(rules) + len(faults) <= len(text.splitlines())
    assert all(fault.why for fault in faults)
