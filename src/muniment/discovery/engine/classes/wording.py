"""The words behind the hashes, of files that people confirmed: read once more when a model learns, so that it can give reasons."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from muniment.discovery.engine.classes.terms import words_by_id
from muniment.discovery.engine.guarded import Guard, Limits, TooLong, timed
from muniment.discovery.engine.personal import find
from muniment.discovery.engine.sources import Source
from muniment.documents.extract import Budget, Prose, everything
from muniment.documents.paper import Unreadable

_WORDS = pa.schema([("path", pa.string()), ("ids", pa.list_(pa.uint32())), ("words", pa.list_(pa.string()))])
SEVERAL = 3  # confirmed files in which a word must stand to be told to the model at all
AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Wording:
    """A stage: the words of each file's own text, and of its path."""

    source: Source
    seconds: float = 20.0

    def load(self) -> None:
        find([Prose("", "a")])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = []
        for path in batch.column("path").to_pylist():
            words = words_by_id(self._text(path), path)
            rows.append({"path": path, "ids": list(words), "words": list(words.values())})
        return pa.RecordBatch.from_pylist(rows, schema=_WORDS)

    def _text(self, path: str) -> str:
        """What the scan hashed; of a file that is gone, or cannot be read any more, nothing."""
        try:
            with timed(self.seconds), self.source.open(path) as stream:
                for inside, told, _content in everything(stream, path.rpartition("/")[2], Budget(depth=0)):
                    if not inside:
                        return "" if isinstance(told, Unreadable) else told.text
        except (TooLong, Exception):  # noqa: BLE001 - a stranger wrote it, and a word is only for a reason
            return ""
        return ""


def _lost(batch: pa.RecordBatch, _why: str) -> pa.RecordBatch:
    return _of_paths(batch.column("path").to_pylist())


def _of_paths(paths: Iterable[str]) -> pa.RecordBatch:
    told = [(path, words_by_id("", path)) for path in paths]
    return pa.RecordBatch.from_pylist(
        [{"path": path, "ids": list(words), "words": list(words.values())} for path, words in told], schema=_WORDS
    )


def counted_words(paths: list[str], source: Source | None, limits: Limits) -> tuple[dict[int, str], Counter[int]]:
    """Words by the number of their term, and in how many of these files each stands. Without a source those of the paths alone."""
    words: dict[int, str] = {}
    times: Counter[int] = Counter()

    def add(batch: pa.RecordBatch) -> None:
        for ids, said in zip(batch.column("ids").to_pylist(), batch.column("words").to_pylist(), strict=True):
            times.update(ids)
            words.update(zip(ids, said, strict=True))

    if source is None:
        add(_of_paths(paths))
    elif paths:
        batches = [pa.RecordBatch.from_pydict({"path": paths[n : n + AT_ONCE]}) for n in range(0, len(paths), AT_ONCE)]
        with Guard(limits) as guard:
            for batch in guard.run(Wording(source, limits.seconds), batches, _lost):
                add(batch)
    return words, times
