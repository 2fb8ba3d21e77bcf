"""What the project's files may not say: a machine's own paths, a package index's address, the names of a case's paper."""

import re
import subprocess
from pathlib import Path

FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:root|home/\w+|work)/[\w.]"),
    "the address of a package index": re.compile(r"https?://(?:[\w.-]*pypi|files\.pythonhosted|registry\.npmjs)", re.IGNORECASE),
}  # fmt: skip
# The finder and the reader understand papers; they do not know one. (The tests may name the case they are tried on.)
CASE = re.compile(r"coventry|worcestershire|\bSIGO\b|\bIMM?SG\b|\bISMG\b|\bBeacon\b|Don't Gamble", re.IGNORECASE)


def check() -> int:
    """Reads every file that git tracks."""
    tracked = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True).stdout.split("\n")
    faults = []
    for name in filter(None, tracked):
        path = Path(name)
        if name == "checks/words.py" or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        rules = {**FORBIDDEN, **({"a name of the case's paper": CASE} if name.startswith("src/") else {})}
        for number, line in enumerate(text.splitlines(), start=1):
            faults += [
                f"{name}:{number}: {what}: {line.strip()[:100]}" for what, rule in rules.items() if rule.search(line)
            ]
    print("\n".join(faults) or "No file names what it should not.")
    return 1 if faults else 0
