"""What the batches of the scan hold. A path is relative to what was scanned and `names.written`; times are UTC.

Each stage but the walk answers with `path` and `stamp` first: a row of an earlier scan holds as long as the stamp does.
"""

from typing import Any

import pyarrow as pa


def _of(*fields: Any) -> pa.Schema:
    """A schema of fields given as name, type and what is in it: that goes into the Parquet files too."""
    return pa.schema(
        [
            each if isinstance(each, pa.Field) else pa.field(each[0], each[1], metadata={"about": each[2]})
            for each in fields
        ]
    )


def about(field: pa.Field) -> str:
    """What is in a field."""
    told: bytes = (field.metadata or {}).get(b"about", b"")
    return told.decode()


TIME = pa.timestamp("us", tz="UTC")

# What the walk finds, one row for each name. `stamp` changes when the content may have: a digest of size, times and place
# on the disk (of a store, its own mark of the version).
ENTRIES = _of(
    ("path", pa.string(), "“finance/2019/budget.xlsx”; “” is the root itself"),
    ("folder", pa.string(), "“finance/2019”"),
    ("name", pa.string(), "“budget.xlsx”"),
    ("extension", pa.string(), "“xlsx”: lower case, “” where there is none"),
    ("kind", pa.string(), "file, folder, link, pipe, socket, device"),
    ("size", pa.int64(), "bytes"),
    ("allocated", pa.int64(), "bytes on the disk: far fewer than its size for a sparse file"),
    ("modified", TIME, "when it was last changed"),
    ("accessed", TIME, "when it was last read, as far as the file system notes that"),
    ("stamp", pa.uint64(), "a digest of size, times and place: another one where the content may be another"),
    ("device", pa.uint64(), "the disk, by its number"),
    ("inode", pa.uint64(), "its number on the disk"),
    ("links", pa.int32(), "names that this file has on its disk"),
    ("owner", pa.string(), "by name, else by number"),
    ("group", pa.string(), "the group that may use it, by name"),
    ("mode", pa.int32(), "who may do what, as the system codes it"),
    ("why", pa.string(), "why a folder could not be listed, or a file not be looked at; null where it could"),
)  # fmt: skip

IDENTIFIED = _of(
    ("path", pa.string(), "relative to what was scanned"),
    ("stamp", pa.uint64(), "a digest of size, times and place: another one where the content may be another"),
    ("format", pa.string(), "our word for it, the same that documents.extract uses: docx, pdf, zip, csv, jpeg, unknown"),
    ("mime", pa.string(), "its media type"),
    ("puid", pa.string(), "PRONOM: fmt/412"),
    ("puid_name", pa.string(), "“Microsoft Word for Windows 2007 onwards”"),
    ("mismatch", pa.string(), "why the extension says another kind; null where it fits"),
    ("risk", pa.string(), "why the format is at risk; null where it is not"),
    ("why", pa.string(), "why it could not be identified; null"),
)  # fmt: skip

# Only files of which another has the same content. One row for each; hard links of one file carry the digest too.
HASHED = _of(
    ("path", pa.string(), "relative to what was scanned"),
    ("stamp", pa.uint64(), "a digest of size, times and place: another one where the content may be another"),
    ("blake3", pa.string(), "of the whole content, in hexadecimal; null where it could not be read"),
    ("why", pa.string(), "why it could not be read; null"),
)  # fmt: skip

FOUND_FIELDS = _of(
    ("kind", pa.string(), "nhs_number"),
    ("count", pa.int32(), "how many different values"),
    ("score", pa.float32(), "0 to 1"),
    ("masked", pa.string(), "one of them, masked: “94* *** ***9”"),
    ("where", pa.string(), "“Sheet1, column nhs_no”, “line 12”"),
    ("why", pa.string(), "“its check digit is right, and the column is named nhs_no”"),
)  # fmt: skip

FOUND = pa.struct(list(FOUND_FIELDS))

# What reading a file told; one row for the file (`inside` is "") and one for each file inside it.
CONTENTS = _of(
    ("path", pa.string(), "relative to what was scanned"),
    ("stamp", pa.uint64(), "a digest of size, times and place: another one where the content may be another"),
    ("inside", pa.string(), "where in the file: “2019/a.docx” of an archive; “inner.zip!/a.docx” where it stands in one within"),
    ("format", pa.string(), "our word for what it is"),
    ("size", pa.int64(), "bytes"),
    ("state", pa.string(), "read, none (a kind without text), empty, locked, too large, failed"),
    ("why", pa.string(), "why there is no text, or not all of it"),
    ("characters", pa.int64(), "of its text"),
    ("title", pa.string(), "as the document says"),
    ("author", pa.string(), "as the document says"),
    ("last_author", pa.string(), "who saved it last, as the document says"),
    ("made", TIME, "as the document itself says"),
    ("saved", TIME, "when it was last saved, as the document says"),
    ("blake3", pa.string(), "of its content"),
    ("personal", pa.list_(FOUND), "what was found, the surest first"),
    ("personal_score", pa.float32(), "0 to 1, of the file as a whole"),
    ("personal_density", pa.float32(), "different values in 1,000 words"),
    ("signature", pa.binary(), "MinHash of its text; null where it is too short"),
    ("terms", pa.list_(pa.uint32()), "hashed words, those that tell most, ascending"),
    ("counts", pa.list_(pa.uint16()), "how often each"),
    ("phrases", pa.list_(pa.string()), "of the phrases that the rules ask for, those that stand in it"),
)  # fmt: skip

RELATED = _of(
    ("path", pa.string(), "relative to what was scanned"),
    ("near_group", pa.string(), "the path of the first of a group of texts that are nearly the same; null"),
    ("near", pa.float32(), "how alike it is to that one, 0 to 1"),
    ("version_group", pa.string(), "“finance/2019/budget”: the name without what marks a version; null"),
    ("version_latest", pa.string(), "the path that looks like the newest"),
    ("version_why", pa.string(), "“named “final”, and newer than 3 others of that name”"),
)  # fmt: skip

CLASSED = _of(
    ("path", pa.string(), "relative to what was scanned"),
    ("line", pa.string(), "the reference of the line in the schedule; null where nobody is sure"),
    ("line_by", pa.string(), "person, rule, model or file plan"),
    ("line_sure", pa.float32(), "0 to 1"),
    ("line_why", pa.string(), "the rule that fitted, or the words that told most"),
)  # fmt: skip

# What the scan says of each file in the end: one row for each name that is no folder.
STATUS = ("scanned", "failed")
DECISIONS = ("on hold", "trivial", "redundant", "overdue", "keep", "obsolete", "unknown")
DECIDED = _of(
    ("path", pa.string(), "relative to what was scanned"),
    ("decision", pa.string(), "on hold, trivial, redundant, overdue, keep, obsolete or unknown"),
    ("decision_why", pa.string(), "in sentences; the first is what decided"),
    ("due", pa.date32(), "the first day on which its line lets it go; null where there is none, or none is known"),
    ("hold", pa.string(), "the reference of what holds it; null"),
)  # fmt: skip
FILES = _of(
    *(ENTRIES.field(name) for name in ENTRIES.names if name not in {"why", "stamp"}),
    ("stamp", pa.uint64(), "a digest of size, times and place: another one where the content may be another"),
    ("status", pa.string(), "scanned or failed; links, pipes and devices are scanned when they are listed: nobody opens them"),
    ("status_why", pa.string(), "why it failed, or what is missing from what was read; null"),
    *(IDENTIFIED.field(name) for name in ("format", "mime", "puid", "puid_name", "mismatch", "risk")),
    ("blake3", pa.string(), "where another file has the same content, or its content was read whole; else null"),
    ("copies", pa.int32(), "how many names and files have this content; 1 where it is the only one; null where not known"),
    ("copy_of", pa.string(), "the one of them that looks like the one to keep; its own path for that one; null where alone"),
    ("copy_why", pa.string(), "why that one is the one to keep"),
    ("text", pa.string(), "what came of reading it: read, none (a kind without text), empty, locked, too large, failed; null where it was not to be read"),
    *(CONTENTS.field(name) for name in ("characters", "title", "author", "last_author", "made", "saved")),
    ("members", pa.int32(), "files inside it, however deep, for an archive, an e-mail or an Office document; null for others"),
    *(CONTENTS.field(name) for name in ("personal", "personal_score", "personal_density")),
    ("personal_values", pa.int32(), "different values that are sure enough to count: of findings with a score of 0.5 or more; null where it was not read"),
    ("personal_inside", pa.int32(), "of its members, those with such values"),
    *(RELATED.field(name) for name in RELATED.names[1:]),
    *(CLASSED.field(name) for name in CLASSED.names[1:]),
    ("likely_owner", pa.string(), "a unit, a post or a person"),
    ("owner_unit", pa.string(), "the key of that unit, as whoever had it scanned gave it; null"),
    ("owner_person", pa.string(), "the key of who most likely knows it, among people who are still here; null"),
    ("owner_sure", pa.float32(), "0 to 1"),
    ("owner_why", pa.string(), "what speaks for it"),
    *(DECIDED.field(name) for name in DECIDED.names[1:]),
)  # fmt: skip

# What differs from the scan before.
CHANGES = _of(
    ("path", pa.string(), "relative to what was scanned"),
    ("change", pa.string(), "new, changed, moved, gone"),
    ("from_path", pa.string(), "where a moved file was; null"),
    ("size", pa.int64(), "bytes"),
    ("size_before", pa.int64(), "bytes"),
    ("modified", TIME, "when it was last changed"),
    ("modified_before", TIME, "and in the scan before"),
)  # fmt: skip

# Personal data, one row for each kind found in a file or a member: what FILES holds in a list.
FINDINGS = _of(CONTENTS.field("path"), CONTENTS.field("inside"), *FOUND_FIELDS)

# What is inside archives, e-mails and Office documents.
MEMBERS = _of(
    ("path", pa.string(), "relative to what was scanned"),
    *(CONTENTS.field(name) for name in ("inside", "format", "size", "state", "why", "characters", "title", "author", "made", "saved", "blake3", "personal_score")),
)  # fmt: skip

# One row for each folder, with all that is below it; the root is "".
FOLDERS = _of(
    ("path", pa.string(), "relative to what was scanned"),
    ("parent", pa.string(), "null for the root"),
    ("name", pa.string(), "its own name"),
    ("depth", pa.int32(), ""),
    ("why", pa.string(), "why it could not be listed; null"),
    ("owner", pa.string(), "as the file system says"),
    ("own_files", pa.int64(), "those that lie in it itself"),
    ("own_bytes", pa.int64(), "bytes of those"),
    ("files", pa.int64(), "those and all below"),
    ("bytes", pa.int64(), "of all of them"),
    ("failed", pa.int64(), "of all of them, those that were not read"),
    ("oldest", TIME, "when the file that was changed longest ago was"),
    ("newest", TIME, "when the file that was changed last was"),
    ("bytes_by_year", pa.map_(pa.int32(), pa.int64()), "in which year how many bytes were last changed"),
    ("bytes_by_decision", pa.map_(pa.string(), pa.int64()), "what is to become of how many bytes"),
    ("files_by_decision", pa.map_(pa.string(), pa.int64()), "and of how many files"),
    ("personal_files", pa.int64(), "files with personal data that is sure enough to count, in them or in what is inside them"),
    ("personal_most", pa.float32(), "the highest score, of a file or of what is inside one"),
    ("line", pa.string(), "of its classed files the line that most bytes fall under"),
    ("likely_owner", pa.string(), "a unit, a post or a person, by its path and by who stands on the files below it"),
    ("owner_unit", pa.string(), "the key of that unit; null"),
    ("owner_person", pa.string(), "the key of who most likely knows it; null"),
    ("owner_sure", pa.float32(), "0 to 1"),
    ("owner_why", pa.string(), "what speaks for it"),
    ("orphan_why", pa.string(), "why nobody is left who would know it; null where somebody is, or nobody's people are known"),
)  # fmt: skip

# Files that are alike, a row for each group of two or more.
GROUPS = _of(
    ("kind", pa.string(), "copies, versions or near"),
    ("key", pa.string(), "of copies their BLAKE3, of versions and near-duplicates what FILES names their group by"),
    ("kept", pa.string(), "the one that looks like the one to keep"),
    ("files", pa.int64(), "how many they are"),
    ("bytes", pa.int64(), "of all of them"),
    ("wasted", pa.int64(), "bytes that only the others take"),
    ("least_alike", pa.float32(), "of texts that are nearly the same, 0 to 1; null for others"),
    ("paths", pa.list_(pa.string()), "the first five"),
)
