"""Files with the same content, found in a tree from nothing, beside jdupes, rdfind, rmlint and fdupes; warm and cold."""

import tempfile
from pathlib import Path

from benchmarks import rivals, trees

FILES, BYTES = 200_000, 10 * 10**9
SHAPES = {"a dozen to a folder": 12, "each in a folder of its own": 1}
_RIVALS = {
    "jdupes": ("-rqm",),
    "fdupes": ("-rqm",),
    "rdfind": ("-dryrun", "true", "-makeresultsfile", "false"),
    "rmlint": ("-T", "df", "-o", "summary"),
}


def measure(root: str = "", files: int = FILES, size: int = BYTES) -> None:
    """Of a tree that is there, or of those that are made for it."""
    if root:
        _compare(root)
        return
    for shape, together in SHAPES.items():
        print(f"{files:,} files, {shape}:")
        with tempfile.TemporaryDirectory() as folder:
            trees.with_copies(Path(folder), files, size, together)
            _compare(folder)


def _compare(root: str) -> None:
    groups: set[str] = set()
    work = {"muniment, walk and copies": lambda: _ours(root, groups)}
    for name, options in _RIVALS.items():
        if rivals.found(name):
            work[rivals.version(name)] = rivals.run(name, *options, root)
        else:
            print(f"{name} is not installed: skipped.")
    for cold in (False, True):
        if cold and not rivals.can_drop():
            print("Cold: this user may not make the system forget the disk: skipped.")
            return
        figures = {name: rivals.spent(each, turns=1 if cold else 3, cold=cold) for name, each in work.items()}
        rivals.table(f"Copies, {'cold' if cold else 'warm'}", "muniment, walk and copies", figures)
    print(f"  {len(groups):,} groups were found.")


def _ours(root: str, groups: set[str]) -> None:
    import pyarrow.parquet as pq

    from muniment.discovery.engine.duplicates import duplicates
    from muniment.discovery.engine.schema import ENTRIES
    from muniment.discovery.engine.sources import source_of

    source = source_of(root)
    with tempfile.NamedTemporaryFile(suffix=".parquet") as entries:
        with pq.ParquetWriter(entries.name, ENTRIES) as kept:
            for walked in source.walk():
                kept.write_batch(walked.batch)
        for batch in duplicates(source, [entries.name]):
            groups.update(filter(None, batch.column("blake3").to_pylist()))
