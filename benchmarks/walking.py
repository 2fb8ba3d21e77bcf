"""The walk, with all that it tells of each file, beside fd, find and scandir-rs on the same tree."""

import sys
import tempfile
from pathlib import Path

from benchmarks import rivals, trees

FILES = 320_000
_SCANDIR_RS = """
import sys, scandir_rs
print(len(scandir_rs.Scandir(sys.argv[1], return_type=scandir_rs.ReturnType.Ext).collect()))
"""


def measure(root: str = "", files: int = FILES) -> None:
    """Of a tree that is there, or of one that is made for it."""
    from muniment.discovery.engine.walking import walk

    with tempfile.TemporaryDirectory() as folder:
        if not root:
            root = folder
            trees.many_small(Path(folder), files)
        rows = 0

        def ours() -> None:
            nonlocal rows
            rows = sum(walked.batch.num_rows for walked in walk(root))

        work = {"muniment walk, rows as Arrow": ours}
        if rivals.found("find"):
            work[f"{rivals.version('find')}, size and time"] = rivals.run("find", root, "-printf", "%s %T@ %p\n")
        if fd := rivals.found("fd", "fdfind"):
            work[f"{rivals.version(fd)}, size asked"] = rivals.run(fd, "-uu", "--size", "+0b", ".", root)
        else:
            print("fd is not installed: skipped.")
        try:
            import scandir_rs  # type: ignore[import-not-found]
        except ImportError:
            print("scandir-rs is not installed: skipped.")
        else:
            work[f"scandir-rs {scandir_rs.__version__}, extended"] = rivals.run(sys.executable, "-c", _SCANDIR_RS, root)
        rivals.table(
            "Walk, warm", "muniment walk, rows as Arrow", {name: rivals.spent(each) for name, each in work.items()}
        )
        print(f"  {rows:,} names were found.")
