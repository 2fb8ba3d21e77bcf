"""What the pages of a scan ask, over the result of a scan of ten million files that is made up: each question, how long.

    python -m benchmarks.shares FOLDER [--files 10000000]

FOLDER keeps the made-up result (about 1 GB), so that a second run only asks. Each question is asked as the page asks it, with
nothing kept from the one before; the first time and the median of three more are printed. Memory is bounded as on the page.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from muniment.discovery.engine import assembling, looking, selecting
from muniment.discovery.engine.grouping import grouped
from muniment.discovery.engine.questions import opened
from muniment.discovery.engine.schema import FILES, FINDINGS, FOLDERS, MEMBERS
from muniment.discovery.engine.store import ROWS, view, write
from muniment.discovery.engine.totalling import totals

IN_FOLDER, IN_YEAR, YEARS = 100, 200, 25  # files of a folder, folders of a year, years of a unit: 500,000 files a unit

# Every value follows from the number of the file, so that the same result comes of it each time.
_MADE = f"""
WITH numbered AS (
  SELECT i, i // {IN_FOLDER} AS f, hash(i) AS h, hash(i, 7) AS g FROM range($first, $after) t(i)
), placed AS (
  SELECT *, format('unit{{:03d}}/year{{:04d}}/case{{:04d}}', f // {IN_YEAR * YEARS}, 2001 + (f // {IN_YEAR}) % {YEARS}, f % {IN_YEAR}) AS folder,
    ['docx', 'pdf', 'xlsx', 'jpeg', 'msg', 'txt', 'doc', 'zip'][1 + (h % 8)::INTEGER] AS format, h % 10 = 0 AS copied, h % 25 = 0 AS personal, g % 20 = 0 AS versioned
  FROM numbered
)
SELECT folder || '/' || format('document{{:04d}}.', i % {IN_FOLDER}) || format AS path, folder, format('document{{:04d}}.', i % {IN_FOLDER}) || format AS name,
  format AS extension, 'file' AS kind, (exp(6 + (h % 1000) / 100.0))::BIGINT AS size, (exp(6 + (h % 1000) / 100.0))::BIGINT AS allocated,
  make_timestamptz(2001 + ((f // {IN_YEAR}) % {YEARS})::INTEGER, 1 + (h % 12)::INTEGER, 1 + (g % 28)::INTEGER, 9, 0, 0) AS modified, h AS stamp, 1::UBIGINT AS device, i::UBIGINT AS inode, 1 AS links,
  'person' || (f % 400) AS owner, CASE WHEN h % 200 = 1 THEN 'failed' ELSE 'scanned' END AS status,
  CASE WHEN h % 200 = 1 THEN ['It is protected by a password.', 'It is damaged.', 'Reading it took longer than 20 seconds.'][1 + (g % 3)::INTEGER] END AS status_why,
  format, 'fmt/' || (h % 8) AS puid, CASE WHEN h % 8 = 6 THEN 'Its makers have given it up.' END AS risk, CASE WHEN h % 300 = 2 THEN 'Named .doc, and it is a PDF.' END AS mismatch,
  CASE WHEN copied THEN md5((i // 3000 * 100 + g % 100)::VARCHAR) END AS blake3, CASE WHEN copied THEN 3 ELSE 1 END AS copies,
  CASE WHEN copied THEN 'unit000/kept/' || (i // 3000 * 100 + g % 100) END AS copy_of, 'read' AS text, 4000 AS characters,
  CASE WHEN personal THEN [{{'kind': 'nhs_number', 'count': 3, 'score': 0.9::FLOAT, 'masked': '943 *** ***9', 'where': 'line 2', 'why': 'Its check digit is right.'}}] END AS personal,
  CASE WHEN personal THEN ((h % 100) / 100.0)::FLOAT END AS personal_score, CASE WHEN personal AND h % 100 >= 50 THEN 3 END AS personal_values,
  CASE WHEN g % 50 = 3 THEN folder || '/first' END AS near_group, CASE WHEN g % 50 = 3 THEN 0.93::FLOAT END AS near,
  CASE WHEN versioned THEN folder || '/budget' END AS version_group, CASE WHEN versioned THEN folder || '/budget final.docx' END AS version_latest,
  CASE WHEN h % 3 > 0 THEN 'FIN-' || (f % 60) END AS line, 'rule' AS line_by, 0.9::FLOAT AS line_sure, 'Its path fits.' AS line_why,
  'Unit ' || (f // {IN_YEAR * YEARS}) AS likely_owner, 0.7::FLOAT AS owner_sure, 'Its path has the name of the unit.' AS owner_why,
  ['redundant', 'overdue', 'keep', 'obsolete', 'unknown', 'trivial'][CASE WHEN copied THEN 1 ELSE 2 + (g % 5)::INTEGER END] AS decision,
  'It was last changed long ago.' AS decision_why, CASE WHEN g % 5 = 0 THEN make_date(2010 + (h % 15)::INTEGER, 4, 1) END AS due
FROM placed ORDER BY path
"""


def make(out: Path, files: int) -> None:
    """Writes the result of a scan that never was."""
    out.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(out / "spill")}) as connection:
        connection.execute("SET TimeZone='UTC'")
        began = time.perf_counter()
        import pyarrow as pa

        def batches() -> Any:
            for first in range(0, files, ROWS):
                made = (
                    connection.cursor()
                    .execute(_MADE, {"first": first, "after": min(files, first + ROWS)})
                    .to_arrow_table()
                )
                columns = [made.column(each.name).cast(each.type).combine_chunks() if each.name in made.column_names else pa.nulls(made.num_rows, each.type) for each in FILES]  # fmt: skip
                yield pa.RecordBatch.from_arrays(columns, schema=FILES)

        write(pa.RecordBatchReader.from_batches(FILES, batches()), out / "files.parquet", FILES)
        print(f"{files:,} files written in {time.perf_counter() - began:.0f} s", flush=True)
        view(connection, "files", [out / "files.parquet"], FILES)
        connection.execute("""
            CREATE TEMP TABLE entries AS WITH own AS (SELECT DISTINCT folder FROM files), ancestors AS (
              SELECT DISTINCT unnest(list_transform(range(0, len(string_split(folder, '/')) + 1), n -> array_to_string(string_split(folder, '/')[:n], '/'))) AS path FROM own)
            SELECT path, 'folder' AS kind, regexp_extract(path, '[^/]*$') AS name, NULL::VARCHAR AS why, 'root' AS owner FROM ancestors""")
        connection.execute("""
            CREATE TEMP TABLE owned AS SELECT path, coalesce(nullif(regexp_extract(path, '^unit0*([0-9]+)', 1), ''), '0') AS unit, 'Unit ' || unit AS unit_name,
              NULL::VARCHAR AS person, NULL::VARCHAR AS person_name, 0.7::FLOAT AS sure, 'Its path has the name of the unit.' AS why, NULL::VARCHAR AS orphan_why FROM entries""")
        connection.execute("CREATE TEMP VIEW before AS SELECT * FROM files")
        for name, schema in (("members", MEMBERS), ("findings", FINDINGS)):
            write(schema.empty_table(), out / f"{name}.parquet", schema)
            view(connection, name, [out / f"{name}.parquet"], schema)
        in_no_order = grouped(connection, out)
        began = time.perf_counter()
        write(pa.RecordBatchReader.from_batches(FOLDERS, totals(connection)), out / "folders.parquet", FOLDERS)
        view(connection, "folders", [out / "folders.parquet"], FOLDERS)
        print(f"folders in {time.perf_counter() - began:.0f} s", flush=True)
        for name, sql, schema in assembling.derived(first=True):
            began = time.perf_counter()
            write(connection.execute(sql).to_arrow_reader(ROWS), out / f"{name}.parquet", schema)
            view(connection, name, [out / f"{name}.parquet"], schema)
            print(f"{name} in {time.perf_counter() - began:.0f} s", flush=True)
        in_no_order.unlink()
        summary = assembling.summarised(connection, first=True)
    (out / "scan.json").write_text(json.dumps({"root": "/made-up", "summary": summary}))


def ask(out: Path) -> None:
    """Every question of the pages, each with the result opened anew."""
    sample = "unit003/year2010/case0004"
    with opened(out) as connection:
        sample = selecting.rows(connection, "SELECT folder FROM files LIMIT 1 OFFSET 3000000")[0]["folder"] if summary_of(out)["found"] > 3_000_000 else selecting.rows(connection, "SELECT folder FROM files LIMIT 1")[0]["folder"]  # fmt: skip
    owner = {"owner": "Unit 3"}
    asked: list[tuple[str, Callable[[Any], Any]]] = [
        ("kinds: all of them", lambda c: selecting.rows(c, selecting.KINDS)),
        ("folder: what is due below the root", lambda c: looking.lines_below(c, "")),
        ("folder: what is due below a folder", lambda c: looking.lines_below(c, sample)),
        ("overview: the root folder", lambda c: selecting.rows(c, "SELECT * FROM folders WHERE path = ''")),
        ("folder: folders in it", lambda c: selecting.rows(c, "SELECT * FROM folders WHERE parent = $path ORDER BY bytes DESC, path LIMIT 51", {"path": sample.rpartition("/")[0]})),
        ("folder: its files", lambda c: selecting.files(c, selecting.Chosen("files", sample, {"here": sample}))),
        ("file: all of it", lambda c: selecting.rows(c, "SELECT * FROM files WHERE path = $path", {"path": f"{sample}/document0005.pdf"})),
        *((f"list {name}, {order}, first page", partial(_list, view=name, order=order)) for name, view in selecting.VIEWS.items() for order in dict.fromkeys((view.order, "largest"))),
        ("list overdue of one owner, first page", lambda c: selecting.files(c, selecting.Chosen("overdue", "", owner), "due")),
        ("list overdue, hundredth page", lambda c: selecting.files(c, selecting.Chosen("overdue"), "due", json.dumps(["2012-04-01", 5_000_000]))),
        ("list files below a folder", lambda c: selecting.files(c, selecting.Chosen("files", sample.rpartition("/")[0]), "largest")),
        ("list files by words of the path that all have", lambda c: selecting.files(c, selecting.Chosen("files", "", {"words": "case0004"}))),
        ("list files by words that few have", lambda c: selecting.files(c, selecting.Chosen("files", "", {"words": "case0199/document0099"}))),
        ("counts of files by words", lambda c: selecting.counted(c, selecting.Chosen("files", "", {"words": "case0199"}))),
        ("filters and counts of all files", lambda c: selecting.counted(c, selecting.Chosen("files"))),
        ("filters and counts of what is overdue", lambda c: selecting.counted(c, selecting.Chosen("overdue"))),
        *((f"groups {name}, first page", partial(_groups, view=name)) for name in selecting.GROUPS),
        ("groups copies of one owner", lambda c: selecting.groups(c, selecting.Chosen("copies", "", owner))),
        ("counts of copies", lambda c: selecting.groups_counted(c, selecting.Chosen("copies"))),
    ]  # fmt: skip
    for name, question in asked:
        took = []
        for _ in range(4):
            began = time.perf_counter()
            with opened(out) as connection:
                question(connection)
            took.append(time.perf_counter() - began)
        print(f"{name:<60} first {took[0]:6.2f} s   then {statistics.median(took[1:]):6.2f} s", flush=True)


def _list(connection: Any, view: str, order: str) -> Any:
    return selecting.files(connection, selecting.Chosen(view), order)


def _groups(connection: Any, view: str) -> Any:
    return selecting.groups(connection, selecting.Chosen(view))


def summary_of(out: Path) -> Any:
    return json.loads((out / "scan.json").read_text())["summary"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=10_000_000)
    chosen = parser.parse_args()
    if not (chosen.folder / "scan.json").exists():
        make(chosen.folder, chosen.files)
    ask(chosen.folder)


if __name__ == "__main__":
    main()
