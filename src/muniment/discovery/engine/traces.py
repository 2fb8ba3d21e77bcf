"""Who most likely knows a folder where nobody has said who works for the council: by who owns its files on the disk and who wrote them.

It is less than `owning` knows: no unit, no path, and nobody who has left. So no single sign makes it sure.
"""

import re
from collections.abc import Iterable

import duckdb
import pyarrow as pa

from muniment.discovery.engine.owning import AUTHORS, FILES, OWNED

# What stands in documents as an author and is nobody: programs, what a computer was sold with, machines, organisations.
_NOBODY = re.compile(
    r"\b(?:microsoft|windows|adobe|acrobat|pscript\d*|distiller|ghostscript|quartz|itext\w*|python|openpyxl|xlsxwriter|apache|libreoffice|openoffice|"
    r"sharepoint|google|crystal reports|wkhtmltopdf|pdf\w*|office|scanner|mfp|photocopier|xerox|ricoh|konica|kyocera|toshiba|lenovo|hewlett|preinstalled|"
    r"administrators?|customer|user ?\d+|service account|svc|system|template|council|borough|department|limited|ltd|plc|llp|team|services)\b"
    r"|\.(?:dll|exe|docx?|xlsx?|dot)\b|\d\.\d|^s-1-\d"
)
_NOBODY_ALONE = frozenset(
    ["a", "admin", "anonymous", "author", "autor", "builtin", "computer", "default", "dell", "owner", "guest", "hp", "me", "n/a", "na", "name", "nobody", "none",
     "nt authority", "office", "public", "root", "scan", "staff", "temp", "test", "unknown", "unknown author", "user", "username", "your name", "users", "everyone", "www-data", "daemon", "bin", "sys"]
)  # fmt: skip


def names_somebody(said: str) -> bool:
    """Whether what a document says of its author, or a disk of an owner, can be a person.

    An address is none here: it is who sent an e-mail, and whoever writes to a council does not own where the letter is filed.
    """
    name = " ".join(said.strip().lower().replace("_", " ").split())
    return (
        bool(re.search(r"[^\W\d_]", name))
        and "@" not in name
        and name not in _NOBODY_ALONE
        and _NOBODY.search(name) is None
    )


def by_traces(counted: pa.Table) -> pa.Table:
    """OWNED for each folder, of how many files in it (`files`) belong to an owner and were written by an author.

    The weights are those of `owning`: all files of one owner make it 0.6 sure, all by one author 0.5, both of one person 0.8.
    """
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("counted", counted)
        authors = _distinct(connection, "SELECT author FROM counted UNION SELECT last_author FROM counted")
        owners = _distinct(connection, "SELECT owner FROM counted")
        connection.register("authors", _table({each: each.strip() for each in authors if names_somebody(each)}))
        connection.register(
            "owners", _table(_people(owners, (each.strip() for each in authors if names_somebody(each))))
        )
        connection.execute(_WHICH)
        told = connection.execute(_BY_TRACES, {"files": FILES, "authors": AUTHORS}).to_arrow_table()
    missing = {
        field.name: pa.nulls(told.num_rows, field.type) for field in OWNED if field.name not in told.column_names
    }
    columns = {**missing, **dict(zip(told.column_names, told.columns, strict=True))}
    return pa.Table.from_arrays([columns[field.name].cast(field.type) for field in OWNED], schema=OWNED)


def _distinct(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return sorted(said for (said,) in connection.execute(sql).fetchall() if said)


def _table(people: dict[str, str]) -> pa.Table:
    return pa.table({"said": pa.array(people, pa.string()), "person": pa.array(people.values(), pa.string())})


def _people(owners: list[str], authors: Iterable[str]) -> dict[str, str]:
    """Whom each owner on the disk means: an author whose login it looks to be, else the login itself.

    One who owns all there is tells nothing: it is whoever copied it, or as whom the share is mounted.
    """
    by_login: dict[str, str | None] = {}
    for author in authors:
        for login in _logins(author):
            by_login[login] = author if by_login.get(login, author) == author else None
    found = {}
    for owner in owners:
        login = owner.rpartition("\\")[2].partition("@")[0].strip()
        if names_somebody(login):
            found[owner] = by_login.get(re.sub(r"[^a-z]", "", login.lower())) or login
    return found if len(set(found.values())) > 1 else {}


def _logins(author: str) -> set[str]:
    """“Jo Smith” and “Smith, Jo” as a login: josmith, jsmith, smithjo, smithj."""
    last, comma, first = (part.strip() for part in author.partition(","))
    words = re.findall(r"[a-z]+", (f"{first} {last}" if comma else author).lower())
    if len(words) < 2:
        return {"".join(words)}
    first, last = words[0], words[-1]
    return {first + last, first[0] + last, last + first, last + first[0]}


_BY_TRACES = """
WITH whole AS (SELECT folder, sum(files)::BIGINT AS files FROM counted GROUP BY folder),
signs AS (
  SELECT folder, o.person, files AS owned, 0 AS written FROM counted JOIN owners o ON o.said = owner
  UNION ALL
  SELECT folder, coalesce(l.person, a.person) AS person, 0, files
  FROM counted LEFT JOIN authors l ON l.said = last_author LEFT JOIN authors a ON a.said = author WHERE coalesce(l.person, a.person) IS NOT NULL
), scored AS (
  SELECT s.folder, person, sum(owned)::BIGINT AS owned, sum(written)::BIGINT AS written, any_value(w.files) AS files,
         1 - (1 - $files * sum(owned) / any_value(w.files)) * (1 - $authors * sum(written) / any_value(w.files)) AS score
  FROM signs s JOIN whole w USING (folder) GROUP BY ALL
), best AS (SELECT folder, arg_max(scored, (score, person)) AS b, sum(score) AS scores FROM scored GROUP BY folder),
said AS (
  SELECT folder, b.person AS person_name, b.score ** 2 / scores AS sure, concat_ws('; ',
    CASE WHEN b.owned > 0 THEN which(b.owned, b.files) || if(b.owned = 1, 'belongs to ', 'belong to ') || b.person END,
    CASE WHEN b.written > 0 THEN which(b.written, b.files) || if(b.written = 1, 'was written by ', 'were written by ') || b.person END) AS said
  FROM best
)
SELECT folder AS path, person_name, coalesce(sure, 0) AS sure,
       CASE WHEN said IS NULL THEN 'Nobody who stands on its files looks like a person who works with them.' ELSE upper(said[1]) || said[2:] || '.' END AS why
FROM whole LEFT JOIN said USING (folder) ORDER BY path
"""
_WHICH = "CREATE TEMP MACRO which(n, whole) AS CASE WHEN whole = 1 THEN 'the file ' ELSE format('{:,} of its {:,} files ', n, whole) END"
