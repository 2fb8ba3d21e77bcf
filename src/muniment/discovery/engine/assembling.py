"""The result of a scan out of what its stages have said: a row for each file, for each folder, and for what has changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from muniment.discovery.engine import selecting
from muniment.discovery.engine.database import give_back
from muniment.discovery.engine.grouping import GROUPED, grouped
from muniment.discovery.engine.insides import insides, readers
from muniment.discovery.engine.keepers import keepers
from muniment.discovery.engine.progress import Progress
from muniment.discovery.engine.ranging import ranged
from muniment.discovery.engine.schema import CHANGES, FILES, FOLDERS, GROUPS
from muniment.discovery.engine.settling import settled
from muniment.discovery.engine.store import ROWS, Store, view, write
from muniment.discovery.engine.totalling import totals
from muniment.documents.extract.archives import IN, NOT_READ
from muniment.documents.extract.kind_table import HAS_TEXT, OPENED, UNREAD
from muniment.documents.extract.member import LINK

Add = Callable[[pa.RecordBatch], pa.RecordBatch]  # adds columns to a batch, in its order


def assemble(
    store: Store,
    connection: duckdb.DuckDBPyConnection,
    stages: list[Add],
    progress: Progress,
    places: Sequence[str] = (),
    earlier: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Writes the result out of the views entries, identified, hashed, contents, related and owned; returns its summary.

    `stages` add the columns of FILES that follow from the others, each to what those before it have made; the last decides. All files of
    the result are written aside first: one that is asked meanwhile is the scan before. `places` are the folders of the
    file plan, in which a copy is kept rather than elsewhere. `earlier` is the summary of the scan that is put together again:
    nothing was scanned since, so that what it said of changes stands.
    """
    keepers(connection, places, store.scratch)
    for table in (_READ, _INSIDE, _TOLD):
        connection.execute(table)
    readers(connection, store.scratch)
    result, first = store.out, not (store.out / "files.parquet").exists()
    again = earlier is not None
    fresh = store.scratch / "fresh"
    fresh.mkdir(exist_ok=True)
    # Where no file was looked into, of none is said that something is missing.
    unread = UNREAD if connection.execute("SELECT 1 FROM told LIMIT 1").fetchone() else ()
    kinds = {"readable": sorted(HAS_TEXT | OPENED), "unread": sorted(unread)}
    rows = _added(ranged(connection, _SIDES, _FILES, kinds, store.scratch), stages, progress)
    files = settled(rows, stages[-1], store.scratch) if stages else rows
    write(pa.RecordBatchReader.from_batches(FILES, files), fresh / "files.parquet", FILES)
    give_back()
    view(connection, "files", [fresh / "files.parquet"], FILES)
    view(connection, "before", [] if first else [result / "files.parquet"], FILES)
    in_no_order = grouped(connection, fresh)
    insides(connection, fresh, store.scratch)
    parts = [each for each in derived(first=first) if not (again and each[0] == "changes")]
    write(pa.RecordBatchReader.from_batches(FOLDERS, totals(connection)), fresh / "folders.parquet", FOLDERS)
    view(connection, "folders", [fresh / "folders.parquet"], FOLDERS)
    for name, sql, schema in parts:
        write(connection.execute(sql).to_arrow_reader(ROWS), fresh / f"{name}.parquet", schema)
        view(connection, name, [fresh / f"{name}.parquet"], schema)
    in_no_order.unlink()
    summary = summarised(connection, first=first or again)
    if earlier is not None:
        summary["changes"] = earlier.get("changes")
    # The files last: while they are old, all is asked of the old.
    for name in ("folders", "members", "findings", *(each[0] for each in parts), "files"):
        (fresh / f"{name}.parquet").replace(result / f"{name}.parquet")
    return summary


def derived(*, first: bool) -> list[tuple[str, str, pa.Schema]]:
    """What else of the result follows from its files, in its order: name, query, what they hold.

    The queries ask views of those before them, and what `grouped` makes.
    """
    return [
        ("groups", GROUPED, GROUPS),
        ("changes", _NO_CHANGES if first else _CHANGES, CHANGES),
    ]  # fmt: skip


def _added(rows: Iterator[pa.RecordBatch], stages: list[Add], progress: Progress) -> Iterator[pa.RecordBatch]:
    for batch in rows:
        for add in stages:
            told = add(batch)
            for name in told.schema.names:
                if name not in batch.schema.names:
                    batch = batch.append_column(told.schema.field(name), told.column(name))  # noqa: PLW2901 - each stage sees what those before it added
        columns = [
            batch.column(field.name).cast(field.type)
            if field.name in batch.schema.names
            else pa.nulls(batch.num_rows, field.type)
            for field in FILES
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=FILES)
        progress.add(batch.num_rows)


# What reading told of each file itself; of a copy, what was read of the other.
_READ = """
CREATE OR REPLACE TEMP VIEW read_now AS SELECT c.* FROM contents c SEMI JOIN entries e ON e.path = c.path AND e.stamp = c.stamp
"""
_TOLD = """
CREATE OR REPLACE TEMP VIEW told AS
SELECT path, state, why, characters, title, author, last_author, made, saved, blake3, personal, personal_score, personal_density, terms, counts, phrases,
       members, personal_inside, inside_why
FROM read_now LEFT JOIN inside USING (path) WHERE read_now.inside = ''
"""
# A row whose place ends in “!/” is no member: it says why the rest of an archive was not read. A link is told, and nothing of it is missing.
_INSIDE = f"""
CREATE OR REPLACE TEMP TABLE inside AS
WITH members AS (
  SELECT path, ends_with(inside, '{IN}') AS rest, nullif(why, '{LINK}') AS why, count(*) AS files,
    count(*) FILTER (len(list_filter(personal, f -> f.score >= 0.5)) > 0) AS with_personal
  FROM read_now WHERE inside <> '' GROUP BY ALL),
counted AS (
  SELECT path, (coalesce(sum(files) FILTER (NOT rest), 0))::INTEGER AS members, sum(with_personal)::INTEGER AS personal_inside,
    (coalesce(sum(files) FILTER (NOT rest AND why IS NOT NULL), 0))::INTEGER AS lacking,
    list(why ORDER BY files DESC, why) FILTER (NOT rest AND why IS NOT NULL) AS whys, list(why ORDER BY why) FILTER (rest) AS rest_whys
  FROM members GROUP BY path)
SELECT path, members, personal_inside, nullif(concat_ws(' ', array_to_string(rest_whys[:3], ' '),
  CASE WHEN lacking > 0 THEN concat(lacking, ' of ', members, CASE WHEN members = 1 THEN ' file' ELSE ' files' END, ' inside ',
    CASE WHEN lacking = 1 THEN 'was' ELSE 'were' END, ' not read, or not whole: ', array_to_string(whys[:3], ' ')) END), '') AS inside_why
FROM counted
"""
# What `ranged` brings together for the files of the result, all by path. Of copies one was read: that one is `reader`.
_SIDES = {
    "named": """
      SELECT e.*, o.unit_name, o.unit AS owner_unit, o.person_name, o.person AS owner_person, nullif(o.sure, 0) AS owner_sure, o.why AS owner_why
      FROM entries e LEFT JOIN owned o ON o.path = e.folder WHERE e.kind <> 'folder'""",
    "kinds": "SELECT * EXCLUDE (why), why AS kind_why FROM identified",
    "digested": "SELECT path, stamp, why AS hash_why FROM hashed",
    "alike": "SELECT path, blake3 AS digest, copies AS alike, copy_of, copy_why FROM copies",
    "answers": """
      SELECT t.* FROM told t ANTI JOIN readers r ON r.path = t.path
      UNION ALL SELECT t.* REPLACE (r.path AS path) FROM readers r JOIN told t ON t.path = r.reader""",
    "relatives": "SELECT * FROM related",
}  # fmt: skip

_FILES = f"""
SELECT e.* EXCLUDE (why, unit_name, person_name, owner_unit, owner_person, owner_sure, owner_why), i.* EXCLUDE (path, stamp, kind_why), a.copy_of, a.copy_why,
  CASE WHEN coalesce(e.why, kind_why, hash_why) IS NOT NULL OR t.state IN ('locked', 'too large', 'failed') THEN 'failed' ELSE 'scanned' END AS status,
  coalesce(e.why, kind_why, CASE WHEN t.state IN ('locked', 'too large', 'failed') THEN t.why ELSE nullif(concat_ws(' ', t.why, t.inside_why), '') END, hash_why,
    CASE WHEN list_contains($unread, format) THEN '{NOT_READ}' END) AS status_why,
  coalesce(digest, t.blake3) AS blake3,
  CASE WHEN kind = 'file' AND hash_why IS NULL AND e.why IS NULL THEN coalesce(alike, 1) END AS copies,
  CASE WHEN kind = 'file' THEN coalesce(t.state, CASE WHEN e.size = 0 THEN 'empty' WHEN list_contains($readable, format) THEN NULL ELSE 'none' END) END AS text,
  t.characters, t.title, t.author, t.last_author, t.made, t.saved, t.members, t.personal, t.personal_score, t.personal_density,
  list_sum(list_transform(list_filter(t.personal, f -> f.score >= 0.5), f -> f.count))::INTEGER AS personal_values,
  t.personal_inside, t.terms, t.counts, t.phrases,
  near_group, near, version_group, version_latest, version_why,
  coalesce(unit_name, person_name) AS likely_owner, owner_unit, owner_person, owner_sure, owner_why
FROM named e
LEFT JOIN kinds i ON i.path = e.path AND i.stamp = e.stamp
LEFT JOIN digested h ON h.path = e.path AND h.stamp = e.stamp
LEFT JOIN alike a ON a.path = e.path
LEFT JOIN answers t ON t.path = e.path
LEFT JOIN relatives x ON x.path = e.path
ORDER BY e.path
"""

# A file that is gone and one that is new are one that moved where they are the same on the disk, or have the same content
# and nobody else has. One of which only the permissions are others, or a name on the disk, has not changed.
_CHANGES = """
WITH gone AS (SELECT * FROM before b ANTI JOIN files f ON f.path = b.path),
     new AS (SELECT * FROM files f ANTI JOIN before b ON f.path = b.path),
     same AS (
       SELECT n.path, g.path AS from_path FROM new n JOIN gone g ON n.kind = g.kind AND n.size = g.size AND n.size > 0
         AND ((n.device = g.device AND n.inode = g.inode AND n.modified = g.modified) OR n.blake3 = g.blake3)
       QUALIFY row_number() OVER (PARTITION BY n.path ORDER BY (n.inode = g.inode) DESC, g.path) = 1
           AND row_number() OVER (PARTITION BY g.path ORDER BY (n.inode = g.inode) DESC, n.path) = 1)
SELECT n.path, CASE WHEN s.path IS NULL THEN 'new' ELSE 'moved' END AS change, s.from_path, n.size, g.size AS size_before, n.modified, g.modified AS modified_before
FROM new n LEFT JOIN same s USING (path) LEFT JOIN gone g ON g.path = s.from_path
UNION ALL
SELECT path, 'gone', NULL, NULL, size, NULL, modified FROM gone g ANTI JOIN same s ON s.from_path = g.path
UNION ALL
SELECT f.path, 'changed', NULL, f.size, b.size, f.modified, b.modified FROM files f JOIN before b ON b.path = f.path AND b.stamp <> f.stamp
WHERE f.size IS DISTINCT FROM b.size OR f.modified IS DISTINCT FROM b.modified OR f.kind <> b.kind OR coalesce(f.blake3 <> b.blake3, false)
ORDER BY path
"""
_NO_CHANGES = "SELECT NULL AS path, NULL AS change, NULL AS from_path, NULL AS size, NULL AS size_before, NULL AS modified, NULL AS modified_before WHERE false"


def summarised(connection: duckdb.DuckDBPyConnection, *, first: bool) -> dict[str, Any]:
    """The figures of a scan, out of the views of its result."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql).fetchall()

    found, size, scanned, failed, personal, looked = rows(
        """SELECT count(*), coalesce(sum(size), 0)::BIGINT, count(*) FILTER (status = 'scanned'), count(*) FILTER (status = 'failed'),
                  count(*) FILTER (personal_values > 0 OR personal_inside > 0),
                  count(*) FILTER (text NOT IN ('none', 'empty')) > 0 OR count(*) FILTER (text IS NULL AND kind = 'file' AND status = 'scanned') = 0 FROM files"""
    )[0]
    folders, unlisted = rows("SELECT count(*), count(why) FROM folders")[0]
    groups, copies, wasted = rows(
        "SELECT count(*), coalesce(sum(files - 1), 0)::BIGINT, coalesce(sum(wasted), 0)::BIGINT FROM groups WHERE kind = 'copies'"
    )[0]
    return {
        "found": found, "scanned": scanned, "failed": failed, "folders": folders, "folders_failed": unlisted, "bytes": size,
        "kinds": dict(rows("SELECT kind, count(*) FROM files GROUP BY 1 ORDER BY 1")),
        "formats": dict(rows("SELECT format, count(*) FROM files WHERE format IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1")),
        "in_part": rows(f"SELECT count(*) FROM files WHERE {selecting.IN_PART}")[0][0],
        "failed_why": dict(rows("SELECT status_why, count(*) FROM files WHERE status = 'failed' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50")),
        "copies": {"groups": groups, "files": copies, "wasted": wasted},
        "empty": rows("SELECT count(*) FROM files WHERE kind = 'file' AND size = 0")[0][0],
        "members": rows("SELECT count(*) FROM members")[0][0],
        "personal": {
            "files": personal,
            "looked_for": looked,
            "kinds": dict(rows("SELECT kind, count(*) FROM findings GROUP BY 1 ORDER BY 2 DESC, 1")),
        },
        "near_groups": rows("SELECT count(DISTINCT near_group) FROM files")[0][0],
        "decisions": {
            decision: {"files": files, "bytes": size}
            for decision, files, size in rows("SELECT decision, count(*), coalesce(sum(size), 0)::BIGINT FROM files GROUP BY 1 ORDER BY 3 DESC")
        },
        "changes": None if first else {
            "new": 0, "changed": 0, "moved": 0, "gone": 0, **dict(rows("SELECT change, count(*) FROM changes GROUP BY 1"))
        },
        "told": selecting.told_of_all(connection),
    }  # fmt: skip
