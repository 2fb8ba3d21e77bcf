"""What the batches of the scan hold. A path is relative to what was scanned and `names.written`; times are UTC.

Each stage but the walk answers with `path` and `stamp` first: a row of an earlier scan holds as long as the stamp does.
"""

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")

# What the walk finds, one row for each name. `stamp` changes when the content may have: a digest of size, times and place
# on the disk (of a store, its own mark of the version).
ENTRIES = pa.schema([
    ("path", pa.string()),  # "finance/2019/budget.xlsx"; "" is the root itself
    ("folder", pa.string()),  # "finance/2019"
    ("name", pa.string()),  # "budget.xlsx"
    ("extension", pa.string()),  # "xlsx": lower case, "" where there is none
    ("kind", pa.string()),  # file, folder, link, pipe, socket, device
    ("size", pa.int64()),  # bytes
    ("allocated", pa.int64()),  # bytes on the disk: far fewer than its size for a sparse file
    ("modified", TIME),
    ("accessed", TIME),
    ("stamp", pa.uint64()),
    ("device", pa.uint64()),
    ("inode", pa.uint64()),
    ("links", pa.int32()),  # names that this file has on its disk
    ("owner", pa.string()),  # by name, else by number
    ("group", pa.string()),
    ("mode", pa.int32()),
    ("why", pa.string()),  # why a folder could not be listed, or a file not be looked at; null where it could
])  # fmt: skip

IDENTIFIED = pa.schema([
    ("path", pa.string()),
    ("stamp", pa.uint64()),
    ("format", pa.string()),  # our word for it, the same that documents.extract uses: docx, pdf, zip, csv, jpeg, unknown
    ("mime", pa.string()),
    ("puid", pa.string()),  # PRONOM: fmt/412
    ("puid_name", pa.string()),  # "Microsoft Word for Windows 2007 onwards"
    ("mismatch", pa.string()),  # why the extension says another kind; null where it fits
    ("risk", pa.string()),  # why the format is at risk; null where it is not
    ("why", pa.string()),  # why it could not be identified; null
])  # fmt: skip

# Only files of which another has the same content. One row for each; hard links of one file carry the digest too.
HASHED = pa.schema([
    ("path", pa.string()),
    ("stamp", pa.uint64()),
    ("blake3", pa.string()),  # of the whole content, in hexadecimal; null where it could not be read
    ("why", pa.string()),
])  # fmt: skip

FOUND = pa.struct([
    ("kind", pa.string()),  # nhs_number
    ("count", pa.int32()),  # how many different values
    ("score", pa.float32()),  # 0 to 1
    ("masked", pa.string()),  # one of them, masked: "943 *** ***9"
    ("where", pa.string()),  # "Sheet1, column nhs_no", "line 12"
    ("why", pa.string()),  # "its check digit is right, and the column is named nhs_no"
])  # fmt: skip

# What reading a file told; one row for the file (`inside` is "") and one for each member of an archive or an e-mail.
CONTENTS = pa.schema([
    ("path", pa.string()),
    ("stamp", pa.uint64()),
    ("inside", pa.string()),  # "letters.zip!/2019/a.docx"
    ("format", pa.string()),
    ("size", pa.int64()),
    ("state", pa.string()),  # read, none (a kind without text), empty, locked, too large, failed
    ("why", pa.string()),  # why there is no text, or not all of it
    ("characters", pa.int64()),
    ("title", pa.string()),
    ("author", pa.string()),
    ("last_author", pa.string()),
    ("made", TIME),  # as the document itself says
    ("saved", TIME),
    ("blake3", pa.string()),  # of its content
    ("personal", pa.list_(FOUND)),
    ("personal_score", pa.float32()),  # 0 to 1, of the file as a whole
    ("personal_density", pa.float32()),  # different values in 1,000 words
    ("signature", pa.binary()),  # MinHash of its text; null where it is too short
    ("terms", pa.list_(pa.uint32())),  # hashed words, those that tell most, ascending
    ("counts", pa.list_(pa.uint16())),  # how often each
    ("phrases", pa.list_(pa.string())),  # of the phrases that the rules ask for, those that stand in it
])  # fmt: skip

RELATED = pa.schema([
    ("path", pa.string()),
    ("near_group", pa.string()),  # the path of the first of a group of texts that are nearly the same; null
    ("near", pa.float32()),  # how alike it is to that one, 0 to 1
    ("version_group", pa.string()),  # "finance/2019/budget": the name without what marks a version; null
    ("version_latest", pa.string()),  # the path that looks like the newest
    ("version_why", pa.string()),  # "named “final”, and newer than 3 others of that name"
])  # fmt: skip

CLASSED = pa.schema([
    ("path", pa.string()),
    ("line", pa.string()),  # the reference of the line in the schedule; null where nobody is sure
    ("line_by", pa.string()),  # rule or model
    ("line_sure", pa.float32()),  # 0 to 1
    ("line_why", pa.string()),
])  # fmt: skip

# What the scan says of each file in the end: one row for each name that is no folder.
STATUS = ("scanned", "failed")
DECISIONS = ("on hold", "trivial", "redundant", "overdue", "keep", "obsolete", "unknown")
DECIDED = pa.schema([
    ("path", pa.string()),
    ("decision", pa.string()),  # one of DECISIONS
    ("decision_why", pa.string()),  # in sentences; the first is what decided
    ("due", pa.date32()),  # the first day on which its line lets it go; null where there is none, or none is known
    ("hold", pa.string()),  # the reference of what holds it; null
])  # fmt: skip
FILES = pa.schema([
    *(ENTRIES.field(name) for name in ENTRIES.names if name not in {"why", "stamp"}),
    ("stamp", pa.uint64()),
    ("status", pa.string()),  # one of STATUS; links, pipes and devices are scanned when they are listed: nobody opens them
    ("status_why", pa.string()),  # why it failed, or what is missing from what was read; null
    *(IDENTIFIED.field(name) for name in ("format", "mime", "puid", "puid_name", "mismatch", "risk")),
    ("blake3", pa.string()),  # where another file has the same content, or its content was read whole; else null
    ("copies", pa.int32()),  # how many names and files have this content; 1 where it is the only one; null where not known
    ("copy_of", pa.string()),  # the one of them that looks like the one to keep; its own path for that one; null where alone
    ("copy_why", pa.string()),
    ("text", pa.string()),  # the `state` of CONTENTS
    *(CONTENTS.field(name) for name in ("characters", "title", "author", "last_author", "made", "saved")),
    ("members", pa.int32()),  # files inside it, however deep, for an archive or an e-mail; null for others
    *(CONTENTS.field(name) for name in ("personal", "personal_score", "personal_density")),
    ("personal_inside", pa.int32()),  # of its members, those with personal data
    *(RELATED.field(name) for name in RELATED.names[1:]),
    *(CLASSED.field(name) for name in CLASSED.names[1:]),
    ("likely_owner", pa.string()),
    ("owner_sure", pa.float32()),
    ("owner_why", pa.string()),
    *(DECIDED.field(name) for name in DECIDED.names[1:]),
])  # fmt: skip

# What differs from the scan before.
CHANGES = pa.schema([
    ("path", pa.string()),
    ("change", pa.string()),  # new, changed, moved, gone
    ("from_path", pa.string()),  # where a moved file was; null
    ("size", pa.int64()),
    ("size_before", pa.int64()),
    ("modified", TIME),
    ("modified_before", TIME),
])  # fmt: skip

# Personal data, one row for each kind found in a file or a member: what FILES holds in a list.
FINDINGS = pa.schema([("path", pa.string()), ("inside", pa.string()), *FOUND])

# What is inside archives and e-mails.
MEMBERS = pa.schema([
    ("path", pa.string()),
    *(CONTENTS.field(name) for name in ("inside", "format", "size", "state", "why", "characters", "title", "author", "made", "saved", "blake3", "personal_score")),
])  # fmt: skip

# One row for each folder, with all that is below it; the root is "".
FOLDERS = pa.schema([
    ("path", pa.string()),
    ("parent", pa.string()),  # null for the root
    ("name", pa.string()),
    ("depth", pa.int32()),
    ("why", pa.string()),  # why it could not be listed; null
    ("owner", pa.string()),  # as the file system says
    ("own_files", pa.int64()),  # those that lie in it itself
    ("own_bytes", pa.int64()),
    ("files", pa.int64()),
    ("bytes", pa.int64()),
    ("failed", pa.int64()),
    ("oldest", TIME),  # when the file that was changed longest ago was
    ("newest", TIME),
    ("bytes_by_year", pa.map_(pa.int32(), pa.int64())),  # in which year how many bytes were last changed
    ("bytes_by_decision", pa.map_(pa.string(), pa.int64())),
    ("files_by_decision", pa.map_(pa.string(), pa.int64())),
    ("personal_files", pa.int64()),  # with a score of 0.5 or more
    ("personal_most", pa.float32()),  # the highest score
    ("line", pa.string()),  # of its classed files the line that most bytes fall under
    ("likely_owner", pa.string()),  # to whom most bytes belong
])  # fmt: skip
