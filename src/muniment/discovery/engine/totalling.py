"""Each folder with all that is below it, a range of folders at a time: in memory that does not grow with their number.

Folders are known by numbers, ascending with their paths, and each leads to the one above it. To write out the paths of all
above each folder would take the square of its length, and paths of thirty thousand letters there are.
"""

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from muniment.discovery.engine.schema import FOLDERS

AT_ONCE = 20_000  # folders of a range

# The folder above is missing only from what another programme exported: then the next one above it that is there counts.
_NUMBERED = """
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT row_number() OVER (ORDER BY path) AS id, path, CASE WHEN path = '' THEN NULL ELSE regexp_replace(path, '(^|/)[^/]*$', '') END AS parent, name,
       CASE WHEN path = '' THEN 0 ELSE length(path) - length(replace(path, '/', '')) + 1 END::INTEGER AS depth, why, owner
FROM entries WHERE kind = 'folder'
"""
_PARENTS = """
CREATE OR REPLACE TEMP TABLE parents AS
WITH astray AS (
  SELECT p.id, unnest(list_transform(range(0, depth), n -> array_to_string(string_split(p.path, '/')[:n], '/'))) AS path
  FROM numbered p ANTI JOIN numbered a ON a.path = p.parent WHERE p.path <> ''
)
SELECT p.id, a.id AS parent FROM numbered p JOIN numbered a ON a.path = p.parent
UNION ALL SELECT astray.id, arg_max(a.id, length(a.path)) FROM astray JOIN numbered a USING (path) GROUP BY astray.id
"""
_ABOVE = """
CREATE OR REPLACE TEMP TABLE above AS
WITH RECURSIVE above AS (
  SELECT id, id AS ancestor FROM numbered
  UNION ALL SELECT above.id, parent FROM above JOIN parents ON parents.id = ancestor
)
SELECT * FROM above ORDER BY ancestor
"""
# What stands in each folder itself.
_OWN = {
    "own": """
      count(*) AS files, sum(size)::BIGINT AS bytes, count(*) FILTER (status = 'failed') AS failed, min(modified) AS oldest, max(modified) AS newest,
      count(*) FILTER (personal_values > 0 OR personal_inside > 0) AS personal_files, max(personal_score) AS personal_most FROM files""",
    "own_insides": r"""
      max(personal_score) AS most FROM (SELECT regexp_replace(path, '(^|/)[^/]*$', '') AS folder, personal_score FROM members WHERE personal_score > 0)""",
    "own_years": "year(modified)::INTEGER AS year, sum(size)::BIGINT AS bytes FROM files WHERE modified IS NOT NULL",
    "own_decisions": "decision, sum(size)::BIGINT AS bytes, count(*) AS files FROM files",
    "own_lines": "line, sum(size)::BIGINT AS bytes FROM files WHERE line IS NOT NULL",
}
_TOTALS = """
WITH here AS (SELECT * FROM numbered WHERE id BETWEEN $low AND $high),
below AS MATERIALIZED (SELECT id, ancestor FROM above WHERE ancestor BETWEEN $low AND $high),
total AS (
  SELECT ancestor AS id, sum(files)::BIGINT AS files, sum(bytes)::BIGINT AS bytes, sum(failed)::BIGINT AS failed, min(oldest) AS oldest, max(newest) AS newest,
         sum(personal_files)::BIGINT AS personal_files, max(personal_most) AS personal_most
  FROM below JOIN own USING (id) GROUP BY ancestor
), insides AS (
  SELECT ancestor AS id, max(most) AS most FROM below JOIN own_insides USING (id) GROUP BY ancestor
), years AS (
  SELECT ancestor AS id, map_from_entries(list((year, bytes) ORDER BY year)) AS bytes_by_year
  FROM (SELECT ancestor, year, sum(bytes)::BIGINT AS bytes FROM below JOIN own_years USING (id) GROUP BY ALL) GROUP BY ancestor
), decisions AS (
  SELECT ancestor AS id, map_from_entries(list((decision, bytes) ORDER BY decision)) AS bytes_by_decision, map_from_entries(list((decision, files) ORDER BY decision)) AS files_by_decision
  FROM (SELECT ancestor, decision, sum(bytes)::BIGINT AS bytes, sum(files)::BIGINT AS files FROM below JOIN own_decisions USING (id) GROUP BY ALL) GROUP BY ancestor
), lines AS (
  SELECT ancestor AS id, arg_max(line, (bytes, line)) AS line
  FROM (SELECT ancestor, line, sum(bytes)::BIGINT AS bytes FROM below JOIN own_lines USING (id) GROUP BY ALL) GROUP BY ancestor
)
SELECT p.path, p.parent, p.name, p.depth, p.why, p.owner, coalesce(o.files, 0) AS own_files, coalesce(o.bytes, 0) AS own_bytes, coalesce(t.files, 0) AS files, coalesce(t.bytes, 0) AS bytes,
       coalesce(t.failed, 0) AS failed, t.oldest, t.newest, bytes_by_year, bytes_by_decision, files_by_decision, coalesce(t.personal_files, 0) AS personal_files, greatest(t.personal_most, insides.most) AS personal_most, line,
       coalesce(w.unit_name, w.person_name) AS likely_owner, w.unit AS owner_unit, w.person AS owner_person, nullif(w.sure, 0) AS owner_sure, w.why AS owner_why, w.orphan_why
FROM here p LEFT JOIN own o USING (id) LEFT JOIN total t USING (id) LEFT JOIN insides USING (id) LEFT JOIN years USING (id) LEFT JOIN decisions USING (id) LEFT JOIN lines USING (id)
LEFT JOIN owned w ON w.path = p.path
ORDER BY p.path
"""


def totals(connection: duckdb.DuckDBPyConnection, at_once: int = AT_ONCE) -> Iterator[pa.RecordBatch]:
    """A row for each folder as FOLDERS has them, by path, out of the views entries, files, members and owned."""
    for sql in (_NUMBERED, _PARENTS, _ABOVE):
        connection.execute(sql)
    for name, counted in _OWN.items():
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE {name} AS
            SELECT id, o.* EXCLUDE (folder) FROM (SELECT folder, {counted} GROUP BY ALL) o JOIN numbered ON path = folder ORDER BY id""")
    (count,) = connection.execute("SELECT count(*) FROM numbered").fetchone() or (0,)
    for low in range(1, count + 1, at_once):
        rows = connection.execute(_TOTALS, {"low": low, "high": low + at_once - 1}).to_arrow_reader(at_once)
        yield from (each.cast(FOLDERS) for each in rows)
    for name in ("numbered", "parents", "above", *_OWN):
        connection.execute(f"DROP TABLE {name}")
