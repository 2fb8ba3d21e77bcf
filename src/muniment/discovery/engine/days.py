"""Which days can be believed: those from which it is reckoned when a file is due.

Copying and unpacking leave files with the first day of a computer's calendar (1 January 1970 or 1980), and a wrong clock with
a day that is still to come. By neither is anything due.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb

from muniment import clock

FIRST = date(1980, 1, 2)
_SLACK = timedelta(days=1)  # clocks of other countries are ahead


def last(today: date | None = None) -> date:
    """The last day that can be believed. `today` may be a day still to come for which it is asked what is overdue."""
    return max(today or clock.today(), clock.today()) + _SLACK


def believed(day: date, today: date | None = None) -> bool:
    return FIRST <= day <= last(today)


def said(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> dict[str, date]:
    """The days that stand for the last change of those files whose own cannot be true, as `with_days` takes them: when the document says that it was saved."""
    rows = connection.execute("SELECT path, saved::DATE FROM files SEMI JOIN (SELECT unnest($1::VARCHAR[]) AS path) USING (path) WHERE saved IS NOT NULL", [list(paths)])  # fmt: skip
    return {path: day for path, day in rows.fetchall() if believed(day)}


def with_days(today: date) -> str:
    """`given` with the columns `day`, from which days are counted; `began`, on which it was made; and `untrue`, whether the disk's day is none.

    Where the day of the last change cannot be true, that on which the document says it was last saved stands for it.
    """
    between = f"BETWEEN DATE '{FIRST}' AND DATE '{last(today)}'"
    return f"""
      SELECT *, modified IS NOT NULL AND NOT modified::DATE {between} AS untrue, CASE WHEN made::DATE {between} THEN made::DATE END AS began,
             CASE WHEN modified::DATE {between} THEN modified::DATE WHEN modified IS NOT NULL AND saved::DATE {between} THEN saved::DATE END AS day FROM given"""
