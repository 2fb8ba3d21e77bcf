"""A share of many small files, scanned from end to end, and again when nothing has changed; with the memory of all its processes."""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

FILES = 100_000
_WORDS = [
    "council",
    "housing",
    "repair",
    "tenant",
    "window",
    "kitchen",
    "report",
    "meeting",
    "minutes",
    "agenda",
    "budget",
    "invoice",
    "payment",
    "school",
    "transport",
    "road",
    "planning",
    "application",
    "decision",
    "notice",
    "letter",
    "reply",
    "request",
    "information",
    "asset",
    "owner",
    "retention",
    "disposal",
    "register",
    "service",
    "team",
    "manager",
    "review",
    "action",
    "agreed",
    "date",
    "year",
    "month",
    "week",
    "committee",
    "member",
    "report",
    "annex",
    "table",
    "figure",
    "number",
    "reference",
    "the",
    "of",
    "and",
    "to",
    "in",
    "for",
    "with",
    "that",
    "this",
    "from",
    "by",
    "at",
    "on",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "has",
    "have",
    "not",
    "will",
    "may",
    "shall",
]


def tree(root: Path, files: int, seed: int = 19) -> None:
    """Letters (a tenth with a number of a person), tables, copies, versions, what programs leave, unknown kinds: 1 to 4 KB each."""
    chance = random.Random(seed)
    kept: list[bytes] = []
    for number in range(files):
        folder = root / f"service {number % 41}" / f"{2003 + number % 23}" / f"case {number % 1999 // 40}"
        if number < 41 * 23 * 50:
            folder.mkdir(parents=True, exist_ok=True)
        kind = chance.random()
        name, content = f"letter {number}.txt", b""
        if kept and kind < 0.15:
            content = chance.choice(kept)
        elif kind < 0.75:
            text = " ".join(chance.choices(_WORDS, k=chance.randrange(150, 500)))
            if chance.random() < 0.1:
                text += f"\nNHS number: {chance.randrange(10**9, 10**10)}\nDear Mrs Example"
            content = text.encode()
        elif kind < 0.85:
            name = f"spending {number}.csv"
            content = (
                "supplier,order_no,amount\n"
                + "".join(f"Firm {n},{chance.randrange(10**9, 10**10)},{n}.00\n" for n in range(40))
            ).encode()
        elif kind < 0.92:
            name, content = f"plan {number % 500} v{number % 7}.txt", " ".join(chance.choices(_WORDS, k=200)).encode()
        elif kind < 0.96:
            name, content = chance.choice(("Thumbs.db", f"~${number}.docx", f"{number}.tmp")), chance.randbytes(500)
        else:
            name, content = f"{number}.dat", chance.randbytes(2_000)
        if chance.random() < 0.02:
            kept.append(content)
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def memory(process: int) -> int:
    """Bytes of memory that a process and all it began hold to themselves or share fairly."""
    total, waiting = 0, [process]
    while waiting:
        each = waiting.pop()
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
            total += 1024 * int(rollup.split("\nPss:")[1].split()[0])
            for thread in Path(f"/proc/{each}/task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        except (OSError, IndexError, ValueError):
            continue
    return total


def scanned(root: Path, out: Path) -> tuple[float, int, dict[str, object]]:
    """Seconds, the most bytes of memory, and the summary."""
    began, most, over = time.monotonic(), 0, threading.Event()
    command = [sys.executable, "-m", "muniment", "scan", str(root), "--out", str(out), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=sys.stderr, text=True) as running:

        def watch() -> None:
            nonlocal most
            while not over.wait(0.5):
                most = max(most, memory(running.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        told, _ = running.communicate()
        over.set()
        watcher.join()
    if running.returncode:
        raise SystemExit(f"the scan failed: {running.returncode}")
    return time.monotonic() - began, most, json.loads(told)


def measure() -> None:
    """MUNIMENT_BENCH_FILES says how many (100,000 by default), MUNIMENT_BENCH_TREE where they are kept for another run."""
    files = int(os.environ.get("MUNIMENT_BENCH_FILES", FILES))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(os.environ.get("MUNIMENT_BENCH_TREE") or Path(folder) / "share")
        if not root.exists():
            print(f"making {files:,} files ...", flush=True)
            tree(root, files)
        first, most, summary = scanned(root, Path(folder) / "scan")
        again, most_again, _ = scanned(root, Path(folder) / "scan")
    found = summary["found"]
    assert isinstance(found, int)
    print(f"{found:,} files, {summary['bytes']:,} bytes, {summary['failed']:,} failed")
    print(f"scanned:       {first:8.1f} s  {found / first:10,.0f} files a second  {most / 1e6:6,.0f} MB at most")
    print(f"scanned again: {again:8.1f} s  {found / again:10,.0f} files a second  {most_again / 1e6:6,.0f} MB at most")
    print(f"again / first: {again / first:.3f}")
