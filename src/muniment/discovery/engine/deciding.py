"""What is to become of each file, with the reason: a proposal for the people who own it. Nothing is done by it.

In this order, the first that holds: what is held is on hold; what nobody wrote for keeping is trivial; a copy of a file
that is kept is redundant; what has a line of the schedule is overdue or kept under it; an older version is redundant; what
nobody has touched for long is obsolete; the rest is unknown, and says so. Whether the file for whose sake another is
redundant stays itself is looked at in `settling`.
"""

from collections.abc import Iterator
from datetime import date

import duckdb
import pyarrow as pa

from muniment.discovery.engine import days, holding
from muniment.discovery.engine.rulings import Rulings
from muniment.discovery.engine.schema import DECIDED
from muniment.retention.rules import Keep

UNSURE = "No rule fits it, and the model is not sure."
# Names that programs leave behind, and what they are. Small letters; % and _ as in SQL's LIKE, \ before a _ that is one.
TRIVIAL = (
    (r"thumbs.db", "a preview that Windows keeps"), (r"ehthumbs%.db", "a preview that Windows keeps"),
    (r"desktop.ini", "how Windows shows a folder"), (r".ds\_store", "how a Mac shows a folder"),
    (r".\_%", "what a Mac leaves beside a file on a share"), (r"~$%", "what Office leaves while a document is open"),
    (r".~lock.%#", "what LibreOffice leaves while a document is open"), (r"~%.tmp", "a temporary file"),
    (r"%.tmp", "a temporary file"), (r"%.temp", "a temporary file"), (r"%.crdownload", "a download that was not finished"),
    (r"%.partial", "a download that was not finished"), (r"%.part", "a download that was not finished"),
    (r"%.lnk", "a shortcut"), (r"%.url", "a shortcut"), (r"%.swp", "what an editor leaves while a file is open"),
    (r"%.pyc", "what a program compiled for itself"), (r"%.cache", "a cache"), (r"%.dmp", "what was in memory when a program failed"),
    (r"hiberfil.sys", "what Windows keeps for itself"), (r"pagefile.sys", "what Windows keeps for itself"),
    (r"ntuser.dat%", "a user's settings of Windows"), (r"%.chk", "what a repair of the disk left"),
)  # fmt: skip
# Folders whose content programs made and can make again, and bins.
TRIVIAL_FOLDERS = (
    "$recycle.bin", "recycler", "#recycle", ".recycle", "@recycle", ".trash", ".trashes", ".trash-1000", "__pycache__", "node_modules",
    "temporary internet files", ".cache", "__macosx",
)  # fmt: skip
# What is nothing without the files beside it: parts of a map, what belongs to a page that was saved.
COMPANIONS = ("prj", "cpg", "qpj", "shx", "sbn", "sbx", "qix", "tfw", "jgw", "pgw", "wld")
_SAVED_PAGE = r"(_files|_dateien)(/|$)"


def decide(files: pa.RecordBatch, rulings: Rulings, today: date, unsure: str = UNSURE) -> pa.RecordBatch:
    """DECIDED for a batch with the columns of FILES that come before them.

    Days are counted from `modified`, or from when a document says that it was made, as far as they can be believed (`days`).
    `unsure` says why a file has no line.
    """
    if not files.num_rows:
        return pa.RecordBatch.from_pylist([], schema=DECIDED)
    with duckdb.connect(config={"threads": 1}) as connection:
        numbered = pa.Table.from_batches([files]).append_column("n", pa.array(range(files.num_rows), pa.int64()))
        connection.register("given", numbered)
        connection.execute(f"CREATE TEMP VIEW files AS {days.with_days(today)}")
        connection.register("lines", _lines(rulings))
        connection.register("dues", _dues(connection, rulings))
        holding.register(connection, rulings)
        connection.register(
            "trivial", pa.table({"name": [each for each, _ in TRIVIAL], "what": [what for _, what in TRIVIAL]})
        )
        told = connection.execute(
            _SQL,
            {
                "today": today,
                "years": rulings.obsolete_after,
                "folders": list(TRIVIAL_FOLDERS),
                "companions": list(COMPANIONS),
                "saved_page": _SAVED_PAGE,
                "unsure": unsure,
            },
        )
        return told.to_arrow_table().cast(DECIDED).combine_chunks().to_batches()[0]


def _lines(rulings: Rulings) -> pa.Table:
    lines = rulings.lines
    return pa.table({
        "line": pa.array([each.reference for each in lines], pa.string()),
        "title": pa.array([each.title for each in lines], pa.string()),
        "by_period": pa.array([each.line.keep is Keep.PERIOD for each in lines], pa.bool_()),
    })  # fmt: skip


def _dues(connection: duckdb.DuckDBPyConnection, rulings: Rulings) -> pa.Table:
    """The outcome of each line for each pair of days that its files have: far fewer than files."""
    asked = connection.execute("SELECT DISTINCT line, day, began FROM files WHERE line IS NOT NULL").fetchall()
    rows = list(_outcomes(asked, rulings))
    names = (("line", pa.string()), ("day", pa.date32()), ("began", pa.date32()), ("due", pa.date32()), ("lasting", pa.bool_()), ("told", pa.string()))  # fmt: skip
    return pa.table({name: pa.array([row[n] for row in rows], kind) for n, (name, kind) in enumerate(names)})


def _outcomes(asked: list[tuple[str, date | None, date | None]], rulings: Rulings) -> Iterator[tuple[object, ...]]:
    for reference, day, began in asked:
        if line := rulings.line(reference):
            outcome = line.outcome(day, began)
            yield reference, day, began, outcome.due, outcome.lasting, " ".join(outcome.working) or outcome.why


_SQL = r"""
WITH held AS (
  SELECT path, min(reference) AS hold, min_by(title, reference) AS hold_title FROM (HELD) GROUP BY path
), junk AS (
  SELECT path, min(what) AS what FROM files JOIN trivial ON lower(files.name) LIKE trivial.name ESCAPE '\' GROUP BY path
), known AS (
  SELECT files.*, hold, hold_title, what, lines.line IS NOT NULL AS scheduled, by_period, lines.title AS line_title, dues.due, lasting, told,
         list_filter(string_split(lower(files.folder), '/'), each -> list_contains($folders, each)) AS made_again
  FROM files
  LEFT JOIN held USING (path) LEFT JOIN junk USING (path) LEFT JOIN lines USING (line)
  LEFT JOIN dues ON dues.line = files.line AND dues.day IS NOT DISTINCT FROM files.day AND dues.began IS NOT DISTINCT FROM files.began
), decided AS (
  SELECT *, CASE
    WHEN hold IS NOT NULL THEN 'on hold'
    WHEN kind <> 'file' THEN 'unknown'
    WHEN what IS NOT NULL OR len(made_again) > 0 OR size = 0 THEN 'trivial'
    WHEN copy_of <> path AND NOT list_contains($companions, coalesce(extension, '')) AND NOT regexp_matches(coalesce(folder, ''), $saved_page) THEN 'redundant'
    WHEN scheduled AND due <= $today THEN 'overdue'
    WHEN scheduled AND by_period AND due IS NULL AND day IS NULL THEN 'unknown'
    WHEN scheduled THEN 'keep'
    WHEN version_latest <> path THEN 'redundant'
    WHEN day < $today - to_years($years::INTEGER) THEN 'obsolete'
    ELSE 'unknown' END AS decision
  FROM known
)
SELECT path, decision, concat_ws(' ',
  CASE decision
    WHEN 'on hold' THEN 'Held by ' || hold || coalesce(nullif(': ' || hold_title, ': '), '') || '.'
    WHEN 'trivial' THEN CASE WHEN what IS NOT NULL THEN 'It is ' || what || '.'
                             WHEN len(made_again) > 0 THEN 'It lies in ' || made_again[1] || ', which programs fill and empty.'
                             ELSE 'It is empty.' END
    WHEN 'overdue' THEN 'Line ' || line || coalesce(' (' || nullif(line_title, '') || ')', '') || ': due since ' || strftime(due, '%-d %B %Y') || '.'
    WHEN 'keep' THEN 'Line ' || line || coalesce(' (' || nullif(line_title, '') || ')', '') ||
                     CASE WHEN due IS NOT NULL THEN ': kept until ' || strftime(due, '%-d %B %Y') || '.' ELSE ': kept.' END
    WHEN 'obsolete' THEN 'Nobody has changed it since ' || strftime(day, '%-d %B %Y') || ', and no line is known for it.'
    WHEN 'redundant' THEN CASE WHEN copy_of <> path THEN 'The same content as ' || copy_of || ', which looks like the one to keep.'
                               ELSE 'An older version of ' || version_latest || '.' END
    ELSE CASE WHEN kind <> 'file' THEN 'It is a ' || kind || ', which is listed and never opened.'
              WHEN status = 'failed' THEN 'It could not be read: ' || coalesce(status_why, 'no reason is known.')
              WHEN scheduled THEN 'Line ' || line || coalesce(' (' || nullif(line_title, '') || ')', '') || ': when it is due is not known.'
              WHEN line IS NOT NULL THEN 'The schedule that was given has no line ' || line || '.'
              ELSE $unsure END END,
  CASE WHEN untrue AND decision IN ('overdue', 'keep', 'obsolete', 'unknown')
       THEN 'The disk says that it was last changed on ' || strftime(modified, '%-d %B %Y') || ', which cannot be true' ||
            coalesce('; the day on which the document says that it was saved, ' || strftime(day, '%-d %B %Y') || ', stands for it', '') || '.' END,
  CASE WHEN decision IN ('overdue', 'keep') THEN told END,
  CASE WHEN decision IN ('overdue', 'keep') OR decision = 'unknown' AND scheduled THEN line_why END,
  CASE WHEN decision = 'redundant' AND copy_of <> path THEN copy_why
       WHEN decision = 'redundant' THEN version_why END,
  CASE WHEN decision <> 'overdue' AND scheduled AND due <= $today THEN 'It would be overdue under ' || line || '.' END,
  CASE WHEN decision = 'obsolete' THEN risk END
) AS decision_why, due, hold
FROM decided ORDER BY n
""".replace("HELD", holding.HELD)
