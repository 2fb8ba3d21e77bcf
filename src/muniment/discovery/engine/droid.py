"""The CSV export of DROID as the source of the same inventory: for a network in which only The National Archives' tool may run.

DROID lists one row a file (or one for each format that it may be), with its PRONOM identifier, size, day of change and
digest. What only reading tells (text, personal data, near-duplicates) is not in it, and is not said to be absent.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pyarrow as pa
from xxhash import xxh3_64_intdigest

from muniment.discovery.engine.schema import CONTENTS, ENTRIES, HASHED, IDENTIFIED
from muniment.documents.extract.kind_table import COMPOUND, MIME, TEXTS, UNKNOWN, kinds_of_ending

ROWS = pa.schema([
    (name, pa.string()) for name in ("parent", "uri", "type", "size", "modified", "extension", "digest", "puid", "mime", "puid_name", "mismatch", "status", "format")
])  # fmt: skip
AT_ONCE = 50_000
NEEDED = ("ID", "PARENT_ID", "URI", "NAME", "TYPE", "SIZE", "LAST_MODIFIED", "EXT")
# DROID names the column of the digest after its kind in some versions, and says it nowhere in others: its length tells.
DIGESTS = ("HASH", "MD5_HASH", "SHA1_HASH", "SHA256_HASH", "SHA512_HASH")
KINDS: Mapping[int, str] = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
# Kinds whose identifier DROID gives without a media type, and those that many exports have.
KIND_OF_PUID: Mapping[str, str] = {
    "fmt/111": COMPOUND, "fmt/468": "iso", "fmt/37": "doc", "fmt/38": "doc", "fmt/39": "doc", "fmt/40": "doc", "fmt/59": "xls", "fmt/61": "xls",
    "fmt/126": "ppt", "fmt/412": "docx", "fmt/214": "xlsx", "fmt/215": "pptx", "x-fmt/263": "zip", "x-fmt/266": "gz", "fmt/484": "7z",
    "x-fmt/18": "csv", "x-fmt/111": "txt", "x-fmt/430": "msg", "fmt/278": "eml", "x-fmt/248": "pst", "x-fmt/249": "pst",
    "fmt/101": "xml", "fmt/99": "html", "fmt/100": "html",
}  # fmt: skip


class NotDroid(Exception):
    """The file is no export of DROID, with the reason."""


class Inventory:
    """The rows of an export, for the stages whose place it takes. Raises NotDroid."""

    def __init__(self, csv_file: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.register("rows", pa.Table.from_batches(_read(csv_file), ROWS))
        connection.register("digest_kinds", pa.table({"length": list(KINDS), "digest_kind": list(KINDS.values())}))
        connection.execute(_PLACES)

    @property
    def root(self) -> str:
        """The folder above all that was listed, as DROID wrote it."""
        found = self._connection.execute("SELECT DISTINCT root FROM places").fetchone()
        return str(found[0]) if found else ""

    def entries(self) -> pa.Table:
        return self._told(_ENTRIES, ENTRIES)

    def identified(self) -> pa.Table:
        return self._told(_IDENTIFIED, IDENTIFIED)

    def hashed(self) -> pa.Table:
        return self._told(_HASHED, HASHED)

    def members(self) -> pa.Table:
        """What DROID found inside archives, as CONTENTS."""
        return self._told(_INSIDE, CONTENTS)

    def _told(self, sql: str, schema: pa.Schema) -> pa.Table:
        told = self._connection.execute(sql).to_arrow_table()
        missing = [field for field in schema if field.name not in told.column_names]
        for field in missing:
            told = told.append_column(field, pa.nulls(told.num_rows, field.type))
        return told.select(schema.names).cast(schema)


def _read(place: Path) -> Iterator[pa.RecordBatch]:
    """The rows of the file, each address once: where DROID offers several formats it repeats the row, and the first is taken.

    A row may have more cells than there are headings (more formats), or fewer.
    """
    try:
        with place.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = csv.reader(file)
            names = [name.strip().upper() for name in next(reader, [])]
            if missing := [each for each in NEEDED if each not in names]:
                raise NotDroid(f"{place} is no export of DROID: it has no column {', '.join(missing)}.")
            seen: set[int] = set()
            rows: list[dict[str, str]] = []
            for cells in reader:
                row = _row(dict(zip(names, cells, strict=False)))
                if row["uri"] and (known := xxh3_64_intdigest(row["uri"].encode())) not in seen:
                    seen.add(known)
                    rows.append(row)
                if len(rows) == AT_ONCE:
                    yield pa.RecordBatch.from_pylist(rows, schema=ROWS)
                    rows = []
            yield pa.RecordBatch.from_pylist(rows, schema=ROWS)
    except OSError as error:
        raise NotDroid(f"{place} cannot be read: {error.strerror}.") from error
    except csv.Error as error:
        raise NotDroid(f"{place} cannot be read as CSV, row {reader.line_num}: {error}.") from error


def _row(told: dict[str, str]) -> dict[str, str]:
    extension, puid, mime = told.get("EXT", "").lower(), told.get("PUID", ""), told.get("MIME_TYPE", "")
    return {
        "parent": told.get("PARENT_ID", "").strip(), "uri": unquote(told.get("URI", ""), errors="replace"), "type": told.get("TYPE", ""),
        "size": told.get("SIZE", ""), "modified": told.get("LAST_MODIFIED", ""), "extension": extension,
        "digest": next(filter(None, (told.get(each, "") for each in DIGESTS)), "").lower(), "puid": puid, "mime": mime,
        "puid_name": f"{told.get('FORMAT_NAME', '')} {told.get('FORMAT_VERSION', '')}".strip(),
        "mismatch": told.get("EXTENSION_MISMATCH", "").lower(), "status": told.get("STATUS", "").strip().lower(), "format": kind_told(mime, puid, extension),
    }  # fmt: skip


@lru_cache(4_096)
def kind_told(mime: str, puid: str, extension: str) -> str:
    """Our word for what DROID found: by its media type, else by its identifier, else by the extension; "unknown" where none says it.

    A media type may be several, and stands for several kinds ("text/plain"): of those the extension tells one.
    """
    said = kinds_of_ending(extension)
    found = [kind for each in mime.lower().split(",") for kind in _KINDS_OF_MIME.get(_plain(each), ())]
    if not found and puid in KIND_OF_PUID:
        found = [KIND_OF_PUID[puid]]
    if found and found[0] in TEXTS and (texts := [kind for kind in said if kind in TEXTS]):
        return texts[0]
    return next((kind for kind in said if kind in found), next(iter(found or said), UNKNOWN))


def _plain(mime: str) -> str:
    """A media type without the "x-" that some write before one that is not registered."""
    return mime.strip().replace("/x-", "/")


_KINDS_OF_MIME: dict[str, list[str]] = {}
for _kind, _mime in MIME.items():
    _KINDS_OF_MIME.setdefault(_plain(_mime), []).append(_kind)


# "file:/C:/share/a.zip" and, inside it, "zip:file:/C:/share/a.zip!/letters/b.doc"; "file:////server/share" of a network.
_PLACES = r"""
CREATE OR REPLACE TEMP TABLE places AS
WITH told AS (
  SELECT * EXCLUDE (size, modified, puid, mime, puid_name, digest), try_cast(nullif(size, '') AS BIGINT) AS size,
    try_cast(nullif(modified, '') AS TIMESTAMP) AT TIME ZONE 'Europe/London' AS modified, nullif(puid, '') AS puid, nullif(mime, '') AS mime,
    nullif(puid_name, '') AS puid_name, nullif(digest, '') AS digest,
    rtrim(replace(regexp_replace(string_split(uri, '!/')[1], '^([a-z0-9]+:)*file:/*', '/'), '\', '/'), '/') AS whole,
    array_to_string(string_split(uri, '!/')[2:], '!/') AS inside
  FROM rows
), top AS (
  SELECT CASE WHEN count(*) = 1 AND bool_and(type = 'Folder') THEN any_value(whole) ELSE regexp_replace(min(whole), '/[^/]*$', '') END AS root
  FROM told WHERE parent IN ('', '0')
)
SELECT told.*, root, ltrim(substr(whole, length(root) + 1), '/') AS path, hash(uri, size, modified) AS stamp,
       digest_kind || ':' || digest AS digest_told
FROM told CROSS JOIN top LEFT JOIN digest_kinds ON digest_kinds.length = length(digest)
"""
_ENTRIES = """
SELECT path, CASE WHEN contains(path, '/') THEN regexp_replace(path, '/[^/]*$', '') ELSE '' END AS folder,
       CASE WHEN path = '' THEN '' ELSE regexp_extract(path, '[^/]*$') END AS name, CASE WHEN type = 'Folder' THEN '' ELSE extension END AS extension,
       CASE WHEN type = 'Folder' THEN 'folder' ELSE 'file' END AS kind, CASE WHEN type = 'Folder' THEN 0 ELSE size END AS size, coalesce(size, 0) AS allocated, modified, stamp, 1 AS links,
       CASE status WHEN 'access denied' THEN 'DROID was not allowed to read it.' WHEN 'access_denied' THEN 'DROID was not allowed to read it.'
                   WHEN 'not found' THEN 'DROID did not find it any more.' WHEN 'not done' THEN 'DROID had not come to it.' END AS why
FROM places WHERE inside = '' ORDER BY path
"""
_IDENTIFIED = """
SELECT path, stamp, format, mime, puid, puid_name, CASE WHEN mismatch = 'true' THEN 'DROID says that the extension is not one of this format.' END AS mismatch,
       CASE WHEN status = 'error' THEN 'DROID met an error in it.' END AS why
FROM places WHERE inside = '' AND type <> 'Folder' ORDER BY path
"""
_HASHED = """
SELECT path, stamp, digest_told AS blake3 FROM places
WHERE inside = '' AND type <> 'Folder' AND digest_told IS NOT NULL AND size > 0 ORDER BY path
"""
_INSIDE = """
SELECT o.path, o.stamp, i.inside, i.format, i.size, 'none' AS state, i.digest_told AS blake3
FROM places i JOIN places o ON o.whole = i.whole AND o.inside = '' WHERE i.inside <> '' AND i.type <> 'Folder' ORDER BY 1, 3
"""
