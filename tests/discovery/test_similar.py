"""Near-duplicates: signatures, groups of them, and what is said of files."""

import random
from datetime import UTC, datetime, timedelta
from itertools import count

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.dataset
import pytest

from muniment.discovery.engine import near, schema, signing
from muniment.discovery.engine.signing import FEWEST_WORDS, LENGTH, alike
from muniment.discovery.engine.similar import related, signature

START = datetime(2020, 1, 1, tzinfo=UTC)
WORDS = [
    f"{first}{second}"
    for first in ["bright", "cold", "deep", "eager", "fair"]
    for second in ["ly", "ness", "er", "est", "ish", "en"]
]


def text_of(seed: int, words: int = 200) -> str:
    return " ".join(random.Random(seed).choices([f"{word}{n}" for word in WORDS for n in range(40)], k=words))


def changed(text: str, places: int) -> str:
    words = text.split()
    for place in range(places):
        words[(place * len(words)) // places] = f"other{place}"
    return " ".join(words)


class Tree:
    """Files of a made-up share, each younger than the one before it."""

    def __init__(self) -> None:
        self.entries, self.contents, self.number = [], [], count()

    def add(
        self, path: str, text: str | None = None, blake3: str | None = None, inside: str = "", *, size: int = 10, state: str = "read"
    ) -> None:  # fmt: skip
        folder, _, name = path.rpartition("/")
        when = START + timedelta(days=next(self.number))
        if not inside:
            self.entries.append(
                {
                    "path": path,
                    "stamp": 1,
                    "folder": folder,
                    "name": name,
                    "extension": name.rpartition(".")[2],
                    "kind": "file",
                    "modified": when,
                    "size": size,
                }
            )
        if text is not None or state != "read":
            self.contents.append(
                {
                    "path": path,
                    "stamp": 1,
                    "inside": inside,
                    "blake3": blake3 or path + inside,
                    "signature": signature(text or ""),
                    "state": state,
                    "characters": len(text or "") if state == "read" else None,
                }
            )

    def tables(self, shuffle: int = 0) -> tuple[pa.Table, pa.Table]:
        order = random.Random(shuffle)
        entries, contents = ([*rows] for rows in (self.entries, self.contents))
        if shuffle:
            order.shuffle(entries)
            order.shuffle(contents)
        return pa.Table.from_pylist(entries, schema.ENTRIES), pa.Table.from_pylist(contents, schema.CONTENTS)

    def related(self, shuffle: int = 0) -> dict[str, dict]:
        table = related(*self.tables(shuffle))
        assert table.schema == schema.RELATED
        return {row["path"]: row for row in table.to_pylist()}


def test_a_signature_is_of_the_words_not_of_how_they_are_set() -> None:
    text = text_of(1)
    assert len(signature(text)) == LENGTH
    assert signature(text.upper().replace(" ", ",\n")) == signature(text)
    assert signature(text) != signature(text_of(2))
    assert signature(" ".join(["word"] * (FEWEST_WORDS - 1))) is None
    assert signature("") is None
    assert signature(f"\ud800 {text}") == signature(text)


def test_a_book_has_the_signature_that_it_has_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    text = text_of(3, 1_000)
    whole = signature(text)
    monkeypatch.setattr(signing, "_AT_ONCE", 37)
    assert signature(text) == whole


def test_the_estimate_is_near_to_what_two_texts_share() -> None:
    for places in (2, 6, 15):
        one, other = text_of(4, 400), changed(text_of(4, 400), places)
        sets = [set(zip(words, words[1:], words[2:], strict=False)) for words in (one.split(), other.split())]
        true = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
        signatures = [np.frombuffer(signature(text)[1:], "<u2") for text in (one, other)]
        assert abs(float(alike(*signatures)) - true) < 0.12


def test_planted_pairs_are_found_and_nothing_else() -> None:
    tree = Tree()
    for number in range(300):
        tree.add(f"a/{number}.txt", text_of(number))
    for number in range(100):
        tree.add(f"b/other {number + 1000}.txt", changed(text_of(number), 4))
    found = tree.related()
    assert {path: row["near_group"] for path, row in found.items()} == {
        **{f"a/{number}.txt": f"a/{number}.txt" for number in range(100)},
        **{f"b/other {number + 1000}.txt": f"a/{number}.txt" for number in range(100)},
    }
    assert found["a/7.txt"]["near"] == 1
    assert 0.8 <= found["b/other 1007.txt"]["near"] < 1
    for shuffle in (1, 2):
        assert tree.related(shuffle) == found


def test_of_exact_copies_the_oldest_stands_for_all() -> None:
    tree = Tree()
    text = text_of(1)
    tree.add("z/first.txt", text, "digest")
    tree.add("a/second.txt", text, "digest")
    assert tree.related() == {}
    tree.add("a/third.docx", changed(text, 3), "other")
    assert {path: row["near_group"] for path, row in tree.related().items()} == {
        "z/first.txt": "z/first.txt",
        "a/third.docx": "z/first.txt",
    }


def test_small_changes_one_after_another_do_not_join_strangers() -> None:
    tree = Tree()
    words = text_of(1, 300).split()
    for step in range(12):
        words[step * 20 : step * 20 + 16] = [f"new{step}x{n}" for n in range(16)]
        tree.add(f"{step:02}.txt", " ".join(words))
    found = tree.related()
    groups = {row["near_group"] for row in found.values()}
    assert len(groups) > 1
    assert all(row["near"] >= near.THRESHOLD for row in found.values())
    assert all(found[group]["near_group"] == group for group in groups)


def test_many_forms_of_one_pattern_are_one_group() -> None:
    tree = Tree()
    form = text_of(5, 300).split()
    for number in range(400):
        tree.add(f"form {number}.pdf", " ".join([*form[:150], f"applicant{number}", f"street{number}", *form[150:]]))
    found = tree.related()
    assert len(found) == 400
    assert {row["near_group"] for row in found.values()} == {"form 0.pdf"}


def test_what_is_inside_others_and_what_is_no_signature_is_left_out() -> None:
    tree = Tree()
    tree.add("mail.eml", text_of(1))
    tree.add("mail.eml", text_of(2), inside="mail.eml!/a.txt")
    tree.add("b.txt", text_of(2))
    tree.contents.append({"path": "b.txt", "inside": "", "blake3": "x", "signature": b"short"})
    tree.contents.append({"path": "b.txt", "inside": "", "blake3": "x", "signature": b"\xff" * LENGTH})
    assert tree.related() == {}
    assert Tree().related() == {}


def test_tables_may_come_as_a_reader_a_data_set_batches_or_a_question() -> None:
    tree = Tree()
    tree.add("a.txt", text_of(1))
    tree.add("b.txt", changed(text_of(1), 2))
    entries, contents = tree.tables()
    expected = related(entries, contents)
    assert expected.num_rows == 2
    assert related(entries.to_reader(), iter(contents.to_batches())) == expected
    assert related(pyarrow.dataset.dataset(entries), pyarrow.dataset.dataset(contents)) == expected
    asked = duckdb.connect()
    assert related(asked.from_arrow(entries), asked.from_arrow(contents)) == expected
    assert related(iter([]), iter([])).num_rows == 0
