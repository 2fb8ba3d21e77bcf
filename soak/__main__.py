"""`./run soak [NAME ...] [--sqlite | --postgres]`: every soak, or those that are named, on both databases or on one."""

import sys
import time
from collections.abc import Callable

from soak import crowd, digests, hostile, imports, kills, postgresql, quarantine, scans, steady, workers

SOAKS: dict[str, Callable[[str], list[str]]] = {
    "crowd": crowd.run,
    "digests": digests.run,
    "hostile": hostile.run,
    "imports": imports.run,
    "kills": kills.run,
    "quarantine": quarantine.run,
    "scans": scans.run,
    "steady": steady.run,
    "workers": workers.run,
}
DATABASES = ("--sqlite", "--postgres")


def main(arguments: list[str]) -> int:
    """Runs the soaks one after the other, and says what went wrong."""
    names = [each for each in arguments if each not in DATABASES]
    if unknown := set(names) - SOAKS.keys():
        print(f"There is no soak {', '.join(sorted(unknown))}. There are: {', '.join(SOAKS)}.")
        return 2
    databases = [each for each in arguments if each in DATABASES] or DATABASES
    worst = 0
    for name in names or SOAKS:
        for database in databases:
            print(f"== {name} on {database.strip('-')}", flush=True)
            start = time.monotonic()
            faults = SOAKS[name]("") if database == "--sqlite" else postgresql.on_its_own(SOAKS[name])
            print("\n".join(f"  {fault}" for fault in faults[:20]))
            print(
                f"  {'FAILED, ' + str(len(faults)) + ' faults' if faults else 'whole'}, {time.monotonic() - start:.0f} s"
            )
            worst = max(worst, bool(faults))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
