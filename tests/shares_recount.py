"""What a scan found, counted in plain Python from its rows: no query and no condition shared with what is tested."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, Any]
GOES = {"redundant", "obsolete", "trivial", "overdue"}


def read(out: Path, name: str) -> list[Row]:
    return list(pq.read_table(out / f"{name}.parquet").to_pylist())


def _sums(files: Iterable[Row], key: Callable[[Row], str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(lambda: {"files": 0, "bytes": 0})
    for each in files:
        found[key(each)]["files"] += 1
        found[key(each)]["bytes"] += each["size"] or 0
    return dict(found)


def _room(file: Row) -> int:
    size: int = file["size"]
    return min(size, file["allocated"]) if file["allocated"] else size


def on_disk(files: list[Row]) -> dict[str, int]:
    """What all contents take, each once, and what those take of which every name goes."""
    names: dict[Any, list[Row]] = defaultdict(list)
    for each in files:
        hard = (each["links"] or 0) > 1 and each["inode"] is not None
        names[(each["device"], each["inode"]) if hard else each["path"]].append(each)
    total = freed = 0
    for same in names.values():
        room = max(map(_room, same))
        total += room
        if all(each["decision"] in GOES for each in same) and (
            len(same) == same[0]["links"] or (len(same) == 1 and (same[0]["links"] or 1) == 1)
        ):
            freed += room
    return {"bytes": total, "freed": freed}


def alike(files: list[Row], by: str, kept: str) -> dict[str, int]:
    """Groups of two or more, the files besides the kept ones, and what these take."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for each in files:
        if each[by] is not None and (by != "blake3" or (each["copies"] or 0) > 1):
            groups[each[by]].append(each)
    found = {"groups": 0, "files": 0, "bytes": 0}
    for same in groups.values():
        if len(same) < 2:
            continue
        found["groups"] += 1
        found["files"] += len(same) - 1
        if by == "blake3":
            contents = {(each["device"], each["inode"]) if each["links"] > 1 else each["path"] for each in same}
            found["bytes"] += (len(contents) - 1) * same[0]["size"]
        else:
            stays = [each["size"] for each in same if each["path"] == each[kept]]
            found["bytes"] += sum(each["size"] for each in same) - (
                stays[0] if stays else max(each["size"] for each in same)
            )
    return found


def personal(files: list[Row]) -> list[Row]:
    return [each for each in files if (each["personal_values"] or 0) > 0 or (each["personal_inside"] or 0) > 0]


def counted(out: Path, day: date) -> dict[str, Any]:
    """The same as a tally, but for what has changed."""
    rows, folders = read(out, "files"), {each["path"]: each for each in read(out, "folders")}
    files = [each for each in rows if each["kind"] == "file"]
    kinds: dict[str, set[str]] = defaultdict(set)
    for each in read(out, "findings"):
        if each["score"] >= 0.5:
            kinds[each["kind"]].add(each["path"])
    lines: dict[str, dict[str, Any]] = {}
    for each in rows:
        late, soon = (
            each["decision"] == "overdue",
            each["decision"] == "keep" and each["due"] is not None and each["due"] <= day + timedelta(days=365),
        )
        if each["line"] is None or not (late or soon):
            continue
        line = lines.setdefault(each["line"], {"files": 0, "bytes": 0, "soon": 0, "soon_bytes": 0})
        line["files" if late else "soon"] += 1
        line["bytes" if late else "soon_bytes"] += each["size"]
        if late:
            line["since"] = min(line.get("since", "9999"), each["due"].isoformat())
    orphans = [each for each in folders.values() if each["orphan_why"]]
    risks = _sums((each for each in rows if each["risk"]), lambda each: each["puid_name"] or each["format"])
    for each in rows:
        if each["risk"]:
            risks[each["puid_name"] or each["format"]]["risk"] = each["risk"]
    found = {
        name: alike(rows, by, kept)
        for name, by, kept in (
            ("copies", "blake3", "copy_of"),
            ("near", "near_group", "near_group"),
            ("versions", "version_group", "version_latest"),
        )
    }
    return {
        "files": len(rows), "bytes": sum(each["size"] or 0 for each in rows), "failed": sum(each["status"] == "failed" for each in rows),
        "mismatches": sum(each["mismatch"] is not None for each in rows), "personal": len(personal(rows)), "folders": len(folders),
        "unlisted": sum(each["why"] is not None for each in folders.values()), "room": on_disk(files),
        "years": _sums(files, lambda each: str(each["modified"].year) if each["modified"] else ""), "decisions": _sums(rows, lambda each: each["decision"]),
        "alike": {name: each for name, each in found.items() if each["groups"]}, "kinds": {kind: {"files": len(paths)} for kind, paths in kinds.items()},
        "unread": _sums((each for each in rows if each["status"] == "failed"), lambda each: each["text"] if each["text"] in {"locked", "too large", "failed"} else "unopened"),
        "risks": risks, "lines": lines,
        "orphans": {
            "folders": sum(1 for each in orphans if each["parent"] is None or not folders[each["parent"]]["orphan_why"]),
            "files": sum(each["own_files"] for each in orphans), "bytes": sum(each["own_bytes"] for each in orphans),
        },
    }  # fmt: skip


def changed(out: Path) -> dict[str, dict[str, int]]:
    return {
        name: {"files": number} for name, number in Counter(each["change"] for each in read(out, "changes")).items()
    }
