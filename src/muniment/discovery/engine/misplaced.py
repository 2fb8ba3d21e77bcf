"""Personal data in the wrong place: what weighs enough for somebody to act on it, and where it has no business.

A file counts where it holds a number by which somebody can be looked up or robbed, or is a list of people; and where nothing
that the council has written down says that such data lies there, or the name of a folder says that many read it. A name in a
letter, or an address in minutes, does not count: nobody could act on a list of those.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

SURE = 0.5  # the score from which on a finding counts
# Kinds of which one value is enough, as they are told. Words of health and of other special categories are none: policies have them too.
KINDS: Mapping[str, str] = {
    "nhs_number": "NHS numbers", "nino": "National Insurance numbers", "utr": "tax references", "upn": "pupil numbers", "bank_account": "bank accounts", "iban": "bank accounts abroad",
    "payment_card": "payment cards", "passport": "passport numbers", "driving_licence": "driving licences",
}  # fmt: skip
MANY, DENSE = 20, 20  # different values of a list of people, and how many of them there are in 1,000 words
_OF_PLACES = ("address", "postcode", "uprn", "vehicle_registration")  # many of these may tell of streets or of a fleet
_OPEN_TO_ALL = r"(^|/)(public|everyone|all staff|shared with all|common|transfer|scans?|scanned)/"


@dataclass(frozen=True, slots=True)
class Declared:
    """A folder, "" for all, and whether it is said that personal data lies there; the reason is a sentence."""

    folder: str
    holds: bool
    reason: str = ""


def declare(connection: duckdb.DuckDBPyConnection, declared: Iterable[Declared]) -> None:
    """Tells a connection to a result what is said of folders, which WRONG and SAID ask. Of two folders the deeper one tells."""
    rows = [
        {"folder": f"{each.folder.lower()}/".lstrip("/"), "holds": each.holds, "reason": each.reason}
        for each in sorted(declared, key=lambda each: -len(each.folder))
    ]
    connection.execute("SET VARIABLE declared = $rows::STRUCT(folder VARCHAR, holds BOOLEAN, reason VARCHAR)[]", {"rows": rows})  # fmt: skip


def _quoted(kinds: Iterable[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


# Conditions on a row of FILES.
OF_KINDS = f"score >= {SURE} AND kind IN ({_quoted(KINDS)})"
LIST = f"""(personal_density >= {DENSE} AND coalesce(list_sum(list_transform(
  list_filter(personal, f -> f.score >= {SURE} AND f.kind NOT IN ({_quoted(_OF_PLACES)})), f -> f.count)), 0) >= {MANY})"""
OPEN = f"regexp_matches(lower(folder) || '/', '{_OPEN_TO_ALL}')"
SAID = "list_filter(getvariable('declared'), d -> starts_with(lower(path), d.folder))[1]"
WRONG = f"((path IN (SELECT path FROM findings WHERE {OF_KINDS}) OR {LIST}) AND ({OPEN} OR NOT coalesce({SAID}.holds, false)))"
