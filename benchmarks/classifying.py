"""What a model learns from labelled text: accuracy, precision, coverage and rates; what asking saves; how fast rules are.

`python -m benchmarks.classifying FOLDER` takes a folder with a folder of text files for each label, such as BBC news or
Reuters-21578; without one, documents are made up.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from muniment.discovery.engine.classes.asking import ask
from muniment.discovery.engine.classes.fitting import classify
from muniment.discovery.engine.classes.learning import NothingLearnt, learn
from muniment.discovery.engine.classes.model import Model
from muniment.discovery.engine.classes.rule_text import parse
from muniment.discovery.engine.classes.terms import terms, words_by_id

POOL, STEP, STEPS, RULED = 2_000, 40, 8, 1_000_000


def measure(folder: Path | None = None) -> None:
    """Prints what was measured."""
    documents = read(folder) if folder else made_up()
    random.Random(1).shuffle(documents)
    start = time.process_time()
    lists = [terms(text, name) for _, name, text in documents]
    rate = len(documents) / (time.process_time() - start)
    print(
        f"terms                  {len(documents):,} documents, {len({label for label, _, _ in documents})} labels: {rate:,.0f} a second of one core"
    )
    table = pa.table({
        "path": [f"{number}/{name}" for number, (_, name, _) in enumerate(documents)],
        "terms": pa.array([ids for ids, _ in lists], pa.list_(pa.uint32())),
        "counts": pa.array([counts for _, counts in lists], pa.list_(pa.uint16())),
        "line": [label for label, _, _ in documents],
    })  # fmt: skip
    cut = len(documents) * 7 // 10
    seven_tenths(table, cut, documents, rate)
    few_labels(table.slice(0, min(POOL, cut)), table.slice(cut))
    rules()


def seven_tenths(table: pa.Table, cut: int, documents: list[tuple[str, str, str]], rate: float) -> None:
    words: dict[int, str] = {}
    for _, name, text in documents[:cut]:
        words |= words_by_id(text, name)
    start = time.process_time()
    model = learn(table.slice(0, cut), words, "1")
    if isinstance(model, NothingLearnt):
        print(model.why)
        return
    print(
        f"learnt                 {model.learnt_from:,} documents of {len(model.lines)} lines in {time.process_time() - start:.1f} s; {len(model.left_out)} lines have too few labels"
    )
    unseen = table.slice(cut)
    start = time.process_time()
    said = model.predict(unseen).column("line").to_pylist()
    seconds = time.process_time() - start
    guessed = [model.lines[best] for best in model.guess(unseen).best]
    truth = unseen.column("line").to_pylist()
    together = 1 / (1 / rate + seconds / len(truth))
    print(
        f"unseen                 accuracy {share(guessed, truth)}; of learnt lines {share(*only(model, guessed, truth))}; {figures(said, truth)}; it expected {model.measured.precision:.3f} and {model.measured.coverage:.3f}"
    )
    print(
        f"rate                   {len(truth) / seconds:,.0f} a second with reasons, {together:,.0f} with terms, of one core"
    )


def few_labels(pool: pa.Table, unseen: pa.Table) -> None:
    place = {path: row for row, path in enumerate(pool.column("path").to_pylist())}
    drawn = sorted(place)
    random.Random(3).shuffle(drawn)
    truth = unseen.column("line").to_pylist()

    def told(name: str, choose: Callable[[list[str], Model | None], list[str]]) -> None:
        known: list[str] = []
        model = None
        for _ in range(STEPS):
            known += choose(known, model)
            learnt = learn(pool.take([place[path] for path in known]), {}, "1", population=pool, fewest=5)
            model = learnt if isinstance(learnt, Model) else None
            if model and len(known) % (2 * STEP) == 0:
                guessed = [model.lines[best] for best in model.guess(unseen).best]
                said = model.predict(unseen).column("line").to_pylist()
                print(
                    f"{name:<22} {len(known)} labels, {len(model.lines)} lines: accuracy {share(guessed, truth)}; {figures(said, truth)}"
                )

    told("at random", lambda known, _model: drawn[len(known) : len(known) + STEP])
    told("asked", lambda known, model: [question.path for question in ask(pool, known, model, STEP)])


def rules() -> None:
    said, _ = parse(
        "\n".join(
            f'L-{n}: path contains "accounts {n}" and name like "INV-*{n}.pdf" unless path contains "template {n}"'
            for n in range(100)
        )
    )
    folders = [f"Finance/Accounts {n % 1_000}/Invoices 2019" for n in range(RULED)]
    names = [f"INV-{n}.pdf" for n in range(RULED)]
    rows = pa.table(
        {
            "folder": folders,
            "name": names,
            "path": [f"{folder}/{name}" for folder, name in zip(folders, names, strict=True)],
        }
    )
    start = time.process_time()
    found = classify(rows, said, datetime(2026, 1, 1, tzinfo=UTC))
    print(
        f"rules                  {len(said)} rules over {RULED:,} files in {time.process_time() - start:.1f} s; {RULED - found.column('line').null_count:,} have a line"
    )


def share(said: list[str], truth: list[str]) -> str:
    return f"{sum(mine == true for mine, true in zip(said, truth, strict=True)) / max(len(truth), 1):.3f}"


def only(model: Model, said: list[str], truth: list[str]) -> tuple[list[str], list[str]]:
    pairs = [(mine, true) for mine, true in zip(said, truth, strict=True) if true in model.lines]
    return [mine for mine, _ in pairs], [true for _, true in pairs]


def figures(said: list[str | None], truth: list[str]) -> str:
    answered = [(mine, true) for mine, true in zip(said, truth, strict=True) if mine]
    right = sum(mine == true for mine, true in answered)
    return f"precision {right / max(len(answered), 1):.3f} at coverage {len(answered) / max(len(truth), 1):.3f}"


def read(folder: Path) -> list[tuple[str, str, str]]:
    return [
        (file.parent.name, file.name, file.read_text("utf-8", "replace"))
        for file in sorted(folder.glob("*/*"))
        if file.is_file()
    ]


def made_up() -> list[tuple[str, str, str]]:
    from tests.discovery.labelled import SUBJECTS, document

    return [(line, f"{seed}.txt", document(line, seed, 0.2)) for line in SUBJECTS for seed in range(1_000)]


if __name__ == "__main__":
    measure(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
