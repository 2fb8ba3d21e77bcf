"""The scan, without Django: stages over Arrow batches, each a function from batch to batch, and the Parquet that they leave.

    walking      a tree → ENTRIES: every file, folder, link and device once
    identifying  ENTRIES → IDENTIFIED: what each file is by its content, and whether its name says so
    duplicates   ENTRIES → HASHED: the files whose content another file has too, exactly
    contents     ENTRIES → CONTENTS: text read once, and from it personal data, likeness, terms; the text itself is not kept
    similar      CONTENTS → RELATED: near-duplicates and versions (`signing`, `near`, `versions`, `version_names`)
    classes      CONTENTS → CLASSED: the class of the schedule, by rules and by a model
    owning       FILES → likely owner (`owner_names`)
    deciding     FILES → decision, with its why

`guarded` runs a stage in processes that a file may hang or bring down. `scanning` puts the stages together; `store` keeps
what each has done, so that a scan which was killed goes on and one that is repeated reads nothing twice. `schema` says what
the batches hold, `questions` asks the result, `worklists` finds in it what people act on (`misplaced`: personal data in the wrong place); `again` decides a finished scan
anew, by other rules, without a look at its files. `quarantine` alone ever writes to a share: it moves files that were approved
to go (`freezing`, `journal`, `recovering`, `shifting`). On a cluster `spark` runs the same stages.
"""
