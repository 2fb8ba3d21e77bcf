"""Questions to the result of a scan: DuckDB over its Parquet files, millions of rows in a second or two."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, TextIO

import duckdb
import pyarrow as pa

from muniment.discovery.engine.names import seen

RESULT = ("files", "folders", "members", "findings", "groups", "changes")


class Unanswerable(Exception):
    """A question that cannot be answered, with the reason."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is asked again and again. `sql` may use the parameter `$most`, how many rows are wanted."""

    name: str
    asks: str
    sql: str


QUESTIONS: Mapping[str, Question] = {
    each.name: each
    for each in (
        Question("kinds", "How many files and bytes of each kind, and how many of them were not read?", """
            SELECT coalesce(format, kind) AS format, count(*) AS files, sum(size)::BIGINT AS bytes, count(*) FILTER (status = 'failed') AS failed
            FROM files GROUP BY 1 ORDER BY bytes DESC, format LIMIT $most"""),
        Question("ages", "How long ago were files last changed?", """
            SELECT year(modified)::INTEGER AS year, count(*) AS files, sum(size)::BIGINT AS bytes
            FROM files WHERE kind = 'file' GROUP BY 1 ORDER BY 1 DESC LIMIT $most"""),
        Question("copies", "Which contents are there more than once, and how much room do the copies take?", """
            SELECT copy_of AS kept, count(*) AS files, any_value(size) AS size,
                   (count(DISTINCT CASE WHEN inode IS NULL THEN path ELSE concat(device, ' ', inode) END) - 1) * any_value(size) AS wasted, list(path ORDER BY path)[:20] AS paths
            FROM files WHERE copies > 1 GROUP BY copy_of, blake3 ORDER BY wasted DESC, kept LIMIT $most"""),
        Question("versions", "Which files look like versions of one document?", """
            SELECT version_group, version_latest AS latest, count(*) AS files, sum(size)::BIGINT AS bytes, list(path ORDER BY modified)[:20] AS paths
            FROM files WHERE version_group IS NOT NULL GROUP BY ALL HAVING count(*) > 1 ORDER BY files DESC, latest LIMIT $most"""),
        Question("near", "Which texts are nearly the same?", """
            SELECT near_group AS first, count(*) AS files, min(near) AS least_alike, list(path ORDER BY path)[:20] AS paths
            FROM files WHERE near_group IS NOT NULL GROUP BY 1 HAVING count(*) > 1 ORDER BY files DESC, first LIMIT $most"""),
        Question("personal", "Which files hold the most personal data, in them or in what is inside them?", """
            WITH inside AS (
              SELECT path, max(highest) AS highest, list(kind || ' ' || count || ' inside' ORDER BY count DESC, kind) AS found
              FROM (SELECT path, kind, sum("count")::BIGINT AS count, max(score) AS highest FROM findings WHERE inside <> '' AND score >= 0.5 GROUP BY ALL) GROUP BY path)
            SELECT path, greatest(personal_score, highest) AS score,
                   list_concat(list_transform(list_filter(personal, f -> f.score >= 0.5), f -> f.kind || ' ' || f.count), i.found) AS found, personal_density AS density, likely_owner
            FROM files LEFT JOIN inside i USING (path) WHERE personal_values > 0 OR personal_inside > 0
            ORDER BY score DESC, coalesce(personal_values, 0) + coalesce(personal_inside, 0) DESC, path LIMIT $most"""),
        Question("personal-folders", "In which folders does personal data lie, in files or in what is inside them?", """
            WITH inside AS (SELECT path, max(score) AS highest FROM findings WHERE inside <> '' AND score >= 0.5 GROUP BY path)
            SELECT folder, count(*) AS files, count(*) FILTER (personal_values > 0 OR personal_inside > 0) AS with_personal_data, max(greatest(personal_score, inside.highest)) AS highest
            FROM files LEFT JOIN inside USING (path) WHERE kind = 'file' GROUP BY 1 HAVING with_personal_data > 0 ORDER BY with_personal_data DESC, folder LIMIT $most"""),
        Question("decisions", "What is to become of it all?", """
            SELECT decision, count(*) AS files, sum(size)::BIGINT AS bytes FROM files GROUP BY 1 ORDER BY bytes DESC LIMIT $most"""),
        Question("overdue", "What should have been disposed of, under which line?", """
            SELECT line, count(*) AS files, sum(size)::BIGINT AS bytes, min(due) AS first_due, list(path ORDER BY due, path)[:20] AS paths
            FROM files WHERE decision = 'overdue' GROUP BY 1 ORDER BY files DESC, line LIMIT $most"""),
        Question("owners", "Who probably answers for it?", """
            SELECT coalesce(likely_owner, '(nobody known)') AS owner, count(*) AS files, sum(size)::BIGINT AS bytes
            FROM files GROUP BY 1 ORDER BY bytes DESC, owner LIMIT $most"""),
        Question("mismatches", "Which files are not what their name says?", """
            SELECT path, format, mismatch FROM files WHERE mismatch IS NOT NULL ORDER BY path LIMIT $most"""),
        Question("at-risk", "Which formats may soon be unreadable?", """
            SELECT coalesce(puid_name, format) AS format, any_value(risk) AS risk, count(*) AS files, sum(size)::BIGINT AS bytes
            FROM files WHERE risk IS NOT NULL GROUP BY 1 ORDER BY files DESC, format LIMIT $most"""),
        Question("failed", "What was not read, and why?", """
            SELECT path, status_why AS why, size FROM files WHERE status = 'failed' ORDER BY path LIMIT $most"""),
        Question("in-part", "What was read in part only, and what is missing?", """
            SELECT path, status_why AS why, size FROM files WHERE status = 'scanned' AND status_why IS NOT NULL ORDER BY path LIMIT $most"""),
        Question("largest", "What takes the most room?", """
            SELECT path, size, modified, decision FROM files WHERE kind = 'file' ORDER BY size DESC, path LIMIT $most"""),
        Question("changes", "What has changed since the scan before?", """
            SELECT change, path, from_path, size, size_before, modified, modified_before FROM changes ORDER BY change, path LIMIT $most"""),
        Question("unlisted", "Which folders could not be opened?", """
            SELECT path, why FROM folders WHERE why IS NOT NULL ORDER BY path LIMIT $most"""),
    )
}  # fmt: skip


@contextmanager
def opened(out: Path, memory: str = "512MB") -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with the result of a scan as tables: files, folders, members, findings, groups, changes. It can read that folder and no other place.

    Raises Unanswerable where no scan has been finished.
    """
    if not (out / "files.parquet").exists():
        raise Unanswerable(f"No scan has been finished in {out}.")
    with duckdb.connect(config={"memory_limit": memory}) as connection:
        connection.execute("SET TimeZone='UTC'")
        connection.execute("SET parquet_metadata_cache = true")  # one page asks a file several times
        for name in RESULT:
            place = out / f"{name}.parquet"
            if place.exists():
                connection.read_parquet(str(place)).create_view(name)
        # The files with their numbers (`file_row_number`), by which a page finds its rows quickest.
        connection.read_parquet(str(out / "files.parquet"), file_row_number=True).create_view("numbered")
        connection.execute("SET allowed_directories = $folders", {"folders": [str(out.resolve()), str(out)]})
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def ask(out: Path, question: str, most: int = 100) -> pa.Table:
    """The answer to one of QUESTIONS, at most so many rows. Raises Unanswerable."""
    if question not in QUESTIONS:
        raise Unanswerable(f"There is no question “{question}”. There are: {', '.join(QUESTIONS)}.")
    return _answered(out, QUESTIONS[question].sql, {"most": most})


def ask_sql(out: Path, sql: str) -> pa.Table:
    """The answer to a question in SQL, each column with a name of its own. Raises Unanswerable."""
    answer = _answered(out, sql, None)
    names: list[str] = []
    for name in answer.column_names:
        names.append(next(each for n in count(1) if (each := name if n == 1 else f"{name} ({n})") not in names))
    return answer.rename_columns(names)


def rows_of(answer: pa.Table) -> list[dict[str, Any]]:
    """The rows of an answer, as Python has them. Raises Unanswerable where it has no such thing."""
    try:
        rows: list[dict[str, Any]] = answer.to_pylist()
    except (ValueError, OverflowError, NotImplementedError) as error:
        why = (
            "two parts of a struct have the same name, or none"
            if "duplicate field" in str(error)
            else "a value is of no kind that can be written"
        )
        raise Unanswerable(f"The answer cannot be shown: {why}. Name the parts, as in {{'kind': kind}}, or ask for them as text.") from error  # fmt: skip
    return rows


def _answered(out: Path, sql: str, values: Mapping[str, Any] | None) -> pa.Table:
    with opened(out) as connection:
        try:
            return connection.execute(sql, values).to_arrow_table()
        except duckdb.Error as error:
            raise Unanswerable(str(error)) from error


def write_csv(answer: pa.Table, stream: TextIO) -> None:
    """As CSV, with nothing in a cell that a spreadsheet would take for a formula. Raises Unanswerable, before anything is written."""
    rows = rows_of(answer)
    writer = csv.writer(stream)
    writer.writerow(answer.column_names)
    for row in rows:
        writer.writerow([_safe(value) for value in row.values()])


def _safe(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value


def in_columns(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """For a terminal: columns as wide as what stands in them, within reason."""
    cells = [list(names), *([_shown(value) for value in row.values()] for row in rows)]
    widths = [min(60, max(len(line[n]) for line in cells)) for n in range(len(names))]
    numeric = [bool(rows) and isinstance(rows[0][name], int | float) for name in names]
    for line in cells:
        told = (
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        )
        yield "  ".join(told).rstrip()


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return seen("; ".join(map(str, value)))
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return seen(str(value))
