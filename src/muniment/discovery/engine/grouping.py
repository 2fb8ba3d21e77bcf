"""Groups of files that are alike, counted once when a scan is put together."""

from pathlib import Path

import duckdb
import pyarrow as pa

from muniment.discovery.engine.ranging import ranged
from muniment.discovery.engine.schema import GROUPS
from muniment.discovery.engine.store import view, write

GROUPED = "SELECT * FROM all_groups ORDER BY kind, wasted DESC, key"  # what `grouped` has made, the most that could be spared first

# Files that are alike, a row for each group, so that a page need not count millions. Of versions and of texts that are nearly the
# same what would be spared is all but the one that is the newest, or the first; of copies only what lies on the disk twice.
_SIDES = {
    "grouped": """
      SELECT 'copies' AS kind, blake3 AS key, copy_of AS kept, path, size, CASE WHEN inode IS NULL THEN path ELSE concat(device, ' ', inode) END AS content, NULL::FLOAT AS near FROM files WHERE copies > 1
      UNION ALL SELECT 'versions', version_group, version_latest, path, size, path, NULL FROM files WHERE version_group IS NOT NULL
      UNION ALL SELECT 'near', near_group, near_group, path, size, path, near FROM files WHERE near_group IS NOT NULL""",
}
_GROUPS = """
SELECT kind, key, any_value(kept) AS kept, count(*) AS files, sum(size)::BIGINT AS bytes,
       greatest(0, CASE WHEN kind = 'copies' THEN (count(DISTINCT content) - 1) * any_value(size) ELSE sum(size) - coalesce(any_value(size) FILTER (path = kept), max(size)) END)::BIGINT AS wasted,
       min(near)::FLOAT AS least_alike, min(path, 5) AS paths
FROM grouped GROUP BY kind, key HAVING count(*) > 1
"""


def grouped(connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Makes a view `all_groups`, as GROUPS, of the view `files`. It lies in the folder `scratch`."""
    place = scratch / "all-groups.parquet"
    rows = (each.cast(GROUPS) for each in ranged(connection, _SIDES, _GROUPS, {}, scratch, key="key"))
    write(pa.RecordBatchReader.from_batches(GROUPS, rows), place)
    view(connection, "all_groups", [place], GROUPS)
