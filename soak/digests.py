"""The worker is killed a hundred times while the letters of the day go out: everybody has theirs, and nobody has two."""

import random
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from soak.served import ROOT, House, house

KILLS = 100
PEOPLE = 120
SLOW = 0.04  # seconds that the mail server takes for a letter, so that kills meet letters on their way


class Post(socketserver.StreamRequestHandler):
    """As much of a mail server as takes letters in, one after the other, and remembers their numbers."""

    def handle(self) -> None:
        # Who is killed in the middle of a letter hangs up: that is what this is for.
        with suppress(ConnectionError):
            self._talk()

    def _talk(self) -> None:
        self.wfile.write(b"220 soak\r\n")
        while line := self.rfile.readline():
            word = line.split(maxsplit=1)[0].upper() if line.split() else b""
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self._take_in()
            elif word in {b"EHLO", b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP"}:
                self.wfile.write(b"250 ok\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"502 no\r\n")
                if word == b"QUIT":
                    return

    def _take_in(self) -> None:
        number = ""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            if line.lower().startswith(b"message-id:"):
                number = line.split(b":", 1)[1].strip().decode()
        if line == b".\r\n":
            time.sleep(SLOW)
            self.server.taken[number] += 1  # type: ignore[attr-defined]
            self.wfile.write(b"250 taken\r\n")


def run(database: str, kills: int = KILLS) -> list[str]:
    """What went wrong; nothing, when every letter of every day was taken in, each under one number."""
    dice = random.Random(20261126)
    faults: list[str] = []
    left, days, twice, caught = kills, 0, 0, 0
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server, house(database, PEOPLE) as made:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.environment["MUNIMENT_MAIL"] = f"smtp://127.0.0.1:{server.server_address[1]}?tls=no"
        while left > 0:
            days += 1
            taken: Counter[str] = Counter()
            server.taken = taken  # type: ignore[attr-defined]
            made.tell("soak.letters", "begin")
            met = min(left, 12)
            for _ in range(met):
                before = taken.total()
                worker = _worker(made)
                _until(lambda before=before, taken=taken: taken.total() > before)
                time.sleep(dice.uniform(0.0, 0.3))
                worker.kill()
                worker.wait()
            left -= met
            caught += made.tell("soak.letters", "look")["caught"]
            told = _finish(made)
            faults += [f"day {days}: {number} was not taken in" for number in told["numbers"] if number not in taken]
            faults += [f"day {days}: {told['unsent']} letters were never said to be sent"] if told["unsent"] else []
            faults += (
                [f"day {days}: {len(told['numbers'])} letters for {PEOPLE} people"]
                if len(told["numbers"]) != PEOPLE
                else []
            )
            twice += sum(times - 1 for times in taken.values())
        server.shutdown()
    if not caught:
        faults.append("no kill caught a letter on its way, so that nothing was tried")
    print(
        f"  {kills} kills in {days} days of {PEOPLE} letters: {caught} caught on the way, {twice} handed in again under the number that they had"
    )
    return faults


def _until(what: Callable[[], bool]) -> None:
    """Waits for it, but not for ever: what a dead worker held is free again only after a while."""
    end = time.monotonic() + 60
    while not what() and time.monotonic() < end:
        time.sleep(0.01)


def _worker(made: House) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "muniment", "work"]
    return subprocess.Popen(
        command, env=made.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _finish(made: House) -> dict[str, Any]:
    """A last worker that nobody kills. What a dead one had on its way is given back as if its time were over."""
    worker = _worker(made)
    try:
        for _ in range(60):
            told: dict[str, Any] = made.tell("soak.letters", "again")
            if len(told["numbers"]) == PEOPLE and not told["unsent"]:
                break
            time.sleep(2)
    finally:
        worker.kill()
        worker.wait()
    return told
