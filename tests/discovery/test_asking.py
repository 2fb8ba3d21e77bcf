"""Which file to ask about next."""

import random
from collections.abc import Callable

import pyarrow as pa

from muniment.discovery.engine.classes.asking import ask
from muniment.discovery.engine.classes.learning import learn
from muniment.discovery.engine.classes.model import Model
from tests.discovery.labelled import table

SHARE = {"FIN-03": 300, "HR-02": 120, "HSG-01": 40, "PLN-04": 16, "LEG-07": 12, "REG-09": 12}


def test_few_questions_find_what_many_at_random_do() -> None:
    """A share of invoices for the most part: how many answers it takes until nine in ten of what is said about files of every line are right."""
    files, words = table(SHARE, share=0.3)
    unseen, _ = table(dict.fromkeys(SHARE, 15), share=0.3, first=1_000)
    truth = unseen.column("line").to_pylist()
    place = {path: row for row, path in enumerate(files.column("path").to_pylist())}

    def answers_needed(choose: Callable[[list[str], Model | None], list[str]]) -> int:
        known: list[str] = []
        model = None
        while len(known) < 250:
            known += choose(known, model)
            learnt = learn(files.take([place[path] for path in known]), words, "1", population=files, fewest=6)
            model = learnt if isinstance(learnt, Model) else None
            said = model.predict(unseen).column("line").to_pylist() if model else []
            right = sum(mine == true for mine, true in zip(said, truth, strict=False))
            answered = sum(mine is not None for mine in said)
            if answered > 0.8 * len(truth) and right > 0.9 * answered:
                break
        return len(known)

    drawn = sorted(place)
    random.Random(5).shuffle(drawn)
    by_asking = answers_needed(lambda known, model: [question.path for question in ask(files, known, model, 25)])
    at_random = answers_needed(lambda known, _model: drawn[len(known) : len(known) + 25])
    assert by_asking <= 0.6 * at_random
    assert by_asking <= 120


def test_questions_are_the_same_whatever_the_order_and_tell_why() -> None:
    files, words = table({"FIN-03": 30, "HR-02": 30, "HSG-01": 30})
    model = learn(files.slice(0, 60), words, "1")
    assert isinstance(model, Model)
    known = set(files.column("path").to_pylist()[:20])
    questions = ask(files, known, model, 6)
    assert len(questions) == 6
    assert not known & {question.path for question in questions}
    assert ask(files.take(list(reversed(range(90)))), known, model, 6) == questions
    assert sum(question.like_it for question in questions) == 70
    assert all(question.why.endswith(".") for question in questions)
    assert questions[0].path.startswith("HSG-01")  # of which the model knows nothing
    assert questions[0].sure < 0.9
    (cold, *_) = ask(files, (), None, 3)
    assert (cold.leans, cold.sure) == (None, 0)
    assert cold.why.startswith("Nothing that was confirmed tells what it is, and ")


def test_nobody_is_asked_about_two_that_are_nearly_the_same_nor_about_what_has_no_words() -> None:
    files, _ = table({"FIN-03": 12, "HR-02": 12})
    groups = pa.array([f"group {row % 4}" if row < 12 else None for row in range(24)])
    files = files.append_column("near_group", groups)
    paths = files.column("path").to_pylist()
    asked = [question.path for question in ask(files, [paths[1]], None, 100)]
    assert len(asked) == 3 + 12
    assert len({paths.index(path) % 4 for path in asked if paths.index(path) < 12} - {1}) == 3
    empty = pa.table(
        {
            "path": ["a", "b"],
            "terms": pa.array([None, []], pa.list_(pa.uint32())),
            "counts": pa.array([None, []], pa.list_(pa.uint16())),
        }
    )
    assert ask(empty, (), None) == []
    one = files.slice(20, 1)
    assert [question.path for question in ask(one, (), None)] == paths[20:21]
    assert ask(one, (), None)[0].why.endswith("no other file is like it.")
