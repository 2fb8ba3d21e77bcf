"""What is kept of a text: hashed words."""

from hypothesis import given
from hypothesis import strategies as st

from muniment.discovery.engine.classes.terms import MOST_OF_PATH, MOST_WORDS, terms, words_by_id

TEXT = "The invoice of the supplier. Invoice number 12345, invoices for Gritting and gritting; AB."


def counted(text: str, path: str) -> dict[str, int]:
    words = words_by_id(text, path)
    ids, counts = terms(text, path)
    assert sorted(words) == ids
    return {words[number]: count for number, count in zip(ids, counts, strict=True)}


def test_words_are_counted_without_those_that_say_nothing() -> None:
    assert counted(TEXT, "") == {"invoice": 2, "supplier": 1, "number": 1, "invoices": 1, "gritting": 2}


def test_words_of_folders_and_name_stand_apart() -> None:
    said = counted("", "Housing/TenancyAgreements/HSG_letter_2019.docx")
    assert said == {
        "folder:housing": 1,
        "folder:tenancy": 1,
        "folder:agreements": 1,
        "name:hsg": 1,
        "name:letter": 1,
        "name:docx": 1,
    }


def test_of_a_long_text_the_most_frequent_words_are_kept() -> None:
    rare = " ".join(
        f"rare{'abcdefghij'[n // 100]}{'abcdefghij'[n // 10 % 10]}{'abcdefghij'[n % 10]}" for n in range(900)
    )
    said = counted(f"{rare} {'budget ' * 70_000}", "")
    assert len(said) == MOST_WORDS
    assert said["budget"] > 50_000
    assert all(count <= 0xFFFF for count in said.values())


@given(st.text(), st.text())
def test_any_text_has_its_terms(text: str, path: str) -> None:
    ids, counts = terms(text, path)
    assert ids == sorted(set(ids))
    assert len(ids) == len(counts) <= MOST_WORDS + 2 * MOST_OF_PATH
    assert all(0 <= number < 2**32 for number in ids)
    assert all(0 < count <= 0xFFFF for count in counts)
    assert terms(text, path) == (ids, counts)
