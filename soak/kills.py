"""The server is killed a hundred times while people save: what was answered is kept, what was not is there once or not at all."""

import random
import threading
import time
from http.client import HTTPException
from typing import Any

from soak.served import Browser, House, house

KILLS = 100
SAVERS = 6


def run(database: str, kills: int = KILLS) -> list[str]:
    """What went wrong; nothing, when no answered save is lost, none is told twice, and the house is whole."""
    dice = random.Random(20261125)
    faults: list[str] = []
    saved: list[str] = []
    asked: list[str] = []
    with house(database, SAVERS) as made:
        for kill in range(kills):
            made.start()
            stop = threading.Event()
            threads = [
                threading.Thread(target=_save, args=(made, person, f"{kill}-{n}", stop, saved, asked, faults))
                for n, person in enumerate(made.people)
            ]
            for thread in threads:
                thread.start()
            time.sleep(dice.uniform(0.05, 1.2))
            made.kill()
            stop.set()
            for thread in threads:
                thread.join()
        told = made.tell("soak.whole")
    faults += told["faults"]
    faults += [f"{word} was answered and is told {told['words'].get(word, 0)} times" for word in saved if told["words"].get(word, 0) != 1]  # fmt: skip
    faults += [f"{word} is told {times} times" for word, times in told["words"].items() if times > 1]
    unanswered = sum(1 for word in asked if word in told["words"]) - len(saved)
    print(f"  {kills} kills: {len(asked)} saves sent, {len(saved)} answered, {unanswered} kept without an answer")
    return faults


def _save(
    made: House,
    person: dict[str, Any],
    name: str,
    stop: threading.Event,
    saved: list[str],
    asked: list[str],
    faults: list[str],
) -> None:
    """Saves one update after the other until the server is gone."""
    browser = Browser(made.port, person["session"])
    number = 0
    while not stop.is_set():
        number += 1
        word = f"{name}-{number}"
        asked.append(word)
        try:
            status = browser.update(person["record"], word)
        except (OSError, HTTPException):
            return
        if status == 302:
            saved.append(word)
        elif status not in {409, 422}:
            faults.append(f"{word}: answered {status}")
