"""What a report keeps of a scan: a few kilobytes of numbers, so that it can tell of a day after the next scan has written over the files.

No name of a file or folder is in it. All of it is dictionaries of numbers (a day is text), so that tallies of several places
are added up by `added`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from muniment.discovery.engine.questions import opened
from muniment.discovery.engine.selecting import HAS_PERSONAL, rows

Tally = Mapping[str, Any]
PROPOSED = ("redundant", "obsolete", "trivial", "overdue")  # what a scan proposes to let go
SOON = timedelta(days=365)
FEW = 0.5  # the score from which on a finding counts
MOST_FORMATS = 40

# The room that a file takes: of a sparse one less than its size. Some mounts say 0 of every file, so 0 is taken for not known.
_ROOM = "CASE WHEN allocated > 0 THEN least(size, allocated) ELSE size END"
# A content with several names lies on the disk once, and is freed when all of them go.
_ON_DISK = f"""
WITH several AS (
  SELECT max({_ROOM}) AS room, bool_and(list_contains($proposed, decision)) AND count(*) = any_value(links) AS goes
  FROM files WHERE kind = 'file' AND links > 1 AND inode IS NOT NULL GROUP BY device, inode
), one AS (
  SELECT {_ROOM} AS room, list_contains($proposed, decision) AS goes FROM files WHERE kind = 'file' AND NOT coalesce(links > 1 AND inode IS NOT NULL, false)
)
SELECT coalesce(sum(room), 0)::BIGINT AS bytes, coalesce(sum(room) FILTER (goes), 0)::BIGINT AS freed
FROM (SELECT * FROM several UNION ALL SELECT * FROM one)
"""
_ALL = f"""
SELECT count(*) AS files, coalesce(sum(size), 0)::BIGINT AS bytes, count(*) FILTER (status = 'failed') AS failed, count(*) FILTER (mismatch IS NOT NULL) AS mismatches,
       count(*) FILTER ({HAS_PERSONAL}) AS personal FROM files
"""
_YEARS = "SELECT coalesce(year(modified)::VARCHAR, '') AS key, count(*) AS files, sum(size)::BIGINT AS bytes FROM files WHERE kind = 'file' GROUP BY 1 ORDER BY 1"
_DECISIONS = "SELECT decision AS key, count(*) AS files, sum(size)::BIGINT AS bytes FROM files GROUP BY 1 ORDER BY 1"
_ALIKE = 'SELECT kind AS key, count(*) AS "groups", sum(files - 1)::BIGINT AS files, sum(wasted)::BIGINT AS bytes FROM "groups" GROUP BY 1 ORDER BY 1'
_KINDS = "SELECT kind AS key, count(DISTINCT path) AS files FROM findings WHERE score >= $few GROUP BY 1 ORDER BY 1"
_UNREAD = """
SELECT CASE WHEN text IN ('locked', 'too large', 'failed') THEN text ELSE 'unopened' END AS key, count(*) AS files, coalesce(sum(size), 0)::BIGINT AS bytes
FROM files WHERE status = 'failed' GROUP BY 1 ORDER BY 1
"""
_RISKS = """
SELECT coalesce(puid_name, format) AS key, any_value(risk) AS risk, count(*) AS files, sum(size)::BIGINT AS bytes
FROM files WHERE risk IS NOT NULL GROUP BY 1 ORDER BY files DESC, 1 LIMIT $most
"""
_LINES = """
SELECT line AS key, count(*) FILTER (decision = 'overdue') AS files, coalesce(sum(size) FILTER (decision = 'overdue'), 0)::BIGINT AS bytes,
       min(due) FILTER (decision = 'overdue')::VARCHAR AS since,
       count(*) FILTER (decision = 'keep' AND due <= $soon) AS soon, coalesce(sum(size) FILTER (decision = 'keep' AND due <= $soon), 0)::BIGINT AS soon_bytes
FROM files WHERE decision IN ('overdue', 'keep') AND line IS NOT NULL GROUP BY 1 HAVING files > 0 OR soon > 0 ORDER BY 1
"""
_ORPHANS = """
SELECT count(*) FILTER (p.orphan_why IS NULL) AS folders, coalesce(sum(f.own_files), 0)::BIGINT AS files, coalesce(sum(f.own_bytes), 0)::BIGINT AS bytes
FROM folders f LEFT JOIN folders p ON p.path = f.parent WHERE f.orphan_why IS NOT NULL
"""
_FOLDERS = "SELECT count(*) AS folders, count(why) AS unlisted FROM folders"
_CHANGES = "SELECT change AS key, count(*) AS files FROM changes GROUP BY 1"


def tally(out: Path, day: date, *, first: bool) -> dict[str, Any]:
    """The tally of the result in a folder, as of the day of its scan. Of the `first` scan nothing can have changed. Raises Unanswerable."""
    with opened(out) as connection:

        def one(sql: str, **values: Any) -> dict[str, Any]:
            return rows(connection, sql, values)[0]

        def by_key(sql: str, **values: Any) -> dict[str, dict[str, Any]]:
            return {each.pop("key"): _told(each) for each in rows(connection, sql, values)}

        every = one(_ALL)
        return {
            **every, **one(_FOLDERS), "room": one(_ON_DISK, proposed=list(PROPOSED)), "years": by_key(_YEARS), "decisions": by_key(_DECISIONS),
            "alike": by_key(_ALIKE), "kinds": by_key(_KINDS, few=FEW), "unread": by_key(_UNREAD), "risks": by_key(_RISKS, most=MOST_FORMATS),
            "lines": by_key(_LINES, soon=day + SOON), "orphans": one(_ORPHANS), **({} if first else {"changes": by_key(_CHANGES)}),
        }  # fmt: skip


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def added(tallies: Iterable[Tally]) -> dict[str, Any]:
    """Several tallies as one: numbers are added up, of texts the first in order stands."""
    found: dict[str, Any] = {}
    for each in tallies:
        for name, value in each.items():
            there = found.get(name)
            if isinstance(value, Mapping):
                found[name] = added([there or {}, value])
            elif there is None:
                found[name] = value
            else:
                found[name] = min(there, value) if isinstance(value, str) else there + value
    return found
