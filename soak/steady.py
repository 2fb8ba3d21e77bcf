"""Twenty requests a second for ten minutes with two workers: no error, and no growth in memory."""

import statistics
import threading
import time
from pathlib import Path

from soak.served import Browser, House, house

A_SECOND = 20
SECONDS = 600
THREADS = 10
GROWTH = 1.15  # from the end of the second minute, when caches are warm, to the end


def run(database: str, seconds: int = SECONDS) -> list[str]:
    """What went wrong; nothing, when every answer was 200 and the workers are as large at the end as after two minutes."""
    faults: list[str] = []
    times: list[float] = []
    sizes: list[int] = []
    with house(database, 20) as made:
        made.start()
        begin = time.monotonic()
        threads = [
            threading.Thread(target=_ask, args=(made, number, begin, seconds, times, faults))
            for number in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        while time.monotonic() < begin + seconds:
            time.sleep(min(20, seconds / 5))
            sizes.append(memory(made))
        for thread in threads:
            thread.join()
    times.sort()
    warm = sizes[min(len(sizes) - 1, len(sizes) // 5)]
    print(
        f"  {len(times)} requests in {seconds} s: median {1000 * statistics.median(times):.0f} ms, "
        f"95 of 100 within {1000 * times[int(len(times) * 0.95)]:.0f} ms; "
        f"memory {warm // 1024} MB when warm, {sizes[-1] // 1024} MB at the end"
    )
    if sizes[-1] > warm * GROWTH:
        faults.append(f"memory grew from {warm} to {sizes[-1]} KB")
    if len(times) < A_SECOND * seconds * 0.95:
        faults.append(f"only {len(times)} of {A_SECOND * seconds} requests could be made")
    return faults


def _ask(made: House, number: int, begin: float, seconds: int, times: list[float], faults: list[str]) -> None:
    """One of the threads: asks for one page after the other, each at its moment."""
    person = made.people[number]
    browser = Browser(made.port, person["session"])
    pages = [
        "/", "/recommendations/", "/recommendations/?q=put", "/recommendations/?state=not_begun&sort=-due",
        f"/recommendations/{person['record']}/", f"/recommendations/{person['record']}/history/", "/plans/", "/posts/",
        "/recommendations/?late=yes", "/recommendations/export.csv",
    ]  # fmt: skip
    for turn in range(seconds * A_SECOND // THREADS):
        moment = begin + (turn * THREADS + number) / A_SECOND
        time.sleep(max(0, moment - time.monotonic()))
        path = pages[turn % len(pages)]
        start = time.perf_counter()
        try:
            status, _page = browser.get(path)
        except Exception as error:  # noqa: BLE001 - whatever breaks is what this looks for
            faults.append(f"{path}: {error!r}")
            browser = Browser(made.port, person["session"])
            continue
        times.append(time.perf_counter() - start)
        if status != 200:
            faults.append(f"{path}: {status}")


def memory(made: House) -> int:
    """The memory of the server and all that it started, in KB, without what they share."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            if made.server is not None and int(fields[2]) == made.server.pid:  # the process group
                told = (folder / "smaps_rollup").read_text()
                total += int(next(line for line in told.splitlines() if line.startswith("Pss:")).split()[1])
        except (OSError, StopIteration):
            continue  # it has ended meanwhile
    return total
