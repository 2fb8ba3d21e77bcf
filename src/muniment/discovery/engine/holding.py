"""What a hold keeps of a share: paths compared as people mean them, and the holds that keep nothing of it.

Capitals, composed and decomposed letters, and both kinds of stroke are alike: a share of Windows does not tell the first
apart, a Mac writes the second, and people the third. Where a share has two folders that differ in these alone, a hold keeps both.
"""

import unicodedata
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from muniment.discovery.engine.rulings import Hold, Rulings

PLAIN = (
    r"nfc_normalize(lower(replace({}, '\', '/')))"  # `plain` in SQL; both sides of a comparison go through the same one
)

_HOLDS = pa.schema([
    ("reference", pa.string()), ("title", pa.string()),
    ("named", pa.string()),  # the folder or the words as somebody wrote them; null where it names a line
    ("folder", pa.string()), ("word", pa.string()), ("held_line", pa.string()),  # one of these; "" folder is all of the share
])  # fmt: skip

# `path` and `line` of the files that a hold keeps, with the hold; several rows where several keep a file.
HELD = f"""
SELECT f.path, h.reference, h.title
FROM (SELECT path, line, {PLAIN.format("path")} AS plain FROM files) f
JOIN holds h ON h.folder = '' OR f.plain = h.folder OR starts_with(f.plain, h.folder || '/') OR contains(f.plain, h.word) OR h.held_line = f.line
"""

_OF_NOTHING = f"""
WITH named AS (SELECT *, row_number() OVER () AS n FROM holds WHERE folder <> '' OR word IS NOT NULL),
places AS (SELECT {PLAIN.format("path")} AS plain FROM read_parquet($folders) UNION ALL SELECT {PLAIN.format("path")} FROM read_parquet($files))
SELECT reference AS hold, CASE WHEN word IS NULL THEN 'folder' ELSE 'words' END AS what, named FROM named
WHERE n NOT IN (SELECT n FROM named JOIN places ON plain = folder OR contains(plain, word)) ORDER BY n
"""


def plain(text: str) -> str:
    """A path, or words of one, without what does not tell two of them apart."""
    return unicodedata.normalize("NFC", text.replace("\\", "/").lower())


def folder_named(text: str) -> str:
    """A folder as a scan writes it, whatever strokes it was given with. Capitals stay."""
    parts = unicodedata.normalize("NFC", text.replace("\\", "/")).strip().split("/")
    return "/".join(part for part in parts if part not in ("", "."))


def keeps(hold: Hold, path: str, line: str | None) -> bool:
    """Whether a hold keeps a file by its folder, the words of its path, or its line."""
    here = plain(path)
    folders = (plain(folder_named(folder)) for folder in hold.folders)
    return (
        any(not folder or here == folder or here.startswith(f"{folder}/") for folder in folders)
        or any(plain(word.strip()) in here for word in hold.words if word.strip())
        or bool(line and line in hold.lines)
    )


def register(connection: duckdb.DuckDBPyConnection, rulings: Rulings) -> None:
    """Makes `holds` of a connection, as HELD asks it: a row for each folder, word and line that a hold names."""
    rows: list[dict[str, Any]] = []
    for hold in rulings.holds:
        said = {"reference": hold.reference, "title": hold.title}
        rows += [{**said, "named": folder, "folder": folder_named(folder)} for folder in hold.folders]
        rows += [{**said, "named": word.strip(), "word": word.strip()} for word in hold.words if word.strip()]
        rows += [{**said, "held_line": line} for line in hold.lines]
    connection.register("named_holds", pa.Table.from_pylist(rows, _HOLDS))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE holds AS SELECT * REPLACE ({PLAIN.format('folder')} AS folder, {PLAIN.format('word')} AS word) FROM named_holds"
    )
    connection.unregister("named_holds")


def of_nothing(connection: duckdb.DuckDBPyConnection, rulings: Rulings, result: Path) -> list[dict[str, str]]:
    """The folders and words of holds of which the scan in the folder `result` has nothing: a slip of the pen, or gone.

    Each with `hold`, its reference; `what`, folder or words; `named`, as it was written. That a line has no file here is no slip.
    """
    if not any(hold.folders or hold.words for hold in rulings.holds):
        return []
    register(connection, rulings)
    told = connection.execute(
        _OF_NOTHING, {name: str(result / f"{name}.parquet") for name in ("folders", "files")}
    ).to_arrow_table()
    found: list[dict[str, str]] = told.to_pylist()
    return found


def in_words(nothing: dict[str, str]) -> str:
    """One of `of_nothing` as a sentence."""
    if nothing["what"] == "folder":
        return f"Hold {nothing['hold']} names the folder “{nothing['named']}”, which was not found: it keeps nothing by that."
    return f"Hold {nothing['hold']} names the words “{nothing['named']}”, which no path has: it keeps nothing by them."
