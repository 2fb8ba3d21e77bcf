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
