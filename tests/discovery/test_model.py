"""A model that learns from confirmed labels: what it says, when it says nothing, and its file."""

import io
import json
import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from blake3 import blake3

from muniment.discovery.engine import schema
from muniment.discovery.engine.classes.classing import classed
from muniment.discovery.engine.classes.learning import NothingLearnt, learn
from muniment.discovery.engine.classes.model import Model
from muniment.discovery.engine.classes.model_file import Untrusted, load, save
from muniment.discovery.engine.classes.rule_text import parse
from muniment.discovery.engine.classes.terms import terms
from tests.discovery.labelled import table

NUMBERS = {"FIN-03": 60, "HR-02": 60, "HSG-01": 40, "PLN-04": 12, "LEG-07": 4}


@cache
def learnt() -> Model:
    model = learn(*table(NUMBERS), "7")
    assert isinstance(model, Model)
    return model


def test_it_is_right_about_what_it_has_not_seen() -> None:
    unseen, _ = table({"FIN-03": 50, "HR-02": 50, "HSG-01": 50, "PLN-04": 50}, first=1_000)
    rows = learnt().predict(unseen)
    assert rows.schema == schema.CLASSED
    pairs = list(zip(unseen.column("line").to_pylist(), rows.column("line").to_pylist(), strict=True))
    answered = [(true, said) for true, said in pairs if said]
    assert len(answered) > 150
    assert sum(true == said for true, said in answered) / len(answered) > 0.95
    assert set(rows.column("line_by").to_pylist()) == {"model"}


def test_it_tells_how_it_was_measured_and_what_it_left_out() -> None:
    model = learnt()
    assert model.lines == ("FIN-03", "HR-02", "HSG-01", "PLN-04")
    assert model.left_out == {"LEG-07": 4}
    measured = model.measured
    assert measured.held_out == sum(counts["held_out"] for counts in measured.per_line.values())
    assert 20 < measured.held_out < 60
    assert measured.precision > 0.9
    assert 0.5 < measured.coverage <= 1
    assert all(counts["right"] <= counts["answered"] for counts in measured.per_line.values())


def test_it_is_not_sure_of_what_is_like_nothing_it_learnt() -> None:
    strange = [
        ("a", "burial cemetery grave memorial"),
        ("b", "meeting council service report"),
        ("c", ""),
        ("d", "invoice salary tenancy planning"),
    ]
    lists = [terms(text, "") for _, text in strange]
    rows = pa.table({
        "path": [path for path, _ in strange],
        "terms": pa.array([ids for ids, _ in lists[:2]] + [None, lists[3][0]], pa.list_(pa.uint32())),
        "counts": pa.array([counts for _, counts in lists[:2]] + [None, lists[3][1]], pa.list_(pa.uint16())),
    })  # fmt: skip
    found = learnt().predict(rows).to_pylist()
    assert [row["line"] for row in found] == [None] * 4
    assert [row["line_by"] for row in found] == [None, "model", None, "model"]
    assert found[2]["line_why"] is None
    assert "where it asks for" in found[3]["line_why"]


def test_its_reasons_are_words_that_stood_in_three_documents_or_more() -> None:
    labels, words = table(NUMBERS)
    secret, _ = terms("rosebud", "")
    rows = labels.to_pylist()
    for row in rows[:2]:
        row["terms"], row["counts"] = [*row["terms"], *secret], [*row["counts"], 9]
    model = learn(pa.Table.from_pylist(rows, labels.schema), {**words, secret[0]: "rosebud"}, "8")
    assert isinstance(model, Model)
    assert "rosebud" not in model.words.values()
    assert "invoice" in model.words.values()
    ids, counts = terms("invoice supplier payment rosebud rosebud", "")
    said = model.predict(
        pa.table(
            {
                "path": ["a"],
                "terms": pa.array([ids], pa.list_(pa.uint32())),
                "counts": pa.array([counts], pa.list_(pa.uint16())),
            }
        )
    )
    (why,) = said.column("line_why").to_pylist()
    assert why.startswith("The model is ")
    assert "“invoice”" in why
    assert "rosebud" not in why


def test_it_learns_the_same_from_the_same_in_any_order() -> None:
    labels, words = table(NUMBERS)
    again = learn(labels.take(list(reversed(range(labels.num_rows)))), words, "7")
    assert isinstance(again, Model)
    assert np.array_equal(again.weights, learnt().weights)
    assert again.measured == learnt().measured


@pytest.mark.parametrize("numbers", [{}, {"FIN-03": 50}, {"FIN-03": 50, "HR-02": 9}])
def test_from_too_few_labels_nothing_is_learnt_and_it_says_why(numbers: dict[str, int]) -> None:
    nothing = learn(*table(numbers), "1")
    assert isinstance(nothing, NothingLearnt)
    assert "at least two lines with 10 confirmed documents" in nothing.why
    assert nothing.left_out == {line: number for line, number in numbers.items() if number < 10}


def test_near_duplicates_count_once() -> None:
    labels, words = table({"FIN-03": 30, "HR-02": 30})
    group = [
        f"group {number % 5}" if line == "HR-02" else None
        for number, line in enumerate(labels.column("line").to_pylist())
    ]
    nothing = learn(labels.append_column("near_group", pa.array(group)), words, "1")
    assert isinstance(nothing, NothingLearnt)
    assert nothing.left_out == {"HR-02": 5}


def test_files_as_they_come_tell_how_hard_they_are() -> None:
    labels, words = table(NUMBERS, share=0.12)
    population, _ = table({"FIN-03": 200, "HR-02": 200}, first=500)
    alone, told = (
        learn(labels, words, "1"),
        learn(labels, words, "1", population=population.select(["terms", "counts"])),
    )
    assert isinstance(alone, Model)
    assert isinstance(told, Model)
    assert told.measured.coverage > alone.measured.coverage


def test_a_model_comes_back_from_its_file(tmp_path: Path) -> None:
    place = tmp_path / "model"
    digest = save(learnt(), place)
    assert digest == blake3(place.read_bytes()).hexdigest()
    back = load(place, digest)
    unseen, _ = table({"FIN-03": 5, "LEG-07": 5}, first=2_000)
    assert back.predict(unseen) == learnt().predict(unseen)
    assert (back.measured, back.words, back.version) == (learnt().measured, learnt().words, "7")
    assert [each.name for each in tmp_path.iterdir()] == ["model"]


def remade(content: bytes, **members: bytes) -> bytes:
    """The archive with other members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, members.get(name.partition(".")[0], old.read(name)))
    return out.getvalue()


def header(shape: str, kind: str = "<f4") -> bytes:
    said = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(said).to_bytes(2, "little") + said


def test_a_file_that_is_out_to_harm_is_not_taken(tmp_path: Path) -> None:
    place = tmp_path / "model"
    digest = save(learnt(), place)
    content = place.read_bytes()
    with zipfile.ZipFile(place) as archive:
        rest = json.loads(archive.read("model.json"))
    hostile = [
        b"", b"PK", content[:-100],
        remade(content, weights=header("(1000000000, 1000000000)")),
        remade(content, weights=header("(1,)", "|O") + b"cos\nsystem\n"),
        remade(content, rarity=header("(-1,)")),
        remade(content, ids=b"no array"),
        remade(content, bias=header("(1,)") + b"\0" * 4),
        remade(content, calibration=header("(3,)") + np.array([np.nan, 1, 1], "<f4").tobytes()),
        remade(content, model=b"[" * 100_000),
        remade(content, model=json.dumps({**rest, "format": 99}).encode()),
        remade(content, model=json.dumps({**rest, "measured": {}}).encode()),
        remade(content, model=json.dumps({**rest, "words": ["a"]}).encode()),
    ]  # fmt: skip
    for harm in hostile:
        place.write_bytes(harm)
        with pytest.raises(Untrusted):
            load(place, digest)
        with pytest.raises(Untrusted) as why:
            load(place, blake3(harm).hexdigest())
        assert str(why.value).endswith(".")
    with pytest.raises(Untrusted):
        load(tmp_path / "none", digest)


def test_rules_come_first_and_the_model_answers_for_the_rest() -> None:
    files, _ = table({"FIN-03": 3, "HSG-01": 3}, first=3_000)
    rules, _ = parse("OLD-1: path contains FIN")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    found = classed(files, rules, learnt(), now)
    assert found.schema == schema.CLASSED
    assert found.column("path").to_pylist() == files.column("path").to_pylist()
    assert found.column("line_by").to_pylist() == ["rule"] * 3 + ["model"] * 3
    assert found.column("line").to_pylist()[:3] == ["OLD-1"] * 3
    assert found.slice(3) == learnt().predict(files.slice(3))
    assert classed(files, rules, None, now).column("line_by").to_pylist() == ["rule"] * 3 + [None] * 3
    assert classed(files.slice(0, 0), rules, learnt(), now).num_rows == 0
