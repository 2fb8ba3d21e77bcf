"""Two hundred people save at once through the server: first each at an action of their own, then all at one and the same."""

import statistics
import threading
import time
from typing import Any

from soak.served import Browser, House, hidden_of, house

PEOPLE = 200
TRIES = 400


def run(database: str) -> list[str]:
    """What went wrong; nothing, when every save was told once and the house is whole."""
    with house(database, PEOPLE) as made:
        made.start()
        faults, saved = _each_their_own(made)
        more, again = _all_at_one(made)
        made.kill()
        told = made.tell("soak.whole")
        faults += more + told["faults"]
        for word in (*saved, *again):
            if told["words"].get(word, 0) != 1:
                faults.append(f"{word} was saved, and is told {told['words'].get(word, 0)} times")
        return faults


def _at_once(people: list[dict[str, Any]], act: Any) -> list[Any]:
    """Everybody's act, begun together; what each returned or raised."""
    together, found = threading.Barrier(len(people)), [None] * len(people)

    def one(number: int, person: dict[str, Any]) -> None:
        try:
            found[number] = act(number, person, together)
        except Exception as error:  # noqa: BLE001 - what breaks in a thread is what this looks for
            together.abort()
            found[number] = error

    threads = [threading.Thread(target=one, args=each) for each in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _each_their_own(made: House) -> tuple[list[str], list[str]]:
    def save(number: int, person: dict[str, Any], together: threading.Barrier) -> tuple[int, float]:
        browser = Browser(made.port, person["session"])
        path = f"/recommendations/{person['record']}/do/update/"
        _status, page = browser.get(path)
        # While they wait for each other the server lets an idle line go; a browser opens another, and so does this one.
        browser.connection.close()
        together.wait(120)
        start = time.perf_counter()
        status, _page = browser.post(path, {**hidden_of(page), "progress": f"own {number}", "begun": "yes"})
        return status, time.perf_counter() - start

    found = _at_once(made.people, save)
    faults = [f"own {n}: {each}" for n, each in enumerate(found) if not isinstance(each, tuple) or each[0] != 302]
    times = [each[1] for each in found if isinstance(each, tuple)]
    print(f"  {len(times)} saved at once: median {statistics.median(times):.2f} s, the last after {max(times):.2f} s")
    return faults, [f"own {n}" for n, each in enumerate(found) if isinstance(each, tuple) and each[0] == 302]


def _all_at_one(made: House) -> tuple[list[str], list[str]]:
    """A conflict shows both versions; who meets one sends again, as a person would."""

    def save(number: int, person: dict[str, Any], together: threading.Barrier) -> int:
        browser = Browser(made.port, person["session"])
        together.wait(120)
        for tried in range(1, TRIES):
            status = browser.update(person["meeting"], f"meeting {number}")
            if status == 302:
                return tried
            if status not in {409, 422}:
                raise RuntimeError(f"answered {status}")
        raise RuntimeError("never saved")

    people = made.people[:40]
    found = _at_once(people, save)
    faults = [f"meeting {n}: {each!r}" for n, each in enumerate(found) if not isinstance(each, int)]
    tries = [each for each in found if isinstance(each, int)]
    print(
        f"  {len(tries)} saved the same action at once: {sum(tries)} tries, at most {max(tries, default=0)} of one person"
    )
    return faults, [f"meeting {n}" for n, each in enumerate(found) if isinstance(each, int)]
