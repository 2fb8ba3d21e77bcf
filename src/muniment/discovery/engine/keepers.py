"""Of files with the same content the one that looks like the one to keep, and why."""

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from muniment.discovery.engine.deciding import TRIVIAL, TRIVIAL_FOLDERS
from muniment.discovery.engine.holding import PLAIN, folder_named, plain
from muniment.discovery.engine.ranging import each_range


def _pattern(like: str) -> str:
    """A pattern of LIKE as an expression."""
    told = {"%": "[^/]*", "_": "[^/]"}
    pieces = re.findall(r"\\(.)|(.)", like)
    return "".join(re.escape(plain) if plain else told.get(sign) or re.escape(sign) for plain, sign in pieces)


# Folders where nobody looks for a record: bins, what programmes leave, copies of something else.
PASSING = (
    r"(^|/)([\$#@.]recycle(\.bin)?|recycler|recycle bin|\.trash[^/]*|deleted items|lost\+found|system volume information|dfsrprivate|[.~]snapshots?"
    r"|temp|tmp|\.?cache|backups?( [^/]*)?|[^/]*to delete[^/]*|copy of [^/]*|[^/]* - copy|old|archive of [^/]*)/"
)
# Names of what programs leave behind.
_LEFT = "|".join(_pattern(name) for name, _what in TRIVIAL)
LEFT = rf"(^|/)({_LEFT})$|(^|/)({'|'.join(re.escape(each) for each in TRIVIAL_FOLDERS)})/"
# Folders that belong to a person, and go with them.
PERSONAL = r"(^|/)(users?|homes?|profiles?|desktop|downloads?|my documents|onedrive[^/]*|personal)/"
# Names that say of themselves that they are copies.
COPIED = r"(^|/)(copy (\(\d+\) )?of [^/]*|[^/]*( - copy( \(\d+\))?|_copy|\(\d+\))(\.[^/.]*)?)$"

# Where a copy stands, the best first.
_STANDING = f"""
CASE WHEN regexp_matches(h.small, '{LEFT}') THEN 4
     WHEN len(list_filter(getvariable('places'), place -> starts_with(h.small, place))) > 0 THEN 0
     WHEN regexp_matches(h.small, '{PASSING}') THEN 3
     WHEN regexp_matches(h.small, '{PERSONAL}') THEN 2
     ELSE 1 END
"""
_SIDES = {
    "alike": f"""
      SELECT h.path, h.blake3, e.modified, e.device, e.inode, {_STANDING} AS standing, regexp_matches(h.small, '{COPIED}') AS copied
      FROM (SELECT *, {PLAIN.format("path")} AS small FROM hashed) h JOIN entries e ON e.path = h.path AND e.stamp = h.stamp WHERE h.blake3 IS NOT NULL""",
}
_CHOSEN = """
WITH groups AS (
  SELECT blake3, count(*)::INTEGER AS copies,
         count(DISTINCT CASE WHEN inode IS NULL THEN path ELSE concat(device, ' ', inode) END) AS contents,
         arg_min(struct_pack(path := path, standing := standing, copied := copied, modified := modified),
                 (standing, copied, modified, length(path), path)) AS kept,
         count(*) FILTER (standing = 0) AS planned, min(standing) AS best, max(standing) AS worst,
         bool_or(copied) AS some_copied, max(modified) AS newest
  FROM alike GROUP BY blake3
)
SELECT path, blake3, copies, CASE WHEN copies > 1 THEN kept.path END AS copy_of,
  CASE WHEN copies = 1 THEN NULL
       WHEN contents = 1 THEN 'They are names of one file on the disk: no room is wasted.'
       WHEN kept.standing = 0 AND worst > 0 THEN 'It is kept because it stands in a place of the file plan.'
       WHEN worst > best AND worst = 4 THEN 'It is kept because others are what programs leave behind, or stand in a bin.'
       WHEN worst > best AND worst = 3 THEN 'It is kept because others stand in a bin, or in a folder of copies or of passing things.'
       WHEN worst > best THEN 'It is kept because others stand in somebody’s own folder.'
       WHEN some_copied AND NOT kept.copied THEN 'It is kept because the names of others say that they are copies.'
       WHEN kept.modified < newest THEN 'It is kept because it is the oldest.'
       ELSE 'It is kept because its path is the shortest of those that are as old.' END AS copy_why
FROM alike JOIN groups USING (blake3)
"""


def keepers(connection: duckdb.DuckDBPyConnection, places: Sequence[str] = (), scratch: Path | None = None) -> None:
    """Makes a temporary table `copies` of the views `hashed` and `entries`: path, blake3, copies, copy_of, copy_why.

    `places` are the folders of the file plan, as paths of the scan, compared as people mean them. `copy_of` is the path to keep, of every file of a
    group, the kept one too; it is null where no other has the content. `scratch` is a folder for what is sorted.
    """
    connection.execute("SET VARIABLE places = $1::VARCHAR[]", [[f"{plain(folder_named(place))}/" for place in places]])
    connection.execute("CREATE OR REPLACE TEMP TABLE copies (path VARCHAR, blake3 VARCHAR, copies INTEGER, copy_of VARCHAR, copy_why VARCHAR)")  # fmt: skip
    for _range in each_range(connection, _SIDES, scratch, key="blake3"):
        connection.execute(f"INSERT INTO copies {_CHOSEN}")
